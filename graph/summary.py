"""Who or what an entity is, in one Japanese sentence made of its own facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Final

from graph.detail import (
    current,
    dates_of,
    former,
    holders_of,
    named,
    owners_of,
    parts_taken,
    place_of,
    post_caption,
    posts_said,
    shortened,
    titles,
    visible,
    wholes_of,
)
from graph.entities import Node, Tie
from graph.ontology.vocabulary import KIND, is_organization
from graph.snapshot import Snapshot
from graph.validity import status_at
from graph.wording import date_caption, name_words, quoted

_SEATED: Final = frozenset({"Agency", "PublicBody"})  # whose place is an office, not a home

# A clause in the form that another clause follows, and in the form that ends the sentence.
Clause = tuple[str, str]

_MOST_CLAUSES: Final = 3
_QUOTED: Final = 2
_NOUN_BY_ENDING: Final[tuple[tuple[str, str], ...]] = (
    ("実行委員会", "実行委員会"), ("研究会", "研究会"), ("協議会", "協議会"), ("委員会", "委員会"), ("党", "政党"),
    ("大学", "大学"))
_NOUN_OF: Final[Mapping[str, str]] = MappingProxyType({
    "Faction": "会派", "Group": "有志の集まり", "Agency": "国や県の機関", "Project": "取組"})


def summary_of(snapshot: Snapshot, entity: str, as_of: date) -> str:
    """One sentence that says who or what the entity is on that day."""
    node = snapshot.nodes[entity]
    clauses = _CLAUSES.get(node.kind, _organization_clauses)(snapshot, node, as_of)
    return _subject(node) + _joined(list(islice(clauses, _MOST_CLAUSES)))


def titled(snapshot: Snapshot, entity: str) -> str:
    """The caption as a sentence uses it: 合成太郎さん, 「合成勉強会」, 合成市."""
    node = snapshot.nodes[entity]
    if node.kind == "Person":
        return f"{node.caption}さん"
    return post_caption(snapshot, entity) if node.kind == "Post" else name_words(node)


def _subject(node: Node) -> str:
    if node.kind == "Person":
        reading = f"（{node.first('kana')}）" if node.first("kana") else ""
        return f"{node.caption}さん{reading}は、"
    return f"{name_words(node)}は、"


def _joined(clauses: list[Clause]) -> str:
    return "、".join([*(clause[0] for clause in clauses[:-1]), clauses[-1][1]]) + "。"


def _is(noun: str) -> Clause:
    return f"{noun}で", f"{noun}です"


def _noun(node: Node) -> str:
    for ending, noun in _NOUN_BY_ENDING if node.kind in ("Faction", "Group", "Association") else ():
        if node.caption.endswith(ending):
            return noun
    return _NOUN_OF.get(node.kind, KIND[node.kind].label_ja)


def _targets(ties: Iterable[Tie]) -> list[str]:
    return [tie.target for tie in ties]


def _sources(ties: Iterable[Tie]) -> list[str]:
    return [tie.source for tie in ties]


def _person_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    held, belongs = snapshot.outgoing(node.id, "HOLDS"), snapshot.outgoing(node.id, "MEMBER_OF")
    told = [
        ("", posts_said(snapshot, _targets(current(snapshot, held, as_of))), "を務め", "を務めています"),
        ("", named(snapshot, _targets(current(snapshot, belongs, as_of))), "に所属し", "に所属しています"),
        ("以前は", posts_said(snapshot, _targets(former(snapshot, held, as_of))), "を務め", "を務めていました"),
        ("以前は", named(snapshot, _targets(former(snapshot, belongs, as_of))), "に所属し", "に所属していました"),
    ]
    clauses = [(f"{when}{who}{following}", f"{when}{who}{closing}") for when, who, following, closing in told if who]
    yield from clauses or _deeds(snapshot, node, as_of)
    if not clauses:
        yield "今の立場は出典になく", "今の立場は出典にありません"


def _municipality_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    level = KIND[node.kind].property("level")
    label = level.choice_label(node.first("level")) if level and node.first("level") else "自治体"
    label = f"{label}の一つ" if node.first("level") == "prefecture" else label
    wholes = "".join(wholes_of(snapshot, node.id))
    yield _is(f"{wholes}の{label}" if wholes else label)
    yield from _deeds(snapshot, node, as_of)


def _organization_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    wholes = [tie.target for tie in snapshot.outgoing(node.id, "PART_OF")]
    located = named(snapshot, _targets(snapshot.outgoing(node.id, "LOCATED_IN")), 1)
    noun = "機関" if node.kind == "Agency" and wholes else _noun(node)
    if wholes:
        yield _is(f"{place_of(snapshot, wholes[0])}の{noun}")
    else:
        yield _is(f"{located}{'にある' if node.kind in _SEATED else 'の'}{noun}" if located else noun)
    if node.kind == "Assembly" and (members := _seated(snapshot, node.id, as_of)):
        yield f"議員など{members}人の役職が記され", f"議員など{members}人の役職が記されています"
    if node.kind == "Department":
        yield from _answers(snapshot, [tie.source for tie in snapshot.incoming(node.id, "POST_IN")], as_of)
    if "Intermediary" in snapshot.roles.get(node.id, ()):
        yield "官民の仲立ちをし", "官民の仲立ちをしています"
    yield from _deeds(snapshot, node, as_of)


# What somebody does, by the tie that says so, the most telling first. The second form follows what still holds.
_DEEDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("OFFERS", "を提供し", "を提供しています"),
    ("IN_CHARGE", "を担当し", "を担当しています"),
    ("HAS_ISSUE", "を課題とし", "を課題としています"),
    ("ADDRESSES", "に取り組み", "に取り組んでいます"),
    ("EXPERT_IN", "を専門とし", "を専門としています"),
    ("RAISED", "を取り上げ", "を取り上げました"),
)
# The same for gatherings and projects, by role.
_PARTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "owner": ("を進め", "を進めてきました"), "operator": ("を運営し", "を運営してきました"),
    "supporter": ("を支援し", "を支援してきました"), "advocate": ("を推し進め", "を推し進めてきました"),
    "pitcher": ("で課題を発表し", "で課題を発表しました"), "contractor": ("を受注し", "を受注しました"),
    "payee": ("の支出先となり", "の支出先となりました"), "organizer": ("を主催し", "を主催しました"),
    "host": ("に会場を提供し", "に会場を提供しました"), "secretariat": ("の事務局を務め", "の事務局を務めました"),
    "speaker": ("に登壇し", "に登壇しました"), "moderator": ("で進行役を務め", "で進行役を務めました"),
    "asker": ("で質問し", "で質問しました"), "answerer": ("で答弁し", "で答弁しました"),
    "participant": ("に参加し", "に参加しました"),
})


def _deeds(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    for kind, following, closing in _DEEDS:
        told = [tie.target for tie in visible(snapshot, snapshot.outgoing(node.id, kind), as_of)
                if status_at(tie, snapshot, as_of) == "actual"]
        if told:
            objects = titles(snapshot, told)
            yield objects + following, objects + closing
    by_role: dict[str, list[str]] = {}
    for whole, tie in parts_taken(snapshot, node.id, as_of).items():
        by_role.setdefault(tie.role, []).append(whole)
    for role, wholes in by_role.items():
        following, closing = _PARTS[role]
        yield titles(snapshot, wholes) + following, titles(snapshot, wholes) + closing


def _post_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    organization = named(snapshot, _targets(snapshot.outgoing(node.id, "POST_IN")), 1)
    yield _is(f"{organization}の役職" if organization else "役職")
    holders = [titled(snapshot, holder) for holder in holders_of(snapshot, node.id, as_of)]
    if holders:
        shown = "、".join(holders[:_QUOTED]) + (f"ほか{len(holders) - _QUOTED}人" if len(holders) > _QUOTED else "")
        yield f"{shown}が務め", f"{shown}が務めています"
    else:
        yield "今の担当者の記載はなく", "今の担当者の記載はありません"
    yield from _answers(snapshot, [node.id], as_of)


def _seated(snapshot: Snapshot, organization: str, as_of: date) -> int:
    """How many people hold a post in the organisation itself on that day."""
    posts = [tie.source for tie in snapshot.incoming(organization, "POST_IN")]
    return len({holder for post in posts for holder in holders_of(snapshot, post, as_of)})


def _answers(snapshot: Snapshot, posts: Iterable[str], as_of: date) -> Iterator[Clause]:
    """What was answered in these posts: in an assembly, on issues."""
    events = [tie.target for post in posts for tie in visible(snapshot, snapshot.outgoing(post, "TOOK_PART"), as_of)
              if tie.role == "answerer"]
    issues = {tie.target for event in events for tie in snapshot.outgoing(event, "ABOUT")
              if snapshot.nodes[tie.target].kind == "Issue"}
    if issues:
        yield f"{titles(snapshot, issues)}について答弁し", f"{titles(snapshot, issues)}について答弁しました"


def _event_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    planned = node.first("state") == "planned"
    wholes = wholes_of(snapshot, node.id)
    when = dates_of(snapshot, node.id)
    part = f"{quoted(wholes[-1])}の一部として" if wholes else ""
    organizers = named(snapshot, owners_of(snapshot, node.id, ("organizer", "host", "secretariat"), as_of))
    done = ("主催する予定の" if planned else "主催した") if organizers else "開かれる予定の" if planned else "開かれた"
    by = f"{organizers}が" if organizers else ""
    told = f"{part}{f'{when}に' if when else ''}{by}"
    yield _is(f"{told}{done}場" if told or planned else "集まりの場")
    taking_part = {tie.source for tie in visible(snapshot, snapshot.incoming(node.id, "TOOK_PART"), as_of)}
    if planned:
        yield "その後の記載はなく", "その後の記載はありません"
    elif size := node.first("size"):
        yield f"{size}人ほどが集まり", f"{size}人ほどが集まりました"
    elif len(taking_part) > 1:
        yield f"{len(taking_part)}者の参加が記され", f"{len(taking_part)}者の参加が記されています"


def _project_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    planned = node.first("state") == "planned"
    owners = named(snapshot, owners_of(snapshot, node.id, ("owner", "operator", "supporter"), as_of))
    verb = {"planned": "計画する", "former": "進めた"}.get(node.first("state"), "進める")
    yield _is(f"{owners}が{verb}取組" if owners else ("計画中の取組" if planned else "取組"))
    addressed = titles(snapshot, _targets(visible(snapshot, snapshot.outgoing(node.id, "ADDRESSES"), as_of)))
    if addressed:
        yield f"{addressed}を扱い", f"{addressed}を扱います"
    if stages := node.texts("stage"):
        yield f"段階は{quoted(shortened(stages[0]))}で", f"段階は{quoted(shortened(stages[0]))}です"


def _issue_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    noun = "分野" if node.first("nature") == "topic" else "課題"
    having = named(snapshot, _sources(visible(snapshot, snapshot.incoming(node.id, "HAS_ISSUE"), as_of)))
    yield _is(f"{having}が抱える{noun}" if having else noun)
    if raised := _sources(visible(snapshot, snapshot.incoming(node.id, "RAISED"), as_of)):
        who = "、".join(titled(snapshot, each) for each in sorted(set(raised))[:_QUOTED])
        yield f"{who}が取り上げ", f"{who}が取り上げました"
    answers = _sources(visible(snapshot, snapshot.incoming(node.id, "ADDRESSES"), as_of))
    if parties := named(snapshot, (each for each in answers if is_organization(snapshot.nodes[each].kind))):
        yield f"{parties}が取り組み", f"{parties}が取り組んでいます"
    if others := titles(snapshot, (each for each in answers if not is_organization(snapshot.nodes[each].kind))):
        yield f"{others}という取組や解決策があり", f"{others}という取組や解決策があります"


def _solution_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    offering = named(snapshot, _sources(visible(snapshot, snapshot.incoming(node.id, "OFFERS"), as_of)))
    yield _is(f"{offering}が提供する解決策" if offering else "解決策")
    if issues := _targets(visible(snapshot, snapshot.outgoing(node.id, "ADDRESSES"), as_of)):
        yield f"{titles(snapshot, issues)}に役立ち", f"{titles(snapshot, issues)}に役立つとされています"


def _place_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    located = named(snapshot, _targets(snapshot.outgoing(node.id, "LOCATED_IN")), 1) or node.first("address")
    yield _is(f"{located}にある会場" if located else "会場")
    operators = named(snapshot, _sources(visible(snapshot, snapshot.incoming(node.id, "OPERATES"), as_of)))
    if operators:
        yield f"{operators}が運営し", f"{operators}が運営しています"


def _motion_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    when = date_caption(node.first("date")) if node.first("date") else ""
    yield _is(f"{when}の議案" if when else "議案")
    sponsors = named(snapshot, _sources(visible(snapshot, snapshot.incoming(node.id, "SPONSORED"), as_of)))
    if sponsors:
        yield f"{sponsors}が提出し", f"{sponsors}が提出しました"
    if result := node.first("result"):
        yield f"結果は{quoted(result)}で", f"結果は{quoted(result)}です"


def _introduction_clauses(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[Clause]:
    by = named(snapshot, _targets(visible(snapshot, snapshot.outgoing(node.id, "INTRODUCED_BY"), as_of)))
    people = named(snapshot, _targets(visible(snapshot, snapshot.outgoing(node.id, "INTRODUCED"), as_of)), 3)
    when = date_caption(node.first("date")) if node.first("date") else ""
    yield _is(f"{f'{when}の、' if when else ''}{f'{by}による' if by else ''}{f'{people}の' if people else ''}紹介")


_CLAUSES: Final[Mapping[str, Callable[[Snapshot, Node, date], Iterator[Clause]]]] = MappingProxyType({
    "Person": _person_clauses, "Municipality": _municipality_clauses, "Post": _post_clauses, "Event": _event_clauses,
    "Project": _project_clauses, "Issue": _issue_clauses, "Solution": _solution_clauses, "Place": _place_clauses,
    "Motion": _motion_clauses, "Introduction": _introduction_clauses,
})

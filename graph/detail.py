"""What tells an entity from its namesakes, in a few words: 北海道・012335, 墨田区議会議員, 主催 秋田県."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from graph.entities import Node, Tie
from graph.ontology.vocabulary import KIND, TIE
from graph.snapshot import Snapshot
from graph.validity import carrier_span, is_current, shown_spans, status_at
from graph.values.text import fold
from graph.wording import date_caption, did_words, listed, period_words, quoted

SEPARATOR: Final = "・"
_LONGEST_TEXT: Final = 28
_HIGHEST: Final = 6
_MOST_POSTS: Final = 3


def detail_of(snapshot: Snapshot, entity: str, as_of: date) -> str:
    """A short Japanese text that tells this entity from its namesakes on that day; the kind where nothing does."""
    node = snapshot.nodes[entity]
    parts = _PARTS.get(node.kind, _organization_parts)(snapshot, node, as_of)
    return SEPARATOR.join(dict.fromkeys(part for part in parts if part)) or KIND[node.kind].label_ja


def visible(snapshot: Snapshot, ties: Iterable[Tie], as_of: date) -> list[Tie]:
    """Those of the ties that may be shown for that day."""
    return [tie for tie in ties if shown_spans(tie, snapshot, as_of)]


def current(snapshot: Snapshot, ties: Iterable[Tie], as_of: date) -> list[Tie]:
    """Those of the ties that hold on that day."""
    return [tie for tie in visible(snapshot, ties, as_of) if is_current(tie, snapshot, as_of)]


def former(snapshot: Snapshot, ties: Iterable[Tie], as_of: date) -> list[Tie]:
    """Those of the ties that held before that day and no longer do."""
    return [tie for tie in visible(snapshot, ties, as_of) if status_at(tie, snapshot, as_of) == "former"]


def named(snapshot: Snapshot, entities: Iterable[str], most: int = 2) -> str:
    """People, posts and organisations, the first few by caption: 狛江市、塩尻市ほか9者; empty for none."""
    captions = sorted({snapshot.nodes[entity].caption for entity in entities})
    rest = len(captions) - most
    return listed(captions[:most]) + (f"ほか{rest}者" if rest > 0 else "")


def titles(snapshot: Snapshot, entities: Iterable[str], most: int = 2) -> str:
    """Names as a sentence needs them, the first few by caption: 「病児保育」「産後ケア」など5件; empty for none.

    Entities of one name (a project and the one that succeeded it) are named and counted once.
    """
    captions = sorted({snapshot.nodes[entity].caption for entity in entities})
    shown = "".join(quoted(caption) for caption in captions[:most])
    return shown + (f"など{len(captions)}件" if len(captions) > most else "")


def post_caption(snapshot: Snapshot, post: str) -> str:
    """A post with its organisation, said once: 墨田区議会議員, 墨田区 デジタル政策課長."""
    caption = snapshot.nodes[post].caption
    for tie in snapshot.outgoing(post, "POST_IN"):
        organization = snapshot.nodes[tie.target].caption
        if fold(organization) not in fold(caption):
            return f"{place_of(snapshot, tie.target, prefecture=False)} {caption}"
    return caption


def posts_said(snapshot: Snapshot, posts: Iterable[str]) -> str:
    """Posts in a row, their organisation said once: 合成社 取締役、最高責任者、合成市議会議員."""
    words: list[str] = []
    said = ""
    for caption in sorted({post_caption(snapshot, post) for post in posts}):
        organization, _, title = caption.rpartition(" ")
        words.append(title if organization and organization == said else caption)
        said = organization
    return listed(words[:_MOST_POSTS]) + (f"ほか{len(words) - _MOST_POSTS}役職" if len(words) > _MOST_POSTS else "")


def place_of(snapshot: Snapshot, organization: str, *, prefecture: bool = True) -> str:
    """An organisation with what it is part of: 東京都 墨田区 福祉部; what the next name says again is left out."""
    captions = [*wholes_of(snapshot, organization, prefecture=prefecture), snapshot.nodes[organization].caption]
    return " ".join(caption for caption, following in zip(captions, [*captions[1:], ""], strict=True)
                    if not following.startswith(caption))


def root_event(snapshot: Snapshot, event: str) -> str:
    """The whole gathering that a session is part of; the event itself where it is no session."""
    seen = {event}
    at = event
    while larger := sorted(tie.target for tie in snapshot.outgoing(at, "PART_OF")
                           if tie.target not in seen and snapshot.nodes[tie.target].kind == "Event"):
        at = larger[0]
        seen.add(at)
    return at


def parts_taken(snapshot: Snapshot, entity: str, as_of: date) -> dict[str, Tie]:
    """Whole gatherings and projects that somebody did take part in, by the most telling tie; projects first."""
    order = {role.name: place for kind in ("JOINED", "TOOK_PART") for place, role in enumerate(TIE[kind].roles)}
    best: dict[str, Tie] = {}
    for tie in snapshot.outgoing(entity, "JOINED", "TOOK_PART"):
        if not shown_spans(tie, snapshot, as_of) or status_at(tie, snapshot, as_of) not in ("actual", "former"):
            continue
        whole = root_event(snapshot, tie.target) if tie.kind == "TOOK_PART" else tie.target
        if whole not in best or order[tie.role] < order[best[whole].role]:
            best[whole] = tie
    return dict(sorted(best.items(), key=lambda pair: (pair[1].kind != "JOINED", order[pair[1].role], pair[0])))


def wholes_of(snapshot: Snapshot, entity: str, *, prefecture: bool = True) -> list[str]:
    """Captions of what the entity is part of, the largest first: ["北海道", "札幌市"] for 中央区."""
    captions: list[str] = []
    seen = {entity}
    at = entity
    while len(captions) < _HIGHEST:
        wholes = [tie.target for tie in snapshot.outgoing(at, "PART_OF") if tie.target not in seen]
        if not wholes:
            break
        # A ward is part of its city and of the prefecture: the way leads through the city.
        at = min(wholes, key=lambda whole: (_is_prefecture(snapshot, whole), whole))
        seen.add(at)
        if prefecture or not _is_prefecture(snapshot, at):
            captions.append(snapshot.nodes[at].caption)
    return captions[::-1]


def _is_prefecture(snapshot: Snapshot, entity: str) -> bool:
    return snapshot.nodes[entity].first("level") == "prefecture"


def dates_of(snapshot: Snapshot, entity: str) -> str:
    """When an event or project takes place: 2024年1月25日〜26日; empty if not told."""
    span = carrier_span(snapshot, entity)
    return period_words(span.since, span.until)


def shortened(text: str, longest: int = _LONGEST_TEXT) -> str:
    """The first sentence of a text, cut where it is too long for a list."""
    sentence = text.partition("。")[0]
    return sentence if len(sentence) <= longest else sentence[: longest - 1] + "…"


def holders_of(snapshot: Snapshot, post: str, as_of: date) -> list[str]:
    """Who holds the post on that day, in the order of ids."""
    return sorted({tie.source for tie in current(snapshot, snapshot.incoming(post, "HOLDS"), as_of)})


def owners_of(snapshot: Snapshot, entity: str, roles: Sequence[str], as_of: date) -> list[str]:
    """Who took part in an event or project in the first of these roles that anybody took."""
    ties = visible(snapshot, snapshot.incoming(entity, "TOOK_PART", "JOINED"), as_of)
    for role in roles:
        if found := sorted({tie.source for tie in ties if tie.role == role}):
            return found
    return []


def _located(snapshot: Snapshot, node: Node) -> str:
    places = [tie.target for tie in snapshot.outgoing(node.id, "LOCATED_IN")]
    return named(snapshot, places)


def _municipality_parts(snapshot: Snapshot, node: Node, _: date) -> Iterator[str]:
    wholes = wholes_of(snapshot, node.id)
    level = KIND[node.kind].property("level")
    yield " ".join(wholes) or (level.choice_label(node.first("level")) if level else "")
    yield node.first("lgcode")


def _person_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    held, belongs = snapshot.outgoing(node.id, "HOLDS"), snapshot.outgoing(node.id, "MEMBER_OF")
    now = [posts_said(snapshot, (tie.target for tie in current(snapshot, held, as_of))),
           named(snapshot, (tie.target for tie in current(snapshot, belongs, as_of)))]
    if any(now):
        yield from now
        return
    before = [*(post_caption(snapshot, tie.target) for tie in former(snapshot, held, as_of)),
              *(snapshot.nodes[tie.target].caption for tie in former(snapshot, belongs, as_of))]
    if before:
        yield f"以前 {before[0]}"
    elif sought := visible(snapshot, snapshot.outgoing(node.id, "SOUGHT"), as_of):
        yield f"{post_caption(snapshot, sought[0].target)}に立候補"
    else:
        yield _part_taken(snapshot, node, as_of) or shortened(node.first("description"))


def _part_taken(snapshot: Snapshot, node: Node, as_of: date) -> str:
    """What somebody is known from who has no post and is not described: 「合成勉強会」の事務局."""
    parts = parts_taken(snapshot, node.id, as_of).items()
    return next((did_words(tie, titles(snapshot, [whole])) for whole, tie in parts), "")


def _post_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    for tie in snapshot.outgoing(node.id, "POST_IN")[:1]:
        yield place_of(snapshot, tie.target)
    if holders := holders_of(snapshot, node.id, as_of):
        yield f"在任 {named(snapshot, holders)}"


def _part_parts(snapshot: Snapshot, node: Node, _: date) -> Iterator[str]:
    yield " ".join(wholes_of(snapshot, node.id)) or _located(snapshot, node)
    yield shortened(node.first("description"))


def _organization_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    if "Intermediary" in snapshot.roles.get(node.id, ()):
        yield "中間支援"
    yield " ".join(wholes_of(snapshot, node.id))
    yield _located(snapshot, node)
    if number := node.first("houjin_bangou"):
        yield f"法人番号{number}"
    if description := shortened(node.first("description")):
        yield description
    elif offered := current(snapshot, snapshot.outgoing(node.id, "OFFERS"), as_of):
        yield f"{titles(snapshot, (tie.target for tie in offered))}を提供"
    elif node.kind in ("Company", "Association", "Group"):
        yield _part_taken(snapshot, node, as_of)


def _event_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    yield dates_of(snapshot, node.id)
    if wholes := wholes_of(snapshot, node.id):
        yield f"{quoted(wholes[-1])}の中"
    elif organizers := owners_of(snapshot, node.id, ("organizer", "secretariat", "host"), as_of):
        yield f"主催 {named(snapshot, organizers)}"


def _place_parts(snapshot: Snapshot, node: Node, _: date) -> Iterator[str]:
    yield node.first("address") or _located(snapshot, node)
    if operators := [tie.source for tie in snapshot.incoming(node.id, "OPERATES")]:
        yield f"運営 {named(snapshot, operators)}"
    elif events := [tie.source for tie in snapshot.incoming(node.id, "HELD_AT")]:
        yield f"{titles(snapshot, events)}の会場"


def _issue_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    nature = KIND[node.kind].property("nature")
    yield nature.choice_label(node.first("nature")) if nature else ""
    having = visible(snapshot, snapshot.incoming(node.id, "HAS_ISSUE"), as_of)
    raised = visible(snapshot, snapshot.incoming(node.id, "RAISED"), as_of)
    if having:
        yield f"{named(snapshot, (tie.source for tie in having))}の課題"
    elif raised:
        yield f"{named(snapshot, (tie.source for tie in raised))}が取り上げた"
    elif wholes := wholes_of(snapshot, node.id):
        yield f"{quoted(wholes[-1])}の一部"


def _solution_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    if offering := [tie.source for tie in visible(snapshot, snapshot.incoming(node.id, "OFFERS"), as_of)]:
        yield f"{named(snapshot, offering)}が提供"
    else:
        yield shortened(node.first("description"))


def _project_parts(snapshot: Snapshot, node: Node, as_of: date) -> Iterator[str]:
    if owners := owners_of(snapshot, node.id, ("owner", "operator", "supporter"), as_of):
        yield named(snapshot, owners)
    yield dates_of(snapshot, node.id) or shortened(node.first("stage"))


def _motion_parts(_: Snapshot, node: Node, __: date) -> Iterator[str]:
    yield date_caption(node.first("date")) if node.first("date") else ""
    yield node.first("number")
    yield node.first("result")


def _introduction_parts(snapshot: Snapshot, node: Node, _: date) -> Iterator[str]:
    yield date_caption(node.first("date")) if node.first("date") else ""
    if people := [tie.target for tie in snapshot.outgoing(node.id, "INTRODUCED")]:
        yield named(snapshot, people)


_PARTS: Final[Mapping[str, Callable[[Snapshot, Node, date], Iterator[str]]]] = MappingProxyType({
    "Municipality": _municipality_parts, "Person": _person_parts, "Post": _post_parts, "Department": _part_parts,
    "Assembly": _part_parts, "Faction": _part_parts, "Event": _event_parts, "Place": _place_parts,
    "Issue": _issue_parts, "Solution": _solution_parts, "Project": _project_parts, "Motion": _motion_parts,
    "Introduction": _introduction_parts,
})

"""Around a connection: the next moment to meet, what to be careful about, what to bring along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from graph.bodies import MomentBody
from graph.connections.reasons import Reason
from graph.connections.side import own_side
from graph.detail import current, dates_of, former, named, owners_of, post_caption, shortened, visible
from graph.entities import Node
from graph.ontology.vocabulary import TIE
from graph.snapshot import Snapshot
from graph.summary import titled
from graph.validity import carrier_span, last_day, newest_document, spans_of
from graph.values.dates import PartialDate, age_years
from graph.wording import age_words, date_caption, listed, quoted

_OLD_YEARS: Final = 2.0
_MOST_CASES: Final = 3
_MOST_MOMENTS: Final = 3
_LONGEST_FACT: Final = 40
_NEXT_YEARS: Final = 5  # far enough for the next 29th of February


def moments(snapshot: Snapshot, candidate: str, issues: Iterable[str], as_of: date) -> list[MomentBody]:
    """Events to come in which the candidate takes part or that are about the issues, soonest first.

    Where there is none, events told with a day but no year, as the next such day and marked as inferred.
    """
    taking = {tie.target: tie for tie in visible(snapshot, snapshot.outgoing(candidate, "TOOK_PART"), as_of)}
    told = [tie for issue in issues for tie in snapshot.incoming(issue, "ABOUT", "ADDRESSES")]
    about = {tie.source for tie in visible(snapshot, told, as_of) if snapshot.nodes[tie.source].kind == "Event"}
    found: list[tuple[date, bool, str]] = []
    for event in {*taking, *about}:
        since = carrier_span(snapshot, event).since
        if since and (coming := _coming(since, as_of)) is not None:
            found.append((*coming, event))
    found.sort()
    certain = [each for each in found if not each[1]]
    bodies: list[MomentBody] = []
    for day, inferred, event in (certain or found)[:_MOST_MOMENTS]:
        part = taking.get(event)
        role = TIE["TOOK_PART"].role(part.role) if part else None
        who = f"{titled(snapshot, candidate)}（{role.label_ja}）の" if role else ""
        when = day.isoformat() if inferred else carrier_span(snapshot, event).since
        bodies.append({"event": snapshot.ref(event), "date": when, "inferred": inferred,
                       "text": _moment_text(snapshot, event, who, day, inferred=inferred)})
    return bodies


def _coming(told: str, as_of: date) -> tuple[date, bool] | None:
    """(day, whether inferred) of a date that is not over; a date without a year is its next day."""
    read = PartialDate.parse(told)
    if read.first is not None and read.last is not None:
        return (read.first, False) if read.last >= as_of else None
    for year in range(as_of.year, as_of.year + _NEXT_YEARS):
        leap_day = (read.month, read.day) == (2, 29) and (year % 4 or (not year % 100 and year % 400))
        if not leap_day and (day := date(year, read.month, read.day)) >= as_of:
            return day, True
    return None


def _moment_text(snapshot: Snapshot, event: str, who: str, day: date, *, inferred: bool) -> str:
    caption = quoted(snapshot.nodes[event].caption)
    told = PartialDate.parse(carrier_span(snapshot, event).since).caption
    if inferred:
        return (f"{who}{caption}は{told}とだけ記され、年はわかりません。次の{told}は{day.year}年です。"
                "開かれるかどうか、主催者に確かめてください。")
    return f"{told}に{who}{caption}があります。"


def cautions(snapshot: Snapshot, candidate: str, reasons: Sequence[Reason], as_of: date) -> list[str]:
    """What to be careful about with this candidate, each composed from the facts that say so."""
    return list(dict.fromkeys([
        *_about_posts(snapshot, candidate, as_of), *_about_certainty(snapshot, candidate, reasons),
        *_about_age(snapshot, reasons, as_of), *_about_politics(snapshot, candidate, as_of)]))


def _about_posts(snapshot: Snapshot, candidate: str, as_of: date) -> Iterator[str]:
    kind = snapshot.nodes[candidate].kind
    if kind == "Person":
        held = snapshot.outgoing(candidate, "HOLDS", "MEMBER_OF")
        past = former(snapshot, held, as_of)
        if past and not current(snapshot, held, as_of):
            where = titled(snapshot, past[0].target)
            yield f"{titled(snapshot, candidate)}が{where}にいたのは以前のことです。今の立場を確かめてください。"
    elif kind == "Post" and not current(snapshot, snapshot.incoming(candidate, "HOLDS"), as_of):
        yield f"{post_caption(snapshot, candidate)}の今の担当者は出典にありません。代表窓口で確かめてください。"


def _about_certainty(snapshot: Snapshot, candidate: str, reasons: Iterable[Reason]) -> Iterator[str]:
    statuses = {stance.status for reason in reasons for stance in reason.stances}
    if not statuses or "actual" in statuses:
        return
    name = titled(snapshot, candidate)
    if "former" in statuses:
        yield f"{name}の関わりは以前のものです。今も続いているかを確かめてください。"
    elif "planned" in statuses:
        yield f"{name}の関わりは予定の段階です。実施されたかを確かめてください。"
    else:
        yield f"{name}の関わりは、予定のあと実施されたという記載がありません。"


def _about_age(snapshot: Snapshot, reasons: Iterable[Reason], as_of: date) -> Iterator[str]:
    cited = [citation for reason in reasons for tie in reason.ties for citation in snapshot.ties[tie].citations]
    newest, what = newest_document(snapshot, cited), "出典"
    if not newest:
        newest, what = _newest_happening(snapshot, reasons, as_of), "出来事"
    day = last_day(newest)
    if day is None:
        yield "もとになった出典に日付がありません。今の状況を確かめてください。"
    elif age_years(day, as_of) > _OLD_YEARS:
        when = f"{date_caption(newest)}（{age_words(day, as_of)}）"
        yield f"もとになった{what}は新しいものでも{when}です。今の状況を確かめてください。"


def _newest_happening(snapshot: Snapshot, reasons: Iterable[Reason], as_of: date) -> str:
    """Canonical date of the newest dated end, on that day over, of the reasons' ties; empty for none."""
    spans = [span for reason in reasons for tie in reason.ties for span in spans_of(snapshot.ties[tie], snapshot)]
    told = {text for span in spans if (day := last_day(text := span.until or span.since)) and day <= as_of}
    return max(told, key=lambda text: (last_day(text) or date.min, text), default="")


def _about_politics(snapshot: Snapshot, candidate: str, as_of: date) -> Iterator[str]:
    sought = visible(snapshot, snapshot.outgoing(candidate, "SOUGHT"), as_of)
    if "Councillor" in snapshot.roles.get(candidate, ()):
        what = "議員"
    elif sought:
        what = f"{post_caption(snapshot, sought[0].target)}への立候補を表明した方"
    elif snapshot.nodes[candidate].kind == "Faction":
        what = "議員の集まり"
    else:
        return
    yield (f"{titled(snapshot, candidate)}は{what}です。政治活動への支援と受け取られないよう、"
           "相談の目的を課題の解決に限り、他の会派や候補者にも同じ説明ができる形で会ってください。")


def bring(snapshot: Snapshot, candidate: str, issues: Sequence[str], as_of: date) -> list[str]:
    """Cases and solutions from elsewhere for these issues, with their stage and what the source says of them.

    Then what came out of gatherings on the problems among them, which may be common ground.
    """
    house = set(own_side(snapshot, candidate, as_of))
    projects: dict[str, None] = {}
    solutions: dict[str, None] = {}
    events: dict[str, None] = {}
    for issue in issues:
        for tie in visible(snapshot, snapshot.incoming(issue, "ADDRESSES", "ABOUT"), as_of):
            kind = snapshot.nodes[tie.source].kind
            if kind == "Event" and snapshot.nodes[issue].first("nature") != "topic":
                events[tie.source] = None
            elif kind == "Project":
                projects[tie.source] = None
            elif kind == "Solution":
                solutions[tie.source] = None
                projects.update(dict.fromkeys(
                    use.source for use in visible(snapshot, snapshot.incoming(tie.source, "USES"), as_of)
                    if snapshot.nodes[use.source].kind == "Project"))
    kinds = ("JOINED", "OFFERS", "USES", "TOOK_PART")
    known = {tie.target for each in house for tie in snapshot.outgoing(each, *kinds)} | house
    told = [_case(snapshot, each, as_of) for each in projects if each not in known]
    told += [_solution(snapshot, each, as_of) for each in solutions if each not in known]
    told += [_gathering(snapshot, each, known=each in known) for each in events]
    return [text for text in told if text][:_MOST_CASES]


def _case(snapshot: Snapshot, project: str, as_of: date) -> str:
    node = snapshot.nodes[project]
    owners = named(snapshot, owners_of(snapshot, project, ("owner", "operator", "supporter"), as_of))
    head = (f"{owners}の" if owners and owners not in node.caption else "") + quoted(node.caption)
    facts = [label + quoted(shortened(text, _LONGEST_FACT)) for label, name in _FACTS for text in node.texts(name)[:1]]
    facts += [] if facts else [_state(snapshot, node)]
    return f"事例: {head}（{listed([*facts, *_dated(snapshot, node)])}）"


_EVENT_FACTS: Final = (("成果", "outcome"), ("学び", "lesson"))
_FACTS: Final = (("段階", "stage"), ("効果", "effect"), ("苦労", "hardship"), ("学び", "lesson"))


def _state(snapshot: Snapshot, node: Node) -> str:
    told = {"planned": "まだ計画の段階", "former": "終わった取組"}
    return told.get(carrier_span(snapshot, node.id).status, "段階や効果の記載はまだありません")


def _solution(snapshot: Snapshot, solution: str, as_of: date) -> str:
    node = snapshot.nodes[solution]
    offering = named(snapshot, (tie.source for tie in visible(snapshot, snapshot.incoming(solution, "OFFERS"), as_of)))
    told = [shortened(node.first("description"), _LONGEST_FACT), *_dated(snapshot, node)]
    remarks = listed(text for text in told if text)
    whose = f"{offering}の" if offering else ""
    return f"解決策: {whose}{quoted(node.caption)}" + (f"（{remarks}）" if remarks else "")


def _gathering(snapshot: Snapshot, event: str, *, known: bool) -> str:
    """What came out of an event; empty where no source tells."""
    node = snapshot.nodes[event]
    facts = [label + quoted(shortened(text, _LONGEST_FACT)) for label, name in _EVENT_FACTS
             for text in node.texts(name)[:1]]
    if not facts:
        return ""
    remarks = listed(text for text in (dates_of(snapshot, event), *facts) if text)
    return f"{'共通の話題' if known else '参考になる場'}: {quoted(node.caption)}（{remarks}）"


def _dated(snapshot: Snapshot, node: Node) -> list[str]:
    cited = [citation for values in node.values.values() for value in values for citation in value.citations]
    newest = newest_document(snapshot, cited)
    return [f"{date_caption(newest)}の出典"] if newest else []

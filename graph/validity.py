"""When a tie holds: which of its intervals are shown on a day, and what it is then (model 1.6 and 1.7).

A tie that took part in an event or joined a project without dates of its own has those of the event (a session
has those of the event it is part of) or project.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from graph.entities import Node, Span, Tie
from graph.facts import Citation
from graph.snapshot import Snapshot
from graph.values.dates import PartialDate

# What happened stays so: a talk given in 2024 is no "former" talk. Everything else ends with its last day.
OCCURRENCES: Final = frozenset({
    "TOOK_PART", "HELD_AT", "ABOUT", "RAISED", "ANSWERED", "SOUGHT", "SUCCEEDED", "SPONSORED", "VOTED", "REFERRED_TO",
    "INTRODUCED_BY", "INTRODUCED", "KNOWS",
})
# Ties that take dates and state from their target where they have none.
_DATED_BY_TARGET: Final = frozenset({"TOOK_PART", "JOINED"})
_NEXT_YEAR: Final = 1


@functools.lru_cache(maxsize=16_384)
def moment(text: str) -> PartialDate | None:
    """A canonical partial date read; None for an empty text."""
    return PartialDate.parse(text) if text else None


@functools.lru_cache(maxsize=16_384)
def first_day(text: str) -> date | None:
    """The first day of a canonical partial date; None where it is empty or has no year."""
    read = moment(text)
    return read.first if read else None


@functools.lru_cache(maxsize=16_384)
def last_day(text: str) -> date | None:
    """The last day of a canonical partial date; None where it is empty or has no year."""
    read = moment(text)
    return read.last if read else None


def carrier_span(snapshot: Snapshot, carrier: str) -> Span:
    """Dates and state of an event or project; a session without dates has those of the event it is part of."""
    seen: set[str] = set()
    state = snapshot.nodes[carrier].first("state")
    current = carrier
    while True:
        seen.add(current)
        node = snapshot.nodes[current]
        state = state or node.first("state")
        since, until = node.first("since"), node.first("until")
        if since or until:
            return Span(since, until or _end_of_event(node, since), state or "actual")
        larger = [tie.target for tie in snapshot.outgoing(current, "PART_OF")
                  if tie.target not in seen and snapshot.nodes[tie.target].kind == node.kind == "Event"]
        if not larger:
            return Span(status=state or "actual")
        current = larger[0]


def _end_of_event(node: Node, since: str) -> str:
    """An event told with a start only is over with that day; a project goes on."""
    return since if node.kind == "Event" else ""


def spans_of(tie: Tie, snapshot: Snapshot) -> tuple[Span, ...]:
    """A tie's intervals, with the dates and state of its event or project where it has none of its own."""
    if tie.kind not in _DATED_BY_TARGET:
        return tie.spans
    carried = carrier_span(snapshot, tie.target)
    years = sorted(tie.properties.get("fiscal_year", ()))
    spans: list[Span] = []
    for span in tie.spans:
        status = span.status
        if status == "actual" and (carried.status in ("planned", "unknown") or tie.kind == "JOINED"):
            status = carried.status
        if span.until:
            spans.append(replace(span, status=status))
        elif span.since:
            until = carried.until if tie.kind == "JOINED" and _is_after(carried.until, span.since) else ""
            spans.append(replace(span, until=until, status=status))
        elif years:
            spans.append(replace(span, since=years[0], until=years[-1], status=status))
        else:
            spans.append(replace(span, since=carried.since, until=carried.until, status=status))
    return tuple(spans)


def _is_after(until: str, since: str) -> bool:
    last, first = last_day(until), first_day(since)
    return last is not None and (first is None or last >= first)


def earliest_document(snapshot: Snapshot, citations: Iterable[Citation]) -> str:
    """Canonical date of the oldest dated document cited; empty where none is dated."""
    told = {snapshot.documents[cited.document].date for cited in citations}
    dated = (text for text in told if first_day(text))
    return min(dated, key=lambda text: (first_day(text) or date.max, text), default="")


def newest_document(snapshot: Snapshot, citations: Iterable[Citation]) -> str:
    """Canonical date of the newest dated document cited; empty where none is dated."""
    told = {snapshot.documents[cited.document].date for cited in citations}
    dated = (text for text in told if last_day(text))
    return max(dated, key=lambda text: (last_day(text) or date.min, text), default="")


def shown_spans(tie: Tie, snapshot: Snapshot, as_of: date) -> tuple[Span, ...]:
    """The intervals of a tie that a reader sees on a day.

    One whose first day lies after `as_of` is hidden; one without a known start, or only planned, is not shown
    before the oldest dated document that states it; where no document is dated either, it is shown always.
    """
    told = first_day(earliest_document(snapshot, tie.citations))
    return tuple(span for span in spans_of(tie, snapshot) if _is_shown(span, told, as_of))


def _is_shown(span: Span, told: date | None, as_of: date) -> bool:
    first = first_day(span.since)
    if first is None or span.status == "planned":
        return told is None or told <= as_of
    return first <= as_of


def status_at(tie: Tie, snapshot: Snapshot, as_of: date) -> str:
    """actual, planned, former or unknown on that day: of several intervals, the one that says most of today."""
    told = first_day(earliest_document(snapshot, tie.citations))
    found = {_status(span, tie.kind, told, as_of) for span in shown_spans(tie, snapshot, as_of)}
    return next((status for status in ("actual", "planned", "former") if status in found), "unknown")


def _status(span: Span, kind: str, told: date | None, as_of: date) -> str:
    if span.status == "planned":
        planned_for = _planned_for(span, told)
        return "unknown" if planned_for is not None and planned_for < as_of else "planned"
    if kind in OCCURRENCES or not _is_dated(span):
        return span.status
    ended = last_day(span.until)
    return "former" if ended is not None and ended < as_of else "actual"


def _is_dated(span: Span) -> bool:
    """Whether the dates alone say what an interval was on a day: also that of what has ended since, at a known time."""
    return span.status == "actual" or (span.status == "former" and last_day(span.until) is not None)


def _planned_for(span: Span, told: date | None) -> date | None:
    """The last day on which the plan could still begin; a day without a year is the next one after it was told."""
    start = moment(span.since or span.until)
    if start is None or start.last is not None or told is None:
        return start.last if start else None
    for year in (told.year, told.year + _NEXT_YEAR):
        day = PartialDate("day", year, start.month, min(start.day, 28) if start.month == 2 else start.day).first
        if day is not None and day >= told:
            return day
    return None


def is_current(tie: Tie, snapshot: Snapshot, as_of: date) -> bool:
    """Whether the tie holds on that day; what merely happened holds only on its own days."""
    for span in shown_spans(tie, snapshot, as_of):
        first, last = first_day(span.since), last_day(span.until)
        dated = span.status == "actual" if tie.kind in OCCURRENCES else _is_dated(span)
        if not dated or (last is not None and last < as_of):
            continue
        if tie.kind not in OCCURRENCES or (last is not None and (first is None or first <= as_of)):
            return True
    return False

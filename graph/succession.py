"""Who left a post without a source saying so (model 1.8): inferred, dated between two observations.

A post with one seat that is observed with another holder has ended for the former one; a person observed in
another one-seat post of the same organisation has left the first. Pure functions of ties, documents and the
organisations of posts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from graph.canonical import Versions
from graph.entities import Span, Tie
from graph.roles import is_open
from graph.values.dates import PartialDate, last_day_or_min


@dataclass(frozen=True, slots=True)
class _Holding:
    tie: Tie
    begins: date  # first day in the post as far as known
    begins_text: str  # canonical partial date
    last_seen: date  # newest document that states it


def close_left_posts(
    holdings: Iterable[Tie], *, one_seat: Collection[str], organization_of: Mapping[str, str], versions: Versions
) -> Iterator[Tie]:
    """The same HOLDS ties, with the open spans of those closed that another observation outdates.

    Parameters
    ----------
    holdings
        All HOLDS ties of the posts and of the persons concerned.
    one_seat
        Posts that only one person can hold at a time.
    organization_of
        Post → the organisation at the top of the one it is in.
    """
    ties = list(holdings)
    rivals: dict[tuple[str, str], list[_Holding]] = defaultdict(list)
    own: dict[str, _Holding] = {}
    for tie in ties:
        holding = _observed(tie, versions)
        if holding is not None and tie.target in one_seat:
            own[tie.id] = holding
            rivals["post", tie.target].append(holding)
            if tie.target in organization_of:
                rivals[tie.source, organization_of[tie.target]].append(holding)
    for tie in ties:
        holding = own.get(tie.id)
        if holding is None or not is_open(tie):
            yield tie
            continue
        later = [
            other
            for key in (("post", tie.target), (tie.source, organization_of.get(tie.target, "")))
            for other in rivals.get(key, ())
            if other.tie.id != tie.id and other.begins > holding.last_seen
        ]
        yield _closed(tie, min(later, key=lambda other: (other.begins, other.begins_text))) if later else tie


def _observed(tie: Tie, versions: Versions) -> _Holding | None:
    """What the dated documents say of a holding; None where none is dated, nothing can follow from that."""
    seen = {versions.documents[cited.document].date for cited in tie.citations}
    days = {day: text for text in sorted(seen) if (day := last_day_or_min(text)) != date.min}
    if not days or all(span.status == "planned" for span in tie.spans):
        return None
    starts = [span.since for span in tie.spans if span.since and span.status != "planned"]
    first = PartialDate.parse(starts[-1]).first if starts else None
    earliest = min(days)
    return _Holding(
        tie,
        begins=first or earliest,
        begins_text=starts[-1] if starts and first else days[earliest],
        last_seen=max(days),
    )


def _closed(tie: Tie, successor: _Holding) -> Tie:
    spans = tuple(
        Span(span.since, successor.begins_text, "former", "inferred")
        if span.status == "actual" and not span.until
        else span
        for span in tie.spans
    )
    return replace(tie, spans=spans)

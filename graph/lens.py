"""The snapshot as it was known and true on a day: what happened, when last, who sat in which seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from graph.entities import Span, Tie
from graph.snapshot import Snapshot
from graph.validity import (
    OCCURRENCES,
    earliest_document,
    first_day,
    is_current,
    last_day,
    newest_document,
    shown_spans,
)

_HAPPENED = frozenset({"actual", "former"})


@dataclass(frozen=True, slots=True)
class LastContact:
    """The last day of contact: `text` is canonical; `undated` where only the document's date is known, or none.

    `open`: it goes on as far as is known, and the day is only the last on which somebody said so.
    """

    day: date | None
    text: str
    undated: bool
    open: bool = False

    @property
    def _order(self) -> tuple[bool, bool, date, str]:
        return (self.day is None, self.undated, self.day or date.max, self.text)

    def shared_with(self, other: LastContact) -> LastContact:
        """The last contact of two: the end of what has ended, else the earlier of both, dates before documents."""
        if self.open != other.open:
            ended = other if self.open else self
            if ended.day is not None and not ended.undated:
                return ended
        return min(self, other, key=lambda contact: contact._order)


@dataclass(frozen=True)
class Lens:
    """A snapshot seen as of a day. What it finds out about a tie it keeps: neither ever changes."""

    snapshot: Snapshot
    as_of: date
    _happened: dict[str, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _current: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)
    _last: dict[str, LastContact] = field(default_factory=dict, init=False, repr=False, compare=False)

    def kind(self, entity: str) -> str:
        """The kind of an entity."""
        return self.snapshot.nodes[entity].kind

    def happened(self, tie: Tie) -> tuple[Span, ...]:
        """The shown intervals of a tie that are no mere plan and not unknown."""
        found = self._happened.get(tie.id)
        if found is None:
            shown = shown_spans(tie, self.snapshot, self.as_of)
            found = self._happened[tie.id] = tuple(span for span in shown if span.status in _HAPPENED)
        return found

    def is_current(self, tie: Tie) -> bool:
        """Whether the tie holds on the day."""
        found = self._current.get(tie.id)
        if found is None:
            found = self._current[tie.id] = is_current(tie, self.snapshot, self.as_of)
        return found

    def last_contact(self, tie: Tie) -> LastContact:
        """When the two ends of a tie that happened last had to do with each other.

        The last day of its interval; for one still open the newest document that states it; else the oldest
        document, marked undated.
        """
        found = self._last.get(tie.id)
        if found is None:
            found = self._last[tie.id] = self._found_last(tie)
        return found

    def _found_last(self, tie: Tie) -> LastContact:
        dated = [contact for span in self.happened(tie) if (contact := self._of_span(tie, span))]
        if dated:
            return max(dated, key=lambda contact: (contact.day or date.min, contact.text))
        document = earliest_document(self.snapshot, tie.citations)
        return self._clipped(document, undated=True) or LastContact(None, "", undated=True)

    def _of_span(self, tie: Tie, span: Span) -> LastContact | None:
        if last_day(span.until):
            return self._clipped(span.until)
        if tie.kind in OCCURRENCES - {"KNOWS"} or span.status == "former":
            # A start alone dates what happened on a day; of what is over it says too little.
            return self._clipped(span.since) if tie.kind in OCCURRENCES else None
        newest = newest_document(self.snapshot, tie.citations)
        return self._clipped(newest, is_open=True) or self._clipped(span.since, is_open=True)

    def _clipped(self, text: str, *, undated: bool = False, is_open: bool = False) -> LastContact | None:
        """A canonical date as a last contact: never after the day of the lens."""
        first, last = first_day(text), last_day(text)
        if first is None or last is None:
            return None
        return LastContact(
            min(last, self.as_of), text if first <= self.as_of else self.as_of.isoformat(), undated, is_open
        )

    def has_one_seat(self, post: str) -> bool:
        """Whether a post is stated to have one seat; only such a post is a thoroughfare."""
        node = self.snapshot.nodes.get(post)
        return node is not None and node.kind == "Post" and node.first("seats") == "one"

    def holders_on(self, post: str, day: date | None) -> list[str]:
        """Who is known to have held a post on a day."""
        found: set[str] = set()
        for tie in self.snapshot.incoming(post, "HOLDS"):
            told = first_day(earliest_document(self.snapshot, tie.citations))
            for span in self.happened(tie):
                since = first_day(span.since) or told
                until = last_day(span.until) or (date.max if span.status == "actual" else None)
                if day is not None and since is not None and until is not None and since <= day <= until:
                    found.add(tie.source)
        return sorted(found)

    def has_left(self, person: str, post: str) -> bool:
        """Whether a person who acted in a post sits in it no more: it ended, or somebody else has the one seat."""
        holding = self.snapshot.incoming(post, "HOLDS")
        own = [tie for tie in holding if tie.source == person]
        if any(self.is_current(tie) for tie in own):
            return False
        return any(self.happened(tie) for tie in own) or any(self.is_current(tie) for tie in holding)

    def current_targets(self, entity: str, *kinds: str) -> list[str]:
        """Where ties of these kinds lead from an entity today."""
        return sorted({tie.target for tie in self.snapshot.outgoing(entity, *kinds) if self.is_current(tie)})

    def current_sources(self, entity: str, *kinds: str) -> list[str]:
        """Where ties of these kinds come from today."""
        return sorted({tie.source for tie in self.snapshot.incoming(entity, *kinds) if self.is_current(tie)})


def overlap(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    """Whether any of these intervals meets any of those; an unknown end reaches everywhere."""
    others = tuple(others)
    return any(
        (first_day(one.since) or date.min) <= (last_day(other.until) or date.max)
        and (first_day(other.since) or date.min) <= (last_day(one.until) or date.max)
        for one in spans
        for other in others
    )

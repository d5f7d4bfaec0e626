"""Bonds: what ties two directly (post, membership, contract, acquaintance), introductions, and rosters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from graph.contacts.carriers import Carrier, Partners, evidence_of
from graph.entities import Tie
from graph.lens import LastContact, Lens, overlap
from graph.strength import (
    CONTRACT_LEVEL,
    FORMER_FACTOR,
    FORMER_HALF_LIFE,
    INTRODUCED_LEVEL,
    INTRODUCED_UNKNOWN_LEVEL,
    INTRODUCER_LEVEL,
    KNOWS_LEVEL,
    MAX_LEVEL,
    MEMBER_WEIGHT,
    ONE_SEAT_WEIGHT,
    ROSTER_LEVEL,
    ROSTER_LIMIT,
    Evidence,
    aged,
    level_of_weight,
    size_factor,
)
from graph.validity import first_day, last_day

_BONDS: Final = frozenset({"HOLDS", "MEMBER_OF", "CONTRACTED", "KNOWS"})
_NO_FACTION: Final = ("無会派", "無所属")
_CONTRACTS: Final = "contracts"


class Bond:
    """The ties of one kind between two: however many terms or years, one evidence."""

    def __init__(self, lens: Lens, ties: Sequence[Tie]) -> None:
        self._lens = lens
        self._ties = ties
        self.members = frozenset({ties[0].source, ties[0].target})
        self.work = _CONTRACTS if ties[0].kind == "CONTRACTED" else ""

    def evidence(self, one: str, other: str) -> tuple[Evidence, ...]:
        """One reading for each tie, the same from both ends."""
        del one, other
        return self._readings

    def partners_of(self, entity: str) -> Iterator[Partners]:
        """The other end."""
        del entity
        if self._readings:
            yield Partners(self.members, self._readings)

    def without(self, avoid: frozenset[str]) -> Bond:
        """Itself: nothing but its ends carries it."""
        del avoid
        return self

    @cached_property
    def _readings(self) -> tuple[Evidence, ...]:
        return tuple(self._read())

    def _read(self) -> Iterator[Evidence]:
        for tie in self._ties:
            if not self._lens.happened(tie):
                continue
            last = self._lens.last_contact(tie)
            if tie.kind == "CONTRACTED":
                yield evidence_of(CONTRACT_LEVEL, last=last, as_of=self._lens.as_of, ties=(tie.id,), carrier=None)
            elif tie.kind == "KNOWS":
                stated = tie.first("level")
                level = min(int(stated), MAX_LEVEL) if stated else KNOWS_LEVEL
                yield evidence_of(level, last=last, as_of=self._lens.as_of, ties=(tie.id,), carrier=None)
            else:
                yield self._belonging(tie, last)

    def _belonging(self, tie: Tie, last: LastContact) -> Evidence:
        """Holding a post or being a member: it does not age while it holds, and is worth half once it is former."""
        weight, people = ONE_SEAT_WEIGHT, None
        if not self._lens.has_one_seat(tie.target):
            weight, people = MEMBER_WEIGHT, size_of(self._lens, tie.target)
        factor = size_factor(people) if people is not None else 1.0
        if self._lens.is_current(tie):
            return Evidence(
                level_of_weight(weight),
                weight,
                last.text,
                last.undated,
                (tie.id,),
                None,
                people,
                weight * factor,
                ongoing=True,
            )
        weight *= FORMER_FACTOR
        strength = aged(weight, half_life=FORMER_HALF_LIFE, last=last.day, as_of=self._lens.as_of) * factor
        return Evidence(
            level_of_weight(weight), weight, last.text, last.undated, (tie.id,), None, people, strength, former=True
        )


def size_of(lens: Lens, group: str) -> int:
    """The size of a post with many seats or of an organisation: as stated, else as many as are known, at least one."""
    stated = lens.snapshot.nodes[group].first("seat_count" if lens.kind(group) == "Post" else "size")
    return int(stated) if stated else max(1, len(lens.current_sources(group, "HOLDS", "MEMBER_OF")))


class Introduced:
    """One introduction: who made it, and who was introduced to whom."""

    work = ""

    def __init__(self, lens: Lens, introduction: str, ties: Sequence[Tie]) -> None:
        self._lens = lens
        self._introduction = introduction
        self._ties: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            self._ties[tie.target].append(tie)
        self.members = self._ties.keys()
        outcome = lens.snapshot.nodes[introduction].first("outcome")
        self._level = INTRODUCED_LEVEL.get(outcome, INTRODUCED_UNKNOWN_LEVEL)

    def partners_of(self, entity: str) -> Iterator[Partners]:
        """The others, one by one."""
        for other in self.members:
            if other != entity and (readings := tuple(self.evidence(entity, other))):
                yield Partners((other,), readings)

    def without(self, avoid: frozenset[str]) -> Introduced | None:
        """The introduction, unless it is one of these."""
        return None if self._introduction in avoid else self

    def evidence(self, one: str, other: str) -> Iterator[Evidence]:
        """Introduced with introduced, and introducer with each of them."""
        for mine in self._ties[one]:
            for theirs in self._ties[other]:
                kinds = {mine.kind, theirs.kind}
                if kinds == {"INTRODUCED_BY"}:
                    continue
                level = self._level if kinds == {"INTRODUCED"} else INTRODUCER_LEVEL
                yield evidence_of(
                    level,
                    last=self._last(mine, theirs),
                    as_of=self._lens.as_of,
                    ties=(mine.id, theirs.id),
                    carrier=self._introduction,
                )

    def _last(self, mine: Tie, theirs: Tie) -> LastContact:
        day = self._lens.snapshot.nodes[self._introduction].first("date")
        last = last_day(day)
        if last is not None:
            return LastContact(min(last, self._lens.as_of), day, undated=False)
        return self._lens.last_contact(mine).shared_with(self._lens.last_contact(theirs))


class Roster:
    """A small department, group or faction all of whose members are known: they are colleagues."""

    work = ""

    def __init__(self, lens: Lens, group: str, belonging: dict[str, list[Tie]]) -> None:
        self._lens = lens
        self._group = group
        self._belonging = belonging
        self.members = belonging.keys()
        self._level = ROSTER_LEVEL[lens.kind(group)]

    def partners_of(self, entity: str) -> Iterator[Partners]:
        """The others, one by one."""
        for other in self.members:
            if other != entity and (readings := tuple(self.evidence(entity, other))):
                yield Partners((other,), readings)

    def without(self, avoid: frozenset[str]) -> Roster | None:
        """The roster, unless it is that of one of these."""
        return None if self._group in avoid else self

    def evidence(self, one: str, other: str) -> Iterator[Evidence]:
        """While both are in it does not age; afterwards it ages from the day on which the first of them left."""
        for mine in self._belonging[one]:
            for theirs in self._belonging[other]:
                if not overlap(self._lens.happened(mine), self._lens.happened(theirs)):
                    continue
                both_in = self._lens.is_current(mine) and self._lens.is_current(theirs)
                last = self._lens.last_contact(mine).shared_with(self._lens.last_contact(theirs))
                fresh = LastContact(self._lens.as_of, last.text, last.undated) if both_in else last
                found = evidence_of(
                    self._level, last=fresh, as_of=self._lens.as_of, ties=(mine.id, theirs.id), carrier=self._group
                )
                yield replace(found, ongoing=both_in, former=not both_in)


def bonds(lens: Lens) -> Iterator[Carrier]:
    """All direct ties between two, grouped by kind and pair; then introductions; then rosters."""
    pairs: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    introductions: dict[str, list[Tie]] = defaultdict(list)
    for tie in lens.snapshot.ties.values():
        if tie.kind in _BONDS:
            pairs[tie.kind, min(tie.source, tie.target), max(tie.source, tie.target)].append(tie)
        elif tie.kind in ("INTRODUCED", "INTRODUCED_BY") and lens.happened(tie):
            introductions[tie.source].append(tie)
    for _, ties in sorted(pairs.items()):
        yield Bond(lens, ties)
    for introduction, ties in sorted(introductions.items()):
        if _has_happened(lens, introduction):
            yield Introduced(lens, introduction, ties)
    for node in lens.snapshot.nodes.values():
        if node.kind in ROSTER_LEVEL and node.first("complete_roster") == "complete":
            yield from _roster(lens, node.id)


def _has_happened(lens: Lens, introduction: str) -> bool:
    day = first_day(lens.snapshot.nodes[introduction].first("date"))
    return day is None or day <= lens.as_of


def _roster(lens: Lens, group: str) -> Iterator[Roster]:
    """The roster of a group; none where more than 20 are in, or where the group is that of nobody's group."""
    if any(word in lens.snapshot.nodes[group].caption for word in _NO_FACTION):
        return
    belonging: dict[str, list[Tie]] = defaultdict(list)
    posts = [tie.source for tie in lens.snapshot.incoming(group, "POST_IN")]
    ties = [
        *lens.snapshot.incoming(group, "MEMBER_OF"),
        *(tie for post in posts for tie in lens.snapshot.incoming(post, "HOLDS")),
    ]
    for tie in ties:
        if lens.kind(tie.source) == "Person" and lens.happened(tie):
            belonging[tie.source].append(tie)
    inside = sum(any(lens.is_current(tie) for tie in member) for member in belonging.values())
    stated = lens.snapshot.nodes[group].first("size")
    if len(belonging) > 1 and max(inside, int(stated) if stated else 0) <= ROSTER_LIMIT:
        yield Roster(lens, group, belonging)

"""Gatherings: an event with all its sessions, the rooms in it, and what two who were there had of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final

from graph.contacts.carriers import Part, Shared, evidence_of, parts_of
from graph.lens import Lens
from graph.strength import RUNNING, STAGE, Evidence, event_level, room_factor

_QUESTION: Final = frozenset({"asker", "answerer"})


class Gathering(Shared):
    """One root event and its sessions. A pair's evidence comes from the room in which it is strongest."""

    def __init__(self, lens: Lens, root: str, parents: Mapping[str, str], parts: Iterable[Part]) -> None:
        super().__init__(parts)
        self._lens = lens
        self._parents = parents
        self._root = root
        self._own_stage: dict[str, set[str]] = defaultdict(set)
        self._whole_stage: dict[str, set[str]] = defaultdict(set)
        self._in_event: dict[str, set[str]] = defaultdict(set)
        self._in_room: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for part in (part for taken in self._parts.values() for part in taken):
            for event in self._line(part.carrier):
                self._in_event[event].add(part.unit)
                if part.role in STAGE:
                    self._whole_stage[event].add(part.unit)
            if part.role in STAGE:
                self._own_stage[part.carrier].add(part.unit)
            self._in_room[part.carrier, part.session, ""].add(part.unit)
            if part.table:
                self._in_room[part.carrier, part.session, part.table].add(part.unit)

    def without(self, avoid: frozenset[str]) -> Gathering:
        """The gathering without these events and their sessions."""
        left = [part for part in self._stated if avoid.isdisjoint(self._line(part.carrier))]
        return self if len(left) == len(self._stated) else Gathering(self._lens, self._root, self._parents, left)

    def _pairs(self, mine: Sequence[Part], theirs: Sequence[Part]) -> Iterator[tuple[int, int]]:
        """For each event that both were in: what is told of them there, else what their sessions tell.

        Of parts in sessions the newest of each role is enough, within each session where neither was told to be
        at the event itself.
        """
        own, their = self._by_event(mine), self._by_event(theirs)
        for event in sorted(own.keys() & their.keys()):
            (direct, below), (other_direct, other_below) = own[event], their[event]
            if direct and other_direct:
                yield from product(direct, other_direct)
            elif direct:
                yield from product(direct, _newest_by_role(theirs, other_below))
            elif other_direct:
                yield from product(_newest_by_role(mine, below), other_direct)
            else:
                for i, j in product(_newest_by_place(mine, below), _newest_by_place(theirs, other_below)):
                    if self._common(mine[i].carrier, theirs[j].carrier) == event:
                        yield i, j

    def _by_event(self, parts: Sequence[Part]) -> dict[str, tuple[list[int], list[int]]]:
        """Event → the parts told of it, and those told of its sessions."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        for place, part in enumerate(parts):
            for depth, event in enumerate(self._line(part.carrier)):
                found.setdefault(event, ([], []))[depth > 0].append(place)
        return found

    def _read(self, mine: Part, theirs: Part) -> Evidence | None:
        event = self._common(mine.carrier, theirs.carrier)
        if {mine.role, theirs.role} == _QUESTION and (mine if mine.role == "answerer" else theirs).is_body:
            return None  # an answer by a whole body is written, and no contact
        session, table = "", ""
        if mine.carrier == theirs.carrier:
            together = mine.session == theirs.session
            if together:
                session = mine.session
                table = mine.table if mine.table == theirs.table else ""
            level = event_level(mine.role, theirs.role, same_session=together, same_table=bool(table))
        else:
            level = self._across_sessions(event, mine, theirs)
        stage = ""
        if not table and mine.role in STAGE and theirs.role in STAGE:
            stage = "own" if mine.carrier == theirs.carrier else "whole"
        people = self._people(event, session, table, stage)
        return evidence_of(
            level,
            last=mine.last.shared_with(theirs.last),
            as_of=self._lens.as_of,
            ties=(mine.tie, theirs.tie),
            carrier=event,
            room=people,
            factor=room_factor(people),
            former=mine.former or theirs.former,
        )

    def _across_sessions(self, event: str, mine: Part, theirs: Part) -> int:
        """Two parts in different sessions: only who runs the larger event has to do with who is in its sessions."""
        runs = any(part.carrier == event and part.role in RUNNING for part in (mine, theirs))
        return event_level(mine.role, theirs.role, same_session=False) if runs else 0

    def _people(self, event: str, session: str, table: str, stage: str) -> int:
        """How many were in the room: a table, the stage of one event or of its sessions as well, a session, all."""
        if table:
            return len(self._in_room[event, session, table])
        if stage:
            return len((self._own_stage if stage == "own" else self._whole_stage)[event])
        if session:
            return len(self._in_room[event, session, ""])
        stated = self._lens.snapshot.nodes[event].first("size")
        return max(int(stated) if stated else 0, len(self._in_event[event]))

    def _line(self, event: str) -> list[str]:
        """An event and the larger ones that it is part of."""
        line = [event]
        while line[-1] in self._parents:
            line.append(self._parents[line[-1]])
        return line

    def _common(self, one: str, other: str) -> str:
        above = set(self._line(other))
        return next((event for event in self._line(one) if event in above), self._root)


def _newest(parts: Sequence[Part], places: Iterable[int]) -> int:
    return max(places, key=lambda place: (parts[place].last.day or date.min, parts[place].last.text, place))


def _newest_by_role(parts: Sequence[Part], places: Iterable[int]) -> list[int]:
    by_role: dict[str, list[int]] = defaultdict(list)
    for place in places:
        by_role[parts[place].role].append(place)
    return [_newest(parts, taken) for taken in by_role.values()]


def _newest_by_place(parts: Sequence[Part], places: Iterable[int]) -> list[int]:
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        by_place[parts[place].carrier, parts[place].role].append(place)
    return [_newest(parts, taken) for taken in by_place.values()]


def gatherings(lens: Lens) -> Iterator[Gathering]:
    """All gatherings in which something happened."""
    parents = _parents(lens)
    grouped: dict[str, list[Part]] = defaultdict(list)
    for tie in lens.snapshot.ties.values():
        if tie.kind == "TOOK_PART":
            root = tie.target
            while root in parents:
                root = parents[root]
            grouped[root].extend(parts_of(lens, tie))
    for root, parts in sorted(grouped.items()):
        yield Gathering(lens, root, parents, parts)


def _parents(lens: Lens) -> dict[str, str]:
    """Session → the event it is part of, without circles: of several the one with the lowest id."""
    parents: dict[str, str] = {}
    pairs = sorted(
        (tie.source, tie.target)
        for tie in lens.snapshot.ties.values()
        if tie.kind == "PART_OF" and lens.kind(tie.source) == lens.kind(tie.target) == "Event"
    )
    for session, event in pairs:
        above: str | None = event
        while above is not None and above != session:
            above = parents.get(above)
        if above is None:
            parents.setdefault(session, event)
    return parents

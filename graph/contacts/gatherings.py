"""Gatherings: an event with all its sessions, the rooms in it, and what two who were there had of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from graph.contacts.carriers import Part, by_entity, evidence_of, parts_of
from graph.lens import Lens
from graph.ontology.vocabulary import is_organization
from graph.strength import RUNNING, STAGE, Evidence, event_level, room_factor

_ANSWERS_IN_WRITING: Final = frozenset({"asker", "answerer"})


class Gathering:
    """One root event and its sessions. A pair's evidence comes from the room in which it is strongest."""

    work = ""

    def __init__(self, lens: Lens, root: str, parents: Mapping[str, str], parts: Iterable[Part]) -> None:
        self._lens = lens
        self._parents = parents
        self._parts = by_entity(parts)
        self.root = root
        self.members = self._parts.keys()
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

    def evidence(self, one: str, other: str) -> Iterator[Evidence]:
        """One reading for each pair of parts that the two took; nothing where both stand for one participant."""
        for mine in self._parts[one]:
            for theirs in self._parts[other]:
                if mine.unit != theirs.unit and not self._only_written(mine, theirs):
                    event = self._common(mine.carrier, theirs.carrier)
                    if self._speaks_for(mine, event) and self._speaks_for(theirs, event):
                        yield self._reading(event, mine, theirs)

    def _speaks_for(self, part: Part, event: str) -> bool:
        """Whether a part tells what somebody was in an event: one in a session does, where nothing finer is told."""
        return part.carrier == event or all(own.carrier != event for own in self._parts[part.entity])

    def _only_written(self, mine: Part, theirs: Part) -> bool:
        """An answer by a whole body is written, and no contact."""
        return {mine.role, theirs.role} == _ANSWERS_IN_WRITING and any(
            part.role == "answerer" and is_organization(self._lens.kind(part.unit)) for part in (mine, theirs))

    def _reading(self, event: str, mine: Part, theirs: Part) -> Evidence:
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
        return evidence_of(level, last=mine.last.shared_with(theirs.last), as_of=self._lens.as_of,
                           ties=(mine.tie, theirs.tie), carrier=event, room=people, factor=room_factor(people),
                           former=mine.former or theirs.former)

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
        return next((event for event in self._line(one) if event in above), self.root)


def gatherings(lens: Lens, avoid: frozenset[str]) -> Iterator[Gathering]:
    """All gatherings in which something happened; avoided events and their sessions are left out."""
    parents = _parents(lens)
    grouped: dict[str, list[Part]] = defaultdict(list)
    for tie in lens.snapshot.ties.values():
        if tie.kind != "TOOK_PART":
            continue
        line = [tie.target]
        while line[-1] in parents:
            line.append(parents[line[-1]])
        if avoid.isdisjoint(line):
            grouped[line[-1]].extend(parts_of(lens, tie))
    for root, parts in sorted(grouped.items()):
        yield Gathering(lens, root, parents, parts)


def _parents(lens: Lens) -> dict[str, str]:
    """Session → the event it is part of, without circles: of several the one with the lowest id."""
    parents: dict[str, str] = {}
    pairs = sorted((tie.source, tie.target) for tie in lens.snapshot.ties.values()
                   if tie.kind == "PART_OF" and lens.kind(tie.source) == lens.kind(tie.target) == "Event")
    for session, event in pairs:
        above: str | None = event
        while above is not None and above != session:
            above = parents.get(above)
        if above is None:
            parents.setdefault(session, event)
    return parents

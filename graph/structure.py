"""The structure of organisations: what belongs to one, and the official door from an assembly to its municipality.

Neither is a contact. Both are ways to get to the right desk, and are used only at the ends of a path (model 2).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.entities import Tie
from graph.lens import Lens
from graph.ontology.vocabulary import is_organization
from graph.strength import BELONGS_STRENGTH, OFFICIAL_DOOR_STRENGTH

_CLIMBING: Final = frozenset({"POST_IN", "PART_OF"})


@dataclass(frozen=True, slots=True)
class StructuralHop:
    """A way through the structure from `a` to `b`: `official_door` or belonging; `ties` in order from a to b."""

    a: str
    b: str
    strength: float
    official_door: bool
    ties: tuple[str, ...]


class Structure:
    """Posts and departments under their organisations, and assemblies beside their municipalities, on a day."""

    def __init__(self, lens: Lens) -> None:
        self._lens = lens

    @cached_property
    def _above(self) -> Mapping[str, tuple[Tie, ...]]:
        """The ties that lead upwards from a post (to its organisation) or a department (to what it is part of)."""
        above: dict[str, list[Tie]] = defaultdict(list)
        for tie in self._lens.snapshot.ties.values():
            if tie.kind in _CLIMBING and self._climbs(tie) and self._lens.is_current(tie):
                above[tie.source].append(tie)
        return {entity: tuple(ties) for entity, ties in above.items()}

    def _climbs(self, tie: Tie) -> bool:
        source, target = self._lens.kind(tie.source), self._lens.kind(tie.target)
        return tie.kind == "POST_IN" or (source == "Department" and is_organization(target))

    @cached_property
    def _lines(self) -> Mapping[str, tuple[Tie, ...]]:
        """Every post and department with the ties that lead from it up to its organisation."""
        return {entity: self._line(entity) for entity in self._above}

    def _line(self, entity: str) -> tuple[Tie, ...]:
        line: list[Tie] = []
        seen = {entity}
        current = entity
        while (above := self._above.get(current)) and above[0].target not in seen:
            line.append(above[0])
            current = above[0].target
            seen.add(current)
        return tuple(line)

    @cached_property
    def _inside(self) -> Mapping[str, tuple[str, ...]]:
        """Organisation → itself and all posts and departments in it."""
        inside: dict[str, list[str]] = defaultdict(list)
        for entity in self._lines:
            inside[self.top(entity)].append(entity)
        return {top: tuple(sorted({top, *members})) for top, members in inside.items()}

    def line(self, entity: str) -> list[str]:
        """An entity and all that it is in, from below upwards."""
        return [entity, *(tie.target for tie in self._lines.get(entity, ()))]

    def top(self, entity: str) -> str:
        """The organisation at the head of an entity's line; the entity itself where it has none."""
        line = self._lines.get(entity)
        return line[-1].target if line else entity

    def inside(self, organization: str) -> tuple[str, ...]:
        """An organisation with all posts and departments in it, in the order of ids."""
        return self._inside.get(organization, (organization,))

    def municipality_of(self, assembly: str) -> Tie | None:
        """The tie from an assembly to the municipality it is part of."""
        if self._lens.kind(assembly) != "Assembly":
            return None
        ties = (
            tie
            for tie in self._lens.snapshot.outgoing(assembly, "PART_OF")
            if self._lens.kind(tie.target) == "Municipality" and self._lens.is_current(tie)
        )
        return min(ties, key=lambda tie: tie.target, default=None)

    def from_entity(self, entity: str) -> list[StructuralHop]:
        """All structural hops that start at a post, department or organisation."""
        top = self.top(entity)
        hops = [self._belonging(entity, other) for other in self.inside(top) if other != entity]
        door = self.municipality_of(top)
        if door is not None:
            hops += [self._official_door(entity, door, other) for other in self.inside(door.target)]
        return hops

    def to_entity(self, entity: str) -> list[StructuralHop]:
        """All structural hops that end at a post, department or organisation."""
        top = self.top(entity)
        hops = [self._belonging(other, entity) for other in self.inside(top) if other != entity]
        for tie in self._lens.snapshot.incoming(top, "PART_OF"):
            door = self.municipality_of(tie.source)
            if door is not None and door.target == top:
                hops += [self._official_door(other, door, entity) for other in self.inside(tie.source)]
        return hops

    def _belonging(self, one: str, other: str) -> StructuralHop:
        up, down = list(self._lines.get(one, ())), list(self._lines.get(other, ()))
        while up and down and up[-1].id == down[-1].id:
            up.pop()
            down.pop()
        return StructuralHop(one, other, BELONGS_STRENGTH, False, _ids(up, reversed(down)))

    def _official_door(self, one: str, door: Tie, other: str) -> StructuralHop:
        up, down = self._lines.get(one, ()), self._lines.get(other, ())
        return StructuralHop(one, other, OFFICIAL_DOOR_STRENGTH, True, _ids(up, (door,), reversed(down)))


def _ids(*runs: Iterable[Tie]) -> tuple[str, ...]:
    return tuple(tie.id for run in runs for tie in run)

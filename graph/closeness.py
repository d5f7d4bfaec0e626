"""How close two entities stand without knowing each other: same organisation, same issue, same area."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from graph.lens import Lens
from graph.structure import Structure
from graph.validity import status_at

SAME_ORGANIZATION: Final = 0
SAME_ISSUE: Final = 1
SAME_AREA: Final = 2
NOTHING_SHARED: Final = 3

_STATED_ISSUE: Final = ("HAS_ISSUE", "RAISED", "ANSWERED", "IN_CHARGE", "EXPERT_IN", "ADDRESSES")
_BY_CARRIER: Final = ("JOINED", "TOOK_PART", "OFFERS", "USES")
_CARRIED_ISSUE: Final = ("ADDRESSES", "ABOUT")


class Standing:
    """Where an entity stands: its organisations, issues and areas on a day."""

    def __init__(self, lens: Lens, structure: Structure, entity: str) -> None:
        self._lens = lens
        self._snapshot = lens.snapshot
        self._structure = structure
        self._entity = entity

    def distance(self, other: Standing) -> int:
        """The closest that the two share, 0 (same organisation) to 3 (nothing)."""
        if self.organizations & other.organizations:
            return SAME_ORGANIZATION
        if self.shared_issues(other):
            return SAME_ISSUE
        return SAME_AREA if self.areas and self.areas & other.areas else NOTHING_SHARED

    def shared_issues(self, other: Standing) -> frozenset[str]:
        """The issues that both have to do with."""
        return self.issues & other.issues if self.issues else self.issues

    @cached_property
    def organizations(self) -> frozenset[str]:
        """The organisations that the entity is, is in, or sits in."""
        if self._lens.kind(self._entity) != "Person":
            return frozenset({self._structure.top(self._entity)})
        places = self._lens.current_targets(self._entity, "HOLDS", "MEMBER_OF")
        return frozenset(self._structure.top(place) for place in places)

    @cached_property
    def issues(self) -> frozenset[str]:
        """What the entity has, raises, answers for or works on, itself or in projects and events; wider ones too."""
        carriers = self._targets([self._entity], *_BY_CARRIER)
        found = self._targets([self._entity], *_STATED_ISSUE) | self._targets(carriers, *_CARRIED_ISSUE)
        issues = {issue for issue in found if self._lens.kind(issue) == "Issue"}
        wider = issues
        while wider := self._targets(wider, "PART_OF") - issues:
            issues = issues | wider
        return frozenset(issues)

    @cached_property
    def areas(self) -> frozenset[str]:
        """The municipalities in which the entity or its organisations lie, with those these are part of."""
        homes = {self._entity, *self.organizations}
        near = {home for home in homes if self._lens.kind(home) == "Municipality"} | self._targets(homes, "LOCATED_IN")
        near |= {door.target for home in homes if (door := self._structure.municipality_of(home))}
        wider = near
        while wider := self._targets(wider, "PART_OF") - near:
            near = near | wider
        return frozenset(area for area in near if self._lens.kind(area) == "Municipality")

    def _targets(self, entities: Iterable[str], *kinds: str) -> set[str]:
        return {tie.target for entity in entities for tie in self._snapshot.outgoing(entity, *kinds)
                if status_at(tie, self._snapshot, self._lens.as_of) != "unknown"}

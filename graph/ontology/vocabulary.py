"""Look-ups over the declared vocabulary: the door through which the rest of the code reads it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graph.ontology.declaration import Kind, Property, TieKind
from graph.ontology.kinds import KINDS
from graph.ontology.ties import TIES

ORGANIZATION: Final = "Organization"

KIND: Final[Mapping[str, Kind]] = MappingProxyType({kind.name: kind for kind in KINDS})
TIE: Final[Mapping[str, TieKind]] = MappingProxyType({tie.name: tie for tie in TIES})
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        group: tuple(kind.name for kind in KINDS if kind.group == group)
        for group in dict.fromkeys(kind.group for kind in KINDS)
    }
)
KIND_PRECEDENCE: Final[tuple[str, ...]] = (
    # Where records of one entity differ in kind, the more specific institution wins: a municipality that a
    # procurement list calls a company stays a municipality; a company that a list of bodies calls an association
    # stays a company.
    "Municipality",
    "Assembly",
    "Agency",
    "PublicBody",
    "Department",
    "Faction",
    "Company",
    "Association",
    "Group",
    "Person",
    "Post",
    "Project",
    "Event",
    "Place",
    "Solution",
    "Issue",
    "Motion",
    "Introduction",
)
STATUSES: Final = ("actual", "planned", "former", "unknown")
STATUS_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"actual": "現在", "planned": "予定", "former": "以前", "unknown": "不明"}
)
CERTAINTIES: Final = ("stated", "inferred")
CERTAINTY_LABELS: Final[Mapping[str, str]] = MappingProxyType({"stated": "記載", "inferred": "推定"})
VISIBILITIES: Final = ("public", "members", "private")


def kinds_of(name: str) -> tuple[str, ...]:
    """The leaf kinds that a kind or group name stands for (`Organization` → nine leaves); empty if unknown."""
    if name in KIND:
        return (name,)
    return GROUPS.get(name, ())


def is_organization(kind: str) -> bool:
    """Whether a kind is one of the leaves of Organization."""
    return kind in GROUPS[ORGANIZATION]


def admits(tie: TieKind, source_kind: str, target_kind: str) -> bool:
    """Whether a tie may run between these kinds; PART_OF and SUCCEEDED keep to one group, save Event → Project."""
    source_group, target_group = KIND[source_kind].group, KIND[target_kind].group
    fits = all(
        kind in ends or group in ends
        for ends, kind, group in zip(tie.ends, (source_kind, target_kind), (source_group, target_group), strict=True)
    )
    if fits and tie.name in ("PART_OF", "SUCCEEDED"):
        return source_group == target_group or (tie.name, source_group, target_group) == ("PART_OF", "Event", "Project")
    return fits


def identifying_properties() -> tuple[Property, ...]:
    """The properties whose equality makes two records one entity, in order of declaration."""
    found = {prop.name: prop for kind in KINDS for prop in kind.properties if prop.identifying}
    return tuple(found.values())

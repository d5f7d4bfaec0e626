"""Roles: labels derived beside the kind, so that a reader can ask for councillors or intermediaries.

A person is a Person; being a councillor or an official is a post held for a time. What admits a role is
computed in `graph.roles` from current posts and memberships.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RoleLabel:
    """A derived label; `kinds` are the kinds of organisation whose current posts admit a person to it."""

    name: str
    label_ja: str
    label_en: str
    kinds: frozenset[str]
    help_ja: str


COUNCILLOR: Final = RoleLabel("Councillor", "議員", "Councillor", frozenset({"Assembly"}), "議会の役職に今就いている人")
OFFICIAL: Final = RoleLabel(
    "Official",
    "職員",
    "Official",
    frozenset({"Municipality", "Department", "Agency", "PublicBody"}),
    "自治体・部署・国の機関の役職に今就いている人、または所属する人",
)
EXECUTIVE: Final = RoleLabel(
    "Executive", "企業の人", "Executive", frozenset({"Company"}), "企業の役職に今就いている人、または所属する人"
)
INTERMEDIARY: Final = RoleLabel(
    "Intermediary", "中間支援", "Intermediary", frozenset(), "官民の仲立ちをすると出典にある組織"
)

ROLE_LABELS: Final[tuple[RoleLabel, ...]] = (COUNCILLOR, OFFICIAL, EXECUTIVE, INTERMEDIARY)

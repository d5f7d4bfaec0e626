"""What a contact is worth: level by roles, size of the room, age, and how several evidences add up (model 2).

Pure numbers and tables; where they come from in a graph is the matter of `graph.contacts`. The refinements of
the tables and the reasons for them: docs/strength.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.ontology.ladder import LADDER
from graph.values.dates import age_years

MAX_LEVEL: Final = LADDER[-1].number
STRONGEST: Final = 0.99
# At any gathering one really talks with about four people.
TALKED_WITH: Final = 4
# Neither the contact nor its document is dated.
UNDATED_FACTOR: Final = 0.5
# A tie that its post or member has left behind.
FORMER_FACTOR: Final = 0.5
FORMER_HALF_LIFE: Final = 3.0

ONE_SEAT_WEIGHT: Final = 0.90
MEMBER_WEIGHT: Final = 0.70
MEMBER_ROOM: Final = 20
BELONGS_STRENGTH: Final = 0.5
OFFICIAL_DOOR_STRENGTH: Final = 0.3
ROSTER_LIMIT: Final = 20
ROSTER_LEVEL: Final = {"Department": 4, "Group": 4, "Faction": 3}
CONTRACT_LEVEL: Final = 5
KNOWS_LEVEL: Final = 3
INTRODUCER_LEVEL: Final = 4
INTRODUCED_LEVEL: Final = {"continued": 4}
INTRODUCED_UNKNOWN_LEVEL: Final = 3

RUNNING: Final = frozenset({"organizer", "host", "secretariat"})
TALKING: Final = frozenset({"speaker", "moderator"})
# Everybody whose part in an event is more than being there.
STAGE: Final = RUNNING | TALKING | {"asker", "answerer"}
_WORKING: Final = frozenset({"owner", "operator", "advocate", "supporter"})
_LEADING: Final = frozenset({"owner", "operator"})
_PAID: Final = frozenset({"contractor", "payee"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to take two for connected.

    `weight` is what it is worth fresh and one to one, `strength` (0–1) what is left after room and age. `last`
    is the canonical date of the last contact; where `undated`, that of the document, or empty. `carrier` is the
    event, project, introduction or roster behind it, `room` the number of people in its room. `former`: one of
    the two has left the post or organisation in which it arose. `ongoing`: it holds and does not age.
    """

    level: int
    weight: float
    last: str
    undated: bool
    ties: tuple[str, ...]
    carrier: str | None
    room: int | None
    strength: float
    former: bool = False
    ongoing: bool = False

    @property
    def rank(self) -> tuple[float, int, str, tuple[str, ...]]:
        """Strongest first when sorted in reverse; total, so that every order of loading gives one answer."""
        return (self.strength, self.level, self.last, self.ties)


def weight_of(level: int) -> float:
    """What a contact of this level is worth when fresh."""
    return LADDER[level].weight


def half_life_of(level: int) -> float:
    """Years after which a contact of this level is worth half."""
    return LADDER[level].half_life


def level_of_weight(weight: float) -> int:
    """The highest step of the ladder whose weight this one reaches: how a post or membership counts as a level."""
    return max((step.number for step in LADDER if step.weight <= weight), default=0)


def event_level(role: str, other: str, *, same_session: bool = True, same_table: bool = False) -> int:
    """Level between two participants of one event by their roles; what is not named is level 0.

    `same_session`: both are named for the same session (or the event has none), so that speakers share a stage.
    """
    roles = {role, other}
    if roles <= RUNNING:
        return 5
    if "organizer" in roles and roles & TALKING:
        return 3
    if same_table or (same_session and (roles <= TALKING or roles == {"asker", "answerer"})):
        return 3
    if "participant" in roles and roles & RUNNING:
        return 2
    if "participant" in roles and roles & TALKING and same_session:
        return 1
    return 0


def project_level(role: str, other: str) -> int | None:
    """Level between two participants of one project by their roles; None where they need never have met."""
    roles = {role, other}
    if roles <= _WORKING:
        return 5
    if roles & _LEADING and roles & (_PAID | {"pitcher"}):
        return 5
    if roles == {"pitcher"}:
        return 1
    if role == other and role in _PAID:
        return None
    return 0


def room_factor(people: int) -> float:
    """What a room of this many leaves of a contact: × min(1, 4 / (n − 1))."""
    return min(1.0, TALKED_WITH / (people - 1)) if people > 1 else 1.0


def size_factor(members: int) -> float:
    """What the size of a post or organisation leaves of belonging to it: × min(1, 20 / n)."""
    return min(1.0, MEMBER_ROOM / members) if members > 0 else 1.0


def aged(weight: float, *, half_life: float, last: date | None, as_of: date) -> float:
    """The weight after its age: × ½^(t / half-life), or × ½ where no date is known."""
    if last is None:
        return weight * UNDATED_FACTOR
    return float(weight * 0.5 ** (age_years(last, as_of) / half_life))


def combined(strengths: Iterable[float]) -> float:
    """Several evidences of one pair together: 1 − Π(1 − e), at most .99."""
    return min(STRONGEST, 1.0 - math.prod(1.0 - each for each in strengths))

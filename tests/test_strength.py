"""The tables and formulas of the model, section 2."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ontology.ladder import LADDER
from graph.ontology.ties import TIES
from graph.strength import (
    aged,
    combined,
    event_level,
    half_life_of,
    level_of_weight,
    project_level,
    room_factor,
    size_factor,
    weight_of,
)

EVENT_ROLES = [role.name for tie in TIES if tie.name == "TOOK_PART" for role in tie.roles]
PROJECT_ROLES = [role.name for tie in TIES if tie.name == "JOINED" for role in tie.roles]


def pairs(text: str) -> dict[frozenset[str], int]:
    """A table of `role role level` lines; symmetric."""
    rows = (line.split() for line in text.strip().splitlines())
    return {frozenset(roles): int(level) for *roles, level in rows}


EVENT = pairs("""
    organizer organizer 5
    host host 5
    secretariat secretariat 5
    organizer host 5
    organizer secretariat 5
    host secretariat 5
    organizer speaker 3
    organizer moderator 3
    speaker speaker 3
    speaker moderator 3
    moderator moderator 3
    asker answerer 3
    organizer participant 2
    host participant 2
    secretariat participant 2
    speaker participant 1
    moderator participant 1
""")
PROJECT = pairs("""
    owner owner 5
    owner operator 5
    owner advocate 5
    owner supporter 5
    operator operator 5
    operator advocate 5
    operator supporter 5
    advocate advocate 5
    advocate supporter 5
    supporter supporter 5
    owner pitcher 5
    owner contractor 5
    owner payee 5
    operator pitcher 5
    operator contractor 5
    operator payee 5
    pitcher pitcher 1
""")


@pytest.mark.parametrize(("one", "other"), list(product(EVENT_ROLES, repeat=2)))
def test_levels_of_an_event(one: str, other: str) -> None:
    assert event_level(one, other) == EVENT.get(frozenset({one, other}), 0)


@pytest.mark.parametrize(("one", "other"), list(product(PROJECT_ROLES, repeat=2)))
def test_levels_of_a_project(one: str, other: str) -> None:
    never_met = one == other and one in ("payee", "contractor")
    assert project_level(one, other) == (None if never_met else PROJECT.get(frozenset({one, other}), 0))


def test_a_table_makes_talk_and_another_session_does_not() -> None:
    assert event_level("participant", "participant", same_table=True) == 3
    assert event_level("speaker", "speaker", same_session=False) == 0
    assert event_level("speaker", "participant", same_session=False) == 0
    assert event_level("organizer", "speaker", same_session=False) == 3


def test_the_ladder() -> None:
    assert [(weight_of(step.number), half_life_of(step.number)) for step in LADDER] == [
        (0.02, 1), (0.05, 1), (0.15, 1.5), (0.35, 2), (0.60, 3), (0.80, 5), (0.95, 7)]
    assert [level_of_weight(weight) for weight in (0.9, 0.7, 0.45, 0.35, 0.01)] == [5, 4, 3, 3, 0]


@pytest.mark.parametrize(("people", "factor"), [(1, 1), (2, 1), (5, 1), (6, 4 / 5), (20, 4 / 19), (401, 0.01)])
def test_rooms(people: int, factor: float) -> None:
    assert room_factor(people) == pytest.approx(factor)


@pytest.mark.parametrize(("members", "factor"), [(0, 1), (1, 1), (20, 1), (40, 0.5), (247, 20 / 247)])
def test_sizes(members: int, factor: float) -> None:
    assert size_factor(members) == pytest.approx(factor)


def test_age_halves_after_a_half_life_and_without_a_date() -> None:
    today = date(2026, 11, 24)
    after = today - timedelta(days=round(5 * 365.25))
    assert aged(0.8, half_life=5, last=after, as_of=today) == pytest.approx(0.4, abs=1e-4)
    assert aged(0.8, half_life=5, last=today + timedelta(days=9), as_of=today) == 0.8
    assert aged(0.8, half_life=5, last=None, as_of=today) == 0.4


@settings(deadline=None)
@given(st.lists(st.floats(0, 0.999), max_size=6), st.floats(0, 0.999))
def test_evidence_adds_up(strengths: list[float], more: float) -> None:
    together = combined(strengths)
    assert together == pytest.approx(min(0.99, 1 - math.prod(1 - each for each in strengths)))
    assert max(strengths, default=0) <= together + 1e-12 or together == 0.99
    assert together <= combined([*strengths, more]) <= 0.99
    assert combined(reversed(strengths)) == pytest.approx(together)

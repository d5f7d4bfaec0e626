"""Whose side an entity is on: its own parts, posts and people, and the issues that this side cares about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.connections.stances import IssueBook, Side, Stance
from graph.detail import current, former, holders_of
from graph.ontology.vocabulary import is_organization
from graph.snapshot import Snapshot

# Parts that are the same organisation. A prefecture's municipalities, a company's subsidiaries are others.
_OWN_PARTS: Final = frozenset({"Department", "Assembly", "Faction", "Group"})
# How far what they have to do with is the entity's own affair.
PART_SHARE: Final = 0.9
_PEOPLE_SHARE: Final = 0.8
_WHOLE_SHARE: Final = 0.7
_OPEN_ORGANIZATIONS: Final = frozenset({"Assembly", "Faction", "Agency"})


@dataclass(frozen=True, slots=True)
class Concern:
    """What the side of the entity asked for has to do with an issue; no `stance` where the issue was asked about."""

    issue: str
    side: Side | None
    weight: float
    stance: Stance | None


def own_side(snapshot: Snapshot, entity: str, as_of: date) -> dict[str, float]:
    """The entity (1) and what speaks for it or is spoken for by it, with how far (0–1)."""
    side = {entity: 1.0}
    kind = snapshot.nodes[entity].kind
    if is_organization(kind):
        _add(side, _parts(snapshot, entity, as_of), PART_SHARE)
        _add(side, _people(snapshot, tuple(side), as_of), _PEOPLE_SHARE)
        _add(side, _wholes(snapshot, (entity,)), _WHOLE_SHARE)
    elif kind == "Post":
        if snapshot.nodes[entity].first("seats") == "one":
            _add(side, holders_of(snapshot, entity, as_of), _PEOPLE_SHARE)
        places = _places(snapshot, entity, as_of)
        _add(side, [*places, *_wholes(snapshot, places)], _WHOLE_SHARE)
    elif kind == "Person":
        _add(side, [tie.target for tie in current(snapshot, snapshot.outgoing(entity, "HOLDS"), as_of)], 1.0)
        # A party's issues are not those of each of its members.
        places = [each for each in _places(snapshot, entity, as_of) if snapshot.nodes[each].kind != "Faction"]
        _add(side, [*places, *_wholes(snapshot, places)], _WHOLE_SHARE)
    return side


def same_house(snapshot: Snapshot, entity: str, as_of: date) -> set[str]:
    """Whom the entity need not be brought together with: its own side and, for a person or post, their colleagues.

    Members of an assembly, a faction or a national body are no colleagues in this sense, nor is an assembly's
    municipality: several hundred people, or people of different views, may well want to meet. An organisation
    knows those who held its posts before as well.
    """
    house = set(own_side(snapshot, entity, as_of))
    if is_organization(snapshot.nodes[entity].kind):
        posts = [each for each in house if snapshot.nodes[each].kind == "Post"]
        house.update(tie.source for post in posts for tie in former(snapshot, snapshot.incoming(post, "HOLDS"), as_of))
    closed = [each for each in _places(snapshot, entity, as_of)
              if snapshot.nodes[each].kind not in _OPEN_ORGANIZATIONS]
    for each in (*closed, *_wholes(snapshot, closed)):
        house.update(own_side(snapshot, each, as_of))
    return house


def _places(snapshot: Snapshot, entity: str, as_of: date) -> list[str]:
    """The organisations that a person or post belongs to itself."""
    kind = snapshot.nodes[entity].kind
    held = [tie.target for tie in current(snapshot, snapshot.outgoing(entity, "HOLDS"), as_of)]
    posts = [entity] if kind == "Post" else held if kind == "Person" else []
    places = [tie.target for post in posts for tie in snapshot.outgoing(post, "POST_IN")]
    if kind == "Person":
        places += [tie.target for tie in current(snapshot, snapshot.outgoing(entity, "MEMBER_OF"), as_of)]
    return places


def concerns(book: IssueBook, side: dict[str, float]) -> list[Concern]:
    """What a side has to do with which issues, by issue and side the weightiest, in the order of ids."""
    issues = sorted({issue for each in side for issue in book.issues_near(each)}
                    | {each for each in side if book.snapshot.nodes[each].kind == "Issue"})
    best: dict[tuple[str, str], Concern] = {}
    for issue in issues:
        if issue in side:
            best[issue, ""] = Concern(issue, None, 1.0, None)
        for stance in book.stances(issue):
            if stance.entity in side:
                weight = stance.weight * side[stance.entity]
                known = best.get((issue, stance.side))
                if known is None or (known.weight, known.stance.ties if known.stance else ()) < (weight, stance.ties):
                    best[issue, stance.side] = Concern(issue, stance.side, weight, stance)
    return [best[key] for key in sorted(best)]


def _add(side: dict[str, float], entities: Iterable[str], share: float) -> None:
    for entity in entities:
        side.setdefault(entity, share)


def _parts(snapshot: Snapshot, entity: str, as_of: date) -> list[str]:
    """Own departments, assembly and factions at any depth, with the posts in them."""
    found = [entity]
    for whole in found:
        found += [tie.source for tie in current(snapshot, snapshot.incoming(whole, "PART_OF"), as_of)
                  if _is_own_part(snapshot, tie.source, whole) and tie.source not in found]
    posts = [tie.source for whole in found for tie in snapshot.incoming(whole, "POST_IN")]
    return [*found[1:], *posts]


def _people(snapshot: Snapshot, entities: Iterable[str], as_of: date) -> list[str]:
    ties = [tie for each in entities for tie in current(snapshot, snapshot.incoming(each, "HOLDS", "MEMBER_OF"), as_of)]
    return [tie.source for tie in ties if snapshot.nodes[tie.source].kind == "Person"]


def _wholes(snapshot: Snapshot, entities: Iterable[str]) -> list[str]:
    """The organisations that departments, assemblies and groups belong to, at any height."""
    found = list(entities)
    known = len(found)
    for part in found:
        found += [tie.target for tie in snapshot.outgoing(part, "PART_OF")
                  if _is_own_part(snapshot, part, tie.target) and tie.target not in found]
    return found[known:]


def _is_own_part(snapshot: Snapshot, part: str, whole: str) -> bool:
    """Whether a part is the same organisation as its whole: a department, also a bureau of a ministry."""
    kind = snapshot.nodes[part].kind
    return kind in _OWN_PARTS or kind == snapshot.nodes[whole].kind == "Agency"

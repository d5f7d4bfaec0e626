"""What routes are made of: hops and ways, the map that they lead through, and the strongest ways to everybody.

A way is a route as the search sees it: who is passed at what cost. A route has the hops with what lies behind them.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from graph.contacts import Arc, Contact, ContactNetwork, cost_of
from graph.structure import StructuralHop

Hop = Contact | StructuralHop


@dataclass(frozen=True, slots=True)
class Route:
    """Hops that follow each other, with their cost; `entities` begins with the first hop's start."""

    hops: tuple[Hop, ...]
    entities: tuple[str, ...]
    cost: int

    @classmethod
    def of(cls, *hops: Hop) -> Route:
        """A route of these hops."""
        return cls(hops, (hops[0].a, *(hop.b for hop in hops)), sum(cost_of(hop.strength) for hop in hops))

    def then(self, other: Route) -> Route:
        """This route and one that starts where it ends."""
        return Route(self.hops + other.hops, self.entities + other.entities[1:], self.cost + other.cost)

    @property
    def strength(self) -> float:
        """The product of the hops' strengths, unrounded."""
        return math.prod(hop.strength for hop in self.hops)

    @property
    def way(self) -> tuple[int, int, tuple[str, ...]]:
        """Orders routes while they are searched: cost, hops, entities."""
        return (self.cost, len(self.hops), self.entities)

    @property
    def rank(self) -> tuple[float, int, tuple[str, ...]]:
        """Sorts the strongest first, then the shorter, then by ids."""
        return (-self.strength, len(self.hops), self.entities)

    @property
    def ends_in_structure(self) -> bool:
        """Whether the last hop is structural."""
        return bool(self.hops) and isinstance(self.hops[-1], StructuralHop)


class Way(NamedTuple):
    """A route by its entities: all hops are contacts but those of `beginning` and `ending`. Sorts as routes do.

    `beginning` and `ending` are pieces of structure at the two ends, or None.
    """

    cost: int
    hops: int
    entities: tuple[str, ...]
    strength: float = 1.0
    beginning: Route | None = None
    ending: Route | None = None

    @classmethod
    def along(cls, beginning: Route) -> Way:
        """The way of a beginning with structure."""
        return cls(beginning.cost, len(beginning.hops), beginning.entities, beginning.strength, beginning)

    def to(self, other: str, arc: Arc) -> Way:
        """This way and one contact more."""
        cost, strength = arc
        return Way(self.cost + cost, self.hops + 1, (*self.entities, other), self.strength * strength, self.beginning)

    def into(self, ending: Route) -> Way:
        """This way with its ending."""
        strength = math.prod((hop.strength for hop in ending.hops), start=self.strength)
        return Way(
            self.cost + ending.cost,
            self.hops + len(ending.hops),
            self.entities + ending.entities[1:],
            strength,
            self.beginning,
            ending,
        )

    @property
    def end(self) -> str:
        """The last entity."""
        return self.entities[-1]

    @property
    def key(self) -> tuple[int, int, tuple[str, ...]]:
        """Orders ways while they are searched."""
        return self[:3]

    @property
    def rank(self) -> tuple[float, int, tuple[str, ...]]:
        """Sorts the strongest first, then the shorter, then by ids."""
        return (-self.strength, self.hops, self.entities)

    @property
    def comes_out_of_structure(self) -> bool:
        """Whether it has only just begun, with a structural hop: a contact must follow."""
        return self.beginning is not None and self.hops == len(self.beginning.hops) and self.beginning.ends_in_structure

    @property
    def contacts(self) -> Iterator[tuple[str, str]]:
        """The two ends of each contact outside of the beginning and the ending."""
        first = len(self.beginning.hops) if self.beginning else 0
        last = self.hops - (len(self.ending.hops) if self.ending else 0)
        return pairwise(self.entities[first : last + 1])


class Map:
    """Contacts and structure together: the pieces that routes are made of."""

    def __init__(self, network: ContactNetwork) -> None:
        self.network = network
        self.structure = network.structure

    def is_thoroughfare(self, entity: str) -> bool:
        """Whether a route may pass through: anybody but a post with many seats."""
        return self.network.is_thoroughfare(entity)

    def route(self, way: Way) -> Route:
        """A way with its hops."""
        hops = [self.network.contact(one, other) for one, other in way.contacts]
        before = way.beginning.hops if way.beginning else ()
        after = way.ending.hops if way.ending else ()
        return Route((*before, *hops, *after), way.entities, way.cost)

    def beginnings(self, source: str) -> Iterator[Route]:
        """First pieces of routes that hold a structural hop: from the source, or from a post or body of a person."""
        for first in self._places(source):
            for hop in self._allowed(self.structure.from_entity(first[-1].b if first else source)):
                yield Route.of(*first, hop)
                if not self.is_thoroughfare(hop.b):
                    yield from (Route.of(*first, hop, holder) for holder in self._holders(hop.b))

    def endings(self, target: str) -> Iterator[Route]:
        """Last pieces of routes that hold a structural hop."""
        for last in self._places(target):
            place = last[-1].b if last else target
            back = [self._turned(hop) for hop in reversed(last)]
            for hop in self._allowed(self.structure.to_entity(place)):
                if self.is_thoroughfare(hop.a):
                    yield Route.of(hop, *back)
                else:
                    yield from (Route.of(self._turned(holder), hop, *back) for holder in self._holders(hop.a))

    def _places(self, entity: str) -> list[tuple[Contact, ...]]:
        """Where a structural hop may start: the entity itself, or for a person the posts and bodies they are in."""
        lens = self.network.lens
        if lens.kind(entity) != "Person":
            return [()]
        arcs = self.network.arcs_of(entity)
        return [
            (self.network.contact(entity, place),)
            for place in lens.current_targets(entity, "HOLDS", "MEMBER_OF")
            if place in arcs
        ]

    def _holders(self, post: str) -> list[Contact]:
        arcs = self.network.arcs_of(post)
        return [
            self.network.contact(post, person)
            for person in self.network.lens.current_sources(post, "HOLDS")
            if person in arcs
        ]

    def _turned(self, contact: Contact) -> Contact:
        return self.network.contact(contact.b, contact.a)

    def _allowed(self, hops: list[StructuralHop]) -> Iterator[StructuralHop]:
        filters, ties = self.network.filters, self.network.lens.snapshot.ties
        if not filters.narrows:
            yield from hops
            return
        for hop in hops:
            used = [ties[tie] for tie in hop.ties]
            touched = {end for tie in used for end in (tie.source, tie.target)}
            if filters.avoid.isdisjoint(touched) and filters.allows_kinds(tie.kind for tie in used):
                yield hop


class Followed:
    """Arcs for a search: of twins in the same crowds only the one with the best way to it is followed there."""

    def __init__(self, network: ContactNetwork) -> None:
        self._network = network
        self._best: dict[tuple[tuple[int, int], ...], tuple[int, int, tuple[str, ...]]] = {}

    def arcs_of(self, entity: str, way: tuple[int, int, tuple[str, ...]]) -> Mapping[str, Arc]:
        """The arcs that may give others a better way; `way` is that to the entity: cost, hops, entities."""
        twins = self._network.twins_of(entity)
        if twins:
            known = self._best.get(twins)
            if known is not None and known <= way:
                return self._network.close_arcs_of(entity)
            self._best[twins] = way
        return self._network.arcs_of(entity)


def sweep(area: Map, source: str, limit: int | None = None) -> Iterator[Way]:
    """The strongest way to whoever contacts lead to (after a structural hop at most once), the strongest first.

    Dijkstra's search; it goes nowhere that costs more than `limit`.
    """
    heap: list[tuple[int, int, tuple[str, ...], int, Way]] = []
    count = 0

    def add(way: Way) -> None:
        nonlocal count
        if limit is None or way.cost <= limit:
            count += 1
            heapq.heappush(heap, (*way.key, count, way))

    for beginning in area.beginnings(source):
        if len(set(beginning.entities)) == len(beginning.entities):
            add(Way.along(beginning))
    settled: set[str] = set()
    followed = Followed(area.network)
    add(Way(0, 0, (source,)))
    while heap:
        *_, way = heapq.heappop(heap)
        end = way.end
        if end in settled:
            continue
        settled.add(end)
        if way.hops:
            yield way
        if not way.hops or area.is_thoroughfare(end):
            for other, arc in followed.arcs_of(end, way.key).items():
                if other not in settled and other not in way.entities:
                    add(way.to(other, arc))

"""The strongest routes from one entity to another through the contact network.

Routes are loopless, strongest first by the product of their hops' strengths, then with fewer hops, then by ids.
Structural hops occur only at the two ends. A post with many seats is no thoroughfare: it may be an end, or stand
between a person who sits in it and a structural hop.

The k best are found as Yen (Management Science 17, 1971) and Lawler (18, 1972) do: each route found divides the
rest into parts that share a beginning and exclude the next hop; the best of a part is searched (A*) with the exact
distance to the target, taken once from a search backwards, as the lower bound. Costs are −log strength in whole
numbers, so that sums do not depend on their order. The tests compare with an enumeration of all simple paths.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from graph.contacts import Contact, ContactNetwork
from graph.structure import StructuralHop

_UNIT: Final = 10**15

Hop = Contact | StructuralHop


@lru_cache(maxsize=65_536)
def cost_of(strength: float) -> int:
    """−log strength in whole units."""
    return round(-math.log(strength) * _UNIT)


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


@dataclass(frozen=True, slots=True)
class _Rest:
    """All routes that begin so and do not go on by one of the banned pieces."""

    beginning: Route
    banned: frozenset[tuple[str, ...]]


class Map:
    """Contacts and structure together: the pieces that routes are made of."""

    def __init__(self, network: ContactNetwork) -> None:
        self.network = network
        self.structure = network.structure

    def is_thoroughfare(self, entity: str) -> bool:
        """Whether a route may pass through: anybody but a post with many seats."""
        lens = self.network.lens
        return lens.kind(entity) != "Post" or lens.has_one_seat(entity)

    def beginnings(self, source: str) -> Iterator[Route]:
        """First pieces of routes: a contact, or a structural hop from the source or from a post or body of a person."""
        for contact in self.network.contacts_of(source).values():
            yield Route.of(contact)
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
        contacts = self.network.contacts_of(entity)
        return [(contacts[place],) for place in lens.current_targets(entity, "HOLDS", "MEMBER_OF") if place in contacts]

    def _holders(self, post: str) -> list[Contact]:
        contacts = self.network.contacts_of(post)
        return [contacts[person] for person in self.network.lens.current_sources(post, "HOLDS") if person in contacts]

    def _turned(self, contact: Contact) -> Contact:
        return self.network.contacts_of(contact.b)[contact.a]

    def _allowed(self, hops: list[StructuralHop]) -> Iterator[StructuralHop]:
        filters, ties = self.network.filters, self.network.lens.snapshot.ties
        for hop in hops:
            used = [ties[tie] for tie in hop.ties]
            touched = {end for tie in used for end in (tie.source, tie.target)}
            if filters.avoid.isdisjoint(touched) and filters.allows_kinds(tie.kind for tie in used):
                yield hop


class _Followed:
    """Contacts for a search: of twins in the same crowds only the one with the best way to it is followed there."""

    def __init__(self, network: ContactNetwork) -> None:
        self._network = network
        self._best: dict[tuple[tuple[int, int], ...], tuple[int, int, tuple[str, ...]]] = {}

    def contacts_of(self, entity: str, way: tuple[int, int, tuple[str, ...]]) -> Mapping[str, Contact]:
        """The contacts that may give others a better way; `way` is that to the entity: cost, hops, entities."""
        twins = self._network.twins_of(entity)
        if twins:
            known = self._best.get(twins)
            if known is not None and known <= way:
                return self._network.close_contacts_of(entity)
            self._best[twins] = way
        return self._network.contacts_of(entity)


class Search:
    """The routes between two entities that keep off `forbidden` ones.

    `first_half`, `second_half`: the target or the source is a waypoint, so there is no structure at that end;
    `after_structure`: the first half came out of the structure, so the second begins with a contact.
    `begins_through`, `ends_through`: only routes that pass this entity on their way into or out of the structure.
    """

    def __init__(self, area: Map, source: str, target: str, *, forbidden: frozenset[str] = frozenset(),
                 first_half: bool = False, second_half: bool = False, after_structure: bool = False,
                 begins_through: str = "", ends_through: str = "") -> None:
        self._map = area
        self._source = source
        self._target = target
        self._forbidden = forbidden
        self._first_half = first_half
        self._second_half = second_half
        self._after_structure = after_structure
        self._begins_through = begins_through
        self._ends_through = ends_through

    @cached_property
    def _endings(self) -> Mapping[str, list[Route]]:
        found: dict[str, list[Route]] = defaultdict(list)
        for ending in () if self._first_half else self._map.endings(self._target):
            if not self._ends_through or self._ends_through in ending.entities[1:-1]:
                found[ending.entities[0]].append(ending)
        return found

    @cached_property
    def _distance(self) -> Mapping[str, int]:
        """The least cost to the target from everywhere, by Dijkstra backwards."""
        heap = [] if self._ends_through else [(0, self._target)]
        heap += [(min(ending.cost for ending in endings), start) for start, endings in self._endings.items()]
        heapq.heapify(heap)
        distance: dict[str, int] = {}
        followed = _Followed(self._map.network)
        while heap:
            cost, entity = heapq.heappop(heap)
            if entity in distance:
                continue
            distance[entity] = cost
            for other, contact in followed.contacts_of(entity, (cost, 0, ())).items():
                if other not in distance and self._map.is_thoroughfare(other):
                    heapq.heappush(heap, (cost + cost_of(contact.strength), other))
        return distance

    def routes(self) -> Iterator[Route]:
        """All loopless routes, the strongest first."""
        heap: list[tuple[int, int, int, tuple[str, ...], int, Route | None, _Rest]] = []
        count = 0

        def add(rest: _Rest, found: Route | None, bound: int) -> None:
            nonlocal count
            count += 1
            tie_break = (1, len(found.hops), found.entities) if found else (0, 0, ())
            heapq.heappush(heap, (bound, *tie_break, count, found, rest))

        for beginning in self._beginnings():
            rest = _Rest(beginning, frozenset())
            if beginning.entities[-1] == self._target and not self._ends_through:
                add(rest, beginning, beginning.cost)
            elif self._is_open(beginning):
                add(rest, None, beginning.cost + self._distance[beginning.entities[-1]])
        # A first half is continued differently after a contact than after a structural hop to the same entity.
        told: set[tuple[tuple[str, ...], bool]] = set()
        while heap:
            *_, found, rest = heapq.heappop(heap)
            if found is None:
                best = self._best(rest)
                if best is not None:
                    add(rest, best, best.cost)
                continue
            way = (found.entities, self._first_half and found.ends_in_structure)
            if way not in told:
                told.add(way)
                yield found
            for part in self._divided(rest, found):
                add(part, None, part.beginning.cost + self._distance[part.beginning.entities[-1]])

    def _beginnings(self) -> Iterator[Route]:
        """Beginnings without a loop that keep off what is forbidden; at a waypoint the one that has no hop yet."""
        if self._second_half:
            yield Route((), (self._source,), 0)
            return
        for beginning in self._map.beginnings(self._source):
            passed = set(beginning.entities)
            wanted = not self._begins_through or self._begins_through in beginning.entities[1:-1]
            if wanted and len(passed) == len(beginning.entities) and self._forbidden.isdisjoint(passed):
                yield beginning

    def _is_open(self, beginning: Route) -> bool:
        """Whether a beginning may go on: it has not met the target, and its end leads there and is a thoroughfare."""
        end = beginning.entities[-1]
        return (end in self._distance and self._target not in beginning.entities
                and (self._map.is_thoroughfare(end) or not beginning.hops))

    def _divided(self, rest: _Rest, found: Route) -> Iterator[_Rest]:
        """The rest without `found`, in parts that do not overlap."""
        beginning, banned = rest.beginning, rest.banned
        for piece in self._pieces(found, len(beginning.hops)):
            yield _Rest(beginning, banned | {piece.entities[1:]})
            beginning, banned = beginning.then(piece), frozenset()

    def _pieces(self, found: Route, start: int) -> Iterator[Route]:
        """The pieces of a route after its beginning: contacts one by one, then an ending with structure whole."""
        hops = found.hops[start:]
        structural = next((place for place, hop in enumerate(hops) if isinstance(hop, StructuralHop)), None)
        plain = len(hops)
        if structural is not None:
            # A holder's hop into a post with many seats belongs to the ending.
            plain = structural - (not self._map.is_thoroughfare(hops[structural].a))
        yield from (Route.of(hop) for hop in hops[:plain])
        if hops[plain:]:
            yield Route.of(*hops[plain:])

    def _best(self, rest: _Rest) -> Route | None:
        """The best route of a rest: A* from the end of its beginning."""
        start = rest.beginning
        closed = set(self._forbidden)
        heap: list[tuple[int, int, tuple[str, ...], int, Route]] = []
        count = 0

        def add(route: Route) -> None:
            nonlocal count
            end = route.entities[-1]
            if end in self._distance or end == self._target:
                count += 1
                bound = route.cost + self._distance.get(end, 0)
                heapq.heappush(heap, (bound, len(route.hops), route.entities, count, route))

        add(start)
        followed = _Followed(self._map.network)
        while heap:
            *_, route = heapq.heappop(heap)
            end = route.entities[-1]
            if end == self._target:
                return route
            if end in closed:
                continue
            closed.add(end)
            banned = rest.banned if route is start else frozenset()
            passed = set(route.entities)
            contact_next = route is start and (start.ends_in_structure or (self._after_structure and not start.hops))
            contacts = self._map.network.contacts_of(end) if banned else followed.contacts_of(end, route.way)
            for piece in self._onward(end, contacts, structure=not contact_next):
                fresh = piece.entities[1:]
                if fresh not in banned and closed.isdisjoint(fresh) and passed.isdisjoint(fresh):
                    add(route.then(piece))
        return None

    def _onward(self, entity: str, contacts: Mapping[str, Contact], *, structure: bool) -> Iterator[Route]:
        for other, contact in contacts.items():
            if other != self._target or not self._ends_through:
                yield Route.of(contact)
        if structure:
            yield from self._endings.get(entity, ())


def best_routes(area: Map, source: str, target: str, k: int) -> list[Route]:
    """The k strongest routes."""
    return sorted(islice(Search(area, source, target).routes(), k), key=lambda route: route.rank)


def best_routes_via(area: Map, source: str, via: str, target: str, k: int) -> list[Route]:
    """The k strongest loopless routes that pass through `via`.

    The waypoint may stand where a route goes into or comes out of the structure, or anywhere between.
    """
    found = [*islice(Search(area, source, target, begins_through=via).routes(), k),
             *islice(Search(area, source, target, ends_through=via).routes(), k),
             *_by_halves(area, source, via, target, k)]
    return sorted(_strongest(found, k), key=lambda route: route.rank)


def _by_halves(area: Map, source: str, via: str, target: str, k: int) -> list[Route]:
    """The k strongest that pass the waypoint between their ends.

    First halves are taken strongest first; each is continued by second halves that keep off it, until no later
    first half can lead to a route among the k best.
    """
    onward = next(Search(area, via, target, forbidden=frozenset({source}), second_half=True).routes(), None)
    if onward is None:
        return []
    best: list[Route] = []
    for first in Search(area, source, via, forbidden=frozenset({target}), first_half=True).routes():
        if len(best) == k and first.cost + onward.cost > best[-1].cost:
            break
        seconds = Search(area, via, target, forbidden=frozenset(first.entities) - {via}, second_half=True,
                         after_structure=first.ends_in_structure).routes()
        best = _strongest([*best, *(first.then(second) for second in islice(seconds, k))], k)
    return best


def _strongest(routes: list[Route], k: int) -> list[Route]:
    """The k strongest, one for each sequence of entities."""
    ordered = sorted(routes, key=lambda route: route.way)
    distinct: dict[tuple[str, ...], Route] = {}
    for route in ordered:
        distinct.setdefault(route.entities, route)
    return list(distinct.values())[:k]


def reach(area: Map, source: str) -> dict[str, Route]:
    """The strongest route to everybody who can be reached by contacts (after a structural hop at most once)."""
    heap: list[tuple[int, int, tuple[str, ...], int, Route]] = []
    count = 0

    def add(route: Route) -> None:
        nonlocal count
        count += 1
        heapq.heappush(heap, (route.cost, len(route.hops), route.entities, count, route))

    for beginning in area.beginnings(source):
        add(beginning)
    reached: dict[str, Route] = {}
    followed = _Followed(area.network)
    while heap:
        *_, route = heapq.heappop(heap)
        end = route.entities[-1]
        if end == source or end in reached or len(set(route.entities)) < len(route.entities):
            continue
        reached[end] = route
        if area.is_thoroughfare(end):
            for other, contact in followed.contacts_of(end, route.way).items():
                if other not in reached:
                    add(route.then(Route.of(contact)))
    return reached

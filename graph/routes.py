"""The strongest routes from one entity to another through the contact network.

Routes are loopless, strongest first by the product of their hops' strengths, then with fewer hops, then by ids.
Structural hops occur only at the two ends. A post with many seats is no thoroughfare: it may be an end, or stand
between a person who sits in it and a structural hop.

The k best are found as Yen (Management Science 17, 1971) and Lawler (18, 1972) do: each route found divides the
rest into parts that share a beginning and exclude the next hop; the best of a part is searched (A*) with the exact
distance to the target, taken once from a search backwards, as the lower bound. The search runs on bare arcs
(`graph.ways`); hops are filled in for the routes that are told. The tests compare with an enumeration of all paths.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from graph.contacts import Arc
from graph.ways import Followed, Map, Route, Way, sweep

_Step = tuple[bool, tuple[str, ...]]
"""How a way goes on: whether through the structure, and past whom."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """All ways that begin so and do not go on by one of the banned steps."""

    beginning: Way
    banned: frozenset[_Step] = frozenset()


class Search:
    """The routes between two entities that keep off `forbidden` ones.

    `first_half`, `second_half`: the target or the source is a waypoint, so there is no structure at that end.
    `begins_through`, `ends_through`: only routes that pass this entity on their way into or out of the structure.
    """

    def __init__(
        self,
        area: Map,
        source: str,
        target: str,
        *,
        forbidden: frozenset[str] = frozenset(),
        first_half: bool = False,
        second_half: bool = False,
        begins_through: str = "",
        ends_through: str = "",
    ) -> None:
        self._map = area
        self._source = source
        self._target = target
        self._forbidden = forbidden
        self._first_half = first_half
        self._second_half = second_half
        self._after_structure = False
        self._begins_through = begins_through
        self._ends_through = ends_through
        self._order: dict[int, list[tuple[int, str]]] = {}

    def keeping_off(self, forbidden: frozenset[str], *, after_structure: bool) -> Search:
        """The same search for a first half: off those it passed, by a contact first where it came out of structure.

        What is known of the way to the target is kept.
        """
        search = copy(self)
        search._forbidden = forbidden
        search._after_structure = after_structure
        return search

    @cached_property
    def _endings(self) -> Mapping[str, list[Route]]:
        found: dict[str, list[Route]] = defaultdict(list)
        for ending in () if self._first_half else self._map.endings(self._target):
            if not self._ends_through or self._ends_through in ending.entities[1:-1]:
                found[ending.entities[0]].append(ending)
        return found

    @cached_property
    def _left(self) -> Mapping[str, tuple[int, int]]:
        """The least cost from everywhere to the target, with the fewest hops for it, by Dijkstra backwards."""
        heap = [] if self._ends_through else [(0, 0, self._target)]
        heap += [
            (*min((ending.cost, len(ending.hops)) for ending in endings), start)
            for start, endings in self._endings.items()
        ]
        heapq.heapify(heap)
        left: dict[str, tuple[int, int]] = {}
        followed = Followed(self._map.network)
        is_thoroughfare = self._map.is_thoroughfare
        while heap:
            cost, hops, entity = heapq.heappop(heap)
            if entity in left:
                continue
            left[entity] = (cost, hops)
            for other, (more, _) in followed.arcs_of(entity, (cost, hops, ())).items():
                if other not in left and is_thoroughfare(other):
                    heapq.heappush(heap, (cost + more, hops + 1, other))
        return left

    def routes(self, most: int | None = None) -> Iterator[Route]:
        """Loopless routes, the strongest first: all of them or, with less work, at most the `most` strongest."""
        heap: list[tuple[int, int, tuple[str, ...], int, Way | None, _Rest]] = []
        count = 0

        def add(rest: _Rest, found: Way | None) -> None:
            nonlocal count
            count += 1
            # All that a rest may hold comes after its beginning, so at the same cost it is searched in time.
            cost, hops = self._bound(rest.beginning)
            place = found.key if found else (cost, hops, rest.beginning.entities)
            heapq.heappush(heap, (*place, count, found, rest))

        for beginning in self._beginnings():
            add(_Rest(beginning), None)
        # A first half is continued differently after a contact than after a structural hop to the same entity.
        told: set[tuple[tuple[str, ...], bool]] = set()
        # The least costs of different ways that were found: what costs more than the last of them is not looked for.
        costs: dict[tuple[str, ...], int] = {}
        limit = math.inf
        while heap and len(told) != most:
            *_, found, rest = heapq.heappop(heap)
            if found is None:
                best = self._best(rest, limit)
                if best is not None:
                    add(rest, best)
                    costs[best.entities] = min(best.cost, costs.get(best.entities, best.cost))
                    if most is not None and len(costs) >= most:
                        limit = sorted(costs.values())[most - 1]
                continue
            way = (found.entities, self._first_half and found.comes_out_of_structure)
            if way not in told:
                told.add(way)
                yield self._map.route(found)
            for part in self._divided(rest, found):
                add(part, None)

    def _beginnings(self) -> Iterator[Way]:
        """The source, from where contacts lead on, and the beginnings with structure that may lead to the target."""
        if not self._begins_through:
            yield Way(0, 0, (self._source,))
        for beginning in () if self._second_half else self._map.beginnings(self._source):
            passed = set(beginning.entities)
            wanted = not self._begins_through or self._begins_through in beginning.entities[1:-1]
            if (
                wanted
                and len(passed) == len(beginning.entities)
                and self._forbidden.isdisjoint(passed)
                and self._leads_on(beginning)
            ):
                yield Way.along(beginning)

    def _leads_on(self, beginning: Route) -> bool:
        """Whether a beginning is a whole route, or may go on: its end leads to the target and is a thoroughfare."""
        end = beginning.entities[-1]
        if self._target in beginning.entities:
            return end == self._target and not self._ends_through
        return end in self._left and self._map.is_thoroughfare(end)

    def _bound(self, way: Way) -> tuple[int, int]:
        """The least that a way costs when it is at the target, with the fewest hops for it."""
        cost, hops = (0, 0) if way.end == self._target else self._left.get(way.end, (0, 0))
        return way.cost + cost, way.hops + hops

    def _divided(self, rest: _Rest, found: Way) -> Iterator[_Rest]:
        """The rest without `found`, in parts that do not overlap."""
        way, banned = rest.beginning, rest.banned
        end = len(found.entities) - (len(found.ending.hops) if found.ending else 0)
        for other in found.entities[len(way.entities) : end]:
            yield _Rest(way, banned | {(False, (other,))})
            way, banned = way.to(other, self._map.network.arcs_of(way.end)[other]), frozenset()
        if found.ending:
            yield _Rest(way, banned | {(True, found.ending.entities[1:])})

    def _best(self, rest: _Rest, limit: float) -> Way | None:
        """The best way of a rest that costs no more than the limit: A* from the end of its beginning."""
        start = rest.beginning
        # A way that has passed the waypoint cannot pass it again in its ending.
        closed = {*self._forbidden, self._ends_through, *start.entities[:-1]}
        heap: list[tuple[int, int, tuple[str, ...], int, Way]] = [(*self._bound(start), start.entities, 0, start)]
        known: dict[str, tuple[int, int, tuple[str, ...]]] = {}
        count = 0
        followed = Followed(self._map.network)
        while heap:
            *_, way = heapq.heappop(heap)
            if way.end == self._target:
                return way
            if way.end in closed:
                continue
            closed.add(way.end)
            banned = rest.banned if way is start else frozenset()
            arcs = self._map.network.arcs_of(way.end) if banned else followed.arcs_of(way.end, way.key)
            for onward in self._onward(way, arcs, banned, closed, limit):
                best = known.get(onward.end)
                if best is None or onward.key < best:
                    known[onward.end] = onward.key
                    count += 1
                    heapq.heappush(heap, (*self._bound(onward), onward.entities, count, onward))
        return None

    def _onward(
        self, way: Way, arcs: Mapping[str, Arc], banned: frozenset[_Step], closed: set[str], limit: float
    ) -> Iterator[Way]:
        """A way with one step more, that is neither banned nor closed and may lead on within the limit."""
        for least, other in self._ordered(arcs):
            if way.cost + least > limit:
                break
            if other not in closed and other not in way.entities and (False, (other,)) not in banned:
                yield way.to(other, arcs[other])
        if not self._is_contact_next(way):
            passed = self._forbidden.union(way.entities)
            for ending in self._endings.get(way.end, ()):
                fresh = ending.entities[1:]
                if way.cost + ending.cost <= limit and passed.isdisjoint(fresh) and (True, fresh) not in banned:
                    yield way.into(ending)

    def _ordered(self, arcs: Mapping[str, Arc]) -> list[tuple[int, str]]:
        """Where these arcs lead, by the least cost to the target; without those that do not lead there at all."""
        # The network keeps the arcs of an entity, all of them and the close ones, so that they stand for themselves.
        found = self._order.get(id(arcs))
        if found is None:
            found = self._order[id(arcs)] = sorted(
                (arc[0] + self._left[other][0], other)
                for other, arc in arcs.items()
                if other in self._left and (other != self._target or not self._ends_through)
            )
        return found

    def _is_contact_next(self, way: Way) -> bool:
        """Whether no structural hop may follow: there is one already, or none may be where the way begins."""
        if way.hops == 0:
            return self._after_structure or not self._second_half
        return way.comes_out_of_structure


def best_routes(area: Map, source: str, target: str, k: int) -> list[Route]:
    """The k strongest routes."""
    return sorted(Search(area, source, target).routes(k), key=lambda route: route.rank)


def best_routes_via(area: Map, source: str, via: str, target: str, k: int) -> list[Route]:
    """The k strongest loopless routes that pass through `via`.

    The waypoint may stand where a route goes into or comes out of the structure, or anywhere between.
    """
    found = [
        *Search(area, source, target, begins_through=via).routes(k),
        *Search(area, source, target, ends_through=via).routes(k),
        *_by_halves(area, source, via, target, k),
    ]
    return sorted(_strongest(found, k), key=lambda route: route.rank)


def _by_halves(area: Map, source: str, via: str, target: str, k: int) -> list[Route]:
    """The k strongest that pass the waypoint between their ends.

    First halves are taken strongest first; each is continued by second halves that keep off it, until no later
    first half can lead to a route among the k best.
    """
    search = Search(area, via, target, forbidden=frozenset({source}), second_half=True)
    onward = next(search.routes(1), None)
    if onward is None:
        return []
    best: list[Route] = []
    for first in Search(area, source, via, forbidden=frozenset({target}), first_half=True).routes():
        if len(best) == k and first.cost + onward.cost > best[-1].cost:
            break
        seconds = search.keeping_off(frozenset(first.entities) - {via}, after_structure=first.ends_in_structure).routes(
            k
        )
        best = _strongest([*best, *(first.then(second) for second in seconds)], k)
    return best


def _strongest(routes: list[Route], k: int) -> list[Route]:
    """The k strongest, one for each sequence of entities."""
    ordered = sorted(routes, key=lambda route: route.way)
    distinct: dict[tuple[str, ...], Route] = {}
    for route in ordered:
        distinct.setdefault(route.entities, route)
    return list(distinct.values())[:k]


def reach(area: Map, source: str) -> dict[str, Way]:
    """The strongest way to everybody who can be reached by contacts (after a structural hop at most once)."""
    return {way.end: way for way in sweep(area, source)}

"""The strongest introduction path from one entity to each of several, found in one sweep that stops early."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator

from graph.contacts import ContactNetwork
from graph.routes import Map, Route, cost_of


def strongest_ways(network: ContactNetwork, source: str, targets: Collection[str], *,
                   weakest: float) -> dict[str, Route]:
    """The strongest route to each target that a route of at least the strength `weakest` leads to.

    The same as a search for each target would find (`graph.routes.best_routes`), structural hops at both ends
    included; on large graphs the sweep is cheaper, since it goes nowhere that is weaker than asked for.
    """
    area = Map(network)
    limit = cost_of(weakest)
    endings: dict[str, list[Route]] = defaultdict(list)
    for target in targets:
        for ending in area.endings(target):
            endings[ending.entities[0]].append(ending)
    best: dict[str, Route] = {}
    for route in _whole_routes(area, source, endings, limit):
        target = route.entities[-1]
        if target in targets and route.cost <= limit and (target not in best or route.rank < best[target].rank):
            best[target] = route
    return best


def _whole_routes(area: Map, source: str, endings: dict[str, list[Route]], limit: int) -> Iterator[Route]:
    """Routes from the source within the limit, and those that an ending completes."""
    yield from endings.get(source, ())
    for route in _sweep(area, source, limit):
        yield route
        if not route.ends_in_structure:
            for ending in endings.get(route.entities[-1], ()):
                if set(ending.entities[1:]).isdisjoint(route.entities):
                    yield route.then(ending)


def _sweep(area: Map, source: str, limit: int) -> Iterator[Route]:
    """The strongest route within the limit to whoever contacts lead to, the strongest first (Dijkstra)."""
    heap: list[tuple[int, int, tuple[str, ...], int, Route]] = []
    count = 0

    def add(route: Route) -> None:
        nonlocal count
        if route.cost <= limit and len(set(route.entities)) == len(route.entities):
            count += 1
            heapq.heappush(heap, (route.cost, len(route.hops), route.entities, count, route))

    for beginning in area.beginnings(source):
        add(beginning)
    settled = {source}
    while heap:
        *_, route = heapq.heappop(heap)
        end = route.entities[-1]
        if end in settled:
            continue
        settled.add(end)
        yield route
        if area.is_thoroughfare(end):
            for other, contact in area.network.contacts_of(end).items():
                if other not in settled:
                    add(route.then(Route.of(contact)))

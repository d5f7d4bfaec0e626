"""The strongest introduction path from one entity to each of several, found in one sweep that stops early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from graph.contacts import ContactNetwork, cost_of
from graph.ways import Map, Route, Way, sweep


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
    best: dict[str, Way] = {}
    for way in _whole_ways(area, source, endings, limit):
        if way.end in targets and way.cost <= limit and (way.end not in best or way.rank < best[way.end].rank):
            best[way.end] = way
    return {target: area.route(way) for target, way in best.items()}


def _whole_ways(area: Map, source: str, endings: dict[str, list[Route]], limit: int) -> Iterator[Way]:
    """Ways from the source within the limit, and those that an ending completes."""
    yield from (Way(0, 0, (source,)).into(ending) for ending in endings.get(source, ()))
    for way in sweep(area, source, limit):
        yield way
        if not way.comes_out_of_structure:
            for ending in endings.get(way.end, ()):
                if set(ending.entities[1:]).isdisjoint(way.entities):
                    yield way.into(ending)

"""The ego view: an entity, what it is tied to, and what these are tied to, the most relevant first.

Relevance falls from tie to tie: a tie counts by how alive it is, and what a neighbour passes on is shared among
its own ties, so that a large gathering does not crowd out a project of three. The search within two ties is
exhaustive, hence exact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from graph.entities import Tie
from graph.errors import UsageError
from graph.ontology.vocabulary import TIE
from graph.snapshot import Snapshot
from graph.validity import shown_spans, status_at
from graph.view.body import ViewBody, ViewEdge, node_of, view_of
from graph.view.layout import placed
from graph.wording import tie_text

MAX_LIMIT: Final = 300
DEFAULT_LIMIT: Final = 60
_ALIVE: Final[Mapping[str, float]] = {"actual": 1.0, "unknown": 0.7, "planned": 0.6, "former": 0.5}
_STATUS_ORDER: Final = ("actual", "planned", "unknown", "former")


def ego_view(snapshot: Snapshot, entity: str, *, limit: int = DEFAULT_LIMIT, as_of: date) -> ViewBody:
    """The `limit` most relevant entities within two ties of `entity` (itself included), placed; the rest counted.

    Raises UsageError when the limit is not within 2–300.
    """
    if not 2 <= limit <= MAX_LIMIT:
        raise UsageError(f"表示数は2から{MAX_LIMIT}までで指定してください。", field="limit")
    lively = _Lively(snapshot, as_of)
    ranked, hops = _ranked(lively, entity)
    shown = [entity, *ranked[: limit - 1]]
    order = [entity, *sorted(shown[1:], key=lambda each: hops[each])]
    edges = _edges(lively, order)
    adjacent: dict[str, set[str]] = {each: set() for each in order}
    for edge in edges:
        adjacent[edge["data"]["source"]].add(edge["data"]["target"])
        adjacent[edge["data"]["target"]].add(edge["data"]["source"])
    places = placed(order, adjacent, {each: snapshot.nodes[each].caption for each in order})
    nodes = [node_of(snapshot, each, hop=hops[each], focus=each == entity, x=places[each][0], y=places[each][1])
             for each in order]
    return view_of(snapshot, snapshot.nodes[entity].caption, nodes, edges,
                   hidden=len(ranked) - (len(shown) - 1), as_of=as_of)


class _Lively:
    """The ties that are shown at a date, with their status, looked up once each."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self._ties: dict[str, tuple[tuple[Tie, str], ...]] = {}

    def ties_of(self, entity: str) -> tuple[tuple[Tie, str], ...]:
        """Shown ties of an entity with their status."""
        if entity not in self._ties:
            self._ties[entity] = tuple(
                (tie, status_at(tie, self.snapshot, self.as_of)) for tie in self.snapshot.ties_of.get(entity, ())
                if tie.source != tie.target and shown_spans(tie, self.snapshot, self.as_of))
        return self._ties[entity]

    def steps(self, entity: str) -> dict[str, float]:
        """Relevance of each neighbour, by its most alive tie."""
        found: dict[str, float] = {}
        for tie, status in self.ties_of(entity):
            other = tie.other_end(entity)
            found[other] = max(found.get(other, 0.0), _ALIVE[status])
        return found


def _ranked(lively: _Lively, entity: str) -> tuple[list[str], dict[str, int]]:
    """Entities within two ties, most relevant first, then by closeness and id; and their distances.

    What lies behind a neighbour is less relevant than the neighbour, so that a cut leaves nobody unreached.
    """
    direct = lively.steps(entity)
    relevance = dict(direct)
    hops = {entity: 0, **dict.fromkeys(direct, 1)}
    for neighbour in sorted(direct, key=lambda each: (-direct[each], each)):
        beyond = lively.steps(neighbour)
        share = direct[neighbour] * 0.9 / math.sqrt(len(beyond))
        for other, step in sorted(beyond.items()):
            if other == entity or other in direct:
                continue
            if share * step > relevance.get(other, 0.0):
                relevance[other] = share * step
                hops[other] = 2
    ranked = sorted(relevance, key=lambda each: (-relevance[each], hops[each], each))
    return ranked, hops


def _edges(lively: _Lively, shown: Sequence[str]) -> list[ViewEdge]:
    """One line for each pair of shown entities that are tied, in the order of the picture."""
    place = {entity: number for number, entity in enumerate(shown)}
    joined: dict[tuple[str, str], list[tuple[Tie, str]]] = {}
    for entity in shown:
        for tie, status in lively.ties_of(entity):
            other = tie.other_end(entity)
            if place.get(other, -1) > place[entity]:
                joined.setdefault((entity, other), []).append((tie, status))
    return [_edge(lively, source, target, ties) for (source, target), ties in joined.items()]


def _edge(lively: _Lively, source: str, target: str, ties: Sequence[tuple[Tie, str]]) -> ViewEdge:
    labels = dict.fromkeys(_label(tie) for tie, _ in ties)
    return {"data": {
        "id": f"{source}-{target}", "source": source, "target": target, "ties": [tie.id for tie, _ in ties],
        "label": "・".join(labels), "text": "\n".join(tie_text(lively.snapshot, tie, lively.as_of) for tie, _ in ties),
        "status": min((status for _, status in ties), key=_STATUS_ORDER.index), "level": None, "strength": None,
    }}


def _label(tie: Tie) -> str:
    kind = TIE[tie.kind]
    role = kind.role(tie.role)
    return role.label_ja if role else kind.label_ja

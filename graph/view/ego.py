"""The ego view: an entity, what it is tied to, and what these are tied to, the most relevant first.

Relevance falls from tie to tie: a tie counts by how alive it is, and what a neighbour passes on is shared among
its own ties, so that a large gathering does not crowd out a project of three. Neighbours are looked behind in the
order of what they can pass on, until none can get anybody into the picture any more: exact, and quick at a hub.
"""

from __future__ import annotations

import heapq
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
_PASSED_ON: Final = 0.9
# After how many neighbours it is looked again who would just get into the picture: only a matter of time.
_LOOK_EVERY: Final = 8
_STATUS_ORDER: Final = ("actual", "planned", "unknown", "former")


def ego_view(snapshot: Snapshot, entity: str, *, limit: int = DEFAULT_LIMIT, as_of: date) -> ViewBody:
    """The `limit` most relevant entities within two ties of `entity` (itself included), placed; the rest counted.

    What was not yet at `as_of` is not shown, but counted among the rest.

    Raises UsageError when the limit is not within 2–300.
    """
    if not 2 <= limit <= MAX_LIMIT:
        raise UsageError(f"表示数は2から{MAX_LIMIT}までで指定してください。", field="limit")
    lively = _Lively(snapshot, as_of)
    hops = _most_relevant(lively, entity, limit - 1)
    order = [entity, *sorted(hops, key=hops.__getitem__)]
    edges = _edges(lively, order)
    adjacent: dict[str, set[str]] = {each: set() for each in order}
    for edge in edges:
        adjacent[edge["data"]["source"]].add(edge["data"]["target"])
        adjacent[edge["data"]["target"]].add(edge["data"]["source"])
    places = placed(order, adjacent, {each: snapshot.nodes[each].caption for each in order})
    nodes = [
        node_of(snapshot, each, hop=hops.get(each, 0), focus=each == entity, x=places[each][0], y=places[each][1])
        for each in order
    ]
    return view_of(
        snapshot,
        snapshot.nodes[entity].caption,
        nodes,
        edges,
        hidden=len(_within_two(snapshot, entity)) - len(order),
        as_of=as_of,
    )


class _Lively:
    """The ties that are shown at a date, with their status, looked up once each."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self._status: dict[str, str] = {}

    def status(self, tie: Tie) -> str:
        """The tie's status; empty where the tie is not shown."""
        found = self._status.get(tie.id)
        if found is None:
            is_shown = tie.source != tie.target and shown_spans(tie, self.snapshot, self.as_of)
            found = self._status[tie.id] = status_at(tie, self.snapshot, self.as_of) if is_shown else ""
        return found

    def steps(self, entity: str) -> dict[str, float]:
        """Relevance of each neighbour, by its most alive tie."""
        found: dict[str, float] = {}
        for tie in self.snapshot.ties_of.get(entity, ()):
            if status := self.status(tie):
                other = tie.other_end(entity)
                found[other] = max(found.get(other, 0.0), _ALIVE[status])
        return found


def _most_relevant(lively: _Lively, entity: str, count: int) -> dict[str, int]:
    """The `count` most relevant entities within two ties, best first, with their distances.

    Equal relevance goes by closeness, then by id. What lies behind a neighbour is less relevant than the neighbour,
    so that a cut leaves nobody unreached.
    """
    direct = lively.steps(entity)
    behind: dict[str, float] = {}
    share = {each: direct[each] * _PASSED_ON / math.sqrt(len(lively.snapshot.ties_of[each])) for each in direct}
    least = 0.0
    for number, neighbour in enumerate(sorted(direct, key=lambda each: (-share[each], each))):
        if number % _LOOK_EVERY == 0 and len(direct) + len(behind) >= count:
            least = heapq.nlargest(count, (*direct.values(), *behind.values()))[-1]
        if share[neighbour] < least:
            break
        for other, step in lively.steps(neighbour).items():
            if other != entity and other not in direct:
                behind[other] = max(behind.get(other, 0.0), share[neighbour] * step)
    candidates = [
        *((-relevance, 1, each) for each, relevance in direct.items()),
        *((-relevance, 2, each) for each, relevance in behind.items()),
    ]
    return {each: hop for _, hop, each in heapq.nsmallest(count, candidates)}


def _within_two(snapshot: Snapshot, entity: str) -> set[str]:
    """Everything within two ties at any date, the entity itself included."""
    near = {tie.other_end(entity) for tie in snapshot.ties_of.get(entity, ())}
    return {entity} | near | {tie.other_end(each) for each in near for tie in snapshot.ties_of[each]}


def _edges(lively: _Lively, shown: Sequence[str]) -> list[ViewEdge]:
    """One line for each pair of shown entities that are tied, in the order of the picture."""
    place = {entity: number for number, entity in enumerate(shown)}
    joined: dict[tuple[str, str], list[tuple[Tie, str]]] = {}
    for entity in shown:
        for tie in lively.snapshot.ties_of.get(entity, ()):
            other = tie.other_end(entity)
            if place.get(other, -1) > place[entity] and (status := lively.status(tie)):
                joined.setdefault((entity, other), []).append((tie, status))
    return [_edge(lively, source, target, ties) for (source, target), ties in joined.items()]


def _edge(lively: _Lively, source: str, target: str, ties: Sequence[tuple[Tie, str]]) -> ViewEdge:
    labels = dict.fromkeys(_label(tie) for tie, _ in ties)
    return {
        "data": {
            "id": f"{source}-{target}",
            "source": source,
            "target": target,
            "ties": [tie.id for tie, _ in ties],
            "label": "・".join(labels),
            "text": "\n".join(tie_text(lively.snapshot, tie, lively.as_of) for tie, _ in ties),
            "status": min((status for _, status in ties), key=_STATUS_ORDER.index),
            "level": None,
            "strength": None,
        }
    }


def _label(tie: Tie) -> str:
    kind = TIE[tie.kind]
    role = kind.role(tie.role)
    return role.label_ja if role else kind.label_ja

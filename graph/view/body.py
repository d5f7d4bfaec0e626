"""The shape of a view: Cytoscape.js JSON (`elements`, `data`, `position`) with a legend and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from typing_extensions import TypedDict

from graph.ontology.vocabulary import KIND
from graph.snapshot import Snapshot


class ViewNodeData(TypedDict):
    """An entity in the picture: `hop` is its distance from the focus, `focus` marks what the picture is of."""

    id: str
    kind: str
    kind_label: str
    caption: str
    initial: str
    colour: str
    shape: str
    hop: int
    focus: bool


class PositionBody(TypedDict):
    """Where the entity's sign stands, in pixels at full size; x to the right, y down."""

    x: float
    y: float


class ViewNode(TypedDict):
    """Cytoscape's node."""

    data: ViewNodeData
    position: PositionBody


class ViewEdgeData(TypedDict):
    """All that ties two entities, as one line. `ties` are tie ids; `status` is the most alive of them.

    `level` and `strength` are None where the line is no contact or was not weighed.
    """

    id: str
    source: str
    target: str
    ties: list[str]
    label: str
    text: str
    status: str
    level: int | None
    strength: float | None


class ViewEdge(TypedDict):
    """Cytoscape's edge."""

    data: ViewEdgeData


class ViewElements(TypedDict):
    """Cytoscape's elements."""

    nodes: list[ViewNode]
    edges: list[ViewEdge]


class LegendItem(TypedDict):
    """One kind that occurs in the picture."""

    kind: str
    label: str
    initial: str
    colour: str
    shape: str
    count: int


class ViewBody(TypedDict):
    """A picture: at most what can be read; `hidden` counts the entities in reach that were left out."""

    title: str
    elements: ViewElements
    legend: list[LegendItem]
    hidden: int
    as_of: str
    revision: str


def node_of(snapshot: Snapshot, entity: str, *, hop: int, focus: bool, x: float, y: float) -> ViewNode:
    """An entity of the snapshot as a node of a view."""
    node = snapshot.nodes[entity]
    kind = KIND[node.kind]
    return {
        "data": {
            "id": node.id,
            "kind": kind.name,
            "kind_label": kind.label_ja,
            "caption": node.caption,
            "initial": kind.initial,
            "colour": kind.colour,
            "shape": kind.shape,
            "hop": hop,
            "focus": focus,
        },
        "position": {"x": round(x, 1), "y": round(y, 1)},
    }


def view_of(
    snapshot: Snapshot, title: str, nodes: Sequence[ViewNode], edges: Iterable[ViewEdge], *, hidden: int, as_of: date
) -> ViewBody:
    """Put the parts together and count the kinds, in the order of the vocabulary."""
    counted = Counter(node["data"]["kind"] for node in nodes)
    legend: list[LegendItem] = [
        {
            "kind": kind.name,
            "label": kind.label_ja,
            "initial": kind.initial,
            "colour": kind.colour,
            "shape": kind.shape,
            "count": counted[kind.name],
        }
        for kind in KIND.values()
        if counted[kind.name]
    ]
    return {
        "title": title,
        "elements": {"nodes": list(nodes), "edges": list(edges)},
        "legend": legend,
        "hidden": hidden,
        "as_of": as_of.isoformat(),
        "revision": snapshot.revision,
    }

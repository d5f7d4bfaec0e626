"""The picture of introduction paths: from the top to the bottom, one column for each alternative."""

from __future__ import annotations

from datetime import date
from typing import Final

from graph.bodies import HopBody, PathsBody
from graph.ontology.vocabulary import KIND, TIE
from graph.snapshot import Snapshot
from graph.view.body import ViewBody, ViewEdge, ViewNode, node_of, view_of

COLUMN: Final = 280.0
ROW: Final = 132.0


def path_view(snapshot: Snapshot, paths: PathsBody) -> ViewBody:
    """All paths of an answer in one picture; where there is none, the way to the nearest entity."""
    found = paths["paths"]
    if not found and paths["nearest"] and paths["nearest"]["path"]:
        found = [paths["nearest"]["path"]]
    start = paths["from"]["id"]
    ends = {paths["to"]["id"]} if paths["paths"] else {path["hops"][-1]["to"]["id"] for path in found if path["hops"]}
    depth = max((len(path["hops"]) for path in found), default=0)
    spread = (len(found) - 1) / 2
    nodes: dict[str, ViewNode] = {start: node_of(snapshot, start, hop=0, focus=True, x=0, y=0)}
    edges: dict[str, ViewEdge] = {}
    for column, path in enumerate(found):
        for place, hop in enumerate(path["hops"], start=1):
            entity = hop["to"]["id"]
            if entity not in nodes:
                is_end = entity in ends
                x, y = (0.0, depth * ROW) if is_end else ((column - spread) * COLUMN, place * ROW)
                nodes[entity] = node_of(snapshot, entity, hop=place, focus=is_end, x=x, y=y)
            edge = _edge(snapshot, hop)
            edges.setdefault(edge["data"]["id"], edge)
    title = f"{paths['from']['caption']} → {paths['to']['caption']}"
    return view_of(
        snapshot, title, list(nodes.values()), edges.values(), hidden=0, as_of=date.fromisoformat(paths["as_of"])
    )


def hop_caption(snapshot: Snapshot, hop: HopBody) -> str:
    """What ties the two, in a few words for the arrow between them: the gathering, the project, or the kind of tie."""
    ends = {hop["from"]["id"], hop["to"]["id"]}
    captions: dict[str, None] = {}
    for tie_id in hop["ties"]:
        tie = snapshot.ties.get(tie_id)
        if tie is None:
            continue
        carrier = next(
            (
                end
                for end in (tie.source, tie.target)
                if end not in ends and KIND[snapshot.nodes[end].kind].group in ("Event", "Project", "Introduction")
            ),
            "",
        )
        captions[snapshot.nodes[carrier].caption if carrier else TIE[tie.kind].label_ja] = None
    if not captions:
        return "正式な窓口・所属"
    first, *others = captions
    return f"{first} ほか{len(others)}件" if others else first


def _edge(snapshot: Snapshot, hop: HopBody) -> ViewEdge:
    source, target = hop["from"]["id"], hop["to"]["id"]
    return {
        "data": {
            "id": "-".join(sorted((source, target))),
            "source": source,
            "target": target,
            "ties": list(hop["ties"]),
            "label": hop_caption(snapshot, hop),
            "text": hop["text"],
            "status": "actual",
            "level": hop["level"],
            "strength": hop["strength"],
        }
    }

"""A view as SVG, drawn on the server: for pages without scripts, for print, and for the small picture of a path.

Only presentation attributes are used, so that a page with a strict Content-Security-Policy may hold it.
"""

from __future__ import annotations

from html import escape
from typing import Final, Literal

from graph.view.badge import badge_shape
from graph.view.body import ViewBody, ViewEdgeData, ViewNode
from graph.view.labels import FONT_SIZE, LINE_HEIGHT, label_size, wrapped

_MARGIN: Final = 16.0
_RADIUS: Final = 22.0
_BESIDE: Final = 14.0
_FONT: Final = "font-family=\"'Noto Sans JP','Noto Sans CJK JP',sans-serif\""
_HALO: Final = 'stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
_LINE: Final = "#7f7f7f"

Labels = Literal["below", "beside"]


def view_svg(view: ViewBody, *, labels: Labels = "below", edge_labels: bool = False) -> str:
    """An SVG element of the view at its natural size; its title is the text for those who do not see it."""
    nodes = view["elements"]["nodes"]
    lines = {node["data"]["id"]: _lines(node, labels) for node in nodes}
    boxes = [_box(node, lines[node["data"]["id"]], labels) for node in nodes]
    left, top = min(box[0] for box in boxes) - _MARGIN, min(box[1] for box in boxes) - _MARGIN
    right, bottom = max(box[2] for box in boxes) + _MARGIN, max(box[3] for box in boxes) + _MARGIN
    if labels == "beside":
        right = max(right, left + 2 * _MARGIN + 2 * _RADIUS + _BESIDE + 22 * FONT_SIZE / 2 + 40)
    place = {node["data"]["id"]: (node["position"]["x"], node["position"]["y"]) for node in nodes}
    width, height = right - left, bottom - top
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}">'
    )
    drawn = [opening, f"<title>{escape(view['title'])}の図</title>"]
    drawn += [_edge(edge["data"], place) for edge in view["elements"]["edges"]]
    if edge_labels:
        drawn += [_edge_label(edge["data"], place) for edge in view["elements"]["edges"]]
    drawn += [_node(node, lines[node["data"]["id"]], labels) for node in nodes]
    drawn.append("</svg>")
    return "".join(drawn)


def _lines(node: ViewNode, labels: Labels) -> tuple[str, ...]:
    return wrapped(
        node["data"]["caption"], width=26 if labels == "beside" else 18, lines=2 if labels == "beside" else 3
    )


def _box(node: ViewNode, lines: tuple[str, ...], labels: Labels) -> tuple[float, float, float, float]:
    x, y = node["position"]["x"], node["position"]["y"]
    width, height = label_size(lines)
    if labels == "beside":
        return x - _RADIUS, y - _RADIUS, x + _RADIUS + _BESIDE + width, y + _RADIUS
    return x - max(width / 2, _RADIUS), y - _RADIUS, x + max(width / 2, _RADIUS), y + _RADIUS + 4 + height


def edge_width(strength: float | None) -> float:
    """Width of a line in pixels: 1.5 where it was not weighed, else 2 to 9 by strength."""
    return 1.5 if strength is None else 2 + 7 * strength


def _edge(edge: ViewEdgeData, place: dict[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = place[edge["source"]], place[edge["target"]]
    dashes = "" if edge["status"] == "actual" else ' stroke-dasharray="6 5"'
    colour = _LINE if edge["strength"] is None else "#0017c1"
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{edge_width(edge["strength"]):.1f}"{dashes}/>'
    )


def _edge_label(edge: ViewEdgeData, place: dict[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = place[edge["source"]], place[edge["target"]]
    lines = wrapped(edge["label"], width=24, lines=3)
    x, y = (x1 + x2) / 2 + _RADIUS + _BESIDE, (y1 + y2) / 2 - (len(lines) - 1) * LINE_HEIGHT / 2 + 5
    return _text(lines, x, y, anchor="start", colour="#4d4d4d", weight=400)


def _node(node: ViewNode, lines: tuple[str, ...], labels: Labels) -> str:
    data, x, y = node["data"], node["position"]["x"], node["position"]["y"]
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS + 6:.0f}" fill="#ffffff" '
        f'stroke="{data["colour"]}" stroke-width="2"/>'
        if data["focus"]
        else ""
    )
    sign = (
        f'<g transform="translate({x - _RADIUS:.1f} {y - _RADIUS:.1f})">'
        f"{badge_shape(data['shape'], data['initial'], data['colour'])}</g>"
    )
    weight = 700 if data["focus"] else 400
    if labels == "beside":
        first = y + 5 - (len(lines) - 1) * LINE_HEIGHT / 2
        return ring + sign + _text(lines, x + _RADIUS + _BESIDE, first, anchor="start", colour="#333333", weight=weight)
    below = y + _RADIUS + (10 if data["focus"] else 4) + FONT_SIZE
    return ring + sign + _text(lines, x, below, anchor="middle", colour="#333333", weight=weight)


def _text(lines: tuple[str, ...], x: float, y: float, *, anchor: str, colour: str, weight: int) -> str:
    spans = "".join(
        f'<tspan x="{x:.1f}" y="{y + number * LINE_HEIGHT:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return (
        f'<text text-anchor="{anchor}" font-size="{FONT_SIZE}" font-weight="{weight}" fill="{colour}" {_FONT} {_HALO}>'
        f"{spans}</text>"
    )

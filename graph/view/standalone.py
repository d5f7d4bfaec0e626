"""A view for vis-network: as data for a page, and as one HTML file that opens with no network at all.

pyvis carries the picture, with a template of ours in place of its own: that one calls two delivery networks even
with `cdn_resources="in_line"` and writes `heading` unescaped. Nodes are handed over as a list, since adding them
one by one is quadratic.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any, Final

from typing_extensions import TypedDict

from graph.errors import MissingDependency
from graph.view.badge import badge_svg, badge_uri
from graph.view.body import ViewBody, ViewEdgeData, ViewNode
from graph.view.drawing import edge_width
from graph.view.labels import FONT_SIZE, wrapped

PAGE_FILES: Final = Path(__file__).parent / "page"
STANDALONE_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Header for a standalone page that is served: it may run its own script and reach nothing, not even us."""
_OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "dragNodes": True, "selectConnectedEdges": True},
    "nodes": {
        "font": {
            "face": "'Noto Sans JP','Noto Sans CJK JP',sans-serif",
            "size": FONT_SIZE,
            "color": "#333333",
            "strokeWidth": 4,
            "strokeColor": "#ffffff",
        },
        "shapeProperties": {"useBorderWithImage": False},
    },
    "edges": {"smooth": False, "selectionWidth": 1, "hoverWidth": 1},
}


class VisData(TypedDict):
    """What vis-network draws: nodes with positions, edges, options."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]


def vis_data(view: ViewBody) -> VisData:
    """The view in vis-network's own terms."""
    return {
        "nodes": [_vis_node(node) for node in view["elements"]["nodes"]],
        "edges": [_vis_edge(edge["data"]) for edge in view["elements"]["edges"]],
        "options": _OPTIONS,
    }


def _vis_node(node: ViewNode) -> dict[str, Any]:
    data = node["data"]
    drawn: dict[str, Any] = {
        "id": data["id"],
        "label": "\n".join(wrapped(data["caption"])),
        "kind": data["kind"],
        "shape": "image",
        "image": badge_uri(data["shape"], data["initial"], data["colour"]),
        "size": 30 if data["focus"] else 22,
        "title": f"{data['caption']}（{data['kind_label']}）",
        **node["position"],
    }
    if data["focus"]:
        drawn["font"] = {"size": FONT_SIZE + 3}
    return drawn


def _vis_edge(edge: ViewEdgeData) -> dict[str, Any]:
    return {
        "id": edge["id"],
        "from": edge["source"],
        "to": edge["target"],
        "title": edge["text"],
        "width": edge_width(edge["strength"]),
        "dashes": edge["status"] != "actual",
        "color": {
            "color": "#999999" if edge["strength"] is None else "#0017c1",
            "highlight": "#0017c1",
            "hover": "#0017c1",
        },
    }


def vis_network_script() -> Path:
    """vis-network as it comes with the installed pyvis; found without importing pyvis, which is slow to import."""
    spec = importlib.util.find_spec("pyvis")
    roots = list(spec.submodule_search_locations or ()) if spec else []
    found = sorted(path for root in roots for path in Path(root).glob("lib/vis-*/vis-network.min.js"))
    if not found:
        raise MissingDependency("図を描く pyvis が入っていません。pip install pyvis で入れてください。")
    return found[-1]


def standalone_html(view: ViewBody, title: str) -> str:
    """One HTML file of the view: picture, legend, and the same in words. It requests nothing from anywhere."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGE_FILES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    scripts = [vis_network_script().read_text("utf-8"), (PAGE_FILES / "network.js").read_text("utf-8")]
    style = (PAGE_FILES / "standalone.css").read_text("utf-8")
    captions = {node["data"]["id"]: node["data"]["caption"] for node in view["elements"]["nodes"]}
    return environment.get_template("standalone.html").render(
        title=title,
        view=view,
        captions=captions,
        style=style,
        scripts=scripts,
        picture=_pyvis_fragment(view),
        badges={
            item["kind"]: badge_svg(item["shape"], item["initial"], item["colour"], size=28) for item in view["legend"]
        },
        script_hashes=" ".join(_policy_hash(script) for script in scripts),
        style_hash=_policy_hash(style),
    )


def _policy_hash(text: str) -> str:
    """The source expression by which a Content-Security-Policy admits just this inline text (CSP 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _pyvis_fragment(view: ViewBody) -> str:
    from pyvis.network import Network

    data = vis_data(view)
    network = Network(directed=False, cdn_resources="in_line")
    network.set_template_dir(str(PAGE_FILES), "pyvis.html")
    network.set_options(json.dumps(data["options"]))
    network.nodes.extend(data["nodes"])
    network.edges.extend(data["edges"])
    return network.generate_html()

"""Network views: what of the graph a picture shows, where it stands in it, and the picture itself.

`ego_view` and `path_view` choose and place (Cytoscape.js JSON); `view_svg` draws that without scripts;
`vis_data` and `standalone_html` hand it to vis-network. Colours, shapes and initials come from the ontology.
"""

from graph.view.body import ViewBody
from graph.view.drawing import view_svg
from graph.view.ego import ego_view
from graph.view.path import hop_caption, path_view
from graph.view.standalone import standalone_html, vis_data

__all__ = ["ViewBody", "ego_view", "hop_caption", "path_view", "standalone_html", "view_svg", "vis_data"]

"""Static files that are not files of ours: vis-network from the installed pyvis, and signs drawn from the ontology."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from graph.ontology.vocabulary import KIND
from graph.view.badge import badge_shape
from graph.view.standalone import PAGE_FILES, vis_network_script

router = APIRouter(prefix="/assets", include_in_schema=False)
_CACHED: Final = {"Cache-Control": "public, max-age=86400"}


@router.get("/vis-network.js")
def read_vis_network() -> FileResponse:
    """The drawing library."""
    return FileResponse(vis_network_script(), media_type="text/javascript", headers=_CACHED)


@router.get("/network.js")
def read_network_script() -> FileResponse:
    """Our script around it, the same as in the standalone file."""
    return FileResponse(PAGE_FILES / "network.js", media_type="text/javascript")


@router.get("/kinds.svg")
def read_signs() -> Response:
    """One symbol for each kind, for `<use href="…/kinds.svg#Person">`."""
    symbols = "".join(
        f'<symbol id="{kind.name}" viewBox="0 0 44 44">{badge_shape(kind.shape, kind.initial, kind.colour)}</symbol>'
        for kind in KIND.values()
    )
    return Response(
        f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>', media_type="image/svg+xml", headers=_CACHED
    )

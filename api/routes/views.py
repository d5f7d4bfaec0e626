"""Network views: Cytoscape.js JSON, or one HTML page that asks nothing of any server."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.answers import paths_between
from api.parameters import Asked, EntityPath, Filters, FromText, ToText, ViewLimit
from graph.view import ViewBody, ego_view, path_view, standalone_html
from graph.view.standalone import STANDALONE_POLICY

router = APIRouter(prefix="/views", tags=["views"])


@router.get("/ego/{entity}.json", summary="まわりの図（JSON）")
def read_ego_view(asked: Asked, entity: EntityPath, limit: ViewLimit = 60) -> ViewBody:
    """An entity and what is most relevant within two ties."""
    return ego_view(asked.snapshot, asked.entity(entity), limit=limit, as_of=asked.as_of)


@router.get("/ego/{entity}.html", summary="まわりの図（HTML）", response_class=HTMLResponse)
def read_ego_page(asked: Asked, entity: EntityPath, limit: ViewLimit = 60) -> HTMLResponse:
    """The same as a page that opens with no network."""
    view = read_ego_view(asked, entity, limit)
    return _page(view, f"{view['title']}のまわり")


@router.get("/path.json", summary="道すじの図（JSON）")
def read_path_view(asked: Asked, source: FromText, target: ToText, filters: Filters) -> ViewBody:
    """The introduction paths in one picture."""
    return path_view(asked.snapshot, paths_between(asked, source, target, filters))


@router.get("/path.html", summary="道すじの図（HTML）", response_class=HTMLResponse)
def read_path_page(asked: Asked, source: FromText, target: ToText, filters: Filters) -> HTMLResponse:
    """The same as a page that opens with no network."""
    view = read_path_view(asked, source, target, filters)
    return _page(view, f"{view['title']} の道すじ")


def _page(view: ViewBody, title: str) -> HTMLResponse:
    return HTMLResponse(standalone_html(view, title), headers={"Content-Security-Policy": STANDALONE_POLICY})

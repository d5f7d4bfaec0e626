"""Introduction paths."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import paths_between
from api.parameters import Asked, Filters, FromText, ToText
from graph.bodies import PathsBody

router = APIRouter(tags=["paths"])


@router.get("/paths", summary="誰につないでもらえるか")
def read_paths(asked: Asked, source: FromText, target: ToText, filters: Filters) -> PathsBody:
    """The strongest paths, each hop with its evidence; `paths` empty and `nearest` filled where there is none."""
    return paths_between(asked, source, target, filters)

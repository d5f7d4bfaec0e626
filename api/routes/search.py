"""Search: any written form finds the entity."""

from __future__ import annotations

from fastapi import APIRouter

from api.parameters import Asked, Cursor, KindText, Limit, SearchText
from graph.bodies import SearchBody
from graph.search import search

router = APIRouter(tags=["search"])


@router.get("/search", summary="名前の一部から探す")
def read_search(
    asked: Asked, q: SearchText, kind: KindText = None, limit: Limit = 20, cursor: Cursor = None
) -> SearchBody:
    """Entities whose names, readings or identifiers hold the text, best first."""
    return search(asked.index, q, kind=kind or None, limit=limit, cursor=cursor, as_of=asked.as_of)

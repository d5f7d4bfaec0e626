"""Whom to meet."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import connections_for
from api.parameters import AboutText, Asked, ForText, KindText, Limit
from graph.bodies import ConnectionsBody

router = APIRouter(tags=["connections"])


@router.get("/connections", summary="誰に会うべきか")
def read_connections(
    asked: Asked, entity: ForText, about: AboutText = None, kind: KindText = None, limit: Limit = 10
) -> ConnectionsBody:
    """Candidates with reasons whose contributions add up to the score."""
    return connections_for(asked, entity, about=about, kind=kind, limit=limit)

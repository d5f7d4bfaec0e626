"""One entity, and its ties in pages."""

from __future__ import annotations

from fastapi import APIRouter

from api.parameters import Asked, Cursor, EntityPath, TieKindText, TieLimit
from graph.bodies import EntityBody, TiesBody
from graph.show import entity_body, ties_body

router = APIRouter(tags=["entities"])


@router.get("/entities/{entity}", summary="人・組織・課題などについて分かっていること")
def read_entity(asked: Asked, entity: EntityPath) -> EntityBody:
    """What is told of the entity, with the source of every value."""
    return entity_body(asked.snapshot, asked.entity(entity), asked.as_of)


@router.get("/entities/{entity}/ties", summary="そのつながり")
def read_ties(
    asked: Asked, entity: EntityPath, kind: TieKindText = None, limit: TieLimit = 100, cursor: Cursor = None
) -> TiesBody:
    """Its ties, a page at a time."""
    return ties_body(
        asked.snapshot, asked.entity(entity), as_of=asked.as_of, kind=kind or None, limit=limit, cursor=cursor
    )

"""Whom to meet: a simple page of cards with reasons, the way there, cautions and what to bring."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.answers import connections_for
from api.parameters import LONGEST_TEXT, AboutText, Asked, KindText
from api.web.rendering import page

router = APIRouter()
_LIMIT: Final = 10
_KINDS: Final = (
    ("", "すべて"),
    ("Person", "人物"),
    ("Post", "役職"),
    ("Organization", "組織"),
    ("Municipality", "自治体"),
    ("Company", "企業"),
    ("Association", "団体"),
)


@router.get("/connections", response_class=HTMLResponse)
def read_connections_page(
    request: Request,
    asked: Asked,
    entity: Annotated[str, Query(alias="for", max_length=LONGEST_TEXT)] = "",
    about: AboutText = None,
    kind: KindText = None,
) -> HTMLResponse:
    """The form, and the answer once it is told for whom."""
    subject = asked.snapshot.ref(asked.entity(entity)) if entity.strip() else None
    answer = connections_for(asked, subject["id"], about=about, kind=kind, limit=_LIMIT) if subject else None
    return page(
        request,
        "connections.html",
        asked=asked,
        subject=subject,
        about=(about or "").strip(),
        kind=kind or "",
        choices=_KINDS,
        answer=answer,
    )

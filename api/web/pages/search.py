"""Search results; without scripts this is how names are found, with scripts the suggestions come first."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.parameters import Asked, Cursor, KindText, SearchText
from api.web.rendering import page
from graph.search import near_misses, search

router = APIRouter()
_PAGE: Final = 20
_KINDS: Final = (
    ("", "すべて"),
    ("Person", "人物"),
    ("Organization", "組織"),
    ("Post", "役職"),
    ("Issue", "課題"),
    ("Solution", "解決策"),
    ("Project", "取組・事例"),
    ("Event", "場"),
)


@router.get("/search", response_class=HTMLResponse)
def read_search_page(
    request: Request, asked: Asked, q: SearchText = "", kind: KindText = None, cursor: Cursor = None
) -> HTMLResponse:
    """What the text finds, with filters by kind; near misses where it finds nothing."""
    text = q.strip()
    found = (
        search(asked.index, text, kind=kind or None, limit=_PAGE, cursor=cursor, as_of=asked.as_of) if text else None
    )
    misses = near_misses(asked.index, text, as_of=asked.as_of) if found and not found["items"] else ()
    return page(
        request,
        "search.html",
        asked=asked,
        q=text,
        kind=kind or "",
        choices=_KINDS,
        found=found,
        misses=misses,
        is_continued=bool(cursor),
    )

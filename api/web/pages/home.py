"""Home: one field, three questions with examples that run on click, what is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.parameters import Asked, Question
from api.web.rendering import Addresses, page
from graph.errors import Ambiguous, NotFound
from graph.ontology.vocabulary import is_organization
from graph.provenance import newest_date

router = APIRouter()

# Looked up in what is loaded; only those that are there are shown. They are what the source articles tell of.
_PATHS: Final = (("KDDI株式会社", "狛江市"), ("おおこし勝広", "株式会社issues"), ("かすみがうら市", "磐田市"))
_MEETINGS: Final = (("狛江市", "デジタルデバイド"), ("墨田区", ""), ("株式会社官民連携事業研究所", ""))
_ISSUES: Final = ("病児保育", "デジタルデバイド", "産後ケア")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A question to click."""

    text: str
    address: str


@router.get("/", response_class=HTMLResponse)
def read_home(request: Request, asked: Asked) -> HTMLResponse:
    """The first page."""
    stats = asked.snapshot.stats()
    url = Addresses(request)
    return page(
        request,
        "home.html",
        asked=asked,
        stats=stats,
        newest=newest_date(item["newest"] for item in asked.loaded.sources["items"]),
        paths=list(islice(_path_examples(asked, url), _SHOWN)),
        meetings=list(islice(_meeting_examples(asked, url), _SHOWN)),
        issues=list(islice(_issue_examples(asked, url), _SHOWN)),
    )


def _path_examples(asked: Question, url: Addresses) -> Iterator[Example]:
    for source, target in _PATHS:
        start, end = _known(asked, source), _known(asked, target)
        if start and end:
            yield Example(f"{source} から {target} へ", url("/paths", {"from": start, "to": end}))


def _meeting_examples(asked: Question, url: Addresses) -> Iterator[Example]:
    """The known examples; in a graph of somebody's own, its best connected organisations."""
    found = False
    for name, about in _MEETINGS:
        if entity := _known(asked, name):
            found = True
            words = f"{name}（{about}）" if about else name
            yield Example(words, url("/connections", {"for": entity, "about": about}))
    if not found:
        for entity in _best_connected(asked, is_organization):
            yield Example(asked.snapshot.nodes[entity].caption, url("/connections", {"for": entity}))


def _issue_examples(asked: Question, url: Addresses) -> Iterator[Example]:
    found = False
    for text in _ISSUES:
        entity = _known(asked, text)
        if entity and asked.snapshot.nodes[entity].kind == "Issue":
            found = True
            yield Example(text, url.entity(entity))
    if not found:
        for entity in _best_connected(asked, lambda kind: kind == "Issue"):
            yield Example(asked.snapshot.nodes[entity].caption, url.entity(entity))


def _known(asked: Question, name: str) -> str:
    try:
        return asked.entity(name)
    except (NotFound, Ambiguous):
        return ""


def _best_connected(asked: Question, wanted: Callable[[str], bool]) -> list[str]:
    fitting = (node.id for node in asked.snapshot.nodes.values() if wanted(node.kind))
    return nsmallest(_SHOWN, fitting, key=lambda entity: (-len(asked.snapshot.ties_of.get(entity, ())), entity))

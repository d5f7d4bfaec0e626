"""Introduction paths: sentences first, a small picture beside them; none found: the nearest and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.answers import paths_between
from api.parameters import LONGEST_TEXT, Asked, Filters, PathFilters, Question
from api.web.rendering import QueryValue, page
from graph.bodies import EntityRef, HopBody, PathBody, PathsBody
from graph.ontology.ladder import LADDER
from graph.ontology.vocabulary import TIE
from graph.view import hop_caption, path_view, view_svg

router = APIRouter()
# Ties that carry contacts; the others (topics, places) can't be a hop.
_TIE_CHOICES: Final = ("TOOK_PART", "JOINED", "CONTRACTED", "MEMBER_OF", "HOLDS", "KNOWS", "INTRODUCED")
_MISSING_LABELS: Final = {"event": "場", "person": "人", "organization": "組織", "introduction": "紹介"}
_Start = Annotated[str, Query(alias="from", max_length=LONGEST_TEXT)]
_End = Annotated[str, Query(alias="to", max_length=LONGEST_TEXT)]


@dataclass(frozen=True, slots=True)
class Step:
    """A hop with the words for its arrow."""

    hop: HopBody
    arrow: str


@dataclass(frozen=True, slots=True)
class Route:
    """A path with its picture; `between` are those whom it leads through."""

    path: PathBody
    steps: tuple[Step, ...]
    between: tuple[EntityRef, ...]
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Asking:
    """The question as the form shows it: entities that are known by id and caption, the rest as written."""

    start: EntityRef | None
    end: EntityRef | None
    via: EntityRef | None
    avoid: tuple[EntityRef, ...]
    filters: PathFilters
    as_of: str

    def query(self, **changed: QueryValue) -> dict[str, QueryValue]:
        """The address's query with some parts changed; what is at its default stays out of the address."""
        state: dict[str, QueryValue] = {
            "from": self.start["id"] if self.start else "",
            "to": self.end["id"] if self.end else "",
            "avoid": [ref["id"] for ref in self.avoid],
            "via": self.via["id"] if self.via else "",
            "since": self.filters.since,
            "min_level": self.filters.min_level,
            "tie": list(self.filters.tie),
            "k": self.filters.k if self.filters.k != 5 else "",
            "as_of": self.as_of,
        }
        return {**state, **{"from" if name == "from_" else name: value for name, value in changed.items()}}

    def without(self, entity: str) -> list[str]:
        """Those to avoid, but for one."""
        return [ref["id"] for ref in self.avoid if ref["id"] != entity]

    def with_avoid(self, entity: str) -> list[str]:
        """Those to avoid, and one more."""
        return [*(ref["id"] for ref in self.avoid), entity]


@router.get("/paths", response_class=HTMLResponse)
def read_paths_page(
    request: Request, asked: Asked, filters: Filters, source: _Start = "", target: _End = ""
) -> HTMLResponse:
    """The form, and the answer once both ends are given."""
    asking = _asking(request, asked, source, target, filters)
    answer: PathsBody | None = None
    nearest: Route | None = None
    if asking.start and asking.end:
        answer = paths_between(asked, asking.start["id"], asking.end["id"], filters)
        if answer["nearest"] and answer["nearest"]["path"]:
            nearest = _route(asked, answer, answer["nearest"]["path"])
    routes = [_route(asked, answer, path) for path in answer["paths"]] if answer else []
    return page(
        request,
        "paths.html",
        asked=asked,
        asking=asking,
        answer=answer,
        routes=routes,
        nearest=nearest,
        levels=LADDER,
        missing_labels=_MISSING_LABELS,
        tie_choices=[TIE[name] for name in _TIE_CHOICES],
    )


def _asking(request: Request, asked: Question, source: str, target: str, filters: PathFilters) -> Asking:
    def ref(text: str) -> EntityRef | None:
        return asked.snapshot.ref(asked.entity(text)) if text.strip() else None

    return Asking(
        ref(source),
        ref(target),
        ref(filters.via),
        tuple(asked.snapshot.ref(entity) for entity in asked.entities(filters.avoid)),
        filters,
        request.query_params.get("as_of", ""),
    )


def _route(asked: Question, answer: PathsBody, path: PathBody) -> Route:
    hops = path["hops"]
    alone: PathsBody = {**answer, "paths": [path], "to": hops[-1]["to"]}
    drawing = view_svg(path_view(asked.snapshot, alone), labels="beside", edge_labels=True)
    return Route(
        path, tuple(Step(hop, hop_caption(asked.snapshot, hop)) for hop in hops), tuple(_between(hops)), Markup(drawing)
    )


def _between(hops: Iterable[HopBody]) -> list[EntityRef]:
    return [hop["from"] for hop in list(hops)[1:]]

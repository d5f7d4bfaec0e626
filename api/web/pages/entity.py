"""An entity: a sentence, roles, ties grouped by meaning, a picture, and the next questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.parameters import Asked, Cursor, EntityPath, Question
from api.web.rendering import page
from api.web.words import date_long
from graph.bodies import ConnectionBody, EntityBody, EntityRef, SourceRef, TieBody
from graph.connections import connections
from graph.ontology.declaration import Property, ValueType
from graph.ontology.vocabulary import KIND, TIE, is_organization
from graph.show import entity_body, ties_body
from graph.values.dates import last_day_or_min
from graph.view import ego_view, view_svg, vis_data

router = APIRouter()
TIES_A_PAGE: Final = 200
PICTURE_SIZE: Final = 13
_FOLD_AFTER: Final = 6
_TOP: Final = 3
# In the head of the page, or of use to machines only.
_SHOWN_ELSEWHERE: Final = (
    "name",
    "alias",
    "kana",
    "level",
    "latitude",
    "longitude",
    "activity",
    "complete_roster",
    "title",
)


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie as its entity sees it: who is at the other end, and the part that was taken."""

    tie: TieBody
    other: EntityRef
    role: str


@dataclass(frozen=True, slots=True)
class TieGroup:
    """Ties of one meaning; those after the first few are folded away."""

    meaning: str
    open: tuple[TieRow, ...]
    folded: tuple[TieRow, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words; `address` is where a value that is an address leads, else empty."""

    label: str
    values: tuple[tuple[str, str], ...]


@router.get("/entities/{entity}", response_class=HTMLResponse)
def read_entity_page(request: Request, asked: Asked, entity: EntityPath, cursor: Cursor = None) -> HTMLResponse:
    """The page of one entity."""
    identifier = asked.entity(entity)
    body = entity_body(asked.snapshot, identifier, asked.as_of)
    ties = ties_body(asked.snapshot, identifier, as_of=asked.as_of, limit=TIES_A_PAGE, cursor=cursor)
    parts = _parts_of_issue(asked, identifier) if body["kind"] == "Issue" and not cursor else []
    listed = [*_beside_roles(body, ties["items"]), *_ties_of_parts(asked, parts)]
    view = ego_view(asked.snapshot, identifier, limit=PICTURE_SIZE, as_of=asked.as_of)
    is_actor = body["kind"] in ("Person", "Post") or is_organization(body["kind"])
    return page(
        request,
        "entity.html",
        asked=asked,
        entity=body,
        facts=tuple(_facts(body)),
        groups=_groups(identifier, {identifier, *parts}, listed),
        has_parts=bool(parts),
        next_cursor=ties["next"],
        is_continued=bool(cursor),
        is_actor=is_actor,
        meetings=_meetings(asked, identifier) if is_actor and not cursor else [],
        view=view,
        drawing=Markup(view_svg(view)),
        picture=vis_data(view),
        documents=_documents([*body["sources"], *(ref for tie in listed for ref in tie["sources"])]),
        aliases=_names(body, "alias"),
        kana=_names(body, "kana"),
    )


def _names(body: EntityBody, kind: str) -> list[str]:
    return list(dict.fromkeys(name["value"] for name in body["names"] if name["kind"] == kind))


def _meetings(asked: Question, entity: str) -> list[ConnectionBody]:
    answer = connections(asked.snapshot, entity, limit=_TOP, as_of=asked.as_of, index=asked.index)
    return answer["items"]


def _facts(body: EntityBody) -> Iterable[Fact]:
    kind = KIND[body["kind"]]
    for declared in kind.properties:
        values = body["properties"].get(declared.name)
        if values and declared.name not in _SHOWN_ELSEWHERE:
            yield Fact(declared.label_ja, tuple(_told(declared, value) for value in values))


def _told(declared: Property, value: str) -> tuple[str, str]:
    match declared.type:
        case ValueType.CHOICE:
            return declared.choice_label(value), ""
        case ValueType.DATE:
            return date_long(value), ""
        case ValueType.URL:
            return value, value
        case _:
            return value, ""


def _documents(refs: Iterable[SourceRef]) -> list[SourceRef]:
    """Each document once, without quotes; the newest first."""
    found = {ref["id"]: SourceRef({**ref, "quote": "", "row": ""}) for ref in refs}
    return sorted(found.values(), key=lambda ref: (last_day_or_min(ref["date"]), ref["id"]), reverse=True)


def _beside_roles(body: EntityBody, ties: Iterable[TieBody]) -> Iterable[TieBody]:
    """The ties without the entity's own posts and memberships, which the page lists as roles."""
    told = {ref["id"] for role in body["roles"] for ref in (role["post"], role["organization"]) if ref}
    return (
        tie
        for tie in ties
        if not (tie["kind"] in ("HOLDS", "MEMBER_OF") and tie["from"]["id"] == body["id"] and tie["to"]["id"] in told)
    )


def _parts_of_issue(asked: Question, issue: str) -> list[str]:
    """The issues that are parts of this one, at any depth: who knows them knows it."""
    parts, edge = [issue], [issue]
    while edge:
        found = {tie.source for each in edge for tie in asked.snapshot.incoming(each, "PART_OF")}
        edge = sorted(found - set(parts))
        parts += edge
    return parts[1:]


def _ties_of_parts(asked: Question, parts: Sequence[str]) -> Iterator[TieBody]:
    for part in parts:
        for tie in ties_body(asked.snapshot, part, as_of=asked.as_of, limit=TIES_A_PAGE)["items"]:
            if tie["kind"] != "PART_OF":
                yield tie


def _groups(subject: str, own: Set[str], ties: Iterable[TieBody]) -> list[TieGroup]:
    """Ties by meaning, as `subject` sees them; `own` are the subject and its parts."""
    rows: dict[str, list[TieRow]] = {}
    for tie in ties:
        kind = TIE[tie["kind"]]
        role = kind.role(tie["role"])
        other = tie["to"] if tie["from"]["id"] == subject or tie["to"]["id"] not in own else tie["from"]
        rows.setdefault(kind.meaning, []).append(TieRow(tie, other, role.label_ja if role else kind.label_ja))
    return [
        TieGroup(meaning, tuple(found[:_FOLD_AFTER]), tuple(found[_FOLD_AFTER:])) for meaning, found in rows.items()
    ]

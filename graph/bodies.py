"""The shapes of all answers: the same JSON on the command line, over HTTP and in Python (contract, model 3).

Typed dictionaries rather than classes, since one of the fixed keys is `from`. Dates are canonical texts
(`2024-01-25`, `2024`, `FY2022`) or empty; strengths are 0–1; levels 0–6.
"""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict


class EntityRef(TypedDict):
    """An entity as other answers mention it."""

    id: str
    kind: str
    caption: str


class SourceRef(TypedDict):
    """Where a fact was read."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    quote: str
    row: str


class IntervalBody(TypedDict):
    """One interval of validity; `precision` is that of its start, else of its end, else `unknown`."""

    since: str
    until: str
    precision: str


class SearchHit(TypedDict):
    """One entity found; `matched` is the written form that matched, `detail` tells namesakes apart."""

    id: str
    kind: str
    roles: list[str]
    caption: str
    detail: str
    score: float
    matched: str


class SearchBody(TypedDict):
    """Answer of a search."""

    items: list[SearchHit]
    next: str | None
    revision: str


TieBody = TypedDict(
    "TieBody",
    {
        "id": str,
        "kind": str,
        "from": EntityRef,
        "to": EntityRef,
        "role": str,
        "status": str,
        "certainty": str,
        "intervals": list[IntervalBody],
        "level": int | None,
        "strength": float | None,
        "text": str,
        "properties": dict[str, list[str]],
        "sources": list[SourceRef],
    },
)
"""One tie; `level` and `strength` are None where the tie is no contact (a topic, a place, a part)."""


class TiesBody(TypedDict):
    """A page of ties."""

    items: list[TieBody]
    next: str | None
    as_of: str
    revision: str


class NameBody(TypedDict):
    """One written form: `kind` is name, alias or kana."""

    value: str
    kind: str
    source: str


class RoleBody(TypedDict):
    """A post held or a membership."""

    role: str
    post: EntityRef | None
    organization: EntityRef | None
    intervals: list[IntervalBody]
    status: str
    sources: list[SourceRef]


class HolderBody(TypedDict):
    """Somebody who holds a post of the entity: of itself where it is a post, else of those placed in it."""

    post: EntityRef
    person: EntityRef
    intervals: list[IntervalBody]
    sources: list[SourceRef]


class IdentifierBody(TypedDict):
    """An identifier in a scheme (Popolo)."""

    scheme: str
    identifier: str


class ConflictBody(TypedDict):
    """A property on which sources disagree: the other values, with their sources."""

    property: str
    value: str
    sources: list[SourceRef]


class EntityBody(TypedDict):
    """Everything that is told of one entity, save its ties."""

    id: str
    kind: str
    roles: list[RoleBody]
    holders: list[HolderBody]
    labels: list[str]
    caption: str
    detail: str
    summary: str
    properties: dict[str, list[str]]
    identifiers: list[IdentifierBody]
    names: list[NameBody]
    conflicts: list[ConflictBody]
    records: list[str]
    sources: list[SourceRef]
    newest_source: str
    as_of: str
    revision: str


class ShowBody(EntityBody):
    """The body of `enishi show --json`: the entity with all its ties."""

    ties: list[TieBody]
    truncated: bool


HopBody = TypedDict(
    "HopBody",
    {
        "from": EntityRef,
        "to": EntityRef,
        "ties": list[str],
        "level": int | None,
        "last": str,
        "strength": float,
        "text": str,
        "how": str,
        "mind": str,
        "sources": list[SourceRef],
    },
)
"""One hop of a path; `level` is None for a structural hop."""


class PathBody(TypedDict):
    """One introduction path: strength is the product of its hops', level the lowest of its contact hops."""

    strength: float
    level: int | None
    hops: list[HopBody]


class MissingBody(TypedDict):
    """What would make a connection: an entity of this kind (event, person, organization, introduction)."""

    kind: str
    entity: EntityRef | None
    why: str


class NearestBody(TypedDict):
    """The entity closest to the goal that can be reached, how, and what is missing from there."""

    reached: EntityRef | None
    path: PathBody | None
    missing: list[MissingBody]


PathsBody = TypedDict(
    "PathsBody",
    {
        "from": EntityRef,
        "to": EntityRef,
        "paths": list[PathBody],
        "nearest": NearestBody | None,
        "as_of": str,
        "revision": str,
        "newest_source": str,
    },
)


class ReasonBody(TypedDict):
    """One reason for a connection; the contributions of a connection add up to its score."""

    feature: str
    contribution: float
    text: str
    sources: list[SourceRef]


class MomentBody(TypedDict):
    """An occasion to meet: an event to come, or a recurring one (`inferred`)."""

    event: EntityRef
    date: str
    inferred: bool
    text: str


class ConnectionBody(TypedDict):
    """Somebody worth meeting; `detail` says in a few words who that is."""

    entity: EntityRef
    detail: str
    score: float
    reasons: list[ReasonBody]
    path: PathBody | None
    moments: list[MomentBody]
    cautions: list[str]
    bring: list[str]


ConnectionsBody = TypedDict(
    "ConnectionsBody",
    {
        "for": EntityRef,
        "about": list[EntityRef],
        "model": str,
        "items": list[ConnectionBody],
        "as_of": str,
        "revision": str,
        "newest_source": str,
    },
)


class StatsBody(TypedDict):
    """What is loaded: counts by kind and by tie, sources."""

    revision: str
    nodes: dict[str, int]
    ties: dict[str, int]
    sources: int


class DatasetBody(TypedDict):
    """One data set: its documents with their oldest and newest date, and how much it states.

    `licences` and `publishers` are those of its documents, the most frequent first. `entities` and `ties` count
    what any of its documents states; what several data sets state counts for each. `loaded_at` is the ISO time of
    the load that last changed it, empty where none is known.
    """

    dataset: str
    label: str
    documents: int
    newest: str
    oldest: str
    licences: list[str]
    publishers: list[str]
    entities: int
    ties: int
    loaded_at: str


class SourcesBody(TypedDict):
    """Where everything comes from: the data sets that are loaded."""

    items: list[DatasetBody]
    revision: str


Json = dict[str, Any]

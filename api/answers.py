"""Questions asked with what a request holds: names are resolved here, once, for the API and the pages."""

from __future__ import annotations

from typing import Final

from api.parameters import PathFilters, Question
from graph.bodies import ConnectionsBody, PathsBody
from graph.connections import connections
from graph.errors import UsageError
from graph.paths import find_paths

# Arguments of Python whose parameter over HTTP is called otherwise (contract).
_PARAMETERS: Final = {"ties": "tie"}


def paths_between(asked: Question, source: str, target: str, filters: PathFilters) -> PathsBody:
    """Introduction paths between two entities, each given by id or name."""
    try:
        return find_paths(
            asked.snapshot,
            asked.entity(source),
            asked.entity(target),
            k=filters.k,
            avoid=asked.entities(filters.avoid),
            via=asked.entity(filters.via) if filters.via else None,
            since=filters.since or None,
            min_level=filters.min_level,
            ties=filters.tie,
            as_of=asked.as_of,
        )
    except UsageError as error:
        raise UsageError(error.message, field=_PARAMETERS.get(error.field, error.field)) from error


def connections_for(
    asked: Question, entity: str, *, about: str | None, kind: str | None, limit: int
) -> ConnectionsBody:
    """Whom an entity should meet, itself given by id or name."""
    return connections(
        asked.snapshot,
        asked.entity(entity),
        about=about or None,
        kind=kind or None,
        limit=limit,
        as_of=asked.as_of,
        index=asked.index,
    )

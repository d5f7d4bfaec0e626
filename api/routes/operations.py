"""Whether the server lives, whether it can answer, and what is loaded."""

from __future__ import annotations

from fastapi import APIRouter, Response
from typing_extensions import TypedDict

from api.parameters import Asked, Holder
from graph.bodies import SourcesBody, StatsBody

router = APIRouter(tags=["operations"])


class HealthBody(TypedDict):
    """The process answers."""

    status: str


class ReadyBody(TypedDict):
    """Whether a snapshot is at hand, and which."""

    ready: bool
    revision: str


@router.get("/health", summary="動いているか")
def read_health() -> HealthBody:
    """Always ok while the process answers."""
    return {"status": "ok"}


@router.get("/ready", summary="答えられるか", responses={503: {"model": ReadyBody}})
def read_ready(holder: Holder, response: Response) -> ReadyBody:
    """503 until the first snapshot is read."""
    if not holder.is_ready:
        response.status_code = 503
        return {"ready": False, "revision": ""}
    return {"ready": True, "revision": holder.current().snapshot.revision}


@router.get("/stats", summary="入っているデータ")
def read_stats(asked: Asked) -> StatsBody:
    """Counts by kind and tie."""
    return asked.snapshot.stats()


@router.get("/sources", summary="どこから来たデータか")
def read_sources(asked: Asked) -> SourcesBody:
    """Every data set with its counts, dates, licences and last load."""
    return asked.loaded.sources

"""Answers as tables for CSV: a row is a mapping from the titles, which are the same in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from enishi.cli.rendering.paths import Arrow, path_chain
from graph.bodies import ConnectionsBody, PathsBody, SearchBody, SourceRef

Row = dict[str, object]

SEARCH_TITLES: Final = ("id", "kind", "roles", "caption", "detail", "score", "matched")
PATH_TITLES: Final = (
    *("path", "path_strength", "path_level", "hop", "from_id", "from", "to_id", "to", "level", "last", "strength"),
    *("text", "how", "mind", "sources"),
)
CONNECTION_TITLES: Final = (
    *("rank", "id", "kind", "caption", "score", "reasons", "path", "path_strength", "moments", "cautions", "bring"),
)
_BETWEEN: Final = " / "


def search_rows(body: SearchBody) -> Iterator[Row]:
    """A row for every hit."""
    for hit in body["items"]:
        yield {**hit, "roles": " ".join(hit["roles"])}


def path_rows(body: PathsBody) -> Iterator[Row]:
    """A row for every hop of every path."""
    for number, path in enumerate(body["paths"], 1):
        for place, hop in enumerate(path["hops"], 1):
            yield {
                "path": number,
                "path_strength": path["strength"],
                "path_level": path["level"],
                "hop": place,
                "from_id": hop["from"]["id"],
                "from": hop["from"]["caption"],
                "to_id": hop["to"]["id"],
                "to": hop["to"]["caption"],
                "level": hop["level"],
                "last": hop["last"],
                "strength": hop["strength"],
                "text": hop["text"],
                "how": hop["how"],
                "mind": hop["mind"],
                "sources": _titles(hop["sources"]),
            }


def connection_rows(body: ConnectionsBody, arrow: Arrow) -> Iterator[Row]:
    """A row for every connection."""
    for rank, item in enumerate(body["items"], 1):
        path = item["path"] if item["path"] is not None and item["path"]["hops"] else None
        reasons = _BETWEEN.join(f"{reason['contribution']}: {reason['text']}" for reason in item["reasons"])
        yield {
            "rank": rank,
            **item["entity"],
            "score": item["score"],
            "reasons": reasons,
            "path": path_chain(path, arrow) if path else "",
            "path_strength": path["strength"] if path else "",
            "moments": _BETWEEN.join(moment["text"] for moment in item["moments"]),
            "cautions": _BETWEEN.join(item["cautions"]),
            "bring": _BETWEEN.join(item["bring"]),
        }


def _titles(sources: list[SourceRef]) -> str:
    return _BETWEEN.join(dict.fromkeys(source["title"] for source in sources))

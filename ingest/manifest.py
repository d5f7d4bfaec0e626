"""Pinned versions of the public sources: which files, from which commit of which public place, with checksum.

One JSON file per source in `ingest/manifests/`: title, publisher, licence, what it yields, the places (repository,
commit, day of the commit) and the files. A file says its path in the repository, `here` where it lies elsewhere in the
folder than at that path without `below`, `place` where it is not from the first one, bytes and SHA-256 in full.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from graph.errors import UsageError
from ingest.sources import SOURCES, Source

_FOLDER: Final = "manifests"
_SUFFIX: Final = ".json"
_SHORT_COMMIT: Final = 8
_SHORT_DIGEST: Final = 16


@dataclass(frozen=True, slots=True)
class Place:
    """One commit of a repository (owner/name) on GitHub, with its day."""

    repository: str
    commit: str
    date: str

    @property
    def url(self) -> str:
        """The page of the repository."""
        return f"https://github.com/{self.repository}"


@dataclass(frozen=True, slots=True)
class PinnedFile:
    """One file: where it is published (`path`), where it lies in the folder (`here`), what it must hold."""

    place: Place
    path: str
    here: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The pinned version of one source; `licence` is quoted as the place states it, `yields` is one Japanese line."""

    source: str
    title: str
    publisher: str
    licence: str
    yields: str
    places: tuple[Place, ...]
    files: tuple[PinnedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    def note(self, retrieval: str) -> str:
        """What SOURCE.md in the folder says: licence, how it got there, places with their days, files."""
        return "\n".join(
            (
                f"# {self.title}",
                "",
                f"- Licence: {self.licence}",
                f"- Retrieval: {retrieval}",
                *(f"- Source: {place.url} commit `{place.commit}` ({place.date})" for place in self.places),
                f"- Files: {len(self.files):,}, {self.size:,} bytes",
                "",
                f"## Files (path in source -> here, bytes, sha256[:{_SHORT_DIGEST}])",
                *(
                    f"- `{file.place.repository}:{file.path}`@{file.place.commit[:_SHORT_COMMIT]} -> `{file.here}`"
                    f" {file.size} {file.sha256[:_SHORT_DIGEST]}"
                    for file in self.files
                ),
                "",
            )
        )


@cache
def manifest_names() -> tuple[str, ...]:
    """The sources that can be fetched, by name."""
    names = (entry.name for entry in files("ingest").joinpath(_FOLDER).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def manifest_of(name: str) -> Manifest:
    """The pinned version of a source. Raises UsageError when there is none, saying why."""
    if name not in manifest_names():
        raise UsageError(_nothing_to_fetch(name, SOURCES.get(name)), field="source")
    entry = files("ingest").joinpath(_FOLDER).joinpath(f"{name}{_SUFFIX}")
    return _parsed(name, json.loads(entry.read_text(encoding="utf-8")))


def _parsed(name: str, body: dict[str, Any]) -> Manifest:
    places = tuple(Place(**place) for place in body["places"])
    return Manifest(
        source=name,
        title=body["title"],
        publisher=body["publisher"],
        licence=body["licence"],
        yields=body["yields"],
        places=places,
        files=tuple(
            PinnedFile(
                places[row.get("place", 0)],
                row["path"],
                row.get("here", row["path"].removeprefix(body["below"])),
                row["bytes"],
                row["sha256"],
            )
            for row in body["files"]
        ),
    )


def _nothing_to_fetch(name: str, source: Source | None) -> str:
    if source is None:
        return f"「{name}」という入手元はありません。{'・'.join(manifest_names())}のどれかを指定してください。"
    if not source.needs_path:
        return f"「{name}」は同梱されているので、取得は要りません。enishi ingest {name} で取り込めます。"
    return (
        f"「{name}」は手元で用意するデータなので、取得するものがありません。"
        f"enishi ingest {name} にその場所を指定してください。"
    )

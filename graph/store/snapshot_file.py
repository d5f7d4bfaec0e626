"""The last complete snapshot of a server's graph, kept on disk for the time in which a load is open."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from graph.entities import Node, Tie
from graph.facts import Document
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """One file for one store; `sequence` counts the store's loads."""

    path: Path

    @classmethod
    def for_store(cls, store: str) -> SnapshotFile:
        """The file of the store with this id, in the user's cache."""
        return cls(user_cache_path("enishi") / "snapshots" / f"{store}.json.gz")

    def read(self, *, sequence: int | None = None, revision: str | None = None) -> Snapshot | None:
        """The snapshot if it is of this sequence or revision; None where there is none or it can't be read."""
        try:
            with gzip.open(self.path, "rt", encoding="utf-8") as file:
                kept: dict[str, Any] = json.load(file)
            if (sequence is not None and kept["sequence"] != sequence) or (
                revision is not None and kept["revision"] != revision
            ):
                return None
            return Snapshot.build(
                revision=kept["revision"],
                nodes=map(Node.from_row, kept["nodes"]),
                ties=map(Tie.from_row, kept["ties"]),
                documents=map(Document.from_row, kept["documents"]),
                redirects=kept["redirects"],
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            return None  # a cache: what can't be read is made anew

    def write(self, snapshot: Snapshot, *, sequence: int) -> None:
        """Replace the file at once; a full disk or a read-only cache leaves it as it was."""
        kept = {
            "sequence": sequence,
            "revision": snapshot.revision,
            "redirects": dict(snapshot.redirects),
            "nodes": [node.to_row() for node in snapshot.nodes.values()],
            "ties": [tie.to_row() for tie in snapshot.ties.values()],
            "documents": [document.to_row() for document in snapshot.documents.values()],
        }
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".part")
        except OSError:
            return
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as raw, gzip.open(raw, "wt", encoding="utf-8", compresslevel=1) as file:
                json.dump(kept, file, ensure_ascii=False)
            part.replace(self.path)
        except OSError:
            part.unlink(missing_ok=True)

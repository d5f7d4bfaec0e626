"""The embedded database in which a server store prepares a load: facts packed and unpacked in buckets.

A server keeps facts as compressed buckets (by a hash of the record) beside its graph. A load unpacks them here,
runs exactly as on the embedded store, and sends back the buckets and the part of the graph that changed.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from graph.entities import Node, Tie
from graph.facts import Document, Run, Statement, mentioned_records
from graph.ids import compact, digest_text
from graph.store.base import VISIBLE, Audience
from graph.store.layer import CanonicalLayer
from graph.store.schema import run_of
from graph.store.sqlite import SqliteStore

BUCKETS: Final = 256  # at 200,000 statements some 800 a bucket: a changed record rewrites about 30 kB
LEDGER: Final = "ledger"
_LEDGER_TABLES: Final = ("documents", "editions", "runs", "run_editions", "judgements", "redirects")


def bucket_of(record: str) -> str:
    """The bucket that holds a record's facts."""
    return f"{zlib.crc32(record.encode('ascii')) % BUCKETS:03d}"


class Workspace:
    """An embedded store in a folder that goes away with it, and the packing of its facts."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="enishi-")
        self.store = SqliteStore(Path(self._folder.name) / "workspace.db")
        self.store.connection.execute("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Remove the database."""
        self.store.close()
        self._folder.cleanup()

    def unpack(self, buckets: Mapping[str, bytes]) -> None:
        """Fill the empty fact tables from packed buckets."""
        with _transaction(self.store.connection) as db:
            for name, packed in buckets.items():
                tables = json.loads(zlib.decompress(packed))
                for table, rows in tables.items():
                    if rows:
                        db.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
                if name != LEDGER:
                    db.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", _mentions(tables["statements"]))

    def unpack_graph(self, nodes: Iterable[Node], ties: Iterable[Tie]) -> None:
        """Fill the layer with the graph as the server has it, so that a load touches only what it changes."""
        with _transaction(self.store.connection) as db:
            for node in nodes:
                db.execute(
                    "INSERT INTO nodes VALUES (?, ?, ?, ?)",
                    (node.id, node.kind, digest_text(node.digest()), compact(node.to_row())),
                )
                db.executemany("INSERT INTO members VALUES (?, ?)", ((record, node.id) for record in node.records))
            db.executemany(
                "INSERT INTO ties VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        tie.id,
                        tie.kind,
                        tie.source,
                        tie.target,
                        digest_text(tie.digest()),
                        compact(tie.to_row()),
                    )
                    for tie in ties
                ),
            )
            layer = CanonicalLayer(db, visible=VISIBLE["public"])
            layer.refresh_identifiers([record for (record,) in db.execute("SELECT id FROM records")])
            layer.rebuild(())

    def rebuild(self) -> None:
        """Make the layer anew from the facts alone."""
        with _transaction(self.store.connection) as db:
            CanonicalLayer(db, visible=VISIBLE["public"]).rebuild_all()

    def pack(self, buckets: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """The packed content of these buckets (not the ledger), in order."""
        db = self.store.connection
        records: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for row in db.execute("SELECT id, dataset, key FROM records ORDER BY id"):
            records[bucket_of(row[0])].append(row)
        for bucket in sorted(buckets):
            statements: list[tuple[str, ...]] = []
            stated: list[tuple[str, ...]] = []
            for record, *_ in records[bucket]:
                statements += db.execute("SELECT * FROM statements WHERE record = ? ORDER BY id", (record,)).fetchall()
            for statement in statements:
                stated += db.execute(
                    "SELECT * FROM stated WHERE statement = ? ORDER BY edition, quote, place", (statement[0],)
                ).fetchall()
            yield bucket, _pack({"records": records[bucket], "statements": statements, "stated": stated})

    def pack_all(self) -> Iterator[tuple[str, bytes]]:
        """The packed content of every bucket that has any."""
        records = self.store.connection.execute("SELECT DISTINCT record FROM statements").fetchall()
        yield from self.pack({bucket_of(record) for (record,) in records})

    def pack_ledger(self) -> bytes:
        """Documents, editions, runs, judgements and redirects, packed."""
        db = self.store.connection
        return _pack({table: db.execute(f"SELECT * FROM {table}").fetchall() for table in _LEDGER_TABLES})


def ledger_of(packed: bytes, audience: Audience) -> tuple[list[Document], dict[str, str]]:
    """The living documents that the audience sees and the redirects, from a packed ledger."""
    tables = json.loads(zlib.decompress(packed))
    documents = [
        Document.from_row(json.loads(body))
        for _, _, live, visibility, _, body in tables["documents"]
        if live is not None and visibility in VISIBLE[audience]
    ]
    return sorted(documents, key=lambda document: document.id), dict(tables["redirects"])


def runs_of(packed: bytes) -> list[Run]:
    """All loads, oldest first, from a packed ledger."""
    return [run_of(row) for row in sorted(json.loads(zlib.decompress(packed))["runs"])]


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _pack(tables: Mapping[str, Sequence[tuple[str, ...]]]) -> bytes:
    return zlib.compress(compact(tables).encode("utf-8", "surrogatepass"), 6)


def _mentions(statements: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for identifier, record, *_, body in statements:
        for other in mentioned_records(Statement.from_text(record, body)):
            yield other, identifier

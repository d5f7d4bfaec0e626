"""The embedded store: one SQLite file (standard library), write-ahead log, full synchronous.

A load is one transaction on a connection of its own: readers see the graph before it or after it, and a
killed process leaves the graph as it was.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Final

from graph.entities import Node, Tie
from graph.errors import ForeignStore, StoreError, StoreLocked, StoreUnreachable
from graph.facts import Citation, Claim, Document, Judgement, Record, Run, Statement
from graph.snapshot import Snapshot
from graph.store.base import VISIBLE, Audience, Problem, Store, Writer
from graph.store.check import check_layer
from graph.store.layer import CanonicalLayer
from graph.store.load import SqliteWriter
from graph.store.schema import prepare, run_of
from graph.store.transfer import FactRow, dump_rows, empty_tables, fill_rows

MEMORY: Final = ":memory:"
_LOCK_SECONDS: Final = 5.0
_LIVING: Final = "JOIN stated ON stated.statement = statements.id JOIN documents ON documents.live = stated.edition"


class SqliteStore(Store):
    """A store in one file, or in memory where `path` is ":memory:".

    Raises StoreUnreachable when the file can't be opened, ForeignStore when it is not ours.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = MEMORY if str(path) == MEMORY else str(Path(path).expanduser().absolute())
        self.url = f"sqlite:///{self.path}"
        self._lock = threading.RLock()
        with self._mapped_errors():
            if self.path != MEMORY:
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            self._db = self._connect()
            try:
                prepare(self._db, name=self.path)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # Loading

    @contextmanager
    def load(self, dataset: str, *, complete: bool = False) -> Iterator[Writer]:
        connection = self._db if self.path == MEMORY else self._connect()
        with self._mapped_errors():
            try:
                connection.execute("BEGIN IMMEDIATE")
                writer = SqliteWriter(connection, dataset, complete=complete)
                try:
                    yield writer
                    writer.finish()
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            finally:
                if connection is not self._db:
                    connection.close()

    def facts(self) -> Iterator[FactRow]:
        with self._lock, self._mapped_errors():
            yield from dump_rows(self._db)

    def replace(self, facts: Iterable[FactRow], *, revision: str) -> None:
        connection = self._db if self.path == MEMORY else self._connect()
        with self._mapped_errors():
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    empty_tables(connection)
                    fill_rows(connection, facts)
                    layer = CanonicalLayer(connection, visible=VISIBLE["public"])
                    layer.rebuild_all()
                    made = layer.computed_revision()
                    if made != revision:
                        raise ForeignStore(
                            f"受け取った内容の版（{made}）が元の版（{revision}）と合いません。何も変えていません。"
                            "元の保存先を check で調べてください。"
                        )
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            finally:
                if connection is not self._db:
                    connection.close()

    # Facts

    def documents(self, *, ids: Collection[str] | None = None, audience: Audience = "private") -> list[Document]:
        rows = self._rows(
            f"SELECT body FROM documents WHERE live IS NOT NULL AND visibility IN ({_marks(VISIBLE[audience])}) "
            "ORDER BY id",
            VISIBLE[audience],
        )
        documents = (Document.from_row(json.loads(body)) for (body,) in rows)
        return [document for document in documents if ids is None or document.id in ids]

    def claims(self, *, records: Collection[str] | None = None) -> Iterator[Claim]:
        rows = self._rows(
            "SELECT statements.record, statements.id, statements.body, documents.id, stated.quote, stated.place "
            f"FROM statements {_LIVING} ORDER BY statements.record, statements.id, documents.id, stated.quote, "
            "stated.place"
        )
        for _, group in groupby(rows, key=lambda row: row[1]):
            cited = list(group)
            if records is None or cited[0][0] in records:
                yield Claim(
                    Statement.from_text(cited[0][0], cited[0][2]),
                    tuple(Citation(document, quote, place) for *_, document, quote, place in cited),
                )

    def records(self, *, ids: Collection[str] | None = None) -> Iterator[Record]:
        rows = self._rows(
            f"SELECT DISTINCT records.id, records.dataset, records.key FROM statements {_LIVING} "
            "JOIN records ON records.id = statements.record ORDER BY records.id"
        )
        for record, dataset, key in rows:
            if ids is None or record in ids:
                yield Record(dataset, key)

    def judgements(self) -> list[Judgement]:
        return [
            Judgement(*row)
            for row in self._rows("SELECT a, b, verdict, by, reason, at FROM judgements ORDER BY a, b, by")
        ]

    def runs(self) -> list[Run]:
        return [run_of(row) for row in self._rows("SELECT * FROM runs ORDER BY seq")]

    # The graph

    def nodes(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Node]:
        with self._seen_by(audience) as store:
            rows = store._rows("SELECT id, kind, body FROM nodes ORDER BY id")
        for entity, kind, body in rows:
            if (ids is None or entity in ids) and (kinds is None or kind in kinds):
                yield Node.from_row(json.loads(body))

    def ties(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Tie]:
        with self._seen_by(audience) as store:
            rows = store._rows("SELECT id, kind, body FROM ties ORDER BY id")
        for tie, kind, body in rows:
            if (ids is None or tie in ids) and (kinds is None or kind in kinds):
                yield Tie.from_row(json.loads(body))

    def redirects(self) -> dict[str, str]:
        return {row[0]: row[1] for row in self._rows("SELECT retired, entity FROM redirects ORDER BY retired")}

    def revision(self, *, audience: Audience = "public") -> str:
        with self._seen_by(audience) as store:
            return str(store._rows("SELECT value FROM meta WHERE name = 'revision'")[0][0])

    def snapshot(self, *, audience: Audience = "public") -> Snapshot:
        with self._seen_by(audience) as store, store._lock, store._mapped_errors():
            store._db.execute("BEGIN")
            try:
                return Snapshot.build(
                    revision=store.revision(),
                    nodes=store.nodes(),
                    ties=store.ties(),
                    documents=store.documents(audience=audience),
                    redirects=store.redirects(),
                )
            finally:
                store._db.execute("COMMIT")

    def check(self) -> list[Problem]:
        with self._lock, self._mapped_errors():
            return check_layer(self._db)

    # Connections

    @contextmanager
    def _seen_by(self, audience: Audience) -> Iterator[SqliteStore]:
        """This store where the audience sees no more than the public, else a copy whose layer is the audience's."""
        hidden = self._rows(
            f"SELECT 1 FROM documents WHERE live IS NOT NULL AND visibility IN ({_marks(VISIBLE[audience])}) "
            "AND visibility <> 'public' LIMIT 1",
            VISIBLE[audience],
        )
        if not hidden:
            yield self
            return
        with closing(SqliteStore(MEMORY)) as copy, self._lock, self._mapped_errors():
            fill_rows(copy._db, dump_rows(self._db))
            CanonicalLayer(copy._db, visible=VISIBLE[audience]).rebuild_all()
            yield copy

    @property
    def connection(self) -> sqlite3.Connection:
        """The database connection, for the parts of the store layer that work inside it."""
        return self._db

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=_LOCK_SECONDS)
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -65536")
            application, tables = (
                connection.execute(question).fetchone()[0]
                for question in ("PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
            )
            if self.path != MEMORY and (application or not tables):
                connection.execute("PRAGMA journal_mode = WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[str, ...]]:
        with self._lock, self._mapped_errors():
            return self._db.execute(query, parameters).fetchall()

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        """Errors of the library and the system as ours, each saying what to do."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "") or ""
            if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise StoreLocked(
                    f"「{self.path}」は別の取り込みが書き込み中です。終わってからもう一度実行してください。"
                ) from error
            if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
                raise ForeignStore(
                    f"「{self.path}」は enishi のデータとして読めません。--store に別のファイルを指定するか、"
                    "控えから戻してください。"
                ) from error
            if name == "SQLITE_FULL":
                raise StoreError(
                    f"ディスクがいっぱいで「{self.path}」に書き込めません。取り込みは取り消しました。"
                    "空きを作ってもう一度実行してください。"
                ) from error
            if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_PERM")):
                raise StoreUnreachable(
                    f"「{self.path}」を開けません（{error}）。場所と権限を確かめてください。"
                ) from error
            raise
        except OSError as error:
            if isinstance(error, (BrokenPipeError, ConnectionError, InterruptedError)) or error.filename is None:
                raise
            raise StoreUnreachable(
                f"「{error.filename}」を開けません（{error.strerror}）。場所と権限を確かめてください。"
            ) from error


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))

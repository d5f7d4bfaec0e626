"""All facts of a store as rows, out of one embedded database and into another; backups are files of them.

What is moved are facts (documents, editions, runs, records, statements, judgements, redirects); the graph is made
anew from them and compared by its revision.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from graph.errors import ForeignStore, StoreUnreachable
from graph.facts import Statement, mentioned_records
from graph.ids import compact
from graph.store.base import BATCH_SIZE, SCHEMA_VERSION

FactRow = tuple[str, Sequence[Any]]
Progress = Callable[[int, int | None], None]

MOVED_TABLES: Final = (
    "documents",
    "editions",
    "runs",
    "run_editions",
    "judgements",
    "redirects",
    "records",
    "statements",
    "stated",
)
_FORMAT: Final = "enishi-backup"


def dump_rows(connection: sqlite3.Connection) -> Iterator[FactRow]:
    """Every row of the moved tables, table by table, in the order of their keys."""
    for table in MOVED_TABLES:
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
            yield table, row


def fill_rows(connection: sqlite3.Connection, rows: Iterable[FactRow]) -> None:
    """Put rows into the prepared empty tables behind `connection`, inside its open transaction."""
    for table, group in groupby(rows, key=lambda row: row[0]):
        if table not in MOVED_TABLES:
            raise ForeignStore(f"控えに知らない表「{table}」があります。enishi を更新してください。")
        batch: list[Sequence[Any]] = []
        for _, row in group:
            batch.append(row)
            if len(batch) >= BATCH_SIZE:
                _insert(connection, table, batch)
                batch = []
        _insert(connection, table, batch)


def counted(rows: Iterable[FactRow], progress: Progress) -> Iterator[FactRow]:
    """The same rows, telling how many have passed."""
    for count, row in enumerate(rows, 1):
        if count % BATCH_SIZE == 0:
            progress(count, None)
        yield row


def empty_tables(connection: sqlite3.Connection) -> None:
    """Remove all facts, inside an open transaction."""
    for table in (*MOVED_TABLES, "mentions"):
        connection.execute(f"DELETE FROM {table}")


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
    if table == "statements":
        stated = (Statement.from_text(row[1], row[-1]) for row in rows)
        connection.executemany(
            "INSERT OR IGNORE INTO mentions VALUES (?, ?)",
            ((record, statement.id) for statement in stated for record in mentioned_records(statement)),
        )


def write_backup(path: Path, rows: Iterable[FactRow], *, revision: str, progress: Progress | None = None) -> int:
    """Write rows to a compressed file that appears at once when it is whole; how many there were.

    Raises StoreUnreachable where the file can't be written (folder missing, disk full).
    """
    header = {
        "format": _FORMAT,
        "schema": SCHEMA_VERSION,
        "revision": revision,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    count, digest = 0, hashlib.blake2b(digest_size=16)
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(handle, "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8", errors="surrogatepass", compresslevel=6) as file:
                file.write(compact(header) + "\n")
                for table, row in counted(rows, progress) if progress else rows:
                    line = compact([table, *row]) + "\n"
                    digest.update(line.encode("utf-8", "surrogatepass"))
                    file.write(line)
                    count += 1
                file.write(compact({"rows": count, "digest": digest.hexdigest()}) + "\n")
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        raise StoreUnreachable(
            f"控え「{path}」に書けません（{error.strerror}）。場所と空き容量を確かめてください。"
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return count


class Backup:
    """A backup file; reading its rows to the end proves that it is whole.

    Raises ForeignStore when the file is not a backup, is of a newer version, cut off or changed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        header = next(self._lines(), None)
        if not isinstance(header, dict) or header.get("format") != _FORMAT:
            raise ForeignStore(f"「{path}」は enishi の控えではありません。backup で作ったファイルを指定してください。")
        if int(header.get("schema", 0)) > SCHEMA_VERSION:
            raise ForeignStore(f"控え「{path}」は新しい版の enishi で作られています。enishi を更新してください。")
        self.revision = str(header["revision"])

    def rows(self) -> Iterator[FactRow]:
        """All rows in the order in which they were written."""
        count, digest, seal = 0, hashlib.blake2b(digest_size=16), None
        for number, line in enumerate(self._lines()):
            if number == 0:
                continue
            if seal is not None:
                raise self._broken()
            if isinstance(line, dict):
                seal = line
                continue
            digest.update((compact(line) + "\n").encode("utf-8", "surrogatepass"))
            count += 1
            yield str(line[0]), line[1:]
        if seal != {"rows": count, "digest": digest.hexdigest()}:
            raise self._broken()

    def _lines(self) -> Iterator[Any]:
        try:
            with gzip.open(self.path, "rt", encoding="utf-8", errors="surrogatepass") as file:
                for line in file:
                    yield json.loads(line)
        except FileNotFoundError as error:
            raise ForeignStore(f"控え「{self.path}」が見つかりません。場所を確かめてください。") from error
        except (OSError, EOFError, ValueError) as error:
            raise self._broken() from error

    def _broken(self) -> ForeignStore:
        return ForeignStore(
            f"「{self.path}」は控えとして読めません（途中で切れているか、書き換えられています）。別の控えを使ってください。"
        )

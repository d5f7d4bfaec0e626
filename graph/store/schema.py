"""The tables of the embedded store. Facts above, the canonical layer of one audience below."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from graph.errors import ForeignStore
from graph.facts import Run
from graph.store.base import SCHEMA_VERSION

APPLICATION_ID: Final = 0x656E6973  # "enis"

_TABLES: Final = """
CREATE TABLE documents (
  id TEXT PRIMARY KEY, dataset TEXT NOT NULL, live TEXT, visibility TEXT, series TEXT, body TEXT
) WITHOUT ROWID;
CREATE INDEX documents_live ON documents (live);
CREATE INDEX documents_series ON documents (dataset, series);
CREATE TABLE editions (id TEXT PRIMARY KEY, document TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, dataset TEXT NOT NULL, status TEXT NOT NULL,
  started TEXT NOT NULL, finished TEXT NOT NULL, report TEXT NOT NULL
);
CREATE TABLE run_editions (
  run TEXT NOT NULL, document TEXT NOT NULL, edition TEXT, PRIMARY KEY (run, document)
) WITHOUT ROWID;
CREATE TABLE records (id TEXT PRIMARY KEY, dataset TEXT NOT NULL, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE statements (
  id TEXT PRIMARY KEY, record TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, target TEXT NOT NULL,
  role TEXT NOT NULL, occasion TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX statements_record ON statements (record, name);
CREATE TABLE mentions (record TEXT NOT NULL, statement TEXT NOT NULL, PRIMARY KEY (record, statement)) WITHOUT ROWID;
CREATE TABLE stated (
  edition TEXT NOT NULL, statement TEXT NOT NULL, quote TEXT NOT NULL, place TEXT NOT NULL,
  PRIMARY KEY (edition, statement, quote, place)
) WITHOUT ROWID;
CREATE INDEX stated_statement ON stated (statement, edition);
CREATE TABLE judgements (
  a TEXT NOT NULL, b TEXT NOT NULL, by TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (a, b, by)
) WITHOUT ROWID;
CREATE INDEX judgements_b ON judgements (b);

CREATE TABLE identifiers (
  identifier TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (identifier, record)
) WITHOUT ROWID;
CREATE INDEX identifiers_record ON identifiers (record);
CREATE TABLE members (record TEXT PRIMARY KEY, entity TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX members_entity ON members (entity);
CREATE TABLE nodes (id TEXT PRIMARY KEY, kind TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX nodes_kind ON nodes (kind);
CREATE TABLE ties (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL, digest TEXT NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ties_source ON ties (source, kind);
CREATE INDEX ties_target ON ties (target, kind, source);
CREATE TABLE redirects (retired TEXT PRIMARY KEY, entity TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


def prepare(connection: sqlite3.Connection, *, name: str) -> None:
    """Create the tables in an empty database; refuse one that is not ours or newer than this version.

    Raises ForeignStore.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    if application == APPLICATION_ID and version == SCHEMA_VERSION:
        return
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise ForeignStore(
            f"「{name}」は新しい版の enishi で作られています（形式{version}、この版は{SCHEMA_VERSION}まで）。"
            "enishi を更新してください。"
        )
    if not empty or application not in (0, APPLICATION_ID):
        raise ForeignStore(f"「{name}」は enishi のデータではありません。--store に別のファイルを指定してください。")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('revision', ?)", ("0" * 32,))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def run_of(row: Sequence[Any]) -> Run:
    """A load, from its row of the table `runs`."""
    _, run, dataset, status, started, finished, report = row
    return Run(run, dataset, status, started, finished, json.loads(report))

"""One load into the embedded database: facts in batches, then the touched part of the canonical layer."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from graph.entities import tie_id
from graph.errors import InvalidRecord
from graph.facts import Citation, Document, Judgement, Record, Statement, mentioned_records
from graph.ids import stable_id
from graph.store.base import BATCH_SIZE, VISIBLE, LoadOutcome, Tally, Writer
from graph.store.layer import CanonicalLayer, LayerChange


class SqliteWriter(Writer):
    """A load inside an open transaction of `connection`; the store commits or rolls back."""

    def __init__(self, connection: sqlite3.Connection, dataset: str, *, complete: bool) -> None:
        self.outcome = LoadOutcome()
        self.report = {}
        self.change = LayerChange()
        self._db = connection
        self.dataset = dataset
        self._complete = complete
        self._started = _now()
        self._editions: dict[str, str] = {}  # document id → edition id of this load
        self._before: dict[str, str | None] = {}  # document id → edition that was live, where it differs
        self._records: dict[str, Record] = {}
        self._stated: list[tuple[Statement, Citation]] = []
        self._judged: set[str] = set()
        self.stated_records: set[str] = set()

    def document(self, document: Document, *, edition: str) -> bool:
        if document.dataset != self.dataset:
            raise InvalidRecord(f"出典「{document.title}」は別のデータセット（{document.dataset}）のものです。")
        body = json.dumps(document.to_row(), ensure_ascii=False)
        edition_id = stable_id("edition", document.id, edition, body)
        if document.id in self._editions:
            if self._editions[document.id] != edition_id:
                raise InvalidRecord(f"出典「{document.title}」が一度の取り込みに二つの内容で現れました。")
            return document.id in self._before
        self._editions[document.id] = edition_id
        row = self._db.execute("SELECT live FROM documents WHERE id = ?", (document.id,)).fetchone()
        if row and row[0] == edition_id:
            return False
        self._before[document.id] = row[0] if row else None
        if not row:
            self._db.execute("INSERT INTO documents (id, dataset) VALUES (?, ?)", (document.id, document.dataset))
        self._db.execute("INSERT OR IGNORE INTO editions VALUES (?, ?, ?)", (edition_id, document.id, body))
        return True

    def state(self, record: Record, stated: Iterable[tuple[Statement, Citation]]) -> None:
        for statement, citation in stated:
            if statement.record != record.id:
                raise InvalidRecord(f"記録「{record.key}」の事実が別の記録を指しています。")
            if citation.document not in self._editions:
                raise InvalidRecord(f"記録「{record.key}」の出典がこの取り込みにありません。")
            if citation.document in self._before:
                self._records[record.id] = record
                self.stated_records.add(record.id)
                self._stated.append((statement, citation))
        if len(self._stated) >= BATCH_SIZE:
            self._write_batch()

    def judge(self, judgement: Judgement) -> None:
        row = (judgement.a, judgement.b, judgement.by, judgement.verdict, judgement.reason)
        known = self._db.execute(
            "SELECT a, b, by, verdict, reason FROM judgements WHERE a = ? AND b = ? AND by = ?", row[:3]
        ).fetchone()
        if known != row:
            self._db.execute(
                "INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?, ?)", (*row, judgement.at or _now())
            )
            self._judged.update((judgement.a, judgement.b))

    def preview(self) -> LoadOutcome:
        self.finish()
        return self.outcome

    def finish(self) -> None:
        """Make the load take effect; a load that says nothing new leaves no trace."""
        self._write_batch()
        withdrawn = self._withdrawn() if self._complete else []
        if self._before or withdrawn or self._judged:
            touched = self._judged | self._switch_editions(withdrawn)
            self.change = CanonicalLayer(self._db, visible=VISIBLE["public"]).rebuild(touched)
            self._tally()
            self._remember_run(withdrawn)
        else:
            self._tally()
        self.outcome.revision = str(self._db.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()[0])

    def _write_batch(self) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO records VALUES (?, ?, ?)",
            ((record.id, record.dataset, record.key) for record in self._records.values()),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    statement.id,
                    statement.record,
                    statement.name,
                    statement.value,
                    statement.target,
                    statement.role,
                    statement.occasion,
                    statement.to_text(),
                )
                for statement, _ in self._stated
            ),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO mentions VALUES (?, ?)",
            ((record, statement.id) for statement, _ in self._stated for record in mentioned_records(statement)),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO stated VALUES (?, ?, ?, ?)",
            (
                (self._editions[citation.document], statement.id, citation.quote, citation.row)
                for statement, citation in self._stated
            ),
        )
        self._records.clear()
        self._stated.clear()

    def _withdrawn(self) -> list[str]:
        rows = self._db.execute(
            "SELECT id, live FROM documents WHERE dataset = ? AND live IS NOT NULL ORDER BY id", (self.dataset,)
        ).fetchall()
        gone = [(document, live) for document, live in rows if document not in self._editions]
        self._before.update(gone)
        return [document for document, _ in gone]

    def _switch_editions(self, withdrawn: Iterable[str]) -> set[str]:
        """Make this load's editions the living ones; the records whose claims that changes."""
        touched: set[str] = set()
        gone = set(withdrawn)
        for document, before in self._before.items():
            after = None if document in gone else self._editions[document]
            touched |= self._records_that_differ(before, after)
            touched |= self._roster_records(document)
            self._db.execute(
                "UPDATE documents SET live = ?1, body = body_of.body, visibility = json_extract(body_of.body, "
                "'$.visibility'), "
                "series = json_extract(body_of.body, '$.series') "
                "FROM (SELECT (SELECT body FROM editions WHERE id = ?1) AS body) AS body_of WHERE documents.id = ?2",
                (after, document),
            )
            touched |= self._roster_records(document)
        return touched

    def _records_that_differ(self, before: str | None, after: str | None) -> set[str]:
        """Records of which the two editions say different things; all of both where the document's data differ."""
        bodies = self._db.execute(
            "SELECT (SELECT body FROM editions WHERE id = ?) IS (SELECT body FROM editions WHERE id = ?)",
            (before, after),
        ).fetchone()
        if not bodies[0]:
            query = (
                "SELECT DISTINCT record FROM stated JOIN statements ON statements.id = stated.statement "
                "WHERE edition IN (?, ?)"
            )
            return {record for (record,) in self._db.execute(query, (before, after))}
        one = "SELECT statement, quote, place FROM stated WHERE edition = "
        query = (
            f"SELECT DISTINCT record FROM (SELECT * FROM ({one}?1 EXCEPT {one}?2) UNION SELECT * FROM ({one}?2 "
            f"EXCEPT {one}?1)) "
            "JOIN statements ON statements.id = statement"
        )
        return {record for (record,) in self._db.execute(query, (before, after))}

    def _roster_records(self, document: str) -> set[str]:
        """Records whose roster ties, stated by other versions of the document's series, this one may end or revive."""
        query = (
            "SELECT DISTINCT statements.record FROM documents AS own "
            "JOIN documents AS other ON other.dataset = own.dataset AND other.series = own.series AND other.id "
            "<> own.id "
            "JOIN json_each(other.body, '$.rosters') AS roster "
            "JOIN stated ON stated.edition = other.live JOIN statements ON statements.id = stated.statement "
            "WHERE own.id = ? AND own.series <> '' AND statements.name = json_extract(roster.value, '$[0]')"
        )
        return {record for (record,) in self._db.execute(query, (document,))}

    def _remember_run(self, withdrawn: Iterable[str]) -> None:
        sequence = 1 + self._db.execute("SELECT coalesce(max(seq), 0) FROM runs").fetchone()[0]
        self.outcome.run = secrets.token_hex(10)  # two stores never give one id to different loads
        report = {**self.report, "nodes": asdict(self.outcome.nodes), "ties": asdict(self.outcome.ties)}
        self._db.execute(
            "INSERT INTO runs VALUES (?, ?, ?, 'done', ?, ?, ?)",
            (sequence, self.outcome.run, self.dataset, self._started, _now(), json.dumps(report)),
        )
        rows: list[tuple[str, str, str | None]] = [
            (self.outcome.run, document, edition) for document, edition in self._editions.items()
        ]
        rows += [(self.outcome.run, document, None) for document in withdrawn]
        self._db.executemany("INSERT INTO run_editions VALUES (?, ?, ?)", rows)

    def _tally(self) -> None:
        """Count what this load's documents state against what changed."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS loaded (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("DELETE FROM loaded")
        self._db.executemany("INSERT OR IGNORE INTO loaded VALUES (?)", ((each,) for each in self._editions.values()))
        living = (
            "FROM loaded CROSS JOIN stated ON stated.edition = loaded.id "
            "JOIN statements ON statements.id = stated.statement "
            "JOIN members ON members.record = statements.record "
        )
        nodes = self._db.execute(f"SELECT count(DISTINCT members.entity) {living}").fetchone()[0]
        ties = self._db.execute(
            "SELECT count(*) FROM (SELECT DISTINCT statements.name, min(members.entity, target.entity), "
            f"max(members.entity, target.entity), members.entity < target.entity, role, occasion {living} "
            "JOIN members AS target ON target.record = statements.target WHERE target.entity <> members.entity)"
        ).fetchone()[0]
        self.outcome.nodes, self.outcome.ties = self._counted(nodes, ties)

    def _counted(self, nodes: int, ties: int) -> tuple[Tally, Tally]:
        """The tallies of so many nodes and ties stated; what only has another id after a merge has changed."""
        change = self.change
        heirs = {
            retired: heir
            for retired, heir in self._db.execute("SELECT retired, entity FROM redirects")
            if retired in change.nodes_removed
        }
        renamed = change.nodes_made & set(heirs.values())
        made, changed = change.nodes_made - renamed, change.nodes_changed | renamed
        gone = change.nodes_removed - set(heirs)
        node_tally = Tally(len(made), len(changed), max(0, nodes - len(made | changed)), len(gone))
        now = {
            tie_id(
                tie.kind, heirs.get(tie.source, tie.source), heirs.get(tie.target, tie.target), tie.role, tie.occasion
            )
            for tie in change.ties_removed.values()
        }
        kept = {
            each for each in now if self._db.execute("SELECT 1 FROM ties WHERE id = ?", (each,)).fetchone() is not None
        }
        made, changed = change.ties_made - kept, change.ties_changed | (change.ties_made & kept)
        ended = len(change.ties_removed) - len(kept) + len(change.ties_closed)
        stated_again = max(0, ties - len(made | changed | change.ties_closed))
        return node_tally, Tally(len(made), len(changed), stated_again, max(0, ended))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

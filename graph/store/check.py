"""The invariants of a store, checked in full; what each means and what to do stands in docs/checks.md."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final

from graph.entities import Node, Tie
from graph.errors import InvalidRecord, InvalidValue
from graph.facts import Statement
from graph.ids import digest_text
from graph.ontology.vocabulary import KIND, TIE, VISIBILITIES, admits
from graph.snapshot import Snapshot
from graph.store.base import VISIBLE, Problem
from graph.store.layer import CanonicalLayer
from graph.store.projection import node_properties, tie_properties
from graph.values.dates import Interval

GraphStates = Mapping[str, tuple[frozenset[str], Mapping[str, Any]]]

_ID: Final = re.compile(r"[0-9a-f]{20}\Z")
_REBUILD: Final = "控え（backup）から戻すか、新しい保存先に取り込み直してください。"


def check_layer(connection: sqlite3.Connection) -> list[Problem]:
    """Every broken invariant of the embedded database behind `connection`, in a stable order."""
    return [
        *_integrity(connection),
        *_facts(connection),
        *_graph(connection),
        *_revision(connection),
        *_runs(connection),
    ]


def check_graph_copy(snapshot: Snapshot, nodes: GraphStates, ties: GraphStates) -> Iterator[Problem]:
    """Where a server's graph differs from what its rows say: somebody wrote into it by hand.

    `nodes` and `ties` map ids to (labels or type, properties) as the server has them.
    """
    for node in snapshot.nodes.values():
        roles = snapshot.roles.get(node.id, ())
        labels, properties = nodes.get(node.id, (frozenset(), {}))
        if labels != {"Entity", node.kind, *roles} or properties != node_properties(node, roles):
            message = f"Neo4j の「{node.caption}」が記録と違います。手で書き換えた場合は取り込み直してください。"
            yield Problem("graph", node.id, message)
    for tie in snapshot.ties.values():
        if ties.get(tie.id) != (frozenset({tie.kind}), tie_properties(tie, snapshot.documents)):
            message = "Neo4j のつながりが記録と違います。手で書き換えた場合は取り込み直してください。"
            yield Problem("graph", tie.id, message)


def _integrity(db: sqlite3.Connection) -> Iterator[Problem]:
    for (message,) in db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem("integrity", "", f"ファイルが壊れています（{message}）。{_REBUILD}")


def _facts(db: sqlite3.Connection) -> Iterator[Problem]:
    for document, visibility in db.execute("SELECT id, visibility FROM documents WHERE live IS NOT NULL"):
        if visibility not in VISIBILITIES:
            yield Problem(
                "visibility", document, f"出典の公開範囲「{visibility}」が不正です。出典を取り込み直してください。"
            )
    for record, identifier, body in db.execute("SELECT record, id, body FROM statements ORDER BY id"):
        try:
            rebuilt = Statement.from_text(record, body).id
        except (InvalidRecord, ValueError, TypeError):
            rebuilt = ""
        if rebuilt != identifier:
            yield Problem("statement-id", identifier, f"事実の内容とIDが合いません。{_REBUILD}")
    for (statement,) in db.execute(
        "SELECT id FROM statements WHERE NOT EXISTS (SELECT 1 FROM stated WHERE stated.statement = "
        "statements.id) ORDER BY id"
    ):
        yield Problem("orphan-statement", statement, f"どの出典にも記載のない事実が残っています。{_REBUILD}")
    for (statement,) in db.execute(
        "SELECT id FROM statements WHERE record NOT IN (SELECT id FROM records) ORDER BY id"
    ):
        yield Problem("orphan-statement", statement, f"記録のない事実が残っています。{_REBUILD}")


def _graph(db: sqlite3.Connection) -> Iterator[Problem]:
    kind_of: dict[str, str] = {}
    for entity, digest, body in db.execute("SELECT id, digest, body FROM nodes ORDER BY id"):
        node = Node.from_row(json.loads(body))
        kind_of[entity] = node.kind
        if not _ID.match(entity) or node.id != entity or entity != min(node.records, default=""):
            yield Problem("id", entity, f"「{node.caption}」のIDが決まりに合いません。{_REBUILD}")
        if node.kind not in KIND:
            yield Problem(
                "ontology",
                entity,
                f"「{node.caption}」の種類「{node.kind}」は語彙にありません。enishi を更新してください。",
            )
        if digest_text(node.digest()) != digest:
            yield Problem("digest", entity, f"「{node.caption}」の内容と要約値が合いません。{_REBUILD}")
        if any(not value.citations for values in node.values.values() for value in values):
            yield Problem("source", entity, f"「{node.caption}」に出典のない値があります。{_REBUILD}")
    for identifier, digest, body in db.execute("SELECT id, digest, body FROM ties ORDER BY id"):
        tie = Tie.from_row(json.loads(body))
        if not _ID.match(identifier) or tie.id != identifier:
            yield Problem("id", identifier, f"つながりのIDが決まりに合いません。{_REBUILD}")
        if digest_text(tie.digest()) != digest:
            yield Problem("digest", identifier, f"つながりの内容と要約値が合いません。{_REBUILD}")
        if not tie.citations:
            yield Problem("source", identifier, f"出典のないつながりがあります。{_REBUILD}")
        if tie.source not in kind_of or tie.target not in kind_of:
            yield Problem("ends", identifier, f"つながりの端がありません。{_REBUILD}")
        elif tie.kind not in TIE or not admits(TIE[tie.kind], kind_of[tie.source], kind_of[tie.target]):
            yield Problem(
                "ontology",
                identifier,
                f"つながり「{tie.kind}」は{kind_of[tie.source]}から{kind_of[tie.target]}へは結べません。"
                "出典の行を直してください。",
            )
        yield from _intervals(tie)


def _intervals(tie: Tie) -> Iterator[Problem]:
    if not tie.spans:
        yield Problem("interval", tie.id, f"つながりに期間の記載がありません。{_REBUILD}")
    for span in tie.spans:
        try:
            Interval.parse(span.since, span.until)
        except InvalidValue as error:
            yield Problem("interval", tie.id, f"つながりの期間が不正です（{error}）。出典の行を直してください。")


def _revision(db: sqlite3.Connection) -> Iterator[Problem]:
    stored = db.execute("SELECT value FROM meta WHERE name = 'revision'").fetchone()[0]
    computed = CanonicalLayer(db, visible=VISIBLE["public"]).computed_revision()
    if stored != computed:
        yield Problem("revision", stored, f"版の値が内容と合いません（計算値 {computed}）。{_REBUILD}")


def _runs(db: sqlite3.Connection) -> Iterator[Problem]:
    for run, dataset in db.execute("SELECT id, dataset FROM runs WHERE status = 'open' ORDER BY seq"):
        yield Problem(
            "unfinished-run",
            run,
            f"「{dataset}」の取り込みが途中で止まっています。同じ取り込みをもう一度実行してください。",
        )

"""What is particular to Neo4j: the clean graph, cut-off loads, foreign graphs, wrong addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from enishi.neo4j_server import LocalServer
from graph.errors import ForeignStore, LoadUnderWay, StoreError, StoreLocked, StoreUnreachable
from graph.ontology.kinds import KINDS
from graph.ontology.ties import TIES
from graph.store import sending
from graph.store.neo4j import Neo4jStore
from graph.store.opening import open_store
from graph.store.sqlite import MEMORY, SqliteStore
from tests.facts import Sheet, document, load, person, record, tie
from tests.servers import run_cypher, wiped

pytestmark = pytest.mark.xdist_group("neo4j")

BASE = Sheet(
    document(),
    (
        person("合成太郎", ("alias", "合成別名")),
        record("合成議会", "Assembly"),
        record("合成議員", "Post", ("seats", "many")),
        tie("合成太郎", "HOLDS", "合成議員", since="2023-05-01"),
        tie("合成議員", "POST_IN", "合成議会"),
    ),
)
MORE = Sheet(
    document("別"),
    (
        person("合成花子"),
        record("合成社", "Company"),
        tie("合成花子", "MEMBER_OF", "合成社", title="合成部長"),
        tie("合成花子", "KNOWS", "合成太郎", level="3"),
    ),
)


@contextmanager
def opened(server: LocalServer) -> Iterator[Neo4jStore]:
    with Neo4jStore(server.url, user=server.user, password=server.password) as store:
        yield store


def undisturbed(*sheets: Sheet) -> str:
    """The revision that these loads lead to when nothing happens."""
    with SqliteStore(MEMORY) as store:
        return [load(store, sheet).revision for sheet in sheets][-1]


def test_a_person_who_writes_cypher_sees_a_clean_graph(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE, MORE)
    (councillor,) = run_cypher(
        neo4j_server, "MATCH (c:Councillor) RETURN c.name AS name, labels(c) AS labels, c.alias AS alias"
    )
    assert councillor["name"] == "合成太郎"
    assert set(councillor["labels"]) == {"Entity", "Person", "Councillor"}  # type: ignore[call-overload]
    assert councillor["alias"] == ["合成別名"]
    (held,) = run_cypher(
        neo4j_server,
        "MATCH (:Person)-[h:HOLDS]->(:Post)-[:POST_IN]->(a:Assembly) "
        "RETURN h.since AS since, h.status AS status, h.sources AS sources, a.name AS assembly",
    )
    assert held == {"since": "2023-05-01", "status": "actual", "sources": ["合成資料"], "assembly": "合成議会"}
    labels = {
        row["label"] for row in run_cypher(neo4j_server, "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")
    }
    assert labels - {"EnishiStore", "EnishiFacts"} == {
        "Entity",
        "Person",
        "Councillor",
        "Executive",
        "Post",
        "Assembly",
        "Company",
    }


def test_a_role_goes_when_what_admits_it_goes(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE)
        load(store, Sheet(BASE.document, BASE.rows[:3], edition="2"))
        assert store.check() == []
    assert run_cypher(neo4j_server, "MATCH (c:Councillor) RETURN c") == []


def test_constraints_and_indexes_come_from_the_vocabulary(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server):
        pass
    constraints = run_cypher(neo4j_server, "SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type")
    unique = {(row["labelsOrTypes"][0], row["properties"][0]) for row in constraints if "UNIQUE" in str(row["type"])}  # type: ignore[index]
    assert ("Entity", "id") in unique
    assert {(tie_kind.name, "id") for tie_kind in TIES} <= unique
    indexes = run_cypher(neo4j_server, "SHOW INDEXES YIELD labelsOrTypes, properties WHERE labelsOrTypes IS NOT NULL")
    names = {row["labelsOrTypes"][0] for row in indexes if row["properties"] == ["name"]}  # type: ignore[index]
    assert names == {kind.name for kind in KINDS}


def test_check_finds_what_was_written_by_hand(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE)
        run_cypher(neo4j_server, "MATCH (p:Person) SET p.name = '書き換え'")
        run_cypher(neo4j_server, "MATCH ()-[h:HOLDS]->() SET h.since = '1999'")
        assert [problem.invariant for problem in store.check()] == ["graph", "graph"]


class CutOff(Exception):
    """Stands for the moment in which the process dies."""


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every load is too large for one transaction."""
    monkeypatch.setattr(sending, "ONE_TRANSACTION", 0)
    monkeypatch.setattr(sending, "BATCH", 1)


def cut_off_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """Let the next load die after so many of its transactions."""
    left = [writes]

    real = sending.writing

    @contextmanager
    def dying(session: object) -> Iterator[object]:
        if left[0] == 0:
            raise CutOff
        left[0] -= 1
        with real(session) as transaction:  # type: ignore[arg-type]
            yield transaction

    monkeypatch.setattr(sending, "writing", dying)


@pytest.mark.usefixtures("in_batches")
@pytest.mark.parametrize("writes", range(8))
def test_a_load_cut_off_anywhere_is_brought_to_its_end_by_the_next(neo4j_server: LocalServer, writes: int) -> None:
    with wiped(neo4j_server) as store:
        first = load(store, BASE).revision
        before = store.snapshot()
        with pytest.MonkeyPatch.context() as patch:
            cut_off_after(patch, writes)
            with pytest.raises(CutOff):
                load(store, MORE)
        with opened(neo4j_server) as reader:
            assert reader.snapshot() == before  # the last complete one, from disk where the graph is half-way
            assert reader.revision() == first
            open_runs = [run for run in reader.runs() if run.status == "open"]
            assert [problem.invariant for problem in reader.check()] == ["unfinished-run"] * len(open_runs)
            assert len(open_runs) == (writes > 0)
            assert reader.unfinished() == (open_runs[0] if open_runs else None)
            assert load(reader, MORE).revision == undisturbed(BASE, MORE)
            assert reader.check() == []
            assert {run.status for run in reader.runs()} == {"done"}
            assert reader.unfinished() is None


@pytest.mark.usefixtures("in_batches")
def test_a_reader_without_a_complete_snapshot_is_told_what_to_do(
    neo4j_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE)
        with pytest.MonkeyPatch.context() as patch:
            cut_off_after(patch, 6)
            with pytest.raises(CutOff):
                load(store, MORE)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        with opened(neo4j_server) as reader, pytest.raises(LoadUnderWay, match="もう一度実行"):
            reader.snapshot()


@pytest.mark.usefixtures("in_batches")
def test_a_load_at_work_elsewhere_is_left_alone(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE)
        run_cypher(
            neo4j_server,
            "MATCH (s:EnishiStore) SET s.open_run = 'r', s.open_phase = 'graph', s.open_by = 'other-host:1', "
            "s.open_dataset = '合成データ'",
        )
        with pytest.raises(StoreLocked, match="書き込み中"):
            load(store, MORE)
        run_cypher(neo4j_server, "MATCH (s:EnishiStore) SET s.written = timestamp() - 3600000")
        assert load(store, MORE).revision == undisturbed(BASE, MORE)


def test_a_load_that_was_overtaken_is_taken_back(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store, opened(neo4j_server) as other:
        load(store, BASE)
        with pytest.raises(StoreLocked, match="先に書き込みました"), store.load("合成データ") as writer:
            writer.document(document("遅"), edition="1")
            load(other, MORE)
        assert store.revision() == undisturbed(BASE, MORE)
        assert store.check() == []


def test_a_graph_of_somebody_else_is_refused_and_left_alone(neo4j_server: LocalServer) -> None:
    run_cypher(neo4j_server, "MATCH (n) DETACH DELETE n")
    run_cypher(neo4j_server, "CREATE (:`合成の他人` {name: 'x'})")
    with pytest.raises(ForeignStore, match="合成の他人"):
        Neo4jStore(neo4j_server.url, user=neo4j_server.user, password=neo4j_server.password)
    assert run_cypher(neo4j_server, "MATCH (n) RETURN n.name AS name") == [{"name": "x"}]
    run_cypher(neo4j_server, "MATCH (n) DETACH DELETE n")


def test_a_store_of_a_newer_version_is_refused(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        load(store, BASE)
    run_cypher(neo4j_server, "MATCH (s:EnishiStore) SET s.schema = 99")
    with pytest.raises(ForeignStore, match="新しい版"), opened(neo4j_server):
        pass
    run_cypher(neo4j_server, "MATCH (n) DETACH DELETE n")


def test_a_wrong_password_says_which_variables_to_check(neo4j_server: LocalServer) -> None:
    with pytest.raises(StoreUnreachable, match="ENISHI_NEO4J_PASSWORD"):
        open_store(neo4j_server.url, credentials=(neo4j_server.user, "合成の誤り"))


@pytest.mark.parametrize("address", ["bolt://127.0.0.1:1", "neo4j://127.0.0.1:1", "bolt://127.0.0.1:99999"])
def test_no_server_at_the_address_says_so(address: str) -> None:
    with pytest.raises(StoreUnreachable, match="つながりません"):
        open_store(address, credentials=("neo4j", "x"))


def test_an_error_of_the_server_is_one_of_ours(neo4j_server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with wiped(neo4j_server) as store:
        before = load(store, BASE).revision
        monkeypatch.setattr("graph.store.cypher.write_ties", lambda kind: f"RETURN 1 / 0 // {kind}")
        with pytest.raises(StoreError, match="エラーを返しました"):
            load(store, MORE)
        assert store.revision() == before
        assert store.check() == []


def test_the_workspace_of_a_load_goes_away(
    neo4j_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with wiped(neo4j_server) as store:
        load(store, BASE)
        assert list(tmp_path.glob("enishi-*"))
    assert not list(tmp_path.glob("enishi-*"))
    assert sqlite3.sqlite_version_info >= (3, 33)  # UPDATE … FROM

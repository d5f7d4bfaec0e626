"""What is particular to the embedded store: files that are not ours, locks, full disks, killed processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.errors import ForeignStore, StoreError, StoreLocked, StoreUnreachable, UsageError
from graph.store.opening import ENVIRONMENT, default_store_path, open_store
from graph.store.schema import APPLICATION_ID
from graph.store.sqlite import SqliteStore
from tests.facts import Sheet, document, load, person, record, tie

ROOT = Path(__file__).resolve().parents[1]
BASE = Sheet(document(), (person("合成太郎"), record("合成会", "Group"), tie("合成太郎", "MEMBER_OF", "合成会")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "合成.db"


def test_a_store_is_found_again_by_path_and_by_address(path: Path) -> None:
    with open_store(str(path)) as store:
        revision = load(store, BASE).revision
    with open_store(f"sqlite:///{path}") as store:
        assert store.revision() == revision
        assert store.url == f"sqlite:///{path}"


def test_the_address_comes_from_the_environment_else_from_the_users_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(path))
    with open_store() as store:
        assert store.url == f"sqlite:///{path}"
    monkeypatch.delenv(ENVIRONMENT)
    with open_store() as store:
        assert store.url == f"sqlite:///{default_store_path()}"


@pytest.mark.parametrize("address", ["http://example.invalid/", "sqlite://relative.db", "ftp://x"])
def test_an_address_of_no_known_form_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="保存先"):
        open_store(address)


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    content = "合成の文章です。\n" * 100
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ForeignStore, match=r"合成\.db"):
        SqliteStore(path)
    assert path.read_text(encoding="utf-8") == content


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE 台帳 (名前)")
    other.close()
    with pytest.raises(ForeignStore, match="enishi のデータではありません"):
        SqliteStore(path)
    with sqlite3.connect(path) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["台帳"]
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    other.close()


def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    SqliteStore(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(ForeignStore, match="新しい版"):
        SqliteStore(path)


def test_a_folder_in_place_of_the_file_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="開けません"):
        SqliteStore(tmp_path)


def test_two_loads_at_once_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.store.sqlite._LOCK_SECONDS", 0.1)
    with SqliteStore(path) as store, SqliteStore(path) as other, store.load("合成データ"):
        with pytest.raises(StoreLocked, match="別の取り込みが書き込み中"), other.load("合成データ"):
            pass
        assert other.snapshot().revision == "0" * 32


def test_a_full_disk_takes_the_load_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with SqliteStore(path) as store:
        before = load(store, BASE).revision
        connect = SqliteStore._connect

        def cramped(self: SqliteStore) -> sqlite3.Connection:
            connection = connect(self)
            connection.execute("PRAGMA max_page_count = 60")
            return connection

        monkeypatch.setattr(SqliteStore, "_connect", cramped)
        with pytest.raises(StoreError, match="ディスクがいっぱい"):
            load(store, Sheet(document("大"), tuple(person(f"合成{number}") for number in range(3000))))
        assert store.revision() == before
        assert store.check() == []


_ENDLESS = """
import sys
from graph.store.sqlite import SqliteStore
from tests.facts import Sheet, document, load, person
with SqliteStore(sys.argv[1]) as store:
    print("ready", flush=True)
    for number in range(1_000_000):
        load(store, Sheet(document(f"版{number}"), tuple(person(f"合成{number}・{each}") for each in range(200))))
"""


@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.8])
def test_a_killed_load_leaves_the_graph_as_it_was(path: Path, seconds: float) -> None:
    with SqliteStore(path) as store:
        load(store, BASE)
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    with SqliteStore(path) as store:
        assert store.check() == []
        loaded = len(store.runs()) - 1
        assert len(store.snapshot().nodes) == 2 + 200 * loaded
        assert load(store, BASE).nodes.unchanged == 2


@pytest.mark.parametrize(
    ("damage", "invariant"),
    [
        ("UPDATE meta SET value = 'ab' WHERE name = 'revision'", "revision"),
        ("UPDATE nodes SET digest = 'ab'", "digest"),
        ("DELETE FROM nodes WHERE kind = 'Group'", "ends"),
        ("UPDATE ties SET body = replace(body, 'MEMBER_OF', 'HOLDS')", "ontology"),
        ('UPDATE ties SET body = replace(body, \'["","",\', \'["2022","2020",\')', "interval"),
        ("DELETE FROM stated WHERE statement IN (SELECT id FROM statements WHERE name = 'name')", "orphan-statement"),
        ("DELETE FROM records", "orphan-statement"),
        ("UPDATE statements SET body = replace(body, '合成', '別')", "statement-id"),
        ("UPDATE documents SET visibility = '社外秘'", "visibility"),
        ("INSERT INTO runs VALUES (9, 'r', '合成データ', 'open', '', '', '{}')", "unfinished-run"),
    ],
)
def test_check_finds_each_broken_invariant(path: Path, damage: str, invariant: str) -> None:
    with SqliteStore(path) as store:
        load(store, BASE)
        assert store.check() == []
        store.connection.execute(damage)
        found = [problem for problem in store.check() if problem.invariant == invariant]
        assert found
        assert all(problem.message.endswith("ください。") for problem in found)


def test_the_file_says_whose_it_is(path: Path) -> None:
    SqliteStore(path).close()
    with sqlite3.connect(path) as ours:
        assert ours.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    ours.close()

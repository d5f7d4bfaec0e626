"""The commands that care for a store: backup, restore, push."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enishi.cli import main
from enishi.neo4j_server import LocalServer
from graph.store.sqlite import SqliteStore
from tests.facts import Sheet, document, load, person, record, tie

BASE = Sheet(document(), (person("合成太郎"), record("合成会", "Group"), tie("合成太郎", "MEMBER_OF", "合成会")))


@pytest.fixture
def store(tmp_path: Path) -> str:
    """The path of a store with something in it."""
    path = tmp_path / "合成.db"
    with SqliteStore(path) as opened:
        load(opened, BASE)
    return str(path)


def revision_of(path: Path | str) -> str:
    with SqliteStore(path) as opened:
        assert opened.check() == []
        return opened.revision()


def test_a_backup_restored_into_an_empty_store_is_the_same(store: str, tmp_path: Path) -> None:
    file, other = tmp_path / "控え.gz", tmp_path / "別.db"
    assert main(["--store", store, "backup", str(file)]) == 0
    assert main(["--store", str(other), "restore", str(file)]) == 0
    assert revision_of(other) == revision_of(store)


def test_restore_asks_before_it_replaces(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, other = tmp_path / "控え.gz", tmp_path / "別.db"
    main(["--store", store, "backup", str(file)])
    with SqliteStore(other) as opened:
        load(opened, Sheet(document("別"), (person("合成花子"),)))
    before = revision_of(other)
    assert main(["--store", str(other), "restore", str(file)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert revision_of(other) == before
    assert main(["--store", str(other), "restore", str(file), "--replace"]) == 0
    assert revision_of(other) == revision_of(store)


def test_push_brings_everything_and_goes_on_where_it_was(store: str, tmp_path: Path) -> None:
    other = tmp_path / "別.db"
    assert main(["--store", store, "push", "--to", str(other)]) == 0
    with SqliteStore(store) as opened:
        load(opened, Sheet(document("新しい"), (person("合成花子"),)))
    assert main(["--store", store, "push", "--to", str(other)]) == 0
    assert revision_of(other) == revision_of(store)


def test_push_does_not_lose_what_the_other_store_alone_holds(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "別.db"
    with SqliteStore(other) as opened:
        load(opened, Sheet(document("別"), (person("合成花子"),)))
    before = revision_of(other)
    assert main(["--store", store, "push", "--to", str(other)]) == 2
    assert "元にない取り込み" in capsys.readouterr().err
    assert revision_of(other) == before
    assert main(["--store", store, "push", "--to", str(other), "--replace"]) == 0
    assert revision_of(other) == revision_of(store)


def test_push_to_itself_is_refused(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", store, "push", "--to", store]) == 2
    assert "同じです" in capsys.readouterr().err


def test_push_to_neo4j_and_back(
    store: str,
    tmp_path: Path,
    neo4j_server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ENISHI_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("ENISHI_NEO4J_PASSWORD", neo4j_server.password)
    back = tmp_path / "戻り.db"
    assert main(["--store", store, "push", "--to", neo4j_server.url, "--replace", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"to": neo4j_server.url, "revision": revision_of(store)}
    assert main(["--store", neo4j_server.url, "push", "--to", str(back)]) == 0
    assert revision_of(back) == revision_of(store)


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"name,kind\n"])
def test_a_file_that_is_no_backup_changes_nothing(
    store: str, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "別物"
    file.write_bytes(content)
    before = revision_of(store)
    assert main(["--store", store, "restore", str(file), "--replace"]) == 3
    assert "控え" in capsys.readouterr().err
    assert revision_of(store) == before

"""Backups: files that are whole or refused, and stores that come back as they were."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from graph.errors import ForeignStore, StoreUnreachable
from graph.store.sqlite import MEMORY, SqliteStore
from graph.store.transfer import Backup, write_backup
from tests.facts import Sheet, document, load, person, record, tie

BASE = Sheet(
    document(),
    (person("合成太郎"), person("合成花子"), record("合成会", "Group"), tie("合成太郎", "MEMBER_OF", "合成会")),
)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    path = tmp_path / "合成の控え.gz"
    with SqliteStore(MEMORY) as store:
        revision = load(store, BASE).revision
        assert write_backup(path, store.facts(), revision=revision) > 10
    return path


def test_a_backup_brings_the_store_back(backup: Path, tmp_path: Path) -> None:
    kept = Backup(backup)
    with SqliteStore(tmp_path / "合成.db") as store:
        store.replace(kept.rows(), revision=kept.revision)
        assert store.check() == []
        assert store.revision() == kept.revision
        assert load(store, BASE).nodes.unchanged == 3


@pytest.mark.parametrize("cut", [0, 1, 40, 200, -1, -8])
def test_a_backup_that_was_cut_off_is_refused_and_nothing_changed(backup: Path, tmp_path: Path, cut: int) -> None:
    backup.write_bytes(backup.read_bytes()[:cut])
    with SqliteStore(tmp_path / "合成.db") as store:
        before = load(store, BASE).revision
        with pytest.raises(ForeignStore, match="控え"):
            kept = Backup(backup)
            store.replace(kept.rows(), revision=kept.revision)
        assert store.revision() == before
        assert store.check() == []


def test_a_backup_that_was_changed_is_refused(backup: Path) -> None:
    text = gzip.decompress(backup.read_bytes()).decode("utf-8")
    backup.write_bytes(gzip.compress(text.replace("合成太郎", "合成次郎").encode("utf-8")))
    kept = Backup(backup)
    with SqliteStore(MEMORY) as store, pytest.raises(ForeignStore, match="書き換え"):
        store.replace(kept.rows(), revision=kept.revision)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("content", [b"", b"plain text", b"[1, 2]\n", b"{}\n", b"\xff\n"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, packed: bool) -> None:
    path = tmp_path / "別物"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(ForeignStore, match="控え"):
        Backup(path)


def test_a_missing_backup_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(ForeignStore, match="見つかりません"):
        Backup(tmp_path / "ない")


def test_a_backup_of_a_newer_version_is_refused(backup: Path) -> None:
    text = gzip.decompress(backup.read_bytes()).decode("utf-8")
    backup.write_bytes(gzip.compress(text.replace('"schema":1', '"schema":99', 1).encode("utf-8")))
    with pytest.raises(ForeignStore, match="新しい版"):
        Backup(backup)


def test_a_backup_that_fails_leaves_the_former_one(backup: Path) -> None:
    before = backup.read_bytes()

    def failing() -> object:
        yield "runs", [1]
        raise RuntimeError("合成の失敗")

    with pytest.raises(RuntimeError, match="合成の失敗"):
        write_backup(backup, failing(), revision="0" * 32)  # type: ignore[arg-type]
    assert backup.read_bytes() == before
    assert list(backup.parent.iterdir()) == [backup]


def test_a_folder_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match="書けません"):
        write_backup(tmp_path / "ない" / "控え", iter(()), revision="0" * 32)

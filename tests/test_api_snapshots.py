"""The snapshot that requests rest on: read in the background, replaced when the store has moved, kept while in use."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from api.state import SnapshotHolder
from graph.errors import ForeignStore, LoadUnderWay, StoreUnreachable
from graph.store.base import Store
from graph.store.sqlite import SqliteStore
from ingest.run import ingest
from tests.web_support import fill, serving


def test_nothing_is_opened_before_the_app_starts(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    holder = SnapshotHolder(Settings(store_url=str(path)))
    with pytest.raises(LoadUnderWay):
        holder.current()
    assert not path.exists()


def test_a_load_shows_up_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with serving(Settings(store_url=str(path), poll_seconds=0.05)) as client, SqliteStore(path) as writer:
        before = client.get("/api/v1/stats").json()
        assert before["nodes"] == {}
        ingest(writer, "sample")
        assert _wait_for(client, writer.revision()) == writer.revision() != before["revision"]
        assert client.get("/api/v1/stats").json()["nodes"]["Person"] > 0


def test_a_holder_keeps_serving_when_the_store_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.db"
    with SqliteStore(path) as store:
        fill(store, tmp_path / "合成ブック")
    holder = SnapshotHolder(Settings(store_url=str(path)))
    holder.refresh()
    kept = holder.current()

    def gone(_: SqliteStore, *, audience: str = "public") -> str:
        raise StoreUnreachable(f"{audience} はありません。")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "revision", gone)
        holder.refresh()
        assert [holder.has_failed] == [True]
        assert holder.current() is kept
    holder.refresh()
    assert [holder.has_failed] == [False]
    holder.close()


def test_an_unread_store_tells_its_own_error(tmp_path: Path) -> None:
    path = tmp_path / "foreign.db"
    path.write_text("これはデータベースではありません。" * 100, "utf-8")
    holder = SnapshotHolder(Settings(store_url=str(path)))
    holder.refresh()
    with pytest.raises(ForeignStore, match=r"foreign\.db"):
        holder.current()


def test_requests_wait_for_nothing_while_the_first_snapshot_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    opened = Settings.open_store

    def slowly(settings: Settings) -> Store:
        assert go.wait(20)
        return opened(settings)

    monkeypatch.setattr(Settings, "open_store", slowly)
    from api.app import create_app

    with TestClient(
        create_app(Settings(store_url=str(tmp_path / "store.db"), poll_seconds=0.05)), base_url="http://127.0.0.1"
    ) as client:
        assert client.get("/api/v1/ready").status_code == 503
        assert client.get("/api/v1/search?q=x").status_code == 503
        page = client.get("/")
        assert page.status_code == 503
        assert 'http-equiv="refresh"' in page.text
        go.set()
        deadline = time.monotonic() + 20
        while client.get("/api/v1/ready").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert client.get("/").status_code == 200


def _wait_for(client: TestClient, revision: str) -> str:
    deadline = time.monotonic() + 20
    while True:
        found: str = client.get("/api/v1/ready").json()["revision"]
        if found == revision or time.monotonic() > deadline:
            return found
        time.sleep(0.02)

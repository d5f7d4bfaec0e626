"""A store with the sample, two namesakes and a hostile name; the app on it, asked in process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store.sqlite import SqliteStore
from ingest.run import ingest
from tests.workbook_folder import write_sheet

AS_OF: Final = "2026-11-24"
LOOPBACK: Final = "http://127.0.0.1"
HOSTILE: Final = "合成</script><script>alert(1)</script><b>\"'&株式会社"
NAMESAKE: Final = "合成同名市"

_SHEETS: Final[dict[str, list[list[str]]]] = {
    "出典": [["ID", "題名", "日付"], ["s1", "合成の名簿", "2025-05-01"]],
    "自治体": [
        ["ID", "名称", "区分", "出典"],
        ["north", "合成北県", "都道府県", "s1"],
        ["south", "合成南県", "都道府県", "s1"],
        ["m1", NAMESAKE, "市", "s1"],
        ["m2", NAMESAKE, "市", "s1"],
    ],
    "企業": [["ID", "名称", "出典"], ["c1", HOSTILE, "s1"], ["c2", "合成ひとり会社", "s1"]],
    "人物": [["ID", "名称", "出典"], ["p1", "合成太郎", "s1"]],
    "つながり": [
        ["元", "つながり", "先", "日付", "出典"],
        ["m1", "一部", "north", "", "s1"],
        ["m2", "一部", "south", "", "s1"],
        ["p1", "所属", "c1", "", "s1"],
    ],
}


def fill(store: SqliteStore, folder: Path) -> None:
    """Load the sample and the synthetic workbook."""
    folder.mkdir(parents=True)
    for name, rows in _SHEETS.items():
        write_sheet(folder, name, rows)
    assert not ingest(store, "sample").refused
    assert not ingest(store, "workbook", [folder]).refused


def filled_store(folder: Path) -> Path:
    """The file of a filled store in this folder."""
    path = folder / "store.db"
    with SqliteStore(path) as store:
        fill(store, folder / "合成ブック")
    return path


@contextmanager
def serving(settings: Settings, *, base_url: str = LOOPBACK) -> Iterator[TestClient]:
    """The app started, with its first look at the store behind it."""
    app = create_app(settings)
    with TestClient(app, base_url=base_url, raise_server_exceptions=False) as client:
        deadline = time.monotonic() + 20
        while not (app.state.holder.is_ready or app.state.holder.has_failed):
            assert time.monotonic() < deadline, "the store was never read"
            time.sleep(0.01)
        yield client


def query(path: str, **parameters: Any) -> str:
    """An address with a query, `from_` standing for `from`, pinned to a day."""
    named = {name.rstrip("_"): value for name, value in {"as_of": AS_OF, **parameters}.items()}
    return f"{path}?{urlencode(named, doseq=True)}"

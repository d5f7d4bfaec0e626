"""The Data page and /api/v1/sources: the same numbers, what is unfinished, and nothing that weighs or harms."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from api.state import SnapshotHolder
from api.web.words import age_label, time_long, web_address
from graph.asof import as_of_day
from graph.facts import Run
from graph.provenance import last_loads, sources_body
from graph.store.sqlite import SqliteStore
from tests.facts import DATASET, Sheet, document, load, person
from tests.test_api_pages import PAGE_WEIGHT, Reader
from tests.web_support import AS_OF, filled_store, query, serving

PAGE = query("/data")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_store(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with serving(Settings(store_url=str(store))) as served:
        yield served


def page_of(path: Path, *sheets: Sheet, dataset: str = DATASET) -> str:
    """The page on a store in which these sheets were loaded."""
    with SqliteStore(path) as store:
        load(store, *sheets, dataset=dataset)
    with serving(Settings(store_url=str(path))) as client:
        answer = client.get(PAGE)
        assert answer.status_code == 200
        return answer.text


def test_the_answer_is_that_of_the_graph_with_the_loads_of_the_store(client: TestClient, store: Path) -> None:
    body = client.get("/api/v1/sources").json()
    with SqliteStore(store) as direct:
        assert body == sources_body(direct.snapshot(), last_loads(direct.runs()))
    assert [item["dataset"] for item in body["items"]] == ["workbook-合成ブック", "sample"]
    assert all(item["loaded_at"] for item in body["items"])
    assert set(body["items"][0]) == {
        "dataset", "label", "documents", "newest", "oldest", "licences", "publishers", "entities", "ties", "loaded_at"
    }  # fmt: skip


def test_the_answer_is_described(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/sources" in described["paths"]
    assert set(described["components"]["schemas"]["SourcesBody"]["required"]) == {"items", "revision"}
    assert described["components"]["schemas"]["DatasetBody"]["properties"]["ties"]["type"] == "integer"


def test_the_page_tells_the_same_numbers(client: TestClient) -> None:
    text = client.get(PAGE).text
    cards = re.split(r'<section class="card dataset"', text)[1:]
    for card, item in zip(cards, client.get("/api/v1/sources").json()["items"], strict=True):
        assert item["label"] in card
        figures = [int(figure.replace(",", "")) for figure in re.findall(r"<b>([\d,]+)</b>", card)]
        assert figures == [item["documents"], item["entities"], item["ties"]]
        assert time_long(item["loaded_at"]) in card
        assert all(words in card for words in (*item["licences"], *item["publishers"]))


def test_the_page_tells_age_and_what_is_not_stated(client: TestClient) -> None:
    text = client.get(PAGE).text
    assert "いちばん新しい出典は 2026年7月9日（4か月前）です" in text
    assert "2025年5月1日" in text
    assert "1年6か月前" in text
    assert "記載がありません。使う前に発行者にお確かめください" in text
    assert "5件の出典は記載なし" in text


def test_the_page_is_reached_from_the_head_of_every_page_and_from_the_first(client: TestClient) -> None:
    assert Reader(client.get(query("/paths")).text).addresses.count("/data") == 1
    assert Reader(client.get("/").text).addresses.count("/data") == 2
    assert 'href="/data" aria-current="page"' in client.get(PAGE).text


def test_the_first_page_and_this_one_agree_on_the_newest_source(tmp_path: Path) -> None:
    sheets = [Sheet(document(day, date=day), (person("合成太郎"),)) for day in ("FY2020", "2024-03-01")]
    text = page_of(tmp_path / "store.db", *sheets)
    assert "いちばん新しい出典は 2024年3月1日" in text
    with serving(Settings(store_url=str(tmp_path / "store.db"))) as client:
        assert "いちばん新しい出典は 2024年3月1日" in client.get("/").text


def test_nothing_loaded_says_how_to_begin(tmp_path: Path) -> None:
    with serving(Settings(store_url=str(tmp_path / "store.db"))) as client:
        text = client.get(PAGE).text
        for words in ("まだ何も入っていません", "enishi ingest sample", "enishi fetch", "自分のデータを入れる"):
            assert words in text, words
        assert 'class="card dataset"' not in text
        assert client.get("/api/v1/sources").json()["items"] == []


def test_of_many_documents_the_newest_fifty_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    sheets = [
        Sheet(document(f"{number:03d}", date=f"2026-{number % 12 + 1:02d}-01", url=f"https://合成.example/{number}"))
        for number in range(120)
    ]
    text = page_of(tmp_path / "store.db", *sheets)
    assert len(re.findall(r"<li><a href=", text.partition("<details")[2].partition("</details>")[0])) == 50
    assert "120件のうち新しい50件" in text
    assert "ほかに70件あります" in text
    assert "合成.example の120か所" in text
    assert "2026-12-01" in text
    assert "2026-01-01" not in text.partition("<details")[2]


def test_many_large_data_sets_still_make_a_light_page(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    title = "合成市のとても長い題名を持つ資料、第一部から第九部までの総括と付録"
    with SqliteStore(path) as store:
        for dataset in range(14):
            sheets = [
                Sheet(document(str(number), dataset=f"合成{dataset}", title=f"{title}{number}",
                               url=f"https://example.invalid/documents/{dataset}/{number}"))
                for number in range(60)
            ]  # fmt: skip
            load(store, *sheets, dataset=f"合成{dataset}")
    with serving(Settings(store_url=str(path))) as client:
        text = client.get(PAGE).text
    assert len(text.encode()) <= PAGE_WEIGHT
    assert "60件のうち新しい21件" in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://合成.example/a", "data:text/html,x", "合成の棚"])
def test_only_web_addresses_are_links(tmp_path: Path, address: str) -> None:
    text = page_of(tmp_path / "store.db", Sheet(document("棚", url=address)))
    assert not [found for found in Reader(text).addresses if address in found]
    assert "アドレスの記載がありません" in text
    assert web_address(address) == ""


@pytest.mark.parametrize("address", ["http://[合成", "HTTPS://EXAMPLE.INVALID/", "https://"])
def test_odd_web_addresses_break_nothing(tmp_path: Path, address: str) -> None:
    sheets = [Sheet(document(str(number), url=f"{address}{number}")) for number in range(5)]
    assert "の5か所" in page_of(tmp_path / "store.db", *sheets)


def test_hostile_titles_and_labels_are_text(tmp_path: Path) -> None:
    hostile = "合成</script><script>alert(1)</script>"
    sheet = Sheet(document("題", dataset=hostile, title=hostile, licence=hostile, publisher=hostile))
    assert "<script>alert" not in page_of(tmp_path / "store.db", sheet, dataset=hostile)


@pytest.mark.parametrize(
    ("dataset", "words", "command"),
    [
        ("companies", "企業（EDINET提出会社、鯖江市の法人）の取り込み", "enishi ingest companies フォルダの場所"),
        ("workbook-合成台帳", "「合成台帳」のシートの取り込み", "enishi ingest workbook フォルダの場所"),
        ("全体の写し", "全体の写しの取り込み", ""),
    ],
)
def test_an_unfinished_load_is_told_with_what_to_do(
    store: Path, monkeypatch: pytest.MonkeyPatch, dataset: str, words: str, command: str
) -> None:
    monkeypatch.setattr(SqliteStore, "unfinished", lambda _: Run("r", dataset, "open", "", "", {}))
    with serving(Settings(store_url=str(store))) as client:
        notice = client.get(PAGE).text.partition('<section class="notice"')[2].partition("</section>")[0]
    assert "取り込みが終わっていません" in notice
    assert words in notice
    assert "もう一度" in notice
    assert command in notice
    assert ("<pre" in notice) == bool(command)


def test_a_finished_store_has_no_notice(store: Path) -> None:
    with serving(Settings(store_url=str(store))) as client:
        assert 'class="notice"' not in client.get(PAGE).text


def test_a_load_that_opens_and_ends_is_seen_without_a_new_revision(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = SnapshotHolder(Settings(store_url=str(store)))
    holder.refresh()
    loaded = holder.current()
    opened = Run("r", "companies", "open", "", "", {})
    seen = [holder.unfinished]
    with monkeypatch.context() as patch:
        patch.setattr(SqliteStore, "unfinished", lambda _: opened)
        holder.refresh()
        seen.append(holder.unfinished)
    assert holder.current() is loaded
    holder.refresh()
    seen.append(holder.unfinished)
    assert seen == [None, opened, None]
    holder.close()


def test_sources_are_worked_out_once_for_a_snapshot(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked_again(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr("api.state.sources_body", asked_again)
    for path in (PAGE, "/api/v1/sources", "/"):
        assert client.get(path).status_code == 200


def test_a_new_load_shows_its_data_set_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with serving(Settings(store_url=str(path), poll_seconds=0.05)) as client, SqliteStore(path) as writer:
        assert client.get("/api/v1/sources").json()["items"] == []
        load(writer, Sheet(document(), (person("合成太郎"),)))
        deadline = time.monotonic() + 20
        while not (items := client.get("/api/v1/sources").json()["items"]):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert [(item["dataset"], item["entities"]) for item in items] == [(DATASET, 1)]


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-11-24", "今日"),
        ("2026-11", "今月"),
        ("2026", "今年"),
        ("FY2026", "今年度"),
        ("FY2022", "3年7か月前"),
        ("2026-11-23", "1日前"),
        ("2026-11-25", ""),
        ("FY2027", ""),
        ("--02-07", ""),
        ("", ""),
    ],
)
def test_the_age_of_a_source_in_words(date: str, words: str) -> None:
    assert age_label(date, as_of_day(AS_OF)) == words


def test_times_of_loads_are_told_by_the_clock_in_japan() -> None:
    assert time_long("2026-11-24T16:20:27+00:00") == "2026年11月25日 01:20"

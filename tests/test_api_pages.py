"""The pages as HTML, without a browser: what they say, where they lead, that they are safe and light."""

from __future__ import annotations

import html.parser
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from tests.web_support import HOSTILE, NAMESAKE, filled_store, query, serving

PAGES = (
    "/",
    query("/search", q="保育"),
    query("/search", q=""),
    query("/search", q="ぬぬぬ"),
    query(f"/entities/{quote('墨田区')}"),
    query(f"/entities/{quote('晝田浩一郎')}"),
    query(f"/entities/{quote('病児保育')}"),
    query(f"/entities/{quote('合成ひとり会社')}"),
    query("/paths"),
    query("/paths", from_="KDDI", to="狛江市"),
    query("/paths", from_="KDDI", to="墨田区"),
    query("/paths", from_="KDDI", to="狛江市", avoid="塩尻市", min_level=3, since="2023年度", tie="TOOK_PART"),
    query("/connections"),
    query("/connections", for_="狛江市", about="デジタルデバイド"),
    query("/connections", for_="合成ひとり会社"),
    query("/data"),
)
PAGE_WEIGHT = 150_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(filled_store(tmp_path_factory.mktemp("pages")))


@pytest.fixture(scope="module")
def client(store: str) -> Iterator[TestClient]:
    with serving(Settings(store_url=store)) as served:
        yield served


class Reader(html.parser.HTMLParser):
    """Collects addresses, inline code and ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        self.addresses += [
            value or ""
            for name, value in attrs
            if name in ("src", "href", "action", "data-search", "data-entities", "data-signs")
        ]
        self.ids += [named["id"] or ""] if "id" in named else []
        if tag == "style" or "style" in named or any(name.startswith("on") for name in named):
            self.inline.append(tag)
        if tag == "script" and "src" not in named and named.get("type") != "application/json":
            self.inline.append(tag)


def read(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_japanese_light_safe_and_without_jargon(client: TestClient, path: str) -> None:
    text = read(client, path)
    found = Reader(text)
    assert '<html lang="ja">' in text
    assert len(text.encode()) <= PAGE_WEIGHT
    assert found.inline == []
    assert len(found.ids) == len(set(found.ids))
    assert found.tags.count("h1") == 1
    assert not [
        address for address in found.addresses if "//" in address and not address.startswith(("https://", "http://"))
    ]
    for jargon in ("ノード", "エッジ", "グラフ", "undefined", "None"):
        assert jargon not in text, jargon


@pytest.mark.parametrize("path", PAGES)
def test_everything_that_a_page_leads_to_within_the_app_exists(client: TestClient, path: str) -> None:
    asked = {
        address
        for address in Reader(read(client, path)).addresses
        if address.startswith("/") and not address.endswith("/") and address.partition("#")[0]
    }
    for address in sorted(asked)[:60]:
        assert (
            client.get(address).status_code in (200, 422)
            if "/api/v1/search" in address
            else client.get(address).status_code == 200
        )


def test_below_a_sub_path_every_address_stays_below_it(store: str) -> None:
    with serving(Settings(store_url=store, root_path="/enishi/app/")) as client:
        for path in PAGES:
            text = client.get(f"/enishi/app{path}").text
            inside = [address for address in Reader(text).addresses if address.startswith("/")]
            assert inside
            assert all(address.startswith("/enishi/app/") for address in inside), path
        assert client.get("/enishi/app/static/site.css").status_code == 200
        assert client.get("/enishi/app/api/v1/nothing").headers["content-type"] == "application/problem+json"


def test_home_shows_only_questions_that_resolve_and_what_is_loaded(client: TestClient) -> None:
    text = read(client, "/")
    assert "KDDI株式会社 から 狛江市 へ" in text
    assert "狛江市（デジタルデバイド）" in text
    assert "autofocus" in text
    assert "2026年7月9日" in text


def test_home_of_an_empty_store_says_how_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(Settings(store_url=str(tmp_path_factory.mktemp("empty") / "store.db"))) as client:
        text = read(client, "/")
        assert "まだ何も入っていません" in text
        assert "enishi ingest sample" in text
        assert "KDDI" not in text


def test_an_entity_page_tells_ties_with_dates_and_sources(client: TestClient) -> None:
    text = read(client, query(f"/entities/{quote('おおこし勝広')}"))
    assert "墨田区議会議員" in text
    assert "出典" in text
    assert "<q>" in text
    assert "予定" in text
    assert "病児保育DX" in text
    assert "<svg" in text


def test_hostile_names_are_text(client: TestClient) -> None:
    for path in (
        query(f"/entities/{quote('合成太郎')}"),
        query("/search", q="合成"),
        query("/paths", from_="合成太郎", to="KDDI"),
        query("/search", q=HOSTILE[:40]),
    ):
        text = read(client, path)
        assert "<script>alert" not in text
        assert "&lt;/script&gt;" in text or "\\u003c/script\\u003e" in text, path


def test_a_path_is_told_in_sentences_with_filters_in_the_address(client: TestClient) -> None:
    text = read(client, query("/paths", from_="KDDI", to="狛江市"))
    for words in ("道すじ 1", "切り出し方", "気をつけること", "出典", "段階", "を避けて探す", "入れ替え"):
        assert words in text, words
    narrowed = read(client, query("/paths", from_="KDDI", to="狛江市", avoid="塩尻市", min_level=2))
    assert "指定あり" in narrowed
    assert "塩尻市" in narrowed


def test_no_path_names_the_nearest_and_what_would_connect(client: TestClient) -> None:
    text = read(client, query("/paths", from_="KDDI", to="墨田区"))
    for words in ("道すじは見つかりませんでした", "いちばん近くまで行ける相手", "何があればつながるか"):
        assert words in text, words
    assert "条件を外して探す" in read(client, query("/paths", from_="KDDI", to="狛江市", min_level=6))


def test_only_one_end_is_a_form_to_complete(client: TestClient) -> None:
    text = read(client, query("/paths", from_="KDDI"))
    assert 'value="KDDI株式会社"' in text
    assert "二つの名前を入れてください" in text


def test_an_ambiguous_end_is_a_page_whose_candidates_continue_the_question(client: TestClient) -> None:
    text = read(client, query("/paths", from_=NAMESAKE, to="KDDI", min_level=2), status=409)
    assert "合成北県" in text
    assert "合成南県" in text
    onward = [address for address in Reader(text).addresses if address.startswith("/paths?as_of=")]
    assert len(onward) == 2
    for address in onward:
        assert "min_level=2" in address
        assert NAMESAKE in read(client, address.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"/entities/{quote('墨田市')}", 404, "墨田区"),
        ("/nothing", 404, "ページがありません"),
        (query("/paths", from_="KDDI", to="KDDI"), 422, "同じ"),
        (query("/paths", from_="KDDI", to="狛江市", k=0), 422, "1以上"),
        (query("/search", q="市", kind="Planet"), 422, "種類"),
    ],
)
def test_errors_are_pages_that_say_what_to_do(client: TestClient, path: str, status: int, words: str) -> None:
    text = read(client, path, status)
    assert words in text
    assert "Traceback" not in text


def test_long_lists_continue(client: TestClient) -> None:
    first = read(client, query("/search", q="市"))
    assert "続きを見る" in first or first.count('class="result"') <= 20


def test_assets_of_the_picture_come_from_here(client: TestClient) -> None:
    script = client.get("/assets/vis-network.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "vis-network" in script.text[:200]
    signs = client.get("/assets/kinds.svg")
    assert signs.headers["content-type"] == "image/svg+xml"
    assert 'id="Person"' in signs.text
    assert client.get("/assets/network.js").status_code == 200


def test_connections_page_gives_reasons_and_an_honest_nothing(client: TestClient) -> None:
    found: Any = read(client, query("/connections", for_="狛江市", about="デジタルデバイド"))
    for words in ("会う理由のある相手", "/100", "道すじと根拠を見る"):
        assert words in found, words
    assert "見つかりませんでした" in read(client, query("/connections", for_="合成ひとり会社"))


def test_an_issue_page_names_who_knows_it_through_its_parts(client: TestClient) -> None:
    text = read(client, query(f"/entities/{quote('病児保育')}"))
    for words in ("おおこし勝広", "取り上げた課題", "墨田区", "抱える課題", "一部にあたる課題のつながりも含めています"):
        assert words in text, words

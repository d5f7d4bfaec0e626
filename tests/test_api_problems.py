"""Errors over HTTP: the right status, problem+json, one Japanese sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.problems import MEDIA_TYPE, problem_of
from api.settings import Settings
from graph.errors import (
    Ambiguous,
    EnishiError,
    ForeignStore,
    InvalidRecord,
    InvalidValue,
    LoadUnderWay,
    MissingDependency,
    NotFound,
    SourceRefused,
    StoreLocked,
    StoreUnreachable,
    UsageError,
)
from tests.web_support import NAMESAKE, filled_store, query, serving


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(Settings(store_url=str(filled_store(tmp_path_factory.mktemp("problems"))))) as served:
        yield served


def problem(client: TestClient, path: str, status: int, **parameters: Any) -> Any:
    answer = client.get(query(f"/api/v1{path}", **parameters))
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    body = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:enishi:problem:")
    assert body["title"]
    assert "。" in body["detail"]
    assert "Traceback" not in answer.text
    return body


def test_an_unknown_name_offers_near_misses(client: TestClient) -> None:
    body = problem(client, f"/entities/{quote('墨田市')}", 404)
    assert "墨田区" in [candidate["caption"] for candidate in body["candidates"]]
    assert {"id", "kind", "caption", "detail"} == set(body["candidates"][0])


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/paths", {"from_": NAMESAKE, "to": "KDDI"}),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "avoid": NAMESAKE}),
        ("/connections", {"for_": NAMESAKE}),
        (f"/entities/{quote(NAMESAKE)}", {}),
        (f"/views/ego/{quote(NAMESAKE)}.json", {}),
        ("/views/path.json", {"from_": "KDDI", "to": NAMESAKE}),
    ],
)
def test_an_ambiguous_name_offers_the_candidates_apart(client: TestClient, path: str, asked: dict[str, str]) -> None:
    body = problem(client, path, 409, **asked)
    assert [candidate["caption"] for candidate in body["candidates"]] == [NAMESAKE] * 2
    assert len({candidate["detail"] for candidate in body["candidates"]}) == 2


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("/paths", {"to": "KDDI"}, "from"),
        ("/paths", {"from_": "KDDI"}, "to"),
        ("/paths", {"from_": "KDDI", "to": ""}, "to"),
        ("/paths", {"from_": "KDDI", "to": "KDDI"}, "to"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "k": "0"}, "k"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "k": "51"}, "k"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "k": "三"}, "k"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "min_level": "7"}, "min_level"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "tie": "LIKES"}, "tie"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "since": "きのう"}, "since"),
        ("/paths", {"from_": "KDDI", "to": "狛江市", "as_of": "2026-13-01"}, "as_of"),
        ("/paths", {"from_": "字" * 201, "to": "狛江市"}, "from"),
        ("/search", {}, "q"),
        ("/search", {"q": " "}, "q"),
        ("/search", {"q": "市", "kind": "Planet"}, "kind"),
        ("/search", {"q": "市", "limit": "101"}, "limit"),
        ("/search", {"q": "市", "cursor": "x"}, "cursor"),
        ("/search", {"q": "市", "lang": "fr"}, "lang"),
        ("/connections", {}, "for"),
        (f"/views/ego/{quote('墨田区')}.json", {"limit": "1"}, "limit"),
    ],
)
def test_bad_input_names_the_field(client: TestClient, path: str, asked: dict[str, str], field: str) -> None:
    body = problem(client, path, 422, **asked)
    assert body["field"] == field
    assert body["detail"].isascii() is False


def test_addresses_and_methods_that_do_not_exist(client: TestClient) -> None:
    problem(client, "/nothing", 404)
    answer = client.post("/api/v1/search")
    assert (answer.status_code, answer.headers["content-type"]) == (405, MEDIA_TYPE)


def test_a_store_that_is_not_ours_is_told_by_every_question_and_not_by_health(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"SQLite format 3\x00 but not really" * 64)
    with serving(Settings(store_url=str(foreign))) as client:
        body = problem(client, "/search", 503, q="市")
        assert str(foreign) in body["detail"] or foreign.name in body["detail"]
        assert client.get("/api/v1/health").status_code == 200
        ready = client.get("/api/v1/ready")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "revision": ""})
        page = client.get("/")
        assert (page.status_code, page.headers["retry-after"]) == (503, "3")
        assert body["detail"][:20] in page.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("だめです。", field="k"), 422),
        (InvalidValue("だめです。"), 422),
        (InvalidRecord("だめです。"), 422),
        (SourceRefused("だめです。"), 422),
        (NotFound("ありません。"), 404),
        (Ambiguous("二つあります。", name="x", candidates=()), 409),
        (MissingDependency("ありません。"), 501),
        (StoreUnreachable("つながりません。"), 503),
        (StoreLocked("使用中です。"), 503),
        (ForeignStore("違います。"), 503),
        (LoadUnderWay("読み込み中です。"), 503),
        (RuntimeError("secret"), 500),
    ],
)
def test_every_error_of_the_tree_has_a_status(error: Exception, status: int) -> None:
    told = problem_of(error)
    assert told.status == status
    assert "secret" not in told.detail


def test_no_error_of_the_tree_is_forgotten() -> None:
    def below(kind: type[EnishiError]) -> set[type[EnishiError]]:
        return {kind, *(each for child in kind.__subclasses__() for each in below(child))}

    for kind in below(EnishiError) - {EnishiError}:
        if kind.__module__ == "graph.errors":
            made = kind("x", name="x", candidates=()) if kind is Ambiguous else kind("x")
            assert problem_of(made).status != 500, kind

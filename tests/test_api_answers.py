"""Every address of the API: its shape, names instead of ids, revision and day, and the same answer as `graph` gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.settings import Settings
from graph.ontology.vocabulary import KIND, TIE
from graph.paths import find_paths
from graph.resolve import resolve
from graph.search import index_of
from graph.show import entity_body, ties_body
from graph.snapshot import Snapshot
from graph.store.sqlite import SqliteStore
from tests.web_support import AS_OF, NAMESAKE, filled_store, query, serving

DAY = date.fromisoformat(AS_OF)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(Settings(store_url=str(filled_store(tmp_path_factory.mktemp("api"))))) as served:
        yield served


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    with SqliteStore(filled_store(tmp_path_factory.mktemp("direct"))) as store:
        return store.snapshot()


def ask(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(query(f"/api/v1{path}", **parameters))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def test_search_finds_by_reading_and_says_what_matched(client: TestClient) -> None:
    body = ask(client, "/search", q="ひるた")
    assert list(body) == ["items", "next", "revision"]
    assert body["items"][0]["caption"] == "晝田浩一郎"
    assert {"id", "kind", "roles", "caption", "detail", "score", "matched"} == set(body["items"][0])


def test_search_narrows_by_kind_and_pages(client: TestClient) -> None:
    everything = ask(client, "/search", q="市", kind="Organization", limit=100)["items"]
    first = ask(client, "/search", q="市", kind="Organization", limit=3)
    second = ask(client, "/search", q="市", kind="Organization", limit=3, cursor=first["next"])
    assert [hit["id"] for hit in [*first["items"], *second["items"]]] == [hit["id"] for hit in everything[:6]]
    assert all(KIND[hit["kind"]].group == "Organization" for hit in everything)


def test_an_entity_by_name_equals_the_answer_of_the_graph(client: TestClient, snapshot: Snapshot) -> None:
    entity = resolve(snapshot, "墨田区", index=index_of(snapshot))
    body = ask(client, f"/entities/{quote('墨田区')}")
    assert body == json.loads(json.dumps(entity_body(snapshot, entity, DAY)))
    assert list(body) == list(entity_body(snapshot, entity, DAY))
    assert (body["as_of"], body["revision"]) == (AS_OF, snapshot.revision)
    assert ask(client, f"/entities/{entity}") == body


def test_ties_come_in_pages_that_add_up(client: TestClient, snapshot: Snapshot) -> None:
    entity = resolve(snapshot, "晝田浩一郎", index=index_of(snapshot))
    seen, cursor = [], None
    while True:
        page = ask(client, f"/entities/{entity}/ties", limit=3, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= 3
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    whole = ties_body(snapshot, entity, as_of=DAY, limit=500)["items"]
    assert seen == json.loads(json.dumps(whole))
    assert len({tie["id"] for tie in seen}) == len(seen) > 3


def test_ties_of_one_kind(client: TestClient) -> None:
    ties = ask(client, f"/entities/{quote('晝田浩一郎')}/ties", kind="TOOK_PART")["items"]
    assert ties
    assert {tie["kind"] for tie in ties} == {"TOOK_PART"}


def test_paths_by_name_equal_the_answer_of_the_graph(client: TestClient, snapshot: Snapshot) -> None:
    index = index_of(snapshot)
    start, end = (resolve(snapshot, name, index=index) for name in ("KDDI", "狛江市"))
    body = ask(client, "/paths", from_="KDDI", to="狛江市", k=2)
    assert body == json.loads(json.dumps(find_paths(snapshot, start, end, k=2, as_of=DAY)))
    assert list(body) == ["from", "to", "paths", "nearest", "as_of", "revision", "newest_source"]
    assert len(body["paths"]) == 2


def test_path_filters_are_passed_on(client: TestClient) -> None:
    free = ask(client, "/paths", from_="KDDI", to="狛江市")["paths"]
    between = next(path for path in free if len(path["hops"]) > 1)["hops"][0]["to"]
    avoiding = ask(client, "/paths", from_="KDDI", to="狛江市", avoid=[between["caption"], ""])["paths"]
    assert avoiding
    assert all(hop["to"]["id"] != between["id"] for path in avoiding for hop in path["hops"])
    through = ask(client, "/paths", from_="KDDI", to="狛江市", via="塩尻市")["paths"]
    assert through
    assert all(any(hop["to"]["caption"] == "塩尻市" for hop in path["hops"]) for path in through)
    for narrowed in ({"since": "2026-01-01"}, {"min_level": 6}, {"tie": "CONTRACTED"}):
        assert ask(client, "/paths", from_="KDDI", to="狛江市", **narrowed)["paths"] == []


def test_no_path_is_an_answer_with_the_nearest(client: TestClient) -> None:
    body = ask(client, "/paths", from_="KDDI", to="墨田区")
    assert body["paths"] == []
    assert body["nearest"]["missing"]


def test_connections_add_up(client: TestClient) -> None:
    body = ask(client, "/connections", for_="狛江市", about="デジタルデバイド", limit=5)
    assert body["for"]["caption"] == "狛江市"
    assert (body["as_of"], body["model"]) == (AS_OF, "untrained")
    assert 0 < len(body["items"]) <= 5
    for item in body["items"]:
        assert sum(reason["contribution"] for reason in item["reasons"]) == pytest.approx(item["score"])


@pytest.mark.parametrize(
    ("path", "asked"),
    [(f"/views/ego/{quote('墨田区')}.json", {}), ("/views/path.json", {"from_": "KDDI", "to": "狛江市"})],
)
def test_views_are_cytoscape_json(client: TestClient, path: str, asked: dict[str, str]) -> None:
    body = ask(client, path, **asked)
    places = {node["data"]["id"] for node in body["elements"]["nodes"]}
    assert len(places) > 2
    assert all({"x", "y"} == set(node["position"]) for node in body["elements"]["nodes"])
    assert all({edge["data"]["source"], edge["data"]["target"]} <= places for edge in body["elements"]["edges"])
    assert body["as_of"] == AS_OF


def test_view_pages_have_a_sandbox_of_their_own(client: TestClient) -> None:
    for path in (
        query(f"/api/v1/views/ego/{quote('墨田区')}.html"),
        query("/api/v1/views/path.html", from_="KDDI", to="狛江市"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts; default-src 'none'")


def test_the_vocabulary_is_the_ontology(client: TestClient) -> None:
    body = ask(client, "/ontology")
    assert [kind["name"] for kind in body["kinds"]] == list(KIND)
    assert [tie["name"] for tie in body["ties"]] == list(TIE)
    assert [level["number"] for level in body["levels"]] == list(range(7))


def test_stats_health_and_readiness(client: TestClient, snapshot: Snapshot) -> None:
    assert ask(client, "/stats") == snapshot.stats()
    assert ask(client, "/health") == {"status": "ok"}
    assert ask(client, "/ready") == {"ready": True, "revision": snapshot.revision}


def test_the_description_names_every_address_and_answer(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    for path in (
        "/search",
        "/entities/{entity}",
        "/entities/{entity}/ties",
        "/paths",
        "/connections",
        "/ontology",
        "/health",
        "/ready",
        "/stats",
        "/sources",
        "/views/ego/{entity}.json",
        "/views/path.json",
    ):
        answer = described["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]["content"]["application/json"]
        assert "$ref" in answer["schema"], path
    assert not [path for path in described["paths"] if not path.startswith("/api/v1/")]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_language_is_accepted_and_leaves_machine_output_alone(client: TestClient, lang: str) -> None:
    assert ask(client, "/stats", lang=lang) == ask(client, "/stats")


def test_namesakes_are_kept_apart_by_id(client: TestClient) -> None:
    hits = ask(client, "/search", q=NAMESAKE)["items"]
    assert len({hit["id"] for hit in hits}) == 2
    assert len({hit["detail"] for hit in hits}) == 2
    for hit in hits:
        assert ask(client, f"/entities/{hit['id']}")["id"] == hit["id"]

"""The same answers to the byte from the embedded store and from a real Neo4j; errors of a server in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from typing_extensions import is_typeddict

from enishi import open_graph
from enishi.cli import main
from enishi.neo4j_server import HOME_VARIABLE, LocalServer
from graph.bodies import ConnectionsBody, PathsBody, SearchBody, ShowBody, StatsBody
from tests.answers import AS_OF, answered
from tests.servers import wiped

QUESTIONS = (
    ["find", "保育"],
    ["find", "hiruta"],
    ["find", "", "--kind", "Person"],
    ["show", "晝田浩一郎"],
    ["show", "官民連携事業研究所"],
    ["path", "KDDI", "狛江市"],
    ["path", "KDDI", "墨田区"],
    ["path", "おおこし勝広", "株式会社issues"],
    ["who", "狛江市", "--about", "デジタルデバイド"],
    ["who", "墨田区"],
    ["stats"],
    ["view", "墨田区"],
    ["show", "保育"],
)


def test_both_stores_answer_alike_to_the_byte(
    neo4j_server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(neo4j_server.home))
    with wiped(neo4j_server):
        pass
    stores = (str(tmp_path / "embedded.db"), neo4j_server.url)
    for store in stores:
        code, told = answered(["ingest", "sample", "--quiet", "--store", store])
        assert code == 0, told
    for question in QUESTIONS:
        embedded, server = (answered([*question, "--json", "--as-of", AS_OF, "--store", store]) for store in stores)
        assert embedded == server, question
    assert answered(["check", "--store", neo4j_server.url])[0] == 0


def test_a_wrong_password_is_one_line_that_says_what_to_do(
    neo4j_server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENISHI_NEO4J_USER", "neo4j")
    monkeypatch.setenv("ENISHI_NEO4J_PASSWORD", "wrong")
    code = main(["stats", "--store", neo4j_server.url])
    shown = capsys.readouterr()
    assert (code, shown.out, shown.err.count("\n")) == (3, "", 1)
    assert "ENISHI_NEO4J_PASSWORD" in shown.err


def test_the_local_server_is_told_without_its_password(
    neo4j_server: LocalServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(neo4j_server.home))
    assert main(["neo4j", "status"]) == 0
    assert main(["neo4j", "start", "--json"]) == 0, "a running one is told as it is"
    assert main(["neo4j", "path"]) == 0
    shown = capsys.readouterr()
    assert f"export ENISHI_STORE={neo4j_server.url}" in shown.out
    assert str(neo4j_server.home) in shown.out
    assert neo4j_server.password not in shown.out + shown.err


def test_no_local_server_is_exit_code_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert main(["neo4j", "status"]) == 1
    assert main(["neo4j", "stop"]) == 0
    assert main(["neo4j", "start", "--version", "1.0"]) == 2
    shown = capsys.readouterr()
    assert "enishi neo4j start" in shown.out
    assert shown.err.count("\n") == 1


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[Any, Any]:
    path = str(tmp_path_factory.mktemp("bodies") / "sample.db")
    assert answered(["ingest", "sample", "--quiet", "--store", path])[0] == 0
    with open_graph(path) as graph:
        return {
            SearchBody: graph.find("保育", as_of=AS_OF),
            ShowBody: graph.show("晝田浩一郎", as_of=AS_OF),
            PathsBody: graph.paths("KDDI", "狛江市", as_of=AS_OF),
            "nearest": graph.paths("KDDI", "墨田区", as_of=AS_OF),
            ConnectionsBody: graph.connections("狛江市", as_of=AS_OF),
            StatsBody: graph.stats(),
        }


@pytest.mark.parametrize("declared", [SearchBody, ShowBody, PathsBody, "nearest", ConnectionsBody, StatsBody])
def test_every_body_has_its_declared_keys_in_their_declared_order(declared: Any, bodies: dict[Any, Any]) -> None:
    body = bodies[declared]
    assert list(misplaced(PathsBody if declared == "nearest" else declared, body, "")) == []


def misplaced(declared: Any, value: Any, place: str) -> list[str]:
    """Where a value differs from its declaration in keys or their order."""
    if is_typeddict(declared):
        hints = get_type_hints(declared)
        found = [] if list(value) == list(hints) else [f"{place}: {list(value)}"]
        return found + [each for key in value for each in misplaced(hints.get(key), value[key], f"{place}/{key}")]
    if get_origin(declared) is list:
        (item,) = get_args(declared)
        return [each for number, entry in enumerate(value) for each in misplaced(item, entry, f"{place}/{number}")]
    if value is not None:
        return [each for kind in get_args(declared) if is_typeddict(kind) for each in misplaced(kind, value, place)]
    return []

"""`enishi.open_graph`: the questions in Python, with the same answers as elsewhere."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from enishi import open_graph
from enishi.graph import Graph
from graph.errors import Ambiguous, NotFound, UsageError
from graph.store.base import Store
from graph.store.opening import open_store
from ingest.run import ingest

AS_OF = date(2026, 11, 24)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stored = tmp_path_factory.mktemp("open-graph") / "sample.db"
    with open_store(str(stored)) as store:
        ingest(store, "sample")
    return stored


@pytest.fixture
def graph(path: Path) -> Iterator[Graph]:
    with open_graph(str(path)) as opened:
        yield opened


def test_importing_the_package_opens_and_imports_nothing_heavy() -> None:
    program = (
        "import sys, enishi; "
        "print([name for name in ('networkx', 'pandas', 'neo4j', 'graph.snapshot') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_store_comes_from_the_environment_where_none_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENISHI_STORE", str(path))
    with open_graph() as opened:
        assert opened.stats()["nodes"]["Person"] >= 5


def test_find_and_show_answer_alike_by_name_and_by_id(graph: Graph) -> None:
    found = graph.find("ひるた", kind="Person")["items"]
    assert [hit["caption"] for hit in found] == ["晝田浩一郎"]
    assert graph.show("昼田浩一郎", as_of=AS_OF) == graph.show(found[0]["id"], as_of="令和8年11月24日")
    shown = graph.show("昼田浩一郎", as_of=AS_OF)
    entity = graph.entity("昼田浩一郎", as_of=AS_OF)
    assert {key: value for key, value in shown.items() if key not in ("ties", "truncated")} == dict(entity)


def test_paths_take_names_and_say_for_which_day(graph: Graph) -> None:
    body = graph.paths("KDDI", "狛江市", k=2, as_of=AS_OF)
    assert body["from"]["caption"] == "KDDI株式会社"
    assert body["to"]["caption"] == "狛江市"
    assert 1 <= len(body["paths"]) <= 2
    assert body["as_of"] == "2026-11-24"


def test_connections_leave_out_who_asks(graph: Graph) -> None:
    body = graph.connections("狛江市", about="デジタルデバイド", as_of=AS_OF)
    assert body["items"]
    assert body["for"]["id"] not in [item["entity"]["id"] for item in body["items"]]
    for item in body["items"]:
        assert sum(reason["contribution"] for reason in item["reasons"]) == pytest.approx(item["score"])


def test_names_that_fit_none_are_told_with_near_misses(graph: Graph) -> None:
    with pytest.raises(NotFound):
        graph.show("どこにもない名前")
    assert graph.near_misses("墨田区役") != ()


def test_a_time_that_is_no_day_is_refused(graph: Graph) -> None:
    with pytest.raises(UsageError, match="年月日"):
        graph.show("墨田区", as_of="2026")
    with pytest.raises(UsageError, match="時点"):
        graph.show("墨田区", as_of="あした")


def test_the_snapshot_is_read_once_and_anew_after_a_load(tmp_path: Path, path: Path) -> None:
    with open_graph(str(tmp_path / "empty.db")) as opened:
        before = opened.snapshot()
        assert opened.snapshot() is before
        assert not before.nodes
        ingest(opened.store, "sample")
        after = opened.snapshot()
        assert after.nodes
        assert after is not before
    with open_graph(str(path)) as other:
        assert other.snapshot().revision == after.revision


def test_the_snapshot_goes_to_networkx_and_pandas(graph: Graph) -> None:
    snapshot = graph.snapshot()
    network = snapshot.to_networkx()
    nodes, ties = snapshot.to_frames()
    assert network.number_of_nodes() == len(nodes) == sum(graph.stats()["nodes"].values())
    assert network.number_of_edges() == len(ties) == sum(graph.stats()["ties"].values())


def test_a_view_shows_itself_in_a_notebook_and_saves_a_page(graph: Graph, tmp_path: Path) -> None:
    view = graph.view("墨田区", limit=10, as_of=AS_OF)
    assert 1 < len(view.body["elements"]["nodes"]) <= 10
    cell = view._repr_html_()
    assert cell.startswith('<iframe title="墨田区" sandbox="allow-scripts"')
    assert "<script" not in cell, "the page stands escaped in the frame's attribute"
    saved = view.save(tmp_path / "view.html")
    assert saved.read_text(encoding="utf-8") == view.html()


def test_namesakes_are_told_apart(shared: Path, tmp_path: Path) -> None:
    with open_graph(str(tmp_path / "towns.db")) as opened:
        ingest(opened.store, "municipalities", [shared / "data" / "01-municipalities"])
        with pytest.raises(Ambiguous) as ambiguity:
            opened.show("伊達市")
        details = sorted(candidate.detail for candidate in ambiguity.value.candidates)
        assert len(details) == 2
        assert "北海道" in details[0]
        assert "福島県" in details[1]


def test_closing_lets_go_of_the_store(path: Path) -> None:
    opened = open_graph(str(path))
    assert isinstance(opened.store, Store)
    opened.close()
    opened.close()

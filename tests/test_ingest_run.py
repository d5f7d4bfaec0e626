"""From a source to the store and back in a report: whole or not at all, and never twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceRefused, StoreError, UsageError
from graph.store.base import Store
from graph.store.opening import open_store
from ingest import run
from ingest.run import ingest
from ingest.sources import SOURCES
from tests.workbook_folder import SHEETS, with_rows, write_sheet, write_workbook


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "合成の冊子")


def _content(store: Store) -> tuple[object, ...]:
    nodes = {node.caption: node.to_row() for node in store.nodes()}
    return store.revision(), nodes, [tie.to_row() for tie in store.ties()], len(store.runs())


def test_the_report_has_the_shape_of_the_contract(store: Store, folder: Path) -> None:
    write_workbook(folder, 人物=with_rows("人物", ["p2", "合成花子", "", "漢字", "s1", ""]))
    row = json.loads(json.dumps(ingest(store, "workbook", [folder]).to_row()))
    assert row["source"] == "workbook"
    assert row["revision"] == store.revision()
    assert row["rows_read"] == 11
    assert row["nodes"] == {"made": 5, "changed": 0, "unchanged": 0, "ended": 0}
    assert row["ties"] == {"made": 3, "changed": 0, "unchanged": 0, "ended": 0}
    assert row["refused"] == [
        {
            "file": "人物.csv",
            "sheet": "人物",
            "row": 3,
            "column": "かな",
            "value": "漢字",
            "reason": row["refused"][0]["reason"],
        }
    ]
    assert row["seconds"] >= 0
    assert row["dropped"] == {}


def test_an_identical_load_leaves_no_trace(store: Store, folder: Path) -> None:
    ingest(store, "workbook", [folder])
    before = _content(store)
    again = ingest(store, "workbook", [folder])
    assert _content(store) == before
    assert (again.nodes.made, again.nodes.changed, again.nodes.ended) == (0, 0, 0)
    assert (again.nodes.unchanged, again.ties.unchanged) == (5, 3)


def test_a_changed_workbook_replaces_what_it_said(store: Store, folder: Path) -> None:
    ingest(store, "workbook", [folder])
    write_sheet(folder, "つながり", SHEETS["つながり"][:-1])
    write_sheet(folder, "人物", [SHEETS["人物"][0], ["p1", "合成太郎", "", "", "s1", ""]])
    report = ingest(store, "workbook", [folder])
    assert (report.nodes.made, report.nodes.changed, report.ties.ended) == (0, 1, 1)
    (person,) = store.nodes(kinds=["Person"])
    assert set(person.values) == {"name"}


def test_a_source_that_nothing_cites_is_left_out(store: Store, folder: Path) -> None:
    write_sheet(folder, "出典", with_rows("出典", ["s3", "誰も引かない合成記事", "", "", ""]))
    ingest(store, "workbook", [folder])
    assert {document.key for document in store.documents()} == {"s1", "s2"}


def test_a_dry_run_counts_as_the_real_one_and_changes_nothing(store: Store, folder: Path) -> None:
    empty = _content(store)
    rehearsed = ingest(store, "workbook", [folder], dry_run=True)
    assert _content(store) == empty
    real = ingest(store, "workbook", [folder])
    assert (rehearsed.nodes, rehearsed.ties, rehearsed.revision) == (real.nodes, real.ties, real.revision)
    loaded = _content(store)
    write_sheet(folder, "つながり", SHEETS["つながり"][:-1])
    rehearsed = ingest(store, "workbook", [folder], dry_run=True)
    assert _content(store) == loaded
    assert rehearsed.ties.ended == 1


def test_two_folders_are_two_data_sets(store: Store, folder: Path, tmp_path: Path) -> None:
    other = write_workbook(
        tmp_path / "別の冊子", 人物=[*SHEETS["人物"][:1], ["p1", "合成花子", "", "", "s1", ""]], つながり=None
    )
    report = ingest(store, "workbook", [folder, other])
    assert report.rows_read == 10 + 7
    assert {document.dataset for document in store.documents()} == {"workbook-合成の冊子", "workbook-別の冊子"}
    assert {node.caption for node in store.nodes(kinds=["Person"])} == {"合成太郎", "合成花子"}


def test_two_folders_of_one_name_are_refused(store: Store, folder: Path, tmp_path: Path) -> None:
    twin = write_workbook(tmp_path / "中" / folder.name)
    with pytest.raises(UsageError, match="同じ名前のフォルダ"):
        ingest(store, "workbook", [folder, twin])
    assert store.runs() == []


def test_a_second_path_that_is_refused_keeps_the_first_out_too(store: Store, folder: Path, tmp_path: Path) -> None:
    broken = write_workbook(tmp_path / "壊れた冊子")
    (broken / "企業.csv").write_bytes('名称,出典\n合成"社,s1\n"合成,s1\n'.encode())
    empty = _content(store)
    with pytest.raises(SourceRefused, match=r"企業\.csv: 3行目"):
        ingest(store, "workbook", [folder, broken])
    assert _content(store) == empty


def test_nothing_is_half_loaded_when_the_load_breaks_off(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, "workbook", [folder])
    before = _content(store)
    write_sheet(folder, "企業", with_rows("企業", ["もう一つの合成株式会社", "s1"]))
    state: Callable[..., None] = run._state

    def break_off(*arguments: object) -> None:
        state(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_state", break_off)
    with pytest.raises(KeyboardInterrupt):
        ingest(store, "workbook", [folder])
    assert _content(store) == before


def test_a_workbook_in_which_every_row_is_refused_takes_nothing_away(store: Store, folder: Path) -> None:
    ingest(store, "workbook", [folder])
    before = _content(store)
    write_sheet(folder, "出典", [SHEETS["出典"][0], ["s1", "", "", "", ""], ["s2", "", "", "", ""]])
    report = ingest(store, "workbook", [folder])
    assert _content(store) == before
    assert report.revision == store.revision()
    assert len({(refusal.sheet, refusal.row) for refusal in report.refused}) == 10
    assert (report.nodes.ended, report.nodes.unchanged) == (0, 0)


def test_a_workbook_without_any_row_is_refused(store: Store, folder: Path) -> None:
    for name, rows in SHEETS.items():
        write_sheet(folder, name, rows[:1])
    with pytest.raises(SourceRefused, match="取り込む行がありません"):
        ingest(store, "workbook", [folder])


@pytest.mark.parametrize(
    ("source", "paths", "reason"),
    [
        ("宇宙", [], "sample・workbook・municipalities"),
        ("workbook", [], "指定が必要"),
        ("municipalities", [], "指定が必要"),
        ("sample", [Path("どこか")], "要りません"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(store: Store, source: str, paths: list[Path], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        ingest(store, source, paths)


def test_a_locked_store_is_an_error_and_not_a_hang(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.store.sqlite._LOCK_SECONDS", 0.1)
    path = str(tmp_path / "graph.db")
    with open_store(path) as one, open_store(path) as two, one.load("他の取り込み"), pytest.raises(StoreError):
        ingest(two, "workbook", [folder])


def test_progress_is_told_for_both_walks(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_ROWS_BETWEEN_SIGNS", 3)
    signs: list[tuple[int, int | None, str]] = []
    ingest(store, "workbook", [folder], progress=lambda *sign: signs.append(sign))
    surveyed = [done for done, total, label in signs if (total, label) == (None, "確認")]
    loaded = [done for done, total, label in signs if (total, label) == (10, "取り込み")]
    assert len(surveyed) + len(loaded) == len(signs)
    assert surveyed == sorted(set(surveyed))
    assert loaded[-1] == 10


def test_the_sample_loads_without_a_refusal_and_is_checked(store: Store) -> None:
    report = ingest(store, "sample")
    assert report.refused == ()
    assert report.nodes.made > 100
    assert store.check() == []
    again = ingest(store, "sample")
    assert (again.nodes.made, again.nodes.changed, again.nodes.ended) == (0, 0, 0)
    assert again.revision == report.revision


def test_sample_and_list_make_one_graph_in_either_order(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "01-municipalities"
    orders = [[("sample", []), ("municipalities", [folder])], [("municipalities", [folder]), ("sample", [])]]
    revisions = []
    for order in orders:
        with open_store(":memory:") as store:
            for source, paths in order:
                ingest(store, source, paths)
            revisions.append(store.revision())
            assert store.check() == []
            assert [node.first("lgcode") for node in store.nodes() if node.caption == "墨田区"] == ["131075"]
    assert revisions[0] == revisions[1]


def test_the_register_tells_what_a_reader_needs() -> None:
    for name, source in SOURCES.items():
        row = json.loads(json.dumps(source.to_row()))
        assert row["name"] == name
        assert all(row[field] for field in ("label", "description", "licence", "origin", "columns"))
        assert all(row["columns"].values())


_TEXT = st.text(max_size=15)


@given(
    st.lists(st.tuples(_TEXT, _TEXT, st.sampled_from(["s1", "s2", "", "s9"])), max_size=6),
    st.lists(st.tuples(_TEXT, st.sampled_from(["知り合い", "務める", ""]), _TEXT), max_size=4),
)
def test_any_text_in_any_cell_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[str, str, str]], ties: list[tuple[str, str, str]]
) -> None:
    folder = write_workbook(
        tmp_path_factory.getbasetemp() / "何でもの冊子",
        人物=[["ID", "名称", "出典"], *map(list, people)],
        つながり=[["元", "つながり", "先", "出典"], *([*tie, "s1"] for tie in ties)],
    )
    with open_store(":memory:") as store:
        report = ingest(store, "workbook", [folder])
        assert all(refusal.row > 1 and refusal.reason.endswith("。") for refusal in report.refused)
        assert store.check() == []
        assert ingest(store, "workbook", [folder]).revision == report.revision

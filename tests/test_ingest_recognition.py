"""Files loaded before are recognised by their content and not mapped again, and never when that would be wrong."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from enishi.neo4j_server import LocalServer
from graph.errors import UsageError
from graph.facts import Run
from graph.store.base import Store
from graph.store.opening import open_store
from graph.store.transfer import write_backup
from ingest import extract, recognition, run, sources
from ingest.extract import Extract, Survey
from ingest.recognition import fingerprint
from ingest.run import LoadReport, ingest
from ingest.sources import SOURCES
from tests.facts import Sheet, document, load, person
from tests.servers import wiped
from tests.source_support import write_folder
from tests.workbook_folder import with_rows, write_sheet, write_workbook

WORKBOOK = SOURCES["workbook"]


@pytest.fixture(params=["sqlite", pytest.param("neo4j_server", marks=pytest.mark.xdist_group("neo4j"))])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "sqlite":
        with open_store(str(tmp_path / "合成.db")) as opened:
            yield opened
    else:
        server: LocalServer = request.getfixturevalue(request.param)
        with wiped(server) as opened:
            yield opened


@pytest.fixture
def embedded() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_workbook(tmp_path / "合成の冊子")
    return write_workbook(folder, 人物=with_rows("人物", ["p2", "合成花子", "", "漢字", "s1", ""]))


@pytest.fixture
def mapped(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The data sets that were walked, one after the other."""
    walked: list[str] = []
    survey = extract.survey

    def noted(opened: Extract, on_row: Callable[[int], None]) -> Survey:
        walked.append(opened.dataset)
        return survey(opened, on_row)

    monkeypatch.setattr(run, "survey", noted)
    return walked


def _said(report: LoadReport) -> tuple[object, ...]:
    return report.source, report.revision, report.rows_read, report.refused, report.dropped


def test_the_same_files_are_not_mapped_again_and_reported_as_before(
    store: Store, folder: Path, mapped: list[str]
) -> None:
    first = ingest(store, "workbook", [folder])
    assert mapped == ["workbook-合成の冊子"] and first.refused
    before = store.runs()
    for dry_run in (True, False):
        again = ingest(store, "workbook", [folder], dry_run=dry_run)
        assert _said(again) == _said(first)
        assert dataclasses.astuple(again.nodes) == (0, 0, first.nodes.made, 0)
        assert dataclasses.astuple(again.ties) == (0, 0, first.ties.made, 0)
    assert len(mapped) == 1
    assert store.runs() == before


def test_a_changed_cell_is_mapped_and_so_is_the_way_back(store: Store, folder: Path, mapped: list[str]) -> None:
    first = ingest(store, "workbook", [folder])
    write_sheet(folder, "企業", [["名称", "出典"], ["別の合成株式会社", "s1"]])
    changed = ingest(store, "workbook", [folder])
    assert (changed.nodes.made, changed.nodes.ended) == (1, 1)
    write_sheet(folder, "企業", [["名称", "出典"], ["合成株式会社", "s1"]])
    assert ingest(store, "workbook", [folder]).revision == first.revision
    assert len(mapped) == 3


def test_another_year_between_takes_the_full_way(embedded: Store, tmp_path: Path, mapped: list[str]) -> None:
    """The first folder is no longer what the data set was last loaded from."""
    years = [tmp_path / "一" / "冊子", tmp_path / "二" / "冊子"]
    for year, name in zip(years, ("合成太郎", "合成花子"), strict=True):
        write_workbook(year, 人物=[["ID", "名称", "出典"], ["p1", name, "s1"]], つながり=None)
        ingest(embedded, "workbook", [year])
    ingest(embedded, "workbook", [years[0]])
    assert len(mapped) == 3
    assert [node.caption for node in embedded.nodes(kinds=["Person"])] == ["合成太郎"]


def test_a_load_of_another_data_set_between_does_not_matter(embedded: Store, folder: Path, mapped: list[str]) -> None:
    ingest(embedded, "workbook", [folder])
    load(embedded, Sheet(document(), (person("合成次郎"),)))
    ingest(embedded, "workbook", [folder])
    assert len(mapped) == 1


def test_a_newer_mapper_maps_again(
    embedded: Store, folder: Path, mapped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(embedded, "workbook", [folder])
    newer = dataclasses.replace(WORKBOOK, version="workbook-合成")
    monkeypatch.setattr(sources, "SOURCES", MappingProxyType({**SOURCES, "workbook": newer}))
    ingest(embedded, "workbook", [folder])
    assert len(mapped) == 2


def test_the_version_known_beforehand_is_the_mappers_own(shared: Path) -> None:
    for folder in sorted((shared / "data").iterdir()):
        for source in SOURCES.values():
            if source.name in folder.name and source.needs_path:
                assert source.open(folder).version == source.version


def test_an_unfinished_load_is_never_passed_over(
    embedded: Store, folder: Path, mapped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(embedded, "workbook", [folder])
    unfinished = Run("0" * 20, "別の合成", "open", "", "", {})
    monkeypatch.setattr(embedded, "unfinished", lambda: unfinished)
    ingest(embedded, "workbook", [folder])
    assert len(mapped) == 2


def test_files_that_change_while_they_are_read_are_not_recognised(
    embedded: Store, folder: Path, mapped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    state: Callable[..., None] = run._state

    def touched(*arguments: object) -> None:
        state(*arguments)
        (folder / "覚え書き.txt").write_text("合成", encoding="utf-8")

    monkeypatch.setattr(run, "_state", touched)
    ingest(embedded, "workbook", [folder])
    (folder / "覚え書き.txt").unlink()
    ingest(embedded, "workbook", [folder])
    assert len(mapped) == 2


def test_a_run_with_very_many_refusals_is_found_anew(
    embedded: Store, folder: Path, mapped: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognition, "_MOST_REFUSED", 0)
    first = ingest(embedded, "workbook", [folder])
    assert _said(ingest(embedded, "workbook", [folder])) == _said(first)
    assert len(mapped) == 2


def test_one_folder_twice_stays_refused(embedded: Store, folder: Path) -> None:
    ingest(embedded, "workbook", [folder])
    with pytest.raises(UsageError, match="同じ名前のフォルダ"):
        ingest(embedded, "workbook", [folder, folder])


def test_two_folders_are_recognised_together(embedded: Store, folder: Path, tmp_path: Path, mapped: list[str]) -> None:
    other = write_workbook(tmp_path / "別の冊子")
    first = ingest(embedded, "workbook", [folder, other])
    assert _said(ingest(embedded, "workbook", [folder, other])) == _said(first)
    assert len(mapped) == 2


def test_a_restored_store_recognises_too(embedded: Store, folder: Path, tmp_path: Path, mapped: list[str]) -> None:
    first = ingest(embedded, "workbook", [folder])
    assert write_backup(tmp_path / "控え", embedded.facts(), revision=embedded.revision()) > 0
    with open_store(str(tmp_path / "写し.db")) as copy:
        copy.replace(embedded.facts(), revision=embedded.revision())
        assert _said(ingest(copy, "workbook", [folder])) == _said(first)
    assert len(mapped) == 1


@pytest.mark.parametrize("change", ["content", "name", "below", "added", "removed", "note", "folder"])
def test_every_file_of_the_folder_counts(tmp_path: Path, change: str) -> None:
    folder = write_folder(tmp_path / "合成", {"一.csv": "合成", "中/二.json": "[]"})
    before = fingerprint(WORKBOOK, folder)
    assert before and before == fingerprint(WORKBOOK, folder)
    match change:
        case "content":
            (folder / "一.csv").write_text("合せ", encoding="utf-8-sig")
        case "name":
            (folder / "一.csv").rename(folder / "三.csv")
        case "below":
            (folder / "中" / "二.json").write_text("{}", encoding="utf-8")
        case "added":
            (folder / "中" / "四.csv").touch()
        case "removed":
            (folder / "中" / "二.json").unlink()
        case "note":
            (folder / "SOURCE.md").write_text("合成", encoding="utf-8")
        case "folder":
            folder = folder.rename(tmp_path / "別の合成")
    assert fingerprint(WORKBOOK, folder) not in ("", before)


def test_a_copy_of_the_folder_is_the_same(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "別の所" / folder.name)
    assert fingerprint(WORKBOOK, copy) == fingerprint(WORKBOOK, folder)


def test_what_is_no_folder_has_no_fingerprint(folder: Path) -> None:
    assert fingerprint(WORKBOOK, None) == fingerprint(WORKBOOK, folder / "人物.csv") == ""
    assert fingerprint(WORKBOOK, folder / "無い") == fingerprint(SOURCES["sample"], folder) == ""
    assert fingerprint(SOURCES["sample"], None)

"""全国市区町村・都道府県一覧: counted on the real files, and refused where they don't agree with themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.facts import Statement, record_id
from graph.store.base import Store
from graph.store.opening import open_store
from graph.values.codes import MunicipalityCode
from ingest.extract import Journal
from ingest.municipalities import DATASET, LOCAL_FILE, PREFECTURES_FILE, Municipalities
from ingest.run import LoadReport, ingest

PREFECTURES = """pid,pref,prefkana,lat,lng,url,lgcode,pref_en
1,北海道,ほっかいどう,43.06,141.35,https://www.pref.hokkaido.lg.jp/,10006,Hokkaido
13,東京都,とうきょうと,35.69,139.69,https://www.metro.tokyo.lg.jp/,130001,Tokyo
"""
LOCAL = """pid,pref,cid,city,citykana,lat,lng,url,phrase,lgcode
1,北海道,1100,札幌市,さっぽろし,43.06,141.35,https://www.city.sapporo.jp/,一言,011002
1,北海道,1101,札幌市 中央区,さっぽろし ちゅうおうく,43.05,141.34,https://www.city.sapporo.jp/chuo/,,011011
13,東京都,13107,墨田区,すみだく,35.71,139.80,https://www.city.sumida.lg.jp/,,131075
"""
NOTE = "# 一覧\n- Source: https://github.com/code4fukui/localgovjp commit `232edc3a` (2026-07-09)\n"


def _folder(path: Path, *, prefectures: str = PREFECTURES, local: str = LOCAL, note: str = NOTE) -> Path:
    path.mkdir(exist_ok=True)
    (path / PREFECTURES_FILE).write_text(prefectures, encoding="utf-8")
    (path / LOCAL_FILE).write_text(local, encoding="utf-8-sig")
    (path / "SOURCE.md").write_text(note, encoding="utf-8")
    return path


def _walk(folder: Path) -> tuple[dict[str, list[Statement]], Journal]:
    journal = Journal()
    facts = list(Municipalities.open(folder).read(journal).facts)
    return {each.record.key: [statement for statement, _ in each.stated] for each in facts}, journal


def test_a_ward_is_named_as_people_name_it_and_belongs_to_city_and_prefecture(tmp_path: Path) -> None:
    stated, journal = _walk(_folder(tmp_path))
    assert journal.refused == []
    assert dict(journal.dropped) == {"pref_en": 2, "phrase": 1}
    ward = stated["011011"]
    assert {(statement.name, statement.value) for statement in ward if not statement.is_tie} == {
        ("kind", "Municipality"),
        ("name", "札幌市中央区"),
        ("full_name", "北海道札幌市中央区"),
        ("alias", "中央区"),
        ("kana", "さっぽろしちゅうおうく"),
        ("level", "ward"),
        ("lgcode", "011011"),
        ("latitude", "43.05"),
        ("longitude", "141.34"),
        ("url", "https://www.city.sapporo.jp/chuo/"),
    }
    assert [(statement.name, statement.target) for statement in ward if statement.is_tie] == [
        ("PART_OF", record_id(DATASET, "010006")),
        ("PART_OF", record_id(DATASET, "011002")),
    ]
    assert [statement.value for statement in stated["131075"] if statement.name == "level"] == ["special_ward"]


def test_documents_carry_what_the_note_tells(tmp_path: Path) -> None:
    documents = Municipalities.open(_folder(tmp_path)).read(Journal()).documents.values()
    assert {
        (document.key, document.date, document.publisher, document.licence, document.series) for document in documents
    } == {(f"{name}@2026-07-09", "2026-07-09", "code4fukui", "CC0", name) for name in (PREFECTURES_FILE, LOCAL_FILE)}
    undated = Municipalities.open(_folder(tmp_path, note="# 一覧\n")).read(Journal()).documents.values()
    assert {(document.key, document.date) for document in undated} == {(PREFECTURES_FILE, ""), (LOCAL_FILE, "")}


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("13,東京都,13101,千代田区,ちよだく,35.6,139.7,https://www.example.jp/,,131017", "lgcode", "検査数字"),
        ("1,東京都,13101,千代田区,ちよだく,35.6,139.7,https://www.example.jp/,,131016", "pid", "合いません"),
        ("13,京都府,13101,千代田区,ちよだく,35.6,139.7,https://www.example.jp/,,131016", "pref", "「東京都」です"),
        ("13,東京都,13102,千代田区,ちよだく,35.6,139.7,https://www.example.jp/,,131016", "cid", "cidとlgcode"),
        ("13,東京都,13101,千代田区,千代田区,35.6,139.7,https://www.example.jp/,,131016", "citykana", "ひらがな"),
        ("13,東京都,13101,千代田区,ちよだく,北,139.7,https://www.example.jp/,,131016", "lat", "数"),
        ("13,東京都,13101,千代田区,ちよだく,35.6,139.7,ftp://www.example.jp/,,131016", "url", "http"),
        ("13,東京都,13101,,ちよだく,35.6,139.7,https://www.example.jp/,,131016", "city", "名前がありません"),
        ("13,東京都,13101,千代田,ちよだ,35.6,139.7,https://www.example.jp/,,131016", "city", "市・区・町・村"),
        ("13,東京都,13107,墨田区,すみだく,35.7,139.8,https://www.example.jp/,,131075", "lgcode", "前にもあります"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path: Path, line: str, column: str, reason: str) -> None:
    stated, journal = _walk(_folder(tmp_path, local=f"{LOCAL}{line}\n"))
    (refusal,) = journal.refused
    assert (refusal.file, refusal.row, refusal.column) == (LOCAL_FILE, 5, column)
    assert reason in refusal.reason
    assert len(stated) == 5


def test_a_part_of_a_refused_place_loses_the_tie_and_stays(tmp_path: Path) -> None:
    stated, journal = _walk(_folder(tmp_path, local=LOCAL.replace("011002", "011003")))
    assert [(refusal.row, refusal.column) for refusal in journal.refused] == [(2, "lgcode"), (3, "city")]
    assert [statement.target for statement in stated["011011"] if statement.is_tie] == [record_id(DATASET, "010006")]


@pytest.mark.parametrize("file", [PREFECTURES_FILE, LOCAL_FILE])
def test_a_missing_file_or_column_refuses_the_folder(tmp_path: Path, file: str) -> None:
    folder = _folder(tmp_path)
    content = (folder / file).read_text(encoding="utf-8-sig")
    (folder / file).write_text(content.replace("lgcode", "code"), encoding="utf-8")
    with pytest.raises(SourceRefused, match="列「lgcode」がありません"):
        Municipalities.open(folder)
    (folder / file).unlink()
    with pytest.raises(SourceRefused, match=f"{file}: ファイルが見つかりません"):
        Municipalities.open(folder)
    with pytest.raises(SourceRefused, match="フォルダがありません"):
        Municipalities.open(tmp_path / "なし")


@pytest.fixture(scope="module")
def loaded(shared: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, "municipalities", [shared / "data" / "01-municipalities"])


def test_the_real_list_loads_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.refused == ()
    assert report.rows_read == report.nodes.made == 1_963
    assert report.ties.made == 1_916 + 175
    assert report.dropped["phrase"] == 1_876
    nodes = list(store.nodes())
    levels = Counter(node.first("level") for node in nodes)
    assert levels == {"city": 792, "town": 743, "village": 183, "ward": 175, "prefecture": 47, "special_ward": 23}
    names = Counter(node.caption for node in nodes if node.first("level") != "prefecture")
    assert sum(count > 1 for count in names.values()) == 25
    assert (names["伊達市"], names["池田町"]) == (2, 4)
    assert all(node.conflicts == () for node in nodes)
    assert store.check() == []


def test_levels_agree_with_the_codes(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    wrong = [
        node.caption
        for node in store.nodes()
        if MunicipalityCode.parse(node.first("lgcode")).is_ward_of_designated_city != (node.first("level") == "ward")
    ]
    assert wrong == []


def test_the_real_list_twice_changes_nothing(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, report = loaded
    again = ingest(store, "municipalities", [shared / "data" / "01-municipalities"])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.nodes.ended, again.nodes.unchanged) == (0, 0, 0, 1_963)
    assert (again.ties.made, again.ties.changed, again.ties.ended, again.ties.unchanged) == (0, 0, 0, 2_091)
    assert len(store.runs()) == 1

"""高松市: Excel files whole and broken, charts that move units, days without a year, and the real files counted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from graph.errors import SourceRefused
from graph.facts import record_id
from graph.store.base import Store
from graph.store.opening import open_store
from ingest import excel
from ingest.excel import ExcelSheet
from ingest.run import LoadReport, ingest
from ingest.takamatsu import COUNCIL, DATASET, Takamatsu
from ingest.takamatsu_events import DESKS, days_of
from tests.source_support import kinds_of, node_of, ties_of, walk

MEMBERS, CHART_2021, CHART_2024, EVENTS = (
    "member_companies_20240304.xlsx",
    "0083_202104.xlsx",
    "0083_202404.xlsx",
    "events/events_2025-10-10.xlsx",
)
MEMBER_TITLES = ("#property", "groupName", "applicationDate")
CHART_TITLES = ("#property", "applicableDate", "affiliationCode", "bureau", "department", "division", "office", "unit")
EVENT_TITLES = ("№", "対象", "開催日", "行事名", "場所名称", "説明", "URL", "問い合わせ先（市の担当課）", "TEL")


def _write(path: Path, titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    book = Workbook()
    (sheet,) = book.worksheets
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _folder(path: Path) -> Path:
    city = (1, "2021-04-01", "0", "高松市", "", "", "", "市長")
    old = [city, (2, "2021-04-01", "1", "合成局"), (3, "2021-04-01", "2", "合成局", "", "合成課")]
    new = [(1, date(2024, 4, 1), "0", "新合成局"), (2, date(2024, 4, 1), "3", "新合成局", "", "合成課")]
    _write(path / CHART_2021, CHART_TITLES, old)
    _write(path / CHART_2024, CHART_TITLES, new)
    members = [
        (1, "高松市", "10/19/2017"),
        (2, "株式会社合成　香川支店", "1/5/2018"),
        (3, "株式会社　合成建設", "1/25/2024"),
    ]
    _write(path / MEMBERS, MEMBER_TITLES, members)
    event = (
        1,
        "両方",
        "10月1日（水）～12月27日（土）",
        "合成展",
        "合成館",
        "説明",
        "https://example.jp/",
        "合成団（合成課）",
        "087-000-0000",
    )
    _write(path / EVENTS, EVENT_TITLES, [event])
    return path


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("2025-10-13", ("2025-10-13", "")),
        ("10月1日（水）～12月27日（土）", ("--10-01", "--12-27")),
        ("8月5日（水）～8月16日（日）※10日以外", ("--08-05", "--08-16")),
        ("～10月31日(金）", ("", "--10-31")),
        ("10月12日(日)", ("--10-12", "")),
        ("①10月24日(金)\n②10月31日(金)\n③11月20日(木)", ("--10-24", "--11-20")),
        ("11月5日・12日・19日・26日・12月3日・10日\nいずれも(水)", ("--11-05", "--12-10")),
        ("10月25日、11月22日、令和8年1月24日", ("--10-25", "2026-01-24")),
        ("（6月12日、6月26日、）10月23日", ("--06-12", "--10-23")),
        ("10月・11月の試合日程", ("", "")),
        ("随時（要調整）", ("", "")),
        ("-", ("", "")),
    ],
)
def test_days_stay_as_they_are_told(cell: str, days: tuple[str, str]) -> None:
    assert days_of(cell) == days


def test_a_branch_is_a_unit_of_its_company_and_joined_on_a_day(tmp_path: Path) -> None:
    walked = walk(Takamatsu.open(_folder(tmp_path)))
    joined = {key: tie.since for key in walked.stated for target, tie in walked.ties(key, "MEMBER_OF") if target}
    assert len(joined) == 3 and joined["高松市"] == "2017-10-19"
    (branch,) = (key for key in joined if key.endswith("香川支店"))
    ((company, _),) = walked.ties(branch, "PART_OF")
    assert (walked.kind(branch), walked.values(company)["name"]) == ("Department", "株式会社合成")
    assert "株式会社 合成建設" in [walked.values(key)["name"] for key in joined]
    assert walked.values("高松市")["lgcode"] == "372013"


def test_a_unit_that_moved_ends_and_is_succeeded(tmp_path: Path) -> None:
    with open_store(":memory:") as store:
        ingest(store, DATASET, [_folder(tmp_path)])
        old, new = (node_of(store, DATASET, f"高松市/{bureau}/合成課").id for bureau in ("合成局", "新合成局"))
        parts = {tie.source: tie.spans[0] for tie in ties_of(store, "PART_OF")}
        assert (parts[old].status, parts[old].until) == ("former", "2024-04-01")
        assert parts[new].status == "actual"
        assert [(tie.source, tie.target) for tie in ties_of(store, "SUCCEEDED")] == [(new, old)]
        (post,) = store.nodes(kinds=["Post"])
        assert (post.caption, post.first("seats")) == ("高松市市長", "one")


def test_an_event_has_its_holder_and_the_desk_in_charge(tmp_path: Path) -> None:
    walked = walk(Takamatsu.open(_folder(tmp_path)))
    (event,) = (key for key in walked.stated if walked.kind(key) == "Event")
    told = walked.values(event)
    assert (told["since"], told["until"], told["audience"]) == ("--10-01", "--12-27", "両方")
    assert "087" not in str(told)
    roles = {key: tie.role for key in walked.stated for target, tie in walked.ties(key, "TOOK_PART") if target == event}
    assert roles == {"団体/合成団": "organizer", "団体/合成課": "secretariat"}
    assert walked.journal.dropped["TEL"] == 1


def test_bad_rows_are_refused_with_place_and_reason(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    rows = [
        (1, "株式会社合成", "2910-10-25"),
        (2, "", "1/5/2018"),
        (3, "株式会社合成二", "13/40/2018"),
        (4, "合成社", "1/5/2018"),
    ]
    _write(folder / MEMBERS, MEMBER_TITLES, rows)
    walked = walk(Takamatsu.open(folder))
    assert [(each.file, each.row) for each in walked.journal.refused] == [(MEMBERS, 2), (MEMBERS, 3), (MEMBERS, 4)]
    assert "2200年" in walked.journal.refused[0].reason
    assert walked.kind("会員/合成社") == "Association"


def test_broken_files_are_refused_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _folder(tmp_path)
    content = (folder / MEMBERS).read_bytes()
    (folder / MEMBERS).write_bytes(content[: len(content) // 2])
    (folder / CHART_2021).write_text("これはExcelではありません", encoding="utf-8")
    (folder / "合成.xlsx").write_bytes(content)
    _write(folder / EVENTS, ("№", "行事名"), [(1, "合成展")])
    refused = {each.file: each.reason for each in walk(Takamatsu.open(folder)).journal.refused}
    assert set(refused) == {MEMBERS, CHART_2021, "合成.xlsx", Path(EVENTS).name}
    assert "読めません" in refused[MEMBERS] and "どれか分かりません" in refused["合成.xlsx"]
    assert "列「対象」" in refused[Path(EVENTS).name]
    monkeypatch.setattr(excel, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(SourceRefused, match="大きすぎます"):
        Takamatsu.open(folder)
    with pytest.raises(SourceRefused, match="ファイルがありません"):
        Takamatsu.open(tmp_path / "なし")


def _opened(path: Path) -> tuple[str, ExcelSheet | None]:
    try:
        return "", ExcelSheet.open(path)
    except SourceRefused as refusal:
        return refusal.message, None


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_archive_never_breaks_the_reader(tmp_path: Path, at: int) -> None:
    path = tmp_path / "sheet.xlsx"
    _write(path, MEMBER_TITLES, [(1, "合成", "1/5/2018")])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            place = len(part) * at // 100
            archive.writestr(name, part[:place] + b"<" + part[place + 3 :])
    refusal, sheet = _opened(path)
    assert (sheet is not None and sheet.file == "sheet.xlsx") or "sheet.xlsx" in refusal


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "10-smartcity-takamatsu"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


def test_the_real_files_load_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.refused == ()
    assert report.rows_read == 153 + 394 + 392 + 212
    assert kinds_of(store)["Event"] == 198
    assert len(store.documents()) == 7
    assert store.check() == []
    assert [node.caption for node in store.nodes() if node.conflicts] == []


def test_members_with_their_days(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    council = node_of(store, DATASET, COUNCIL).id
    joined = [tie for tie in ties_of(store, "MEMBER_OF") if tie.target == council]
    assert len(joined) == 153
    days = sorted(tie.spans[0].since for tie in joined)
    assert (days[0], days[-1]) == ("2017-10-06", "2024-01-25")
    city = node_of(store, DATASET, "高松市")
    assert (city.kind, city.first("lgcode")) == ("Municipality", "372013")
    company = node_of(store, DATASET, "会員/株式会社stnet")
    assert (company.kind, company.caption) == ("Company", "株式会社ＳＴＮｅｔ")


def test_the_charts_and_their_moves(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    names = {node.id: node.caption for node in store.nodes(kinds=["Department"])}
    parts = {tie.source: tie for tie in ties_of(store, "PART_OF")}
    current = [tie for tie in parts.values() if tie.spans[0].status == "actual"]
    affairs = [tie.source for tie in current if names.get(tie.source) == "総務課"]
    above = {names[parts[unit].target] for unit in affairs}
    assert above == {"総務局", "消防局", "みんなの病院", "教育局"}
    ended = [tie for tie in parts.values() if tie.spans[0].status == "former"]
    assert (len(ended), {tie.spans[0].until for tie in ended}) == (64, {"2024-04-01"})
    moves = {(tie.source, tie.target) for tie in ties_of(store, "SUCCEEDED")}
    assert len(moves) == 39
    secretary = [record_id(DATASET, f"高松市/{bureau}/秘書課") for bureau in ("政策局", "総務局")]
    assert tuple(secretary) in moves
    assert not any("東京事務所" in (names[new], names[old]) for new, old in moves)


def test_desks_are_those_of_the_chart(folder: Path) -> None:
    rows = (
        load_workbook(BytesIO((folder / CHART_2024).read_bytes()), read_only=True)
        .worksheets[0]
        .iter_rows(min_row=2, values_only=True)
    )
    chart = [tuple(str(cell) for cell in row[3:8] if cell) for row in rows]
    assert set(DESKS.values()) <= set(chart)
    assert [name for name in DESKS if len({path for path in chart if path and path[-1] == name}) != 1] == []


def test_readings_and_phones_are_not_kept(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.dropped["telephoneNumber"] == 636 and report.dropped["TEL"] == 212
    phone = re.compile(r"0\d{1,3}[-ー－]\d{2,4}[-ー－]\d{3,4}|開催日カイサイビ")
    texts = [text for node in store.nodes() for name in node.values for text in node.texts(name)]
    assert [text for text in texts if phone.search(text)] == []


def test_events_without_a_year_are_kept_without(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    told = [(node.first("since"), node.first("until")) for node in store.nodes(kinds=["Event"])]
    without_year = [days for days in told if any(day.startswith("--") for day in days)]
    assert (len(without_year), told.count(("", ""))) == (73, 9)


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

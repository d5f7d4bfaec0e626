"""行政事業レビューシート: cells taken apart, broken sheets refused, the real sheets held to a slow recount."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph.errors import SourceRefused
from graph.facts import record_id
from graph.store.base import Store
from graph.store.opening import open_store
from graph.values.codes import CorporateNumber
from ingest.judgit import DATASET, Judgit
from ingest.judgit_staff import Member, is_name, members_of, place_of, post_name, post_title, units_of
from ingest.prefectures import PREFECTURES
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, kinds_of, node_of, ties_of, walk

SHEET: dict[str, Any] = {
    "公開年度": 2021,
    "事業名": "合成事業",
    "開始年度": 2019,
    "終了年度": None,
    "府省庁": "総務省",
    "事業番号": "2021-合成-20-0001",
    "担当部局庁": "合成局",
    "担当課室": "合成課合成室",
    "作成責任者": "室長　合成　太郎",
    "会計区分": ["一般会計"],
    "事業目的": "合成の目的",
    "事業概要": "合成の概要",
    "実施方法": ["委託・請負"],
    "主要施策": ["その他", "地方創生"],
    "予算": [{"年度": 2020, "予算計": 10.0, "執行額": 9.0}],
    "支出先": [],
    "アウトカム": [],
    "アウトプット": [],
    "関連する過去のレビューシート": [],
}


def _payment(payee: str, amount: float, *, number: str | None = None, at: int = 1, group: str = "A") -> dict[str, Any]:
    return {
        "年度": 2020,
        "グループ": group,
        "番号": at,
        "支出先名": payee,
        "法人番号": number,
        "業務概要": f"合成の業務{at}",
        "支出額": amount,
    }


def _folder(path: Path, *sheets: dict[str, Any]) -> Path:
    for sheet in sheets:
        own = SHEET | sheet
        file = path / str(own["公開年度"]) / "総務省" / f"{own['事業番号']}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(own, ensure_ascii=False), encoding="utf-8")
    return path


def _walk(path: Path, *sheets: dict[str, Any]) -> Walk:
    return walk(Judgit.open(_folder(path, *sheets)))


@pytest.mark.parametrize(
    ("bureau", "unit", "paths"),
    [
        ("国際戦略局", "技術政策課研究推進室", [("国際戦略局", "技術政策課", "研究推進室")]),
        ("情報流通行政局　郵政行政部", "企画課", [("情報流通行政局", "郵政行政部", "企画課")]),
        ("総務省情報流通行政局", "放送技術課", [("情報流通行政局", "放送技術課")]),
        ("甲局、乙局", "丙課\n丁課", [("甲局", "丙課"), ("乙局", "丁課")]),
        ("甲局\n乙局", "丙課", [("甲局",), ("乙局",)]),
        ("総務省", "地域通信振興課", [("地域通信振興課",)]),
        ("地方創生推進事務局", "地方創生推進事務局", [("地方創生推進事務局",)]),
        ("男女共同参画局", "総務課・調査室", [("男女共同参画局", "総務課・調査室")]),
        ("甲局", "参事官(原子力担当)", [("甲局", "参事官（原子力担当）")]),
        ("甲局", "", [("甲局",)]),
        ("", "行政課総務室（管理課）", [("行政課", "総務室（管理課）")]),
    ],
)
def test_units_are_paths_below_the_ministry(bureau: str, unit: str, paths: list[tuple[str, ...]]) -> None:
    assert list(units_of("総務省", bureau, unit)) == paths


@pytest.mark.parametrize(
    ("cell", "members"),
    [
        ("課長　合成　太郎", [("課長", "合成 太郎")]),
        ("合成　太郎　課長", [("課長", "合成 太郎")]),
        ("参事官：合成 太郎\n参事官：合成　花子", [("参事官", "合成 太郎"), ("参事官", "合成 花子")]),
        ("課　長　　合成　太郎", [("課長", "合成 太郎")]),
        ("大臣官房参事官\n合成　太郎･合成 花子", [("大臣官房参事官", "合成 太郎"), ("大臣官房参事官", "合成 花子")]),
        ("合成 太郎\n評価第一課長", [("評価第一課長", "合成 太郎")]),
        ("合成太郎総務課長\n合成花子情報課長", [("総務課長", "合成太郎"), ("情報課長", "合成花子")]),
        ("室長　合成　太郎\n（課長　合成　花子）", [("室長", "合成 太郎"), ("課長", "合成 花子")]),
        ("奥田参事官\n 松田参事官、浅岡参事官", [("奥田参事官", ""), ("松田参事官", ""), ("浅岡参事官", "")]),
        ("参事官　合成　太郎\n　　　合成　花子", [("参事官", "合成 太郎"), ("", "合成 花子")]),
    ],
)
def test_people_are_read_in_every_manner_that_the_sheets_know(cell: str, members: list[tuple[str, str]]) -> None:
    units = (("甲局", "総務課"), ("甲局", "情報課"))
    assert members_of(cell, units) == [Member(title, name) for title, name in members]


def test_a_title_finds_its_unit_or_none() -> None:
    units = (("甲局", "乙課"), ("甲局", "丙室"))
    members = [Member("室長", "合成太郎")]
    assert place_of(members[0], 0, members, units) == ("甲局", "丙室")
    nobody_knows = [Member("参事官", "合成太郎")]
    assert place_of(nobody_knows[0], 0, nobody_knows, units) is None
    section = [Member("課長", "合成太郎")]
    assert place_of(section[0], 0, section, (("甲局", "乙課", "丙室"),)) == ("甲局", "乙課")
    assert post_title("乙課長", "乙課") == "課長" and post_name("課長", "乙課") == "乙課長"
    assert post_name("参事官", "参事官（総括担当）") == "参事官（総括担当）"
    assert not is_name("sibayama 研") and is_name("山㟢 泰徳")


def test_rows_of_one_payee_and_year_are_summed_and_each_is_cited(tmp_path: Path) -> None:
    paid = [
        _payment("株式会社合成", 1.5, number="1020001071491"),
        _payment("株式会社合成", 0.25, number="1020001071491", at=2),
        _payment("個人Ａ", 3.0, at=3),
        _payment("その他", 3.0, at=4),
    ]
    walked = _walk(tmp_path, {"支出先": paid})
    ties = walked.ties("1020001071491", "JOINED")
    assert [tie for _, tie in ties] == [ties[0][1]] * 2
    assert dict(ties[0][1].extra) == {"amount": "1750000", "fiscal_year": "FY2020"}
    assert walked.kind("1020001071491") == "Company"
    assert walked.journal.dropped["支出先（その他・個人・匿名）"] == 2
    assert not any("個人" in key or "その他" in key for key in walked.stated)


def test_an_amount_in_yen_among_millions_is_left_out_and_the_payment_stays(tmp_path: Path) -> None:
    walked = _walk(tmp_path, {"支出先": [_payment("合成県", 118_800_000.0)]})
    ((_, tie),) = walked.ties("支出先/合成県", "JOINED")
    assert dict(tie.extra) == {"fiscal_year": "FY2020"}
    assert [(file, column) for file, _, column in walked.refused] == [
        ("2021/総務省/2021-合成-20-0001.json", "支出先 A-1")
    ]


def test_a_municipality_is_known_by_the_code_within_its_number(tmp_path: Path) -> None:
    sumida = f"{CorporateNumber.check_digit('000020131075')}000020131075"
    paid = [
        _payment("墨田区", 1.0, number=sumida),
        _payment("志太合成組合", 1.0, number="6000020418307", at=2),
        _payment("京都府", 1.0, at=3),
    ]
    walked = _walk(tmp_path, {"支出先": paid})
    assert walked.values(sumida)["lgcode"] == "131075"
    assert walked.kind("6000020418307") == "PublicBody"
    assert walked.values("支出先/京都府")["lgcode"] == "260002"


def test_the_sheet_of_the_year_before_is_taken_for_the_predecessor(tmp_path: Path) -> None:
    later = {"公開年度": 2022, "事業番号": "2022-合成-21-0001"}
    walked = _walk(tmp_path, {}, later)
    own, before = "総務省/2022/合成事業/2019", "総務省/2021/合成事業/2019"
    ((target, tie),) = walked.ties(own, "SUCCEEDED")
    assert (target, tie.certainty) == (before, "inferred")
    post = "総務省/合成局/合成課/合成室/役職/室長"
    assert walked.values(post) == {"name": "合成室長", "title": "室長", "seats": "one"}
    assert [target for target, _ in walked.ties("総務省/人/合成太郎", "HOLDS")] == [post, post]


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (lambda text: text[: len(text) // 2], "途中で切れている"),
        (lambda text: text.replace('"公開年度": 2021', '"公開年度": 29100'), "1868年から"),
        (lambda text: text.replace('"事業名": "合成事業"', '"事業名": " "'), "「事業名」が空です"),
        (lambda text: text.replace('"事業名"', '"府省庁"', 1), "二度あります"),
        (lambda text: text.replace('"支出先": []', '"支出先": {"a": 1}'), "「支出先」の形が違います"),
        (lambda text: text.replace('"終了年度": null', '"終了年度": 1999'), "終了年度が開始年度より前"),
        (lambda text: "[]", "形ではありません"),
        (lambda text: text.replace("10.0", "NaN"), "数ではありません"),
    ],
)
def test_a_broken_sheet_is_refused_and_the_others_are_read(tmp_path: Path, spoiled: Any, reason: str) -> None:
    folder = _folder(tmp_path, {}, {"事業番号": "2021-合成-20-0002", "事業名": "合成事業二"})
    file = folder / "2021/総務省/2021-合成-20-0001.json"
    file.write_text(spoiled(file.read_text(encoding="utf-8")), encoding="utf-8")
    walked = walk(Judgit.open(folder))
    (refusal,) = walked.journal.refused
    assert refusal.file == "2021/総務省/2021-合成-20-0001.json" and reason in refusal.reason
    assert walked.kind("総務省/2021/合成事業二/2019") == "Project"


def test_wrong_encoding_and_a_number_twice_are_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, {}, {"事業番号": "2021-合成-20-0002"})
    (folder / "2021/総務省/2021-合成-20-0003.json").write_text(json.dumps(SHEET), encoding="utf-8")
    file = folder / "2021/総務省/2021-合成-20-0002.json"
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp932"))
    walked = walk(Judgit.open(folder))
    assert ["UTF-8ではありません" in each.reason for each in walked.journal.refused] == [True, False]
    assert "前にもあります" in walked.journal.refused[1].reason
    with pytest.raises(SourceRefused, match="JSONがありません"):
        Judgit.open(tmp_path / "なし")


def test_a_number_that_can_not_be_one_refuses_the_payment(tmp_path: Path) -> None:
    walked = _walk(tmp_path, {"支出先": [_payment("株式会社合成", 1.0, number="1020001071490")]})
    (refusal,) = walked.journal.refused
    assert "検査数字" in refusal.reason
    assert not any(key.startswith("1020") for key in walked.stated)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "07-government-projects-judgit"


@pytest.fixture(scope="module")
def sheets(folder: Path) -> list[dict[str, Any]]:
    """The real sheets, read without any of the code under test."""
    return [json.loads(path.read_text(), parse_float=Decimal) for path in sorted(folder.glob("20*/**/*.json"))]


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


def test_the_real_sheets_load_whole(loaded: tuple[Store, LoadReport], sheets: list[dict[str, Any]]) -> None:
    store, report = loaded
    assert len(sheets) == 687
    assert report.rows_read == 687 + 10_163
    assert [refusal.column for refusal in report.refused] == ["支出先 A-1", "支出先 A-2", "支出先 A-3", "作成責任者"]
    assert kinds_of(store)["Project"] == 687
    assert len(store.documents()) == 687
    assert store.check() == []
    assert sum("name" in node.conflicts for node in store.nodes()) == 4


def test_payments_are_those_of_the_files(loaded: tuple[Store, LoadReport], sheets: list[dict[str, Any]]) -> None:
    store, report = loaded
    rows = [row for sheet in sheets for row in sheet["支出先"]]
    collective = [row for row in rows if re.match("その他|個人", row["支出先名"])]
    dropped = report.dropped["支出先（その他・個人・匿名）"]
    assert (len(rows), len(collective), dropped) == (10_163, 881, 881 + 673)
    assert len({row["支出先名"] for row in rows}) == 3_432
    paid = [tie for tie in ties_of(store, "JOINED") if tie.role == "payee"]
    assert sum(len(tie.citations) for tie in paid) == 10_163 - dropped
    # A prefecture without its number is told by its name, which stands for its code.
    known = {row["支出先名"]: row["法人番号"] for row in rows if row["法人番号"] and row["支出先名"] in PREFECTURES}
    expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        number = row["法人番号"] or known.get(row["支出先名"])
        if number and row["支出額"] < 10_000_000:
            expected[number, f"FY{row['年度']}"] += row["支出額"]
    sums: dict[tuple[str, str], int] = defaultdict(int)
    numbers = {node.id: node.first("houjin_bangou") for node in store.nodes()}
    for tie in paid:
        if numbers[tie.source]:
            sums[numbers[tie.source], tie.first("fiscal_year")] += int(tie.first("amount") or 0)
    wrong = {key: total for key, total in expected.items() if abs(sums[key] - total * 1_000_000) > 1}
    assert wrong == {}


def test_nobody_in_particular_is_no_node(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    nobody = re.compile(
        r"(?:その他|未定|〃).*|(?:個人|職員|委員|株式会社|法人|マンション管理組合)[ 　]?[A-Za-zＡ-Ｚａ-ｚ]?|[A-Z]氏"
    )
    assert [node.caption for node in store.nodes() if nobody.fullmatch(node.caption)] == []


def test_payees_are_told_apart_by_their_numbers(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    by_name: dict[str, set[str]] = defaultdict(set)
    for node in store.nodes():
        if node.first("houjin_bangou"):
            by_name[node.caption].add(node.first("houjin_bangou"))
    assert sum(len(numbers) > 1 for numbers in by_name.values()) == 17
    assert len(by_name["株式会社ムサシ"]) == 3
    coded = [
        node for node in store.nodes(kinds=["Municipality"]) if node.first("lgcode") and node.first("houjin_bangou")
    ]
    prefectures = [node for node in coded if node.first("lgcode")[2:5] == "000"]
    assert (len(coded) - len(prefectures), len(prefectures)) == (300, 46)


def test_units_and_people(loaded: tuple[Store, LoadReport], sheets: list[dict[str, Any]]) -> None:
    store, report = loaded
    told = {
        (sheet["府省庁"], part.strip())
        for sheet in sheets
        for part in re.split(r"[\n、]", sheet["担当課室"] or "")
        if part.strip()
    }
    assert len(told) == 273
    charged = {tie.source for tie in ties_of(store, "IN_CHARGE")}
    assert (len(charged), kinds_of(store)["Department"], kinds_of(store)["Person"]) == (298, 358, 325)
    assert report.dropped["作成責任者（姓のみ）"] == 5
    assert {tie.target for tie in ties_of(store, "IN_CHARGE")} <= {node.id for node in store.nodes(kinds=["Project"])}
    ministry = node_of(store, DATASET, "総務省")
    assert (ministry.kind, ministry.first("houjin_bangou")) == ("Agency", "2000012020001")


def test_who_is_seen_in_the_post_next_year_ends_the_one_before(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    held = ties_of(store, "HOLDS")
    ended = [tie for tie in held if tie.spans[0].status == "former"]
    assert (len(held), len(ended)) == (332, 68)
    post = record_id(DATASET, "総務省/情報流通行政局/地上放送課/役職/課長")
    captions = {node.id: node.caption for node in store.nodes(kinds=["Person"])}
    holders = {captions[tie.source]: (tie.spans[0].status, tie.spans[0].until) for tie in held if tie.target == post}
    assert holders == {"堀内隆広": ("former", "FY2022"), "松井正幸": ("actual", "")}


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.nodes.ended) == (0, 0, 0)
    assert (again.ties.made, again.ties.changed, again.ties.ended) == (0, 0, 0)
    assert len(store.runs()) == 1

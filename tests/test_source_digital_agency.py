"""デジタル庁の組織・人事: titles taken apart, posts left behind, broken files, and the real files counted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.store.base import Store
from graph.store.opening import open_store
from graph.validity import status_at
from graph.values.text import fold
from ingest.digital_agency import APPOINTMENTS, CHART, DATASET, LEADERS, NOTE, DigitalAgency
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, csv_text, kinds_of, node_of, ties_of, walk, write_folder

FILES = {
    CHART: csv_text(
        ("組織名", "親", "備考"),
        [
            ("内閣総理大臣", "", ""),
            ("デジタル大臣", "内閣総理大臣", ""),
            ("デジタル監", "デジタル大臣", ""),
            ("合成グループ", "デジタル監", ""),
            ("合成グループ グループ長", "合成グループ", ""),
            ("合成チーム", "合成グループ", ""),
            ("等", "合成チーム", ""),
        ],
    ),
    LEADERS: csv_text(
        ("氏名", "氏名かな", "種別", "肩書"), [("合成 太郎", "ごうせい たろう", "監", "合成グループ グループ長")]
    ),
    APPOINTMENTS: csv_text(
        ("氏名", "新", "謎", "旧"),
        [
            ("合成 太郎", "統括官", "【免】", "内閣官房合成審議官（合成担当） 命 内閣官房合成室長"),
            (
                "合成 花子",
                "併任 統括官付参事官",
                "",
                "総務省合成局長 併任 合成局総務課 併任 内閣府合成参事官（～R3.8.31まで）",
            ),
            ("合成 二郎", "統括官付参事官 併任 統括官付合成官命 合成室長", "", "8/31付辞職 防衛省大臣官房付"),
        ],
    ),
    "digital-agency-person.csv": csv_text(("name",), [("合成 太郎",)]),
    "news.csv": csv_text(("url",), [("https://example.jp/",)]),
    "note.csv": csv_text(("url",), [("https://example.jp/",)]),
    NOTE: csv_text(
        ("ファイル名", "URL", "改変元", "作成日", "最終更新日"),
        [(CHART, "", "", "2021-09-01", "2021-09-01"), (APPOINTMENTS, "", "", "2021-09-01", "")],
    ),
}


def _walk(path: Path, **changed: str) -> Walk:
    return walk(DigitalAgency.open(write_folder(path, FILES | changed)))


def test_old_posts_end_where_the_new_one_is_no_second_one(tmp_path: Path) -> None:
    walked = _walk(tmp_path)
    taro = dict(walked.ties("人/合成太郎", "HOLDS"))
    assert taro["デジタル庁/役職/統括官"].since == "2021-09-01"
    left = taro["内閣官房/役職/合成審議官（合成担当）"]
    assert (left.status, left.until, left.certainty) == ("former", "2021-08-31", "inferred")
    assert "内閣官房/役職/合成室長" in taro and "デジタル庁/役職/合成グループ グループ長" in taro
    hanako = dict(walked.ties("人/合成花子", "HOLDS"))
    assert hanako["総務省/役職/合成局長"].status == "unknown"  # 併任: may go on
    assert hanako["内閣府/役職/合成参事官"].until == "2021-08-31"
    ((ministry, belonged),) = walked.ties("人/合成花子", "MEMBER_OF")
    assert (ministry, dict(belonged.extra)) == ("総務省", {"title": "合成局総務課"})
    jiro = [target for target, _ in walked.ties("人/合成二郎", "HOLDS")]
    assert jiro == [
        *(f"デジタル庁/役職/{title}" for title in ("統括官付参事官", "統括官付合成官", "合成室長")),
        "防衛省/役職/大臣官房付",
    ]


def test_the_chart_holds_units_and_posts(tmp_path: Path) -> None:
    walked = _walk(tmp_path)
    assert [target for target, _ in walked.ties("デジタル庁/合成グループ/合成チーム", "PART_OF")] == [
        "デジタル庁/合成グループ"
    ]
    assert [target for target, _ in walked.ties("デジタル庁/役職/デジタル監", "REPORTS_TO")] == [
        "デジタル庁/役職/デジタル大臣"
    ]
    head = "デジタル庁/役職/合成グループ グループ長"
    assert {target for target, _ in walked.ties(head, "POST_IN")} == {"デジタル庁/合成グループ"}
    assert walked.journal.dropped["組織名（等）"] == 1
    assert not any(key.endswith("/等") for key in walked.stated)


@pytest.mark.parametrize(
    ("file", "spoil", "column", "reason"),
    [
        (CHART, ("合成チーム,合成グループ", "合成チーム,合成部"), "親", "上の組織"),
        (CHART, ("合成チーム,合成グループ", "合成グループ,合成グループ"), "組織名", "前にもあります"),
        (LEADERS, ("合成 太郎,", ","), "氏名", "氏名がありません"),
        (LEADERS, ("ごうせい たろう", "Gosei"), "氏名かな", "ひらがな"),
        (LEADERS, (",合成グループ グループ長", ","), "肩書", "肩書がありません"),
        (APPOINTMENTS, ("R3.8.31", "R3.8.99"), "旧", "8月は31日まで"),
    ],
)
def test_a_bad_row_is_refused(tmp_path: Path, file: str, spoil: tuple[str, str], column: str, reason: str) -> None:
    walked = _walk(tmp_path, **{file: FILES[file].replace(*spoil)})
    refusal = walked.journal.refused[0]
    assert (refusal.file, refusal.column) == (file, column) and reason in refusal.reason
    assert walked.kind("人/合成花子") == "Person"


def test_missing_and_cut_files_are_refused_and_the_others_are_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, FILES | {LEADERS: FILES[LEADERS] + '合成 三郎,"断ち切られた'})
    (folder / CHART).unlink()
    (folder / NOTE).unlink()
    walked = walk(DigitalAgency.open(folder))
    reasons = {each.file: each.reason for each in walked.journal.refused}
    assert "見つかりません" in reasons[CHART] and "引用符" in reasons[LEADERS]
    assert walked.kind("人/合成花子") == "Person"
    empty = tmp_path / "空"
    empty.mkdir()
    with pytest.raises(SourceRefused):
        DigitalAgency.open(empty)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "11-digital-agency-officials"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


def test_the_real_files_load_whole(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    assert report.refused == ()
    people = {node.caption for node in store.nodes(kinds=["Person"])}
    with (folder / "digital-agency-person.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["https://schema.org/name"] for row in csv.DictReader(file)}
    assert len(people) == 81 and set(map(fold, people)) == set(map(fold, told))
    assert (report.dropped["ニュース"], report.dropped["note"], report.dropped["組織名（等）"]) == (37, 14, 2)
    assert {document.date for document in store.documents()} == {"2021-09-01", "2021-09-03"}
    assert store.check() == []
    assert [node.caption for node in store.nodes() if node.conflicts] == []


def test_the_chart_of_65_rows(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, _ = loaded
    with (folder / CHART).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 65
    # 18 rows are posts, one of them two (副大臣・大臣政務官); 等 is no unit.
    assert kinds_of(store)["Department"] == 65 - 2 - 18
    assert len(ties_of(store, "REPORTS_TO")) == 10


def test_old_and_new_posts_on_the_real_graph(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    snapshot = store.snapshot()
    person = node_of(store, DATASET, f"人/{fold('村上 敬亮')}").id
    held = {snapshot.nodes[tie.target].caption: tie for tie in snapshot.outgoing(person, "HOLDS")}
    assert set(held) == {
        "国民向けサービスグループ グループ長",
        "デジタル庁 統括官",
        "内閣官房 内閣審議官（内閣官房副長官補付）",
        "内閣官房 情報通信技術（IT）総合戦略室長代理（副政府CIO）",
    }
    today = date(2021, 9, 15)
    states = {name: status_at(tie, snapshot, today) for name, tie in held.items()}
    assert states["デジタル庁 統括官"] == states["国民向けサービスグループ グループ長"] == "actual"
    assert states["内閣官房 内閣審議官（内閣官房副長官補付）"] == "former"


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

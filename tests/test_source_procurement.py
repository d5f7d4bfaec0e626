"""国の調達実績: monthly files that overlap, suppliers without names, and the real files whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.store.base import Store
from graph.store.opening import open_store
from graph.values.dates import PartialDate
from ingest.procurement import DATASET, Procurement
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, csv_text, kinds_of, node_of, ties_of, walk, write_folder

HEADER = ("date_of_order", "title", "amount", "government_departments", "joint_signatures", "corporate_number")
ONE = ("2019-05-01T00:00:00+09:00", "合成研修所の管理", "252201600", "経済産業省", "", "1010001139967")
JOINT = ("2019-04-01T00:00:00+09:00", "合成調査", "1000", "経済産業省／環境省", "合成株式会社", "3010401011971")
PREFECTURE = ("2019-04-01T00:00:00+09:00", "合成統計", "0", "経済産業省", "福井県,長野県", "5000020240001")
INSTITUTE = ("", "合成開発", "", "国立研究開発法人新エネルギー・産業技術総合開発機構", "", "6050005002007")
ROWS = (ONE, JOINT, PREFECTURE, INSTITUTE, ONE)
METI, ENVIRONMENT = "4000012090001", "1000012110001"


def _walk(path: Path, *rows: tuple[str, ...]) -> Walk:
    return walk(Procurement.open(write_folder(path, {"202004.csv": csv_text(HEADER, rows)})))


def test_a_row_is_a_contract_on_a_day(tmp_path: Path) -> None:
    found = _walk(tmp_path, *ROWS)
    assert found.refused == []
    ((supplier, tie),) = [each for each in found.ties(METI, "CONTRACTED") if each[0] == "1010001139967"]
    assert (supplier, tie.since, tie.until, tie.occasion) == (
        "1010001139967",
        "2019-05-01",
        "2019-05-01",
        "2019-05-01 合成研修所の管理",
    )
    assert dict(tie.extra) == {"amount": "252201600", "title": "合成研修所の管理"}
    assert found.values("1010001139967") == {"houjin_bangou": "1010001139967"}
    assert found.values(METI) == {"name": "経済産業省", "houjin_bangou": METI}


def test_the_same_row_again_says_nothing_new(tmp_path: Path) -> None:
    found = _walk(tmp_path, *ROWS)
    assert found.journal.rows_read == 5
    assert found.journal.dropped == {"同じ内容の行": 1, "amount（0円）": 1, "joint_signatures": 2}


def test_a_contract_of_two_ministries_is_one_of_each_and_its_amount_counts_once(tmp_path: Path) -> None:
    found = _walk(tmp_path, *ROWS)
    (first,) = [tie for key, tie in found.ties(METI, "CONTRACTED") if key == "3010401011971"]
    ((_, second),) = found.ties(ENVIRONMENT, "CONTRACTED")
    assert (first.occasion, first.since) == (second.occasion, second.since)
    assert dict(first.extra) == {"amount": "1000", "title": "合成調査（連名）"}
    assert dict(second.extra) == {"title": "合成調査（連名）"}


def test_the_number_tells_the_kind_of_a_supplier(tmp_path: Path) -> None:
    found = _walk(tmp_path, *ROWS)
    assert found.kind("1010001139967") == "Company"
    assert found.kind("6050005002007") == "Association"
    assert found.kind("240001") == "Municipality"
    assert found.values("240001") == {"houjin_bangou": "5000020240001", "lgcode": "240001"}
    assert (found.kind(METI), found.kind(INSTITUTE[3])) == ("Agency", "PublicBody")


def test_a_contract_without_a_day_is_undated(tmp_path: Path) -> None:
    ((_, tie),) = _walk(tmp_path, *ROWS).ties(INSTITUTE[3], "CONTRACTED")
    assert (tie.since, tie.until) == ("", "")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("2910-10-25T00:00:00+09:00", *ONE[1:]), "date_of_order", "2200年"),
        (("2019-02-30T00:00:00+09:00", *ONE[1:]), "date_of_order", "日まで"),
        (("2019-02-03T12:00:00Z", *ONE[1:]), "date_of_order", "日付"),
        ((*ONE[:5], "1010001139968"), "corporate_number", "検査数字"),
        ((*ONE[:5], ""), "corporate_number", "ありません"),
        ((*ONE[:3], "／", *ONE[4:]), "government_departments", "ありません"),
        ((ONE[0], "", *ONE[2:]), "title", "ありません"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, row: tuple[str, ...], column: str, reason: str) -> None:
    found = _walk(tmp_path, row, JOINT)
    assert found.refused == [("202004.csv", 2, column)]
    assert reason in found.journal.refused[0].reason
    assert len(found.ties(METI, "CONTRACTED")) == 1


def test_an_impossible_amount_is_refused_and_the_contract_stays(tmp_path: Path) -> None:
    found = _walk(tmp_path, (*ONE[:2], "90000000167598800", *ONE[3:]))
    assert found.refused == [("202004.csv", 2, "amount")]
    ((_, tie),) = found.ties(METI, "CONTRACTED")
    assert dict(tie.extra) == {"title": "合成研修所の管理"}


def test_a_file_that_breaks_off_is_refused_and_the_other_loaded(tmp_path: Path) -> None:
    whole = csv_text(HEADER, (ONE,))
    cut = csv_text(HEADER, (ONE, ("2019-05-02T00:00:00+09:00", "合成,業務", "1", "特許庁", "", "1010001139967")))
    files = {"202004.csv": whole, "202009.csv": cut[: cut.index("合成,業務") + 3], "読書.csv": "a\n"}
    found = walk(Procurement.open(write_folder(tmp_path, files)))
    assert found.refused == [("202009.csv", 0, "")]
    assert [key for key, _ in found.ties(METI, "CONTRACTED")] == ["1010001139967"]
    with pytest.raises(SourceRefused, match="取り込むCSVファイルがありません"):
        Procurement.open(write_folder(tmp_path / "空", {}))


# The real files


@pytest.fixture(scope="module")
def loaded(shared: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [shared / "data" / "06-procurement"])


def test_the_real_files_load_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.rows_read == 6_580
    assert report.dropped["同じ内容の行"] == 1_725
    # One amount of 90 quadrillion yen, in two of the files.
    assert [(refusal.file, refusal.row, refusal.column) for refusal in report.refused] == [
        ("202004.csv", 491, "amount"),
        ("202009.csv", 394, "amount"),
    ]
    contracts = ties_of(store, "CONTRACTED")
    assert len({(tie.target, tie.occasion) for tie in contracts}) == 3_040
    assert len(contracts) == 3_040 + 50  # 26 contracts of several ministries
    assert len({tie.target for tie in contracts}) == 1_069
    assert len({tie.source for tie in contracts}) == 17
    assert store.check() == []


def test_rows_of_several_files_are_one_contract_with_several_sources(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    files = Counter(len({cited.document for cited in tie.citations}) for tie in ties_of(store, "CONTRACTED"))
    assert set(files) == {1, 2}
    assert sum(number * count for number, count in files.items()) > 4_800


def test_contracts_are_dated_and_their_amounts_sane(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    contracts = ties_of(store, "CONTRACTED")
    undated = [tie for tie in contracts if not tie.spans[0].since]
    assert len(undated) == 2
    years = Counter(PartialDate.parse(tie.spans[0].since).year for tie in contracts if tie.spans[0].since)
    assert set(years) == {2018, 2019, 2020}
    amounts = [int(tie.first("amount")) for tie in contracts if tie.first("amount")]
    assert min(amounts) > 0 and max(amounts) == 56_200_000_000
    assert all(tie.first("title") for tie in contracts)


def test_ministries_are_known_by_their_number_and_suppliers_shown_by_theirs(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    assert node_of(store, DATASET, METI).caption == "経済産業省"
    assert node_of(store, DATASET, "1010001139967").caption == "法人番号1010001139967"
    assert kinds_of(store) == {"Company": 787, "Association": 231, "Municipality": 51, "Agency": 13, "PublicBody": 4}


def test_the_real_files_twice_change_nothing(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [shared / "data" / "06-procurement"])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

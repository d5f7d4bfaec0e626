"""企業: EDINET's list and the register of 鯖江市, their traps and the real files whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.store.base import Store
from graph.store.opening import open_store
from ingest.companies import DATASET, EDINET_FILE, SABAE, Companies
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, csv_text, kinds_of, node_of, ties_of, walk, write_folder

REGISTER_FILE, INDUSTRY_FILE = f"{SABAE}/company.csv", f"{SABAE}/industrycode.csv"
PATENT_FILE, TRADEMARK_FILE = f"{SABAE}/patent.csv", f"{SABAE}/trademark.csv"
KIND = "http://imi.go.jp/ns/code_id/code/kind#"
REGISTER_HEADER = ("corporateID", "corporateType", "corporateName", "corporateKana", "location", "moddate")
EDINET_HEADER = ("法人番号", "法人名", "法人名ふりがな", "法人名英語", "本店所在地")
INDUSTRY_HEADER = ("company", "business_codes", "business_items")
CITY = ("4000020182079", f"{KIND}201", "鯖江市", "サバエシ", "福井県鯖江市西山町１３－１", "2018-04-02T15:00:00.000Z")
UNION = ("7000020188239", f"{KIND}201", "鯖江・丹生消防組合", "", "福井県鯖江市西山町１３番２２号", "")
JIG = ("3011101042092", f"{KIND}301", "株式会社ｊｉｇ．ｊｐ", "ジグジェーピー", "福井県鯖江市新横江２丁目３番４号", "")
SHRINE = ("6700150050421", f"{KIND}499", "西大井を美しくする会", "", "福井県鯖江市西大井町１８－１", "")
REGISTER = (CITY, UNION, JIG, SHRINE)
JIG_AT_EDINET = ("3011101042092", "株式会社ｊｉｇ．ｊｐ", "じぐじぇーぴー", "", "福井県鯖江市横越町第１０号３４番地１")
KYOKUYO = ("1010401033225", "株式会社極洋", "きょくよう", "KYOKUYO CO.,LTD", "東京都港区赤坂３丁目３番５号")
IN_A_WARD = ("1010001016860", "株式会社ニッスイ", "", "", "神奈川県横浜市西区みなとみらい２丁目")
AT_EDINET = (JIG_AT_EDINET, KYOKUYO, IN_A_WARD)


def _folder(path: Path, **changed: str) -> Path:
    files = {
        REGISTER_FILE: csv_text(REGISTER_HEADER, REGISTER),
        INDUSTRY_FILE: csv_text(
            INDUSTRY_HEADER, (("株式会社jig.jp", "G,39", "情報通信業,情報サービス業"), (SHRINE[2],))
        ),
        PATENT_FILE: csv_text(("date", "title", "company"), (("2020-01-08", "合成織物", "株式会社jig.jp"),)),
        TRADEMARK_FILE: csv_text(("date", "title", "company"), (("2020-11-10", "合成印", "株式会社jig.jp"),) * 2),
        EDINET_FILE: csv_text(EDINET_HEADER, AT_EDINET),
    }
    names = {"register": REGISTER_FILE, "edinet": EDINET_FILE, "industries": INDUSTRY_FILE}
    return write_folder(path, {**files, **{names[name]: text for name, text in changed.items()}})


def _walk(path: Path, **changed: str) -> Walk:
    return walk(Companies.open(_folder(path, **changed)))


def test_a_company_of_both_lists_is_one(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert found.refused == []
    assert found.values("3011101042092") == {
        "name": "株式会社ｊｉｇ．ｊｐ",
        "kana": "じぐじぇーぴー",
        "houjin_bangou": "3011101042092",
        "address": "福井県鯖江市新横江２丁目３番４号|福井県鯖江市横越町第１０号３４番地１",
        "industry": "情報通信業|情報サービス業",
    }
    assert found.values("1010401033225")["alias"] == "KYOKUYO CO.,LTD"


def test_the_type_tells_the_kind(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert {key: found.kind(key) for key in ("182079", "7000020188239", "3011101042092", "6700150050421")} == {
        "182079": "Municipality",
        "7000020188239": "PublicBody",
        "3011101042092": "Company",
        "6700150050421": "Association",
    }
    unknown = _walk(tmp_path / "b", register=csv_text(REGISTER_HEADER, (CITY, (JIG[0], f"{KIND}777", *JIG[2:]))))
    assert unknown.refused[0] == (REGISTER_FILE.split("/")[1], 3, "corporateType")
    assert unknown.values("3011101042092")["address"] == JIG_AT_EDINET[4]  # EDINET's row stays


def test_the_address_tells_the_municipality(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert {key for key, _ in found.ties("3011101042092", "LOCATED_IN")} == {"182079"}
    assert [key for key, _ in found.ties("1010401033225", "LOCATED_IN")] == ["東京都/港区"]
    assert [key for key, _ in found.ties("東京都/港区", "PART_OF")] == ["130001"]
    assert found.values("東京都/港区") == {"name": "港区", "full_name": "東京都港区", "level": "special_ward"}
    assert found.values("130001") == {"name": "東京都", "level": "prefecture", "lgcode": "130001"}
    assert [key for key, _ in found.ties("神奈川県/横浜市西区", "PART_OF")] == ["140007", "神奈川県/横浜市"]
    assert found.ties("182079", "LOCATED_IN") == []
    lost = _walk(tmp_path / "b", edinet=csv_text(EDINET_HEADER, ((*KYOKUYO[:4], "港区赤坂３丁目"),)))
    assert lost.refused == [(EDINET_FILE, 2, "本店所在地")]
    assert lost.values("1010401033225")["name"] == "株式会社極洋"


def test_patents_and_trademarks_are_counted_and_left_out(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert found.journal.dropped == {"特許": 1, "商標": 2, "moddate": 1, "business_codes": 1}
    assert not any("合成" in each.value for statements in found.stated.values() for each in statements)


def test_an_industry_of_several_namesakes_is_nobodys(tmp_path: Path) -> None:
    rows = [("八幡神社", "R", "宗教"), ("株式会社jig.jp", "", "")]
    found = _walk(tmp_path, industries=csv_text(INDUSTRY_HEADER, rows))
    assert found.refused == [("industrycode.csv", 2, "company")]
    assert "0件" in found.journal.refused[0].reason


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("1010401033226", *KYOKUYO[1:]), "法人番号", "検査数字"),
        (("1.0104E+12", *KYOKUYO[1:]), "法人番号", "崩れています"),
        (("", *KYOKUYO[1:]), "法人番号", "ありません"),
        ((IN_A_WARD[0], "", *KYOKUYO[2:]), "法人名", "ありません"),
        (KYOKUYO, "法人番号", "前にもあります"),
        (("2010601040697", "マルハニチロ株式会社", "MARUHA"), "法人名ふりがな", "ひらがな"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, row: tuple[str, ...], column: str, reason: str) -> None:
    found = _walk(tmp_path, edinet=csv_text(EDINET_HEADER, (KYOKUYO, row)))
    assert found.refused == [(EDINET_FILE, 3, column)]
    assert reason in found.journal.refused[0].reason
    assert found.kind("1010401033225") == "Company"


def test_files_that_cannot_be_used_are_refused_and_the_rest_loaded(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / INDUSTRY_FILE).unlink()
    (folder / PATENT_FILE).write_bytes(b"\xff\xfe\x00a")
    cut = csv_text(EDINET_HEADER, (*AT_EDINET, ("2010601040697", "マルハニチロ株式会社")))
    (folder / EDINET_FILE).write_text(cut[: cut.rindex("2010601040697") + 8], encoding="utf-8")
    found = walk(Companies.open(folder))
    assert found.refused == [(INDUSTRY_FILE, 0, ""), (PATENT_FILE, 0, ""), (EDINET_FILE, 5, "")]
    assert {"3011101042092", "1010401033225"} <= found.stated.keys()
    with pytest.raises(SourceRefused, match="見つかりません"):
        Companies.open(write_folder(tmp_path / "空", {}))


# The real files


@pytest.fixture(scope="module")
def loaded(shared: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [shared / "data" / "05-companies"])


def test_the_real_lists_load_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.refused == ()
    assert report.rows_read == 3_825 + 2_143 + 2_151 + 151 + 239
    numbers = {node.first("houjin_bangou") for node in store.nodes()} - {""}
    assert len(numbers) == 5_967
    kinds = kinds_of(store)
    assert {kind: kinds[kind] for kind in ("Company", "Association", "PublicBody")} == {
        "Company": 3_825 + 1_785 - 1,
        "Association": 354,
        "PublicBody": 3,
    }
    assert report.dropped == {"moddate": 2_143, "business_codes": 18, "特許": 151, "商標": 239}
    assert sum(bool(node.values.get("industry")) for node in store.nodes()) == 18
    assert store.check() == []


def test_every_legal_person_lies_in_one_municipality(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    located = ties_of(store, "LOCATED_IN")
    assert len(located) == 5_967 - 1  # 鯖江市 lies in itself
    sabae = node_of(store, DATASET, "182079")
    assert sabae.texts("lgcode") == ("182079",)
    assert sum(tie.target == sabae.id for tie in located) == 2_142
    assert len({tie.source for tie in located}) == len(located)
    jig = node_of(store, DATASET, "3011101042092")
    assert jig.conflicts == ()
    assert jig.first("address") == "福井県鯖江市横越町第１０号３４番地１"  # EDINET's list is a day newer


def test_namesakes_stay_apart(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    captions = [node.caption for node in store.nodes()]
    assert (captions.count("八幡神社"), captions.count("株式会社アルファ"), captions.count("アルファ株式会社")) == (
        13,
        2,
        2,
    )


def test_documents_are_dated_by_their_own_place(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    assert {(document.key, document.date) for document in store.documents()} == {
        (f"{EDINET_FILE}@2026-08-22", "2026-08-22"),
        (f"{REGISTER_FILE}@2026-08-21", "2026-08-21"),
        (f"{INDUSTRY_FILE}@2026-08-21", "2026-08-21"),
    }


def test_the_real_lists_twice_change_nothing(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [shared / "data" / "05-companies"])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1


def test_a_moved_company_leaves_its_municipality(tmp_path: Path) -> None:
    with open_store(":memory:") as store:
        ingest(store, DATASET, [_folder(tmp_path / "a")])
        moved = csv_text(EDINET_HEADER, ((*KYOKUYO[:4], "大阪府大阪市北区芝田２丁目"),))
        newer = _folder(tmp_path / "b", edinet=moved)
        (newer / "SOURCE.md").write_text(
            "- Source: https://github.com/code4fukui/EDINET commit `c82f62ab` (2027-08-22)\n", encoding="utf-8"
        )
        ingest(store, DATASET, [newer])
        company = node_of(store, DATASET, "1010401033225")
        spans = {
            node_of(store, DATASET, key).id: tie.spans[0]
            for key in ("東京都/港区", "大阪府/大阪市北区")
            for tie in ties_of(store, "LOCATED_IN")
            if tie.source == company.id and tie.target == node_of(store, DATASET, key).id
        }
        assert sorted((span.until, span.status) for span in spans.values()) == [
            ("", "actual"),
            ("2027-08-22", "former"),
        ]
        assert store.check() == []

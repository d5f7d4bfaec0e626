"""企業の支援サービス一覧 (VS COVID-19): a sheet filled in by hand, its traps and the real sheet whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.store.base import Store
from graph.store.opening import open_store
from ingest.run import LoadReport, ingest
from ingest.vscovid19 import COLUMNS, DATASET, FILE, VsCovid19
from tests.source_support import Walk, csv_text, node_of, ties_of, walk, write_folder

NAME, PROVIDER, NUMBER = "サービスの名称（最大40文字）", "企業名等", "法人番号"
FIELDS, START, LINK = "サービスの対象分野", "開始日", "詳細情報URL"
PERIOD = "サービス期間に関して自由に記入してください。（最大２０文字）"
TROUBLES, BODIES = "［事業者向けサービス］「お困りごと」", "主な所属団体名"
AREAS, SUMMARY = "都道府県（全国サービスの場合はチェックなし）", "サービス概要（最大200文字）"
HEADER = ("空欄", *COLUMNS, "空欄", "空欄", BODIES, "災害名", "")
ROW = {
    NAME: "合成サービス",
    PROVIDER: "合成株式会社",
    FIELDS: "教育、学習支援, 情報通信, その他",
    START: "2020/3/2",
    LINK: "https://www.example.jp/a",
    TROUBLES: "IT化, 災害対応",
    BODIES: "（一社）日本テレワーク協会",
    SUMMARY: "合成の説明",
    "災害名": "新型コロナウイルス感染症",
}


def _row(**changed: str) -> Mapping[str, str]:
    names = {
        "name": NAME,
        "provider": PROVIDER,
        "number": NUMBER,
        "fields": FIELDS,
        "start": START,
        "link": LINK,
        "period": PERIOD,
        "areas": AREAS,
        "summary": SUMMARY,
    }
    return {**ROW, **{names[name]: value for name, value in changed.items()}}


def _text(*rows: Mapping[str, str]) -> str:
    return csv_text(HEADER, [[row.get(title, "") for title in HEADER] for row in rows])


def _walk(path: Path, *rows: Mapping[str, str]) -> Walk:
    return walk(VsCovid19.open(write_folder(path, {FILE: _text(*rows)})))


def test_a_row_is_a_solution_with_its_provider_and_issues(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row())
    assert found.refused == []
    assert found.values("解決策:合成サービス") == {
        "name": "合成サービス",
        "description": "合成の説明",
        "url": "https://www.example.jp/a",
    }
    assert [(key, tie.since) for key, tie in found.ties("提供者:合成株式会社", "OFFERS")] == [
        ("解決策:合成サービス", "2020-03-02")
    ]
    issues = [key for key, _ in found.ties("解決策:合成サービス", "ADDRESSES")]
    assert [(found.values(key)["name"], found.values(key)["nature"]) for key in issues] == [
        ("教育、学習支援", "topic"),
        ("情報通信", "topic"),
        ("IT化", "problem"),
        ("災害対応", "problem"),
    ]
    assert found.journal.dropped == {"災害名": 1, BODIES: 1}


def test_two_writings_of_one_field_are_one_issue(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row(), _row(name="合成その二", fields="教育・学習支援"))
    ((key, _), *_) = found.ties("解決策:合成その二", "ADDRESSES")
    assert found.values(key) == {"name": "教育、学習支援", "nature": "topic", "alias": "教育・学習支援"}


def test_a_company_in_two_forms_is_one(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row(provider="BT Japan"), _row(provider="BTジャパン株式会社"))
    assert found.values("提供者:BTジャパン株式会社") == {"name": "BTジャパン株式会社", "alias": "BT Japan"}
    assert len(found.ties("提供者:BTジャパン株式会社", "OFFERS")) == 1


def test_a_cell_that_names_several_companies_is_parted_only_when_all_are_companies(tmp_path: Path) -> None:
    found = _walk(
        tmp_path,
        _row(provider="株式会社甲/株式会社乙/Otsu Music LLC"),
        _row(provider="丙ジャパン/ Jabra"),
        _row(provider="株式会社丁(愛媛/新居浜)"),
    )
    offering = {key for key in found.stated if found.ties(key, "OFFERS")}
    assert offering == {
        "提供者:株式会社甲",
        "提供者:株式会社乙",
        "提供者:Otsu Music LLC",
        "提供者:丙ジャパン/ Jabra",
        "提供者:株式会社丁(愛媛/新居浜)",
    }


def test_public_offices_are_no_companies(tmp_path: Path) -> None:
    found = _walk(
        tmp_path,
        _row(provider="岡崎市（岡崎ビジネスサポートセンターOKa－Biz）"),
        _row(provider="三好市　三好市サテライトオフィス"),
        _row(provider="徳島県西部総合県民局　にし阿波サテライトオフィスコンシェルジュ"),
    )
    kinds = {key: found.kind(key) for key in found.stated if found.ties(key, "OFFERS")}
    assert kinds == {
        "提供者:岡崎ビジネスサポートセンターOKa－Biz": "Department",
        "徳島県/三好市": "Municipality",
        "提供者:徳島県西部総合県民局": "Agency",
    }
    assert [key for key, _ in found.ties("提供者:岡崎ビジネスサポートセンターOKa－Biz", "PART_OF")] == ["愛知県/岡崎市"]
    assert [key for key, _ in found.ties("提供者:徳島県西部総合県民局", "PART_OF")] == ["360007"]


def test_a_shifted_row_keeps_its_service_and_names_nobody(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row(provider="3か月", period="3か月"), _row(name="合成その二", provider=""))
    assert found.refused == [(FILE, 2, PROVIDER), (FILE, 3, PROVIDER)]
    assert found.kind("解決策:合成サービス") == found.kind("解決策:合成その二") == "Solution"
    assert not any(found.ties(key, "OFFERS") for key in found.stated)


def test_a_start_in_words_is_no_date_and_an_impossible_one_is_refused(tmp_path: Path) -> None:
    found = _walk(
        tmp_path,
        _row(start="新型コロナ以前より開始"),
        _row(name="合成その二", start="2910/10/25"),
        _row(name="合成その三", start="2020/2/30"),
    )
    assert found.refused == [(FILE, 3, START), (FILE, 4, START)]
    assert [tie.since for _, tie in found.ties("提供者:合成株式会社", "OFFERS")] == ["", "", ""]
    assert found.journal.dropped["開始日（日付でない語）"] == 1


def test_a_broken_number_or_address_is_refused_and_the_row_stays(tmp_path: Path) -> None:
    found = _walk(
        tmp_path, _row(number="10401126712", link="https://www.example.jp/ b"), _row(name="", provider="合成会社")
    )
    assert sorted(found.refused) == sorted([(FILE, 2, LINK), (FILE, 2, NUMBER), (FILE, 3, NAME)])
    assert found.values("提供者:合成株式会社") == {"name": "合成株式会社"}
    two = _walk(tmp_path / "b", _row(link="https://www.example.jp/a https://www.example.jp/b"))
    assert two.values("解決策:合成サービス")["url"] == "https://www.example.jp/a|https://www.example.jp/b"


def test_a_mail_address_is_left_out_of_a_description(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row(summary="御相談は<info-mkt@dm.example.com>宛に。「@葬儀」も。"))
    assert found.values("解決策:合成サービス")["description"] == "御相談は（メールアドレスは省略）宛に。「@葬儀」も。"
    assert found.journal.dropped["メールアドレス"] == 1


def test_areas_are_prefectures(tmp_path: Path) -> None:
    found = _walk(tmp_path, _row(areas="埼玉県, 千葉"))
    assert [key for key, _ in found.ties("解決策:合成サービス", "COVERS")] == ["110001"]
    assert found.refused == [(FILE, 2, AREAS)]


def test_a_sheet_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    whole = _text(_row(), _row(summary="改行\nあり"))
    with pytest.raises(SourceRefused, match="引用符"):
        VsCovid19.open(write_folder(tmp_path / "a", {FILE: whole[: whole.index("あり")]}))
    with pytest.raises(SourceRefused, match="列「企業名等」がありません"):
        VsCovid19.open(write_folder(tmp_path / "b", {FILE: whole.replace("企業名等", "企業")}))
    with pytest.raises(SourceRefused, match="文字が壊れています"):
        folder = write_folder(tmp_path / "c", {FILE: whole})
        (folder / FILE).write_bytes(whole.encode()[:-3] + b"\xe3\x81\n")
        VsCovid19.open(folder)
    with pytest.raises(SourceRefused, match="見つかりません"):
        VsCovid19.open(write_folder(tmp_path / "d", {}))


# The real sheet


@pytest.fixture(scope="module")
def loaded(shared: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [shared / "data" / "08-company-solutions-vscovid19"])


def test_the_real_sheet_loads_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.rows_read == 223
    assert [(refusal.row, refusal.column) for refusal in report.refused] == [
        (9, LINK),
        (21, PROVIDER),
        (219, NUMBER),
        (222, NUMBER),
    ]
    assert len(list(store.nodes(kinds=["Solution"]))) == 202
    providers = {tie.source for tie in ties_of(store, "OFFERS")}
    # 167 cells, less the shifted row and four second forms, plus two more of a cell that names three companies.
    assert len(providers) == 167 - 1 - 4 + 2
    assert len(ties_of(store, "OFFERS")) == 210
    assert store.check() == []


def test_the_six_public_offices_are_no_companies(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    providers = {tie.source for tie in ties_of(store, "OFFERS")}
    public = [node for node in store.nodes(ids=providers) if node.kind in ("Municipality", "Agency", "Department")]
    assert sorted(node.caption for node in public) == [
        "つるぎ町",
        "三好市",
        "岡崎ビジネスサポートセンターOKa－Biz",
        "徳島県西部総合県民局",
        "東みよし町",
        "美馬市",
    ]


def test_every_field_and_trouble_of_the_sheet_is_an_issue(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, _ = loaded
    issues = list(store.nodes(kinds=["Issue"]))
    assert len(issues) == 23
    assert {"IT化", "災害対応", "子育て・教育"} <= {
        node.caption for node in issues if node.first("nature") == "problem"
    }
    with (shared / "data" / "08-company-solutions-vscovid19" / FILE).open(encoding="utf-8-sig", newline="") as file:
        fields = {part.strip() for row in csv.DictReader(file) for part in row[FIELDS].split(",")} - {"その他"}
    known = {text for node in issues for text in (*node.texts("name"), *node.texts("alias"))}
    assert fields <= known


def test_no_mail_address_is_loaded(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.dropped["メールアドレス"] == 1
    assert not any(
        "nesic.com" in value.text
        for node in store.nodes()
        for values in node.values.values()
        for value in values
        if "@" in value.text
    )
    assert node_of(store, DATASET, "提供者:株式会社アクシオ").texts("alias") == ("アクシオ",)


def test_the_real_sheet_twice_changes_nothing(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [shared / "data" / "08-company-solutions-vscovid19"])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

"""地域情報化アドバイザー: affiliations in free words, what a year's silence ends, and the real lists counted."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.facts import record_id
from graph.store.base import Store
from graph.store.opening import open_store
from graph.values.text import fold
from ingest.affiliations import Affiliation, affiliations_of
from ingest.ictadvisors import DATASET, Advisors
from ingest.run import LoadReport, ingest
from tests.source_support import csv_text, kinds_of, node_of, ties_of, walk, write_folder

HEADER_2020 = ("ID", "ふりがな", "氏名", "所属・役職", "活動拠点", "略歴", "関連URL")
HEADER = ("ID", "ふりがな", "氏名", "所属・役職", "活動拠点", "略歴", "専門分野", "関連ＵＲＬ")
TARO_2020 = ("001", "ごうせい たろう", "合成 太郎", "合成市役所 合成課長", "香川県高松市", "1970年生まれ", "")
TARO = ("1", "ごうせい　たろう", "合成　太郎", "", "", "1970年生まれ", "防災 観光", "https://example.jp/taro")
HANAKO = ("2", "ごうせい　はなこ", "合成　花子", "株式会社合成・代表取締役", "", "", "防災", "")


def _folder(path: Path, **years: str) -> Path:
    return write_folder(path, {f"ictadvisors_{year.removeprefix('y')}.csv": text for year, text in years.items()})


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (
            "株式会社合成代表取締役社長\n一般社団法人合成協会　副会長",
            ["株式会社合成|代表取締役社長", "一般社団法人合成協会|副会長"],
        ),
        ("東京大学大学院工学系研究科・教授", ["東京大学|大学院工学系研究科・教授"]),
        ("札幌市 中央図書館 利用サービス課長", ["札幌市|中央図書館 利用サービス課長"]),
        ("岐阜県東白川村 地域振興課長", ["岐阜県東白川村|地域振興課長"]),
        ("元佐賀県庁 最高情報統括監（CIO）", ["元 佐賀県|最高情報統括監（CIO）"]),
        ("豊島区・元ＣＩＳＯ", ["元 豊島区|ＣＩＳＯ"]),
        (
            "一般社団法人Code for Japan　コンサルタント 東京造形大学　特任教授",
            ["一般社団法人Code for Japan|コンサルタント", "東京造形大学|特任教授"],
        ),
        (
            "奈良先端科学技術大学院大学 総合情報基盤センター \n准教授",
            ["奈良先端科学技術大学院大学|総合情報基盤センター 准教授"],
        ),
        ("代表取締役　合成マイル株式会社", ["合成マイル株式会社|代表取締役"]),
        ("内閣官房シェアリングエコノミー伝道師", ["内閣官房|シェアリングエコノミー伝道師"]),
        ("大阪市教育委員会事務局　教育次長", ["大阪市|教育委員会事務局 教育次長"]),
        ("徳島県板野郡上板町立高志小学校 校長", ["徳島県板野郡上板町立高志小学校|校長"]),
        ("埼玉県町村会情報システム共同化推進室長", ["埼玉県町村会|情報システム共同化推進室長"]),
        ("クアルコムジャパン合同会社", ["クアルコムジャパン合同会社|"]),
        ("ＩＴコーディネータ", []),
        ("", []),
    ],
)
def test_an_affiliation_is_an_organisation_and_a_title(cell: str, told: list[str]) -> None:
    found, _ = affiliations_of(cell)
    assert [f"{'元 ' if each.is_former else ''}{each.organization}|{each.title}" for each in found] == told


def test_lines_without_an_organisation_are_counted() -> None:
    assert affiliations_of("代表取締役\n教育情報化コーディネータ１級") == ([], 2)
    found, _ = affiliations_of("元 熊本市　情報審議員\n合成事務所 代表")
    assert found == [
        Affiliation("熊本市", "情報審議員", is_former=True, is_municipality=True),
        Affiliation("合成事務所", "代表"),
    ]


def test_silence_ends_the_advisorship_and_no_job(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        y2020=csv_text(HEADER_2020, [TARO_2020, ("2", "ごうせい じろう", "合成 二郎", "合成市 課長")]),
        y2022=csv_text(HEADER, [TARO, HANAKO]),
        y2023=csv_text(HEADER, [(*TARO[:6], "観光", ""), (*HANAKO[:6], "", "")]),
    )
    with open_store(":memory:") as store:
        ingest(store, DATASET, [folder])
        names = {node.id: node.caption for node in store.nodes()}
        told = {
            (names[tie.source], names[tie.target]): (tie.spans[0].status, tie.spans[0].until)
            for tie in [*ties_of(store, "HOLDS"), *ties_of(store, "EXPERT_IN")]
        }
    assert told["合成 太郎", "地域情報化アドバイザー"] == ("actual", "")
    assert told["合成 二郎", "地域情報化アドバイザー"] == ("former", "FY2022")
    assert told["合成 太郎", "合成市 合成課長"] == ("actual", "")
    assert told["合成 太郎", "防災"] == ("former", "FY2023")
    assert told["合成 花子", "防災"] == ("actual", "")  # a blank cell ends nothing


def test_years_in_any_order_or_one_by_one_give_the_same(tmp_path: Path) -> None:
    texts = {"y2020": csv_text(HEADER_2020, [TARO_2020]), "y2022": csv_text(HEADER, [TARO, HANAKO])}
    together = _folder(tmp_path / "together", **texts)
    apart = [_folder(tmp_path / year, **{year: text}) for year, text in texts.items()]
    revisions = []
    for folders in ([together], apart, apart[::-1]):
        with open_store(":memory:") as store:
            for folder in folders:
                ingest(store, DATASET, [folder])
            revisions.append(store.revision())
    assert len(set(revisions)) == 1


def test_bad_rows_and_files_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        y2022=csv_text(HEADER, [TARO, TARO, ("3", "", "", "合成大学 教授"), ("4", "goseishiro", "合成四郎")]),
        y2023=csv_text(HEADER, [TARO]) + '2,"断ち切られた行',
    )
    (folder / "ictadvisors_2021.csv").write_text(csv_text(("ID", "氏名"), [("1", "合成")]), encoding="utf-8")
    walked = walk(Advisors.open(folder))
    reasons = {(each.file, each.row): each.reason for each in walked.journal.refused}
    assert "列「ふりがな」「所属・役職」がありません" in reasons["ictadvisors_2021.csv", 0]
    assert "引用符" in reasons["ictadvisors_2023.csv", 0]
    assert "前にもあります" in reasons["ictadvisors_2022.csv", 3]
    assert "氏名がありません" in reasons["ictadvisors_2022.csv", 4]
    assert "ひらがな" in reasons["ictadvisors_2022.csv", 5]
    assert walked.kind("人/合成太郎") == walked.kind("人/合成四郎") == "Person"
    with pytest.raises(SourceRefused, match="ファイルがありません"):
        Advisors.open(tmp_path / "なし")


def test_fields_written_as_a_text_are_left_out(tmp_path: Path) -> None:
    rows = [(*TARO[:6], "防災?観光 その他", ""), (*HANAKO[:6], "「第 4 次産業革命」は好機です。", "")]
    walked = walk(Advisors.open(_folder(tmp_path, y2022=csv_text(HEADER, rows))))
    assert [target for target, _ in walked.ties("人/合成太郎", "EXPERT_IN")] == ["専門分野/防災", "専門分野/観光"]
    assert walked.ties("人/合成花子", "EXPERT_IN") == []
    assert walked.journal.dropped["専門分野（文章）"] == 1


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "09-advisors-ictadvisors"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


def test_the_real_lists_load_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert (report.rows_read, report.refused) == (607, ())
    assert kinds_of(store)["Person"] == 231
    assert store.check() == []
    post = record_id(DATASET, "総務省/役職/地域情報化アドバイザー")
    posts = {node.id for node in store.nodes() if post in node.records}
    advisors = [tie for tie in ties_of(store, "HOLDS") if tie.target in posts]
    assert len(advisors) == 231
    assert sum(tie.spans[0].status == "former" for tie in advisors) == 231 - 196
    assert report.dropped["略歴"] == 593


def test_the_three_spellings_are_one_person_each(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, _ = loaded
    spellings: set[str] = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            spellings |= {re.sub(r"\s", "", row["氏名"]) for row in csv.DictReader(file)}
    assert len(spellings) == 234 and len(set(map(fold, spellings))) == 231
    node = node_of(store, DATASET, f"人/{fold('髙橋邦夫')}")
    assert {text.replace(" ", "") for text in node.texts("name")} == {"高橋邦夫", "髙橋邦夫"}


def test_people_of_the_articles_are_found_with_their_posts(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    names = {node.id: node.caption for node in store.nodes()}
    held = {(names[tie.source], names[tie.target], tie.spans[0].status) for tie in ties_of(store, "HOLDS")}
    assert ("庄司 昌彦", "武蔵大学 社会学部 教授", "actual") in held
    assert ("金子 春雄", "塩尻市 企画政策部 参事", "actual") in held
    assert ("鷲見 英利", "株式会社官民連携事業研究所 代表取締役", "actual") in held
    fields = {names[tie.target] for tie in ties_of(store, "EXPERT_IN") if names[tie.source] == "庄司 昌彦"}
    assert "オープンデータ" in fields


def test_nothing_private_is_kept(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    private = re.compile(r"\d{4}\s*年\s*生まれ|昭和\s*\d+\s*年|0\d{1,3}-\d{2,4}-\d{4}|[\w.]+@[\w.]+")
    texts = [(node.caption, text) for node in store.nodes() for name in node.values for text in node.texts(name)]
    assert [found for found in texts if private.search(found[1]) and not found[1].startswith("http")] == []
    assert not any(node.texts("description") for node in store.nodes(kinds=["Person"]))


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

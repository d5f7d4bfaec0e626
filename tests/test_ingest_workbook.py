"""The workbook: what its sheets state, and what is refused, where and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.facts import Citation, Document, Statement, document_id, record_id
from graph.ontology.kinds import KINDS
from graph.ontology.ties import TIES
from graph.values.text import fold
from ingest import columns
from ingest.extract import Journal
from ingest.tables import Refusal
from ingest.workbook import Workbook
from tests.workbook_folder import SHEETS, with_rows, write_sheet, write_workbook

DATASET = "workbook-合成の冊子"
NODE_HEADER = ["ID", "名称", "出典", "引用"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "合成の冊子"


class Walked:
    """Everything that one walk over a folder gives."""

    def __init__(self, folder: Path) -> None:
        journal = Journal()
        workbook = Workbook.open(folder)
        reading = workbook.read(journal)
        self.facts = [(facts.record.key, *each) for facts in reading.facts for each in facts.stated]
        self.dataset = workbook.dataset
        self.documents: list[Document] = list(reading.documents.values())
        self.refused: list[Refusal] = journal.refused
        self.rows_read = journal.rows_read

    def values(self, key: str) -> dict[str, list[str]]:
        """The property values that a record states."""
        values: dict[str, list[str]] = {}
        for record, statement, _ in self.facts:
            if record == key and not statement.is_tie:
                values.setdefault(statement.name, []).append(statement.value)
        return values

    def ties(self, name: str = "") -> list[Statement]:
        """The ties stated, of one kind or all."""
        return [statement for _, statement, _ in self.facts if statement.is_tie and name in ("", statement.name)]


def _record(key: str) -> str:
    return record_id(DATASET, key)


def _one_refusal(folder: Path) -> Refusal:
    (refusal,) = Walked(folder).refused
    return refusal


def test_sheets_become_documents_values_and_ties(folder: Path) -> None:
    walked = Walked(write_workbook(folder))
    assert walked.refused == []
    assert walked.rows_read == 10
    assert walked.dataset == DATASET
    assert [
        (document.key, document.title, document.publisher, document.date, document.visibility)
        for document in sorted(walked.documents, key=lambda each: each.key)
    ] == [("s1", "合成記事その一", "合成新聞", "2025-05", "public"), ("s2", "合成記事その二", "", "", "public")]
    assert walked.values("p1") == {
        "kind": ["Person"],
        "name": ["合成太郎"],
        "alias": ["合成たろう", "ごうせい太郎"],
        "kana": ["ごうせいたろう"],
    }
    assert walked.values("Company:合成株式会社") == {"kind": ["Company"], "name": ["合成株式会社"]}
    assert walked.values("e1") == {
        "kind": ["Event"],
        "name": ["合成勉強会"],
        "since": ["2024-02-09"],
        "premise": ["少人数で話す"],
    }
    assert walked.values("post1")["seats"] == ["one"]
    assert walked.ties() == [
        Statement(_record("p1"), "HOLDS", target=_record("post1"), since="FY2022"),
        Statement(
            _record("p1"),
            "TOOK_PART",
            target=_record("e1"),
            role="speaker",
            since="2024-02-09",
            until="2024-02-09",
            extra=(("in_post", _record("post1")), ("session", "第1部")),
        ),
        Statement(
            _record("Company:合成株式会社"),
            "TOOK_PART",
            target=_record("e1"),
            role="organizer",
            status="former",
            certainty="inferred",
        ),
    ]


def test_every_fact_says_where_it_was_read(folder: Path) -> None:
    walked = Walked(write_workbook(folder))
    cited = {(key, statement.name): citation for key, statement, citation in walked.facts}
    assert cited["p1", "name"] == Citation(document_id(DATASET, "s1"), "合成太郎が", "人物:2")
    assert cited["p1", "HOLDS"] == Citation(document_id(DATASET, "s1"), "", "つながり:2")
    assert cited["post1", "name"].document == document_id(DATASET, "s2"), "a source is found by its title too"


def test_reading_twice_gives_the_same(folder: Path) -> None:
    workbook = Workbook.open(write_workbook(folder))
    assert list(workbook.read(Journal()).facts) == list(workbook.read(Journal()).facts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_all_encodings_state_the_same(folder: Path, encoding: str) -> None:
    people = with_rows("人物", ["p2", "髙橋㈱﨑", "", "", "s1", ""])
    walked = Walked(write_workbook(folder, encoding=encoding, 人物=people))
    assert walked.refused == []
    assert walked.values("p2")["name"] == ["髙橋㈱﨑"]


def test_english_titles_and_names_are_accepted_and_decomposed_ones_too(tmp_path: Path) -> None:
    folder = tmp_path / unicodedata.normalize("NFD", "ガバメント")
    folder.mkdir()
    write_sheet(folder, "Source", [["id", "title", "date", "visibility"], ["s", "Synthetic", "2024", "members"]])
    write_sheet(folder, "Person", [["ID", "Name", "source"], ["p", unicodedata.normalize("NFD", "ガジュマル"), "s"]])
    write_sheet(folder, "association", [["name", "source"], ["合成団体", "Synthetic"]])
    write_sheet(
        folder,
        unicodedata.normalize("NFD", "つながり"),
        [["from", "kind", "to", "status", "source"], ["ガジュマル", "member_of", "合成団体", "planned", "s"]],
    )
    walked = Walked(folder)
    assert walked.refused == []
    assert walked.dataset == "workbook-ガバメント"
    assert [document.visibility for document in walked.documents] == ["members"]
    assert walked.values("p")["name"] == ["ガジュマル"]
    assert [(tie.name, tie.status) for tie in walked.ties()] == [("MEMBER_OF", "planned")]


def test_a_second_source_adds_to_the_same_record(folder: Path) -> None:
    walked = Walked(write_workbook(folder, 人物=with_rows("人物", ["p1", "", "太郎", "", "s2", ""])))
    assert walked.refused == []
    assert walked.values("p1")["alias"] == ["合成たろう", "ごうせい太郎", "太郎"]
    kinds = [citation.document for key, statement, citation in walked.facts if (key, statement.name) == ("p1", "kind")]
    assert kinds == [document_id(DATASET, "s1"), document_id(DATASET, "s2")]


def test_a_row_without_id_goes_by_kind_and_name(folder: Path) -> None:
    walked = Walked(
        write_workbook(
            folder,
            団体=[["名称", "出典"], ["合成会", "s1"], ["合成会", "s2"]],
            企業=[["名称", "出典"], ["合成株式会社", "s1"], ["合成会", "s1"]],
        )
    )
    assert walked.values("Association:合成会")["name"] == ["合成会", "合成会"]
    assert walked.values("Company:合成会")["kind"] == ["Company"]


def test_a_name_that_only_one_fitting_record_has_is_enough(folder: Path) -> None:
    ties = with_rows(
        "つながり",
        ["合成株式会社", "取り組む課題", "見守り", *[""] * 9, "s1", ""],
        ["合成株式会社", "提供", "見守り", *[""] * 9, "s1", ""],
    )
    walked = Walked(
        write_workbook(
            folder,
            課題=[NODE_HEADER, ["i", "見守り", "s1", ""]],
            解決策=[NODE_HEADER, ["s", "見守り", "s1", ""]],
            つながり=ties,
        )
    )
    assert walked.refused == []
    assert [tie.target for tie in walked.ties()[-2:]] == [_record("i"), _record("s")]


# (sheet, row to add, column, value, part of the reason)
BAD_ROWS: list[tuple[str, list[str], str, str, str]] = [
    ("人物", ["p2", "合成花子", "", "", "", ""], "出典", "", "出典がありません"),
    ("人物", ["p2", "合成花子", "", "", "s9", ""], "出典", "s9", "ありません"),
    ("人物", ["p2", "", "", "", "s1", ""], "名称", "", "名称がありません"),
    ("人物", ["", "", "別名だけ", "", "s1", ""], "名称", "", "名称がありません"),
    ("人物", ["p2", "合成花子", "", "花子", "s1", ""], "かな", "花子", "ひらがな"),
    ("人物", ["p2", "合成花子", "", "", "s1", "引" * 41], "引用", "引" * 41, "40文字まで"),
    ("自治体", ["p1", "合成町", "", "町", "s1"], "ID", "p1", "「人物」のシート"),
    ("人物", ["p2", "合成花子", "", "", "s1", "", "余り"], "", "余り", "見出しのない列"),
    ("人物", ["p2", "名" * 301, "", "", "s1", ""], "名称", "名" * 80 + "…", "長すぎます"),
    ("自治体", ["m2", "札幌市", "011003", "市", "s1"], "団体コード", "011003", "検査数字"),
    ("自治体", ["m2", "合成町", "", "大都市", "s1"], "区分", "大都市", "都道府県・市"),
    ("場", ["e2", "合成会議", "2024-02-30", "", "", "s1"], "開始", "2024-02-30", "日付"),
    ("場", ["e2", "合成会議", "2024-03", "2024-02", "", "s1"], "終了", "2024-02", "より後"),
    ("出典", ["s1", "合成記事その三", "", "", ""], "ID", "s1", "前の行にも"),
    ("出典", ["s3", "", "", "", ""], "題名", "", "題名がありません"),
    ("出典", ["s3", "合成記事その三", "", "昨日", ""], "日付", "昨日", "日付"),
    ("出典", ["s3", "合成記事その三", "", "", "秘密"], "公開範囲", "秘密", "公開・会員・非公開"),
    ("つながり", ["p9", "務める", "post1", *[""] * 9, "s1", ""], "元", "p9", "ありません"),
    ("つながり", ["合成次郎", "務める", "post1", *[""] * 9, "s1", ""], "元", "合成次郎", "「合成太郎」"),
    ("つながり", ["p1", "務める", "", *[""] * 9, "s1", ""], "先", "", "「先」がありません"),
    ("つながり", ["p1", "愛する", "post1", *[""] * 9, "s1", ""], "つながり", "愛する", "務める・"),
    ("つながり", ["p1", "", "post1", *[""] * 9, "s1", ""], "つながり", "", "種類がありません"),
    ("つながり", ["m1", "務める", "post1", *[""] * 9, "s1", ""], "つながり", "務める", "自治体から役職へは"),
    ("つながり", ["post1", "務める", "p1", *[""] * 9, "s1", ""], "つながり", "務める", "向き"),
    ("つながり", ["m1", "一部", "m1", *[""] * 9, "s1", ""], "先", "m1", "同じです"),
    ("つながり", ["p1", "参加", "e1", *[""] * 9, "s1", ""], "役割", "", "主催・"),
    ("つながり", ["p1", "参加", "e1", "見物", *[""] * 8, "s1", ""], "役割", "見物", "主催・"),
    ("つながり", ["p1", "務める", "post1", "主催", *[""] * 8, "s1", ""], "役割", "主催", "役割は書けません"),
    ("つながり", ["p1", "務める", "post1", "", "2024", "2023", *[""] * 6, "s1", ""], "終了", "2023", "より後"),
    ("つながり", ["p1", "務める", "post1", "", "2910-10-25", *[""] * 7, "s1", ""], "開始", "2910-10-25", "1868"),
    (
        "つながり",
        ["p1", "務める", "post1", "", "2024", "", "2024", *[""] * 5, "s1", ""],
        "日付",
        "2024",
        "一緒に書けません",
    ),
    ("つながり", ["p1", "務める", "post1", *[""] * 4, "たぶん", *[""] * 4, "s1", ""], "状態", "たぶん", "現在・予定"),
    ("つながり", ["p1", "務める", "post1", *[""] * 5, "噂", *[""] * 3, "s1", ""], "確からしさ", "噂", "記載・推定"),
    ("つながり", ["p1", "務める", "post1", *[""] * 7, "第1部", "", "s1", ""], "回・部", "第1部", "期・選挙区"),
    ("つながり", ["p1", "参加", "e1", "参加", *[""] * 7, "m1", "s1", ""], "立場の役職", "m1", "役職を書いてください"),
    ("つながり", ["p1", "参加", "e1", "参加", *[""] * 7, "なし長", "s1", ""], "立場の役職", "なし長", "ありません"),
    ("つながり", ["p1", "務める", "post1", *[""] * 9, "", ""], "出典", "", "出典がありません"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "reason"), BAD_ROWS)
def test_a_bad_row_is_refused_with_its_place_and_the_others_are_kept(
    folder: Path, sheet: str, row: Sequence[str], column: str, value: str, reason: str
) -> None:
    good = Walked(write_workbook(folder))
    walked = Walked(write_workbook(folder, {sheet: with_rows(sheet, row)}))
    (refusal,) = walked.refused
    assert (refusal.file, refusal.sheet, refusal.row) == (f"{sheet}.csv", sheet, len(SHEETS[sheet]) + 1)
    assert (refusal.column, refusal.value) == (column, value)
    assert reason in refusal.reason
    assert refusal.reason.endswith("。")
    assert walked.facts == good.facts
    assert walked.rows_read == good.rows_read + 1


def test_every_fault_of_a_row_is_told_at_once(folder: Path) -> None:
    bad = ["", "参加", "e9", "見物", "昨日", *[""] * 7, "", ""]
    walked = Walked(write_workbook(folder, つながり=with_rows("つながり", bad)))
    assert {refusal.column for refusal in walked.refused} == {"元", "先", "役割", "開始", "出典"}


def test_a_tie_to_a_refused_row_is_refused_and_says_why(folder: Path) -> None:
    people = [*SHEETS["人物"][:1], ["p1", "合成太郎", "", "漢字", "s1", ""]]
    walked = Walked(write_workbook(folder, 人物=people))
    by_row, by_name = [refusal for refusal in walked.refused if refusal.sheet == "つながり"]
    assert (by_row.row, by_row.column, by_row.value) == (2, "元", "p1")
    assert (by_name.row, by_name.column, by_name.value) == (3, "元", "合成太郎")
    assert "人物:2行目" in by_row.reason
    assert "人物:2行目" in by_name.reason
    assert [tie.name for tie in walked.ties()] == ["TOOK_PART"]


def test_a_later_refused_row_of_a_record_does_not_take_the_record_away(folder: Path) -> None:
    walked = Walked(write_workbook(folder, 人物=with_rows("人物", ["p1", "", "", "漢字", "s2", ""])))
    assert [refusal.row for refusal in walked.refused] == [3]
    assert len(walked.ties()) == 3


def test_a_row_on_a_refused_source_is_refused(folder: Path) -> None:
    sources = [SHEETS["出典"][0], SHEETS["出典"][1], ["s2", "合成記事その二", "", "いつか", ""]]
    walked = Walked(write_workbook(folder, 出典=sources))
    assert {(refusal.sheet, refusal.column) for refusal in walked.refused} == {
        ("出典", "日付"),
        ("役職", "出典"),
        ("つながり", "元"),
        ("つながり", "先"),
        ("つながり", "出典"),
        ("つながり", "立場の役職"),
    } - {("つながり", "元")}


@pytest.mark.parametrize("second", [["p2", "合成太郎", "", "", "s1", ""], ["p2", "合成太郎", "", "漢字", "s1", ""]])
def test_a_name_that_two_rows_have_needs_the_id(folder: Path, second: list[str]) -> None:
    """A refused namesake counts too: else a tie would silently go to the other one."""
    walked = Walked(write_workbook(folder, 人物=with_rows("人物", second)))
    refusal = next(refusal for refusal in walked.refused if refusal.sheet == "つながり")
    assert (refusal.row, refusal.column, refusal.value) == (3, "元", "合成太郎")
    assert ("2件あります" in refusal.reason) or ("人物:3行目" in refusal.reason)


def test_names_are_compared_composed_and_hints_bridge_variants(folder: Path) -> None:
    people = with_rows("人物", ["p2", "髙橋ガク", "", "", "s1", ""])
    nfd = [unicodedata.normalize("NFD", "髙橋ガク"), "務める", "post1", *[""] * 9, "s1", ""]
    assert Walked(write_workbook(folder, 人物=people, つながり=with_rows("つながり", nfd))).refused == []
    other = ["高橋がく", "務める", "post1", *[""] * 9, "s1", ""]
    assert (
        "「髙橋ガク」ではありませんか"
        in _one_refusal(write_workbook(folder, 人物=people, つながり=with_rows("つながり", other))).reason
    )


def test_a_column_means_what_the_tie_of_the_row_means_by_it(folder: Path) -> None:
    """段階 is a stage of use for 利用 and a level of the ladder for 知り合い."""
    header = ["元", "つながり", "先", "段階", "出典"]
    sheets: dict[str, Sequence[Sequence[str]]] = {
        "人物": with_rows("人物", ["p2", "合成花子", "", "", "s1", ""]),
        "解決策": [NODE_HEADER, ["s", "合成アプリ", "s1", ""]],
    }
    rows = [["p1", "知り合い", "p2", "話した", "s1"], ["合成株式会社", "利用", "s", "実証|導入", "s1"]]
    walked = Walked(write_workbook(folder, sheets, つながり=[header, *rows]))
    assert walked.refused == []
    assert [tie.extra for tie in walked.ties()] == [(("level", "3"),), (("stage", "実証"), ("stage", "導入"))]
    bad = ["p1", "知り合い", "p2", "9", "s1"]
    assert "話した" in _one_refusal(write_workbook(folder, sheets, つながり=[header, bad])).reason


def test_two_columns_for_one_property_of_a_tie_are_refused(folder: Path) -> None:
    header = ["元", "つながり", "先", "段階", "level", "出典"]
    people = with_rows("人物", ["p2", "合成花子", "", "", "s1", ""])
    refusal = _one_refusal(
        write_workbook(folder, 人物=people, つながり=[header, ["p1", "知り合い", "p2", "3", "5", "s1"]])
    )
    assert "二つの列" in refusal.reason


def test_hostile_texts_stay_texts(folder: Path) -> None:
    names = [
        "=cmd|' /C calc'!A0",
        "</script><script>alert(1)</script>",
        "'; DROP TABLE nodes; --",
        "𠮷野\u202e家",
        "e\u0301",
    ]
    people = with_rows("人物", *([f"x{n}", name, "", "", "s1", ""] for n, name in enumerate(names)))
    walked = Walked(write_workbook(folder, 人物=people))
    assert walked.refused == []
    assert [walked.values(f"x{n}")["name"] for n in range(5)] == [[names[0]], [names[1]], [names[2]], ["𠮷野家"], ["é"]]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"出典": None}, "「出典.csv」がありません"),
        ({"宇宙人": [NODE_HEADER]}, "シート名「宇宙人」は使えません"),
        ({"議 員": [NODE_HEADER]}, "「議会」"),
        ({"人物": [["ID", "名称", "電話番号", "出典"]]}, "人物.csv: 列「電話番号」は使えません"),
        ({"人物": [["ID", "氏名", "ふりがら", "出典"]]}, "「かな」ではありませんか"),
        ({"人物": [["ID", "氏名", "名前", "出典"]]}, "同じ意味"),
        ({"つながり": [["元", "つながり", "さき", "出典"]]}, "列「さき」は使えません"),
        ({"Person": [NODE_HEADER]}, "同じ種類のシート"),
        ({"人物": []}, "人物.csv: ファイルが空です"),
    ],
)
def test_a_folder_that_is_not_a_workbook_is_refused_whole(
    folder: Path, changed: dict[str, list[list[str]] | None], reason: str
) -> None:
    with pytest.raises(SourceRefused, match=reason) as refused:
        Workbook.open(write_workbook(folder, changed, encoding="utf-8"))
    assert refused.value.message.endswith("。")


def test_a_workbook_without_ties_is_fine(folder: Path) -> None:
    walked = Walked(write_workbook(folder, つながり=None))
    assert walked.refused == []
    assert walked.ties() == []


def test_a_missing_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "なし", write_sheet(tmp_path, "人物", SHEETS["人物"])):
        with pytest.raises(SourceRefused, match="フォルダがありません"):
            Workbook.open(path)


def test_excel_files_are_refused_only_where_a_sheet_would_be_lost(folder: Path) -> None:
    write_workbook(folder)
    for harmless in ("まとめ.xlsx", "人物.xlsx", "~$企業.xlsx", ".DS_Store", "README.md"):
        (folder / harmless).write_bytes(b"PK\x03\x04")
    assert Walked(folder).refused == []
    (folder / "団体.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceRefused, match=r"団体\.xlsx: Excelのファイルはまだ読めません"):
        Workbook.open(folder)


def test_no_two_titles_of_a_sheet_hide_each_other() -> None:
    """Every label and name leads to its own property, whatever aliases the others have."""
    sheets = {kind.name: (*columns.NODE_FIELDS, *kind.properties) for kind in KINDS}
    sheets[columns.SOURCE_SHEET[1]] = columns.SOURCE_FIELDS
    sheets |= {tie.name: (*columns.TIE_FIELDS, *tie.properties) for tie in TIES}
    hidden = [
        (sheet, prop.name)
        for sheet, properties in sheets.items()
        for prop in properties
        for other in properties
        if other is not prop and {fold(prop.label_ja), fold(prop.name)} & {fold(other.label_ja), fold(other.name)}
    ]
    assert hidden == []


def test_every_sheet_and_tie_has_titles_of_its_own() -> None:
    assert len(columns.sheet_names()) == 2 * (len(KINDS) + 2)
    assert {tie.name for tie in columns.tie_titles().values()} == {tie.name for tie in TIES}
    assert len({fold(tie.label_ja) for tie in TIES}) == len(TIES)


def test_the_listed_columns_are_accepted(folder: Path) -> None:
    sheets: dict[str, Sequence[Sequence[str]]] = {
        name: [list(titles)] for name, titles in columns.sheet_columns().items()
    }
    assert set(SHEETS) <= set(sheets)
    assert Walked(write_workbook(folder, sheets)).rows_read == 0

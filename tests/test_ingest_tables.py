"""CSV files of all sorts: what is read, what is refused, and where."""

from __future__ import annotations

import codecs
import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import SourceRefused
from graph.values.text import clean
from ingest import tables
from ingest.tables import Refusal, Row, Table

HEADER = "名称,説明\r\n"


def _file(folder: Path, content: bytes | str, name: str = "企業.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _rows(path: Path) -> list[Row | Refusal]:
    return list(Table.open(path).rows())


def _cells(path: Path) -> list[dict[str, str]]:
    return [dict(row.cells) for row in _rows(path) if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("utf-8", ["𠮷野家風", "㈱髙橋﨑", "か\u3099くえん"]),
        ("utf-8-sig", ["𠮷野家風", "㈱髙橋﨑", "か\u3099くえん"]),
        ("cp932", ["㈱合成", "髙橋", "①号店", "ﾊﾝｶｸ", "〜合成〜", "表示能力"]),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, names: list[str]) -> None:
    written = [name.replace("〜", "～") if encoding == "cp932" else name for name in names]
    path = _file(tmp_path, ("名称,説明\r\n" + "".join(f"{name},x\r\n" for name in written)).encode(encoding))
    assert [cells["名称"] for cells in _cells(path)] == written
    assert Table.open(path).encoding == ("cp932" if encoding == "cp932" else "utf-8-sig")


def test_rows_are_counted_as_excel_counts_them(tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + '甲,"二行に\r\nわたる, 説明"\r\n\r\n,,\r\n乙,x\r\n')
    rows = [row for row in _rows(path) if isinstance(row, Row)]
    assert [(row.number, row.cells["名称"]) for row in rows] == [(2, "甲"), (5, "乙")]
    assert rows[0].cells["説明"] == "二行に\r\nわたる, 説明"
    assert rows[1].place == "企業:5"


def test_short_rows_are_filled_and_trailing_empty_columns_ignored(tmp_path: Path) -> None:
    path = _file(tmp_path, "名称,説明,,\n甲\n乙,x,,\n")
    assert _cells(path) == [{"名称": "甲", "説明": ""}, {"名称": "乙", "説明": "x"}]


def test_strange_but_harmless_texts_come_through(tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + '"=cmd|\' /C calc\'!A0","</script><script>alert(1)</script>"\n"@SUM(1)",\u202e逆\n')
    first, second = _cells(path)
    assert first == {"名称": "=cmd|' /C calc'!A0", "説明": "</script><script>alert(1)</script>"}
    assert clean(second["説明"]) == "逆"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [("甲,x,余り", "", "見出しのない列"), ("甲\0乙,x", "名称", "NUL")],
)
def test_a_row_that_does_not_fit_is_refused_alone(tmp_path: Path, line: str, column: str, reason: str) -> None:
    path = _file(tmp_path, f"{HEADER}前,x\n{line}\n後,x\n")
    before, refused, after = _rows(path)
    assert isinstance(before, Row)
    assert isinstance(after, Row)
    assert isinstance(refused, Refusal)
    assert (refused.file, refused.sheet, refused.row, refused.column) == ("企業.csv", "企業", 3, column)
    assert reason in refused.reason
    assert "\0" not in refused.value


def test_a_value_under_an_empty_header_between_others_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "名称,,説明,\n甲,どこ,x\n")
    (refused,) = _rows(path)
    assert isinstance(refused, Refusal)
    assert refused.value == "どこ"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空です"),
        (codecs.BOM_UTF8, "見出しがありません"),
        (b"\r\n\r\n", "見出しがありません"),
        (b" , ,\nx,y,z\n", "見出しがありません"),
        ("名称,名称\n甲,乙\n".encode(), "二つ"),
        ("名称, 名 称,\u200b名称\n".encode(), "二つ"),
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        ("名称\n甲\n".encode("utf-16"), "UTF-16"),
        ("名称,説明\n合成市,説明文\n".encode() + b"\xff\xfe\n", "3行目あたり"),
        ("名称,説明\n合成市".encode() + "、".encode()[:2], "2行目あたり"),
        (codecs.BOM_UTF8 + "名称\n髙橋\n".encode("cp932"), "1行目あたり"),
        ("名称\n合成\n".encode("cp932") + b"\x81", "3行目あたり"),
        ("名称\n合成\n".encode("cp932") + b"\xff\n", "3行目あたり"),
        ("名称\n合成\n合成".encode("cp932") + b"\xf0\x40\n", "3行目あたり"),
    ],
)
def test_a_file_that_is_no_usable_csv_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(SourceRefused, match=reason) as refused:
        _rows(_file(tmp_path, content))
    assert refused.value.message.startswith("企業.csv: ")


@pytest.mark.parametrize("line", ['"甲,x', '"甲"乙,x', '甲,"x' + "あ" * 200_000])
def test_broken_quoting_names_the_row_where_it_begins(tmp_path: Path, line: str) -> None:
    path = _file(tmp_path, f"{HEADER}前,x\n{line}\n後,x\n")
    with pytest.raises(SourceRefused, match=r"^企業[.]csv: 3行目から先を読めません"):
        _rows(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="見つかりません"):
        Table.open(tmp_path / "なし.csv")
    (tmp_path / "人物.csv").mkdir()
    with pytest.raises(SourceRefused, match="ファイルではありません"):
        Table.open(tmp_path / "人物.csv")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file(tmp_path, HEADER + "甲,x\n")
    monkeypatch.setattr(tables, "MAX_FILE_BYTES", 10)
    with pytest.raises(SourceRefused, match="大きすぎます"):
        Table.open(path)


def test_a_file_that_changes_between_two_walks_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + "甲,x\n")
    table = Table.open(path)
    assert len(list(table.rows())) == len(list(table.rows())) == 1
    path.write_text(HEADER + "甲,y\n", encoding="utf-8")
    os.utime(path, ns=(0, table.stamp[1] + 1))
    with pytest.raises(SourceRefused, match="途中で"):
        list(table.rows())


def test_characters_that_straddle_the_chunks_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_CHUNK_BYTES", 7)
    for encoding in ("utf-8", "cp932"):
        path = _file(tmp_path, (HEADER + "合成市役所,説明の文章\n" * 20).encode(encoding))
        assert _cells(path) == [{"名称": "合成市役所", "説明": "説明の文章"}] * 20


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=6))
def test_whatever_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([("名称", "説明"), *rows])
    path = _file(tmp_path_factory.getbasetemp(), text.getvalue(), "往復.csv")
    expected = [(a.strip(), b.strip()) for a, b in rows if a.strip() or b.strip()]
    assert [tuple(cells.values()) for cells in _cells(path)] == expected


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = _file(tmp_path_factory.getbasetemp(), content, "何か.csv")
    message = ""
    try:
        _rows(path)
    except SourceRefused as refused:
        message = refused.message
    assert not message or (message.startswith("何か.csv: ") and message.endswith("。") and "\n" not in message)

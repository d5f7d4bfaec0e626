"""A CSV file as rows that know their place. Whatever can't be read safely is refused, never guessed."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, TextIO

from graph.errors import SourceRefused
from graph.values.text import clean

MAX_FILE_BYTES: Final = 256 * 1024 * 1024
# Longer than any line of text that somebody wrote; a cell holds at most 131,072 characters (csv.field_size_limit).
MAX_LINE_CHARACTERS: Final = 1 << 22
_CHUNK_BYTES: Final = 1 << 16
_SHOWN_CHARACTERS: Final = 80
# Python's cp932 reads stray bytes (80, A0, FD to FF) and user-defined characters as these code points.
_NEVER_WRITTEN: Final = re.compile("[\x80-\xa0\ue000-\uf8ff]")
_FIRST_ROW: Final = 2
_CUT_OFF: Final = "行が途中で切れています。元のファイルを取り直すか、残りのセルを書き足してください。"
_SAVE_AS_UTF8: Final = "Excelなら「CSV UTF-8（コンマ区切り）」で保存し直してください。"
_FOREIGN_BEGINNINGS: Final[Mapping[bytes, str]] = {
    b"PK\x03\x04": f"CSVではなくExcelなどのファイルです。{_SAVE_AS_UTF8}",
    b"\xd0\xcf\x11\xe0": f"CSVではなく古い形式のExcelのファイルです。{_SAVE_AS_UTF8}",
    codecs.BOM_UTF16_LE: f"文字コードがUTF-16です。{_SAVE_AS_UTF8}",
    codecs.BOM_UTF16_BE: f"文字コードがUTF-16です。{_SAVE_AS_UTF8}",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell or row that was not loaded: `row` as Excel counts it, `column` empty where the whole row is meant."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str

    def to_row(self) -> dict[str, Any]:
        """The form that the report has in JSON."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One row with content. `cells` holds every column of the header; blank cells are empty texts."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        """Where a citation finds it: `人物:12`."""
        return f"{self.sheet}:{self.number}"

    def refusal(self, reason: str, *, column: str = "", value: str = "") -> Refusal:
        """Why this row, or one of its cells, is not loaded."""
        return Refusal(self.file, self.sheet, self.number, column, _shown(value), reason)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose encoding and header have been read; `rows` may be walked any number of times.

    `stamp` is size and time of change when it was opened: a file that changes between two walks is refused.
    Columns under one of the `ignored` headers are not looked at.
    """

    path: Path
    sheet: str
    encoding: str
    headers: tuple[str, ...]
    stamp: tuple[int, int]
    ignored: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """The file's name, for messages."""
        return clean(self.path.name)

    @classmethod
    def open(cls, path: Path, *, ignored: frozenset[str] = frozenset()) -> Table:
        """Read the encoding and the header of a file; headers to be `ignored` may occur more than once.

        Raises SourceRefused when the file is missing, too large, no CSV in UTF-8 or cp932, or has no usable
        header; the message names the file and what to do.
        """
        stamp = _stamp(path)
        encoding = _encoding(path)
        with _opened(path, encoding) as file:
            header = next(_records(path, _Lines(path, file)), [])
        headers = [clean(cell) for cell in header]
        while headers and not headers[-1]:
            headers.pop()
        if not headers:
            raise _refused(path, "1行目に見出しがありません。1行目に列の名前を入れてください。")
        named = [title for title in headers if title and title not in ignored]
        twice = next((title for title in named if named.count(title) > 1), None)
        if twice is not None:
            raise _refused(path, f"見出し「{_shown(twice)}」が二つあります。一つにまとめてください。")
        return cls(path, clean(path.stem), encoding, tuple(headers), stamp, ignored)

    def rows(self) -> Iterator[Row | Refusal]:
        """Rows with content from top to bottom; a row that does not fit the header comes as a refusal.

        So does the last one where it was cut off: it is the only one with fewer cells than the header, and no line
        end follows. Memory stays bounded by one row. Raises SourceRefused when the quoting is broken, since then nobody
        can tell where the following rows begin, and when the file has changed since it was opened.
        """
        if _stamp(self.path) != self.stamp:
            raise _refused(self.path, "読み込みの途中でファイルが変わりました。もう一度実行してください。")
        is_even = True
        with _opened(self.path, self.encoding) as file:
            lines = _Lines(self.path, file)
            for number, record in enumerate(_records(self.path, lines), start=1):
                if number > 1 and any(record):
                    row = self._row(number, record)
                    is_short = len(record) < len(self.headers)
                    if is_short and is_even and number > _FIRST_ROW and not lines.is_ended:
                        row = Row(self.file, self.sheet, number, {}).refusal(_CUT_OFF, value=",".join(record))
                    is_even = is_even and not is_short
                    if not isinstance(row, Row) or any(row.cells.values()):
                        yield row

    def _row(self, number: int, record: list[str]) -> Row | Refusal:
        cells = dict.fromkeys((title for title in self.headers if title and title not in self.ignored), "")
        beyond = ""
        for title, cell in zip_longest(self.headers, (cell.strip() for cell in record), fillvalue=""):
            if title in cells:
                cells[title] = cell
            elif not title:
                beyond = beyond or cell
        row = Row(self.file, self.sheet, number, cells)
        if beyond:
            return row.refusal("見出しのない列に値があります。見出しを付けるか、値を消してください。", value=beyond)
        for title, cell in row.cells.items():
            if "\0" in cell:
                return row.refusal(
                    "読めない文字（NUL）が混じっています。このセルを入力し直してください。", column=title, value=cell
                )
        return row


def _shown(text: str) -> str:
    """A cell as a message shows it: one line, nothing invisible, not too long."""
    seen = clean(text)
    return seen if len(seen) <= _SHOWN_CHARACTERS else f"{seen[:_SHOWN_CHARACTERS]}…"


def _refused(path: Path, why: str) -> SourceRefused:
    return SourceRefused(f"{clean(path.name)}: {why}")


def _unreadable(path: Path, error: OSError) -> SourceRefused:
    if isinstance(error, FileNotFoundError):
        return _refused(path, "ファイルが見つかりません。場所を確かめてください。")
    if isinstance(error, PermissionError):
        return _refused(path, "ファイルを読む権限がありません。権限を確かめてください。")
    return _refused(path, "ファイルを読めません。別の場所に写してから、もう一度試してください。")


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    if not path.is_file():
        raise _refused(path, "ファイルではありません。CSVファイルを指定してください。")
    if found.st_size > MAX_FILE_BYTES:
        raise _refused(path, f"大きすぎます（上限は{MAX_FILE_BYTES >> 20}MB）。ファイルを分けてください。")
    return found.st_size, found.st_mtime_ns


def _opened(path: Path, encoding: str) -> TextIO:
    try:
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        raise _unreadable(path, error) from error


class _Lines:
    """The lines of a file, none too long for the memory. `is_ended`: the last one given out had a line end."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.is_ended = True
        self._path = path
        self._file = file
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE_CHARACTERS)
        if not line:
            raise StopIteration
        self._number += 1
        self.is_ended = line.endswith(("\n", "\r"))
        if len(line) == MAX_LINE_CHARACTERS and not self.is_ended:
            raise _refused(self._path, f"{self._number}行目が長すぎます。元のファイルを取り直してください。")
        return line


def _records(path: Path, lines: Iterator[str]) -> Iterator[list[str]]:
    """Records as Excel counts rows: one for each line, save where a quoted cell holds line breaks."""
    reader = csv.reader(lines, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cause = (
                f'長すぎるセル（{csv.field_size_limit():,}文字以上）があるか、引用符「"」が閉じていません。'
                if "field limit" in str(error)
                else '引用符「"」が閉じていないか、余分にあります。'
            )
            raise _refused(
                path, f"{number}行目から先を読めません。{cause}その行を直してから、もう一度読み込んでください。"
            ) from error
        yield record


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise _unreadable(path, error) from error


def _encoding(path: Path) -> str:
    """`utf-8-sig` or `cp932`, whichever reads the whole file without a single doubt."""
    beginning = next(_chunks(path), b"")
    if not beginning:
        raise _refused(path, "ファイルが空です。見出しと行を入れてください。")
    for mark, why in _FOREIGN_BEGINNINGS.items():
        if beginning.startswith(mark):
            raise _refused(path, why)
    broken_line = _first_broken_line(path, "utf-8-sig")
    if broken_line is None:
        return "utf-8-sig"
    if not beginning.startswith(codecs.BOM_UTF8) and not _is_mostly_utf8(path):
        broken_line = _first_broken_line(path, "cp932")
        if broken_line is None:
            return "cp932"
    raise _refused(
        path, f"{broken_line}行目あたりの文字が壊れています（UTF-8でもShift_JISでも読めません）。{_SAVE_AS_UTF8}"
    )


def _first_broken_line(path: Path, encoding: str) -> int | None:
    """The line of the file, from 1, at which an encoding fails; None if it reads everything."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    try:
        for chunk in _chunks(path):
            text = decoder.decode(chunk)
            doubtful = _NEVER_WRITTEN.search(text) if encoding == "cp932" else None
            if doubtful is not None:
                return lines + text.count("\n", 0, doubtful.start())
            lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + error.object.count(b"\n", 0, error.start)
    return None


def _is_mostly_utf8(path: Path) -> bool:
    """Whether a file that is no valid UTF-8 was meant as such: most of what is not ASCII decodes.

    Japanese in cp932 hardly ever forms a valid sequence of UTF-8, so the two are far apart.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    read = broken = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        broken += text.count("\ufffd")
        read += sum(not character.isascii() for character in text)
    return read > 2 * broken

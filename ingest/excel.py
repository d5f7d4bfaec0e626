"""The first sheet of an Excel file (.xlsx) as rows that know their place, cells as text.

A day becomes 2024-04-01, a time 13:30, a whole number has no point. Readings (ふりがな) beside the text are not text.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final

from graph.errors import SourceRefused
from graph.values.text import clean
from ingest.tables import Row

MAX_FILE_BYTES: Final = 32 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 256 * 1024 * 1024
# What a damaged archive or sheet makes the library raise, wherever it stumbles.
_DAMAGES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    SyntaxError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class ExcelSheet:
    """The sheet as it was when it was opened: small enough to be kept."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def open(cls, path: Path) -> ExcelSheet:
        """Read the first sheet; the first row holds the titles of the columns.

        Raises SourceRefused when the file is missing, too large, no Excel file or damaged, or has no titles or one
        of them twice.
        """
        name = clean(path.name)
        _weigh(path, name)
        try:
            table = list(_cells(path))
        except _DAMAGES as error:
            raise SourceRefused(
                f"{name}: Excelのファイル（.xlsx）として読めません。元のファイルを取り直してください。"
            ) from error
        headers = tuple(clean(cell) for cell in table[0]) if table else ()
        named = [header for header in headers if header]
        if not named:
            raise SourceRefused(f"{name}: 1行目に見出しがありません。1行目に列の名前を入れてください。")
        twice = next((header for header in named if named.count(header) > 1), None)
        if twice is not None:
            raise SourceRefused(f"{name}: 見出し「{twice}」が二つあります。一つにまとめてください。")
        rows = [
            Row(
                name,
                clean(path.stem),
                number,
                {title: text for title, text in zip(headers, cells, strict=False) if title},
            )
            for number, cells in enumerate(table[1:], start=2)
        ]
        return cls(name, headers, tuple(row for row in rows if any(row.cells.values())))


def _weigh(path: Path, name: str) -> None:
    """Refuse what is no file, or would fill the memory once unpacked."""
    if not path.is_file():
        raise SourceRefused(f"{name}: ファイルが見つかりません。場所を確かめてください。")
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        packed = path.stat().st_size
    except _DAMAGES as error:
        raise SourceRefused(
            f"{name}: Excelのファイル（.xlsx）として読めません。元のファイルを取り直してください。"
        ) from error
    if packed > MAX_FILE_BYTES or unpacked > MAX_UNPACKED_BYTES:
        raise SourceRefused(
            f"{name}: 大きすぎます（上限は{MAX_FILE_BYTES >> 20}MB、展開して{MAX_UNPACKED_BYTES >> 20}MB）。"
            "ファイルを分けてください。"
        )


def _cells(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    # From memory, so that a damaged file leaves no open handle behind.
    book = load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True)
    for values in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(value) for value in values]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip()

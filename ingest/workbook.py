"""Our own template: a folder of CSV sheets, one per kind, つながり (ties) and 出典 (sources).

A row states its cells on its own source. Rows with a fault are refused whole and the others are kept; a tie
to a refused, unknown or ambiguous row is refused with it. A sheet or column that nobody knows refuses the
folder, since nobody can tell what else is meant otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from graph.errors import InvalidValue, SourceRefused
from graph.facts import KIND_STATEMENT, Citation, Document, Record, Statement, extra_of
from graph.ontology.declaration import Property, TieKind, ValueType
from graph.ontology.kinds import NAME
from graph.ontology.vocabulary import KIND, admits
from graph.values.text import clean, fold
from ingest import columns
from ingest.columns import SOURCE_SHEET, TIE_SHEET
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.mapping import RowCheck, match_headers
from ingest.references import Directory
from ingest.tables import Row, Table

MAPPER_VERSION: Final = "workbook-1"
DATASET_PREFIX: Final = "workbook-"
_EXCEL_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_NOT_OURS: Final = (".", "~$")  # hidden files, and Excel's marks of an open file
# The one reference that ties have today names the post in which somebody did something.
_REFERRED_KIND: Final = "Post"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table of the folder with what its headers mean."""

    table: Table
    columns: Mapping[str, Property]


@dataclass(frozen=True, slots=True)
class _Node:
    """What a reference leads to."""

    record: Record
    kind: str
    place: str


class Workbook(Extract):
    """A folder of sheets. `dataset` is the data set that it states, all of it."""

    version = MAPPER_VERSION
    complete = True

    def __init__(self, dataset: str, sheets: Mapping[str, _Sheet]) -> None:
        self.dataset = dataset
        self._sheets = sheets

    @classmethod
    def open(cls, folder: Path, *, dataset: str = "") -> Self:
        """Find the sheets of a folder and read their headers.

        The data set is `workbook-` and the folder's name unless given. Raises SourceRefused when the folder
        can't be used as a whole: missing, without 出典, an unknown sheet or column, an unreadable file.
        """
        resolved = folder.expanduser().resolve()
        if not resolved.is_dir():
            raise SourceRefused(
                f"「{folder}」というフォルダがありません。CSVのシートを入れたフォルダを指定してください。")
        tables = _tables(resolved)
        if SOURCE_SHEET[1] not in tables:
            raise SourceRefused(
                f"{clean(resolved.name)}: 「{SOURCE_SHEET[0]}.csv」がありません。"
                "どの事実にも出典が要ります。出典のシートを加えてください。")
        sheets = {name: _Sheet(table, match_headers(table, columns.columns_of_sheet(name)))
                  for name, table in tables.items()}
        return cls(dataset or f"{DATASET_PREFIX}{clean(resolved.name)}", sheets)

    def read(self, journal: Journal) -> Reading:
        sources = _SourceMapper(self.dataset, journal)
        sources.walk(self._sheets[SOURCE_SHEET[1]])
        return Reading(sources.documents, self._facts(sources.directory, journal))

    def _facts(self, sources: Directory[Document], journal: Journal) -> Iterator[Facts]:
        nodes = _NodeMapper(self.dataset, sources, journal)
        for kind in KIND:
            if kind in self._sheets:
                yield from nodes.walk(self._sheets[kind], kind)
        if TIE_SHEET[1] in self._sheets:
            yield from _TieMapper(nodes.directory, sources, journal).walk(self._sheets[TIE_SHEET[1]])


def _tables(folder: Path) -> dict[str, Table]:
    """The folder's sheets by name, in the order of their file names."""
    known = columns.sheet_names()
    tables: dict[str, Table] = {}
    excel: list[Path] = []
    for path in sorted(folder.iterdir(), key=lambda path: clean(path.name)):
        if path.name.startswith(_NOT_OURS) or not path.is_file():
            continue
        sheet = known.get(fold(path.stem))
        if path.suffix.lower() in _EXCEL_SUFFIXES:
            excel.append(path)
        if path.suffix.lower() != ".csv":
            continue
        if sheet is None:
            accepted = "」「".join(columns.sheet_columns())
            raise SourceRefused(
                f"{clean(path.name)}: このシート名は使えません。「{accepted}」のどれかにしてください。")
        if sheet in tables:
            raise SourceRefused(
                f"{clean(path.name)}と{tables[sheet].file}は同じ種類のシートです。一つにまとめてください。")
        tables[sheet] = Table.open(path)
    for path in excel:
        if not tables or known.get(fold(path.stem)) not in (None, *tables):
            raise SourceRefused(
                f"{clean(path.name)}: Excelのファイルはまだ読めません。"
                "シートごとに「CSV UTF-8（コンマ区切り）」で保存してください。")
    return tables


class _Mapper:
    """Walks the rows of a sheet and tells the journal what does not fit."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def checks(self, sheet: _Sheet) -> Iterator[RowCheck]:
        """The rows that fit their header, each with an open check."""
        for row in sheet.table.rows():
            self.journal.rows_read += 1
            if isinstance(row, Row):
                yield RowCheck(row, sheet.columns)
            else:
                self.journal.refused.append(row)

    def passed(self, check: RowCheck) -> bool:
        """Whether a row has no fault; its faults go to the journal."""
        self.journal.refused.extend(check.faults)
        return not check.faults


class _SourceMapper(_Mapper):
    """出典: one document a row."""

    def __init__(self, dataset: str, journal: Journal) -> None:
        super().__init__(journal)
        self.directory = Directory[Document]("出典")
        self.documents: dict[str, Document] = {}
        self._dataset = dataset

    def walk(self, sheet: _Sheet) -> None:
        """Read all rows into `documents` (by document id) and `directory` (by ID and title)."""
        for check in self.checks(sheet):
            title = check.value(columns.TITLE)
            key = check.value(columns.ID) or title
            if not title:
                check.refuse("題名がありません。出典の題名を入れてください。", columns.TITLE)
            if key and self.directory.get(key) is not None:
                check.refuse(f"出典「{key}」は前の行にもあります。IDを変えるか、どちらかの行を消してください。", columns.ID)
            document = self._document(check, key, title) if title else None
            if document is None or not self.passed(check):
                self.passed(check) if document is None else None
                self.directory.refuse(key, check.row.place, title)
                continue
            self.directory.add(key, document, title)
            self.documents[document.id] = document

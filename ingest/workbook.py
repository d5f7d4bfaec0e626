"""Our own template: a folder of CSV sheets, one per kind, つながり (ties) and 出典 (sources).

A row states its cells on its own source. Rows with a fault are refused whole and the others are kept; a tie
to a refused, unknown or ambiguous row is refused with it. A sheet or column that nobody knows refuses the
folder, since nobody can tell what else is meant otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Self

from graph.errors import SourceRefused
from graph.facts import Document
from graph.ontology.vocabulary import KIND
from graph.values.text import clean, fold
from ingest.columns import SOURCE_SHEET, TIE_SHEET, columns_of_sheet, sheet_columns, sheet_names
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.mapping import Sheet, instead, match_headers
from ingest.references import Directory
from ingest.sheets import NodeMapper, SourceMapper, TieMapper
from ingest.tables import Table

MAPPER_VERSION: Final = "workbook-1"
DATASET_PREFIX: Final = "workbook-"
_EXCEL_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")
_NOT_OURS: Final = (".", "~$")  # hidden files, and Excel's marks of an open file


class Workbook(Extract):
    """A folder of sheets. `dataset` is the data set that it states, all of it."""

    version = MAPPER_VERSION
    complete = True

    def __init__(self, dataset: str, sheets: Mapping[str, Sheet]) -> None:
        self.dataset = dataset
        self._sheets = sheets

    @classmethod
    def open(cls, folder: Path, *, dataset: str = "") -> Self:
        """Find the sheets of a folder and read their headers.

        The data set is `workbook-` and the folder's name unless given. Raises SourceRefused when the folder
        can't be used as a whole: missing, without 出典, an unknown sheet or column, an unreadable file.
        """
        resolved = folder.resolve()
        if not resolved.is_dir():
            raise SourceRefused(
                f"「{folder}」というフォルダがありません。CSVのシートを入れたフォルダを指定してください。"
            )
        tables = _tables(resolved)
        if SOURCE_SHEET[1] not in tables:
            raise SourceRefused(
                f"{clean(resolved.name)}: 「{SOURCE_SHEET[0]}.csv」がありません。"
                "どの事実にも出典が要ります。出典のシートを加えてください。"
            )
        sheets = {name: Sheet(table, match_headers(table, columns_of_sheet(name))) for name, table in tables.items()}
        return cls(dataset or f"{DATASET_PREFIX}{clean(resolved.name)}", sheets)

    def read(self, journal: Journal) -> Reading:
        sources = SourceMapper(self.dataset, journal)
        sources.walk(self._sheets[SOURCE_SHEET[1]])
        return Reading(sources.documents, self._facts(sources.directory, journal))

    def _facts(self, sources: Directory[Document], journal: Journal) -> Iterator[Facts]:
        nodes = NodeMapper(self.dataset, sources, journal)
        for kind in KIND:
            if kind in self._sheets:
                yield from nodes.walk(self._sheets[kind], kind)
        if TIE_SHEET[1] in self._sheets:
            yield from TieMapper(nodes.directory, sources, journal).walk(self._sheets[TIE_SHEET[1]])


def _tables(folder: Path) -> dict[str, Table]:
    """The folder's sheets by name, in the order of their file names."""
    known = sheet_names()
    tables: dict[str, Table] = {}
    excel: list[Path] = []
    try:
        paths = sorted(folder.iterdir(), key=lambda path: clean(path.name))
    except OSError as error:
        raise SourceRefused(
            f"{clean(folder.name)}: フォルダを読めません。読み取りの権限を確かめてください。"
        ) from error
    for path in paths:
        if path.name.startswith(_NOT_OURS) or not path.is_file():
            continue
        sheet = known.get(fold(path.stem))
        if path.suffix.lower() in _EXCEL_SUFFIXES:
            excel.append(path)
        if path.suffix.lower() != ".csv":
            continue
        if sheet is None:
            labels = {fold(label): label for label in sheet_columns()}
            raise SourceRefused(
                f"{clean(path.name)}: シート名「{clean(path.stem)}」は使えません。{instead(path.stem, labels)}"
            )
        if sheet in tables:
            raise SourceRefused(
                f"{clean(path.name)}と{tables[sheet].file}は同じ種類のシートです。一つにまとめてください。"
            )
        tables[sheet] = Table.open(path)
    for path in excel:
        if not tables or known.get(fold(path.stem)) not in (None, *tables):
            raise SourceRefused(
                f"{clean(path.name)}: Excelのファイルはまだ読めません。"
                "シートごとに「CSV UTF-8（コンマ区切り）」で保存してください。"
            )
    return tables

"""A source that is a folder of CSV files: each file a document, each row handed to the source's own mapper.

A file that is missing or can't be read is refused as a whole, the others are loaded; a row whose key can't be read is
refused, the others are loaded. Only when no file at all can be used is the folder refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from graph.errors import SourceRefused
from graph.facts import Document
from graph.ontology.declaration import Property
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.mapping import RowCheck
from ingest.origin import version_date
from ingest.stating import Stating
from ingest.tables import Refusal, Row, Table


@dataclass(frozen=True)
class CsvFile:
    """One file of a folder: its path there, the title that users see, the columns that are read, its rosters.

    Headers to be `ignored` say nothing and may occur more than once. Of a file that is `left_out` the rows are only
    counted, under that word.
    """

    name: str
    title: str
    url: str
    columns: Mapping[str, Property]
    rosters: tuple[tuple[str, str], ...] = ()
    ignored: frozenset[str] = frozenset()
    left_out: str = ""


class RowMapper(ABC):
    """Turns rows into facts, and remembers from row to row; made anew for every walk."""

    @abstractmethod
    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterable[Facts]:
        """What one row states. What is refused is noted in `check`; a row that can't be used states nothing."""

    def close(self) -> Iterable[Refusal]:
        """What turned out to be missing once every row was read."""
        return ()


class CsvFolder(Extract):
    """A folder of CSV files at a place. A source names its files and its mapper."""

    complete = False
    publisher: ClassVar[str]
    licence: ClassVar[str]

    def __init__(
        self, tables: Mapping[str, tuple[CsvFile, Table]], dates: Mapping[str, str], refused: tuple[Refusal, ...]
    ) -> None:
        self._tables = tables
        self._dates = dates
        self._refused = refused

    @classmethod
    @abstractmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        """The files that belong to the source, in the order in which they are read."""

    @classmethod
    def date_of(cls, folder: Path, file: CsvFile) -> str:
        """The date of the version of a file that lies in the folder; empty where nothing tells it."""
        return version_date(folder, file.url)

    @abstractmethod
    def mapper(self, journal: Journal) -> RowMapper:
        """A mapper for one walk; values that it leaves out it counts in the journal."""

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read every file once, to know which ones can be used; the versions' dates are read from SOURCE.md.

        Raises SourceRefused when there is no such folder or none of its files can be used.
        """
        resolved = folder.resolve()
        if not resolved.is_dir():
            raise SourceRefused(f"「{folder}」というフォルダがありません。取り込むフォルダを指定してください。")
        tables: dict[str, tuple[CsvFile, Table]] = {}
        refused: list[Refusal] = []
        expected = cls.files(resolved)
        for file in expected:
            try:
                tables[file.name] = (file, _table(resolved, file))
            except SourceRefused as refusal:
                name = Path(file.name).name
                refused.append(Refusal(file.name, "", 0, "", "", refusal.message.removeprefix(f"{name}: ")))
        if not tables:
            reasons = " ".join(f"{refusal.file}: {refusal.reason}" for refusal in refused)
            raise SourceRefused(reasons or f"「{folder}」に取り込むCSVファイルがありません。")
        dates = {name: cls.date_of(resolved, file) for name, (file, _) in tables.items()}
        return cls(tables, dates, tuple(refused))

    def read(self, journal: Journal) -> Reading:
        journal.refused.extend(self._refused)
        documents = {name: self._document(file) for name, (file, _) in self._tables.items()}
        return Reading({document.id: document for document in documents.values()}, self._facts(documents, journal))

    def _document(self, file: CsvFile) -> Document:
        date = self._dates[file.name]
        return Document(
            self.dataset,
            f"{file.name}@{date}" if date else file.name,
            file.title,
            publisher=self.publisher,
            date=date,
            url=file.url,
            licence=self.licence,
            series=file.name,
            rosters=file.rosters,
        )

    def _facts(self, documents: Mapping[str, Document], journal: Journal) -> Iterator[Facts]:
        mapper = self.mapper(journal)
        for name, (file, table) in self._tables.items():
            stating = Stating(self.dataset, documents[name].id)
            for row in table.rows():
                journal.rows_read += 1
                if not isinstance(row, Row):
                    journal.refused.append(row)
                    continue
                if file.left_out:
                    journal.dropped[file.left_out] += 1
                    continue
                check = RowCheck(row, file.columns)
                yield from mapper.facts(file, check, stating)
                journal.refused.extend(check.faults)
                journal.dropped.update(
                    header for header, cell in row.cells.items() if cell and header not in file.columns
                )
        journal.refused.extend(mapper.close())


def _table(folder: Path, file: CsvFile) -> Table:
    """The table of a file that is whole: it has all columns, and its quoting holds to the last row."""
    table = Table.open(folder / file.name, ignored=file.ignored)
    missing = [header for header in file.columns if header not in table.headers]
    if missing:
        raise SourceRefused(
            f"列「{'」「'.join(missing)}」がありません。{file.url} のファイルをそのまま使ってください。"
        )
    for _ in table.rows():
        pass
    return table


def columns_of(files: Iterable[CsvFile]) -> Mapping[str, tuple[str, ...]]:
    """The columns that are read, by file: what the register of sources shows."""
    return {file.name: tuple(file.columns) for file in files if file.columns}

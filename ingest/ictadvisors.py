"""総務省 地域情報化アドバイザー (code4sabae/ictadvisors): advisors by year, with posts, specialities and regions.

One CSV file a year. What a year leaves out means three things, so a file gives three documents: the list itself
(who is missing next year is no advisor any more), the specialities (they end where a later, filled cell lacks them),
and the affiliations in free words, which end by nothing that is merely not said again (model 1.8).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from graph.errors import InvalidRecord, InvalidValue, SourceRefused
from graph.facts import Document, Record
from graph.values.codes import Url
from graph.values.names import OrganizationName
from graph.values.text import clean, fold
from ingest.addresses import Localities, level_of, locality_of, prefecture_record
from ingest.affiliations import Affiliation, affiliations_of
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.national_bodies import NATIONAL_BODIES
from ingest.organizations import organization
from ingest.prefectures import PREFECTURES
from ingest.stating import Stating
from ingest.tables import Refusal, Row, Table

MAPPER_VERSION: Final = "ictadvisors-1"
DATASET: Final = "ictadvisors"
ORIGIN: Final = "https://github.com/code4sabae/ictadvisors"
LICENCE: Final = "MIT（元データ APPLIC 地域情報化アドバイザーオープンデータ）"
PUBLISHER: Final = "APPLIC（code4sabae）"
READING, NAME, AFFILIATION, REGION, FIELDS, URLS = (
    "ふりがな",
    "氏名",
    "所属・役職",
    "活動拠点",
    "専門分野",
    "関連URL",
)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "ictadvisors_年度.csv": (READING, NAME, AFFILIATION, REGION, FIELDS, URLS)
}
_REQUIRED: Final = (NAME, READING, AFFILIATION)
_FILE: Final = re.compile(r"ictadvisors_(?P<year>\d{4})\.csv")
_MINISTRY: Final = "総務省"
_ADVISOR: Final = "地域情報化アドバイザー"
_NO_FIELD: Final = "その他"
_BETWEEN_FIELDS: Final = re.compile(r"[\s?]+")
_SENTENCE: Final = "。"
_ADDRESS: Final = re.compile(r"https?://[!-~]+")
_PREFECTURE: Final = re.compile("|".join(PREFECTURES))


class Advisors(Extract):
    """A folder with one file a year; years that are not there are simply not told."""

    dataset = DATASET
    version = MAPPER_VERSION
    complete = False

    def __init__(self, tables: Mapping[str, Table], refused: tuple[Refusal, ...]) -> None:
        self._tables = tables
        self._refused = refused

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Find the files by their names; one that can't be read is refused, the others are loaded.

        Raises SourceRefused when there is no file that can be used.
        """
        tables: dict[str, Table] = {}
        refused: list[Refusal] = []
        for path in sorted(folder.resolve().glob("ictadvisors_*.csv")):
            found = _FILE.fullmatch(path.name)
            try:
                if found is None:
                    raise SourceRefused("ファイル名を ictadvisors_2023.csv のようにしてください。")
                tables[found["year"]] = _table(path)
            except SourceRefused as refusal:
                refused.append(Refusal(clean(path.name), "", 0, "", "", refusal.message))
        if not tables:
            reasons = " ".join(refusal.reason for refusal in refused)
            raise SourceRefused(reasons or f"「{folder}」に ictadvisors_2023.csv のようなファイルがありません。")
        return cls(tables, tuple(refused))

    def read(self, journal: Journal) -> Reading:
        journal.refused.extend(self._refused)
        documents = {year: _documents(year) for year in self._tables}
        known = {document.id: document for told in documents.values() for document in told}
        return Reading(known, self._facts(documents, journal))

    def _facts(self, documents: Mapping[str, tuple[Document, ...]], journal: Journal) -> Iterator[Facts]:
        localities = Localities()
        for year, table in self._tables.items():
            listed, specialised, affiliated = (Stating(DATASET, document.id) for document in documents[year])
            seen: set[str] = set()
            for row in table.rows():
                journal.rows_read += 1
                if not isinstance(row, Row):
                    journal.refused.append(row)
                    continue
                cells = {_title(header): cell for header, cell in row.cells.items()}
                key = fold(cells[NAME])
                if not key or key in seen:
                    reason = "氏名がありません。" if not key else "同じ氏名の行が前にもあります。"
                    journal.refused.append(row.refusal(f"{reason}元の行を確かめてください。", column=NAME))
                    continue
                seen.add(key)
                journal.dropped.update(header for header, cell in cells.items() if cell and header not in _KEPT)
                mapping = _Mapping(row, cells, Record(DATASET, f"人/{key}"), localities, journal)
                yield from mapping.listed(listed)
                yield from mapping.specialities(specialised)
                yield from mapping.profile(affiliated)


_KEPT: Final = frozenset({"ID", *COLUMNS["ictadvisors_年度.csv"]})


def _title(header: str) -> str:
    return "関連URL" if fold(header) == fold(URLS) else header


def _table(path: Path) -> Table:
    """A table with the columns that no year lacks, whole to its last row. Raises SourceRefused."""
    table = Table.open(path)
    missing = [header for header in _REQUIRED if header not in table.headers]
    if missing:
        raise SourceRefused(
            f"{table.file}: 列「{'」「'.join(missing)}」がありません。{ORIGIN} のファイルを使ってください。"
        )
    for _ in table.rows():
        pass
    return table


def _documents(year: str) -> tuple[Document, Document, Document]:
    def document(part: str, title: str, rosters: tuple[tuple[str, str], ...]) -> Document:
        return Document(
            DATASET,
            f"{year}/{part}",
            f"{title} {year}年度",
            publisher=PUBLISHER,
            date=f"FY{year}",
            url=f"{ORIGIN}/blob/HEAD/ictadvisors_{year}.csv",
            licence=LICENCE,
            series=part,
            rosters=rosters,
        )

    return (
        document("list", "地域情報化アドバイザー一覧", (("HOLDS", "list"),)),
        document("fields", "地域情報化アドバイザーの専門分野", (("EXPERT_IN", "subjects"),)),
        document("profiles", "地域情報化アドバイザーの所属・活動拠点", ()),
    )


@dataclass(frozen=True, slots=True)
class _Mapping:
    """What one row states."""

    row: Row
    cells: Mapping[str, str]
    person: Record
    localities: Localities
    journal: Journal

    def _cell(self, column: str) -> str:
        return self.cells.get(column, "")

    def _refuse(self, column: str, refusal: InvalidValue | InvalidRecord) -> None:
        self.journal.refused.append(self.row.refusal(refusal.message, column=column, value=self._cell(column)))

    def listed(self, state: Stating) -> Iterator[Facts]:
        """The person and the advisorship."""
        place = self.row.place
        ministry, post = state.record(_MINISTRY), state.record(f"{_MINISTRY}/役職/{_ADVISOR}")
        number = NATIONAL_BODIES[_MINISTRY].houjin_bangou
        name, reading = self._cell(NAME), self._cell(READING)
        try:
            yield state.entity(self.person, "Person", place=place, name=name, kana=reading)
        except InvalidValue as refusal:
            self._refuse(READING, refusal)
            yield state.entity(self.person, "Person", place=place, name=name)
        yield state.entity(ministry, "Agency", place=place, name=_MINISTRY, houjin_bangou=number)
        yield state.entity(post, "Post", place=place, name=_ADVISOR, title=_ADVISOR, seats="many")
        yield state.tie(post, "POST_IN", ministry, place=place)
        yield state.tie(self.person, "HOLDS", post, place=place)

    def specialities(self, state: Stating) -> Iterator[Facts]:
        """The declared fields; a cell written in sentences names none."""
        cell = self._cell(FIELDS)
        if _SENTENCE in cell:
            self.journal.dropped["専門分野（文章）"] += 1
            return
        for field in dict.fromkeys(_BETWEEN_FIELDS.split(clean(cell))):
            if field and field != _NO_FIELD:
                topic = state.record(f"専門分野/{field}")
                yield state.entity(topic, "Issue", place=self.row.place, name=field, nature="topic")
                yield state.tie(self.person, "EXPERT_IN", topic, place=self.row.place)

    def profile(self, state: Stating) -> Iterator[Facts]:
        """Web pages, regions and affiliations."""
        yield from self._pages(state)
        yield from self._regions(state)
        found, nameless = affiliations_of(self._cell(AFFILIATION))
        if nameless:
            self.journal.dropped["所属・役職（組織名のない行）"] += nameless
        for affiliation in found:
            try:
                yield from self._affiliation(state, affiliation)
            except (InvalidValue, InvalidRecord) as refusal:
                self._refuse(AFFILIATION, refusal)

    def _pages(self, state: Stating) -> Iterator[Facts]:
        pages: list[str] = []
        for address in _ADDRESS.findall(self._cell(URLS)):
            try:
                pages.append(Url.parse(address).text)
            except InvalidValue as refusal:
                self._refuse(URLS, refusal)
        if pages:
            yield state.entity(self.person, "Person", place=self.row.place, url=pages)

    def _regions(self, state: Stating) -> Iterator[Facts]:
        """The municipalities that the cell names in full, else the prefectures."""
        cell = clean(self._cell(REGION))
        for found in _PREFECTURE.finditer(cell):
            area = yield from self._area(state, cell[found.start() :])
            yield state.tie(self.person, "LOCATED_IN", area, place=self.row.place)

    def _area(self, state: Stating, written: str) -> Generator[Facts, None, Record]:
        """State the municipality or prefecture that a text begins with, and return its record."""
        place = self.row.place
        locality = locality_of(written)
        if locality is not None:
            yield from self.localities.facts(state, locality, place=place)
            return self.localities.record(state, locality)
        prefecture = next(name for name in PREFECTURES if written.startswith(name))
        yield from self.localities.prefecture(state, prefecture, place=place)
        return prefecture_record(state, prefecture)

    def _affiliation(self, state: Stating, affiliation: Affiliation) -> Iterator[Facts]:
        """The post, or the membership where no title is told."""
        place = self.row.place
        body = yield from self._body(state, affiliation)
        status = "former" if affiliation.is_former else "actual"
        title = affiliation.title
        if not title:
            yield state.tie(self.person, "MEMBER_OF", body, place=place, status=status)
            return
        post = state.record(f"{body.key}/役職/{title}")
        name = title if title == _ADVISOR else f"{affiliation.organization} {title}"
        seats = "many" if title == _ADVISOR else ""
        yield state.entity(post, "Post", place=place, name=name, title=title, seats=seats)
        yield state.tie(post, "POST_IN", body, place=place)
        yield state.tie(self.person, "HOLDS", post, place=place, status=status)

    def _body(self, state: Stating, affiliation: Affiliation) -> Generator[Facts, None, Record]:
        """State the organisation of an affiliation, and return its record."""
        name, place = affiliation.organization, self.row.place
        national = NATIONAL_BODIES.get(name)
        if affiliation.is_municipality and _PREFECTURE.match(name):
            return (yield from self._area(state, name))
        if national is not None:
            body = state.record(name)
            number = national.houjin_bangou
            yield state.entity(body, national.kind, place=place, name=name, houjin_bangou=number)
        elif affiliation.is_municipality:
            body = state.record(f"自治体/{name}")
            yield state.entity(body, "Municipality", place=place, name=name, level=level_of(name))
        else:
            body = state.record(f"組織/{OrganizationName(name).full_key}")
            kind = organization(name).kind
            kind = "Association" if kind == "Municipality" else kind
            yield state.entity(body, kind, place=place, name=name)
        return body

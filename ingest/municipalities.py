"""全国市区町村・都道府県一覧 (code4fukui/localgovjp): 47 prefectures and all municipalities, wards included.

Two files that belong together. The prefectures' codes have lost their leading zero and are restored with the
prefecture's number as witness; a ward of a designated city is written with a space (札幌市 中央区).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Self

from graph.errors import SourceRefused
from graph.facts import KIND_STATEMENT, Citation, Document, Record, Statement
from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import ALIAS, FULL_NAME, KANA, LGCODE, NAME, URL
from graph.ontology.vocabulary import KIND
from graph.values.codes import MunicipalityCode
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.mapping import RowCheck
from ingest.origin import version_date
from ingest.tables import Row, Table

MAPPER_VERSION: Final = "municipalities-2"
DATASET: Final = "municipalities"
PREFECTURES_FILE: Final = "prefjp-utf8.csv"
LOCAL_FILE: Final = "localgovjp-utf8.csv"
ORIGIN: Final = "https://github.com/code4fukui/localgovjp"
PUBLISHER: Final = "code4fukui"
LICENCE: Final = "CC0"
_TITLES: Final[Mapping[str, str]] = {
    PREFECTURES_FILE: "全国都道府県一覧（localgovjp）",
    LOCAL_FILE: "全国市区町村一覧（localgovjp）",
}
_KIND: Final = "Municipality"
_OWN: Final = {prop.name: prop for prop in KIND[_KIND].properties}
_LEVEL, _LATITUDE, _LONGITUDE = _OWN["level"], _OWN["latitude"], _OWN["longitude"]
_PID: Final = Property("pid", "都道府県番号", "Prefecture number", ValueType.COUNT)
_CID: Final = Property("cid", "団体コード（5桁）", "Code without check digit", ValueType.COUNT)
_PREFECTURE: Final = Property("prefecture", "都道府県", "Prefecture", ValueType.NAME)
_SHARED_COLUMNS: Final[Mapping[str, Property]] = {
    "pid": _PID,
    "url": URL,
    "lat": _LATITUDE,
    "lng": _LONGITUDE,
    "lgcode": LGCODE,
}
COLUMNS: Final[Mapping[str, Mapping[str, Property]]] = {
    PREFECTURES_FILE: {**_SHARED_COLUMNS, "pref": NAME, "prefkana": KANA},
    LOCAL_FILE: {**_SHARED_COLUMNS, "pref": _PREFECTURE, "city": NAME, "citykana": KANA, "cid": _CID},
}
_PART_OF: Final = "PART_OF"
_TOKYO: Final = 13
_LEVEL_OF_ENDING: Final[Mapping[str, str]] = {"市": "city", "区": "special_ward", "町": "town", "村": "village"}


class Municipalities(Extract):
    """The folder with the two files; a newer version of them is a newer document of the same series."""

    dataset = DATASET
    version = MAPPER_VERSION
    complete = False

    def __init__(self, prefectures: Table, local: Table, date: str) -> None:
        self._prefectures = prefectures
        self._local = local
        self._date = date

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Find both files and check their columns; the version's date is read from SOURCE.md, if it is there.

        Raises SourceRefused when a file or column is missing.
        """
        resolved = folder.resolve()
        if not resolved.is_dir():
            raise SourceRefused(
                f"「{folder}」というフォルダがありません。{PREFECTURES_FILE}と{LOCAL_FILE}のあるフォルダを指定してください。"
            )
        return cls(_table(resolved / PREFECTURES_FILE), _table(resolved / LOCAL_FILE), version_date(resolved))

    def read(self, journal: Journal) -> Reading:
        documents = {name: self._document(name) for name in (PREFECTURES_FILE, LOCAL_FILE)}
        return Reading({document.id: document for document in documents.values()}, self._facts(documents, journal))

    def _document(self, name: str) -> Document:
        return Document(
            DATASET,
            f"{name}@{self._date}" if self._date else name,
            _TITLES[name],
            publisher=PUBLISHER,
            date=self._date,
            url=ORIGIN,
            licence=LICENCE,
            series=name,
        )

    def _facts(self, documents: Mapping[str, Document], journal: Journal) -> Iterator[Facts]:
        gazetteer = _Gazetteer()
        for table in (self._prefectures, self._local):
            columns = COLUMNS[table.path.name]
            document = documents[table.path.name]
            for row in table.rows():
                journal.rows_read += 1
                if not isinstance(row, Row):
                    journal.refused.append(row)
                    continue
                check = RowCheck(row, columns)
                stated = gazetteer.prefecture(check) if table is self._prefectures else gazetteer.local(check)
                journal.refused.extend(check.faults)
                if stated is not None:
                    journal.dropped.update(
                        header for header, cell in row.cells.items() if cell and header not in columns
                    )
                    citation = Citation(document.id, row=row.place)
                    record, statements = stated
                    yield Facts(record, tuple((statement, citation) for statement in statements))


@dataclass(slots=True)
class _Gazetteer:
    """Turns rows into facts and remembers the places met, since the later ones are parts of the earlier."""

    names: dict[int, str] = field(default_factory=dict)  # of prefectures, by number
    places: dict[tuple[int, str], Record] = field(default_factory=dict)  # by prefecture and name as written
    codes: set[str] = field(default_factory=set)

    def prefecture(self, check: RowCheck) -> tuple[Record, list[Statement]] | None:
        """The facts of a row of the prefectures' file; None with faults noted."""
        code = check.attempt(LGCODE, partial(MunicipalityCode.from_lossy, check.text(LGCODE), digits=6))
        if code is not None and not code.is_prefecture:
            check.refuse("都道府県の団体コードではありません。コードを確かめてください。", LGCODE)
        name = check.value(NAME)
        record = self._record(check, code)
        values = self._values(check, name, check.value(KANA), "prefecture")
        if check.faults or code is None or record is None:
            return None
        self.names[code.prefecture_number] = name
        self.places[code.prefecture_number, ""] = record
        return record, _statements(record, [*values, (LGCODE, code.text)], [])

    def local(self, check: RowCheck) -> tuple[Record, list[Statement]] | None:
        """The facts of a row of the municipalities' file; None with faults noted."""
        code = check.attempt(LGCODE, partial(MunicipalityCode.parse, check.text(LGCODE)))
        written = check.value(NAME)
        city, _, ward = written.partition(" ")
        record = self._record(check, code)
        if code is not None and check.value(_CID).zfill(5) != code.five:
            check.refuse("cidとlgcodeが合いません。どちらかを直してください。", _CID)
        full_name = check.value(_PREFECTURE) + city + ward
        values = self._values(
            check, city + ward, check.value(KANA).replace(" ", ""), _level(check, code, written, ward)
        )
        values.append((FULL_NAME, full_name))
        if ward:
            values.append((ALIAS, ward))
        if check.faults or code is None or record is None:
            return None
        number = code.prefecture_number
        self.places[number, written] = record
        parents = [self._parent(check, number, "", _PREFECTURE)]
        if ward:
            parents.append(self._parent(check, number, city, NAME))
        return record, _statements(
            record, [*values, (LGCODE, code.text)], [parent for parent in parents if parent is not None]
        )

    def _record(self, check: RowCheck, code: MunicipalityCode | None) -> Record | None:
        """The record of this code, once its number and its prefecture are found to agree with the row's."""
        if code is None:
            return None
        if check.value(_PID) != str(code.prefecture_number):
            check.refuse("pidとlgcodeの都道府県が合いません。どちらかを直してください。", _PID)
        prefecture = self.names.get(code.prefecture_number)
        if prefecture is not None and check.text(_PREFECTURE) not in ("", prefecture):
            check.refuse(f"pidの都道府県は「{prefecture}」です。名前か番号を直してください。", _PREFECTURE)
        if code.text in self.codes:
            check.refuse("同じ団体コードの行が前にもあります。どちらかの行を消してください。", LGCODE)
        self.codes.add(code.text)
        return Record(DATASET, code.text)

    def _values(self, check: RowCheck, name: str, kana: str, level: str) -> list[tuple[Property, str]]:
        if not name:
            check.refuse("名前がありません。名前を入れてください。", NAME)
        plain = [(prop, check.value(prop)) for prop in (URL, _LATITUDE, _LONGITUDE)]
        return [(NAME, name), (KANA, kana), (_LEVEL, level), *plain]

    def _parent(self, check: RowCheck, number: int, name: str, prop: Property) -> Record | None:
        """The place that this one is a part of; None with a fault noted where its row was refused or is missing."""
        parent = self.places.get((number, name))
        if parent is None:
            shown = name or check.text(_PREFECTURE)
            check.refuse(
                f"「{shown}」の行がないか、誤りがあるため、その一部としてつなげません。先にその行を直してください。",
                prop,
            )
        return parent


def _level(check: RowCheck, code: MunicipalityCode | None, written: str, ward: str) -> str:
    level = "ward" if ward else _LEVEL_OF_ENDING.get(written[-1:], "")
    if not written:
        return ""
    if not level or (level == "special_ward" and code is not None and code.prefecture_number != _TOKYO):
        check.refuse(f"「{written}」が市・区・町・村のどれか分かりません。名前を確かめてください。", NAME)
    return level


def _statements(record: Record, values: list[tuple[Property, str]], parents: list[Record]) -> list[Statement]:
    own = record.id
    return [
        Statement(own, KIND_STATEMENT, _KIND),
        *(Statement(own, prop.name, value) for prop, value in values if value),
        *(Statement(own, _PART_OF, target=parent.id) for parent in parents),
    ]


def _table(path: Path) -> Table:
    table = Table.open(path)
    missing = [header for header in COLUMNS[path.name] if header not in table.headers]
    if missing:
        raise SourceRefused(
            f"{table.file}: 列「{'」「'.join(missing)}」がありません。{ORIGIN} のファイルをそのまま使ってください。"
        )
    return table

"""国の機関・地方公共団体の法人番号 (code4fukui/gBizINFO): local public bodies and bodies of the state.

The number tells what a body is: a municipality's own code stands in it. `cityID` is the municipality of the address,
which for most designated cities is a ward of theirs and for 竹富町, 十島村 and 三島村 another municipality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import ADDRESS, HOUJIN_BANGOU, KANA, LGCODE, NAME
from graph.values.codes import MunicipalityCode
from graph.values.text import fold
from ingest.addresses import level_of, locality_of
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.national_bodies import kind_of_national_body
from ingest.organizations import organization
from ingest.stating import Stating
from ingest.tables import Refusal, Row

DATASET: Final = "government-bodies"
ORIGIN: Final = "https://github.com/code4fukui/gBizINFO"
LICENCE: Final = "MIT（元データ: 国税庁法人番号公表サイト・gBizINFO）"
LOCAL_FILE: Final = "localgovs.csv"
NATIONAL_FILE: Final = "jpgovs.csv"
_CITY: Final = Property("city", "所在地の市区町村コード", "Code of the address", ValueType.MUNICIPALITY_CODE)
_COLUMNS: Final = {
    "corporateID": HOUJIN_BANGOU,
    "corporateName": NAME,
    "corporateKana": KANA,
    "cityID": _CITY,
    "location": ADDRESS,
}
_ROSTERS: Final = (("LOCATED_IN", "subjects"),)
FILES: Final = (
    CsvFile(LOCAL_FILE, "地方公共団体の法人番号一覧（gBizINFO）", ORIGIN, _COLUMNS, _ROSTERS),
    CsvFile(NATIONAL_FILE, "国の機関の法人番号一覧（gBizINFO）", ORIGIN, _COLUMNS, _ROSTERS),
)
_MUNICIPALITY: Final = "Municipality"
# Some readings of the register have lost their small kana (ちよう for ちょう, りつとう for りっとう). Of a
# municipality such a one is left out: the list of all municipalities has the right one.
_LARGE_KANA: Final = re.compile("[きしちにひみりぎじぢびぴ][やゆよ]|つ[かさたてと]")


class GovernmentBodies(CsvFolder):
    """The folder with the two lists; local bodies come first, for addresses point at them."""

    dataset = DATASET
    version = "government-bodies-1"
    publisher = "code4fukui"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        del folder
        return FILES

    def mapper(self, journal: Journal) -> RowMapper:
        return _Bodies(journal)


class _Bodies(RowMapper):
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._numbers: set[str] = set()
        self._codes: set[str] = set()  # of municipalities that have a record
        self._pointed_at: dict[str, Row] = {}  # code → the first row whose address lies there

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        number, name, kana = check.value(HOUJIN_BANGOU), check.value(NAME), check.value(KANA)
        city, address = check.value(_CITY), check.value(ADDRESS)
        for prop, value in ((HOUJIN_BANGOU, number), (NAME, name), (_CITY, city)):
            if not value and not check.faults:
                check.refuse(f"「{prop.label_ja}」がありません。値を入れてください。", prop)
        if number in self._numbers:
            check.refuse("同じ法人番号の行が前にもあります。どちらかの行を消してください。", HOUJIN_BANGOU)
        if check.faults:
            return
        self._numbers.add(number)
        lgcode = organization(name, number).lgcode if file.name == LOCAL_FILE else ""
        kind = _MUNICIPALITY if lgcode else "PublicBody"
        if file.name == NATIONAL_FILE:
            kind = kind_of_national_body(name, number)
        record = stating.record(lgcode or number)
        place = check.row.place
        yield stating.entity(
            record,
            kind,
            place=place,
            name=name,
            kana=self._reading(fold(kana), lgcode),
            houjin_bangou=number,
            address=address,
            **({LGCODE.name: lgcode, "level": level_of(name)} if lgcode else {}),
        )
        self._codes.add(lgcode)
        yield from self._ward(city, check, stating)
        if city != lgcode:
            self._pointed_at.setdefault(city, check.row)
            yield stating.tie(record, "LOCATED_IN", stating.record(city), place=place)

    def _reading(self, kana: str, lgcode: str) -> str:
        if lgcode and _LARGE_KANA.search(kana):
            self._journal.dropped["corporateKana（小さい字のない読み）"] += 1
            return ""
        return kana

    def _ward(self, city: str, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        """The ward that an address lies in, which the lists do not hold themselves; stated once."""
        code = MunicipalityCode.parse(city)
        designated = code.designated_city
        if designated is None or city in self._codes:
            return
        found = locality_of(check.text(ADDRESS))
        if found is None or not found.city:
            check.refuse("住所から行政区が読み取れません。住所か市区町村コードを直してください。", ADDRESS)
            return
        self._codes.add(city)
        ward, place = stating.record(city), check.row.place
        yield stating.entity(ward, _MUNICIPALITY, place=place, name=found.name, lgcode=city, level="ward")
        yield stating.tie(ward, "PART_OF", stating.record(designated.text), place=place)

    def close(self) -> Iterable[Refusal]:
        for city, row in self._pointed_at.items():
            if city not in self._codes:
                yield row.refusal(
                    "この市区町村の行がないため、所在地としてつなげません。先にその行を直してください。",
                    column="cityID",
                    value=city,
                )

"""国の調達実績 (code4fukui/gBizINFO): who of the state contracted whom, on what day, for what and for how much.

A log in monthly files that overlap: the same row in two files is one contract that both files state. Suppliers have a
法人番号 and no name; other sets that hold the number give them one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Final

from graph.cleaning import clean_property
from graph.facts import Record
from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import HOUJIN_BANGOU
from graph.ontology.vocabulary import TIE
from graph.values.text import clean
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.national_bodies import NATIONAL_BODIES
from ingest.organizations import Organization, organization
from ingest.stating import Stating

DATASET: Final = "procurement"
ORIGIN: Final = "https://github.com/code4fukui/gBizINFO"
LICENCE: Final = "MIT（元データ: gBizINFO 調達情報）"
PATTERN: Final = "[0-9][0-9][0-9][0-9][0-9][0-9].csv"
_DATE: Final = Property("date", "契約日", "Date of order", ValueType.DATE)
_TITLE: Final = Property("title", "契約件名", "Title")
_AMOUNT: Final = next(prop for prop in TIE["CONTRACTED"].properties if prop.type is ValueType.YEN)
_BUYERS: Final = Property("buyers", "府省", "Buyers")
COLUMNS: Final = {
    "date_of_order": _DATE,
    "title": _TITLE,
    "amount": _AMOUNT,
    "government_departments": _BUYERS,
    "corporate_number": HOUJIN_BANGOU,
}
# For the register of sources: the columns of every monthly file.
FILES: Final = (CsvFile("年月.csv", "国の調達実績（gBizINFO）", ORIGIN, COLUMNS),)
# Names without number of those who signed with the supplier; nearly all of them have a row of their own.
_PARTNERS: Final = "joint_signatures"
_JOINT: Final = "（連名）"
# Every time is midnight in Japan; what stands before it is the day.
_MIDNIGHT: Final = re.compile(r"T00:00:00(?:\.0+)?\+09:00\Z")
_BETWEEN_BUYERS: Final = re.compile(r"[／/]")
# 0 yen stands for a contract by unit price, not for one without pay.
_NO_AMOUNT: Final = "0"


class Procurement(CsvFolder):
    """The folder with the monthly files, however many there are."""

    dataset = DATASET
    version = "procurement-1"
    publisher = "code4fukui"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        return tuple(
            CsvFile(path.name, f"国の調達実績（gBizINFO）{path.stem}", ORIGIN, COLUMNS)
            for path in sorted(folder.glob(PATTERN))
        )

    def mapper(self, journal: Journal) -> RowMapper:
        return _Contracts(journal)


class _Contracts(RowMapper):
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._seen: set[tuple[str, ...]] = set()  # rows as written, by document
        self._stated: set[tuple[str, str]] = set()  # organisations, by document

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        row = (file.name, *check.row.cells.values())
        if row in self._seen:
            self._journal.dropped["同じ内容の行"] += 1
            return
        self._seen.add(row)
        day = _day(check)
        number, title = check.value(HOUJIN_BANGOU), check.text(_TITLE)
        buyers = [name for name in map(clean, _BETWEEN_BUYERS.split(check.text(_BUYERS))) if name]
        for prop, value in ((HOUJIN_BANGOU, number), (_TITLE, title), (_BUYERS, "".join(buyers))):
            if not value and not check.faults:
                check.refuse(f"「{prop.label_ja}」がありません。値を入れてください。", prop)
        if check.faults:
            return
        place = check.row.place
        supplier = organization("", number)
        target = stating.record(supplier.lgcode or number)
        yield from self._organization(stating, target, supplier, place=place)
        for buyer, amount in zip_longest(buyers, (self._amount(check),), fillvalue=""):
            body = NATIONAL_BODIES.get(buyer, Organization("PublicBody"))
            source = stating.record(body.houjin_bangou or buyer)
            yield from self._organization(stating, source, body, place=place, name=buyer)
            yield stating.tie(
                source,
                "CONTRACTED",
                target,
                place=place,
                since=day,
                until=day,
                occasion=f"{day} {title}",
                title=title + (_JOINT if check.row.cells.get(_PARTNERS) else ""),
                amount=amount,
            )

    def _amount(self, check: RowCheck) -> str:
        """The amount of a contract; where it can't be, only the cell is refused."""
        amount = check.value(_AMOUNT)
        if amount == _NO_AMOUNT:
            self._journal.dropped["amount（0円）"] += 1
        return "" if amount == _NO_AMOUNT else amount

    def _organization(
        self, stating: Stating, record: Record, body: Organization, *, place: str, name: str = ""
    ) -> Iterator[Facts]:
        """A buyer or supplier, stated once in every document."""
        if (stating.document, record.key) in self._stated:
            return
        self._stated.add((stating.document, record.key))
        code = {"lgcode": body.lgcode} if body.lgcode else {}
        yield stating.entity(record, body.kind, place=place, name=name, houjin_bangou=body.houjin_bangou, **code)


def _day(check: RowCheck) -> str:
    """The day of a contract; empty where the cell is blank or, with a fault noted, no day of a calendar."""
    written = _MIDNIGHT.sub("", check.text(_DATE))
    return (check.attempt(_DATE, partial(clean_property, _DATE, written)) or "") if written else ""

"""How the cells of the four files of 参議院 are read; what can't be read is noted in the check of the row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from graph.cleaning import clean_property
from graph.ontology.declaration import Property
from graph.ontology.kinds import NAME
from graph.values.dates import PartialDate
from graph.values.text import clean
from ingest import sangiin_columns as column
from ingest.mapping import RowCheck

_SEAT: Final = re.compile(r"(?P<body>[^（）]+?)(?:（(?P<title>長|理|幹)）)?")
_YEARS: Final = re.compile(r"\d{4}(?:、\d{4})*", re.ASCII)
# 日本国憲法46条: six years, half of the house every three years; the first election was in 1947.
_TERM, _FIRST_ELECTION, _ELECTION_EVERY = 6, 1947, 3


def need(check: RowCheck, prop: Property, value: str) -> None:
    """Note a fault where a value that must be there is missing, unless one was noted already."""
    if not value and not check.faults:
        check.refuse(f"「{prop.label_ja}」がありません。値を入れてください。", prop)


def full_day(check: RowCheck, prop: Property) -> str:
    """A day written in full, or empty: a cell cut off (2024-03-1) must not become another day."""
    day = check.value(prop)
    if day and day != check.text(prop):
        check.refuse("日付は2024-03-15のように年月日で書いてください。", prop)
    return day


def title_of(check: RowCheck, header: str) -> str:
    """A title that the pages broke into lines, as one."""
    title = clean("".join(check.row.cells[header].splitlines()))
    return (check.attempt(NAME, partial(clean_property, NAME, title)) or "") if title else ""


def election_years(check: RowCheck) -> tuple[str, ...]:
    """The years of election, oldest first: 2010、2016、2022."""
    text = check.text(column.ELECTED)
    years = text.split("、") if text else []
    if (text and not _YEARS.fullmatch(text)) or years != sorted(set(years)):
        check.refuse("当選年は「2010、2016、2022」のように古い順に書いてください。", column.ELECTED)
        return ()
    dates = [check.attempt(column.ELECTED, partial(PartialDate.parse, year)) for year in years]
    return tuple(date.text for date in dates if date is not None)


def former_terms(years: tuple[str, ...]) -> Iterator[tuple[str, str, str, str]]:
    """(since, until, status, certainty) of the terms before the last one.

    A term ends with the next election of its member, else after six years; of somebody who took a vacated seat
    and was not elected again in time the end is not known.
    """
    for year, following in zip(map(int, years), map(int, years[1:]), strict=False):
        if following - year <= _TERM:
            yield str(year), str(following), "actual", "inferred"
        elif (year - _FIRST_ELECTION) % _ELECTION_EVERY == 0:
            yield str(year), str(year + _TERM), "actual", "inferred"
        else:
            yield str(year), "", "former", "stated"


def seats_of(check: RowCheck) -> list[tuple[str, str]]:
    """Committee and short title (長, 理, 幹 or none) of each seat; the offices of the house stand among them."""
    seats: list[tuple[str, str]] = []
    for part in filter(None, check.text(column.SEATS).split("、")):
        found = _SEAT.fullmatch(part)
        if found is None:
            check.refuse(
                f"「{part}」が役職として読めません。「予算委員会（理）」のように書いてください。", column.SEATS
            )
        else:
            seats.append((found["body"], found["title"] or ""))
    return seats


def outcome_of(check: RowCheck) -> str:
    """What became of a bill in the session of this row."""
    promulgated, law = full_day(check, column.PROMULGATED), check.value(column.LAW)
    if promulgated:
        return f"成立（{promulgated}公布" + (f"、法律第{law}号）" if law else "）")
    outcomes = ((header.partition("経過情報")[0], check.value(prop)) for header, prop in column.OUTCOMES.items())
    return next((f"{outcome}（{where}）" for where, outcome in outcomes if outcome), "")

"""Headers and cells read by the vocabulary: a title becomes a property, a cell its canonical values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Final, TypeVar

from graph.cleaning import clean_property
from graph.errors import InvalidRecord, InvalidValue, SourceRefused
from graph.ontology.declaration import Property
from graph.values.dates import Interval
from graph.values.text import clean, fold
from ingest.tables import Refusal, Row, Table

T = TypeVar("T")

_SEPARATOR: Final = re.compile(r"[|｜]")
_NEAR_TITLES: Final = 3


def title_index(properties: Iterable[Property]) -> dict[str, Property]:
    """Folded column titles and the property that each means; a label or name beats another's alias."""
    listed = tuple(properties)
    index: dict[str, Property] = {}
    for titles_of in (_labels, _names, _aliases):
        for prop in listed:
            for title in titles_of(prop):
                index.setdefault(fold(title), prop)
    return index


def _labels(prop: Property) -> tuple[str, ...]:
    return (prop.label_ja,)


def _names(prop: Property) -> tuple[str, ...]:
    return (prop.name,)


def _aliases(prop: Property) -> tuple[str, ...]:
    return prop.headers


def match_headers(table: Table, index: Mapping[str, Property]) -> dict[str, Property]:
    """What each header of a table means, by an index of folded titles.

    Raises SourceRefused for a header that is not in the index (naming near ones, else all that are accepted)
    and for two headers that mean the same.
    """
    labels = {title: prop.label_ja for title, prop in index.items()}
    found: dict[str, Property] = {}
    for header in filter(None, table.headers):
        meaning = index.get(fold(header))
        if meaning is None:
            raise SourceRefused(f"{table.file}: 列「{header}」は使えません。{instead(header, labels)}")
        twice = next((earlier for earlier, other in found.items() if other is meaning), None)
        if twice is not None:
            raise SourceRefused(
                f"{table.file}: 列「{twice}」と「{header}」は同じ意味です。どちらか一つにまとめてください。"
            )
        found[header] = meaning
    return found


def instead(text: str, labels: Mapping[str, str]) -> str:
    """What to write instead of `text`, by folded spellings and their labels: near ones, else all."""
    near = get_close_matches(fold(text), list(labels), n=_NEAR_TITLES)
    if near:
        return f"「{'」「'.join(dict.fromkeys(labels[spelling] for spelling in near))}」ではありませんか。"
    return f"使えるのは「{'」「'.join(dict.fromkeys(labels.values()))}」です。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with what its headers mean."""

    table: Table
    columns: Mapping[str, Property]


class RowCheck:
    """Reads the cells of one row and gathers what is wrong with them; a row with a fault is refused whole."""

    def __init__(self, row: Row, columns: Mapping[str, Property]) -> None:
        self.row = row
        self.faults: list[Refusal] = []
        self._header_of = _headers_by_name(columns)

    def mean(self, columns: Mapping[str, Property]) -> None:
        """Read on with these meanings of the headers, once a first cell has told which ones apply."""
        self._header_of = _headers_by_name(columns)

    def refuse(self, reason: str, prop: Property | None = None) -> None:
        """Note a fault, of the cell of a property or of the whole row."""
        header = self._header_of.get(prop.name, "") if prop else ""
        column = header or (prop.label_ja if prop else "")
        self.faults.append(self.row.refusal(reason, column=column, value=self.row.cells.get(header, "")))

    def attempt(self, prop: Property, make: Callable[[], T]) -> T | None:
        """The made value, or None with a fault noted where a value or record is refused."""
        try:
            return make()
        except (InvalidValue, InvalidRecord) as refusal:
            self.refuse(refusal.message, prop)
            return None

    def text(self, prop: Property) -> str:
        """The cleaned text of a cell; empty where the cell is blank or the sheet has no such column."""
        return clean(self.row.cells.get(self._header_of.get(prop.name, ""), ""))

    def value(self, prop: Property) -> str:
        """The canonical value of a cell; empty where there is none or it is refused."""
        text = self.text(prop)
        return (self.attempt(prop, partial(clean_property, prop, text)) or "") if text else ""

    def values(self, prop: Property) -> tuple[str, ...]:
        """The canonical values of a cell, in order: several ones are parted by `|` where the property allows."""
        if not prop.many:
            value = self.value(prop)
            return (value,) if value else ()
        parts = [part for part in map(clean, _SEPARATOR.split(self.text(prop))) if part]
        made = [self.attempt(prop, partial(clean_property, prop, part)) for part in parts]
        return tuple(dict.fromkeys(value for value in made if value))

    def check_order(self, since: str, until: str, prop: Property) -> None:
        """Note a fault at `prop` when the span between two canonical dates ends before it begins."""
        self.attempt(prop, partial(Interval.parse, since, until))


def _headers_by_name(columns: Mapping[str, Property]) -> dict[str, str]:
    return {prop.name: header for header, prop in columns.items()}

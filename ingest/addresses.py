"""The municipality at the head of a written address: 神奈川県横浜市西区みなとみらい… lies in 横浜市西区.

Names that hold 市, 区, 町, 村 or 郡 before their end can't be told by form alone and are listed; a test holds the
reading to every municipality of set 01 and to the addresses of set 02.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from graph.facts import Record
from ingest.extract import Facts
from ingest.prefectures import PREFECTURES
from ingest.stating import Stating

# A letter of a name: no space, punctuation or bracket, and none of the words that end one.
_LETTER: Final = r"[^市区町村郡\s、，,・（）()「」／/＆&]"
_TOKYO: Final = "東京都"
_IRREGULAR: Final = (
    "余市町|村田町|村山市|郡山市|田村市|市貝町|玉村町|市川市|市原市|町田市|東村山市|武蔵村山市|羽村市|十日町市|村上市|上市町"
    "|野々市市|市川三郷町|大町市|郡上市|蒲郡市|四日市市|市川町|上郡町|大和郡山市|下市町|廿日市市|小郡市|大町町|大村市"
)
_DESIGNATED: Final = (
    "札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本"
)
# A district (郡) or an island stands before the name of a town or village and is no part of it.
_DISTRICT: Final = rf"(?:(?:余市|高市|田村|[東西北]村山|{_LETTER}{{1,5}})郡|三宅島|八丈島)"
_PREFECTURE: Final = re.compile("|".join(PREFECTURES))
_MUNICIPALITY: Final = re.compile(
    rf"{_DISTRICT}?(?P<irregular>{_IRREGULAR})"
    rf"|(?P<designated>(?:{_DESIGNATED})市)(?P<ward>中村区|{_LETTER}{{1,4}}区)"
    rf"|(?!余市郡|高市郡|及び|各市|内の市)(?P<city>{_LETTER}{{1,6}}市)"
    rf"|(?P<special>{_LETTER}{{1,3}}区)"
    rf"|{_DISTRICT}?(?P<town>{_LETTER}{{1,6}}[町村])"
)
_LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"市": "city", "区": "special_ward", "町": "town", "村": "village"}
)


@dataclass(frozen=True, slots=True)
class Locality:
    """A municipality by prefecture and name; of a ward (行政区) `city` is the designated city that it is part of."""

    prefecture: str
    name: str
    city: str = ""

    @property
    def key(self) -> str:
        """The key of its record where the data set tells no code: 神奈川県/横浜市西区."""
        return f"{self.prefecture}/{self.name}"


@lru_cache(maxsize=16_384)
def locality_of(address: str) -> Locality | None:
    """The municipality that an address names first; None where it does not begin with prefecture and municipality."""
    prefecture = _PREFECTURE.match(address)
    if prefecture is None:
        return None
    found = _MUNICIPALITY.match(address, prefecture.end())
    if found is None or (found["special"] and prefecture[0] != _TOKYO):
        return None
    if found["designated"]:
        return Locality(prefecture[0], found["designated"] + found["ward"], found["designated"])
    return Locality(prefecture[0], found["irregular"] or found["city"] or found["special"] or found["town"])


def level_of(name: str) -> str:
    """The level of a municipality by its name in full (札幌市中央区); empty where the name tells none."""
    if name in PREFECTURES:
        return "prefecture"
    if name.endswith("区") and "市" in name[:-1]:
        return "ward"
    return _LEVELS.get(name[-1:], "")


class Localities:
    """The municipalities that the addresses of a data set name, each stated once in every document.

    They have no code, so that their keys are prefecture and name; a prefecture's code follows from its name.
    """

    def __init__(self) -> None:
        self._known: dict[Locality, Record] = {}
        self._stated: set[tuple[str, str]] = set()

    def know(self, locality: Locality, record: Record) -> None:
        """Let this record, which has facts of its own, stand for the municipality."""
        self._known[locality] = record

    def record(self, stating: Stating, locality: Locality) -> Record:
        """The record of a municipality."""
        return self._known.get(locality) or stating.record(locality.key)

    def facts(self, stating: Stating, locality: Locality, *, place: str) -> Iterator[Facts]:
        """The municipality with the prefecture, and the city of a ward, that it is part of."""
        own = self.record(stating, locality)
        if locality in self._known or not self._is_new(stating, own.key):
            return
        level = level_of(locality.name)
        yield stating.entity(
            own,
            "Municipality",
            place=place,
            name=locality.name,
            full_name=locality.prefecture + locality.name,
            level=level,
        )
        yield from self.prefecture(stating, locality.prefecture, place=place)
        yield stating.tie(own, "PART_OF", prefecture_record(stating, locality.prefecture), place=place)
        if locality.city:
            city = Locality(locality.prefecture, locality.city)
            yield from self.facts(stating, city, place=place)
            yield stating.tie(own, "PART_OF", self.record(stating, city), place=place)

    def prefecture(self, stating: Stating, name: str, *, place: str) -> Iterator[Facts]:
        """A prefecture with its code."""
        own = prefecture_record(stating, name)
        if self._is_new(stating, own.key):
            yield stating.entity(own, "Municipality", place=place, name=name, level="prefecture", lgcode=own.key)

    def _is_new(self, stating: Stating, key: str) -> bool:
        if (stating.document, key) in self._stated:
            return False
        self._stated.add((stating.document, key))
        return True


def prefecture_record(stating: Stating, name: str) -> Record:
    """The record of a prefecture; its key is the code that its name stands for. Raises KeyError for another name."""
    return stating.record(PREFECTURES[name].text)

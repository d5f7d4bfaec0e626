"""The text of a property as it is kept: cleaned and validated by the type that the vocabulary declares."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from graph.errors import InvalidValue
from graph.ontology.declaration import Property, ValueType
from graph.values.codes import CorporateNumber, MunicipalityCode, Url, Yen
from graph.values.dates import PartialDate
from graph.values.text import clean, fold, is_kana

MAX_NAME: Final = 300
_COUNT: Final = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)\s*[人名席]?")
_DECIMAL: Final = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,15})?")


def clean_property(prop: Property, text: str) -> str:
    """The canonical text of one value of `prop`: a date as 2024-01-25 or FY2022, a code with six digits, a
    choice by its name, an amount in whole yen, a name or text as `graph.values.text.clean` leaves it.

    The name of another record (a reference) is only cleaned: what it points to, the caller has to find.
    Raises InvalidValue, whose message says what to write instead; also for a text with nothing visible.
    """
    shown = clean(text)
    if not shown:
        raise InvalidValue(f"「{prop.label_ja}」が空です。値を入れてください。")
    if prop.type is ValueType.CHOICE:
        return _choice(prop, shown)
    return _CLEANERS[prop.type](prop, shown)


def _name(prop: Property, text: str) -> str:
    if len(text) > MAX_NAME:
        raise InvalidValue(f"「{prop.label_ja}」が長すぎます（{len(text)}文字）。{MAX_NAME}文字までにしてください。")
    return text


def _kana(prop: Property, text: str) -> str:
    if not is_kana(text):
        raise InvalidValue(f"「{prop.label_ja}」の「{text}」は、ひらがなかカタカナだけで書いてください。")
    return unicodedata.normalize("NFKC", text)


def _count(prop: Property, text: str) -> str:
    found = _COUNT.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise InvalidValue(f"「{prop.label_ja}」の「{text}」は、0以上の整数で書いてください。")
    return str(int(found["number"].replace(",", "")))


def _decimal(prop: Property, text: str) -> str:
    written = unicodedata.normalize("NFKC", text)
    if _DECIMAL.fullmatch(written) is None:
        raise InvalidValue(f"「{prop.label_ja}」の「{text}」は、35.6812のような数で書いてください。")
    return format(Decimal(written).normalize(), "f")


def _choice(prop: Property, text: str) -> str:
    choice = _choices_by_spelling(prop.choices, prop.choice_labels).get(fold(text))
    if choice is None:
        labels = "・".join(prop.choice_labels)
        raise InvalidValue(f"「{prop.label_ja}」の「{text}」は使えません。{labels}のどれかを書いてください。")
    return choice


@lru_cache(maxsize=16_384)
def _date(text: str) -> str:
    """Sheets and lists repeat their days: the same text gives the same date."""
    return PartialDate.parse(text).text


@cache
def _choices_by_spelling(choices: tuple[str, ...], labels: tuple[str, ...]) -> Mapping[str, str]:
    return {
        fold(spelling): choice for choice, label in zip(choices, labels, strict=True) for spelling in (choice, label)
    }


_CLEANERS: Final[Mapping[ValueType, Callable[[Property, str], str]]] = MappingProxyType(
    {
        ValueType.NAME: _name,
        ValueType.KANA: _kana,
        ValueType.TEXT: lambda _, text: text,
        ValueType.DATE: lambda _, text: _date(text),
        ValueType.YEN: lambda _, text: Yen.parse(text).text,
        ValueType.COUNT: _count,
        ValueType.DECIMAL: _decimal,
        ValueType.URL: lambda _, text: Url.parse(text).text,
        ValueType.MUNICIPALITY_CODE: lambda _, text: MunicipalityCode.parse(text).text,
        ValueType.CORPORATE_NUMBER: lambda _, text: CorporateNumber.parse(text).text,
        ValueType.REFERENCE: lambda _, text: text,
    }
)

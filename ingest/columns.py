"""The columns of a workbook beside those of the vocabulary, and its sheets: one per kind, つながり and 出典."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from graph.ontology.declaration import Property, TieKind, ValueType
from graph.ontology.kinds import KINDS
from graph.ontology.ties import TIES
from graph.ontology.vocabulary import CERTAINTIES, CERTAINTY_LABELS, STATUS_LABELS, STATUSES, VISIBILITIES
from graph.values.text import fold
from ingest.mapping import title_index

SOURCE_SHEET: Final = ("出典", "Source")
TIE_SHEET: Final = ("つながり", "Tie")

ID: Final = Property("id", "ID", "ID", ValueType.NAME, headers=("キー", "key"))
SOURCE: Final = Property("source", "出典", "Source", ValueType.REFERENCE)
QUOTE: Final = Property("quote", "引用", "Quote")
NODE_FIELDS: Final = (ID, SOURCE, QUOTE)

FROM: Final = Property("from", "元", "From", ValueType.REFERENCE, headers=("から",))
TIE: Final = Property("tie", "つながり", "Tie", headers=("種類", "kind"))
TO: Final = Property("to", "先", "To", ValueType.REFERENCE, headers=("へ",))
ROLE: Final = Property("role", "役割", "Role")
SINCE: Final = Property("since", "開始", "Since", ValueType.DATE, headers=("開始日",))
UNTIL: Final = Property("until", "終了", "Until", ValueType.DATE, headers=("終了日",))
ON: Final = Property("on", "日付", "On", ValueType.DATE, headers=("日", "date"))
STATUS: Final = Property(
    "status",
    "状態",
    "Status",
    ValueType.CHOICE,
    choices=STATUSES,
    choice_labels=tuple(STATUS_LABELS[name] for name in STATUSES),
)
CERTAINTY: Final = Property(
    "certainty",
    "確からしさ",
    "Certainty",
    ValueType.CHOICE,
    choices=CERTAINTIES,
    choice_labels=tuple(CERTAINTY_LABELS[name] for name in CERTAINTIES),
)
OCCASION: Final = Property("occasion", "区別", "Occasion", ValueType.NAME)
TIE_FIELDS: Final = (FROM, TIE, TO, ROLE, SINCE, UNTIL, ON, STATUS, CERTAINTY, OCCASION, SOURCE, QUOTE)

TITLE: Final = Property("title", "題名", "Title", ValueType.NAME, headers=("タイトル",))
PUBLISHER: Final = Property("publisher", "発行者", "Publisher", ValueType.NAME, headers=("発行元", "出版者"))
DATE: Final = Property("date", "日付", "Date", ValueType.DATE, headers=("発行日", "公開日"))
ADDRESS: Final = Property("url", "URL", "URL", ValueType.URL)
RETRIEVED: Final = Property("retrieved", "取得日", "Retrieved", ValueType.DATE)
VISIBILITY: Final = Property(
    "visibility",
    "公開範囲",
    "Visibility",
    ValueType.CHOICE,
    choices=VISIBILITIES,
    choice_labels=("公開", "会員", "非公開"),
)
LICENCE: Final = Property("licence", "ライセンス", "Licence", headers=("license", "利用条件"))
SOURCE_FIELDS: Final = (ID, TITLE, PUBLISHER, DATE, ADDRESS, RETRIEVED, VISIBILITY, LICENCE)


@cache
def sheet_names() -> Mapping[str, str]:
    """Folded names of sheets, Japanese and English: `Source`, `Tie` or the name of a kind."""
    names = {fold(title): kind.name for kind in KINDS for title in (kind.label_ja, kind.name)}
    for label, name in (SOURCE_SHEET, TIE_SHEET):
        names |= {fold(label): name, fold(name): name}
    return names


def sheet_columns() -> dict[str, tuple[str, ...]]:
    """The columns of every sheet by its Japanese name, in the order in which a template shows them."""
    columns = {kind.label_ja: _labels((ID, *kind.properties, SOURCE, QUOTE)) for kind in KINDS}
    own = tuple(prop for tie in TIES for prop in tie.properties)
    columns[TIE_SHEET[0]] = _labels((*TIE_FIELDS[:-2], *own, SOURCE, QUOTE))
    columns[SOURCE_SHEET[0]] = _labels(SOURCE_FIELDS)
    return columns


def _labels(properties: tuple[Property, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(prop.label_ja for prop in properties))


@cache
def columns_of_sheet(name: str) -> Mapping[str, Property]:
    """Folded titles that the sheet of this name accepts; a title of つながり may mean several ties' properties."""
    if name == SOURCE_SHEET[1]:
        return title_index(SOURCE_FIELDS)
    if name == TIE_SHEET[1]:
        return title_index((*TIE_FIELDS, *(prop for tie in TIES for prop in tie.properties)))
    kind = next(kind for kind in KINDS if kind.name == name)
    return title_index((*NODE_FIELDS, *kind.properties))


@cache
def columns_of_tie(tie: TieKind) -> Mapping[str, Property]:
    """Folded titles of the properties that ties of this kind have of their own."""
    return title_index(tie.properties)


@cache
def tie_titles() -> Mapping[str, TieKind]:
    """Folded names, labels and other titles of the kinds of tie; a label or name beats another's alias."""
    titles: dict[str, TieKind] = {}
    for tie in TIES:
        titles |= {fold(tie.name): tie, fold(tie.label_ja): tie}
    for tie in TIES:
        for title in tie.headers:
            titles.setdefault(fold(title), tie)
    return titles

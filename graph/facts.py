"""Facts as they are stated: data sets, documents, records, statements, judgements, runs (model, section 1).

A *record* is (data set, the data set's own key). A *statement* is one fact that a record makes: a property
value, or a tie that starts at it. Its id says what is stated and nothing of where: that is the *citation*.
A *document* is one version, page or article of a data set; what one load found in it is an *edition*.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Final

from graph.errors import InvalidRecord
from graph.ids import compact, stable_id
from graph.ontology.declaration import ValueType
from graph.ontology.vocabulary import CERTAINTIES, STATUSES, TIE, VISIBILITIES

MAX_QUOTE: Final = 40
ROSTER_MODES: Final = ("list", "subjects")
KIND_STATEMENT: Final = "kind"
_REFERENCES: Final = {
    tie.name: tuple(prop.name for prop in tie.properties if prop.type is ValueType.REFERENCE) for tie in TIE.values()
}


def record_id(dataset: str, key: str) -> str:
    """The id of a record: a hash of the data set and the data set's own key, never of a version."""
    if not dataset or not key:
        raise InvalidRecord("データセット名またはキーが空の行があります。キーを入れてください。")
    return stable_id("record", dataset, key)


def document_id(dataset: str, key: str) -> str:
    """The id of a document within its data set."""
    return stable_id("document", dataset, key)


@dataclass(frozen=True)
class Document:
    """One version, page or article: what users see as the source (出典).

    `date` is the canonical text of a partial date, or empty. Documents of one `series` are versions of each
    other in the order of their dates; `rosters` names the tie kinds that the document lists completely, as
    (tie kind, mode): "list" = absence in the next version ends the tie, "subjects" = absence ends it only if
    the next version still speaks of the subject.
    """

    dataset: str
    key: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    retrieved: str = ""
    visibility: str = "public"
    licence: str = ""
    series: str = ""
    rosters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.title:
            raise InvalidRecord(f"出典「{self.key}」に題名がありません。題名を入れてください。")
        if self.visibility not in VISIBILITIES:
            raise InvalidRecord(f"出典「{self.title}」の公開範囲「{self.visibility}」は使えません。")
        if any(mode not in ROSTER_MODES for _, mode in self.rosters):
            raise InvalidRecord(f"出典「{self.title}」の名簿の扱いが不正です。")

    @cached_property
    def id(self) -> str:
        """The document's id."""
        return document_id(self.dataset, self.key)

    def to_row(self) -> dict[str, Any]:
        """A JSON-able form; `from_row` reads it back."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Document:
        """Read what `to_row` wrote."""
        rosters = tuple((kind, mode) for kind, mode in row["rosters"])
        return cls(**{**row, "rosters": rosters})


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement was read: document id, a quote of at most 40 characters, a row such as `人物:12`."""

    document: str
    quote: str = ""
    row: str = ""

    def __post_init__(self) -> None:
        if len(self.quote) > MAX_QUOTE:
            raise InvalidRecord(
                f"引用は{MAX_QUOTE}文字までです（「{self.quote[:12]}…」は{len(self.quote)}文字）。短くしてください。"
            )


@dataclass(frozen=True)
class Statement:
    """One fact of a record: a property (`value`) or a tie (`target`, a record id) of kind `name`.

    `since` and `until` are canonical texts of partial dates or empty; `extra` holds a tie's own properties,
    sorted, several values of one property as several pairs.
    """

    record: str
    name: str
    value: str = ""
    target: str = ""
    role: str = ""
    occasion: str = ""
    since: str = ""
    until: str = ""
    status: str = "actual"
    certainty: str = "stated"
    extra: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if bool(self.value) == bool(self.target):
            raise InvalidRecord(f"「{self.name}」は値かつながり先のどちらか一方だけを持ちます。")
        if self.status not in STATUSES:
            raise InvalidRecord(f"状態「{self.status}」は使えません（{'・'.join(STATUSES)}）。")
        if self.certainty not in CERTAINTIES:
            raise InvalidRecord(f"確からしさ「{self.certainty}」は使えません（{'・'.join(CERTAINTIES)}）。")
        if self.extra != tuple(sorted(self.extra)):
            raise InvalidRecord("つながりの属性は名前順に並べてください。")

    @property
    def is_tie(self) -> bool:
        """Whether this states a tie rather than a property."""
        return bool(self.target)

    @cached_property
    def id(self) -> str:
        """A hash of the fact: equal facts have equal ids, wherever they are read."""
        return stable_id("statement", self.record, self._text)

    @cached_property
    def _text(self) -> str:
        content = (
            self.name,
            self.value,
            self.target,
            self.role,
            self.occasion,
            self.since,
            self.until,
            self.status,
            self.certainty,
            self.extra,
        )
        return compact(content)

    def to_text(self) -> str:
        """The content (without the record) as compact JSON; `from_text` reads it back."""
        return self._text

    @classmethod
    def from_text(cls, record: str, text: str) -> Statement:
        """Read what `to_text` wrote for this record."""
        name, value, target, role, occasion, since, until, status, certainty, extra = json.loads(text)
        pairs = tuple((key, each) for key, each in extra)
        made = cls(record, name, value, target, role, occasion, since, until, status, certainty, pairs)
        made.__dict__["_text"] = text  # what `_text` would work out again
        return made


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with the places that state it, in order of document id."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Record:
    """The key of a record within its data set."""

    dataset: str
    key: str

    @cached_property
    def id(self) -> str:
        """The record's id."""
        return record_id(self.dataset, self.key)


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two records are the same or different entities, by whom, why and when (ISO time). a < b."""

    a: str
    b: str
    verdict: str
    by: str
    reason: str = ""
    at: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in ("same", "different"):
            raise InvalidRecord(f"判断「{self.verdict}」は使えません（same・different）。")
        if self.a >= self.b:
            raise InvalidRecord("判断は、異なる二つの記録をID順に指します。")


@dataclass(frozen=True, slots=True)
class Run:
    """One load: `status` is open, done or undone; times are ISO; `report` is the load's report."""

    id: str
    dataset: str
    status: str
    started: str
    finished: str
    report: Mapping[str, Any]


def extra_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A tie's own properties in the order that a statement wants: sorted, empty values left out."""
    return tuple(sorted((name, value) for name, value in pairs if value))


def mentioned_records(statement: Statement) -> Iterable[str]:
    """The records that a statement points at: the end of its tie and the references among its properties."""
    if statement.is_tie:
        yield statement.target
        references = _REFERENCES[statement.name]
        yield from (value for name, value in statement.extra if name in references)

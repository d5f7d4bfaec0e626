"""The canonical layer: nodes and ties as an audience sees them, with a source behind every value.

Made from claims by `graph.canonical`, kept by a store, read into a snapshot. Equal content has equal digests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graph.facts import Citation
from graph.ids import content_digest, stable_id
from graph.ontology.vocabulary import TIE


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property, with its validity (canonical partial dates or empty) and sources."""

    text: str
    citations: tuple[Citation, ...]
    since: str = ""
    until: str = ""
    status: str = "actual"
    certainty: str = "stated"


@dataclass(frozen=True, slots=True)
class Span:
    """One interval of a tie's validity: canonical partial dates or empty, with status and certainty."""

    since: str = ""
    until: str = ""
    status: str = "actual"
    certainty: str = "stated"


@dataclass(frozen=True)
class Node:
    """An entity. `values[property]` holds the shown value first, then the others; `records` are its records."""

    id: str
    kind: str
    values: Mapping[str, tuple[Value, ...]]
    records: tuple[str, ...]
    conflicts: tuple[str, ...] = ()

    @cached_property
    def caption(self) -> str:
        """The shown name; where no name is stated the 法人番号, else the id."""
        number = self.first("houjin_bangou")
        return self.first("name") or (f"法人番号{number}" if number else self.id)

    def first(self, name: str) -> str:
        """The shown value of a property, or an empty text."""
        values = self.values.get(name)
        return values[0].text if values else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a property, the shown one first."""
        return tuple(value.text for value in self.values.get(name, ()))

    def to_row(self) -> dict[str, Any]:
        """A JSON-able form; `from_row` reads it back."""
        return {
            "id": self.id,
            "kind": self.kind,
            "records": list(self.records),
            "conflicts": list(self.conflicts),
            "values": {
                name: [
                    [
                        value.text,
                        value.since,
                        value.until,
                        value.status,
                        value.certainty,
                        _citation_rows(value.citations),
                    ]
                    for value in values
                ]
                for name, values in sorted(self.values.items())
            },
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Node:
        """Read what `to_row` wrote."""
        values = {
            name: tuple(
                Value(text, _citations(cited), since, until, status, certainty)
                for text, since, until, status, certainty, cited in listed
            )
            for name, listed in row["values"].items()
        }
        return cls(row["id"], row["kind"], values, tuple(row["records"]), tuple(row["conflicts"]))

    def digest(self) -> int:
        """The node's addend to the revision; the rows of sources are no content."""
        return content_digest(["node", _without_rows(self.to_row())])


@dataclass(frozen=True)
class Tie:
    """A tie between two entities. Dates are no part of its id: a post lost and regained is one tie, two spans."""

    kind: str
    source: str
    target: str
    role: str
    occasion: str
    spans: tuple[Span, ...]
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()

    @cached_property
    def id(self) -> str:
        """A hash of kind, ends, role and occasion."""
        return tie_id(self.kind, self.source, self.target, self.role, self.occasion)

    def first(self, name: str) -> str:
        """The first value of one of the tie's own properties, or an empty text."""
        values = self.properties.get(name)
        return values[0] if values else ""

    def other_end(self, entity: str) -> str:
        """The end that is not `entity`."""
        return self.target if entity == self.source else self.source

    def to_row(self) -> dict[str, Any]:
        """A JSON-able form; `from_row` reads it back."""
        return {
            "id": self.id,
            "kind": self.kind,
            "source": self.source,
            "target": self.target,
            "role": self.role,
            "occasion": self.occasion,
            "spans": [[span.since, span.until, span.status, span.certainty] for span in self.spans],
            "properties": {name: list(values) for name, values in sorted(self.properties.items())},
            "citations": _citation_rows(self.citations),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Tie:
        """Read what `to_row` wrote."""
        return cls(
            row["kind"],
            row["source"],
            row["target"],
            row["role"],
            row["occasion"],
            tuple(Span(*span) for span in row["spans"]),
            {name: tuple(values) for name, values in row["properties"].items()},
            _citations(row["citations"]),
        )

    def digest(self) -> int:
        """The tie's addend to the revision; the rows of sources are no content."""
        row = self.to_row()
        row["citations"] = _places(row["citations"])
        return content_digest(["tie", row])


def tie_id(kind: str, source: str, target: str, role: str, occasion: str) -> str:
    """The id of a tie; a symmetric kind sorts its ends."""
    ends = sorted((source, target)) if TIE[kind].symmetric else [source, target]
    return stable_id("tie", kind, *ends, role, occasion)


def _citation_rows(citations: tuple[Citation, ...]) -> list[list[str]]:
    return [[cited.document, cited.quote, cited.row] for cited in citations]


def _citations(rows: list[list[str]]) -> tuple[Citation, ...]:
    return tuple(Citation(document, quote, row) for document, quote, row in rows)


def _without_rows(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: [[*value[:-1], _places(value[-1])] for value in listed] for name, listed in row["values"].items()}
    return {**row, "values": values}


def _places(citations: list[list[str]]) -> list[list[str]]:
    """Documents and quotes without rows, each once."""
    return sorted([document, quote] for document, quote in {(cited[0], cited[1]) for cited in citations})

"""The forms in which the vocabulary is declared. A declaration refuses nonsense when it is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_KIND_NAME = re.compile(r"[A-Z][A-Za-z]+\Z")
_TIE_NAME = re.compile(r"[A-Z]+(_[A-Z]+)*\Z")
_PROPERTY_NAME = re.compile(r"[a-z]+(_[a-z]+)*\Z")


class ValueType(StrEnum):
    """What a property's text means; `graph.records` cleans and validates by it."""

    NAME = "name"
    KANA = "kana"
    TEXT = "text"
    DATE = "date"
    YEN = "yen"
    COUNT = "count"
    DECIMAL = "decimal"
    URL = "url"
    CHOICE = "choice"
    MUNICIPALITY_CODE = "lgcode"
    CORPORATE_NUMBER = "houjin_bangou"
    REFERENCE = "reference"  # another record


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a kind or tie. `headers` are the column titles that mean it (Japanese first).

    `identifying`: two records with the same value are the same entity (a strong identifier).
    `many`: several values at once are no conflict.
    """

    name: str
    label_ja: str
    label_en: str
    type: ValueType = ValueType.TEXT
    many: bool = False
    identifying: bool = False
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    help_ja: str = ""

    def __post_init__(self) -> None:
        if not _PROPERTY_NAME.match(self.name):
            raise ValueError(f"property name {self.name!r} is not lower_snake_case")
        if (self.type is ValueType.CHOICE) != bool(self.choices):
            raise ValueError(f"property {self.name}: choices belong to the choice type, and only to it")
        if self.choices and len(self.choices) != len(self.choice_labels):
            raise ValueError(f"property {self.name}: every choice needs a Japanese label")

    @property
    def columns(self) -> tuple[str, ...]:
        """Column titles that are accepted for this property: label, aliases, English name."""
        return tuple(dict.fromkeys((self.label_ja, *self.headers, self.name)))

    def choice_label(self, choice: str) -> str:
        """Japanese label of a choice; the choice itself when it is none of ours."""
        return dict(zip(self.choices, self.choice_labels, strict=True)).get(choice, choice)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of node. `initial` and `shape` stand beside the colour so that colour is never the only sign."""

    name: str
    label_ja: str
    label_en: str
    group: str  # Person, Post, Organization, Event, Place, Issue, Solution, Project, Motion, Introduction
    initial: str
    colour: str
    shape: str
    help_ja: str
    properties: tuple[Property, ...] = ()

    def __post_init__(self) -> None:
        if not _KIND_NAME.match(self.name):
            raise ValueError(f"kind name {self.name!r} is not CamelCase")
        if not _COLOUR.match(self.colour):
            raise ValueError(f"kind {self.name}: colour {self.colour!r} is not #rrggbb")
        if len(self.initial) != 1:
            raise ValueError(f"kind {self.name}: the initial is one character")
        names = [each.name for each in self.properties]
        if len(names) != len(set(names)):
            raise ValueError(f"kind {self.name}: a property is declared twice")

    def property(self, name: str) -> Property | None:
        """The declared property of this name, or None."""
        return next((each for each in self.properties if each.name == name), None)


@dataclass(frozen=True, slots=True)
class Role:
    """The part somebody took in a tie of one kind."""

    name: str
    label_ja: str
    label_en: str
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TieKind:
    """One kind of tie. Ends are groups or kinds; `text_ja` is how a list line reads it ({a}, {b}, {role}).

    `meaning`: the heading under which an entity page groups it. `how_ja`, `mind_ja`: help on using a tie of
    this kind in an introduction, and what to watch.
    """

    name: str
    label_ja: str
    label_en: str
    ends: tuple[tuple[str, ...], tuple[str, ...]]
    meaning: str
    text_ja: str
    how_ja: str = ""
    mind_ja: str = ""
    roles: tuple[Role, ...] = ()
    role_required: bool = False
    properties: tuple[Property, ...] = ()
    symmetric: bool = False
    headers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _TIE_NAME.match(self.name):
            raise ValueError(f"tie name {self.name!r} is not UPPER_SNAKE_CASE")
        if not all(self.ends):
            raise ValueError(f"tie {self.name}: both ends need a group or kind")
        if self.symmetric and self.ends[0] != self.ends[1]:
            raise ValueError(f"tie {self.name}: a symmetric tie has the same ends")
        if self.role_required and not self.roles:
            raise ValueError(f"tie {self.name}: a required role needs roles")

    def property(self, name: str) -> Property | None:
        """The declared property of this name, or None."""
        return next((each for each in self.properties if each.name == name), None)

    def role(self, name: str) -> Role | None:
        """The declared role of this name, or None."""
        return next((each for each in self.roles if each.name == name), None)

"""The written forms under which an entity is found: names, aliases, readings, identifiers, folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from graph.entities import Node
from graph.ontology.vocabulary import is_organization
from graph.values.names import NameGroup, name_keys
from graph.values.text import fold, kana_from_romaji, romanised

_KANA: Final = frozenset(map(chr, range(0x3041, 0x30A0)))
_FIVE_DIGITS: Final = 5  # of a 団体コード without its check digit


class FormKind(IntEnum):
    """What a written form is; the order is the order of preference. READING is a kana form in Latin letters."""

    NAME = 0
    ALIAS = 1
    KANA = 2
    READING = 3
    IDENTIFIER = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One folded form under which an entity is found. `plain`: the written form as such, nothing left out."""

    key: str
    entity: str
    written: str
    kind: FormKind
    plain: bool


def forms_of(node: Node) -> Iterator[Form]:
    """Every form under which a node is to be found, each key once, the preferred form first."""
    seen: set[str] = set()
    for form in _all_forms(node):
        if form.key and form.key not in seen:
            seen.add(form.key)
            yield form


def query_keys(text: str) -> list[tuple[str, bool]]:
    """The folded forms to look up for a query, with whether it is the query as such."""
    plain = fold(text)
    if not plain:
        return []
    others = [*name_keys(None, text)]
    if kana_from_romaji(text) is not None:
        others.append(romanised(text))
    return [(plain, True), *((key, False) for key in dict.fromkeys(others) if key != plain)]


def _all_forms(node: Node) -> Iterator[Form]:
    group = _name_group(node.kind)
    readable: list[tuple[str, str]] = []
    for prop, kind in (
        ("name", FormKind.NAME),
        ("alias", FormKind.ALIAS),
        ("full_name", FormKind.ALIAS),
        ("kana", FormKind.KANA),
    ):
        for written in node.texts(prop):
            plain = fold(written)
            yield Form(plain, node.id, written, kind, plain=True)
            if group != "other" and kind is not FormKind.KANA:
                for key in name_keys(group, written):
                    yield Form(key, node.id, written, kind, plain=False)
            if not _KANA.isdisjoint(plain):
                readable.append((plain, written))
    for plain, written in readable:
        yield Form(romanised(plain), node.id, written, FormKind.READING, plain=False)
    for code in node.texts("lgcode"):
        for key in (fold(code), fold(code)[:_FIVE_DIGITS]):
            yield Form(key, node.id, code, FormKind.IDENTIFIER, plain=True)
    for number in node.texts("houjin_bangou"):
        yield Form(fold(number), node.id, number, FormKind.IDENTIFIER, plain=True)


def _name_group(kind: str) -> NameGroup:
    """The rules by which names of this kind are compared."""
    if kind == "Person":
        return "person"
    if kind == "Municipality":
        return "municipality"
    return "organization" if is_organization(kind) else "other"

"""How a node or tie looks in Neo4j: plain properties for people who write Cypher, the whole row beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.entities import Node, Tie
from graph.facts import Document
from graph.ids import compact, digest_text
from graph.ontology.declaration import Property, ValueType
from graph.ontology.vocabulary import KIND, TIE

ROW: Final = "row"
_NUMBERS: Final = {ValueType.COUNT: int, ValueType.YEN: int, ValueType.DECIMAL: float}


def node_properties(node: Node, roles: Sequence[str]) -> dict[str, Any]:
    """The properties of an entity: id, name, what the ontology declares (lists where it says many), roles, row."""
    properties: dict[str, Any] = {}
    for name, values in node.values.items():
        prop = KIND[node.kind].property(name)
        if prop is not None and values:
            properties[name] = (
                [_typed(prop, value.text) for value in values] if prop.many else _typed(prop, values[0].text)
            )
    return {
        **properties,
        "id": node.id,
        "kind": node.kind,
        "name": node.caption,
        "roles": list(roles),
        "digest": digest_text(node.digest()),
        ROW: compact(node.to_row()),
    }


def tie_properties(tie: Tie, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The properties of a tie: id, role, first since, last until, status, certainty, its own, source titles, row."""
    first, last = tie.spans[0], tie.spans[-1]
    properties: dict[str, Any] = {}
    for name, values in tie.properties.items():
        prop = TIE[tie.kind].property(name)
        if prop is not None:
            properties[name] = [_typed(prop, value) for value in values] if prop.many else _typed(prop, values[0])
    properties.update(
        id=tie.id,
        role=tie.role,
        occasion=tie.occasion,
        since=first.since,
        until=last.until,
        status=last.status,
        certainty=last.certainty,
        sources=sorted({documents[cited.document].title for cited in tie.citations}),
        digest=digest_text(tie.digest()),
    )
    properties[ROW] = compact(tie.to_row())
    return {name: value for name, value in properties.items() if value != ""}


def _typed(prop: Property, text: str) -> str | int | float:
    number = _NUMBERS.get(prop.type)
    return number(text) if number else text

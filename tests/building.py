"""Small snapshots written by hand, for tests of questions. All names in them are made up and say so (合成…)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.entities import Node, Span, Tie, Value
from graph.facts import Citation, Document
from graph.snapshot import Snapshot

TODAY = date(2026, 11, 24)
UNDATED = Document("合成", "undated", "合成の出典（日付なし）")


def document(day: str) -> Document:
    """A document of that date."""
    return Document("合成", day, f"合成の出典 {day}", date=day)


class Builder:
    """Collects nodes and ties; ids are the given keys, so that tests can read them."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._ties: list[Tie] = []
        self._documents: dict[str, Document] = {UNDATED.id: UNDATED}

    def node(self, kind: str, key: str, name: str = "", **properties: str | tuple[str, ...]) -> str:
        """Add a node; a property may have several values."""
        values: dict[str, tuple[Value, ...]] = {"name": (Value(name or f"合成{key}", (Citation(UNDATED.id),)),)}
        for prop, given in properties.items():
            texts = (given,) if isinstance(given, str) else given
            values[prop] = tuple(Value(text, (Citation(UNDATED.id),)) for text in texts)
        self._nodes[key] = Node(key, kind, values, (f"record-{key}",))
        return key

    def nodes(self, kind: str, *keys: str) -> None:
        """Add several nodes of one kind."""
        for key in keys:
            self.node(kind, key)

    def tie(self, kind: str, source: str, target: str, role: str = "", *, since: str = "", until: str = "",
            status: str = "actual", certainty: str = "stated", occasion: str = "", told: str = "",
            spans: Iterable[Span] = (), **properties: str) -> Tie:
        """Add a tie; `told` is the date of its document (empty: an undated one), `on` both dates at once."""
        day = properties.pop("on", "")
        cited = document(told) if told else UNDATED
        self._documents[cited.id] = cited
        given = tuple(spans) or (Span(since or day, until or day, status, certainty),)
        own = {name: (value,) for name, value in properties.items() if value}
        made = Tie(kind, source, target, role, occasion, given, own, (Citation(cited.id),))
        self._ties.append(made)
        return made

    def took_part(self, event: str, role: str, *entities: str, told: str = "", on: str = "", table: str = "") -> None:
        """Several took part in an event in one role."""
        for entity in entities:
            self.tie("TOOK_PART", entity, event, role, told=told, on=on, table=table)

    def joined(self, project: str, role: str, *entities: str, told: str = "", since: str = "", until: str = "") -> None:
        """Several joined a project in one role."""
        for entity in entities:
            self.tie("JOINED", entity, project, role, told=told, since=since, until=until)

    def snapshot(self) -> Snapshot:
        """All of it, frozen."""
        return Snapshot.build(revision="0" * 32, nodes=self._nodes.values(), ties=self._ties,
                              documents=self._documents.values(), redirects={})

"""What must be sent to a server so that its graph becomes the one in the workspace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.entities import Node, Tie
from graph.facts import Document
from graph.ids import compact
from graph.ontology.vocabulary import TIE
from graph.roles import derive_roles
from graph.store import cypher
from graph.store.layer import LayerChange
from graph.store.projection import node_properties, tie_properties
from graph.store.sqlite import SqliteStore

Item = TypeVar("Item")


@dataclass
class GraphDifference:
    """Nodes and ties to write, and the ids of those to delete (ties by kind where it is known)."""

    nodes: list[Node]
    ties: list[Tie]
    nodes_gone: list[str]
    ties_gone: list[str]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many nodes and ties are written or deleted."""
        return len(self.nodes) + len(self.ties) + len(self.nodes_gone) + len(self.ties_gone)

    @classmethod
    def of(
        cls, store: SqliteStore, change: LayerChange, *, roles_before: Mapping[str, tuple[str, ...]]
    ) -> GraphDifference:
        """The difference that a load recorded, with the entities whose role labels follow from it."""
        return cls._make(
            store,
            roles_before=roles_before,
            changed_nodes=change.nodes_made | change.nodes_changed | change.nodes_rewritten,
            changed_ties=change.ties_made | change.ties_changed | change.ties_closed | change.ties_rewritten,
            nodes_gone=change.nodes_removed,
            ties_gone=set(change.ties_removed),
        )

    @classmethod
    def between(
        cls,
        store: SqliteStore,
        *,
        nodes_there: Mapping[str, str],
        ties_there: Mapping[str, str],
        roles_before: Mapping[str, tuple[str, ...]],
    ) -> GraphDifference:
        """The difference to a server's graph, known by the rows of its nodes and ties."""
        nodes = {node.id: compact(node.to_row()) for node in store.nodes()}
        ties = {tie.id: compact(tie.to_row()) for tie in store.ties()}
        return cls._make(
            store,
            roles_before=roles_before,
            changed_nodes={each for each, row in nodes.items() if nodes_there.get(each) != row},
            changed_ties={each for each, row in ties.items() if ties_there.get(each) != row},
            nodes_gone=set(nodes_there) - set(nodes),
            ties_gone=set(ties_there) - set(ties),
        )

    @classmethod
    def _make(
        cls,
        store: SqliteStore,
        *,
        roles_before: Mapping[str, tuple[str, ...]],
        changed_nodes: set[str],
        changed_ties: set[str],
        nodes_gone: set[str],
        ties_gone: set[str],
    ) -> GraphDifference:
        nodes, ties = list(store.nodes()), list(store.ties())
        documents = {document.id: document for document in store.documents()}
        roles = derive_roles(nodes, ties, documents)
        other_roles = {each for each in {*roles, *roles_before} if roles.get(each, ()) != roles_before.get(each, ())}
        return cls(
            nodes=[node for node in nodes if node.id in changed_nodes or node.id in other_roles],
            ties=[tie for tie in ties if tie.id in changed_ties],
            nodes_gone=sorted(nodes_gone),
            ties_gone=sorted(ties_gone),
            roles=roles,
            documents=documents,
        )

    def statements(self, batch: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """Cypher with parameters, in an order that keeps every tie's ends: ties go, nodes go, nodes come, ties come."""
        for kind in TIE:
            for chunk in _chunks(self.ties_gone, batch):
                yield cypher.delete_ties(kind), {"ids": chunk}
        for chunk in _chunks(self.nodes_gone, batch):
            yield cypher.DELETE_NODES, {"ids": chunk}
        by_labels: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for node in self.nodes:
            roles = self.roles.get(node.id, ())
            by_labels[(node.kind, *roles)].append({"id": node.id, "properties": node_properties(node, roles)})
        for labels, rows in sorted(by_labels.items()):
            for part in _chunks(rows, batch):
                yield cypher.write_nodes(labels), {"rows": part}
        by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for tie in self.ties:
            by_kind[tie.kind].append(
                {
                    "id": tie.id,
                    "source": tie.source,
                    "target": tie.target,
                    "properties": tie_properties(tie, self.documents),
                }
            )
        for kind, rows in sorted(by_kind.items()):
            for part in _chunks(rows, batch):
                yield cypher.write_ties(kind), {"rows": part}


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

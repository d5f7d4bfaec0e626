"""A frozen view of the whole graph for one audience: what every question is asked of.

Immutable once built; a request keeps the snapshot it began with, and every answer carries its revision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.bodies import EntityRef, SourceRef, StatsBody
from graph.entities import Node, Tie
from graph.facts import Citation, Document
from graph.ontology.vocabulary import KIND, TIE
from graph.roles import derive_roles
from graph.values.dates import last_day_or_min

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

_NO_TIES: Final[tuple[Tie, ...]] = ()


@dataclass(frozen=True)
class Snapshot:
    """Nodes, ties and documents by id, in the order of ids, with the revision they belong to."""

    revision: str
    nodes: Mapping[str, Node]
    ties: Mapping[str, Tie]
    documents: Mapping[str, Document]
    redirects: Mapping[str, str]

    @classmethod
    def build(
        cls,
        *,
        revision: str,
        nodes: Iterable[Node],
        ties: Iterable[Tie],
        documents: Iterable[Document],
        redirects: Mapping[str, str],
    ) -> Snapshot:
        """Freeze these; ties whose ends are not among the nodes are an error of the store and left to `check`."""
        return cls(
            revision=revision,
            nodes={node.id: node for node in sorted(nodes, key=lambda node: node.id)},
            ties={tie.id: tie for tie in sorted(ties, key=lambda tie: tie.id)},
            documents={document.id: document for document in sorted(documents, key=lambda document: document.id)},
            redirects=dict(redirects),
        )

    @cached_property
    def ties_of(self) -> Mapping[str, tuple[Tie, ...]]:
        """All ties that touch an entity, in the order of their ids."""
        touching: dict[str, list[Tie]] = defaultdict(list)
        for tie in self.ties.values():
            touching[tie.source].append(tie)
            if tie.target != tie.source:
                touching[tie.target].append(tie)
        return {entity: tuple(ties) for entity, ties in touching.items()}

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Derived labels (Councillor, Official, Executive, Intermediary) by entity; absent where none."""
        return derive_roles(self.nodes.values(), self.ties.values(), self.documents)

    def outgoing(self, entity: str, *kinds: str) -> tuple[Tie, ...]:
        """Ties of these kinds that start at the entity."""
        return tuple(tie for tie in self.ties_of.get(entity, _NO_TIES) if tie.kind in kinds and tie.source == entity)

    def incoming(self, entity: str, *kinds: str) -> tuple[Tie, ...]:
        """Ties of these kinds that end at the entity."""
        return tuple(tie for tie in self.ties_of.get(entity, _NO_TIES) if tie.kind in kinds and tie.target == entity)

    def ref(self, entity: str) -> EntityRef:
        """The entity as answers mention it."""
        node = self.nodes[entity]
        return {"id": node.id, "kind": node.kind, "caption": node.caption}

    def source_refs(self, citations: Iterable[Citation]) -> list[SourceRef]:
        """Citations with their documents' titles, each once, newest document first."""
        refs = {(cited.document, cited.quote, cited.row): self._source_ref(cited) for cited in citations}
        return sorted(
            refs.values(),
            key=lambda ref: (last_day_or_min(ref["date"]), ref["id"], ref["quote"], ref["row"]),
            reverse=True,
        )

    def _source_ref(self, cited: Citation) -> SourceRef:
        document = self.documents[cited.document]
        return {
            "id": document.id,
            "title": document.title,
            "publisher": document.publisher,
            "date": document.date,
            "url": document.url,
            "quote": cited.quote,
            "row": cited.row,
        }

    def stats(self) -> StatsBody:
        """Counts by kind and tie kind, in the order of the vocabulary; zero counts are left out."""
        nodes = Counter(node.kind for node in self.nodes.values())
        ties = Counter(tie.kind for tie in self.ties.values())
        return {
            "revision": self.revision,
            "nodes": {kind: nodes[kind] for kind in KIND if nodes[kind]},
            "ties": {kind: ties[kind] for kind in TIE if ties[kind]},
            "sources": len(self.documents),
        }

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph for analysts: node attributes kind, caption, roles; edge key = tie id, attributes of the tie."""
        import networkx as nx

        network: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=self.revision)
        for node in self.nodes.values():
            network.add_node(node.id, kind=node.kind, caption=node.caption, roles=list(self.roles.get(node.id, ())))
        for tie in self.ties.values():
            last = tie.spans[-1]
            network.add_edge(
                tie.source,
                tie.target,
                key=tie.id,
                kind=tie.kind,
                role=tie.role,
                since=last.since,
                until=last.until,
                status=last.status,
                certainty=last.certainty,
            )
        return network

    def to_frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Two data frames: nodes (id, kind, caption, roles) and ties (id, kind, source, target, role, dates)."""
        import pandas as pd

        nodes = pd.DataFrame(
            [(node.id, node.kind, node.caption, " ".join(self.roles.get(node.id, ()))) for node in self.nodes.values()],
            columns=["id", "kind", "caption", "roles"],
        )
        ties = pd.DataFrame(
            [
                (
                    tie.id,
                    tie.kind,
                    tie.source,
                    tie.target,
                    tie.role,
                    tie.spans[-1].since,
                    tie.spans[-1].until,
                    tie.spans[-1].status,
                    tie.spans[-1].certainty,
                )
                for tie in self.ties.values()
            ],
            columns=["id", "kind", "source", "target", "role", "since", "until", "status", "certainty"],
        )
        return nodes, ties

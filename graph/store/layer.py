"""The canonical layer of one audience inside an embedded database, kept up to date by touching records.

Only what a change touches is clustered and rebuilt: the touched records, those joined with them before or
after, the entities whose ties point at them, and the holders of posts whose succession they may decide.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from graph.canonical import Versions, build_node, build_ties
from graph.entities import Node, Tie
from graph.facts import Claim, mentioned_records
from graph.ids import compact, content_digest, digest_text
from graph.roles import is_open
from graph.store.claims import HOLDS, SYMMETRIC, ClaimReader
from graph.store.clusters import Clusters
from graph.succession import close_left_posts

_CHUNK: Final = 500
_SYMMETRIC_KINDS: Final = ",".join(f"'{name}'" for name in SYMMETRIC)
# From organisations and persons to the persons whose holding of a post may end by what is known of them.
_HOLDERS_CONCERNED: Final = """
WITH RECURSIVE below (id) AS (
  SELECT id FROM wanted
  UNION
  SELECT ties.source FROM below JOIN ties ON ties.target = below.id AND ties.kind IN ('PART_OF', 'POST_IN')
  JOIN nodes ON nodes.id = ties.source AND nodes.kind IN ('Department', 'Post')
)
SELECT ties.source FROM below JOIN ties ON ties.target = below.id AND ties.kind = 'HOLDS'
UNION
SELECT other.source FROM wanted CROSS JOIN ties ON ties.source = wanted.id AND ties.kind = 'HOLDS'
JOIN ties AS other ON other.target = ties.target AND other.kind = 'HOLDS'
"""
_CO_HOLDERS_STATED: Final = """
WITH posts (entity) AS (
  SELECT DISTINCT post.entity FROM wanted CROSS JOIN members ON members.entity = wanted.id
  CROSS JOIN statements ON statements.record = members.record AND statements.name = 'HOLDS'
  CROSS JOIN members AS post ON post.record = statements.target
)
SELECT DISTINCT holder.entity FROM posts CROSS JOIN members AS post ON post.entity = posts.entity
CROSS JOIN mentions ON mentions.record = post.record
CROSS JOIN statements ON statements.id = mentions.statement AND statements.name = 'HOLDS'
CROSS JOIN members AS holder ON holder.record = statements.record
"""
_HOLDERS_AMONG: Final = """
SELECT DISTINCT members.entity FROM wanted CROSS JOIN members ON members.entity = wanted.id
CROSS JOIN statements ON statements.record = members.record AND statements.name = 'HOLDS'
UNION
SELECT wanted.id FROM wanted CROSS JOIN ties ON ties.source = wanted.id AND ties.kind = 'HOLDS'
"""
_TOP_ORGANIZATION: Final = """
WITH RECURSIVE above (post, id) AS (
  SELECT ties.source, ties.target FROM wanted CROSS JOIN ties ON ties.source = wanted.id AND ties.kind = 'POST_IN'
  UNION
  SELECT above.post, ties.target FROM above JOIN nodes ON nodes.id = above.id AND nodes.kind = 'Department'
  JOIN ties ON ties.source = above.id AND ties.kind = 'PART_OF'
)
SELECT above.post, min(above.id) FROM above JOIN nodes ON nodes.id = above.id AND nodes.kind <> 'Department'
GROUP BY above.post
"""


@dataclass(slots=True)
class LayerChange:
    """What a rebuild did: ids of nodes and ties made, changed and removed; ties that were only closed.

    Where nothing but the rows of the sources moved, the content is the same and only the row is written anew.
    """

    nodes_made: set[str] = field(default_factory=set)
    nodes_changed: set[str] = field(default_factory=set)
    nodes_removed: set[str] = field(default_factory=set)
    ties_made: set[str] = field(default_factory=set)
    ties_changed: set[str] = field(default_factory=set)
    ties_removed: dict[str, Tie] = field(default_factory=dict)
    ties_closed: set[str] = field(default_factory=set)
    nodes_rewritten: set[str] = field(default_factory=set)
    ties_rewritten: set[str] = field(default_factory=set)


class CanonicalLayer:
    """Rebuilds the canonical tables behind `connection` from the facts that `visible` documents state."""

    def __init__(self, connection: sqlite3.Connection, *, visible: Sequence[str]) -> None:
        self._db = connection
        self._reader = ClaimReader(connection, visible=visible)
        self._clusters = Clusters(self._reader)

    def rebuild(self, touched: Collection[str]) -> LayerChange:
        """Bring the layer up to date after the living claims of these records changed."""
        change = LayerChange()
        if touched:
            self.refresh_identifiers(touched)
            entities = self._clusters.recluster(touched)
            holders = self._ids(_HOLDERS_CONCERNED, entities)
            versions = Versions.of(self._reader.documents())
            for chunk in _chunks(sorted(entities), _CHUNK):
                self._rebuild_entities(chunk, versions, change)
            holders |= self._ids(_HOLDERS_CONCERNED, entities) | self._ids(_HOLDERS_AMONG, entities)
            holders |= self._ids(_CO_HOLDERS_STATED, holders)
            for chunk in _chunks(sorted(holders), _CHUNK):
                self._rebuild_holdings(chunk, versions, change)
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'revision'", (self.computed_revision(),))
        return change

    def rebuild_all(self) -> LayerChange:
        """Build the layer from nothing."""
        for table in ("identifiers", "members", "nodes", "ties"):
            self._db.execute(f"DELETE FROM {table}")
        return self.rebuild([record for (record,) in self._db.execute("SELECT id FROM records")])

    def refresh_identifiers(self, touched: Collection[str]) -> None:
        """Note the strong identifiers that these records state now."""
        self._clusters.refresh_identifiers(touched)

    def computed_revision(self) -> str:
        """The revision summed from the stored digests and the visible documents."""
        rows = self._db.execute("SELECT digest FROM nodes UNION ALL SELECT digest FROM ties")
        documents = (content_digest(["document", each.to_row()]) for each in self._reader.documents())
        return digest_text(sum(int(digest, 16) for (digest,) in rows) + sum(documents))

    def _rebuild_entities(self, entities: Sequence[str], versions: Versions, change: LayerChange) -> None:
        """Nodes and all their ties but the holding of posts."""
        self._reader.want(entities)
        entity_of = dict(
            self._db.execute(
                "SELECT members.record, members.entity FROM wanted CROSS JOIN members ON members.entity = wanted.id"
            )
        )
        stated: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._reader.own_claims():
            stated[entity_of[claim.statement.record]].append(claim)
        nodes = [node for entity in entities if (node := build_node(entity, stated[entity], versions))]
        claims = [
            claim
            for claim in chain(chain.from_iterable(stated.values()), self._reader.symmetric_claims())
            if claim.statement.is_tie and claim.statement.name != HOLDS
        ]
        subjects = _subjects(chain.from_iterable(stated.values()))
        ties = list(build_ties(claims, self._entities_mentioned(claims), versions, subjects))
        self._replace_nodes(nodes, change)
        self._replace_ties(
            ties,
            change,
            "SELECT id, digest, body FROM ties WHERE source IN (SELECT id FROM wanted) AND kind <> 'HOLDS' UNION "
            "SELECT id, digest, body FROM ties WHERE target IN (SELECT id FROM wanted) "
            f"AND kind IN ({_SYMMETRIC_KINDS})",
        )

    def _rebuild_holdings(self, persons: Sequence[str], versions: Versions, change: LayerChange) -> None:
        """The posts that these persons hold or held, in the light of everybody who holds the same posts."""
        self._reader.want(persons)
        claims = list(self._reader.own_claims())
        subjects = _subjects(claims)
        own = [claim for claim in claims if claim.statement.name == HOLDS]
        entity_of = self._entities_mentioned(own)
        posts = {entity_of[each.statement.target] for each in own if each.statement.target in entity_of}
        self._reader.want(posts)
        rivals = list(self._reader.holding_claims())
        organizations = dict(self._db.execute(_TOP_ORGANIZATION))
        one_seat = {
            post
            for post, body in self._db.execute("SELECT id, body FROM nodes WHERE id IN (SELECT id FROM wanted)")
            if Node.from_row(json.loads(body)).first("seats") == "one"
        }
        unique = {claim.statement.id: claim for claim in chain(rivals, own)}
        holdings = build_ties(unique.values(), self._entities_mentioned(unique.values()), versions, subjects)
        closed = close_left_posts(holdings, one_seat=one_seat, organization_of=organizations, versions=versions)
        chosen = set(persons)
        ties = [tie for tie in closed if tie.source in chosen]
        self._reader.want(persons)
        self._replace_ties(
            ties,
            change,
            "SELECT id, digest, body FROM ties WHERE source IN (SELECT id FROM wanted) AND kind = 'HOLDS'",
        )

    def _entities_mentioned(self, claims: Iterable[Claim]) -> dict[str, str]:
        mentioned: set[str] = set()
        for claim in claims:
            mentioned.add(claim.statement.record)
            mentioned.update(mentioned_records(claim.statement))
        return dict(self._reader.entities_of(mentioned))

    def _replace_nodes(self, nodes: Sequence[Node], change: LayerChange) -> None:
        before = {
            node: (digest, body)
            for node, digest, body in self._db.execute(
                "SELECT id, digest, body FROM nodes WHERE id IN (SELECT id FROM wanted)"
            )
        }
        rows = []
        for node in nodes:
            digest, body = digest_text(node.digest()), compact(node.to_row())
            known = before.pop(node.id, None)
            if known == (digest, body):
                continue
            if known is None:
                change.nodes_made.add(node.id)
            elif known[0] != digest:
                change.nodes_changed.add(node.id)
            else:
                change.nodes_rewritten.add(node.id)
            rows.append((node.id, node.kind, digest, body))
        self._db.executemany("DELETE FROM nodes WHERE id = ?", ((entity,) for entity in before))
        self._db.executemany("INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?)", rows)
        change.nodes_removed.update(before)

    def _replace_ties(self, ties: Sequence[Tie], change: LayerChange, replaced: str) -> None:
        """Put these ties in the place of those that the query `replaced` finds."""
        before = {tie: (digest, body) for tie, digest, body in self._db.execute(replaced)}
        rows = []
        for tie in ties:
            digest, body = digest_text(tie.digest()), compact(tie.to_row())
            known = before.pop(tie.id, None)
            if known == (digest, body):
                continue
            if known is None:
                change.ties_made.add(tie.id)
            elif known[0] != digest:
                was_open = is_open(Tie.from_row(json.loads(known[1])))
                (change.ties_closed if was_open and not is_open(tie) else change.ties_changed).add(tie.id)
            else:
                change.ties_rewritten.add(tie.id)
            rows.append((tie.id, tie.kind, tie.source, tie.target, digest, body))
        self._db.executemany("DELETE FROM ties WHERE id = ?", ((tie,) for tie in before))
        self._db.executemany("INSERT OR REPLACE INTO ties VALUES (?, ?, ?, ?, ?, ?)", rows)
        change.ties_removed.update((tie, Tie.from_row(json.loads(body))) for tie, (_, body) in before.items())

    def _ids(self, query: str, wanted: Iterable[str]) -> set[str]:
        self._reader.want(wanted)
        return {each for (each,) in self._db.execute(query)}


def _subjects(claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """Record → the documents that state anything of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        found[claim.statement.record].update(cited.document for cited in claim.citations)
    return {record: frozenset(documents) for record, documents in found.items()}


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]

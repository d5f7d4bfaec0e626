"""The canonical layer of one audience inside an embedded database, kept up to date by touching records.

Only what a change touches is clustered and rebuilt: the touched records, those joined with them before or
after, and the entities whose ties point at them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Final

from graph.canonical import Versions, build_node, build_ties
from graph.entities import Node, Tie
from graph.facts import KIND_STATEMENT, Citation, Claim, Document, Judgement, Statement, mentioned_records
from graph.identity import cluster
from graph.ids import compact, content_digest, digest_text
from graph.ontology.vocabulary import TIE, identifying_properties
from graph.roles import is_open

_CHUNK: Final = 500
_VISIBLE_CLAIMS: Final = """
  JOIN stated ON stated.statement = statements.id
  JOIN documents ON documents.live = stated.edition AND documents.visibility IN ({visible})
"""
_IDENTIFYING: Final = tuple(prop.name for prop in identifying_properties())
_SYMMETRIC: Final = tuple(sorted(name for name, tie in TIE.items() if tie.symmetric))


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
    ties_removed: set[str] = field(default_factory=set)
    ties_closed: set[str] = field(default_factory=set)
    nodes_rewritten: set[str] = field(default_factory=set)
    ties_rewritten: set[str] = field(default_factory=set)


class CanonicalLayer:
    """Rebuilds the canonical tables behind `connection` from the facts that `visible` documents state."""

    def __init__(self, connection: sqlite3.Connection, *, visible: Sequence[str]) -> None:
        self._db = connection
        self._visible = ",".join(f"'{each}'" for each in visible)
        self._claims_from = _VISIBLE_CLAIMS.format(visible=self._visible)
        for table in ("wanted", "sought"):
            self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY) WITHOUT ROWID")

    def documents(self) -> list[Document]:
        """The living documents that the audience sees."""
        rows = self._db.execute(
            f"SELECT body FROM documents WHERE live IS NOT NULL AND visibility IN ({self._visible}) ORDER BY id"
        )
        return [Document.from_row(json.loads(body)) for (body,) in rows]

    def rebuild(self, touched: Collection[str]) -> LayerChange:
        """Bring the layer up to date after the living claims of these records changed."""
        change = LayerChange()
        if touched:
            self.refresh_identifiers(touched)
            entities = self._recluster(touched)
            versions = Versions.of(self.documents())
            for chunk in _chunks(sorted(entities), _CHUNK):
                self._rebuild_entities(chunk, versions, change)
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'revision'", (self.computed_revision(),))
        return change

    def rebuild_all(self) -> LayerChange:
        """Build the layer from nothing."""
        for table in ("identifiers", "members", "nodes", "ties"):
            self._db.execute(f"DELETE FROM {table}")
        return self.rebuild([record for (record,) in self._db.execute("SELECT id FROM records")])

    def computed_revision(self) -> str:
        """The revision summed from the stored digests and the visible documents."""
        digests = [
            int(digest, 16)
            for (digest,) in self._db.execute("SELECT digest FROM nodes UNION ALL SELECT digest FROM ties")
        ]
        return digest_text(sum(digests) + sum(content_digest(["document", each.to_row()]) for each in self.documents()))

    # Clustering

    def refresh_identifiers(self, touched: Collection[str]) -> None:
        """Note the strong identifiers that these records state now."""
        self._want(touched)
        self._db.execute("DELETE FROM identifiers WHERE record IN (SELECT id FROM wanted)")
        names = ",".join("?" * len(_IDENTIFYING))
        self._db.execute(
            "INSERT OR IGNORE INTO identifiers SELECT statements.name || ':' || statements.value, statements.record "
            "FROM wanted JOIN statements ON statements.record = wanted.id"
            + self._claims_from
            + f"WHERE statements.name IN ({names}) AND statements.value <> ''",
            _IDENTIFYING,
        )

    def _recluster(self, touched: Collection[str]) -> set[str]:
        """Reassign records to entities; the ids of all entities that must be rebuilt."""
        closure, identifiers, judgements = self._closure(touched)
        self._want(closure)
        before = dict(self._db.execute("SELECT record, entity FROM members WHERE record IN (SELECT id FROM wanted)"))
        living = {
            record
            for (record,) in self._db.execute(
                "SELECT DISTINCT statements.record FROM wanted JOIN statements ON statements.record = wanted.id"
                + self._claims_from
                + "WHERE statements.name = ?",
                (KIND_STATEMENT,),
            )
        }
        after = cluster(living, identifiers, judgements)
        moved = {record for record in closure if before.get(record) != after.get(record)}
        self._db.executemany("DELETE FROM members WHERE record = ?", ((record,) for record in moved))
        self._db.executemany(
            "INSERT INTO members VALUES (?, ?)", ((record, after[record]) for record in moved if record in after)
        )
        self._redirect(before, after, moved)
        entities = {
            assigned[record] for assigned in (before, after) for record in moved.union(touched) if record in assigned
        }
        self._want(moved)
        entities.update(
            entity
            for (entity,) in self._db.execute(
                "SELECT DISTINCT members.entity FROM wanted JOIN mentions ON mentions.record = wanted.id "
                "JOIN statements ON statements.id = mentions.statement JOIN members ON members.record = "
                "statements.record"
            )
        )
        return entities

    def _closure(self, touched: Collection[str]) -> tuple[set[str], set[tuple[str, str]], list[Judgement]]:
        """The touched records with all that they are or may become one entity with."""
        closure: set[str] = set()
        identifiers: set[tuple[str, str]] = set()
        judgements: dict[tuple[str, str, str], Judgement] = {}
        fringe = set(touched)
        while fringe:
            closure |= fringe
            self._want(fringe)
            found = {
                record
                for (record,) in self._db.execute(
                    "SELECT other.record FROM wanted JOIN members ON members.record = wanted.id "
                    "JOIN members AS other ON other.entity = members.entity"
                )
            }
            for identifier, record in self._db.execute(
                "SELECT other.identifier, other.record FROM wanted JOIN identifiers ON identifiers.record = wanted.id "
                "JOIN identifiers AS other ON other.identifier = identifiers.identifier"
            ):
                identifiers.add((identifier, record))
                found.add(record)
            for side in ("a", "b"):
                for row in self._db.execute(
                    f"SELECT a, b, verdict, by, reason, at FROM wanted JOIN judgements ON judgements.{side} = wanted.id"
                ):
                    judgements[row[0], row[1], row[3]] = Judgement(*row)
                    found.update(row[:2])
            fringe = found - closure
        return closure, identifiers, list(judgements.values())

    def _redirect(self, before: Mapping[str, str], after: Mapping[str, str], moved: Iterable[str]) -> None:
        """Let retired entity ids lead to where their first record went; living ids need none."""
        alive = set(after.values())
        retired = {before[record] for record in moved if record in before} - alive
        for old in sorted(retired):
            heir = after.get(old)
            if heir is not None:
                self._db.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?)", (old, heir))
                self._db.execute("UPDATE redirects SET entity = ? WHERE entity = ?", (heir, old))
        self._db.executemany("DELETE FROM redirects WHERE retired = ?", ((entity,) for entity in alive))

    # Rebuilding

    def _rebuild_entities(self, entities: Sequence[str], versions: Versions, change: LayerChange) -> None:
        self._want(entities)
        stated: dict[str, list[Claim]] = defaultdict(list)
        entity_of: dict[str, str] = dict(
            self._db.execute(
                "SELECT members.record, members.entity FROM wanted JOIN members ON members.entity = wanted.id"
            )
        )
        for claim in self._own_claims():
            stated[entity_of[claim.statement.record]].append(claim)
        incoming = list(self._symmetric_claims())
        claims = [*chain.from_iterable(stated.values()), *incoming]
        mentioned = {record for claim in claims for record in mentioned_records(claim.statement)}
        mentioned.update(claim.statement.record for claim in incoming)
        entity_of.update(self._entities_of(mentioned.difference(entity_of)))
        nodes = [node for entity in entities if (node := build_node(entity, stated[entity], versions))]
        subjects: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            subjects[claim.statement.record].update(cited.document for cited in claim.citations)
        ties = build_ties(
            (claim for claim in claims if claim.statement.is_tie),
            entity_of,
            versions,
            {record: frozenset(documents) for record, documents in subjects.items()},
        )
        self._replace_nodes(nodes, change)
        self._replace_ties(list(ties), change)

    def _entities_of(self, records: Collection[str]) -> Iterator[tuple[str, str]]:
        self._db.execute("DELETE FROM sought")
        self._db.executemany("INSERT INTO sought VALUES (?)", ((record,) for record in records))
        yield from self._db.execute("SELECT record, entity FROM sought JOIN members ON members.record = sought.id")

    def _own_claims(self) -> Iterator[Claim]:
        return _claims(
            self._db.execute(
                "SELECT statements.record, statements.id, statements.body, documents.id, stated.quote, stated.place "
                "FROM wanted JOIN members ON members.entity = wanted.id "
                "JOIN statements ON statements.record = members.record"
                + self._claims_from
                + "ORDER BY statements.id, documents.id, stated.quote, stated.place"
            )
        )

    def _symmetric_claims(self) -> Iterator[Claim]:
        names = ",".join("?" * len(_SYMMETRIC))
        return _claims(
            self._db.execute(
                "SELECT statements.record, statements.id, statements.body, documents.id, stated.quote, stated.place "
                "FROM wanted JOIN members ON members.entity = wanted.id "
                "JOIN mentions ON mentions.record = members.record "
                "JOIN statements ON statements.id = mentions.statement"
                + self._claims_from
                + f"WHERE statements.name IN ({names}) "
                "ORDER BY statements.id, documents.id, stated.quote, stated.place",
                _SYMMETRIC,
            )
        )

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

    def _replace_ties(self, ties: Sequence[Tie], change: LayerChange) -> None:
        names = ",".join(f"'{name}'" for name in _SYMMETRIC)
        before = {
            tie: (digest, body)
            for tie, digest, body in self._db.execute(
                "SELECT id, digest, body FROM ties WHERE source IN (SELECT id FROM wanted) "
                f"UNION SELECT id, digest, body FROM ties WHERE target IN (SELECT id FROM wanted) AND kind IN ({names})"
            )
        }
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
        change.ties_removed.update(before)

    def _want(self, ids: Iterable[str]) -> None:
        self._db.execute("DELETE FROM wanted")
        self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((each,) for each in ids))


def _claims(rows: Iterable[tuple[str, str, str, str, str, str]]) -> Iterator[Claim]:
    for _, group in groupby(rows, key=lambda row: row[1]):
        cited = list(group)
        statement = Statement.from_text(cited[0][0], cited[0][2])
        yield Claim(statement, tuple(Citation(document, quote, place) for *_, document, quote, place in cited))


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]

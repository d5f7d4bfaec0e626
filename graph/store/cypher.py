"""All Cypher of enishi. Labels and property names come from the ontology and are quoted; values are parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from graph.ontology.kinds import KINDS
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.ties import TIES
from graph.ontology.vocabulary import identifying_properties

ENTITY: Final = "Entity"
STORE: Final = "EnishiStore"
FACTS: Final = "EnishiFacts"
DERIVED_LABELS: Final = tuple(kind.name for kind in KINDS) + tuple(role.name for role in ROLE_LABELS)


def constraints() -> Iterator[str]:
    """Uniqueness of ids and indexes on what people look up, all from the ontology.

    Names have text indexes: with a range index 2026.07.1 answers CONTAINS with an error.
    """
    yield f"CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:{ENTITY}) REQUIRE n.id IS UNIQUE"
    yield f"CREATE CONSTRAINT store_id IF NOT EXISTS FOR (n:{STORE}) REQUIRE n.id IS UNIQUE"
    yield f"CREATE CONSTRAINT facts_bucket IF NOT EXISTS FOR (n:{FACTS}) REQUIRE n.bucket IS UNIQUE"
    for tie in TIES:
        yield (
            f"CREATE CONSTRAINT {tie.name.lower()}_id IF NOT EXISTS "
            f"FOR ()-[t:{_quoted(tie.name)}]-() REQUIRE t.id IS UNIQUE"
        )
    for kind in KINDS:
        yield f"CREATE TEXT INDEX {kind.name.lower()}_name IF NOT EXISTS FOR (n:{_quoted(kind.name)}) ON (n.name)"
    for prop in identifying_properties():
        yield f"CREATE INDEX entity_{prop.name} IF NOT EXISTS FOR (n:{ENTITY}) ON (n.{_quoted(prop.name)})"


WAIT_FOR_INDEXES: Final = "CALL db.awaitIndexes(60)"

READ_STATE: Final = (
    f"MATCH (s:{STORE} {{id: 'store'}}) RETURN s {{.*, silent_seconds: (timestamp() - s.written) / 1000.0}} AS state"
)
FOREIGN_NODE: Final = (
    f"MATCH (n) WHERE NOT n:{ENTITY} AND NOT n:{STORE} AND NOT n:{FACTS} RETURN labels(n) AS labels LIMIT 1"
)
FOUND_STORE: Final = (
    f"MERGE (s:{STORE} {{id: 'store'}}) ON CREATE SET s += $state, s.created = randomUUID(), s.written = timestamp() "
    "RETURN properties(s) AS state"
)
ADVANCE_STATE: Final = (
    f"MATCH (s:{STORE} {{id: 'store'}}) WHERE s.sequence = $expected "
    "SET s += $state, s.sequence = $expected + 1, s.written = timestamp() RETURN s.sequence AS sequence"
)
HOLD_STATE: Final = (  # takes the write lock of the state node, so that nobody advances it meanwhile
    f"MATCH (s:{STORE} {{id: 'store'}}) SET s.written = timestamp() "
    "WITH s WHERE s.sequence = $expected RETURN s.sequence AS sequence"
)

READ_BUCKETS: Final = (
    f"MATCH (f:{FACTS}) WHERE NOT f.bucket CONTAINS ':' RETURN f.bucket AS bucket, f.data AS data ORDER BY bucket"
)
READ_BUCKET: Final = f"MATCH (f:{FACTS} {{bucket: $bucket}}) RETURN f.data AS data"
WRITE_BUCKETS: Final = f"UNWIND $rows AS row MERGE (f:{FACTS} {{bucket: row.bucket}}) SET f.data = row.data"
DROP_STAGED: Final = f"MATCH (f:{FACTS}) WHERE f.bucket CONTAINS ':' DELETE f"
DROP_REPLACED: Final = (
    f"MATCH (staged:{FACTS}) WHERE staged.bucket STARTS WITH $prefix "
    f"MATCH (old:{FACTS} {{bucket: substring(staged.bucket, size($prefix))}}) DELETE old"
)
DROP_LIVE: Final = f"MATCH (f:{FACTS}) WHERE NOT f.bucket CONTAINS ':' DELETE f"
RENAME_STAGED: Final = (
    f"MATCH (staged:{FACTS}) WHERE staged.bucket STARTS WITH $prefix "
    "SET staged.bucket = substring(staged.bucket, size($prefix))"
)

READ_NODES: Final = f"MATCH (n:{ENTITY}) RETURN n.id AS id, n.row AS row ORDER BY id"
READ_TIES: Final = f"MATCH (:{ENTITY})-[t]->(:{ENTITY}) RETURN t.id AS id, t.row AS row ORDER BY id"
READ_NODE_STATES: Final = (
    f"MATCH (n:{ENTITY}) RETURN n.id AS id, labels(n) AS labels, properties(n) AS properties ORDER BY id"
)
READ_TIE_STATES: Final = (
    f"MATCH (:{ENTITY})-[t]->(:{ENTITY}) RETURN t.id AS id, type(t) AS kind, properties(t) AS properties ORDER BY id"
)
READ_ROLES: Final = f"MATCH (n:{ENTITY}) WHERE size(n.roles) > 0 RETURN n.id AS id, n.roles AS roles"

DELETE_NODES: Final = f"UNWIND $ids AS id MATCH (n:{ENTITY} {{id: id}}) DETACH DELETE n"


def write_nodes(labels: Iterable[str]) -> str:
    """Create or replace entities of one set of labels; parameter rows: [{id, properties}]."""
    return (
        f"UNWIND $rows AS row MERGE (n:{ENTITY} {{id: row.id}}) "
        f"REMOVE n{_labels(DERIVED_LABELS)} SET n = row.properties SET n{_labels(labels)}"
    )


def write_ties(kind: str) -> str:
    """Create or replace ties of one kind; parameter rows: [{id, source, target, properties}]."""
    return (
        f"UNWIND $rows AS row MATCH (a:{ENTITY} {{id: row.source}}) MATCH (b:{ENTITY} {{id: row.target}}) "
        f"MERGE (a)-[t:{_quoted(kind)} {{id: row.id}}]->(b) SET t = row.properties"
    )


def delete_ties(kind: str) -> str:
    """Delete ties of one kind; parameter ids."""
    return f"UNWIND $ids AS id MATCH ()-[t:{_quoted(kind)} {{id: id}}]->() DELETE t"


def _labels(names: Iterable[str]) -> str:
    return "".join(f":{_quoted(name)}" for name in names)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"

"""A real Neo4j in the hands of a test: wiped before, closed after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j import GraphDatabase

from enishi.neo4j_server import LocalServer
from graph.store.neo4j import Neo4jStore


def run_cypher(server: LocalServer, query: str, **parameters: object) -> list[dict[str, object]]:
    """The rows of a query as dictionaries."""
    with GraphDatabase.driver(server.url, auth=(server.user, server.password)) as driver, driver.session() as session:
        return [dict(row) for row in session.run(query, parameters)]


@contextmanager
def wiped(server: LocalServer) -> Iterator[Neo4jStore]:
    """An empty store on the server."""
    run_cypher(server, "MATCH (n) DETACH DELETE n")
    with Neo4jStore(server.url, user=server.user, password=server.password) as store:
        yield store

"""The example queries of docs/cypher.md run on a real Neo4j that holds the sample."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enishi.neo4j_server import LocalServer
from ingest.run import ingest
from tests.servers import run_cypher, wiped

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cypher.md"
QUERIES = re.findall(
    r"^## (\d+\. .+?)$.*?```cypher\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
)

pytestmark = pytest.mark.xdist_group("neo4j")


def test_each_of_the_ten_queries_answers_on_the_sample(neo4j_server: LocalServer) -> None:
    with wiped(neo4j_server) as store:
        ingest(store, "sample", [])
    assert len(QUERIES) == 10
    unanswered = [title for title, query in QUERIES if not run_cypher(neo4j_server, query)]
    assert unanswered == []


def test_the_queries_never_meet_what_is_not_the_graph(neo4j_server: LocalServer) -> None:
    for title, query in QUERIES:
        rows = run_cypher(neo4j_server, query)
        assert "Enishi" not in str(rows), title

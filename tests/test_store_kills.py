"""A short loop of kills on each store; the long one is `make kills`."""

from __future__ import annotations

from pathlib import Path

import pytest

from enishi.neo4j_server import LocalServer
from tests.killing import kill_once


@pytest.mark.parametrize(("delay", "interrupt"), [(0.02, False), (0.12, False), (0.25, True), (0.4, False)])
def test_a_killed_load_loses_nothing_on_the_embedded_store(tmp_path: Path, delay: float, interrupt: bool) -> None:
    kill_once(str(tmp_path / "合成.db"), None, delay=delay, interrupt=interrupt)


@pytest.mark.parametrize(("delay", "interrupt"), [(0.2, False), (0.7, False), (1.2, True), (2.0, False)])
def test_a_killed_load_loses_nothing_on_neo4j(neo4j_server: LocalServer, delay: float, interrupt: bool) -> None:
    kill_once(neo4j_server.url, neo4j_server, delay=delay, interrupt=interrupt)

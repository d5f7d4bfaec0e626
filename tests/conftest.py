"""Fixtures that several test files share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from enishi import open_graph
from enishi.graph import Graph
from enishi.neo4j_jars import inventory_folder
from enishi.neo4j_server import HOME_VARIABLE, LTS_VERSION, LocalServer, start, stop
from tests.real_graph import load_everything

UNDER_CI = os.environ.get("CI") == "true"
ROOT = Path(__file__).resolve().parents[1]

# The first example of a run pays for imports and compilation; a deadline would blame it. CI repeats itself.
settings.register_profile("enishi", deadline=None, derandomize=UNDER_CI, print_blob=True)
settings.load_profile("enishi")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Community has one database: all that asks for a server runs in one worker, one after the other.

    A test that gets the fixture by `request.getfixturevalue` marks itself.
    """
    for item in items:
        asked = getattr(item, "fixturenames", ())
        if "neo4j_server" in asked:
            item.add_marker(pytest.mark.xdist_group("neo4j"))
        elif "neo4j_lts_server" in asked:
            item.add_marker(pytest.mark.xdist_group("neo4j-lts"))
        elif "real_store" in asked:  # more than a minute to load: one worker for all that ask it
            item.add_marker(pytest.mark.xdist_group("real"))
        elif item.path.name.startswith("test_source_"):
            # A real set is loaded once for the tests of its file.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the store, the caches or the Neo4j of whoever runs the tests.

    Only the list of Neo4j's jars is shared, or every session would walk the Maven artifacts again.
    """
    jars = inventory_folder()
    jars.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("ENISHI_")]:
            patch.delenv(variable)
        data = tmp_path_factory.mktemp("user-data")
        patch.setenv("XDG_DATA_HOME", str(data))
        cache = tmp_path_factory.mktemp("user-cache")
        patch.setenv("XDG_CACHE_HOME", str(cache))
        (cache / "enishi").mkdir()
        (cache / "enishi" / "neo4j").symlink_to(jars)
        patch.setenv(HOME_VARIABLE, str(data / "neo4j"))
        yield


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A real Neo4j of the default version, one for the whole session; a failure if it does not start.

    Whoever uses it wipes it first: the test before left its data there.
    """
    home = tmp_path_factory.mktemp("neo4j")
    server = start(home=home)
    yield server
    stop(home, polite=False)


@pytest.fixture(scope="session")
def neo4j_lts_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A real Neo4j of the long-term support version, as `neo4j_server`."""
    home = tmp_path_factory.mktemp("neo4j-lts")
    server = start(version=LTS_VERSION, home=home)
    yield server
    stop(home, polite=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout; absent on most machines, never under CI."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        reason = f"no folder of real data at {folder}"
        if UNDER_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def real_store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An embedded store with the sample and all eleven sets of real data. Only read it: it is loaded once."""
    path = tmp_path_factory.mktemp("real") / "real.db"
    load_everything(path, shared / "data")
    return path


@pytest.fixture(scope="session")
def real_graph(real_store: Path) -> Iterator[Graph]:
    """The open graph of `real_store`; its snapshot is read once."""
    with open_graph(str(real_store)) as graph:
        yield graph

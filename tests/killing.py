"""Kill a load at a random moment, again and again, and see that nothing is lost: `python -m tests.killing`.

Each round loads a base, lets another process load more and kills it with SIGKILL (or interrupts it), then asks:
readers see the base, or all of it, or are told that a load is under way; the next load leads to the revision of an
undisturbed one; every invariant holds.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from enishi.neo4j_server import LocalServer, start, stop
from graph.errors import LoadUnderWay
from graph.store.base import Store
from graph.store.opening import open_store
from graph.store.sqlite import MEMORY, SqliteStore
from tests.facts import Sheet, document, load, person, record, tie

ROOT = Path(__file__).resolve().parents[1]
_PEOPLE = 400


def base() -> Sheet:
    """What the store holds before each round."""
    people = [person(f"合成{number:03d}") for number in range(40)]
    ties = [tie(f"合成{number:03d}", "MEMBER_OF", "合成会") for number in range(40)]
    return Sheet(document("元"), (record("合成会", "Group"), *people, *ties))


def more() -> Sheet:
    """What the killed load brings; it changes, adds and ties to what is there."""
    people = [person(f"合成{number:03d}", ("alias", f"別名{number}")) for number in range(_PEOPLE)]
    ties = [tie(f"合成{number:03d}", "KNOWS", f"合成{number - 1:03d}", level="3") for number in range(1, _PEOPLE)]
    return Sheet(document("追加"), (*people, *ties))


@dataclass(frozen=True)
class Round:
    """What one round found: what readers saw after the kill."""

    seen: str
    seconds: float


def revisions() -> tuple[str, str]:
    """The revisions before and after an undisturbed load."""
    with SqliteStore(MEMORY) as store:
        return load(store, base()).revision, load(store, more()).revision


def open_for(url: str, server: LocalServer | None) -> Store:
    """The store at the address, with the server's account."""
    return open_store(url, credentials=(server.user, server.password) if server else None)


def kill_once(url: str, server: LocalServer | None, *, delay: float, interrupt: bool) -> Round:
    """One round; raises AssertionError where something was lost."""
    before, after = revisions()
    empty(url, server)
    with open_for(url, server) as store:
        assert load(store, base()).revision == before
        store.snapshot()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if server:
        environment |= {"ENISHI_NEO4J_USER": server.user, "ENISHI_NEO4J_PASSWORD": server.password}
    started = time.monotonic()
    command = [sys.executable, "-m", "tests.killing", "--victim", url]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as victim:
        assert victim.stdout is not None
        victim.stdout.readline()
        time.sleep(delay)
        victim.send_signal(signal.SIGINT if interrupt else signal.SIGKILL)
    with open_for(url, server) as store:
        try:
            seen = {before: "before", after: "after"}[store.snapshot().revision]
        except LoadUnderWay:
            seen = "under way"
        assert seen != "under way" or [problem.invariant for problem in store.check()] == ["unfinished-run"]
        assert load(store, more()).revision == after, "the next load leads elsewhere"
        assert store.check() == []
        assert store.snapshot().revision == after
    return Round(seen, time.monotonic() - started)


def empty(url: str, server: LocalServer | None) -> None:
    """Make the store empty."""
    if server:
        from tests.servers import run_cypher

        run_cypher(server, "MATCH (n) DETACH DELETE n")
        return
    for name in (url, f"{url}-wal", f"{url}-shm"):
        Path(name).unlink(missing_ok=True)


def be_killed(url: str) -> None:
    """The victim: loads in small batches and takes its time."""
    from graph.store import sending

    sending.ONE_TRANSACTION, sending.BATCH = 50, 40  # type: ignore[misc]
    with open_store(url) as store:
        print("ready", flush=True)
        load(store, more())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--victim")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=["sqlite", "neo4j"], default="sqlite")
    options = parser.parse_args()
    if options.victim:
        be_killed(options.victim)
        return 0
    chance = random.Random(options.seed)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["XDG_CACHE_HOME"] = str(home / "cache")
        server = start(home=home / "neo4j") if options.store == "neo4j" else None
        url = server.url if server else str(home / "合成.db")
        try:
            for number in range(1, options.times + 1):
                delay = chance.uniform(0, 3.0 if server else 0.6)
                found = kill_once(url, server, delay=delay, interrupt=chance.random() < 0.2)
                seen[found.seen] += 1
                print(f"{number}/{options.times} after {delay:.2f} s: {found.seen}", flush=True)
        finally:
            if server:
                stop(home / "neo4j", polite=False)
    print(f"{options.times} kills on {options.store}, seed {options.seed}: {dict(seen)}; nothing was lost")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

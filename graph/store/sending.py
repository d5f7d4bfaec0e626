"""Sending a prepared change to a Neo4j server: in one transaction, or facts first and the graph in batches.

The state node's `sequence` counts changes; every transaction states the number it expects, so that a loader
that was overtaken stops before it harms.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psutil
from neo4j import Session, Transaction

from graph.errors import StoreLocked
from graph.store import cypher
from graph.store.graph_difference import GraphDifference

ONE_TRANSACTION: Final = 20_000  # changed nodes and ties; measured: 68,000 ties exceed a heap of 512 MB
BATCH: Final = 5_000
CLOSED: Final = {"open_run": "", "open_dataset": "", "open_phase": "", "open_by": ""}
_BUCKETS_A_BATCH: Final = 32
_ABANDONED_SECONDS: Final = 60.0  # a loader on another machine that was silent for so long is taken for dead


@dataclass(frozen=True, slots=True)
class Shipment:
    """A change of the whole store: packed facts by bucket, the graph's difference, the revision it leads to.

    `whole`: these buckets are all there shall be; those that the server holds besides go away.
    """

    run: str
    dataset: str
    revision: str
    buckets: Sequence[tuple[str, bytes]]
    difference: GraphDifference
    whole: bool = False

    def send(self, session: Session, sequence: int) -> int:
        """Send to the server whose state node stands at `sequence`; the new number.

        Raises StoreLocked when somebody else was faster: in one transaction nothing is changed then.
        """
        if not self.in_batches:
            with writing(session) as transaction:
                sequence = advance(transaction, sequence, {**CLOSED, "revision": self.revision})
                _write_buckets(transaction, self.buckets)
                for statement, parameters in self.difference.statements(BATCH):
                    transaction.run(statement, parameters).consume()
            return sequence
        with writing(session) as transaction:
            sequence = advance(transaction, sequence, self._opened())
        self._stage_facts(session, sequence)
        with writing(session) as transaction:
            sequence = advance(transaction, sequence, {"open_phase": "graph"})
            transaction.run(cypher.DROP_LIVE if self.whole else cypher.DROP_REPLACED, prefix=self._prefix).consume()
            transaction.run(cypher.RENAME_STAGED, prefix=self._prefix).consume()
        return send_graph(session, self.difference, sequence, self.revision)

    @property
    def in_batches(self) -> bool:
        """Whether it takes several transactions, so that readers need the last complete snapshot meanwhile."""
        return self.whole or self.difference.size > ONE_TRANSACTION

    @property
    def _prefix(self) -> str:
        return f"{self.run}:"

    def _opened(self) -> dict[str, str]:
        return {"open_run": self.run, "open_dataset": self.dataset, "open_phase": "facts", "open_by": myself()}

    def _stage_facts(self, session: Session, sequence: int) -> None:
        for start in range(0, len(self.buckets), _BUCKETS_A_BATCH):
            part = self.buckets[start : start + _BUCKETS_A_BATCH]
            with writing(session) as transaction:
                _hold(transaction, sequence)
                _write_buckets(transaction, [(self._prefix + name, data) for name, data in part])


def send_graph(session: Session, difference: GraphDifference, sequence: int, revision: str) -> int:
    """Bring the graph to its new state in batches, then close the load; the new sequence number."""
    for statement, parameters in difference.statements(BATCH):
        with writing(session) as transaction:
            _hold(transaction, sequence)
            transaction.run(statement, parameters).consume()
    with writing(session) as transaction:
        return advance(transaction, sequence, {**CLOSED, "revision": revision})


@contextmanager
def writing(session: Session) -> Iterator[Transaction]:
    """A transaction that is committed when its block ends well, and never repeated."""
    with session.begin_transaction() as transaction:
        yield transaction
        transaction.commit()


def advance(transaction: Transaction, expected: int, state: Mapping[str, str]) -> int:
    """Change the state node if it is still where we left it; the new sequence number. Raises StoreLocked else."""
    row = transaction.run(cypher.ADVANCE_STATE, expected=expected, state=dict(state)).single()
    if row is None:
        raise StoreLocked("別の取り込みが先に書き込みました。この取り込みは取り消しました。もう一度実行してください。")
    return int(row["sequence"])


def myself() -> str:
    """This process as the state node names the loader at work."""
    return f"{socket.gethostname()}:{os.getpid()}"


def at_work(state: Mapping[str, Any]) -> bool:
    """Whether the loader that opened the load still lives: by its process here, elsewhere by its last sign of life."""
    host, _, pid = str(state["open_by"]).rpartition(":")
    if host == socket.gethostname():
        return int(pid) != os.getpid() and psutil.pid_exists(int(pid))
    return float(state["silent_seconds"]) < _ABANDONED_SECONDS


def _hold(transaction: Transaction, expected: int) -> None:
    """Keep others from advancing the state node during this transaction. Raises StoreLocked if one has."""
    if transaction.run(cypher.HOLD_STATE, expected=expected).single() is None:
        raise StoreLocked("別の取り込みがこの取り込みを引き継ぎました。もう一度実行してください。")


def _write_buckets(transaction: Transaction, buckets: Sequence[tuple[str, bytes]]) -> None:
    transaction.run(cypher.WRITE_BUCKETS, rows=[{"bucket": name, "data": data} for name, data in buckets]).consume()

"""The Neo4j store: a clean graph for people who write Cypher, packed facts beside it, one driver.

A load is prepared in a workspace (an embedded database) and sent as a difference (`graph.store.sending`). While a
load that needs several transactions is open, the state node says so and readers keep the last complete snapshot.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final, TypeVar

from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity, Session
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

from graph.entities import Node, Tie
from graph.errors import ForeignStore, LoadUnderWay, StoreError, StoreLocked, StoreUnreachable
from graph.facts import Claim, Document, Judgement, Record, Run
from graph.ids import stable_id
from graph.snapshot import Snapshot
from graph.store import cypher
from graph.store.base import SCHEMA_VERSION, Audience, Problem, Store, Writer
from graph.store.check import check_graph_copy
from graph.store.graph_difference import GraphDifference
from graph.store.load import SqliteWriter
from graph.store.sending import CLOSED, Shipment, advance, at_work, myself, send_graph, writing
from graph.store.snapshot_file import SnapshotFile
from graph.store.transfer import FactRow
from graph.store.workspace import LEDGER, Workspace, bucket_of, ledger_of, runs_of

Row = TypeVar("Row")

_READ_ATTEMPTS: Final = 5
_NEW_STATE: Final = {"schema": SCHEMA_VERSION, "sequence": 0, "revision": "0" * 32, **CLOSED}


class Neo4jStore(Store):
    """A store on a Neo4j server (2026.07.1 and 5.26.28 are tested).

    Raises StoreUnreachable when no server answers or it refuses the credentials, ForeignStore when the database
    holds a graph that is not ours or is of a newer version.
    """

    def __init__(self, url: str, *, user: str, password: str) -> None:
        self.url = url
        self._kept: tuple[int, Workspace] | None = None
        with self._mapped_errors():
            self._driver: Driver = GraphDatabase.driver(
                url,
                auth=(user, password),
                connection_timeout=10.0,
                max_transaction_retry_time=5.0,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
            try:
                self._driver.verify_connectivity()
                self._prepare()
            except BaseException:
                self._driver.close()
                raise

    def close(self) -> None:
        self._drop_workspace()
        self._driver.close()

    # Loading

    @contextmanager
    def load(self, dataset: str, *, complete: bool = False) -> Iterator[Writer]:
        self.recover()
        sequence, workspace = self._workspace()
        try:
            with workspace.store.load(dataset, complete=complete) as writer:
                yield writer
            if isinstance(writer, SqliteWriter) and writer.outcome.run:
                with self._mapped_errors():
                    self._kept = (self._send(workspace, writer, sequence), workspace)
        except BaseException:
            self._drop_workspace()
            raise

    def _send(self, workspace: Workspace, writer: SqliteWriter, sequence: int) -> int:
        """Send what a finished load changed; the new sequence number of the store."""
        shipment = Shipment(
            run=writer.outcome.run,
            dataset=writer.dataset,
            revision=writer.outcome.revision,
            buckets=[
                *workspace.pack({bucket_of(record) for record in writer.stated_records}),
                (LEDGER, workspace.pack_ledger()),
            ],
            difference=GraphDifference.of(workspace.store, writer.change, roles_before=self._roles()),
        )
        if shipment.in_batches:
            self.snapshot()  # lies on disk from here on, for readers on this machine while the load is open
        with self._driver.session() as session:
            return shipment.send(session, sequence)

    def facts(self) -> Iterator[FactRow]:
        yield from self._workspace()[1].store.facts()

    def replace(self, facts: Iterable[FactRow], *, revision: str) -> None:
        self.recover()
        sequence = self._state()["sequence"]
        with closing(Workspace()) as workspace:
            workspace.store.replace(facts, revision=revision)
            self.snapshot()
            with self._mapped_errors(), self._driver.session() as session:
                shipment = Shipment(
                    run=stable_id("replace", revision, sequence),
                    dataset="全体の写し",
                    revision=revision,
                    buckets=[*workspace.pack_all(), (LEDGER, workspace.pack_ledger())],
                    difference=GraphDifference.between(
                        workspace.store,
                        nodes_there=_rows_by_id(session, cypher.READ_NODES),
                        ties_there=_rows_by_id(session, cypher.READ_TIES),
                        roles_before=self._roles(),
                    ),
                    whole=True,
                )
                shipment.send(session, sequence)
        self._drop_workspace()

    def recover(self) -> bool:
        """Bring a load that was cut off to its end, or take it away where its facts had not all arrived.

        Returns whether there was one. Raises StoreLocked while its loader is still at work.
        """
        state = self._state()
        if not state["open_run"]:
            return False
        if at_work(state):
            raise StoreLocked(
                f"「{state['open_dataset']}」の取り込みが書き込み中です。終わってからもう一度実行してください。"
            )
        self._drop_workspace()
        with self._mapped_errors(), self._driver.session() as session, closing(Workspace()) as workspace:
            with writing(session) as transaction:
                sequence = advance(transaction, state["sequence"], {"open_by": myself()})
            if state["open_phase"] == "facts":
                with writing(session) as transaction:
                    transaction.run(cypher.DROP_STAGED).consume()
                    advance(transaction, sequence, CLOSED)
                return True
            workspace.unpack(self._buckets(session))
            workspace.rebuild()
            difference = GraphDifference.between(
                workspace.store,
                nodes_there=_rows_by_id(session, cypher.READ_NODES),
                ties_there=_rows_by_id(session, cypher.READ_TIES),
                roles_before=self._roles(),
            )
            send_graph(session, difference, sequence, workspace.store.revision())
        return True

    # Facts

    def documents(self, *, ids: Collection[str] | None = None, audience: Audience = "private") -> list[Document]:
        with self._mapped_errors(), self._driver.session() as session:
            documents, _ = self._ledger(session, audience)
        return [document for document in documents if ids is None or document.id in ids]

    def claims(self, *, records: Collection[str] | None = None) -> Iterator[Claim]:
        yield from self._workspace()[1].store.claims(records=records)

    def records(self, *, ids: Collection[str] | None = None) -> Iterator[Record]:
        yield from self._workspace()[1].store.records(ids=ids)

    def judgements(self) -> list[Judgement]:
        return self._workspace()[1].store.judgements()

    def runs(self) -> list[Run]:
        unfinished = self.unfinished()
        with self._mapped_errors(), self._driver.session() as session:
            found = session.run(cypher.READ_BUCKET, bucket=LEDGER).single()
        runs = runs_of(found["data"]) if found else []
        # The facts of an open load may have arrived, and its run with them, while its graph has not.
        return [run for run in runs if run.id != unfinished.id] + [unfinished] if unfinished else runs

    def unfinished(self) -> Run | None:
        state = self._state()
        return Run(state["open_run"], state["open_dataset"], "open", "", "", {}) if state["open_run"] else None

    def redirects(self) -> dict[str, str]:
        with self._mapped_errors(), self._driver.session() as session:
            return self._ledger(session, "public")[1]

    # The graph

    def nodes(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Node]:
        for node in self.snapshot(audience=audience).nodes.values():
            if (ids is None or node.id in ids) and (kinds is None or node.kind in kinds):
                yield node

    def ties(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Tie]:
        for tie in self.snapshot(audience=audience).ties.values():
            if (ids is None or tie.id in ids) and (kinds is None or tie.kind in kinds):
                yield tie

    def revision(self, *, audience: Audience = "public") -> str:
        return str(self._state()["revision"]) if audience == "public" else self.snapshot(audience=audience).revision

    def snapshot(self, *, audience: Audience = "public") -> Snapshot:
        if audience != "public" and any(
            document.visibility != "public" for document in self.documents(audience=audience)
        ):
            return self._workspace()[1].store.snapshot(audience=audience)
        for _ in range(_READ_ATTEMPTS):
            state = self._state()
            if state["open_phase"] == "graph":
                kept = self._file(state).read(revision=state["revision"])
                if kept is None:
                    raise LoadUnderWay(
                        f"「{state['open_dataset']}」の取り込みの途中で、答えられる写しがまだありません。"
                        "終わるのを待つか、"
                        "止まっている場合は同じ取り込みをもう一度実行してください。"
                    )
                return kept
            kept = self._file(state).read(sequence=state["sequence"])
            if kept is not None:
                return kept
            with self._mapped_errors(), self._driver.session() as session:
                documents, redirects = self._ledger(session, "public")
                snapshot = Snapshot.build(
                    revision=state["revision"],
                    nodes=_rows(session, cypher.READ_NODES, Node.from_row),
                    ties=_rows(session, cypher.READ_TIES, Tie.from_row),
                    documents=documents,
                    redirects=redirects,
                )
            if self._state()["sequence"] == state["sequence"]:
                self._file(state).write(snapshot, sequence=state["sequence"])
                return snapshot
        raise StoreLocked(f"「{self.url}」への書き込みが続いていて読めません。少し待ってからもう一度実行してください。")

    def check(self) -> list[Problem]:
        state = self._state()
        if state["open_run"]:
            return [
                Problem(
                    "unfinished-run",
                    state["open_run"],
                    f"「{state['open_dataset']}」の取り込みが途中で止まっています。"
                    "同じ取り込みをもう一度実行してください。",
                )
            ]
        store = self._workspace()[1].store
        with self._mapped_errors(), self._driver.session() as session:
            nodes = {
                row["id"]: (frozenset(row["labels"]), row["properties"]) for row in session.run(cypher.READ_NODE_STATES)
            }
            ties = {
                row["id"]: (frozenset({row["kind"]}), row["properties"]) for row in session.run(cypher.READ_TIE_STATES)
            }
        return [*store.check(), *check_graph_copy(store.snapshot(), nodes, ties)]

    # The server

    def _prepare(self) -> dict[str, Any]:
        with self._driver.session() as session:
            found = session.run(cypher.READ_STATE).single()
            state: dict[str, Any] = dict(found["state"]) if found else {}
            if state and state["schema"] > SCHEMA_VERSION:
                raise ForeignStore(
                    f"「{self.url}」は新しい版の enishi で作られています（形式{state['schema']}、"
                    f"この版は{SCHEMA_VERSION}まで）。enishi を更新してください。"
                )
            if state:
                return state
            foreign = session.run(cypher.FOREIGN_NODE).single()
            if foreign:
                raise ForeignStore(
                    f"「{self.url}」には enishi のものではないデータ（{':'.join(foreign['labels'])}）があります。"
                    "空のデータベースを指定してください。"
                )
            for statement in cypher.constraints():
                session.run(statement).consume()
            session.run(cypher.WAIT_FOR_INDEXES).consume()
            created = session.run(cypher.FOUND_STORE, state=_NEW_STATE).single(strict=True)
            return dict(created["state"])

    def _state(self) -> dict[str, Any]:
        with self._mapped_errors(), self._driver.session() as session:
            found = session.run(cypher.READ_STATE).single()
        return dict(found["state"]) if found else self._prepare()

    def _file(self, state: Mapping[str, Any]) -> SnapshotFile:
        return SnapshotFile.for_store(stable_id("store", self.url, state["created"]))

    def _roles(self) -> dict[str, tuple[str, ...]]:
        with self._driver.session() as session:
            return {row["id"]: tuple(row["roles"]) for row in session.run(cypher.READ_ROLES)}

    def _buckets(self, session: Session) -> dict[str, bytes]:
        return {row["bucket"]: row["data"] for row in session.run(cypher.READ_BUCKETS)}

    def _ledger(self, session: Session, audience: Audience) -> tuple[list[Document], dict[str, str]]:
        found = session.run(cypher.READ_BUCKET, bucket=LEDGER).single()
        return ledger_of(found["data"], audience) if found else ([], {})

    def _workspace(self) -> tuple[int, Workspace]:
        """All facts and the graph in an embedded database, with the sequence number they belong to."""
        state = self._state()
        if self._kept and self._kept[0] == state["sequence"]:
            return self._kept
        self._drop_workspace()
        workspace = Workspace()
        try:
            with self._mapped_errors(), self._driver.session() as session:
                workspace.unpack(self._buckets(session))
            graph = self.snapshot()
            workspace.unpack_graph(graph.nodes.values(), graph.ties.values())
            if self._state()["sequence"] != state["sequence"]:
                raise StoreLocked(
                    f"「{self.url}」は別の取り込みが書き込み中です。終わってからもう一度実行してください。"
                )
        except BaseException:
            workspace.close()
            raise
        self._kept = (state["sequence"], workspace)
        return self._kept

    def _drop_workspace(self) -> None:
        if self._kept:
            self._kept[1].close()
            self._kept = None

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        """Errors of the driver as ours, each saying what to do."""
        try:
            yield
        except AuthError as error:
            raise StoreUnreachable(
                f"「{self.url}」が利用者名かパスワードを受け付けません。ENISHI_NEO4J_USER と "
                "ENISHI_NEO4J_PASSWORD を確かめてください。"
            ) from error
        except (DriverError, ConfigurationError, OSError, ValueError) as error:
            raise StoreUnreachable(
                f"「{self.url}」の Neo4j につながりません。動いているか、"
                "アドレスが正しいか確かめてください（手元なら enishi neo4j start）。"
            ) from error
        except Neo4jError as error:
            raise StoreError(
                f"「{self.url}」の Neo4j がエラーを返しました（{error.code}）。"
                "取り込み中だった場合は同じ取り込みをもう一度実行してください。"
            ) from error


def _rows(session: Session, query: str, read: Callable[[Mapping[str, Any]], Row]) -> Iterable[Row]:
    return (read(json.loads(row["row"])) for row in session.run(query))


def _rows_by_id(session: Session, query: str) -> dict[str, str]:
    return {row["id"]: row["row"] for row in session.run(query)}

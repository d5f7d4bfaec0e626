"""The one interface of all stores: records in, records out. No query text passes through it.

A store keeps documents, records, statements, judgements and runs, and beside them the canonical layer (nodes
and ties) that the public may see. Only a `Writer` changes it, and a load takes effect whole or not at all:
readers see the graph before it or after it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from graph.entities import Node, Tie
from graph.facts import Citation, Claim, Document, Judgement, Record, Run, Statement

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store.transfer import FactRow

BATCH_SIZE: Final = 10_000
SCHEMA_VERSION: Final = 1

Audience = Literal["public", "members", "private"]
VISIBLE: Final[dict[str, tuple[str, ...]]] = {
    # What an audience may see: everybody's, and what lies below its own trust.
    "public": ("public",),
    "members": ("public", "members"),
    "private": ("public", "members", "private"),
}


@dataclass(slots=True)
class Tally:
    """How many nodes or ties a load made, changed, left alone and ended (removed or closed)."""

    made: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0


@dataclass(slots=True)
class LoadOutcome:
    """What a load did to the public graph; filled when the load is done."""

    run: str = ""
    revision: str = ""
    nodes: Tally = field(default_factory=Tally)
    ties: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Problem:
    """A broken invariant: which one, where, and what to do (Japanese)."""

    invariant: str
    subject: str
    message: str


class Writer(ABC):
    """The door of one load. Statements are buffered in batches of `BATCH_SIZE`.

    `report` is what the run shall keep of the load; the store adds the tallies of `outcome` as `nodes` and `ties`.
    """

    outcome: LoadOutcome
    report: dict[str, Any]

    @abstractmethod
    def document(self, document: Document, *, edition: str) -> bool:
        """Open a document whose content has this digest (of the file and of the mapper's version).

        Returns False when just this edition is what the store already holds: nothing need be stated then, and
        what is stated again is ignored.
        """

    @abstractmethod
    def state(self, record: Record, stated: Iterable[tuple[Statement, Citation]]) -> None:
        """State facts of a record; each citation names a document opened before in this load."""

    @abstractmethod
    def judge(self, judgement: Judgement) -> None:
        """Remember a judgement about two records."""

    @abstractmethod
    def preview(self) -> LoadOutcome:
        """What this load would do; the block must then be left by an exception, which takes it back."""


class Store(ABC):
    """A place for facts and the graph made from them. Filters are keyword-only: None = all, empty = none.

    Everything comes out in the stable order of ids.
    """

    url: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. Closing twice is harmless."""

    @abstractmethod
    def load(self, dataset: str, *, complete: bool = False) -> AbstractContextManager[Writer]:
        """Open a load of one data set.

        Leaving the block normally makes the load take effect; an exception leaves the store as it was.
        `complete`: the load states the whole data set, so documents of it that are not opened are withdrawn.

        Raises StoreLocked when somebody else is writing, StoreUnreachable when the server is lost.
        """

    @abstractmethod
    def facts(self) -> Iterator[FactRow]:
        """All facts as rows that `replace` of any store takes."""

    @abstractmethod
    def replace(self, facts: Iterable[FactRow], *, revision: str) -> None:
        """Put these facts in the place of all that the store holds, at once.

        Raises ForeignStore when the graph made from them has another revision: nothing is changed then.
        """

    @abstractmethod
    def documents(self, *, ids: Collection[str] | None = None, audience: Audience = "private") -> list[Document]:
        """Documents that a load still states."""

    @abstractmethod
    def claims(self, *, records: Collection[str] | None = None) -> Iterator[Claim]:
        """Living statements with their citations, whatever their visibility."""

    @abstractmethod
    def records(self, *, ids: Collection[str] | None = None) -> Iterator[Record]:
        """Records with at least one living statement."""

    @abstractmethod
    def judgements(self) -> list[Judgement]:
        """All judgements, in order of (a, b, by)."""

    @abstractmethod
    def runs(self) -> list[Run]:
        """All loads, oldest first."""

    def unfinished(self) -> Run | None:
        """The load that is open or was cut off, if there is one. Quick enough to ask every few seconds."""
        return next((run for run in self.runs() if run.status == "open"), None)

    @abstractmethod
    def nodes(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Node]:
        """Entities as the audience sees them."""

    @abstractmethod
    def ties(
        self, *, ids: Collection[str] | None = None, kinds: Collection[str] | None = None, audience: Audience = "public"
    ) -> Iterator[Tie]:
        """Ties as the audience sees them."""

    @abstractmethod
    def redirects(self) -> dict[str, str]:
        """Retired entity ids and the ids that stand for them now."""

    @abstractmethod
    def revision(self, *, audience: Audience = "public") -> str:
        """The order-independent digest of what the audience sees (model 1.10), 32 hexadecimal characters."""

    @abstractmethod
    def snapshot(self, *, audience: Audience = "public") -> Snapshot:
        """The whole graph as the audience sees it, read in one piece: the last complete load.

        Raises LoadUnderWay when a load was cut off and no complete snapshot is at hand.
        """

    @abstractmethod
    def check(self) -> list[Problem]:
        """Every broken invariant: ids, ends, vocabulary, intervals, orphans, revision, unfinished loads."""

"""The snapshot that requests are answered from, kept up to date in the background.

A request keeps the snapshot it began with; a new one takes its place when the store's revision has moved.
All work on the store happens in one thread, off the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self

from api.settings import Settings
from graph.bodies import SourcesBody
from graph.errors import EnishiError, LoadUnderWay
from graph.facts import Document, Run
from graph.provenance import documents_by_dataset, last_loads, sources_body
from graph.search import SearchIndex, index_of
from graph.snapshot import Snapshot
from graph.store.base import Store

_LOG = logging.getLogger("enishi.api")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot with what is worked out of it once: the search index, and where it comes from."""

    snapshot: Snapshot
    index: SearchIndex
    sources: SourcesBody
    documents: Mapping[str, tuple[Document, ...]]

    @classmethod
    def read(cls, store: Store) -> Self:
        """Read all of it from a store."""
        snapshot = store.snapshot()
        return cls(
            snapshot,
            index_of(snapshot),
            sources_body(snapshot, last_loads(store.runs())),
            documents_by_dataset(snapshot),
        )


class SnapshotHolder:
    """Opens the store, holds its newest snapshot, and looks every few seconds whether it has moved."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: Store | None = None
        self._loaded: Loaded | None = None
        self._failure: EnishiError | None = None
        self._unfinished: Run | None = None

    def current(self) -> Loaded:
        """The newest snapshot. Raises the error that kept it from being read, LoadUnderWay while it is being read."""
        if self._loaded is not None:
            return self._loaded
        if self._failure is not None:
            raise type(self._failure)(self._failure.message)
        raise LoadUnderWay("データを読み込んでいます。数秒待ってから、もう一度お試しください。")

    @property
    def is_ready(self) -> bool:
        """Whether there is a snapshot to answer from."""
        return self._loaded is not None

    @property
    def unfinished(self) -> Run | None:
        """The load that was open, or had been cut off, when the store was last looked at."""
        return self._unfinished

    @property
    def has_failed(self) -> bool:
        """Whether the last look at the store failed."""
        return self._failure is not None

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """Read the store now and again while the block runs; close it afterwards."""
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="enishi-store") as thread:
            watching = asyncio.create_task(self._watch(thread))
            try:
                yield
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
                await asyncio.get_running_loop().run_in_executor(thread, self.close)

    async def _watch(self, thread: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(thread, self.refresh)
            await asyncio.sleep(self._settings.poll_seconds)

    def refresh(self) -> None:
        """Read the store if it has moved. What fails is told by `current`, unless an older snapshot still serves."""
        try:
            if self._store is None:
                self._store = self._settings.open_store()
            self._unfinished = self._store.unfinished()
            if self._loaded is None or self._store.revision() != self._loaded.snapshot.revision:
                self._loaded = Loaded.read(self._store)
            self._failure = None
        except EnishiError as failure:
            if self._failure is None:
                _LOG.warning("%s", failure.message)
            self._failure = failure
            self.close()

    def close(self) -> None:
        """Let go of the store; the snapshot stays."""
        if self._store is not None:
            self._store.close()
            self._store = None

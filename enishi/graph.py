"""The graph for Python users: questions by the same names, and with the same answers, as over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from graph.asof import as_of_day
from graph.bodies import ConnectionsBody, EntityBody, PathsBody, SearchBody, ShowBody, StatsBody
from graph.connections import connections
from graph.errors import Candidate
from graph.paths import find_paths
from graph.resolve import resolve
from graph.search import SearchIndex, index_of, near_misses, search
from graph.show import entity_body, show_body
from graph.snapshot import Snapshot
from graph.store.base import Store

if TYPE_CHECKING:
    from graph.view import ViewBody

Day = date | str | None


class Graph:
    """An open store and the questions that it answers. Made by `enishi.open_graph`; use it in a `with` block.

    An entity is given by its id or any written name; a name that fits several raises Ambiguous, one that fits
    none NotFound, both with candidates. `as_of` is a day (a date, or a text such as 2026-11-24); None is today.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._snapshot: Snapshot | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; what was read from it stays usable."""
        self.store.close()

    def snapshot(self) -> Snapshot:
        """The graph after the newest complete load: immutable, the same object until something is loaded."""
        if self._snapshot is None or self._snapshot.revision != self.store.revision():
            self._snapshot = self.store.snapshot()
        return self._snapshot

    def find(
        self, text: str, *, kind: str | None = None, limit: int = 20, cursor: str | None = None, as_of: Day = None
    ) -> SearchBody:
        """Entities that go by this name or hold this text in one of their names (search)."""
        return search(self._index(), text, kind=kind, limit=limit, cursor=cursor, as_of=as_of_day(as_of))

    def near_misses(self, text: str, *, as_of: Day = None) -> tuple[Candidate, ...]:
        """What a text that finds nothing may have meant, best first."""
        return near_misses(self._index(), text, as_of=as_of_day(as_of))

    def entity(self, entity: str, *, as_of: Day = None) -> EntityBody:
        """All that is told of one entity, without its ties."""
        return entity_body(self.snapshot(), self.id_of(entity, as_of=as_of), as_of_day(as_of))

    def show(self, entity: str, *, as_of: Day = None) -> ShowBody:
        """All that is told of one entity, with its ties."""
        return show_body(self.snapshot(), self.id_of(entity, as_of=as_of), as_of_day(as_of))

    def paths(
        self,
        source: str,
        target: str,
        *,
        k: int = 5,
        avoid: Sequence[str] = (),
        via: str | None = None,
        since: str | None = None,
        min_level: int = 0,
        ties: Sequence[str] = (),
        as_of: Day = None,
    ) -> PathsBody:
        """Introduction paths from one entity to another; `nearest` is filled where there is none."""
        day = as_of_day(as_of)
        return find_paths(
            self.snapshot(),
            self.id_of(source, as_of=day),
            self.id_of(target, as_of=day),
            k=k,
            avoid=tuple(self.id_of(each, as_of=day) for each in avoid),
            via=self.id_of(via, as_of=day) if via else None,
            since=since,
            min_level=min_level,
            ties=tuple(ties),
            as_of=day,
        )

    def connections(
        self, entity: str, *, about: str | None = None, kind: str | None = None, limit: int = 10, as_of: Day = None
    ) -> ConnectionsBody:
        """Whom the entity should meet, with reasons that add up to the score."""
        day = as_of_day(as_of)
        return connections(
            self.snapshot(),
            self.id_of(entity, as_of=day),
            about=about,
            kind=kind,
            limit=limit,
            as_of=day,
            index=self._index(),
        )

    def view(self, entity: str, *, limit: int = 60, as_of: Day = None) -> GraphView:
        """A picture of the entity and what it is tied to, best first; shows itself in a notebook cell."""
        from graph.view import ego_view

        snapshot, day = self.snapshot(), as_of_day(as_of)
        identifier = self.id_of(entity, as_of=day)
        body = ego_view(snapshot, identifier, limit=limit, as_of=day)
        return GraphView(body, snapshot.nodes[identifier].caption)

    def stats(self) -> StatsBody:
        """What is loaded: counts by kind and tie."""
        return self.snapshot().stats()

    def id_of(self, name: str, *, as_of: Day = None) -> str:
        """The id of the entity that goes by this name.

        Raises NotFound or Ambiguous, with candidates as they are on that day.
        """
        return resolve(self.snapshot(), name, index=self._index(), as_of=as_of_day(as_of))

    def _index(self) -> SearchIndex:
        return index_of(self.snapshot())


class GraphView:
    """A network view: `body` is Cytoscape.js JSON, `html()` one page that opens with no network."""

    def __init__(self, body: ViewBody, title: str) -> None:
        self.body = body
        self.title = title

    def html(self) -> str:
        """One HTML page that asks nothing of the network."""
        from graph.view import standalone_html

        return standalone_html(self.body, self.title)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and tell where it lies."""
        written = Path(path)
        written.write_text(self.html(), encoding="utf-8")
        return written

    def _repr_html_(self) -> str:
        """For notebooks: the page in a frame of its own, which can't touch the notebook."""
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts" width="100%" height="640" '
            f'style="border:1px solid #ccc" srcdoc="{escape(self.html())}"></iframe>'
        )

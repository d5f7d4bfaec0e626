"""Claims that an audience sees, read from the embedded database for chosen entities or posts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from graph.facts import Citation, Claim, Document, Statement
from graph.ontology.vocabulary import TIE

SYMMETRIC: Final = tuple(sorted(name for name, tie in TIE.items() if tie.symmetric))
HOLDS: Final = "HOLDS"
_COLUMNS: Final = (
    "SELECT statements.record, statements.id, statements.body, documents.id, stated.quote, stated.place "
    "FROM wanted CROSS JOIN members ON members.entity = wanted.id "
)
_ORDER: Final = " ORDER BY statements.id, documents.id, stated.quote, stated.place"


class ClaimReader:
    """Reads through two temporary tables of ids: `wanted` (entities or records) and `sought` (records).

    CROSS JOIN keeps SQLite to the written order, from the few wanted rows outwards: without statistics its
    planner starts at the documents and reads everything.
    """

    def __init__(self, connection: sqlite3.Connection, *, visible: Sequence[str]) -> None:
        self.db = connection
        self._visible = ",".join(f"'{each}'" for each in visible)
        self.living = (
            " CROSS JOIN stated ON stated.statement = statements.id "
            "CROSS JOIN documents ON documents.live = stated.edition "
            f"AND documents.visibility IN ({self._visible}) "
        )
        for table in ("wanted", "sought"):
            self.db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (id TEXT PRIMARY KEY) WITHOUT ROWID")

    def documents(self) -> list[Document]:
        """The living documents that the audience sees."""
        rows = self.db.execute(
            f"SELECT body FROM documents WHERE live IS NOT NULL AND visibility IN ({self._visible}) ORDER BY id"
        )
        return [Document.from_row(json.loads(body)) for (body,) in rows]

    def want(self, ids: Iterable[str]) -> None:
        """Fill `wanted` with these ids."""
        self._fill("wanted", ids)

    def entities_of(self, records: Collection[str]) -> Iterator[tuple[str, str]]:
        """Living records among these with their entities."""
        self._fill("sought", records)
        yield from self.db.execute("SELECT record, entity FROM sought JOIN members ON members.record = sought.id")

    def own_claims(self) -> Iterator[Claim]:
        """All claims of the records of the wanted entities."""
        return self._claims("CROSS JOIN statements ON statements.record = members.record")

    def symmetric_claims(self) -> Iterator[Claim]:
        """Claims of symmetric ties that end at the wanted entities."""
        return self._claims(_MENTIONING, f"WHERE statements.name IN ({','.join('?' * len(SYMMETRIC))})", SYMMETRIC)

    def holding_claims(self) -> Iterator[Claim]:
        """Claims that somebody holds one of the wanted posts."""
        return self._claims(_MENTIONING, "WHERE statements.name = ?", (HOLDS,))

    def _claims(self, joins: str, condition: str = "", parameters: Sequence[str] = ()) -> Iterator[Claim]:
        rows = self.db.execute(_COLUMNS + joins + self.living + condition + _ORDER, parameters)
        for _, group in groupby(rows, key=lambda row: row[1]):
            cited = list(group)
            statement = Statement.from_text(cited[0][0], cited[0][2])
            yield Claim(statement, tuple(Citation(document, quote, place) for *_, document, quote, place in cited))

    def _fill(self, table: str, ids: Iterable[str]) -> None:
        self.db.execute(f"DELETE FROM {table}")
        self.db.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?)", ((each,) for each in ids))


_MENTIONING: Final = (
    "CROSS JOIN mentions ON mentions.record = members.record "
    "CROSS JOIN statements ON statements.id = mentions.statement"
)

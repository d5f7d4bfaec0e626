"""Which records are one entity, kept in the embedded database and brought up to date by touching records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from graph.facts import KIND_STATEMENT, Judgement
from graph.identity import cluster
from graph.ontology.vocabulary import identifying_properties
from graph.store.claims import ClaimReader

_IDENTIFYING: Final = tuple(prop.name for prop in identifying_properties())


class Clusters:
    """The assignment of living records to entities (table `members`), with redirects of retired ids."""

    def __init__(self, reader: ClaimReader) -> None:
        self._reader = reader

    def refresh_identifiers(self, touched: Collection[str]) -> None:
        """Note the strong identifiers that these records state now."""
        self._reader.want(touched)
        self._reader.db.execute("DELETE FROM identifiers WHERE record IN (SELECT id FROM wanted)")
        names = ",".join("?" * len(_IDENTIFYING))
        self._reader.db.execute(
            "INSERT OR IGNORE INTO identifiers SELECT statements.name || ':' || statements.value, statements.record "
            "FROM wanted CROSS JOIN statements ON statements.record = wanted.id"
            + self._reader.living
            + f"WHERE statements.name IN ({names}) AND statements.value <> ''",
            _IDENTIFYING,
        )

    def recluster(self, touched: Collection[str]) -> set[str]:
        """Reassign records to entities; the ids of all entities that must be rebuilt."""
        closure, identifiers, judgements = self._closure(touched)
        self._reader.want(closure)
        before = dict(
            self._reader.db.execute("SELECT record, entity FROM members WHERE record IN (SELECT id FROM wanted)")
        )
        living = {
            record
            for (record,) in self._reader.db.execute(
                "SELECT DISTINCT statements.record FROM wanted CROSS JOIN statements ON statements.record = wanted.id"
                + self._reader.living
                + "WHERE statements.name = ?",
                (KIND_STATEMENT,),
            )
        }
        after = cluster(living, identifiers, judgements)
        moved = {record for record in closure if before.get(record) != after.get(record)}
        self._reader.db.executemany("DELETE FROM members WHERE record = ?", ((record,) for record in moved))
        self._reader.db.executemany(
            "INSERT INTO members VALUES (?, ?)", ((record, after[record]) for record in moved if record in after)
        )
        self._redirect(before, after, moved)
        entities = {
            assigned[record] for assigned in (before, after) for record in moved.union(touched) if record in assigned
        }
        self._reader.want(moved)
        entities.update(
            entity
            for (entity,) in self._reader.db.execute(
                "SELECT DISTINCT members.entity FROM wanted CROSS JOIN mentions ON mentions.record = wanted.id "
                "JOIN statements ON statements.id = mentions.statement JOIN members ON members.record = "
                "statements.record"
            )
        )
        return entities

    def _closure(self, touched: Collection[str]) -> tuple[set[str], set[tuple[str, str]], list[Judgement]]:
        """The touched records with all that they are or may become one entity with."""
        closure: set[str] = set()
        identifiers: set[tuple[str, str]] = set()
        judgements: dict[tuple[str, str, str], Judgement] = {}
        fringe = set(touched)
        while fringe:
            closure |= fringe
            self._reader.want(fringe)
            found = {
                record
                for (record,) in self._reader.db.execute(
                    "SELECT other.record FROM wanted CROSS JOIN members ON members.record = wanted.id "
                    "JOIN members AS other ON other.entity = members.entity"
                )
            }
            for identifier, record in self._reader.db.execute(
                "SELECT other.identifier, other.record FROM wanted "
                "CROSS JOIN identifiers ON identifiers.record = wanted.id "
                "JOIN identifiers AS other ON other.identifier = identifiers.identifier"
            ):
                identifiers.add((identifier, record))
                found.add(record)
            for side in ("a", "b"):
                for row in self._reader.db.execute(
                    "SELECT a, b, verdict, by, reason, at FROM wanted "
                    f"CROSS JOIN judgements ON judgements.{side} = wanted.id"
                ):
                    judgements[row[0], row[1], row[3]] = Judgement(*row)
                    found.update(row[:2])
            fringe = found - closure
        return closure, identifiers, list(judgements.values())

    def _redirect(self, before: Mapping[str, str], after: Mapping[str, str], moved: Iterable[str]) -> None:
        """Let retired entity ids lead to where their first record went; living ids need none."""
        alive = set(after.values())
        retired = {before[record] for record in moved if record in before} - alive
        for old in sorted(retired):
            heir = after.get(old)
            if heir is not None:
                self._reader.db.execute("INSERT OR REPLACE INTO redirects VALUES (?, ?)", (old, heir))
                self._reader.db.execute("UPDATE redirects SET entity = ? WHERE entity = ?", (heir, old))
        self._reader.db.executemany("DELETE FROM redirects WHERE retired = ?", ((entity,) for entity in alive))

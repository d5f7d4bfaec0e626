"""What the tests of real sources share: small folders of CSV, and one walk over a source without a store."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.entities import Node, Tie
from graph.facts import Record, Statement
from graph.store.base import Store
from ingest.extract import Extract, Journal

NOTE = "# 合成\n- Source: https://github.com/code4fukui/gBizINFO commit `e8c59b84` (2026-08-21)\n"


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A CSV file's text, rows filled up with blanks."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([*row, *[""] * (len(header) - len(row))] for row in rows)
    return written.getvalue()


def write_folder(folder: Path, files: Mapping[str, str], *, note: str = NOTE, encoding: str = "utf-8-sig") -> Path:
    """A folder with these files and a note that says where they come from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding=encoding)
    (folder / "SOURCE.md").write_text(note, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Walk:
    """What one walk stated, by record key, and what it met."""

    stated: Mapping[str, list[Statement]]
    keys: Mapping[str, str]  # record id → key
    journal: Journal

    def kind(self, key: str) -> str:
        """The kind stated of a record; empty where it has none."""
        return next((each.value for each in self.stated.get(key, []) if each.name == "kind"), "")

    def values(self, key: str) -> dict[str, str]:
        """The properties of a record, several values parted by |."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self.stated.get(key, []):
            if not each.is_tie and each.name != "kind" and each.value not in found[each.name]:
                found[each.name].append(each.value)
        return {name: "|".join(values) for name, values in found.items()}

    def ties(self, key: str, kind: str) -> list[tuple[str, Statement]]:
        """The ties of a kind that start at a record, with the keys of what they lead to."""
        own = [each for each in self.stated.get(key, []) if each.name == kind and each.is_tie]
        return [(self.keys.get(each.target, ""), each) for each in own]

    @property
    def refused(self) -> list[tuple[str, int, str]]:
        """File, row and column of what was refused."""
        return [(each.file, each.row, each.column) for each in self.journal.refused]


def walk(extract: Extract) -> Walk:
    """Read a source once."""
    journal = Journal()
    stated: dict[str, list[Statement]] = defaultdict(list)
    keys: dict[str, str] = {}
    for facts in extract.read(journal).facts:
        keys[facts.record.id] = facts.record.key
        stated[facts.record.key] += [statement for statement, _ in facts.stated]
    return Walk(stated, keys, journal)


def node_of(store: Store, dataset: str, key: str) -> Node:
    """The one node that holds this record."""
    wanted = Record(dataset, key).id
    (node,) = [node for node in store.nodes() if wanted in node.records]
    return node


def ties_of(store: Store, kind: str) -> list[Tie]:
    """All ties of a kind."""
    return list(store.ties(kinds=[kind]))


def kinds_of(store: Store) -> Counter[str]:
    """How many nodes there are of each kind."""
    return Counter(node.kind for node in store.nodes())

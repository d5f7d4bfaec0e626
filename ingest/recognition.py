"""Files that were loaded before, recognised by their content: what need not be mapped again (model 1.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from graph.facts import Run
from graph.ids import stable_id
from graph.store.base import Store, Tally
from graph.values.text import clean
from ingest.extract import Journal
from ingest.sources import Source
from ingest.tables import Refusal

_FINGERPRINT: Final = "fingerprint"
_MOST_REFUSED: Final = 1_000  # a run with more of them is remembered without its fingerprint: they are found anew


def fingerprint(source: Source, path: Path | None) -> str:
    """What a source at a path is recognised by; empty where it is no folder or can't be read.

    It covers the mapper's version and, by name and content (blake2b, streamed), every file below the folder: so
    whatever a mapper reads there, the note SOURCE.md included. The folder's name is part of it, since the data set
    of a workbook is called after it.
    """
    place = source.folder(path)
    if place is None:
        return ""
    try:
        folder = place.resolve()
        if not folder.is_dir():
            return ""
        files = sorted((each.relative_to(folder).as_posix(), each) for each in folder.rglob("*") if each.is_file())
        contents = [(name, _digest(file)) for name, file in files]
    except OSError:  # whoever opens the source says which file it is and what to do
        return ""
    return stable_id("files", source.name, source.version, clean(folder.name), contents)


def recognised(store: Store, fingerprints: Sequence[str]) -> list[Run] | None:
    """The runs that loaded just these files, in their order; None unless the store is as every one of them left it.

    Only the newest finished run of a data set counts, and none while a load of whatever data set is unfinished.
    """
    newest = {run.dataset: run for run in store.runs() if run.status == "done"}
    known = {run.report[_FINGERPRINT]: run for run in newest.values() if run.report.get(_FINGERPRINT)}
    runs = [known[each] for each in dict.fromkeys(fingerprints) if each in known]
    return runs if len(runs) == len(fingerprints) and store.unfinished() is None else None


def remembered(journal: Journal, files: str) -> dict[str, Any]:
    """What a run keeps of its walk, so that the next walk over the same files can be left out."""
    kept: dict[str, Any] = {"rows_read": journal.rows_read, "dropped": dict(journal.dropped)}
    if files and len(journal.refused) <= _MOST_REFUSED:
        kept.update({_FINGERPRINT: files, "refused": [refusal.to_row() for refusal in journal.refused]})
    return kept


def journal_of(run: Run) -> Journal:
    """The walk of a recognised run."""
    report = run.report
    journal = Journal(report["rows_read"], [Refusal(**row) for row in report["refused"]])
    journal.dropped.update(report["dropped"])
    return journal


def unchanged(run: Run, what: str) -> Tally:
    """The tally of the nodes or ties (`what`) of a recognised run: all that it stated is as it was."""
    counted = run.report[what]
    return Tally(unchanged=counted["made"] + counted["changed"] + counted["unchanged"])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()

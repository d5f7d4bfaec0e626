"""From a source to the store: survey everything, load it, report. Nothing is loaded by halves.

Files that the store holds already, just so, are recognised and not walked at all. Else the survey walks all files
before anything is written, so that a file which can't be used refuses the whole call. The load walks them again and
passes the facts on record by record, so that memory stays bounded.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from graph.errors import SourceRefused, UsageError
from graph.store.base import LoadOutcome, Store, Tally, Writer
from ingest.extract import Journal, Survey, survey
from ingest.recognition import fingerprint, journal_of, recognised, remembered, unchanged
from ingest.sources import Source, source_named
from ingest.tables import Refusal

Progress = Callable[[int, int | None, str], None]

_ROWS_BETWEEN_SIGNS: Final = 500
_SURVEYING: Final = "確認"
_LOADING: Final = "取り込み"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a call did (or, on a dry run, would have done). `dropped` counts values of columns that are not kept."""

    source: str
    revision: str
    rows_read: int
    nodes: Tally
    ties: Tally
    refused: tuple[Refusal, ...]
    seconds: float
    dropped: dict[str, int]

    def to_row(self) -> dict[str, Any]:
        """The report as JSON, shape as in the contract."""
        return {
            "source": self.source,
            "revision": self.revision,
            "rows_read": self.rows_read,
            "nodes": asdict(self.nodes),
            "ties": asdict(self.ties),
            "refused": [refusal.to_row() for refusal in self.refused],
            "seconds": round(self.seconds, 3),
            "dropped": dict(self.dropped),
        }


def ingest(
    store: Store,
    source_name: str,
    paths: Sequence[Path] = (),
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Load one source from these paths (none where the source is bundled), each path as a load of its own.

    `dry_run` works everything out and takes it back. `progress` is told (rows done, rows in all or None, what
    is being done). Rows that are refused are in the report; the others are loaded.

    Raises UsageError for an unknown source or a wrong number of paths, SourceRefused when a file as a whole
    can't be used or nothing in it states anything, StoreError when the store can't serve; then nothing has
    been loaded.
    """
    started = time.monotonic()
    source = source_named(source_name)
    places = paths or (None,)
    fingerprints = [fingerprint(source, place) for place in places]
    runs = recognised(store, fingerprints)
    if runs is not None:
        outcomes = [LoadOutcome("", "", unchanged(run, "nodes"), unchanged(run, "ties")) for run in runs]
        journals = [journal_of(run) for run in runs]
    else:
        sign = progress or _silent
        surveys = _surveyed(source, places, sign)
        journals = [surveyed.journal for surveyed in surveys]
        outcomes = [
            _load(store, surveyed, sign, partial(_report, surveyed.journal, files, source, place), rehearse=dry_run)
            for surveyed, files, place in zip(surveys, fingerprints, places, strict=True)
            if surveyed.editions
        ]
    return LoadReport(
        source=source.name,
        revision=(outcomes[-1].revision if outcomes else "") or store.revision(),
        rows_read=sum(journal.rows_read for journal in journals),
        nodes=_sum(outcome.nodes for outcome in outcomes),
        ties=_sum(outcome.ties for outcome in outcomes),
        refused=tuple(refusal for journal in journals for refusal in journal.refused),
        seconds=time.monotonic() - started,
        dropped=dict(sum((journal.dropped for journal in journals), Counter[str]())),
    )


def _surveyed(source: Source, places: Sequence[Path | None], sign: Progress) -> list[Survey]:
    """The surveys of all places, once every one of them is found to state something or to say why not."""
    extracts = [source.open(place) for place in places]
    if len({extract.dataset for extract in extracts}) < len(extracts):
        raise UsageError("同じ名前のフォルダが二つ指定されています。フォルダの名前を変えてください。", field="path")
    surveys = [survey(extract, _every(sign, None, _SURVEYING)) for extract in extracts]
    for surveyed in surveys:
        if not surveyed.editions and not surveyed.journal.refused:
            raise SourceRefused(f"{source.label_ja}: 取り込む行がありません。見出しの下に行を入れてください。")
    return surveys


def _report(journal: Journal, files: str, source: Source, place: Path | None) -> dict[str, Any]:
    """What the run keeps; files that changed while they were read are not to be recognised."""
    return remembered(journal, files if fingerprint(source, place) == files else "")


class _Rehearsed(Exception):
    """Takes a dry run back: leaving the block of a load by an exception leaves the store as it was."""

    def __init__(self, outcome: LoadOutcome) -> None:
        super().__init__()
        self.outcome = outcome


def _load(
    store: Store, surveyed: Survey, sign: Progress, report: Callable[[], dict[str, Any]], *, rehearse: bool
) -> LoadOutcome:
    """Load a surveyed extract, or work out what loading it would do."""
    extract = surveyed.extract
    try:
        with store.load(extract.dataset, complete=extract.complete) as writer:
            fresh = {
                document.id for document, edition in surveyed.editions if writer.document(document, edition=edition)
            }
            if fresh:
                _state(writer, surveyed, fresh, _every(sign, surveyed.journal.rows_read, _LOADING))
            if rehearse:
                raise _Rehearsed(writer.preview())
            writer.report = report()
    except _Rehearsed as rehearsed:
        return rehearsed.outcome
    return writer.outcome


def _state(writer: Writer, surveyed: Survey, fresh: Collection[str], on_row: Callable[[int], None]) -> None:
    """State what the documents that the store does not hold in this edition say."""
    journal = Journal()
    for facts in surveyed.extract.read(journal).facts:
        stated = [each for each in facts.stated if each[1].document in fresh]
        if stated:
            writer.state(facts.record, stated)
        on_row(journal.rows_read)


def _every(sign: Progress, total: int | None, label: str) -> Callable[[int], None]:
    """A counter that gives a sign of life now and then, not at every row."""
    shown = 0

    def on_row(done: int) -> None:
        nonlocal shown
        if done - shown >= _ROWS_BETWEEN_SIGNS or (done == total and done > shown):
            shown = done
            sign(done, total, label)

    return on_row


def _silent(_done: int, _total: int | None, _label: str) -> None:
    """Progress that nobody wants to hear of."""


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total = Tally(*(a + b for a, b in zip(astuple(total), astuple(tally), strict=True)))
    return total

"""From a source to the store: survey everything, load it, report. Nothing is loaded by halves.

The survey walks all files before anything is written, so that a file which can't be used refuses the whole
call. The load walks them again and passes the facts on record by record, so that memory stays bounded.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any, Final

from graph.errors import SourceRefused, UsageError
from graph.store.base import LoadOutcome, Store, Tally, Writer
from ingest.extract import Journal, Survey, survey
from ingest.sources import source_named
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
    sign = progress or _silent
    extracts = [source.open(path) for path in paths or (None,)]
    if len({extract.dataset for extract in extracts}) < len(extracts):
        raise UsageError("同じ名前のフォルダが二つ指定されています。フォルダの名前を変えてください。", field="path")
    surveys = [survey(extract, _every(sign, None, _SURVEYING)) for extract in extracts]
    for surveyed in surveys:
        if not surveyed.editions and not surveyed.journal.refused:
            raise SourceRefused(f"{source.label_ja}: 取り込む行がありません。見出しの下に行を入れてください。")
    outcomes = [_load(store, surveyed, sign, rehearse=dry_run) for surveyed in surveys if surveyed.editions]
    return LoadReport(
        source=source.name,
        revision=outcomes[-1].revision if outcomes else store.revision(),
        rows_read=sum(surveyed.journal.rows_read for surveyed in surveys),
        nodes=_sum(outcome.nodes for outcome in outcomes),
        ties=_sum(outcome.ties for outcome in outcomes),
        refused=tuple(refusal for surveyed in surveys for refusal in surveyed.journal.refused),
        seconds=time.monotonic() - started,
        dropped=dict(sum((surveyed.journal.dropped for surveyed in surveys), Counter[str]())),
    )


class _Rehearsed(Exception):
    """Takes a dry run back: leaving the block of a load by an exception leaves the store as it was."""

    def __init__(self, outcome: LoadOutcome) -> None:
        super().__init__()
        self.outcome = outcome


def _load(store: Store, surveyed: Survey, sign: Progress, *, rehearse: bool) -> LoadOutcome:
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

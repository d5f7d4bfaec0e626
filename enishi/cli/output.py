"""Where answers and errors leave the program: JSON, CSV or text on stdout, everything else on stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from graph.errors import Ambiguous, EnishiError, NotFound

# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def prepare_streams() -> None:
    """UTF-8 whatever the machine's locale says, and no failure over a character that can't be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit_json(body: Mapping[str, Any] | Sequence[Any]) -> None:
    """The body exactly as HTTP has it, indented, with keys in their declared order."""
    print(json.dumps(body, ensure_ascii=False, indent=2))


def emit_csv(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for spreadsheets; no cell is taken for a formula."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(titles)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])


def safe_cell(value: object) -> str:
    """A cell on one line that a spreadsheet shows as it is: what looks like a formula gets a leading apostrophe."""
    text = "" if value is None else str(value)
    line = text.replace("\r", " ").replace("\n", " ")
    return f"'{line}" if text.startswith(_FORMULA_STARTS) else line


def emit_lines(lines: Iterable[str]) -> None:
    """Text for a reader."""
    for line in lines:
        print(line)


def tell(line: str) -> None:
    """A remark beside the answer."""
    print(line, file=sys.stderr, flush=True)


def tell_error(error: EnishiError) -> None:
    """One readable line; candidates, each with what tells it apart and its id, on the lines after it."""
    tell(f"enishi: {' '.join(error.message.split())}")
    if isinstance(error, NotFound | Ambiguous):
        from graph.ontology.vocabulary import KIND

        for candidate in error.candidates:
            label = KIND[candidate.kind].label_ja if candidate.kind in KIND else candidate.kind
            tell(f"  {candidate.caption}（{'・'.join(filter(None, (label, candidate.detail)))}）  {candidate.id}")


def silence_stdout() -> None:
    """After the reader of our output has gone (`| head`): nothing more is said, also not while closing down."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

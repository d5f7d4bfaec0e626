"""The program's edge: arguments come in as UTF-8; JSON, CSV or text go to stdout, everything else to stderr."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graph.errors import Ambiguous, EnishiError, NotFound, UsageError

if TYPE_CHECKING:
    from pathlib import Path

# How Python keeps bytes of an argument that its locale can't read (PEP 383).
_FIRST_ESCAPED: Final = "\udc80"
_LAST_ESCAPED: Final = "\udcff"
# A spreadsheet takes a cell that begins like this for a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def prepare_streams() -> None:
    """UTF-8 whatever the machine's locale says, and no failure over a character that can't be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def readable(argument: str) -> str:
    """An argument in UTF-8 also where the locale (C, POSIX) kept Python from reading it as such.

    Raises UsageError for bytes that are no UTF-8.
    """
    if argument.isascii() or not any(_FIRST_ESCAPED <= character <= _LAST_ESCAPED for character in argument):
        return argument
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("引数の文字コードを読めません。UTF-8 の端末でお試しください。") from error


def emit_json(body: Mapping[str, Any] | Sequence[Any]) -> None:
    """The body exactly as HTTP has it, indented, with keys in their declared order."""
    sys.stdout.write(json_text(body))


def json_text(body: Mapping[str, Any] | Sequence[Any]) -> str:
    """What `emit_json` prints."""
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def emit_csv(titles: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """A table for spreadsheets; no cell is taken for a formula. Every row has exactly these titles."""
    writer = csv.DictWriter(sys.stdout, titles, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({title: safe_cell(cell) for title, cell in row.items()})


def safe_cell(value: object) -> str:
    """A cell on one line that a spreadsheet shows as it is: what looks like a formula gets a leading apostrophe."""
    text = "" if value is None else str(value)
    line = text.replace("\r", " ").replace("\n", " ")
    return f"'{line}" if text.startswith(_FORMULA_STARTS) else line


def emit_lines(lines: Iterable[str]) -> None:
    """Text for a reader."""
    for line in lines:
        print(line)


def refuse_missing_folder(path: Path, *, field: str) -> None:
    """Tell before any work that a file can't be written for want of its folder. Raises UsageError."""
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path} のフォルダーがありません。先にフォルダーを作ってください。", field=field)


def write_file(path: Path, text: str, *, field: str) -> None:
    """Write a file that a user named. Raises UsageError where that is not allowed."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} に書けません（{error.strerror}）。別の場所を指定してください。", field=field
        ) from error


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

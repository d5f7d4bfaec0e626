"""Where the files of a folder come from, as the note SOURCE.md beside them tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import InvalidValue, SourceRefused
from graph.values.dates import PartialDate

NOTE: Final = "SOURCE.md"
# Stands in the note while `enishi fetch` puts the files of a folder in their places.
UNFINISHED: Final = "<!-- enishi fetch: unfinished -->"
# `- Source: https://… commit `232edc3a…` (2026-07-09)`; several lines where a folder has several origins.
_LINE: Final = re.compile(r"^- Source: (?P<url>https?://\S+)[^\n]*\((?P<date>\d{4}-\d{2}-\d{2})\)", re.MULTILINE)

_COMMIT: Final = re.compile(
    r"^- Source: [^\n]*commit `(?P<commit>[0-9a-f]{7,40})` \((?P<date>\d{4}-\d{2}-\d{2})\)", re.MULTILINE
)
# ``- `owner/name:data/giin.csv`@6763d6ce -> `giin.csv` 309905 …`` in the note's list of files.
_PINNED: Final = re.compile(r"^- `[^`\n]+`@(?P<commit>[0-9a-f]{7,40}) -> `(?P<file>[^`\n]+)`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """One public place with the day of the version that lies here."""

    url: str
    date: str


def origins(folder: Path) -> tuple[Origin, ...]:
    """The places that the folder's note names, in its order; none where there is no such note.

    Raises SourceRefused when a line names a day that no calendar has, or when the folder was not fetched to the end.
    """
    lines = _LINE.finditer(_note(folder))
    return tuple(Origin(found["url"], _day(found["date"])) for found in lines)


def version_date(folder: Path, url: str = "") -> str:
    """The date of the version of the files in a folder; empty, so undated, where no note tells it.

    Parameters
    ----------
    folder
        Where the files lie.
    url
        The place that is meant where the note names several; the newest of all when it is empty.
    """
    return max((origin.date for origin in origins(folder) if origin.url == url or not url), default="")


def pinned_date(folder: Path, file: str) -> str:
    """The date of the version at which the note's list of files pins this file; empty where it tells none.

    For folders whose files come from several versions of one place. Raises SourceRefused as `origins` does.
    """
    text = _note(folder)
    pinned = next((found["commit"] for found in _PINNED.finditer(text) if found["file"] == file), None)
    versions = (found["date"] for found in _COMMIT.finditer(text) if pinned and found["commit"].startswith(pinned))
    return _day(next(versions, ""))


def _note(folder: Path) -> str:
    note = folder / NOTE
    text = note.read_text(encoding="utf-8", errors="replace") if note.is_file() else ""
    if UNFINISHED in text:
        raise SourceRefused(f"{folder} は取得の途中です。enishi fetch をもう一度実行して、すべてそろえてください。")
    return text


def _day(text: str) -> str:
    try:
        return PartialDate.parse(text).text if text else ""
    except InvalidValue as refusal:
        raise SourceRefused(f"{NOTE}: {refusal.message}") from refusal

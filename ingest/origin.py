"""Where the files of a folder come from, as the note SOURCE.md beside them tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import InvalidValue, SourceRefused
from graph.values.dates import PartialDate

NOTE: Final = "SOURCE.md"
# `- Source: https://… commit `232edc3a…` (2026-07-09)`; several lines where a folder has several origins.
_LINE: Final = re.compile(r"^- Source: (?P<url>https?://\S+)[^\n]*\((?P<date>\d{4}-\d{2}-\d{2})\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """One public place with the day of the version that lies here."""

    url: str
    date: str


def origins(folder: Path) -> tuple[Origin, ...]:
    """The places that the folder's note names, in its order; none where there is no such note.

    Raises SourceRefused when a line names a day that no calendar has.
    """
    note = folder / NOTE
    if not note.is_file():
        return ()
    lines = _LINE.finditer(note.read_text(encoding="utf-8", errors="replace"))
    try:
        return tuple(Origin(found["url"], PartialDate.parse(found["date"]).text) for found in lines)
    except InvalidValue as refusal:
        raise SourceRefused(f"{NOTE}: {refusal.message}") from refusal


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

"""Widths, tables, bars: what lines of Japanese text need on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

# Characters that must not begin a line (JIS X 4051, the common ones).
_NEVER_FIRST: Final = "、。，．）」』】〕・：；？！ー々"
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"


def width_of(text: str) -> int:
    """Columns that a terminal gives to a text: two for wide characters, none for combining ones."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with spaces to this many columns; `right` aligns numbers."""
    space = " " * max(0, width - width_of(text))
    return space + text if right else text + space


def shortened(text: str, width: int) -> str:
    """The text cut to this many columns, with an ellipsis where something is left out."""
    if width_of(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _columns(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken anywhere in Japanese and at spaces in Latin text."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _unbreakable(text):
        if line and used + width_of(piece) > width and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line, used = "", 0
        if line or piece != " ":
            line += piece
            used += width_of(piece)
    return [*lines, line.rstrip()]


def _unbreakable(text: str) -> Iterator[str]:
    """Runs of narrow letters in one piece, every other character by itself."""
    run = ""
    for character in text:
        if _columns(character) == 1 and character != " ":
            run += character
            continue
        if run:
            yield run
            run = ""
        yield character
    if run:
        yield run


def table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = (), limits: Sequence[int] = ()
) -> list[str]:
    """Lines of a table with aligned columns; `numbers` are aligned right, `limits` cut each column (0: whole)."""
    widest = limits or [0] * len(titles)
    cut = [[shortened(cell, limit) if limit else cell for cell, limit in zip(row, widest, strict=True)] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(titles, *cut, strict=True)]
    return [
        "  ".join(
            padded(cell, width, right=place in numbers)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (titles, *cut)
    ]


def bar(share: float, width: int) -> str:
    """A bar of at most `width` columns for a share of 0–1, in eighths of a column."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return padded("█" * full + (_EIGHTHS[rest] if rest else ""), width)


def indented(lines: Sequence[str], by: int) -> list[str]:
    """The lines, each moved to the right."""
    return [f"{' ' * by}{line}" if line else line for line in lines]

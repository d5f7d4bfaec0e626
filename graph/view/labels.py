"""Labels in a picture: names broken into short lines, and how much room they take."""

from __future__ import annotations

import unicodedata
from typing import Final

LINE_WIDTH: Final = 18
"""Widest line of a label in half-width columns: nine Japanese characters."""
MAX_LINES: Final = 3
FONT_SIZE: Final = 14
LINE_HEIGHT: Final = 18
_BREAK_AFTER: Final = frozenset(" 　・、。）)」』/｜-－")
_NEVER_FIRST: Final = frozenset("、。，．・）」』】〉》)]}ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々!?！？")


def columns(text: str) -> int:
    """Width of a text in half-width columns (UAX 11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def wrapped(text: str, *, width: int = LINE_WIDTH, lines: int = MAX_LINES) -> tuple[str, ...]:
    """The text in at most `lines` lines of `width` half-width columns; what does not fit ends in …"""
    broken: list[str] = []
    rest = text.strip()
    while rest and len(broken) < lines:
        line = _first_line(rest, width)
        rest = rest[len(line) :].lstrip()
        broken.append(line.rstrip())
    if rest and broken:
        last = broken[-1]
        while last and columns(last) > width - 2:
            last = last[:-1]
        broken[-1] = last + "…"
    return tuple(broken)


def _first_line(text: str, width: int) -> str:
    end, used = 0, 0
    for character in text:
        used += columns(character)
        if used > width and end:
            break
        end += 1
    if end == len(text):
        return text
    # Break after a pause of the last third if there is one, never inside a Latin word that began on this line.
    for place in range(end, max(end * 2 // 3, 1), -1):
        if text[place - 1] in _BREAK_AFTER and text[place] not in _NEVER_FIRST:
            return text[:place]
    while end > 1 and (text[end] in _NEVER_FIRST or _inside_latin_word(text, end)):
        end -= 1
    return text[:end] if end > 1 else text[: max(1, width // 2)]


def _inside_latin_word(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def label_size(lines: tuple[str, ...]) -> tuple[float, float]:
    """Width and height of a label in pixels at full size."""
    return max((columns(line) for line in lines), default=0) * FONT_SIZE / 2, len(lines) * LINE_HEIGHT

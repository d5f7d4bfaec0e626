"""Pages of a list: `limit` and `cursor` in, the page and the next cursor out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from graph.errors import UsageError

Item = TypeVar("Item")
_LONGEST_CURSOR: Final = 12


def checked_limit(limit: int, *, most: int) -> int:
    """The limit, if it lies in 1 to `most`; UsageError otherwise."""
    if not 1 <= limit <= most:
        raise UsageError(f"件数（limit）は1から{most}までで指定してください（{limit}は使えません）。", field="limit")
    return limit


def page_of(items: Sequence[Item], limit: int, cursor: str | None, *, most: int) -> tuple[list[Item], str | None]:
    """The page that begins at the cursor and the cursor of the next one, None at the end.

    Raises UsageError for a limit outside 1 to `most` and for a cursor that no answer gave.
    """
    checked_limit(limit, most=most)
    start = _start(cursor, len(items))
    end = start + limit
    return list(items[start:end]), str(end) if end < len(items) else None


def _start(cursor: str | None, items: int) -> int:
    if not cursor:
        return 0
    readable = len(cursor) < _LONGEST_CURSOR and cursor.isascii() and cursor.isdigit()
    if not readable or int(cursor) > items:
        raise UsageError("続きの位置（cursor）は、前の答えの next をそのまま指定してください。", field="cursor")
    return int(cursor)

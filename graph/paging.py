"""Pages of a list: `limit` and `cursor` in, the page and the next cursor out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from graph.errors import UsageError

Item = TypeVar("Item", bound=Any)


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
    if cursor and not (cursor.isascii() and cursor.isdigit() and int(cursor) <= len(items)):
        raise UsageError("続きの位置（cursor）が正しくありません。前の答えの next をそのまま指定してください。", field="cursor")
    start = int(cursor) if cursor else 0
    end = start + limit
    return list(items[start:end]), str(end) if end < len(items) else None

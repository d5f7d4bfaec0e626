"""The day for which a question is asked: one reading of `as_of` for the command line, HTTP and Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from graph.errors import InvalidValue, UsageError
from graph.values.dates import PartialDate

# Facts are dated as people in Japan date them, wherever the server stands.
JAPAN: Final = timezone(timedelta(hours=9), "JST")


def today() -> date:
    """Today in Japan."""
    return datetime.now(JAPAN).date()


def as_of_day(given: date | str | None) -> date:
    """The day meant by `given`: a date, a written day in any form (2026-11-24, 令和8年11月24日), or None for today.

    Raises UsageError for a text that is not one day.
    """
    if given is None or given == "":
        return today()
    if isinstance(given, date):
        return given
    try:
        written = PartialDate.parse(given)
    except InvalidValue as refusal:
        raise UsageError(f"時点に指定した{refusal.message}", field="as_of") from refusal
    if written.precision != "day" or written.first is None:
        raise UsageError(
            f"時点「{given}」は一日に決まりません。2026-11-24のように年月日で指定してください。", field="as_of"
        )
    return written.first

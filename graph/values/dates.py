"""Dates as sources tell them: to the day, the month, the year, the Japanese fiscal year, or without a year;
and the intervals between two of them, as model.md §1.7 reads them.

>>> PartialDate.parse("令和6年1月25日").text, PartialDate.parse("令和4年度").caption
('2024-01-25', '2022年度')
>>> PartialDate.parse("２０２４年１月").last
datetime.date(2024, 1, 31)
>>> post = Interval.parse("2022年度", "")
>>> post.holds(date(2022, 3, 31)), post.holds(date(2022, 4, 1)), Interval().holds(date(2022, 4, 1))
(False, True, None)
"""

from __future__ import annotations

import functools
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from graph.errors import InvalidValue
from graph.values.eras import GREGORIAN_SINCE, Era, era_named
from graph.values.text import clean, excerpt

Precision = Literal["day", "month", "year", "fiscal_year", "month_day"]

# Before 1868 there was no era that sources of this domain use; far years are misread digits (2910年10月25日).
FIRST_YEAR, LAST_YEAR = 1868, 2200
_FISCAL_YEAR_STARTS_IN = 4
# A leap year, so that --02-29 is a day.
_ANY_LEAP_YEAR = 2000
# Excel counts days from 1899-12-30, right from 1900-03-01 (serial 61) on: before, its 1900 is a leap year.
_EXCEL_EPOCH, _EXCEL_FIRST_SAFE = date(1899, 12, 30), 61

_DAYS_A_YEAR = 365.25
_COARSEST_FIRST: tuple[Precision, ...] = ("month_day", "fiscal_year", "year", "month", "day")

_WEEKDAYS = "月火水木金土日"
_WEEKDAY = re.compile(rf"\s*\((?P<weekday>[{_WEEKDAYS}])(?:曜日?)?(?:・?祝日?)?\)$")
_YEAR = r"(?P<year>\d{4})"
_ERA_YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHRmtshr])\s*(?P<era_year>元|\d{1,2})"
_ANY_YEAR = rf"(?:{_YEAR}|{_ERA_YEAR})"
_MONTH, _DAY = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_ANY_YEAR}\s*年\s*{_MONTH}\s*月\s*{_DAY}\s*日",
        rf"{_ANY_YEAR}(?P<mark>[-/.])\s*{_MONTH}(?P=mark)\s*{_DAY}",
        rf"{_ANY_YEAR}\s*年\s*{_MONTH}\s*月",
        rf"{_ANY_YEAR}[-/.]\s*{_MONTH}",
        rf"{_ANY_YEAR}\s*(?P<fiscal>年度)",
        rf"(?P<fiscal>FY|fy)\s*{_YEAR}",
        rf"{_ANY_YEAR}\s*年?",
        rf"{_MONTH}\s*月\s*{_DAY}\s*日",
        rf"--{_MONTH}-{_DAY}",
    )
)


def _refused(text: str, why: str) -> InvalidValue:
    return InvalidValue(f"日付「{excerpt(text)}」は使えません。{why}")


def _flaw(precision: Precision, year: int, month: int, day: int) -> str | None:
    """Why these numbers are no date of that precision, as a sentence; None if they are one."""
    with_month, with_day = precision in ("day", "month", "month_day"), precision in ("day", "month_day")
    if (precision == "month_day" and year) or (not with_month and month) or (not with_day and day):
        return "日付の精度に合わない数字があります。"
    if precision != "month_day" and not FIRST_YEAR <= year <= LAST_YEAR:
        return f"年は{FIRST_YEAR}年から{LAST_YEAR}年までで書いてください。"
    if with_month and not 1 <= month <= 12:
        return "月は1月から12月までです。"
    if with_day:
        days = monthrange(year or _ANY_LEAP_YEAR, month)[1]
        if not 1 <= day <= days:
            return f"{month}月は{days}日までです。"
    return None


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to some precision; parts that are not known are 0.

    Made by `parse`, `of` or `from_excel_serial`. Ordered by its first day, wider spans first; dates without
    a year come last, by month and day. Raises InvalidValue for a day that no calendar has and for years
    outside 1868 to 2200.
    """

    precision: Precision
    year: int = 0
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if flaw := _flaw(self.precision, self.year, self.month, self.day):
            raise _refused(self.text, flaw)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read a written date, Western or 和暦, of any width; a weekday in brackets must be the right one."""
        written = unicodedata.normalize("NFKC", clean(text))
        weekday = _WEEKDAY.search(written)
        body = written[: weekday.start()] if weekday else written
        found = next((match for form in _FORMS if (match := form.fullmatch(body))), None)
        if found is None or (weekday and found.groupdict().get("day") is None):
            raise _refused(text, "2024-01-25、2024年1月、令和6年1月25日、2022年度のように書いてください。")
        parsed = cls._from_parts(text, {name: value for name, value in found.groupdict().items() if value})
        if weekday and parsed.precision == "day":
            right = _WEEKDAYS[date(parsed.year, parsed.month, parsed.day).weekday()]
            if weekday["weekday"] != right:
                raise _refused(text, f"この日は{right}曜日です。日付か曜日を確かめてください。")
        return parsed

    @classmethod
    def _from_parts(cls, text: str, parts: dict[str, str]) -> PartialDate:
        month, day = int(parts.get("month", 0)), int(parts.get("day", 0))
        era: Era | None = None
        if "era" in parts:
            era = era_named(parts["era"])
            year = era.first.year - 1 + (1 if parts["era_year"] == "元" else int(parts["era_year"]))
            if year < era.first.year:
                raise _refused(text, f"{era.name}は元年から始まります。")
        else:
            year = int(parts.get("year", 0))
        precision: Precision
        if "fiscal" in parts:
            precision = "fiscal_year"
        elif "year" not in parts and era is None:
            precision = "month_day"
        else:
            precision = "day" if "day" in parts else "month" if "month" in parts else "year"
        if flaw := _flaw(precision, year, month, day):
            raise _refused(text, flaw)
        parsed = cls(precision, year, month, day)
        if era is not None:
            parsed._check_era(text, era)
        return parsed

    def _check_era(self, text: str, era: Era) -> None:
        if self.span is None or not era.overlaps(*self.span):
            raise _refused(text, era.extent)
        if self.precision != "year" and self.span[0] < GREGORIAN_SINCE:
            raise _refused(text, "明治5年までの月日は旧暦のため換算しません。年だけを書いてください。")

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls("day", day.year, day.month, day.day)

    @classmethod
    def from_excel_serial(cls, serial: float) -> PartialDate:
        """The day behind a number in an Excel cell (45316 is 2024-01-25); its time of day is dropped."""
        try:
            day = _EXCEL_EPOCH + timedelta(days=int(serial))
        except (OverflowError, ValueError) as refusal:
            raise _refused(str(serial), "Excelの日付の番号ではありません。") from refusal
        if serial < _EXCEL_FIRST_SAFE:
            raise _refused(str(serial), "1900年3月1日より前の番号はExcelでもずれるため、日付で書いてください。")
        return cls.of(day)

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day; None without a year."""
        match self.precision:
            case "day":
                day = date(self.year, self.month, self.day)
                return day, day
            case "month":
                days = monthrange(self.year, self.month)[1]
                return date(self.year, self.month, 1), date(self.year, self.month, days)
            case "year":
                return date(self.year, 1, 1), date(self.year, 12, 31)
            case "fiscal_year":
                next_year = date(self.year + 1, _FISCAL_YEAR_STARTS_IN, 1)
                return date(self.year, _FISCAL_YEAR_STARTS_IN, 1), next_year - timedelta(days=1)
            case "month_day":
                return None

    @property
    def first(self) -> date | None:
        """The first day; None without a year."""
        return self.span[0] if self.span else None

    @property
    def last(self) -> date | None:
        """The last day; None without a year."""
        return self.span[1] if self.span else None

    @property
    def text(self) -> str:
        """Canonical: 2024-01-25, 2024-01, 2024, FY2022, --02-07; `parse` gives the date back."""
        match self.precision:
            case "day":
                return f"{self.year:04}-{self.month:02}-{self.day:02}"
            case "month":
                return f"{self.year:04}-{self.month:02}"
            case "year":
                return f"{self.year:04}"
            case "fiscal_year":
                return f"FY{self.year:04}"
            case "month_day":
                return f"--{self.month:02}-{self.day:02}"

    @property
    def caption(self) -> str:
        """Japanese: 2024年1月25日, 2024年1月, 2024年, 2022年度, 2月7日."""
        match self.precision:
            case "day":
                return f"{self.year}年{self.month}月{self.day}日"
            case "month":
                return f"{self.year}年{self.month}月"
            case "year":
                return f"{self.year}年"
            case "fiscal_year":
                return f"{self.year}年度"
            case "month_day":
                return f"{self.month}月{self.day}日"

    @property
    def caption_short(self) -> str:
        """For tables: 2024-01-25, 2024-01, 2024, 2022年度, 2月7日."""
        return self.caption if self.precision in ("fiscal_year", "month_day") else self.text

    def contains(self, day: date) -> bool:
        """Whether `day` lies in the span; without a year: whether it is that day of some year."""
        if self.span is None:
            return (day.month, day.day) == (self.month, self.day)
        return self.span[0] <= day <= self.span[1]

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """By first day, wider spans first; dates without a year last."""
        if self.span is None:
            return (1, self.month, self.day)
        return (0, self.span[0].toordinal(), -self.span[1].toordinal())

    def __lt__(self, other: PartialDate) -> bool:
        return self.sort_key < other.sort_key


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first day of `since` to the last day of `until`, both included.

    `since` None: start unknown; `until` None: open, still so as far as known. Raises InvalidValue when
    `since` begins after `until` has ended.
    """

    since: PartialDate | None = None
    until: PartialDate | None = None

    def __post_init__(self) -> None:
        if self.since is None or self.until is None:
            return
        first, last = self.since.first, self.until.last
        if first is not None and last is not None and first > last:
            raise InvalidValue(
                f"期間の始まり「{self.since.caption}」が終わり「{self.until.caption}」より後です。"
                "日付を確かめてください。"
            )

    @classmethod
    def parse(cls, since: str, until: str) -> Interval:
        """Read two written dates; a blank one is None."""
        return cls(
            PartialDate.parse(since) if since.strip() else None,
            PartialDate.parse(until) if until.strip() else None,
        )

    @classmethod
    def on(cls, moment: PartialDate) -> Interval:
        """What happened on or within `moment`."""
        return cls(moment, moment)

    def holds(self, on: date) -> bool | None:
        """Whether the fact held on that day; None where an unknown start or a missing year leaves it open."""
        first = self.since.first if self.since else None
        last = self.until.last if self.until else None
        if (first is not None and on < first) or (last is not None and on > last):
            return False
        if first is None or (self.until is not None and last is None):
            return None
        return True

    @property
    def precision(self) -> Precision | None:
        """The coarser of the two ends' precisions; None when both are unknown."""
        known = [end.precision for end in (self.since, self.until) if end is not None]
        return min(known, key=_COARSEST_FIRST.index, default=None)

    @property
    def caption(self) -> str:
        """Japanese: 2022年4月〜2024年3月, 2022年4月〜, 〜2024年3月, 2024年1月25日, 時期不明."""
        if self.since is None and self.until is None:
            return "時期不明"
        if self.since == self.until and self.since is not None:
            return self.since.caption
        since = self.since.caption if self.since else ""
        return f"{since}〜{self.until.caption if self.until else ''}"

    @property
    def sort_key(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Total and stable: unknown starts first, open ends last."""
        return (
            (1, *self.since.sort_key) if self.since else (0,),
            (0, *self.until.sort_key) if self.until else (1,),
        )


def age_years(last: date, as_of: date) -> float:
    """Years from `last` to `as_of`, of 365.25 days; never negative."""
    return max(0, (as_of - last).days) / _DAYS_A_YEAR


# A load asks for the days of a few documents and spans hundreds of thousands of times.
@functools.lru_cache(maxsize=8192)
def last_day_or_min(text: str) -> date:
    """The last day of a canonical partial date; the earliest day there is for none or for one without a year."""
    return (PartialDate.parse(text).last if text else None) or date.min

"""Japanese eras (和暦) since 明治.

Bounds: the day of the change counts to both eras for 明治/大正 (1912-07-30) and 大正/昭和 (1926-12-25), as
the edicts made the new era begin on the very day; 平成 and 令和 begin on the day after (改元の政令).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# 明治5年12月2日 was followed by 明治6年1月1日 = 1873-01-01; months before are of the lunar calendar.
GREGORIAN_SINCE = date(1873, 1, 1)


@dataclass(frozen=True, slots=True)
class Era:
    """One era: its first and last day in the Gregorian calendar; `last` None while it runs."""

    name: str
    letter: str
    first: date
    last: date | None

    def overlaps(self, first: date, last: date) -> bool:
        return last >= self.first and (self.last is None or first <= self.last)

    @property
    def extent(self) -> str:
        """A sentence that says from when to when the era is."""
        begins = f"{self.name}は{self.first.year}年{self.first.month}月{self.first.day}日から"
        if self.last is None:
            return f"{begins}です。"
        years = self.last.year - self.first.year + 1
        return f"{begins}{self.name}{years}年{self.last.month}月{self.last.day}日までです。"


ERAS = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), None),
)


def era_named(written: str) -> Era:
    """The era of a full name (令和), its first character (令) or its letter (R, r). Raises KeyError."""
    for era in ERAS:
        if written in (era.name, era.name[0], era.letter, era.letter.lower()):
            return era
    raise KeyError(written)

"""Small pieces of Japanese that several answers share: labels, dates, strength, sources, the closing line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

from graph.bodies import EntityRef, IntervalBody, SourceRef
from graph.ontology.ladder import LADDER
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.vocabulary import KIND
from graph.values.dates import PartialDate
from graph.wording import strength_words

MOST_SOURCES: Final = 3
"""Sources named behind one statement; the rest is counted."""
_NOT_READABLE: Final = re.compile(r"[\s%\ufffd]")
_ROLE_LABELS: Final = {role.name: role.label_ja for role in ROLE_LABELS}


def kind_label(kind: str) -> str:
    """The Japanese name of a kind."""
    return KIND[kind].label_ja


def labels_of(kind: str, roles: Sequence[str]) -> str:
    """Kind and derived roles: 人物・議員."""
    return "・".join((kind_label(kind), *(_ROLE_LABELS.get(role, role) for role in roles)))


def named(entity: EntityRef) -> str:
    """An entity with its kind: 狛江市（自治体）."""
    return f"{entity['caption']}（{kind_label(entity['kind'])}）"


def date_text(text: str) -> str:
    """A canonical date for a list: 2024-01-25, 2022年度; empty stays empty."""
    return PartialDate.parse(text).caption_short if text else ""


def interval_text(interval: IntervalBody) -> str:
    """From – to, or an empty text where neither is known."""
    since, until = date_text(interval["since"]), date_text(interval["until"])
    if since == until:
        return since
    return f"{since}〜{until}"


def strength_text(strength: float) -> str:
    """太い 0.80, 細い 0.016."""
    return f"{strength_words(strength)} {strength:.{2 if strength >= 0.1 else 3}f}"


def level_text(level: int) -> str:
    """段階3「話した」."""
    return f"段階{level}「{LADDER[level].label_ja}」"


class Footnotes:
    """Sources numbered in the order in which they are first named, listed once at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._titles: dict[str, SourceRef] = {}

    def marks(self, sources: Iterable[SourceRef], *, most: int = MOST_SOURCES) -> str:
        """The numbers of the first of these sources, as [1][3]; what is left out is counted: [1][2][3]ほか79件."""
        told = {source["id"]: source for source in sources}
        shown = list(told.values())[:most]
        for source in shown:
            self._numbers.setdefault(source["id"], len(self._numbers) + 1)
            self._titles.setdefault(source["id"], source)
        rest = len(told) - len(shown)
        numbers = sorted(self._numbers[source["id"]] for source in shown)
        return "".join(f"[{number}]" for number in numbers) + (f"ほか{rest}件" if rest else "")

    def quotes(self, sources: Sequence[SourceRef], *, most: int = 2) -> str:
        """The first quotes with the numbers of their sources: 「…」[1]; numbers alone where nothing is quoted."""
        quoted = list({source["quote"]: source for source in sources if source["quote"]}.values())[:most]
        shown = [f"「{source['quote']}」{self.marks([source])}" for source in quoted]
        told = {source["id"] for source in quoted}
        rest = [source for source in sources if source["id"] not in told]
        return "".join((*shown, self.marks(rest, most=MOST_SOURCES - len(told))))

    def lines(self) -> list[str]:
        """The list of sources; empty where none was named."""
        if not self._titles:
            return []
        return [
            "",
            "出典",
            *(f"  [{self._numbers[key]}] {source_text(source)}" for key, source in self._titles.items()),
        ]


def source_text(source: SourceRef) -> str:
    """Title, publisher, date and address of a source."""
    day = date_text(source["date"]) or "日付の記載なし"
    return "、".join(filter(None, (source["title"], source["publisher"], day, _address(source["url"]))))


def _address(url: str) -> str:
    """An address with its Japanese letters readable, unless it would no longer be one word or no text."""
    written = unquote(url)
    return url if _NOT_READABLE.search(written) or not written.isprintable() else written


def closing(as_of: str, revision: str, newest_source: str | None = None) -> list[str]:
    """The last lines of an answer: for which day, on which version of the data, how new the sources are."""
    newest = "" if newest_source is None else f"、いちばん新しい出典: {date_text(newest_source) or '日付の記載なし'}"
    return ["", f"{date_text(as_of)} 時点{newest}、データの版: {revision[:12]}"]

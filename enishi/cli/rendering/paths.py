"""Introduction paths as text: alternatives, each hop with its strength, its evidence and how to use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from enishi.cli.rendering.layout import bar
from enishi.cli.rendering.words import Footnotes, closing, date_text, level_text, named, strength_text
from graph.bodies import HopBody, NearestBody, PathBody, PathsBody

Arrow = Callable[[HopBody], str]
"""A few words for the arrow between two ends of a hop: what ties them."""

_STRENGTH_COLUMNS: Final = 10


def paths_lines(body: PathsBody, arrow: Arrow) -> list[str]:
    """The whole answer; where there is no path, the nearest entity and what would connect it."""
    writer = _Writer(arrow)
    goal = f"{body['from']['caption']} から {body['to']['caption']}"
    if body["paths"]:
        lines = [f"{goal} への道すじ: {len(body['paths'])}通り（強い順）"]
        for number, path in enumerate(body["paths"], 1):
            lines += ["", f"{number}. {path_summary(path)}", *writer.hops(path, number)]
    else:
        lines = [f"{goal} への道すじは、今あるデータでは見つかりませんでした。"]
        if body["nearest"] is not None:
            lines += writer.nearest(body["nearest"])
    sources = writer.notes.lines()
    return [*lines, *sources, *closing(body["as_of"], body["revision"], body["newest_source"] if sources else None)]


def path_summary(path: PathBody) -> str:
    """Strength in words and number, and the lowest level on the way."""
    level = f"、いちばん低い{level_text(path['level'])}" if path["level"] is not None else ""
    return f"{strength_text(path['strength'])}{level}"


def path_chain(path: PathBody, arrow: Arrow) -> str:
    """The path in one line: A —[…]→ B —[…]→ C."""
    hops = path["hops"]
    return "".join((hops[0]["from"]["caption"], *(f" —[{arrow(hop)}]→ {hop['to']['caption']}" for hop in hops)))


class _Writer:
    """Writes paths; a hop that was told in an earlier alternative is not told in full again."""

    def __init__(self, arrow: Arrow) -> None:
        self.notes = Footnotes()
        self._arrow = arrow
        self._told: dict[tuple[str, ...], int] = {}

    def hops(self, path: PathBody, number: int) -> list[str]:
        """The hops of an alternative."""
        return [line for hop in path["hops"] for line in self._hop(hop, number)]

    def nearest(self, nearest: NearestBody) -> list[str]:
        """Who can be reached instead, how, and what is missing from there."""
        lines: list[str] = []
        if nearest["reached"] is not None:
            lines += ["", f"いちばん近くまで届くのは {named(nearest['reached'])} です。"]
        if nearest["path"] is not None and nearest["path"]["hops"]:
            lines += [f"そこまでの道すじ: {path_summary(nearest['path'])}", *self.hops(nearest["path"], 0)]
        if nearest["missing"]:
            lines += ["", "つながるために要るもの", *(f"  ・{missing['why']}" for missing in nearest["missing"])]
        return lines

    def _hop(self, hop: HopBody, number: int) -> list[str]:
        first = f"   {hop['from']['caption']} —[{self._arrow(hop)}]→ {hop['to']['caption']}"
        content = (hop["from"]["id"], hop["to"]["id"], *hop["ties"], hop["text"], hop["how"], hop["mind"])
        told = self._told.setdefault(content, number)
        if told != number:
            return [first, f"      {told}. と同じです（{strength_text(hop['strength'])}）。"]
        remarks = (
            ("強さ", _strength(hop)),
            ("話し方", hop["how"]),
            ("注意", hop["mind"]),
            ("出典", self.notes.quotes(hop["sources"])),
        )
        return [first, f"      {hop['text']}", *(f"      {title}  {text}" for title, text in remarks if text)]


def _strength(hop: HopBody) -> str:
    parts = [f"{bar(hop['strength'], _STRENGTH_COLUMNS)} {strength_text(hop['strength'])}"]
    if hop["level"] is not None:
        parts.append(level_text(hop["level"]))
    if hop["last"]:
        parts.append(f"最後の接点 {date_text(hop['last'])}")
    return "、".join(parts)

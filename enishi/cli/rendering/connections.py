"""Whom to meet, as text: score, reasons with bars, path, moments, cautions, what to bring."""

from __future__ import annotations

from typing import Final

from enishi.cli.rendering.layout import bar
from enishi.cli.rendering.paths import Arrow, path_chain, path_summary
from enishi.cli.rendering.words import Footnotes, closing, named
from graph.bodies import ConnectionBody, ConnectionsBody

_BAR_COLUMNS: Final = 20
_WHOLE: Final = 100.0


def connections_lines(body: ConnectionsBody, arrow: Arrow) -> list[str]:
    """The whole answer."""
    end = closing(body["as_of"], body["revision"], body["newest_source"])
    about = f"「{'・'.join(issue['caption'] for issue in body['about'])}」について、" if body["about"] else ""
    whom = f"{about}{body['for']['caption']}"
    if not body["items"]:
        return [f"{whom} に引き合わせたい相手は、今あるデータでは見つかりませんでした。", *end]
    writer = _Writer(arrow)
    lines = [f"{whom} が会うとよい相手: {len(body['items'])}件（100点満点、点の高い順）"]
    for number, item in enumerate(body["items"], 1):
        lines += ["", f"{number}. {named(item['entity'])}  {item['score']:.1f}点", *writer.item(item, number)]
    return [*lines, *writer.notes.lines(), *end]


class _Writer:
    """Writes connections; a caution or a thing to bring that was told before is not told in full again."""

    def __init__(self, arrow: Arrow) -> None:
        self.notes = Footnotes()
        self._arrow = arrow
        self._told: dict[str, int] = {}

    def item(self, item: ConnectionBody, number: int) -> list[str]:
        """Everything about one connection."""
        lines = [
            f"   {bar(reason['contribution'] / _WHOLE, _BAR_COLUMNS)} {reason['contribution']:5.1f}  "
            f"{reason['text']}{self.notes.marks(reason['sources'])}"
            for reason in item["reasons"]
        ]
        path = item["path"]
        if path is not None and path["hops"]:
            lines.append(f"   道すじ  {path_chain(path, self._arrow)}（{path_summary(path)}）")
        for title, texts in (
            ("会う機会", [moment["text"] for moment in item["moments"]]),
            ("注意", item["cautions"]),
            ("持参", item["bring"]),
        ):
            lines += dict.fromkeys(f"   {title}  {self._text(title, text, number)}" for text in texts)
        return lines

    def _text(self, title: str, text: str, number: int) -> str:
        told = self._told.setdefault(text, number)
        return text if told == number else f"{told}. の{title}と同じです。"

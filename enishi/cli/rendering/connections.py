"""Whom to meet, as text: score, reasons with bars, path, moments, cautions, what to bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enishi.cli.rendering.layout import bar, shortened
from enishi.cli.rendering.paths import Arrow, path_chain, path_summary
from enishi.cli.rendering.words import Footnotes, closing, kind_label
from graph.bodies import ConnectionBody, ConnectionsBody, EntityRef
from graph.wording import quoted

_BAR_COLUMNS: Final = 20
_WHOLE: Final = 100.0
_MOST_ISSUES: Final = 3
_DETAIL_COLUMNS: Final = 60


def connections_lines(body: ConnectionsBody, arrow: Arrow) -> list[str]:
    """The whole answer."""
    end = closing(body["as_of"], body["revision"], body["newest_source"] if body["items"] else None)
    whom = f"{_about(body['about'])}{body['for']['caption']}"
    if not body["items"]:
        hint = (
            [] if body["about"] else ["--about に課題のことば（子育て、防災など）を添えると、見つかることがあります。"]
        )
        return [f"{whom} に引き合わせたい相手は、今あるデータでは見つかりませんでした。", *hint, *end]
    writer = _Writer(arrow)
    lines = [f"{whom} が会うとよい相手: {len(body['items'])}件（100点満点、点の高い順）"]
    for number, item in enumerate(body["items"], 1):
        lines += ["", f"{number}. {_who(item)}  {item['score']:.1f}点", *writer.item(item, number)]
    return [*lines, *writer.notes.lines(), *end]


def _who(item: ConnectionBody) -> str:
    """Name, kind and what tells who that is: 合成太郎（人物・合成市議会議員）."""
    kind = kind_label(item["entity"]["kind"])
    detail = f"・{shortened(item['detail'], _DETAIL_COLUMNS)}" if item["detail"] not in ("", kind) else ""
    return f"{item['entity']['caption']}（{kind}{detail}）"


def _about(issues: Sequence[EntityRef]) -> str:
    """The issues that the answer is about, the shortest names told: 「A」「B」「C」など12件の課題について、."""
    if not issues:
        return ""
    captions = sorted((issue["caption"] for issue in issues), key=lambda caption: (len(caption), caption))
    names = "".join(map(quoted, captions[:_MOST_ISSUES]))
    return f"{names}{f'など{len(issues):,}件の課題' if len(issues) > _MOST_ISSUES else ''}について、"


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

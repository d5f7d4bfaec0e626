"""Whom to meet, as text: score, reasons with bars, path, moments, cautions, what to bring."""

from __future__ import annotations

from typing import Final

from enishi.cli.rendering.layout import bar
from enishi.cli.rendering.paths import Arrow, path_chain, path_summary
from enishi.cli.rendering.words import Footnotes, closing, named
from graph.bodies import ConnectionBody, ConnectionsBody

_BAR_COLUMNS: Final = 12


def connections_lines(body: ConnectionsBody, arrow: Arrow) -> list[str]:
    """The whole answer."""
    notes = Footnotes()
    about = f"「{'・'.join(issue['caption'] for issue in body['about'])}」について、" if body["about"] else ""
    if not body["items"]:
        return [
            f"{about}{body['for']['caption']} に引き合わせたい相手は、今あるデータでは見つかりませんでした。",
            *closing(body["as_of"], body["revision"], body["newest_source"]),
        ]
    lines = [f"{about}{body['for']['caption']} が会うとよい相手: {len(body['items'])}件（100点満点、点の高い順）"]
    best = max(item["score"] for item in body["items"])
    for number, item in enumerate(body["items"], 1):
        lines += [
            "",
            f"{number}. {named(item['entity'])}  {item['score']:.1f}点",
            *_item_lines(item, best, arrow, notes),
        ]
    return [*lines, *notes.lines(), *closing(body["as_of"], body["revision"], body["newest_source"])]


def _item_lines(item: ConnectionBody, best: float, arrow: Arrow, notes: Footnotes) -> list[str]:
    # Beside the best score shown, so that the bars of an item add up and can be told apart.
    lines = [
        f"   {bar(reason['contribution'] / (best or 1.0), _BAR_COLUMNS)} {reason['contribution']:5.1f}  "
        f"{reason['text']}{notes.marks(reason['sources'])}"
        for reason in item["reasons"]
    ]
    path = item["path"]
    if path is not None and path["hops"]:
        lines.append(f"   道すじ  {path_chain(path, arrow)}（{path_summary(path)}）")
    for title, texts in (
        ("会う機会", [moment["text"] for moment in item["moments"]]),
        ("注意", item["cautions"]),
        ("持参", item["bring"]),
    ):
        lines += [f"   {title}  {text}" for text in texts]
    return lines

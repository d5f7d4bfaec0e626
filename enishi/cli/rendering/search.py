"""Search hits and near misses as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enishi.cli.rendering.layout import table
from enishi.cli.rendering.words import kind_label, labels_of
from graph.bodies import SearchBody
from graph.errors import Candidate

_CAPTION_COLUMNS: Final = 44
_DETAIL_COLUMNS: Final = 60


def search_lines(text: str, body: SearchBody, near: Sequence[Candidate]) -> list[str]:
    """A table of what was found; near misses where nothing was."""
    if not body["items"]:
        return [f"「{text}」は見つかりませんでした。", *near_miss_lines(near)]
    more = "以上" if body["next"] else ""
    rows = [
        (
            labels_of(hit["kind"], hit["roles"]),
            hit["caption"],
            hit["detail"],
            "" if hit["matched"] == hit["caption"] else hit["matched"],
            hit["id"],
        )
        for hit in body["items"]
    ]
    return [
        f"「{text}」で {len(rows)}件{more}見つかりました。",
        *table(
            ("種類", "名称", "手がかり", "一致した書き方", "ID"),
            rows,
            limits=(0, _CAPTION_COLUMNS, _DETAIL_COLUMNS, 0, 0),
        ),
    ]


def near_miss_lines(near: Sequence[Candidate]) -> list[str]:
    """What may have been meant instead."""
    if not near:
        return ["別の書き方か、もっと短いことばでお試しください。"]
    return [
        "近い名前:",
        *(f"  {each.caption}（{'・'.join(filter(None, (kind_label(each.kind), each.detail)))}）" for each in near),
    ]

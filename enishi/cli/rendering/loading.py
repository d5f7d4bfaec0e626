"""What a load did and what can be loaded, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from enishi.cli.rendering.layout import table

_MOST_REFUSED: Final = 20
_TALLY: Final = (("made", "新しい"), ("changed", "変わった"), ("unchanged", "同じ"), ("ended", "終わった"))


def report_lines(body: dict[str, Any], *, dry_run: bool) -> list[str]:
    """The report of a load: rows, what changed, every refused row with its place and reason."""
    done = "取り込むとこうなります（まだ取り込んでいません）" if dry_run else "取り込みました"
    rows = [
        (label, *(f"{body[part][key]:,}" for key, _ in _TALLY))
        for part, label in (("nodes", "人・組織など"), ("ties", "つながり"))
    ]
    lines = [
        f"{body['source']}: {body['rows_read']:,}行を読み、{done}（{body['seconds']:.1f}秒）。",
        *table(("", *(label for _, label in _TALLY)), rows, numbers=(1, 2, 3, 4)),
    ]
    if body.get("dropped"):
        lines.append(
            "使わなかった列: " + "、".join(f"{column}（{count:,}）" for column, count in body["dropped"].items())
        )
    refused = body["refused"]
    if refused:
        lines += [
            f"受け付けられなかった行: {len(refused):,}行",
            *(f"  {refusal_text(each)}" for each in refused[:_MOST_REFUSED]),
        ]
        if len(refused) > _MOST_REFUSED:
            lines.append(f"  ほか {len(refused) - _MOST_REFUSED:,}行（--report FILE ですべて書き出せます）")
    return [*lines, f"データの版: {body['revision']}"]


def refusal_text(refused: dict[str, Any]) -> str:
    """One refused row: where it stands, what stood there, why it was refused."""
    places = (
        refused["file"],
        refused["sheet"] and f"シート「{refused['sheet']}」",
        refused["row"] and f"{refused['row']}行目",
        refused["column"] and f"列「{refused['column']}」",
    )
    value = f"「{refused['value']}」" if refused["value"] else ""
    return f"{' '.join(filter(None, places))}{value}: {refused['reason']}"


def source_lines(sources: Sequence[dict[str, Any]]) -> list[str]:
    """What can be loaded: names, what it is, licence, origin, columns."""
    lines: list[str] = []
    for source in sources:
        call = f"enishi ingest {source['name']}{' フォルダー' if source['needs_path'] else ''}"
        lines += [
            f"{source['name']}  {source['label']}",
            f"  {source['description']}",
            f"  使い方: {call}",
            f"  ライセンス: {source['licence']}",
            f"  入手元: {source['origin']}",
        ]
        if source["needs_path"]:
            lines += ["  列:", *(f"    {sheet}: {'、'.join(columns)}" for sheet, columns in source["columns"].items())]
        lines.append("")
    return lines[:-1]

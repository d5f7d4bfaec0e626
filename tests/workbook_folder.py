"""Workbook folders for tests: sheets from rows, and a small valid one to spoil."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

SHEETS: dict[str, list[list[str]]] = {
    "出典": [
        ["ID", "題名", "発行者", "日付", "公開範囲"],
        ["s1", "合成記事その一", "合成新聞", "2025年5月", ""],
        ["s2", "合成記事その二", "", "", "公開"],
    ],
    "人物": [
        ["ID", "名称", "別名", "かな", "出典", "引用"],
        ["p1", "合成太郎", "合成たろう|ごうせい太郎", "ごうせいたろう", "s1", "合成太郎が"],
    ],
    "企業": [["名称", "出典"], ["合成株式会社", "s1"]],
    "役職": [["ID", "名称", "席数", "出典"], ["post1", "合成市 合成課長", "1席", "合成記事その二"]],
    "自治体": [["ID", "名称", "団体コード", "区分", "出典"], ["m1", "合成市", "", "市", "s1"]],
    "場": [
        ["ID", "名称", "開始", "終了", "前提", "出典"],
        ["e1", "合成勉強会", "2024-02-09", "", "少人数で話す", "s1"],
    ],
    "つながり": [
        [
            "元",
            "つながり",
            "先",
            "役割",
            "開始",
            "終了",
            "日付",
            "状態",
            "確からしさ",
            "区別",
            "回・部",
            "立場の役職",
            "出典",
            "引用",
        ],
        ["p1", "務める", "post1", "", "令和4年度", "", "", "", "", "", "", "", "s1", ""],
        [
            "合成太郎",
            "参加",
            "合成勉強会",
            "登壇",
            "",
            "",
            "2024-02-09",
            "",
            "",
            "",
            "第1部",
            "合成市 合成課長",
            "s1",
            "登壇した",
        ],
        ["合成株式会社", "TOOK_PART", "e1", "organizer", "", "", "", "以前", "推定", "", "", "", "s2", ""],
    ],
}


def write_sheet(folder: Path, name: str, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8-sig") -> Path:
    """Write one sheet as Excel does."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    return path


def write_workbook(
    folder: Path,
    changed: Mapping[str, Sequence[Sequence[str]] | None] | None = None,
    *,
    encoding: str = "utf-8-sig",
    **more: Sequence[Sequence[str]] | None,
) -> Path:
    """Write the valid workbook with some sheets replaced, added, or (None) left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {**SHEETS, **(changed or {}), **more}.items():
        if rows is not None:
            write_sheet(folder, name, rows, encoding=encoding)
    return folder


def with_rows(name: str, *rows: Sequence[str]) -> list[list[str]]:
    """A sheet of the valid workbook with further rows."""
    return [*SHEETS[name], *map(list, rows)]

"""A JSON file as one value. Whatever can't be read safely is refused with its place, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from graph.errors import SourceRefused
from graph.values.text import clean, excerpt

MAX_JSON_BYTES: Final = 64 * 1024 * 1024


def read_json(path: Path, *, parse_float: Callable[[str], Any] = float) -> Any:
    """The value that a file holds; `parse_float` makes numbers with a point (Decimal keeps every digit).

    Raises SourceRefused when the file is missing, too large, not UTF-8, cut off or otherwise no JSON, or when
    an object names a key twice, so that nobody could tell which value counts.
    """
    name = clean(path.name)
    try:
        if not path.is_file():
            raise SourceRefused(f"{name}: ファイルが見つかりません。場所を確かめてください。")
        if path.stat().st_size > MAX_JSON_BYTES:
            limit = MAX_JSON_BYTES >> 20
            raise SourceRefused(f"{name}: 大きすぎます（上限は{limit}MB）。ファイルを分けてください。")
        content = path.read_bytes()
    except OSError as error:
        raise SourceRefused(f"{name}: ファイルを読めません。権限と場所を確かめてください。") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceRefused(
            f"{name}: {line}行目あたりがUTF-8ではありません。元のファイルを取り直してください。"
        ) from error
    try:
        return json.loads(text, parse_float=parse_float, parse_constant=_no_number, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise SourceRefused(
            f"{name}: {error.lineno}行{error.colno}文字目でJSONとして読めません（途中で切れているかもしれません）。"
            "元のファイルを取り直してください。"
        ) from error
    except _Unusable as error:
        raise SourceRefused(f"{name}: {error}元のファイルを取り直してください。") from error
    except RecursionError as error:
        raise SourceRefused(f"{name}: 入れ子が深すぎます。元のファイルを取り直してください。") from error
    except ValueError as error:  # an integer of thousands of digits
        raise SourceRefused(f"{name}: 読めない数があります。元のファイルを取り直してください。") from error


class _Unusable(ValueError):
    """What JSON allows and a source can't mean; the message is Japanese."""


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise _Unusable(f"項目「{excerpt(key)}」が一つのまとまりに二度あります。")
        made[key] = value
    return made


def _no_number(text: str) -> Any:
    raise _Unusable(f"「{text}」は数ではありません。")

"""What the cells of a workbook point to: a record or a source, by its ID or by a name that only one has."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Final, Generic, TypeVar

from graph.errors import InvalidValue
from graph.values.text import fold

T = TypeVar("T")

_NEAR_NAMES: Final = 3
_SHOWN_CANDIDATES: Final = 5
# Looking for near names compares with all of them: not among many, and not for ever.
_HINTS: Final = 50
_NAMES_COMPARED: Final = 2_000
_CHECK_SPELLING: Final = "先にその行を加えるか、書き方を確かめてください。"


class Directory(Generic[T]):
    """Items by key and by name, and what was refused, with its place, so that a pointer to it says why.

    `noun` is what messages call an item (人物など, 出典).
    """

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._items: dict[str, T] = {}
        self._keys_of_name: dict[str, dict[str, None]] = {}
        self._refused: dict[str, str] = {}
        self._refused_names: dict[str, dict[str, None]] = {}
        self._hints_left = _HINTS
        self._folded: tuple[int, dict[str, str]] = (0, {})

    def get(self, key: str) -> T | None:
        """The item of this key, or None."""
        return self._items.get(key)

    def add(self, key: str, item: T, *names: str) -> None:
        """Enter an item under its key and these names; entering it again adds names."""
        self._items.setdefault(key, item)
        for name in filter(None, names):
            self._keys_of_name.setdefault(name, {})[key] = None

    def refuse(self, key: str, place: str, *names: str) -> None:
        """Remember that the row at `place`, which would have entered this key and these names, was refused."""
        if key:
            self._refused.setdefault(key, place)
            for name in filter(None, names):
                self._refused_names.setdefault(name, {})[key] = None

    def find(self, text: str, fits: Callable[[T], bool] = lambda _: True) -> T:
        """The one item that `text` points to: by key, else by name among those that fit, else by name alone.

        A name that a refused row has too could mean that one, so it is refused. Raises InvalidValue with what
        to do: unknown (near names are listed), ambiguous (keys are listed), or refused at its own place.
        """
        if text in self._items:
            return self._items[text]
        if text in self._refused:
            raise self._not_loaded(text, self._refused[text])
        lost = next((key for key in self._refused_names.get(text, ()) if key not in self._items), None)
        if lost is not None:
            raise self._not_loaded(text, self._refused[lost])
        named = list(self._keys_of_name.get(text, ()))
        fitting = [key for key in named if fits(self._items[key])]
        candidates = fitting or named
        if len(candidates) == 1:
            return self._items[candidates[0]]
        if candidates:
            shown = "」「".join(candidates[:_SHOWN_CANDIDATES])
            raise InvalidValue(
                f"「{text}」という{self._noun}が{len(candidates)}件あります。IDで書いてください（「{shown}」など）。"
            )
        raise InvalidValue(f"「{text}」という{self._noun}がありません。{self._hint(text)}")

    def _not_loaded(self, text: str, place: str) -> InvalidValue:
        return InvalidValue(
            f"「{text}」の行（{place}行目）に誤りがあり、取り込まれていません。先にその行を直してください。"
        )

    def _hint(self, text: str) -> str:
        spelling, spellings = fold(text), self._spellings()
        near = [spelling] if spelling in spellings else []
        if not near and self._hints_left > 0 and len(spellings) <= _NAMES_COMPARED:
            self._hints_left -= 1
            near = get_close_matches(spelling, list(spellings), n=_NEAR_NAMES)
        if near:
            return f"「{'」「'.join(spellings[each] for each in near)}」ではありませんか。"
        return _CHECK_SPELLING

    def _spellings(self) -> dict[str, str]:
        """Folded keys and names, and how they are written; made anew when items were added since."""
        size = len(self._items) + len(self._keys_of_name)
        if self._folded[0] != size:
            names = (*self._items, *self._keys_of_name)
            self._folded = (size, {fold(name): name for name in names})
        return self._folded[1]

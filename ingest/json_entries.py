"""Objects within a JSON file that know their place, so that one of them can be refused and the others loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

from graph.errors import InvalidRecord, InvalidValue
from graph.values.text import clean, excerpt
from ingest.tables import Refusal

T = TypeVar("T")

LONGEST_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One object: `sheet` is the list that holds it (`bills`), `number` its place there, counted from 1."""

    file: str
    sheet: str
    number: int
    fields: Mapping[str, Any]

    @classmethod
    def whole(cls, file: str, value: Any) -> Self:
        """The object that a file holds. Raises InvalidRecord when it is anything else."""
        if not isinstance(value, dict):
            raise InvalidRecord("JSONの全体が { } のまとまりではありません。元のファイルを取り直してください。")
        return cls(file, "", 0, value)

    @property
    def place(self) -> str:
        """Where a citation finds it: `bills:12`."""
        return f"{self.sheet}:{self.number}" if self.number else self.sheet

    def text(self, name: str) -> str:
        """A text, with all its line breaks; empty where there is none. Raises InvalidRecord for anything else."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise InvalidRecord(f"「{name}」が文字ではありません。元のファイルを取り直してください。")
        return value

    def line(self, name: str, longest: int = LONGEST_LINE) -> str:
        """A text on one line; empty where there is none. Raises InvalidRecord for a longer one and anything else."""
        value = clean(self.text(name))
        if len(value) > longest:
            raise InvalidRecord(f"「{name}」が長すぎます（{len(value)}文字）。{longest}文字までにしてください。")
        return value

    def needed(self, name: str, longest: int = LONGEST_LINE) -> str:
        """A text on one line that must be there. Raises InvalidRecord when it is missing, blank or longer."""
        value = self.line(name, longest)
        if not value:
            raise InvalidRecord(f"「{name}」がありません。元のファイルを取り直してください。")
        return value

    def count(self, name: str) -> int:
        """A whole number from 0. Raises InvalidRecord for anything else."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise InvalidRecord(f"「{name}」が0以上の整数ではありません。元のファイルを取り直してください。")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, blank ones left out. Raises InvalidRecord for anything else."""
        values = self.fields.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise InvalidRecord(f"「{name}」が文字の一覧ではありません。元のファイルを取り直してください。")
        return tuple(filter(None, map(clean, values)))

    def entries(self, name: str, refused: list[Refusal]) -> Iterator[Entry]:
        """The objects of a list; one that is no object is refused. Raises InvalidRecord when there is no such list."""
        values = self.fields.get(name)
        if not isinstance(values, list):
            raise InvalidRecord(f"一覧「{name}」がありません。元のファイルを取り直してください。")
        sheet = f"{self.place}/{name}".removeprefix("/")
        for number, value in enumerate(values, start=1):
            entry = Entry(self.file, sheet, number, value if isinstance(value, dict) else {})
            if isinstance(value, dict):
                yield entry
            else:
                refused.append(entry.refusal("まとまり { } ではありません。元のファイルを取り直してください。"))

    def refusal(self, reason: str, *, column: str = "", value: str = "") -> Refusal:
        """Why this object, or one of its texts, is not loaded."""
        return Refusal(self.file, self.sheet, self.number, column, excerpt(value), reason)

    def attempt(self, make: Callable[[Entry], T], refused: list[Refusal]) -> T | None:
        """What `make` makes of the object, or None with the refusal noted."""
        try:
            return make(self)
        except (InvalidRecord, InvalidValue) as refusal:
            refused.append(self.refusal(refusal.message))
            return None

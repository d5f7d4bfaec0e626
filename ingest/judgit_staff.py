"""Who made a review sheet and where: the cells 担当部局庁, 担当課室 and 作成責任者 taken apart.

Units and people stand line by line, in many manners: `課長　川野　真稔`, `上村　秀紀　課長`, a title alone on the line
above or below the name, `参事官：白水 伸英`, several names after one title, surnames only (`松田参事官`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.values.text import clean

_TITLE_ENDINGS: Final = (
    "課長|室長|部長|局長|所長|校長|参事官|企画官|管理官|研究官|調査官|協力官|統括官|プロジェクト統括"
)
_TITLE: Final = rf"[^\s：:]*(?:{_TITLE_ENDINGS})(?:（[^）]*）)?"
_TITLE_ONLY: Final = re.compile(_TITLE)
_TITLE_FIRST: Final = re.compile(rf"(?P<title>{_TITLE})[\s：:]+(?P<names>.+)")
_TITLE_LAST: Final = re.compile(rf"(?P<names>.+?)\s+(?P<title>{_TITLE})")
_SPREAD_TITLE: Final = re.compile(r"^([課室部局所])\s+長(?=\s)")
_NAME: Final = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\U00020000-\U0003ffff\uf900-\ufaff々]+")
_LONGEST_NAME: Final = 8
# 松田参事官 is a surname and a title; 内閣参事官 is a title.
_SURNAME_AND_TITLE: Final = re.compile(r"(?!内閣|統括)[\u3400-\u9fff]{1,3}(?:参事官|企画官)")
_LINES: Final = re.compile(r"[\n、]+")
_NAMES_APART: Final = re.compile(r"[･・]")
_TO_WIDE: Final = str.maketrans({"(": "（", ")": "）", "：": ":"})
# 技術政策課研究推進室 is a room in a section, 情報流通行政局郵政行政部 a department in a bureau.
_NESTED: Final = (
    re.compile(r"(?P<outer>[^（]+課)(?P<inner>[^課・][^課]*室(?:（[^）]*）)?)"),
    re.compile(r"(?P<outer>[^（]+[局庁])(?P<inner>[^局]+[部課])"),
    re.compile(r"(?P<outer>[^（]+部)(?P<inner>[^部]+課)"),
)
_LEADS: Final = {"課長": "課", "室長": "室", "部長": "部", "局長": "局", "所長": "所", "校長": "校"}

Unit = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A person as a cell names them; `name` is empty where only the surname is told."""

    title: str
    name: str


def lines_of(cell: str) -> list[str]:
    """The entries of a cell: a line or 、 parts them; width and brackets unified."""
    return [line for line in (clean(part).translate(_TO_WIDE) for part in _LINES.split(cell)) if line]


def units_of(ministry: str, bureau_cell: str, unit_cell: str) -> tuple[Unit, ...]:
    """The paths of the units in charge below the ministry, (情報流通行政局, 地域通信振興課), in the order told.

    One bureau holds all units; several bureaus hold as many units one by one. Where the numbers differ nobody
    can tell which unit is where: then the bureaus alone are given.
    """
    bureaus = [_below(ministry, line) for line in lines_of(bureau_cell)]
    bureaus = [bureau for bureau in bureaus if bureau] or [()]
    units = [_below(ministry, line) for line in lines_of(unit_cell)]
    pairs: list[tuple[Unit, Unit]]
    if not units:
        pairs = [(bureau, ()) for bureau in bureaus]
    elif len(bureaus) == 1:
        pairs = [(bureaus[0], unit) for unit in units]
    elif len(bureaus) == len(units):
        pairs = list(zip(bureaus, units, strict=True))
    else:
        pairs = [(bureau, ()) for bureau in bureaus]
    paths = (bureau if unit == bureau else bureau + unit for bureau, unit in pairs)
    return tuple(dict.fromkeys(path for path in paths if path))


def _below(ministry: str, line: str) -> Unit:
    """A name as a path; the ministry itself goes."""
    parts: list[str] = []
    for word in line.removeprefix(ministry).split():
        parts += _nested(word)
    return tuple(parts)


def _nested(word: str) -> list[str]:
    for pattern in _NESTED:
        found = pattern.fullmatch(word)
        if found:
            return [*_nested(found["outer"]), *_nested(found["inner"])]
    return [word]


def members_of(cell: str, units: Sequence[Unit]) -> list[Member]:
    """The people of a cell in the order told. A title alone belongs to the nameless line before or after it."""
    found: list[Member] = []
    pending = ""
    for line in lines_of(cell):
        entry = _SPREAD_TITLE.sub(r"\1長", line.removeprefix("（").removesuffix("）") if line[0] == "（" else line)
        if _SURNAME_AND_TITLE.fullmatch(entry):
            found.append(Member(entry, ""))
        elif _TITLE_ONLY.fullmatch(entry) and not _ends_with_unit(entry, units):
            if found and not found[-1].title and not pending:
                found[-1] = Member(entry, found[-1].name)
            else:
                pending = entry
        else:
            title, names = _title_and_names(entry, units)
            if not names:
                if found and not found[-1].title:
                    found[-1] = Member(title, found[-1].name)
                else:
                    pending = title
                continue
            found += [Member(title or pending, name) for name in names]
            pending = ""
    return found


def _ends_with_unit(entry: str, units: Sequence[Unit]) -> bool:
    return any(entry.endswith(f"{path[-1]}長") for path in units)


def _title_and_names(entry: str, units: Sequence[Unit]) -> tuple[str, list[str]]:
    found = _TITLE_FIRST.fullmatch(entry) or _TITLE_LAST.fullmatch(entry)
    if found:
        return found["title"], list(_names(found["names"]))
    for path in units:  # 込山愛郎総務課長
        title = f"{path[-1]}長"
        if entry.endswith(title):
            return title, list(_names(entry.removesuffix(title)))
    return "", list(_names(entry))


def _names(text: str) -> Iterator[str]:
    for part in _NAMES_APART.split(text):
        name = clean(part)
        if name:
            yield name


def is_name(text: str) -> bool:
    """Whether a text can be a person's name in Japanese script: 柴山 研, not sibayama 研."""
    letters = text.replace(" ", "")
    return len(letters) <= _LONGEST_NAME and _NAME.fullmatch(letters) is not None


def place_of(member: Member, at: int, members: Sequence[Member], units: Sequence[Unit]) -> Unit | None:
    """The unit of a person: the only one, the one their title names or can lead, or the one on the same line.

    None where nothing tells. A title that leads a part of the path leads that part: the 課長 beside
    技術政策課研究推進室 leads the section.
    """
    ending = _LEADS.get(member.title, "")
    named = [path for path in units if member.title == f"{path[-1]}長"]
    led = [path for path in units if ending and _is_led(path[-1], ending)]
    alone = sum(other.title == member.title for other in members) == 1
    if len(units) == 1:
        path = units[0]
    elif len(named) == 1:
        path = named[0]
    elif len(units) == len(members):
        path = units[at]
    elif len(led) == 1 and alone:
        path = led[0]
    else:
        return None
    for length in range(len(path), 0, -1):
        part = path[length - 1]
        if member.title == f"{part}長" or (ending and _is_led(part, ending)):
            return path[:length]
    return path


def _is_led(part: str, ending: str) -> bool:
    return re.sub(r"（[^）]*）$", "", part).endswith(ending)


def post_title(title: str, unit: str) -> str:
    """The title without the unit's name: 総務課長 of 総務課 is 課長."""
    if title == f"{unit}長" and unit[-1:] in _LEADS.values():
        return f"{unit[-1]}長"
    return title


def post_name(title: str, unit: str) -> str:
    """How people call the post: 地域通信振興課長, 参事官（総括担当）, 国際戦略課 参事官."""
    if _LEADS.get(title) == unit[-1:]:
        return f"{unit}長"
    if unit.startswith(f"{title}（"):
        return unit
    return f"{unit} {title}"


def has_one_seat(title: str, unit: str) -> bool:
    """Whether only one person can hold it: the head of a unit, or a post that is its own unit."""
    return post_name(title, unit) in (f"{unit}長", unit)

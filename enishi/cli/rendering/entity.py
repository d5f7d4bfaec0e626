"""One entity as text: who or what it is, roles, ties by meaning, disagreements, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from enishi.cli.rendering.words import (
    Footnotes,
    closing,
    date_text,
    interval_text,
    labels_of,
    level_text,
    strength_text,
)
from graph.bodies import ConflictBody, EntityBody, HolderBody, RoleBody, ShowBody, SourceRef, TieBody
from graph.ontology.declaration import ValueType
from graph.ontology.vocabulary import CERTAINTY_LABELS, KIND, STATUS_LABELS, TIE
from graph.values.dates import last_day_or_min

Item = TypeVar("Item")
_MOST_LINES: Final = 8
"""Lines printed under one heading; the rest is counted."""
_LEAST_STRENGTH: Final = 0.0005  # below it the text would say 0.000
_MOST_PEOPLE: Final = 30
"""People named behind one post; the rest is counted."""
_MOST_VALUES: Final = 5
"""Values of one property on a line; the rest is counted."""
_IDENTIFIER_LABELS: Final = {"lgcode": "団体コード", "houjin-bangou": "法人番号"}
_TOLD_ELSEWHERE: Final = frozenset({"name", "alias", "kana", "lgcode", "houjin_bangou"})


def show_lines(body: ShowBody, *, everything: bool = False) -> list[str]:
    """The answer: of each heading the first lines, the rest counted; all of them if `everything` is wanted."""
    notes = Footnotes()
    most = None if everything else _MOST_LINES
    lines = [f"{body['caption']}  {labels_of(body['kind'], body['labels'])}", body["summary"], *_facts(body, most)]
    if body["roles"]:
        lines += ["", "役職・所属", *_first(body["roles"], lambda role: _role_line(role, notes), most)]
    if body["holders"] and body["kind"] != "Post":
        lines += ["", "役職にある人", *_holder_lines(body["holders"], notes, most)]
    lines += _tie_lines(body["ties"], notes, most)
    if body["truncated"]:
        lines += ["", "つながりが多いため、一部だけを出しています。"]
    if body["conflicts"]:
        lines += ["", "出典による食い違い"]
        lines += _first(body["conflicts"], lambda conflict: _conflict_line(body["kind"], conflict, notes), most)
    notes.marks(body["sources"])
    return [*lines, *notes.lines(), *closing(body["as_of"], body["revision"], body["newest_source"])]


def _first(items: Sequence[Item], line: Callable[[Item], str], most: int | None) -> list[str]:
    """The lines of the first items, and how many more there are."""
    lines = [line(item) for item in items[:most]]
    rest = len(items) - len(lines)
    return [*lines, f"  ほか {rest:,}件（--all ですべて出ます）"] if rest else lines


def _facts(body: EntityBody, most: int | None) -> list[str]:
    shown = most and _MOST_VALUES
    names = {kind: [name["value"] for name in body["names"] if name["kind"] == kind] for kind in ("alias", "kana")}
    facts = [("別名", _values(names["alias"], shown)), ("かな", _values(names["kana"], shown))]
    facts += [
        (_IDENTIFIER_LABELS.get(each["scheme"], each["scheme"]), each["identifier"]) for each in body["identifiers"]
    ]
    facts += [
        (_label(body["kind"], name), _values([_value(body["kind"], name, value) for value in values], shown))
        for name, values in body["properties"].items()
        if name not in _TOLD_ELSEWHERE
    ]
    return [f"  {label}: {value}" for label, value in (*facts, ("ID", body["id"])) if value]


def _values(values: Sequence[str], most: int | None) -> str:
    """Values in a row, the first few where there are many."""
    rest = len(values) - len(values[:most])
    return "、".join(values[:most]) + (f" ほか{rest}件" if rest else "")


def _conflict_line(kind: str, conflict: ConflictBody, notes: Footnotes) -> str:
    name = conflict["property"]
    return f"  {_label(kind, name)}: {_value(kind, name, conflict['value'])}{notes.marks(conflict['sources'])}"


def _label(kind: str, name: str) -> str:
    declared = KIND[kind].property(name)
    return declared.label_ja if declared is not None else name


def _value(kind: str, name: str, value: str) -> str:
    declared = KIND[kind].property(name)
    if declared is None:
        return value
    if declared.type is ValueType.CHOICE:
        return declared.choice_label(value)
    return date_text(value) if declared.type is ValueType.DATE else value


def _role_line(role: RoleBody, notes: Footnotes) -> str:
    when = "、".join(filter(None, map(interval_text, role["intervals"])))
    return f"  ・{_mark(role['status'])}{_place(role)}{when and f'（{when}）'}{notes.marks(role['sources'])}"


def _holder_lines(holders: Sequence[HolderBody], notes: Footnotes, most: int | None) -> list[str]:
    """A line for each post: its name and who holds it."""
    by_post: dict[str, list[HolderBody]] = {}
    for holder in holders:
        by_post.setdefault(holder["post"]["id"], []).append(holder)

    def line(held: list[HolderBody]) -> str:
        people = _values([each["person"]["caption"] for each in held], most and _MOST_PEOPLE)
        number = f"（{len(held)}人）" if len(held) > 1 else ""
        return f"  ・{held[0]['post']['caption']}{number}: {people}{notes.marks(_newest(held))}"

    return _first(list(by_post.values()), line, most)


def _newest(held: Iterable[HolderBody]) -> list[SourceRef]:
    """The sources of several holders, the newest first."""
    sources = [source for each in held for source in each["sources"]]
    return sorted(sources, key=lambda source: last_day_or_min(source["date"]), reverse=True)


def _place(role: RoleBody) -> str:
    """The post, with its organisation unless its name tells that; without a post the organisation and the role."""
    organization = role["organization"]["caption"] if role["organization"] is not None else ""
    if role["post"] is None:
        return " ".join(filter(None, (organization, role["role"])))
    post = role["post"]["caption"]
    return post if organization in post else f"{organization} {post}"


def _mark(status: str, told: str = "") -> str:
    """A mark in front of what is not current, unless the text says so."""
    label = STATUS_LABELS[status]
    return "" if status == "actual" or label in told else f"【{label}】"


def _tie_lines(ties: Sequence[TieBody], notes: Footnotes, most: int | None) -> list[str]:
    grouped: dict[str, list[TieBody]] = {}
    for tie in ties:
        grouped.setdefault(TIE[tie["kind"]].meaning, []).append(tie)
    lines: list[str] = []
    for meaning, listed in grouped.items():
        lines += ["", f"つながり: {meaning}（{len(listed):,}件）"]
        alike: dict[tuple[str, str], list[TieBody]] = {}
        for tie in listed:
            alike.setdefault((tie["status"], tie["text"]), []).append(tie)
        lines += _first(list(alike.values()), lambda same: _tie_line(same[0], notes) + _number(same), most)
    return lines


def _number(same: Sequence[TieBody]) -> str:
    """How many ties read alike (votes on bills of one name), if more than one."""
    return f"（同じ記載{len(same)}件）" if len(same) > 1 else ""


def _tie_line(tie: TieBody, notes: Footnotes) -> str:
    remarks = []
    if tie["level"] is not None and tie["strength"] is not None and tie["strength"] >= _LEAST_STRENGTH:
        remarks += [level_text(tie["level"]), strength_text(tie["strength"])]
    certainty = CERTAINTY_LABELS[tie["certainty"]]
    if tie["certainty"] != "stated" and certainty not in tie["text"]:
        remarks.append(certainty)
    remark = f"（{'、'.join(remarks)}）" if remarks else ""
    return f"  ・{_mark(tie['status'], tie['text'])}{tie['text']}{remark}{notes.marks(tie['sources'])}"

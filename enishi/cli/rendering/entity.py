"""One entity as text: who or what it is, roles, ties by meaning, disagreements, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enishi.cli.rendering.words import (
    Footnotes,
    closing,
    date_text,
    interval_text,
    labels_of,
    level_text,
    strength_text,
)
from graph.bodies import ConflictBody, EntityBody, RoleBody, ShowBody, TieBody
from graph.ontology.declaration import ValueType
from graph.ontology.vocabulary import CERTAINTY_LABELS, KIND, STATUS_LABELS, TIE

_MOST_TIES: Final = 30
"""Ties printed under one heading; the rest is counted."""
_IDENTIFIER_LABELS: Final = {"lgcode": "団体コード", "houjin-bangou": "法人番号"}
_TOLD_ELSEWHERE: Final = frozenset({"name", "alias", "kana", "lgcode", "houjin_bangou"})


def show_lines(body: ShowBody) -> list[str]:
    """The whole answer."""
    notes = Footnotes()
    lines = [f"{body['caption']}  {labels_of(body['kind'], body['labels'])}", body["summary"], *_facts(body)]
    if body["roles"]:
        lines += ["", "役職・所属", *(_role_line(role, notes) for role in body["roles"])]
    lines += _tie_lines(body["ties"], notes)
    if body["truncated"]:
        lines += ["", "つながりが多いため、一部だけを出しています。"]
    if body["conflicts"]:
        lines += ["", "出典による食い違い"]
        lines += [_conflict_line(body["kind"], conflict, notes) for conflict in body["conflicts"]]
    notes.marks(body["sources"])
    return [*lines, *notes.lines(), *closing(body["as_of"], body["revision"], body["newest_source"])]


def _facts(body: EntityBody) -> list[str]:
    names = {kind: [name["value"] for name in body["names"] if name["kind"] == kind] for kind in ("alias", "kana")}
    facts = [("別名", "、".join(names["alias"])), ("かな", "、".join(names["kana"]))]
    facts += [
        (_IDENTIFIER_LABELS.get(each["scheme"], each["scheme"]), each["identifier"]) for each in body["identifiers"]
    ]
    facts += [
        (_label(body["kind"], name), "、".join(_value(body["kind"], name, value) for value in values))
        for name, values in body["properties"].items()
        if name not in _TOLD_ELSEWHERE
    ]
    return [f"  {label}: {value}" for label, value in (*facts, ("ID", body["id"])) if value]


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


def _tie_lines(ties: Sequence[TieBody], notes: Footnotes) -> list[str]:
    grouped: dict[str, list[TieBody]] = {}
    for tie in ties:
        grouped.setdefault(TIE[tie["kind"]].meaning, []).append(tie)
    lines: list[str] = []
    for meaning, listed in grouped.items():
        lines += [
            "",
            f"つながり: {meaning}（{len(listed)}件）",
            *(_tie_line(tie, notes) for tie in listed[:_MOST_TIES]),
        ]
        if len(listed) > _MOST_TIES:
            lines.append(f"  ほか {len(listed) - _MOST_TIES}件（--json ですべて出ます）")
    return lines


def _tie_line(tie: TieBody, notes: Footnotes) -> str:
    remarks = []
    if tie["level"] is not None:
        remarks.append(level_text(tie["level"]))
    if tie["strength"] is not None:
        remarks.append(strength_text(tie["strength"]))
    certainty = CERTAINTY_LABELS[tie["certainty"]]
    if tie["certainty"] != "stated" and certainty not in tie["text"]:
        remarks.append(certainty)
    remark = f"（{'、'.join(remarks)}）" if remarks else ""
    return f"  ・{_mark(tie['status'], tie['text'])}{tie['text']}{remark}{notes.marks(tie['sources'])}"

"""The page docs/ontology.md, written from the declarations; a test holds the page to them.

`python -m graph.ontology.page` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.ontology.declaration import Kind, Property, TieKind, ValueType
from graph.ontology.kinds import KINDS
from graph.ontology.ladder import LADDER
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.ties import TIES
from graph.ontology.vocabulary import CERTAINTY_LABELS, GROUPS, STATUS_LABELS, is_organization

_INTRODUCTION = """\
# The vocabulary

Written by `python -m graph.ontology.page > docs/ontology.md` from `graph/ontology/`; a test fails when the two differ.
Column titles are what a sheet of the workbook may say, the first one being the usual one.
"""


def ontology_page() -> str:
    """The whole page as Markdown, ending in a newline."""
    return "\n".join((_INTRODUCTION, *_kinds(), *_roles(), *_ties(), *_ladder(), *_states()))


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles)), *map(_row, rows), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '·') for cell in cells)} |"


def _kinds() -> Iterator[str]:
    yield from ("## Kinds", "")
    yield from _table(
        ("Kind", "日本語", "Group", "Sign", "What"),
        [
            (
                f"`{kind.name}`",
                kind.label_ja,
                f"`{kind.group}`",
                f"{kind.initial} {kind.shape} `{kind.colour}`",
                kind.help_ja,
            )
            for kind in KINDS
        ],
    )
    yield f"`Organization` stands for {', '.join(f'`{name}`' for name in GROUPS['Organization'])}."
    yield ""
    told: list[Property] = []
    organizations = [kind for kind in KINDS if is_organization(kind.name)]
    for title, kinds in (
        ("Every kind", KINDS),
        ("Every organisation", organizations),
        *((f"{kind.name} {kind.label_ja}", [kind]) for kind in KINDS),
    ):
        properties = [prop for prop in _shared_properties(kinds) if prop not in told]
        if properties:
            yield from (f"### {title}", "")
            yield from _property_table(properties)
        if len(kinds) > 1:
            told += properties


def _shared_properties(kinds: Sequence[Kind]) -> list[Property]:
    return [prop for prop in kinds[0].properties if all(prop in kind.properties for kind in kinds)]


def _property_table(properties: Sequence[Property]) -> list[str]:
    return _table(
        ("Property", "Columns", "Value", "Remarks"),
        [(f"`{prop.name}`", "、".join(prop.columns), _value(prop), _remarks(prop)) for prop in properties],
    )


def _value(prop: Property) -> str:
    if prop.type is ValueType.CHOICE:
        return "、".join(f"`{choice}` {label}" for choice, label in zip(prop.choices, prop.choice_labels, strict=True))
    return prop.type.value


def _remarks(prop: Property) -> str:
    return " ".join(
        filter(None, ("several" if prop.many else "", "identifies" if prop.identifying else "", prop.help_ja))
    )


def _roles() -> Iterator[str]:
    yield from ("## Roles", "", "Derived beside the kind, so that `MATCH (c:Councillor)` works.", "")
    yield from _table(
        ("Role", "日本語", "Who"), [(f"`{role.name}`", role.label_ja, role.help_ja) for role in ROLE_LABELS]
    )


def _ties() -> Iterator[str]:
    yield from ("## Ties", "", "Every tie has sources, dates or none, a status and a certainty.", "")
    yield from _table(
        ("Tie", "日本語", "From", "To", "Reads", "Meaning"),
        [
            (
                f"`{tie.name}`",
                "、".join((tie.label_ja, *tie.headers)),
                _ends(tie, 0),
                _ends(tie, 1),
                tie.text_ja,
                tie.meaning,
            )
            for tie in TIES
        ],
    )
    for tie in TIES:
        if tie.roles or tie.properties:
            yield from (f"### {tie.name} {tie.label_ja}", "")
        if tie.roles:
            required = "required" if tie.role_required else "optional"
            yield f"Roles ({required}): " + "、".join(
                f"`{role.name}` {'・'.join((role.label_ja, *role.headers))}" for role in tie.roles
            )
            yield ""
        if tie.properties:
            yield from _property_table(tie.properties)


def _ends(tie: TieKind, end: int) -> str:
    return ", ".join(f"`{name}`" for name in tie.ends[end])


def _ladder() -> Iterator[str]:
    yield from ("## The ladder of ties (つながりの階段)", "")
    yield from _table(
        ("Level", "日本語", "English", "Weight", "Half-life, years"),
        [
            (str(level.number), level.label_ja, level.label_en, f"{level.weight:g}", f"{level.half_life:g}")
            for level in LADDER
        ],
    )


def _states() -> Iterator[str]:
    yield from ("## Status and certainty", "")
    yield from _table(
        ("Name", "日本語"),
        [(f"`{name}`", label) for name, label in (*STATUS_LABELS.items(), *CERTAINTY_LABELS.items())],
    )


if __name__ == "__main__":
    import sys

    sys.stdout.write(ontology_page())

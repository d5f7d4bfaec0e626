"""What is loaded, what a load did, which sources there are, what a check found: as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from enishi.cli.rendering.layout import table
from graph.bodies import StatsBody
from graph.ontology.vocabulary import KIND, TIE
from graph.store.base import Problem

_MOST_PROBLEMS: Final = 20


def stats_lines(body: StatsBody) -> list[str]:
    """Counts by kind and by tie."""
    nodes = [(KIND[kind].label_ja, kind, f"{count:,}") for kind, count in body["nodes"].items()]
    ties = [(TIE[kind].label_ja, kind, f"{count:,}") for kind, count in body["ties"].items()]
    all_nodes, all_ties = sum(body["nodes"].values()), sum(body["ties"].values())
    return [
        f"人・組織など {all_nodes:,}件、つながり {all_ties:,}件、出典 {body['sources']:,}件",
        *(("", *table(("種類", "名", "件数"), nodes, numbers=(2,))) if nodes else ()),
        *(("", *table(("つながり", "名", "件数"), ties, numbers=(2,))) if ties else ()),
        "",
        f"データの版: {body['revision']}",
    ]


def problem_lines(problems: Sequence[Problem], revision: str) -> list[str]:
    """Every broken invariant, or that there is none."""
    if not problems:
        return [f"問題はありませんでした（データの版: {revision}）。"]
    lines = [f"{len(problems)}件の問題が見つかりました。"]
    lines += [
        f"  [{problem.invariant}] {problem.message}{problem.subject and f'（{problem.subject}）'}"
        for problem in problems[:_MOST_PROBLEMS]
    ]
    if len(problems) > _MOST_PROBLEMS:
        lines.append(f"  ほか {len(problems) - _MOST_PROBLEMS}件（--json ですべて出ます）")
    return [*lines, "それぞれの意味と直し方は docs/checks.md にあります。"]

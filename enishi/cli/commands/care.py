"""Care of the data: check."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from enishi.cli.output import emit_json, emit_lines
from enishi.cli.parser import Commands

DONE = 0
PROBLEMS_FOUND = 1


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    commands.add("check", "", "保存先に矛盾がないかを、すべて調べます（docs/checks.md）", run_check)


def run_check(options: Namespace) -> int:
    """Every invariant of the store; exit code 1 when one is broken."""
    from enishi.stores import open_own_store

    with open_own_store(options.store) as store:
        problems, revision = store.check(), store.revision()
    if options.json:
        emit_json({"problems": [asdict(problem) for problem in problems], "revision": revision})
    else:
        from enishi.cli.rendering.counts import problem_lines

        emit_lines(problem_lines(problems, revision))
    return PROBLEMS_FOUND if problems else DONE

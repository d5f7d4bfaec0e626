"""Pictures: view."""

from __future__ import annotations

import unicodedata
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from enishi.cli.commands.ask import as_of_option, asked_graph
from enishi.cli.output import emit_json, emit_lines, json_text, refuse_missing_folder, write_file
from enishi.cli.parser import Commands, whole_number
from graph.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

DONE = 0
_FORMATS: Final = (".html", ".json")
_MOST_NAME_CHARACTERS: Final = 40


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    view = commands.add("view", "ENTITY", "つながりの図を、ネットワークなしで開ける1つのファイルにします", run_view)
    view.argument("entity", "ENTITY", "中心にする名前またはID")
    view.option("-o", "--output", metavar="FILE", text="書き出すファイル（.html または .json。省くと 名前.html）")
    view.option("--limit", metavar="N", type=whole_number, default=60, text="図に出す数（省くと60）")
    as_of_option(view)


def run_view(options: Namespace) -> int:
    """Write the picture of one entity; with --json and no file the picture's data goes to stdout."""
    from pathlib import Path

    target = Path(options.output) if options.output else None
    if target is not None:
        _refuse_bad_target(target)
    with asked_graph(options) as graph:
        view = graph.view(options.entity, limit=options.limit, as_of=options.as_of)
    if target is None and options.json:
        emit_json(view.body)
        return DONE
    target = target or Path(f"{file_name(view.title)}.html")
    write_file(target, view.html() if target.suffix == ".html" else json_text(view.body), field="output")
    hidden = (
        f"（近い順に{len(view.body['elements']['nodes'])}件、ほか{view.body['hidden']}件は省きました）"
        if view.body["hidden"]
        else ""
    )
    emit_lines([f"{target} に書きました{hidden}。"])
    return DONE


def file_name(caption: str) -> str:
    """A name for a file out of a caption: letters and digits of any script, everything else as one dash."""
    kept = "".join(character if unicodedata.category(character)[0] in "LN" else "-" for character in caption)
    return "-".join(filter(None, kept.split("-")))[:_MOST_NAME_CHARACTERS] or "enishi"


def _refuse_bad_target(target: Path) -> None:
    if target.suffix not in _FORMATS:
        raise UsageError(
            f"{target.name} の形式では書けません。今は {' か '.join(_FORMATS)} にしてください。", field="output"
        )
    refuse_missing_folder(target, field="output")

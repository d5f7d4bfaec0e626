"""Care of the data: check, backup, restore, push."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from enishi.cli.output import emit_json, emit_lines, refuse_missing_folder
from enishi.cli.parser import Commands
from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.store.base import Store

DONE = 0
PROBLEMS_FOUND = 1


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    commands.add("check", "", "保存先に矛盾がないかを、すべて調べます（docs/checks.md）", run_check)
    backup = commands.add("backup", "FILE", "保存先のすべてを、1つの控えのファイルに書きます", run_backup)
    backup.argument("file", "FILE", "控えのファイル（例: enishi-2026-11-24.gz）")
    restore = commands.add("restore", "FILE", "控えから戻します（SQLite と Neo4j のどちらにも戻せます）", run_restore)
    restore.argument("file", "FILE", "backup で作ったファイル")
    restore.option("--replace", action="store_true", text="今入っているものを捨てて置き換える")
    push = commands.add("push", "--to URL", "保存先のすべてを別の保存先に移し、同じになったかを確かめます", run_push)
    push.option("--to", metavar="URL", required=True, text="移す先（ファイルのパス、bolt://、neo4j:// など）")
    push.option("--replace", action="store_true", text="移す先に元にないデータがあっても、捨てて置き換える")


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


def run_backup(options: Namespace) -> int:
    """The whole store into one file."""
    from pathlib import Path

    from enishi.cli.progress import Progress
    from enishi.stores import open_own_store
    from graph.store.transfer import write_backup

    path = Path(options.file).expanduser()
    refuse_missing_folder(path, field="file")
    with open_own_store(options.store) as store, Progress(quiet=options.quiet) as progress:
        revision = store.revision()
        rows = write_backup(
            path, store.facts(), revision=revision, progress=lambda done, total: progress(done, total, "控え")
        )
    return _told(options, f"「{path}」に控えを書きました（{rows:,}行）。", file=str(path), rows=rows, revision=revision)


def run_restore(options: Namespace) -> int:
    """A backup into the store, which must be empty or be replaced."""
    from pathlib import Path

    from enishi.cli.progress import Progress
    from enishi.stores import open_own_store
    from graph.store.transfer import Backup, counted

    backup = Backup(Path(options.file).expanduser())
    with open_own_store(options.store) as store, Progress(quiet=options.quiet) as progress:
        if store.runs() and store.revision() != backup.revision and not options.replace:
            raise UsageError(
                f"「{store.url}」にはすでにデータが入っています。空の保存先を指定するか、"
                "置き換えてよければ --replace を付けてください。",
                field="replace",
            )
        rows = counted(backup.rows(), lambda done, total: progress(done, total, "戻す"))
        store.replace(rows, revision=backup.revision)
        url = store.url
    told = f"「{backup.path}」から「{url}」に戻しました。"
    return _told(options, told, file=str(backup.path), revision=backup.revision)


def run_push(options: Namespace) -> int:
    """The whole store into another one, compared afterwards; cut off, the same command brings it to its end."""
    from enishi.cli.progress import Progress
    from enishi.stores import open_own_store
    from graph.store.transfer import counted

    with (
        open_own_store(options.store) as source,
        open_own_store(options.to) as target,
        Progress(quiet=options.quiet) as progress,
    ):
        if source.url == target.url:
            raise UsageError("移す元と移す先が同じです。--to に別の保存先を指定してください。", field="to")
        if not options.replace:
            _refuse_to_lose_loads(source, target)
        revision = source.revision()
        facts = counted(source.facts(), lambda done, total: progress(done, total, "移す"))
        target.replace(facts, revision=revision)
        arrived = target.revision()
        url = target.url
    if arrived != revision:
        raise UsageError(
            f"移した先の版（{arrived}）が元（{revision}）と合いません。移す先を check で調べてください。", field="to"
        )
    return _told(options, f"「{url}」に移しました。同じ内容であることを確かめました。", to=url, revision=revision)


def _refuse_to_lose_loads(source: Store, target: Store) -> None:
    """Refuse to write over a store that holds loads of its own."""
    known = {run.id for run in source.runs()}
    own = [run for run in target.runs() if run.id not in known and run.status == "done"]
    if own:
        raise UsageError(
            f"「{target.url}」には、元にない取り込み（{own[-1].dataset}）があります。空の保存先を指定するか、"
            "捨ててよければ --replace を付けてください。",
            field="replace",
        )


def _told(options: Namespace, line: str, **body: object) -> int:
    if options.json:
        emit_json(body)
    else:
        emit_lines([line, f"データの版: {body['revision']}"])
    return DONE

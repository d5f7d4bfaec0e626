"""Loading data: ingest."""

from __future__ import annotations

from argparse import Namespace

from enishi.cli.output import emit_json, emit_lines, json_text, refuse_missing_folder, write_file
from enishi.cli.parser import Commands
from graph.errors import UsageError

DONE = 0
SOME_REFUSED = 1


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    ingest = commands.add(
        "ingest", "SOURCE PATH…", "データを取り込みます（同じものを二度取り込んでも変わりません）", run_ingest
    )
    ingest.argument("source", "SOURCE", "何を取り込むか（enishi ingest --list で一覧）", nargs="?")
    ingest.argument("paths", "PATH", "ファイルまたはフォルダー", nargs="*")
    ingest.option(
        "--list", action="store_true", dest="listed", text="取り込めるデータと、その列・ライセンス・入手元を出す"
    )
    ingest.option("--dry-run", action="store_true", text="取り込まずに、どうなるかだけを調べる")
    ingest.option("--report", metavar="FILE", text="結果をJSONでファイルに書く")


def run_ingest(options: Namespace) -> int:
    """Load one source; exit code 1 when rows were refused."""
    if options.listed:
        return _list_sources(options)
    if not options.source:
        raise UsageError(
            "何を取り込むかを指定してください（例: enishi ingest sample）。一覧は enishi ingest --list で見られます。",
            field="source",
        )
    from pathlib import Path

    from enishi.cli.progress import Progress
    from enishi.stores import open_own_store
    from ingest.run import ingest

    report_file = Path(options.report) if options.report else None
    if report_file is not None:
        refuse_missing_folder(report_file, field="report")
    with open_own_store(options.store) as store, Progress(quiet=options.quiet) as progress:
        report = ingest(
            store, options.source, [Path(path) for path in options.paths], dry_run=options.dry_run, progress=progress
        )
    body = report.to_row()
    if report_file is not None:
        write_file(report_file, json_text(body), field="report")
    if options.json:
        emit_json(body)
    else:
        from enishi.cli.rendering.loading import report_lines

        emit_lines(report_lines(body, dry_run=options.dry_run))
    return SOME_REFUSED if body["refused"] else DONE


def _list_sources(options: Namespace) -> int:
    from ingest.sources import SOURCES

    rows = [source.to_row() for source in SOURCES.values()]
    if options.json:
        emit_json(rows)
    else:
        from enishi.cli.rendering.loading import source_lines

        emit_lines(source_lines(rows))
    return DONE

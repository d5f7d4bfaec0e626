"""Getting the files of public sources: fetch."""

from __future__ import annotations

from argparse import Namespace

from enishi.cli.output import emit_json, emit_lines
from enishi.cli.parser import Commands

DONE = 0


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    fetch = commands.add(
        "fetch",
        "SOURCE",
        "公開されているデータのファイルを、決まった版で取得します（途中で切れても続きから）",
        run_fetch,
        more="入手元・ライセンス・版の日付は docs/sources.md にあります。",
    )
    fetch.argument("source", "SOURCE", "何を取得するか（docs/sources.md に一覧）")
    fetch.option("--to", metavar="DIR", text="置くフォルダー（省くと、自分の保存先の sources/SOURCE）")


def run_fetch(options: Namespace) -> int:
    """Bring a folder to the pinned version of a source."""
    from pathlib import Path

    from enishi.cli.progress import Progress
    from ingest.fetch import default_folder, fetch

    folder = Path(options.to) if options.to else default_folder(options.source)
    with Progress(quiet=options.quiet) as progress:
        try:
            report = fetch(options.source, folder, progress=progress)
        except KeyboardInterrupt:
            progress.say("受け取った分は残してあります。同じコマンドで続きから取得できます。")
            raise
    if options.json:
        emit_json(report.to_row())
    else:
        from enishi.cli.rendering.fetching import fetch_lines

        emit_lines(fetch_lines(report.to_row()))
    return DONE

"""The web app: demo and serve."""

from __future__ import annotations

import shlex
from argparse import Namespace
from typing import Final

from enishi.cli.output import emit_lines, tell
from enishi.cli.parser import Commands, whole_number
from graph.errors import UsageError

DONE = 0
DEFAULT_PORT: Final = 8765
_LAST_PORT: Final = 65535


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    demo = commands.add("demo", "", "見本のデータで画面を開きます（自分の保存先には触れません）", run_demo)
    demo.option(
        "--port", metavar="N", type=whole_number, text=f"ポート番号（省くと {DEFAULT_PORT}、使用中なら空いている番号）"
    )
    demo.option("--no-browser", action="store_true", text="ブラウザーを開かない")

    serve = commands.add("serve", "", "自分の保存先で、画面とAPIを動かします", run_serve)
    serve.option(
        "--host",
        metavar="H",
        default="127.0.0.1",
        text="待ち受ける場所（今はこのパソコンの中だけ: 127.0.0.1、localhost、::1）",
    )
    serve.option(
        "--port", metavar="N", type=whole_number, default=DEFAULT_PORT, text=f"ポート番号（省くと {DEFAULT_PORT}）"
    )


def run_demo(options: Namespace) -> int:
    """Load the sample into a store of its own and serve it."""
    from enishi.cli.progress import Progress
    from enishi.serving import can_open_browser, listen, serve
    from enishi.stores import demo_path, open_own_store
    from ingest.run import ingest

    path = demo_path()

    def welcome(address: str) -> None:
        emit_lines(
            [
                "",
                f"画面: {address}",
                "",
                "同じデータをコマンドで使うには、別の画面で:",
                f"  export ENISHI_STORE={shlex.quote(str(path))}",
                "  enishi path KDDI 狛江市",
                "",
                "終わるには Ctrl+C を押してください。",
            ]
        )

    port = DEFAULT_PORT if options.port is None else _port(options.port)
    with listen("127.0.0.1", port, or_any=options.port is None) as listener:
        with open_own_store(str(path)) as store, Progress(quiet=options.quiet) as progress:
            ingest(store, "sample", [], progress=progress)
        serve(str(path), listener, ready=welcome, browser=not options.no_browser and can_open_browser())
    return _stopped(options)


def run_serve(options: Namespace) -> int:
    """Serve the chosen store until Ctrl+C."""
    from enishi.serving import listen, serve
    from enishi.stores import open_own_store, store_address

    with listen(options.host, _port(options.port)) as listener:
        # A store that can't be opened is told here, not on every page.
        with open_own_store(options.store) as store:
            store.revision()
        serve(
            store_address(options.store),
            listener,
            ready=lambda address: emit_lines([f"画面: {address}", "終わるには Ctrl+C を押してください。"]),
        )
    return _stopped(options)


def _port(number: int) -> int:
    if not 0 <= number <= _LAST_PORT:
        message = f"ポート番号「{number}」は使えません。1〜{_LAST_PORT}か、空き番号でよければ0にしてください。"
        raise UsageError(message, field="port")
    return number


def _stopped(options: Namespace) -> int:
    if not options.quiet:
        tell("止めました。")
    return DONE

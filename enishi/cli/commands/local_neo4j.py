"""A real Neo4j on this machine: neo4j start, stop, status, path."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from enishi.cli.output import emit_json, emit_lines, tell
from enishi.cli.parser import Commands

DONE = 0
NOT_RUNNING = 1


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    neo4j = commands.add(
        "neo4j",
        "start|stop|status|path",
        "本物の Neo4j を、このパソコンの中だけで動かします（Docker も管理者権限も要りません）",
        run_neo4j,
        more="start: 起動する / stop: 止める / status: 動いているか / path: データの置き場所",
    )
    neo4j.argument(
        "action", "ACTION", "start、stop、status、path のどれか", choices=("start", "stop", "status", "path")
    )
    neo4j.option("--version", metavar="V", text="start で使う Neo4j の版（2026.07.1 または 5.26.28）")


def run_neo4j(options: Namespace) -> int:
    """Start, stop or look at the local server; exit code 1 when status finds none."""
    action = {"start": _start, "stop": _stop, "status": _status, "path": _path}[options.action]
    return action(options)


def _start(options: Namespace) -> int:
    from enishi.neo4j_server import DEFAULT_VERSION, start

    server = start(version=options.version or DEFAULT_VERSION, progress=None if options.quiet else tell)
    _emit_server(options, server)
    return DONE


def _stop(options: Namespace) -> int:
    from enishi.neo4j_server import stop

    stopped = stop()
    if options.json:
        emit_json({"stopped": stopped})
    else:
        emit_lines(["Neo4j を止めました。" if stopped else "Neo4j は動いていません。"])
    return DONE


def _status(options: Namespace) -> int:
    from enishi.neo4j_server import status

    server = status()
    if server is None:
        if options.json:
            emit_json({"running": False})
        else:
            emit_lines(["Neo4j は動いていません。enishi neo4j start で起動します。"])
        return NOT_RUNNING
    _emit_server(options, server)
    return DONE


def _path(options: Namespace) -> int:
    from enishi.neo4j_server import home_path

    home = home_path()
    if options.json:
        emit_json({"home": str(home)})
    else:
        emit_lines([str(home)])
    return DONE


def _emit_server(options: Namespace, server: Any) -> None:
    if options.json:
        emit_json(
            {
                "running": True,
                "version": server.version,
                "url": server.url,
                "user": server.user,
                "pid": server.pid,
                "home": str(server.home),
            }
        )
        return
    emit_lines(
        [
            f"Neo4j {server.version} が {server.url} で動いています。",
            f"利用者は {server.user}、パスワードは {server.home / 'run.json'} の中にあります。",
            "このコマンドで使うには:",
            f"  export ENISHI_STORE={server.url}",
        ]
    )

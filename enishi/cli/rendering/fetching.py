"""What was fetched, as text."""

from __future__ import annotations

import shlex
from typing import Any


def fetch_lines(body: dict[str, Any]) -> list[str]:
    """The report of a fetch: what is there now, under which licence, and the command that comes next."""
    amount = f"{body['files']:,}ファイル（{body['bytes'] / 1_000_000:.1f} MB）"
    done = (
        f"{body['source']}: {amount}は、もうすべてそろっています。"
        if not body["fetched"]
        else f"{body['source']}: {amount}がそろいました（今回 {body['fetched']:,}、前から {body['skipped']:,}、"
        f"{body['seconds']:.1f}秒）。"
    )
    return [
        done,
        f"  場所: {body['folder']}",
        f"  ライセンス: {body['licence']}",
        f"次のコマンド: enishi ingest {body['source']} {shlex.quote(body['folder'])}",
    ]

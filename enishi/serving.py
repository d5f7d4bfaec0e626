"""Running the web app on loopback: the listening socket, uvicorn, a quiet stop, the browser."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from enishi.stores import account_for
from graph.errors import UsageError

if TYPE_CHECKING:
    from types import FrameType

_LOCAL_NAME: Final = "localhost"
_SECONDS_TO_FINISH: Final = 5
# A page that is opened while a big store is still being read says so; the sample takes a fraction of a second.
_SECONDS_TO_READ: Final = 10.0


def listen(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """A bound socket on this machine only; `or_any` takes a free port where `port` is in use.

    Raises UsageError for a host that others could reach (no key exists yet) and for a port that can't be had.
    """
    address = _loopback(host)
    try:
        return _bound(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and or_any:
            return _bound(address, 0)
        raise UsageError(_why_not(error, port), field="port") from error


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == _LOCAL_NAME else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise UsageError(
            f"「{host}」では公開できません。鍵（APIキー）がまだないため、このパソコンの中だけで動かせます。"
            "--host は 127.0.0.1 か localhost か ::1 にしてください。",
            field="host",
        )
    return address


def _bound(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A port that only waits out its last connections is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
        # Two sockets may be bound to one port; listening tells that somebody else does already.
        listener.listen()
    except BaseException:
        listener.close()
        raise
    return listener


def _why_not(error: OSError, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"ポート {port} はほかのプログラムが使っています。--port で別の番号を指定してください。"
        case errno.EACCES:
            return f"ポート {port} を使う権限がありません。--port で1024以上の番号を指定してください。"
        case _:
            return f"ポート {port} で待ち受けられません（{error.strerror}）。--port か --host を変えてください。"


def address_of(listener: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def can_open_browser() -> bool:
    """Whether a browser with windows can be opened: not over a bare terminal, where a text browser would start."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _Server(uvicorn.Server):
    """uvicorn that tells when it answers and the data is read; `has_data` is asked until then."""

    def __init__(self, config: uvicorn.Config, has_data: Callable[[], bool], announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._has_data = has_data
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            await asyncio.to_thread(self._wait_for_data)
            self._announce()

    def _wait_for_data(self) -> None:
        deadline = time.monotonic() + _SECONDS_TO_READ
        while not self._has_data() and not self.should_exit and time.monotonic() < deadline:
            time.sleep(0.05)


def serve(store_url: str, listener: socket.socket, *, ready: Callable[[str], None], browser: bool = False) -> None:
    """Serve the web app on the socket until Ctrl+C or a polite kill; `ready` gets the address once it answers."""
    from api.app import create_app
    from api.settings import Settings

    address = address_of(listener)
    settings = Settings(store_url=store_url, credentials=account_for(store_url), host=listener.getsockname()[0])

    def announce() -> None:
        ready(address)
        if browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    app = create_app(settings)
    # Who looked up whom belongs into no log: the access log stays off.
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        server_header=False,
    )
    with _stop_signals_end_quietly():
        _Server(config, lambda: bool(app.state.holder.is_ready), announce).run(sockets=[listener])


@contextmanager
def _stop_signals_end_quietly() -> Iterator[None]:
    """uvicorn stops in order and then raises the signal once more, which would look like a failure."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, previous)

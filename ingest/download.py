"""One file from a public address to a file here: resumed, retried, and checked before anybody may use it.

What arrives is kept in the file itself, so that a cut connection, Ctrl-C or a crash costs nothing that was received.
A server that does not know ranges (RFC 9110, section 14) sends all of it again.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from graph.errors import FetchFailed, UsageError

_CHUNK_BYTES: Final = 64 * 1024
_TRANSIENT: Final = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
_MISSING: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
# A server may ask for an hour; nobody waits that long in front of a terminal.
_LONGEST_PAUSE: Final = 30.0
_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CUT: Final = "の受信が途中で切れました"
_RESUMABLE: Final = "受け取った分は残してあるので、同じコマンドで続きから取得できます。"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds without a byte until a server counts as silent, and the pauses before each further attempt."""

    timeout: float = 30.0
    pauses: tuple[float, ...] = (1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the finished file must be: its length in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str

    def holds(self, path: Path) -> bool:
        """Whether a file is there and is exactly this. Raises UsageError when it may not be read."""
        with disk_errors(path):
            if not path.is_file() or path.stat().st_size != self.size:
                return False
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


class _Interrupted(Exception):
    """What may go better at the next attempt; `what` is a Japanese sentence, `pause` the server's wish in seconds."""

    def __init__(self, what: str, pause: float = 0.0) -> None:
        super().__init__(what)
        self.what = what
        self.pause = pause


def download(url: str, part: Path, pinned: Pinned, *, patience: Patience, progress: Callable[[int], None]) -> None:
    """Bring `part` to what is pinned, going on from what it already holds; `progress` gets the bytes it holds.

    Raises
    ------
    FetchFailed
        The server is out of reach, does not have the file, breaks off again and again, or has another content;
        the disk is full.
    UsageError
        `part` can't be written.
    """
    resumed = _held(part) > 0
    _receive(url, part, pinned.size, patience, progress)
    if pinned.holds(part):
        return
    _discard(part)
    if resumed:
        # The beginning may have been of another version or damaged: once more from the first byte.
        _receive(url, part, pinned.size, patience, progress)
        if pinned.holds(part):
            return
        _discard(part)
    raise FetchFailed(
        f"{url} の中身が、登録されている版と違います（チェックサムが合いません）。受け取ったものは使わずに捨てました。"
        "ログイン画面などが代わりに返っていないか、ネットワークを確かめて、もう一度お試しください。"
    )


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Tell what the disk refuses. Raises FetchFailed when it is full, UsageError when a file can't be used."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise FetchFailed(
                f"{path} を書くための空きがディスクにありません。空きを作ってください。{_RESUMABLE}"
            ) from error
        raise UsageError(
            f"{path} を使えません（{error.strerror}）。--to で、書き込める別のフォルダーを指定してください。",
            field="to",
        ) from error


def _receive(url: str, part: Path, size: int, patience: Patience, progress: Callable[[int], None]) -> None:
    for pause in (*patience.pauses, None):
        try:
            _receive_once(url, part, size, patience.timeout, progress)
        except _Interrupted as interrupted:
            if pause is None:
                attempts = len(patience.pauses) + 1
                raise FetchFailed(f"{interrupted.what}（{attempts}回試しました）。{_RESUMABLE}") from interrupted
            time.sleep(min(max(pause, interrupted.pause), _LONGEST_PAUSE))
        else:
            return


def _receive_once(url: str, part: Path, size: int, timeout: float, progress: Callable[[int], None]) -> None:
    held = _held(part)
    if held > size:
        held = 0
    if held == size > 0:
        return
    with _opened(url, held, timeout) as response:
        held = held if _goes_on(response, held) else 0
        with disk_errors(part):
            file = part.open("ab" if held else "wb")
        # Closing writes what is left, so it may meet a full disk too.
        with disk_errors(part), file:
            for chunk in _chunks(url, response, most=size + 1 - held):
                file.write(chunk)
                held += len(chunk)
                progress(min(held, size))
            file.flush()
            os.fsync(file.fileno())


def _opened(url: str, held: int, timeout: float) -> Any:
    """The answer to a request for what is missing; of the whole file where the server knows no such rest."""
    with _network_errors(url):
        try:
            return urlopen(_request(url, held), timeout=timeout)
        except HTTPError as refusal:
            if refusal.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            refusal.close()
            return urlopen(_request(url, 0), timeout=timeout)


def _request(url: str, held: int) -> Request:
    headers = {"User-Agent": "enishi", "Accept-Encoding": "identity"}
    if held:
        headers["Range"] = f"bytes={held}-"
    return Request(url, headers=headers)


def _goes_on(response: Any, held: int) -> bool:
    """Whether an answer begins where the file here ends."""
    begins = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return response.status == HTTPStatus.PARTIAL_CONTENT and begins is not None and int(begins[1]) == held


def _chunks(url: str, response: Any, *, most: int) -> Iterator[bytes]:
    """What arrives, as soon as it arrives, up to `most` bytes: one more than wanted shows that it is another file.

    Raises _Interrupted when an answer ends before the length that it announced, or ends early and announced none.
    """
    announced = response.headers.get("Content-Length", "")
    left = min(int(announced), most) if announced.isdecimal() else most
    while left:
        with _network_errors(url):
            chunk = response.read1(min(_CHUNK_BYTES, left))
        if not chunk:
            break
        left -= len(chunk)
        yield chunk
    if left > (0 if announced.isdecimal() else 1):
        raise _Interrupted(f"{url} {_CUT}")


@contextmanager
def _network_errors(url: str) -> Iterator[None]:
    """Tell what network or server refuse. Raises _Interrupted when another attempt may do, else FetchFailed."""
    try:
        yield
    except HTTPError as error:
        with error:
            raise _answered(url, error) from error
    except URLError as error:
        raise _unreached(url, error.reason) from error
    except (OSError, http.client.HTTPException) as error:
        raise _unreached(url, error) from error


def _answered(url: str, error: HTTPError) -> Exception:
    if error.code in _MISSING:
        return FetchFailed(
            f"{url} がありません（{error.code}）。公開場所が変わったようです。"
            "docs/sources.md にある入手元を確かめてください。"
        )
    what = f"{url} を取得できません（サーバーの応答 {error.code}）"
    if error.code in _TRANSIENT:
        wish = error.headers.get("Retry-After", "")
        return _Interrupted(what, float(wish) if wish.isdecimal() else 0.0)
    return FetchFailed(f"{what}。時間をおいて、もう一度お試しください。")


def _unreached(url: str, reason: object) -> Exception:
    host = urlsplit(url).netloc
    match reason:
        case TimeoutError():
            return _Interrupted(f"{host} から応答がありません")
        case ssl.SSLCertVerificationError():
            return FetchFailed(
                f"{host} の証明書を確かめられません（{reason.verify_message}）。組織のネットワークの担当者に、"
                "証明書の設定（SSL_CERT_FILE）を確かめてください。"
            )
        case socket.gaierror() | ConnectionRefusedError():
            return _no_connection(host)
        case OSError() if reason.errno in _NO_ROUTE:
            return _no_connection(host)
        case OSError() | http.client.HTTPException():
            return _Interrupted(f"{url} {_CUT}")
        case _:
            return FetchFailed(f"{url} を開けません（{reason}）。アドレスとプロキシの設定を確かめてください。")


def _no_connection(host: str) -> FetchFailed:
    return FetchFailed(
        f"{host} につながりません。ネットワーク（プロキシを使う組織では HTTPS_PROXY の設定）を確かめてください。"
        "つながったら、同じコマンドで続きから取得できます。"
    )


def _held(part: Path) -> int:
    with disk_errors(part):
        return part.stat().st_size if part.is_file() else 0


def _discard(part: Path) -> None:
    with disk_errors(part):
        part.unlink(missing_ok=True)

"""A public place for files on loopback, laid out as OWNER/NAME/COMMIT/PATH, that fails on demand."""

from __future__ import annotations

import hashlib
import re
import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from ingest.manifest import Manifest, PinnedFile, Place

Answer = Callable[["Handler", bytes], None]


class PublicPlace:
    """What is served, which answers go wrong (one fault per request, in order), and what was asked."""

    def __init__(self, find: Callable[[str], bytes | None]) -> None:
        self.find = find
        self.ranges = True
        self.faults: dict[str, list[Answer]] = defaultdict(list)
        self.asked: list[tuple[str, str]] = []
        self.released = threading.Event()
        self.base = ""

    def ranges_asked(self, path: str) -> list[str]:
        return [wanted for asked, wanted in self.asked if asked.endswith(path)]


class Handler(BaseHTTPRequestHandler):
    """Answers one request; HTTP/1.0, so that the end of the connection is the end of the answer."""

    place: PublicPlace

    def do_GET(self) -> None:
        path = unquote(self.path)
        wanted = self.headers.get("Range", "")
        self.place.asked.append((path, wanted))
        content = self.place.find(path)
        faults = next((each for ending, each in self.place.faults.items() if path.endswith(ending)), [])
        if faults:
            faults.pop(0)(self, content or b"")
        elif content is None:
            self.send_error(404)
        else:
            self.answer(content)

    def answer(self, content: bytes, *, stop_at: int | None = None, announced: bool = True) -> None:
        """The content or the rest of it that was asked for, broken off after `stop_at` bytes."""
        begins = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(begins[1]) if begins and self.place.ranges else 0
        if begins and self.place.ranges and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if announced:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:][:stop_at])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is given by the base class
        """Nobody reads a log of requests here."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what some tests are about."""


@contextmanager
def serving(find: Callable[[str], bytes | None]) -> Iterator[PublicPlace]:
    """Serve what `find` gives for a path, None being 404."""
    place = PublicPlace(find)
    with _Server(("127.0.0.1", 0), type("PlaceHandler", (Handler,), {"place": place})) as server:
        place.base = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield place
        finally:
            place.released.set()
            server.shutdown()
            thread.join()


def cut(after: int) -> Answer:
    """Break the connection off after so many bytes."""
    return lambda handler, content: handler.answer(content, stop_at=after)


def cut_unannounced(after: int) -> Answer:
    """The same where no length was announced, so that the end of the connection looks like the end of the file."""
    return lambda handler, content: handler.answer(content, stop_at=after, announced=False)


def reset(after: int) -> Answer:
    """Send so many bytes and tear the connection down (RST) instead of closing it."""

    def answer(handler: Handler, content: bytes) -> None:
        handler.answer(content, stop_at=after)
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return answer


def status(code: int, **headers: str) -> Answer:
    """Refuse with a status."""

    def answer(handler: Handler, content: bytes) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return answer


def instead(other: bytes) -> Answer:
    """Send something else, with all signs of success."""
    return lambda handler, content: handler.answer(other)


def hang(after: int) -> Answer:
    """Send so many bytes and then nothing, without hanging up, until the test is over."""

    def answer(handler: Handler, content: bytes) -> None:
        handler.answer(content, stop_at=after)
        handler.wfile.flush()
        handler.place.released.wait(20)

    return answer


def pinned(contents: dict[str, bytes], *, commit: str = "a" * 40, date: str = "2026-01-02") -> Manifest:
    """A manifest of synthetic files in a repository that does not exist; paths below data/ lie without it."""
    place = Place("gosei-owner/gosei-data", commit, date)
    return Manifest(
        source="gosei",
        title="合成データ",
        publisher="合成市",
        licence="CC0 (合成)",
        yields="合成の行",
        places=(place,),
        files=tuple(
            PinnedFile(place, path, path.removeprefix("data/"), len(content), hashlib.sha256(content).hexdigest())
            for path, content in contents.items()
        ),
    )


def published(*versions: tuple[Manifest, dict[str, bytes]]) -> Callable[[str], bytes | None]:
    """What `serving` finds when these versions are public."""
    contents = {
        f"/{file.place.repository}/{file.place.commit}/{file.path}": files[file.path]
        for manifest, files in versions
        for file in manifest.files
    }
    return contents.get

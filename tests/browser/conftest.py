"""A real Chromium and a real server; a page that tells of everything that should not happen on it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from api.app import create_app
from api.settings import Settings
from tests.web_support import filled_store

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
HERE: Final = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser and one server for all: these tests run in one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@contextmanager
def _running(settings: Settings) -> Iterator[str]:
    """The app on a free loopback port in a thread; its address without a slash at the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="error", ws="none", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        deadline = time.monotonic() + 20
        while not (server.started and app.state.holder.is_ready):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the sample, two namesakes and a hostile name."""
    with _running(Settings(store_url=str(filled_store(tmp_path_factory.mktemp("served"))))) as address:
        yield address


@pytest.fixture(scope="package")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a store without anything."""
    with _running(Settings(store_url=str(tmp_path_factory.mktemp("empty") / "store.db"))) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium. Absent: a failure under CI, else a skip that says so."""
    path = shutil.which("chromium") or CHROMIUM
    if not Path(path).exists():
        reason = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


class Watch:
    """What a context did that a page of ours must not do."""

    def __init__(self, context: BrowserContext, *, allowed: str, expected: tuple[str, ...]) -> None:
        self.asked: list[str] = []
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self._expected = expected
        self._allowed = allowed
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _on_request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self._allowed, "data:", "about:")):
            self.outside.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in self._expected):
            self.complaints.append(message.text)

    def check(self) -> None:
        """Fail when anything was asked elsewhere or complained about (among it violations of the content policy)."""
        assert self.outside == []
        assert self.complaints == []


class Opener:
    """Opens addresses of the server, each in a fresh context, and watches them all."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.watches: list[Watch] = []
        self._browser = browser
        self._server = server
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str,
        *,
        width: int = 1366,
        height: int = 768,
        base: str = "",
        status: int = 200,
        scripts: bool = True,
        still: bool = False,
    ) -> Page:
        """The page at `path`, which must answer with `status`; `base` is another server, or file://."""
        start = base or self._server
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP",
            java_script_enabled=scripts,
            reduced_motion="reduce" if still else "no-preference",
        )
        self._contexts.append(context)
        # Chromium itself writes the status of a page that is an error to its console.
        expected = () if status == 200 else (f"status of {status}",)
        self.watches.append(Watch(context, allowed=start, expected=expected))
        page = context.new_page()
        page.set_default_timeout(8000)
        answer = page.goto(start + path)
        if start.startswith("http"):
            assert answer is not None
            assert answer.status == status
        return page

    def close(self) -> None:
        """Close everything; fail when a page did what it must not do."""
        for context in self._contexts:
            context.close()
        for watch in self.watches:
            watch.check()


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Opener]:
    """A function that opens an address at a size; what went wrong on any page fails the test at its end."""
    opener = Opener(browser, server)
    yield opener
    opener.close()

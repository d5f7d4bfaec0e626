"""demo and serve as processes: an address that answers, a quiet stop, the user's own store left alone."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from enishi.serving import address_of, can_open_browser, listen
from graph.errors import UsageError

SECONDS = 60


@contextmanager
def running(*arguments: str, data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and what it printed until it told its address; killed if the test does not stop it."""
    surroundings = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "enishi", *arguments],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**surroundings, "XDG_DATA_HOME": str(data)},
    )
    watchdog = threading.Timer(SECONDS, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if "Ctrl+C" in line:
                break
        yield process, told
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()


def address_in(told: str) -> str:
    found = re.search(r"http://\S+", told)
    assert found is not None, told
    return found.group()


def ask(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:
        text: str = answer.read().decode("utf-8")
        return text


def test_demo_serves_the_sample_from_a_store_of_its_own(tmp_path: Path) -> None:
    with running("demo", "--no-browser", data=tmp_path) as (process, told):
        assert ask(address_in(told)).lower().startswith("<!doctype html")
        assert "晝田浩一郎" in ask(address_in(told) + "api/v1/search?q=hiruta")
        exported = re.search(r"export ENISHI_STORE=(\S+)", told)
        assert exported is not None
        assert Path(exported[1]).name == "demo.db"
        assert not (tmp_path / "enishi" / "enishi.db").exists(), "the user's own store is not touched"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 0
        assert err.splitlines()[-1] == "止めました。"
        assert "GET" not in err, "no access log"
    with running("demo", "--no-browser", "--quiet", data=tmp_path) as (process, told):
        assert "晝田浩一郎" in ask(address_in(told) + "api/v1/search?q=hiruta")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=SECONDS)
        assert (process.returncode, err) == (0, "")


def test_demo_takes_another_port_unless_one_is_asked_for(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port, or_any=True) as other:
            assert other.getsockname()[1] not in (0, port)
        done = subprocess.run(
            [sys.executable, "-m", "enishi", "demo", "--port", str(port)],
            text=True,
            capture_output=True,
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
            timeout=SECONDS,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not list(tmp_path.iterdir()), "nothing is loaded before the port is had"


def test_serve_shows_the_chosen_store(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    with running("serve", "--port", str(port), "--store", str(tmp_path / "own.db"), data=tmp_path) as (_, told):
        assert address_in(told) == f"http://127.0.0.1:{port}/"
        assert '"items":[]' in ask(address_in(told) + "api/v1/search?q=x").replace(" ", "")


def test_serve_tells_at_once_that_the_store_is_not_ours(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    foreign.write_text("これはメモです。" * 200, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "enishi", "serve", "--port", "1", "--store", str(foreign)],
        text=True,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode in (2, 3)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.invalid", ""])
def test_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(UsageError, match="APIキー"):
        listen(host, 0)


@pytest.mark.parametrize(
    ("host", "start"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("localhost", "http://127.0.0.1:"),
        ("::1", "http://[::1]:"),
        ("127.0.0.2", "http://127.0.0.2:"),
    ],
)
def test_every_name_of_this_machine_is(host: str, start: str) -> None:
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with listen(host, 0) as listener:
        assert address_of(listener).startswith(start)


def test_no_browser_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not can_open_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert can_open_browser()

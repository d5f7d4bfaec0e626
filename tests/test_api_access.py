"""Who may ask without a key: only whoever sits at the machine itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.access import AccessGate, host_name, is_loopback
from api.problems import MEDIA_TYPE
from api.settings import Settings
from tests.web_support import serving

PATHS = ("/", "/api/v1/health", "/api/v1/search?q=x", "/static/site.css", "/api/v1/openapi.json")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("access") / "empty.db")


@pytest.fixture(scope="module")
def client(store: str) -> Iterator[TestClient]:
    with serving(Settings(store_url=store)) as served:
        yield served


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8765", "localhost", "LOCALHOST:80", "[::1]", "[::1]:8765", "127.8.8.8"]
)
def test_loopback_hosts_are_let_in(client: TestClient, host: str) -> None:
    for path in PATHS:
        assert client.get(path, headers={"host": host}).status_code == 200, path


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "127.0.0.1.example.com",
        "localhost.example.com",
        "192.168.1.10:8765",
        "",
        "0.0.0.0",
        "[2001:db8::1]",
        "127.0.0.1@example.com",
    ],
)
def test_other_hosts_need_a_key(client: TestClient, host: str) -> None:
    for path in PATHS:
        answer = client.get(path, headers={"host": host})
        assert (answer.status_code, answer.headers["content-type"]) == (401, MEDIA_TYPE), path
        assert answer.json()["type"] == "urn:enishi:problem:key-required"


@pytest.mark.parametrize(
    "header", ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"]
)
def test_what_a_proxy_passed_on_needs_a_key(client: TestClient, header: str) -> None:
    for path in PATHS:
        assert client.get(path, headers={header: "127.0.0.1"}).status_code == 401, path


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "intranet.example"])
def test_a_server_bound_to_the_outside_serves_nobody_without_a_key(store: str, host: str) -> None:
    with serving(Settings(store_url=store, host=host)) as client:
        assert client.get("/api/v1/health").status_code == 401


def test_every_answer_bears_the_security_headers(client: TestClient) -> None:
    for path, headers in [*((path, {}) for path in PATHS), ("/nothing", {}), ("/", {"host": "example.com"})]:
        answer = client.get(path, headers=headers)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; img-src 'self' data:;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_hosts_are_read_without_port_and_brackets() -> None:
    assert [host_name(header) for header in ("a:1", "a", "[::1]:1", "[::1]")] == ["a", "a", "::1", "::1"]
    assert is_loopback("localhost.")
    assert not is_loopback("localhost.example")
    assert AccessGate.__doc__

"""Who may ask: without a key only whoever sits at the machine itself (contract, Access).

Keyless means all of: the server is bound to a loopback address, the request names a loopback host, and nothing
tells that a proxy passed it on. Otherwise DNS rebinding or a proxy would make every stranger an owner.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem

CONTENT_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Queried names stand in our addresses: no other site is told them.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FORWARDING: Final = (
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-server",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine itself."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_name(header: str) -> str:
    """The host of a Host header, without port and brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


class AccessGate:
    """ASGI middleware: turns away requests that would need a key, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, *, bound_host: str) -> None:
        self._app = app
        self._bound_to_loopback = is_loopback(bound_host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(Headers(scope=scope))
        await (self._app if refusal is None else refusal.response())(scope, receive, send_guarded)

    def _refusal(self, headers: Headers) -> Problem | None:
        if not self._bound_to_loopback:
            return _needs_key("このサーバーは外から見える場所で動いているため、APIキーが要ります。")
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not is_loopback(host_name(hosts[0])):
            return _needs_key(
                "このサーバーは同じパソコンからだけ使えます。127.0.0.1 または localhost で開いてください。"
            )
        if any(name in headers for name in _FORWARDING):
            return _needs_key("中継を経た要求には、APIキーが要ります。このパソコンから直接開いてください。")
        return None


def _needs_key(detail: str) -> Problem:
    return Problem(401, "key-required", "キーが要ります", detail)

"""Life below a sub-path: a proxy shows the app under `/some/path`, with or without cutting that off."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


def inner_path(scope: Scope) -> str:
    """The path of a request without the sub-path."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if _lies_below(path, root) else path


def _lies_below(path: str, root: str) -> bool:
    return bool(root) and (path == root or path.startswith(root + "/"))


class SubPath:
    """ASGI middleware: names the sub-path in the scope, as ASGI wants it (`path` begins with `root_path`)."""

    def __init__(self, app: ASGIApp, *, root: str) -> None:
        self._app = app
        self._root = root.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._root and scope["type"] == "http":
            path = str(scope["path"])
            scope = {
                **scope,
                "root_path": self._root,
                "path": path if _lies_below(path, self._root) else self._root + path,
            }
        await self._app(scope, receive, send)

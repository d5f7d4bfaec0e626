"""Errors over HTTP: problem+json (RFC 9457) for the API; the pages show the same in words.

| error | status |
|---|---|
| NotFound | 404, `candidates` are near misses |
| Ambiguous | 409, `candidates` tell the namesakes apart |
| UsageError, InvalidValue, InvalidRecord, SourceRefused | 422, `field` where one is meant |
| MissingDependency | 501 |
| StoreError | 503 |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from graph.errors import Ambiguous, Candidate, EnishiError, MissingDependency, NotFound, StoreError, UsageError

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in the members of RFC 9457 and ours; `name` is what was asked for."""

    status: int
    slug: str
    title: str
    detail: str
    candidates: tuple[Candidate, ...] | None = None
    field: str = ""
    name: str = ""

    def body(self) -> dict[str, Any]:
        """The JSON object."""
        body: dict[str, Any] = {
            "type": f"urn:enishi:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.candidates is not None:
            body["candidates"] = [asdict(candidate) for candidate in self.candidates]
        if self.field:
            body["field"] = self.field
        return body

    def response(self) -> JSONResponse:
        """The answer of the API."""
        return JSONResponse(self.body(), status_code=self.status, media_type=MEDIA_TYPE, headers=self.headers())

    def headers(self) -> dict[str, str]:
        """When to come back, where that helps."""
        return {"Retry-After": str(RETRY_SECONDS)} if self.status == HTTPStatus.SERVICE_UNAVAILABLE else {}


def problem_of(error: Exception) -> Problem:
    """The problem that an error means to whoever asked."""
    match error:
        case NotFound():
            return Problem(404, "not-found", "見つかりません", error.message, error.candidates, name=error.name)
        case Ambiguous():
            return Problem(
                409, "ambiguous", "同じ名前がいくつかあります", error.message, error.candidates, name=error.name
            )
        case StoreError():
            return Problem(503, "store", "いまは答えられません", error.message)
        case MissingDependency():
            return Problem(501, "missing-dependency", "必要な部品がありません", error.message)
        case UsageError():
            return Problem(422, "invalid", "指定を確かめてください", error.message, field=error.field)
        case EnishiError():
            return Problem(422, "invalid", "指定を確かめてください", error.message)
        case RequestValidationError():
            return _validation(error.errors())
        case HTTPException(status_code=404):
            return Problem(
                404,
                "no-such-address",
                "ページがありません",
                "このアドレスには何もありません。最初のページからお探しください。",
            )
        case HTTPException(status_code=405):
            return Problem(405, "method", "この操作はできません", "このアドレスでは、その操作は受け付けていません。")
        case HTTPException():
            return Problem(error.status_code, "http", "うまくいきませんでした", str(error.detail))
        case _:
            return Problem(
                500,
                "internal",
                "思いがけない不具合です",
                "サーバーで不具合が起きました。少し待って、もう一度お試しください。",
            )


def _validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    first = errors[0]
    place = [str(part) for part in first["loc"]]
    field = place[1] if len(place) > 1 else place[0]
    return Problem(422, "invalid", "指定を確かめてください", _sentence(field, first), field=field)


def _sentence(field: str, error: Mapping[str, Any]) -> str:
    """One sentence that says what is wrong and what to do, for the checks that the parameters use."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return f"{field} がありません。{field} を指定してください。"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{field} は整数です。半角の数字で指定してください。"
        case "greater_than_equal":
            return f"{field} が小さすぎます。{context['ge']}以上で指定してください。"
        case "less_than_equal":
            return f"{field} が大きすぎます。{context['le']}以下で指定してください。"
        case "string_too_short":
            return f"{field} が空です。名前またはIDを入れてください。"
        case "string_too_long":
            return f"{field} が長すぎます。{context['max_length']}文字以内で指定してください。"
        case "literal_error":
            return f"{field} に使えるのは {str(context['expected']).replace(' or ', ', ')} です。"
        case _:
            return f"{field} の値が使えません。書き方を確かめてください。"

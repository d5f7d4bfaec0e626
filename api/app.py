"""The application: API under /api/v1, pages beside it, one snapshot holder, one gate."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from api.access import SECURITY_HEADERS, AccessGate
from api.problems import problem_of
from api.routes import router as api_router
from api.settings import Settings
from api.state import SnapshotHolder
from api.subpath import SubPath, inner_path
from api.web import STATIC_FILES
from api.web.errors import problem_page
from api.web.pages import router as page_router
from graph.errors import EnishiError

API_PREFIX: Final = "/api/"


def create_app(settings: Settings) -> FastAPI:
    """The app for these settings. Nothing is opened before it is started."""
    holder = SnapshotHolder(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with holder.kept_current():
            yield

    # The interactive documentation of FastAPI loads scripts from elsewhere; the description itself is enough.
    app = FastAPI(
        title="enishi",
        version="1",
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.holder = holder
    app.include_router(api_router)
    app.include_router(page_router)
    app.mount("/static", StaticFiles(directory=STATIC_FILES), name="static")
    for error in (EnishiError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(error, _answer_error)
    app.add_middleware(SubPath, root=settings.root_path)
    app.add_middleware(AccessGate, bound_host=settings.host)
    return app


def _answer_error(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    answer = problem.response() if inner_path(request.scope).startswith(API_PREFIX) else problem_page(request, problem)
    # Answers to errors that nobody foresaw are made outside the gate, which would have put these on.
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer

"""Errors as pages: what happened, what to do, and the candidates to click."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from typing_extensions import TypedDict

from api.problems import RETRY_SECONDS, Problem
from api.subpath import inner_path
from api.web.rendering import Addresses, page
from graph.errors import Candidate


class Choice(TypedDict):
    """A candidate and where clicking it leads."""

    candidate: Candidate
    address: str


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """The page of a problem, with its status."""
    choices = [
        Choice(candidate=candidate, address=_address_with(request, problem.name, candidate))
        for candidate in problem.candidates or ()
    ]
    return page(
        request,
        "problem.html",
        status=problem.status,
        headers=problem.headers(),
        problem=problem,
        choices=choices,
        lead=_lead(problem),
        retry=RETRY_SECONDS if problem.status == 503 else None,
        address=_same_address(request),
    )


def _lead(problem: Problem) -> str:
    """The problem in a sentence; candidates are not told in it, since they follow as a list to click."""
    if not problem.candidates:
        return problem.detail
    if problem.status == 409:
        return f"「{problem.name}」は{len(problem.candidates)}件あります。どれかを選ぶと、そのまま続けられます。"
    return f"「{problem.name}」という名前では見つかりませんでした。近い名前から選ぶか、書き方を変えてお探しください。"


def _same_address(request: Request) -> str:
    return Addresses(request)(inner_path(request.scope)) + (f"?{request.url.query}" if request.url.query else "")


def _address_with(request: Request, name: str, candidate: Candidate) -> str:
    """The same question with the candidate in place of the name; the candidate's page where none was asked."""
    parameters = request.query_params.multi_items()
    if not any(value == name for _, value in parameters):
        return Addresses(request).entity(candidate.id)
    replaced = [(field, candidate.id if value == name else value) for field, value in parameters if value]
    return f"{Addresses(request)(inner_path(request.scope))}?{urlencode(replaced)}"

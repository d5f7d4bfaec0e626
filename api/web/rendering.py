"""From a template and its context to a page: addresses below a sub-path, dates, signs of kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from api.parameters import Question
from api.web import TEMPLATES
from api.web.words import (
    age_label,
    certainty_label,
    date_long,
    date_short,
    interval_short,
    level_label,
    measured,
    number_label,
    percent,
    period_label,
    property_label,
    role_label,
    status_label,
    strength_label,
    thickness,
    time_long,
    web_address,
)
from graph.ontology.vocabulary import KIND

QueryValue = str | int | None | Sequence[str]


@cache
def environment() -> jinja2.Environment:
    """The one Jinja environment, made at the first page."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["kinds"] = KIND
    made.filters.update(
        date_long=date_long,
        date_short=date_short,
        interval=interval_short,
        age=age_label,
        period=period_label,
        time_long=time_long,
        number=number_label,
        web_address=web_address,
        level=level_label,
        status=status_label,
        certainty=certainty_label,
        strength=strength_label,
        measured=measured,
        percent=percent,
        thickness=thickness,
        role=role_label,
        property=property_label,
    )
    return made


class Addresses:
    """Addresses of our own pages, right below whatever sub-path a proxy shows us under."""

    def __init__(self, request: Request) -> None:
        self._root: Final = str(request.scope.get("root_path", "")).rstrip("/")

    def __call__(self, path: str, query: Mapping[str, QueryValue] | None = None) -> str:
        """The address of `path`; query values that are empty are left out, lists repeat their name."""
        given = {name: value for name, value in (query or {}).items() if value not in (None, "", 0, (), [])}
        return self._root + path + (f"?{urlencode(given, doseq=True)}" if given else "")

    def entity(self, entity: str) -> str:
        """The page of an entity."""
        return self(f"/entities/{quote(entity, safe='')}")


def page(
    request: Request,
    template: str,
    *,
    asked: Question | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """Draw a page. `asked` gives the footer its revision and day; an error page may have none."""
    footer = None
    if asked is not None:
        footer = {"revision": asked.snapshot.revision[:12], "as_of": asked.as_of.isoformat()}
    html = environment().get_template(template).render(url=Addresses(request), footer=footer, **context)
    return HTMLResponse(html, status_code=status, headers=dict(headers or {}))

"""What is loaded: data set by data set, how much, how old, under which licence, from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.parameters import Asked, Holder, Question
from api.web.rendering import page
from api.web.words import web_address
from graph.bodies import DatasetBody
from graph.datasets import dataset_label, load_command
from graph.facts import Document
from graph.provenance import by_frequency, newest_date

router = APIRouter()
MOST_DOCUMENTS: Final = 50
# A document takes some 300 bytes of the 150,000 that a page may weigh.
_DOCUMENTS_IN_ALL: Final = 300
_LINKS: Final = 3


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the documents of a data set lie: a few links, or how many there are and on which hosts."""

    links: tuple[str, ...]
    count: int
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """A data set as its page section shows it; `hidden` documents are only counted, `unlicensed` state no licence."""

    told: DatasetBody
    unlicensed: int
    addresses: Addresses
    documents: tuple[Document, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A load that is open or was cut off; `command` loads the same again, empty where there is no single one."""

    label: str
    command: str


@router.get("/data", response_class=HTMLResponse)
def read_data_page(request: Request, asked: Asked, holder: Holder) -> HTMLResponse:
    """The page; with nothing loaded it says how to begin."""
    items = asked.loaded.sources["items"]
    open_run = holder.unfinished
    return page(
        request,
        "data.html",
        asked=asked,
        snapshot=asked.snapshot,
        newest=newest_date(item["newest"] for item in items),
        as_of=asked.as_of,
        cards=list(_cards(asked)),
        unfinished=Unfinished(dataset_label(open_run.dataset), load_command(open_run.dataset)) if open_run else None,
    )


def _cards(asked: Question) -> Iterator[DatasetCard]:
    items = asked.loaded.sources["items"]
    most = _documents_a_card([item["documents"] for item in items])
    for item in items:
        documents = asked.loaded.documents[item["dataset"]]
        yield DatasetCard(
            told=item,
            unlicensed=sum(not document.licence for document in documents),
            addresses=_addresses(documents),
            documents=documents[:most],
            hidden=max(0, len(documents) - most),
        )


def _documents_a_card(counts: Sequence[int]) -> int:
    """How many documents each card may show so that the whole page stays light: `MOST_DOCUMENTS` or fewer."""
    fitting = (most for most in range(MOST_DOCUMENTS, 0, -1) if _shown(counts, most) <= _DOCUMENTS_IN_ALL)
    return next(fitting, 1)


def _shown(counts: Sequence[int], most: int) -> int:
    return sum(min(count, most) for count in counts)


def _addresses(documents: Sequence[Document]) -> Addresses:
    links = by_frequency(web_address(document.url) for document in documents)
    if len(links) <= _LINKS:
        return Addresses(tuple(links), len(links), ())
    return Addresses((), len(links), tuple(by_frequency(link.split("/")[2] for link in links)))

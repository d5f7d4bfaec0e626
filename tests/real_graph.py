"""The eleven sets of real data and the sample in one store: loaded once, asked many times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Final
from unittest.mock import patch

from enishi.graph import Graph
from graph.store.opening import open_store
from ingest.run import LoadReport, ingest

# Source → its folder in ../shared/data.
FOLDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "municipalities": "01-municipalities",
        "government-bodies": "02-government-bodies",
        "sangiin": "03-national-councillors-sangiin",
        "kiryu": "04-local-council-kiryu",
        "companies": "05-companies",
        "procurement": "06-procurement",
        "judgit": "07-government-projects-judgit",
        "vscovid19": "08-company-solutions-vscovid19",
        "ictadvisors": "09-advisors-ictadvisors",
        "takamatsu": "10-smartcity-takamatsu",
        "digital-agency": "11-digital-agency-officials",
    }
)


def load_everything(path: Path, data: Path) -> list[LoadReport]:
    """Load the sample and all eleven sets of `data` into the store at `path`; the report of each."""
    store = open_store(str(path))
    try:
        reports = [ingest(store, "sample")]
        return [*reports, *(ingest(store, name, [data / folder]) for name, folder in FOLDERS.items())]
    finally:
        store.close()


@contextmanager
def asked_of(graph: Graph) -> Iterator[None]:
    """Within this block the command line asks an open graph: to read the whole store takes seconds each time."""
    with patch("enishi.open_graph", lambda _: nullcontext(graph)):
        yield

"""enishi: the command line and `open_graph`, on top of graph, ingest and api.

>>> from enishi import open_graph
>>> with open_graph("sqlite:////tmp/example.db") as g:  # doctest: +SKIP
...     g.find("保育")["items"][0]["caption"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enishi.graph import Graph

__all__ = ["open_graph"]


def open_graph(url: str | None = None) -> Graph:
    """Open the graph of a store, for asking questions in Python.

    `url` is a file path, `sqlite:///…`, `neo4j://…`, `neo4j+s://…` or `bolt://…`; None means $ENISHI_STORE,
    else the store in the user's data directory. Use it in a `with` block.

    Raises StoreError when the store can't be opened.
    """
    from enishi.graph import Graph
    from enishi.stores import open_own_store

    return Graph(open_own_store(url))

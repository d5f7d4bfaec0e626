"""From an address to a store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.store.base import Store

ENVIRONMENT: Final = "ENISHI_STORE"
_SERVER_SCHEMES: Final = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def default_store_path() -> Path:
    """Where the embedded store of the user lies when no address is given."""
    from platformdirs import user_data_path

    return user_data_path("enishi") / "enishi.db"


def is_server(url: str) -> bool:
    """Whether an address means a Neo4j server."""
    return urlsplit(url).scheme in _SERVER_SCHEMES


def open_store(url: str | None = None, *, credentials: tuple[str, str] | None = None) -> Store:
    """Open the store at `url`: a file path, ``sqlite:///ABSOLUTE.db``, or a Neo4j address.

    Parameters
    ----------
    url
        None takes the environment variable ENISHI_STORE, else the embedded store of the user.
    credentials
        User and password for a server; None takes ENISHI_NEO4J_USER and ENISHI_NEO4J_PASSWORD.

    Raises UsageError for an address of no known form, StoreUnreachable and ForeignStore as the stores do.
    """
    address = url or os.environ.get(ENVIRONMENT) or str(default_store_path())
    scheme = urlsplit(address).scheme
    if is_server(address):
        from graph.store.neo4j import Neo4jStore

        user, password = credentials or (
            os.environ.get("ENISHI_NEO4J_USER", "neo4j"),
            os.environ.get("ENISHI_NEO4J_PASSWORD", ""),
        )
        return Neo4jStore(address, user=user, password=password)
    from graph.store.sqlite import SqliteStore

    if scheme == "sqlite":
        path = address.removeprefix("sqlite:///")
        if path == address or not Path(path).is_absolute():
            raise UsageError(
                f"保存先「{address}」を読めません。sqlite:///絶対パス の形で書いてください。", field="store"
            )
        return SqliteStore(path)
    if "://" in address:
        raise UsageError(
            f"保存先「{address}」の形式は使えません。ファイルのパス、sqlite:///、bolt://、neo4j:// "
            "のどれかにしてください。",
            field="store",
        )
    return SqliteStore(address)

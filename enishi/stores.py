"""Which store a command or a notebook means, and how to open it."""

from __future__ import annotations

import os
from pathlib import Path

from graph.store.base import Store
from graph.store.opening import ENVIRONMENT, default_store_path, is_server, open_store


def store_address(url: str | None = None) -> str:
    """The address that is meant: the argument, else $ENISHI_STORE, else the user's own embedded store."""
    return url or os.environ.get(ENVIRONMENT) or str(default_store_path())


def demo_path() -> Path:
    """The file of the demo's store, beside the user's own and never the same."""
    return default_store_path().with_name("demo.db")


def open_own_store(url: str | None = None) -> Store:
    """Open the store that is meant; our own local Neo4j is opened with the account that it keeps.

    Raises StoreError when it can't be opened, UsageError for an address of no known form.
    """
    address = store_address(url)
    return open_store(address, credentials=account_for(address))


def account_for(address: str) -> tuple[str, str] | None:
    """User and password of our own local Neo4j, if that is what answers at this address."""
    if not is_server(address):
        return None
    from enishi.neo4j_server import credentials_for

    return credentials_for(address)

"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.store.base import Store
from graph.store.opening import open_store


@dataclass(frozen=True, slots=True)
class Settings:
    """`host` is the address that the server is bound to: only a loopback address is served without a key.

    `store_url` None means $ENISHI_STORE, else the user's own store; `credentials` are user and password of a
    Neo4j server (None: from the environment). `root_path` is the sub-path under which a proxy shows the app.
    """

    store_url: str | None = None
    credentials: tuple[str, str] | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    root_path: str = ""
    poll_seconds: float = 2.0

    def open_store(self) -> Store:
        """Open the store that is meant. Raises StoreError and UsageError as `graph.store.opening` does."""
        return open_store(self.store_url, credentials=self.credentials)

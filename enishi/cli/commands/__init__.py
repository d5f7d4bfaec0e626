"""The commands, one module per family. Each has `register(commands)`; nothing heavy is imported on top."""

from __future__ import annotations

from types import ModuleType


def command_families() -> tuple[ModuleType, ...]:
    """All modules of commands, in the order in which the help lists them."""
    from enishi.cli.commands import ask, care, fetching, load, local_neo4j, picture, server

    return (server, load, fetching, ask, picture, care, local_neo4j)

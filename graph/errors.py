"""Every error that enishi raises on purpose, one tree.

EnishiError                     a sentence in Japanese that says where and what to do; `exit_code` of the command line
├── UsageError              (2) the request itself is wrong (option, argument, address)
├── InvalidValue            (2) a value that its type refuses (date, code, name, address)
├── NotFound                (2) no entity answers to the name; carries near misses
├── Ambiguous               (2) several entities answer to the name; carries the candidates
├── SourceRefused           (2) a whole file or folder that can't be read as what it claims to be
├── FetchFailed             (2) the public place of a source is out of reach or does not hold what was pinned
├── InvalidRecord           (2) a record or statement that the ontology refuses
├── MissingDependency       (2) an optional package is not installed
└── StoreError              (3) the store as a whole
    ├── StoreUnreachable    (3) no server answers, or it refuses the credentials
    ├── StoreLocked         (3) somebody else is writing
    ├── ForeignStore        (3) the file or database is not ours, or is of a newer version
    └── LoadUnderWay        (3) a load is open or was cut off and no complete snapshot is at hand
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class EnishiError(Exception):
    """Base of all deliberate errors. `str(error)` is one readable Japanese sentence or two."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(EnishiError):
    """The request is wrong as such; `field` names the argument where there is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class InvalidValue(EnishiError):
    """A value that its type refuses."""


class InvalidRecord(EnishiError):
    """A record or statement that the ontology refuses."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity offered when a name fits none or several; `detail` tells namesakes apart."""

    id: str
    kind: str
    caption: str
    detail: str


class NotFound(EnishiError):
    """No entity answers to `name`; `candidates` are near misses, best first."""

    def __init__(self, message: str, *, name: str = "", candidates: Sequence[Candidate] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.candidates = tuple(candidates)


class Ambiguous(EnishiError):
    """Several entities answer to `name`; `candidates` lists them."""

    def __init__(self, message: str, *, name: str, candidates: Sequence[Candidate]) -> None:
        super().__init__(message)
        self.name = name
        self.candidates = tuple(candidates)


class SourceRefused(EnishiError):
    """A file or folder that is not what its source expects; nothing of it was loaded."""


class FetchFailed(EnishiError):
    """A file could not be fetched from its public place; nothing that is incomplete looks finished."""


class MissingDependency(EnishiError):
    """An optional package is needed and not installed; the message says how to get it."""


class StoreError(EnishiError):
    """The store can't serve."""

    exit_code: ClassVar[int] = 3


class StoreUnreachable(StoreError):
    """No server answers at the address, or it refuses the credentials."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class ForeignStore(StoreError):
    """The file or database was not made by enishi, or by a newer version of it."""


class LoadUnderWay(StoreError):
    """A load is open or was cut off and there is no complete snapshot to answer from."""

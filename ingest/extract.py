"""What one file or folder states, before it is loaded: documents, and facts record by record."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from graph.facts import Citation, Document, Record, Statement
from graph.ids import content_digest, digest_text
from ingest.tables import Refusal


@dataclass(frozen=True, slots=True)
class Facts:
    """What one row states about one record, each fact with the place it was read."""

    record: Record
    stated: tuple[tuple[Statement, Citation], ...]


@dataclass(slots=True)
class Journal:
    """What one walk over a source met: rows with content, refused cells and rows, values left out by column."""

    rows_read: int = 0
    refused: list[Refusal] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reading:
    """One walk: the documents by id, and the facts in the order of the rows (to be walked once)."""

    documents: Mapping[str, Document]
    facts: Iterator[Facts]


class Extract(ABC):
    """A source at one place. Reading it is pure and can be repeated: the same files give the same facts.

    `version` names the mapper's rules; it changes whenever the same file would state something else.
    `complete`: the extract is all there is of its data set, so what it no longer states is withdrawn.
    """

    dataset: str
    version: str
    complete: bool

    @abstractmethod
    def read(self, journal: Journal) -> Reading:
        """Begin a walk; what is refused or left out on the way goes to the journal.

        Raises SourceRefused, at once or during the walk, when a file as a whole can't be used.
        """


@dataclass(frozen=True, slots=True)
class Survey:
    """The result of a first walk. `editions` holds each cited document with the digest of what it states."""

    extract: Extract
    journal: Journal
    editions: tuple[tuple[Document, str], ...]


def survey(extract: Extract, on_row: Callable[[int], None]) -> Survey:
    """Walk an extract without loading it; `on_row` is told the number of rows read so far.

    A document is no roster where a row or cell of its sheet was refused: what is refused is not absent, so the
    silence of such a version ends nothing.
    """
    journal = Journal()
    reading = extract.read(journal)
    digests: dict[str, int] = {}
    sheets: dict[str, set[str]] = defaultdict(set)  # of documents that are rosters, by document
    for facts in reading.facts:
        for statement, citation in facts.stated:
            digests[citation.document] = digests.get(citation.document, 0) + content_digest(
                [facts.record.key, statement.to_text(), citation.quote, citation.row]
            )
            if reading.documents[citation.document].rosters:
                sheets[citation.document].add(citation.row.rpartition(":")[0])
        on_row(journal.rows_read)
    faulty = {refusal.sheet for refusal in journal.refused if refusal.sheet}
    documents = [
        document if faulty.isdisjoint(sheets[key]) else replace(document, rosters=())
        for key, document in sorted(reading.documents.items())
        if key in digests
    ]
    editions = [
        (document, digest_text(digests[document.id] + content_digest([extract.version, document.to_row()])))
        for document in documents
    ]
    return Survey(extract, journal, tuple(editions))

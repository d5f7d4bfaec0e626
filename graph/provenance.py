"""Where the graph comes from: its data sets, what each states, how old it is and when it was loaded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from graph.bodies import DatasetBody, SourcesBody
from graph.datasets import dataset_label, dataset_order
from graph.entities import Node
from graph.facts import Citation, Document, Run
from graph.snapshot import Snapshot
from graph.validity import first_day, last_day


def last_loads(runs: Iterable[Run]) -> dict[str, str]:
    """The ISO time at which the newest load of each data set was done, from all loads, oldest first."""
    return {run.dataset: run.finished for run in runs if run.status == "done"}


def documents_by_dataset(snapshot: Snapshot) -> dict[str, tuple[Document, ...]]:
    """The documents of each data set, the newest first and undated ones last; data sets in the order of lists."""
    grouped: dict[str, list[Document]] = defaultdict(list)
    for document in snapshot.documents.values():
        grouped[document.dataset].append(document)
    return {
        dataset: tuple(sorted(documents, key=_newest_first))
        for dataset, documents in sorted(grouped.items(), key=lambda pair: dataset_order(pair[0]))
    }


def sources_body(snapshot: Snapshot, loads: Mapping[str, str]) -> SourcesBody:
    """The data sets of a snapshot with their counts.

    Parameters
    ----------
    snapshot
        What the audience sees; data sets without a visible document are left out.
    loads
        Data set → ISO time of its last load, as `last_loads` gives it.

    An entity or tie counts for every data set of which a document is cited for it, once. One pass over all citations.
    """
    dataset_of = {document.id: document.dataset for document in snapshot.documents.values()}
    entities = _counted((_cited(node) for node in snapshot.nodes.values()), dataset_of)
    ties = _counted((tie.citations for tie in snapshot.ties.values()), dataset_of)
    items = [
        _item(dataset, documents, entities[dataset], ties[dataset], loads.get(dataset, ""))
        for dataset, documents in documents_by_dataset(snapshot).items()
    ]
    return {"items": items, "revision": snapshot.revision}


def newest_date(dates: Iterable[str]) -> str:
    """The canonical date whose last day is the latest; empty where none has a year."""
    dated = ((day, text) for text in dates if (day := last_day(text)))
    return max(dated, default=(date.min, ""))[1]


def oldest_date(dates: Iterable[str]) -> str:
    """The canonical date whose first day is the earliest; empty where none has a year."""
    dated = ((day, text) for text in dates if (day := first_day(text)))
    return min(dated, default=(date.max, ""))[1]


def by_frequency(texts: Iterable[str]) -> list[str]:
    """Each text once, the most frequent first; empty ones are left out."""
    counted = Counter(text for text in texts if text)
    return sorted(counted, key=lambda text: (-counted[text], text))


def _item(dataset: str, documents: Sequence[Document], entities: int, ties: int, loaded_at: str) -> DatasetBody:
    dates = {document.date for document in documents}
    return {
        "dataset": dataset,
        "label": dataset_label(dataset),
        "documents": len(documents),
        "newest": newest_date(dates),
        "oldest": oldest_date(dates),
        "licences": by_frequency(document.licence for document in documents),
        "publishers": by_frequency(document.publisher for document in documents),
        "entities": entities,
        "ties": ties,
        "loaded_at": loaded_at,
    }


def _cited(node: Node) -> Iterator[Citation]:
    for values in node.values.values():
        for value in values:
            yield from value.citations


def _counted(cited: Iterable[Iterable[Citation]], dataset_of: Mapping[str, str]) -> Counter[str]:
    """For each data set, of how many of these groups of citations it holds at least one."""
    counts: Counter[str] = Counter()
    for citations in cited:
        for dataset in {dataset_of[citation.document] for citation in citations}:
            counts[dataset] += 1
    return counts


def _newest_first(document: Document) -> tuple[int, str, str]:
    day = last_day(document.date)
    return -day.toordinal() if day else 0, document.title, document.key

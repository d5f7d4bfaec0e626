"""From claims to nodes and ties: what one entity's records state, made into one picture of it (model 1.4–1.8).

Pure functions of claims, documents and the assignment of records to entities, so that any order of loading,
and undoing, gives the same graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.entities import Node, Span, Tie, Value
from graph.facts import KIND_STATEMENT, Citation, Claim, Document, Statement
from graph.ontology.declaration import ValueType
from graph.ontology.vocabulary import KIND, KIND_PRECEDENCE, TIE
from graph.values.dates import PartialDate, last_day_or_min

_EARLIEST: Final = date.min
_PRECISION_RANK: Final = {"day": 4, "month": 3, "year": 2, "fiscal_year": 2, "month_day": 1}


@dataclass(frozen=True)
class Versions:
    """The documents an audience sees, and what follows what within each series."""

    documents: Mapping[str, Document]
    later: Mapping[str, tuple[str, ...]]  # document id → later documents of its series, oldest first

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Versions:
        """Order the documents of each series by date; undated ones come first, equal dates follow nothing."""
        known = {document.id: document for document in documents}
        series: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for document in known.values():
            if document.series:
                series[document.dataset, document.series].append(document)
        later: dict[str, tuple[str, ...]] = {}
        for versions in series.values():
            versions.sort(key=lambda document: (last_day_or_min(document.date), document.id))
            for document in versions:
                later[document.id] = tuple(
                    other.id for other in versions if last_day_or_min(other.date) > last_day_or_min(document.date)
                )
        return cls(known, later)

    def newest(self, citations: Iterable[Citation]) -> date:
        """The last day of the newest document cited; the earliest day there is when none is dated."""
        return max((last_day_or_min(self.documents[cited.document].date) for cited in citations), default=_EARLIEST)


def build_node(entity: str, claims: Sequence[Claim], versions: Versions) -> Node | None:
    """The node that these claims of its records make; None when they state no kind."""
    by_name: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.statement.is_tie:
            by_name[claim.statement.name].append(claim)
    kinds = {claim.statement.value for claim in by_name.pop(KIND_STATEMENT, [])}
    kind = next((name for name in KIND_PRECEDENCE if name in kinds), None)
    if kind is None:
        return None
    values: dict[str, tuple[Value, ...]] = {}
    conflicts: list[str] = []
    for name, stated in sorted(by_name.items()):
        prop = KIND[kind].property(name)
        if prop is None:
            continue  # a property of another kind that lost by precedence
        values[name] = _values(stated, versions, dated=prop.type is ValueType.DATE)
        if not prop.many and len(_newest_texts(stated, versions)) > 1:
            conflicts.append(name)
    records = tuple(sorted({claim.statement.record for claim in claims}))
    return Node(entity, kind, values, records, tuple(conflicts))


def _values(stated: Sequence[Claim], versions: Versions, *, dated: bool) -> tuple[Value, ...]:
    """All values, the shown one first: the most precise (dates), then the newest, then the most often stated."""
    by_text: dict[str, list[Claim]] = defaultdict(list)
    for claim in stated:
        by_text[claim.statement.value].append(claim)
    ranked: list[tuple[tuple[int, int, int, str], Value]] = []
    for text, claims in by_text.items():
        citations = _citations(claims)
        precision = _PRECISION_RANK[PartialDate.parse(text).precision] if dated else 0
        newest = versions.newest(citations)
        first = min((claim.statement for claim in claims), key=lambda statement: statement.to_text())
        value = Value(text, citations, first.since, first.until, first.status, first.certainty)
        ranked.append(((-precision, -newest.toordinal(), -len(citations), text), value))
    return tuple(value for _, value in sorted(ranked, key=lambda pair: pair[0]))


def _newest_texts(stated: Sequence[Claim], versions: Versions) -> set[str]:
    """The values that can conflict: of each data set only those of its newest document."""
    newest: dict[str, date] = {}
    texts: dict[str, set[str]] = {}
    for claim in stated:
        for cited in claim.citations:
            document = versions.documents[cited.document]
            day = last_day_or_min(document.date)
            if document.dataset not in newest or day > newest[document.dataset]:
                newest[document.dataset], texts[document.dataset] = day, set()
            if day == newest[document.dataset]:
                texts[document.dataset].add(claim.statement.value)
    return set().union(*texts.values()) if texts else set()


def build_ties(
    claims: Iterable[Claim], entity_of: Mapping[str, str], versions: Versions, subjects: Mapping[str, frozenset[str]]
) -> Iterator[Tie]:
    """The ties that these claims make, each whole, in the order of ids.

    Parameters
    ----------
    claims
        Every claim of the ties to be built (for a symmetric kind those of both ends).
    entity_of
        The living entity of every record that a claim mentions; a tie to a record without one is left out.
    versions
        The documents the audience sees.
    subjects
        Record → the documents that state anything of it, for rosters of mode "subjects".
    """
    grouped: dict[tuple[str, str, str, str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        statement = claim.statement
        source, target = entity_of.get(statement.record), entity_of.get(statement.target)
        if not statement.is_tie or source is None or target is None or source == target:
            continue
        if TIE[statement.name].symmetric and source > target:
            source, target = target, source
        grouped[statement.name, source, target, statement.role, statement.occasion].append(claim)
    ties = [
        Tie(
            name,
            source,
            target,
            role,
            occasion,
            _spans(stated, versions, subjects),
            _properties(name, stated, entity_of),
            _citations(stated),
        )
        for (name, source, target, role, occasion), stated in grouped.items()
    ]
    yield from sorted(ties, key=lambda tie: tie.id)


def _citations(claims: Sequence[Claim]) -> tuple[Citation, ...]:
    return tuple(
        sorted(
            {cited for claim in claims for cited in claim.citations},
            key=lambda cited: (cited.document, cited.quote, cited.row),
        )
    )


def _properties(name: str, claims: Sequence[Claim], entity_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for key, value in claim.statement.extra:
            prop = TIE[name].property(key)
            if prop is not None and prop.type is ValueType.REFERENCE:
                if value in entity_of:
                    found[key].add(entity_of[value])
            else:
                found[key].add(value)
    return {key: tuple(sorted(values)) for key, values in sorted(found.items())}


def _spans(claims: Sequence[Claim], versions: Versions, subjects: Mapping[str, frozenset[str]]) -> tuple[Span, ...]:
    """The intervals of one tie, oldest first; what has happened outdoes the plan, a date outdoes none."""
    newest: dict[Span, date] = {}
    for claim in claims:
        statement = claim.statement
        span = _ended(statement, claim, versions, subjects) or Span(
            statement.since, statement.until, statement.status, statement.certainty
        )
        newest[span] = max(newest.get(span, _EARLIEST), versions.newest(claim.citations))
    spans = set(newest)
    for span in newest:
        if any(_outdoes(other, span, newest) for other in spans if other != span):
            spans.discard(span)
    return tuple(
        sorted(
            spans,
            key=lambda span: (
                last_day_or_min(span.since),
                last_day_or_min(span.until) if span.until else date.max,
                span.since,
                span.until,
                span.status,
                span.certainty,
            ),
        )
    )


def _outdoes(other: Span, span: Span, newest: Mapping[Span, date]) -> bool:
    """Whether `other` says what `span` says and more, or that what `span` plans has come."""
    if span.status == "planned" and other.status in ("actual", "former"):
        return newest[other] >= newest[span]
    if other.status != span.status and not (span.status == "actual" and other.status == "former" and other.until):
        return False
    says_more = (other.since == span.since or not span.since) and (other.until == span.until or not span.until)
    if not says_more or (other.until and not span.until and newest[other] < newest[span]):
        return False
    if (other.since, other.until) == (span.since, span.until):
        return (other.certainty, other.status) > (span.certainty, span.status)  # "stated" sorts above "inferred"
    return True


def _ended(
    statement: Statement, claim: Claim, versions: Versions, subjects: Mapping[str, frozenset[str]]
) -> Span | None:
    """The span closed by a later version of a roster that no longer states the tie, or None."""
    if statement.status != "actual":
        return None
    citing = {cited.document for cited in claim.citations}
    closing: list[Document] = []
    for document in sorted(citing):
        mode = dict(versions.documents[document].rosters).get(statement.name)
        later = versions.later.get(document, ())
        if mode is None or citing & set(later):
            continue
        silent = [
            other
            for other in later
            if statement.name in dict(versions.documents[other].rosters)
            and (mode == "list" or other in subjects.get(statement.record, frozenset()))
        ]
        if not silent:
            return None  # some roster still holds it open
        closing.append(versions.documents[silent[0]])
    if not closing:
        return None
    last = max(closing, key=lambda document: (last_day_or_min(document.date), document.id))
    if statement.until and last_day_or_min(statement.until) <= last_day_or_min(last.date):
        return None  # it ended as foreseen
    return Span(statement.since, last.date, "former", "inferred")

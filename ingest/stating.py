"""How a mapper states facts: an entity with its properties, a tie with its dates, each at its place in a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.cleaning import clean_property
from graph.errors import InvalidRecord
from graph.facts import KIND_STATEMENT, Citation, Record, Statement, extra_of
from graph.ontology.vocabulary import KIND, TIE
from ingest.extract import Facts

Values = str | Iterable[str]


@dataclass(frozen=True, slots=True)
class Stating:
    """States facts of one data set as one document has them. Values are cleaned by the vocabulary.

    Methods raise InvalidValue for a value that its type refuses and InvalidRecord for a property or role that
    the vocabulary does not know: the mapper turns both into a refused row.
    """

    dataset: str
    document: str

    def record(self, key: str) -> Record:
        """The record of this key."""
        return Record(self.dataset, key)

    def entity(self, record: Record, kind: str, *, place: str, quote: str = "", **properties: Values) -> Facts:
        """That the record is of this kind and has these properties; blank values are left out."""
        stated = [Statement(record.id, KIND_STATEMENT, value=kind)]
        for name, values in properties.items():
            declared = KIND[kind].property(name)
            if declared is None:
                raise InvalidRecord(f"「{KIND[kind].label_ja}」に項目「{name}」はありません。")
            cleaned = (clean_property(declared, each) for each in _listed(values) if each.strip())
            stated += [Statement(record.id, name, value=value) for value in dict.fromkeys(cleaned) if value]
        citation = Citation(self.document, quote, place)
        return Facts(record, tuple((statement, citation) for statement in stated))

    def tie(
        self,
        source: Record,
        kind: str,
        target: Record,
        *,
        place: str,
        quote: str = "",
        role: str = "",
        since: str = "",
        until: str = "",
        status: str = "actual",
        certainty: str = "stated",
        occasion: str = "",
        **extra: Values,
    ) -> Facts:
        """That the source record has this tie to the target; dates are canonical partial dates or empty."""
        declared = TIE[kind]
        if (role and declared.role(role) is None) or (declared.role_required and not role):
            raise InvalidRecord(f"つながり「{declared.label_ja}」に役割「{role}」はありません。")
        pairs: list[tuple[str, str]] = []
        for name, values in extra.items():
            prop = declared.property(name)
            if prop is None:
                raise InvalidRecord(f"つながり「{declared.label_ja}」に項目「{name}」はありません。")
            pairs += [(name, clean_property(prop, each)) for each in _listed(values) if each.strip()]
        statement = Statement(
            source.id,
            kind,
            target=target.id,
            role=role,
            occasion=occasion,
            since=since,
            until=until,
            status=status,
            certainty=certainty,
            extra=extra_of(pairs),
        )
        return Facts(source, ((statement, Citation(self.document, quote, place)),))


def _listed(values: Values) -> Iterable[str]:
    return (values,) if isinstance(values, str) else values

"""Show: everything that is told of one entity, and its ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from graph.bodies import (
    ConflictBody,
    EntityBody,
    HolderBody,
    IdentifierBody,
    IntervalBody,
    NameBody,
    RoleBody,
    ShowBody,
    TieBody,
    TiesBody,
)
from graph.contacts import ContactNetwork
from graph.detail import current, detail_of, visible
from graph.entities import Node, Span, Tie, Value
from graph.errors import UsageError
from graph.facts import Citation
from graph.ontology.vocabulary import KIND, TIE
from graph.paging import page_of
from graph.snapshot import Snapshot
from graph.strength import Evidence
from graph.summary import summary_of
from graph.validity import last_day, newest_document, shown_spans, status_at
from graph.values.codes import CorporateNumber, MunicipalityCode
from graph.values.dates import PartialDate
from graph.wording import tie_text

MOST_TIES: Final = 1_000
SHOWN_TIES: Final = 5_000
_STATUS_ORDER: Final = {"actual": 0, "planned": 1, "unknown": 2, "former": 3}
_MEANINGS: Final = tuple(dict.fromkeys(tie.meaning for tie in TIE.values()))
_KIND_ORDER: Final = {name: place for place, name in enumerate(TIE)}


def entity_body(snapshot: Snapshot, entity: str, as_of: date) -> EntityBody:
    """What is told of an entity on a day, without its ties.

    `properties` holds the shown value of each property (all values where several at once are no conflict),
    canonical texts as stored; `names[].source` is the title of the newest source that writes the name so.
    """
    node = snapshot.nodes[entity]
    citations = sorted({cited for values in node.values.values() for value in values for cited in value.citations},
                       key=lambda cited: (cited.document, cited.row, cited.quote))
    return {
        "id": node.id, "kind": node.kind, "roles": _roles(snapshot, node, as_of),
        "holders": _holders(snapshot, entity, as_of), "labels": list(snapshot.roles.get(entity, ())),
        "caption": node.caption, "detail": detail_of(snapshot, entity, as_of),
        "summary": summary_of(snapshot, entity, as_of),
        "properties": _properties(node), "identifiers": _identifiers(node), "names": list(_names(snapshot, node)),
        "conflicts": list(_conflicts(snapshot, node)), "records": list(node.records),
        "sources": snapshot.source_refs(citations), "newest_source": newest_document(snapshot, citations),
        "as_of": as_of.isoformat(), "revision": snapshot.revision,
    }


def ties_body(snapshot: Snapshot, entity: str, *, as_of: date, kind: str | None = None, limit: int = 100,
              cursor: str | None = None) -> TiesBody:
    """A page of the ties of an entity that hold or held on a day.

    Order: by meaning as the ontology declares it; current before planned, unknown and former; newest first; then by
    kind, role, the other's caption and id.

    Raises UsageError for an unknown tie kind, a limit outside 1 to 1,000 and a foreign cursor.
    """
    if kind and kind not in TIE:
        raise UsageError(f"つながりの種類「{kind}」はありません。次から選んでください: {'、'.join(TIE)}", field="kind")
    ties = [tie for tie in _ordered(snapshot, entity, as_of) if not kind or tie.kind == kind]
    shown, following = page_of(ties, limit, cursor, most=MOST_TIES)
    return {"items": _tie_bodies(snapshot, entity, shown, as_of), "next": following, "as_of": as_of.isoformat(),
            "revision": snapshot.revision}


def show_body(snapshot: Snapshot, entity: str, as_of: date) -> ShowBody:
    """The entity with all its ties; `truncated` where there are more than 5,000 of them.

    `newest_source` is that of the entity and of all its ties.
    """
    ties = _ordered(snapshot, entity, as_of)
    cited = [citation for values in snapshot.nodes[entity].values.values() for value in values
             for citation in value.citations]
    cited += [citation for tie in ties for citation in tie.citations]
    return {**entity_body(snapshot, entity, as_of), "newest_source": newest_document(snapshot, cited),
            "ties": _tie_bodies(snapshot, entity, ties[:SHOWN_TIES], as_of), "truncated": len(ties) > SHOWN_TIES}


def intervals_of(spans: Iterable[Span]) -> list[IntervalBody]:
    """Spans as answers tell them."""
    return [{"since": span.since, "until": span.until, "precision": _precision(span)} for span in spans]


def _precision(span: Span) -> str:
    told = span.since or span.until
    return PartialDate.parse(told).precision if told else "unknown"


def _ordered(snapshot: Snapshot, entity: str, as_of: date) -> list[Tie]:
    def place(tie: Tie) -> tuple[int, int, int, int, int, str, str]:
        kind = TIE[tie.kind]
        return (_MEANINGS.index(kind.meaning), _STATUS_ORDER[status_at(tie, snapshot, as_of)],
                -_newest_day(snapshot, tie, as_of), _KIND_ORDER[tie.kind],
                next((at for at, role in enumerate(kind.roles) if role.name == tie.role), 0),
                snapshot.nodes[tie.other_end(entity)].caption, tie.id)

    return sorted(visible(snapshot, snapshot.ties_of.get(entity, ()), as_of), key=place)


def _newest_day(snapshot: Snapshot, tie: Tie, as_of: date) -> int:
    """The last day of the newest interval, that of the newest source where none is dated, as an ordinal."""
    days = [last_day(span.until or span.since) for span in shown_spans(tie, snapshot, as_of)]
    known = [day for day in days if day is not None]
    day = max(known, default=None) or last_day(newest_document(snapshot, tie.citations))
    return day.toordinal() if day else 0


def _tie_bodies(snapshot: Snapshot, entity: str, ties: Sequence[Tie], as_of: date) -> list[TieBody]:
    network = ContactNetwork.build(snapshot, as_of)
    evidence = _evidence_by_tie(network, entity)
    for other in dict.fromkeys(tie.other_end(entity) for tie in ties if tie.id not in evidence):
        for tie_id, strongest in _evidence_by_tie(network, other).items():
            evidence.setdefault(tie_id, strongest)
    return [_tie_body(snapshot, tie, as_of, evidence.get(tie.id)) for tie in ties]


def _evidence_by_tie(network: ContactNetwork, entity: str) -> dict[str, Evidence]:
    """The strongest evidence of the entity's contacts that rests on each tie."""
    strongest: dict[str, Evidence] = {}
    for contact in network.contacts_of(entity).values():
        for evidence in contact.evidence:
            for tie in evidence.ties:
                if tie not in strongest or strongest[tie].rank < evidence.rank:
                    strongest[tie] = evidence
    return strongest


def _tie_body(snapshot: Snapshot, tie: Tie, as_of: date, evidence: Evidence | None) -> TieBody:
    spans = shown_spans(tie, snapshot, as_of)
    certain = any(span.certainty == "stated" for span in spans)
    return {
        "id": tie.id, "kind": tie.kind, "from": snapshot.ref(tie.source), "to": snapshot.ref(tie.target),
        "role": tie.role, "status": status_at(tie, snapshot, as_of), "certainty": "stated" if certain else "inferred",
        "intervals": intervals_of(spans), "level": evidence.level if evidence else None,
        "strength": evidence.strength if evidence else None, "text": tie_text(snapshot, tie, as_of),
        "properties": {name: list(values) for name, values in sorted(tie.properties.items())},
        "sources": snapshot.source_refs(tie.citations),
    }


def _properties(node: Node) -> dict[str, list[str]]:
    shown: dict[str, list[str]] = {}
    for prop in KIND[node.kind].properties:
        texts = node.texts(prop.name)
        if texts:
            shown[prop.name] = list(texts) if prop.many else [texts[0]]
    return shown


def _identifiers(node: Node) -> list[IdentifierBody]:
    pairs = [MunicipalityCode.parse(code).identifier() for code in node.texts("lgcode")]
    pairs += [CorporateNumber.parse(number).identifier() for number in node.texts("houjin_bangou")]
    return [{"scheme": scheme, "identifier": identifier} for scheme, identifier in pairs]


def _names(snapshot: Snapshot, node: Node) -> Iterator[NameBody]:
    for kind in ("name", "alias", "kana"):
        for value in node.values.get(kind, ()):
            yield {"value": value.text, "kind": kind, "source": _newest_title(snapshot, value.citations)}


def _newest_title(snapshot: Snapshot, citations: Iterable[Citation]) -> str:
    refs = snapshot.source_refs(citations)
    return refs[0]["title"] if refs else ""


def _conflicts(snapshot: Snapshot, node: Node) -> Iterator[ConflictBody]:
    """Of each property in conflict the values that are not shown, as far as they are still stated."""
    for name in node.conflicts:
        newest = _newest_documents(snapshot, node.values[name])
        for value in node.values[name][1:]:
            if any(cited.document in newest for cited in value.citations):
                yield {"property": name, "value": value.text, "sources": snapshot.source_refs(value.citations)}


def _newest_documents(snapshot: Snapshot, values: Iterable[Value]) -> set[str]:
    """Of the documents that state a property, the newest ones of each data set: older ones are history."""
    cited = {cited.document for value in values for cited in value.citations}
    newest: dict[str, date] = {}
    for document in (snapshot.documents[each] for each in cited):
        day = last_day(document.date) or date.min
        newest[document.dataset] = max(newest.get(document.dataset, date.min), day)
    return {each for each in cited
            if (last_day(snapshot.documents[each].date) or date.min) == newest[snapshot.documents[each].dataset]}


def _roles(snapshot: Snapshot, node: Node, as_of: date) -> list[RoleBody]:
    """Posts held and memberships, current ones first, then the newest."""
    roles = [_role(snapshot, tie, as_of) for tie in _ordered(snapshot, node.id, as_of)
             if tie.kind in ("HOLDS", "MEMBER_OF") and tie.source == node.id]
    return sorted(roles, key=lambda role: _STATUS_ORDER[role["status"]])


def _role(snapshot: Snapshot, tie: Tie, as_of: date) -> RoleBody:
    target = snapshot.nodes[tie.target]
    if tie.kind == "HOLDS":
        role = target.first("title") or target.caption
        organizations = [each.target for each in snapshot.outgoing(tie.target, "POST_IN")]
        organization = snapshot.ref(organizations[0]) if organizations else None
    else:
        role, organization = tie.first("title") or tie.role or TIE[tie.kind].label_ja, snapshot.ref(tie.target)
    return {
        "role": role, "post": snapshot.ref(tie.target) if tie.kind == "HOLDS" else None, "organization": organization,
        "intervals": intervals_of(shown_spans(tie, snapshot, as_of)), "status": status_at(tie, snapshot, as_of),
        "sources": snapshot.source_refs(tie.citations),
    }


def _holders(snapshot: Snapshot, entity: str, as_of: date) -> list[HolderBody]:
    """Who is in office on that day: posts with one seat first, then by the post's and the person's caption."""
    posts = [tie.source for tie in current(snapshot, snapshot.incoming(entity, "POST_IN"), as_of)]
    held = [tie for post in {entity, *posts} for tie in current(snapshot, snapshot.incoming(post, "HOLDS"), as_of)]

    def place(tie: Tie) -> tuple[bool, str, str, str]:
        post = snapshot.nodes[tie.target]
        return (post.first("seats") != "one", post.caption, snapshot.nodes[tie.source].caption, tie.id)

    return [{"post": snapshot.ref(tie.target), "person": snapshot.ref(tie.source),
             "intervals": intervals_of(shown_spans(tie, snapshot, as_of)),
             "sources": snapshot.source_refs(tie.citations)} for tie in sorted(held, key=place)]

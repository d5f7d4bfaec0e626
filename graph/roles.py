"""Derive the role labels of people and organisations from current posts, memberships and stated activity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from graph.entities import Node, Tie
from graph.facts import Document
from graph.ontology.roles import INTERMEDIARY, ROLE_LABELS
from graph.values.dates import last_day_or_min


def derive_roles(
    nodes: Iterable[Node], ties: Iterable[Tie], documents: Mapping[str, Document]
) -> Mapping[str, tuple[str, ...]]:
    """Role labels by entity id, in the order of declaration; entities without a role are absent.

    Clock-free, so that a store can keep them: a post or membership counts while a source states it as actual
    with an open end, or with one (a term) that lies after the newest document that states it.
    """
    kind_of: dict[str, str] = {}
    found: dict[str, set[str]] = defaultdict(set)
    commissioned: set[str] = set()
    for node in nodes:
        kind_of[node.id] = node.kind
        if node.first("tenure") == "commissioned":
            commissioned.add(node.id)
        if "intermediary" in node.texts("activity"):
            found[node.id].add(INTERMEDIARY.name)
    organization_of_post: dict[str, list[str]] = defaultdict(list)
    held: list[tuple[str, str]] = []
    belongs: list[tuple[str, str]] = []
    for tie in ties:
        if tie.kind == "POST_IN":
            organization_of_post[tie.source].append(tie.target)
        elif tie.kind == "HOLDS" and tie.target not in commissioned and _is_current(tie, documents):
            held.append((tie.source, tie.target))
        elif tie.kind == "MEMBER_OF" and _is_current(tie, documents):
            belongs.append((tie.source, tie.target))
    belongs += [(person, organization) for person, post in held for organization in organization_of_post[post]]
    for member, organization in belongs:
        if kind_of.get(member) == "Person":
            for label in ROLE_LABELS:
                if kind_of.get(organization) in label.kinds:
                    found[member].add(label.name)
    order = {label.name: place for place, label in enumerate(ROLE_LABELS)}
    return {entity: tuple(sorted(labels, key=order.__getitem__)) for entity, labels in sorted(found.items())}


def _is_current(tie: Tie, documents: Mapping[str, Document]) -> bool:
    if is_open(tie):
        return True
    newest = max((last_day_or_min(documents[cited.document].date) for cited in tie.citations), default=date.min)
    return any(span.status == "actual" and last_day_or_min(span.until) > newest > date.min for span in tie.spans)


def is_open(tie: Tie) -> bool:
    """Whether some source states the tie as actual with an open end."""
    return any(span.status == "actual" and not span.until for span in tie.spans)

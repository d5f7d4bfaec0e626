"""Four families of reasons to meet, each worth up to a number of points; their sum is the score (0–100).

| family | points | what it says |
|---|---|---|
| need_and_offer | 45 | one side has the issue, the other something for it |
| shared_problem | 25 | both have the issue; the rarer it is, the more it says |
| contact_of_contacts | 15 | contacts in common |
| reachable | 15 | how strong the best introduction path is |

Contacts in common are counted by resource allocation (Zhou, Lü, Zhang 2009, doi:10.1140/epjb/e2009-00335-8).
The points are starting values: what two have to say to each other weighs more than how they come together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod, sqrt
from typing import Final

from graph.bodies import PathBody, ReasonBody
from graph.connections.side import Concern
from graph.connections.stances import IssueBook, Side, Stance
from graph.contacts import Contact, ContactNetwork
from graph.detail import root_event
from graph.snapshot import Snapshot
from graph.strength import Evidence
from graph.summary import titled
from graph.wording import level_words, listed, quoted, strength_words

NEED_AND_OFFER: Final = "need_and_offer"
SHARED_PROBLEM: Final = "shared_problem"
CONTACT_OF_CONTACTS: Final = "contact_of_contacts"
REACHABLE: Final = "reachable"
POINTS: Final[Mapping[str, float]] = {
    NEED_AND_OFFER: 45.0, SHARED_PROBLEM: 25.0, CONTACT_OF_CONTACTS: 15.0, REACHABLE: 15.0}

# The least strength of a path that is worth a tenth of a point.
WEAKEST_PATH: Final = (0.05 / POINTS[REACHABLE]) ** 2

# What an issue that was asked about counts where the entity itself states nothing about it.
ASKED_WEIGHT: Final = 0.7
# Who asks about an issue to have it solved, rather than to solve it for others.
_PUBLIC: Final = frozenset({"Municipality", "Department", "Assembly", "Agency", "PublicBody"})
# Common contacts through somebody with more contacts than this say nothing and cost much.
_MOST_CONTACTS: Final = 1_000
_BELONGING: Final = frozenset({"HOLDS", "MEMBER_OF"})
_HALFWAY: Final = 0.05  # resource allocated at which contact_of_contacts is worth half its points
_TOLD_PAIRINGS: Final = 3
_TOLD_CONTACTS: Final = 3


@dataclass(frozen=True)
class Reason:
    """One family's reason for one candidate: `value` 0–1 of its points, and the ties that it rests on.

    `issues` are those that the text tells of, `stances` the candidate's own on them, the weightiest first.
    """

    feature: str
    value: float
    text: str
    ties: tuple[str, ...]
    issues: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()

    @property
    def contribution(self) -> float:
        """Points of the score, to one decimal."""
        return round(POINTS[self.feature] * self.value, 1)

    def body(self, snapshot: Snapshot) -> ReasonBody:
        """The reason as answers tell it, each source once."""
        cited = [citation for tie in self.ties for citation in snapshot.ties[tie].citations]
        return {"feature": self.feature, "contribution": self.contribution, "text": self.text,
                "sources": snapshot.source_refs(cited)}


@dataclass(frozen=True)
class Pairing:
    """A concern of the one side that meets a stance of the other."""

    feature: str
    weight: float
    mine: Concern
    theirs: Stance


def issue_reasons(book: IssueBook, mine: Sequence[Concern], *, asking: str, asked: Collection[str],
                  leave_out: Collection[str], admitted: Callable[[str], bool]) -> dict[str, list[Reason]]:
    """Reasons by shared problems and by need and offer, for everybody admitted who is not left out.

    An issue that was asked for counts in full, however many have to do with it.
    """
    pairings: dict[str, list[Pairing]] = defaultdict(list)
    for concern in mine:
        for issue, nearness in sorted(book.related(concern.issue).items()):
            rarity = 1.0 if concern.issue in asked else min(book.rarity(issue), book.rarity(concern.issue))
            for stance in book.stances(issue):
                feature = _feature(book.snapshot.nodes[asking].kind, concern, stance)
                if feature and stance.entity not in leave_out and admitted(stance.entity):
                    weight = concern.weight * stance.weight * nearness * rarity
                    pairings[stance.entity].append(Pairing(feature, weight, concern, stance))
    return {entity: _reasons(book.snapshot, found) for entity, found in sorted(pairings.items())}


def _feature(asking_kind: str, concern: Concern, stance: Stance) -> str | None:
    if concern.side is None:
        both_need = stance.side is Side.NEED and asking_kind in _PUBLIC
        return SHARED_PROBLEM if both_need else NEED_AND_OFFER
    if concern.side is stance.side:
        return SHARED_PROBLEM if stance.side is Side.NEED else None
    return NEED_AND_OFFER


def _reasons(snapshot: Snapshot, found: Iterable[Pairing]) -> list[Reason]:
    by_feature: dict[str, dict[str, Pairing]] = defaultdict(dict)
    for pairing in found:
        best = by_feature[pairing.feature]
        known = best.get(pairing.theirs.issue)
        if known is None or _order(known) > _order(pairing):
            best[pairing.theirs.issue] = pairing
    return [_issue_reason(snapshot, feature, sorted(best.values(), key=_order))
            for feature, best in sorted(by_feature.items())]


def _order(pairing: Pairing) -> tuple[float, str, str, tuple[str, ...]]:
    return (-pairing.weight, pairing.theirs.issue, pairing.mine.issue, pairing.theirs.ties)


def _issue_reason(snapshot: Snapshot, feature: str, pairings: Sequence[Pairing]) -> Reason:
    told = pairings[:_TOLD_PAIRINGS]
    text = _pairing_text(snapshot, told[0])
    others = [quoted(snapshot.nodes[pairing.theirs.issue].caption) for pairing in told[1:]]
    if others:
        text += f"ほかに{''.join(others)}でも話が合いそうです。"
    stances = [stance for pairing in told for stance in (pairing.mine.stance, pairing.theirs) if stance]
    ties = [tie for stance in stances for tie in stance.ties]
    issues = [issue for pairing in told for issue in (pairing.theirs.issue, pairing.mine.issue)]
    return Reason(feature, 1 - prod(1 - pairing.weight for pairing in pairings), text, tuple(dict.fromkeys(ties)),
                  tuple(dict.fromkeys(issues)), tuple(pairing.theirs for pairing in told))


def _pairing_text(snapshot: Snapshot, pairing: Pairing) -> str:
    mine, theirs = pairing.mine.stance, pairing.theirs
    their_name = titled(snapshot, theirs.entity)
    if mine is None:
        return f"{their_name}は{theirs.words}。"
    my_name = titled(snapshot, mine.entity)
    if mine.words == theirs.words:
        return f"{my_name}も{their_name}も、{theirs.words}。"
    first, second = (mine, theirs) if mine.side is Side.NEED else (theirs, mine)
    names = {mine.entity: my_name, theirs.entity: their_name}
    text = f"{names[first.entity]}は{first.words}。{names[second.entity]}は{second.words}。"
    return text + _relation(snapshot, mine.issue, theirs.issue)


def _relation(snapshot: Snapshot, one: str, other: str) -> str:
    """How two issues hang together; empty for one and the same."""
    if one == other:
        return ""
    climbs = any(tie.target == other for tie in snapshot.outgoing(one, "PART_OF"))
    part, whole = (snapshot.nodes[issue].caption for issue in ((one, other) if climbs else (other, one)))
    return f"{quoted(part)}は{quoted(whole)}の一部です。"


def contact_reasons(network: ContactNetwork, entity: str, *, leave_out: Collection[str],
                    admitted: Callable[[str], bool]) -> dict[str, Reason]:
    """Reasons by contacts in common: Σ over them of s(entity, c) · s(c, candidate) / Σ s(c, ·).

    Of the evidence between c and the candidate only what arose elsewhere than that between the entity and c
    counts: all who sat in one room are no contacts of contacts. Nor are the posts and bodies that c belongs to.
    """
    ties = network.lens.snapshot.ties
    shared: dict[str, list[tuple[float, str, Contact, Contact]]] = defaultdict(list)
    for between, first in network.contacts_of(entity).items():
        beyond = network.contacts_of(between)
        if len(beyond) > _MOST_CONTACTS:
            continue
        total = sum(contact.strength for contact in beyond.values())
        rooms = {_whole(network.lens.snapshot, evidence) for evidence in first.evidence} - {None}
        for other, second in beyond.items():
            elsewhere = tuple(evidence for evidence in second.evidence
                              if _whole(network.lens.snapshot, evidence) not in rooms
                              and ties[evidence.ties[0]].kind not in _BELONGING)
            if elsewhere and other not in leave_out and admitted(other):
                onward = replace(second, evidence=elsewhere)
                shared[other].append((first.strength * onward.strength / total, between, first, onward))
    return {other: _contact_reason(network.lens.snapshot, found) for other, found in sorted(shared.items())}


def _whole(snapshot: Snapshot, evidence: Evidence) -> str | None:
    """The whole gathering or project that the evidence comes from."""
    return root_event(snapshot, evidence.carrier) if evidence.carrier else None


def _contact_reason(snapshot: Snapshot, found: list[tuple[float, str, Contact, Contact]]) -> Reason:
    allocated = sum(resource for resource, *_ in found)
    told = sorted(found, key=lambda each: (-each[0], each[1]))[:_TOLD_CONTACTS]
    names = listed(titled(snapshot, between) for _, between, _, _ in told)
    rest = f"など{len(found)}者" if len(found) > len(told) else ""
    ties = [tie for _, _, *contacts in told for contact in contacts for tie in contact.evidence[0].ties]
    return Reason(CONTACT_OF_CONTACTS, allocated / (allocated + _HALFWAY),
                  f"{names}{rest}と、どちらもつながりがあります。", tuple(dict.fromkeys(ties)))


def path_reason(snapshot: Snapshot, path: PathBody) -> Reason:
    """The reason that a path gives: the square root of its strength, so that a weak path still counts a little."""
    between = [titled(snapshot, hop["to"]["id"]) for hop in path["hops"][:-1]]
    words = strength_words(path["strength"])
    if between:
        text = f"{listed(between)}を通じて紹介を頼めます（道すじの太さ: {words}）。"
    elif path["level"] is not None:
        text = f"すでに「{level_words(path['level'])}」段階のつながりがあり、直接連絡できます（太さ: {words}）。"
    else:
        text = f"組織の窓口から直接連絡できます（太さ: {words}）。"
    ties = tuple(dict.fromkeys(tie for hop in path["hops"] for tie in hop["ties"]))
    return Reason(REACHABLE, sqrt(path["strength"]), text, ties)

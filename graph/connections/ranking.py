"""The question: whom should somebody meet, about what, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from graph.bodies import ConnectionBody, ConnectionsBody, PathBody
from graph.connections.around import bring, cautions, moments
from graph.connections.reasons import (
    ASKED_WEIGHT,
    WEAKEST_PATH,
    Reason,
    contact_reasons,
    issue_reasons,
    path_reason,
)
from graph.connections.side import PART_SHARE, Concern, concerns, own_side, same_house
from graph.connections.stances import IssueBook
from graph.connections.ways import strongest_ways
from graph.contacts import ContactNetwork
from graph.detail import detail_of, holders_of
from graph.errors import NotFound
from graph.facts import Citation
from graph.hops import HopWriter
from graph.ontology.vocabulary import is_organization
from graph.paging import checked_limit
from graph.resolve import issues_about
from graph.search import SearchIndex, kind_test, near_misses
from graph.snapshot import Snapshot
from graph.validity import newest_document
from graph.values.text import excerpt
from graph.ways import Map

MOST_CONNECTIONS: Final = 100
_IN_TOUCH: Final = 4  # from this level on two need nobody to bring them together
_MOST_REASONS: Final = 3
_LEAST_SCORE: Final = 3.0  # what is below is a field in common with hundreds of others
# Paths are looked for from the best by the other reasons: a path adds 15 points at most.
_SHORTLIST_FACTOR: Final = 3
_SHORTLIST_LEAST: Final = 20
_KIND_ORDER: Final = {"Post": 0, "Person": 2}


def connections(snapshot: Snapshot, source: str, *, about: str | None = None, kind: str | None = None, limit: int = 10,
                as_of: date, known: frozenset[str] = frozenset(), index: SearchIndex) -> ConnectionsBody:
    """Whom an entity should meet, best first; each with reasons whose contributions add up to the score (0–100).

    Parameters
    ----------
    about
        A text that means issues: only they count then, whether or not the entity states them itself.
    kind
        A kind, group or role label of candidates; None means people, posts and organisations.
    known
        Entities marked 「もう知っている」: left out, as are its own parts, posts and people and whoever it is in
        touch with (level 4 or more).

    Raises UsageError for an unknown kind and a limit outside 1 to 100, NotFound where `about` fits no issue.
    """
    checked_limit(limit, most=MOST_CONNECTIONS)
    admitted = _admitted(snapshot, kind)
    book = IssueBook(snapshot, as_of)
    network = ContactNetwork.build(snapshot, as_of)
    asked = _asked(snapshot, about, index, as_of) if about else ()
    side = own_side(snapshot, source, as_of)
    leave_out = {*same_house(snapshot, source, as_of), *known, *_in_touch(network, side)}
    mine = concerns(book, side)
    if about:
        mine = _concerns_asked(mine, asked)
    found = issue_reasons(book, mine, asking=source, asked=asked, leave_out=leave_out, admitted=admitted)
    for other, reason in contact_reasons(network, source, leave_out=leave_out, admitted=admitted).items():
        if other in found or not about:
            found.setdefault(other, []).append(reason)
    found = {other: reasons for other, reasons in found.items() if _score(reasons) >= _LEAST_SCORE}
    found = _posts_before_people(snapshot, found, as_of)
    items = _ranked(network, source, found, limit)
    cited = [citation for _, reasons, _ in items for reason in reasons for citation in _citations(snapshot, reason)]
    return {
        "for": snapshot.ref(source), "about": [snapshot.ref(issue) for issue in asked], "model": "untrained",
        "items": [_body(snapshot, other, reasons, path, as_of) for other, reasons, path in items],
        "as_of": as_of.isoformat(), "revision": snapshot.revision, "newest_source": newest_document(snapshot, cited),
    }


def _admitted(snapshot: Snapshot, kind: str | None) -> Callable[[str], bool]:
    if kind:
        return kind_test(snapshot, kind)
    return lambda entity: _can_be_met(snapshot, entity)


def _can_be_met(snapshot: Snapshot, entity: str) -> bool:
    """People, organisations, and posts that are one desk: 「議員」 with many seats is nobody to write to."""
    node = snapshot.nodes[entity]
    if node.kind == "Post":
        return node.first("seats") != "many"
    return node.kind == "Person" or is_organization(node.kind)


def _asked(snapshot: Snapshot, about: str, index: SearchIndex, as_of: date) -> tuple[str, ...]:
    issues = issues_about(snapshot, about, index)
    if not issues:
        near = near_misses(index, about, as_of=as_of, kinds=("Issue",))
        hint = f"近いもの: {'、'.join(each.caption for each in near)}。" if near else "別の言葉で試してください。"
        raise NotFound(f"「{excerpt(about)}」に当たる課題は見つかりません。{hint}", name=about, candidates=near)
    return issues


def _concerns_asked(mine: Sequence[Concern], asked: Sequence[str]) -> list[Concern]:
    """What the entity states about the issues asked for; an issue about which it states nothing counts as asked."""
    stated = [concern for concern in mine if concern.issue in asked]
    silent = [issue for issue in asked if all(concern.issue != issue for concern in stated)]
    return [*stated, *(Concern(issue, None, ASKED_WEIGHT, None) for issue in silent)]


def _in_touch(network: ContactNetwork, side: Mapping[str, float]) -> set[str]:
    """Whom the entity, or a part or desk that speaks for it, is in touch with."""
    lens = network.lens
    speaking = [each for each, share in side.items()
                if share >= PART_SHARE and (lens.kind(each) != "Post" or lens.has_one_seat(each))]
    contacts = [(other, contact) for each in speaking for other, contact in network.contacts_of(each).items()]
    return {other for other, contact in contacts if contact.level >= _IN_TOUCH}


def _posts_before_people(snapshot: Snapshot, found: Mapping[str, list[Reason]], as_of: date) -> dict[str, list[Reason]]:
    """Leave out a person whose best reason is that of a post that they hold: the post stays when they move on."""
    kept = dict(found)
    for post in found:
        if snapshot.nodes[post].kind != "Post":
            continue
        ties = {tie for reason in found[post] for tie in reason.ties}
        for holder in holders_of(snapshot, post, as_of):
            if holder in kept and ties.issuperset(_best_ties(kept[holder])):
                del kept[holder]
    return kept


def _best_ties(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """The ties of the candidate's own side that carry the strongest of these reasons that is about an issue."""
    about = [reason for reason in reasons if reason.stances]
    best = min(about, key=lambda reason: (-reason.contribution, reason.feature), default=None)
    return best.stances[0].ties if best else ()


def _ranked(network: ContactNetwork, source: str, found: Mapping[str, list[Reason]],
            limit: int) -> list[tuple[str, list[Reason], PathBody | None]]:
    snapshot = network.lens.snapshot
    here = network.standing(source).areas
    near = {other for other in found if here and here & network.standing(other).areas}
    ranked = sorted(found, key=lambda other: _place(snapshot, other, found[other], near))
    shortlist = ranked[: max(_SHORTLIST_LEAST, _SHORTLIST_FACTOR * limit)]
    paths = _paths(network, source, [other for other in shortlist if _is_party(snapshot, other)])
    items: list[tuple[str, list[Reason], PathBody | None]] = []
    for other in shortlist:
        path = paths.get(other)
        reasons = [*found[other], *([path_reason(snapshot, path)] if path else [])]
        strongest = sorted(reasons, key=lambda reason: (-reason.contribution, reason.feature))[:_MOST_REASONS]
        items.append((other, [reason for reason in strongest if reason.contribution > 0], path))
    items.sort(key=lambda item: _place(snapshot, item[0], item[1], near))
    return items[:limit]


def _place(snapshot: Snapshot, entity: str, reasons: Sequence[Reason],
           near: Collection[str]) -> tuple[float, int, bool, str, str]:
    """Best score first; of equal ones posts, organisations, people, those of the same area before others."""
    node = snapshot.nodes[entity]
    return (-_score(reasons), _KIND_ORDER.get(node.kind, 1), entity not in near, node.caption, entity)


def _score(reasons: Sequence[Reason]) -> float:
    return round(sum(reason.contribution for reason in reasons), 1)


def _is_party(snapshot: Snapshot, entity: str) -> bool:
    kind = snapshot.nodes[entity].kind
    return kind in ("Person", "Post") or is_organization(kind)


def _paths(network: ContactNetwork, source: str, targets: Sequence[str]) -> dict[str, PathBody]:
    """The strongest introduction path to each target that is worth a point of the score."""
    if not targets or not _is_party(network.lens.snapshot, source):
        return {}
    writer = HopWriter(Map(network))
    ways = strongest_ways(network, source, targets, weakest=WEAKEST_PATH)
    return {target: writer.path(route) for target, route in ways.items()}


def _citations(snapshot: Snapshot, reason: Reason) -> list[Citation]:
    return [citation for tie in reason.ties for citation in snapshot.ties[tie].citations]


def _body(snapshot: Snapshot, other: str, reasons: Sequence[Reason], path: PathBody | None,
          as_of: date) -> ConnectionBody:
    issues = tuple(dict.fromkeys(issue for reason in reasons for issue in reason.issues))
    return {
        "entity": snapshot.ref(other), "detail": detail_of(snapshot, other, as_of), "score": _score(reasons),
        "reasons": [reason.body(snapshot) for reason in reasons],
        "path": path, "moments": moments(snapshot, other, issues, as_of),
        "cautions": cautions(snapshot, other, reasons, as_of), "bring": bring(snapshot, other, issues, as_of),
    }

"""Introduction paths: how to get from one to another, hop by hop, each with its evidence (domain, question 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.bodies import HopBody, PathBody, PathsBody
from graph.contacts import ContactNetwork, Filters
from graph.errors import InvalidValue, UsageError
from graph.hops import HopWriter
from graph.nearest import NearestFinder
from graph.ontology.vocabulary import KIND, TIE, is_organization
from graph.routes import best_routes, best_routes_via
from graph.snapshot import Snapshot
from graph.strength import MAX_LEVEL
from graph.values.dates import PartialDate
from graph.ways import Map, Route
from graph.wording import level_words, listed

MOST_PATHS: Final = 50


@dataclass(frozen=True, slots=True)
class _Question:
    """A checked question."""

    source: str
    target: str
    k: int
    via: str | None
    filters: Filters


def find_paths(
    snapshot: Snapshot,
    source: str,
    target: str,
    *,
    k: int = 5,
    avoid: Sequence[str] = (),
    via: str | None = None,
    since: date | str | None = None,
    min_level: int = 0,
    ties: Sequence[str] = (),
    as_of: date,
) -> PathsBody:
    """The k strongest introduction paths between two entities (ids), the strongest first.

    Parameters
    ----------
    k
        1 to 50 alternatives.
    avoid
        Entities to keep off: people, posts, organisations, events, projects.
    via
        A person, post or organisation through which every path leads.
    since
        Only contacts whose last day is not before it; a partial date means its first day.
    min_level
        Only contacts of at least this step of the ladder (0–6). Structural hops are exempt from both.
    ties
        Only contacts by these kinds of tie, by name or Japanese label; empty: all.
    as_of
        The day for which all is said.

    `nearest` is filled where there is no path. Raises UsageError for a question that makes no sense.
    """
    question = _checked(snapshot, source, target, k, avoid, via, since, min_level, ties)
    area = _map(snapshot, as_of, question.filters)
    writer = HopWriter(area)
    paths = [writer.path(route) for route in _routes(area, question)]
    nearest = None
    if not paths:
        nearest = NearestFinder(area, writer).nearest(source, target, _without_filters(snapshot, as_of, question))
    told = paths or ([nearest["path"]] if nearest and nearest["path"] else [])
    return {
        "from": snapshot.ref(source),
        "to": snapshot.ref(target),
        "paths": paths,
        "nearest": nearest,
        "as_of": as_of.isoformat(),
        "revision": snapshot.revision,
        "newest_source": max((ref["date"] for hop in _hops(told) for ref in hop["sources"]), default=""),
    }


def _map(snapshot: Snapshot, as_of: date, filters: Filters | None) -> Map:
    return Map(ContactNetwork.build(snapshot, as_of, filters))


def _routes(area: Map, question: _Question) -> list[Route]:
    if question.via is None:
        return best_routes(area, question.source, question.target, question.k)
    return best_routes_via(area, question.source, question.via, question.target, question.k)


def _hops(paths: Sequence[PathBody]) -> list[HopBody]:
    return [hop for path in paths for hop in path["hops"]]


def _without_filters(snapshot: Snapshot, as_of: date, question: _Question) -> str:
    """What to say where only the question's own conditions leave no path; else an empty text."""
    if not question.filters.narrows and question.via is None:
        return ""
    free = best_routes(_map(snapshot, as_of, None), question.source, question.target, 1)
    if not free:
        return ""
    conditions = listed(_conditions(snapshot, question))
    through = listed(snapshot.nodes[entity].caption for entity in free[0].entities[1:-1])
    way = f"{through}を通る道すじ" if through else "直接の道すじ"
    return f"条件（{conditions}）を外すと、{way}があります。条件に合う道すじは、今の出典にはありません。"


def _conditions(snapshot: Snapshot, question: _Question) -> list[str]:
    filters = question.filters
    words = [f"{snapshot.nodes[entity].caption}を避ける" for entity in sorted(filters.avoid)]
    if question.via:
        words.append(f"{snapshot.nodes[question.via].caption}を経由")
    if filters.since:
        words.append(f"{PartialDate.of(filters.since).caption}より後")
    if filters.min_level:
        words.append(f"段階{filters.min_level}「{level_words(filters.min_level)}」以上")
    words += [f"{TIE[kind].label_ja}のつながりだけ" for kind in sorted(filters.ties)]
    return words


def _checked(
    snapshot: Snapshot,
    source: str,
    target: str,
    k: int,
    avoid: Sequence[str],
    via: str | None,
    since: date | str | None,
    min_level: int,
    ties: Sequence[str],
) -> _Question:
    if not 1 <= k <= MOST_PATHS:
        raise UsageError(f"道すじの数は1から{MOST_PATHS}までで指定してください（指定は{k}）。", field="k")
    if not 0 <= min_level <= MAX_LEVEL:
        raise UsageError(f"段階は0から{MAX_LEVEL}までで指定してください（指定は{min_level}）。", field="min_level")
    _check_end(snapshot, source, "出発点", "from")
    _check_end(snapshot, target, "目的", "to")
    if source == target:
        caption = snapshot.nodes[source].caption
        raise UsageError(f"出発点と目的が同じ「{caption}」です。別の相手を指定してください。", field="to")
    for entity in avoid:
        if entity in (source, target):
            caption = snapshot.nodes[entity].caption
            raise UsageError(f"出発点や目的の「{caption}」を避けることはできません。", field="avoid")
    if via is not None:
        _check_via(snapshot, source, target, via, avoid)
    return _Question(
        source,
        target,
        k,
        via,
        Filters(frozenset(avoid), _since(since), min_level, frozenset(_tie_kind(kind) for kind in ties)),
    )


def _check_end(snapshot: Snapshot, entity: str, what: str, field: str) -> None:
    kind = snapshot.nodes[entity].kind
    if kind not in ("Person", "Post") and not is_organization(kind):
        caption = snapshot.nodes[entity].caption
        label = KIND[kind].label_ja
        raise UsageError(f"{what}の「{caption}」は{label}です。人・役職・組織を指定してください。", field=field)


def _check_via(snapshot: Snapshot, source: str, target: str, via: str, avoid: Sequence[str]) -> None:
    _check_end(snapshot, via, "経由", "via")
    caption = snapshot.nodes[via].caption
    if via in (source, target):
        raise UsageError(f"経由の「{caption}」は出発点か目的と同じです。別の相手を指定してください。", field="via")
    if via in avoid:
        raise UsageError(f"「{caption}」は経由と避ける相手の両方にあります。どちらかにしてください。", field="via")
    node = snapshot.nodes[via]
    if node.kind == "Post" and node.first("seats") != "one":
        raise UsageError(f"「{caption}」は何人もが就く役職です。就いている人を経由に指定してください。", field="via")


def _since(given: date | str | None) -> date | None:
    if given is None or given == "":
        return None
    if isinstance(given, date):
        return given
    try:
        first = PartialDate.parse(given).first
    except InvalidValue as refusal:
        raise UsageError(f"「いつより後か」の{refusal.message}", field="since") from refusal
    if first is None:
        raise UsageError(f"「いつより後か」の「{given}」に年がありません。年から書いてください。", field="since")
    return first


def _tie_kind(given: str) -> str:
    for tie in TIE.values():
        if given in (tie.name, tie.name.lower(), tie.label_ja):
            return tie.name
    names = listed(f"{tie.name}（{tie.label_ja}）" for tie in TIE.values())
    raise UsageError(f"つながりの種類「{given}」はありません。使えるのは {names} です。", field="ties")

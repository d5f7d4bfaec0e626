"""Stances: who needs something on an issue, who offers something, how much it says, and which ties state it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import log10
from typing import Final

from graph.detail import dates_of
from graph.entities import Tie
from graph.ontology.vocabulary import TIE
from graph.snapshot import Snapshot
from graph.validity import shown_spans, status_at
from graph.wording import quoted


class Side(StrEnum):
    """What somebody has to do with an issue: wants it solved, or has something to give."""

    NEED = "need"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Stance:
    """One entity's side on one issue.

    `weight` (0–1) is how much it says; `words` end a sentence whose subject is the entity; `ties` are the ids of
    the ties that state it; `status` is the least certain of theirs; `via` a solution, event or project between.
    """

    entity: str
    issue: str
    side: Side
    weight: float
    words: str
    ties: tuple[str, ...]
    status: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class _Relation:
    side: Side
    weight: float
    words: str


# How much a tie to an issue says. Having or solving it is everything, sitting in a room about it is little.
_DIRECT: Final = {
    "HAS_ISSUE": _Relation(Side.NEED, 1.0, "{issue}を課題としています"),
    "RAISED": _Relation(Side.NEED, 0.8, "{issue}を取り上げました"),
    "ADDRESSES": _Relation(Side.OFFER, 1.0, "{issue}に取り組んでいます"),
    "IN_CHARGE": _Relation(Side.OFFER, 0.9, "{issue}を担当しています"),
    "EXPERT_IN": _Relation(Side.OFFER, 0.8, "{issue}を専門としています"),
    "ANSWERED": _Relation(Side.OFFER, 0.6, "{issue}について答えました"),
    "ABOUT": _Relation(Side.OFFER, 0.5, "{issue}を扱います"),
}
_BY_SOLUTION: Final = {
    "OFFERS": _Relation(Side.OFFER, 1.0, "{issue}に役立つ{via}を提供しています"),
    "USES": _Relation(Side.OFFER, 0.7, "{issue}に役立つ{via}を使っています"),
}
_BY_PROJECT: Final = {
    "owner": _Relation(Side.OFFER, 0.8, "{issue}に取り組む{via}を進めています"),
    "operator": _Relation(Side.OFFER, 0.8, "{issue}に取り組む{via}を運営しています"),
    "supporter": _Relation(Side.OFFER, 0.8, "{issue}に取り組む{via}を支援しています"),
    "advocate": _Relation(Side.OFFER, 0.7, "{issue}に取り組む{via}を推し進めています"),
    "contractor": _Relation(Side.OFFER, 0.7, "{issue}に取り組む{via}を受注しています"),
    "payee": _Relation(Side.OFFER, 0.5, "{issue}に取り組む{via}の支出先です"),
    "pitcher": _Relation(Side.NEED, 0.8, "{issue}に取り組む{via}で課題を発表しました"),
}
_IN_CHARGE_OF_PROJECT: Final = _Relation(Side.OFFER, 0.8, "{issue}に取り組む{via}を担当しています")
_BY_EVENT: Final = {
    "organizer": _Relation(Side.OFFER, 0.5, "{issue}を扱う{via}を主催しました"),
    "host": _Relation(Side.OFFER, 0.4, "{issue}を扱う{via}に会場を提供しました"),
    "secretariat": _Relation(Side.OFFER, 0.5, "{issue}を扱う{via}の事務局を務めました"),
    "speaker": _Relation(Side.OFFER, 0.4, "{issue}を扱う{via}に登壇しました"),
    "moderator": _Relation(Side.OFFER, 0.3, "{issue}を扱う{via}で進行役を務めました"),
    "answerer": _Relation(Side.OFFER, 0.5, "{issue}について{via}で答弁しました"),
    "asker": _Relation(Side.NEED, 0.6, "{issue}について{via}で質問しました"),
    "participant": _Relation(Side.NEED, 0.3, "{issue}を扱う{via}に参加しました"),
}
_BY_MOTION: Final = _Relation(Side.NEED, 0.5, "{issue}に関する議案{via}を提出しました")

# Worst first: a stance is as certain as the least certain of its ties.
_STATUSES: Final = ("planned", "unknown", "former", "actual")
STATUS_FACTOR: Final = {"actual": 1.0, "former": 0.5, "planned": 0.5, "unknown": 0.5}
_STATUS_NOTE: Final = {
    "actual": "", "former": "（以前のこと）", "planned": "（予定の段階）", "unknown": "（予定の後の記載なし）"}
INFERRED_FACTOR: Final = 0.8
# A field (分野) is broader than a problem: sharing it says less.
TOPIC_FACTOR: Final = 0.5
# A stance on a part or the whole of the issue in question.
RELATED_FACTOR: Final = 0.7


class IssueBook:
    """Stances of one snapshot on a day, worked out issue by issue when they are asked for."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self._stances: dict[str, tuple[Stance, ...]] = {}

    def stances(self, issue: str) -> tuple[Stance, ...]:
        """Everybody's stances on an issue: of each entity the weightiest on each side, in the order of ids."""
        if issue not in self._stances:
            best: dict[tuple[str, Side], Stance] = {}
            for stance in self._told(issue):
                known = best.get((stance.entity, stance.side))
                if known is None or (known.weight, known.ties) < (stance.weight, stance.ties):
                    best[stance.entity, stance.side] = stance
            self._stances[issue] = tuple(best[key] for key in sorted(best))
        return self._stances[issue]

    def rarity(self, issue: str) -> float:
        """How much sharing this issue says (0–1): 1 / (1 + log₁₀ n) for n entities that have to do with it.

        One other: 1; ten: .5; a hundred: .33. Half of that for a field, which is no problem.
        """
        known = len({stance.entity for stance in self.stances(issue)})
        factor = TOPIC_FACTOR if self.snapshot.nodes[issue].first("nature") == "topic" else 1.0
        return factor / (1 + log10(max(1, known)))

    def related(self, issue: str) -> dict[str, float]:
        """The issue (1) with the wholes it is part of and its parts (.7)."""
        ties = (*self.snapshot.outgoing(issue, "PART_OF"), *self.snapshot.incoming(issue, "PART_OF"))
        return {issue: 1.0, **{tie.other_end(issue): RELATED_FACTOR for tie in ties if tie.other_end(issue) != issue}}

    def issues_near(self, entity: str) -> set[str]:
        """Issues that the entity is tied to, directly or through a solution, project, event or motion."""
        found: set[str] = set()
        for tie in self._seen(self.snapshot.ties_of.get(entity, ())):
            other = tie.other_end(entity)
            kind = self.snapshot.nodes[other].kind
            if kind == "Issue":
                found.add(other)
            elif kind in ("Solution", "Project", "Event", "Motion"):
                found |= {each.target for each in self._seen(self.snapshot.outgoing(other, "ADDRESSES", "ABOUT"))}
        return {issue for issue in found if self.snapshot.nodes[issue].kind == "Issue"}

    def _seen(self, ties: Iterable[Tie]) -> list[Tie]:
        return [tie for tie in ties if shown_spans(tie, self.snapshot, self.as_of)]

    def _told(self, issue: str) -> Iterator[Stance]:
        for tie in self._seen(self.snapshot.incoming(issue, *_DIRECT)):
            kind = self.snapshot.nodes[tie.source].kind
            yield from self._stance(tie.source, issue, _DIRECT[tie.kind], (tie,))
            if kind == "Solution":
                for use in self._seen(self.snapshot.incoming(tie.source, *_BY_SOLUTION)):
                    yield from self._stance(use.source, issue, _BY_SOLUTION[use.kind], (use, tie), tie.source)
            elif kind == "Project":
                yield from self._in_project(issue, tie)
            elif kind == "Event":
                for part in self._seen(self.snapshot.incoming(tie.source, "TOOK_PART")):
                    if part.role in _BY_EVENT:
                        yield from self._stance(part.source, issue, _BY_EVENT[part.role], (part, tie), tie.source)
            elif kind == "Motion":
                for part in self._seen(self.snapshot.incoming(tie.source, "SPONSORED")):
                    yield from self._stance(part.source, issue, _BY_MOTION, (part, tie), tie.source)

    def _in_project(self, issue: str, tie: Tie) -> Iterator[Stance]:
        for part in self._seen(self.snapshot.incoming(tie.source, "JOINED")):
            if part.role in _BY_PROJECT:
                yield from self._stance(part.source, issue, _BY_PROJECT[part.role], (part, tie), tie.source)
        for part in self._seen(self.snapshot.incoming(tie.source, "IN_CHARGE")):
            yield from self._stance(part.source, issue, _IN_CHARGE_OF_PROJECT, (part, tie), tie.source)

    def _stance(self, entity: str, issue: str, relation: _Relation, ties: tuple[Tie, ...],
                via: str = "") -> Iterator[Stance]:
        """The stance that these ties state; what was done in a post is the post's as well."""
        status = min((status_at(tie, self.snapshot, self.as_of) for tie in ties), key=_STATUSES.index)
        inferred = any(span.certainty == "inferred" for tie in ties for span in tie.spans)
        weight = relation.weight * STATUS_FACTOR[status] * (INFERRED_FACTOR if inferred else 1.0)
        words = relation.words.format(issue=quoted(self.snapshot.nodes[issue].caption), via=self._dated(via))
        words += _STATUS_NOTE[status]
        stance = Stance(entity, issue, relation.side, weight, words, tuple(tie.id for tie in ties), status, via)
        yield stance
        for post in ties[0].properties.get("in_post", ()) if TIE[ties[0].kind].property("in_post") else ():
            if post in self.snapshot.nodes and self.snapshot.nodes[post].first("seats") != "many":
                yield replace(stance, entity=post)

    def _dated(self, via: str) -> str:
        """What lies between in brackets, an event with its dates."""
        if not via:
            return ""
        node = self.snapshot.nodes[via]
        when = dates_of(self.snapshot, via) if node.kind == "Event" else ""
        return quoted(node.caption) + (f"（{when}）" if when else "")

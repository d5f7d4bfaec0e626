"""Where no path leads to the goal: who within reach is closest to it, and what would make the missing connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from graph.bodies import MissingBody, NearestBody
from graph.closeness import SAME_AREA, SAME_ISSUE, SAME_ORGANIZATION, Standing
from graph.contacts import Contact
from graph.entities import Tie
from graph.hops import HopWriter
from graph.ontology.roles import INTERMEDIARY
from graph.ontology.vocabulary import is_organization
from graph.routes import reach
from graph.strength import RUNNING
from graph.validity import carrier_span, first_day, last_day, status_at
from graph.ways import Map, Way
from graph.wording import acted_words, listed, period_words

_DOORS_NAMED: Final = 3
_ISSUES_NAMED: Final = 2
_QUESTIONS: Final = frozenset({"asker", "answerer"})


class NearestFinder:
    """Finds what is nearest on one map of contacts."""

    def __init__(self, area: Map, writer: HopWriter) -> None:
        self._map = area
        self._lens = area.network.lens
        self._snapshot = self._lens.snapshot
        self._writer = writer
        self._name = writer.sentences.name

    def nearest(self, source: str, target: str, without_filters: str) -> NearestBody:
        """The nearest entity with the path to it, and what is missing from there.

        `without_filters` is what to say where only the conditions of the question leave no path.
        """
        goal = self._standing(target)
        reached = {entity: way for entity, way in reach(self._map, source).items() if entity != target}
        # Organisations are soon compared: most of the time the rest need not be looked at for everybody.
        inside = [entity for entity in reached if goal.organizations & self._standing(entity).organizations]
        distance = {entity: goal.distance(self._standing(entity)) for entity in inside or reached}
        closest = min(distance, key=lambda entity: (distance[entity], reached[entity].rank), default=None)
        missing = [self._item("introduction", None, without_filters)] if without_filters else []
        if closest is None:
            missing.append(self._item("introduction", None, self._nobody(source)))
        else:
            missing.append(self._item("introduction", closest, self._why_close(closest, target, distance[closest])))
        doors = self._doors(target)
        missing += [self._door(source, target, door) for door in doors]
        if not doors:
            missing.append(self._item("introduction", None, self._nobody(target)))
        missing += self._intermediaries(target, [door.b for door in doors], reached)
        missing += self._events(source, target, [door.b for door in doors])
        return {
            "reached": self._snapshot.ref(closest) if closest else None,
            "path": self._writer.path(self._map.route(reached[closest])) if closest else None,
            "missing": missing,
        }

    def _standing(self, entity: str) -> Standing:
        return self._map.network.standing(entity)

    def _item(self, kind: str, entity: str | None, why: str) -> MissingBody:
        return {"kind": kind, "entity": self._snapshot.ref(entity) if entity else None, "why": why}

    def _nobody(self, entity: str) -> str:
        if self._map.network.filters.narrows:
            return f"{self._name(entity)}のつながりで条件に合うものは、今の出典に一つもありません。"
        return (
            f"{self._name(entity)}が誰かと会った、一緒に取り組んだという記載は、今の出典に一つもありません。"
            "名刺や会議の記録を加えると、道すじが見つかるかもしれません。"
        )

    def _why_close(self, closest: str, target: str, distance: int) -> str:
        """Why the reached one is the closest, and what to ask of it."""
        here, goal = self._name(closest), self._name(target)
        standing, other = self._standing(closest), self._standing(target)
        if distance == SAME_ORGANIZATION:
            shared = listed(self._name(each) for each in sorted(standing.organizations & other.organizations))
            why = f"{here}は{goal}と同じ{shared}の中にいます。"
        elif distance == SAME_ISSUE:
            shared = listed(self._name(each) for each in sorted(standing.shared_issues(other))[:_ISSUES_NAMED])
            why = f"{here}と{goal}は、どちらも{shared}に関わっています。"
        elif distance == SAME_AREA:
            shared = listed(self._name(each) for each in self._narrowest(standing.areas & other.areas))
            why = f"{here}と{goal}は、どちらも{shared}にあります。"
        else:
            return (
                f"{here}と{goal}の間には、同じ組織・課題・地域が見当たりません。"
                f"{here}に心当たりを尋ねるところからになります。"
            )
        return f"{why}ただし面識の記載はないので、{here}に{goal}の知り合いがいないか尋ねます。"

    def _narrowest(self, areas: frozenset[str]) -> list[str]:
        """The areas that hold no other of them: the city before its prefecture."""
        containing = {tie.target for area in areas for tie in self._snapshot.outgoing(area, "PART_OF")}
        return sorted(areas - containing) or sorted(areas)

    def _doors(self, target: str) -> list[Contact]:
        """The strongest contacts of the goal; where it has none, those of whoever leads to it by structure."""
        for ways in ([target], sorted({ending.entities[0] for ending in self._map.endings(target)} - {target})):
            doors: dict[str, Contact] = {}
            for way in ways:
                for contact in self._map.network.contacts_of(way).values():
                    if contact.b not in ways and self._is_door(contact):
                        doors[contact.b] = max(contact, doors.get(contact.b, contact), key=lambda door: door.strength)
            if doors:
                return sorted(doors.values(), key=lambda contact: (-contact.strength, contact.b))[:_DOORS_NAMED]
        return []

    def _is_door(self, contact: Contact) -> bool:
        """Whether one may ask there for an introduction: not at a party, nor at a seat that many hold."""
        return self._lens.kind(contact.b) != "Faction" and self._map.is_thoroughfare(contact.b)

    def _door(self, source: str, target: str, door: Contact) -> MissingBody:
        kind = "organization" if is_organization(self._lens.kind(door.b)) else "person"
        evidence = self._writer.sentences.evidence(door.evidence[0], door.a, door.b)
        via = "" if door.a == target else f"{self._name(door.a)}を通じて"
        return self._item(
            kind,
            door.b,
            f"{evidence}{self._name(source)}が{self._name(door.b)}と知り合えば、"
            f"{via}{self._name(target)}への紹介を頼めます。",
        )

    def _intermediaries(self, target: str, doors: list[str], reached: dict[str, Way]) -> Iterator[MissingBody]:
        """Who makes a business of introducing: on the goal's side, within reach, or working on the goal's issues."""
        goal = self._standing(target)
        for entity, labels in self._snapshot.roles.items():
            if INTERMEDIARY.name not in labels or entity == target:
                continue
            name = self._name(entity)
            shared = sorted(self._standing(entity).shared_issues(goal))
            if entity in doors:
                why = f"{self._name(target)}とすでにつながりがあるので、紹介を頼む相手の第一候補です。"
            elif entity in reached and shared:
                topic = "や".join(self._name(issue) for issue in shared[:_ISSUES_NAMED])
                why = f"{topic}に関わり、すでに届く相手なので、{self._name(target)}への橋渡しを相談できます。"
            else:
                continue
            yield self._item("introduction", entity, f"{name}は官民の仲立ちをする組織です。{why}")

    def _events(self, source: str, target: str, doors: list[str]) -> Iterator[MissingBody]:
        """A coming event on the goal's side; else the last one of each side, as the kind of place to meet at."""
        here, goal = self._name(source), self._name(target)
        side = [(tie, entity) for entity in (target, *doors) for tie in self._snapshot.outgoing(entity, "TOOK_PART")]
        coming = {tie.target: (tie, entity) for tie, entity in reversed(side) if self._is_coming(tie)}
        for event, (tie, entity) in sorted(coming.items())[:_DOORS_NAMED]:
            does = acted_words(tie, f"{self._name(event)}{self._when(event)}", "ます")
            yield self._item(
                "event", event, f"{self._name(entity)}は{does}（予定）。{here}もそこに加われば、直接話せます。"
            )
        past = [(tie, entity) for tie, entity in side if self._is_open_past(tie)]
        if past and not coming:
            tie, entity = max(past, key=lambda each: self._rank(each[0]))
            yield self._item(
                "event",
                tie.target,
                f"{self._did(tie, entity)}{self._form(tie.target)}に{here}も加われば、直接話せます。",
            )
        own = [tie for tie in self._snapshot.outgoing(source, "TOOK_PART") if self._is_open_past(tie)]
        if own:
            tie = max(own, key=self._rank)
            yield self._item(
                "event", tie.target, f"{self._did(tie, source)}次に{self._form(tie.target)}があれば、{goal}を招けます。"
            )

    def _is_coming(self, tie: Tie) -> bool:
        start = first_day(carrier_span(self._snapshot, tie.target).since)
        planned = status_at(tie, self._snapshot, self._lens.as_of) == "planned"
        return planned or (start is not None and start > self._lens.as_of)

    def _is_open_past(self, tie: Tie) -> bool:
        """Whether this was an occasion of the kind to which one can invite: no questions in an assembly."""
        return bool(self._lens.happened(tie)) and tie.role not in _QUESTIONS

    def _did(self, tie: Tie, entity: str) -> str:
        did = acted_words(tie, f"{self._name(tie.target)}{self._when(tie.target)}", "ました")
        return f"{self._name(entity)}は{did}。"

    def _form(self, event: str) -> str:
        form = self._snapshot.nodes[event].first("format")
        return f"{form}のような場" if form else "同じような場"

    def _rank(self, tie: Tie) -> tuple[date, bool, bool, str]:
        """The newest event last, whole events after their sessions, who runs one after who was there."""
        span = carrier_span(self._snapshot, tie.target)
        whole = not self._snapshot.outgoing(tie.target, "PART_OF")
        return (last_day(span.until) or date.min, whole, tie.role in RUNNING, tie.id)

    def _when(self, event: str) -> str:
        span = carrier_span(self._snapshot, event)
        period = period_words(span.since, span.until)
        without_year = "、年の記載なし" if period and first_day(span.since) is None else ""
        return f"（{period}{without_year}）" if period else ""

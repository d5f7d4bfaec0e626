"""The contact network: who has to do with whom, by which evidence, how strongly (model 2).

Pairs are worked out when they are asked for, from the carriers they share: a gathering of hundreds costs nothing
until somebody of it is on a path, and each hop is judged by the two people themselves.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from graph.contacts.bonds import bonds
from graph.contacts.carriers import Carrier, Shared
from graph.contacts.gatherings import gatherings
from graph.contacts.works import works
from graph.lens import Lens
from graph.snapshot import Snapshot
from graph.strength import FORMER_FACTOR, MAX_LEVEL, Evidence, aged, combined, half_life_of, weight_of
from graph.structure import Structure
from graph.validity import last_day

_JOINT_WORK: Final = 5
# More participants than these make a crowd: its members are not taken for pairs all at once.
CROWD_FROM: Final = 20
# Unfiltered networks stay with their snapshot, as a cached property would, for the last few days asked about.
_KEPT: Final = "contact_networks"
_DAYS_KEPT: Final = 3
# The two kinds make one fact: who introduced whom.
_INTRODUCTION: Final = frozenset({"INTRODUCED", "INTRODUCED_BY"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What evidence may count: none of `avoid` (people, posts, organisations, events, projects), nothing older
    than `since`, nothing below `min_level`, only these kinds of `ties` (empty: all).
    """

    avoid: frozenset[str] = frozenset()
    since: date | None = None
    min_level: int = 0
    ties: frozenset[str] = frozenset()

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.avoid or self.since or self.min_level or self.ties)

    def allows_kinds(self, kinds: Iterable[str]) -> bool:
        """Whether ties of these kinds may be used together."""
        if not self.ties:
            return True
        allowed = self.ties | _INTRODUCTION if self.ties & _INTRODUCTION else self.ties
        return allowed.issuperset(kinds)


@dataclass(frozen=True)
class Contact:
    """One arc of the network, seen from `a`: all evidence that counts, strongest first."""

    a: str
    b: str
    evidence: tuple[Evidence, ...]

    @cached_property
    def strength(self) -> float:
        """1 − Π(1 − e) over the evidence, at most .99."""
        return combined(each.strength for each in self.evidence)

    @property
    def level(self) -> int:
        """The highest level of the evidence."""
        return max(each.level for each in self.evidence)

    @property
    def last(self) -> str:
        """Canonical date of the newest last contact; empty where none is known."""
        return max(self.evidence, key=lambda each: (last_day(each.last) or date.min, each.last)).last

    @property
    def ties(self) -> tuple[str, ...]:
        """All ties behind the evidence, those of the strongest first."""
        return tuple(dict.fromkeys(tie for each in self.evidence for tie in each.ties))


class ContactNetwork:
    """Contacts of one snapshot as of a day, under filters."""

    def __init__(self, lens: Lens, filters: Filters, carriers: Iterable[Carrier]) -> None:
        self.lens = lens
        self.filters = filters
        self._carriers: dict[str, list[Carrier]] = defaultdict(list)
        self._crowds: dict[int, int] = {}
        for carrier in carriers:
            if isinstance(carrier, Shared) and len(carrier.members) > CROWD_FROM:
                self._crowds[id(carrier)] = len(self._crowds)
            for member in carrier.members:
                if member not in filters.avoid:
                    self._carriers[member].append(carrier)
        self._contacts: dict[str, Mapping[str, Contact]] = {}
        self._close: dict[str, Mapping[str, Contact]] = {}

    @classmethod
    def build(cls, snapshot: Snapshot, as_of: date, filters: Filters | None = None) -> ContactNetwork:
        """The network of a snapshot on a day; one without filters is kept with the snapshot."""
        chosen = filters or Filters()
        if chosen.narrows:
            return cls._made(snapshot, as_of, chosen)
        kept: OrderedDict[date, ContactNetwork] = vars(snapshot).setdefault(_KEPT, OrderedDict())
        network = kept.get(as_of) or cls._made(snapshot, as_of, chosen)
        kept[as_of] = network
        while len(kept) > _DAYS_KEPT:
            kept.popitem(last=False)
        return network

    @classmethod
    def _made(cls, snapshot: Snapshot, as_of: date, filters: Filters) -> ContactNetwork:
        lens = Lens(snapshot, as_of)
        return cls(lens, filters, (*gatherings(lens, filters.avoid), *works(lens, filters.avoid),
                                   *bonds(lens, filters.avoid)))

    @cached_property
    def structure(self) -> Structure:
        """The structure of the organisations on the same day."""
        return Structure(self.lens)

    def contacts_of(self, entity: str) -> Mapping[str, Contact]:
        """The contacts of an entity by the other's id, in the order of ids."""
        found = self._contacts.get(entity)
        if found is None:
            found = self._contacts[entity] = self._with(entity, self._shared_with(entity))
        return found

    def _shared_with(self, entity: str) -> Mapping[str, list[Carrier]]:
        """Everybody who may be a contact of an entity, with the carriers that both are in."""
        shared: dict[str, list[Carrier]] = defaultdict(list)
        for carrier in self._carriers.get(entity, ()):
            for member in carrier.members:
                shared[member].append(carrier)
        return shared

    def twins_of(self, entity: str) -> tuple[tuple[int, int], ...]:
        """The crowds that an entity was in, each with the class of the parts it took; twins have the same.

        Twins have the same evidence with everybody whom they know from crowds alone, so that a search for the
        strongest routes need follow only one of them there.
        """
        return tuple((self._crowds[id(carrier)], carrier.class_of(entity)) for carrier in self._carriers.get(entity, ())
                     if isinstance(carrier, Shared) and id(carrier) in self._crowds)

    def close_contacts_of(self, entity: str) -> Mapping[str, Contact]:
        """The contacts of an entity without those whom it knows from crowds alone."""
        found = self._close.get(entity)
        if found is None:
            close = {member for carrier in self._carriers.get(entity, ()) if id(carrier) not in self._crowds
                     for member in carrier.members}
            shared = self._shared_with(entity)
            found = self._close[entity] = self._with(entity, {member: shared[member] for member in close})
        return found

    def _with(self, entity: str, shared: Mapping[str, list[Carrier]]) -> Mapping[str, Contact]:
        """The contacts of an entity with these others."""
        contacts: dict[str, Contact] = {}
        for other in sorted(shared):
            if other != entity and other not in self.filters.avoid:
                evidence = self._evidence(entity, other, shared[other])
                if evidence:
                    contacts[other] = Contact(entity, other, evidence)
        return contacts

    def _evidence(self, entity: str, other: str, carriers: Iterable[Carrier]) -> tuple[Evidence, ...]:
        counted: list[Evidence] = []
        works: dict[str, Evidence] = {}
        for carrier in carriers:
            readings = [each for each in carrier.evidence(entity, other) if self._counts(each)]
            if readings:
                best = max(readings, key=lambda each: each.rank)
                if carrier.work and best.level >= _JOINT_WORK:
                    works[carrier.work] = best
                else:
                    counted.append(best)
        counted += [self._renewed(list(works.values()))] if len(works) > 1 else works.values()
        kept = [each for each in counted if each.level >= self.filters.min_level]
        return tuple(sorted(kept, key=lambda each: each.rank, reverse=True))

    def _counts(self, evidence: Evidence) -> bool:
        """Whether the filters leave this evidence; joint works pass a wish for level 6, since two make one."""
        if evidence.level < min(self.filters.min_level, _JOINT_WORK):
            return False
        if self.filters.since is not None:
            last = last_day(evidence.last)
            if last is None or last < self.filters.since:
                return False
        ties = self.lens.snapshot.ties
        return self.filters.allows_kinds(ties[tie].kind for tie in evidence.ties)

    def _renewed(self, works: list[Evidence]) -> Evidence:
        """Two or more joint works of one pair: one evidence of level 6, dated by the newest."""
        newest = max(works, key=lambda each: (last_day(each.last) or date.min, each.rank))
        weight = weight_of(MAX_LEVEL)
        strength = aged(weight, half_life=half_life_of(MAX_LEVEL), last=last_day(newest.last), as_of=self.lens.as_of)
        former = all(each.former for each in works)
        ties = tuple(sorted({tie for each in works for tie in each.ties}))
        return replace(newest, level=MAX_LEVEL, weight=weight, ties=ties,
                       strength=strength * FORMER_FACTOR if former else strength, former=former)

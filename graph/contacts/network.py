"""The contact network: who has to do with whom, by which evidence, how strongly (model 2).

Pairs are worked out when they are asked for, from the carriers they share: a gathering of hundreds costs nothing
until somebody of it is on a path, and each hop is judged by the two people themselves.
"""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from graph.closeness import Standing
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
_UNIT: Final = 10**15

Arc = tuple[int, float]
"""A contact as searches see it: what it costs (`cost_of`), and its strength."""

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
        return bool(self.avoid) or self.judges

    @property
    def judges(self) -> bool:
        """Whether evidence is looked at one by one."""
        return bool(self.since or self.min_level or self.ties)

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


@lru_cache(maxsize=65_536)
def cost_of(strength: float) -> int:
    """−log strength in whole units, so that sums do not depend on their order."""
    return round(-math.log(strength) * _UNIT)


class _Alike(NamedTuple):
    """Contacts of one entity to whom the same carriers connect it by the same parts, so by the same strength.

    `readings`: what each carrier says (its joint work, its evidence), right but for whose ties they are.
    """

    others: tuple[str, ...]
    carriers: tuple[Carrier, ...]
    readings: tuple[tuple[str, tuple[Evidence, ...]], ...]


class ContactNetwork:
    """Contacts of one snapshot as of a day, under filters."""

    def __init__(
        self, lens: Lens, filters: Filters, carriers: Iterable[Carrier], unfiltered: ContactNetwork | None = None
    ) -> None:
        self.lens = lens
        self.filters = filters
        self._unfiltered = unfiltered
        self._all = tuple(carriers)
        self._carriers: dict[str, list[Carrier]] = defaultdict(list)
        self._crowds: dict[int, int] = {}
        for carrier in self._all:
            if isinstance(carrier, Shared) and len(carrier.members) > CROWD_FROM:
                self._crowds[id(carrier)] = len(self._crowds)
            for member in carrier.members:
                if member not in filters.avoid:
                    self._carriers[member].append(carrier)
        self._contacts: dict[str, Mapping[str, Contact]] = {}
        self._alike: dict[str, tuple[_Alike, ...]] = {}
        self._standings: dict[str, Standing] = {}
        self._arcs: dict[str, Mapping[str, Arc]] = {}
        self._close_arcs: dict[str, Mapping[str, Arc]] = {}
        self._twins: dict[str, tuple[tuple[int, int], ...]] = {}
        self._thoroughfare: dict[str, bool] = {}

    @classmethod
    def build(cls, snapshot: Snapshot, as_of: date, filters: Filters | None = None) -> ContactNetwork:
        """The network of a snapshot on a day; one without filters is kept with the snapshot."""
        kept: OrderedDict[date, ContactNetwork] = vars(snapshot).setdefault(_KEPT, OrderedDict())
        network = kept.get(as_of)
        if network is None:
            lens = Lens(snapshot, as_of)
            network = kept[as_of] = cls(lens, Filters(), (*gatherings(lens), *works(lens), *bonds(lens)))
        while len(kept) > _DAYS_KEPT:
            kept.popitem(last=False)
        return network._under(filters) if filters and filters.narrows else network

    def _under(self, filters: Filters) -> ContactNetwork:
        """The same under filters: from the same carriers, but for those of which something is avoided."""
        left = (carrier.without(filters.avoid) for carrier in self._all) if filters.avoid else self._all
        return ContactNetwork(self.lens, filters, (carrier for carrier in left if carrier is not None), self)

    @cached_property
    def structure(self) -> Structure:
        """The structure of the organisations on the same day."""
        return self._unfiltered.structure if self._unfiltered else Structure(self.lens)

    def standing(self, entity: str) -> Standing:
        """Where an entity stands beside others, which no filter changes."""
        if self._unfiltered:
            return self._unfiltered.standing(entity)
        return self._standings.setdefault(entity, Standing(self.lens, self.structure, entity))

    def is_thoroughfare(self, entity: str) -> bool:
        """Whether an introduction may lead through: anybody but a post with many seats."""
        found = self._thoroughfare.get(entity)
        if found is None:
            found = self.lens.kind(entity) != "Post" or self.lens.has_one_seat(entity)
            self._thoroughfare[entity] = found
        return found

    def contacts_of(self, entity: str) -> Mapping[str, Contact]:
        """The contacts of an entity by the other's id, in the order of ids."""
        found = self._contacts.get(entity)
        if found is None:
            others = sorted(self.arcs_of(entity))
            found = self._contacts[entity] = {other: self.contact(entity, other) for other in others}
        return found

    def contact(self, one: str, other: str) -> Contact:
        """The contact of two between whom there is an arc."""
        carriers = [carrier for carrier in self._carriers[one] if other in carrier.members]
        readings = ((carrier.work, tuple(carrier.evidence(one, other))) for carrier in carriers)
        return Contact(one, other, self._evidence(readings))

    def arcs_of(self, entity: str) -> Mapping[str, Arc]:
        """The contacts of an entity as bare arcs, by the other's id."""
        found = self._arcs.get(entity)
        if found is None:
            unfiltered = None if self.filters.judges else self._same_for(entity)
            if unfiltered is None:
                arcs = self._bare(self._alike_of(entity))
            else:
                whole = unfiltered.arcs_of(entity)
                arcs = {other: arc for other, arc in whole.items() if other not in self.filters.avoid}
            # Searches know arcs by their identity: where two threads work them out, both go on with the same.
            found = self._arcs.setdefault(entity, arcs)
        return found

    def close_arcs_of(self, entity: str) -> Mapping[str, Arc]:
        """The arcs of an entity without those to whom it knows from crowds alone."""
        found = self._close_arcs.get(entity)
        if found is None:
            close = (
                alike
                for alike in self._alike_of(entity)
                if any(id(carrier) not in self._crowds for carrier in alike.carriers)
            )
            found = self._close_arcs.setdefault(entity, self._bare(close))
        return found

    def _bare(self, groups: Iterable[_Alike]) -> Mapping[str, Arc]:
        arcs: dict[str, Arc] = {}
        for alike in groups:
            evidence = self._evidence(alike.readings)
            if evidence:
                strength = combined(each.strength for each in evidence)
                arc = (cost_of(strength), strength)
                arcs.update((other, arc) for other in alike.others if other not in self.filters.avoid)
        return arcs

    def _alike_of(self, entity: str) -> tuple[_Alike, ...]:
        """Whoever may be a contact of an entity, grouped; the same under all filters that leave its carriers."""
        same = self._same_for(entity)
        if same is not None:
            return same._alike_of(entity)
        found = self._alike.get(entity)
        if found is None:
            found = self._alike[entity] = tuple(_grouped(entity, self._carriers.get(entity, ())))
        return found

    def _same_for(self, entity: str) -> ContactNetwork | None:
        """The unfiltered network, where the filters left the entity all its carriers as they are."""
        whole = self._unfiltered
        return whole if whole and whole._carriers.get(entity) == self._carriers.get(entity) else None

    def twins_of(self, entity: str) -> tuple[tuple[int, int], ...]:
        """The crowds that an entity was in, each with the class of the parts it took; twins have the same.

        Twins have the same evidence with everybody whom they know from crowds alone, so that a search for the
        strongest routes need follow only one of them there.
        """
        found = self._twins.get(entity)
        if found is None:
            found = self._twins[entity] = tuple(
                (self._crowds[id(carrier)], carrier.class_of(entity))
                for carrier in self._carriers.get(entity, ())
                if isinstance(carrier, Shared) and id(carrier) in self._crowds
            )
        return found

    def _evidence(self, told: Iterable[tuple[str, tuple[Evidence, ...]]]) -> tuple[Evidence, ...]:
        """What counts of the readings of each carrier: of each the strongest; joint works are one."""
        counted: list[Evidence] = []
        works: dict[str, Evidence] = {}
        for work, all_readings in told:
            readings = [each for each in all_readings if self._counts(each)] if self.filters.judges else all_readings
            if readings:
                best = max(readings, key=lambda each: each.rank) if len(readings) > 1 else readings[0]
                if work and best.level >= _JOINT_WORK:
                    works[work] = best
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
        return not self.filters.ties or self.filters.allows_kinds(ties[tie].kind for tie in evidence.ties)

    def _renewed(self, works: list[Evidence]) -> Evidence:
        """Two or more joint works of one pair: one evidence of level 6, dated by the newest."""
        newest = max(works, key=lambda each: (last_day(each.last) or date.min, each.rank))
        weight = weight_of(MAX_LEVEL)
        strength = aged(weight, half_life=half_life_of(MAX_LEVEL), last=last_day(newest.last), as_of=self.lens.as_of)
        former = all(each.former for each in works)
        ties = tuple(sorted({tie for each in works for tie in each.ties}))
        return replace(
            newest,
            level=MAX_LEVEL,
            weight=weight,
            ties=ties,
            strength=strength * FORMER_FACTOR if former else strength,
            former=former,
        )


def _grouped(entity: str, carriers: Iterable[Carrier]) -> Iterator[_Alike]:
    """Whoever these carriers connect with an entity, by how they do."""
    told: list[tuple[Carrier, tuple[Evidence, ...]]] = []
    shared: dict[str, list[int]] = defaultdict(list)
    for carrier in carriers:
        for others, readings in carrier.partners_of(entity):
            for other in others:
                shared[other].append(len(told))
            told.append((carrier, readings))
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for other, places in shared.items():
        if other != entity:
            groups[tuple(places)].append(other)
    for group, members in groups.items():
        by = [told[place] for place in group]
        yield _Alike(
            tuple(members),
            tuple(carrier for carrier, _ in by),
            tuple((carrier.work, readings) for carrier, readings in by),
        )

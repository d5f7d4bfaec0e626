"""What carries contacts: something that several took part in, and that yields the evidence of any two of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

import networkx as nx

from graph.entities import Span, Tie
from graph.lens import LastContact, Lens
from graph.ontology.vocabulary import is_organization
from graph.strength import FORMER_FACTOR, Evidence, aged, half_life_of, weight_of


class Partners(NamedTuple):
    """Some whom a carrier connects with one entity, all by the same readings but for the ties.

    The entity itself may be among them.
    """

    others: Collection[str]
    readings: tuple[Evidence, ...]


class Carrier(Protocol):
    """A gathering, a work, an introduction, a roster, or a tie between two."""

    @property
    def members(self) -> Collection[str]:
        """The entities that it connects."""

    @property
    def work(self) -> str:
        """The joint work that it stands for (a second one renews a contact), or empty."""

    def evidence(self, one: str, other: str) -> Iterable[Evidence]:
        """All readings of what connects these two here; at most one of them counts."""

    def partners_of(self, entity: str) -> Iterable[Partners]:
        """Whoever it connects with a member."""

    def without(self, avoid: frozenset[str]) -> Carrier | None:
        """What is left of it without these events, projects, introductions and groups."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part that an entity took in one event or project.

    `unit` is who counts as the participant: the post where somebody acted in one with one seat, whose holder
    shares its contacts. `former`: the holder has left that post; `is_body`: an organisation took part as such;
    `handed_over`: the post went on in the same work with another holder.
    """

    entity: str
    unit: str
    carrier: str
    role: str
    session: str
    table: str
    tie: str
    last: LastContact
    spans: tuple[Span, ...]
    former: bool
    is_body: bool
    handed_over: bool = False

    @property
    def signature(self) -> tuple[object, ...]:
        """All of a part but who took it."""
        spans = tuple((span.since, span.until, span.status) for span in self.spans)
        return (
            self.carrier,
            self.session,
            self.table,
            self.role,
            self.last.text,
            self.last.undated,
            self.last.open,
            self.former,
            self.is_body,
            self.handed_over,
            spans,
        )


def parts_of(lens: Lens, tie: Tie) -> list[Part]:
    """The parts that a TOOK_PART or JOINED tie states; none where it has not happened."""
    spans = lens.happened(tie)
    if not spans:
        return []
    last = lens.last_contact(tie)
    post = tie.first("in_post")
    if lens.kind(tie.source) == "Person" and lens.has_one_seat(post):
        shares = [(post, post, False), (tie.source, post, lens.has_left(tie.source, post))]
    elif lens.has_one_seat(tie.source):
        holders = lens.holders_on(tie.source, last.day)
        shares = [
            (tie.source, tie.source, False),
            *((holder, tie.source, lens.has_left(holder, tie.source)) for holder in holders),
        ]
    else:
        shares = [(tie.source, tie.source, False)]
    session, table = tie.first("session"), tie.first("table")
    return [
        Part(
            entity,
            unit,
            tie.target,
            tie.role,
            session,
            table,
            tie.id,
            last,
            spans,
            former,
            is_organization(lens.kind(unit)),
        )
        for entity, unit, former in shares
    ]


class Shared(ABC):
    """A carrier in which entities took parts. Two who took the same parts have the same evidence with anybody.

    What connects two is therefore worked out once for each pair of such classes, and only the ties are put in anew.
    """

    work = ""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._stated = tuple(parts)
        self._parts = _by_entity(self._stated)
        self._unit = {entity: taken[0].unit for entity, taken in self._parts.items()}
        # Who stands for one participant with another is in a class of the two: between them there is nothing.
        alone = Counter(self._unit.values())
        classes: dict[tuple[object, ...], int] = {}
        self._class: dict[str, int] = {}
        self._in_class: dict[int, list[str]] = defaultdict(list)
        for entity, taken in self._parts.items():
            shares = self._unit[entity] if alone[self._unit[entity]] > 1 else ""
            signature = (shares, *(part.signature for part in taken))
            self._class[entity] = classes.setdefault(signature, len(classes))
            self._in_class[self._class[entity]].append(entity)
        self._readings: dict[tuple[int, int], list[tuple[int, int, Evidence]]] = {}

    @property
    def members(self) -> Collection[str]:
        """Everybody who took a part."""
        return self._parts.keys()

    def class_of(self, entity: str) -> int:
        """Members of one class took the same parts."""
        return self._class[entity]

    def evidence(self, one: str, other: str) -> Iterator[Evidence]:
        """One reading for each pair of parts that connects the two; none where both stand for one participant."""
        if self._unit[one] == self._unit[other]:
            return
        mine, theirs = self._parts[one], self._parts[other]
        for i, j, found in self._read_once(one, other):
            yield replace(found, ties=tuple(sorted({mine[i].tie, theirs[j].tie})))

    def partners_of(self, entity: str) -> Iterator[Partners]:
        """Everybody with whom the entity has evidence here, by their classes."""
        for members in self._in_class.values():
            one = next((member for member in members if member != entity), entity)
            if self._unit[one] != self._unit[entity]:
                readings = tuple(found for _, _, found in self._read_once(entity, one))
                if readings:
                    yield Partners(members, readings)

    def _read_once(self, one: str, other: str) -> list[tuple[int, int, Evidence]]:
        """The readings of two, by the places of their parts: the same for all of their classes."""
        classes = (self._class[one], self._class[other])
        found = self._readings.get(classes)
        if found is None:
            mine, theirs = self._parts[one], self._parts[other]
            pairs = ((i, j, self._read(mine[i], theirs[j])) for i, j in self._pairs(mine, theirs))
            found = self._readings[classes] = [(i, j, read) for i, j, read in pairs if read is not None]
        return found

    @abstractmethod
    def without(self, avoid: frozenset[str]) -> Shared | None:
        """What is left without these events and projects; itself where none of them is in it."""

    @abstractmethod
    def _pairs(self, mine: Sequence[Part], theirs: Sequence[Part]) -> Iterable[tuple[int, int]]:
        """Which parts of the two are worth being read together."""

    @abstractmethod
    def _read(self, mine: Part, theirs: Part) -> Evidence | None:
        """What two parts taken by two participants are worth, by nothing but the signatures of their parts."""


def _by_entity(parts: Iterable[Part]) -> Mapping[str, tuple[Part, ...]]:
    """Parts grouped by who took them; a person and the posts in which they acted are one unit throughout."""
    parts = list(parts)
    together: nx.Graph[str] = nx.Graph((part.entity, part.unit) for part in parts)
    unit = {entity: min(group) for group in nx.connected_components(together) for entity in group}
    grouped: dict[str, list[Part]] = defaultdict(list)
    for part in parts:
        grouped[part.entity].append(replace(part, unit=unit[part.unit]))
    return {
        entity: tuple(sorted(taken, key=lambda part: (part.signature, part.tie))) for entity, taken in grouped.items()
    }


def evidence_of(
    level: int,
    *,
    last: LastContact,
    as_of: date,
    ties: Iterable[str],
    carrier: str | None,
    room: int | None = None,
    factor: float = 1.0,
    former: bool = False,
) -> Evidence:
    """Evidence of a level of the ladder, after room (`factor`) and age."""
    weight = weight_of(level)
    strength = aged(weight, half_life=half_life_of(level), last=last.day, as_of=as_of) * factor
    return Evidence(
        level,
        weight,
        last.text,
        last.undated,
        tuple(sorted(set(ties))),
        carrier,
        room,
        strength * FORMER_FACTOR if former else strength,
        former=former,
    )

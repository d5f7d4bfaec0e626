"""How the documents of 桐生市議会 tell of people, posts and bodies: each is introduced where it first is pointed to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.facts import Record
from ingest.extract import Facts
from ingest.kiryu_files import Slug
from ingest.stating import Stating

CITY, COUNCIL = "桐生市", "桐生市議会"
# The files tell no code; 桐生市 of 群馬県 is 10203-2 in the list of municipalities.
_CITY_CODE: Final = "102032"
COUNCILLOR: Final = "議員"
_OFFICES: Final = ("議長", "副議長")
_HEADED: Final = re.compile(r"(?P<unit>.+[部局室課])長")
# Of these the minutes do not tell whether one or several sit.
_SEATS_NOT_TOLD: Final = ("副市長", "監査委員")


def post_key(title: str, body: str = CITY) -> str:
    """The key of a post by its title and the name of the organisation."""
    return f"役職/{body}/{title}"


def event_key(slug: Slug) -> str:
    """The key of a session."""
    return f"会議/{slug.key}"


@dataclass(frozen=True)
class People:
    """How names are written, who is on the list of members, and who else acted as one from when to when.

    Keys are names without spaces, `seen` holds the dates of the first and the last document that shows it.
    """

    spelling: Mapping[str, str]
    listed: frozenset[str]
    seen: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Telling:
    """What the document of that date tells. Documents that share `introduced` introduce everything once, so they
    are told oldest first: what has no date of its own is shown from the first document on.
    """

    state: Stating
    people: People
    date: str
    is_list_of_members: bool = False
    introduced: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)

    def person(self, name: str) -> Record:
        """The record of a person by the name, with or without spaces."""
        return self.state.record(f"人物/{''.join(name.split())}")

    def is_new(self, key: str) -> bool:
        """Whether something is to be introduced; it counts as introduced from now on."""
        fresh = key not in self.introduced
        self.introduced.add(key)
        return fresh

    def _is_unsaid(self, key: str) -> bool:
        fresh = key not in self.said
        self.said.add(key)
        return fresh

    def council(self, place: str) -> Iterator[Facts]:
        """桐生市議会 and its 桐生市."""
        if self.is_new(COUNCIL):
            city, council = self.state.record(CITY), self.state.record(COUNCIL)
            yield self.state.entity(city, "Municipality", place=place, name=CITY, lgcode=_CITY_CODE, level="city")
            yield self.state.entity(council, "Assembly", place=place, name=COUNCIL)
            yield self.state.tie(council, "PART_OF", city, place=place)

    def group(self, name: str, key: str, place: str, *, full_name: str) -> Iterator[Facts]:
        """A committee or faction of the council, all members of which are listed."""
        if self.is_new(key):
            yield from self.council(place)
            group = self.state.record(key)
            yield self.state.entity(
                group, "Faction", place=place, name=full_name, alias=(name, COUNCIL + name), complete_roster="complete"
            )
            yield self.state.tie(group, "PART_OF", self.state.record(COUNCIL), place=place)

    def _post(self, title: str, body: str, within: str, name: str, seats: str, place: str) -> Iterator[Facts]:
        if self.is_new(post_key(title, body)):
            yield from self.council(place)
            post = self.state.record(post_key(title, body))
            yield self.state.entity(post, "Post", place=place, name=name, title=title, seats=seats)
            yield self.state.tie(post, "POST_IN", self.state.record(within), place=place)

    def name(self, name: str, place: str, *, kana: str = "") -> Iterator[Facts]:
        """That there is a person of this name."""
        if self.is_new(self.person(name).key):
            written = self.people.spelling.get("".join(name.split()), name)
            yield self.state.entity(self.person(name), "Person", place=place, name=written, kana=kana)

    def councillor(self, name: str, place: str, *, kana: str = "") -> Iterator[Facts]:
        """That somebody is a member of the council, told by the first and the last document that shows it and by the
        list of members.

        Of those on the list the beginning is not known and the end open; of the others only the days are known
        between which they are seen.
        """
        yield from self.name(name, place, kana=kana)
        yield from self._post(COUNCILLOR, COUNCIL, COUNCIL, COUNCIL + COUNCILLOR, "many", place)
        bare = "".join(name.split())
        seen = self.people.seen.get(bare, ("", ""))
        if (self.is_list_of_members or self.date in seen) and self._is_unsaid(f"{bare}/{COUNCILLOR}"):
            since, until = ("", "") if bare in self.people.listed else seen
            post = self.state.record(post_key(COUNCILLOR, COUNCIL))
            yield self.state.tie(
                self.person(name),
                "HOLDS",
                post,
                place=place,
                since=since,
                until=until,
                certainty="inferred" if until else "stated",
            )

    def office(
        self, name: str, title: str, place: str, *, body: str = COUNCIL, within: str = COUNCIL
    ) -> Iterator[Facts]:
        """That somebody holds an office with one seat in the council or, with `body` and `within`, in a group of it."""
        yield from self._post(title, body, within, body + title, "one", place)
        if self._is_unsaid(f"{self.person(name).key}/{body}/{title}"):
            yield self.state.tie(self.person(name), "HOLDS", self.state.record(post_key(title, body)), place=place)

    def chair(self, name: str, title: str, place: str) -> Iterator[Facts]:
        """That a member spoke as chair or deputy chair of the council."""
        if title in _OFFICES:
            yield from self.councillor(name, place)
            yield from self.office(name, title, place)

    def official(self, name: str, title: str, place: str) -> Iterator[Facts]:
        """That somebody holds a post of the city; the head of a unit (総務部長) is in that unit (総務部)."""
        yield from self.name(name, place)
        headed = _HEADED.fullmatch(title)
        within = CITY
        if headed:
            unit = headed["unit"]
            within = f"{CITY}/{unit}"
            if self.is_new(within):
                yield from self.council(place)
                department = self.state.record(within)
                yield self.state.entity(department, "Department", place=place, name=unit, alias=CITY + unit)
                yield self.state.tie(department, "PART_OF", self.state.record(CITY), place=place)
        written = CITY + title.removeprefix("市") if title == "市長" else CITY + title
        yield from self._post(title, CITY, within, written, "" if title in _SEATS_NOT_TOLD else "one", place)
        if self._is_unsaid(f"{self.person(name).key}/{title}"):
            yield self.state.tie(self.person(name), "HOLDS", self.state.record(post_key(title)), place=place)

"""参議院 (smartnews-smri/house-of-councillors): members, their seats in committees, written questions, bills.

Four files, each a document. The list of members is complete for its day, the lists of questions and bills are logs.
People are known by their names without spaces: the house has no two members of one name, and the list of questions
writes names now with a space and now without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.errors import InvalidValue
from graph.facts import Record
from graph.ontology.declaration import Property
from graph.ontology.kinds import ALIAS, DESCRIPTION, KANA, NAME, URL
from graph.values.dates import PartialDate
from graph.values.text import clean
from ingest import sangiin_columns as column
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.national_bodies import NATIONAL_BODIES
from ingest.origin import pinned_date
from ingest.sangiin_cells import election_years, former_terms, full_day, need, outcome_of, seats_of, title_of
from ingest.sangiin_columns import BILLS_FILE, FACTIONS_FILE, FILES, HOUSE, MEMBERS_FILE, QUESTIONS_FILE
from ingest.stating import Stating
from ingest.tables import Row, Table

DATASET: Final = "sangiin"
LICENCE: Final = "MIT（スマートニュース メディア研究所、元データ: 参議院）"
_NO_FACTION: Final = ("無所属", "各派に属しない議員")

_OFFICES: Final = ("議長", "副議長")


class Sangiin(CsvFolder):
    """The folder with the four files; newer versions of them are newer documents of the same series."""

    dataset = DATASET
    version = "sangiin-1"
    publisher = "スマートニュース メディア研究所"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        del folder
        return FILES

    @classmethod
    def date_of(cls, folder: Path, file: CsvFile) -> str:
        """The day as of which a list says it holds; for the logs the date of the version that SOURCE.md pins."""
        header = column.AS_OF_COLUMN.get(file.name)
        if header is None:
            return pinned_date(folder, file.name)
        return max((_day(row.cells[header]) for row in _rows(Table.open(folder / file.name))), default="")

    def mapper(self, journal: Journal) -> RowMapper:
        del journal
        return _House(self._overview)

    @cached_property
    def _overview(self) -> _Overview:
        return _Overview.of({name: table for name, (_, table) in self._tables.items()})


def person_key(name: str) -> str:
    """The key of a member: the name as written, without spaces."""
    return f"人物/{''.join(name.split())}"


def _day(text: str) -> str:
    """A day written in full; empty for anything else, which is refused where its row is read."""
    written = clean(text)
    try:
        return written if PartialDate.parse(written).text == written and len(written) == len("2024-03-15") else ""
    except InvalidValue:
        return ""


def _rows(table: Table | None) -> Iterator[Row]:
    if table is not None:
        yield from (row for row in table.rows() if isinstance(row, Row))


@dataclass(frozen=True, slots=True)
class _Overview:
    """What only the files as a whole tell: how a name is written with its space, who is on the list of members,
    between which days somebody asked, and which row tells of a bill last.
    """

    spelling: Mapping[str, str]
    members: frozenset[str]
    asked: Mapping[str, tuple[str, str]]
    latest: Mapping[str, tuple[int, int, str]]  # bill → session, row and title of the row that handled it last

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> _Overview:
        """Walk the files once."""
        spelling: dict[str, str] = {}
        asked: dict[str, tuple[str, str]] = {}
        members: set[str] = set()
        for row in _rows(tables.get(MEMBERS_FILE)):
            name = clean(row.cells["議員氏名"])
            members.add(person_key(name))
            spelling[person_key(name)] = name
        for row in _rows(tables.get(QUESTIONS_FILE)):
            name, day = clean(row.cells["提出者"]), _day(row.cells["提出日"])
            key = person_key(name)
            spelling[key] = max(spelling.get(key, name), name, key=len)
            if day:
                first, last = asked.get(key, (day, day))
                asked[key] = (min(first, day), max(last, day))
        latest: dict[str, tuple[int, int, str]] = {}
        for row in _rows(tables.get(BILLS_FILE)):
            session = row.cells["審議回次"]
            if session.isdecimal():
                key = _bill_key(row.cells["種類"], row.cells["提出回次"], row.cells["提出番号"])
                told = (int(session), row.number, clean(row.cells["件名"]))
                latest[key] = max(latest.get(key, told), told)
        return cls(spelling, frozenset(members), asked, latest)


def _bill_key(kind: str, session: str, number: str) -> str:
    return f"議案/{kind}/{session}/{number}"


class _House(RowMapper):
    """Maps the rows of the four files; remembers what was stated and which keys occurred."""

    def __init__(self, overview: _Overview) -> None:
        self._overview = overview
        self._factions: dict[str, Record] = {}  # by short name
        self._keys: set[str] = set()
        self._introduced: set[tuple[str, str]] = set()

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterable[Facts]:
        reading = {
            FACTIONS_FILE: self._faction,
            MEMBERS_FILE: self._member,
            QUESTIONS_FILE: self._question,
            BILLS_FILE: self._bill,
        }[file.name]
        stated = check.attempt(NAME, lambda: list(reading(check, stating)))
        return stated if stated and not check.faults else ()

    # -- organisations and posts, introduced once in each document

    def _house(self, name: str, place: str, stating: Stating) -> Iterator[Facts]:
        if self._is_new(name, stating):
            number = NATIONAL_BODIES[name].houjin_bangou
            yield stating.entity(stating.record(name), "Assembly", place=place, name=name, houjin_bangou=number)

    def _committee(self, house: str, name: str, place: str, stating: Stating, *, listed: bool) -> Iterator[Facts]:
        """A committee of a house; `listed` where all its members are on the list."""
        key = _committee_key(house, name)
        yield from self._house(house, place, stating)
        if self._is_new(key, stating):
            committee = stating.record(key)
            complete = "complete" if listed else ""
            yield stating.entity(
                committee, "Faction", place=place, name=house + name, alias=name, complete_roster=complete
            )
            yield stating.tie(committee, "PART_OF", stating.record(house), place=place)

    def _post(self, title: str, within: str, name: str, place: str, stating: Stating, *, one: bool) -> Iterator[Facts]:
        """A post in the organisation whose key is `within`."""
        key = f"役職/{name}"
        if self._is_new(key, stating):
            post = stating.record(key)
            yield stating.entity(post, "Post", place=place, name=name, title=title, seats="one" if one else "many")
            yield stating.tie(post, "POST_IN", stating.record(within), place=place)

    def _is_new(self, key: str, stating: Stating) -> bool:
        fresh = (stating.document, key) not in self._introduced
        self._introduced.add((stating.document, key))
        return fresh

    # -- kaiha.csv

    def _faction(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        name, short, size = check.value(NAME), check.value(ALIAS), check.value(column.SIZE)
        need(check, NAME, name)
        self._check_new(check, f"会派/{name}", NAME)
        if check.faults or name in _NO_FACTION:
            return
        place = check.row.place
        faction = self._factions[short] = stating.record(f"会派/{name}")
        yield from self._house(HOUSE, place, stating)
        yield stating.entity(
            faction, "Faction", place=place, name=name, alias=short, size=size, complete_roster="complete"
        )
        yield stating.tie(faction, "PART_OF", stating.record(HOUSE), place=place)

    # -- giin.csv

    def _member(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        name, until, place = check.value(NAME), full_day(check, column.TERM_END), check.row.place
        need(check, NAME, name)
        self._check_new(check, f"{MEMBERS_FILE}/{person_key(name)}", NAME)
        person = stating.record(person_key(name))
        own = {prop.name: check.value(prop) for prop in (ALIAS, KANA, URL)}
        years = election_years(check)
        constituency, times = check.value(column.CONSTITUENCY), check.value(column.TIMES)
        seats = seats_of(check)
        check.check_order(years[-1] if years else "", until, column.TERM_END)
        faction = self._faction_of(check)
        if check.faults:
            return
        yield stating.entity(person, "Person", place=place, name=name, **own)
        post = stating.record(f"役職/{HOUSE}議員")
        yield from self._councillors(place, stating)
        for since, ends, status, certainty in former_terms(years):
            yield stating.tie(
                person, "HOLDS", post, place=place, since=since, until=ends, status=status, certainty=certainty
            )
        yield stating.tie(
            person,
            "HOLDS",
            post,
            place=place,
            since=years[-1] if years else "",
            until=until,
            constituency=constituency,
            term=f"当選{times}回" if times else "",
        )
        if faction is not None:
            yield stating.tie(person, "MEMBER_OF", faction, place=place)
        for body, title in seats:
            yield from self._seat(person, body, title, place, stating)

    def _councillors(self, place: str, stating: Stating) -> Iterator[Facts]:
        yield from self._house(HOUSE, place, stating)
        yield from self._post("議員", HOUSE, f"{HOUSE}議員", place, stating, one=False)

    def _faction_of(self, check: RowCheck) -> Record | None:
        short = check.value(column.FACTION)
        if not short or short in _NO_FACTION or not self._factions:  # without the list of factions it was refused
            return None
        faction = self._factions.get(short)
        if faction is None:
            check.refuse(
                f"略称「{short}」の会派が{FACTIONS_FILE}にありません。先にその行を加えてください。", column.FACTION
            )
        return faction

    def _seat(self, person: Record, body: str, title: str, place: str, stating: Stating) -> Iterator[Facts]:
        """An office of the house, or a seat in a committee: with a title a post of it, else a membership."""
        if body in _OFFICES:
            name = HOUSE + body
            yield from self._post(body, HOUSE, name, place, stating, one=True)
        else:
            committee = _committee_key(HOUSE, body)
            yield from self._committee(HOUSE, body, place, stating, listed=True)
            if not title:
                yield stating.tie(person, "MEMBER_OF", stating.record(committee), place=place)
                return
            written = _TITLES.get(title) or ("委員長" if body.endswith("委員会") else "会長")
            name = HOUSE + body + written
            yield from self._post(written, committee, name, place, stating, one=title == "長")
        yield stating.tie(person, "HOLDS", stating.record(f"役職/{name}"), place=place)

    # -- syuisyo.csv

    def _question(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        session, number, title = check.value(column.SESSION), check.value(column.NUMBER), title_of(check, "件名")
        asker, raised, answered = (
            check.value(column.ASKER),
            full_day(check, column.RAISED),
            full_day(check, column.ANSWERED),
        )
        for prop, value in (
            (column.SESSION, session),
            (column.NUMBER, number),
            (NAME, title),
            (column.ASKER, asker),
            (column.RAISED, raised),
        ):
            need(check, prop, value)
        key = f"質問主意書/{session}/{number}"
        self._check_new(check, key, column.NUMBER)
        page = check.value(URL)
        others = int(check.value(column.ASKERS) or "1") - 1
        told = (
            f"ほか{others}人と提出" if others > 0 else "",
            f"答弁書受領日 {answered}" if answered else "",
            check.value(DESCRIPTION),
        )
        if check.faults:
            return
        place = check.row.place
        issue, person = stating.record(key), stating.record(person_key(asker))
        yield stating.entity(
            issue, "Issue", place=place, name=title, description="。".join(filter(None, told)), url=page
        )
        yield stating.tie(
            person,
            "RAISED",
            issue,
            place=place,
            since=raised,
            until=raised,
            setting=f"第{session}回国会 質問主意書",
        )
        if self._is_new(person.key, stating):
            yield from self._asker(person, asker, raised, place, stating)

    def _asker(self, person: Record, name: str, raised: str, place: str, stating: Stating) -> Iterator[Facts]:
        """Who asks is a member on that day: of those whose terms no list tells, the days of asking are known."""
        yield stating.entity(person, "Person", place=place, name=self._overview.spelling.get(person.key, name))
        if person.key not in self._overview.members:
            since, until = self._overview.asked.get(person.key, (raised, raised))
            yield from self._councillors(place, stating)
            post = stating.record(f"役職/{HOUSE}議員")
            yield stating.tie(person, "HOLDS", post, place=place, since=since, until=until, certainty="inferred")

    # -- gian.csv

    def _bill(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        handled, kind, session, number = (
            check.value(prop) for prop in (column.HANDLED, column.TYPE, column.SESSION, column.NUMBER)
        )
        title, raised = check.value(NAME), full_day(check, column.RAISED)
        for prop, value in (
            (column.HANDLED, handled),
            (column.TYPE, kind),
            (column.SESSION, session),
            (column.NUMBER, number),
            (NAME, title),
        ):
            need(check, prop, value)
        key = _bill_key(kind, session, number)
        self._check_new(check, f"{key}@{handled}", column.NUMBER)
        referrals = [
            (house, full_day(check, on), check.value(committee)) for house, (on, committee) in column.REFERRED.items()
        ]
        result, page = outcome_of(check), check.value(URL)
        if check.faults:
            return
        _, last_row, last_title = self._overview.latest.get(key, (0, check.row.number, title))
        told = {"name": title, "result": result} if check.row.number == last_row else {}
        if title != last_title:
            told["alias"] = title
        place = check.row.place
        bill = stating.record(key)
        yield stating.entity(
            bill,
            "Motion",
            place=place,
            number=f"第{session}回国会 {kind} 第{number}号",
            date=raised,
            url=page,
            **told,
        )
        for house, referred, committee in referrals:
            if committee:
                yield from self._committee(house, committee, place, stating, listed=False)
                yield stating.tie(
                    bill,
                    "REFERRED_TO",
                    stating.record(_committee_key(house, committee)),
                    place=place,
                    occasion=f"第{handled}回国会",
                    since=referred,
                    until=referred,
                )

    def _check_new(self, check: RowCheck, key: str, prop: Property) -> None:
        if key in self._keys:
            check.refuse("同じ番号または名前の行が前にもあります。どちらかの行を消してください。", prop)
        self._keys.add(key)


_TITLES: Final[Mapping[str, str]] = {"理": "理事", "幹": "幹事"}


def _committee_key(house: str, name: str) -> str:
    return f"委員会/{house}/{name}"

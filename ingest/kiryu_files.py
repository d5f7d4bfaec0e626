"""The files of 桐生市議会 as they are: members, sessions with bills, notices of questions, votes, minutes.

A file that can't be used is refused as a whole, an entry that can't be used alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from graph.cleaning import MAX_NAME, clean_property
from graph.errors import InvalidRecord, InvalidValue, SourceRefused
from graph.ontology.kinds import KANA
from graph.values.codes import Url
from graph.values.dates import PartialDate
from graph.values.text import clean
from ingest.json_entries import Entry
from ingest.json_files import read_json
from ingest.tables import Refusal

T = TypeVar("T")

_NOT_KEPT: Final = ("photoUrl", "seatNumber", "electionCount")
MEMBERS_FILE: Final = "council-members.json"
FOLDERS: Final = ("sessions", "questions", "voting", "minutes")
_SLUG: Final = re.compile(r"(?P<era>[hr])(?P<year>\d{1,2})-(?P<number>\d{1,2})-(?P<kind>teireikai|rinjikai)", re.ASCII)
# The year before the first one of 平成 and of 令和.
_YEAR_ZERO: Final[Mapping[str, int]] = {"h": 1988, "r": 2018}
_MONTH_AND_DAY: Final = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


@dataclass(frozen=True, slots=True, order=True)
class Slug:
    """A session: year, number in that year, 定例会 or 臨時会. h31-2 and r1-2 are one session."""

    year: int
    number: int
    kind: str

    @classmethod
    def parse(cls, text: str) -> Slug:
        """Read h27-2-teireikai. Raises InvalidRecord for anything else."""
        found = _SLUG.fullmatch(text)
        if found is None:
            raise InvalidRecord(f"会議の名前「{text}」が読めません。r5-4-teireikai のような名前にしてください。")
        return cls(_YEAR_ZERO[found["era"]] + int(found["year"]), int(found["number"]), found["kind"])

    @property
    def key(self) -> str:
        """2019-2-teireikai: the same whichever era's name a file bears."""
        return f"{self.year}-{self.number}-{self.kind}"


@dataclass(frozen=True, slots=True)
class Page:
    """One file: its path in the folder, the session it is of, as the file names it, its public address, its age."""

    file: str
    slug: Slug
    session: str
    url: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class Bill:
    place: str
    number: str
    title: str
    result: str
    category: str


@dataclass(frozen=True, slots=True)
class Session:
    """The decisions of a session; `days` are the days of decision that could be read."""

    page: Page
    days: tuple[str, ...]
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What a member gave notice of: `order` is that of the member in the session, `number` that of the item."""

    place: str
    asker: str
    order: int
    number: int
    title: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    page: Page
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """The vote on one bill; `entries` hold the voters as they are written."""

    place: str
    number: str
    title: str
    result: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    page: Page
    ballots: tuple[Ballot, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech of the minutes: `kind` is 議長, 議題 (a heading), 質問, 答弁 or 名簿."""

    place: str
    id: int
    kind: str
    speaker: str
    role: str
    body: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One day of a session."""

    page: Page
    number: int
    label: str
    day: str
    speeches: tuple[Speech, ...]


@dataclass(frozen=True, slots=True)
class Member:
    place: str
    name: str
    kana: str
    faction: str
    committee: str
    committee_role: str
    role: str


@dataclass(slots=True)
class Council:
    """Everything in the folder that can be used, what was refused, and what is left out on purpose.

    `entries` counts what was looked at.
    """

    members: tuple[Member, ...] = ()
    members_url: str = ""
    members_day: str = ""
    sessions: list[Session] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    polls: list[Poll] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    pages: set[tuple[str, Slug]] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all could be used."""
        return not (self.members or self.sessions or self.notices or self.polls or self.sittings)


def read_council(folder: Path) -> Council:
    """Read all files of the folder.

    Raises SourceRefused when there is no such folder or nothing in it can be used.
    """
    if not folder.is_dir():
        raise SourceRefused(
            f"「{folder}」というフォルダがありません。{MEMBERS_FILE} のあるフォルダを指定してください。"
        )
    council = Council()
    _take(council, folder / MEMBERS_FILE, folder, lambda whole: _read_members(council, whole))
    readers: dict[str, Callable[[Entry], None]] = {
        "sessions": lambda whole: council.sessions.append(_session(council, whole)),
        "questions": lambda whole: council.notices.append(_notice(council, whole)),
        "voting": lambda whole: council.polls.append(_poll(council, whole)),
        "minutes": lambda whole: council.sittings.extend(_sittings(council, whole)),
    }
    for name, reader in readers.items():
        files = sorted((folder / name).glob("*.json"))
        if not files:
            council.refused.append(
                Refusal(name, "", 0, "", "", "ファイルがありません。元のフォルダを取り直してください。")
            )
        for path in files:
            _take(council, path, folder, reader)
    if council.is_empty:
        raise SourceRefused("".join(f"{refusal.file}: {refusal.reason}" for refusal in council.refused[:1]))
    return council


def _take(council: Council, path: Path, folder: Path, reader: Callable[[Entry], None]) -> None:
    file = clean(path.relative_to(folder).as_posix())
    refused = list(council.refused)
    try:
        reader(Entry.whole(file, read_json(path)))
    except (SourceRefused, InvalidRecord, InvalidValue) as refusal:
        reason = refusal.message.removeprefix(f"{clean(path.name)}: ")
        council.refused = [*refused, Refusal(file, "", 0, "", "", reason)]


def _each(council: Council, whole: Entry, name: str, make: Callable[[Entry], T]) -> Iterator[T]:
    """What the entries of a list make; those that can't be used are refused."""
    for entry in whole.entries(name, council.refused):
        council.entries += 1
        made = entry.attempt(make, council.refused)
        if made is not None:
            yield made


def _page(council: Council, whole: Entry, url: str) -> Page:
    folder, _, name = whole.file.rpartition("/")
    slug = Slug.parse(name.removesuffix(".json"))
    if (folder, slug) in council.pages:
        raise InvalidRecord("同じ会議のファイルが前にもあります。どちらかを消してください。")
    address = Url.parse(url).text if url.strip() else ""
    page = Page(whole.file, slug, whole.needed("session"), address, whole.line("scrapedAt")[:10])
    council.pages.add((folder, slug))
    return page


def _read_members(council: Council, whole: Entry) -> None:
    names: set[str] = set()

    def member(entry: Entry) -> Member:
        made = Member(
            entry.place,
            entry.needed("name"),
            *(entry.line(name) for name in ("nameReading", "faction", "committee", "committeeRole", "role")),
        )
        if made.kana:
            clean_property(KANA, made.kana)
        if entry.sheet == "members" and made.name in names:
            raise InvalidRecord(f"「{made.name}」の行が前にもあります。どちらかを消してください。")
        if entry.sheet == "members":
            names.add(made.name)
        council.dropped.update(name for name in _NOT_KEPT if entry.fields.get(name) is not None)
        return made

    day = PartialDate.parse(whole.text("scrapedAt")[:10]).text
    members = (*_each(council, whole, "members", member), *_each(council, whole, "officers", member))
    council.members, council.members_url, council.members_day = members, Url.parse(whole.line("sourceUrl")).text, day


def _session(council: Council, whole: Entry) -> Session:
    page = _page(council, whole, next(iter(whole.texts("sourceUrls")), ""))
    days: list[str] = []
    for number, text in enumerate(whole.texts("dates"), start=1):
        entry = Entry(whole.file, "dates", number, {"date": text})
        day = entry.attempt(partial(_day_of, page.slug), council.refused)
        days += [day] if day else []
    numbers: set[str] = set()

    def bill(entry: Entry) -> Bill:
        made = Bill(
            entry.place,
            entry.needed("number"),
            _joined(entry, "title"),
            _joined(entry, "result"),
            entry.line("category"),
        )
        if not made.title:
            raise InvalidRecord("「title」がありません。元のファイルを取り直してください。")
        if made.number in numbers:
            raise InvalidRecord(f"「{made.number}」が前にもあります。番号を確かめてください。")
        numbers.add(made.number)
        return made

    bills = tuple(_each(council, whole, "bills", bill))
    return Session(page, tuple(sorted(set(days))), bills)


def _day_of(slug: Slug, entry: Entry) -> str:
    text = entry.needed("date")
    day = PartialDate.parse(text)
    if day.precision != "day":
        raise InvalidRecord(f"「{text}」は年月日ではありません。日付を確かめてください。")
    if day.year != slug.year:
        raise InvalidRecord(f"「{text}」は会議の年（{slug.year}年）と違います。日付を確かめてください。")
    return day.text


def _joined(entry: Entry, name: str) -> str:
    """A text that the page broke into lines."""
    return Entry(entry.file, entry.sheet, entry.number, {name: "".join(entry.text(name).splitlines())}).line(
        name, MAX_NAME
    )


def _notice(council: Council, whole: Entry) -> Notice:
    page = _page(council, whole, whole.text("sourceUrl"))
    items: list[Item] = []
    seen: set[tuple[str, str]] = set()
    for question in whole.entries("questions", council.refused):
        asker = question.attempt(lambda entry: (entry.needed("memberName"), entry.count("order")), council.refused)
        if asker is None:
            continue

        def item(entry: Entry, asker: tuple[str, int] = asker) -> Item:
            made = Item(entry.place, *asker, entry.number, entry.needed("title", MAX_NAME), entry.texts("details"))
            if (made.asker, made.title) in seen:
                raise InvalidRecord(f"{made.asker}議員の「{made.title}」が前にもあります。どちらかを消してください。")
            seen.add((made.asker, made.title))
            return made

        items += _each(council, question, "items", item)
    return Notice(page, tuple(items))


def _poll(council: Council, whole: Entry) -> Poll:
    page = _page(council, whole, whole.text("sourceUrl"))
    numbers: set[str] = set()

    def ballot(entry: Entry) -> Ballot:
        number = entry.needed("billNumber")
        if number in numbers:
            raise InvalidRecord(f"「{number}」が前にもあります。番号を確かめてください。")
        numbers.add(number)
        votes = tuple(entry.entries("votes", council.refused))
        council.entries += len(votes)
        return Ballot(entry.place, number, _joined(entry, "billTitle"), entry.line("result"), votes)

    return Poll(page, tuple(_each(council, whole, "records", ballot)))


def _sittings(council: Council, whole: Entry) -> list[Sitting]:
    page = _page(council, whole, whole.text("sourceUrl"))
    days: set[str] = set()

    def sitting(entry: Entry) -> Sitting:
        label = entry.needed("name")
        found = _MONTH_AND_DAY.match(label)
        if found is None:
            raise InvalidRecord(f"「{label}」に月日がありません。元のファイルを取り直してください。")
        day = PartialDate("day", page.slug.year, int(found["month"]), int(found["day"])).text
        if day in days:
            raise InvalidRecord(f"{day}の会議が前にもあります。どちらかを消してください。")
        days.add(day)
        speeches = tuple(_each(council, entry, "speeches", lambda speech: _speech(label, speech)))
        return Sitting(page, entry.count("scheduleId"), label, day, speeches)

    return list(_each(council, whole, "schedules", sitting))


def _speech(label: str, entry: Entry) -> Speech:
    number = entry.count("id")
    return Speech(
        f"{label}:{number}",
        number,
        entry.needed("type"),
        "".join(entry.line("speaker").split()),
        entry.line("role"),
        entry.text("body"),
    )

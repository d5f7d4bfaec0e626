"""高松市のオープンデータ: the members of スマートシティたかまつ推進協議会, the city's organisation, its events.

Three kinds of Excel file, each of any number of versions: the list of members and the charts of the organisation are
complete, the lists of events are a log. Only the full path of a unit is a key (four are called 総務課).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final, Self

from graph.errors import InvalidRecord, InvalidValue, SourceRefused
from graph.facts import Document, Record
from graph.values.codes import MunicipalityCode
from graph.values.dates import PartialDate
from graph.values.names import OrganizationName
from graph.values.text import clean
from ingest.excel import ExcelSheet
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.organizations import organization
from ingest.stating import Stating
from ingest.tables import Refusal, Row
from ingest.takamatsu_events import event_facts

MAPPER_VERSION: Final = "takamatsu-1"
DATASET: Final = "takamatsu"
ORIGIN: Final = "https://github.com/takamatsu-city/opendata"
LICENCE: Final = "CC BY 4.0"
PUBLISHER: Final = "高松市"
CITY: Final = "高松市"
# The city that publishes the set; its own files hold no code.
CITY_CODE: Final = MunicipalityCode("37201")
COUNCIL: Final = "スマートシティたかまつ推進協議会"
_LEVELS: Final = ("bureau", "department", "division", "office", "unit")
# Said again by the path; the two versions spell the title differently.
_FULL_NAME: Final = ("affiliationName", "affiliationname")
_EVENT_COLUMNS: Final = ("対象", "開催日", "行事名", "場所名称", "説明", "URL", "問い合わせ先（市の担当課）")
_ONE_OF_MANY: Final = "副市長"
_BRANCH: Final = re.compile(
    r"(?P<body>(?:(?:株式|合同|有限)会社|(?:一般|公益)(?:社団|財団)法人|独立行政法人)\s?\S+"
    r"|\S.*?(?:株式|合同|有限)会社)\s+(?P<branch>.*(?:支店|支社|支部|事業本部|営業部|事務所|オフィス|高等専門学校))"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of file: how its name tells the version, its title, the columns it can't do without, its mapper."""

    series: str
    label: str
    pattern: re.Pattern[str]
    columns: tuple[str, ...]
    kept: tuple[str, ...]
    rosters: tuple[tuple[str, str], ...]


_MEMBERS: Final = _Kind(
    "members",
    f"{COUNCIL}会員一覧",
    re.compile(r"member_companies_(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\.xlsx"),
    ("groupName", "applicationDate"),
    ("#property", "groupName", "applicationDate"),
    (("MEMBER_OF", "list"),),
)
_CHART: Final = _Kind(
    "organization",
    "高松市組織一覧",
    re.compile(r"0083_(?P<year>\d{4})(?P<month>\d\d)\.xlsx"),
    ("applicableDate", *_LEVELS),
    ("#property", "applicableDate", "affiliationCode", *_LEVELS, *_FULL_NAME, "mechanismCd"),
    (("PART_OF", "list"), ("POST_IN", "list")),
)
_EVENTS: Final = _Kind(
    "events",
    "高松市イベント一覧",
    re.compile(r"events_(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\.xlsx"),
    _EVENT_COLUMNS[:-1],
    ("№", *_EVENT_COLUMNS),
    (),
)
_KINDS: Final = (_MEMBERS, _CHART, _EVENTS)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {kind.label: kind.columns for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class _Version:
    kind: _Kind
    sheet: ExcelSheet
    document: Document


class Takamatsu(Extract):
    """A folder with any of the three kinds of file, events also in a folder below."""

    dataset = DATASET
    version = MAPPER_VERSION
    complete = False

    def __init__(self, versions: tuple[_Version, ...], refused: tuple[Refusal, ...]) -> None:
        self._versions = versions
        self._refused = refused

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read all files; one that can't be used is refused, the others are loaded.

        Raises SourceRefused when there is no file that can be used.
        """
        versions: list[_Version] = []
        refused: list[Refusal] = []
        for path in sorted(folder.resolve().glob("**/*.xlsx")):
            try:
                versions.append(_version(path))
            except (SourceRefused, InvalidValue) as refusal:
                refused.append(Refusal(clean(path.name), "", 0, "", "", refusal.message))
        if not versions:
            reasons = " ".join(refusal.reason for refusal in refused)
            raise SourceRefused(
                reasons or f"「{folder}」に高松市のExcelファイルがありません。{ORIGIN} から取得してください。"
            )
        versions.sort(key=lambda version: (_KINDS.index(version.kind), version.document.date))
        return cls(tuple(versions), tuple(refused))

    def read(self, journal: Journal) -> Reading:
        journal.refused.extend(self._refused)
        documents = {version.document.id: version.document for version in self._versions}
        return Reading(documents, self._facts(journal))

    def _facts(self, journal: Journal) -> Iterator[Facts]:
        for version in self._versions:
            state = Stating(DATASET, version.document.id)
            mapper = partial(_MAPPERS[version.kind.series], state)
            for row in version.sheet.rows:
                journal.rows_read += 1
                unread = (header for header, cell in row.cells.items() if cell and header not in version.kind.kept)
                journal.dropped.update(unread)
                try:
                    facts = [*_city(state, row.place), *mapper(row)]
                except (InvalidValue, InvalidRecord) as refusal:
                    journal.refused.append(row.refusal(refusal.message))
                    continue
                yield from facts
        yield from self._moves()

    def _moves(self) -> Iterator[Facts]:
        """Which unit of a chart goes on as which one of the next: of the same name, moved, and the only one so called.

        The codes of the charts don't tell it: 1010104000 was 移住・定住促進室 and is 東京事務所.
        """
        charts = [version for version in self._versions if version.kind is _CHART]
        for before, after in pairwise(charts):
            old, new = (_units_by_name(version.sheet) for version in (before, after))
            state = Stating(DATASET, after.document.id)
            for name in sorted(old.keys() & new.keys()):
                (was, _), (now, place) = old[name], new[name]
                if was != now:
                    yield state.tie(
                        _unit(state, now), "SUCCEEDED", _unit(state, was), place=place, certainty="inferred"
                    )


def _version(path: Path) -> _Version:
    name = clean(path.name)
    for kind in _KINDS:
        found = kind.pattern.fullmatch(name)
        if found is None:
            continue
        parts = found.groupdict()
        date = PartialDate.parse("-".join((parts["year"], parts["month"], parts.get("day", "01")))).text
        sheet = ExcelSheet.open(path)
        missing = [title for title in kind.columns if title not in sheet.headers]
        if missing:
            raise SourceRefused(
                f"{name}: 列「{'」「'.join(missing)}」がありません。{ORIGIN} のファイルを使ってください。"
            )
        document = Document(
            DATASET,
            f"{kind.series}/{date}",
            f"{kind.label}（{PartialDate.parse(date).caption}）",
            publisher=PUBLISHER,
            date=date,
            url=ORIGIN,
            licence=LICENCE,
            series=kind.series,
            rosters=kind.rosters,
        )
        return _Version(kind, sheet, document)
    raise SourceRefused(
        f"{name}: 会員一覧・組織一覧・イベント一覧のどれか分かりません。"
        "member_companies_20240304.xlsx、0083_202404.xlsx、events_2025-10-10.xlsx のような名前にしてください。"
    )


def _city(state: Stating, place: str) -> Iterator[Facts]:
    city = state.record(CITY)
    yield state.entity(
        city, "Municipality", place=place, name=CITY, alias=f"香川県{CITY}", level="city", lgcode=CITY_CODE.text
    )


def _unit(state: Stating, path: tuple[str, ...]) -> Record:
    return state.record("/".join((CITY, *path)))


def _path(row: Row) -> tuple[str, ...]:
    return tuple(name for level in _LEVELS if (name := clean(row.cells.get(level, ""))))


def _units_by_name(sheet: ExcelSheet) -> Mapping[str, tuple[tuple[str, ...], str]]:
    """Path and place of every unit whose own name no other unit of the chart bears."""
    paths = {path: row.place for row in sheet.rows if (path := _path(row)) and path[0] != CITY}
    names = Counter(path[-1] for path in paths)
    return {path[-1]: (path, place) for path, place in paths.items() if names[path[-1]] == 1}


def _chart_facts(state: Stating, row: Row) -> Iterator[Facts]:
    """A unit within the one above it, or one of the posts at the top."""
    path, place = _path(row), row.place
    if not path:
        raise InvalidRecord("組織の名前がありません。元の行を確かめてください。")
    _day(row.cells["applicableDate"])
    if path == (CITY,):
        return
    if path[0] == CITY:
        title = path[-1]
        post = state.record(f"{CITY}/役職/{title}")
        seats = "many" if title == _ONE_OF_MANY else "one"
        yield state.entity(post, "Post", place=place, name=f"{CITY}{title}", title=title, seats=seats)
        yield state.tie(post, "POST_IN", state.record(CITY), place=place)
        return
    full = "".join(path)
    unit = _unit(state, path)
    yield state.entity(unit, "Department", place=place, name=path[-1], alias=(full, f"{CITY}{full}"))
    yield state.tie(unit, "PART_OF", _unit(state, path[:-1]), place=place)


def _day(text: str) -> str:
    """A day as the files write it: 2021-04-01, 10/19/2017."""
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    if american:
        month, day, year = american.groups()
        return PartialDate("day", int(year), int(month), int(day)).text
    read = PartialDate.parse(text)
    if read.precision != "day":
        raise InvalidValue(f"日付「{text}」は年月日で書いてください。")
    return read.text


def _member_facts(state: Stating, row: Row) -> Iterator[Facts]:
    """A member with the day it joined; a branch is a unit of its company."""
    place = row.place
    name = clean(row.cells["groupName"])
    if not name:
        raise InvalidRecord("会員の名称がありません。元の行を確かめてください。")
    since = _day(row.cells["applicationDate"])
    council = state.record(COUNCIL)
    yield state.entity(council, "Association", place=place, name=COUNCIL)
    member = state.record(CITY)
    if name != CITY:
        within = _BRANCH.fullmatch(name)
        body = within["body"] if within else name
        key = f"会員/{OrganizationName(body).full_key}"
        member = state.record(key)
        kind = organization(body).kind
        yield state.entity(member, kind, place=place, name=body)
        if within:
            member = state.record(f"{key}/{within['branch']}")
            yield state.entity(member, "Department", place=place, name=name)
            yield state.tie(member, "PART_OF", state.record(key), place=place)
    yield state.tie(member, "MEMBER_OF", council, place=place, since=since)


_MAPPERS: Final[Mapping[str, Callable[[Stating, Row], Iterator[Facts]]]] = {
    _MEMBERS.series: _member_facts,
    _CHART.series: _chart_facts,
    _EVENTS.series: event_facts,
}

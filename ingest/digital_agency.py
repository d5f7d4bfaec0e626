"""デジタル庁の組織・幹部・人事 (code4fukui/digital-agency-jp): who held which post from September 2021, and before.

Three files that are used: the organisation chart, the list of its leaders (both complete), and the appointments of
2021-09-01 (a log) with the posts that people came from. `digital-agency-person.csv` only joins the last two, the
lists of news and notes state nothing about people: they are counted. 出典.csv tells the dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from graph.errors import InvalidValue, SourceRefused
from graph.facts import Record
from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import KANA, NAME
from graph.values.dates import PartialDate
from graph.values.text import clean, fold
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper, columns_of
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.national_bodies import NATIONAL_BODIES
from ingest.stating import Stating
from ingest.tables import Row, Table

DATASET: Final = "digital-agency"
ORIGIN: Final = "https://github.com/code4fukui/digital-agency-jp"
LICENCE: Final = "デジタル庁コピーライトポリシー（CC BY 4.0互換）"
CHART, LEADERS, APPOINTMENTS, NOTE = (
    "デジタル庁の組織体制.csv",
    "デジタル庁幹部名簿.csv",
    "デジタル庁人事.csv",
    "出典.csv",
)
_AGENCY: Final = "デジタル庁"
_UNIT: Final = Property("name", "組織名", "Unit", ValueType.NAME)
_PARENT: Final = Property("parent", "親", "Parent", ValueType.NAME)
_REMARK: Final = Property("remark", "備考", "Remark", ValueType.NAME)
_TITLE: Final = Property("title", "肩書", "Title", ValueType.NAME)
_NEW: Final = Property("new", "新", "New post")
_OLD: Final = Property("old", "旧", "Former post")
_FILES: Final = (
    CsvFile(
        CHART,
        "デジタル庁の組織体制",
        ORIGIN,
        {"組織名": _UNIT, "親": _PARENT, "備考": _REMARK},
        rosters=(("PART_OF", "list"), ("POST_IN", "list"), ("REPORTS_TO", "list")),
    ),
    CsvFile(
        LEADERS,
        "デジタル庁幹部名簿",
        ORIGIN,
        {"氏名": NAME, "氏名かな": KANA, "肩書": _TITLE},
        rosters=(("HOLDS", "list"),),
    ),
    CsvFile(APPOINTMENTS, "デジタル庁人事（令和3年9月1日付）", ORIGIN, {"氏名": NAME, "新": _NEW, "旧": _OLD}),
    CsvFile("digital-agency-person.csv", "デジタル庁の職員", ORIGIN, {}, left_out="幹部名簿と人事の写し"),
    CsvFile("news.csv", "デジタル庁のニュース", ORIGIN, {}, left_out="ニュース"),
    CsvFile("note.csv", "デジタル庁のnote", ORIGIN, {}, left_out="note"),
)
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = columns_of(_FILES)
_SO_ON: Final = "等"
# The chart joins two posts in one row and leaves out the agency's name.
_JOINT_ROW: Final[Mapping[str, tuple[str, ...]]] = {
    "副大臣・大臣政務官": ("デジタル副大臣", "デジタル大臣政務官"),
}
_POST: Final = re.compile(r"(?:内閣総理大臣|デジタル(?:大臣|監|審議官)|Chief .+|.+ (?:グループ長|次長))")
_IN_UNIT: Final = re.compile(r"(?P<unit>\S.*グループ) (?P<title>グループ長|次長)")
_SHARED: Final = re.compile(r"次長|副大臣|政務官")
# 統括官付参事官 併任 統括官付公文書監理官命 公文書監理官室長: words that part one post from the next.
_APART: Final = re.compile(r"\s*(?:併任|兼官|採用|\d+/\d+付辞職|(?<![任使])命)\s*")
_UNTIL_TOLD: Final = re.compile(r"（～(?P<day>[A-Z]\d+\.\d+\.\d+)(?:まで)?）")
_WIDE_BRACKETS: Final = str.maketrans("()", "（）")
_UNIT_ONLY: Final = re.compile(r"(?:局|課|官房|センター|秘書室)$")
_MINISTRY: Final = re.compile("|".join(sorted(NATIONAL_BODIES, key=len, reverse=True)) + "|東京地方検察庁")


class DigitalAgency(CsvFolder):
    """The folder of the three files; what 出典.csv tells of them dates them."""

    dataset = DATASET
    version = "digital-agency-1"
    publisher = "デジタル庁（code4fukui）"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        del folder
        return _FILES

    @classmethod
    def date_of(cls, folder: Path, file: CsvFile) -> str:
        """The day of the last change that 出典.csv tells; empty where it does not."""
        try:
            rows = list(Table.open(folder / NOTE).rows())
        except SourceRefused:  # without the note the files are undated, and as good
            return ""
        for row in rows:
            if isinstance(row, Row) and clean(row.cells.get("ファイル名", "")) == file.name:
                told = row.cells.get("最終更新日") or row.cells.get("作成日") or ""
                return PartialDate.parse(told).text if told else ""
        return ""

    def mapper(self, journal: Journal) -> RowMapper:
        """A mapper that knows the day of the appointments."""
        return _Mapper(journal, self._dates.get(APPOINTMENTS, ""))


@dataclass(slots=True)
class _Mapper(RowMapper):
    journal: Journal
    appointed: str
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of units, by name

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        """What one row of one of the three files states."""
        place = check.row.place
        yield from _agency(stating, _AGENCY, place)
        match file.name:
            case name if name == CHART:
                yield from self._chart(check, stating)
            case name if name == LEADERS:
                yield from self._leader(check, stating)
            case _:
                yield from self._appointment(check, stating)

    def _chart(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        name, parent = check.value(_UNIT), check.value(_PARENT)
        place = check.row.place
        if name == _SO_ON:
            self.journal.dropped["組織名（等）"] += 1
        elif parent and parent not in self.paths and not _POST.fullmatch(parent):
            check.refuse("上の組織の行が前にありません。行の順か名前を直してください。", _PARENT)
        elif name in self.paths:
            check.refuse("同じ名前の組織が前にもあります。どちらかの名前を直してください。", _UNIT)
        elif _POST.fullmatch(name) or name in _JOINT_ROW:
            for title in _JOINT_ROW.get(name, (name,)):
                yield from self._post(stating, title, place, alias=check.value(_REMARK))
                if parent and parent not in self.paths:
                    yield stating.tie(
                        _post_record(stating, title), "REPORTS_TO", _post_record(stating, parent), place=place
                    )
        elif name:
            path = (*self.paths.get(parent, ()), name)
            self.paths[name] = path
            yield from self._unit(stating, path, place, remark=check.value(_REMARK))

    def _unit(self, stating: Stating, path: tuple[str, ...], place: str, *, remark: str = "") -> Iterator[Facts]:
        unit = stating.record("/".join((_AGENCY, *path)))
        yield stating.entity(
            unit, "Department", place=place, name=path[-1], alias=f"{_AGENCY}{path[-1]}", description=remark
        )
        yield stating.tie(unit, "PART_OF", stating.record("/".join((_AGENCY, *path[:-1]))), place=place)

    def _post(self, stating: Stating, title: str, place: str, *, alias: str = "") -> Iterator[Facts]:
        """A post of the agency, in one of its groups where the title tells it."""
        post = _post_record(stating, title)
        within = _IN_UNIT.fullmatch(title)
        own = within["title"] if within else title
        seats = "many" if _SHARED.search(title) else "one"
        yield stating.entity(post, "Post", place=place, name=title, title=own, alias=alias, seats=seats)
        if within:
            yield from self._unit(stating, (within["unit"],), place)
            yield stating.tie(post, "POST_IN", stating.record(f"{_AGENCY}/{within['unit']}"), place=place)
        elif title != "内閣総理大臣":
            yield stating.tie(post, "POST_IN", stating.record(_AGENCY), place=place)

    def _person(self, check: RowCheck, stating: Stating) -> tuple[Record, list[Facts]]:
        name, kana = check.value(NAME), check.value(KANA)
        if not name:
            check.refuse("氏名がありません。氏名を入れてください。", NAME)
        person = stating.record(f"人/{fold(name)}")
        facts = [] if check.faults else [stating.entity(person, "Person", place=check.row.place, name=name, kana=kana)]
        return person, facts

    def _leader(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        person, facts = self._person(check, stating)
        title = check.value(_TITLE)
        if not title:
            check.refuse("肩書がありません。肩書を入れてください。", _TITLE)
        if not check.faults:
            yield from facts
            yield from self._post(stating, title, check.row.place)
            yield stating.tie(person, "HOLDS", _post_record(stating, title), place=check.row.place)

    def _appointment(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        """The posts that somebody got, and those that they came from."""
        person, facts = self._person(check, stating)
        new, place = check.text(_NEW), check.row.place
        if check.faults:
            return
        yield from facts
        for written in _titles(new):
            title = written.removeprefix(_AGENCY)
            post = _post_record(stating, title)
            seats = "one" if title.endswith(("デジタル審議官", "室長")) else "many"
            yield stating.entity(post, "Post", place=place, name=f"{_AGENCY} {title}", title=title, seats=seats)
            yield stating.tie(post, "POST_IN", stating.record(_AGENCY), place=place)
            yield stating.tie(person, "HOLDS", post, place=place, since=self.appointed)
        # Who is appointed 併任 keeps the post they have, as far as nothing else is told.
        yield from self._former(check, stating, person, keeps=new.startswith("併任"))

    def _former(self, check: RowCheck, stating: Stating, person: Record, *, keeps: bool) -> Iterator[Facts]:
        place = check.row.place
        ministry = ""
        for written in _titles(check.text(_OLD)):
            told = _UNTIL_TOLD.search(written)
            title = _UNTIL_TOLD.sub("", written)
            found = _MINISTRY.match(title)
            ministry = found[0] if found else ministry
            title = _balanced(title.removeprefix(ministry))
            if not ministry or not title:
                self.journal.dropped["旧（組織名のない役職）"] += 1
                continue
            try:
                until = PartialDate.parse(told["day"]).text if told else _day_before(self.appointed)
            except InvalidValue as refusal:
                check.refuse(refusal.message, _OLD)
                continue
            yield from _agency(stating, ministry, place)
            target, kind = stating.record(ministry), "MEMBER_OF"
            if not _UNIT_ONLY.search(title):
                target, kind = stating.record(f"{ministry}/役職/{title}"), "HOLDS"
                yield stating.entity(target, "Post", place=place, name=f"{ministry} {title}", title=title)
                yield stating.tie(target, "POST_IN", stating.record(ministry), place=place)
            own = {"title": title} if kind == "MEMBER_OF" else {}
            if told:
                yield stating.tie(person, kind, target, place=place, until=until, **own)
            elif keeps:
                yield stating.tie(person, kind, target, place=place, status="unknown", **own)
            else:
                yield stating.tie(
                    person, kind, target, place=place, until=until, status="former", certainty="inferred", **own
                )


def _post_record(stating: Stating, title: str) -> Record:
    return stating.record(f"{_AGENCY}/役職/{title}")


def _agency(stating: Stating, name: str, place: str) -> Iterator[Facts]:
    """A body of the state with its number, where its name identifies it."""
    body = NATIONAL_BODIES.get(name)
    number = body.houjin_bangou if body else ""
    yield stating.entity(
        stating.record(name), body.kind if body else "Agency", place=place, name=name, houjin_bangou=number
    )


def _titles(cell: str) -> list[str]:
    """The posts of a cell, one after the other."""
    return [title for title in (clean(part) for part in _APART.split(cell)) if title]


def _balanced(title: str) -> str:
    """A title in one width, without a bracket that nothing opens, and with the one that closes it."""
    title = unicodedata.normalize("NFKC", title).translate(_WIDE_BRACKETS)
    opened = title.count("（") - title.count("）")
    if opened < 0:
        return title.rstrip("）")
    return title + "）" * opened


def _day_before(day: str) -> str:
    first = PartialDate.parse(day).first if day else None
    return PartialDate.of(first - timedelta(days=1)).text if first else ""

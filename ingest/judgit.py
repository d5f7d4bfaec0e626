"""行政事業レビューシート (JUDGIT!): government projects with the unit in charge, who made the sheet, and the payees.

One JSON file is one sheet: one project in one year, and one document. Who held a post until when follows from the
years of the sheets (`graph.succession`). The sheets name no predecessor: the sheet of the year before of the same
ministry, name and first year is taken for it, as an inference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

from graph.errors import InvalidRecord, InvalidValue, SourceRefused
from graph.facts import MAX_QUOTE, Citation, Document, Record
from graph.values.text import clean, fold
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.json_files import read_json
from ingest.judgit_sheets import Payment, Sheet
from ingest.judgit_staff import Unit, has_one_seat, is_name, members_of, place_of, post_name, post_title, units_of
from ingest.national_bodies import NATIONAL_BODIES
from ingest.organizations import organization
from ingest.stating import Stating
from ingest.tables import Refusal

MAPPER_VERSION: Final = "judgit-1"
DATASET: Final = "judgit"
ORIGIN: Final = "https://github.com/judgit/data"
LICENCE: Final = "CC BY 4.0"
PUBLISHER: Final = "内閣官房（JUDGIT!）"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "年度/府省庁/事業番号.json": (
        "公開年度",
        "事業名",
        "開始年度",
        "終了年度",
        "府省庁",
        "事業番号",
        "担当部局庁",
        "担当課室",
        "作成責任者",
        "事業目的",
        "事業概要",
        "主要施策",
        "予算",
        "支出先",
    )
}
_FILES: Final = "**/*.json"
_NO_TOPIC: Final = "その他"
_NOT_KEPT: Final = ("会計区分", "実施方法", "アウトカム", "アウトプット", "関連する過去のレビューシート")


class Judgit(Extract):
    """A folder of sheets; each is a document of its own, so that further years are simply more of them."""

    dataset = DATASET
    version = MAPPER_VERSION
    complete = False

    def __init__(self, folder: Path, files: tuple[Path, ...]) -> None:
        self._folder = folder
        self._files = files

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Find the sheets below a folder. Raises SourceRefused when there is none."""
        resolved = folder.resolve()
        files = tuple(sorted(resolved.glob(_FILES)))
        if not files:
            raise SourceRefused(
                f"「{folder}」に行政事業レビューシートのJSONがありません。"
                f"{ORIGIN} の data を置いたフォルダを指定してください。"
            )
        return cls(resolved, files)

    def read(self, journal: Journal) -> Reading:
        documents: dict[str, Document] = {}
        return Reading(documents, self._facts(list(self._sheets(documents, journal)), journal))

    def _sheets(self, documents: dict[str, Document], journal: Journal) -> Iterator[tuple[str, Document, Sheet]]:
        numbers: set[str] = set()
        for path in self._files:
            file = path.relative_to(self._folder).as_posix()
            journal.rows_read += 1
            try:
                value = read_json(path, parse_float=Decimal)
                sheet = Sheet.parse(value)
                if sheet.number in numbers:
                    raise InvalidRecord(f"事業番号「{sheet.number}」のシートが前にもあります。一つを消してください。")
            except (SourceRefused, InvalidRecord, InvalidValue) as refusal:
                journal.refused.append(Refusal(clean(file), "", 0, "", "", refusal.message))
                continue
            numbers.add(sheet.number)
            journal.dropped.update(name for name in _NOT_KEPT if value.get(name))
            document = Document(
                DATASET,
                sheet.number,
                f"行政事業レビューシート {sheet.year}年度 {sheet.name}",
                publisher=PUBLISHER,
                date=f"FY{sheet.year}",
                url=f"{ORIGIN}/blob/HEAD/data/{quote(file)}",
                licence=LICENCE,
            )
            documents[document.id] = document
            yield file, document, sheet

    def _facts(self, sheets: Iterable[tuple[str, Document, Sheet]], journal: Journal) -> Iterator[Facts]:
        for file, document, sheet in sheets:
            mapping = _Mapping(Stating(DATASET, document.id), sheet, clean(file), journal)
            yield from mapping.project()
            yield from mapping.staff()
            yield from mapping.payments()


@dataclass(frozen=True, slots=True)
class _Mapping:
    """What one sheet states."""

    state: Stating
    sheet: Sheet
    file: str
    journal: Journal

    def _at(self, field: str) -> str:
        return f"{self.sheet.number}:{field}"

    def _refuse(self, field: str, value: str, reason: str) -> None:
        self.journal.refused.append(Refusal(self.file, self.sheet.number, 0, field, value, reason))

    def _project(self, year: int) -> Record:
        sheet = self.sheet
        return self.state.record(f"{sheet.ministry}/{year}/{sheet.name}/{sheet.since.removeprefix('FY')}")

    def project(self) -> Iterator[Facts]:
        """The project, its ministry, topics and predecessor."""
        sheet, state = self.sheet, self.state
        place = self._at("事業名")
        told = (("目的", sheet.purpose), ("概要", sheet.summary))
        project = self._project(sheet.year)
        is_planned = bool(sheet.since) and sheet.since > f"FY{sheet.year}"
        yield state.entity(
            project,
            "Project",
            place=place,
            name=sheet.name,
            alias=sheet.number,
            description=" ".join(f"【{label}】{text}" for label, text in told if text),
            since=sheet.since,
            until=sheet.until,
            state="planned" if is_planned else "",
        )
        ministry = state.record(sheet.ministry)
        number = _national_number(sheet.ministry)
        yield state.entity(ministry, "Agency", place=place, name=sheet.ministry, houjin_bangou=number)
        # Without a year: the sheet tells of last year's payments, so that who owns the project owned it then, too.
        yield state.tie(ministry, "JOINED", project, place=place, role="owner")
        yield state.tie(project, "SUCCEEDED", self._project(sheet.year - 1), place=place, certainty="inferred")
        for topic in sheet.topics:
            if topic and topic != _NO_TOPIC:
                issue = state.record(f"主要施策/{topic}")
                yield state.entity(issue, "Issue", place=self._at("主要施策"), name=topic, nature="topic")
                yield state.tie(project, "ADDRESSES", issue, place=self._at("主要施策"))

    def staff(self) -> Iterator[Facts]:
        """The units in charge and the people who made the sheet, in their posts."""
        sheet = self.sheet
        units = units_of(sheet.ministry, sheet.bureau, sheet.unit)
        for path in units:
            yield from self._unit(path)
            unit, project, place = self._department(path), self._project(sheet.year), self._at("担当課室")
            yield self.state.tie(unit, "IN_CHARGE", project, place=place)
            yield self.state.tie(unit, "JOINED", project, place=place, role="owner")
        members = members_of(sheet.makers, units)
        for at, member in enumerate(members):
            if not member.name:
                self.journal.dropped["作成責任者（姓のみ）"] += 1
            elif not is_name(member.name):
                self._refuse("作成責任者", member.name, "人名として読めません。元の表記を確かめてください。")
            else:
                yield from self._person(member.title, member.name, place_of(member, at, members, units), units)

    def _department(self, path: Unit) -> Record:
        return self.state.record("/".join((self.sheet.ministry, *path)))

    def _unit(self, path: Unit) -> Iterator[Facts]:
        """A unit and those above it up to the ministry."""
        ministry = self.sheet.ministry
        place = self._at("担当課室")
        for length in range(1, len(path) + 1):
            unit = self._department(path[:length])
            name = path[length - 1]
            number = _national_number(name) if length == 1 else ""
            full_name = "".join((ministry, *path[:length]))
            kind = "Agency" if number else "Department"
            yield self.state.entity(unit, kind, place=place, name=name, alias=full_name, houjin_bangou=number)
            yield self.state.tie(unit, "PART_OF", self._department(path[: length - 1]), place=place)

    def _person(self, title: str, name: str, path: Unit | None, units: tuple[Unit, ...]) -> Iterator[Facts]:
        """A person in a post of a unit; where the unit or the title is not told, as a member."""
        sheet, state = self.sheet, self.state
        place = self._at("作成責任者")
        person = state.record(f"{sheet.ministry}/人/{fold(name)}")
        written = name.replace(" ", "")  # with and without a space in one year are no two names
        yield state.entity(person, "Person", place=place, name=written, alias=name if name != written else "")
        own_post: dict[str, str] = {}
        if title and path is not None:
            title = post_title(title, path[-1])
            post = state.record("/".join((sheet.ministry, *path, "役職", title)))
            own_post["in_post"] = post.id
            yield state.entity(
                post,
                "Post",
                place=place,
                name=post_name(title, path[-1]),
                title=title,
                seats="one" if has_one_seat(title, path[-1]) else "",
            )
            yield state.tie(post, "POST_IN", self._department(path), place=place)
            yield state.tie(person, "HOLDS", post, place=place)
        else:
            shared = path or _shared(units)
            yield state.tie(person, "MEMBER_OF", self._department(shared), place=place, title=title)
        yield state.tie(
            person,
            "JOINED",
            self._project(sheet.year),
            place=place,
            role="owner",
            occasion=f"FY{sheet.year}",
            fiscal_year=f"FY{sheet.year}",
            **own_post,
        )

    def payments(self) -> Iterator[Facts]:
        """The payees; several rows of one payee and year make one tie with the sum, each row cited."""
        rows: dict[tuple[str, str], list[Payment]] = defaultdict(list)
        for payment in self.sheet.payments:
            self.journal.rows_read += 1
            if payment.is_to_nobody:
                self.journal.dropped["支出先（その他・個人・匿名）"] += 1
            else:
                key = payment.number or f"支出先/{payment.payee.replace(' ', '')}"
                rows[key, payment.fiscal_year].append(payment)
        for (key, year), paid in rows.items():
            yield from self._payee(key, year, paid)

    def _payee(self, key: str, year: str, paid: list[Payment]) -> Iterator[Facts]:
        first = paid[0]
        places = [f"{self._at('支出先')} {payment.place}" for payment in paid]
        try:
            named = NATIONAL_BODIES.get(first.payee) if not first.number else None
            body = named or organization(first.payee, first.number)
        except InvalidValue as refusal:
            self._refuse(f"支出先 {first.place}", first.number, refusal.message)
            return
        payee = self.state.record(key)
        names = Counter(payment.payee for payment in paid)
        yield self.state.entity(
            payee,
            body.kind,
            place=places[0],
            name=first.payee,
            alias=tuple(name for name in names if name != first.payee),
            houjin_bangou=body.houjin_bangou,
            **({"lgcode": body.lgcode} if body.lgcode else {}),
        )
        sums = [payment.amount for payment in paid if payment.amount is not None and not self._is_misprint(payment)]
        paying = self.state.tie(
            payee,
            "JOINED",
            self._project(self.sheet.year),
            place=places[0],
            role="payee",
            occasion=year,
            amount=str(sum(sums)) if sums else "",
            fiscal_year=year,
        )
        ((statement, cited),) = paying.stated
        citations = (
            Citation(cited.document, payment.purpose[:MAX_QUOTE], place)
            for place, payment in zip(places, paid, strict=True)
        )
        yield Facts(payee, tuple((statement, citation) for citation in citations))

    def _is_misprint(self, payment: Payment) -> bool:
        found = self.sheet.is_misprint(payment)
        if found:
            reason = (
                "予算に比べて大きすぎます（円と百万円の取り違えとみて金額を載せません）。元の値を確かめてください。"
            )
            self._refuse(f"支出先 {payment.place}", f"{payment.amount}円", reason)
        return found


def _national_number(name: str) -> str:
    body = NATIONAL_BODIES.get(name)
    return body.houjin_bangou if body else ""


def _shared(units: tuple[Unit, ...]) -> Unit:
    """What the paths of several units have in common at their beginning."""
    shared: list[str] = []
    for parts in zip(*units, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return tuple(shared)

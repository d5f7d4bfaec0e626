"""企業の支援サービス一覧 (VS COVID-19, #民間支援情報ナビ): who offered what help in the spring of 2020.

One sheet filled in by hand. A service is known by its name, so that one service of several providers is one solution;
a provider by its name, two forms of which the sheet uses for four of them. Six providers are public offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from graph.cleaning import clean_property
from graph.facts import Record
from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import DESCRIPTION, HOUJIN_BANGOU, NAME, URL
from graph.values.names import OrganizationName
from graph.values.text import clean, fold
from ingest.addresses import Localities, Locality, prefecture_record
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.organizations import organization
from ingest.prefectures import PREFECTURES
from ingest.stating import Stating

DATASET: Final = "vscovid19"
ORIGIN: Final = "https://github.com/codeforjapan/vs-covid19"
LICENCE: Final = "CC0"
FILE: Final = "vscovid19-data2.csv"
_PROVIDER: Final = Property("provider", "企業名等", "Provider")
_FIELDS: Final = Property("fields", "対象分野", "Fields")
_TROUBLES: Final = Property("troubles", "お困りごと（事業者）", "Troubles of businesses")
_PERSONAL_TROUBLES: Final = Property("personal", "お困りごと（個人）", "Troubles of people")
_AREAS: Final = Property("areas", "都道府県", "Prefectures")
_START: Final = Property("start", "開始日", "Start", ValueType.DATE)
_PERIOD: Final = Property("period", "期間", "Period")
COLUMNS: Final = {
    "法人番号": HOUJIN_BANGOU,
    "サービスの名称（最大40文字）": NAME,
    "サービスの対象分野": _FIELDS,
    "都道府県（全国サービスの場合はチェックなし）": _AREAS,
    "サービス概要（最大200文字）": DESCRIPTION,
    "開始日": _START,
    "サービス期間に関して自由に記入してください。（最大２０文字）": _PERIOD,
    "詳細情報URL": URL,
    "企業名等": _PROVIDER,
    "［事業者向けサービス］「お困りごと」": _TROUBLES,
    "［個人向けサービス］お困りごと": _PERSONAL_TROUBLES,
}
FILES: Final = (CsvFile(FILE, "企業等による支援一覧（VS COVID-19）", ORIGIN, COLUMNS, ignored=frozenset({"空欄"})),)

_BETWEEN: Final = re.compile(r"[,，]")
_BETWEEN_ADDRESSES: Final = re.compile(r"\s+(?=https?://)")
_MAIL: Final = re.compile(r"[<＜]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>＞]?", re.ASCII)
_WITHOUT_MAIL: Final = "（メールアドレスは省略）"
_NO_TOPIC: Final = "その他"
# SOURCE.md: these stand in two forms each.
_SAME_PROVIDER: Final[Mapping[str, str]] = {
    "アクシオ": "株式会社アクシオ",
    "シスコシステムズ": "シスコシステムズ合同会社",
    "レノボ・ジャパン": "レノボ・ジャパン合同会社",
    "BT Japan": "BTジャパン株式会社",
}
_TOKUSHIMA: Final = "徳島県"


@dataclass(frozen=True, slots=True)
class _Office:
    """A public office among the providers; the municipality itself where it has no name of its own."""

    municipality: Locality
    name: str = ""
    kind: str = "Municipality"


_OFFICES: Final[Mapping[str, _Office]] = {
    "岡崎市（岡崎ビジネスサポートセンターOKa－Biz）": _Office(
        Locality("愛知県", "岡崎市"), "岡崎ビジネスサポートセンターOKa－Biz", "Department"
    ),
    "三好市 三好市サテライトオフィス": _Office(Locality(_TOKUSHIMA, "三好市")),
    "美馬市 美馬市サテライトオフィス体験施設「創～so～」": _Office(Locality(_TOKUSHIMA, "美馬市")),
    "つるぎ町 総務省お試しサテライトオフィス": _Office(Locality(_TOKUSHIMA, "つるぎ町")),
    "東みよし町 総務省お試しサテライトオフィス": _Office(Locality(_TOKUSHIMA, "東みよし町")),
    "徳島県西部総合県民局 にし阿波サテライトオフィスコンシェルジュ": _Office(
        Locality(_TOKUSHIMA, _TOKUSHIMA), "徳島県西部総合県民局", "Agency"
    ),
}
# A provider whose name tells no form is a company, as the column says.
_NO_COMPANY: Final = re.compile("法人|財団|協会|推進センター")


class VsCovid19(CsvFolder):
    """The folder with the sheet. It names itself incomplete, so that absence from a newer one ends nothing."""

    dataset = DATASET
    version = "vscovid19-1"
    publisher = "Code for Japan"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        del folder
        return FILES

    def mapper(self, journal: Journal) -> RowMapper:
        return _Services(journal)


class _Services(RowMapper):
    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._services: set[str] = set()
        self._offers: set[tuple[str, str]] = set()
        self._issue_names: dict[str, str] = {}
        self._localities = Localities()

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        del file
        name, place = check.value(NAME), check.row.place
        if not name:
            if not check.faults:
                check.refuse("サービスの名称がありません。名称を入れてください。", NAME)
            return
        solution = stating.record(f"解決策:{name}")
        is_new = solution.key not in self._services
        self._services.add(solution.key)
        description = self._description(check) if is_new else ""
        yield stating.entity(
            solution, "Solution", place=place, name=name, description=description, url=_addresses(check)
        )
        since = self._start(check)
        for provider, facts in self._providers(check, stating):
            yield from facts
            if (provider.key, solution.key) not in self._offers:
                self._offers.add((provider.key, solution.key))
                yield stating.tie(provider, "OFFERS", solution, place=place, since=since)
        yield from self._issues(solution, check, stating)
        for area in _parts(check.text(_AREAS)):
            if area in PREFECTURES:
                yield from self._localities.prefecture(stating, area, place=place)
                yield stating.tie(solution, "COVERS", prefecture_record(stating, area), place=place)
            else:
                check.refuse(f"「{area}」という都道府県はありません。名前を確かめてください。", _AREAS)

    def _description(self, check: RowCheck) -> str:
        text, found = _MAIL.subn(_WITHOUT_MAIL, check.text(DESCRIPTION))
        if found:
            self._journal.dropped["メールアドレス"] += found
        return text

    def _start(self, check: RowCheck) -> str:
        """The day from which a service was offered; empty where the cell holds words (新型コロナ以前より開始)."""
        written = check.text(_START)
        if written and not re.search(r"\d", written):
            self._journal.dropped["開始日（日付でない語）"] += 1
            return ""
        return check.value(_START)

    def _providers(self, check: RowCheck, stating: Stating) -> Iterator[tuple[Record, list[Facts]]]:
        """The providers that a cell names, each with its facts."""
        written, place = check.text(_PROVIDER), check.row.place
        number = check.value(HOUJIN_BANGOU)
        if not written or written == check.text(_PERIOD):
            check.refuse("企業名がないか、列がずれて期間が入っています。企業名を入れてください。", _PROVIDER)
            return
        office = _OFFICES.get(written)
        if office is not None:
            yield self._office(office, stating, place=place)
            return
        joint = [part for part in map(clean, written.split("/")) if part]
        if not all(OrganizationName(part).legal_form for part in joint):
            joint = [written]
        for name in joint:
            known = _SAME_PROVIDER.get(name, name)
            own = number if len(joint) == 1 else ""
            kind = organization(known, own).kind
            if kind == "Association" and not own and not _NO_COMPANY.search(known):
                kind = "Company"
            record = stating.record(f"提供者:{known}")
            alias = name if name != known else ""
            yield (
                record,
                [stating.entity(record, kind, place=place, name=known, alias=alias, houjin_bangou=own)],
            )

    def _office(self, office: _Office, stating: Stating, *, place: str) -> tuple[Record, list[Facts]]:
        where = office.municipality
        if where.name in PREFECTURES:
            whole = prefecture_record(stating, where.name)
            facts = [*self._localities.prefecture(stating, where.name, place=place)]
        else:
            whole = self._localities.record(stating, where)
            facts = [*self._localities.facts(stating, where, place=place)]
        if not office.name:
            return whole, facts
        record = stating.record(f"提供者:{office.name}")
        facts.append(stating.entity(record, office.kind, place=place, name=office.name))
        facts.append(stating.tie(record, "PART_OF", whole, place=place))
        return record, facts

    def _issues(self, solution: Record, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        place = check.row.place
        troubles = (*_parts(check.text(_TROUBLES)), *_parts(check.text(_PERSONAL_TROUBLES)))
        for nature, names in (("topic", _parts(check.text(_FIELDS))), ("problem", troubles)):
            for name in names:
                issue = stating.record(f"課題:{nature}:{fold(name)}")
                shown = self._issue_names.setdefault(issue.key, name)
                alias = name if name != shown else ""
                yield stating.entity(issue, "Issue", place=place, name=shown, alias=alias, nature=nature)
                yield stating.tie(solution, "ADDRESSES", issue, place=place)


def _addresses(check: RowCheck) -> list[str]:
    """The web addresses of a cell, parted by spaces; one with a space within is refused."""
    written = _BETWEEN_ADDRESSES.split(check.text(URL))
    made = [check.attempt(URL, partial(clean_property, URL, each)) for each in written if each]
    return [address for address in made if address]


def _parts(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several; 医療、福祉 is one of them."""
    return tuple(part for part in map(clean, _BETWEEN.split(text)) if part and part != _NO_TOPIC)

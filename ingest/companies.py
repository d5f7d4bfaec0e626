"""企業: companies that report to EDINET, and every legal person of 鯖江市 (code4fukui/EDINET, code4fukui/gBizINFO).

Both lists carry the 法人番号, so that a company in both is one. The list of industries names its companies only: it is
joined within 鯖江市 where the name is borne by one. Patents and trademarks are counted and left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graph.facts import Record
from graph.ontology.declaration import Property
from graph.ontology.kinds import ADDRESS, ALIAS, HOUJIN_BANGOU, KANA, NAME
from graph.values.names import OrganizationName
from graph.values.text import fold
from ingest.addresses import Localities, level_of, locality_of
from ingest.csv_folder import CsvFile, CsvFolder, RowMapper
from ingest.extract import Facts, Journal
from ingest.mapping import RowCheck
from ingest.organizations import organization
from ingest.stating import Stating

DATASET: Final = "companies"
EDINET: Final = "https://github.com/code4fukui/EDINET"
GBIZINFO: Final = "https://github.com/code4fukui/gBizINFO"
LICENCE: Final = "MIT（元データ: 国税庁法人番号公表サイト・gBizINFO・EDINET）"
SABAE: Final = "sabae-18207"
EDINET_FILE: Final = "basic3info.csv"
_REGISTER_FILE: Final = f"{SABAE}/company.csv"
_INDUSTRY_FILE: Final = f"{SABAE}/industrycode.csv"
_TYPE: Final = Property("type", "法人種別", "Type of legal person")
_INDUSTRIES: Final = Property("industries", "業種", "Industries")
_ROSTERS: Final = (("LOCATED_IN", "subjects"),)
FILES: Final = (
    CsvFile(
        _REGISTER_FILE,
        "鯖江市の法人一覧（gBizINFO）",
        GBIZINFO,
        {
            "corporateID": HOUJIN_BANGOU,
            "corporateType": _TYPE,
            "corporateName": NAME,
            "corporateKana": KANA,
            "location": ADDRESS,
        },
        _ROSTERS,
    ),
    CsvFile(
        _INDUSTRY_FILE,
        "鯖江市の法人の業種（gBizINFO）",
        GBIZINFO,
        {"company": NAME, "business_items": _INDUSTRIES},
    ),
    # What a patent or trademark protects is no tie between two.
    CsvFile(f"{SABAE}/patent.csv", "鯖江市の法人の特許（gBizINFO）", GBIZINFO, {}, left_out="特許"),
    CsvFile(f"{SABAE}/trademark.csv", "鯖江市の法人の商標（gBizINFO）", GBIZINFO, {}, left_out="商標"),
    CsvFile(
        EDINET_FILE,
        "EDINET提出会社の基本3情報",
        EDINET,
        {"法人番号": HOUJIN_BANGOU, "法人名": NAME, "法人名ふりがな": KANA, "法人名英語": ALIAS, "本店所在地": ADDRESS},
        _ROSTERS,
    ),
)
# The end of corporateType (国税庁 法人種別).
_LOCAL_GOVERNMENT: Final = "201"
_KIND_OF_TYPE: Final = {
    "101": "Agency",
    _LOCAL_GOVERNMENT: "PublicBody",
    **dict.fromkeys(("301", "302", "303", "304", "305", "401"), "Company"),
    **dict.fromkeys(("399", "499"), "Association"),
}


class Companies(CsvFolder):
    """The folder with EDINET's list and the subfolder of 鯖江市."""

    dataset = DATASET
    version = "companies-1"
    publisher = "code4fukui"
    licence = LICENCE

    @classmethod
    def files(cls, folder: Path) -> tuple[CsvFile, ...]:
        del folder
        return FILES

    def mapper(self, journal: Journal) -> RowMapper:
        del journal
        return _Companies()


class _Companies(RowMapper):
    def __init__(self) -> None:
        self._numbers: dict[str, set[str]] = defaultdict(set)  # by file
        self._by_name: dict[str, list[tuple[Record, str]]] = defaultdict(list)  # of 鯖江市, with their kinds
        self._localities = Localities()

    def facts(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        if file.name == _INDUSTRY_FILE:
            yield from self._industries(check, stating)
        else:
            yield from self._company(file, check, stating)

    def _company(self, file: CsvFile, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        number, name, kana, english = (check.value(prop) for prop in (HOUJIN_BANGOU, NAME, KANA, ALIAS))
        written = check.text(_TYPE)
        kind = _KIND_OF_TYPE.get(written[-3:], "") if file.name == _REGISTER_FILE else "Company"
        if not kind:
            check.refuse("知らない法人種別です。元のファイルの値を確かめてください。", _TYPE)
        for prop, value in ((HOUJIN_BANGOU, number), (NAME, name)):
            if not value and not check.faults:
                check.refuse(f"「{prop.label_ja}」がありません。値を入れてください。", prop)
        if number in self._numbers[file.name]:
            check.refuse("同じ法人番号の行が前にもあります。どちらかの行を消してください。", HOUJIN_BANGOU)
        if check.faults:
            return
        self._numbers[file.name].add(number)
        lgcode = organization(name, number).lgcode if kind == "PublicBody" else ""
        kind = "Municipality" if lgcode else kind
        record = stating.record(lgcode or number)
        place, address = check.row.place, check.value(ADDRESS)
        yield stating.entity(
            record,
            kind,
            place=place,
            name=name,
            alias=english,
            kana=fold(kana),
            houjin_bangou=number,
            address=address,
            **({"lgcode": lgcode, "level": level_of(name)} if lgcode else {}),
        )
        if file.name == _REGISTER_FILE:
            self._by_name[OrganizationName(name).full_key].append((record, kind))
        locality = locality_of(address)
        if locality is None:
            check.refuse("住所から市区町村が読み取れません。都道府県名から書いてください。", ADDRESS)
        elif lgcode and locality.name == name:
            self._localities.know(locality, record)
        else:
            yield from self._localities.facts(stating, locality, place=place)
            yield stating.tie(record, "LOCATED_IN", self._localities.record(stating, locality), place=place)

    def _industries(self, check: RowCheck, stating: Stating) -> Iterator[Facts]:
        """The industries of a company; the list names most companies without any."""
        industries = [text for text in check.text(_INDUSTRIES).split(",") if text]
        if not industries:
            return
        bearers = self._by_name.get(OrganizationName(check.text(NAME)).full_key, [])
        if len(bearers) != 1:
            check.refuse(
                f"この名前の法人が{len(bearers)}件あり、どれの業種か分かりません。法人番号で結べる一覧を使ってください。",
                NAME,
            )
            return
        record, kind = bearers[0]
        yield stating.entity(record, kind, place=check.row.place, industry=industries)

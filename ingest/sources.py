"""The register of sources: what `enishi ingest --list` shows and how each is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from graph.errors import UsageError
from ingest import (
    companies,
    digital_agency,
    government_bodies,
    ictadvisors,
    judgit,
    kiryu,
    municipalities,
    procurement,
    sangiin,
    sangiin_columns,
    takamatsu,
    vscovid19,
)
from ingest.columns import sheet_columns
from ingest.companies import Companies
from ingest.csv_folder import columns_of
from ingest.digital_agency import DigitalAgency
from ingest.extract import Extract
from ingest.government_bodies import GovernmentBodies
from ingest.ictadvisors import Advisors
from ingest.judgit import Judgit
from ingest.kiryu import Kiryu
from ingest.municipalities import Municipalities
from ingest.procurement import Procurement
from ingest.sample import sample_folder
from ingest.sangiin import Sangiin
from ingest.takamatsu import Takamatsu
from ingest.vscovid19 import VsCovid19
from ingest.workbook import Workbook

SAMPLE: Final = "sample"


@dataclass(frozen=True, slots=True)
class Source:
    """One source: `columns` are those read, by sheet or file; `opener` takes the path, None where none is needed.

    `version` is that of its mapper, known before anything is opened.
    """

    name: str
    label_ja: str
    description_ja: str
    licence: str
    origin: str
    needs_path: bool
    version: str
    columns: Callable[[], Mapping[str, tuple[str, ...]]]
    opener: Callable[[Path | None], Extract]

    def open(self, path: Path | None) -> Extract:
        """The extract at a path.

        Raises UsageError when a path is missing or too much, SourceRefused when the files can't be used.
        """
        if self.needs_path and path is None:
            raise UsageError(f"「{self.name}」には取り込むフォルダの指定が必要です。", field="path")
        if not self.needs_path and path is not None:
            raise UsageError(f"「{self.name}」は同梱されているため、フォルダの指定は要りません。", field="path")
        return self.opener(path)

    def folder(self, path: Path | None) -> Path | None:
        """Where the files lie: at the path, or in this installation; None where a path is missing or too much."""
        if self.needs_path:
            return path
        return sample_folder() if path is None else None

    def to_row(self) -> dict[str, Any]:
        """The JSON form of a line of `enishi ingest --list`."""
        return {
            "name": self.name,
            "label": self.label_ja,
            "description": self.description_ja,
            "licence": self.licence,
            "origin": self.origin,
            "needs_path": self.needs_path,
            "columns": {sheet: list(columns) for sheet, columns in self.columns().items()},
        }


def _open_workbook(path: Path | None) -> Extract:
    return Workbook.open(path or Path())


def _open_municipalities(path: Path | None) -> Extract:
    return Municipalities.open(path or Path())


def _open_sample(_: Path | None) -> Extract:
    return Workbook.open(sample_folder(), dataset=SAMPLE)


def _at(opener: Callable[[Path], Extract]) -> Callable[[Path | None], Extract]:
    return lambda path: opener(path or Path())


def _municipality_columns() -> Mapping[str, tuple[str, ...]]:
    return {file: tuple(columns) for file, columns in municipalities.COLUMNS.items()}


_ALL: Final = (
    Source(
        SAMPLE,
        "見本",
        "官民連携の記事5本から作った見本のつながりです。",
        "各記事の事実のみ（文章は収録していません）",
        "同梱",
        needs_path=False,
        version=Workbook.version,
        columns=sheet_columns,
        opener=_open_sample,
    ),
    Source(
        "workbook",
        "ひな形のシート",
        "種類ごとのシート、つながり、出典のCSVを入れたフォルダです。",
        "シートの出典による",
        "利用者が作成",
        needs_path=True,
        version=Workbook.version,
        columns=sheet_columns,
        opener=_open_workbook,
    ),
    Source(
        municipalities.DATASET,
        "全国市区町村・都道府県一覧",
        "都道府県・市区町村・行政区の名称、かな、団体コード、位置です。",
        municipalities.LICENCE,
        municipalities.ORIGIN,
        needs_path=True,
        version=Municipalities.version,
        columns=_municipality_columns,
        opener=_open_municipalities,
    ),
    Source(
        government_bodies.DATASET,
        "国の機関・地方公共団体の法人番号",
        "府省庁、裁判所、自治体、一部事務組合、財産区などの名称、かな、法人番号、住所です。",
        government_bodies.LICENCE,
        government_bodies.ORIGIN,
        needs_path=True,
        version=GovernmentBodies.version,
        columns=partial(columns_of, government_bodies.FILES),
        opener=_at(GovernmentBodies.open),
    ),
    Source(
        sangiin.DATASET,
        "参議院",
        "議員（会派、選挙区、任期、委員会）、質問主意書、議案と付託された委員会です。",
        sangiin.LICENCE,
        sangiin_columns.ORIGIN,
        needs_path=True,
        version=Sangiin.version,
        columns=partial(columns_of, sangiin_columns.FILES),
        opener=_at(Sangiin.open),
    ),
    Source(
        kiryu.DATASET,
        "群馬県桐生市議会",
        "議員、会議、一般質問、議案と賛否、会議録から読み取った答弁者（部長など）です。",
        kiryu.LICENCE,
        kiryu.ORIGIN,
        needs_path=True,
        version=Kiryu.version,
        columns=lambda: kiryu.COLUMNS,
        opener=_at(Kiryu.open),
    ),
    Source(
        companies.DATASET,
        "企業（EDINET提出会社、鯖江市の法人）",
        "上場企業などと鯖江市の法人の名称、かな、法人番号、住所、業種です。",
        companies.LICENCE,
        f"{companies.EDINET} {companies.GBIZINFO}",
        needs_path=True,
        version=Companies.version,
        columns=partial(columns_of, companies.FILES),
        opener=_at(Companies.open),
    ),
    Source(
        procurement.DATASET,
        "国の調達実績",
        "府省と受注者の契約です。契約日、件名、金額があります。受注者は法人番号だけで名前がありません。",
        procurement.LICENCE,
        procurement.ORIGIN,
        needs_path=True,
        version=Procurement.version,
        columns=partial(columns_of, procurement.FILES),
        opener=_at(Procurement.open),
    ),
    Source(
        vscovid19.DATASET,
        "企業の支援サービス一覧（VS COVID-19）",
        "2020年春に企業などが提供した支援サービス、その分野とお困りごとです。",
        vscovid19.LICENCE,
        vscovid19.ORIGIN,
        needs_path=True,
        version=VsCovid19.version,
        columns=partial(columns_of, vscovid19.FILES),
        opener=_at(VsCovid19.open),
    ),
    Source(
        judgit.DATASET,
        "行政事業レビューシート（JUDGIT!）",
        "総務省・デジタル庁・内閣府の事業と担当部署、作成責任者、支出先と金額です。",
        judgit.LICENCE,
        judgit.ORIGIN,
        needs_path=True,
        version=Judgit.version,
        columns=lambda: judgit.COLUMNS,
        opener=_at(Judgit.open),
    ),
    Source(
        ictadvisors.DATASET,
        "地域情報化アドバイザー",
        "総務省の地域情報化アドバイザーの所属・役職、専門分野、活動拠点です。",
        ictadvisors.LICENCE,
        ictadvisors.ORIGIN,
        needs_path=True,
        version=Advisors.version,
        columns=lambda: ictadvisors.COLUMNS,
        opener=_at(Advisors.open),
    ),
    Source(
        takamatsu.DATASET,
        "高松市（協議会会員・組織・イベント）",
        "スマートシティたかまつ推進協議会の会員、市の組織、イベントです。",
        takamatsu.LICENCE,
        takamatsu.ORIGIN,
        needs_path=True,
        version=Takamatsu.version,
        columns=lambda: takamatsu.COLUMNS,
        opener=_at(Takamatsu.open),
    ),
    Source(
        digital_agency.DATASET,
        "デジタル庁の組織・人事",
        "2021年9月のデジタル庁の組織、幹部、人事異動の前後の役職です。",
        digital_agency.LICENCE,
        digital_agency.ORIGIN,
        needs_path=True,
        version=DigitalAgency.version,
        columns=lambda: digital_agency.COLUMNS,
        opener=_at(DigitalAgency.open),
    ),
)
SOURCES: Final[Mapping[str, Source]] = MappingProxyType({source.name: source for source in _ALL})


def source_named(name: str) -> Source:
    """The source of this name. Raises UsageError that lists all names."""
    source = SOURCES.get(name)
    if source is None:
        raise UsageError(
            f"「{name}」という取り込み元はありません。{'・'.join(SOURCES)}のどれかを指定してください。", field="source"
        )
    return source

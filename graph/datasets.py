"""Data sets by name: how people call them, and the command that loads them.

`graph` knows no mappers, but pages and answers must name where facts come from; the labels stand here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORKBOOK: Final = "workbook"
_OF_A_FOLDER: Final = f"{WORKBOOK}-"  # a folder of sheets is a data set of its own, named after the folder

DATASET_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sample": "見本",
        "municipalities": "全国市区町村・都道府県一覧",
        "government-bodies": "国の機関・地方公共団体の法人番号",
        "sangiin": "参議院",
        "kiryu": "群馬県桐生市議会",
        "companies": "企業（EDINET提出会社、鯖江市の法人）",
        "procurement": "国の調達実績",
        "judgit": "行政事業レビューシート（JUDGIT!）",
        "vscovid19": "企業の支援サービス一覧（VS COVID-19）",
        "ictadvisors": "地域情報化アドバイザー",
        "takamatsu": "高松市（協議会会員・組織・イベント）",
        "digital-agency": "デジタル庁の組織・人事",
    }
)
"""Japanese labels of the data sets that have a source of their own, in the order in which lists show them."""

_PLACE: Final = {dataset: place for place, dataset in enumerate(DATASET_LABELS)}


def dataset_label(dataset: str) -> str:
    """How people call a data set: its label, 「合成」のシート for a folder of sheets, else its own name."""
    if dataset.startswith(_OF_A_FOLDER):
        return f"「{dataset.removeprefix(_OF_A_FOLDER)}」のシート"
    return DATASET_LABELS.get(dataset, dataset)


def dataset_order(dataset: str) -> tuple[int, str]:
    """Sort key for lists: what users brought themselves first, then the known ones in their order."""
    return _PLACE.get(dataset, -1), dataset


def load_command(dataset: str) -> str:
    """The command that loads a data set; empty where no single command does."""
    if dataset == "sample":
        return f"enishi ingest {dataset}"
    source = WORKBOOK if dataset.startswith(_OF_A_FOLDER) else dataset
    return f"enishi ingest {source} フォルダの場所" if source in (*DATASET_LABELS, WORKBOOK) else ""

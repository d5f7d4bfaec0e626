"""The events of 高松市: what, when, where, and which desk of the city is asked about it.

Most days are written without a year (10月1日（水）～12月27日（土）) and stay so: no year is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from graph.errors import InvalidRecord, InvalidValue
from graph.facts import Record
from graph.values.codes import Url
from graph.values.dates import PartialDate
from graph.values.text import clean, fold
from ingest.extract import Facts
from ingest.organizations import organization
from ingest.stating import Stating
from ingest.tables import Row

_CITY: Final = "高松市"
_DAY: Final = re.compile(
    r"(?:(?P<era>令和)(?P<year>\d{1,2})年\s*)?(?P<month>\d{1,2})月\s*(?P<day>\d{1,2})日"
    r"|(?<=[日)、・])[・、]?(?P<next>\d{1,2})日"
)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PARTED: Final = re.compile(r"(?P<outer>[^(]+)\((?P<inner>[^)]+)\)")
_ADDRESS: Final = re.compile(r"https?://[!-~]+")
_NOTHING: Final = frozenset({"", "-"})
_CITY_DESK: Final = re.compile(r".+(?:センター|館|事務所|コーナー)")
# The desks that the lists name, and their paths in the chart of 2024 (a test holds them to it).
_PATHS: Final = """
教育局/生涯学習課/生涯学習センター 教育局/生涯学習課 教育局/中央図書館
健康福祉局/こども未来部/こども未来館 健康福祉局/福祉事務所/子育て支援課 健康福祉局/福祉事務所/こども家庭課
健康福祉局/福祉事務所/長寿福祉課 健康福祉局/保健所/生活衛生課
市民局/人権・男女共同参画推進課 市民局/地域協働部/協働コミュニティ推進課
政策局/広聴広報・シティプロモーション課 総務局/危機管理課 総務局/総務課/公文書館
環境局/ゼロカーボンシティ推進課 環境局/南部クリーンセンター
創造都市推進局/文化・観光・スポーツ部/スポーツ振興課 創造都市推進局/文化・観光・スポーツ部/文化財課
創造都市推進局/文化・観光・スポーツ部/文化財課/歴史資料館 創造都市推進局/文化・観光・スポーツ部/文化財課/菊池寛記念館
創造都市推進局/文化・観光・スポーツ部/文化財課/埋蔵文化財センター 創造都市推進局/文化・観光・スポーツ部/美術館
創造都市推進局/文化・観光・スポーツ部/美術館美術課/塩江美術館
"""
DESKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {path.rpartition("/")[2]: tuple(path.split("/")) for path in _PATHS.split()}
)
_SPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {"生涯学習センターまなびCAN": "生涯学習センター", "中央図書館事務所": "中央図書館"}
)


def days_of(cell: str) -> tuple[str, str]:
    """First and last day of a cell as canonical dates; empty where it tells none: ～10月31日 has a last day only."""
    if _ISO.fullmatch(cell):
        return PartialDate.parse(cell).text, ""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
    days: list[str] = []
    month = 0
    for found in _DAY.finditer(text):
        month = int(found["month"]) if found["month"] else month
        day = int(found["day"] or found["next"])
        if not month:
            continue
        year = f"令和{found['year']}年" if found["year"] else ""
        days.append(PartialDate.parse(f"{year}{month}月{day}日").text)
    if not days:
        return "", ""
    if text.startswith(("~", "〜")):
        return "", days[0]
    return days[0], days[-1] if days[-1] != days[0] else ""


def event_facts(state: Stating, row: Row) -> Iterator[Facts]:
    """One event with its place, who holds it and the desk in charge."""
    place = row.place
    name, when, where = (clean(row.cells.get(title, "")) for title in ("行事名", "開催日", "場所名称"))
    if not name:
        raise InvalidRecord("行事名がありません。元の行を確かめてください。")
    since, until = days_of(row.cells.get("開催日", ""))
    told = [clean(row.cells.get("説明", ""))]
    if when not in (since, *_NOTHING):
        told.append(f"開催日：{when}")
    event = state.record(f"行事/{when}/{name}/{where}")
    yield state.entity(
        event,
        "Event",
        place=place,
        name=name,
        since=since,
        until=until,
        audience=clean(row.cells.get("対象", "")),
        description=" ".join(part for part in told if part not in _NOTHING),
        url=_addresses(row.cells.get("URL", "")),
    )
    if where not in _NOTHING:
        venue = state.record(f"会場/{fold(where)}")
        yield state.entity(venue, "Place", place=place, name=unicodedata.normalize("NFKC", where))
        yield state.tie(event, "HELD_AT", venue, place=place)
    contact = row.cells.get("問い合わせ先（市の担当課）", "")
    for role, words in _contacts(contact):
        body, facts = _body(state, words, place)
        yield from facts
        yield state.tie(body, "TOOK_PART", event, place=place, role=role)


def _addresses(cell: str) -> list[str]:
    found: list[str] = []
    for address in _ADDRESS.findall(cell):
        try:
            found.append(Url.parse(address).text)
        except InvalidValue:  # a broken link is no reason to leave out the event
            continue
    return found


def _contacts(cell: str) -> Iterator[tuple[str, str]]:
    """Who holds an event and which desk is in charge: X（課） names both, a desk alone is both."""
    text = unicodedata.normalize("NFKC", clean(cell))
    parted = _PARTED.fullmatch(text)
    if parted:
        yield "organizer", clean(parted["outer"])
        yield "secretariat", clean(parted["inner"])
    elif text not in _NOTHING:
        yield "organizer", text.split(" ")[0]


def _body(state: Stating, name: str, place: str) -> tuple[Record, list[Facts]]:
    """A desk of the city, or another body."""
    short = name.removeprefix(_CITY)
    path = DESKS.get(_SPELLINGS.get(short, short))
    if path is not None or _CITY_DESK.fullmatch(name):
        path = path or (short,)
        desk = state.record("/".join((_CITY, *path)))
        above = state.record("/".join((_CITY, *path[:-1])))
        facts = [state.entity(desk, "Department", place=place, name=path[-1], alias=name)]
        if len(path) == 1:
            facts.append(state.tie(desk, "PART_OF", above, place=place))
        return desk, facts
    body = state.record(f"団体/{name}")
    return body, [state.entity(body, organization(name).kind, place=place, name=name)]

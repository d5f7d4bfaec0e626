"""Affiliations written in free words, several in one cell: which organisation, and as what.

`塩尻市企画政策部 参事`, `東京大学大学院工学系研究科・教授`, `株式会社jig.jp 創業者＆取締役会長`, a title on the line
below the organisation, `元佐賀県庁 最高情報統括監（CIO）`. Lines that name none (`ITコーディネータ`) give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from graph.values.text import clean
from ingest.addresses import locality_of
from ingest.national_bodies import NATIONAL_BODIES
from ingest.prefectures import PREFECTURES

_LINES: Final = re.compile(r"[\n?]|、(?=元|前|総務省|ＮＰＯ)")
_BULLET: Final = re.compile(r"^(?:[・\-‐－〇、，,]|[０-９0-9]．|[（(](?=[^）)]*$))\s*")
_FORMER: Final = re.compile(r"^(?:元|前)\s*(?![橋田原])")
_TITLE: Final = (
    r"代表|取締役|執行役員|理事|監事|社長|副社長|会長|顧問|CEO|CTO|ＣＥＯ|創業者|主宰|座長|議長|委員|学長|副学長|校長|所長|室長"
    r"|副代表|担当|教授|准教授|講師|助教|特任|客員|名誉|非常勤|研究員|主席|主任|上席|首席|招へい|フェロー|アドバイザー|コンサルタント(?!グループ|代表)|コーディネーター"
    r"|プロデューサー|パートナー|弁護士|館長|センター長|支部|事務局|運営メンバー|会員|Founder|Co-founder|CSO|メンバー|ディレクター|参与|院長"
    r"|エグゼクティブ|シニア|マネージャー|プリンシパル|プロダクト"
)
_AS: Final = rf"(?=\s*・?\s*(?:{_TITLE})|\s|$)"
_FORM: Final = (
    r"(?:株式|有限|合同)会社|[（(](?:株|一社|一財|公財|公社|独|特非)[）)]|㈱|(?:一般|公益)(?:社団|財団)法人|国立研究開発法人|独立行政法人"
    r"|国立大学法人|公立大学法人|(?:特定非営利活動|社会医療|社会保険労務士|学校)法人|(?:NPO|ＮＰＯ)\s?法人|ＮＰＯ"
)
_LATIN: Final = r"[A-Za-z.&'＆]+"
# Words that a space parts within a name: Code for Japan, KDDI ウェブコミュニケーションズ, GIS 支援センター.
_WORD: Final = rf"(?:(?i:code for|npo)\s)?(?:{_LATIN}\s(?!{_TITLE})(?=[A-Zァ-ヶ]|支援))*\S+?"
_UNIVERSITY: Final = r"[^\s・（(]+?(?:大学院大学|大学校?(?!院大学|校))"
_SUFFIX: Final = (
    r"協議会|研究会|連絡会|懇談会|審査会|審議会|学会|協会|連盟|機構|財団|研究所|図書館|小学校|中学校|高等学校|義務教育学校|町村会|フォーラム"
    r"|コンソーシアム|事務所|病院|オフィス|会議所|協同組合|推進室|塾|センター|グループ"
)
_PLAIN_CITY: Final = (
    r"(?!都市|各市|及び|内の市)[^\s市区町村・（(、，]{1,6}(?:市(?!立|町村)|区(?!立))|[^\s市区町村・（(、，県]{1,5}[町村](?!立|会)"
)
_CITY: Final = re.compile(
    rf"(?P<name>町田市|市川市(?!電産)|東村山市|四日市市|廿日市市|武蔵村山市|{_PLAIN_CITY})(?:役所|役場)?"
)
_STATE: Final = re.compile(rf"(?P<name>{'|'.join(sorted(NATIONAL_BODIES, key=len, reverse=True))})(?!推進資格)")
_PREFECTURE: Final = re.compile(rf"(?P<name>{'|'.join(PREFECTURES)})庁?(?!立)")
_BODIES: Final = (
    re.compile(rf"(?P<name>(?:{_FORM})\s*{_UNIVERSITY})"),
    re.compile(rf"(?P<name>(?:{_FORM})\s*{_WORD}){_AS}"),
    re.compile(
        rf"(?P<name>(?:{_LATIN}\s)*(?:[^\s]+\s){{0,2}}?[^\s・（(]\S*?\s?(?:(?:株式|有限|合同)会社|[（(]株[）)]|㈱|\.LLC|Inc\.))"
    ),
    re.compile(rf"(?P<name>{_UNIVERSITY})"),
    re.compile(rf"(?P<name>(?i:code for)\s\S+?){_AS}"),
    re.compile(r"(?P<name>[^\s・]+?[都道府県]町村会)"),
)
_BODY_BY_ENDING: Final = re.compile(
    rf"(?P<name>(?:(?:[A-Z]{{2,}}\s)+\S*?|\S*?[^\s・])(?:{_SUFFIX}|(?<!教育)委員会)(?!長)){_AS}"
)
_NAMED_BY_TITLE: Final = re.compile(rf"(?P<name>[^\s]*[^\s部課局室])(?=\s+(?:{_TITLE}))")
_TITLE_BEFORE: Final = re.compile(rf"(?P<title>(?:{_TITLE})\S*)\s+(?P<rest>\S.*会社)")
# Two affiliations that a line runs together: 代表取締役内閣官房オープンデータ伝道師.
_RUN_TOGETHER: Final = re.compile(
    r"(代表取締役|代表理事|研究員|副主幹|教授)(?=内閣官房|総務省|スマート|情報通信審議会|青森県)"
)
_BROKEN_WORDS: Final = (
    ("兵\n庫", "\n兵庫"),
    ("コミュニ\nティ", "コミュニティ"),
    ("研\n究員", "研究員"),
    ("セ\nンター", "センター"),
)
_SAME_UNIVERSITY: Final = "同大学"
_ENDS_AS_TITLE: Final = re.compile(rf"(?:{_TITLE}|[長員官事役任師幹査監])(?:\s*[（(].*[）)])?$|(?:{_TITLE})$")
_ENDS_AS_UNIT: Final = re.compile(
    r"(?:[部課室局科系域院副]|arg|支社|支店|グループ|講座|研究所|専攻|センター|ラボ|チーム|委員会|部門|機構|工学系\)|（5GMF）)$"
)
_BARE_FORM: Final = re.compile(_FORM)
_ONLY_TITLE: Final = re.compile(rf"(?:{_TITLE})\S*")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """An organisation as written without its title; `title` holds unit and title as written, or is empty.

    `is_municipality`: the name is that of a municipality, prefecture included where it is told.
    """

    organization: str
    title: str = ""
    is_former: bool = False
    is_municipality: bool = False


def affiliations_of(cell: str) -> tuple[list[Affiliation], int]:
    """The affiliations of a cell in the order told, and how many lines name no organisation."""
    found: list[Affiliation] = []
    nameless = 0
    for line in _joined(cell):
        goes_on = bool(found) and _goes_on(found[-1]) and not _FORMER.match(line)
        affiliation = _read(line, only_surely=goes_on)
        if affiliation is not None:
            if affiliation.organization == _SAME_UNIVERSITY and found:
                affiliation = replace(affiliation, organization=found[-1].organization)
            found.append(affiliation)
        elif goes_on:
            found[-1] = replace(found[-1], title=clean(f"{found[-1].title} {line}"))
        else:
            nameless += 1
    return found, nameless


def _joined(cell: str) -> Iterator[str]:
    """The lines without bullets; a legal form alone on its line belongs to the next one."""
    for broken, whole in _BROKEN_WORDS:
        cell = cell.replace(broken, whole)
    form = ""
    for part in _LINES.split(_RUN_TOGETHER.sub("\\1\n", cell)):
        line = _BULLET.sub("", clean(part))
        if line.startswith(("（", "(")) and line.endswith(("）", ")")):
            line = line[1:-1]
        if _BARE_FORM.fullmatch(line):
            form = line
        elif line:
            yield from _apart(form + line)
            form = ""


def _apart(line: str) -> Iterator[str]:
    """A line at each space that parts a title from the next organisation: 理事長 慶應義塾大学教授."""
    begin = 0
    for space in re.finditer(" ", line):
        before, after = line[begin : space.start()], line[space.end() :]
        if _ENDS_AS_TITLE.search(before) and not _ONLY_TITLE.fullmatch(before) and _surely(_FORMER.sub("", after)):
            yield before
            begin = space.end()
    yield line[begin:]


def _goes_on(affiliation: Affiliation) -> bool:
    """Whether the next line may tell the title: none is told yet, or only a unit (…学部, …課)."""
    return not affiliation.title or _ENDS_AS_UNIT.search(affiliation.title) is not None


def _read(line: str, *, only_surely: bool) -> Affiliation | None:
    swapped = _TITLE_BEFORE.fullmatch(line)
    text = f"{swapped['rest']} {swapped['title']}" if swapped else line
    former = _FORMER.match(text)
    text = text[former.end() :] if former else text
    found = _surely(text) or (None if only_surely else _probably(text))
    if found is None:
        return None
    name, length, is_municipality = found
    title = text[length:].strip(" 　・･：:-")
    left = _FORMER.match(title)
    if left:
        title = title[left.end() :]
    if title.startswith(("（", "(")) and title.endswith(("）", ")")) and title.count("（") + title.count("(") == 1:
        title = title[1:-1]
    return Affiliation(clean(name), title, bool(former or left), is_municipality)


def _surely(text: str) -> tuple[str, int, bool] | None:
    """The organisation that a text begins with by its form, the length it takes, and whether it is a municipality."""
    state = _STATE.match(text)
    if state:
        return state["name"], state.end(), False
    for pattern in _BODIES:
        found = pattern.match(text)
        if found:
            return found["name"], found.end(), False
    place = locality_of(text)
    if place is None or _BODY_BY_ENDING.match(text):
        return None
    end = text.index(place.name, len(place.prefecture)) + len(place.name)
    seat = re.match("役所|役場", text[end:])
    return place.prefecture + place.name, end + (seat.end() if seat else 0), True


def _probably(text: str) -> tuple[str, int, bool] | None:
    """As `_surely`, where an ending (…協議会), the name of a city alone or a title behind a space tells it."""
    found = _BODY_BY_ENDING.match(text)
    if found and not _is_office_of_municipality(found["name"]):
        return found["name"], found.end(), False
    place = _PREFECTURE.match(text) or _CITY.match(text)
    if place:
        return place["name"], place.end(), True
    found = _NAMED_BY_TITLE.match(text)
    if found and not _ONLY_TITLE.fullmatch(found["name"]):
        return found["name"], found.end(), False
    return None


def _is_office_of_municipality(name: str) -> bool:
    """Whether a name that a suffix cut off is a unit of a municipality: 横浜市…センター, 加古川市…推進室."""
    head = _CITY.match(name) or _PREFECTURE.match(name)
    return head is not None and name.endswith(("センター", "推進室", "グループ", "事務所", "機構"))

"""What an organisation is, told by its 法人番号 and the legal form in its name; names alone never identify one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.errors import InvalidValue
from graph.values.codes import CorporateNumber, MunicipalityCode
from ingest.prefectures import PREFECTURES

_CONSORTIUM: Final = re.compile(r"共同企業体|共同事業体|コンソーシアム|(?:JV|ＪＶ)$|会社.*[・、].*会社")
_COMPANY: Final = re.compile(
    r"(?:株式|有限|合同|合名|合資|相互)会社|[(（](?:株|有|同|資|名)[)）]|[㈱㈲]|有限公司"
    r"|L\.L\.C|Ｌ．Ｌ．Ｃ|(?i:\b(?:co\.?,? ?ltd|ltd|limited|inc|llc|corporation|corp|gmbh|plc)\b)"
)
_PUBLIC_BODY: Final = re.compile(
    r"独立行政法人|国立研究開発法人|地方公共団体情報システム機構|事務組合|広域連合|企業団|公社|公庫|事業団"
    r"|会計管理者|事業管理者|(?:日本年金|日本司法支援|水資源)(?:機構|センター)"
)
_AGENCY: Final = re.compile(
    r"(?:内閣府|内閣官房|人事院|会計検査院|(?:総務|法務|外務|財務|文部科学|厚生労働|農林水産|経済産業|国土交通|環境|防衛)省)"
    r"|(?:警察|金融|消費者|消防|国税|特許|気象|文化|スポーツ|観光|水産|林野|海上保安|デジタル|復興|こども家庭)庁"
    r"|.*(?:総合通信局|総合通信事務所|地方整備局|農政局|財務局|労働局|経済産業局|運輸局|法務局|北海道開発局|総合事務局|税務署)$"
)
_ASSOCIATION: Final = re.compile(
    r"(?:社団|財団|学校|医療|福祉|宗教|大学|活動)法人|[(（](?:一社|公社|一財|公財|社|財|学|特非)[)）]|NPO|ＮＰＯ|大学|学会|協会"
    r"|連盟|連合会|組合|協議会|研究所|コンソーシアム|共同企業体|委員会"
)
_GROUP: Final = re.compile(r"(?i:code for )|学生団体|有志|研究会|実行委員会|^[^県府都道]*会議$")
_MUNICIPALITY: Final = re.compile(r"\S{1,8}[市区町村]|\S{1,6}(?:市役所|区役所|町役場|村役場)")
# Digits 2 to 7 of a 法人番号: organs of the state, and local public bodies followed by their 団体コード
# (法人番号の指定等に関する省令: 000012, 000020); from xx800 on these are unions of municipalities.
_STATE: Final = "000012"
_LOCAL: Final = "000020"
_FIRST_UNION: Final = "8"
# Digits 6 and 7 of a registered body: 01 to 03 are companies (商業登記規則の会社法人等番号).
_COMPANY_REGISTERS: Final = ("01", "02", "03")


@dataclass(frozen=True, slots=True)
class Organization:
    """The kind of an organisation, and its 法人番号 and 団体コード as far as its number or name gives them."""

    kind: str
    houjin_bangou: str = ""
    lgcode: str = ""


def organization(name: str, number: str = "") -> Organization:
    """What the organisation of this name is; its number, where there is one, decides before the name.

    A name of no known form is an Association (団体), the least that can be said of it. Raises InvalidValue for
    a number that can't be one.
    """
    if not number:
        prefecture = PREFECTURES.get(name)
        if prefecture is not None:
            return Organization("Municipality", lgcode=prefecture.text)
        return Organization(_kind_by_name(name))
    checked = CorporateNumber.parse(number).text
    if checked[1:7] == _STATE:
        return Organization("Agency", checked)
    if checked[1:7] == _LOCAL:
        code = _code_within(checked)
        if code is None or code.five[2] >= _FIRST_UNION:
            return Organization("PublicBody", checked)
        return Organization("Municipality", checked, code.text)
    if checked[5:7] in _COMPANY_REGISTERS and checked[1:5] != "0000":
        return Organization("Company", checked)
    by_name = _kind_by_name(name)
    return Organization("Association" if by_name == "Municipality" else by_name, checked)


def _code_within(number: str) -> MunicipalityCode | None:
    try:
        return MunicipalityCode.parse(number[7:])
    except InvalidValue:  # a body without a code of its own
        return None


def _kind_by_name(name: str) -> str:
    if _CONSORTIUM.search(name):
        return "Association"
    if _COMPANY.search(name):
        return "Company"
    if _PUBLIC_BODY.search(name):
        return "PublicBody"
    if _AGENCY.match(name):
        return "Agency"
    if _GROUP.search(name):
        return "Group"
    if _ASSOCIATION.search(name):
        return "Association"
    if _MUNICIPALITY.fullmatch(name):
        return "Municipality"
    return "Association"

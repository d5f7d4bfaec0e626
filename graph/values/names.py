"""Names of organisations and persons: what is shown, what is compared, under which forms they are found.

>>> OrganizationName("㈱官民連携事業研究所").core, OrganizationName("(一社)まるごとデジタル").legal_form
('官民連携事業研究所', '一般社団法人')
>>> name_keys("municipality", "岡崎市役所")
('岡崎市役所', '岡崎市')
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from graph.errors import InvalidValue
from graph.values.text import clean, fold, is_kana, large_kana

# Legal forms with their abbreviations (国税庁 法人番号公表サイト, 全国銀行協会 法人略語), in NFKC.
_LEGAL_FORMS: tuple[tuple[str, ...], ...] = (
    ("株式会社", "(株)", "株式會社"),
    ("有限会社", "(有)", "有限會社"),
    ("合同会社", "(同)", "(合同)"),
    ("合資会社", "(資)", "(合資)"),
    ("合名会社", "(名)", "(合名)"),
    ("相互会社", "(相)", "(相互)"),
    ("特定目的会社",),
    ("有限責任事業組合",),
    ("一般社団法人", "(一社)", "(一般社団)"),
    ("一般財団法人", "(一財)", "(一般財団)"),
    ("公益社団法人", "(公社)", "(公益社団)"),
    ("公益財団法人", "(公財)", "(公益財団)"),
    ("社団法人", "(社)"),
    ("財団法人", "(財)"),
    ("認定特定非営利活動法人", "認定NPO法人", "(認特非)", "(認定NPO)"),
    ("特定非営利活動法人", "NPO法人", "(特非)", "(NPO)", "(NPO法人)"),
    ("独立行政法人", "(独)", "(独法)", "(独行)"),
    ("地方独立行政法人", "(地独)"),
    ("国立研究開発法人", "(国研)", "(研)"),
    ("国立大学法人", "(大)"),
    ("公立大学法人", "(公大)"),
    ("大学共同利用機関法人",),
    ("学校法人", "(学)"),
    ("医療法人社団", "(医社)"),
    ("医療法人財団", "(医財)"),
    ("社会医療法人", "(社医)"),
    ("医療法人", "(医)"),
    ("社会福祉法人", "(福)", "(社福)"),
    ("宗教法人", "(宗)"),
    ("農事組合法人", "(農)"),
    ("更生保護法人", "(更)"),
    ("職業訓練法人",),
    ("管理組合法人",),
    ("有限責任監査法人",),
    ("監査法人",),
    ("税理士法人", "(税)"),
    ("弁護士法人", "(弁)"),
    ("弁理士法人",),
    ("司法書士法人", "(司)"),
    ("行政書士法人", "(行)"),
    ("社会保険労務士法人", "(社労)"),
    ("投資法人",),
)
# Latin forms stand behind the name, parted from it by a space or a comma.
_LATIN_FORMS = (
    ("Co., Ltd.", r"co(mpany)?\.?\s*,?\s*(ltd|limited)\.?"),
    ("Inc.", r"inc(orporated)?\.?"),
    ("Corp.", r"corp(oration)?\.?"),
    ("LLP", r"l\.?l\.?p\.?"),
    ("LLC", r"l\.?l\.?c\.?"),
    ("K.K.", r"k\.?k\.?"),
    ("Ltd.", r"(ltd|limited)\.?"),
)

_FORM_OF = {written.casefold(): forms[0] for forms in _LEGAL_FORMS for written in forms}
_ANY_FORM = "|".join(re.escape(written) for written in sorted(_FORM_OF, key=len, reverse=True))
_FRONT = re.compile(rf"(?P<form>{_ANY_FORM})\s*(?P<core>.+)", re.IGNORECASE)
_BACK = re.compile(rf"(?P<core>.+?)\s*(?P<form>{_ANY_FORM})", re.IGNORECASE)
_LATIN_BACK = tuple(
    (name, re.compile(rf"(?P<core>.+?)(\s*,\s*|\s+){pattern}", re.IGNORECASE)) for name, pattern in _LATIN_FORMS
)

FormPosition = Literal["front", "back"]
NameGroup = Literal["person", "municipality", "organization", "other"]


def _required(text: str, what: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise InvalidValue(f"{what}が空です。名前を書いてください。")
    return cleaned


def _taken_apart(display: str) -> tuple[str, str | None, FormPosition | None]:
    """(name without legal form, legal form in full, its place)."""
    written = unicodedata.normalize("NFKC", display)
    if front := _FRONT.fullmatch(written):
        return front["core"], _FORM_OF[front["form"].casefold()], "front"
    if back := _BACK.fullmatch(written):
        return back["core"], _FORM_OF[back["form"].casefold()], "back"
    for form, pattern in _LATIN_BACK:
        if latin := pattern.fullmatch(written):
            return latin["core"], form, "back"
    return written, None, None


@dataclass(frozen=True, slots=True)
class OrganizationName:
    """The name of an organisation and the legal form within it.

    `display` is the cleaned writing; `core` the name without its legal form (NFKC); `legal_form` the form in
    full (株式会社 for ㈱) or None; `form_position` where it stands (前株, 後株). Raises InvalidValue if the
    name is empty.
    """

    text: str
    core: str = field(init=False, compare=False)
    legal_form: str | None = field(init=False, compare=False)
    form_position: FormPosition | None = field(init=False, compare=False)

    def __post_init__(self) -> None:
        display = _required(self.text, "組織名")
        core, legal_form, position = _taken_apart(display)
        object.__setattr__(self, "text", display)
        object.__setattr__(self, "core", core)
        object.__setattr__(self, "legal_form", legal_form)
        object.__setattr__(self, "form_position", position)

    @property
    def display(self) -> str:
        return self.text

    @property
    def caption(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """`fold` of the core: equal for 株式会社issues, issues and ㈱ＩＳＳＵＥＳ."""
        return fold(self.core)

    @property
    def full_key(self) -> str:
        """`fold` of the whole name with its form in full: 株式会社issues and issues株式会社 differ."""
        form = self.legal_form or ""
        return fold(form + self.core if self.form_position == "front" else self.core + form)

    def same_form(self, other: OrganizationName) -> bool | None:
        """Whether both bear the same form at the same place; None when one of them tells no form.

        A Latin form (Co., Ltd.) translates several Japanese ones, so against one of these it tells nothing.
        """
        if self.legal_form is None or other.legal_form is None:
            return None
        if self.legal_form.isascii() != other.legal_form.isascii():
            return None
        return (self.legal_form, self.form_position) == (other.legal_form, other.form_position)


_HONORIFIC = re.compile(r"(?P<name>\S.*\S)\s*(?:(?<!会)議員|先生|さん|さま|様|氏|君)")
_WITH_READING = re.compile(r"(?P<name>[^(（]+)[(（](?P<reading>[^)）]+)[)）]")


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person, with its reading where that is known.

    `display` is the cleaned writing without a trailing honorific (氏, さん, 議員 …, behind two or more
    characters); `kana` the reading in kana as written. Raises InvalidValue for an empty name and for a
    reading that is not kana.
    """

    text: str
    kana: str | None = None

    def __post_init__(self) -> None:
        display = _required(self.text, "人名")
        if honoured := _HONORIFIC.fullmatch(display):
            display = honoured["name"]
        object.__setattr__(self, "text", display)
        reading = clean(self.kana) if self.kana else ""
        if reading and not is_kana(reading):
            raise InvalidValue(f"「{display}」のふりがな「{reading}」は、ひらがなかカタカナで書いてください。")
        object.__setattr__(self, "kana", reading or None)

    @classmethod
    def parse(cls, text: str) -> PersonName:
        """A name as lists write it, a reading in brackets behind it: 晝田 浩一郎(ひるた こういちろう)."""
        if (found := _WITH_READING.fullmatch(clean(text))) and is_kana(found["reading"]):
            return cls(found["name"], found["reading"])
        return cls(text)

    @property
    def display(self) -> str:
        return self.text

    @property
    def caption(self) -> str:
        return self.text

    @property
    def key(self) -> str:
        """`fold` of the name: equal for 髙橋 健, 高橋健 and 高橋　健."""
        return fold(self.text)

    @property
    def kana_key(self) -> str | None:
        """`fold` of the reading; a name written in kana is its own reading; None if unknown."""
        if self.kana is not None:
            return fold(self.kana)
        return self.key if is_kana(self.text) else None


# The seat of a municipality stands for it (岡崎市役所 = 岡崎市); its assembly (議会) is another body.
_OFFICES = (
    (re.compile(r"(.+[市区])役所"), re.compile(r".+[市区]"), "役所"),
    (re.compile(r"(.+[町村])役場"), re.compile(r".+[町村]"), "役場"),
    (re.compile(r"(.{2,}[都道府県])庁"), re.compile(r".{2,}[都道府県]"), "庁"),
)


def _municipality_keys(text: str) -> tuple[str, ...]:
    folded = fold(text)
    for office, municipality, suffix in _OFFICES:
        if found := office.fullmatch(folded):
            return folded, found[1]
        if municipality.fullmatch(folded):
            return folded, folded + suffix
    return (folded,)


def _organization_keys(text: str) -> tuple[str, ...]:
    name = OrganizationName(text)
    return (fold(name.text), name.full_key, name.key, large_kana(name.full_key), large_kana(name.key))


def _person_keys(text: str) -> tuple[str, ...]:
    name = PersonName.parse(text)
    return (name.key, name.kana_key or "")


def _all_keys(group: NameGroup | None, text: str) -> tuple[str, ...]:
    match group:
        case "person":
            return _person_keys(text)
        case "municipality":
            return _municipality_keys(text)
        case "organization":
            return _organization_keys(text)
        case "other":
            return (fold(text),)
        case None:
            return (fold(text), *_municipality_keys(text), *_organization_keys(text), *_person_keys(text))


def name_keys(group: NameGroup | None, text: str) -> tuple[str, ...]:
    """Every folded form under which an entity of `group` named `text` is to be found, the fullest first.

    Two writings mean the same name when they share a key. `group` None is for a query whose kind is not
    known: the forms of all groups. Raises InvalidValue when `text` is empty.
    """
    _required(text, "名前")
    return tuple(dict.fromkeys(key for key in _all_keys(group, text) if key))

"""Codes, amounts and addresses that sources identify and measure things by.

>>> MunicipalityCode.parse("01101").six, CorporateNumber.parse("4000012090001").identifier()
('011011', ('houjin-bangou', '4000012090001'))
>>> Yen.parse("1億2,000万円").amount, Yen.parse("1,234千円").caption
(120000000, '123万4,000円')
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from graph.errors import InvalidValue
from graph.values.text import clean, excerpt


def _digits_of(text: str, label: str, spoiled_by_excel: str) -> str:
    """The digits of a code written in any width, spaces and hyphens dropped."""
    if text.isascii() and text.isdigit():
        return text
    written = unicodedata.normalize("NFKC", clean(text))
    digits = re.sub(r"[\s\-‐‑–—−]", "", written)
    if re.fullmatch(r"[0-9.]+[eE]\+[0-9]+", written) or re.fullmatch(r"[0-9]+\.0+", digits):
        raise InvalidValue(f"{label}「{excerpt(text)}」は表計算で崩れています。{spoiled_by_excel}")
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidValue(f"{label}「{excerpt(text)}」に数字以外の文字があります。数字だけで書いてください。")
    return digits


# --- 全国地方公共団体コード ---------------------------------------------------------------------------

_PREFECTURES = 47
_TOKYO = 13
# Designated cities (政令指定都市): their wards carry the numbers up to the next one of these.
_DESIGNATED_CITIES = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip
_CODE_SAVED_AS_TEXT = "列を文字列にしてから、先頭の0を含めて入れ直してください。"


@dataclass(frozen=True, slots=True, order=True)
class MunicipalityCode:
    """A municipality or prefecture by its 全国地方公共団体コード (総務省; JIS X 0401 and 0402).

    `five` is the code without check digit, `six` with it; both keep their leading zero. Raises InvalidValue.
    """

    five: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{5}", self.five):
            raise InvalidValue(f"団体コード「{excerpt(self.five)}」は5桁または6桁の数字で書いてください。")
        if not 1 <= self.prefecture_number <= _PREFECTURES:
            raise InvalidValue(
                f"団体コード「{self.five}」の先頭2桁は都道府県番号（01から{_PREFECTURES}）ではありません。"
                "先頭の0が落ちていないか確かめてください。"
            )

    @classmethod
    def parse(cls, text: str) -> MunicipalityCode:
        """Read five digits, or six with a check digit that must be right."""
        digits = _digits_of(text, "団体コード", _CODE_SAVED_AS_TEXT)
        if len(digits) not in (5, 6):
            raise InvalidValue(
                f"団体コード「{excerpt(text)}」は{len(digits)}桁です。"
                "5桁、または検査数字を含む6桁で、先頭の0を省かずに書いてください。"
            )
        code = cls(digits[:5])
        if len(digits) == 6 and digits != code.six:
            raise InvalidValue(
                f"団体コード「{excerpt(text)}」の検査数字が合いません（正しくは{code.six}）。番号を確かめてください。"
            )
        return code

    @classmethod
    def from_lossy(cls, text: str, *, digits: Literal[5, 6]) -> MunicipalityCode:
        """Read a code of a column known to hold `digits` digits whose leading zero may be lost.

        Only the column tells: 10006 is 010006 (北海道) among six-digit codes, 群馬県 among five-digit ones.
        """
        found = _digits_of(text, "団体コード", _CODE_SAVED_AS_TEXT)
        if len(found) not in (digits - 1, digits):
            raise InvalidValue(f"団体コード「{excerpt(text)}」は{digits}桁の列の値ではありません。")
        return cls.parse(found.zfill(digits))

    @property
    def six(self) -> str:
        """With check digit: (11 − Σ dᵢ·wᵢ mod 11) mod 10, weights 6 to 2 (総務省 コードの設定)."""
        total = sum(int(digit) * weight for digit, weight in zip(self.five, (6, 5, 4, 3, 2), strict=True))
        return f"{self.five}{(11 - total % 11) % 10}"

    @property
    def text(self) -> str:
        return self.six

    @property
    def caption(self) -> str:
        return f"団体コード{self.six}"

    @property
    def prefecture_number(self) -> int:
        """1 (北海道) to 47 (沖縄県)."""
        return int(self.five[:2])

    @property
    def is_prefecture(self) -> bool:
        return self.five.endswith("000")

    @property
    def prefecture(self) -> MunicipalityCode:
        return MunicipalityCode(f"{self.five[:2]}000")

    @property
    def designated_city(self) -> MunicipalityCode | None:
        """The designated city that this code is a ward (行政区) of; None for anything else, 特別区 too."""
        if self.five[2] != "1" or self.prefecture_number == _TOKYO or self.five in _DESIGNATED_CITIES:
            return None
        before = [city for city in _DESIGNATED_CITIES if city[:2] == self.five[:2] and city < self.five]
        return MunicipalityCode(before[-1]) if before else None

    @property
    def is_ward_of_designated_city(self) -> bool:
        return self.designated_city is not None

    def identifier(self) -> tuple[str, str]:
        return ("lgcode", self.six)


# --- 法人番号 -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class CorporateNumber:
    """A legal person by its 法人番号 (国税庁): thirteen digits, of which the first checks the others.

    Raises InvalidValue.
    """

    text: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{13}", self.text):
            raise InvalidValue(f"法人番号「{excerpt(self.text)}」は13桁の数字で書いてください。")
        if self.text[0] != self.check_digit(self.text[1:]):
            raise InvalidValue(f"法人番号「{self.text}」の検査数字が合いません。番号を確かめてください。")

    @classmethod
    def parse(cls, text: str) -> CorporateNumber:
        """Read thirteen digits of any width, with or without hyphens between them."""
        return cls(_digits_of(text, "法人番号", "列を文字列にしてから、13桁で入れ直してください。"))

    @staticmethod
    def check_digit(base: str) -> str:
        """9 − (Σ Pₙ·Qₙ mod 9) over twelve digits from the right, Q alternating 1 and 2.

        Source: 法人番号の指定等に関する省令 第2条.
        """
        total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(base)))
        return str(9 - total % 9)

    @property
    def caption(self) -> str:
        return f"法人番号{self.text}"

    def identifier(self) -> tuple[str, str]:
        return ("houjin-bangou", self.text)


# --- Amounts ------------------------------------------------------------------------------------------

YenUnit = Literal["円", "千円", "万円", "百万円", "億円", "兆円"]
_SIZES = {"千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "億": 10**8, "兆": 10**12}
_CAPTION_UNITS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, ""))
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SIZE = "|".join(sorted(_SIZES, key=len, reverse=True))
_STEP = re.compile(rf"(?P<number>{_NUMBER})(?P<size>{_SIZE})?")
# NFKC has turned ￥ into ¥; in cp932 the yen sign is the backslash.
_AMOUNT = re.compile(rf"(?P<minus>[-−△▲])?[¥\\]?(?P<steps>(?:{_NUMBER}(?:{_SIZE}))*(?:{_NUMBER})?)(?P<yen>円)?-?")
_LONGEST_AMOUNT = 40
_TOO_MUCH = 10**16


@dataclass(frozen=True, slots=True, order=True)
class Yen:
    """An amount in whole yen, negative where a source says so (△, ▲, −); InvalidValue from 1京円 on."""

    amount: int

    def __post_init__(self) -> None:
        if abs(self.amount) >= _TOO_MUCH:
            raise InvalidValue("金額が大きすぎます（1京円以上）。単位を確かめてください。")

    @classmethod
    def parse(cls, text: str, *, unit: YenUnit = "円") -> Yen:
        """Read 1,234千円, 1億2,000万円, 1.5億円, ¥1,234, △500; a bare number counts in `unit`.

        Raises InvalidValue for anything else and for fractions of a yen.
        """
        written = re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)))
        found = _AMOUNT.fullmatch(written) if len(written) <= _LONGEST_AMOUNT else None
        if found is None or not found["steps"]:
            raise InvalidValue(f"金額「{excerpt(text)}」を読めません。1,234千円、1億2,000万円のように書いてください。")
        steps = list(_STEP.finditer(found["steps"]))
        sizes = [_SIZES[step["size"]] if step["size"] else 1 for step in steps]
        if any(larger <= smaller for larger, smaller in pairwise(sizes)):
            raise InvalidValue(f"金額「{excerpt(text)}」の位の順が正しくありません。書き直してください。")
        if sizes == [1] and not found["yen"]:
            sizes = [_SIZES.get(unit.removesuffix("円"), 1)]
        total = sum(
            (Fraction(step["number"].replace(",", "")) * size for step, size in zip(steps, sizes, strict=True)),
            start=Fraction(0),
        )
        if total.denominator != 1:
            raise InvalidValue(f"金額「{excerpt(text)}」に1円未満の端数があります。円の単位で書いてください。")
        return cls(-total.numerator if found["minus"] else total.numerator)

    @property
    def text(self) -> str:
        return str(self.amount)

    @property
    def caption(self) -> str:
        """Exact, in 兆, 億 and 万: 1億2,000万円."""
        rest = abs(self.amount)
        parts: list[str] = []
        for size, name in _CAPTION_UNITS:
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count:,}{name}")
        return f"{'−' if self.amount < 0 else ''}{''.join(parts) or '0'}円"


# --- Addresses ----------------------------------------------------------------------------------------

_LONGEST_URL = 2048
# RFC 3986 has none of these; they end attributes and tags where a careless writer quotes an address.
_NOT_IN_A_URL = frozenset('<>"`\\')


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """A public web address: http or https, with a host, without user and password.

    `text` is NFC, scheme and host in small letters. Raises InvalidValue, so that nothing which a page links
    to can carry a script, a credential or an unseen character.
    """

    text: str

    def __post_init__(self) -> None:
        written = unicodedata.normalize("NFC", self.text.strip(" \t\r\n\u3000"))
        if len(written) > _LONGEST_URL:
            raise InvalidValue(f"URLが長すぎます（{len(written)}文字）。{_LONGEST_URL}文字までです。")
        is_plain = written.isascii() and written.isprintable() and " " not in written
        is_seen = is_plain or all(unicodedata.category(character)[0] not in "CZ" for character in written)
        if not is_seen or not _NOT_IN_A_URL.isdisjoint(written):
            raise InvalidValue(
                f"URL「{excerpt(written)}」に空白、見えない文字か使えない記号があります。取り除いてください。"
            )
        split = self._split(written)
        rest = split._replace(scheme=split.scheme.lower(), netloc=split.netloc.lower())
        object.__setattr__(self, "text", rest.geturl())

    @staticmethod
    def _split(written: str) -> SplitResult:
        try:
            split = urlsplit(written)
            host, _ = split.hostname, split.port
        except ValueError as refusal:
            raise InvalidValue(f"URL「{excerpt(written)}」の形が正しくありません。") from refusal
        if split.scheme.lower() not in ("http", "https") or not host:
            raise InvalidValue(f"URL「{excerpt(written)}」は http:// か https:// で始まるものにしてください。")
        if "@" in split.netloc:
            raise InvalidValue("URLに利用者名やパスワードが含まれています。取り除いてください。")
        return split

    @classmethod
    def parse(cls, text: str) -> Url:
        return cls(text)

    @property
    def host(self) -> str:
        return urlsplit(self.text).hostname or ""

    @property
    def caption(self) -> str:
        """The host, and an ellipsis where a path follows."""
        path = urlsplit(self.text).path.strip("/")
        return f"{self.host}/…" if path else self.host

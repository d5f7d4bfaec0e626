"""One review sheet as typed values; a sheet that lacks what it can't do without is refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from graph.errors import InvalidRecord
from graph.values.dates import PartialDate
from graph.values.text import clean

_YEN: Final = 1_000_000
# Three rows of 2021-総務-20-0068 are 175,000 to 240,000 times the budget; the largest honest one is 160 times it.
_FAR_BEYOND: Final = 10_000
# Payees that are nobody in particular: collective rows, and people and firms behind a letter or a number.
_LETTER: Final = r"[A-Za-zＡ-Ｚａ-ｚ]{1,2}|[①-⑳]|[0-9０-９]{1,2}"
_NOBODY: Final = re.compile(
    rf"(?:その他|個人|役員|未定|〃|家族|対馬丸遭難学童遺族|地方公共団体$|税務署$|社会保険事務所$|有識者|民間事業者等|民間派遣職員).*"
    rf"|.*(?:職員|委員|委託員|説明員|推進員|講師|アドバイザー|受給者)\s*(?:{_LETTER})?(?:（.*）|\(.*\))?"
    rf"|(?:職員旅費|委員謝金).*|ネット教育アナリスト.*|(?:{_LETTER})(?:氏|市会計管理者)"
    rf"|(?:株式会社|合同会社|弁護士法人|税理士法人|海外法人|民間会社|国際機関|法人|マンション管理組合)\s*(?:{_LETTER})"
    r"|[A-Za-zＡ-Ｚａ-ｚ]株式会社"
)


@dataclass(frozen=True, slots=True)
class Payment:
    """One row of 支出先; `amount` in yen, None where the sheet tells none. `place` as the sheet counts: A-3."""

    place: str
    payee: str
    number: str
    purpose: str
    amount: int | None
    fiscal_year: str

    @property
    def is_to_nobody(self) -> bool:
        """Whether the row names no body: その他, 個人A, 職員Ｂ, 株式会社c."""
        return not self.number and _NOBODY.fullmatch(self.payee) is not None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is used of one sheet. Years are canonical partial dates (FY2021) or empty."""

    number: str
    year: int
    name: str
    ministry: str
    since: str
    until: str
    bureau: str
    unit: str
    makers: str
    purpose: str
    summary: str
    topics: tuple[str, ...]
    spent: Mapping[str, int]  # fiscal year → the larger of budget and expenditure, yen
    payments: tuple[Payment, ...]

    @classmethod
    def parse(cls, value: Any) -> Sheet:
        """Read the JSON of a sheet. Raises InvalidRecord, which names the field, or InvalidValue."""
        if not isinstance(value, dict):
            raise InvalidRecord("レビューシートの形ではありません。元のファイルを取り直してください。")
        year = _field(value, "公開年度", int)
        since, until = _fiscal_year(value.get("開始年度")), _fiscal_year(value.get("終了年度"))
        if since and until and until < since:
            raise InvalidRecord("終了年度が開始年度より前です。元の年度を確かめてください。")
        return cls(
            number=_required(value, "事業番号"),
            year=PartialDate("fiscal_year", year).year,
            name=_required(value, "事業名"),
            ministry=_required(value, "府省庁"),
            since=since,
            until=until,
            bureau=_text(value, "担当部局庁"),
            unit=_text(value, "担当課室"),
            makers=_text(value, "作成責任者"),
            purpose=clean(_text(value, "事業目的")),
            summary=clean(_text(value, "事業概要")),
            topics=tuple(clean(_is(topic, str, "主要施策")) for topic in _list(value, "主要施策")),
            spent=_spent(_list(value, "予算")),
            payments=tuple(_payment(row) for row in _list(value, "支出先")),
        )

    def is_misprint(self, payment: Payment) -> bool:
        """Whether an amount was written in yen where millions are meant: far beyond the budget of its year."""
        budget = self.spent.get(payment.fiscal_year, 0)
        return payment.amount is not None and 0 < _FAR_BEYOND * budget < payment.amount


def _payment(row: Any) -> Payment:
    fields = _is(row, dict, "支出先")
    amount = fields.get("支出額")
    return Payment(
        place=f"{_text(fields, 'グループ')}-{_field(fields, '番号', int)}",
        payee=_required(fields, "支出先名"),
        number=_text(fields, "法人番号"),
        purpose=clean(_text(fields, "業務概要")),
        amount=None if amount is None else _yen(amount, "支出額"),
        fiscal_year=_fiscal_year(_field(fields, "年度", int)),
    )


def _spent(rows: Sequence[Any]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        fields = _is(row, dict, "予算")
        amounts = [_yen(fields[name], name) for name in ("予算計", "執行額") if fields.get(name) is not None]
        found[_fiscal_year(_field(fields, "年度", int))] = max(amounts, default=0)
    return found


def _yen(value: Any, name: str) -> int:
    """Millions with decimals as whole yen; what lies below a yen is rounded."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise InvalidRecord(f"「{name}」が数ではありません。元の値を確かめてください。")
    return round(value * _YEN)


def _fiscal_year(value: Any) -> str:
    if value is None:
        return ""
    year = _is(value, int, "年度")
    return PartialDate("fiscal_year", year).text


def _is(value: Any, kind: type[Any], name: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise InvalidRecord(f"「{name}」の形が違います。元のファイルを取り直してください。")
    return value


def _field(fields: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    if name not in fields:
        raise InvalidRecord(f"「{name}」がありません。元のファイルを取り直してください。")
    return _is(fields[name], kind, name)


def _list(fields: Mapping[str, Any], name: str) -> Sequence[Any]:
    found: Sequence[Any] = _is(fields.get(name) or [], list, name)
    return found


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(_is(value, str, name))


def _required(fields: Mapping[str, Any], name: str) -> str:
    text = clean(_text(fields, name))
    if not text:
        raise InvalidRecord(f"「{name}」が空です。元の値を確かめてください。")
    return text

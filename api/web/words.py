"""Words and figures on pages: dates, levels, strengths, statuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from graph.asof import JAPAN
from graph.bodies import DatasetBody, IntervalBody
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.vocabulary import CERTAINTY_LABELS, KIND, STATUS_LABELS
from graph.validity import first_day, last_day
from graph.values.dates import PartialDate
from graph.wording import age_words, level_words, period_words, strength_words

# What a date that is not over yet is called, by its precision.
_RUNNING: Final[Mapping[str, str]] = {"day": "今日", "month": "今月", "year": "今年", "fiscal_year": "今年度"}


def date_long(text: str) -> str:
    """2024年1月25日; empty for no date."""
    return PartialDate.parse(text).caption if text else ""


def date_short(text: str) -> str:
    """2024-01-25, for lists."""
    return PartialDate.parse(text).caption_short if text else ""


def interval_short(interval: IntervalBody) -> str:
    """2022-04〜2024-03, 2022-04〜, 2024-01-25; empty where nothing is known."""
    since, until = date_short(interval["since"]), date_short(interval["until"])
    if since == until:
        return since
    return f"{since}〜{until}"


def age_label(text: str, as_of: date) -> str:
    """How long ago a canonical date was: 2年4か月前, 今年度; empty where it has no year or is still to come."""
    first, last = first_day(text), last_day(text)
    if first is None or last is None or first > as_of:
        return ""
    return _RUNNING[PartialDate.parse(text).precision] if last >= as_of else age_words(last, as_of)


def period_label(told: DatasetBody) -> str:
    """From the oldest to the newest document of a data set: 2021年9月1日〜3日."""
    return period_words(told["oldest"], told["newest"])


def time_long(iso: str) -> str:
    """An ISO time as a clock in Japan shows it: 2026年11月24日 16:20."""
    told = datetime.fromisoformat(iso).astimezone(JAPAN)
    return f"{told.year}年{told.month}月{told.day}日 {told:%H:%M}"


def number_label(count: int) -> str:
    """12,345."""
    return f"{count:,}"


def web_address(text: str) -> str:
    """An address that a page may lead to; empty for anything but http and https."""
    return text if text.lower().startswith(("http://", "https://")) else ""


def level_label(level: int | None) -> str:
    """The step of the ladder in words; a structural hop has none."""
    return "所属・窓口" if level is None else level_words(level)


def status_label(status: str) -> str:
    """現在, 予定, 以前, 不明."""
    return STATUS_LABELS[status]


def certainty_label(certainty: str) -> str:
    """記載, 推定."""
    return CERTAINTY_LABELS[certainty]


def strength_label(strength: float) -> str:
    """太い, ふつう, 細い."""
    return strength_words(strength)


def measured(strength: float) -> str:
    """A strength as a figure of two significant digits: 0.72, 0.083, 0.0041."""
    return f"{strength:.2g}" if strength >= 0.001 else "0.001未満"


def thickness(strength: float) -> str:
    """A strength as the width of a line in pixels: the tie itself, thin or thick."""
    return f"{1.5 + 11 * strength:.1f}"


def percent(share: float) -> str:
    """A share of one as the width of a bar in percent, at least a visible sliver."""
    return f"{max(2.0, min(100.0, share * 100)):.1f}"


def role_label(name: str) -> str:
    """議員, 職員, 企業の人, 中間支援."""
    return next((role.label_ja for role in ROLE_LABELS if role.name == name), name)


def property_label(name: str, kind: str) -> str:
    """The name of a kind's property in words."""
    declared = KIND[kind].property(name)
    return declared.label_ja if declared else name

"""Partial dates, eras, intervals."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InvalidValue
from graph.values.dates import FIRST_YEAR, LAST_YEAR, Interval, PartialDate, age_years
from graph.values.eras import ERAS

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
PRECISIONS = st.sampled_from(["day", "month", "year", "fiscal_year", "month_day"])


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day, precision = draw(DAYS), draw(PRECISIONS)
    text = {
        "day": f"{day.year}-{day.month}-{day.day}",
        "month": f"{day.year}-{day.month}",
        "year": f"{day.year}",
        "fiscal_year": f"FY{day.year}",
        "month_day": f"--{day.month}-{day.day}",
    }[precision]
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("written", "text", "caption"),
    [
        ("2024-01-25", "2024-01-25", "2024年1月25日"),
        ("2024/1/25", "2024-01-25", "2024年1月25日"),
        ("2024.01.25", "2024-01-25", "2024年1月25日"),
        ("2024年1月25日", "2024-01-25", "2024年1月25日"),
        ("２０２４年１月２５日（木）", "2024-01-25", "2024年1月25日"),
        ("2024年1月25日(木曜日)", "2024-01-25", "2024年1月25日"),
        ("令和6年1月25日", "2024-01-25", "2024年1月25日"),
        ("令和６年 1月 25日", "2024-01-25", "2024年1月25日"),
        ("R6.1.25", "2024-01-25", "2024年1月25日"),
        ("r06/01/25", "2024-01-25", "2024年1月25日"),
        ("令6.1.25", "2024-01-25", "2024年1月25日"),
        ("㋿6年1月25日", "2024-01-25", "2024年1月25日"),
        ("令和元年", "2019", "2019年"),
        ("平成31年", "2019", "2019年"),
        ("H30", "2018", "2018年"),
        ("明治元年", "1868", "1868年"),
        ("2024-01", "2024-01", "2024年1月"),
        ("2024/1", "2024-01", "2024年1月"),
        ("2024年1月", "2024-01", "2024年1月"),
        ("H30.4", "2018-04", "2018年4月"),
        ("2024", "2024", "2024年"),
        ("2024年", "2024", "2024年"),
        ("令和4年度", "FY2022", "2022年度"),
        ("2022年度", "FY2022", "2022年度"),
        ("FY2022", "FY2022", "2022年度"),
        ("平成31年度", "FY2019", "2019年度"),
        ("令和元年度", "FY2019", "2019年度"),
        ("--02-07", "--02-07", "2月7日"),
        ("2月7日", "--02-07", "2月7日"),
        ("2月29日", "--02-29", "2月29日"),
        ("平成31年4月30日", "2019-04-30", "2019年4月30日"),
        ("令和元年5月1日", "2019-05-01", "2019年5月1日"),
        ("昭和64年1月7日", "1989-01-07", "1989年1月7日"),
        ("平成元年1月8日", "1989-01-08", "1989年1月8日"),
        ("大正15年12月25日", "1926-12-25", "1926年12月25日"),
        ("昭和元年12月25日", "1926-12-25", "1926年12月25日"),
        ("明治6年1月1日", "1873-01-01", "1873年1月1日"),
    ],
)
def test_a_written_date_is_read(written: str, text: str, caption: str) -> None:
    parsed = PartialDate.parse(written)
    assert (parsed.text, parsed.caption) == (text, caption)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "のように書いて"),
        ("昨年", "のように書いて"),
        ("45316", "のように書いて"),
        ("2024-01-25T00:00", "のように書いて"),
        ("2024-1.5", "のように書いて"),
        ("2024-01-25〜2024-01-26", "のように書いて"),
        ("2024年1月(木)", "のように書いて"),
        ("٢٠٢٤", "のように書いて"),
        ("2910-10-25", "1868年から2200年"),
        ("1867", "1868年から2200年"),
        ("0000-02-07", "1868年から2200年"),
        ("FY2201", "1868年から2200年"),
        ("2024-13", "月は1月から12月"),
        ("2024-00-10", "月は1月から12月"),
        ("2023-02-29", "2月は28日まで"),
        ("2024-01-00", "1月は31日まで"),
        ("2月30日", "2月は29日まで"),
        ("昭和65年", "昭和64年1月7日まで"),
        ("昭和64年1月8日", "昭和64年1月7日まで"),
        ("昭和64年度", "昭和64年1月7日まで"),
        ("平成元年1月7日", "1989年1月8日から"),
        ("平成31年5月1日", "平成31年4月30日まで"),
        ("平成31年5月", "平成31年4月30日まで"),
        ("平成32年", "平成31年4月30日まで"),
        ("令和元年4月30日", "令和は2019年5月1日から"),
        ("令和0年", "元年から"),
        ("大正元年7月29日", "1912年7月30日から"),
        ("明治5年12月2日", "旧暦"),
        ("2024年1月25日（金）", "木曜日"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        PartialDate.parse(written)
    assert f"「{written}」" in refusal.value.message
    assert reason in refusal.value.message


@pytest.mark.parametrize("parts", [("year", 2024, 1), ("month", 2024, 1, 2), ("month_day", 2024, 1, 2), ("day", 2024)])
def test_parts_that_do_not_fit_the_precision_are_refused(parts: tuple[object, ...]) -> None:
    with pytest.raises(InvalidValue):
        PartialDate(*parts)  # type: ignore[arg-type]


@given(partial_dates())
@settings(deadline=None)
def test_text_and_caption_are_read_back(moment: PartialDate) -> None:
    assert PartialDate.parse(moment.text) == moment
    assert PartialDate.parse(moment.caption) == moment
    assert PartialDate.parse(moment.caption_short) == moment
    assert PartialDate.parse(moment.text).text == moment.text


@given(DAYS.filter(lambda day: day >= date(1873, 1, 1)))
@settings(deadline=None)
def test_every_day_since_1873_is_read_in_its_era(day: date) -> None:
    eras = [era for era in ERAS if era.overlaps(day, day)]
    assert eras
    for era in eras:
        number = day.year - era.first.year + 1
        if number > 99:
            continue
        year = "元" if number == 1 else str(number)
        assert PartialDate.parse(f"{era.name}{year}年{day.month}月{day.day}日") == PartialDate.of(day)
        assert PartialDate.parse(f"{era.letter}{number}.{day.month}.{day.day}") == PartialDate.of(day)


@pytest.mark.parametrize(
    ("text", "first", "last", "short"),
    [
        ("2024-01-25", date(2024, 1, 25), date(2024, 1, 25), "2024-01-25"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("FY2022", date(2022, 4, 1), date(2023, 3, 31), "2022年度"),
        ("--02-07", None, None, "2月7日"),
    ],
)
def test_the_span_of_each_precision(text: str, first: date | None, last: date | None, short: str) -> None:
    moment = PartialDate.parse(text)
    assert (moment.first, moment.last, moment.caption_short) == (first, last, short)


@given(partial_dates(), DAYS)
@settings(deadline=None)
def test_a_span_contains_its_days_and_no_other(moment: PartialDate, day: date) -> None:
    if moment.first is None or moment.last is None:
        assert moment.contains(day) == ((day.month, day.day) == (moment.month, moment.day))
        return
    assert moment.contains(moment.first)
    assert moment.contains(moment.last)
    assert not moment.contains(moment.first - timedelta(days=1))
    assert not moment.contains(moment.last + timedelta(days=1))
    assert moment.contains(day) == (moment.first <= day <= moment.last)


@given(st.lists(partial_dates(), max_size=8), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_is_total_and_does_not_depend_on_where_it_began(
    moments: list[PartialDate], chance: random.Random
) -> None:
    shuffled = list(moments)
    chance.shuffle(shuffled)
    assert sorted(shuffled) == sorted(moments)
    for one in moments:
        for other in moments:
            assert (one < other) + (one == other) + (one > other) == 1


def test_a_year_comes_before_its_months_and_a_date_without_year_last() -> None:
    texts = ["--01-01", "FY2024", "2024-04", "2024-04-01", "2024-01-01", "2024-01", "2024", "2023-12-31"]
    ordered = [moment.text for moment in sorted(map(PartialDate.parse, texts))]
    assert ordered == [
        "2023-12-31",
        "2024",
        "2024-01",
        "2024-01-01",
        "FY2024",
        "2024-04",
        "2024-04-01",
        "--01-01",
    ]


def test_excel_numbers_are_read_only_when_asked() -> None:
    assert PartialDate.from_excel_serial(45316) == PartialDate.parse("2024-01-25")
    assert PartialDate.from_excel_serial(45316.75) == PartialDate.parse("2024-01-25")
    assert PartialDate.from_excel_serial(61) == PartialDate.parse("1900-03-01")
    for serial in (60, 0, -1, 1e12, float("nan"), float("inf")):
        with pytest.raises(InvalidValue):
            PartialDate.from_excel_serial(serial)


@pytest.mark.parametrize(
    ("since", "until", "day", "holds"),
    [
        ("2024", "", date(2023, 12, 31), False),
        ("2024", "", date(2024, 1, 1), True),
        ("2024", "", date(2200, 1, 1), True),
        ("2022年度", "2023年度", date(2024, 3, 31), True),
        ("2022年度", "2023年度", date(2024, 4, 1), False),
        ("2024-04-01", "2024-04-01", date(2024, 4, 1), True),
        ("", "2024-03", date(2024, 3, 31), None),
        ("", "2024-03", date(2024, 4, 1), False),
        ("", "", date(2024, 4, 1), None),
        ("2月7日", "", date(2024, 4, 1), None),
        ("2024", "2月7日", date(2024, 4, 1), None),
        ("2024", "2月7日", date(2023, 4, 1), False),
    ],
)
def test_an_interval_holds_from_its_first_day_to_its_last(
    since: str, until: str, day: date, holds: bool | None
) -> None:
    assert Interval.parse(since, until).holds(day) is holds


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"2024年5月.*2024年4月30日.*後です"):
        Interval.parse("2024-05", "2024-04-30")
    assert Interval.parse("2024", "2024-03").caption == "2024年〜2024年3月"


@pytest.mark.parametrize(
    ("since", "until", "caption", "precision"),
    [
        ("2022-04", "2024-03-31", "2022年4月〜2024年3月31日", "month"),
        ("2022-04", "", "2022年4月〜", "month"),
        ("", "2024年度", "〜2024年度", "fiscal_year"),
        ("", "", "時期不明", None),
        ("2024-01-25", "2024-01-25", "2024年1月25日", "day"),
    ],
)
def test_an_interval_captions_itself(since: str, until: str, caption: str, precision: str | None) -> None:
    interval = Interval.parse(since, until)
    assert (interval.caption, interval.precision) == (caption, precision)


def test_intervals_sort_unknown_starts_first_and_open_ends_last() -> None:
    ends = [("", "2020"), ("2020", "2021"), ("2020", ""), ("2021", ""), ("--02-07", "")]
    intervals = [Interval.parse(*pair) for pair in ends]
    assert sorted([*intervals[3:], *intervals[:3]], key=lambda interval: interval.sort_key) == intervals
    moment = PartialDate.parse("2024-01-25")
    assert Interval.on(moment) == Interval(moment, moment)


@given(partial_dates(), partial_dates(), DAYS)
@settings(deadline=None)
def test_an_interval_is_refused_or_holds_on_its_ends(since: PartialDate, until: PartialDate, day: date) -> None:
    if since.first is None or until.last is None:
        assert Interval(since, until).holds(day) is not True
    elif since.first > until.last:
        with pytest.raises(InvalidValue):
            Interval(since, until)
    else:
        interval = Interval(since, until)
        assert interval.holds(since.first) is True
        assert interval.holds(until.last) is True
        assert interval.holds(day) is (since.first <= day <= until.last)


def test_age_is_counted_in_years_and_never_negative() -> None:
    assert age_years(date(2020, 1, 1), date(2024, 1, 1)) == pytest.approx(4.0)
    assert age_years(date(2024, 1, 1), date(2020, 1, 1)) == 0
    assert age_years(date(2024, 1, 1), date(2024, 7, 2)) == pytest.approx(183 / 365.25)

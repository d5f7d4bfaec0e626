"""When a tie holds, is shown, has ended (model 1.6, 1.7), and how that is worded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.entities import Span, Tie
from graph.ontology.vocabulary import KIND, TIE
from graph.snapshot import Snapshot
from graph.validity import is_current, shown_spans, status_at
from graph.wording import (
    acted_words,
    age_words,
    date_caption,
    level_words,
    name_words,
    period_words,
    span_caption,
    strength_words,
    tie_text,
    was_words,
)
from tests.building import TODAY, Builder


def member(*, since: str = "", until: str = "", status: str = "actual", told: str = "") -> tuple[Tie, Snapshot]:
    built = Builder()
    built.node("Person", "taro", "合成太郎")
    built.node("Association", "club", "合成会")
    made = built.tie("MEMBER_OF", "taro", "club", since=since, until=until, status=status, told=told)
    return made, built.snapshot()


@pytest.mark.parametrize(
    ("tie", "day", "is_shown", "status", "current"),
    [
        ({"since": "2022"}, "2021-12-31", False, "unknown", False),
        ({"since": "2022"}, "2022-01-01", True, "actual", True),
        ({"since": "FY2022"}, "2022-03-31", False, "unknown", False),
        ({"since": "FY2022"}, "2022-04-01", True, "actual", True),
        ({"until": "2022", "told": "2022-06"}, "2022-12-31", True, "actual", True),
        ({"until": "2022", "told": "2022-06"}, "2023-01-01", True, "former", False),
        ({"told": "2024-02-09"}, "2024-02-08", False, "unknown", False),
        ({"told": "2024-02-09"}, "2024-02-09", True, "actual", True),
        ({}, "1950-01-01", True, "actual", True),
        ({"status": "former"}, "2026-11-24", True, "former", False),
        ({"status": "planned"}, "2026-11-24", True, "planned", False),
        ({"status": "planned", "since": "2027-01"}, "2026-11-24", True, "planned", False),
        ({"status": "planned", "since": "2027-01"}, "2027-01-31", True, "planned", False),
        ({"status": "planned", "since": "2027-01"}, "2027-02-01", True, "unknown", False),
        ({"status": "planned", "since": "2027-01", "told": "2026-11-25"}, "2026-11-24", False, "unknown", False),
        ({"status": "planned", "since": "--02-07"}, "2026-11-24", True, "planned", False),
        ({"status": "planned", "since": "--02-07", "told": "2024-01-30"}, "2024-02-07", True, "planned", False),
        ({"status": "planned", "since": "--02-07", "told": "2024-01-30"}, "2024-02-08", True, "unknown", False),
        ({"status": "planned", "since": "--02-07", "told": "2024-02-08"}, "2025-02-07", True, "planned", False),
        ({"status": "unknown"}, "2026-11-24", True, "unknown", False),
    ],
)
def test_lasting_tie(tie: dict[str, str], day: str, is_shown: bool, status: str, current: bool) -> None:
    made, snapshot = member(**tie)
    on = date.fromisoformat(day)
    assert bool(shown_spans(made, snapshot, on)) is is_shown
    assert status_at(made, snapshot, on) == status
    assert is_current(made, snapshot, on) is current


def test_what_happened_stays_actual_but_is_current_on_its_days_only() -> None:
    built = Builder()
    built.nodes("Person", "taro")
    built.node("Event", "fair", since="2024-01-25", until="2024-01-26")
    made = built.tie("TOOK_PART", "taro", "fair", "speaker")
    snapshot = built.snapshot()
    assert not shown_spans(made, snapshot, date(2024, 1, 24))
    assert is_current(made, snapshot, date(2024, 1, 26))
    assert status_at(made, snapshot, TODAY) == "actual"
    assert not is_current(made, snapshot, TODAY)


def test_a_session_without_dates_has_those_of_its_event() -> None:
    built = Builder()
    built.nodes("Person", "taro")
    built.node("Event", "fair", since="2024-01-25", until="2024-01-26", state="planned")
    built.node("Event", "talk")
    built.tie("PART_OF", "talk", "fair")
    made = built.tie("TOOK_PART", "taro", "talk", "speaker")
    snapshot = built.snapshot()
    assert shown_spans(made, snapshot, date(2024, 1, 1)) == (Span("2024-01-25", "2024-01-26", "planned"),)
    assert status_at(made, snapshot, date(2024, 1, 1)) == "planned"
    assert status_at(made, snapshot, date(2024, 1, 27)) == "unknown", "a plan whose day has passed has not come true"


def test_sessions_in_a_circle_end() -> None:
    built = Builder()
    built.nodes("Person", "taro")
    built.nodes("Event", "one", "two")
    built.tie("PART_OF", "one", "two")
    built.tie("PART_OF", "two", "one")
    made = built.tie("TOOK_PART", "taro", "one", "speaker")
    assert shown_spans(made, built.snapshot(), TODAY) == (Span(),)


def test_a_project_that_is_over_makes_its_ties_former() -> None:
    built = Builder()
    built.nodes("Company", "firm")
    built.node("Project", "pilot", state="former")
    built.node("Project", "plan", state="planned")
    over = built.tie("JOINED", "firm", "pilot", "owner")
    planned = built.tie("JOINED", "firm", "plan", "owner", since="2025")
    snapshot = built.snapshot()
    assert status_at(over, snapshot, TODAY) == "former"
    assert status_at(planned, snapshot, TODAY) == "unknown"


def test_a_post_lost_and_regained() -> None:
    built = Builder()
    built.nodes("Person", "taro")
    built.nodes("Post", "seat")
    made = built.tie("HOLDS", "taro", "seat", spans=(Span("2011", "2014", "former"), Span("2020")))
    snapshot = built.snapshot()
    assert status_at(made, snapshot, date(2016, 1, 1)) == "former"
    assert status_at(made, snapshot, date(2020, 1, 1)) == "actual"
    assert len(shown_spans(made, snapshot, date(2016, 1, 1))) == 1


@settings(deadline=None, max_examples=60)
@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 4000), st.integers(-4000, 4000))
def test_shown_from_the_first_day_current_until_the_last(first: date, length: int, offset: int) -> None:
    last = first + timedelta(days=length)
    on = first + timedelta(days=offset)
    made, snapshot = member(since=first.isoformat(), until=last.isoformat())
    assert bool(shown_spans(made, snapshot, on)) is (on >= first)
    assert is_current(made, snapshot, on) is (first <= on <= last)
    assert status_at(made, snapshot, on) == ("unknown" if on < first else "actual" if on <= last else "former")


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2024-01-25", "2024-01-26", "2024年1月25日〜26日"),
        ("2024-01-25", "2024-02-03", "2024年1月25日〜2月3日"),
        ("2023-12-31", "2024-01-01", "2023年12月31日〜2024年1月1日"),
        ("2024-01-25", "2024-01-25", "2024年1月25日"),
        ("2024-01", "2024-03", "2024年1月〜3月"),
        ("2003", "", "2003年から"),
        ("", "FY2022", "2022年度まで"),
        ("--02-07", "--02-07", "2月7日"),
        ("", "", ""),
    ],
)
def test_periods(since: str, until: str, words: str) -> None:
    assert period_words(since, until) == words


@pytest.mark.parametrize(
    ("last", "words"),
    [("2026-11-24", "今日"), ("2026-11-12", "12日前"), ("2026-10-24", "1か月前"), ("2026-10-25", "30日前"),
     ("2025-11-24", "1年前"), ("2024-01-24", "2年10か月前"), ("2024-01-26", "2年9か月前"), ("2027-01-01", "今日")],
)
def test_ages(last: str, words: str) -> None:
    assert age_words(date.fromisoformat(last), TODAY) == words


def test_words_for_strengths_levels_and_dates() -> None:
    assert [strength_words(each) for each in (0.5, 0.499, 0.15, 0.149)] == ["太い", "ふつう", "ふつう", "細い"]
    assert level_words(3) == "話した"
    assert level_words(None) == "組織の仕組み"
    assert date_caption("FY2022") == "2022年度"
    assert date_caption("") == "時期の記載なし"
    assert span_caption(Span("2022-04", "2024-03", "former")) == "2022年4月〜2024年3月、以前"
    assert span_caption(Span("", "", "actual", "inferred")) == "推定"
    assert span_caption(Span()) == "時期の記載なし"


def test_every_role_of_the_vocabulary_has_its_words() -> None:
    for tie in TIE.values():
        for role in tie.roles:
            made = Tie(tie.name, "a", "b", role.name, "", (Span(),))
            built = Builder()
            built.nodes("Person", "a")
            built.nodes("Motion", "b")
            if tie.name in ("TOOK_PART", "JOINED"):
                assert was_words(made)
                assert acted_words(made, "「会」", "ました").startswith("「会」")
            else:
                assert tie_text(built.snapshot(), made, TODAY).startswith("合成aは「合成b」")


def test_every_kind_of_tie_reads_as_a_line() -> None:
    for tie in TIE.values():
        for role in tie.roles or (None,):
            built = Builder()
            kinds = [next(kind for kind in KIND.values() if end in (kind.name, kind.group)) for end in
                     (tie.ends[0][0], tie.ends[1][0])]
            built.node(kinds[0].name, "a", "合成甲")
            built.node(kinds[1].name, "b", "合成乙")
            made = built.tie(tie.name, "a", "b", role.name if role else "")
            line = tie_text(built.snapshot(), made, TODAY)
            assert "合成甲" in line, tie.name
            assert "合成乙" in line, tie.name
            assert "{" not in line, tie.name


def test_lines_say_who_in_which_post_when_and_what_it_is() -> None:
    built = Builder()
    built.node("Person", "taro", "合成太郎")
    built.node("Post", "chief", "合成市 デジタル課長", seats="one")
    built.node("Event", "fair", "合成「共創」展", since="2024-01-25", until="2024-01-26")
    built.node("Event", "party", "合成の集い")
    built.node("Municipality", "city", "合成市")
    talk = built.tie("TOOK_PART", "taro", "fair", "speaker", in_post="chief", table="第1卓")
    seat = built.tie("HOLDS", "taro", "chief", since="2003", term="6期目")
    once = built.tie("MEMBER_OF", "taro", "city", status="former", title="職員")
    plan = built.tie("TOOK_PART", "taro", "party", "speaker", status="planned", on="--02-07")
    missed = built.tie("TOOK_PART", "taro", "party", "host", status="planned", on="2020-02-07")
    home = built.tie("LOCATED_IN", "taro", "city", certainty="inferred")
    snapshot = built.snapshot()
    lines = [tie_text(snapshot, tie, TODAY) for tie in (talk, seat, once, plan, missed, home)]
    assert lines == [
        "合成太郎は合成市 デジタル課長として「合成『共創』展」に登壇（班は「第1卓」、2024年1月25日〜26日）",
        "合成太郎は合成市 デジタル課長を務める（6期目、2003年から）",
        "合成太郎は合成市に所属（職員、以前）",
        "合成太郎は「合成の集い」に登壇（2月7日、予定）",
        "合成太郎は「合成の集い」に会場を提供（2020年2月7日、予定だったが、その後は不明）",
        "合成太郎は合成市にいる（推定）",
    ]
    assert name_words(snapshot.nodes["fair"]) == "「合成『共創』展」"

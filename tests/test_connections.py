"""Whom should somebody meet: reasons that add up, resolve to sources and leave out who is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.bodies import ConnectionBody, ConnectionsBody
from graph.connections import connections
from graph.connections.stances import IssueBook
from graph.errors import NotFound, UsageError
from graph.search import index_of
from graph.snapshot import Snapshot
from tests.building import TODAY, Builder


def ask(snapshot: Snapshot, source: str, *, about: str | None = None, kind: str | None = None, limit: int = 10,
        as_of: date = TODAY, known: frozenset[str] = frozenset()) -> ConnectionsBody:
    return connections(snapshot, source, about=about, kind=kind, limit=limit, as_of=as_of, known=known,
                       index=index_of(snapshot))


def by_entity(body: ConnectionsBody) -> Mapping[str, ConnectionBody]:
    return {item["entity"]["id"]: item for item in body["items"]}


def features(item: ConnectionBody) -> dict[str, float]:
    return {reason["feature"]: reason["contribution"] for reason in item["reasons"]}


def _city() -> Builder:
    """合成市 has an issue, departments and people of its own; others have it too or have something for it."""
    made = Builder()
    made.node("Municipality", "city", "合成市")
    made.node("Department", "desk", "合成市こども課")
    made.node("Post", "head", "合成市こども課長", seats="one")
    made.node("Assembly", "assembly", "合成市議会")
    made.node("Post", "seat", "合成市議会議員", seats="many")
    made.nodes("Person", "official", "councillor")
    made.tie("PART_OF", "desk", "city")
    made.tie("PART_OF", "assembly", "city")
    made.tie("POST_IN", "head", "desk")
    made.tie("POST_IN", "seat", "assembly")
    made.tie("HOLDS", "official", "head", told="2026-01-01")
    made.tie("HOLDS", "councillor", "seat", told="2026-01-01")
    made.node("Issue", "booking", "予約がとりづらい", nature="problem")
    made.tie("HAS_ISSUE", "city", "booking", told="2026-02-01")
    made.tie("IN_CHARGE", "desk", "booking", told="2026-02-01")
    made.tie("RAISED", "councillor", "booking", told="2026-02-01")
    made.node("Company", "vendor", "合成社")
    made.node("Solution", "online", "オンライン予約")
    made.tie("OFFERS", "vendor", "online", told="2026-03-01")
    made.tie("ADDRESSES", "online", "booking", told="2026-03-01")
    made.node("Municipality", "peer", "隣の合成町")
    made.tie("HAS_ISSUE", "peer", "booking", told="2026-03-01")
    made.node("Municipality", "ahead", "先の合成村")
    made.node("Project", "case", "予約DX", stage=("2025年度 導入",), effect=("苦情が減った",))
    made.joined("case", "owner", "ahead", told="2026-03-01", since="FY2025")
    made.tie("ADDRESSES", "case", "booking", told="2026-03-01")
    return made


def test_need_and_offer_and_shared_problem_find_their_people() -> None:
    found = by_entity(ask(_city().snapshot(), "city"))
    assert features(found["vendor"]).keys() == {"need_and_offer"}
    assert features(found["peer"]).keys() == {"shared_problem", "need_and_offer"}
    assert features(found["ahead"]).keys() == {"need_and_offer"}
    assert found["vendor"]["reasons"][0]["text"] == (
        "合成市は「予約がとりづらい」を課題としています。合成社は「予約がとりづらい」に役立つ「オンライン予約」を提供しています。")
    [shared] = [reason for reason in found["peer"]["reasons"] if reason["feature"] == "shared_problem"]
    assert shared["text"] == "合成市も隣の合成町も、「予約がとりづらい」を課題としています。"


def test_the_other_way_round_the_offer_finds_the_need() -> None:
    found = by_entity(ask(_city().snapshot(), "vendor"))
    assert {"city", "peer", "desk", "councillor"} >= found.keys() >= {"city", "peer", "councillor"}
    assert found["city"]["reasons"][0]["text"].startswith("合成市は「予約がとりづらい」を課題としています。合成社は")


def test_its_own_parts_posts_and_people_are_left_out() -> None:
    found = by_entity(ask(_city().snapshot(), "city"))
    assert found.keys() == {"vendor", "peer", "ahead"}
    for inside in ("desk", "head", "official"):
        assert found.keys() >= by_entity(ask(_city().snapshot(), inside)).keys() - {"councillor"}


def test_an_organisation_is_not_sent_to_its_former_staff_but_others_are() -> None:
    made = _city()
    made.node("Person", "retired")
    made.tie("HOLDS", "retired", "head", until="2023-06-29", told="2023-03-16")
    made.tie("ANSWERED", "retired", "booking", on="2023-03-16", told="2023-03-16")
    snapshot = made.snapshot()
    assert "retired" not in by_entity(ask(snapshot, "city", about="予約"))
    assert "retired" in by_entity(ask(snapshot, "peer", about="予約"))


def test_of_equals_those_of_the_same_area_come_first_and_are_told_apart() -> None:
    made = _city()
    made.node("Municipality", "prefecture", "合成県", level="prefecture")
    made.tie("PART_OF", "city", "prefecture")
    for number in range(40):
        made.node("Person", f"expert{number:02}", f"合成{number:02}")
        made.tie("EXPERT_IN", f"expert{number:02}", "booking", told="2026-01-01")
    made.tie("LOCATED_IN", "expert37", "prefecture")
    made.node("Post", "adviser", "合成アドバイザー", seats="many")
    made.tie("HOLDS", "expert37", "adviser", told="2026-01-01")
    experts = ask(made.snapshot(), "city", about="予約", kind="Person", limit=3)["items"]
    assert [item["entity"]["id"] for item in experts] == ["expert37", "expert00", "expert01"]
    assert len({item["score"] for item in experts}) == 1
    assert experts[0]["detail"] == "合成アドバイザー"


def test_a_company_is_not_sent_to_its_own_people() -> None:
    made = _city()
    made.node("Person", "colleague")
    made.node("Person", "seller")
    made.tie("MEMBER_OF", "colleague", "vendor", told="2026-01-01")
    made.tie("MEMBER_OF", "seller", "vendor", told="2026-01-01")
    made.tie("EXPERT_IN", "colleague", "booking", told="2026-01-01")
    made.tie("RAISED", "seller", "booking", told="2026-01-01")
    assert by_entity(ask(made.snapshot(), "seller")).keys().isdisjoint({"vendor", "colleague", "seller"})


def test_what_others_of_the_organisation_know_one_does_not_know_oneself() -> None:
    made = _city()
    made.joined("case", "supporter", "vendor", told="2026-03-01")
    made.node("Person", "seller")
    made.tie("MEMBER_OF", "seller", "vendor", told="2026-01-01")
    snapshot = made.snapshot()
    assert "ahead" not in by_entity(ask(snapshot, "vendor"))
    made.tie("HAS_ISSUE", "ahead", "booking", told="2026-03-01")
    assert "ahead" in by_entity(ask(made.snapshot(), "seller"))


def test_councillors_of_one_assembly_may_meet_over_an_issue() -> None:
    made = _city()
    made.node("Person", "colleague")
    made.tie("HOLDS", "colleague", "seat", told="2026-01-01")
    made.tie("RAISED", "colleague", "booking", told="2026-02-01")
    assert "colleague" in by_entity(ask(made.snapshot(), "councillor"))


def test_who_is_known_or_in_touch_is_left_out_who_was_only_met_is_not() -> None:
    made = _city()
    made.node("Event", "camp", "合成合宿", since="2026-01-10")
    made.took_part("camp", "participant", "city", told="2026-01-10")
    made.took_part("camp", "organizer", "peer", told="2026-01-10")
    made.joined("case", "supporter", "vendor", told="2026-03-01")
    made.joined("case", "operator", "city", told="2026-03-01")
    assert by_entity(ask(made.snapshot(), "city")).keys() == {"peer"}
    assert by_entity(ask(made.snapshot(), "city", known=frozenset({"peer"}))) == {}
    met = by_entity(ask(made.snapshot(), "city"))["peer"]
    assert met["path"] is not None
    assert "名刺を交わした" in met["reasons"][-1]["text"]


def test_a_rare_issue_counts_more_than_a_common_one_and_a_problem_more_than_a_field() -> None:
    made = Builder()
    made.nodes("Municipality", "x", "rare", "common", "field")
    made.node("Issue", "r", "珍しい困りごと", nature="problem")
    made.node("Issue", "c", "よくある困りごと", nature="problem")
    made.node("Issue", "f", "広い分野", nature="topic")
    for issue, others in (("r", ("rare",)), ("c", ("common", *(f"m{each}" for each in range(40)))), ("f", ("field",))):
        for other in ("x", *others):
            if other.startswith("m"):
                made.node("Municipality", other)
            made.tie("HAS_ISSUE", other, issue, told="2026-01-01")
    found = by_entity(ask(made.snapshot(), "x", limit=100))
    assert found["rare"]["score"] > found["common"]["score"]
    assert found["rare"]["score"] > found["field"]["score"] > 0
    book = IssueBook(made.snapshot(), TODAY)
    assert book.rarity("r") > book.rarity("c")


def test_what_was_asked_about_counts_in_full_and_alone() -> None:
    made = _city()
    made.node("Issue", "other", "別の困りごと", nature="problem")
    made.node("Company", "elsewhere", "別の合成社")
    made.tie("HAS_ISSUE", "city", "other", told="2026-01-01")
    made.tie("ADDRESSES", "elsewhere", "other", told="2026-01-01")
    snapshot = made.snapshot()
    assert "elsewhere" in by_entity(ask(snapshot, "city"))
    about = ask(snapshot, "city", about="予約")
    assert [ref["id"] for ref in about["about"]] == ["booking"]
    assert "elsewhere" not in by_entity(about)
    assert by_entity(about)["vendor"]["score"] > by_entity(ask(snapshot, "city"))["vendor"]["score"]


def test_about_something_that_it_does_not_state_itself() -> None:
    made = _city()
    made.node("Company", "stranger", "よその合成社")
    snapshot = made.snapshot()
    assert ask(snapshot, "stranger")["items"] == []
    found = by_entity(ask(snapshot, "stranger", about="予約がとりづらい"))
    assert {"city", "councillor", "desk", "vendor", "peer", "ahead"} == found.keys()
    assert found["councillor"]["reasons"][0]["text"] == "合成councillorさんは「予約がとりづらい」を取り上げました。"
    assert found["desk"]["reasons"][0]["feature"] == "need_and_offer"


def test_about_nothing_known_is_refused_with_near_issues() -> None:
    with pytest.raises(NotFound) as refused:
        ask(_city().snapshot(), "city", about="予約がとりにくい")
    assert [each.id for each in refused.value.candidates] == ["booking"]
    assert "予約がとりづらい" in refused.value.message


def test_contacts_of_contacts_count_only_from_another_room() -> None:
    made = Builder()
    made.nodes("Person", "x", "friend", "there", "here")
    made.node("Event", "first", "合成会", since="2026-10-01")
    made.node("Event", "second", "合成会その二", since="2026-11-01")
    made.took_part("first", "organizer", "x", told="2026-10-01")
    made.took_part("first", "speaker", "friend", "here", told="2026-10-01")
    made.took_part("second", "organizer", "friend", told="2026-11-01")
    made.took_part("second", "speaker", "there", told="2026-11-01")
    found = by_entity(ask(made.snapshot(), "x"))
    assert found.keys() == {"there"}
    assert features(found["there"]).keys() == {"contact_of_contacts", "reachable"}
    assert found["there"]["reasons"][0]["text"] == "合成friendさんと、どちらもつながりがあります。"
    assert found["there"]["path"] is not None
    assert [hop["to"]["id"] for hop in found["there"]["path"]["hops"]] == ["friend", "there"]


def test_what_a_contact_belongs_to_is_no_contact_of_contacts() -> None:
    made = Builder()
    made.nodes("Person", "x", "friend")
    made.node("Faction", "party")
    made.node("Company", "employer")
    made.node("Event", "first", "合成会", since="2026-10-01")
    made.took_part("first", "organizer", "x", told="2026-10-01")
    made.took_part("first", "speaker", "friend", told="2026-10-01")
    made.tie("MEMBER_OF", "friend", "party", told="2026-10-01")
    made.tie("MEMBER_OF", "friend", "employer", told="2026-10-01")
    assert ask(made.snapshot(), "x")["items"] == []


def test_officials_are_not_sent_to_their_own_town_hall() -> None:
    made = _city()
    made.node("Person", "clerk")
    made.tie("MEMBER_OF", "clerk", "city", told="2026-01-01")
    assert by_entity(ask(made.snapshot(), "clerk")).keys() == {"vendor", "peer", "ahead"}
    assert by_entity(ask(made.snapshot(), "head")).keys() == {"vendor", "peer", "ahead"}


def test_a_post_stands_for_the_person_who_acted_in_it() -> None:
    made = _city()
    made.node("Agency", "bureau", "合成局")
    made.node("Post", "chief", "合成局 課長", seats="one")
    made.node("Person", "holder")
    made.tie("POST_IN", "chief", "bureau")
    made.tie("HOLDS", "holder", "chief", told="2026-01-01")
    made.node("Event", "talk", "合成講演", since="2026-01-10")
    made.tie("ABOUT", "talk", "booking", told="2026-01-10")
    made.tie("TOOK_PART", "holder", "talk", "speaker", told="2026-01-10", in_post="chief")
    found = by_entity(ask(made.snapshot(), "city"))
    assert "chief" in found
    assert "holder" not in found
    made.node("Issue", "small", "小さな困りごと", nature="topic")
    made.tie("HAS_ISSUE", "city", "small", told="2026-01-01")
    made.tie("EXPERT_IN", "holder", "small", certainty="inferred", status="former", told="2026-01-01")
    assert "holder" not in by_entity(ask(made.snapshot(), "city"))
    assert "holder" in by_entity(ask(made.snapshot(), "city", kind="Person"))


def test_posts_with_many_seats_are_nobody_to_meet() -> None:
    made = _city()
    made.tie("TOOK_PART", "seat", made.node("Event", "talk", since="2026-01-10"), "speaker", told="2026-01-10")
    made.tie("ABOUT", "talk", "booking", told="2026-01-10")
    assert "seat" not in by_entity(ask(made.snapshot(), "vendor"))


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("Company", {"vendor"}), ("企業", {"vendor"}), ("Municipality", {"peer", "ahead"}), ("Solution", {"online"}),
        ("Project", {"case"}), ("Councillor", set()), ("Issue", set()),
    ],
)
def test_a_kind_narrows_or_widens(kind: str, wanted: set[str]) -> None:
    assert by_entity(ask(_city().snapshot(), "city", kind=kind)).keys() == wanted


def test_an_issue_a_solution_and_a_project_may_ask_too() -> None:
    snapshot = _city().snapshot()
    assert "vendor" in by_entity(ask(snapshot, "booking"))
    assert {"city", "peer"} <= by_entity(ask(snapshot, "online")).keys()
    assert all(item["path"] is None for item in ask(snapshot, "case")["items"])


def _with_events() -> Builder:
    made = _city()
    made.node("Event", "past", "終わった合成会", since="2026-01-10")
    made.node("Event", "yearly", "合成祭", since="--02-07", state="planned")
    for event in ("past", "yearly"):
        made.tie("ABOUT", event, "booking", told="2026-01-01")
    made.took_part("yearly", "speaker", "vendor", told="2026-01-01")
    return made


def test_moments_are_events_to_come_else_marked_as_inferred_else_none() -> None:
    assert by_entity(ask(_city().snapshot(), "city"))["vendor"]["moments"] == []
    made = _with_events()
    [inferred] = by_entity(ask(made.snapshot(), "city"))["vendor"]["moments"]
    assert (inferred["event"]["id"], inferred["date"], inferred["inferred"]) == ("yearly", "2027-02-07", True)
    assert "合成社（登壇）の「合成祭」は2月7日とだけ記され" in inferred["text"]
    made.node("Event", "coming", "これからの合成会", since="2026-12", state="planned")
    made.tie("ABOUT", "coming", "booking", told="2026-01-01")
    [coming] = by_entity(ask(made.snapshot(), "city"))["vendor"]["moments"]
    assert (coming["event"]["id"], coming["date"], coming["inferred"]) == ("coming", "2026-12", False)
    assert coming["text"] == "2026年12月に「これからの合成会」があります。"
    [on_the_day] = by_entity(ask(made.snapshot(), "city", as_of=date(2026, 12, 31)))["vendor"]["moments"]
    assert on_the_day["event"]["id"] == "coming"


@pytest.mark.parametrize(
    ("as_of", "wanted"),
    [(date(2026, 2, 7), "2026-02-07"), (date(2026, 2, 8), "2027-02-07"), (date(2028, 1, 1), "2028-02-07")])
def test_a_day_without_a_year_comes_again(as_of: date, wanted: str) -> None:
    made = _city()
    made.node("Event", "yearly", "合成祭", since="--02-07")
    made.tie("ABOUT", "yearly", "booking", told="2026-01-01")
    found = by_entity(ask(made.snapshot(), "peer", about="予約", as_of=as_of))
    assert found["city"]["moments"][0]["date"] == wanted


def test_cautions_tell_what_is_former_planned_old_undated_or_political() -> None:
    made = Builder()
    made.node("Municipality", "x", "合成市")
    made.node("Issue", "i", "困りごと", nature="problem")
    made.tie("HAS_ISSUE", "x", "i", told="2026-01-01")
    made.nodes("Person", "left", "candidate", "councillor")
    made.nodes("Company", "ended", "planning", "old", "undated")
    made.node("Post", "vacant", "合成局 課長", seats="one")
    made.node("Agency", "bureau", "合成局")
    made.tie("POST_IN", "vacant", "bureau")
    made.tie("MEMBER_OF", "left", "bureau", status="former", told="2026-01-01")
    made.node("Post", "mayor", "合成市長", seats="one")
    made.tie("SOUGHT", "candidate", "mayor", told="2026-01-01")
    made.node("Assembly", "assembly", "別の合成議会")
    made.node("Post", "seat", "別の合成議会議員", seats="many")
    made.tie("POST_IN", "seat", "assembly")
    made.tie("HOLDS", "councillor", "seat", told="2026-01-01")
    for person in ("left", "candidate", "councillor"):
        made.tie("EXPERT_IN", person, "i", told="2026-01-01")
    made.tie("IN_CHARGE", "vacant", "i", told="2026-01-01")
    made.tie("ADDRESSES", made.node("Faction", "party"), "i", told="2026-01-01")
    made.tie("ADDRESSES", "ended", "i", status="former", told="2026-01-01")
    made.tie("ADDRESSES", "planning", "i", status="planned", told="2026-01-01")
    old = made.snapshot()
    found = by_entity(ask(old, "x", limit=100))

    def told(entity: str) -> str:
        return "".join(found[entity]["cautions"])

    assert "合成leftさんが合成局にいたのは以前のことです" in told("left")
    assert "合成市長への立候補を表明した方" in told("candidate")
    assert "議員です。政治活動への支援と受け取られないよう" in told("councillor")
    assert "議員の集まりです。政治活動への支援と受け取られないよう" in told("party")
    assert "合成局 課長の今の担当者は出典にありません" in told("vacant")
    assert "関わりは以前のものです" in told("ended")
    assert "関わりは予定の段階です" in told("planning")
    assert found["ended"]["score"] == found["planning"]["score"] < found["vacant"]["score"]
    later = by_entity(ask(old, "x", limit=100, as_of=date(2029, 1, 1)))
    assert "もとになった出典は新しいものでも2026年1月1日（3年前）です" in "".join(later["left"]["cautions"])
    made.tie("ADDRESSES", "undated", "i")
    made.tie("HAS_ISSUE", made.node("Municipality", "y"), "i")
    undated = by_entity(ask(made.snapshot(), "y", kind="Company"))["undated"]
    assert "もとになった出典に日付がありません" in "".join(undated["cautions"])
    made.node("Event", "talk", "合成講演", since="2024-05-01")
    made.tie("ABOUT", "talk", "i")
    made.node("Company", "speaking")
    made.took_part("talk", "speaker", "speaking")
    dated = by_entity(ask(made.snapshot(), "y", kind="Company"))["speaking"]
    assert "もとになった出来事は新しいものでも2024年5月1日（2年6か月前）です" in "".join(dated["cautions"])


def test_bring_cases_from_elsewhere_with_what_the_source_says() -> None:
    found = by_entity(ask(_city().snapshot(), "city"))
    assert found["peer"]["bring"][:2] == [
        "事例: 先の合成村の「予約DX」（段階「2025年度 導入」、効果「苦情が減った」）",
        "解決策: 合成社の「オンライン予約」"]
    assert not any("予約DX" in text for text in found["ahead"]["bring"])
    assert not any("オンライン予約" in text for text in found["vendor"]["bring"])


def test_at_most_three_reasons_with_dated_sources() -> None:
    body = ask(_with_events().snapshot(), "city")
    for item in body["items"]:
        assert 1 <= len(item["reasons"]) <= 3
        for reason in item["reasons"]:
            assert reason["sources"]
            assert all(source["title"] and source["date"] for source in reason["sources"])
    assert body["newest_source"] == "2026-03-01"
    assert (body["model"], body["as_of"], body["for"]["id"]) == ("untrained", "2026-11-24", "city")


def test_nobody_to_meet_is_an_honest_empty_list() -> None:
    made = Builder()
    made.nodes("Person", "alone", "other")
    body = ask(made.snapshot(), "alone")
    assert (body["items"], body["newest_source"]) == ([], "")


def test_a_wrong_question_names_the_field() -> None:
    with pytest.raises(UsageError) as limit:
        ask(_city().snapshot(), "city", limit=0)
    with pytest.raises(UsageError) as kind:
        ask(_city().snapshot(), "city", kind="Planet")
    assert (limit.value.field, kind.value.field) == ("limit", "kind")


_PARTIES = ("a", "b", "c", "d", "e", "f")
_ISSUES = ("i", "j")
_FACTS = st.one_of(
    st.tuples(st.sampled_from(["HAS_ISSUE", "ADDRESSES", "RAISED"]), st.sampled_from(_PARTIES),
              st.sampled_from(_ISSUES), st.sampled_from(["actual", "planned", "former"])),
    st.tuples(st.sampled_from(["organizer", "speaker", "participant"]), st.sampled_from(_PARTIES),
              st.sampled_from(["talk", "camp"]), st.just("")),
)


def _random(facts: list[tuple[str, str, str, str]]) -> Snapshot:
    made = Builder()
    made.nodes("Company", *_PARTIES)
    made.node("Issue", "i", nature="problem")
    made.node("Issue", "j", nature="topic")
    made.tie("PART_OF", "i", "j", told="2026-01-01")
    for event in ("talk", "camp"):
        made.node("Event", event, since="2026-05-01")
        made.tie("ABOUT", event, "i", told="2026-01-01")
    for kind, source, target, status in dict.fromkeys(facts):
        if status:
            made.tie(kind, source, target, status=status, told="2026-01-01")
        else:
            made.took_part(target, kind, source, told="2026-01-01")
    return made.snapshot()


@settings(max_examples=60)
@given(facts=st.lists(_FACTS, max_size=14), about=st.sampled_from([None, "合成i"]), data=st.data())
def test_contributions_add_up_and_the_order_of_loading_makes_no_difference(
        facts: list[tuple[str, str, str, str]], about: str | None, data: st.DataObject) -> None:
    snapshot = _random(facts)
    body = ask(snapshot, "a", about=about)
    scores = [item["score"] for item in body["items"]]
    assert scores == sorted(scores, reverse=True)
    for item in body["items"]:
        contributions = [reason["contribution"] for reason in item["reasons"]]
        assert item["score"] == round(sum(contributions), 1)
        assert 0 < item["score"] <= 100
        assert all(contribution > 0 for contribution in contributions)
        assert item["entity"]["id"] != "a"
        assert item["cautions"] == list(dict.fromkeys(item["cautions"]))
    shuffled = Snapshot.build(
        revision=snapshot.revision, redirects={},
        documents=data.draw(st.permutations(list(snapshot.documents.values()))),
        nodes=data.draw(st.permutations(list(snapshot.nodes.values()))),
        ties=data.draw(st.permutations(list(snapshot.ties.values()))))
    assert ask(shuffled, "a", about=about) == body

"""Who has to do with whom: evidence from gatherings, works, posts, contracts, introductions and rosters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.contacts import Contact, ContactNetwork, Filters, cost_of
from graph.contacts.carriers import Part
from graph.contacts.gatherings import gatherings
from graph.entities import Span
from graph.lens import Lens
from graph.ontology.vocabulary import TIE
from graph.snapshot import Snapshot
from graph.strength import Evidence, room_factor
from tests.building import TODAY, Builder


def about(value: float, rel: float = 1e-9) -> Any:
    """Comparable with anything: nearly this number."""
    return pytest.approx(value, rel=rel)


def contact(built: Builder, one: str, other: str, *, as_of: date = TODAY, **filters: Any) -> Contact | None:
    network = ContactNetwork.build(built.snapshot(), as_of, Filters(**filters))
    found = network.contacts_of(one).get(other)
    mirrored = network.contacts_of(other).get(one)
    assert (found is None) == (mirrored is None)
    if found and mirrored:
        assert (found.evidence, found.strength) == (mirrored.evidence, mirrored.strength), "contacts are symmetric"
    return found


def only(built: Builder, one: str, other: str, **options: Any) -> Evidence:
    found = contact(built, one, other, **options)
    assert found is not None
    assert len(found.evidence) == 1
    return found.evidence[0]


def fair(*people: str, size: str = "", on: str = "2026-11-24") -> Builder:
    """An event of today, so that nothing has aged."""
    built = Builder()
    built.nodes("Person", *people)
    built.node("Event", "fair", since=on, until=on, **({"size": size} if size else {}))
    return built


def guests(number: int) -> list[str]:
    return [f"guest{place:02}" for place in range(number)]


def test_who_runs_a_camp_and_who_takes_part() -> None:
    others = guests(16)
    built = fair("boss", "desk", "desk2", "talker", *others)
    built.took_part("fair", "organizer", "boss")
    built.took_part("fair", "secretariat", "desk", "desk2")
    built.took_part("fair", "speaker", "talker")
    built.took_part("fair", "participant", *others)
    full, stage = room_factor(20), room_factor(4)
    assert only(built, "boss", "desk").strength == about(0.8 * stage)
    assert only(built, "desk", "desk2").level == 5
    assert only(built, "boss", "talker").level == 3
    heard = only(built, "talker", "guest00")
    assert (heard.level, heard.room) == (1, 20)
    cards = only(built, "desk", "guest00")
    assert (cards.level, cards.weight, cards.room, cards.strength) == (2, 0.15, 20, about(0.15 * full))
    listed = only(built, "guest00", "guest01")
    assert (listed.level, listed.strength) == (0, about(0.02 * full))


def test_the_stated_size_of_a_room_counts_where_it_is_larger_and_not_on_the_stage() -> None:
    built = fair("a", "b", "c", size="400")
    built.took_part("fair", "speaker", "a", "b")
    built.took_part("fair", "participant", "c")
    assert only(built, "a", "c").room == 400
    assert only(built, "a", "b").room == 2
    smaller = fair("a", "b", "c", size="2")
    smaller.took_part("fair", "participant", "a", "b", "c")
    assert only(smaller, "a", "b").room == 3


def test_a_table_is_the_finest_room() -> None:
    built = fair(*guests(30))
    built.took_part("fair", "participant", *guests(30)[6:])
    built.took_part("fair", "participant", *guests(30)[:6], table="第1卓")
    talked = only(built, "guest00", "guest05")
    assert (talked.level, talked.room, talked.strength) == (3, 6, about(0.35 * 4 / 5))
    assert only(built, "guest00", "guest06").level == 0


def sessions() -> Builder:
    """A fair with two talks: one speaker each, a moderator in the first, an organizer of all."""
    built = fair("boss", "one", "two", "lead", "guest", "late")
    for talk in ("first", "second"):
        built.node("Event", talk)
        built.tie("PART_OF", talk, "fair")
    built.took_part("fair", "organizer", "boss")
    built.took_part("fair", "participant", "guest")
    built.took_part("first", "speaker", "one")
    built.took_part("first", "moderator", "lead")
    built.took_part("second", "speaker", "two")
    built.took_part("second", "participant", "late")
    return built


def test_sessions_are_rooms_of_their_own() -> None:
    built = sessions()
    assert (only(built, "one", "lead").level, only(built, "one", "lead").room) == (3, 2)
    assert only(built, "two", "late").room == 2
    apart = only(built, "one", "two")
    assert (apart.level, apart.room, apart.carrier) == (0, 4, "fair"), "speakers of two sessions share no stage"
    assert only(built, "guest", "one").level == 0, "who was at the fair need not have heard every talk"
    assert only(built, "boss", "one").level == 3, "who runs the fair has to do with its speakers"
    assert only(built, "boss", "late").level == 2


def test_a_gathering_gives_a_pair_one_evidence_the_strongest() -> None:
    built = sessions()
    built.took_part("fair", "participant", "one", "lead")
    evidence = only(built, "one", "lead")
    assert (evidence.level, evidence.carrier) == (3, "first")
    # What is told of the fair itself goes before what a session would suggest for it.
    assert only(built, "boss", "one").level == 2


def test_a_written_answer_of_a_body_is_no_contact_and_one_by_word_of_mouth_is() -> None:
    built = fair("asker", "chief")
    built.nodes("Agency", "cabinet")
    built.took_part("fair", "asker", "asker")
    built.took_part("fair", "answerer", "cabinet", "chief")
    assert only(built, "asker", "chief").level == 3
    assert contact(built, "asker", "cabinet") is None


@pytest.mark.parametrize(
    ("event", "tie", "last", "undated", "factor"),
    [
        ({"since": "2025-05-25", "until": "2025-05-25"}, {}, "2025-05-25", False, 0.5),
        ({"since": "2025-05-25"}, {}, "2025-05-25", False, 0.5),
        ({}, {"told": "2025-05-25"}, "2025-05-25", True, 0.5),
        ({}, {}, "", True, 0.5),
        ({"since": "2026-11-20", "until": "2026-12-31"}, {}, "2026-11-24", False, 1.0),
        ({"since": "2020"}, {"on": "2025-05-25"}, "2025-05-25", False, 0.5),
    ],
)
def test_age_of_a_gathering(
    event: dict[str, str], tie: dict[str, str], last: str, undated: bool, factor: float
) -> None:
    built = Builder()
    built.nodes("Person", "a", "b")
    built.node("Event", "fair", **event)
    built.took_part("fair", "organizer", "a", **tie)
    built.took_part("fair", "participant", "b", **tie)
    evidence = only(built, "a", "b")
    assert (evidence.last, evidence.undated) == (last, undated)
    assert evidence.strength == about(0.15 * factor, rel=1e-2)


def test_a_year_counts_from_its_last_day() -> None:
    built = fair("a", "b", on="FY2022")
    built.took_part("fair", "speaker", "a", "b")
    age = (TODAY - date(2023, 3, 31)).days / 365.25
    assert only(built, "a", "b").strength == about(0.35 * 0.5 ** (age / 2))


@pytest.mark.parametrize("status", ["planned", "unknown"])
def test_what_is_only_planned_connects_nobody(status: str) -> None:
    built = fair("a", "b")
    built.took_part("fair", "speaker", "a")
    built.tie("TOOK_PART", "b", "fair", "speaker", status=status)
    assert contact(built, "a", "b") is None


def test_what_is_yet_to_come_on_a_day_connects_nobody_on_it() -> None:
    built = fair("a", "b")
    built.took_part("fair", "speaker", "a", "b")
    assert contact(built, "a", "b", as_of=date(2026, 11, 23)) is None
    assert contact(built, "a", "b") is not None


def works(*roles: str, **project: str) -> Builder:
    built = Builder()
    built.node("Project", "pilot", **project)
    for place, role in enumerate(roles):
        built.node("Company", f"firm{place}")
        built.joined("pilot", role, f"firm{place}", told="2026-11-24")
    return built


def test_a_project_that_goes_on_is_as_fresh_as_its_newest_document() -> None:
    built = works("owner", "supporter", since="2015")
    evidence = only(built, "firm0", "firm1")
    assert (evidence.level, evidence.last, evidence.room) == (5, "2026-11-24", None)
    assert evidence.strength == about(0.8)
    ended = only(works("owner", "supporter", since="2015", until="2021-11-24"), "firm0", "firm1")
    assert (ended.last, ended.strength) == ("2021-11-24", about(0.4, rel=1e-2))


def test_who_is_still_in_a_project_parted_from_another_when_that_one_left() -> None:
    built = works()
    built.nodes("Company", "stays", "left")
    built.joined("pilot", "owner", "stays", since="2015")
    built.joined("pilot", "supporter", "left", since="2015", until="2021-11-24")
    assert only(built, "stays", "left").last == "2021-11-24"


def test_payees_never_met_and_pitchers_heard_each_other() -> None:
    built = works("owner", "payee", "payee", "pitcher", "pitcher")
    assert contact(built, "firm1", "firm2") is None
    assert only(built, "firm3", "firm4").level == 1
    assert only(built, "firm0", "firm1").level == 5


def test_who_left_before_the_other_came_is_only_listed_with_them() -> None:
    built = works("owner")
    built.nodes("Company", "early", "late")
    built.joined("pilot", "owner", "early", since="2010", until="2012")
    built.joined("pilot", "owner", "late", since="2020")
    assert only(built, "early", "late").level == 0


def test_a_second_project_renews_and_does_not_count_twice() -> None:
    built = works("owner", "supporter", since="2019", until="2024-11-24")
    built.node("Project", "second", since="2020", until="2026-11-24")
    built.joined("second", "owner", "firm0", "firm1")
    renewed = only(built, "firm0", "firm1")
    assert (renewed.level, renewed.last, len(renewed.ties)) == (6, "2026-11-24", 4)
    assert renewed.strength == about(0.95)
    assert only(built, "firm0", "firm1", min_level=6).level == 6
    assert only(built, "firm0", "firm1", since=date(2025, 1, 1)).level == 5, "one alone renews nothing"
    assert contact(built, "firm0", "firm1", min_level=6, since=date(2025, 1, 1)) is None


@pytest.mark.parametrize("kind", ["SUCCEEDED", "PART_OF"])
def test_a_renamed_or_divided_project_is_no_second_one(kind: str) -> None:
    built = works("owner", "supporter")
    built.nodes("Project", "second")
    built.joined("second", "owner", "firm0", "firm1")
    built.tie(kind, "second", "pilot")
    assert only(built, "firm0", "firm1").level == 5


def test_a_contract_beside_a_project_renews_and_many_terms_are_one() -> None:
    built = works("owner", "contractor")
    for year in ("FY2024", "FY2025"):
        built.tie("CONTRACTED", "firm0", "firm1", occasion=year, on=year)
    assert only(built, "firm0", "firm1").level == 6
    assert only(built, "firm0", "firm1", avoid=frozenset({"pilot"})).level == 5


def offices() -> Builder:
    """A head of section with one seat, who worked on a project for the post, and a councillor among 40."""
    built = Builder()
    built.nodes("Person", "taro", "hanako", "jiro")
    built.nodes("Municipality", "city")
    built.nodes("Assembly", "council")
    built.node("Post", "head", seats="one")
    built.node("Post", "member", seats="many", seat_count="40")
    built.tie("POST_IN", "head", "city")
    built.tie("POST_IN", "member", "council")
    built.tie("PART_OF", "council", "city")
    built.tie("HOLDS", "jiro", "member")
    built.nodes("Company", "firm")
    return built


def test_posts_and_memberships() -> None:
    built = offices()
    built.tie("HOLDS", "taro", "head", since="2020", until="2023-11-24")
    built.tie("HOLDS", "hanako", "head", since="2024")
    built.node("Association", "club", size="200")
    built.tie("MEMBER_OF", "taro", "club")
    built.tie("MEMBER_OF", "firm", "club", status="former")
    current, former = only(built, "hanako", "head"), only(built, "taro", "head")
    assert (current.strength, current.level, current.ongoing) == (0.9, 5, True)
    assert (former.strength, former.level, former.former) == (about(0.225, rel=1e-2), 3, True)
    assert only(built, "jiro", "member").strength == about(0.35)
    assert only(built, "taro", "club").strength == about(0.07)
    assert only(built, "firm", "club").strength == about(0.07 / 2 / 2), "former is half, undated is half"


def test_what_belongs_to_a_post_stays_with_the_post() -> None:
    built = offices()
    held = built.tie("HOLDS", "taro", "head", since="2020")
    built.node("Project", "pilot")
    built.tie("JOINED", "taro", "pilot", "owner", told="2026-11-24", in_post="head")
    built.joined("pilot", "supporter", "firm", told="2026-11-24")
    assert only(built, "head", "firm").strength == only(built, "taro", "firm").strength == about(0.8)
    assert only(built, "taro", "head").ties == (held.id,), "a person and the post they act in are one participant"
    built.tie("HOLDS", "hanako", "head", since="2026-04")
    moved = built.snapshot()
    left = replace(held, spans=(Span("2020", "2026-03"),))
    ties = [left if tie.id == held.id else tie for tie in moved.ties.values()]
    after = Snapshot.build(
        revision="1", nodes=moved.nodes.values(), ties=ties, documents=moved.documents.values(), redirects={}
    )
    contacts = ContactNetwork.build(after, TODAY).contacts_of("firm")
    assert contacts["head"].strength == about(0.8)
    assert contacts["taro"].strength == about(0.4)
    assert contacts["taro"].evidence[0].former
    assert "hanako" not in contacts, "the successor has the post, not the acquaintance"


def test_a_tie_of_a_post_kept_over_a_transfer_is_renewed() -> None:
    built = offices()
    built.tie("HOLDS", "taro", "head", since="2020", until="2023")
    built.tie("HOLDS", "hanako", "head", since="2024")
    built.node("Project", "pilot")
    for person in ("taro", "hanako"):
        built.tie("JOINED", person, "pilot", "owner", told="2026-11-24", in_post="head")
    built.joined("pilot", "supporter", "firm", told="2026-11-24")
    assert only(built, "head", "firm").level == 6
    assert only(built, "hanako", "firm").level == 5


def test_the_holder_at_the_time_shares_what_the_post_did() -> None:
    built = offices()
    built.tie("HOLDS", "taro", "head", since="2020", until="2023")
    built.tie("HOLDS", "hanako", "head", since="2024")
    built.node("Event", "fair", since="2022-05-01", until="2022-05-01")
    built.took_part("fair", "organizer", "head")
    built.took_part("fair", "participant", "firm")
    assert only(built, "head", "firm").room == 2, "the holder is no second guest"
    assert only(built, "taro", "firm").strength == about(only(built, "head", "firm").strength / 2)
    assert contact(built, "hanako", "firm") is None
    found = contact(built, "taro", "head")
    assert found is not None
    assert found.ties == (built.snapshot().outgoing("taro", "HOLDS")[0].id,), "they did not meet each other there"


def test_a_seat_among_many_takes_no_part_for_its_holder() -> None:
    built = offices()
    built.node("Event", "fair", since="2026-11-24")
    built.tie("TOOK_PART", "jiro", "fair", "speaker", in_post="member")
    built.took_part("fair", "organizer", "firm")
    assert contact(built, "member", "firm") is None
    assert only(built, "jiro", "firm").level == 3


def test_acquaintance_and_contracts() -> None:
    built = Builder()
    built.nodes("Person", "a", "b", "c")
    built.nodes("Company", "buyer", "supplier")
    built.tie("KNOWS", "a", "b", level="4", on="2026-11-24")
    built.tie("KNOWS", "b", "c", on="2026-11-24")
    built.tie("CONTRACTED", "buyer", "supplier", on="2026-11-24")
    assert (only(built, "a", "b").level, only(built, "b", "c").level) == (4, 3)
    assert only(built, "buyer", "supplier").strength == about(0.8)


@pytest.mark.parametrize(("outcome", "level"), [("", 3), ("unknown", 3), ("ended", 3), ("continued", 4)])
def test_introductions(outcome: str, level: int) -> None:
    built = Builder()
    built.nodes("Person", "maker", "a", "b")
    built.node("Introduction", "intro", date="2026-11-24", **({"outcome": outcome} if outcome else {}))
    built.tie("INTRODUCED_BY", "intro", "maker")
    built.tie("INTRODUCED", "intro", "a")
    built.tie("INTRODUCED", "intro", "b")
    assert only(built, "a", "b").level == level
    assert only(built, "maker", "a").level == 4
    assert contact(built, "a", "b", as_of=date(2026, 11, 23)) is None
    assert only(built, "maker", "b", ties=frozenset({"INTRODUCED"})).level == 4, "both kinds make one fact"


@pytest.mark.parametrize(
    ("kind", "name", "members", "level"),
    [
        ("Department", "合成課", 3, 4),
        ("Group", "合成の会", 20, 4),
        ("Faction", "合成会派", 2, 3),
        ("Faction", "無会派", 2, None),
        ("Group", "合成の会", 21, None),
        ("Company", "合成社", 3, None),
    ],
)
def test_rosters(kind: str, name: str, members: int, level: int | None) -> None:
    built = Builder()
    built.node(kind, "group", name, complete_roster="complete")
    for guest in guests(members):
        built.nodes("Person", guest)
        built.tie("MEMBER_OF", guest, "group", told="2010-01-01")
    if level is None:
        assert contact(built, "guest00", "guest01") is None
    else:
        evidence = only(built, "guest00", "guest01")
        assert (evidence.level, evidence.strength) == (level, {3: 0.35, 4: 0.6}[level])


def test_colleagues_age_from_the_day_on_which_the_first_left() -> None:
    built = Builder()
    built.node("Department", "group", complete_roster="complete")
    built.nodes("Person", "a", "b", "c")
    built.tie("MEMBER_OF", "a", "group", since="2015")
    built.tie("MEMBER_OF", "b", "group", since="2016", until="2023-11-24")
    built.tie("MEMBER_OF", "c", "group", since="2025")
    assert only(built, "a", "b").strength == about(0.3, rel=1e-2)
    assert contact(built, "b", "c") is None


def test_evidence_of_several_kinds_adds_up() -> None:
    built = fair("a", "b")
    built.took_part("fair", "speaker", "a", "b")
    built.tie("KNOWS", "a", "b", level="4", on="2020-01-01")
    found = contact(built, "a", "b")
    assert found is not None
    strong, weak = found.evidence
    assert (strong.level, weak.level, found.level, found.last) == (3, 4, 4, "2026-11-24")
    assert found.strength == about(1 - (1 - strong.strength) * (1 - weak.strength))


def test_filters_take_away_evidence_and_strength_is_of_what_remains() -> None:
    built = fair("a", "b", "c")
    built.took_part("fair", "speaker", "a", "b", "c")
    built.tie("KNOWS", "a", "b", level="4", on="2020-01-01")
    assert only(built, "a", "b", since=date(2026, 1, 1)).level == 3
    assert only(built, "a", "b", min_level=4).level == 4
    assert only(built, "a", "b", ties=frozenset({"KNOWS"})).level == 4
    assert only(built, "a", "b", avoid=frozenset({"fair"})).level == 4
    assert only(built, "a", "b", avoid=frozenset({"c"}), min_level=0, ties=frozenset({"TOOK_PART"})).room == 3
    assert contact(built, "a", "c", avoid=frozenset({"c"})) is None
    assert contact(built, "a", "c", ties=frozenset({"HOLDS"})) is None


JOINT = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "head", "firm"]),
        st.sampled_from(["fair", "talk", "dx", "rpa"]),
        st.integers(0, 2),
        st.sampled_from(["", "2020-01-01", "2026-11-24"]),
    ),
    max_size=14,
)
WISHES = st.builds(
    Filters,
    avoid=st.frozensets(st.sampled_from(["a", "talk", "fair", "dx", "head"]), max_size=2),
    since=st.sampled_from([None, date(2023, 1, 1)]),
    min_level=st.sampled_from([0, 2, 5]),
    ties=st.sampled_from([frozenset(), frozenset({"JOINED", "HOLDS"})]),
)


def joint(parts: list[tuple[str, str, int, str]], *, without: frozenset[str] = frozenset()) -> Builder:
    """People, a post and a firm in an event with a session and in two projects, and some bonds."""
    built = fair("a", "b", "c")
    built.node("Event", "talk")
    built.node("Post", "head", seats="one")
    built.nodes("Company", "firm")
    built.nodes("Project", "dx", "rpa")
    built.tie("PART_OF", "talk", "fair")
    built.tie("HOLDS", "a", "head", since="2019")
    built.tie("MEMBER_OF", "b", "firm")
    built.tie("KNOWS", "b", "c", level="4", on="2025-01-01")
    for (entity, carrier), (role, day) in {part[:2]: part[2:] for part in parts}.items():
        if carrier not in without and not (carrier == "talk" and "fair" in without):
            if carrier in ("fair", "talk"):
                built.took_part(carrier, ("organizer", "speaker", "participant")[role], entity, on=day)
            else:
                built.tie("JOINED", entity, carrier, ("owner", "supporter", "payee")[role], on=day)
    return built


@settings(deadline=None, max_examples=150)
@given(JOINT, WISHES)
def test_bare_arcs_are_those_of_the_contacts_under_any_filters(
    parts: list[tuple[str, str, int, str]], filters: Filters
) -> None:
    snapshot = joint(parts).snapshot()
    ContactNetwork.build(snapshot, TODAY).arcs_of("b")
    network = ContactNetwork.build(snapshot, TODAY, filters)
    fresh = ContactNetwork.build(joint(parts, without=filters.avoid).snapshot(), TODAY, filters)
    for entity in snapshot.nodes:
        contacts = network.contacts_of(entity)
        assert dict(network.arcs_of(entity)) == {
            other: (cost_of(contact.strength), contact.strength) for other, contact in contacts.items()
        }
        assert contacts == fresh.contacts_of(entity), "what is avoided is as if it had not been told"


def test_an_unfiltered_network_is_kept_with_its_snapshot_and_few_are() -> None:
    snapshot = fair("a").snapshot()
    first = ContactNetwork.build(snapshot, TODAY)
    assert ContactNetwork.build(snapshot, TODAY) is first
    assert ContactNetwork.build(snapshot, TODAY, Filters(min_level=1)) is not first
    for year in (2020, 2021, 2022):
        ContactNetwork.build(snapshot, date(year, 1, 1))
    assert ContactNetwork.build(snapshot, TODAY) is not first


ROLES = st.sampled_from([role.name for role in TIE["TOOK_PART"].roles])
PARTS = st.lists(
    st.tuples(
        st.sampled_from("abcde"), st.sampled_from(["fair", "first", "second"]), ROLES, st.sampled_from(["", "第1卓"])
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=80)
@given(PARTS, st.integers(0, 6), st.randoms(use_true_random=False))
def test_any_gathering_is_symmetric_ordered_and_only_shrinks_under_filters(
    parts: list[tuple[str, str, str, str]], level: int, chance: Any
) -> None:
    def made(order: list[tuple[str, str, str, str]]) -> Snapshot:
        built = fair(*"abcde", size="30")
        built.nodes("Event", "first", "second")
        built.tie("PART_OF", "first", "fair")
        built.tie("PART_OF", "second", "fair")
        for entity, event, role, table in order:
            built.tie("TOOK_PART", entity, event, role, table=table)
        return built.snapshot()

    unique = list({part[:3]: part for part in parts}.values())
    shuffled = list(unique)
    chance.shuffle(shuffled)
    network, other = (ContactNetwork.build(made(order), TODAY) for order in (unique, shuffled))
    filtered = ContactNetwork.build(made(unique), TODAY, Filters(min_level=level))
    for entity in "abcde":
        assert dict(network.contacts_of(entity)) == dict(other.contacts_of(entity))
        for name, found in network.contacts_of(entity).items():
            assert network.contacts_of(name)[entity].evidence == found.evidence
            assert len(found.evidence) == 1
            assert 0 < found.strength <= 0.95
            assert (name in filtered.contacts_of(entity)) == any(
                each.level >= level for each in readings(network, entity, name)
            )
        for name, found in filtered.contacts_of(entity).items():
            assert found.strength <= network.contacts_of(entity)[name].strength
            assert found.level >= level


DAYS = st.sampled_from(["", "2020-01-01", "2024-06", "2026-11-24"])
ABOVE = {"fair": ["fair"], "first": ["first", "fair"], "second": ["second", "fair"], "talk": ["talk", "first", "fair"]}
DATED_PARTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(list(ABOVE)), ROLES, DAYS), min_size=2, max_size=12
)


@settings(deadline=None, max_examples=200)
@given(DATED_PARTS)
def test_the_strongest_reading_of_a_gathering_is_found_among_all(parts: list[tuple[str, str, str, str]]) -> None:
    built = fair("a", "b", size="30")
    built.nodes("Event", "first", "second", "talk")
    built.tie("PART_OF", "first", "fair")
    built.tie("PART_OF", "second", "fair")
    built.tie("PART_OF", "talk", "first")
    for entity, event, role, day in {part[:3]: part for part in parts}.values():
        built.tie("TOOK_PART", entity, event, role, on=day)
    (gathering,) = gatherings(Lens(built.snapshot(), TODAY))
    if set(gathering.members) != {"a", "b"}:
        return

    def speaks(part: Part, event: str) -> bool:
        told = {own.carrier for own in gathering._parts[part.entity]}
        return part.carrier == event or event not in told

    every: list[Evidence] = []
    for mine in gathering._parts["a"]:
        for theirs in gathering._parts["b"]:
            common = next(event for event in ABOVE[mine.carrier] if event in ABOVE[theirs.carrier])
            found = gathering._read(mine, theirs)
            if speaks(mine, common) and speaks(theirs, common) and found is not None:
                every.append(found)
    strongest = max((each.strength for each in gathering.evidence("a", "b")), default=0.0)
    assert strongest == about(max((each.strength for each in every), default=0.0))


def readings(network: ContactNetwork, one: str, other: str) -> list[Evidence]:
    """Every reading of a pair, before one is chosen."""
    carriers = [carrier for carrier in network._carriers[one] if other in carrier.members]
    return [each for carrier in carriers for each in carrier.evidence(one, other)]

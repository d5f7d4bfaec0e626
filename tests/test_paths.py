"""Introduction paths: against an enumeration of all simple paths, and as a reader gets them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from typing import Any
from unittest.mock import patch

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.bodies import PathsBody
from graph.contacts import ContactNetwork, Filters
from graph.errors import UsageError
from graph.paths import find_paths
from graph.routes import reach
from graph.snapshot import Snapshot
from graph.ways import Map
from tests.building import TODAY, Builder

Routes = dict[tuple[str, ...], float]


def ways(body: PathsBody) -> list[tuple[str, ...]]:
    """The entities of each path."""
    return [(path["hops"][0]["from"]["id"], *(hop["to"]["id"] for hop in path["hops"])) for path in body["paths"]]


# ---- an oracle that knows nothing of the search: all simple sequences, each judged as a whole --------------------


class Oracle:
    """Enumerates every simple path of a small snapshot by the rules of the model, section 2."""

    def __init__(self, snapshot: Snapshot, filters: Filters) -> None:
        self._snapshot = snapshot
        self._network = ContactNetwork.build(snapshot, TODAY, filters)
        self._filters = filters
        kinds = {node.id: node.kind for node in snapshot.nodes.values()}
        self._entities = [
            entity for entity, kind in kinds.items() if kind not in ("Event", "Project") and entity not in filters.avoid
        ]
        self._kinds = kinds
        self._homes = {
            tie.source: tie.target
            for tie in snapshot.ties.values()
            if tie.kind == "POST_IN" or (tie.kind == "PART_OF" and kinds[tie.source] == "Department")
        }
        self._council_of = {
            tie.source: tie.target
            for tie in snapshot.ties.values()
            if tie.kind == "PART_OF" and kinds[tie.source] == "Assembly"
        }

    def line(self, entity: str) -> list[str]:
        line = [entity]
        while line[-1] in self._homes:
            line.append(self._homes[line[-1]])
        return line

    def structural(self, one: str, other: str) -> float:
        """The strength of a structural hop, 0 where there is none or the filters forbid it."""
        mine, theirs = self.line(one), self.line(other)
        if "Person" in (self._kinds[one], self._kinds[other]) or one == other:
            return 0.0
        if mine[-1] == theirs[-1]:
            common = next(entity for entity in mine if entity in theirs)
            used = [*mine[: mine.index(common) + 1], *theirs[: theirs.index(common)]]
            climbed = [*mine[: mine.index(common)], *theirs[: theirs.index(common)]]
            strength = 0.5
        elif self._council_of.get(mine[-1]) == theirs[-1]:
            used, climbed, strength = [*mine, *theirs], [*mine, *theirs[:-1]], 0.3
        else:
            return 0.0
        kinds = {"PART_OF" if self._kinds[entity] in ("Department", "Assembly") else "POST_IN" for entity in climbed}
        fits = self._filters.avoid.isdisjoint(used) and (not self._filters.ties or kinds <= self._filters.ties)
        return strength if fits else 0.0

    def contact(self, one: str, other: str) -> float:
        found = self._network.contacts_of(one).get(other)
        return found.strength if found else 0.0

    def sits_in(self, person: str, place: str) -> bool:
        return (
            self._kinds[person] == "Person"
            and self.contact(person, place) > 0
            and any(
                tie.kind in ("HOLDS", "MEMBER_OF") and (tie.source, tie.target) == (person, place)
                for tie in self._snapshot.ties.values()
            )
        )

    def is_many(self, entity: str) -> bool:
        return self._kinds[entity] == "Post" and self._snapshot.nodes[entity].first("seats") != "one"

    def routes(self, source: str, target: str) -> Routes:
        """Every valid path with its strength, the best of those with the same entities."""
        found: Routes = {}
        others = [entity for entity in self._entities if entity not in (source, target)]

        def extend(path: list[str], hops: list[tuple[bool, float]]) -> None:
            if path[-1] == target:
                if self._is_valid(path, [structural for structural, _ in hops]):
                    strength = math.prod(strength for _, strength in hops)
                    found[tuple(path)] = max(strength, found.get(tuple(path), 0.0))
                return
            for entity in (*others, target):
                if entity not in path:
                    for structural, strength in (
                        (False, self.contact(path[-1], entity)),
                        (True, self.structural(path[-1], entity)),
                    ):
                        if strength > 0:
                            extend([*path, entity], [*hops, (structural, strength)])

        extend([source], [])
        return found

    def _is_valid(self, path: list[str], structural: list[bool]) -> bool:
        last = len(structural) - 1
        places = [place for place, is_structural in enumerate(structural) if is_structural]
        starts = [self._at_start(path, structural, place) for place in places]
        ends = [self._at_start(path[::-1], structural[::-1], last - place) for place in places]
        match len(places):
            case 0:
                ends_right = True
            case 1:
                ends_right = starts[0] or ends[0]
            case 2:
                ends_right = starts[0] and ends[1] and places[1] > places[0] + 1
            case _:
                return False
        return ends_right and all(self._may_pass(path, structural, place) for place in range(1, last + 1))

    def _at_start(self, path: list[str], structural: list[bool], place: int) -> bool:
        return place == 0 or (place == 1 and not structural[0] and self.sits_in(path[0], path[1]))

    def _may_pass(self, path: list[str], structural: list[bool], place: int) -> bool:
        """A post with many seats stands only between somebody who sits in it and a structural hop."""
        if not self.is_many(path[place]):
            return True
        before, after = structural[place - 1], structural[place]
        if before == after:
            return False
        return self.sits_in(path[place + 1] if before else path[place - 1], path[place])


PEOPLE, FIRMS = ("p1", "p2", "p3"), ("f1", "f2")
BODIES = ("city", "office", "council")
POSTS = ("head", "seat", "clerk")
ACTORS = (*PEOPLE, *FIRMS, "city", "office", "head")
DATES = st.sampled_from(["", "2026-11-24", "2024-01-25", "2022", "FY2019"])
PARTS = st.lists(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(["fair", "talk", "pilot", "second"]), st.integers(0, 2), DATES),
    min_size=2,
    max_size=12,
)
SEATS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*POSTS, "seat", "clerk", "office", "city"])),
    min_size=2,
    max_size=6,
)
EVENT_ROLES, PROJECT_ROLES = ("organizer", "speaker", "participant"), ("owner", "supporter", "payee")
WISHES = st.builds(
    Filters,
    avoid=st.frozensets(st.sampled_from([*PEOPLE, *FIRMS, "fair", "pilot", "head", "council"]), max_size=2),
    since=st.sampled_from([None, None, date(2023, 1, 1)]),
    min_level=st.sampled_from([0, 0, 1, 3, 5]),
    ties=st.sampled_from(
        [
            frozenset(),
            frozenset(),
            frozenset({"TOOK_PART", "HOLDS"}),
            frozenset({"JOINED", "HOLDS", "POST_IN", "PART_OF"}),
        ]
    ),
)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A town with its office, council and posts, some firms and people, and what they did together."""
    built = Builder()
    built.nodes("Person", *PEOPLE)
    built.nodes("Company", *FIRMS)
    built.nodes("Municipality", "city")
    built.nodes("Department", "office")
    built.nodes("Assembly", "council")
    built.node("Post", "head", seats="one")
    built.node("Post", "seat", seats="many", seat_count="30")
    built.node("Post", "clerk", seats="many")
    built.tie("PART_OF", "office", "city")
    built.tie("PART_OF", "council", "city")
    built.tie("POST_IN", "head", "office")
    built.tie("POST_IN", "clerk", "office")
    built.tie("POST_IN", "seat", "council")
    built.node("Event", "fair", size="40")
    built.node("Event", "talk")
    built.tie("PART_OF", "talk", "fair")
    built.nodes("Project", "pilot", "second")
    for person, place in sorted(set(draw(SEATS))):
        built.tie("HOLDS" if place in POSTS else "MEMBER_OF", person, place)
    for (actor, carrier), (role, day) in {part[:2]: part[2:] for part in draw(PARTS)}.items():
        if carrier in ("fair", "talk"):
            built.tie("TOOK_PART", actor, carrier, EVENT_ROLES[role], on=day)
        else:
            built.tie("JOINED", actor, carrier, PROJECT_ROLES[role], on=day)
    return built.snapshot()


ENDS = st.sampled_from([*PEOPLE, *FIRMS, *BODIES, *POSTS])


@settings(deadline=None, max_examples=300)
@given(snapshots(), WISHES, ENDS, ENDS, st.integers(1, 8), st.sampled_from([0, 2, 20]))
def test_the_k_best_are_those_of_an_enumeration(
    snapshot: Snapshot, filters: Filters, source: str, target: str, k: int, crowd_from: int
) -> None:
    if source == target or {source, target} & filters.avoid:
        return
    expected = Oracle(snapshot, filters).routes(source, target)
    vars(snapshot).pop("contact_networks", None)
    with patch("graph.contacts.network.CROWD_FROM", crowd_from):
        body = find_paths(
            snapshot,
            source,
            target,
            k=k,
            avoid=sorted(filters.avoid),
            since=filters.since,
            min_level=filters.min_level,
            ties=sorted(filters.ties),
            as_of=TODAY,
        )
    assert len(body["paths"]) == min(k, len(expected))
    strengths = [path["strength"] for path in body["paths"]]
    assert strengths == pytest.approx(sorted(expected.values(), reverse=True)[:k], rel=1e-12)
    assert strengths == sorted(strengths, reverse=True)
    for way, strength in zip(ways(body), strengths, strict=True):
        assert expected[way] == pytest.approx(strength, rel=1e-12)
    assert len(set(ways(body))) == len(strengths), "no path is told twice"
    assert (body["nearest"] is None) == bool(expected)


CROWD = ("p1", "p2", "p3", "p4", "p5", "p6")
KNOWN = st.dictionaries(
    st.sampled_from(list(combinations(CROWD, 2))), st.sampled_from(["0", "1", "3", "4"]), max_size=7
)


@settings(deadline=None, max_examples=150)
@given(
    KNOWN,
    st.lists(st.sampled_from(["participant", "participant", "speaker"]), min_size=6, max_size=6),
    st.integers(1, 12),
)
def test_of_twins_in_a_crowd_the_right_one_is_followed(
    known: dict[tuple[str, str], str], roles: list[str], k: int
) -> None:
    built = Builder()
    built.nodes("Person", *CROWD)
    built.node("Event", "fair", since="2026-11-24")
    for person, role in zip(CROWD, roles, strict=True):
        built.took_part("fair", role, person)
    for (one, other), level in known.items():
        built.tie("KNOWS", one, other, level=level, on="2026-11-24")
    for firm, person in (("f1", "p1"), ("f2", "p2")):
        built.nodes("Company", firm)
        built.tie("MEMBER_OF", person, firm)
    snapshot = built.snapshot()
    with patch("graph.contacts.network.CROWD_FROM", 0):
        for source, target in (("p1", "p2"), ("f1", "f2")):
            expected = sorted(Oracle(snapshot, Filters()).routes(source, target).values(), reverse=True)
            found = [path["strength"] for path in find_paths(snapshot, source, target, k=k, as_of=TODAY)["paths"]]
            assert found == pytest.approx(expected[:k], rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(snapshots(), ENDS, ENDS, st.sampled_from([*PEOPLE, *FIRMS, "city", "office", "head"]), st.integers(1, 5))
def test_a_waypoint_takes_the_best_of_those_that_pass_it(
    snapshot: Snapshot, source: str, target: str, via: str, k: int
) -> None:
    if len({source, target, via}) < 3:
        return
    all_routes = Oracle(snapshot, Filters()).routes(source, target)
    # The structure that leads to an end stands outside the waypoint: it is passed in the open part of a path.
    expected = sorted((strength for way, strength in all_routes.items() if via in way), reverse=True)
    found = [path["strength"] for path in find_paths(snapshot, source, target, k=k, via=via, as_of=TODAY)["paths"]]
    assert all(via in way for way in ways(find_paths(snapshot, source, target, k=k, via=via, as_of=TODAY)))
    assert found == pytest.approx(expected[:k], rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(snapshots(), st.sampled_from([*PEOPLE, *FIRMS]))
def test_reach_is_that_of_dijkstra_in_networkx(snapshot: Snapshot, source: str) -> None:
    with patch("graph.contacts.network.CROWD_FROM", 1):
        network = ContactNetwork.build(snapshot, TODAY)
    plain: nx.Graph[str] = nx.Graph()
    plain.add_node(source)
    for entity in snapshot.nodes:
        for other, contact in network.contacts_of(entity).items():
            plain.add_edge(entity, other, cost=-math.log(contact.strength))
    through = [entity for entity in plain if entity not in ("seat", "clerk")]
    expected = nx.single_source_dijkstra_path_length(plain.subgraph(through), source, weight="cost")
    reached = reach(Map(network), source)
    for entity, cost in expected.items():
        if entity != source:
            assert reached[entity].strength >= math.exp(-cost) * (1 - 1e-9)


@settings(deadline=None, max_examples=40)
@given(snapshots(), ENDS, ENDS)
def test_an_answer_is_the_same_however_often_and_from_which_order(snapshot: Snapshot, source: str, target: str) -> None:
    if source == target:
        return
    again = Snapshot.build(
        revision=snapshot.revision,
        nodes=reversed(list(snapshot.nodes.values())),
        ties=reversed(list(snapshot.ties.values())),
        documents=snapshot.documents.values(),
        redirects={},
    )
    assert find_paths(snapshot, source, target, as_of=TODAY) == find_paths(again, source, target, as_of=TODAY)


# ---- as a reader gets them -----------------------------------------------------------------------------------------


def camp() -> Builder:
    """A camp in January 2024, run by a firm's desk; a village and a town took part; a councillor elsewhere."""
    built = Builder()
    built.node("Company", "firm", "合成通信株式会社")
    built.node("Municipality", "town", "合成町")
    built.node("Municipality", "village", "合成村")
    built.node("Municipality", "ward", "合成区")
    built.node("Municipality", "pref", "合成県")
    built.node("Assembly", "council", "合成区議会")
    built.node("Post", "member", "合成区議会議員", seats="many", seat_count="32")
    built.node("Person", "taro", "合成太郎")
    built.node("Company", "broker", "合成仲介社", activity="intermediary")
    built.node("Issue", "divide", "合成デバイド", nature="problem")
    built.node("Event", "camp", "合成合宿", since="2024-01-25", until="2024-01-26", format="合同勉強会")
    built.node("Project", "dx", "合成「予約」DX")
    built.tie("ABOUT", "camp", "divide")
    built.took_part("camp", "secretariat", "firm", told="2024-02-09")
    built.took_part("camp", "participant", "town", "village", told="2024-02-09")
    built.tie("PART_OF", "ward", "pref")
    built.tie("PART_OF", "village", "pref")
    built.tie("PART_OF", "council", "ward")
    built.tie("POST_IN", "member", "council")
    built.tie("HOLDS", "taro", "member", since="2003", term="6期目", told="2025-05")
    built.joined("dx", "owner", "ward", told="2025-05")
    built.tie("JOINED", "taro", "dx", "advocate", in_post="member", told="2025-05")
    built.joined("dx", "supporter", "broker", told="2025-05", since="2025")
    return built


def asked(built: Builder, source: str, target: str, **options: Any) -> PathsBody:
    return find_paths(built.snapshot(), source, target, as_of=TODAY, **options)


def test_a_hop_says_what_the_tie_is_how_to_use_it_and_what_to_mind() -> None:
    body = asked(camp(), "firm", "town", k=1)
    assert (body["as_of"], body["newest_source"], body["nearest"]) == ("2026-11-24", "2024-02-09", None)
    (path,) = body["paths"]
    (hop,) = path["hops"]
    assert hop["text"] == "合成通信株式会社は「合成合宿」（2024年1月25日〜26日）の事務局、合成町は参加者でした。"
    assert hop["how"] == "「合成合宿」の事務局を務めた縁で、「合成デバイド」のその後を尋ねる形で声をかけられます。"
    assert hop["mind"] == (
        "名刺を交わした程度の関係とみられます。最後の接点は2年9か月前です。担当者が異動していないか確かめてください。"
    )
    assert (hop["level"], hop["last"], path["level"]) == (2, "2024-01-26", 2)
    age = (TODAY - date(2024, 1, 26)).days / 365.25
    assert hop["strength"] == path["strength"] == pytest.approx(0.15 * 0.5 ** (age / 1.5))
    assert [source["date"] for source in hop["sources"]] == ["2024-02-09"]
    assert len(hop["ties"]) == 2


def test_a_later_hop_is_asked_of_who_introduces() -> None:
    body = asked(camp(), "broker", "ward", via="taro")
    first, second = body["paths"][0]["hops"]
    assert first["text"] == (
        "「合成『予約』DX」（2025年から）で、合成仲介社は支援者、合成太郎（合成区議会議員）は推進役です。"
    )
    assert "続いていると最後に確かめられたのは1年5か月前です。" in first["mind"]
    assert "合成太郎は議員です。" in first["mind"]
    assert second["how"] == (
        "合成太郎に、「合成『予約』DX」に一緒に取り組んだ縁で合成区へ取り次いでもらえないか頼みます。"
    )


def test_a_crowd_costs_nothing_until_somebody_of_it_is_on_the_way() -> None:
    built = Builder()
    built.node("Event", "fair", since="2026-11-24", size="900")
    crowd = [f"p{place:03}" for place in range(300)]
    built.nodes("Person", *crowd)
    built.took_part("fair", "speaker", *crowd[:10])
    built.took_part("fair", "participant", *crowd[10:])
    for project, firm, person in (("q", "x", "p100"), ("r", "y", "p200")):
        built.nodes("Company", firm)
        built.nodes("Project", project)
        built.joined(project, "owner", firm, person, told="2026-11-24")
    snapshot = built.snapshot()
    found = ways(find_paths(snapshot, "x", "y", k=3, as_of=TODAY))
    assert found[0] == ("x", "p100", "p200", "y")
    assert found[1:] == [("x", "p100", "p000", "p200", "y"), ("x", "p100", "p001", "p200", "y")]
    network = ContactNetwork.build(snapshot, TODAY)
    assert len(network._arcs) < 30, "most of the crowd was never looked at"


def test_of_twins_in_a_crowd_one_that_stands_for_its_post_is_not_followed_for_the_other() -> None:
    built = Builder()
    built.node("Event", "fair", since="2026-11-24")
    built.nodes("Person", "s", "p", "q")
    built.node("Post", "head", seats="one")
    built.tie("TOOK_PART", "p", "fair", "participant", in_post="head")
    built.took_part("fair", "participant", "q")
    built.tie("KNOWS", "s", "p", level="5", on="2026-11-24")
    built.tie("KNOWS", "s", "q", level="3", on="2026-11-24")
    snapshot = built.snapshot()
    with patch("graph.contacts.network.CROWD_FROM", 0):
        found = ways(find_paths(snapshot, "s", "head", k=9, as_of=TODAY))
    assert found == [("s", "q", "head"), ("s", "p", "q", "head")], "p and the post were there as one, and only q met it"


def test_a_hop_cites_all_documents_the_newest_first() -> None:
    built = Builder()
    built.nodes("Municipality", "city")
    built.nodes("Department", "office", "section", "desk", "corner")
    line = ["corner", "desk", "section", "office", "city"]
    days = ["2021-04-01", "2024-04-01", "2020-04-01", "2022-04-01"]
    for (below, above), day in zip(pairwise(line), days, strict=True):
        built.tie("PART_OF", below, above, told=day)
    (path,) = asked(built, "corner", "city")["paths"]
    assert [source["date"] for source in path["hops"][0]["sources"]] == sorted(days, reverse=True)


def test_two_in_one_role_are_told_together() -> None:
    (path,) = asked(camp(), "town", "village", k=1)["paths"]
    hop = path["hops"][0]
    assert hop["text"] == "合成町と合成村は、ともに「合成合宿」（2024年1月25日〜26日）の参加者でした。"
    assert hop["how"].startswith("ともに「合成合宿」に参加した縁で、")
    assert hop["mind"].startswith("名前が並んでいるだけで、話したという記載はありません。")


def test_the_official_door_is_labelled_and_no_contact() -> None:
    built = camp()
    built.node("Department", "desk", "合成区 子育て課")
    built.tie("PART_OF", "desk", "ward")
    built.node("Issue", "care", "合成保育")
    built.tie("IN_CHARGE", "desk", "care")
    body = asked(built, "broker", "desk", avoid=["dx"])
    assert body["paths"] == []
    body = asked(built, "taro", "desk", ties=["HOLDS", "POST_IN", "PART_OF"], min_level=3)
    (path,) = body["paths"]
    held, door = path["hops"]
    assert held["text"] == "合成太郎は合成区議会議員を務めています（6期目、2003年から）。"
    assert held["mind"] == "出典は1年5か月前のものです。今もそうか確かめてください。"
    assert door["text"] == (
        "正式な窓口です。合成区議会は合成区の議会で、合成区議会議員から合成区へ公に話を通せます。"
        "合成区 子育て課は合成区の中にあります。"
    )
    assert door["how"].startswith("合成区 子育て課は「合成保育」の担当です。")
    assert (door["level"], door["strength"], door["last"]) == (None, 0.3, "")
    assert path["strength"] == pytest.approx(0.7 * 20 / 32 * 0.3)
    assert path["level"] == 4, "structural hops are exempt from the level"
    assert len(door["ties"]) == 3


def test_two_posts_of_one_office_meet_there() -> None:
    built = Builder()
    built.nodes("Municipality", "city")
    built.nodes("Department", "office")
    built.nodes("Post", "head", "deputy")
    built.tie("PART_OF", "office", "city")
    up, down = (built.tie("POST_IN", post, "office") for post in ("head", "deputy"))
    (path,) = asked(built, "head", "deputy")["paths"]
    (hop,) = path["hops"]
    assert hop["ties"] == [up.id, down.id], "the way turns round at the office, not at the top"
    assert hop["text"] == "所属による道すじです。合成headと合成deputyは、どちらも合成officeの中にあります。"
    assert (path["strength"], path["level"]) == (0.5, None)


def test_several_kinds_of_evidence_are_told_strongest_first() -> None:
    built = camp()
    built.tie("CONTRACTED", "ward", "broker", on="FY2025", told="2025-05", title="合成調査")
    built.node("Event", "talk", "合成講座", since="2025-06-01")
    built.took_part("talk", "organizer", "ward")
    built.took_part("talk", "speaker", "broker")
    (path, *_) = asked(built, "ward", "broker")["paths"]
    text = path["hops"][0]["text"]
    assert text == (
        "合成区と合成仲介社は、「合成『予約』DX」、契約と、続けて一緒に取り組みました。"
        "ほかに、「合成講座」（2025年6月1日）でも接点があります。"
    )
    assert path["level"] == 6


def test_introductions_acquaintance_colleagues_and_former_posts_in_words() -> None:
    built = Builder()
    for key, name in (("a", "合成一郎"), ("b", "合成二郎"), ("c", "合成三郎"), ("d", "合成四郎")):
        built.node("Person", key, name)
    built.node("Group", "club", "合成の会", complete_roster="complete")
    built.node("Introduction", "intro", "合成の紹介", date="2024-05")
    built.node("Post", "head", "合成課長", seats="one")
    built.tie("INTRODUCED_BY", "intro", "a")
    built.tie("INTRODUCED", "intro", "b")
    built.tie("INTRODUCED", "intro", "c")
    built.tie("KNOWS", "c", "d", level="4", channel="合成の集い", on="2024")
    built.tie("MEMBER_OF", "a", "club")
    built.tie("MEMBER_OF", "d", "club")
    built.tie("HOLDS", "d", "head", status="former")

    def text(one: str, other: str) -> tuple[str, str]:
        paths = asked(built, one, other, k=50)["paths"]
        hop = next(path["hops"][0] for path in paths if len(path["hops"]) == 1)
        return hop["text"], hop["mind"]

    assert text("a", "b")[0] == "合成一郎は合成二郎を合成三郎に紹介しました（2024年5月）。"
    assert text("b", "c")[0] == "合成二郎と合成三郎は、合成一郎の紹介で知り合いました（2024年5月）。"
    assert text("c", "d")[0] == "合成三郎と合成四郎は合成の集いで知り合いです（2024年）。"
    assert text("a", "d")[0] == "合成一郎と合成四郎は、ともに合成の会の一員です。"
    assert text("d", "head") == (
        "合成四郎は以前、合成課長を務めていました。",
        "時期の記載がないため、強さを半分に見積もっています。今はその役職・所属を離れています。",
    )


def test_no_path_names_the_nearest_and_what_would_make_one() -> None:
    body = asked(camp(), "firm", "ward")
    assert body["paths"] == []
    nearest = body["nearest"]
    assert nearest is not None
    assert nearest["reached"] == {"id": "village", "kind": "Municipality", "caption": "合成村"}
    assert nearest["path"] is not None
    assert nearest["path"]["hops"][-1]["to"]["id"] == "village"
    told = [(item["kind"], item["entity"]["id"] if item["entity"] else None) for item in nearest["missing"]]
    assert told == [
        ("introduction", "village"),
        ("organization", "broker"),
        ("person", "taro"),
        ("introduction", "broker"),
        ("event", "camp"),
    ]
    assert nearest["missing"][0]["why"].startswith("合成村と合成区は、どちらも合成県にあります。")
    assert nearest["missing"][1]["why"].endswith("合成通信株式会社が合成仲介社と知り合えば、合成区への紹介を頼めます。")
    assert nearest["missing"][-1]["why"].endswith("次に合同勉強会のような場があれば、合成区を招けます。")


def test_nearest_prefers_the_organisation_then_the_issue_then_the_area() -> None:
    built = camp()
    built.tie("HAS_ISSUE", "ward", "divide")
    by_issue = asked(built, "firm", "ward")["nearest"]
    assert by_issue is not None
    assert by_issue["reached"] == built.snapshot().ref("town"), "both took part in what is about the issue: by id"
    built.node("Person", "clerk", "合成職員")
    built.tie("MEMBER_OF", "clerk", "ward")
    built.took_part("camp", "participant", "clerk")
    by_organisation = asked(built, "firm", "ward", ties=["TOOK_PART"])["nearest"]
    assert by_organisation is not None
    assert by_organisation["reached"] == built.snapshot().ref("clerk")
    assert "同じ合成区の中にいます" in by_organisation["missing"][1]["why"]


def test_a_coming_event_on_the_other_side_is_the_door() -> None:
    built = camp()
    built.node("Event", "salon", "合成サロン", since="2027-02-07", state="planned")
    built.tie("TOOK_PART", "broker", "salon", "speaker")
    nearest = asked(built, "firm", "ward")["nearest"]
    assert nearest is not None
    whys = [item["why"] for item in nearest["missing"] if item["kind"] == "event"]
    assert whys[0] == (
        "合成仲介社は「合成サロン」（2027年2月7日）に登壇します（予定）。"
        "合成通信株式会社もそこに加われば、直接話せます。"
    )


def test_filters_that_leave_nothing_are_named() -> None:
    body = asked(camp(), "firm", "town", since="2025", min_level=3)
    nearest = body["nearest"]
    assert nearest is not None
    assert nearest["reached"] is None
    assert nearest["path"] is None
    assert nearest["missing"][0]["why"] == (
        "条件（2025年1月1日より後、段階3「話した」以上）を外すと、直接の道すじがあります。"
        "条件に合う道すじは、今の出典にはありません。"
    )
    assert "条件に合うものは" in nearest["missing"][1]["why"]


def test_nobody_knows_anybody() -> None:
    built = Builder()
    built.nodes("Person", "a", "b")
    nearest = asked(built, "a", "b")["nearest"]
    assert nearest is not None
    assert (nearest["reached"], nearest["path"]) == (None, None)
    assert all("一つもありません" in item["why"] for item in nearest["missing"])


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        ({"k": 0}, "k", "1から50まで"),
        ({"k": 51}, "k", "1から50まで"),
        ({"target": "firm"}, "to", "同じ「合成通信株式会社」"),
        ({"target": "camp"}, "to", "「合成合宿」は場です"),
        ({"avoid": ["town"]}, "avoid", "「合成町」を避けることはできません"),
        ({"via": "firm"}, "via", "別の相手"),
        ({"via": "member"}, "via", "何人もが就く役職"),
        ({"via": "taro", "avoid": ["taro"]}, "via", "どちらか"),
        ({"min_level": 7}, "min_level", "0から6まで"),
        ({"min_level": -1}, "min_level", "0から6まで"),
        ({"ties": ["FRIENDS"]}, "ties", "「FRIENDS」はありません"),
        ({"since": "きのう"}, "since", "きのう"),
        ({"since": "--02-07"}, "since", "年がありません"),
    ],
)
def test_questions_that_make_no_sense(options: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        asked(camp(), "firm", **{"target": "town", **options})
    assert refused.value.field == field
    assert words in refused.value.message


def test_tie_kinds_are_understood_in_japanese_too() -> None:
    assert asked(camp(), "firm", "town", ties=["参加"])["paths"]
    assert not asked(camp(), "firm", "town", ties=["契約"])["paths"]


def test_a_day_before_the_camp_knows_nothing_of_it() -> None:
    snapshot = camp().snapshot()
    assert not find_paths(snapshot, "firm", "town", as_of=date(2024, 1, 24))["paths"]
    fresh = find_paths(snapshot, "firm", "town", as_of=date(2024, 1, 26))["paths"][0]
    assert fresh["strength"] == pytest.approx(0.15)


def everyone(path: PathsBody) -> Iterator[str]:
    for each in path["paths"]:
        for hop in each["hops"]:
            yield from (hop["text"], hop["how"], hop["mind"])
    if path["nearest"]:
        yield from (item["why"] for item in path["nearest"]["missing"])


@settings(deadline=None, max_examples=60)
@given(snapshots(), ENDS, ENDS)
def test_whatever_is_told_is_whole_sentences(snapshot: Snapshot, source: str, target: str) -> None:
    if source == target:
        return
    for text in everyone(find_paths(snapshot, source, target, as_of=TODAY)):
        assert text == "" or text.endswith("。"), text
        assert "{" not in text
        assert "。。" not in text
        assert "（）" not in text
        assert "「」" not in text

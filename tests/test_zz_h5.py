"""Introduction paths: against an enumeration of all simple paths, and as a reader gets them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.bodies import PathsBody
from graph.contacts import ContactNetwork, Filters
from graph.errors import UsageError
from graph.paths import find_paths, strongest_from
from graph.snapshot import Snapshot
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
        self._entities = [entity for entity, kind in kinds.items()
                          if kind not in ("Event", "Project") and entity not in filters.avoid]
        self._kinds = kinds
        self._homes = {tie.source: tie.target for tie in snapshot.ties.values()
                       if tie.kind == "POST_IN" or (tie.kind == "PART_OF" and kinds[tie.source] == "Department")}
        self._council_of = {tie.source: tie.target for tie in snapshot.ties.values()
                            if tie.kind == "PART_OF" and kinds[tie.source] == "Assembly"}

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
        return self._kinds[person] == "Person" and self.contact(person, place) > 0 and any(
            tie.kind in ("HOLDS", "MEMBER_OF") and (tie.source, tie.target) == (person, place)
            for tie in self._snapshot.ties.values())

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
                    for structural, strength in ((False, self.contact(path[-1], entity)),
                                                 (True, self.structural(path[-1], entity))):
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
PARTS = st.lists(st.tuples(st.sampled_from(ACTORS), st.sampled_from(["fair", "talk", "pilot", "second"]),
                           st.integers(0, 2), DATES), max_size=12)
SEATS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from([*POSTS, "office", "city"])), max_size=5)
EVENT_ROLES, PROJECT_ROLES = ("organizer", "speaker", "participant"), ("owner", "supporter", "payee")
WISHES = st.builds(
    Filters, avoid=st.frozensets(st.sampled_from([*PEOPLE, *FIRMS, "fair", "pilot", "head", "council"]), max_size=2),
    since=st.sampled_from([None, None, date(2023, 1, 1)]), min_level=st.sampled_from([0, 0, 1, 3, 5]),
    ties=st.sampled_from([frozenset(), frozenset(), frozenset({"TOOK_PART", "HOLDS"}),
                          frozenset({"JOINED", "HOLDS", "POST_IN", "PART_OF"})]))


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


@settings(deadline=None, max_examples=4000)
@given(snapshots(), WISHES, ENDS, ENDS, st.integers(1, 8))
def test_the_k_best_are_those_of_an_enumeration(snapshot: Snapshot, filters: Filters, source: str, target: str,
                                                k: int) -> None:
    if source == target or {source, target} & filters.avoid:
        return
    expected = Oracle(snapshot, filters).routes(source, target)
    body = find_paths(snapshot, source, target, k=k, avoid=sorted(filters.avoid), since=filters.since,
                      min_level=filters.min_level, ties=sorted(filters.ties), as_of=TODAY)
    assert len(body["paths"]) == min(k, len(expected))
    strengths = [path["strength"] for path in body["paths"]]
    assert strengths == pytest.approx(sorted(expected.values(), reverse=True)[:k], rel=1e-12)
    assert strengths == sorted(strengths, reverse=True)
    for way, strength in zip(ways(body), strengths, strict=True):
        assert expected[way] == pytest.approx(strength, rel=1e-12)
    assert len(set(ways(body))) == len(strengths), "no path is told twice"
    assert (body["nearest"] is None) == bool(expected)


@settings(deadline=None, max_examples=4000)
@given(snapshots(), ENDS, ENDS, st.sampled_from([*PEOPLE, *FIRMS, "city", "office", "head"]), st.integers(1, 5))
def test_a_waypoint_takes_the_best_of_those_that_pass_it(snapshot: Snapshot, source: str, target: str, via: str,
                                                         k: int) -> None:
    if len({source, target, via}) < 3:
        return
    all_routes = Oracle(snapshot, Filters()).routes(source, target)
    # The structure that leads to an end stands outside the waypoint: it is passed in the open part of a path.
    expected = sorted((strength for way, strength in all_routes.items() if via in way), reverse=True)
    found = [path["strength"] for path in find_paths(snapshot, source, target, k=k, via=via, as_of=TODAY)["paths"]]
    assert all(via in way for way in ways(find_paths(snapshot, source, target, k=k, via=via, as_of=TODAY)))
    assert found == pytest.approx(expected[:k], rel=1e-12)


@settings(deadline=None, max_examples=4000)
@given(snapshots(), st.sampled_from([*PEOPLE, *FIRMS]))
def test_reach_is_that_of_dijkstra_in_networkx(snapshot: Snapshot, source: str) -> None:
    network = ContactNetwork.build(snapshot, TODAY)
    plain: nx.Graph[str] = nx.Graph()
    plain.add_node(source)
    for entity in network.entities:
        for other, contact in network.contacts_of(entity).items():
            plain.add_edge(entity, other, cost=-math.log(contact.strength))
    through = [entity for entity in plain if entity not in ("seat", "clerk")]
    expected = nx.single_source_dijkstra_path_length(plain.subgraph(through), source, weight="cost")
    reached = strongest_from(snapshot, source, as_of=TODAY)
    for entity, cost in expected.items():
        if entity != source:
            assert reached[entity] >= math.exp(-cost) * (1 - 1e-9)


@settings(deadline=None, max_examples=4000)
@given(snapshots(), ENDS, ENDS)
def test_an_answer_is_the_same_however_often_and_from_which_order(snapshot: Snapshot, source: str, target: str) -> None:
    if source == target:
        return
    again = Snapshot.build(revision=snapshot.revision, nodes=reversed(list(snapshot.nodes.values())),
                           ties=reversed(list(snapshot.ties.values())), documents=snapshot.documents.values(),
                           redirects={})
    assert find_paths(snapshot, source, target, as_of=TODAY) == find_paths(again, source, target, as_of=TODAY)

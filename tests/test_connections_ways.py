"""One sweep for the paths to several gives what a search for each gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.connections.ways import strongest_ways
from graph.contacts import ContactNetwork
from graph.routes import best_routes
from graph.ways import Map
from tests.building import TODAY, Builder

_PEOPLE = ("p", "q", "r", "s")
_PLACES = ("city", "desk", "head", "assembly", "seat")
_MEETINGS = st.tuples(st.sampled_from(["organizer", "speaker", "participant"]),
                      st.sampled_from((*_PEOPLE, *_PLACES[:3])), st.sampled_from(["talk", "camp", "salon"]))
_SEATS = st.tuples(st.just("HOLDS"), st.sampled_from(_PEOPLE), st.sampled_from(["head", "seat"]))


@settings(max_examples=60)
@given(facts=st.lists(st.one_of(_MEETINGS, _SEATS), max_size=12), source=st.sampled_from((*_PEOPLE, *_PLACES)))
def test_one_sweep_finds_the_paths_that_a_search_for_each_would(
        facts: list[tuple[str, str, str]], source: str) -> None:
    made = Builder()
    made.nodes("Person", *_PEOPLE)
    made.node("Municipality", "city")
    made.node("Department", "desk")
    made.node("Post", "head", seats="one")
    made.node("Assembly", "assembly")
    made.node("Post", "seat", seats="many")
    for kind, part, whole in (("PART_OF", "desk", "city"), ("POST_IN", "head", "desk"), ("PART_OF", "assembly", "city"),
                              ("POST_IN", "seat", "assembly")):
        made.tie(kind, part, whole)
    for event in ("talk", "camp", "salon"):
        made.node("Event", event, since="2026-05-01")
    for kind, entity, target in dict.fromkeys(facts):
        if kind == "HOLDS":
            made.tie(kind, entity, target, told="2026-01-01")
        else:
            made.took_part(target, kind, entity, told="2026-05-01")
    network = ContactNetwork.build(made.snapshot(), TODAY)
    others = [each for each in (*_PEOPLE, *_PLACES) if each != source]
    wanted = {other: routes[0].entities for other in others if (routes := best_routes(Map(network), source, other, 1))}
    found = strongest_ways(network, source, others, weakest=1e-9)
    assert {other: route.entities for other, route in found.items()} == wanted
    weakest = sorted(route.strength for route in found.values())[len(found) // 2] if found else 1.0
    strong = strongest_ways(network, source, others, weakest=weakest)
    assert strong.keys() == {other for other, route in found.items() if route.strength >= weakest * (1 - 1e-9)}

"""The whole graph of the sample and the eleven real sets: what no test of a single source can see."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from enishi.cli.rendering.entity import show_lines
from enishi.graph import Graph
from graph.bodies import HopBody, PathBody
from graph.contacts import ContactNetwork
from graph.entities import Node
from graph.errors import Ambiguous
from graph.ontology.roles import COUNCILLOR
from graph.snapshot import Snapshot
from graph.store.opening import open_store
from graph.strength import OFFICIAL_DOOR_STRENGTH
from tests.building import TODAY
from tests.real_graph import FOLDERS, load_everything

PREFECTURES, MUNICIPALITIES = 47, 1_916
# In the list of 法人番号 but no longer in the list of municipalities: 富谷町 (宮城県), 那珂川町 (福岡県).
FORMER_CODES = {"044237", "403059"}
# Sources that write a municipality without its prefecture: who is meant is left to the next issue.
BARE_NAMES = {"ictadvisors", "judgit"}


@pytest.fixture(scope="module")
def snapshot(real_graph: Graph) -> Snapshot:
    return real_graph.snapshot()


def datasets(snapshot: Snapshot, node: Node) -> set[str]:
    """The data sets that state any property of a node."""
    cited = [cited for values in node.values.values() for value in values for cited in value.citations]
    return {snapshot.documents[each.document].dataset for each in cited}


def test_every_municipality_is_there_exactly_once(snapshot: Snapshot) -> None:
    nodes = [node for node in snapshot.nodes.values() if node.kind == "Municipality"]
    listed = [node for node in nodes if "municipalities" in datasets(snapshot, node)]
    levels = Counter(node.first("level") == "prefecture" for node in listed)
    assert (levels[True], levels[False]) == (PREFECTURES, MUNICIPALITIES)
    numbered = {node.first("lgcode") for node in nodes} - {""}
    assert numbered - {node.first("lgcode") for node in listed} == FORMER_CODES
    bare = [node for node in nodes if not node.first("lgcode")]
    assert all(datasets(snapshot, node) <= BARE_NAMES for node in bare)
    assert len(bare) == 82


@pytest.mark.parametrize(("identifier", "number"), [("lgcode", 1_965), ("houjin_bangou", 17_047)])
def test_no_two_entities_share_an_official_identifier(snapshot: Snapshot, identifier: str, number: int) -> None:
    carried = Counter(text for node in snapshot.nodes.values() for text in node.texts(identifier))
    assert [text for text, carriers in carried.items() if carriers > 1] == []
    assert len(carried) == number


def test_who_is_a_councillor(snapshot: Snapshot, shared: Path) -> None:
    labelled = [entity for entity, roles in snapshot.roles.items() if COUNCILLOR.name in roles]
    from_sets = Counter(each for entity in labelled for each in datasets(snapshot, snapshot.nodes[entity]))
    roster = json.loads((shared / "data" / FOLDERS["kiryu"] / "council-members.json").read_text(encoding="utf-8"))
    members = {each["name"] for part in roster.values() if isinstance(part, list) for each in part}
    assert from_sets == {"sangiin": 247, "kiryu": len(members), "sample": 1}


def test_every_tie_and_every_property_has_a_source(snapshot: Snapshot) -> None:
    unsourced = [tie.id for tie in snapshot.ties.values() if not tie.citations]
    unsourced += [node.id for node in snapshot.nodes.values() for values in node.values.values()
                  for value in values if not value.citations]
    assert unsourced == []
    cited = {each.document for tie in snapshot.ties.values() for each in tie.citations}
    assert cited <= set(snapshot.documents)
    assert all(snapshot.documents[each].title for each in cited)


def test_the_store_is_sound_and_a_second_load_changes_nothing(real_store: Path, shared: Path) -> None:
    store = open_store(str(real_store))
    assert store.check() == []
    revision = store.revision()
    store.close()
    for report in load_everything(real_store, shared / "data"):
        changed = [(tally.made, tally.changed, tally.ended) for tally in (report.nodes, report.ties)]
        assert (report.source, report.revision, changed) == (report.source, revision, [(0, 0, 0)] * 2)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("鯖江市", "182079"), ("福井県鯖江市", "182079"), ("桐生市", "102032"), ("群馬県桐生市", "102032"),
        ("日本電気株式会社", "7010401022916"), ("日本電気", "7010401022916"), ("総務省", "2000012020001"),
        ("北海道伊達市", "012335"),
    ],
)
def test_a_name_means_the_entity_with_the_official_identifier(real_graph: Graph, name: str, identifier: str) -> None:
    node = real_graph.snapshot().nodes[real_graph.id_of(name)]
    assert identifier in (*node.texts("lgcode"), *node.texts("houjin_bangou"))


def test_two_with_identifiers_stay_two(real_graph: Graph) -> None:
    with pytest.raises(Ambiguous) as refused:
        real_graph.id_of("伊達市", as_of=TODAY)
    assert {each.detail for each in refused.value.candidates} == {"北海道・012335", "福島県・072133"}


def is_official_door(hop: HopBody) -> bool:
    return hop["level"] is None and hop["strength"] == OFFICIAL_DOOR_STRENGTH and hop["text"].startswith("正式な窓口")


def through_a_councillor(snapshot: Snapshot, path: PathBody) -> str:
    """The councillor from whose seat the path goes through the official door at its end."""
    *_, seat, door = path["hops"]
    assert is_official_door(door)
    assert seat["to"] == door["from"]
    assert all(hop["sources"] for hop in path["hops"])
    assert COUNCILLOR.name in snapshot.roles[seat["from"]["id"]]
    return seat["from"]["id"]


def test_from_a_company_through_the_councillor_who_raised_the_matter_to_the_city(real_graph: Graph) -> None:
    snapshot = real_graph.snapshot()
    body = real_graph.paths("株式会社issues", "墨田区", via="おおこし勝広", as_of=TODAY)
    path = next(path for path in body["paths"] if is_official_door(path["hops"][-1]))
    councillor = through_a_councillor(snapshot, path)
    assert path["hops"][0]["from"]["kind"] == "Company"
    raised = {snapshot.nodes[tie.target].caption for tie in snapshot.outgoing(councillor, "RAISED")}
    assert "病児保育の予約が電話や書類のみで使いづらい" in raised
    assert path["hops"][-1]["to"]["caption"] == "墨田区"


def test_from_a_councillor_who_raised_a_matter_to_the_department_that_answered(real_graph: Graph) -> None:
    snapshot = real_graph.snapshot()
    best = real_graph.paths("小島強", "子どもすこやか部", as_of=TODAY)["paths"][0]
    councillor, department = through_a_councillor(snapshot, best), best["hops"][-1]["to"]["id"]
    (issue,) = [tie.target for tie in snapshot.outgoing(councillor, "RAISED")
                if snapshot.nodes[tie.target].caption == "産後ケアについて"]
    told = [tie for event in snapshot.incoming(issue, "ABOUT") for tie in snapshot.incoming(event.source, "TOOK_PART")]
    answering = [tie.source for tie in told if tie.role == "answerer"]
    desks = {tie.target for post in answering for tie in snapshot.outgoing(post, "POST_IN")}
    assert desks == {department}


def test_in_the_real_sets_no_company_is_within_reach_of_a_councillor(snapshot: Snapshot) -> None:
    """If this fails, a source tells of such a tie: take it into docs/answers-real.md as the introduction."""
    network = ContactNetwork.build(snapshot, TODAY)
    reached = {entity for entity, roles in snapshot.roles.items() if COUNCILLOR.name in roles
               and "sample" not in datasets(snapshot, snapshot.nodes[entity])}
    assert len(reached) > 247
    pending = list(reached)
    while pending:
        others = set(network.contacts_of(pending.pop())) - reached
        reached |= others
        pending.extend(others)
    assert {snapshot.nodes[entity].kind for entity in reached} == {"Person", "Post", "Faction", "Assembly"}


@pytest.mark.parametrize("name", ["総務省", "桐生市議会", "参議院議員", "鯖江市", "日本電気株式会社"])
def test_the_page_of_a_hub_stays_readable(real_graph: Graph, name: str) -> None:
    body = real_graph.show(name, as_of=TODAY)
    lines = show_lines(body)
    assert len(lines) < 130
    assert len(show_lines(body, everything=True)) > len(lines)

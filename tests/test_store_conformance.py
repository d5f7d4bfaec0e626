"""What every store must do: one suite, run on the embedded store and on a real Neo4j."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.neo4j_server import LocalServer
from graph.entities import Span
from graph.errors import ForeignStore, InvalidRecord
from graph.facts import Citation, Judgement, Record, Statement, record_id
from graph.store.base import BATCH_SIZE, Store
from graph.store.opening import open_store
from graph.store.sqlite import MEMORY, SqliteStore
from tests.facts import DATASET, Sheet, document, load, person, record, sheets, tie
from tests.servers import wiped

BASE = Sheet(
    document(),
    (person("合成太郎"), person("合成花子"), record("合成会", "Group"), tie("合成太郎", "MEMBER_OF", "合成会")),
)


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("neo4j_server", marks=pytest.mark.xdist_group("neo4j")),
        pytest.param("neo4j_lts_server", marks=pytest.mark.xdist_group("neo4j-lts")),
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "sqlite":
        with open_store(str(tmp_path / "合成.db")) as opened:
            yield opened
    else:
        server: LocalServer = request.getfixturevalue(request.param)
        with wiped(server) as opened:
            yield opened


def test_what_is_loaded_comes_back(store: Store) -> None:
    outcome = load(store, BASE)
    assert (outcome.nodes.made, outcome.ties.made) == (3, 1)
    assert [node.caption for node in store.nodes(kinds=["Person"])] == [
        name for _, name in sorted((record_id(DATASET, name), name) for name in ("合成太郎", "合成花子"))
    ]
    (found,) = store.ties()
    assert (found.kind, found.source, found.target) == (
        "MEMBER_OF",
        record_id(DATASET, "合成太郎"),
        record_id(DATASET, "合成会"),
    )
    assert found.citations == (Citation(BASE.document.id, "引用", "行:4"),)
    assert store.documents() == [BASE.document]
    assert {own.key for own in store.records()} == {"合成太郎", "合成花子", "合成会"}
    assert sum(claim.statement.is_tie for claim in store.claims()) == 1
    assert [run.status for run in store.runs()] == ["done"]
    assert store.check() == []


def test_loading_twice_changes_nothing(store: Store) -> None:
    first = load(store, BASE)
    again = load(store, BASE)
    assert again.revision == first.revision == store.revision()
    assert (again.nodes.made, again.nodes.changed, again.nodes.unchanged, again.nodes.ended) == (0, 0, 3, 0)
    assert (again.ties.made, again.ties.changed, again.ties.unchanged, again.ties.ended) == (0, 0, 1, 0)
    assert len(store.runs()) == 1


def test_filters_none_is_all_and_empty_is_none(store: Store) -> None:
    load(store, BASE)
    assert list(store.nodes(ids=[])) == [] and list(store.nodes(kinds=[])) == []
    assert list(store.ties(ids=[])) == [] and list(store.ties(kinds=[])) == []
    assert list(store.claims(records=[])) == [] and list(store.records(ids=[])) == [] and store.documents(ids=[]) == []
    only = record_id(DATASET, "合成会")
    assert [node.id for node in store.nodes(ids=[only])] == [only]
    assert {claim.statement.record for claim in store.claims(records=[only])} == {only}


def test_a_failed_load_leaves_everything_as_it_was(store: Store) -> None:
    before = load(store, BASE).revision
    with pytest.raises(RuntimeError, match="合成の失敗"), store.load(DATASET) as writer:
        writer.document(document("別"), edition="1")
        own = Record(DATASET, "合成三郎")
        writer.state(own, [(Statement(own.id, "kind", value="Person"), Citation(document("別").id))])
        raise RuntimeError("合成の失敗")
    assert store.revision() == before
    assert [run.status for run in store.runs()] == ["done"]
    assert store.check() == []
    assert load(store, Sheet(document("別"), (person("合成三郎"),))).nodes.made == 1


def test_a_reader_sees_the_graph_before_a_load_until_it_is_done(store: Store) -> None:
    before = load(store, BASE).revision
    with store.load(DATASET) as writer:
        other = document("別")
        writer.document(other, edition="1")
        own = Record(DATASET, "合成三郎")
        writer.state(own, [(Statement(own.id, "kind", value="Person"), Citation(other.id))])
        assert store.snapshot().revision == before
        assert len(store.snapshot().nodes) == 3
    assert len(store.snapshot().nodes) == 4


def test_an_edition_replaces_what_the_document_stated(store: Store) -> None:
    load(store, BASE)
    corrected = replace(BASE, rows=(person("合成太郎"), record("合成会", "Group")), edition="2")
    outcome = load(store, corrected)
    assert (outcome.nodes.ended, outcome.ties.ended) == (1, 1)
    assert [node.caption for node in store.nodes(kinds=["Person"])] == ["合成太郎"]
    assert list(store.ties()) == []
    restored = load(store, BASE)
    assert restored.nodes.made == 1 and restored.revision == store.revision()


def test_a_complete_load_withdraws_the_documents_it_leaves_out(store: Store) -> None:
    kept = load(store, BASE).revision
    load(store, BASE, Sheet(document("別"), (person("合成三郎"),)), complete=True)
    assert len(list(store.nodes())) == 4
    assert load(store, BASE, complete=True).revision == kept
    assert store.documents() == [BASE.document]


@pytest.mark.parametrize(
    ("mode", "listed_next", "ended"),
    [
        ("list", ("合成花子",), True),
        ("subjects", ("合成花子",), False),
        ("subjects", ("合成太郎", "合成花子"), True),
    ],
)
def test_the_next_version_of_a_roster_ends_what_it_leaves_out(
    store: Store,
    mode: str,
    listed_next: tuple[str, ...],
    ended: bool,
) -> None:
    group = record("合成会", "Group")
    rosters = (("MEMBER_OF", mode),)
    first = Sheet(
        document("版1", date="2021-04-01", series="名簿", rosters=rosters),
        (group, person("合成太郎"), tie("合成太郎", "MEMBER_OF", "合成会")),
    )
    second = Sheet(
        document("版2", date="2022-04-01", series="名簿", rosters=rosters),
        (group, *(person(name) for name in listed_next)),
    )
    load(store, first)
    outcome = load(store, second)
    (found,) = store.ties()
    closed, still = Span("", "2022-04-01", "former", "inferred"), Span()
    assert found.spans == ((closed,) if ended else (still,))
    assert outcome.ties.ended == int(ended)


def test_a_post_lost_and_regained_is_one_tie_with_two_intervals(store: Store) -> None:
    post = record("合成市長", "Post")
    load(
        store,
        Sheet(
            document(),
            (
                person("合成太郎"),
                post,
                tie("合成太郎", "HOLDS", "合成市長", since="2010", until="2014", status="former"),
                tie("合成太郎", "HOLDS", "合成市長", since="2018"),
            ),
        ),
    )
    (found,) = store.ties()
    assert [(span.since, span.until) for span in found.spans] == [("2010", "2014"), ("2018", "")]


def test_equal_identifiers_join_records_of_different_data_sets(store: Store) -> None:
    number = ("houjin_bangou", "4000012090001")
    load(store, Sheet(document(), (record("合成省", "Agency", number),)))
    other = replace(document("別の表"), dataset="合成別")
    load(store, Sheet(other, (record("合成省庁", "Company", number, dataset="合成別"),)), dataset="合成別")
    (node,) = store.nodes()
    assert node.kind == "Agency"
    assert node.id == min(node.records) and len(node.records) == 2
    assert set(node.texts("name")) == {"合成省", "合成省庁"}
    retired = max(node.records)
    assert store.redirects().get(retired, node.id) == node.id


def test_judgements_join_and_part_records(store: Store) -> None:
    load(store, BASE)
    before = store.revision()
    a, b = sorted((record_id(DATASET, "合成太郎"), record_id(DATASET, "合成花子")))
    with store.load("判断") as writer:
        writer.judge(Judgement(a, b, "same", "合成係"))
    (merged,) = store.nodes(kinds=["Person"])
    assert merged.id == a and store.redirects() == {b: a}
    assert store.judgements()[0].verdict == "same"
    with store.load("判断") as writer:
        writer.judge(Judgement(a, b, "different", "合成係"))
    assert store.revision() == before
    assert store.redirects() == {}
    assert store.check() == []


def test_what_is_not_public_is_seen_by_its_audience_alone(store: Store) -> None:
    public = load(store, BASE).revision
    load(
        store, Sheet(document("内輪", visibility="members"), (person("合成三郎"), tie("合成三郎", "KNOWS", "合成太郎")))
    )
    load(store, Sheet(document("私記", visibility="private"), (tie("合成太郎", "KNOWS", "合成花子"),)))
    assert store.revision() == store.snapshot().revision == public
    assert [len(store.snapshot(audience=audience).ties) for audience in ("public", "members", "private")] == [1, 2, 3]
    assert {seen.key for seen in store.documents(audience="members")} == {"資料", "内輪"}
    assert len({store.revision(audience=audience) for audience in ("public", "members", "private")}) == 3
    assert store.check() == []


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "`) DETACH DELETE n //",
        "'; DROP TABLE nodes; --",
        "$x {y} \\",
        "𠮷田",
        "か\u3099",
        "が",
        "\u202e反転",
        "😀" * 100,
        "改\n行\tタブ",
        '"引用"',
    ],
)
def test_hostile_and_rare_text_comes_back_as_it_was(store: Store, text: str) -> None:
    own = Record(DATASET, text)
    other = Record(DATASET, "合成会")
    source = document()
    with store.load(DATASET) as writer:
        writer.document(source, edition="1")
        cited = Citation(source.id, text[:40])
        writer.state(
            other,
            [(Statement(other.id, "kind", value="Group"), cited), (Statement(other.id, "name", value=text), cited)],
        )
        writer.state(
            own,
            [
                (Statement(own.id, "kind", value="Person"), cited),
                (Statement(own.id, "name", value=text), cited),
                (Statement(own.id, "MEMBER_OF", target=other.id, extra=(("title", text),)), cited),
            ],
        )
    assert {node.caption for node in store.nodes()} == {text}
    (found,) = store.ties()
    assert found.properties == {"title": (text,)} and found.citations[0].quote == text[:40]
    assert store.check() == []


def test_more_than_one_batch(store: Store) -> None:
    people = tuple(person(f"合成{number:05d}") for number in range(BATCH_SIZE // 2 + 10))
    outcome = load(store, Sheet(document(), people))
    assert outcome.nodes.made == len(people)
    assert store.snapshot().stats()["nodes"] == {"Person": len(people)}
    assert load(store, Sheet(document(), people)).nodes.unchanged == len(people)


def test_a_statement_needs_its_own_record_and_a_document_of_the_load(store: Store) -> None:
    own = Record(DATASET, "合成太郎")
    stated = Statement(own.id, "kind", value="Person")
    with pytest.raises(InvalidRecord, match="出典がこの取り込みにありません"), store.load(DATASET) as writer:
        writer.state(own, [(stated, Citation(document().id))])
    with pytest.raises(InvalidRecord, match="別の記録を指しています"), store.load(DATASET) as writer:
        writer.document(document(), edition="1")
        writer.state(Record(DATASET, "合成花子"), [(stated, Citation(document().id))])
    assert list(store.nodes()) == []


# The whole store into another


def test_the_whole_store_goes_into_another_and_back(store: Store) -> None:
    load(store, BASE)
    load(store, Sheet(document("内輪", visibility="members"), (person("合成三郎"),)))
    load(store, replace(BASE, rows=BASE.rows[:3], edition="2"))
    with SqliteStore(MEMORY) as other:
        load(other, Sheet(document("古い"), (person("合成四郎"),)))
        other.replace(store.facts(), revision=store.revision())
        assert other.check() == []
        assert other.snapshot(audience="members") == store.snapshot(audience="members")
        assert list(other.facts()) == list(store.facts())
        load(other, Sheet(document("新しい"), (person("合成五郎"), tie("合成五郎", "KNOWS", "合成太郎"))))
        store.replace(other.facts(), revision=other.revision())
        assert store.snapshot() == other.snapshot()
        assert [run.id for run in store.runs()] == [run.id for run in other.runs()]
    assert store.check() == []
    assert load(store, Sheet(document("新しい"), (person("合成五郎"),), edition="2")).ties.ended == 1


def test_facts_that_make_another_graph_are_refused(store: Store) -> None:
    before = load(store, BASE).revision
    with pytest.raises(ForeignStore, match="元の版"):
        store.replace(iter(list(store.facts())), revision="f" * 32)
    assert store.revision() == before
    assert store.check() == []


# Order of loading, and equality of the stores


def _load_in_order(store: Store, found: list[Sheet], *, together: bool) -> None:
    for dataset in dict.fromkeys(sheet.document.dataset for sheet in found):
        own = [sheet for sheet in found if sheet.document.dataset == dataset]
        for part in [own] if together else [[sheet] for sheet in own]:
            load(store, *part, dataset=dataset)


@given(found=sheets(), seed=st.integers(0, 1000))
def test_any_order_of_loading_gives_the_same_graph(found: list[Sheet], seed: int) -> None:
    shuffled = found[:]
    random.Random(seed).shuffle(shuffled)
    with SqliteStore(MEMORY) as one, SqliteStore(MEMORY) as other:
        _load_in_order(one, found, together=False)
        _load_in_order(other, shuffled, together=True)
        assert one.check() == [] and other.check() == []
        for audience in ("public", "members", "private"):
            first, second = one.snapshot(audience=audience), other.snapshot(audience=audience)
            assert (first.revision, first.nodes, first.ties) == (second.revision, second.nodes, second.ties)


@given(found=sheets())
def test_hidden_documents_leave_no_trace_in_the_public_graph(found: list[Sheet]) -> None:
    with SqliteStore(MEMORY) as whole, SqliteStore(MEMORY) as public:
        _load_in_order(whole, found, together=False)
        _load_in_order(public, [sheet for sheet in found if sheet.document.visibility == "public"], together=False)
        assert whole.snapshot() == replace(public.snapshot(), redirects=whole.redirects())


@pytest.mark.xdist_group("neo4j")
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=sheets(), changed=sheets())
def test_neo4j_equals_the_embedded_store_after_the_same_loads(
    neo4j_server: LocalServer,
    found: list[Sheet],
    changed: list[Sheet],
) -> None:
    with SqliteStore(MEMORY) as embedded, wiped(neo4j_server) as server:
        for each in (embedded, server):
            _load_in_order(each, found, together=False)
            _load_in_order(each, [replace(sheet, edition="2") for sheet in changed], together=True)
        assert server.check() == []
        for audience in ("public", "members", "private"):
            assert server.snapshot(audience=audience) == embedded.snapshot(audience=audience)
            assert server.revision(audience=audience) == embedded.revision(audience=audience)
        assert list(server.claims()) == list(embedded.claims())


def test_a_merge_that_changes_ids_ends_nothing(store: Store) -> None:
    number = ("houjin_bangou", "4000012090001")
    names = sorted(("合成省", "合成府", "合成庁", "合成院"), key=lambda name: record_id(DATASET, name))
    load(
        store,
        Sheet(
            document(),
            (record(names[-1], "Agency", number), person("合成太郎"), tie("合成太郎", "MEMBER_OF", names[-1])),
        ),
    )
    outcome = load(store, Sheet(document("別"), (record(names[0], "Agency", number),)))
    assert {node.id for node in store.nodes(kinds=["Agency"])} == {record_id(DATASET, names[0])}
    assert (outcome.nodes.made, outcome.nodes.changed, outcome.nodes.ended) == (0, 1, 0)
    assert (outcome.ties.made, outcome.ties.changed, outcome.ties.ended) == (0, 1, 0)

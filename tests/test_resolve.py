"""From a written name to one entity, or an error that helps to choose."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Ambiguous, NotFound, UsageError
from graph.resolve import issues_about, resolve
from graph.search import SearchIndex, index_of
from graph.snapshot import Snapshot
from graph.store.opening import open_store
from ingest.run import ingest
from tests.building import TODAY, Builder

NUMBER = "4000012090001"


def _snapshot() -> Snapshot:
    made = Builder()
    made.node("Company", "kddx", "ＫＤＤＸ株式会社", houjin_bangou=NUMBER)
    made.node("Company", "drone", "KDDXスマートドローン株式会社")
    made.node("Company", "other", "合成通信", alias=("KDDX",))
    made.node("Person", "hiruta", "晝田合成", kana="ひるたごうせい", alias=("ひるた合成",))
    made.node("Municipality", "north", "合成道", level="prefecture")
    made.node("Municipality", "south", "合成県", level="prefecture", alias=("ごうせい県",))
    made.node("Municipality", "date1", "重名市", kana="じゅうなし", lgcode="012335")
    made.node("Municipality", "date2", "重名市", kana="じゅうなし", lgcode="072133")
    made.node("Municipality", "city", "独名市", lgcode="131075")
    made.node("Group", "study", "合成研究会")
    made.node("Group", "study2", "合成研究会")
    for part, whole in (("date1", "north"), ("date2", "south"), ("study", "city"), ("study2", "date1")):
        made.tie("PART_OF", part, whole)
    made.node("Issue", "care", "病児保育", nature="topic")
    made.node("Issue", "booking", "予約がとりづらい", nature="problem")
    made.node("Issue", "deep", "電話だけの予約", nature="problem")
    made.node("Issue", "divide", "デジタルデバイド", nature="problem")
    made.node("Solution", "lesson", "スマホ教室")
    made.tie("PART_OF", "booking", "care")
    made.tie("PART_OF", "deep", "booking")
    made.tie("ADDRESSES", "lesson", "divide")
    built = made.snapshot()
    redirects = {"retired": "older", "older": "city", "loop": "pool", "pool": "loop", "gone": "nowhere"}
    return Snapshot.build(revision=built.revision, nodes=built.nodes.values(), ties=built.ties.values(),
                          documents=built.documents.values(), redirects=redirects)


SNAPSHOT = _snapshot()
INDEX = SearchIndex.build(SNAPSHOT)


def answer(text: str) -> str:
    return resolve(SNAPSHOT, text, index=INDEX, as_of=TODAY)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("city", "city"), ("retired", "city"), ("older", "city"),
        (NUMBER, "kddx"), ("012335", "date1"), ("07213", "date2"), ("１３１０７５", "city"),
        ("KDDX株式会社", "kddx"), ("KDDX", "kddx"), ("㈱KDDX", "kddx"), ("合成通信", "other"),
        ("晝田合成", "hiruta"), ("昼田 合成さん", "hiruta"),
        ("ひるたごうせい", "hiruta"), ("Hiruta Gosei", "hiruta"),
        ("独名市役所", "city"), ("ごうせい県", "south"),
        ("合成道重名市", "date1"), ("重名市（合成県）", "date2"),
        ("重名市(合成道)", "date1"), ("合成県の重名市", "date2"),
        ("合成道 重名市", "date1"), ("重名市 合成道", "date1"), ("重名市（合成道・012335）", "date1"),
        ("ごうせい県重名市", "date2"), ("独名市 合成研究会", "study"), ("合成道合成研究会", "study2"),
        ("独名", "city"), ("ひるた", "hiruta"), ("hiruta", "hiruta"), ("スマホ", "lesson"),
    ],
)
def test_a_name_means_one_entity(text: str, wanted: str) -> None:
    assert answer(text) == wanted


def test_namesakes_are_offered_with_what_tells_them_apart() -> None:
    with pytest.raises(Ambiguous) as refused:
        answer("重名市")
    assert [(each.id, each.detail) for each in refused.value.candidates] == [
        ("date1", "合成道・012335"), ("date2", "合成県・072133")]
    assert "合成道・012335" in refused.value.message
    assert "合成県・072133" in refused.value.message
    assert refused.value.name == "重名市"


@pytest.mark.parametrize("text", ["じゅうなし", "重名市役所", "合成研究会", "KDD", "合成"])
def test_what_fits_several_is_refused(text: str) -> None:
    with pytest.raises(Ambiguous) as refused:
        answer(text)
    assert len(refused.value.candidates) > 1


def _with_namesakes(*others: tuple[str, str, str]) -> Snapshot:
    """An identified city and others of the same name: (kind, name, its 法人番号 or nothing)."""
    made = Builder()
    made.node("Municipality", "city", "合成市", lgcode="131075", full_name="合成県合成市", kana="ごうせいし")
    for number, (kind, name, houjin_bangou) in enumerate(others):
        made.node(kind, f"other{number}", name, houjin_bangou=(houjin_bangou,) if houjin_bangou else ())
    return made.snapshot()


@pytest.mark.parametrize("text", ["合成市", "合成市役所", "ごうせいし", "合成県合成市"])
def test_the_one_with_an_official_identifier_is_meant(text: str) -> None:
    snapshot = _with_namesakes(("Municipality", "合成市", ""), ("PublicBody", "合成市", ""))
    assert resolve(snapshot, text, index=SearchIndex.build(snapshot), as_of=TODAY) == "city"


@pytest.mark.parametrize(
    "other", [("Company", "合成市", NUMBER), ("Person", "合成市", ""), ("Place", "合成市", "")])
def test_two_with_identifiers_and_a_person_or_place_stay_ambiguous(other: tuple[str, str, str]) -> None:
    snapshot = _with_namesakes(other)
    with pytest.raises(Ambiguous) as refused:
        resolve(snapshot, "合成市", index=SearchIndex.build(snapshot), as_of=TODAY)
    assert {each.id for each in refused.value.candidates} == {"city", "other0"}


def test_a_beginning_is_no_exact_answer() -> None:
    snapshot = _with_namesakes(("Company", "合成市場", ""))
    with pytest.raises(Ambiguous):
        resolve(snapshot, "合成", index=SearchIndex.build(snapshot), as_of=TODAY)


@pytest.mark.parametrize("text", ["独名町", "loop", "gone", "合成県独名市", "独名市（合成道）", "デバイド"])
def test_what_fits_nothing_is_refused_with_near_misses(text: str) -> None:
    with pytest.raises(NotFound) as refused:
        answer(text)
    assert text in refused.value.message


def test_near_misses_are_named() -> None:
    with pytest.raises(NotFound) as refused:
        answer("独名町")
    assert refused.value.candidates[0].id == "city"
    assert "独名市（" in refused.value.message


@pytest.mark.parametrize("text", ["", " 　", "\u200b", "あ" * 301])
def test_no_name_at_all_is_a_wrong_use(text: str) -> None:
    with pytest.raises(UsageError):
        answer(text)


@given(st.text(max_size=12))
def test_any_text_gives_an_entity_or_one_of_our_errors(text: str) -> None:
    with contextlib.suppress(Ambiguous, NotFound, UsageError):
        assert answer(text) in SNAPSHOT.nodes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("病児保育", ("booking", "care", "deep")), ("予約", ("booking", "deep")), ("電話だけの予約", ("deep",)),
        ("デバイド", ("divide",)), ("divide", ("divide",)), ("デジタルデバイドの解消に困っている", ("divide",)),
        ("スマホ教室", ("divide",)), ("宇宙旅行", ()),
    ],
)
def test_a_text_means_a_set_of_issues_with_their_parts(text: str, wanted: tuple[str, ...]) -> None:
    assert issues_about(SNAPSHOT, text, INDEX) == wanted


def test_the_real_namesakes(shared: Path, tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "municipalities.db"))
    ingest(store, "municipalities", [shared / "data" / "01-municipalities"])
    snapshot = store.snapshot()
    store.close()
    index = index_of(snapshot)

    def code(text: str) -> str:
        return snapshot.nodes[resolve(snapshot, text, index=index, as_of=TODAY)].first("lgcode")

    assert code("北海道伊達市") == code("伊達市（北海道）") == code("01233") == "012335"
    assert code("福島県伊達市") == code("伊達市 福島県") == "072133"
    assert code("札幌市中央区") == code("北海道札幌市中央区") == "011011"
    assert (code("長野県庁"), code("狛江市役所"), code("komae")) == ("200000", "132195", "132195")
    with pytest.raises(Ambiguous) as refused:
        code("伊達市")
    assert {each.detail for each in refused.value.candidates} == {"北海道・012335", "福島県・072133"}

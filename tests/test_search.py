"""Search: every written form finds the entity, in the promised order, whatever the order of loading."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.grams import GramTable
from graph.search import SearchIndex, index_of, near_misses, search
from graph.snapshot import Snapshot
from tests.building import TODAY, Builder

CODE = "131075"
NUMBER = "4000012090001"


def _builder() -> Builder:
    made = Builder()
    made.node("Person", "hiruta", "晝田合成", kana="ひるた ごうせい", alias=("ひるた合成",))
    made.node("Person", "taka", "髙橋合成", kana="タカハシ　ゴウセイ")
    made.node("Company", "corp", "株式会社ＧＯＵＳＥＩ", houjin_bangou=NUMBER)
    made.node("Company", "drone", "GOUSEIドローン株式会社")
    made.node("Municipality", "tokyo", "合成都", level="prefecture")
    made.node("Municipality", "north", "合成道", level="prefecture")
    made.node("Municipality", "ward", "合成区", kana="ごうせいく", lgcode=CODE, level="special_ward")
    made.node("Municipality", "date1", "重名市", lgcode="012335")
    made.node("Municipality", "date2", "重名市", lgcode="072133")
    made.node("Assembly", "assembly", "合成区議会")
    made.node("Post", "seat", "合成区議会議員", seats="many")
    made.node("Issue", "care", "病児保育", nature="topic")
    made.node("Issue", "booking", "病児保育の予約", nature="problem")
    made.tie("PART_OF", "ward", "tokyo")
    made.tie("PART_OF", "date1", "north")
    made.tie("PART_OF", "date2", "tokyo")
    made.tie("PART_OF", "assembly", "ward")
    made.tie("POST_IN", "seat", "assembly")
    made.tie("HOLDS", "taka", "seat")
    made.tie("PART_OF", "booking", "care")
    return made


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.build(_builder().snapshot())


def ids(index: SearchIndex, text: str, kind: str | None = None) -> list[str]:
    return [hit["id"] for hit in search(index, text, kind=kind, as_of=TODAY)["items"]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("晝田合成", "hiruta"), ("昼田", "hiruta"), ("晝田 合成", "hiruta"), ("合成 昼田", "hiruta"),
        ("ひるた", "hiruta"), ("ヒルタ", "hiruta"), ("ﾋﾙﾀ", "hiruta"), ("hiruta", "hiruta"),
        ("HIRUTA Gōsei", "hiruta"), ("昼田さん", "hiruta"), ("高橋合成", "taka"), ("髙橋", "taka"),
        ("takahasi", "taka"), ("GOUSEI", "corp"), ("ｇｏｕｓｅｉ", "corp"), ("㈱GOUSEI", "corp"),
        ("(株)gousei", "corp"), (NUMBER, "corp"), ("合成区役所", "ward"), (CODE, "ward"), (CODE[:5], "ward"),
        ("13107-5", "ward"), ("１３１０７５", "ward"),
    ],
)
def test_any_written_form_finds_the_entity_first(index: SearchIndex, text: str, wanted: str) -> None:
    assert ids(index, text)[0] == wanted


def test_a_hit_tells_the_form_that_matched_as_it_is_written(index: SearchIndex) -> None:
    [hit] = search(index, "ひるたごう", as_of=TODAY)["items"]
    assert hit["matched"] == "ひるた ごうせい"
    assert (hit["caption"], hit["kind"]) == ("晝田合成", "Person")
    councillor = search(index, "takahashi", as_of=TODAY)["items"][0]
    assert (councillor["roles"], councillor["detail"]) == (["Councillor"], "合成区議会議員")


def test_exact_comes_before_bare_before_beginning_before_anywhere() -> None:
    made = Builder()
    made.node("Company", "d", "新しい合成工業")
    made.node("Company", "c", "合成工業東")
    made.node("Company", "b", "株式会社合成工業")
    made.node("Company", "a", "合成工業")
    index = SearchIndex.build(made.snapshot())
    assert ids(index, "合成工業") == ["a", "b", "c", "d"]
    assert ids(index, "株式会社合成工業")[:2] == ["b", "a"]


def test_a_name_comes_before_an_alias_before_a_reading_and_the_shorter_first() -> None:
    made = Builder()
    made.node("Person", "reading", "漢字 甲", kana="ごうせいきよし")
    made.node("Person", "alias", "漢字 乙", alias=("ごうせいきよし",))
    made.node("Person", "long", "ごうせいきよしろう")
    made.node("Person", "name", "ごうせいきよし")
    index = SearchIndex.build(made.snapshot())
    assert ids(index, "ごうせいきよし") == ["name", "alias", "reading", "long"]
    assert ids(index, "ごうせいき") == ["name", "long", "alias", "reading"]


def test_of_equal_names_the_better_connected_comes_first_then_the_lower_id() -> None:
    made = Builder()
    for key in ("a", "b", "c"):
        made.node("Municipality", key, "重名市")
    made.node("Municipality", "whole", "合成県")
    made.tie("PART_OF", "b", "whole")
    assert ids(SearchIndex.build(made.snapshot()), "重名市") == ["b", "a", "c"]


@pytest.mark.parametrize("text", ["区", "保育", "病", "田"])
def test_one_and_two_characters_find_every_name_that_holds_them(index: SearchIndex, text: str) -> None:
    holding = {node.id for node in index.snapshot.nodes.values()
               if any(text in name for name in (*node.texts("name"), *node.texts("alias")))}
    assert holding
    assert set(ids(index, text)) == holding


def test_several_words_must_all_match_a_name_or_the_surroundings(index: SearchIndex) -> None:
    assert ids(index, "重名市 合成道") == ["date1"]
    assert ids(index, "合成道 重名市") == ["date1"]
    assert ids(index, "議員 合成都") == ["seat"]
    assert ids(index, "予約 保育") == ["booking"]
    assert ids(index, "重名市 無関係") == []


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("Municipality", {"ward"}), ("自治体", {"ward"}),
        ("Organization", {"ward", "assembly"}), ("組織", {"ward", "assembly"}),
        ("Councillor", set()), (None, {"ward", "assembly", "seat"}), ("Post", {"seat"}),
    ],
)
def test_kinds_groups_and_role_labels_narrow(index: SearchIndex, kind: str | None, wanted: set[str]) -> None:
    assert set(ids(index, "合成区", kind)) == wanted


def test_a_role_label_finds_who_holds_such_a_post(index: SearchIndex) -> None:
    assert ids(index, "合成", "議員") == ids(index, "合成", "Councillor") == ["taka"]


def test_identifiers_are_found_whole_or_from_their_beginning_only(index: SearchIndex) -> None:
    assert ids(index, CODE[:3]) == ["ward"]
    assert ids(index, CODE[1:]) == []
    assert ids(index, CODE[:2]) == []


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda index: search(index, " "), "q"), (lambda index: search(index, "あ" * 301), "q"),
        (lambda index: search(index, "区", kind="Planet"), "kind"),
        (lambda index: search(index, "区", limit=0), "limit"),
        (lambda index: search(index, "区", limit=201), "limit"),
        (lambda index: search(index, "区", cursor="x"), "cursor"),
        (lambda index: search(index, "区", cursor="9" * 5000), "cursor"),
        (lambda index: search(index, "区", cursor="99"), "cursor"),
    ],
)
def test_a_wrong_question_names_the_field(index: SearchIndex, ask: Callable[[SearchIndex], object], field: str) -> None:
    with pytest.raises(UsageError) as refused:
        ask(index)
    assert refused.value.field == field


@pytest.mark.parametrize("text", ["</script>", "a\nb", "\x00", "\udc80", "★", "%_'\"\\", "۩", "𠮷"])
def test_hostile_texts_are_only_texts(index: SearchIndex, text: str) -> None:
    assert search(index, f"合{text}", as_of=TODAY)["revision"] == index.snapshot.revision
    assert isinstance(near_misses(index, text, as_of=TODAY), tuple)


def test_pages_give_every_hit_once_and_scores_that_fall(index: SearchIndex) -> None:
    whole = search(index, "合", limit=100, as_of=TODAY)["items"]
    paged, cursor = [], None
    while True:
        body = search(index, "合", limit=3, cursor=cursor, as_of=TODAY)
        paged += body["items"]
        cursor = body["next"]
        if cursor is None:
            break
    assert paged == whole
    assert len(whole) > 3
    scores = [hit["score"] for hit in whole]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_near_misses_resemble_what_was_asked_for(index: SearchIndex) -> None:
    assert near_misses(index, "合戌区", as_of=TODAY)[0].id == "ward"
    assert near_misses(index, "重名町", as_of=TODAY)[0].detail in ("合成道・012335", "合成都・072133")
    assert near_misses(index, "保育園", as_of=TODAY, kinds=("Issue",))[0].kind == "Issue"
    assert near_misses(index, "zzzz", as_of=TODAY) == ()


def test_the_index_is_kept_with_its_snapshot() -> None:
    snapshot = _builder().snapshot()
    assert index_of(snapshot) is index_of(snapshot)
    assert index_of(snapshot) is not index_of(_builder().snapshot())


def test_an_empty_graph_finds_nothing() -> None:
    index = SearchIndex.build(Builder().snapshot())
    assert search(index, "合成", as_of=TODAY)["items"] == []
    assert near_misses(index, "合成", as_of=TODAY) == ()


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


def _katakana(text: str) -> str:
    return "".join(chr(ord(character) + 0x60) if "ぁ" <= character <= "ゖ" else character for character in text)


_SPELLINGS: list[Callable[[str], str]] = [
    str.upper, _full_width, _katakana, lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("田", "田\u200b"), lambda text: text.replace("高", "髙"), lambda text: f"　{text} ",
]


@given(
    text=st.sampled_from(["晝田合成", "ひるた", "高橋", "gousei", "gouseiどろーん", "合成区役所", "だいがく", "保育"]),
    spellings=st.lists(st.sampled_from(_SPELLINGS)),
)
def test_spelling_makes_no_difference(index: SearchIndex, text: str, spellings: list[Callable[[str], str]]) -> None:
    spelled = text
    for respell in spellings:
        spelled = respell(spelled)
    assert set(ids(index, spelled)) == set(ids(index, text))


@given(data=st.data())
def test_the_order_of_loading_makes_no_difference(data: st.DataObject) -> None:
    told = _builder().snapshot()
    shuffled = Snapshot.build(
        revision=told.revision, redirects={}, documents=told.documents.values(),
        nodes=data.draw(st.permutations(list(told.nodes.values()))),
        ties=data.draw(st.permutations(list(told.ties.values()))))
    text = data.draw(st.sampled_from(["合成", "区", "重名市", "保育", "g", "重名市 合成都"]))
    assert search(SearchIndex.build(shuffled), text, as_of=TODAY) == search(SearchIndex.build(told), text, as_of=TODAY)


_SHORT = st.text("あい区a𠮷", min_size=1, max_size=5)


@given(texts=st.lists(_SHORT, max_size=8), query=_SHORT)
def test_grams_find_what_a_plain_comparison_finds(texts: list[str], query: str) -> None:
    numbers, offsets = GramTable(texts).holding(query)
    plain = {(number, offset) for number, text in enumerate(texts)
             for offset in range(len(text)) if text.startswith(query, offset)}
    assert set(zip(numbers.tolist(), offsets.tolist(), strict=True)) == plain


def _grams(text: str) -> set[str]:
    return {text[start : start + length] for length in (1, 2) for start in range(len(text) - length + 1)}


@given(texts=st.lists(_SHORT, max_size=8), query=_SHORT)
def test_likeness_is_the_dice_coefficient_of_grams(texts: list[str], query: str) -> None:
    wanted = {number: 2 * len(_grams(query) & _grams(text)) / (len(_grams(query)) + 2 * len(text) - 1)
              for number, text in enumerate(texts)}
    found = GramTable(texts).alike(query, 0.3)
    assert dict(found) == pytest.approx({number: rate for number, rate in wanted.items() if rate >= 0.3})
    assert [rate for _, rate in found] == sorted((rate for _, rate in found), reverse=True)

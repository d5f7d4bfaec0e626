"""Names and the text normalisation below them."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.errors import InvalidValue
from graph.values.kanji import VARIANTS
from graph.values.names import NameGroup, OrganizationName, PersonName, name_keys
from graph.values.text import clean, excerpt, fold, is_kana, kana_from_romaji, large_kana, romanised

KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん"
JAPANESE = st.text(
    "晝昼髙高﨑崎𠮷吉々齋斉邊ヶケゝゞガぎパーｶﾞ-‐〜・　 （）㈱株Ａａ１Ⅳéō\u3099\u0301\u200bっャ", max_size=12
)
ANY_TEXT = st.text(max_size=20) | JAPANESE
GROUPS: tuple[NameGroup | None, ...] = ("person", "municipality", "organization", "other", None)
PAIRS = Path(__file__).resolve().parents[1].parent / "shared" / "gold" / "er-pairs.csv"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  塩尻市　　役所 \n", "塩尻市 役所"),
        ("合成\u200b太郎\ufeff\u202e", "合成太郎"),
        ("合成\x00市\x07", "合成市"),
        ("か\u3099", "が"),
        ("ＫＤＤＩ㈱", "ＫＤＤＩ㈱"),
        ("𠮷田\ud800", "𠮷田"),
        ("葛󠄀城市", "葛󠄀城市"),
        ("a \u200b b", "a b"),
        ("\u3164", ""),
    ],
)
def test_clean_keeps_the_writing_and_drops_what_cannot_be_seen(written: str, kept: str) -> None:
    assert clean(written) == kept


@given(ANY_TEXT)
@settings(deadline=None)
def test_clean_is_idempotent_storable_and_nfc(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert "\x00" not in cleaned


def test_excerpt_cuts_long_texts_only() -> None:
    assert excerpt("合成市") == "合成市"
    assert excerpt("市" * 50) == "市" * 40 + "…"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("晝田", "昼田"),
        ("髙橋", "高橋"),
        ("宮﨑", "宮崎"),
        ("𠮷野", "吉野"),
        ("渡邊", "渡邉"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("吉澤", "吉沢"),
        ("國分實", "国分実"),
        ("濵田", "浜田"),
        ("德田", "徳田"),
        ("神谷", "神谷"),
        ("ＫＤＤＩ", "kddi"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("ヤマダ", "やまだ"),
        ("佐々木", "佐佐木"),
        ("いすゞ", "いすず"),
        ("龍ケ崎市", "竜ヶ崎市"),
        ("葛󠄀城市", "葛城市"),
        ("デ－タ", "データ"),
        ("デ‐タ", "データ"),
        ("らーーめん", "ら〜めん"),
        ("AI-OCR", "ＡＩ　ＯＣＲ"),
        ("レオナルド・ダ・ヴィンチ", "レオナルドダヴィンチ"),
        ("ヱビス", "エビス"),
        ("Kōichirō", "KOICHIRO"),
        ("⻑⻄", "長西"),
        ("㍿", "株式会社"),
    ],
)
def test_fold_makes_one_of_two_spellings(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("斉藤", "斎藤"),
        ("坂本", "阪本"),
        ("埼", "﨑"),
        ("佐藤成子", "佐藤茂子"),
        ("ハハ", "パパ"),
        ("おおの", "おの"),
        ("日高村", "日高町"),
        ("ユーリ", "ユリ"),
        ("じゅう", "じゆう"),
    ],
)
def test_fold_keeps_apart_what_is_not_the_same(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_name_of_symbols_does_not_fold_to_nothing() -> None:
    assert fold("★") == "★"
    assert fold(" ・ ") == "・"
    assert fold("\u200b ") == ""


@given(ANY_TEXT)
@example("佐-々木")
@example("か・-た")
@example("か \u3099")
@example("\u0345")
@example("かゝー")
@example("\u115f")
@settings(deadline=None, max_examples=400)
def test_fold_is_idempotent_and_blind_to_normal_forms(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text)) == folded
    assert fold(clean(text)) == folded


@given(st.text("市区町村高田一郎アヤＡb9", min_size=1, max_size=8), st.data())
@settings(deadline=None)
def test_fold_ignores_spaces_and_dots_wherever_they_stand(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    between = data.draw(st.sampled_from(" 　・.、「"))
    assert fold(text[:at] + between + text[at:]) == fold(text)


def test_the_variant_table_is_a_function_onto_everyday_forms() -> None:
    assert len(VARIANTS) > 400
    assert not [variant for variant, form in VARIANTS.items() if form in VARIANTS]
    assert not [variant for variant in VARIANTS if len(variant) != 1 or not unicodedata.is_normalized("NFKD", variant)]
    assert not {"斉", "阪", "埼", "穐", "埜", "邨", "薗", "碕"} & set(VARIANTS)


@pytest.mark.parametrize(
    ("kana", "spellings"),
    [
        ("ひるた", ["hiruta", "HIRUTA", "Hiruta"]),
        ("こういちろう", ["koichiro", "Kouichirou", "Kōichirō", "koichiroh"]),
        ("おおこし", ["okoshi", "ookoshi", "Ohkoshi", "ōkosi"]),
        ("さいとう", ["saito", "Saitoh", "saitou", "Saitō"]),
        ("つちや", ["tsuchiya", "tutiya"]),
        ("しょうじ", ["shoji", "syozi", "Shōji"]),
        ("なんば", ["namba", "nanba"]),
        ("ほんま", ["homma", "honma"]),
        ("しんいち", ["shin'ichi", "shinichi", "Sin-iti"]),
        ("はっとり", ["hattori"]),
        ("まっちゃ", ["matcha", "maccha"]),
        ("けんいとう", ["Ken Ito"]),
    ],
)
def test_latin_spellings_meet_the_reading(kana: str, spellings: list[str]) -> None:
    assert {romanised(spelling) for spelling in spellings} == {romanised(kana)}


@pytest.mark.parametrize("text", ["KDDI", "NPO", "issues", "code for japan", "墨田区", "", "x"])
def test_what_is_no_romaji_has_no_kana(text: str) -> None:
    assert kana_from_romaji(text) is None


def test_kana_from_romaji_keeps_words_apart() -> None:
    assert kana_from_romaji("Hiruta  Kouichirou") == "ひるた こういちろう"


@given(st.text(KANA, min_size=1, max_size=10))
@settings(deadline=None)
def test_a_spelled_reading_is_read_as_romaji_and_spelled_alike(kana: str) -> None:
    spelled = romanised(kana)
    assert spelled.isascii()
    if "ん" not in kana:  # shin'ichi without its mark reads shi-ni-chi: the spelling is the same, the kana are not
        assert kana_from_romaji(spelled) is not None
        assert romanised(spelled) == spelled


@pytest.mark.parametrize(
    ("written", "core", "form", "position"),
    [
        ("株式会社合成商事", "合成商事", "株式会社", "front"),
        ("合成商事株式会社", "合成商事", "株式会社", "back"),
        ("㈱合成商事", "合成商事", "株式会社", "front"),
        ("合成商事（株）", "合成商事", "株式会社", "back"),
        ("（有）合成", "合成", "有限会社", "front"),
        ("株式會社合成", "合成", "株式会社", "front"),
        ("(一社)合成つながり", "合成つながり", "一般社団法人", "front"),
        ("一般社団法人 合成つながり", "合成つながり", "一般社団法人", "front"),
        ("ＮＰＯ法人合成の会", "合成の会", "特定非営利活動法人", "front"),
        ("認定NPO法人 合成の会", "合成の会", "認定特定非営利活動法人", "front"),
        ("国立大学法人合成大学", "合成大学", "国立大学法人", "front"),
        ("医療法人社団合成会", "合成会", "医療法人社団", "front"),
        ("社会福祉法人合成会", "合成会", "社会福祉法人", "front"),
        ("公益財団法人合成財団", "合成財団", "公益財団法人", "front"),
        ("合成生命保険相互会社", "合成生命保険", "相互会社", "back"),
        ("GOSEI CO.,LTD", "GOSEI", "Co., Ltd.", "back"),
        ("Gosei, Inc.", "Gosei", "Inc.", "back"),
        ("ＧＯＳＥＩ", "GOSEI", None, None),
        ("Zinc", "Zinc", None, None),
        ("株式会社", "株式会社", None, None),
        ("合成株式会社塩尻支店", "合成株式会社塩尻支店", None, None),
    ],
)
def test_an_organisation_is_taken_apart(written: str, core: str, form: str | None, position: str | None) -> None:
    name = OrganizationName(written)
    assert (name.core, name.legal_form, name.form_position) == (core, form, position)
    assert name.display == name.caption == clean(written)


def test_the_key_leaves_the_legal_form_out_and_the_full_key_holds_it() -> None:
    assert OrganizationName("㈱ＧＯＳＥＩ").key == OrganizationName("Gosei株式会社").key == "gosei"
    assert OrganizationName("㈱ＧＯＳＥＩ").full_key == OrganizationName("株式会社gosei").full_key
    assert OrganizationName("㈱ＧＯＳＥＩ").full_key != OrganizationName("gosei株式会社").full_key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("㈱合成", "株式会社合成", True),
        ("㈱合成", "合成㈱", False),
        ("㈱合成", "合同会社合成", False),
        ("㈱合成", "合成", None),
        ("㈱合成", "GOSEI Co., Ltd.", None),
    ],
)
def test_same_form_knows_three_answers(one: str, other: str, same: bool | None) -> None:
    assert OrganizationName(one).same_form(OrganizationName(other)) is same
    assert OrganizationName(other).same_form(OrganizationName(one)) is same


@pytest.mark.parametrize("empty", ["", "  ", "\u200b", "\x00"])
def test_an_empty_name_is_refused(empty: str) -> None:
    with pytest.raises(InvalidValue, match="組織名が空"):
        OrganizationName(empty)
    with pytest.raises(InvalidValue, match="人名が空"):
        PersonName(empty)
    with pytest.raises(InvalidValue, match="名前が空"):
        name_keys(None, empty)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("合成太郎氏", "合成太郎"),
        ("合成太郎 さん", "合成太郎"),
        ("合成議員", "合成"),
        ("合成先生", "合成"),
        ("合成花子様", "合成花子"),
        ("林さん", "林さん"),
        ("合成市議会議員", "合成市議会議員"),
        ("氏原太郎", "氏原太郎"),
        ("さん", "さん"),
        ("合成　太郎", "合成 太郎"),
    ],
)
def test_honorifics_go_only_behind_a_name(written: str, shown: str) -> None:
    assert PersonName(written).display == shown


def test_a_person_is_compared_by_name_and_by_reading() -> None:
    assert PersonName("髙橋 健").key == PersonName("高橋健").key
    assert PersonName("晝田", "ヒルタ").kana_key == PersonName("ひるた").kana_key == "ひるた"
    assert PersonName("晝田").kana_key is None
    assert PersonName("晝田", "").kana is None


def test_a_reading_in_brackets_is_read_and_other_brackets_are_not() -> None:
    assert PersonName.parse("合成 太郎（ごうせい たろう）") == PersonName("合成 太郎", "ごうせい たろう")
    assert PersonName.parse("合成太郎(議長)") == PersonName("合成太郎(議長)")


def test_a_reading_that_is_not_kana_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"合成太郎.*gosei.*ひらがな"):
        PersonName("合成太郎", "gosei")
    assert is_kana("ﾋﾙﾀ こういちろう")
    assert not is_kana("")


@pytest.mark.parametrize(
    ("office", "municipality"),
    [
        ("岡崎市役所", "岡崎市"),
        ("墨田区役所", "墨田区"),
        ("東伊豆町役場", "東伊豆町"),
        ("日高村役場", "日高村"),
        ("長野県庁", "長野県"),
        ("北海道庁", "北海道"),
        ("東京都庁", "東京都"),
        ("大阪府庁", "大阪府"),
        ("龍ケ崎市役所", "竜ヶ崎市"),
    ],
)
def test_the_seat_stands_for_the_municipality(office: str, municipality: str) -> None:
    assert set(name_keys("municipality", office)) == set(name_keys("municipality", municipality))


@pytest.mark.parametrize("other", ["岡崎市議会", "岡崎市会", "岡崎市議会議員"])
def test_the_assembly_never_stands_for_the_municipality(other: str) -> None:
    groups: tuple[NameGroup | None, ...] = ("municipality", None)
    for group in groups:
        assert not set(name_keys(group, other)) & set(name_keys("municipality", "岡崎市"))
    assert not set(name_keys(None, "岡崎市議会議員")) & set(name_keys("other", "岡崎市議会"))


def test_an_organisation_is_found_with_and_without_its_form_and_with_large_kana() -> None:
    assert {"株式会社issues", "issues"} <= set(name_keys("organization", "㈱issues"))
    assert set(name_keys("organization", "キヤノン")) & set(name_keys("organization", "キャノン株式会社"))
    assert large_kana("きゃっしゅ") == "きやつしゆ"


def test_a_query_of_unknown_kind_reaches_every_group() -> None:
    assert set(name_keys(None, "合成さん")) & set(name_keys("person", "合成"))
    assert set(name_keys(None, "合成市役所")) & set(name_keys("municipality", "合成市"))
    assert set(name_keys(None, "(株)合成")) & set(name_keys("organization", "合成株式会社"))
    assert set(name_keys(None, "合成課題")) & set(name_keys("other", "合成 課題"))


@given(ANY_TEXT.filter(clean), st.sampled_from(GROUPS))
@settings(deadline=None)
def test_every_name_has_keys_and_all_are_folded(text: str, group: NameGroup | None) -> None:
    keys = name_keys(group, text)
    assert keys
    assert len(set(keys)) == len(keys)
    assert all(fold(key) == key for key in keys)


@given(JAPANESE.filter(clean))
@settings(deadline=None)
def test_a_shown_organisation_name_is_that_name_again(text: str) -> None:
    name = OrganizationName(text)
    assert OrganizationName(name.display) == name


GROUP_OF_TYPE: dict[str, NameGroup] = {
    "C": "organization",
    "O": "organization",
    "P": "person",
    "M": "municipality",
}
# What needs more than the writing (an alias, a reading, a prefecture) is the business of identity.
DIFFER_IN_WRITING_ONLY = {
    "itaiji", "width", "legal-form", "case", "space", "ivs", "ke-variant", "cjk-compat", "small-kana",
}  # fmt: skip


def test_the_gold_pairs_that_differ_in_writing_only_share_a_key() -> None:
    if not PAIRS.exists():
        pytest.skip("../shared/gold is not beside this checkout")
    with PAIRS.open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["category"] in DIFFER_IN_WRITING_ONLY and row["type"] in GROUP_OF_TYPE and row["label"] == "1"
        ]
    assert len(rows) > 20
    apart = [
        (row["a_name"], row["b_name"])
        for row in rows
        if not set(name_keys(GROUP_OF_TYPE[row["type"]], row["a_name"]))
        & set(name_keys(GROUP_OF_TYPE[row["type"]], row["b_name"]))
    ]
    assert apart == []

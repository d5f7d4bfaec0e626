"""Codes, amounts and addresses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.errors import InvalidValue
from graph.values.codes import CorporateNumber, MunicipalityCode, Url, Yen, YenUnit

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
FIVE_DIGITS = st.builds(lambda prefecture, rest: f"{prefecture:02}{rest:03}", st.integers(1, 47), st.integers(0, 999))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip("../shared/data is not beside this checkout")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_municipality_of_the_list_is_read_from_both_of_its_columns() -> None:
    rows = rows_of(SHARED / "01-municipalities" / "localgovjp-utf8.csv")
    wards = 0
    for row in rows:
        code = MunicipalityCode.parse(row["lgcode"])
        assert code == MunicipalityCode.from_lossy(row["cid"], digits=5), row
        assert code.six == row["lgcode"], row
        assert code.prefecture_number == int(row["pid"]), row
        assert not code.is_prefecture, row
        assert code.is_ward_of_designated_city == (" " in row["city"]), row
        wards += code.is_ward_of_designated_city
    assert len(rows) == 1916
    assert wards == 175


def test_every_ward_of_the_list_knows_its_city() -> None:
    rows = rows_of(SHARED / "01-municipalities" / "localgovjp-utf8.csv")
    names = {MunicipalityCode.parse(row["lgcode"]): row["city"] for row in rows}
    for code, name in names.items():
        if code.designated_city is not None:
            assert name.split()[0] == names.get(code.designated_city, name.split()[0]), name


def test_every_prefecture_of_the_list_is_read_though_its_zero_is_lost() -> None:
    rows = rows_of(SHARED / "01-municipalities" / "prefjp-utf8.csv")
    codes = [MunicipalityCode.from_lossy(row["lgcode"], digits=6) for row in rows]
    assert all(code.is_prefecture and code.prefecture == code for code in codes)
    assert [code.prefecture_number for code in codes] == list(range(1, 48))


@pytest.mark.parametrize("written", ["131075", "13107", "１３１０７５", " 13107-5 ", "13107\u200b5"])
def test_a_code_is_read_with_and_without_check_digit(written: str) -> None:
    code = MunicipalityCode.parse(written)
    assert (code.five, code.six, code.text) == ("13107", "131075", "131075")
    assert code.identifier() == ("lgcode", "131075")
    assert code.caption == "団体コード131075"
    assert code.prefecture == MunicipalityCode("13000")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("131076", "正しくは131075"),
        ("1100", "4桁です"),
        ("48000", "都道府県番号"),
        ("00000", "都道府県番号"),
        ("1310750", "7桁です"),
        ("13107A", "数字以外"),
        ("", "数字以外"),
        ("13107.0", "表計算"),
        ("1.31075E+5", "表計算"),
        ("٠١١٠١", "数字以外"),
    ],
)
def test_a_wrong_code_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        MunicipalityCode.parse(written)


def test_only_the_column_tells_what_a_code_without_its_zero_means() -> None:
    assert MunicipalityCode.parse("10006").prefecture_number == 10
    assert MunicipalityCode.from_lossy("10006", digits=6).prefecture_number == 1


def test_a_lossy_code_must_fit_its_column() -> None:
    assert MunicipalityCode.from_lossy("1100", digits=5).six == "011002"
    assert MunicipalityCode.from_lossy("11002", digits=6).six == "011002"
    with pytest.raises(InvalidValue, match="5桁の列"):
        MunicipalityCode.from_lossy("110", digits=5)
    with pytest.raises(InvalidValue, match="検査数字"):
        MunicipalityCode.from_lossy("11003", digits=6)


@given(FIVE_DIGITS)
@settings(deadline=None)
def test_any_form_of_a_code_is_the_same_code(five: str) -> None:
    code = MunicipalityCode(five)
    assert MunicipalityCode.parse(code.six) == MunicipalityCode.parse(code.five) == code
    assert MunicipalityCode.parse(code.six.translate(FULL_WIDTH)) == code
    assert MunicipalityCode.from_lossy(str(int(code.six)), digits=6) == code
    assert MunicipalityCode.from_lossy(str(int(code.five)), digits=5) == code


@given(FIVE_DIGITS, st.integers(1, 9))
@settings(deadline=None)
def test_a_changed_check_digit_is_noticed(five: str, change: int) -> None:
    six = MunicipalityCode(five).six
    last = str((int(six[-1]) + change) % 10)
    with pytest.raises(InvalidValue, match="検査数字"):
        MunicipalityCode.parse(six[:-1] + last)


def test_the_special_wards_of_tokyo_are_no_wards_of_a_designated_city() -> None:
    assert not MunicipalityCode.parse("13107").is_ward_of_designated_city
    assert MunicipalityCode.parse("14131").designated_city == MunicipalityCode.parse("14130")
    assert MunicipalityCode.parse("22140").designated_city == MunicipalityCode.parse("22130")
    assert MunicipalityCode.parse("14130").designated_city is None


def test_every_corporate_number_of_the_lists_is_read() -> None:
    rows = rows_of(SHARED / "02-government-bodies" / "localgovs.csv")
    numbers = {row["corporateID"] for row in rows}
    assert len(numbers) > 7000
    assert {CorporateNumber.parse(number).text for number in numbers} == numbers


def test_a_corporate_number_is_read_and_named() -> None:
    number = CorporateNumber.parse("４０００-０１２０-９０００１")
    assert number.identifier() == ("houjin-bangou", "4000012090001")
    assert number.caption == "法人番号4000012090001"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("4000012090002", "検査数字"),
        ("400001209000", "13桁"),
        ("40000120900011", "13桁"),
        ("4.00001E+12", "表計算"),
        ("T4000012090001", "数字以外"),
        ("", "数字以外"),
    ],
)
def test_a_wrong_corporate_number_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        CorporateNumber.parse(written)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 8))
@settings(deadline=None)
def test_one_wrong_digit_of_a_corporate_number_is_noticed(base: str, place: int, change: int) -> None:
    text = CorporateNumber.check_digit(base) + base
    assert CorporateNumber.parse(text).text == text
    wrong = text[:place] + str((int(text[place]) + change) % 10) + text[place + 1 :]
    # The check digit can't tell 0 from 9: nine is zero, modulo nine.
    if {text[place], wrong[place]} != {"0", "9"}:
        with pytest.raises(InvalidValue):
            CorporateNumber(wrong)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,234千円", 1_234_000),
        ("１，２３４千円", 1_234_000),
        ("5000円", 5000),
        ("¥1,234", 1234),
        ("￥1,234-", 1234),
        ("960万円", 9_600_000),
        ("1億2,000万円", 120_000_000),
        ("1.5億円", 150_000_000),
        ("12.345百万円", 12_345_000),
        ("3千万円", 30_000_000),
        ("△500", -500),
        ("▲1,000千円", -1_000_000),
        ("-7", -7),
        ("0円", 0),
        ("2兆3億4万5", 2_000_300_040_005),
    ],
)
def test_an_amount_is_read_as_whole_yen(written: str, amount: int) -> None:
    assert Yen.parse(written).amount == amount


def test_a_bare_number_counts_in_the_unit_of_its_column() -> None:
    assert Yen.parse("1,234.5", unit="百万円").amount == 1_234_500_000
    assert Yen.parse("1,234円", unit="百万円").amount == 1234
    assert Yen.parse("3万円", unit="千円").amount == 30_000


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "読めません"),
        ("円", "読めません"),
        ("未定", "読めません"),
        ("1,23円", "読めません"),
        ("1,234ドル", "読めません"),
        ("3万2億円", "位の順"),
        ("3万2万円", "位の順"),
        ("0.5円", "端数"),
        ("1.2345千円", "端数"),
        ("1" * 30, "大きすぎ"),
        ("1" * 5000, "読めません"),
    ],
)
def test_an_amount_that_is_none_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason):
        Yen.parse(written)


@given(st.integers(-(10**16) + 1, 10**16 - 1))
@settings(deadline=None)
def test_an_amount_is_read_back_from_its_caption_and_text(amount: int) -> None:
    yen = Yen(amount)
    assert Yen.parse(yen.caption) == yen
    assert Yen.parse(yen.text) == yen
    assert Yen.parse(f"{amount:,}円") == yen


@given(st.integers(0, 10**6), st.sampled_from(["円", "千円", "万円", "百万円", "億円"]))
@settings(deadline=None)
def test_the_unit_may_stand_in_the_cell_or_in_the_column(number: int, unit: YenUnit) -> None:
    assert Yen.parse(f"{number}{unit}") == Yen.parse(str(number), unit=unit)


@pytest.mark.parametrize(
    ("written", "text", "caption"),
    [
        ("https://example.jp", "https://example.jp", "example.jp"),
        (" HTTPS://Example.JP/Path?q=1#x　", "https://example.jp/Path?q=1#x", "example.jp/…"),
        ("http://example.jp:8080/か\u3099", "http://example.jp:8080/が", "example.jp/…"),
        ("https://例え.jp/", "https://例え.jp/", "例え.jp"),
    ],
)
def test_an_address_is_read(written: str, text: str, caption: str) -> None:
    url = Url.parse(written)
    assert (url.text, url.caption) == (text, caption)
    assert Url.parse(url.text) == url


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.jp",
        "//example.jp",
        "ftp://example.jp",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http:example.jp",
        "https:///path",
        "https://user:secret@example.jp",
        "https://@example.jp",
        "https://example.jp/a b",
        "https://example.jp/\u202e",
        "java\nscript://example.jp",
        "https://example.jp/\x00",
        "https://example.jp\\@evil.example",
        'https://example.jp/"onload=',
        "https://example.jp/</script>",
        "http://[::1",
        "http://example.jp:port",
        "http://example.jp:99999",
        "https://example.jp/" + "a" * 2048,
    ],
)
def test_an_address_that_could_do_harm_is_refused(written: str) -> None:
    with pytest.raises(InvalidValue, match="URL"):
        Url.parse(written)


@given(
    st.text(max_size=30)
    | st.text(max_size=20).map("https://example.jp/".__add__)
    | st.text(max_size=20).map("http://".__add__)
)
@example("https://İ.jp")
@example("https://a?")
@settings(deadline=None)
def test_an_accepted_address_is_accepted_unchanged_again(text: str) -> None:
    try:
        url = Url.parse(text)
    except InvalidValue:
        return
    assert Url.parse(url.text) == url
    assert url.text.startswith(("http://", "https://"))
    assert url.host
    assert not set(url.text) & set('<>"\\ \n\x00')


def test_messages_quote_at_most_a_short_piece_of_what_was_written() -> None:
    with pytest.raises(InvalidValue) as refusal:
        MunicipalityCode.parse("x" * 10_000)
    assert len(refusal.value.message) < 150

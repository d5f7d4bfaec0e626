"""Values by the type that the vocabulary declares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cleaning import MAX_NAME, clean_property
from graph.errors import InvalidValue
from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import KINDS
from graph.ontology.ties import TIES

ALL_PROPERTIES = [
    *(prop for kind in KINDS for prop in kind.properties),
    *(prop for tie in TIES for prop in tie.properties),
]


def _of(kind: ValueType) -> Property:
    return Property("sample", "見本", "Sample", kind)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (ValueType.NAME, " 合成\u3000 太郎\u200b", "合成 太郎"),
        (ValueType.NAME, "か\u3099", "が"),
        (ValueType.NAME, "𠮷髙﨑㈱", "𠮷髙﨑㈱"),
        (ValueType.NAME, "</script><b>", "</script><b>"),
        (ValueType.TEXT, "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (ValueType.TEXT, "一行目\r\n二行目", "一行目 二行目"),
        (ValueType.KANA, "ｺﾞｳｾｲ たろう", "ゴウセイ たろう"),
        (ValueType.DATE, "令和6年1月25日", "2024-01-25"),
        (ValueType.DATE, "令和4年度", "FY2022"),
        (ValueType.YEN, "1,234千円", "1234000"),
        (ValueType.COUNT, "１，２３４人", "1234"),
        (ValueType.COUNT, "007", "7"),
        (ValueType.DECIMAL, "43.0620", "43.062"),
        (ValueType.DECIMAL, "-100", "-100"),
        (ValueType.URL, "HTTPS://Example.jp/路", "https://example.jp/路"),
        (ValueType.MUNICIPALITY_CODE, "01100", "011002"),
        (ValueType.CORPORATE_NUMBER, "4000012090001", "4000012090001"),
        (ValueType.REFERENCE, " p1 ", "p1"),
    ],
)
def test_a_value_is_kept_in_its_canonical_form(kind: ValueType, written: str, kept: str) -> None:
    assert clean_property(_of(kind), written) == kept


@pytest.mark.parametrize(
    ("kind", "written", "hint"),
    [
        (ValueType.NAME, "\u200b\u3000", "空です"),
        (ValueType.NAME, "あ" * (MAX_NAME + 1), "文字まで"),
        (ValueType.KANA, "合成太郎", "ひらがな"),
        (ValueType.DATE, "昨日", "日付"),
        (ValueType.DATE, "2024-02-30", "日まで"),
        (ValueType.DATE, "昭和65年", "昭和"),
        (ValueType.YEN, "百円くらい", "金額"),
        (ValueType.COUNT, "約30人", "整数"),
        (ValueType.COUNT, "-3", "整数"),
        (ValueType.DECIMAL, "北緯43度", "数"),
        (ValueType.DECIMAL, "nan", "数"),
        (ValueType.URL, "javascript:alert(1)", "http"),
        (ValueType.MUNICIPALITY_CODE, "011003", "検査数字"),
        (ValueType.CORPORATE_NUMBER, "4000012090002", "検査数字"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(kind: ValueType, written: str, hint: str) -> None:
    with pytest.raises(InvalidValue, match=hint) as refused:
        clean_property(_of(kind), written)
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize("prop", [prop for prop in ALL_PROPERTIES if prop.choices], ids=lambda prop: prop.label_en)
def test_every_choice_is_known_by_label_and_by_name(prop: Property) -> None:
    by_label = [clean_property(prop, label) for label in prop.choice_labels]
    by_name = [clean_property(prop, choice) for choice in prop.choices]
    assert by_label == by_name == list(prop.choices)
    with pytest.raises(InvalidValue, match="のどれか"):
        clean_property(prop, "そのほか何か")


@given(st.sampled_from(ALL_PROPERTIES), st.text(max_size=30))
def test_cleaning_twice_changes_nothing_and_nothing_else_is_raised(prop: Property, text: str) -> None:
    try:
        once = clean_property(prop, text)
    except InvalidValue:
        return
    assert once
    assert clean_property(prop, once) == once

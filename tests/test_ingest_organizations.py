"""What an organisation is: its number decides, then its name; and JSON files that can't be trusted are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InvalidValue, SourceRefused
from graph.values.codes import CorporateNumber, MunicipalityCode
from ingest import json_files
from ingest.json_files import read_json
from ingest.organizations import organization
from ingest.prefectures import PREFECTURES


def _number(digits: str) -> str:
    return CorporateNumber.check_digit(digits) + digits


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("株式会社合成", "Company"),
        ("（株）合成", "Company"),
        ("Gosei Research Ltd", "Company"),
        ("ワシントン合成Ｌ．Ｌ．Ｃ．", "Company"),
        ("合成・試作特定建設工事共同企業体", "Association"),
        ("株式会社合成・有限会社試作JV", "Association"),
        ("合成事務組合", "PublicBody"),
        ("国立研究開発法人合成研究所", "PublicBody"),
        ("中国総合通信局", "Agency"),
        ("厚生労働省年金局（大宮）", "Agency"),
        ("合成大学", "Association"),
        ("合成実行委員会", "Group"),
        ("Code for Gosei", "Group"),
        ("合成市", "Municipality"),
        ("合成屋", "Association"),
    ],
)
def test_a_name_tells_the_kind_by_its_form(name: str, kind: str) -> None:
    assert organization(name).kind == kind


def test_a_number_decides_before_the_name() -> None:
    assert organization("合成市", _number("010001071491")).kind == "Company"
    assert organization("合成", _number("000012010019")).kind == "Agency"
    assert organization("合成組合", _number("000020418307")).kind == "PublicBody"
    assert organization("合成区", _number("010005018937")).kind == "Association"
    with pytest.raises(InvalidValue, match="検査数字"):
        organization("合成", "1000000000000")


@given(st.integers(1, 47), st.integers(0, 799))
def test_a_local_number_holds_the_code_of_its_municipality(prefecture: int, place: int) -> None:
    code = MunicipalityCode(f"{prefecture:02}{place:03}")
    found = organization("合成", _number(f"000020{code.six}"))
    assert (found.kind, found.lgcode) == ("Municipality", code.text)


def test_every_prefecture_has_its_code() -> None:
    assert len(PREFECTURES) == 47 and all(code.is_prefecture for code in PREFECTURES.values())
    assert PREFECTURES["香川県"].text == "370002" and organization("香川県").lgcode == "370002"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"a": 1', "途中で切れている"),
        (b'{"a": 1, "a": 2}', "二度あります"),
        ('{"名": "合成"}'.encode("cp932"), "UTF-8ではありません"),
        (b"[NaN]", "数ではありません"),
        (b"[" * 100_000, "入れ子が深すぎます"),
        (b"[" + b"9" * 5_000 + b"]", "読めない数"),
        (b"", "途中で切れている"),
    ],
)
def test_json_that_can_not_be_trusted_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "合成.json"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason) as refused:
        read_json(path)
    assert refused.value.message.startswith("合成.json: ")


def test_json_too_large_or_missing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceRefused, match="見つかりません"):
        read_json(tmp_path / "なし.json")
    path = tmp_path / "合成.json"
    path.write_text("[1.5]", encoding="utf-8")
    assert read_json(path) == [1.5] and read_json(path, parse_float=str) == ["1.5"]
    monkeypatch.setattr(json_files, "MAX_JSON_BYTES", 2)
    with pytest.raises(SourceRefused, match="大きすぎます"):
        read_json(path)

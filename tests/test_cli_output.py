"""What leaves the program: widths, tables, CSV cells, JSON, errors, progress."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.cli.output import emit_csv, emit_json, safe_cell, tell_error
from enishi.cli.progress import Progress
from enishi.cli.rendering.layout import bar, padded, shortened, table, width_of, wrap
from graph.errors import Ambiguous, Candidate, NotFound, StoreLocked


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("墨田区", 6),
        ("ｱｲｳ", 3),
        ("𠮷", 2),
        ("が", 2),
        ("\u200b区", 2),
    ],
)
def test_width_is_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width_of(text) == columns


def test_width_does_not_count_combining_marks() -> None:
    assert width_of("\u304b\u3099") == 2


def test_a_table_is_aligned_by_columns_of_the_terminal() -> None:
    lines = table(("種類", "件数"), [("企業", "5"), ("Municipality", "1,234")], numbers=(1,))
    assert lines == ["種類           件数", "企業              5", "Municipality  1,234"]
    assert len({width_of(line) for line in lines}) == 1


def test_a_table_without_rows_shows_its_titles() -> None:
    assert table(("種類", "件数"), []) == ["種類  件数"]


@given(st.text(max_size=40), st.integers(2, 30))
def test_shortened_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    short = shortened(text, width)
    assert width_of(short) <= width
    assert short == text or short.endswith("…")


@given(st.text(alphabet="あ漢、。aB 1", max_size=60), st.integers(6, 30))
def test_wrap_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


def test_wrap_keeps_words_and_never_begins_a_line_with_a_comma() -> None:
    assert wrap("官民連携、その先へ", 8) == ["官民連携、", "その先へ"]
    assert wrap("使う ENISHI_STORE 変数", 14) == ["使う", "ENISHI_STORE", "変数"]


def test_bars_have_one_width_and_grow() -> None:
    bars = [bar(share / 10, 8) for share in range(11)]
    assert {width_of(each) for each in bars} == {8}
    assert bars[0].strip() == ""
    assert bars[10] == "█" * 8
    assert len(set(bars)) == 11
    assert bar(7.0, 4) == "████"


def test_padding_on_either_side() -> None:
    assert padded("区", 4) == "区  "
    assert padded("7", 4, right=True) == "   7"


@pytest.mark.parametrize("hostile", ["=cmd()", "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_cell_that_looks_like_a_formula_is_disarmed(hostile: str) -> None:
    assert safe_cell(hostile) == f"'{hostile}"


def test_a_cell_is_one_line() -> None:
    assert safe_cell("一\r\n二") == "一  二"
    assert safe_cell("\r=1") == "' =1"


def test_other_cells_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in ("墨田区", "", None, 0.25, 3)] == ["墨田区", "", "", "0.25", "3"]


CELLS = st.text(st.characters(blacklist_categories=["Cs"]))


@given(st.lists(st.fixed_dictionaries({"a": CELLS, "b": CELLS}), max_size=5))
def test_csv_can_be_read_back_and_holds_no_formula(rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", text)
        emit_csv(("a", "b"), rows)
    read = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert read == [["a", "b"], *([safe_cell(row["a"]), safe_cell(row["b"])] for row in rows)]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in read for cell in row)


def test_json_is_indented_readable_and_in_the_given_order(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"b": "縁", "a": [1]})
    assert capsys.readouterr().out == '{\n  "b": "縁",\n  "a": [\n    1\n  ]\n}\n'


def test_candidates_stand_on_the_lines_after_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    candidates = (
        Candidate("aaaa", "Municipality", "合成市", "北海道"),
        Candidate("bbbb", "Municipality", "合成市", ""),
    )
    tell_error(Ambiguous("「合成市」は二つあります。", name="合成市", candidates=candidates))
    assert capsys.readouterr().err.splitlines() == [
        "enishi: 「合成市」は二つあります。",
        "  合成市（自治体・北海道）  aaaa",
        "  合成市（自治体）  bbbb",
    ]


def test_an_error_is_one_line_even_when_its_message_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    tell_error(StoreLocked("使用中です。\n  あとでお試しください。"))
    tell_error(NotFound("ありません。"))
    assert capsys.readouterr().err == "enishi: 使用中です。 あとでお試しください。\nenishi: ありません。\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_draws_a_bar_on_a_terminal_and_wipes_it() -> None:
    screen = _Terminal()
    with Progress(stream=screen) as progress:
        progress(50, 100, "取り込み")
        progress(100, 100, "取り込み")
    drawn = screen.getvalue().split("\r")
    assert drawn[1].startswith("████████████")
    assert "取り込み 50 / 100" in drawn[1]
    assert "取り込み 100 / 100" in drawn[2]
    assert drawn[-1] == ""
    assert drawn[-2].strip() == ""


def test_progress_is_a_plain_line_elsewhere_and_not_for_every_step() -> None:
    log = io.StringIO()
    with Progress(stream=log) as progress:
        for done in range(1000):
            progress(done, 1000, "確認")
        progress(3, None, "取り込み")
    assert log.getvalue() == "確認: 0 / 1,000\n取り込み: 3\n"


def test_quiet_progress_says_nothing() -> None:
    log = _Terminal()
    with Progress(quiet=True, stream=log) as progress:
        progress(1, 2, "確認")
        progress.say("ひとこと")
    assert log.getvalue() == ""


def test_json_of_an_error_free_body_can_be_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    body = {"caption": "</script>𠮷\u2028", "items": []}
    emit_json(body)
    assert json.loads(capsys.readouterr().out) == body

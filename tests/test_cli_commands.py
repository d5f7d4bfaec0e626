"""Every command as a user types it, on the sample in an embedded store: answers, exit codes, errors in one line."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enishi import open_graph
from enishi.cli import main
from enishi.cli.commands.picture import file_name
from graph.store.opening import open_store
from ingest.run import ingest

AS_OF = "2026-11-24"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("commands") / "sample.db"
    with open_store(str(path)) as opened:
        ingest(opened, "sample")
    return str(path)


@pytest.fixture
def run(store: str, capsys: Captured) -> Callable[..., tuple[int, str, str]]:
    """Run a command line on the sample: exit code, stdout, stderr."""

    def running(*arguments: str, on: str = store) -> tuple[int, str, str]:
        code = main([*arguments, "--store", on])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return running


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("name", ["find", "show", "path", "who", "stats"])
def test_json_is_the_body_that_python_gets(name: str, run: Run, store: str) -> None:
    arguments = {
        "find": ["保育"],
        "show": ["墨田区"],
        "path": ["KDDI", "狛江市"],
        "who": ["狛江市", "--about", "デジタルデバイド"],
        "stats": [],
    }[name]
    code, out, err = run(name, *arguments, "--json", "--as-of", AS_OF)
    with open_graph(store) as graph:
        bodies: dict[str, Callable[[], Any]] = {
            "find": lambda: graph.find("保育", as_of=AS_OF),
            "show": lambda: graph.show("墨田区", as_of=AS_OF),
            "path": lambda: graph.paths("KDDI", "狛江市", as_of=AS_OF),
            "who": lambda: graph.connections("狛江市", about="デジタルデバイド", as_of=AS_OF),
            "stats": graph.stats,
        }
        body = bodies[name]()
    assert (code, err) == (0, "")
    assert out == json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def test_an_empty_search_says_so_and_offers_near_names(run: Run) -> None:
    code, out, _ = run("find", "墨田区役場所")
    assert code == 1
    assert "見つかりませんでした" in out
    code, out, _ = run("find", "墨田区役場所", "--json")
    assert code == 1
    assert json.loads(out)["items"] == []


def test_csv_has_a_row_for_every_hit_hop_and_connection(run: Run) -> None:
    _, out, _ = run("find", "保育", "--csv")
    assert len(list(csv.DictReader(io.StringIO(out)))) == len(json.loads(run("find", "保育", "--json")[1])["items"])
    paths = json.loads(run("path", "KDDI", "狛江市", "--json")[1])["paths"]
    rows = list(csv.DictReader(io.StringIO(run("path", "KDDI", "狛江市", "--csv")[1])))
    assert [row["to"] for row in rows] == [hop["to"]["caption"] for path in paths for hop in path["hops"]]
    who = json.loads(run("who", "狛江市", "--json")[1])["items"]
    rows = list(csv.DictReader(io.StringIO(run("who", "狛江市", "--csv")[1])))
    assert [row["id"] for row in rows] == [item["entity"]["id"] for item in who]


def test_no_path_is_exit_code_one_with_the_nearest_and_what_is_missing(run: Run) -> None:
    code, out, _ = run("path", "KDDI", "墨田区", "--as-of", AS_OF)
    assert code == 1
    assert "見つかりませんでした" in out
    assert "いちばん近くまで届くのは" in out
    assert "つながるために要るもの" in out
    code, out, _ = run("path", "KDDI", "墨田区", "--csv")
    assert code == 1
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["show", "どこにもない名前"], "どこにもない名前"),
        (["show", "墨田区", "--as-of", "2026"], "年月日"),
        (["show", "墨田区", "--as-of", "2026-02-30"], "2月"),
        (["path", "KDDI", "KDDI"], "同じ"),
        (["path", "KDDI", "狛江市", "-k", "0"], "1"),
        (["path", "KDDI", "狛江市", "--tie", "NONSENSE"], "NONSENSE"),
        (["path", "KDDI", "狛江市", "--min-level", "9"], "0"),
        (["find", " "], "空"),
        (["find", "保育", "--kind", "Nonsense"], "Nonsense"),
        (["find", "保育", "--limit", "0"], "1"),
        (["who", "狛江市", "--limit", "0"], "1"),
        (["view", "墨田区", "--limit", "0"], "300"),
        (["view", "墨田区", "-o", "view.docx"], ".html"),
        (["view", "墨田区", "-o", "nowhere/view.html"], "フォルダー"),
        (["ingest"], "enishi ingest --list"),
        (["ingest", "nonsense"], "nonsense"),
        (["ingest", "workbook"], "フォルダ"),
        (["ingest", "workbook", "nowhere"], "nowhere"),
        (["ingest", "sample", "--report", "nowhere/report.json"], "フォルダー"),
        (["serve", "--host", "0.0.0.0"], "127.0.0.1"),
        (["serve", "--host", "example.invalid"], "127.0.0.1"),
        (["serve", "--port", "70000"], "65535"),
    ],
)
def test_wrong_use_is_exit_code_two_and_one_line(arguments: list[str], told: str, run: Run) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    first, *others = err.splitlines()
    assert first.startswith("enishi: ")
    assert told in first
    assert all(line.startswith("  ") for line in others), "only candidates follow"
    assert "Traceback" not in err


def test_a_file_that_is_no_store_of_ours_is_left_alone(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("これはメモです。" * 200, encoding="utf-8")
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE theirs (id)")
    database.close()
    for path in (text, foreign):
        before = path.read_bytes()
        code, out, err = run("find", "墨田区", on=str(path))
        assert (code, out, err.count("\n")) == (3, "", 1)
        assert path.name in err
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("bolt://127.0.0.1:1", 3),
        ("http://example.invalid/", 2),
        ("sqlite:///relative.db", 2),
        ("/dev/null/x.db", 3),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(address: str, code: int, run: Run) -> None:
    given, out, err = run("stats", on=address)
    assert (given, out, err.count("\n")) == (code, "", 1)


def test_a_port_that_somebody_uses_is_told(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, out, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "--port" in err


def test_an_empty_store_says_how_to_fill_it(run: Run, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty.db")
    assert "enishi ingest sample" in run("stats", on=empty)[2]
    assert run("stats", "--quiet", on=empty)[2] == ""


def test_loading_twice_changes_nothing_and_the_report_says_so(run: Run, tmp_path: Path) -> None:
    fresh, report = str(tmp_path / "fresh.db"), tmp_path / "report.json"
    code, out, _ = run("ingest", "sample", "--dry-run", "--json", on=fresh)
    rehearsed = json.loads(out)
    assert code == 0
    assert run("stats", "--json", on=fresh)[1].count(": 0") == 1, "nothing but no sources"
    code, out, _ = run("ingest", "sample", "--json", "--report", str(report), on=fresh)
    loaded = json.loads(out)
    assert code == 0
    assert list(loaded)[:7] == ["source", "revision", "rows_read", "nodes", "ties", "refused", "seconds"]
    assert (loaded["nodes"], loaded["ties"]) == (rehearsed["nodes"], rehearsed["ties"])
    assert loaded["nodes"]["made"] > 100
    assert json.loads(report.read_text(encoding="utf-8")) == loaded
    again = json.loads(run("ingest", "sample", "--json", on=fresh)[1])
    assert again["revision"] == loaded["revision"]
    assert [again[part][change] for part in ("nodes", "ties") for change in ("made", "changed", "ended")] == [0] * 6


def test_refused_rows_are_told_with_their_place_and_give_exit_code_one(run: Run, tmp_path: Path) -> None:
    workbook = tmp_path / "合成帳"
    workbook.mkdir()
    (workbook / "出典.csv").write_text("ID,題名\n1,合成の記事\n", encoding="utf-8")
    (workbook / "自治体.csv").write_text(
        "名称,団体コード,出典\n合成市,999999,1\n合成町</script>,,1\n=cmd(),,1\n", encoding="utf-8"
    )
    fresh = str(tmp_path / "fresh.db")
    code, out, _ = run("ingest", "workbook", str(workbook), on=fresh)
    assert code == 1
    (told,) = [line for line in out.splitlines() if "自治体" in line]
    assert "2行目" in told
    assert "団体コード" in told
    assert "「999999」" in told
    assert json.loads(run("stats", "--json", on=fresh)[1])["nodes"] == {"Municipality": 2}
    _, out, _ = run("find", "cmd", "--csv", on=fresh)
    assert "'=cmd()" in out


def test_the_list_of_sources_names_columns_and_licences(run: Run) -> None:
    code, out, _ = run("ingest", "--list")
    assert code == 0
    assert all(word in out for word in ("sample", "workbook", "municipalities", "CC0", "団体コード", "つながり"))
    sources = json.loads(run("ingest", "--list", "--json")[1])
    assert {"sample", "workbook", "municipalities"} <= {source["name"] for source in sources}


def test_check_finds_nothing_in_a_sound_store_and_something_in_a_broken_one(
    run: Run, store: str, tmp_path: Path
) -> None:
    code, out, _ = run("check")
    assert code == 0
    assert "問題はありませんでした" in out
    broken = tmp_path / "broken.db"
    with sqlite3.connect(store) as sound, sqlite3.connect(broken) as copy:
        sound.backup(copy)
        copy.execute("UPDATE nodes SET digest = ? WHERE id = (SELECT min(id) FROM nodes)", ("0" * 32,))
    sound.close()
    copy.close()
    code, out, _ = run("check", on=str(broken))
    assert code == 1
    assert "[digest]" in out
    problems = json.loads(run("check", "--json", on=str(broken))[1])["problems"]
    assert "digest" in {problem["invariant"] for problem in problems}


def test_view_writes_one_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("view", "KDDI", "--as-of", AS_OF)
    assert code == 0
    assert (tmp_path / "KDDI株式会社.html").read_text(encoding="utf-8").startswith("<!")
    assert "KDDI株式会社.html" in out
    assert run("view", "KDDI", "-o", "v.json", "--as-of", AS_OF)[0] == 0
    shown = json.loads(run("view", "KDDI", "--json", "--as-of", AS_OF)[1])
    assert json.loads((tmp_path / "v.json").read_text(encoding="utf-8")) == shown


def test_english_is_asked_for_and_honestly_not_there_yet(run: Run) -> None:
    code, out, err = run("stats", "--json", "--lang", "en")
    assert code == 0
    assert "英語" in err
    assert out == run("stats", "--json")[1]


def test_an_unexpected_failure_is_one_line_and_verbose_shows_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("合成の失敗")

    monkeypatch.setattr("enishi.graph.Graph.stats", fail)
    code, out, err = run("stats")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "ZeroDivisionError" in err
    assert "-v" in err
    assert "Traceback" in run("stats", "-v")[2]


def test_ctrl_c_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("enishi.graph.Graph.stats", interrupt)
    assert run("stats") == (130, "", "中断しました。\n")


def test_a_reader_that_goes_away_is_no_failure(store: str) -> None:
    program = [sys.executable, "-m", "enishi", "show", "墨田区", "--json", "--store", store]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as broken:
        done = subprocess.run(program, stdout=broken, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "ja_JP.eucJP"])
def test_output_is_utf8_whatever_the_locale(locale: str, store: str) -> None:
    surroundings = {**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "enishi", "find", "墨田区", "--json", "--store", store],
        capture_output=True,
        env=surroundings,
        check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))["items"][0]["caption"] == "墨田区"


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("KDDI株式会社", "KDDI株式会社"),
        ("墨田区「病児保育DX」", "墨田区-病児保育DX"),
        ("../../etc/passwd", "etc-passwd"),
        ("合成</script>\x00", "合成-script"),
        ("...", "enishi"),
        ("長" * 90, "長" * 40),
    ],
)
def test_a_file_is_named_after_what_it_shows_and_stays_where_it_is(caption: str, name: str) -> None:
    assert file_name(caption) == name


def test_a_file_that_can_not_be_written_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken.html").mkdir()
    code, out, err = run("view", "KDDI", "-o", str(tmp_path / "taken.html"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "書けません" in err

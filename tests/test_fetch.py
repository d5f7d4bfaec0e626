"""Fetching against a real HTTP server on loopback: whole or not at all, whatever the server and the disk do."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import EnishiError, FetchFailed, SourceRefused, UsageError
from ingest.download import Patience
from ingest.fetch import PART, FetchReport, fetch, fetch_pinned
from ingest.manifest import Manifest
from ingest.origin import NOTE, UNFINISHED, Origin, origins, pinned_date, version_date
from tests.public_place import (
    Answer,
    PublicPlace,
    cut,
    cut_unannounced,
    hang,
    instead,
    pinned,
    published,
    reset,
    serving,
    status,
)

BIG = os.urandom(300_000)
BIG_NAME = "表　決#1 50%.bin"
FILES = {
    "LICENSE": b"CC0\n",
    f"data/合成市/{BIG_NAME}": BIG,
    "data/empty.csv": b"",
    "data/名簿.csv": "氏名\n合成太郎\n".encode(),
}
MANIFEST = pinned(FILES)
HASTY = Patience(timeout=5, pauses=(0.0, 0.0))
ONCE = Patience(timeout=0.3, pauses=())


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def place() -> Iterator[PublicPlace]:
    with serving(published((MANIFEST, FILES))) as served:
        yield served


def _fetch(
    place: PublicPlace, folder: Path, *, manifest: Manifest = MANIFEST, patience: Patience = HASTY
) -> FetchReport:
    return fetch_pinned(manifest, folder, base=place.base, patience=patience)


def _contents(folder: Path) -> dict[str, bytes]:
    """All files but the note, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != NOTE
    }


def _whole(files: dict[str, bytes] = FILES) -> dict[str, bytes]:
    return {path.removeprefix("data/"): content for path, content in files.items()}


def _one_line(error: EnishiError) -> str:
    assert "\n" not in error.message
    return error.message


def test_files_come_as_they_are_with_a_note_that_dates_them(place: PublicPlace, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "gosei"
    signs: list[tuple[int, int | None]] = []
    report = fetch_pinned(
        MANIFEST, folder, base=f"{place.base}/", progress=lambda done, total, _: signs.append((done, total))
    )
    assert _contents(folder) == _whole()
    assert (report.files, report.fetched, report.skipped, report.bytes) == (4, 4, 0, sum(map(len, FILES.values())))
    assert (report.licence, report.folder) == ("CC0 (合成)", str(folder))
    assert origins(folder) == (Origin("https://github.com/gosei-owner/gosei-data", "2026-01-02"),)
    assert version_date(folder) == pinned_date(folder, "名簿.csv") == "2026-01-02"
    assert "- Licence: CC0 (合成)" in (folder / NOTE).read_text(encoding="utf-8")
    assert signs == sorted(signs)
    assert signs[-1] == (300, 300)


def test_what_is_there_and_right_is_not_asked_for_again(place: PublicPlace, tmp_path: Path) -> None:
    _fetch(place, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    place.asked.clear()
    report = _fetch(place, tmp_path)
    assert (report.fetched, report.skipped, place.asked) == (0, 4, [])
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_damaged_file_alone_is_fetched_again(place: PublicPlace, tmp_path: Path) -> None:
    _fetch(place, tmp_path)
    place.asked.clear()
    (tmp_path / "名簿.csv").write_bytes("氏名\n合成次郎\n".encode())
    assert (_fetch(place, tmp_path).fetched, len(place.asked)) == (1, 1)
    assert _contents(tmp_path) == _whole()


def test_a_cut_connection_is_taken_up_where_it_broke(place: PublicPlace, tmp_path: Path) -> None:
    place.faults[BIG_NAME] = [cut(100_000), cut(50_000)]
    _fetch(place, tmp_path)
    assert _contents(tmp_path) == _whole()
    assert place.ranges_asked(BIG_NAME) == ["", "bytes=100000-", "bytes=150000-"]


@pytest.mark.parametrize("fault", [cut_unannounced(200_000), reset(200_000)], ids=["no length", "reset"])
def test_every_way_of_breaking_off_is_seen(place: PublicPlace, tmp_path: Path, fault: Answer) -> None:
    place.faults[BIG_NAME] = [fault]
    _fetch(place, tmp_path)
    assert len(place.ranges_asked(BIG_NAME)) == 2
    assert _contents(tmp_path) == _whole()


def test_nobody_waits_for_a_server_that_does_not_hang_up(place: PublicPlace, tmp_path: Path) -> None:
    place.faults[BIG_NAME] = [hang(len(BIG))]
    _fetch(place, tmp_path, patience=ONCE)
    assert _contents(tmp_path) == _whole()


def test_connections_that_break_again_and_again_leave_what_came_for_the_next_call(
    place: PublicPlace, tmp_path: Path
) -> None:
    place.faults[BIG_NAME] = [cut(1_000)] * 3
    with pytest.raises(FetchFailed) as refusal:
        _fetch(place, tmp_path)
    assert "途中で切れました（3回試しました）" in _one_line(refusal.value)
    # Nothing has taken its place, not even the file that was complete.
    assert _contents(tmp_path) == {
        f"LICENSE{PART}": b"CC0\n",
        f"合成市/{BIG_NAME}{PART}": BIG[:3_000],
    }
    assert not (tmp_path / NOTE).exists()
    place.asked.clear()
    assert _fetch(place, tmp_path).fetched == 4
    assert place.ranges_asked(BIG_NAME) == ["bytes=3000-"]
    assert place.ranges_asked("LICENSE") == []
    assert _contents(tmp_path) == _whole()


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(0, 400_000), max_size=4), ranges=st.booleans(), stale=st.binary(max_size=40))
def test_any_series_of_cuts_ends_in_the_right_file(cuts: list[int], ranges: bool, stale: bytes) -> None:
    content = BIG[:200_000]
    manifest = pinned({"data/big.bin": content})
    patience = Patience(timeout=5, pauses=(0.0,) * 4)
    with (
        tempfile.TemporaryDirectory() as name,
        serving(published((manifest, {"data/big.bin": content}))) as place,
    ):
        (Path(name) / f"big.bin{PART}").write_bytes(stale)
        place.ranges = ranges
        place.faults["big.bin"] = [cut(after) for after in cuts]
        _fetch(place, Path(name), manifest=manifest, patience=patience)
        assert _contents(Path(name)) == {"big.bin": content}


def test_a_server_without_ranges_sends_everything_again(place: PublicPlace, tmp_path: Path) -> None:
    place.ranges = False
    place.faults[BIG_NAME] = [cut(100_000)]
    _fetch(place, tmp_path)
    assert place.ranges_asked(BIG_NAME) == ["", "bytes=100000-"]
    assert _contents(tmp_path) == _whole()


@pytest.mark.parametrize(
    "other",
    [
        bytes(len(BIG)),
        BIG[:-1],
        BIG + b"\n",
        b"",
        "<html>ログインしてください</html>".encode(),
    ],
    ids=["same length", "shorter", "longer", "empty", "a page of the network"],
)
def test_another_content_is_thrown_away(place: PublicPlace, tmp_path: Path, other: bytes) -> None:
    place.faults[BIG_NAME] = [instead(other)] * 9
    with pytest.raises(FetchFailed) as refusal:
        _fetch(place, tmp_path)
    assert "チェックサムが合いません" in _one_line(refusal.value)
    assert _contents(tmp_path) == {f"LICENSE{PART}": b"CC0\n"}
    place.faults.clear()
    _fetch(place, tmp_path)
    assert _contents(tmp_path) == _whole()


@pytest.mark.parametrize("stale", [b"x", bytes(len(BIG) - 1), bytes(len(BIG)), bytes(len(BIG) + 1)], ids=len)
def test_a_part_of_something_else_is_replaced(place: PublicPlace, tmp_path: Path, stale: bytes) -> None:
    part = tmp_path / "合成市" / f"{BIG_NAME}{PART}"
    part.parent.mkdir()
    part.write_bytes(stale)
    _fetch(place, tmp_path)
    assert _contents(tmp_path) == _whole()


def test_a_rest_that_the_server_does_not_know_is_asked_for_as_a_whole(place: PublicPlace, tmp_path: Path) -> None:
    part = tmp_path / "合成市" / f"{BIG_NAME}{PART}"
    part.parent.mkdir()
    part.write_bytes(BIG[:1_000])
    place.faults[BIG_NAME] = [status(416)]
    _fetch(place, tmp_path)
    assert place.ranges_asked(BIG_NAME) == ["bytes=1000-", ""]
    assert _contents(tmp_path) == _whole()


@pytest.mark.parametrize(
    ("code", "attempts", "told"),
    [
        (404, 1, "公開場所が変わった"),
        (410, 1, "公開場所が変わった"),
        (403, 1, "応答 403"),
        (503, 3, "応答 503）（3回"),
        (429, 3, "応答 429）（3回"),
    ],
)
def test_a_refusal_is_told_and_tried_again_only_where_that_may_help(
    place: PublicPlace, tmp_path: Path, code: int, attempts: int, told: str
) -> None:
    place.faults["名簿.csv"] = [status(code)] * attempts
    with pytest.raises(FetchFailed, match=told) as refusal:
        _fetch(place, tmp_path)
    assert f"{place.base}/gosei-owner/gosei-data/{'a' * 40}/data/" in _one_line(refusal.value)
    assert len(place.ranges_asked("名簿.csv")) == attempts
    assert all(name.endswith(PART) for name in _contents(tmp_path))


def test_a_server_that_is_busy_for_a_moment_is_asked_again_when_it_wishes(
    place: PublicPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("ingest.download.time.sleep", waited.append)
    place.faults["LICENSE"] = [status(503, Retry_After="7"), status(429, Retry_After="86400")]
    _fetch(place, tmp_path)
    assert waited == [7.0, 30.0]
    assert _contents(tmp_path) == _whole()


def test_a_silent_server_is_given_up(place: PublicPlace, tmp_path: Path) -> None:
    place.faults[BIG_NAME] = [hang(5_000)]
    with pytest.raises(FetchFailed, match="応答がありません") as refusal:
        _fetch(place, tmp_path, patience=ONCE)
    assert "続きから" in _one_line(refusal.value)
    _fetch(place, tmp_path)
    assert place.ranges_asked(BIG_NAME) == ["", "bytes=5000-"]
    assert _contents(tmp_path) == _whole()


def _port_of_nobody() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("host", [_port_of_nobody, lambda: "enishi.invalid"], ids=["no server", "no such name"])
def test_no_network_is_told_at_once(host: Callable[[], str], tmp_path: Path) -> None:
    named = host()
    with pytest.raises(FetchFailed, match="つながりません") as refusal:
        fetch_pinned(MANIFEST, tmp_path, base=f"http://{named}")
    assert named in _one_line(refusal.value)
    assert _contents(tmp_path) == {}


@pytest.mark.parametrize("base", ["ftp://127.0.0.1", "file:///etc", "raw.githubusercontent.com"])
def test_only_web_addresses_are_fetched_from(base: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="https://"):
        fetch_pinned(MANIFEST, tmp_path, base=base)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, a device that is always full")
def test_a_full_disk_is_told(place: PublicPlace, tmp_path: Path) -> None:
    part = tmp_path / f"名簿.csv{PART}"
    part.symlink_to("/dev/full")
    with pytest.raises(FetchFailed, match="空きがディスクにありません") as refusal:
        _fetch(place, tmp_path)
    assert "名簿.csv" in _one_line(refusal.value)
    assert not (tmp_path / NOTE).exists()
    part.unlink()
    _fetch(place, tmp_path)
    assert _contents(tmp_path) == _whole()


def test_a_folder_that_can_not_be_made_is_told(place: PublicPlace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("合成", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="--to") as refusal:
            _fetch(place, folder)
        assert refusal.value.field == "to"
        assert str(folder) in _one_line(refusal.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(place: PublicPlace, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="--to"):
        _fetch(place, tmp_path)


@pytest.mark.parametrize("name", ["LICENSE", NOTE])
def test_files_of_others_are_never_written_over(place: PublicPlace, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("my own", encoding="utf-8")
    with pytest.raises(UsageError, match="上書き") as refusal:
        _fetch(place, tmp_path)
    assert str(tmp_path / name) in _one_line(refusal.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "my own"


def test_a_note_of_others_beside_right_files_stays(place: PublicPlace, tmp_path: Path) -> None:
    _fetch(place, tmp_path)
    (tmp_path / NOTE).write_text("my own", encoding="utf-8")
    with pytest.raises(UsageError, match="上書き"):
        _fetch(place, tmp_path)
    (tmp_path / NOTE).unlink()
    assert _fetch(place, tmp_path).fetched == 0
    assert version_date(tmp_path) == "2026-01-02"


NEWER_FILES = {**FILES, f"data/合成市/{BIG_NAME}": BIG[::-1], "data/名簿.csv": "氏名\n合成花子\n".encode()}
NEWER = pinned(NEWER_FILES, commit="b" * 40, date="2026-05-06")


@pytest.fixture
def both() -> Iterator[PublicPlace]:
    with serving(published((MANIFEST, FILES), (NEWER, NEWER_FILES))) as served:
        yield served


def test_a_newer_version_brings_what_changed(both: PublicPlace, tmp_path: Path) -> None:
    _fetch(both, tmp_path)
    report = _fetch(both, tmp_path, manifest=NEWER)
    assert (report.fetched, report.skipped) == (2, 2)
    assert _contents(tmp_path) == _whole(NEWER_FILES)
    assert version_date(tmp_path) == "2026-05-06"


def test_an_update_that_fails_leaves_the_older_version_whole(both: PublicPlace, tmp_path: Path) -> None:
    _fetch(both, tmp_path)
    both.faults["名簿.csv"] = [status(404)]
    with pytest.raises(FetchFailed):
        _fetch(both, tmp_path, manifest=NEWER)
    kept = {name: content for name, content in _contents(tmp_path).items() if not name.endswith(PART)}
    assert kept == _whole()
    assert version_date(tmp_path) == "2026-01-02"


def test_a_stop_while_files_take_their_places_is_seen_by_ingest(
    both: PublicPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fetch(both, tmp_path)
    move = Path.replace

    def stopped(self: Path, target: Path) -> Path:
        if target.name == "名簿.csv":
            raise KeyboardInterrupt
        return move(self, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stopped)
        _fetch(both, tmp_path, manifest=NEWER)
    assert UNFINISHED in (tmp_path / NOTE).read_text(encoding="utf-8")
    for reading in (version_date, lambda folder: pinned_date(folder, "名簿.csv")):
        with pytest.raises(SourceRefused, match="取得の途中"):
            reading(tmp_path)
    both.asked.clear()
    assert _fetch(both, tmp_path, manifest=NEWER).fetched == 1
    assert both.asked == []
    assert _contents(tmp_path) == _whole(NEWER_FILES)
    assert version_date(tmp_path) == "2026-05-06"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sample", "enishi ingest sample"),
        ("workbook", "手元で用意する"),
        ("nowhere", "municipalities"),
        ("../x", "入手元"),
    ],
)
def test_what_has_nothing_to_fetch_is_told(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=told) as refusal:
        fetch(name, tmp_path / "new")
    assert refusal.value.field == "source"
    assert not (tmp_path / "new").exists()

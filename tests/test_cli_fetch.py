"""`enishi fetch` as a user types it, for every source, from a loopback copy of the real files."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from enishi.cli import main
from ingest.extract import Journal
from ingest.fetch import ENVIRONMENT, PART, default_folder
from ingest.manifest import manifest_names, manifest_of
from ingest.origin import NOTE
from ingest.sources import source_named
from tests.conftest import ROOT
from tests.public_place import PublicPlace, hang, serving, status
from tests.real_graph import FOLDERS

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def place(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicPlace]:
    """All eleven sources at their public addresses."""
    public = {
        f"/{file.place.repository}/{file.place.commit}/{file.path}": shared / "data" / FOLDERS[name] / file.here
        for name in manifest_names()
        for file in manifest_of(name).files
    }

    def find(path: str) -> bytes | None:
        return public[path].read_bytes() if path in public else None

    with serving(find) as served:
        monkeypatch.setenv(ENVIRONMENT, served.base)
        monkeypatch.setenv("no_proxy", "*")
        yield served


@pytest.mark.parametrize("name", manifest_names())
def test_every_source_comes_as_it_lies_in_the_folder_of_real_data(
    name: str, place: PublicPlace, shared: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["fetch", name, "--to", str(tmp_path), "--json", "-q"]) == 0
    shown = capsys.readouterr()
    body = json.loads(shown.out)
    assert list(body) == ["source", "licence", "folder", "files", "bytes", "fetched", "skipped", "seconds"]
    assert (body["source"], body["folder"], body["skipped"], shown.err) == (name, str(tmp_path), 0, "")
    original = shared / "data" / FOLDERS[name]
    for folder in (original, tmp_path):
        found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.name != NOTE}
        assert found == {Path(file.here) for file in manifest_of(name).files}
    assert all(
        (tmp_path / file.here).read_bytes() == (original / file.here).read_bytes() for file in manifest_of(name).files
    )


def test_the_report_names_licence_and_next_command_that_reads_the_same_documents(
    place: PublicPlace, shared: Path, capsys: Captured
) -> None:
    assert main(["fetch", "municipalities"]) == 0
    out = capsys.readouterr().out
    assert "CC0" in out
    assert str(default_folder("municipalities")) in out
    command = shlex.split(out.splitlines()[-1].removeprefix("次のコマンド: enishi "))
    assert command == ["ingest", "municipalities", str(default_folder("municipalities"))]
    fetched, given = (
        source_named("municipalities").open(folder).read(Journal())
        for folder in (Path(command[-1]), shared / "data" / FOLDERS["municipalities"])
    )
    assert fetched.documents == given.documents
    assert {document.date for document in fetched.documents.values()} == {"2026-07-09"}
    assert main(["fetch", "municipalities"]) == 0
    assert "もうすべてそろっています" in capsys.readouterr().out


def test_the_folder_of_real_data_itself_is_right_and_left_alone(
    place: PublicPlace, shared: Path, capsys: Captured
) -> None:
    folder = shared / "data" / FOLDERS["takamatsu"]
    before = (folder / NOTE).read_bytes()
    assert main(["fetch", "takamatsu", "--to", str(folder), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["fetched"], body["skipped"], place.asked) == (0, 8, [])
    assert (folder / NOTE).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fetch"], "SOURCE を指定してください"),
        (["fetch", "nowhere"], "「nowhere」という入手元はありません"),
        (["fetch", "sample"], "enishi ingest sample"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], told: str, capsys: Captured) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert (shown.err.count("\n"), shown.out) == (1, "")


def test_a_missing_file_is_one_line_and_leaves_nothing_that_looks_finished(
    place: PublicPlace, tmp_path: Path, capsys: Captured
) -> None:
    place.faults["出典.csv"] = [status(404)]
    assert main(["fetch", "digital-agency", "--to", str(tmp_path), "-q"]) == 2
    shown = capsys.readouterr()
    assert "がありません（404）" in shown.err
    assert (shown.err.count("\n"), shown.out) == (1, "")
    assert {path.suffix for path in tmp_path.iterdir()} == {PART}


def test_ctrl_c_keeps_what_came_for_the_next_call(place: PublicPlace, tmp_path: Path, capsys: Captured) -> None:
    place.faults["vscovid19-data2.csv"] = [hang(70_000)]
    command = [sys.executable, "-m", "enishi", "fetch", "vscovid19", "--to", str(tmp_path)]
    part = tmp_path / f"vscovid19-data2.csv{PART}"
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 15
        while not (part.is_file() and part.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=15)
    assert running.returncode == 130
    assert "続きから" in told
    assert "Traceback" not in told
    held = part.stat().st_size
    assert 0 < held <= 70_000
    assert main(["fetch", "vscovid19", "--to", str(tmp_path), "-q"]) == 0
    assert place.ranges_asked("vscovid19-data2.csv") == ["", f"bytes={held}-"]

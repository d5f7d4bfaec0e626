"""The pinned versions are those of the folder of real data, byte for byte, and of its notes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

import pytest

from ingest.fetch import PART
from ingest.manifest import Manifest, manifest_names, manifest_of
from ingest.origin import NOTE, origins
from ingest.sources import SOURCES
from tests.conftest import ROOT
from tests.real_graph import FOLDERS

LARGEST_MANIFEST, LARGEST_TOGETHER = 120_000, 300_000
_LISTED = re.compile(r"^- `([^:`]+):([^`]+)`@([0-9a-f]{8}) -> `([^`]+)` (\d+) ([0-9a-f]{16})$", re.MULTILINE)


@pytest.fixture(params=sorted(FOLDERS))
def manifest(request: pytest.FixtureRequest) -> Manifest:
    return manifest_of(request.param)


@pytest.fixture
def folder(manifest: Manifest, shared: Path) -> Path:
    return shared / "data" / FOLDERS[manifest.source]


def _header(text: str) -> list[str]:
    """Title, licence, places, number and bytes of files: the lines of a note that say what the version is."""
    head = text.split("\n## ", 1)[0].splitlines()
    return [line for line in head if line and not line.startswith("- Retrieval:")]


def test_every_folder_has_its_manifest(shared: Path) -> None:
    assert sorted(FOLDERS) == list(manifest_names())
    assert sorted(FOLDERS.values()) == sorted(path.name for path in (shared / "data").iterdir() if path.is_dir())


def test_bytes_and_checksum_of_every_file(manifest: Manifest, folder: Path) -> None:
    there = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file() and path.name != NOTE
    }
    assert {file.here: (file.size, file.sha256) for file in manifest.files} == there


def test_the_note_that_fetch_writes_has_the_header_of_the_real_one(manifest: Manifest, folder: Path) -> None:
    real = (folder / NOTE).read_text(encoding="utf-8")
    assert _header(manifest.note("now")) == _header(real)
    listed = _LISTED.findall(real)
    assert listed
    assert _LISTED.findall(manifest.note("now"))[: len(listed)] == listed


def test_the_note_is_read_back_as_the_places(manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text(manifest.note("now"), encoding="utf-8")
    assert [(each.url, each.date) for each in origins(tmp_path)] == [(each.url, each.date) for each in manifest.places]


def test_addresses_and_places_are_sound(manifest: Manifest) -> None:
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+", place.repository) for place in manifest.places)
    assert all(re.fullmatch(r"[0-9a-f]{40}", place.commit) for place in manifest.places)
    assert {file.place for file in manifest.files} == set(manifest.places)
    assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in manifest.files)
    here = [PurePosixPath(file.here) for file in manifest.files]
    assert len(set(here)) == len(here)
    unsafe = [each for each in here if each.is_absolute() or ".." in each.parts or "\\" in str(each)]
    assert unsafe == []
    assert [each for each in here if each.name == NOTE or each.suffix == PART] == []


def test_manifests_are_small() -> None:
    sizes = [path.stat().st_size for path in (ROOT / "ingest" / "manifests").iterdir()]
    assert max(sizes) < LARGEST_MANIFEST
    assert sum(sizes) < LARGEST_TOGETHER


def test_every_source_of_the_register_that_lies_on_the_web_is_pinned_at_that_place() -> None:
    for source in SOURCES.values():
        if "https://" in source.origin:
            assert any(place.url in source.origin for place in manifest_of(source.name).places), source.name

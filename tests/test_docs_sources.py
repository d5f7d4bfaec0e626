"""docs/sources.md is what the register and the manifests say."""

from __future__ import annotations

from ingest.manifest import manifest_names, manifest_of
from ingest.sources import SOURCES
from ingest.sources_page import sources_page
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "sources.md"


def test_the_page_in_the_docs_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == sources_page(), "run: python -m ingest.sources_page > docs/sources.md"


def test_every_source_is_there_with_licence_origin_version_and_yield() -> None:
    sections = {section.split("\n", 1)[0]: section for section in sources_page().split("\n## ")}
    for name in manifest_names():
        manifest = manifest_of(name)
        expected = [manifest.title, manifest.licence, manifest.yields, f"enishi fetch {name}", f"enishi ingest {name}"]
        expected += [part for place in manifest.places for part in (place.url, place.commit, place.date)]
        assert [part for part in expected if part not in sections[name]] == []
    elsewhere = sections["取得の要らないもの"]
    assert [name for name in SOURCES if name not in manifest_names() and f"`{name}`" not in elsewhere] == []

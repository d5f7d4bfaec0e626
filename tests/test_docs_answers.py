"""The answers in the docs are those that the command line gives today."""

from __future__ import annotations

from pathlib import Path

import pytest

from enishi.graph import Graph
from tests.answers import (
    NAMESAKES_PAGE,
    READMES,
    REAL_PAGE,
    SAMPLE_PAGE,
    load_municipalities,
    load_sample,
    page_text,
    readme_text,
)
from tests.real_graph import asked_of

STALE = "answers changed: run python -m tests.answers and read the difference"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    loaded = tmp_path_factory.mktemp("answers") / "answers.db"
    load_sample(loaded)
    return loaded


def test_answers_from_the_sample(store: Path) -> None:
    assert SAMPLE_PAGE.path.read_text(encoding="utf-8") == page_text(SAMPLE_PAGE, store), STALE


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_answers_in_the_readme(readme: Path, store: Path) -> None:
    written = readme.read_text(encoding="utf-8")
    assert "<!-- answer: enishi path" in written
    assert written == readme_text(written, store), STALE


def test_answers_with_the_list_of_municipalities(shared: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.db"
    load_sample(both)
    load_municipalities(both)
    assert NAMESAKES_PAGE.path.read_text(encoding="utf-8") == page_text(NAMESAKES_PAGE, both), STALE


def test_answers_with_all_real_data(real_store: Path, real_graph: Graph) -> None:
    with asked_of(real_graph):
        assert REAL_PAGE.path.read_text(encoding="utf-8") == page_text(REAL_PAGE, real_store), STALE

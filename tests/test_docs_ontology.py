"""docs/ontology.md is what the declarations say."""

from __future__ import annotations

from pathlib import Path

from graph.ontology.kinds import KINDS
from graph.ontology.page import ontology_page
from graph.ontology.ties import TIES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "ontology.md"


def test_the_page_in_the_docs_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == ontology_page(), "run: python -m graph.ontology.page > docs/ontology.md"


def test_every_kind_tie_property_and_role_is_on_the_page() -> None:
    page = ontology_page()
    declared = [kind.name for kind in KINDS] + [tie.name for tie in TIES]
    declared += [prop.name for kind in KINDS for prop in kind.properties]
    declared += [prop.name for tie in TIES for prop in tie.properties]
    declared += [role.name for tie in TIES for role in tie.roles]
    assert [name for name in declared if f"`{name}`" not in page] == []

"""Pages lead to what exists, and the commands that they show are commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enishi.cli.parser import build_parser
from graph.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
PAGES = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)")
COMMAND = re.compile(r"^\$ enishi (.+?)(?:\s{2,}#.*|\s+#.*)?$", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name.startswith("README")], ids=lambda path: path.name)
def test_every_command_of_the_readme_is_understood(page: Path) -> None:
    shown = COMMAND.findall(page.read_text(encoding="utf-8"))
    assert len(shown) > 10
    parser = build_parser()
    refused = []
    for command in shown:
        try:
            parser.parse_args(command.split())
        except UsageError as error:
            refused.append(f"{command}: {error}")
    assert refused == []


def test_both_readmes_show_the_same_commands() -> None:
    english, japanese = (
        [
            re.sub(r"my-folder|私の帳|towns|自治体|report\.json|結果\.json|hiruta|ひるた", "X", command)
            for command in COMMAND.findall(text)
        ]
        for text in ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md"))
    )
    assert english == japanese

"""docs/checks.md names exactly the invariants that a store can report."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_docs_list_every_invariant_and_no_other() -> None:
    stores = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "graph" / "store").glob("*.py")))
    reported = {name for text in stores for name in re.findall(r'Problem\(\s*"([a-z-]+)"', text)}
    documented = set(
        re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "checks.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert reported
    assert documented == reported

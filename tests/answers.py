"""The examples of docs/answers.md and of the READMEs with today's output of the command line.

`python -m tests.answers` writes the pages anew; read the difference as a coordinator would before keeping it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from enishi.cli import main

ROOT: Final = Path(__file__).resolve().parents[1]
MUNICIPALITIES: Final = ROOT.parent / "shared" / "data" / "01-municipalities"
AS_OF: Final = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Example:
    """A command as a user types it, and what a coordinator wants from it."""

    command: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of examples, all asked of one store."""

    path: Path
    title: str
    loaded: str
    examples: tuple[Example, ...]


SAMPLE_PAGE: Final = Page(
    ROOT / "docs" / "answers.md",
    "Answers from the sample",
    "enishi ingest sample",
    (
        Example("enishi path KDDI 狛江市", "誰につないでもらう？ 道すじ、その根拠、話し方。"),
        Example("enishi path KDDI 墨田区", "道すじがないとき: いちばん近い相手と、つながるために要るもの。"),
        Example("enishi path おおこし勝広 株式会社issues", "人から企業へ。"),
        Example("enishi path かすみがうら市 磐田市", "自治体どうし。"),
        Example("enishi find ひるた", "かなで探す。"),
        Example("enishi find 昼田", "別の字体で探す。"),
        Example("enishi find 保育", "課題のことばで探す。"),
        Example("enishi who 狛江市 --about デジタルデバイド", "課題について、誰に会うべきか。"),
        Example("enishi who 墨田区", "誰に会うべきか。"),
        Example("enishi show 官民連携事業研究所", "どんな組織か。"),
        Example("enishi stats", "何が入っているか。"),
    ),
)
NAMESAKES_PAGE: Final = Page(
    ROOT / "docs" / "answers-municipalities.md",
    "Answers with the list of municipalities",
    "enishi ingest sample, then enishi ingest municipalities ../shared/data/01-municipalities",
    (
        Example("enishi show 伊達市", "同じ名前が二つあるとき: 選べるように並べて断る。"),
        Example("enishi find 伊達市", "同じ名前を手がかりで見分ける。"),
        Example("enishi find 012335", "団体コードで探す。検査数字のない5桁でも同じ。"),
        Example("enishi show 北海道伊達市", "都道府県を添えれば一つに決まる。"),
    ),
)


READMES: Final = (ROOT / "README.md", ROOT / "README.ja.md")
_ANSWER: Final = re.compile(r"(<!-- answer: (enishi .+?) -->\n```text\n).*?```\n", re.DOTALL)


def readme_text(written: str, store: Path) -> str:
    """A page on which `<!-- answer: command -->` stands before the output of that command, with today's output."""
    return _ANSWER.sub(lambda found: f"{found[1]}{output_of(found[2], store)[1]}```\n", written)


def page_text(page: Page, store: Path) -> str:
    """The page with the output of every example, asked of a store that is loaded."""
    parts = [
        f"# {page.title}\n",
        f"Asked of a store after `{page.loaded}`, as of {AS_OF}.\n",
        "Written by `python -m tests.answers`; a test fails when an answer changes.\n",
    ]
    for example in page.examples:
        code, shown = output_of(example.command, store)
        parts += [f"## `{example.command}`\n", f"{example.wanted} (exit code {code})\n", f"```text\n{shown}```\n"]
    return "\n".join(parts)


def output_of(command: str, store: Path) -> tuple[int, str]:
    """Exit code and output of a command as typed, on the day of the docs."""
    return answered([*shlex.split(command)[1:], "--as-of", AS_OF, "--store", str(store)])


def answered(arguments: Sequence[str]) -> tuple[int, str]:
    """Exit code and all output of a command line."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        code = main(arguments)
    return code, shown.getvalue()


def load_sample(store: Path) -> None:
    """What the first page is asked of."""
    _loaded(["ingest", "sample"], store)


def load_municipalities(store: Path) -> None:
    """What the second page is asked of, besides."""
    _loaded(["ingest", "municipalities", str(MUNICIPALITIES)], store)


def _loaded(arguments: Sequence[str], store: Path) -> None:
    code, shown = answered([*arguments, "--quiet", "--store", str(store)])
    if code:
        raise RuntimeError(shown)


def _write_pages() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "answers.db"
        load_sample(store)
        SAMPLE_PAGE.path.write_text(page_text(SAMPLE_PAGE, store), encoding="utf-8")
        for readme in READMES:
            readme.write_text(readme_text(readme.read_text(encoding="utf-8"), store), encoding="utf-8")
        if MUNICIPALITIES.is_dir():
            load_municipalities(store)
            NAMESAKES_PAGE.path.write_text(page_text(NAMESAKES_PAGE, store), encoding="utf-8")
        else:
            sys.stderr.write(f"{NAMESAKES_PAGE.path.name}: ../shared is not here, left as it is\n")


if __name__ == "__main__":
    _write_pages()

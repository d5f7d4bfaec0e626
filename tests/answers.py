"""The examples of docs/answers*.md and of the READMEs with today's output of the command line.

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

from enishi import open_graph
from enishi.cli import main
from tests.real_graph import FOLDERS, asked_of, load_everything

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT.parent / "shared" / "data"
MUNICIPALITIES: Final = DATA / FOLDERS["municipalities"]
AS_OF: Final = "2026-11-24"


@dataclass(frozen=True, slots=True)
class Example:
    """A command as a user types it, and what a coordinator wants from it."""

    command: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of examples, all asked of one store; `remark` stands above them."""

    path: Path
    title: str
    loaded: str
    examples: tuple[Example, ...]
    remark: str = ""


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
    "Asked of more: [namesakes among the municipalities](answers-municipalities.md), [real data](answers-real.md).",
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
REAL_PAGE: Final = Page(
    ROOT / "docs" / "answers-real.md",
    "Answers with all eleven sets of real data",
    "enishi ingest sample, then enishi ingest SOURCE ../shared/data/FOLDER for each of the eleven",
    (
        Example("enishi find 病児保育", "課題のことばで探す。"),
        Example("enishi show 桐生市議会", "どんな議会か。誰が座り、いつ開かれたか。"),
        Example("enishi show デジタル庁 --as-of 2021-09-15", "その日の役職者と取組。"),
        Example("enishi show 鯖江市", "同じ名前の出典がいくつもあっても、団体コードのある一つを答える。"),
        Example("enishi show 伊達市", "どちらにも団体コードがあるときは、選んでもらう。"),
        Example("enishi show 小島強", "桐生市議会の議員。何を取り上げ、誰に質問したか。"),
        Example("enishi show 子どもすこやか部", "桐生市の部署。誰が部長で、何に答えたか。"),
        Example("enishi show 桐生市子どもすこやか部長", "部長の役職。今の人と前の人、答弁。"),
        Example(
            "enishi path 株式会社issues 墨田区 --via おおこし勝広 -k 2",
            "企業から、課題を取り上げた議員を通じて、正式な窓口で区へ。",
        ),
        Example("enishi path 小島強 子どもすこやか部 -k 1", "産後ケアを取り上げた議員から、正式な窓口で担当の部へ。"),
        Example(
            "enishi path 小島強 桐生市子どもすこやか部長 -k 2",
            "同じ議員から部長へ。議会で直接やりとりした縁と、正式な窓口。",
        ),
        Example(
            "enishi path 株式会社両毛システムズ 子どもすこやか部", "地元の企業から。道すじがないことと、要るもの。"
        ),
        Example("enishi path 総務省 鯖江市 -k 3", "国から市へ。"),
        Example("enishi who 桐生市 --about 病児保育", "課題について、誰に会うべきか。"),
        Example("enishi who 桐生市 --about 子育て --limit 5", "広い課題について。"),
    ),
    "In the real sets no company is tied to a councillor: they tell who sits, asks, answers, votes, advises and is\n"
    "paid, but no company that a councillor met. So the whole introduction (company → councillor who raised the\n"
    "matter → 正式な窓口) is the one of the sample, from an article. The real sets carry its second half,\n"
    "councillor → department in charge, and say of a company what is missing. `tests/test_real_graph.py` holds all\n"
    "three.",
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
        *([f"{page.remark}\n"] if page.remark else []),
    ]
    for example in page.examples:
        code, shown = output_of(example.command, store)
        parts += [f"## `{example.command}`\n", f"{example.wanted} (exit code {code})\n", f"```text\n{shown}```\n"]
    return "\n".join(parts)


def output_of(command: str, store: Path) -> tuple[int, str]:
    """Exit code and output of a command as typed, on the day of the docs unless it names another."""
    arguments = shlex.split(command)[1:]
    day = [] if "--as-of" in arguments else ["--as-of", AS_OF]
    return answered([*arguments, *day, "--store", str(store)])


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


def load_real(store: Path) -> None:
    """What the page of real data is asked of."""
    load_everything(store, DATA)


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
        if not DATA.is_dir():
            sys.stderr.write("../shared is not here: the pages on real data are left as they are\n")
            return
        load_municipalities(store)
        NAMESAKES_PAGE.path.write_text(page_text(NAMESAKES_PAGE, store), encoding="utf-8")
        real = Path(folder) / "real.db"
        load_real(real)
        with open_graph(str(real)) as graph, asked_of(graph):
            REAL_PAGE.path.write_text(page_text(REAL_PAGE, real), encoding="utf-8")


if __name__ == "__main__":
    _write_pages()

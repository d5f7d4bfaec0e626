"""The parser of the command line: Japanese help and errors, global options before or after the command."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, Final, NoReturn

from enishi.cli.rendering.layout import wrap
from graph.errors import UsageError

Run = Callable[[argparse.Namespace], int]

# argparse tells what is wrong in English; these are all the messages that it has for a user.
_TRANSLATIONS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (r"the following arguments are required: (.+)", r"\1 を指定してください。"),
        (r"unrecognized arguments: (.+)", r"「\1」という引数はありません。"),
        (r"argument (.+?): expected one argument", r"\1 には値が1つ必要です。"),
        (r"argument (.+?): expected at least one argument", r"\1 には値が1つ以上必要です。"),
        (r"argument (.+?): not allowed with argument (.+)", r"\1 と \2 は一緒に使えません。"),
        (r"argument (.+?): ignored explicit argument '(.*)'", r"\1 に値は付けられません。"),
        (r"argument (.+?): (.+)", r"\1: \2"),
    )
)
_CHOICE: Final = re.compile(r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.*)\)", re.DOTALL)


def in_japanese(message: str) -> str:
    """What argparse says, as one Japanese sentence; a wrong choice gets the nearest right one."""
    choice = _CHOICE.fullmatch(message)
    if choice is not None:
        argument, given, listed = choice.groups()
        choices = [each.strip(" '") for each in listed.split(",")]
        near = get_close_matches(given, choices, n=1)
        hint = f"「{near[0]}」のことですか。" if near else ""
        return f"{argument} に「{given}」は使えません。{hint}使えるもの: {'、'.join(choices)}。"
    for pattern, japanese in _TRANSLATIONS:
        if pattern.fullmatch(message):
            return pattern.sub(japanese, message)
    return message


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in Japanese, wrapped by what a terminal shows (a kanji is two columns wide)."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError instead of leaving the program, and that takes no abbreviations."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**{"add_help": False, "allow_abbrev": False, "formatter_class": _Help, **keywords})

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{in_japanese(message)}使い方は {self.prog} --help で見られます。")


class Commands:
    """Where a module of commands declares what it offers."""

    def __init__(self, parser: Parser) -> None:
        self._subparsers = parser.add_subparsers(
            title="コマンド", metavar="コマンド", dest="command", parser_class=Parser
        )

    def add(self, name: str, usage: str, summary: str, run: Run, *, more: str = "", csv: bool = False) -> Arguments:
        """Declare a command, called as `usage` shows: `run` gets the parsed options and gives the exit code."""
        called = f"enishi {name}"
        parser = self._subparsers.add_parser(
            name,
            help=summary,
            description="\n".join(filter(None, (summary, more))),
            prog=called,
            usage=" ".join(filter(None, (called, usage, "[オプション]"))),
        )
        parser.set_defaults(run=run)
        arguments = Arguments(parser)
        _add_global_options(parser, everywhere=False, csv=csv)
        return arguments


class Arguments:
    """Arguments and options of one command, in two groups of its help."""

    def __init__(self, parser: Parser) -> None:
        self._positional = parser.add_argument_group("引数")
        self._optional = parser.add_argument_group("オプション")

    def argument(self, name: str, metavar: str, text: str, **keywords: Any) -> None:
        """A positional argument."""
        self._positional.add_argument(name, metavar=metavar, help=text, **keywords)

    def option(self, *flags: str, text: str, **keywords: Any) -> None:
        """An option."""
        self._optional.add_argument(*flags, help=text, **keywords)


def whole_number(text: str) -> int:
    """A whole number, of any width of digits; for argparse's `type`."""
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」は整数ではありません。") from error


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"enishi {version('enishi')}\n")
        parser.exit()


def build_parser() -> Parser:
    """The parser of the whole command line; every family of commands registers its own."""
    from enishi.cli.commands import command_families

    parser = Parser(
        prog="enishi",
        usage="enishi コマンド [オプション]",
        description="enishi（縁）: 官民連携の人・組織とそのつながりを、出典のある文と図で答えます。",
        epilog="まず試すには enishi demo、コマンドごとの説明は enishi コマンド --help をお使いください。",
    )
    commands = Commands(parser)
    _add_global_options(parser, everywhere=True, csv=False)
    for family in command_families():
        family.register(commands)
    return parser


def _add_global_options(parser: Parser, *, everywhere: bool, csv: bool) -> None:
    """The options that may stand before or after the command: only the parser before it sets their defaults."""
    group = parser.add_argument_group("共通オプション")

    def option(*flags: str, default: object, **keywords: Any) -> None:
        group.add_argument(*flags, default=default if everywhere else argparse.SUPPRESS, **keywords)

    option(
        "--store",
        metavar="URL",
        default=None,
        help="使う保存先。ファイルのパス、sqlite:///、neo4j://、bolt://、neo4j+s://"
        "（省くと ENISHI_STORE、それもなければ自分の保存先）",
    )
    option("--json", action="store_true", default=False, help="画面用の文ではなく、HTTPと同じ形のJSONで答える")
    if csv or everywhere:
        option("--csv", action="store_true", default=False, help="CSVで答える" if csv else argparse.SUPPRESS)
    option(
        "--lang", choices=("ja", "en"), default="ja", help="文の言語（今は日本語だけです。JSONとCSVは言語によりません）"
    )
    option("-q", "--quiet", action="store_true", default=False, help="途中経過を出さない")
    option("-v", "--verbose", action="store_true", default=False, help="うまくいかないとき、くわしい記録を出す")
    group.add_argument("-h", "--help", action="help", help="この説明を出す")
    if everywhere:
        group.add_argument("--version", action=_Version, nargs=0, help="版を出す")

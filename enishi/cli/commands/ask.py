"""The questions: find, show, path, who, stats."""

from __future__ import annotations

from argparse import Namespace
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from enishi.cli.output import emit_csv, emit_json, emit_lines, tell
from enishi.cli.parser import Arguments, Commands, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enishi.cli.rendering.paths import Arrow
    from enishi.graph import Graph

DONE = 0
EMPTY = 1


def register(commands: Commands) -> None:
    """Declare the commands of this family."""
    find = commands.add(
        "find",
        "TEXT",
        "名前の一部や番号で探します",
        run_find,
        csv=True,
        more="漢字の字体、かな、ローマ字、全角・半角の違いを越えて探します。",
    )
    find.argument("text", "TEXT", "名前・よみ・団体コード・法人番号など")
    _kind_option(find)
    find.option("--limit", metavar="N", type=whole_number, default=20, text="出す件数（省くと20）")
    as_of_option(find)

    show = commands.add(
        "show", "ENTITY", "一つの人・組織・課題などについて、出典のある事実とつながりを出します", run_show
    )
    show.argument("entity", "ENTITY", "名前またはID")
    show.option("--all", action="store_true", dest="everything", text="多いものも省かずに、すべて出す")
    as_of_option(show)

    path = commands.add("path", "FROM TO", "誰に、どの順に紹介を頼めばよいか、道すじを出します", run_path, csv=True)
    path.argument("source", "FROM", "出発点の名前またはID")
    path.argument("target", "TO", "目的の相手の名前またはID")
    path.option("-k", metavar="N", type=whole_number, default=5, text="道すじの数（省くと5）")
    path.option("--avoid", metavar="E", action="append", default=[], text="通りたくない人・組織・場（くり返し可）")
    path.option("--via", metavar="E", text="必ず通る人・組織")
    path.option("--since", metavar="DATE", text="この日より新しい接点だけを使う")
    path.option(
        "--min-level", metavar="L", type=whole_number, default=0, text="この段階（0〜6）以上のつながりだけを使う"
    )
    path.option(
        "--tie",
        metavar="K",
        action="append",
        default=[],
        dest="ties",
        text="使うつながりの種類（TOOK_PART、JOINED など。くり返し可）",
    )
    as_of_option(path)

    who = commands.add("who", "ENTITY", "誰に会うべきかを、理由と道すじを添えて出します", run_who, csv=True)
    who.argument("entity", "ENTITY", "誰のために探すか（名前またはID）")
    who.option("--about", metavar="TEXT", text="何について（課題のことば）")
    _kind_option(who)
    who.option("--limit", metavar="N", type=whole_number, default=10, text="出す件数（省くと10）")
    as_of_option(who)

    stats = commands.add("stats", "", "何がどれだけ入っているかを数えます", run_stats)
    stats.option("--as-of", metavar="DATE", text="ほかのコマンドとそろえて書けます（数は時点によりません）")


def as_of_option(arguments: Arguments) -> None:
    """The day for which a question is asked."""
    arguments.option(
        "--as-of", metavar="DATE", text="いつの時点で答えるか（2026-11-24、令和8年11月24日など。省くと今日）"
    )


def _kind_option(arguments: Arguments) -> None:
    arguments.option("--kind", metavar="K", text="種類をしぼる（Person、Municipality、Organization、Councillor など）")


@contextmanager
def asked_graph(options: Namespace) -> Iterator[Graph]:
    """The graph of the chosen store; says what to do first where nothing is loaded yet."""
    from enishi import open_graph
    from enishi.stores import store_address

    if options.lang != "ja" and not options.quiet:
        tell("英語の文はまだありません。日本語で答えます。")
    with open_graph(options.store) as graph:
        if not graph.snapshot().nodes and not options.quiet:
            tell(
                f"保存先 {store_address(options.store)} にはまだ何も入っていません。"
                "enishi ingest sample で見本が、enishi ingest --list で取り込めるものが分かります。"
            )
        yield graph


def run_find(options: Namespace) -> int:
    """Search; exit code 1 when nothing is found."""
    with asked_graph(options) as graph:
        body = graph.find(options.text, kind=options.kind, limit=options.limit, as_of=options.as_of)
        near = () if body["items"] else graph.near_misses(options.text, as_of=options.as_of)
    if options.json:
        emit_json(body)
    elif options.csv:
        from enishi.cli.rendering.tables import SEARCH_TITLES, search_rows

        emit_csv(SEARCH_TITLES, search_rows(body))
    else:
        from enishi.cli.rendering.search import search_lines

        emit_lines(search_lines(options.text, body, near))
    return DONE if body["items"] else EMPTY


def run_show(options: Namespace) -> int:
    """Facts and ties of one entity."""
    with asked_graph(options) as graph:
        body = graph.show(options.entity, as_of=options.as_of)
    if options.json:
        emit_json(body)
    else:
        from enishi.cli.rendering.entity import show_lines

        emit_lines(show_lines(body, everything=options.everything))
    return DONE


def run_path(options: Namespace) -> int:
    """Introduction paths; exit code 1 when there is none."""
    with asked_graph(options) as graph:
        body = graph.paths(
            options.source,
            options.target,
            k=options.k,
            avoid=options.avoid,
            via=options.via,
            since=options.since,
            min_level=options.min_level,
            ties=options.ties,
            as_of=options.as_of,
        )
        arrow = _arrow(graph)
    if options.json:
        emit_json(body)
    elif options.csv:
        from enishi.cli.rendering.tables import PATH_TITLES, path_rows

        emit_csv(PATH_TITLES, path_rows(body))
    else:
        from enishi.cli.rendering.paths import paths_lines

        emit_lines(paths_lines(body, arrow))
    return DONE if body["paths"] else EMPTY


def _arrow(graph: Graph) -> Arrow:
    from graph.view.path import hop_caption

    return partial(hop_caption, graph.snapshot())


def run_who(options: Namespace) -> int:
    """Whom to meet; exit code 1 when nobody is found."""
    with asked_graph(options) as graph:
        body = graph.connections(
            options.entity, about=options.about, kind=options.kind, limit=options.limit, as_of=options.as_of
        )
        arrow = _arrow(graph)
    if options.json:
        emit_json(body)
    elif options.csv:
        from enishi.cli.rendering.tables import CONNECTION_TITLES, connection_rows

        emit_csv(CONNECTION_TITLES, connection_rows(body, arrow))
    else:
        from enishi.cli.rendering.connections import connections_lines

        emit_lines(connections_lines(body, arrow))
    return DONE if body["items"] else EMPTY


def run_stats(options: Namespace) -> int:
    """Counts of what is loaded."""
    with asked_graph(options) as graph:
        body = graph.stats()
    if options.json:
        emit_json(body)
    else:
        from enishi.cli.rendering.counts import stats_lines

        emit_lines(stats_lines(body))
    return DONE

"""Bodies as Japanese text: nothing that a coordinator needs is lost on the way."""

from __future__ import annotations

from typing import Any, cast

import pytest

from enishi.cli.rendering.connections import connections_lines
from enishi.cli.rendering.counts import problem_lines, stats_lines
from enishi.cli.rendering.entity import show_lines
from enishi.cli.rendering.layout import width_of
from enishi.cli.rendering.loading import refusal_text, report_lines, source_lines
from enishi.cli.rendering.paths import path_chain, paths_lines
from enishi.cli.rendering.search import search_lines
from enishi.cli.rendering.words import Footnotes, interval_text, source_text
from graph.bodies import (
    ConnectionsBody,
    EntityRef,
    HopBody,
    PathBody,
    PathsBody,
    SearchBody,
    ShowBody,
    SourceRef,
    TieBody,
)
from graph.errors import Candidate
from graph.store.base import Problem

TOWN: EntityRef = {"id": "aaaaaaaaaaaaaaaa", "kind": "Municipality", "caption": "合成市"}
FIRM: EntityRef = {"id": "bbbbbbbbbbbbbbbb", "kind": "Company", "caption": "株式会社合成"}
PERSON: EntityRef = {"id": "cccccccccccccccc", "kind": "Person", "caption": "合成太郎"}
CAMP: EntityRef = {"id": "dddddddddddddddd", "kind": "Event", "caption": "合成合宿"}
REVISION = "0123456789abcdef" * 2


def source(identifier: str = "s1", *, quote: str = "", date: str = "2024-02-09") -> SourceRef:
    return {
        "id": identifier,
        "title": f"合成の記事{identifier}",
        "publisher": "合成社",
        "date": date,
        "url": "",
        "quote": quote,
        "row": "",
    }


def hop(start: EntityRef, end: EntityRef, *, level: int | None = 3, strength: float = 0.42) -> HopBody:
    return {
        "from": start,
        "to": end,
        "ties": ["t"],
        "level": level,
        "last": "2024-01-26",
        "strength": strength,
        "text": f"{start['caption']}と{end['caption']}は同じ班でした。",
        "how": "合宿の話から始められます。",
        "mind": "2年10か月たっています。",
        "sources": [source(quote="同じ班で話した")],
    }


def arrow(_: HopBody) -> str:
    return "合成合宿"


PATH: PathBody = {
    "strength": 0.1234567,
    "level": 3,
    "hops": [hop(FIRM, PERSON), hop(PERSON, TOWN, level=None, strength=0.3)],
}


def paths(**changed: Any) -> PathsBody:
    body: dict[str, Any] = {
        "from": FIRM,
        "to": TOWN,
        "paths": [PATH],
        "nearest": None,
        "as_of": "2026-11-24",
        "revision": REVISION,
        "newest_source": "2025-05",
        **changed,
    }
    return cast("PathsBody", body)


def test_a_path_tells_each_hop_with_strength_age_use_and_source() -> None:
    text = "\n".join(paths_lines(paths(), arrow))
    assert "株式会社合成 から 合成市 への道すじ: 1通り" in text
    assert "株式会社合成 —[合成合宿]→ 合成太郎" in text
    assert "合成太郎 —[合成合宿]→ 合成市" in text
    assert "0.42" in text
    assert "段階3「話した」" in text
    assert "最後の接点 2024-01-26" in text
    assert "話し方  合宿の話から始められます。" in text
    assert "注意  2年10か月たっています。" in text
    assert "「同じ班で話した」[1]" in text
    assert "[1] 合成の記事s1、合成社、2024-02-09" in text
    assert "2026-11-24 時点、いちばん新しい出典: 2025-05、データの版: 0123456789ab" in text


def test_a_hop_that_was_told_is_not_told_again() -> None:
    shorter: PathBody = {"strength": 0.42, "level": 3, "hops": [hop(FIRM, PERSON)]}
    lines = paths_lines(paths(paths=[PATH, shorter]), arrow)
    assert sum("合宿の話から" in line for line in lines) == 2
    assert "      1. と同じです（ふつう 0.42）。" in lines


def test_a_structural_hop_has_no_level() -> None:
    lines = paths_lines(
        paths(paths=[{"strength": 0.3, "level": None, "hops": [hop(PERSON, TOWN, level=None, strength=0.3)]}]), arrow
    )
    assert not any("段階" in line for line in lines)


def test_a_chain_is_one_line() -> None:
    assert path_chain(PATH, arrow) == "株式会社合成 —[合成合宿]→ 合成太郎 —[合成合宿]→ 合成市"


def test_no_path_tells_who_is_near_and_what_is_missing() -> None:
    nearest = {
        "reached": PERSON,
        "path": {"strength": 0.42, "level": 3, "hops": [hop(FIRM, PERSON)]},
        "missing": [{"kind": "event", "entity": CAMP, "why": "次の合成合宿に合成市が来れば話せます。"}],
    }
    text = "\n".join(paths_lines(paths(paths=[], nearest=nearest), arrow))
    assert "見つかりませんでした" in text
    assert "いちばん近くまで届くのは 合成太郎（人物） です。" in text
    assert "株式会社合成 —[合成合宿]→ 合成太郎" in text
    assert "・次の合成合宿に合成市が来れば話せます。" in text


def test_no_path_and_nobody_near_is_said_without_inventing_anybody() -> None:
    nearest = {
        "reached": None,
        "path": None,
        "missing": [{"kind": "introduction", "entity": None, "why": "どなたかの紹介。"}],
    }
    text = "\n".join(paths_lines(paths(paths=[], nearest=nearest), arrow))
    assert "いちばん近く" not in text
    assert "いちばん新しい出典" not in text  # none was named
    assert "・どなたかの紹介。" in text


def connections(**changed: Any) -> ConnectionsBody:
    item = {
        "entity": FIRM,
        "detail": "合成市",
        "score": 62.5,
        "path": PATH,
        "reasons": [
            {
                "feature": "need_and_offer",
                "contribution": 50.0,
                "text": "窓口の待ち時間を減らす道具を持っています",
                "sources": [source()],
            },
            {"feature": "reachable", "contribution": 12.5, "text": "紹介を頼める相手がいます", "sources": []},
        ],
        "moments": [{"event": CAMP, "date": "2027-01-25", "inferred": False, "text": "2027年1月25日の合成合宿"}],
        "cautions": ["担当者が異動しています。"],
        "bring": ["隣の市での導入の記録"],
    }
    body: dict[str, Any] = {
        "for": TOWN,
        "about": [{"id": "e", "kind": "Issue", "caption": "窓口の混雑"}],
        "model": "untrained",
        "items": [item],
        "as_of": "2026-11-24",
        "revision": REVISION,
        "newest_source": "",
        **changed,
    }
    return cast("ConnectionsBody", body)


def test_a_connection_tells_score_reasons_path_moment_caution_and_what_to_bring() -> None:
    lines = connections_lines(connections(), arrow)
    text = "\n".join(lines)
    assert "「窓口の混雑」について、合成市 が会うとよい相手: 1件" in text
    assert "1. 株式会社合成（企業・合成市）  62.5点" in text
    reasons = [line for line in lines if "█" in line]
    assert [line.split()[1] for line in reasons] == ["50.0", "12.5"]
    assert reasons[0].count("█") > reasons[1].count("█")
    assert "道具を持っています[1]" in reasons[0]
    for told in (
        "道すじ  株式会社合成 —[合成合宿]→ 合成太郎",
        "会う機会  2027年1月25日の合成合宿",
        "注意  担当者が異動しています。",
        "持参  隣の市での導入の記録",
        "日付の記載なし",
    ):
        assert told in text


def test_what_was_told_of_one_connection_is_not_told_again_of_the_next() -> None:
    body = connections()
    other = {**body["items"][0], "entity": PERSON, "bring": ["別の記録"]}
    lines = connections_lines(connections(items=[body["items"][0], other]), arrow)
    assert lines.count("   注意  担当者が異動しています。") == 1
    assert "   注意  1. の注意と同じです。" in lines
    assert "   持参  別の記録" in lines


def test_nobody_to_meet_is_said() -> None:
    lines = connections_lines(connections(items=[], about=[]), arrow)
    assert "見つかりませんでした" in lines[0]
    assert "--about" in lines[1]
    assert "いちばん新しい出典" not in lines[-1]
    assert "--about" not in "".join(connections_lines(connections(items=[]), arrow))


def test_of_many_issues_the_shortest_three_are_named_and_all_counted() -> None:
    about = [{"id": f"e{number}", "kind": "Issue", "caption": "長" * number + "課題"} for number in range(1234, 0, -1)]
    first = connections_lines(connections(about=about), arrow)[0]
    assert first.startswith("「長課題」「長長課題」「長長長課題」など1,234件の課題について、合成市 が会うとよい相手")


def test_who_is_proposed_is_told_in_one_line() -> None:
    item = {**connections()["items"][0], "detail": "長" * 300}
    heading = next(line for line in connections_lines(connections(items=[item]), arrow) if line.startswith("1. "))
    assert heading.endswith("長…）  62.5点")
    assert len(heading) < 60
    assert "（企業）" in "".join(connections_lines(connections(items=[{**item, "detail": "企業"}]), arrow))


def tie(number: int, **changed: Any) -> TieBody:
    body: dict[str, Any] = {
        "id": f"t{number}",
        "kind": "TOOK_PART",
        "from": FIRM,
        "to": CAMP,
        "role": "participant",
        "status": "actual",
        "certainty": "stated",
        "intervals": [{"since": "2024-01-25", "until": "2024-01-25", "precision": "day"}],
        "level": 2,
        "strength": 0.05,
        "text": f"株式会社合成は合成合宿{number}に参加",
        "properties": {},
        "sources": [source()],
        **changed,
    }
    return cast("TieBody", body)


def show(**changed: Any) -> ShowBody:
    body: dict[str, Any] = {
        "id": FIRM["id"],
        "kind": "Company",
        "roles": [],
        "holders": [],
        "labels": ["Intermediary"],
        "caption": FIRM["caption"],
        "detail": "",
        "summary": "株式会社合成は、中間支援の企業です。",
        "properties": {"activity": ["intermediary"], "size": ["12"], "name": ["x"]},
        "identifiers": [{"scheme": "houjin-bangou", "identifier": "1234567890123"}],
        "names": [
            {"value": "ゴウセイ", "kind": "alias", "source": "x"},
            {"value": "かぶしきがいしゃごうせい", "kind": "kana", "source": "x"},
        ],
        "conflicts": [{"property": "activity", "value": "intermediary", "sources": [source("s2", date="")]}],
        "records": [],
        "sources": [source()],
        "newest_source": "2024-02-09",
        "as_of": "2026-11-24",
        "revision": REVISION,
        "ties": [tie(1), tie(2, status="former", certainty="inferred", level=None, strength=None)],
        "truncated": False,
        **changed,
    }
    return cast("ShowBody", body)


def test_show_tells_who_it_is_its_names_and_its_ties_by_meaning() -> None:
    lines = show_lines(show())
    text = "\n".join(lines)
    assert lines[:2] == ["株式会社合成  企業・中間支援", "株式会社合成は、中間支援の企業です。"]
    for told in (
        "別名: ゴウセイ",
        "かな: かぶしきがいしゃごうせい",
        "法人番号: 1234567890123",
        "活動: 中間支援",
        "人数: 12",
        f"ID: {FIRM['id']}",
        "つながり: 場（2件）",
        "・株式会社合成は合成合宿1に参加（段階2「名刺を交わした」、",
        "0.05",
        "・【以前】株式会社合成は合成合宿2に参加（推定）",
        "出典による食い違い",
        "[2] 合成の記事s2、合成社、日付の記載なし",
    ):
        assert told in text, told
    assert "intermediary" not in text


def test_show_marks_former_posts_and_dates_them() -> None:
    role = {
        "role": "代表",
        "post": {"id": "p", "kind": "Post", "caption": "株式会社合成 代表"},
        "organization": FIRM,
        "intervals": [{"since": "2020", "until": "FY2022", "precision": "year"}],
        "status": "former",
        "sources": [source()],
    }
    assert "  ・【以前】株式会社合成 代表（2020〜2022年度）[1]" in show_lines(show(roles=[role]))


def test_a_mark_is_not_said_twice() -> None:
    told = tie(
        1,
        text="株式会社合成は合成合宿に参加（予定、推定）",
        status="planned",
        certainty="inferred",
        level=None,
        strength=None,
    )
    assert "  ・株式会社合成は合成合宿に参加（予定、推定）[1]" in show_lines(show(ties=[told]))


def test_a_membership_without_a_post_names_the_organisation_and_the_role() -> None:
    role: dict[str, Any] = {
        "role": "会員",
        "post": None,
        "organization": FIRM,
        "intervals": [],
        "status": "actual",
        "sources": [],
    }
    assert "  ・株式会社合成 会員" in show_lines(show(roles=[role]))


def test_show_counts_what_it_leaves_out_and_tells_how_to_see_it() -> None:
    many = show(ties=[tie(number) for number in range(1300)], properties={"url": [f"u{number}" for number in range(9)]})
    lines = show_lines(many)
    assert sum("に参加（" in line for line in lines) == 8
    assert "つながり: 場（1,300件）" in lines
    assert "  ほか 1,292件（--all ですべて出ます）" in lines
    assert "  URL: u0、u1、u2、u3、u4 ほか4件" in lines
    whole = show_lines(many, everything=True)
    assert sum("に参加（" in line for line in whole) == 1300
    assert not any("ほか" in line for line in whole)
    assert any("一部だけ" in line for line in show_lines(show(truncated=True)))


def holder(post: str, person: str, *sources: SourceRef) -> dict[str, Any]:
    return {
        "post": {"id": post, "kind": "Post", "caption": post},
        "person": {"id": person, "kind": "Person", "caption": person},
        "intervals": [],
        "sources": list(sources),
    }


def test_show_names_who_is_in_office_a_line_for_each_post() -> None:
    seats = [holder("合成市議会議員", f"合成{number}", source("old", date="2020")) for number in range(40)]
    chair = holder("合成市議会議長", "合成太郎", source("new", date="2026"))
    lines = show_lines(show(kind="Assembly", properties={}, conflicts=[], holders=[chair, *seats], ties=[]))
    start = lines.index("役職にある人")
    assert lines[start + 1] == "  ・合成市議会議長: 合成太郎[1]"
    assert lines[start + 2].startswith("  ・合成市議会議員（40人）: 合成0、合成1、")
    assert lines[start + 2].endswith("合成29 ほか10件[2]")
    assert "役職にある人" not in show_lines(show(kind="Post", properties={}, conflicts=[], holders=[chair], ties=[]))


def test_a_strength_that_rounds_to_nothing_is_not_told() -> None:
    told = "".join(show_lines(show(ties=[tie(1, level=0, strength=0.0004)])))
    assert "に参加[1]" in told
    assert "0.000" not in told


def test_search_is_a_table_with_what_tells_namesakes_apart() -> None:
    body: SearchBody = {
        "items": [
            {
                "id": "a" * 16,
                "kind": "Municipality",
                "roles": [],
                "caption": "合成市",
                "detail": "北海道",
                "score": 1.0,
                "matched": "合成市",
            },
            {
                "id": "b" * 16,
                "kind": "Person",
                "roles": ["Councillor"],
                "caption": "合成太郎",
                "detail": "合成市議会",
                "score": 0.5,
                "matched": "ごうせいたろう",
            },
        ],
        "next": "cursor",
        "revision": REVISION,
    }
    lines = search_lines("合成", body, ())
    assert lines[0] == "「合成」で 2件以上見つかりました。"
    assert "人物・議員" in lines[3]
    assert "ごうせいたろう" in lines[3]
    assert "合成市議会" in lines[3]
    assert {width_of(line.split("a" * 16)[0]) for line in lines[2:3]} == {
        width_of(line.split("b" * 16)[0]) for line in lines[3:4]
    }


def test_an_empty_search_offers_what_is_near_or_how_to_go_on() -> None:
    empty: SearchBody = {"items": [], "next": None, "revision": REVISION}
    near = search_lines("合成区", empty, (Candidate("a", "Municipality", "合成市", "北海道"),))
    assert near[1:] == ["近い名前:", "  合成市（自治体・北海道）"]
    assert "別の書き方" in search_lines("合成区", empty, ())[1]


def test_stats_and_problems_are_counted() -> None:
    text = "\n".join(stats_lines({"revision": REVISION, "nodes": {"Person": 1234}, "ties": {"HOLDS": 2}, "sources": 3}))
    assert "人・組織など 1,234件、つながり 2件、出典 3件" in text
    assert "人物" in text
    assert "務める" in text
    assert problem_lines([], REVISION) == [f"問題はありませんでした（データの版: {REVISION}）。"]
    many = problem_lines(
        [Problem("ends", f"t{number}", "つながりの端がありません。") for number in range(30)], REVISION
    )
    assert many[0] == "30件の問題が見つかりました。"
    assert many[1] == "  [ends] つながりの端がありません。（t0）"
    assert "ほか 10件" in many[-2]


def report(**changed: Any) -> dict[str, Any]:
    tally = {"made": 1, "changed": 2, "unchanged": 3, "ended": 4}
    return {
        "source": "workbook",
        "revision": REVISION,
        "rows_read": 12,
        "nodes": tally,
        "ties": tally,
        "refused": [],
        "seconds": 0.25,
        "dropped": {},
        **changed,
    }


def test_a_report_tells_what_changed_and_every_refused_row() -> None:
    refused = {
        "file": "合成帳",
        "sheet": "人物",
        "row": 3,
        "column": "かな",
        "value": "漢字",
        "reason": "かなで書いてください。",
    }
    text = "\n".join(report_lines(report(refused=[refused] * 25, dropped={"phrase": 7}), dry_run=False))
    assert "12行を読み、取り込みました" in text
    assert "受け付けられなかった行: 25行" in text
    assert refusal_text(refused) == "合成帳 シート「人物」 3行目 列「かな」「漢字」: かなで書いてください。"
    assert text.count(refusal_text(refused)) == 20
    assert "ほか 5行" in text
    assert "phrase（7）" in text
    assert "まだ取り込んでいません" in report_lines(report(), dry_run=True)[0]


def test_sources_that_need_a_folder_list_their_columns() -> None:
    listed = [
        {
            "name": "workbook",
            "label": "帳",
            "description": "合成",
            "licence": "CC0",
            "origin": "手もと",
            "needs_path": True,
            "columns": {"人物": ["名称", "かな"]},
        },
        {
            "name": "sample",
            "label": "見本",
            "description": "合成",
            "licence": "CC0",
            "origin": "同梱",
            "needs_path": False,
            "columns": {"人物": ["名称"]},
        },
    ]
    text = "\n".join(source_lines(listed))
    assert "使い方: enishi ingest workbook フォルダー" in text
    assert "人物: 名称、かな" in text
    assert text.count("人物:") == 1


def test_footnotes_number_sources_in_the_order_of_their_first_mention() -> None:
    notes = Footnotes()
    assert notes.lines() == []
    assert notes.marks([source("s9"), source("s2")]) == "[1][2]"
    assert notes.marks([source("s2"), source("s2", quote="別の引用")]) == "[2]"
    assert notes.quotes([source("s2", quote="引用"), source("s3")]) == "「引用」[2][3]"
    assert [line[:5] for line in notes.lines()[2:]] == ["  [1]", "  [2]", "  [3]"]


def test_of_many_sources_three_are_named_and_listed_the_rest_counted() -> None:
    notes = Footnotes()
    many = [source(f"s{number}") for number in range(82)]
    assert notes.marks(many) == "[1][2][3]ほか79件"
    assert notes.quotes([source("s0", quote="引用"), *many]) == "「引用」[1][2][3]ほか79件"
    assert notes.marks([many[1], *many[50:]]) == "[2][4][5]ほか30件"
    assert len(notes.lines()) == 2 + 5


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.jp/%E6%A1%90%E7%94%9F.json", "https://example.jp/桐生.json"),
        ("https://example.jp/a%20b", "https://example.jp/a%20b"),
        ("https://example.jp/%FF%FE", "https://example.jp/%FF%FE"),
        ("https://example.jp/100%25", "https://example.jp/100%25"),
        ("https://example.jp/%E2%80%AEx", "https://example.jp/%E2%80%AEx"),
        ("", ""),
    ],
)
def test_addresses_are_readable_but_stay_one_word(url: str, shown: str) -> None:
    told = source_text({**source(), "url": url})
    assert told == "、".join(filter(None, ("合成の記事s1", "合成社", "2024-02-09", shown)))


def test_intervals_are_told_as_precisely_as_they_are_known() -> None:
    assert interval_text({"since": "2024-01-25", "until": "2024-01-25", "precision": "day"}) == "2024-01-25"
    assert interval_text({"since": "2024", "until": "", "precision": "year"}) == "2024〜"
    assert interval_text({"since": "", "until": "FY2022", "precision": "fiscal_year"}) == "〜2022年度"
    assert interval_text({"since": "", "until": "", "precision": "unknown"}) == ""
    assert interval_text({"since": "--02-07", "until": "", "precision": "month_day"}) == "2月7日〜"

"""桐生市議会: who answered what in a made-up sitting, broken voters, what is refused, and the real files counted."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import SourceRefused
from graph.facts import record_id
from graph.snapshot import Snapshot
from graph.store.base import Store
from graph.store.opening import open_store
from graph.validity import is_current
from ingest.kiryu import DATASET, Kiryu
from ingest.kiryu_files import Slug
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, kinds_of, node_of, ties_of, walk

SLUG = "r5-4-teireikai"
KEY = "2023-4-teireikai"


def _member(name: str, **fields: Any) -> dict[str, Any]:
    return {"name": name, "nameReading": "ごうせい", "photoUrl": "https://example.jp/a.jpg", "seatNumber": 1, **fields}


def _speech(number: int, kind: str, body: str, speaker: str | None = None, role: str | None = None) -> dict[str, Any]:
    return {"id": number, "type": kind, "speaker": speaker, "role": role, "body": body}


def _page(**fields: Any) -> dict[str, Any]:
    return {
        "session": "令和5年第4回定例会",
        "sourceUrl": "https://example.jp/?schedule_id=2",
        "scrapedAt": "2026-03-10",
        **fields,
    }


BALLOT = {
    "billNumber": "議案第1号",
    "billTitle": "",
    "result": "原案可決",
    "votes": [
        {"memberName": "合成　太郎", "vote": "賛成"},
        {"memberName": "採決合成　花子", "vote": "反対"},
        {"memberName": "合成　三四", "vote": "欠席"},
        {"memberName": "三郎合成　四子", "vote": "賛成"},
        {"memberName": "旧姓　三郎", "vote": "退席"},
        {"memberName": "提　出", "vote": "賛成"},
    ],
}
FLOOR = [
    _speech(1, "議題", "△合成太郎議員"),
    _speech(2, "質問", "１件目、産後ケアについて伺います。産後ケアの利用料金をお示しください。", "合成太郎", "１番"),
    _speech(3, "答弁", "御答弁申し上げます。産後ケアの利用料金は検討します。", "合成部子", "子ども部長"),
    _speech(4, "質問", "次の件名、有害鳥獣についてです。熊の捕獲数を伺います。", "合成太郎", "１番"),
    _speech(5, "答弁", "熊の捕獲数は三頭、有害鳥獣の対策を続けます。", "合成産夫", "産業部長"),
    _speech(6, "議長", "以上で合成太郎議員の一般質問を終結いたします。", "合成花子", "議長"),
    _speech(7, "議題", "△発言訂正"),
    _speech(8, "答弁", "先ほどの有害鳥獣の答弁を訂正します。", "合成部子", "子ども部長"),
]
BILLS_DAY = [
    _speech(1, "議題", "△日程第１　議案第１号"),
    _speech(2, "議長", "議案第１号の質疑に入ります。", "合成花子", "議長"),
    _speech(3, "質問", "議案第１号について伺います。", "合成太郎", "１番"),
    _speech(4, "答弁", "お答えします。", "合成部子", "子ども部長"),
    _speech(5, "議題", "△討論"),
    _speech(6, "質問", "賛成の立場で討論します。", "旧姓三郎", "３番"),
]
FILES: dict[str, Any] = {
    "council-members.json": {
        "sourceUrl": "https://example.jp/members",
        "scrapedAt": "2026-03-10T00:00:00Z",
        "officers": [_member("合成　花子", role="議長", faction="", committee="")],
        "members": [
            _member("合成　太郎", faction="合成会", committee="総務委員会", committeeRole="委員長", electionCount=2),
            _member("合成　花子", faction="無会派", committee="総務委員会", committeeRole=None),
            _member("合成　三四郎", faction="合成会", committee=""),
            _member("合成　四子", faction="合成会", committee=""),
        ],
    },
    f"sessions/{SLUG}.json": _page(
        sourceUrls=["https://example.jp/decided"],
        dates=["令和5年12月1日", "議案議決結果一覧表", "令和5年12月20日", "令和5年5月22月", "令和4年12月1日"],
        bills=[
            {"number": "議案第1号", "title": "合成\n条例案", "result": "原案\n可決", "category": "市長提出議案"},
            {"number": "議案第1号", "title": "別の条例案", "result": "", "category": ""},
        ],
    ),
    f"questions/{SLUG}.json": _page(
        questions=[
            {
                "memberName": "合成太郎",
                "order": 1,
                "items": [
                    {"title": "産後ケアについて", "details": ["利用料金について"]},
                    {"title": "有害鳥獣", "details": ["熊の捕獲数について"]},
                    {"title": "答えのない件", "details": []},
                ],
            },
            {"memberName": "旧姓三郎", "order": 2, "items": [{"title": "(不明)ついて", "details": ["1跡地について"]}]},
        ]
    ),
    f"voting/{SLUG}.json": _page(records=[BALLOT]),
    f"minutes/{SLUG}.json": _page(
        schedules=[
            {"scheduleId": 3, "name": "12月20日　質疑", "speeches": BILLS_DAY},
            {"scheduleId": 5, "name": "12月21日　一般質問", "speeches": FLOOR},
        ]
    ),
}


def _folder(path: Path, **changed: Any) -> Path:
    """The made-up council; a file is replaced by the first part of its path (bytes as they are)."""
    for name, value in FILES.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        stem = name.partition("/")[0].partition("-")[0]
        content = changed.get(stem, value)
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode())
    return path


@pytest.fixture
def council(tmp_path: Path) -> Walk:
    return walk(Kiryu.open(_folder(tmp_path)))


@pytest.mark.parametrize(
    ("written", "key"),
    [("h27-2-teireikai", "2015-2-teireikai"), ("h31-2-teireikai", "2019-2-teireikai"),
     ("r1-2-teireikai", "2019-2-teireikai"), ("r5-1-rinjikai", "2023-1-rinjikai")],
)  # fmt: skip
def test_a_session_has_one_key_whatever_era_its_file_names(written: str, key: str) -> None:
    assert Slug.parse(written).key == key


def test_an_item_is_tied_to_those_who_answered_it_alone(council: Walk) -> None:
    told: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for key in ("人物/合成太郎", "人物/合成部子", "人物/合成産夫", "役職/桐生市/子ども部長", "役職/桐生市/産業部長"):
        for event, tie in council.ties(key, "TOOK_PART"):
            told[event].add((key, tie.role, council.keys.get(dict(tie.extra).get("in_post", ""), "")))
    councillor = ("人物/合成太郎", "asker", "役職/桐生市議会/議員")
    assert told == {
        f"質疑/{KEY}/1/1": {
            councillor,
            ("人物/合成部子", "answerer", "役職/桐生市/子ども部長"),
            ("役職/桐生市/子ども部長", "answerer", ""),
        },
        f"質疑/{KEY}/1/2": {
            councillor,
            ("人物/合成産夫", "answerer", "役職/桐生市/産業部長"),
            ("役職/桐生市/産業部長", "answerer", ""),
        },
        f"質疑/{KEY}/3/3": {
            councillor,
            ("人物/合成部子", "answerer", "役職/桐生市/子ども部長"),
            ("役職/桐生市/子ども部長", "answerer", ""),
        },
    }
    assert council.ties(f"質疑/{KEY}/1/1", "ABOUT")[0][0] == f"質問/{KEY}/1/1"
    assert council.ties(f"質疑/{KEY}/1/1", "PART_OF")[0][0] == f"会議/{KEY}"
    assert council.values(f"質疑/{KEY}/3/3")["name"] == "質疑 議案第1号（合成太郎）"
    assert council.values(f"質疑/{KEY}/1/1")["since"] == "2023-12-21"
    assert f"質疑/{KEY}/1/3" not in council.stated


def test_questions_are_raised_on_the_day_of_the_floor_else_when_the_session_was(council: Walk) -> None:
    assert {(key, tie.since) for key, tie in council.ties("人物/合成太郎", "RAISED")} == {
        (f"質問/{KEY}/1/1", "2023-12-21"), (f"質問/{KEY}/1/2", "2023-12-21"), (f"質問/{KEY}/1/3", "2023-12-21"),
    }  # fmt: skip
    ((lost, raised),) = council.ties("人物/旧姓三郎", "RAISED")
    assert raised.since == "2023-12"
    assert council.values(lost) == {
        "name": "跡地について",
        "description": "件名（読み取れた部分）: (不明)ついて／1跡地について",
    }


def test_who_is_not_on_the_list_was_a_member_while_seen(council: Walk) -> None:
    (former,) = {each for _, each in council.ties("人物/旧姓三郎", "HOLDS")}
    assert (former.since, former.until, former.certainty) == ("2023-12", "2023-12-20", "inferred")
    held = {(key, tie.since, tie.until) for key, tie in council.ties("人物/合成太郎", "HOLDS")}
    assert held == {("役職/桐生市議会/議員", "", ""), ("役職/桐生市議会総務委員会/委員長", "", "")}
    assert [key for key, _ in council.ties("人物/合成太郎", "MEMBER_OF")] == ["会派/合成会"]
    assert [key for key, _ in council.ties("人物/合成花子", "MEMBER_OF")] == ["委員会/総務委員会"]
    assert ("役職/桐生市議会/議長", "", "") in {
        (key, tie.since, tie.until) for key, tie in council.ties("人物/合成花子", "HOLDS")
    }
    assert council.ties("役職/桐生市/子ども部長", "POST_IN")[0][0] == "桐生市/子ども部"
    assert council.values("桐生市") == {"name": "桐生市", "lgcode": "102032", "level": "city"}


def test_broken_voters_are_mended_by_the_rule_or_refused(council: Walk) -> None:
    voted = {key: tie.role for key in council.stated for _, tie in council.ties(key, "VOTED")}
    assert voted == {
        "人物/合成太郎": "yes", "人物/合成花子": "no", "人物/合成三四郎": "absent", "人物/旧姓三郎": "absent",
    }  # fmt: skip
    refused = [refusal.reason for refusal in council.journal.refused if refusal.file.startswith("voting")]
    assert len(refused) == 2 and "三郎合成 四子" in refused[0] and "提 出" in refused[1]


def test_headings_and_impossible_days_are_refused_as_dates(council: Walk) -> None:
    refused = [(refusal.sheet, refusal.row) for refusal in council.journal.refused if "sessions" in refusal.file]
    assert refused == [("dates", 2), ("dates", 4), ("dates", 5), ("bills", 2)]
    session = council.values(f"会議/{KEY}")
    assert (session["since"], session["until"]) == ("2023-12-01", "2023-12-21")
    assert council.values(f"議案/{KEY}/議案第1号") == {
        "name": "合成条例案", "number": "令和5年第4回定例会 議案第1号", "date": "2023-12", "result": "原案可決",
        "description": "市長提出議案",
    }  # fmt: skip


@pytest.mark.parametrize("stem", ["council", "sessions", "questions", "voting", "minutes"])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"session": "x", "bills": [{"nu', "途中で切れて"),
        ("{}".encode("utf-16"), "UTF-8ではありません"),
        (b"[]", "まとまりではありません"),
        (b'{"session": "x", "session": "y"}', "二度あります"),
        (b"{}", "ありません"),
    ],
)
def test_a_broken_file_is_refused_and_the_others_loaded(
    tmp_path: Path, council: Walk, stem: str, broken: bytes, reason: str
) -> None:
    found = walk(Kiryu.open(_folder(tmp_path / "broken", **{stem: broken})))
    (refusal,) = [each for each in found.journal.refused if each.file.startswith(stem) and each.row == 0]
    assert reason in refusal.reason or stem == "council"
    assert found.kind("桐生市議会") == "Assembly"
    # Without the list of members nobody can tell that a voter's name was cut off.
    assert set(found.stated) < set(council.stated) | {"人物/合成三四", "人物/三郎合成四子"}


def test_a_missing_file_or_folder_is_said_and_the_others_loaded(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "council-members.json").unlink()
    (folder / "minutes" / f"{SLUG}.json").unlink()
    found = walk(Kiryu.open(folder))
    assert {refusal.file for refusal in found.journal.refused} >= {"council-members.json", "minutes"}
    assert found.kind(f"質問/{KEY}/1/1") == "Issue"
    with pytest.raises(SourceRefused, match="フォルダがありません"):
        Kiryu.open(tmp_path / "なし")
    (tmp_path / "空").mkdir()
    with pytest.raises(SourceRefused, match="ファイルが見つかりません"):
        Kiryu.open(tmp_path / "空")


@pytest.mark.parametrize(
    ("stem", "entry", "sheet"),
    [
        ("questions", {"memberName": "合成太郎", "order": "一", "items": []}, "questions"),
        (
            "questions",
            {"memberName": "合成太郎", "order": 2, "items": [{"title": "有害鳥獣"}] * 2},
            "questions:1/items",
        ),
        ("questions", "合成", "questions"),
        ("voting", {**BALLOT, "billNumber": None}, "records"),
        ("voting", {**BALLOT, "votes": [{"memberName": "合成太郎", "vote": "保留"}]}, "records:1/votes"),
        ("minutes", {"scheduleId": 1, "name": "2910年10月25日", "speeches": []}, "schedules"),
        ("minutes", {"scheduleId": 1, "name": "13月40日　質疑", "speeches": []}, "schedules"),
        ("minutes", {"scheduleId": 1, "name": "12月1日", "speeches": [{"id": -1}]}, "schedules:1/speeches"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_alone(tmp_path: Path, stem: str, entry: Any, sheet: str) -> None:
    lists = {"questions": "questions", "voting": "records", "minutes": "schedules"}
    found = walk(Kiryu.open(_folder(tmp_path, **{stem: _page(**{lists[stem]: [entry]})})))
    (refusal,) = [each for each in found.journal.refused if each.file.startswith(stem)]
    assert refusal.sheet == sheet and refusal.row > 0


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "04-local-council-kiryu"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


@pytest.fixture(scope="module")
def snapshot(loaded: tuple[Store, LoadReport]) -> Snapshot:
    return loaded[0].snapshot()


def test_the_real_files_are_counted(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert kinds_of(store) == {
        "Issue": 1_000, "Motion": 1_332 + 36, "Event": 59 + 131 + 86, "Person": 49, "Post": 28, "Department": 14,
        "Faction": 9, "Municipality": 1, "Assembly": 1,
    }  # fmt: skip
    raised, voted = ties_of(store, "RAISED"), ties_of(store, "VOTED")
    assert (len(raised), len({tie.source for tie in raised})) == (1_000, 26)
    assert len(voted) == 8_294 + 45 + 16
    assert Counter(tie.role for tie in voted) == {"yes": 8_164, "no": 149, "absent": 42}
    sheets = Counter(refusal.sheet.rpartition("/")[2] for refusal in report.refused)
    assert sheets == {"votes": 126 - 45 - 16, "dates": 7, "bills": 1}
    assert report.dropped == {"photoUrl": 21, "seatNumber": 19, "electionCount": 19}
    assert all(node.conflicts == () for node in store.nodes())
    assert store.check() == []


def test_the_minutes_tell_who_answered_which_item(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    names = {node.id: node.caption for node in store.nodes()}
    titles = {node.id: node.first("title") for node in store.nodes(kinds=["Post"])}
    issue_of = {tie.source: names[tie.target] for tie in ties_of(store, "ABOUT")}
    answers = ties_of(store, "TOOK_PART")
    asker = {tie.target: names[tie.source] for tie in answers if tie.role == "asker"}
    posts_of: dict[str, set[str]] = defaultdict(set)
    for tie in answers:
        if tie.role == "answerer" and tie.target in issue_of and tie.source in titles:
            posts_of[tie.target].add(titles[tie.source])
    assert (len(issue_of), sum(map(len, posts_of.values()))) == (131, 181)
    answered = {(asker[event], issue_of[event]): posts for event, posts in posts_of.items()}
    # Read in the minutes by a person, and agreed with.
    for item, posts in {
        ("小島 強", "ＷＨＯ健康都市連合への参画について"): {"保健福祉部長"},
        ("小島 強", "産後ケアについて"): {"子どもすこやか部長"},
        ("小島 強", "少子化対策（不妊治療）について"): {"子どもすこやか部長", "産業経済部長"},
        ("石渡 宏明", "地域わけへだてないCI (シティ・アイデンティティ) の形成・醸成を"): {"総務部長", "教育部長"},
        ("石渡 宏明", "錦町十字路のロータリーについて"): {"市民生活部長", "都市整備部長"},
        ("辻 正男", "行政組織機構について"): {"総務部長"},
        ("辻 正男", "桐生川でバーベキューを楽しんでいただくために"): {"市民生活部長"},
        ("園田 基博", "子育て支援"): {"子どもすこやか部長"},
        ("岡部 純朗", "境野水処理センターについて"): {"水道局長", "市長"},
        ("岡部 純朗", "市管理河川について"): {"産業経済部長"},
        ("久保田 裕一", "広域連携の推進と将来的な大都市制度の検討について"): {"共創企画部長", "市民生活部長"},
    }.items():
        assert answered[item] == posts, item


def test_items_that_were_not_reached_have_no_event(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    about = {tie.target for tie in ties_of(store, "ABOUT")}
    of_2023 = {tie.target for tie in ties_of(store, "RAISED") if tie.spans[0].since.startswith("2023")}
    left = {node.caption for node in store.nodes(ids=of_2023 - about)}
    assert left == {
        "介護保険", "有害鳥獣対策について", "未来を生き抜く力を育てるまちづくり", "介護保険について",
        "国指定重要文化財について",
    }  # fmt: skip


def test_posts_change_hands_and_people_stay_one(loaded: tuple[Store, LoadReport], snapshot: Snapshot) -> None:
    store, _ = loaded
    names = {node.id: node.caption for node in store.nodes()}

    def holders(post: str, day: date) -> set[str]:
        target = node_of(store, DATASET, post).id
        return {names[tie.source] for tie in snapshot.incoming(target, "HOLDS") if is_current(tie, snapshot, day)}

    assert holders("役職/桐生市/共創企画部長", date(2023, 3, 16)) == {"新井利幸"}
    assert holders("役職/桐生市/共創企画部長", date(2023, 12, 1)) == {"西條敦史"}
    assert holders("役職/桐生市議会/議長", date(2023, 3, 17)) == {"北川 久人"}
    assert holders("役職/桐生市議会/議長", date(2026, 11, 24)) == {"人見 武男"}
    assert len(holders("役職/桐生市議会/議員", date(2026, 11, 24))) == 19
    moriyama = node_of(store, DATASET, "人物/森山享大")
    spans = {names[tie.target]: tie.spans[0] for tie in snapshot.outgoing(moriyama.id, "HOLDS")}
    assert set(spans) == {"桐生市議会議員", "桐生市副市長"}
    assert (spans["桐生市議会議員"].since, spans["桐生市議会議員"].until) == ("2017-03", "2019-03-15")
    assert len(snapshot.outgoing(moriyama.id, "VOTED")) == 77
    officials = {tie.source for tie in ties_of(store, "HOLDS") if names[tie.target].startswith("桐生市議会") is False}
    assert len(officials) == 23


def test_the_three_files_named_after_the_old_era_double_nothing(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    session = node_of(store, DATASET, "会議/2019-2-teireikai")
    assert session.caption == "桐生市議会 令和元年第2回定例会"
    assert set(session.texts("alias")) == {"令和元年第2回定例会", "平成31年第2回定例会"}
    sessions = {tie.target for tie in ties_of(store, "TOOK_PART") if tie.role == "organizer"}
    assert len(sessions) == 59
    unread = node_of(store, DATASET, "会議/2020-1-rinjikai")  # its only date is that of a session a year before
    assert unread.first("since") == "2020"


def test_nothing_private_is_kept(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    private = re.compile(r"0\d{1,3}-\d{2,4}-\d{4}|[\w.]+@[\w.]+|\.jpg|生まれ")
    people = [node for node in store.nodes(kinds=["Person", "Post"]) if node.kind]
    assert not [text for node in people for name in node.values for text in node.texts(name) if private.search(text)]
    assert not [node for node in people if node.texts("description") or node.texts("url")]


def test_kiryu_is_the_municipality_of_the_list(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    del loaded
    rows = (shared / "data" / "01-municipalities" / "localgovjp-utf8.csv").read_text(encoding="utf-8-sig")
    assert re.search(r",10203,桐生市,.*,102032$", rows, re.MULTILINE)
    assert record_id(DATASET, "桐生市")


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

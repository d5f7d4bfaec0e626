"""参議院: terms, seats and questions of a small made-up house, what is refused, and the real lists counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.entities import Node, Span
from graph.errors import SourceRefused
from graph.snapshot import Snapshot
from graph.store.base import Store
from graph.store.opening import open_store
from graph.validity import is_current, shown_spans
from ingest.run import LoadReport, ingest
from ingest.sangiin import DATASET, Sangiin
from ingest.sangiin_columns import BILLS_FILE, FACTIONS_FILE, FILES, MEMBERS_FILE, QUESTIONS_FILE
from tests.source_support import Walk, csv_text, kinds_of, node_of, ties_of, walk, write_folder

HEADERS = {file.name: (*file.columns, "写真URL" if file.name == MEMBERS_FILE else "参照") for file in FILES}
NOTE = (
    "# 合成\n- Source: https://example.jp/house commit `6763d6ce73bb` (2024-03-18)\n"
    "- Source: https://example.jp/house commit `f59548d3fb47` (2022-06-28)\n"
    "- `合成:data/syuisyo.csv`@6763d6ce -> `syuisyo.csv` 1 a\n- `合成:data/gian.csv`@f59548d3 -> `gian.csv` 1 a\n"
)
FACTION = ("合成を進める会", "合成", "1", "2024-03-17")
TARO = (
    "合成　太郎", "合成　本名", "https://example.jp/7016001.htm", "ごうせい　たろう", "合成", "比例", "2028-07-25",
    "2004、2016、2022", "3", "合成委員会（長）、予算委員会、憲法審査会（幹）、議長", "2024-03-17",
    "https://example.jp/photo.jpg",
)  # fmt: skip
HANAKO = ("合成　花子", "", "", "ごうせい　はなこ", "無所属", "東京", "2025-07-28", "2012、2021", "2", "", "2024-03-17")
QUESTION = (
    "001", "1", "合成の食生活に関する質問主意書", "合成太郎", "2", "", "2023-06-06", "2023-06-28", "答弁延期",
)  # fmt: skip
OLD_QUESTION = ("001", "2", "旧い\n\n質問主意書", "合成　古人", "1", "", "1947-06-30", "", "")


def _bill(handled: str, **cells: str) -> tuple[str, ...]:
    told = {
        "審議回次": handled, "種類": "法律案（衆法）", "提出回次": "153", "提出番号": "7", "件名": "合成法案",
        "議案審議情報一覧 - 提出日": "2001-09-28", **cells,
    }  # fmt: skip
    return tuple(told.get(header, "") for header in HEADERS[BILLS_FILE])


REFERRED = {"参議院委員会等経過情報 - 付託委員会等": "予算委員会", "参議院委員会等経過情報 - 本付託日": "2001-10-31"}
CONTINUED = _bill("153", **{**REFERRED, "衆議院本会議経過情報 - 議決": "継続審査"})
PASSED = _bill(
    "154", 件名="合成改題法案", **{"その他の情報 - 公布年月日": "2002-01-16", "その他の情報 - 法律番号": "9"}
)
ROWS: dict[str, list[tuple[str, ...]]] = {
    FACTIONS_FILE: [FACTION, ("各派に属しない議員", "無所属", "1", "2024-03-17")],
    MEMBERS_FILE: [TARO, HANAKO],
    QUESTIONS_FILE: [QUESTION, OLD_QUESTION],
    BILLS_FILE: [CONTINUED, PASSED],
}


def _folder(path: Path, **more: tuple[str, ...]) -> Path:
    """The made-up house, with a further row of a file by the first part of its name."""
    further = {f"{stem}.csv": [row] for stem, row in more.items()}
    files = {name: csv_text(HEADERS[name], [*rows, *further.get(name, [])]) for name, rows in ROWS.items()}
    return write_folder(path, files, note=NOTE)


@pytest.fixture
def house(tmp_path: Path) -> Walk:
    return walk(Sangiin.open(_folder(tmp_path)))


def test_documents_are_dated_by_what_the_lists_and_the_note_say(tmp_path: Path) -> None:
    documents = Sangiin.open(_folder(tmp_path)).read(walk(Sangiin.open(tmp_path)).journal).documents.values()
    assert {(document.series, document.date) for document in documents} == {
        (FACTIONS_FILE, "2024-03-17"),
        (MEMBERS_FILE, "2024-03-17"),
        (QUESTIONS_FILE, "2024-03-18"),
        (BILLS_FILE, "2022-06-28"),
    }


def test_an_impossible_day_dates_neither_a_document_nor_a_post(tmp_path: Path) -> None:
    member = ("合成　次郎", *[""] * 9, "2910-10-25")
    folder = _folder(tmp_path, giin=member, syuisyo=("001", "3", "題", "合成　古人", "1", "", "2910-10-25"))
    found = walk(Sangiin.open(folder))
    assert [(refusal.file, refusal.column) for refusal in found.journal.refused] == [(QUESTIONS_FILE, "提出日")]
    assert {each.until for _, each in found.ties("人物/合成古人", "HOLDS")} == {"1947-06-30"}
    documents = Sangiin.open(folder).read(found.journal).documents.values()
    assert {document.date for document in documents if document.series == MEMBERS_FILE} == {"2024-03-17"}


def test_terms_follow_from_the_years_of_election(house: Walk) -> None:
    assert house.journal.refused == []
    taro = [(each.since, each.until, each.status, each.certainty) for key, each in house.ties("人物/合成太郎", "HOLDS")
            if key == "役職/参議院議員"]  # fmt: skip
    assert taro == [
        ("2004", "2010", "actual", "inferred"),
        ("2016", "2022", "actual", "inferred"),
        ("2022", "2028-07-25", "actual", "stated"),
    ]
    hanako = house.ties("人物/合成花子", "HOLDS")
    assert [(each.since, each.until, each.status) for _, each in hanako] == [
        ("2012", "", "former"),  # a vacated seat: its end is not told
        ("2021", "2025-07-28", "actual"),
    ]
    assert dict(hanako[-1][1].extra) == {"constituency": "東京", "term": "当選2回"}


def test_seats_with_a_title_are_posts_and_the_others_memberships(house: Walk) -> None:
    held = {key for key, _ in house.ties("人物/合成太郎", "HOLDS")}
    assert held == {
        "役職/参議院議員", "役職/参議院合成委員会委員長", "役職/参議院憲法審査会幹事", "役職/参議院議長",
    }  # fmt: skip
    assert [key for key, _ in house.ties("人物/合成太郎", "MEMBER_OF")] == [
        "会派/合成を進める会",
        "委員会/参議院/予算委員会",
    ]
    assert house.ties("人物/合成花子", "MEMBER_OF") == []
    assert house.values("役職/参議院合成委員会委員長") == {
        "name": "参議院合成委員会委員長", "title": "委員長", "seats": "one",
    }  # fmt: skip
    assert house.values("委員会/参議院/予算委員会")["complete_roster"] == "complete"
    assert house.values("人物/合成太郎") == {
        "name": "合成 太郎", "alias": "合成 本名", "kana": "ごうせい たろう", "url": "https://example.jp/7016001.htm",
    }  # fmt: skip
    assert house.journal.dropped["写真URL"] == 1


def test_a_question_is_an_issue_raised_on_a_day_by_whoever_bears_the_name(house: Walk) -> None:
    ((issue, raised),) = house.ties("人物/合成太郎", "RAISED")
    assert (issue, raised.since, raised.until) == ("質問主意書/1/1", "2023-06-06", "2023-06-06")
    assert dict(raised.extra) == {"setting": "第1回国会 質問主意書"}
    assert house.values(issue)["description"] == "ほか1人と提出。答弁書受領日 2023-06-28。答弁延期"
    assert house.values("質問主意書/1/2")["name"] == "旧い質問主意書"
    ((post, held),) = house.ties("人物/合成古人", "HOLDS")
    assert (post, held.since, held.until, held.certainty) == (
        "役職/参議院議員", "1947-06-30", "1947-06-30", "inferred",
    )  # fmt: skip


def test_a_bill_handled_in_two_sessions_is_one(house: Walk) -> None:
    key = "議案/法律案（衆法）/153/7"
    assert house.values(key) == {
        "number": "第153回国会 法律案（衆法） 第7号",
        "date": "2001-09-28",
        "alias": "合成法案",
        "name": "合成改題法案",
        "result": "成立（2002-01-16公布、法律第9号）",
    }
    ((committee, referred),) = house.ties(key, "REFERRED_TO")
    assert (committee, referred.occasion, referred.since) == ("委員会/参議院/予算委員会", "第153回国会", "2001-10-31")


@pytest.mark.parametrize(
    ("more", "file", "column", "reason"),
    [
        ({"giin": ("合成　太郎",)}, MEMBERS_FILE, "議員氏名", "前にもあります"),
        ({"giin": ("合成　次郎", "", "", "", "未知")}, MEMBERS_FILE, "会派", "kaiha.csvにありません"),
        ({"giin": ("合成　次郎", *[""] * 5, "2910-10-25")}, MEMBERS_FILE, "任期満了", "2200年まで"),
        ({"giin": ("合成　次郎", *[""] * 6, "2016,2022")}, MEMBERS_FILE, "当選年", "古い順"),
        ({"giin": ("合成　次郎", *[""] * 8, "合成委員会（謎）")}, MEMBERS_FILE, "役職等", "読めません"),
        ({"giin": ("合成　次郎", *[""] * 5, "2010-07-25", "2016")}, MEMBERS_FILE, "任期満了", "後です"),
        ({"giin": ("合成　次郎", "", "", "次郎")}, MEMBERS_FILE, "読み方", "ひらがな"),
        ({"syuisyo": (*QUESTION[:2], "再び", "合成太郎", "1", "", "2023-06-06")}, QUESTIONS_FILE, "提出番号", "前にも"),
        ({"syuisyo": ("001", "3", "題", "合成太郎", "1", "", "2910-10-25")}, QUESTIONS_FILE, "提出日", "2200年まで"),
        ({"syuisyo": ("001", "3", "題", "合成太郎", "1", "", "2023-06-0")}, QUESTIONS_FILE, "提出日", "まで"),
        ({"syuisyo": ("001", "3", "題", "合成太郎", "1", "", "2023-06-1")}, QUESTIONS_FILE, "提出日", "年月日"),
        ({"syuisyo": ("001", "3", "題")}, QUESTIONS_FILE, "提出者", "ありません"),
        ({"syuisyo": ("001", "3", "題" * 301, "合成太郎", "1", "", "2023-06-06")}, QUESTIONS_FILE, "件名", "長すぎ"),
        ({"gian": _bill("154")}, BILLS_FILE, "提出番号", "前にもあります"),
        ({"gian": _bill("百五十四")}, BILLS_FILE, "審議回次", "整数"),
        ({"gian": _bill("155", 件名="")}, BILLS_FILE, "件名", "ありません"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_alone(
    tmp_path: Path, house: Walk, more: dict[str, tuple[str, ...]], file: str, column: str, reason: str
) -> None:
    found = walk(Sangiin.open(_folder(tmp_path / "more", **more)))
    (refusal,) = found.journal.refused
    assert (refusal.file, refusal.row > 2, refusal.column) == (file, True, column)
    assert reason in refusal.reason
    assert set(found.stated) == set(house.stated)


@pytest.mark.parametrize("file", [FACTIONS_FILE, QUESTIONS_FILE, BILLS_FILE])
def test_a_missing_or_broken_file_is_refused_and_the_others_loaded(tmp_path: Path, file: str) -> None:
    folder = _folder(tmp_path)
    content = (folder / file).read_bytes()
    for broken, reason in (
        (None, "見つかりません"),
        (content + b'"', "引用符"),
        (content.decode("utf-8-sig").encode("utf-16"), "UTF-16"),
        (content.replace("略称".encode(), b"x").replace("提出番号".encode(), b"x"), "ありません"),
    ):
        (folder / file).unlink() if broken is None else (folder / file).write_bytes(broken)
        found = walk(Sangiin.open(folder))
        refusal = found.journal.refused[0]
        assert (refusal.file, refusal.row) == (file, 0) and reason in refusal.reason
        assert found.kind("人物/合成太郎") == "Person"
        assert ("会派/合成を進める会" in found.stated) == (file != FACTIONS_FILE)


def test_a_folder_without_any_of_the_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"kaiha\.csv: ファイルが見つかりません"):
        Sangiin.open(tmp_path)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "03-national-councillors-sangiin"


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [folder])


@pytest.fixture(scope="module")
def snapshot(loaded: tuple[Store, LoadReport]) -> Snapshot:
    return loaded[0].snapshot()


def _sitting(snapshot: Snapshot, store: Store, day: date) -> set[str]:
    post = node_of(store, DATASET, "役職/参議院議員").id
    return {tie.source for tie in snapshot.incoming(post, "HOLDS") if is_current(tie, snapshot, day)}


def test_the_real_lists_are_counted(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert (report.rows_read, report.refused) == (10 + 247 + 7_668 + 8_603, ())
    raised = ties_of(store, "RAISED")
    days = [tie.spans[0].since for tie in raised]
    assert len(raised) == 7_668 and len({tie.source for tie in raised}) == 517
    assert (min(days), max(days)) == ("1947-06-06", "2024-03-15")
    assert kinds_of(store) == {
        "Issue": 7_668, "Motion": 6_035, "Person": 247 + 410, "Faction": 99, "Post": 61, "Assembly": 2,
    }  # fmt: skip
    assert len(ties_of(store, "REFERRED_TO")) == 3_476 + 6_178
    joint = [node for node in store.nodes(kinds=["Issue"]) if node.first("description").startswith("ほか")]
    assert len(joint) == 71
    assert all(node.conflicts == () for node in store.nodes())
    assert store.check() == []


def test_the_members_have_terms_parties_and_seats(loaded: tuple[Store, LoadReport], snapshot: Snapshot) -> None:
    store, _ = loaded
    members = _sitting(snapshot, store, date(2024, 3, 17))
    assert len(members) == 247
    assert len(_sitting(snapshot, store, date(2025, 7, 29))) == 247 - 123
    names = {node.id: node.caption for node in store.nodes()}
    kinds = {node.id: node.kind for node in store.nodes()}
    committees = {node.id for node in store.nodes(kinds=["Faction"]) if node.caption.startswith(("参議院", "衆議院"))}
    of_party: Counter[str] = Counter()
    seats = 0
    for tie in ties_of(store, "MEMBER_OF"):
        if tie.target in committees:
            seats += 1
        else:
            of_party[tie.target] += 1
    titled = [tie for tie in ties_of(store, "HOLDS") if names[tie.target] != "参議院議員"]
    offices = [names[tie.target] for tie in titled if names[tie.target] in ("参議院議長", "参議院副議長")]
    assert (seats, len(titled), len(offices)) == (559, 183, 2)
    assert seats + len(titled) == 742  # 740 seats in 30 committees, and the two who preside over the house
    sizes = {node.id: int(node.first("size")) for node in store.nodes() if node.first("size")}
    assert of_party == sizes and sum(of_party.values()) == 247 - 12
    constituencies = [
        tie.first("constituency") for tie in ties_of(store, "HOLDS") if tie.source in members and tie.properties
    ]
    assert len(constituencies) == 247 and all(constituencies) and constituencies.count("比例") == 100
    assert all(kinds[member] == "Person" for member in members)


def test_a_member_and_asker_of_many_years_is_one_person(loaded: tuple[Store, LoadReport], snapshot: Snapshot) -> None:
    store, _ = loaded
    node = node_of(store, DATASET, "人物/福島みずほ")
    assert (node.caption, node.first("alias"), node.first("kana")) == ("福島 みずほ", "福島 瑞穂", "ふくしま みずほ")
    asked = [tie for tie in ties_of(store, "RAISED") if tie.source == node.id]
    assert len(asked) == 212
    post = node_of(store, DATASET, "役職/参議院議員").id
    (held,) = [tie for tie in ties_of(store, "HOLDS") if (tie.source, tie.target) == (node.id, post)]
    assert held.spans[-1] == Span("2022", "2028-07-25", "actual", "stated")
    assert [span.since for span in shown_spans(held, snapshot, date(2011, 1, 1))] == ["1998", "2004", "2010"]


def _texts(nodes: Iterator[Node]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield from ((node.caption, text) for name in node.values for text in node.texts(name))


def test_nothing_private_is_kept(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert (report.dropped["経歴"], report.dropped["写真URL"]) == (247, 247)
    private = re.compile(r"生まれ|\d年\d+月\d+日生|0\d{1,3}-\d{2,4}-\d{4}|[\w.]+@[\w.]+|\.jpg")
    assert [
        found for found in _texts(store.nodes(kinds=["Person", "Post", "Faction"])) if private.search(found[1])
    ] == []


def test_a_second_load_changes_nothing(loaded: tuple[Store, LoadReport], folder: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [folder])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1

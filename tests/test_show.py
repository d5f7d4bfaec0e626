"""Show: who or what an entity is, and its ties, composed from the facts of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.detail import detail_of, posts_said
from graph.entities import Node, Span, Value
from graph.errors import UsageError
from graph.facts import Citation, Document
from graph.show import entity_body, intervals_of, show_body, ties_body
from graph.snapshot import Snapshot
from graph.summary import summary_of
from tests.building import TODAY, Builder

BEFORE = date(2023, 6, 1)


def _snapshot() -> Snapshot:
    made = Builder()
    made.node("Municipality", "pref", "合成県", level="prefecture", lgcode="010006")
    made.node("Municipality", "city", "合成市", level="city", lgcode="011002", kana="ごうせいし")
    made.node("Municipality", "ward", "合成市中央区", level="ward", lgcode="011011")
    made.tie("PART_OF", "city", "pref")
    made.tie("PART_OF", "ward", "city")
    made.tie("PART_OF", "ward", "pref")
    made.node("Department", "welfare", "福祉部")
    made.node("Department", "children", "こども課")
    made.tie("PART_OF", "welfare", "city")
    made.tie("PART_OF", "children", "welfare")
    made.node("Assembly", "assembly", "合成市議会")
    made.tie("PART_OF", "assembly", "city")
    made.node("Post", "head", "課長", title="課長", seats="one")
    made.node("Post", "member", "合成市議会議員", title="議員", seats="many")
    made.node("Post", "cto", "合成社 技術責任者", seats="one")
    made.node("Post", "ceo", "合成社 社長", seats="one")
    for post, place in (("head", "children"), ("member", "assembly"), ("cto", "corp"), ("ceo", "corp")):
        made.tie("POST_IN", post, place)
    made.node("Company", "corp", "合成社", houjin_bangou="4000012090001", activity="intermediary")
    made.node("Company", "plain", "合成商会")
    made.node("Person", "taro", "合成太郎", kana="ごうせいたろう")
    made.node("Person", "hanako", "合成花子")
    made.node("Person", "jiro", "合成次郎")
    made.node("Person", "saburo", "合成三郎")
    made.tie("HOLDS", "taro", "member", since="2019", told="2026-01-01")
    made.tie("HOLDS", "hanako", "head", since="2020", until="2024-03-31", told="2026-01-01")
    made.tie("HOLDS", "jiro", "cto", told="2026-01-01")
    made.tie("HOLDS", "jiro", "ceo", told="2026-01-01")
    made.tie("MEMBER_OF", "jiro", "city", status="former", title="職員")
    made.node("Issue", "care", "病児保育", nature="topic")
    made.node("Issue", "booking", "予約がとりづらい", nature="problem")
    made.tie("PART_OF", "booking", "care")
    made.tie("HAS_ISSUE", "city", "booking", told="2025-05-01")
    made.tie("RAISED", "taro", "booking", told="2025-05-01")
    made.node("Solution", "online", "オンライン予約")
    made.tie("OFFERS", "corp", "online")
    made.tie("ADDRESSES", "online", "booking")
    made.node("Project", "dx", "予約DX", stage=("2025年度 導入決定",))
    made.tie("ADDRESSES", "dx", "booking")
    made.joined("dx", "owner", "city", told="2025-05-01", since="FY2025")
    made.node("Event", "camp", "合成合宿", since="2024-01-25", until="2024-01-26")
    made.node("Event", "session", "合成合宿の一日目")
    made.node("Event", "plan", "合成サロン", since="--02-07", until="--02-07", state="planned")
    made.tie("PART_OF", "session", "camp")
    made.took_part("camp", "organizer", "corp", told="2024-02-09")
    made.took_part("camp", "participant", "plain", "city", told="2024-02-09")
    made.took_part("session", "speaker", "plain", told="2024-02-09")
    made.took_part("plan", "organizer", "plain", told="2026-10-01")
    made.node("Place", "hall", "合成会館")
    made.tie("OPERATES", "city", "hall")
    made.node("Motion", "bill", "合成条例案", date="2025-03-01", result="可決")
    made.node("Introduction", "intro", "合成の紹介", date="2025-04-01")
    made.tie("INTRODUCED", "intro", "taro")
    made.node("Group", "committee", "合成実行委員会")
    made.node("Faction", "party", "合成党")
    return made.snapshot()


SNAPSHOT = _snapshot()


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ("city", "合成県・011002"), ("ward", "合成県 合成市・011011"), ("pref", "都道府県・010006"),
        ("children", "合成県 合成市 福祉部"), ("assembly", "合成県 合成市"),
        ("head", "合成県 合成市 福祉部 こども課"), ("member", "合成県 合成市議会・在任 合成太郎"),
        ("taro", "合成市議会議員"), ("hanako", "以前 合成市 福祉部 こども課 課長"),
        ("jiro", "合成社 技術責任者、社長"), ("saburo", "人物"),
        ("corp", "中間支援・法人番号4000012090001・「オンライン予約」を提供"), ("plain", "「合成合宿」に登壇"),
        ("camp", "2024年1月25日〜26日・主催 合成社"), ("session", "2024年1月25日〜26日・「合成合宿」の中"),
        ("plan", "2月7日・主催 合成商会"), ("booking", "問題・合成市の課題"), ("care", "分野"),
        ("online", "合成社が提供"), ("dx", "合成市・2025年度 導入決定"), ("hall", "運営 合成市"),
        ("bill", "2025年3月1日・可決"), ("intro", "2025年4月1日・合成太郎"), ("committee", "有志・研究会・実行委員会"),
    ],
)
def test_detail_tells_namesakes_apart(entity: str, wanted: str) -> None:
    assert detail_of(SNAPSHOT, entity, TODAY) == wanted


@pytest.mark.parametrize(
    ("entity", "wanted"),
    [
        ("taro", "合成太郎さん（ごうせいたろう）は、合成市議会議員を務めています。"),
        ("hanako", "合成花子さんは、以前は合成市 福祉部 こども課 課長を務めていました。"),
        ("jiro", "合成次郎さんは、合成社 技術責任者、社長を務め、以前は合成市に所属していました。"),
        ("saburo", "合成三郎さんは、今の立場は出典にありません。"),
        ("city", "合成市は、合成県の市で、「予約がとりづらい」を課題とし、「予約DX」を進めてきました。"),
        ("pref", "合成県は、都道府県の一つです。"),
        ("corp", "合成社は、企業で、官民の仲立ちをし、「オンライン予約」を提供しています。"),
        ("plain", "合成商会は、企業で、「合成合宿」に登壇しました。"),
        ("head", "課長は、こども課の役職で、今の担当者の記載はありません。"),
        ("member", "合成市議会議員は、合成市議会の役職で、合成太郎さんが務めています。"),
        ("camp", "「合成合宿」は、2024年1月25日〜26日に合成社が主催した場で、3者の参加が記されています。"),
        ("plan", "「合成サロン」は、2月7日に合成商会が主催する予定の場で、その後の記載はありません。"),
        ("booking",
         "「予約がとりづらい」は、合成市が抱える課題で、合成太郎さんが取り上げ、「オンライン予約」「予約DX」という取組や解決策があります。"),
        ("online", "「オンライン予約」は、合成社が提供する解決策で、「予約がとりづらい」に役立つとされています。"),
        ("dx", "「予約DX」は、合成市が進める取組で、「予約がとりづらい」を扱い、段階は「2025年度 導入決定」です。"),
        ("committee", "合成実行委員会は、実行委員会です。"), ("party", "合成党は、政党です。"),
        ("bill", "「合成条例案」は、2025年3月1日の議案で、結果は「可決」です。"),
        ("intro", "「合成の紹介」は、2025年4月1日の、合成太郎の紹介です。"),
    ],
)
def test_the_summary_is_one_sentence_of_facts(entity: str, wanted: str) -> None:
    assert summary_of(SNAPSHOT, entity, TODAY) == wanted


def test_every_kind_of_entity_has_a_sentence() -> None:
    for entity in SNAPSHOT.nodes:
        sentence = summary_of(SNAPSHOT, entity, TODAY)
        assert sentence.endswith("。")
        assert sentence.count("。") == 1


def test_what_is_said_is_said_for_the_day() -> None:
    assert detail_of(SNAPSHOT, "hanako", BEFORE) == "合成市 福祉部 こども課 課長"
    assert summary_of(SNAPSHOT, "head", BEFORE) == "課長は、こども課の役職で、合成花子さんが務めています。"
    assert summary_of(SNAPSHOT, "plain", BEFORE) == "合成商会は、企業です。"


def test_posts_in_one_organisation_name_it_once() -> None:
    assert posts_said(SNAPSHOT, ["ceo", "cto", "member"]) == "合成市議会議員、合成社 技術責任者、社長"


def test_roles_name_post_and_organisation_current_first() -> None:
    roles = entity_body(SNAPSHOT, "jiro", TODAY)["roles"]
    assert [(role["role"], role["status"]) for role in roles] == [
        ("合成社 技術責任者", "actual"), ("合成社 社長", "actual"), ("職員", "former")]
    assert [role["organization"] and role["organization"]["id"] for role in roles] == ["corp", "corp", "city"]
    assert roles[2]["post"] is None
    [head] = entity_body(SNAPSHOT, "hanako", TODAY)["roles"]
    assert (head["role"], head["status"], head["intervals"]) == (
        "課長", "former", [{"since": "2020", "until": "2024-03-31", "precision": "year"}])
    assert head["sources"][0]["title"] == "合成の出典 2026-01-01"


def test_an_entity_tells_names_identifiers_and_its_newest_source() -> None:
    body = entity_body(SNAPSHOT, "city", TODAY)
    assert [(name["value"], name["kind"]) for name in body["names"]] == [("合成市", "name"), ("ごうせいし", "kana")]
    assert body["names"][0]["source"] == "合成の出典（日付なし）"
    assert body["identifiers"] == [{"scheme": "lgcode", "identifier": "011002"}]
    assert body["properties"] == {"name": ["合成市"], "kana": ["ごうせいし"], "lgcode": ["011002"], "level": ["city"]}
    assert (body["as_of"], body["revision"], body["records"]) == ("2026-11-24", SNAPSHOT.revision, ["record-city"])
    assert entity_body(SNAPSHOT, "corp", TODAY)["labels"] == ["Intermediary"]
    assert entity_body(SNAPSHOT, "corp", TODAY)["identifiers"] == [
        {"scheme": "houjin-bangou", "identifier": "4000012090001"}]


def test_conflicts_are_what_is_still_stated_not_last_years_version() -> None:
    old, new = (Document("名簿", day, f"名簿 {day}", date=day, series="名簿") for day in ("2024", "2025"))
    other = Document("別表", "1", "別表", date="2025")

    def value(text: str, cited: Document) -> Value:
        return Value(text, (Citation(cited.id, row="表:1"),))

    sizes = (value("30", new), value("20", old), value("31", other))
    node = Node("n", "Group", {"name": (value("合成会", new),), "size": sizes}, ("r",), ("size",))
    snapshot = Snapshot.build(revision="0", nodes=[node], ties=[], documents=[old, new, other], redirects={})
    body = entity_body(snapshot, "n", TODAY)
    assert [(each["property"], each["value"]) for each in body["conflicts"]] == [("size", "31")]
    assert body["conflicts"][0]["sources"][0]["row"] == "表:1"
    assert body["properties"]["size"] == ["30"]
    assert body["newest_source"] == "2025"


def test_ties_come_by_meaning_current_first_newest_first() -> None:
    made = Builder()
    made.node("Person", "p")
    made.nodes("Post", "past", "old", "new")
    made.nodes("Event", "early", "late")
    made.node("Company", "corp")
    made.took_part("early", "speaker", "p", on="2024-01-01", told="2024-02-01")
    made.took_part("late", "speaker", "p", on="2025-01-01", told="2025-02-01")
    made.tie("MEMBER_OF", "p", "corp", told="2025")
    made.tie("HOLDS", "p", "past", since="2024", until="2025", told="2026")
    made.tie("HOLDS", "p", "old", since="2019", told="2026")
    made.tie("HOLDS", "p", "new", since="2022", told="2026")
    items = ties_body(made.snapshot(), "p", as_of=TODAY)["items"]
    assert [item["to"]["id"] for item in items] == ["new", "old", "past", "corp", "late", "early"]
    assert [item["status"] for item in items[:3]] == ["actual", "actual", "former"]


def test_who_ran_a_gathering_comes_before_who_came() -> None:
    items = ties_body(SNAPSHOT, "camp", as_of=TODAY, kind="TOOK_PART")["items"]
    assert [(item["from"]["id"], item["role"]) for item in items] == [
        ("corp", "organizer"), ("plain", "participant"), ("city", "participant")]


def test_a_tie_carries_the_contact_that_rests_on_it() -> None:
    [part] = ties_body(SNAPSHOT, "corp", as_of=TODAY, kind="TOOK_PART")["items"]
    assert part["level"] == 2
    assert part["strength"] is not None
    assert 0 < part["strength"] < 0.15
    [seen_from_the_event] = [item for item in ties_body(SNAPSHOT, "camp", as_of=TODAY)["items"]
                             if item["from"]["id"] == "corp"]
    assert (seen_from_the_event["level"], seen_from_the_event["strength"]) == (part["level"], part["strength"])
    [issue] = ties_body(SNAPSHOT, "city", as_of=TODAY, kind="HAS_ISSUE")["items"]
    assert (issue["level"], issue["strength"]) == (None, None)
    assert issue["sources"][0]["date"] == "2025-05-01"
    assert issue["text"] == "合成市は「予約がとりづらい」を抱える"


def test_what_lies_after_the_day_is_not_shown() -> None:
    def kinds(as_of: date) -> set[str]:
        return {item["kind"] for item in ties_body(SNAPSHOT, "city", as_of=as_of)["items"]}

    assert kinds(TODAY) - kinds(BEFORE) == {"HAS_ISSUE", "JOINED", "TOOK_PART"}
    assert kinds(BEFORE) == {"MEMBER_OF", "PART_OF", "OPERATES"}


def test_intervals_tell_their_precision() -> None:
    body = intervals_of([Span("2024-01-25", "2025"), Span("", "FY2022"), Span("--02-07", ""), Span()])
    assert [interval["precision"] for interval in body] == ["day", "fiscal_year", "month_day", "unknown"]


@given(limit=st.integers(1, 12))
def test_pages_of_ties_give_each_once(limit: int) -> None:
    whole = show_body(SNAPSHOT, "city", TODAY)["ties"]
    assert list(_pages(limit)) == whole


def _pages(limit: int) -> Iterator[object]:
    cursor: str | None = None
    while True:
        body = ties_body(SNAPSHOT, "city", as_of=TODAY, limit=limit, cursor=cursor)
        yield from body["items"]
        cursor = body["next"]
        if cursor is None:
            return


def test_show_is_the_entity_with_all_its_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    body = show_body(SNAPSHOT, "city", TODAY)
    assert not body["truncated"]
    entity = entity_body(SNAPSHOT, "city", TODAY)
    own = {key: value for key, value in body.items() if key not in ("ties", "truncated", "newest_source")}
    assert own == {key: value for key, value in entity.items() if key != "newest_source"}
    assert (entity["newest_source"], body["newest_source"]) == ("", "2025-05-01")
    monkeypatch.setattr("graph.show.SHOWN_TIES", 2)
    cut = show_body(SNAPSHOT, "city", TODAY)
    assert (cut["truncated"], cut["ties"]) == (True, body["ties"][:2])


def test_who_holds_the_posts_of_an_entity_on_a_day() -> None:
    def holders(entity: str, day: date = TODAY) -> list[tuple[str, str]]:
        return [(each["post"]["id"], each["person"]["id"]) for each in entity_body(SNAPSHOT, entity, day)["holders"]]

    assert holders("assembly") == holders("member") == [("member", "taro")]
    assert holders("corp") == [("cto", "jiro"), ("ceo", "jiro")]
    assert holders("children") == []
    assert holders("children", date(2022, 1, 1)) == holders("head", date(2022, 1, 1)) == [("head", "hanako")]
    assert holders("taro") == []


def test_what_a_department_and_its_post_answered_is_told() -> None:
    made = Builder()
    made.node("Department", "welfare", "合成福祉部")
    made.node("Post", "head", "合成福祉部長", seats="one")
    made.tie("POST_IN", "head", "welfare")
    made.node("Issue", "care", "病児保育")
    made.node("Event", "question", "合成の一般質問")
    made.tie("ABOUT", "question", "care")
    made.took_part("question", "answerer", "head", on="2023-03-16")
    snapshot = made.snapshot()
    assert summary_of(snapshot, "welfare", TODAY) == "合成福祉部は、部署で、「病児保育」について答弁しました。"
    assert summary_of(snapshot, "head", TODAY).endswith("今の担当者の記載はなく、「病児保育」について答弁しました。")
    assert "答弁" not in summary_of(snapshot, "welfare", date(2023, 1, 1))


def test_projects_of_one_name_are_named_and_counted_once() -> None:
    made = Builder()
    made.node("Company", "firm", "合成商会")
    for year in ("2021", "2022"):
        made.node("Project", year, "合成事業")
        made.joined(year, "payee", "firm", since=f"FY{year}")
    assert "「合成事業」の支出先" in summary_of(made.snapshot(), "firm", TODAY)


def test_a_wrong_question_names_the_field() -> None:
    with pytest.raises(UsageError, match="つながりの種類") as kind:
        ties_body(SNAPSHOT, "city", as_of=TODAY, kind="LOVES")
    with pytest.raises(UsageError, match="1から1000まで") as limit:
        ties_body(SNAPSHOT, "city", as_of=TODAY, limit=0)
    with pytest.raises(UsageError, match="cursor") as cursor:
        ties_body(SNAPSHOT, "city", as_of=TODAY, cursor="-1")
    assert [refused.value.field for refused in (kind, limit, cursor)] == ["kind", "limit", "cursor"]

"""The bundled sample: what the five articles state, held against the articles themselves and their annotation."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.entities import Tie
from graph.search import index_of, search
from graph.snapshot import Snapshot
from graph.store.opening import open_store
from ingest.run import ingest as ingest_source

FOLDER = Path(__file__).resolve().parents[1] / "ingest" / "sample"
LONGEST_QUOTE = 40
MOST_QUOTED = 0.15
LONGEST_COPY = 25  # characters of an article that a text of ours may repeat, names aside
CODE_LIST = "codes"
NAMES = ("名称", "別名", "かな", "住所", "職名")
PLACE_COLUMNS = ("ID", "出典", "引用", *NAMES)


@dataclass(frozen=True)
class Cited:
    """A row of a sheet, where it stands, and what it rests on."""

    place: str
    source: str
    quote: str
    cells: Mapping[str, str]


def rows_of(sheet: str) -> list[dict[str, str]]:
    with (FOLDER / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cited_rows() -> Iterator[Cited]:
    for path in sorted(FOLDER.glob("*.csv")):
        if path.stem != "出典":
            for number, row in enumerate(rows_of(path.stem), start=2):
                yield Cited(f"{path.stem}:{number}", row["出典"], row["引用"], row)


@pytest.fixture(scope="module")
def articles(shared: Path) -> dict[str, str]:
    """Text of each article by the ID of its row in 出典: a002 is the file whose name begins with 002."""
    texts = {f"a{path.name[:3]}": path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*.txt")}
    assert len(texts) == 5
    return texts


class TestSources:
    def test_the_articles_and_the_code_list_are_the_sources_and_each_is_cited(self) -> None:
        declared = {row["ID"] for row in rows_of("出典")}
        assert declared == {"a000", "a001", "a002", "a003", "a004", CODE_LIST}
        assert {row.source for row in cited_rows()} == declared

    def test_a_date_is_given_only_where_the_article_states_one(self) -> None:
        dates = {row["ID"]: row["日付"] for row in rows_of("出典")}
        assert dates == {"a000": "", "a001": "", "a002": "2025-05", "a003": "", "a004": "2024-02-09",
                         CODE_LIST: "2026-07-09"}

    def test_an_address_is_given_only_for_the_code_list(self) -> None:
        assert {row["ID"] for row in rows_of("出典") if row["URL"]} == {CODE_LIST}


class TestQuotes:
    def test_every_row_has_a_source_and_every_row_on_an_article_a_quote(self) -> None:
        without = [row.place for row in cited_rows() if not row.source or bool(row.quote) == (row.source == CODE_LIST)]
        assert without == []

    def test_a_quote_is_short(self) -> None:
        assert [row.place for row in cited_rows() if len(row.quote) > LONGEST_QUOTE] == []

    def test_a_quote_occurs_in_its_article(self, articles: dict[str, str]) -> None:
        assert [(row.place, row.quote) for row in cited_rows()
                if row.source != CODE_LIST and row.quote not in articles[row.source]] == []

    def test_little_of_an_article_is_quoted(self, articles: dict[str, str]) -> None:
        """All occurrences of a quote count, white space does not: the strictest reading of the share."""
        quotes: dict[str, set[str]] = defaultdict(set)
        for row in cited_rows():
            quotes[row.source].add(row.quote)
        for source, text in articles.items():
            quoted = {at for quote in quotes[source] for found in re.finditer(re.escape(quote), text)
                      for at in range(found.start(), found.end())}
            letters = sum(not character.isspace() for character in text)
            share = sum(not text[at].isspace() for at in quoted) / letters
            assert 0 < share <= MOST_QUOTED, (source, round(share, 4))


class TestWording:
    def test_no_text_is_copied_from_an_article(self, articles: dict[str, str]) -> None:
        whole = "\n".join(re.sub(r"\s", "", text) for text in articles.values())
        copied = []
        for row in cited_rows():
            for column, cell in row.cells.items():
                text = re.sub(r"\s", "", cell)
                if column not in PLACE_COLUMNS and any(
                        text[at:at + LONGEST_COPY] in whole for at in range(len(text) - LONGEST_COPY + 1)):
                    copied.append((row.place, column))
        assert copied == []

    def test_a_text_holds_one_short_thought(self) -> None:
        long = [(row.place, column) for row in cited_rows() for column, cell in row.cells.items()
                if column not in PLACE_COLUMNS for part in cell.split("|") if len(part) > 60]
        assert long == []


class TestTime:
    def test_articles_without_dates_leave_their_facts_undated(self) -> None:
        """003 names one day without a year; 002 names the year of the first election and one fiscal year."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in cited_rows():
            found[row.source] |= {row.cells.get(column, "") for column in ("開始", "終了", "日付")} - {""}
        assert found["a003"] == {"--02-07"}
        assert found["a002"] == {"2003", "2025年度"}
        assert found[CODE_LIST] == set()

    def test_planned_stays_planned(self) -> None:
        planned = {row["ID"] for sheet in ("場", "取組・事例") for row in rows_of(sheet) if row["状態"] == "予定"}
        assert planned == {"salon", "p_second_site", "p_postnatal"}
        ties = [row for row in rows_of("つながり") if "salon" in (row["元"], row["先"])]
        assert {row["状態"] for row in ties} == {"予定"}
        owners = {row["先"]: row["状態"] for row in rows_of("つながり")
                  if (row["元"], row["役割"]) == ("sumida", "主体")}
        assert owners == {"p_sickchild": "", "p_second_site": "予定", "p_postnatal": "予定"}

    def test_a_candidate_holds_no_post(self) -> None:
        ties = {row["つながり"] for row in rows_of("つながり") if row["先"] == "okazaki_mayor"}
        assert ties == {"立候補"}

    def test_the_former_official_shares_no_post(self) -> None:
        ties = [row for row in rows_of("つながり") if (row["元"], row["先"]) == ("hiruta", "okazaki")]
        assert {(row["つながり"], row["状態"]) for row in ties} == {("所属", "以前")}
        assert all(row["名称"] != "職員" and row["職名"] != "職員" for row in rows_of("役職"))


KINDS_OF_TYPE: Mapping[str, str] = {
    # Gold's type of a node → the kind or group that we hold it as; councillor and official are posts, not kinds.
    "Municipality": "Municipality", "Department": "Department", "Councillor": "Person", "Official": "Person",
    "Person": "Person", "Company": "Company", "Organization": "Organization", "Event": "Event", "Place": "Place",
    "Issue": "Issue", "Solution": "Solution", "Project": "Project",
}
HITS_LOOKED_AT = 5
ROLE_OF_PARTICIPATION = {"speaker": "speaker", "participant": "participant", "secretariat": "secretariat"}


@dataclass(frozen=True)
class Step:
    """A tie that has to lead from one entity to the next: its kind, its roles (any if empty), its direction."""

    kind: str
    roles: tuple[str, ...] = ()
    backwards: bool = False


POST_OF = (Step("HOLDS"), Step("POST_IN"))
SUPPORTS = (Step("JOINED", ("operator", "supporter", "advocate")), Step("JOINED", backwards=True))


def readings(relation: Mapping[str, Any], target_type: str) -> tuple[tuple[Step, ...], ...]:
    """The chains of our ties that say what a relation of the gold annotation says; one of them has to hold."""
    kind, role = relation["type"], relation["attributes"].get("role", "")
    to_event = target_type == "Event"
    own: Mapping[str, tuple[tuple[Step, ...], ...]] = {
        "WORKS_FOR": ((Step("MEMBER_OF"),), POST_OF),
        "MEMBER_OF": ((Step("MEMBER_OF"),), POST_OF),
        "SERVES_ON": ((*POST_OF, Step("PART_OF")),),
        "ORGANIZED": ((Step("TOOK_PART", ("organizer",)),),),
        "HOSTED_AT": ((Step("HELD_AT"),),),
        "SPOKE_AT": ((Step("TOOK_PART", ("speaker",)),),),
        "MODERATED": ((Step("TOOK_PART", ("moderator",)),),),
        "ATTENDED": ((Step("TOOK_PART", ("participant",)),),),
        "PARTICIPATED": ((Step("TOOK_PART", (role,)) if to_event else Step("JOINED", ("pitcher",)),),),
        "RUNS": ((Step("OPERATES") if target_type == "Place" else Step("JOINED", (role or "owner",)),),),
        "ADOPTED": ((Step("USES"),),),
        "SUPPORTED": (SUPPORTS if target_type == "Municipality" else SUPPORTS[:1],),
    }
    return own.get(kind, ((Step(kind),),))


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The sample as it comes out of the embedded store."""
    with open_store(str(tmp_path_factory.mktemp("sample") / "sample.db")) as store:
        report = ingest_source(store, "sample")
        assert report.refused == ()
        return store.snapshot()


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[dict[str, Any]]:
    """The hand annotation of the five articles, one body each."""
    bodies = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "gold").glob("*.json"))]
    assert len(bodies) == 5
    return bodies


def hits(snapshot: Snapshot, text: str, kind: str) -> list[str]:
    return [hit["id"] for hit in search(index_of(snapshot), text, kind=kind, limit=HITS_LOOKED_AT)["items"]]


def entity_of(snapshot: Snapshot, node: Mapping[str, Any]) -> str | None:
    """The entity that every variant of a gold node finds among its first hits; of several the best placed."""
    found = [hits(snapshot, variant, KINDS_OF_TYPE[node["type"]]) for variant in node["variants"]]
    common = set(found[0]).intersection(*found[1:])
    return min(common, key=lambda entity: (sum(each.index(entity) for each in found), entity), default=None)


def holds(snapshot: Snapshot, source: str, target: str, chain: tuple[Step, ...], relation: Mapping[str, Any]) -> bool:
    """Whether a chain of ties leads from source to target, each as certain and as far along as gold says."""
    reached = {source}
    for step in chain:
        ties = [tie for entity in reached for tie in (
            snapshot.incoming(entity, step.kind) if step.backwards else snapshot.outgoing(entity, step.kind))]
        reached = {tie.source if step.backwards else tie.target for tie in ties
                   if (not step.roles or tie.role in step.roles) and is_as_told(tie, relation)}
    return target in reached


def is_as_told(tie: Tie, relation: Mapping[str, Any]) -> bool:
    if relation["certainty"] == "planned":
        return all(span.status == "planned" for span in tie.spans)
    if relation["attributes"].get("status") == "past":
        return all(span.status == "former" for span in tie.spans)
    told = ("stated",) if relation["certainty"] == "certain" else ("stated", "inferred")
    return any(span.status == "actual" and span.certainty in told for span in tie.spans)


class TestGold:
    def test_every_node_is_found_by_each_of_its_variants(
            self, snapshot: Snapshot, gold: list[dict[str, Any]]) -> None:
        lost = [(body["id"], node["id"]) for body in gold for node in body["nodes"]
                if not node["optional"] and entity_of(snapshot, node) is None]
        assert lost == []

    def test_different_nodes_are_different_entities(self, snapshot: Snapshot, gold: list[dict[str, Any]]) -> None:
        for body in gold:
            entities = Counter(entity_of(snapshot, node) for node in body["nodes"] if not node["optional"])
            assert set(entities.values()) == {1}, body["id"]

    def test_every_relation_holds(self, snapshot: Snapshot, gold: list[dict[str, Any]]) -> None:
        missing = []
        for body in gold:
            nodes = {node["id"]: node for node in body["nodes"]}
            for relation in body["relations"]:
                source, target = (entity_of(snapshot, nodes[relation[end]]) for end in ("source", "target"))
                chains = readings(relation, nodes[relation["target"]]["type"])
                if source is None or target is None or not any(
                        holds(snapshot, source, target, chain, relation) for chain in chains):
                    missing.append((body["id"], relation["type"], relation["source"], relation["target"]))
        assert missing == []

    def test_a_relation_that_gold_does_not_know_does_not_hold(
            self, snapshot: Snapshot, gold: list[dict[str, Any]]) -> None:
        """The check can fail: turned round, no relation between different types of node holds."""
        for body in gold:
            nodes = {node["id"]: node for node in body["nodes"]}
            for relation in body["relations"]:
                source, target = (entity_of(snapshot, nodes[relation[end]]) for end in ("source", "target"))
                assert source is not None
                assert target is not None
                chains = readings(relation, nodes[relation["source"]]["type"])
                assert not any(holds(snapshot, target, source, chain, relation) for chain in chains), relation


class TestWhatGoldLeavesOut:
    def test_the_events_of_003_are_told_in_its_four_fields(self, snapshot: Snapshot) -> None:
        for name in ("デッカイギ", "ボラビン キックオフイベント", "電話応対支援システムの見学", "フォーラム in AKITA"):
            event = snapshot.nodes[hits(snapshot, name, "Event")[0]]
            assert all(event.first(told) for told in ("premise", "spark", "audience")), name
            organizers = [tie for tie in snapshot.incoming(event.id, "TOOK_PART") if tie.role == "organizer"]
            assert organizers, name

    def test_the_camp_keeps_its_sessions_wishes_and_outcome(self, snapshot: Snapshot) -> None:
        camp = snapshot.nodes[hits(snapshot, "スタディキャンプ", "Event")[0]]
        assert len(snapshot.incoming(camp.id, "PART_OF")) == 7
        assert len(camp.texts("wish")) == 4
        assert len(camp.texts("outcome")) == 4
        roles = Counter(tie.role for tie in snapshot.incoming(camp.id, "TOOK_PART"))
        assert roles == {"participant": 16, "secretariat": 3, "organizer": 1}

    def test_the_municipalities_sat_at_one_table(self, snapshot: Snapshot) -> None:
        talk = hits(snapshot, "意見交換 Day2", "Event")[0]
        tables = Counter(tie.first("table") for tie in snapshot.incoming(talk, "TOOK_PART"))
        assert tables == {"意見交換": 11}

    def test_the_pitch_keeps_five_lessons_and_what_became_of_it(self, snapshot: Snapshot) -> None:
        pitch = snapshot.nodes[hits(snapshot, "ガバメントピッチ", "Project")[0]]
        assert len(pitch.texts("lesson")) == 5
        assert len(pitch.texts("stage")) == 3
        years = {tie.spans[-1].since for tie in snapshot.incoming(pitch.id, "JOINED")}
        assert years == {"FY2022"}

    def test_no_two_named_parties_are_said_to_know_each_other(self, snapshot: Snapshot) -> None:
        kinds = {tie.kind for tie in snapshot.ties.values()}
        assert not kinds & {"KNOWS", "INTRODUCED", "INTRODUCED_BY", "CONTRACTED"}

    def test_one_person_goes_by_all_the_spellings(self, snapshot: Snapshot) -> None:
        found = {tuple(hits(snapshot, text, "Person")) for text in ("晝田浩一郎", "昼田", "ひるた", "ヒルタ", "hiruta")}
        assert len(found) == 1
        assert len(found.pop()) == 1

    def test_roles_follow_from_posts_and_activities(self, snapshot: Snapshot) -> None:
        holders: dict[str, set[str]] = defaultdict(set)
        for entity, roles in snapshot.roles.items():
            for role in roles:
                holders[role].add(snapshot.nodes[entity].caption)
        assert holders["Councillor"] == {"おおこし勝広"}
        assert holders["Intermediary"] == {"株式会社官民連携事業研究所", "株式会社issues", "関東経済産業局"}

    def test_no_value_contradicts_another(self, snapshot: Snapshot) -> None:
        assert [node.caption for node in snapshot.nodes.values() if node.conflicts] == []

    def test_nothing_stands_alone(self, snapshot: Snapshot) -> None:
        assert [node.caption for node in snapshot.nodes.values() if node.id not in snapshot.ties_of] == []

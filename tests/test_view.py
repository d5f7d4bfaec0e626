"""Network views: what is chosen, where it stands, how it is drawn, and that a page of it stands alone."""

from __future__ import annotations

import html.parser
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.bodies import EntityRef, HopBody, PathsBody
from graph.entities import Node, Span, Tie, Value
from graph.errors import UsageError
from graph.facts import Citation, Document
from graph.ontology.vocabulary import KIND
from graph.snapshot import Snapshot
from graph.view import ViewBody, ego_view, hop_caption, path_view, standalone_html, view_svg, vis_data
from graph.view.badge import badge_svg
from graph.view.labels import MAX_LINES, columns, label_size, wrapped

DAY = date(2026, 11, 24)
DOCUMENT = Document("合成データ", "s1", "合成記事", date="2024-02-09")
HOSTILE = "合成</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}"


def node(key: str, kind: str, name: str = "") -> Node:
    return Node(key, kind, {"name": (Value(name or f"合成{key}", (Citation(DOCUMENT.id),)),)}, (key,))


def tie(
    kind: str,
    source: str,
    target: str,
    role: str = "",
    *,
    status: str = "actual",
    since: str = "2024-01-25",
    until: str = "2024-01-26",
) -> Tie:
    return Tie(kind, source, target, role, "", (Span(since, until, status),), citations=(Citation(DOCUMENT.id),))


def snapshot_of(nodes: Iterable[Node], ties: Iterable[Tie]) -> Snapshot:
    return Snapshot.build(revision="0" * 32, nodes=nodes, ties=ties, documents=[DOCUMENT], redirects={})


def shown(view: ViewBody) -> list[str]:
    return [each["data"]["id"] for each in view["elements"]["nodes"]]


def lines(view: ViewBody) -> set[frozenset[str]]:
    return {frozenset((edge["data"]["source"], edge["data"]["target"])) for edge in view["elements"]["edges"]}


@pytest.fixture
def camp() -> Snapshot:
    """A person at a small project and at a large gathering; somebody unrelated besides."""
    guests = [node(f"g{number:02}", "Person") for number in range(30)]
    return snapshot_of(
        [
            node("me", "Person"),
            node("friend", "Person"),
            node("old", "Company"),
            node("far", "Person"),
            node("camp", "Event"),
            node("project", "Project"),
            *guests,
        ],
        [
            tie("TOOK_PART", "me", "camp", "speaker"),
            *(tie("TOOK_PART", guest.id, "camp", "participant") for guest in guests),
            tie("JOINED", "me", "project", "owner", since="2024", until=""),
            tie("JOINED", "friend", "project", "owner", since="2024", until=""),
            tie("MEMBER_OF", "me", "old", since="2010", until="2012"),
        ],
    )


def test_the_focus_comes_first_then_neighbours_then_theirs(camp: Snapshot) -> None:
    view = ego_view(camp, "me", as_of=DAY)
    assert shown(view)[0] == "me"
    assert [each["data"]["hop"] for each in view["elements"]["nodes"]] == sorted(
        each["data"]["hop"] for each in view["elements"]["nodes"]
    )
    assert [each["data"]["focus"] for each in view["elements"]["nodes"]].count(True) == 1
    assert view["elements"]["nodes"][0]["position"] == {"x": 0.0, "y": 0.0}
    assert "far" not in shown(view)
    assert view["hidden"] == 0


def test_a_small_project_is_nearer_than_a_large_gathering(camp: Snapshot) -> None:
    view = ego_view(camp, "me", limit=6, as_of=DAY)
    assert set(shown(view)[:5]) == {"me", "camp", "project", "old", "friend"}
    assert view["hidden"] == 34 - 5


def test_what_is_over_is_dashed(camp: Snapshot) -> None:
    edges = {
        edge["data"]["target"]: edge["data"]["status"] for edge in ego_view(camp, "me", as_of=DAY)["elements"]["edges"]
    }
    assert (edges["old"], edges["camp"]) == ("former", "actual")
    assert "stroke-dasharray" in view_svg(ego_view(camp, "me", as_of=DAY))


def test_what_lies_ahead_of_the_day_is_not_shown(camp: Snapshot) -> None:
    view = ego_view(camp, "me", as_of=date(2011, 6, 1))
    assert set(shown(view)) == {"me", "old"}
    assert view["as_of"] == "2011-06-01"


@pytest.mark.parametrize("limit", [0, 1, 301])
def test_a_limit_outside_is_refused(camp: Snapshot, limit: int) -> None:
    with pytest.raises(UsageError) as refused:
        ego_view(camp, "me", limit=limit, as_of=DAY)
    assert refused.value.field == "limit"


def test_the_legend_counts_what_is_shown(camp: Snapshot) -> None:
    view = ego_view(camp, "me", as_of=DAY)
    assert {item["kind"]: item["count"] for item in view["legend"]} == {
        "Person": 32,
        "Company": 1,
        "Event": 1,
        "Project": 1,
    }
    assert all(
        (item["colour"], item["initial"]) == (KIND[item["kind"]].colour, KIND[item["kind"]].initial)
        for item in view["legend"]
    )


def test_several_ties_of_a_pair_are_one_line() -> None:
    snapshot = snapshot_of(
        [node("a", "Company"), node("b", "Project")],
        [tie("JOINED", "a", "b", "owner"), tie("JOINED", "a", "b", "operator")],
    )
    [edge] = ego_view(snapshot, "a", as_of=DAY)["elements"]["edges"]
    assert len(edge["data"]["ties"]) == 2
    assert set(edge["data"]["label"].split("・")) == {"主体", "運営"}


def test_an_entity_alone_is_a_picture_too() -> None:
    view = ego_view(snapshot_of([node("a", "Company")], []), "a", as_of=DAY)
    assert (shown(view), view["elements"]["edges"], view["hidden"]) == (["a"], [], 0)
    assert "つながりはまだ記録されていません" in standalone_html(view, "合成")
    ET.fromstring(view_svg(view))


pairs = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=40)


@given(pairs, st.integers(2, 14))
def test_the_choice_is_exact_connected_and_stable(drawn: Sequence[tuple[int, int]], limit: int) -> None:
    """Against brute force: within two ties, everything shown hangs together, and more room only adds."""
    ties = {
        tie("MEMBER_OF", f"n{a:02}", f"n{b:02}").id: tie("MEMBER_OF", f"n{a:02}", f"n{b:02}")
        for a, b in drawn
        if a != b
    }
    nodes = [node(f"n{number:02}", "Company") for number in range(14)]
    snapshot = snapshot_of(nodes, ties.values())
    adjacent: dict[str, set[str]] = {each.id: set() for each in nodes}
    for each in ties.values():
        adjacent[each.source].add(each.target)
        adjacent[each.target].add(each.source)
    near = adjacent["n00"] - {"n00"}
    reach = {"n00"} | near | {other for each in near for other in adjacent[each]}
    passed = {each: 0.9 / len(snapshot.ties_of[each]) ** 0.5 for each in near}
    worth = dict.fromkeys(near, (1.0, 1)) | {
        other: (max(passed[each] for each in near if other in adjacent[each]), 2) for other in reach - near - {"n00"}
    }
    best = sorted(worth, key=lambda each: (-worth[each][0], worth[each][1], each))
    view = ego_view(snapshot, "n00", limit=limit, as_of=DAY)
    assert set(shown(view)) == {"n00", *best[: limit - 1]}
    assert len(shown(view)) == min(limit, len(reach))
    assert view["hidden"] == len(reach) - len(shown(view))
    assert set(shown(view)) <= set(shown(ego_view(snapshot, "n00", limit=14, as_of=DAY)))
    assert lines(view) == {frozenset((a, b)) for a in shown(view) for b in adjacent[a] if b in shown(view)}
    reached, edge = {"n00"}, ["n00"]
    while edge:
        edge = [other for each in edge for other in adjacent[each] if other in shown(view) and other not in reached]
        reached |= set(edge)
    assert reached == set(shown(view))
    assert view == ego_view(snapshot_of(reversed(nodes), reversed(ties.values())), "n00", limit=limit, as_of=DAY)


def test_labels_do_not_cover_each_other(camp: Snapshot) -> None:
    view = ego_view(camp, "me", as_of=DAY)
    boxes = []
    for each in view["elements"]["nodes"]:
        width, height = label_size(wrapped(each["data"]["caption"]))
        x, y = each["position"]["x"], each["position"]["y"]
        boxes.append((x - width / 2, y + 22, x + width / 2, y + 22 + height))
    overlapping = [
        (a, b)
        for number, a in enumerate(boxes)
        for b in boxes[:number]
        if a[0] < b[2] - 2 and b[0] < a[2] - 2 and a[1] < b[3] - 2 and b[1] < a[3] - 2
    ]
    assert len(boxes) == 35
    assert overlapping == []


@given(st.text(max_size=80), st.integers(6, 40), st.integers(1, 4))
def test_labels_are_broken_into_short_lines_that_lose_nothing_silently(text: str, width: int, most: int) -> None:
    broken = wrapped(text, width=width, lines=most)
    assert len(broken) <= most
    assert all(columns(line) <= width for line in broken)
    kept = re.sub(r"\s", "", "".join(broken))
    whole = re.sub(r"\s", "", text)
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_labels_break_where_one_may_breathe() -> None:
    assert wrapped("KDDI株式会社") == ("KDDI株式会社",)
    assert wrapped("まるごとデジタル スタディキャンプin塩尻") == ("まるごとデジタル", "スタディキャンプin", "塩尻")
    assert not any(
        line.startswith(("ー", "、", "」", "っ")) for line in wrapped("自動運転サービスー、実証ゃ」っという取組の名前")
    )
    assert len(wrapped("長" * 200)) == MAX_LINES


def test_every_kind_has_a_sign_of_its_own() -> None:
    signs = {name: badge_svg(each.shape, each.initial, each.colour) for name, each in KIND.items()}
    assert len(set(signs.values())) == len(KIND)
    for sign in signs.values():
        ET.fromstring(sign)


def hop(source: str, target: str, ties: Sequence[str], strength: float = 0.3, level: int | None = 3) -> HopBody:
    def ref(key: str) -> EntityRef:
        return {"id": key, "kind": "Person", "caption": f"合成{key}"}

    return {
        "from": ref(source),
        "to": ref(target),
        "ties": list(ties),
        "level": level,
        "last": "2024-01-26",
        "strength": strength,
        "text": "文",
        "how": "",
        "mind": "",
        "sources": [],
    }


@pytest.fixture
def routes() -> tuple[Snapshot, PathsBody]:
    ties = [
        tie("TOOK_PART", "a", "e", "speaker"),
        tie("TOOK_PART", "b", "e", "speaker"),
        tie("KNOWS", "b", "c"),
        tie("KNOWS", "a", "d"),
        tie("KNOWS", "d", "c"),
    ]
    snapshot = snapshot_of([node(key, "Person") for key in "abcd"] + [node("e", "Event", "合成の集い")], ties)
    hops = [
        [hop("a", "b", [ties[0].id, ties[1].id]), hop("b", "c", [ties[2].id], 0.6)],
        [hop("a", "d", [ties[3].id]), hop("d", "c", [], 0.5, None)],
    ]
    body: PathsBody = {
        "from": snapshot.ref("a"),
        "to": snapshot.ref("c"),
        "paths": [{"strength": 0.18, "level": 3, "hops": each} for each in hops],
        "nearest": None,
        "as_of": DAY.isoformat(),
        "revision": "0" * 32,
        "newest_source": "2024-02-09",
    }
    return snapshot, body


def test_paths_run_from_the_top_to_the_bottom_beside_each_other(routes: tuple[Snapshot, PathsBody]) -> None:
    view = path_view(*routes)
    places = {each["data"]["id"]: (each["position"]["x"], each["position"]["y"]) for each in view["elements"]["nodes"]}
    assert places["a"] == (0.0, 0.0)
    assert places["c"][1] == max(y for _, y in places.values())
    assert places["b"][0] < places["d"][0]
    assert {each["data"]["id"] for each in view["elements"]["nodes"] if each["data"]["focus"]} == {"a", "c"}
    assert lines(view) == {frozenset("ab"), frozenset("bc"), frozenset("ad"), frozenset("dc")}


def test_the_arrow_names_the_gathering_the_tie_or_the_structure(routes: tuple[Snapshot, PathsBody]) -> None:
    snapshot, body = routes
    assert [hop_caption(snapshot, each) for path in body["paths"] for each in path["hops"]] == [
        "合成の集い",
        "知り合い",
        "知り合い",
        "正式な窓口・所属",
    ]


def test_without_a_path_the_way_to_the_nearest_is_drawn(routes: tuple[Snapshot, PathsBody]) -> None:
    snapshot, body = routes
    [first, _] = body["paths"]
    nearest: PathsBody = {
        **body,
        "paths": [],
        "nearest": {"reached": snapshot.ref("b"), "missing": [], "path": {**first, "hops": first["hops"][:1]}},
    }
    assert shown(path_view(snapshot, nearest)) == ["a", "b"]
    nothing: PathsBody = {**body, "paths": [], "nearest": None}
    assert shown(path_view(snapshot, nothing)) == ["a"]


class Reader(html.parser.HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.data = ""
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "srcset")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "script":
            self._in_data = named.get("id") == "picture-data"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self._in_data = self._in_data and tag != "script"


def test_a_page_that_stands_alone_asks_for_nothing_and_escapes_every_name() -> None:
    snapshot = snapshot_of(
        [node("a", "Company", HOSTILE), node("b", "Project", HOSTILE + "2")], [tie("JOINED", "a", "b", "owner")]
    )
    view = ego_view(snapshot, "a", as_of=DAY)
    reader = Reader()
    reader.feed(standalone_html(view, HOSTILE))
    assert reader.tags.count("script") == 3
    assert "img" not in reader.tags
    assert reader.handlers == []
    assert set(reader.addresses) == {"data:,"}
    data = json.loads(reader.data)
    assert data["nodes"] == json.loads(json.dumps(vis_data(view)["nodes"]))
    assert data["edges"] == json.loads(json.dumps(vis_data(view)["edges"]))


def test_a_drawing_escapes_every_name() -> None:
    snapshot = snapshot_of([node("a", "Company", HOSTILE)], [])
    root = ET.fromstring(view_svg(ego_view(snapshot, "a", as_of=DAY)))
    assert not [each for each in root.iter() if each.tag.endswith(("script", "img"))]
    assert "style" not in {name for each in root.iter() for name in each.attrib}

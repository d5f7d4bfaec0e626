"""国の機関・地方公共団体の法人番号: the traps of its two lists, and the real lists whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import SourceRefused
from graph.store.base import Store
from graph.store.opening import open_store
from ingest.addresses import level_of, locality_of
from ingest.government_bodies import DATASET, LOCAL_FILE, NATIONAL_FILE, GovernmentBodies
from ingest.national_bodies import NATIONAL_BODIES, kind_of_national_body
from ingest.run import LoadReport, ingest
from tests.source_support import Walk, csv_text, kinds_of, node_of, ties_of, walk, write_folder

HEADER = ("corporateID", "corporateName", "corporateKana", "cityID", "location", "moddate")
SAPPORO = (
    "9000020011002",
    "札幌市",
    "サッポロシ",
    "01101",
    "北海道札幌市中央区北一条西２丁目",
    "2018-04-01T15:00:00.000Z",
)
UNION = ("5000020018678", "北海道後期高齢者医療広域連合", "", "01101", "北海道札幌市中央区南二条西１４丁目", "")
ISHIGAKI = ("1000020472077", "石垣市", "イシガキシ", "47207", "沖縄県石垣市真栄里６７２", "")
TAKETOMI = ("8000020473812", "竹富町", "タケトミチヨウ", "47207", "沖縄県石垣市美崎町１１番地", "")
ESTATE = ("7000030020011", "青森市新城財産区", "", "47207", "沖縄県石垣市美崎町１番", "")
COURT = (
    "8000013030043",
    "札幌地方裁判所",
    "サッポロチホウサイバンショ",
    "01101",
    "北海道札幌市中央区大通西１１丁目",
    "",
)
HOUSE = ("4000011000002", "参議院", "サンギイン", "01101", "北海道札幌市中央区大通西１丁目", "")
LOCAL = (SAPPORO, UNION, ISHIGAKI, TAKETOMI, ESTATE)
NATIONAL = (COURT, HOUSE)


def _folder(path: Path, *, local: str | None = None, national: str | None = None) -> Path:
    files = {
        LOCAL_FILE: csv_text(HEADER, LOCAL) if local is None else local,
        NATIONAL_FILE: csv_text(HEADER, NATIONAL) if national is None else national,
    }
    return write_folder(path, files)


def _walk(path: Path, **files: str) -> Walk:
    return walk(GovernmentBodies.open(_folder(path, **files)))


def test_the_number_tells_what_a_body_is(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert found.refused == []
    assert {key: found.kind(key) for key in found.stated} == {
        "011002": "Municipality",
        "011011": "Municipality",
        "5000020018678": "PublicBody",
        "472077": "Municipality",
        "473812": "Municipality",
        "7000030020011": "PublicBody",
        "8000013030043": "PublicBody",
        "4000011000002": "Assembly",
    }
    assert found.values("011002") == {
        "name": "札幌市",
        "kana": "さっぽろし",
        "houjin_bangou": "9000020011002",
        "address": "北海道札幌市中央区北一条西２丁目",
        "lgcode": "011002",
        "level": "city",
    }


def test_the_city_of_the_address_is_no_key(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert found.values("473812")["lgcode"] == "473812"
    assert [key for key, _ in found.ties("473812", "LOCATED_IN")] == ["472077"]
    assert [key for key, _ in found.ties("011002", "LOCATED_IN")] == ["011011"]
    assert found.ties("472077", "LOCATED_IN") == []  # nobody lies in itself


def test_a_ward_of_an_address_is_named_by_it(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert found.values("011011") == {"name": "札幌市中央区", "lgcode": "011011", "level": "ward"}
    assert [key for key, _ in found.ties("011011", "PART_OF")] == ["011002"]


def test_a_reading_without_small_kana_is_left_out_of_a_municipality(tmp_path: Path) -> None:
    found = _walk(tmp_path)
    assert "kana" not in found.values("473812")
    assert found.journal.dropped == {"moddate": 1, "corporateKana（小さい字のない読み）": 1}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (("9000020011003", "札幌市", "", "01101", "北海道札幌市中央区"), "corporateID", "検査数字"),
        (("", "札幌市", "", "01101", "北海道札幌市中央区"), "corporateID", "ありません"),
        (("9000020012025", "", "", "01202", "北海道函館市"), "corporateName", "ありません"),
        (("9000020012025", "函館市", "", "", "北海道函館市"), "cityID", "ありません"),
        (("9000020012025", "函館市", "", "99999", "北海道函館市"), "cityID", "都道府県番号"),
        (SAPPORO, "corporateID", "前にもあります"),
        (("9000020012025", "函館市", "hakodate", "01202", "北海道函館市"), "corporateKana", "ひらがな"),
        (("9000020012025", "函館", "", "01203", "北海道小樽市"), "cityID", "行がない"),
        (("9000020012025", "函館市", "", "04102", "宮城県仙台"), "location", "行政区"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, row: tuple[str, ...], column: str, reason: str) -> None:
    found = _walk(tmp_path, local=csv_text(HEADER, (*LOCAL, row)))
    refusal = found.journal.refused[0]
    assert (refusal.file, refusal.row, refusal.column) == (LOCAL_FILE, 7, column)
    assert reason in refusal.reason
    assert "472077" in found.stated


def test_a_row_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    text = csv_text(HEADER, LOCAL)
    found = _walk(tmp_path, local=text[: text.rindex("青森市")])
    assert found.refused == [(LOCAL_FILE, 6, "")]
    assert "途中で切れています" in found.journal.refused[0].reason
    assert "473812" in found.stated


def test_a_file_that_cannot_be_used_is_refused_and_the_other_loaded(tmp_path: Path) -> None:
    broken = _walk(tmp_path / "a", national=csv_text(HEADER, NATIONAL) + '"札幌')
    assert broken.refused == [(NATIONAL_FILE, 0, "")]
    assert "引用符" in broken.journal.refused[0].reason
    assert "011002" in broken.stated and "4000011000002" not in broken.stated
    folder = _folder(tmp_path / "b", local=csv_text(HEADER[:3], ()))
    (folder / NATIONAL_FILE).write_bytes("corporateID,名\n".encode()[:-2])
    with pytest.raises(SourceRefused, match=r"localgovs\.csv: 列「cityID」「location」がありません"):
        GovernmentBodies.open(folder)
    (folder / NATIONAL_FILE).unlink()
    (folder / LOCAL_FILE).write_text(csv_text(HEADER, LOCAL), encoding="cp932")
    found = walk(GovernmentBodies.open(folder))
    assert found.refused[0] == (NATIONAL_FILE, 0, "")
    assert "見つかりません" in found.journal.refused[0].reason
    assert found.values("011002")["name"] == "札幌市"
    with pytest.raises(SourceRefused, match="フォルダがありません"):
        GovernmentBodies.open(tmp_path / "なし")


# The real lists


@pytest.fixture(scope="module")
def loaded(shared: Path) -> Iterator[tuple[Store, LoadReport]]:
    with open_store(":memory:") as store:
        yield store, ingest(store, DATASET, [shared / "data" / "02-government-bodies"])


def test_the_real_lists_load_whole(loaded: tuple[Store, LoadReport]) -> None:
    store, report = loaded
    assert report.refused == ()
    assert report.rows_read == 7_386 + 846
    assert report.nodes.made == 7_386 + 846 + 67  # and the wards in which somebody has an address
    assert kinds_of(store) == {"PublicBody": 6_144, "Municipality": 1_790 + 67, "Agency": 296, "Assembly": 2}
    assert report.dropped["moddate"] == 8_232
    assert len(ties_of(store, "LOCATED_IN")) == 8_232 - 1_720
    assert all(node.conflicts == () for node in store.nodes())
    assert store.check() == []


def test_namesakes_stay_apart_and_keys_are_their_own(loaded: tuple[Store, LoadReport]) -> None:
    store, _ = loaded
    former, other = node_of(store, DATASET, "403059"), node_of(store, DATASET, "094111")
    assert former.caption == other.caption == "那珂川町"
    named = [node for node in store.nodes() if node.caption == "池田町"]
    assert len(named) == 4
    located = {tie.source: tie.target for tie in ties_of(store, "LOCATED_IN")}
    for code, ward in (("141003", "141046"), ("281000", "281107"), ("463043", "462012"), ("473812", "472077")):
        assert located[node_of(store, DATASET, code).id] == node_of(store, DATASET, ward).id


def test_the_real_lists_twice_change_nothing(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    store, report = loaded
    again = ingest(store, DATASET, [shared / "data" / "02-government-bodies"])
    assert again.revision == report.revision
    assert (again.nodes.made, again.nodes.changed, again.ties.made, again.ties.changed) == (0, 0, 0, 0)
    assert len(store.runs()) == 1


def test_municipalities_are_those_of_the_list_of_municipalities(loaded: tuple[Store, LoadReport], shared: Path) -> None:
    with (shared / "data" / "01-municipalities" / "localgovjp-utf8.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["lgcode"]: row["city"].replace(" ", "") for row in csv.DictReader(file)}
    found = {
        node.first("lgcode"): node.caption
        for node in loaded[0].nodes(kinds=["Municipality"])
        if node.first("level") != "prefecture"
    }
    # The codes of the former 富谷町 and 那珂川町 live no more.
    assert sorted(found[code] for code in found.keys() - listed.keys()) == ["富谷町", "那珂川町"]
    assert {listed[code] for code in found.keys() & listed.keys() if listed[code] != found[code]} == {
        "七ヶ宿町",
        "青ヶ島村",
        "檮原町",
    }
    wards = {name for name in listed.values() if level_of(name) == "ward"}
    assert {listed[code] for code in listed.keys() - found.keys()} < wards


def test_the_names_that_stand_for_national_bodies_are_unique(shared: Path) -> None:
    with (shared / "data" / "02-government-bodies" / NATIONAL_FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["corporateName"], row["corporateID"]) for row in csv.DictReader(file)]
    numbers = dict(rows)
    assert len(numbers) == len(rows)
    assert {name: body.houjin_bangou for name, body in NATIONAL_BODIES.items()}.items() <= numbers.items()
    left_out = {name for name in numbers if name not in NATIONAL_BODIES}
    assert all("検察" in name or name.endswith("裁判所") for name in left_out)
    assert kind_of_national_body("参議院", numbers["参議院"]) == NATIONAL_BODIES["参議院"].kind == "Assembly"


def test_every_municipality_is_read_from_an_address(shared: Path) -> None:
    names: dict[str, str] = {}
    with (shared / "data" / "01-municipalities" / "localgovjp-utf8.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row["city"].replace(" ", "")
            names[row["lgcode"][:5]] = name
            found = locality_of(f"{row['pref']}{name}１丁目２番")
            assert found is not None and (found.prefecture, found.name) == (row["pref"], name)
            assert bool(found.city) == (" " in row["city"]) == (level_of(name) == "ward")
    wrong = []
    for file_name in (LOCAL_FILE, NATIONAL_FILE):
        with (shared / "data" / "02-government-bodies" / file_name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found = locality_of(row["location"])
                if found is None or found.name != names.get(row["cityID"], found.name):
                    wrong.append(row["location"][:12])
    assert wrong == ["福岡県糟屋郡須惠町大字須"]  # the town writes 須恵町


def test_an_address_without_prefecture_or_municipality_is_not_read() -> None:
    assert [locality_of(text) for text in ("鯖江市西山町", "東京都", "大阪府北区梅田", "")] == [None] * 4

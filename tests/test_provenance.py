"""Where the graph comes from: counts by citations, dates, licences, order, loads. All data are made up (合成…)."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.datasets import DATASET_LABELS, dataset_label, load_command
from graph.entities import Node, Span, Tie, Value
from graph.facts import Citation, Document, Run
from graph.provenance import by_frequency, documents_by_dataset, last_loads, newest_date, oldest_date, sources_body
from graph.snapshot import Snapshot
from ingest.sources import SOURCES

NOTES, ROSTER = "workbook-合成メモ", "workbook-合成名簿"


def document(dataset: str, key: str, *, date: str = "", publisher: str = "", licence: str = "") -> Document:
    return Document(dataset, key, f"合成の出典{key}", publisher=publisher, date=date, licence=licence)


def node(key: str, **cited: Iterable[Document]) -> Node:
    """A person whose properties each have one value for each document."""
    values = {
        name: tuple(Value(f"合成{each.key}", (Citation(each.id),)) for each in documents)
        for name, documents in cited.items()
    }
    return Node(key, "Person", values, (f"record-{key}",))


def tie(source: str, target: str, *documents: Document) -> Tie:
    return Tie("KNOWS", source, target, "", "", (Span(),), {}, tuple(Citation(each.id) for each in documents))


def frozen(documents: Iterable[Document], nodes: Iterable[Node] = (), ties: Iterable[Tie] = ()) -> Snapshot:
    return Snapshot.build(revision="1" * 32, nodes=nodes, ties=ties, documents=documents, redirects={})


def test_what_several_documents_and_data_sets_state_counts_once_for_each_data_set() -> None:
    old, new, note = document(ROSTER, "旧"), document(ROSTER, "新"), document(NOTES, "記")
    snapshot = frozen(
        [old, new, note],
        [node("a", name=[old, new], alias=[old]), node("b", name=[new], kana=[note]), node("c", name=[note])],
        [tie("a", "b", old, new), tie("b", "c", new, note), tie("a", "c", note)],
    )
    body = sources_body(snapshot, {ROSTER: "2026-11-24T07:00:00+00:00"})
    assert body["revision"] == "1" * 32
    counted = {
        item["dataset"]: (item["documents"], item["entities"], item["ties"], item["loaded_at"])
        for item in body["items"]
    }
    assert counted == {ROSTER: (2, 2, 2, "2026-11-24T07:00:00+00:00"), NOTES: (1, 2, 2, "")}


def test_a_value_that_is_not_the_shown_one_counts_too() -> None:
    first, second = document(ROSTER, "一"), document(NOTES, "二")
    items = sources_body(frozen([first, second], [node("a", name=[first, second])]), {})["items"]
    assert {item["dataset"]: item["entities"] for item in items} == {ROSTER: 1, NOTES: 1}


def test_a_document_that_states_nothing_is_still_a_document() -> None:
    [item] = sources_body(frozen([document(ROSTER, "空")]), {})["items"]
    assert (item["documents"], item["entities"], item["ties"]) == (1, 0, 0)


def test_an_empty_graph_comes_from_nowhere() -> None:
    assert sources_body(frozen([]), {ROSTER: "2026-11-24T07:00:00+00:00"})["items"] == []


def test_dates_compare_as_days_not_as_texts() -> None:
    dates = ("2023-01-05", "FY2022", "", "--02-07", "2022-05-01", "2022")
    assert newest_date(dates) == "FY2022"  # until 2023-03-31
    assert oldest_date(dates) == "2022"  # from 2022-01-01
    assert newest_date(("", "--02-07")) == oldest_date(("", "--02-07")) == newest_date(()) == ""


def test_documents_come_newest_first_and_undated_ones_last() -> None:
    dates = ("", "2022-05-01", "FY2022", "--02-07", "2023-01-05")
    listed = documents_by_dataset(frozen(document(ROSTER, day or "なし", date=day) for day in dates))[ROSTER]
    assert [each.date for each in listed] == ["FY2022", "2023-01-05", "2022-05-01", "--02-07", ""]


def test_licences_and_publishers_are_told_once_the_most_frequent_first() -> None:
    documents = [
        document(ROSTER, "1", licence="合成B", publisher="合成市"),
        document(ROSTER, "2", licence="合成A"),
        document(ROSTER, "3", licence="合成B", publisher="合成市"),
        document(ROSTER, "4", licence="合成C"),
    ]
    [item] = sources_body(frozen(documents), {})["items"]
    assert item["licences"] == ["合成B", "合成A", "合成C"]
    assert item["publishers"] == ["合成市"]
    assert by_frequency([]) == []


def test_own_sheets_come_before_the_known_sets_which_keep_their_order() -> None:
    names = ["judgit", NOTES, "sample", ROSTER, "municipalities"]
    items = sources_body(frozen(document(name, "一") for name in names), {})["items"]
    assert [item["dataset"] for item in items] == [NOTES, ROSTER, "sample", "municipalities", "judgit"]
    assert [item["label"] for item in items][:3] == ["「合成メモ」のシート", "「合成名簿」のシート", "見本"]


def test_the_last_load_is_the_newest_that_is_done() -> None:
    runs = [
        Run("1", ROSTER, "done", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:09+00:00", {}),
        Run("2", ROSTER, "done", "2026-02-01T00:00:00+00:00", "2026-02-01T00:00:09+00:00", {}),
        Run("3", ROSTER, "undone", "2026-03-01T00:00:00+00:00", "2026-03-01T00:00:09+00:00", {}),
        Run("4", NOTES, "open", "", "", {}),
    ]
    assert last_loads(runs) == {ROSTER: "2026-02-01T00:00:09+00:00"}


def test_labels_are_those_of_the_register_of_sources() -> None:
    known = {name: source.label_ja for name, source in SOURCES.items() if name != "workbook"}
    assert {name: DATASET_LABELS.get(name) for name in known} == known
    assert dataset_label("合成データ") == "合成データ"


@pytest.mark.parametrize("dataset", [*DATASET_LABELS, NOTES])
def test_the_command_that_loads_a_data_set_names_a_source_and_a_folder_where_one_is_needed(dataset: str) -> None:
    name, _, folder = load_command(dataset).removeprefix("enishi ingest ").partition(" ")
    assert bool(folder) == SOURCES[name].needs_path


def test_a_data_set_that_no_source_makes_has_no_command() -> None:
    assert load_command("全体の写し") == ""


_DATASETS = ("合成一", "合成二", "合成三")
_DOCUMENTS = [document(dataset, str(number)) for dataset in _DATASETS for number in range(3)]
_CITED = st.lists(st.sampled_from(_DOCUMENTS), max_size=5)


@settings(deadline=None)
@given(st.lists(_CITED, max_size=6), st.lists(_CITED, max_size=6))
def test_counts_equal_those_of_asking_each_data_set_in_turn(
    of_nodes: list[list[Document]], of_ties: list[list[Document]]
) -> None:
    nodes = [node(str(number), name=cited[:2], alias=cited[2:]) for number, cited in enumerate(of_nodes)]
    ties = [tie(f"合成{number}", "合成先", *cited) for number, cited in enumerate(of_ties)]
    items = sources_body(frozen(_DOCUMENTS, nodes, ties), {})["items"]
    for item in items:
        own = {each.id for each in _DOCUMENTS if each.dataset == item["dataset"]}
        assert item["entities"] == sum(any(each.id in own for each in cited) for cited in of_nodes)
        assert item["ties"] == sum(any(each.id in own for each in cited) for cited in of_ties)
    assert [item["dataset"] for item in items] == sorted(_DATASETS)


def test_a_large_graph_is_counted_in_one_pass() -> None:
    documents = [document(f"合成{number % 12}", str(number), date=f"20{number % 25:02d}") for number in range(20_000)]
    ties = [
        tie(f"合成{number}", "合成先", documents[number % 20_000], documents[number * 7 % 20_000])
        for number in range(70_000)
    ]
    snapshot = frozen(documents, (), ties)
    started = time.process_time()
    items = sources_body(snapshot, {})["items"]
    assert time.process_time() - started < 2  # some .2 s on a quiet machine; a pass for each data set takes longer
    assert sum(item["documents"] for item in items) == 20_000
    assert sum(item["ties"] for item in items) >= 70_000

"""Who left a post without a source saying so, on the embedded store with real loads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.entities import Span
from graph.facts import record_id
from graph.store.sqlite import MEMORY, SqliteStore
from tests.facts import DATASET, Sheet, Stated, document, load, person, record, tie

POST = record("合成課長", "Post", ("seats", "one"))
OTHER_POST = record("合成部長", "Post", ("seats", "one"))
SEAT = record("合成議員", "Post", ("seats", "many"))
OFFICE = (
    record("合成市", "Municipality"),
    record("合成課", "Department"),
    tie("合成課", "PART_OF", "合成市"),
    POST,
    OTHER_POST,
    SEAT,
    tie("合成課長", "POST_IN", "合成課"),
    tie("合成部長", "POST_IN", "合成市"),
    tie("合成議員", "POST_IN", "合成市"),
)


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    with SqliteStore(MEMORY) as opened:
        load(opened, Sheet(document("組織"), OFFICE))
        yield opened


def news(store: SqliteStore, date: str, *stated: Stated) -> None:
    """A dated document that states these."""
    load(store, Sheet(document(date, date=date), (person("合成太郎"), person("合成花子"), *stated)))


def spans(store: SqliteStore, name: str, post: str) -> tuple[Span, ...]:
    (found,) = [
        each
        for each in store.ties(kinds=["HOLDS"])
        if (each.source, each.target) == (record_id(DATASET, name), record_id(DATASET, post))
    ]
    return found.spans


def test_another_holder_of_the_one_seat_ends_the_former_one(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長", since="2020-04"))
    news(store, "2022-06-01", tie("合成花子", "HOLDS", "合成課長", since="2022-04"))
    assert spans(store, "合成太郎", "合成課長") == (Span("2020-04", "2022-04", "former", "inferred"),)
    assert spans(store, "合成花子", "合成課長") == (Span("2022-04"),)


def test_the_order_of_loading_does_not_matter(store: SqliteStore) -> None:
    news(store, "2022-06-01", tie("合成花子", "HOLDS", "合成課長"))
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長"))
    assert spans(store, "合成太郎", "合成課長") == (Span("", "2022-06-01", "former", "inferred"),)
    assert spans(store, "合成花子", "合成課長") == (Span(),)


def test_another_post_in_the_same_organisation_ends_the_first(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長"))
    news(store, "2022-06-01", tie("合成太郎", "HOLDS", "合成部長"))
    assert spans(store, "合成太郎", "合成課長") == (Span("", "2022-06-01", "former", "inferred"),)


def test_a_seat_among_many_ends_nothing(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成議員"))
    news(store, "2022-06-01", tie("合成花子", "HOLDS", "合成議員"))
    assert spans(store, "合成太郎", "合成議員") == (Span(),)


def test_two_holders_seen_on_one_day_end_nothing(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長"), tie("合成花子", "HOLDS", "合成課長"))
    assert spans(store, "合成太郎", "合成課長") == spans(store, "合成花子", "合成課長") == (Span(),)


def test_what_is_undated_or_planned_ends_nothing(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長"))
    load(store, Sheet(document("日付なし"), (person("合成花子"), tie("合成花子", "HOLDS", "合成課長"))))
    news(store, "2022-06-01", tie("合成花子", "HOLDS", "合成課長", status="planned", since="2023-04"))
    assert spans(store, "合成太郎", "合成課長")[0].until in ("", "2022-06-01")
    load(store, Sheet(document("日付なし"), edition="2"))
    assert spans(store, "合成太郎", "合成課長") == (Span(),)


def test_an_inferred_end_goes_with_what_it_rested_on(store: SqliteStore) -> None:
    news(store, "2021-04-01", tie("合成太郎", "HOLDS", "合成課長"))
    before = store.revision()
    news(store, "2022-06-01", tie("合成花子", "HOLDS", "合成課長"))
    assert store.revision() != before
    load(store, Sheet(document("2022-06-01", date="2022-06-01"), edition="2"))
    assert spans(store, "合成太郎", "合成課長") == (Span(),)
    assert store.check() == []

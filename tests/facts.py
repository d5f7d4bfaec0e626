"""Small synthetic facts for tests of stores and of the canonical layer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from graph.facts import Citation, Document, Record, Statement, extra_of
from graph.store.base import LoadOutcome, Store

DATASET = "合成データ"

Stated = tuple[Record, tuple[Statement, ...]]


@dataclass(frozen=True)
class Sheet:
    """One document with what it states, as a load brings it."""

    document: Document
    rows: tuple[Stated, ...] = ()
    edition: str = field(default="1")


def person(key: str, *statements: tuple[str, str], dataset: str = DATASET) -> Stated:
    """A person record with further property statements."""
    return record(key, "Person", *statements, dataset=dataset)


def record(key: str, kind: str, *statements: tuple[str, str], dataset: str = DATASET) -> Stated:
    """A record of a kind, named after its key."""
    own = Record(dataset, key)
    plain = [("kind", kind), ("name", key), *statements]
    return own, tuple(Statement(own.id, name, value=value) for name, value in plain)


def tie(
    source: str,
    kind: str,
    target: str,
    *,
    role: str = "",
    since: str = "",
    until: str = "",
    status: str = "actual",
    occasion: str = "",
    dataset: str = DATASET,
    **extra: str,
) -> Stated:
    """A tie stated by the record that it starts at."""
    own = Record(dataset, source)
    statement = Statement(
        own.id,
        kind,
        target=Record(dataset, target).id,
        role=role,
        occasion=occasion,
        since=since,
        until=until,
        status=status,
        extra=extra_of(extra.items()),
    )
    return own, (statement,)


def load(store: Store, *sheets: Sheet, complete: bool = False, dataset: str = DATASET) -> LoadOutcome:
    """One load of these sheets."""
    with store.load(dataset, complete=complete) as writer:
        for sheet in sheets:
            writer.document(sheet.document, edition=sheet.edition)
            for place, (own, statements) in enumerate(sheet.rows, 1):
                writer.state(own, [(each, Citation(sheet.document.id, "引用", f"行:{place}")) for each in statements])
    return writer.outcome


def document(key: str = "資料", **fields: object) -> Document:
    """A document of the synthetic data set."""
    return Document(**{"dataset": DATASET, "key": key, "title": f"合成{key}", **fields})  # type: ignore[arg-type]


_KEYS: Sequence[str] = ("合成太郎", "合成花子", "合成𠮷田", "合成ひかり", "</script>", "=cmd()", "合成か\u3099く")
_POSTS: Sequence[str] = ("合成課長", "合成部長")
_DATES: Sequence[str] = ("", "2020", "2021-04", "2022-05-06", "FY2023")


def _fact_rows(dataset: str) -> st.SearchStrategy[Stated]:
    keys = st.sampled_from(_KEYS)
    people = keys.map(lambda key: person(key, dataset=dataset))
    aliases = st.tuples(keys, keys).map(lambda pair: person(pair[0], ("alias", pair[1]), dataset=dataset))
    known = st.tuples(keys, keys, st.sampled_from(_DATES)).map(
        lambda each: tie(each[0], "KNOWS", each[1], since=each[2], dataset=dataset, level="3")
    )
    groups = st.sampled_from(("合成会", "合成研究会")).flatmap(
        lambda key: st.sampled_from(("", "4000012090001")).map(
            lambda number: record(key, "Group", *((("houjin_bangou", number),) if number else ()), dataset=dataset)
        )
    )
    members = st.tuples(keys, st.sampled_from(("合成会", "合成研究会")), st.sampled_from(("actual", "former"))).map(
        lambda each: tie(each[0], "MEMBER_OF", each[1], status=each[2], dataset=dataset)
    )
    posts = st.tuples(st.sampled_from(_POSTS), st.sampled_from(("one", "many"))).map(
        lambda each: record(each[0], "Post", ("seats", each[1]), dataset=dataset)
    )
    placed = st.tuples(st.sampled_from(_POSTS), st.sampled_from(("合成会", "合成課"))).map(
        lambda each: tie(each[0], "POST_IN", each[1], dataset=dataset)
    )
    departments = st.just(record("合成課", "Department", dataset=dataset))
    parts = st.just(tie("合成課", "PART_OF", "合成会", dataset=dataset))
    holdings = st.tuples(keys, st.sampled_from(_POSTS), st.sampled_from(_DATES)).map(
        lambda each: tie(each[0], "HOLDS", each[1], since=each[2], dataset=dataset)
    )
    return st.one_of(people, aliases, known, groups, members, posts, placed, departments, parts, holdings)


@st.composite
def sheets(draw: st.DrawFn) -> list[Sheet]:
    """Distinct documents over two data sets, some of them versions of one roster, some not public."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        dataset = draw(st.sampled_from((DATASET, "合成名簿")))
        rosters: Iterable[tuple[str, str]] = draw(
            st.sampled_from(((), (("MEMBER_OF", "list"),), (("MEMBER_OF", "subjects"),)))
        )
        own = Document(
            dataset=dataset,
            key=f"版{number}",
            title=f"合成資料{number}",
            date=draw(st.sampled_from(_DATES)),
            visibility=draw(st.sampled_from(("public", "public", "members", "private"))),
            series="名簿" if rosters else "",
            rosters=tuple(rosters),
        )
        found.append(Sheet(own, tuple(draw(st.lists(_fact_rows(dataset), max_size=8)))))
    return found

"""From what a person writes to one entity: id, identifier, exact name, unique beginning, else candidates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from graph.asof import today
from graph.errors import Ambiguous, Candidate, NotFound, UsageError
from graph.forms import Form, FormKind, query_keys
from graph.ontology.vocabulary import is_organization
from graph.search import LONGEST_QUERY, Closeness, SearchIndex, candidates, near_misses
from graph.snapshot import Snapshot
from graph.values.text import clean, excerpt, fold

_MOST_CANDIDATES: Final = 10
_NAMED_IN_MESSAGE: Final = 3
_SHORTEST_BEGINNING: Final = 2
_IN_BRACKETS: Final = re.compile(r"(?P<name>[^(（]+)[(（](?P<qualifier>[^)）]+)[)）]")
_ISSUE: Final = "Issue"
_BETWEEN_QUALIFIERS: Final = re.compile(r"[\s・、,]+")
_OFFICIAL_IDENTIFIERS: Final = ("lgcode", "houjin_bangou")
_ANSWERS_TO_ISSUES: Final = ("Solution", "Project", "Event", "Motion")


def resolve(snapshot: Snapshot, text: str, *, index: SearchIndex, as_of: date | None = None) -> str:
    """The id of the one entity that the text means.

    In this order: an id (a retired one through its redirect); an identifier; an exact name, then one without
    legal form, then an alias, then a reading; a name with what tells it from its namesakes (北海道伊達市,
    伊達市（北海道）); the beginning of exactly one entity's names. Where several organisations answer exactly and
    one alone carries an official identifier (団体コード, 法人番号), it is meant: the others are the same name as
    written in a source that tells no number (鯖江市 among an advisor's employers). Two with numbers stay two
    (伊達市), and a person or place of that name is nobody to pass over. `as_of` is the day for which candidates
    are described, None is today.

    Raises UsageError for an empty text, Ambiguous with the candidates, NotFound with near misses.
    """
    written = _checked(text)
    if (known := _by_id(snapshot, written)) is not None:
        return known
    for entities in _answers(index, written):
        if len(entities) == 1:
            return next(iter(entities))
        if entities:
            raise _ambiguous(index, written, entities, as_of or today())
    raise _unknown(written, near_misses(index, written, as_of=as_of))


def issues_about(snapshot: Snapshot, text: str, index: SearchIndex) -> tuple[str, ...]:
    """The issues that a text given as --about means, with their sub-issues, in the order of ids.

    The issue of this id; else issues that go by the text or hold it in a name; else those whose name the text
    holds; else those that a solution, project, event or motion of this name is about. Empty where nothing fits.
    Raises UsageError for a text longer than a name.
    """
    written = _checked(text)
    known = _by_id(snapshot, written)
    found = {known} if known is not None and snapshot.nodes[known].kind == _ISSUE else set()
    found = found or {entity for entity in index.matching(written) if snapshot.nodes[entity].kind == _ISSUE}
    found = found or _issues_within(index, written) or _issues_answered(index, written)
    pending = sorted(found)
    while pending:
        parts = {tie.source for tie in snapshot.incoming(pending.pop(), "PART_OF")} - found
        found |= parts
        pending.extend(sorted(parts))
    return tuple(sorted(found))


def _checked(text: str) -> str:
    written = clean(text)
    if not written:
        raise UsageError("名前が空です。人・組織・課題などの名前かIDを指定してください。")
    if len(written) > LONGEST_QUERY:
        raise UsageError(f"名前が長すぎます（{len(written)}文字）。{LONGEST_QUERY}文字までで指定してください。")
    return written


def _issues_within(index: SearchIndex, text: str) -> set[str]:
    """Issues whose whole name stands within the text (病児保育の予約を楽にしたい → 病児保育)."""
    folded = fold(text)
    longest = max((len(key) for key in index.exact), default=0)
    spans = {folded[start : start + length] for start in range(len(folded))
             for length in range(_SHORTEST_BEGINNING, min(longest, len(folded) - start) + 1)}
    return {form.entity for span in spans for form in index.exact.get(span, ())
            if form.plain and index.snapshot.nodes[form.entity].kind == _ISSUE}


def _issues_answered(index: SearchIndex, text: str) -> set[str]:
    snapshot = index.snapshot
    answers = [entity for entity in index.matching(text) if snapshot.nodes[entity].kind in _ANSWERS_TO_ISSUES]
    return {tie.target for answer in answers for tie in snapshot.outgoing(answer, "ADDRESSES", "ABOUT")}


def _by_id(snapshot: Snapshot, text: str) -> str | None:
    seen: set[str] = set()
    at = text
    while at not in snapshot.nodes:
        if at in seen or at not in snapshot.redirects:
            return None
        seen.add(at)
        at = snapshot.redirects[at]
    return at


def _answers(index: SearchIndex, written: str) -> Iterator[Collection[str]]:
    """The sets of entities that the text may mean, the surest reading first."""
    forms = [(form, plain) for key, plain in query_keys(written) for form in index.exact.get(key, ())]
    for exact in (
        _entities(form for form, _ in forms if form.kind == FormKind.IDENTIFIER),
        _entities(form for form, plain in forms if form.kind == FormKind.NAME and form.plain and plain),
        *(_entities(form for form, _ in forms if form.kind == kind)
          for kind in (FormKind.NAME, FormKind.ALIAS, FormKind.KANA, FormKind.READING)),
    ):
        yield _identified(index.snapshot, exact)
    yield _identified(index.snapshot, _qualified(index, written))
    if len(fold(written)) >= _SHORTEST_BEGINNING:
        yield index.matching(written, worst=Closeness.PREFIX)


def _identified(snapshot: Snapshot, entities: Collection[str]) -> Collection[str]:
    """The only one with an official identifier of organisations that answer alike; else all of them."""
    nodes = [snapshot.nodes[entity] for entity in entities]
    numbered = [node.id for node in nodes if any(node.texts(name) for name in _OFFICIAL_IDENTIFIERS)]
    alone = len(numbered) == 1 and all(is_organization(node.kind) for node in nodes)
    return numbered if alone else entities


def _entities(forms: Iterable[Form]) -> set[str]:
    return {form.entity for form in forms}


def _qualified(index: SearchIndex, written: str) -> set[str]:
    """Entities named exactly by one part of the text whose surroundings are named by the rest."""
    found: set[str] = set()
    for name, qualifiers in _readings(index, written):
        named = {form.entity for form in index.exact.get(name, ())}
        for qualifier in qualifiers if named else ():
            named &= {*index.around(qualifier), *qualifier}
        found |= named
    return found


def _readings(index: SearchIndex, written: str) -> Iterator[tuple[str, list[Collection[str]]]]:
    """(folded name, what each qualifier may mean) for each way to take the text apart.

    Brackets behind a name, several words in any order, a qualifier written in front without a space.
    """
    if bracketed := _IN_BRACKETS.fullmatch(written):
        qualifiers = [word for word in _BETWEEN_QUALIFIERS.split(bracketed["qualifier"]) if fold(word)]
        yield fold(bracketed["name"]), [index.matching(word, worst=Closeness.PREFIX) for word in qualifiers]
        return
    words = [word for word in written.split() if fold(word)]
    for at, word in enumerate(words):
        others = [*words[:at], *words[at + 1 :]]
        if others and fold(word) in index.exact:
            yield fold(word), [index.matching(other, worst=Closeness.PREFIX) for other in others]
    folded = fold(written)
    for at in range(1, len(folded)):
        name, qualifier = folded[at:], folded[:at].removesuffix("の")
        if name in index.exact and qualifier in index.exact:
            yield name, [_entities(index.exact[qualifier])]


def _ambiguous(index: SearchIndex, written: str, entities: Collection[str], as_of: date) -> Ambiguous:
    ranked = sorted(entities, key=lambda entity: (-len(index.snapshot.ties_of.get(entity, ())), entity))
    offered = candidates(index.snapshot, ranked[:_MOST_CANDIDATES], as_of)
    return Ambiguous(
        f"「{excerpt(written)}」に当てはまるものが{len(ranked)}件あります（{_listed(offered, len(ranked))}）。"
        "区別のつく書き方かIDで指定してください。", name=written, candidates=offered)


def _unknown(written: str, near: Sequence[Candidate]) -> NotFound:
    hint = f"近いもの: {_listed(near, len(near))}。" if near else "別の書き方や、名前の一部で試してください。"
    return NotFound(f"「{excerpt(written)}」は見つかりません。{hint}", name=written, candidates=near)


def _listed(offered: Sequence[Candidate], total: int) -> str:
    shown = "、".join(f"{each.caption}（{each.detail}）" for each in offered[:_NAMED_IN_MESSAGE])
    rest = total - min(len(offered), _NAMED_IN_MESSAGE)
    return shown + (f"、ほか{rest}件" if rest > 0 else "")

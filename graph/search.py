"""Search: any written form finds the entity, and the hit says which form matched.

One normalisation (`graph.values.text.fold`) for names, aliases, readings and identifiers, and one index that
is held with the snapshot, so that every store gives the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Final

from graph.asof import today
from graph.bodies import SearchBody, SearchHit
from graph.detail import detail_of
from graph.entities import Node
from graph.errors import Candidate, UsageError
from graph.grams import GramTable
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.vocabulary import GROUPS, KIND, is_organization, kinds_of
from graph.paging import page_of
from graph.snapshot import Snapshot
from graph.values.names import NameGroup, name_keys
from graph.values.text import clean, fold, kana_from_romaji, romanised

MOST_HITS: Final = 200
_HELD: Final = "search_index"
_FEWEST_DIGITS: Final = 4  # of an identifier that is not yet written in full
_FEWEST_LETTERS: Final = 3  # of a reading in Latin letters that may begin anywhere: "to" is in every second one
_KANA: Final = frozenset(map(chr, range(0x3041, 0x30A0)))
_NEAR_ENOUGH: Final = 0.3  # Dice over grams: 墨田区 finds 黒田区 (.40), 東京 does not find 京都 (.22 with 京都府)


class FormKind(IntEnum):
    """What a written form is; the order is the order of preference. READING is a kana form in Latin letters."""

    NAME = 0
    ALIAS = 1
    KANA = 2
    READING = 3
    IDENTIFIER = 4


class Closeness(IntEnum):
    """How a query matches a form, best first; BARE: equal once legal form, office or honorific is left out."""

    EXACT = 0
    BARE = 1
    PREFIX = 2
    WITHIN = 3


# A hit's score: closeness decides, then the kind of form, then how much of the form was asked for.
_SCORE_OF: Final[Mapping[Closeness, float]] = {
    Closeness.EXACT: 1.0, Closeness.BARE: 0.8, Closeness.PREFIX: 0.6, Closeness.WITHIN: 0.4}
_SCORE_BY_SURROUNDINGS: Final = 0.15
_FORM_STEP: Final = 0.03
_LENGTH_STEP: Final = 0.029


@dataclass(frozen=True, slots=True)
class Form:
    """One folded form under which an entity is found. `plain`: the written form as such, nothing left out."""

    key: str
    entity: str
    written: str
    kind: FormKind
    plain: bool


@dataclass(frozen=True, slots=True)
class Match:
    """How well one entity answers to a query, and through which written form."""

    score: float
    closeness: Closeness
    written: str


class SearchIndex:
    """Forms of all entities of a snapshot, with the table that finds them."""

    def __init__(self, snapshot: Snapshot, forms: tuple[Form, ...]) -> None:
        self.snapshot = snapshot
        self.forms = forms
        self._grams = GramTable([form.key for form in forms])
        self._surroundings: dict[str, frozenset[str]] = {}

    @classmethod
    def build(cls, snapshot: Snapshot) -> SearchIndex:
        """Index every name, alias, reading and identifier of the snapshot."""
        return cls(snapshot, tuple(form for node in snapshot.nodes.values() for form in forms_of(node)))

    @cached_property
    def exact(self) -> Mapping[str, tuple[Form, ...]]:
        """Forms by their key."""
        found: dict[str, list[Form]] = defaultdict(list)
        for form in self.forms:
            found[form.key].append(form)
        return {key: tuple(forms) for key, forms in found.items()}

    def matches(self, text: str) -> dict[str, Match]:
        """The best match of the text, taken as one name, for every entity that holds it in a written form."""
        best: dict[str, Match] = {}
        for key, plain in query_keys(text):
            for number, offset in self._grams.holding(key):
                form = self.forms[number]
                closeness = _closeness(key, form, offset, plain=plain)
                if closeness is None:
                    continue
                match = Match(_score(key, form, closeness), closeness, form.written)
                if form.entity not in best or best[form.entity].score < match.score:
                    best[form.entity] = match
        return best

    def alike(self, text: str) -> list[str]:
        """Entities whose names resemble the text, best first, each once."""
        found: dict[str, float] = {}
        for key in dict.fromkeys((fold(text), romanised(text))):
            for number, likeness in self._grams.alike(key, _NEAR_ENOUGH):
                form = self.forms[number]
                if form.kind != FormKind.IDENTIFIER:
                    found[form.entity] = max(found.get(form.entity, 0.0), likeness)
        return sorted(found, key=lambda entity: (-found[entity], -self.degree(entity), entity))

    def degree(self, entity: str) -> int:
        """How many ties touch the entity."""
        return len(self.snapshot.ties_of.get(entity, ()))

    def surroundings(self, entity: str) -> frozenset[str]:
        """Entities that tell this one from its namesakes: what it belongs to, where it lies, whose it is."""
        if entity not in self._surroundings:
            self._surroundings[entity] = frozenset(_surroundings(self.snapshot, entity))
        return self._surroundings[entity]


def index_of(snapshot: Snapshot) -> SearchIndex:
    """The index of a snapshot, built at the first call and kept with the snapshot for as long as it lives."""
    kept = vars(snapshot)
    if _HELD not in kept:
        kept[_HELD] = SearchIndex.build(snapshot)
    index: SearchIndex = kept[_HELD]
    return index


def search(index: SearchIndex, text: str, *, kind: str | None = None, limit: int = 20, cursor: str | None = None,
           as_of: date | None = None) -> SearchBody:
    """Entities that answer to the text, best first.

    Several words must all match, in a name or in what tells namesakes apart (伊達市 北海道). Order: exact, exact
    without legal form, beginning, anywhere; then name, alias, reading; then the shorter form; then the better
    connected entity; then the id. `score` is 0–1 and follows this order.

    Parameters
    ----------
    kind
        A kind, a group (Organization) or a role label (Councillor); Japanese labels are read as well.
    cursor
        `next` of the page before.
    as_of
        The day for which `detail` is told; None is today.

    Raises UsageError for an empty text, an unknown kind, a limit outside 1 to 200 and a foreign cursor.
    """
    if not clean(text):
        raise UsageError("探す言葉が空です。名前や課題を1文字以上入れてください。", field="q")
    admitted = kind_test(index.snapshot, kind)
    found = {entity: match for entity, match in _found(index, text).items() if admitted(entity)}
    ranked = sorted(found, key=lambda entity: (-found[entity].score, -index.degree(entity), entity))
    shown, following = page_of(ranked, limit, cursor, most=MOST_HITS)
    day = as_of or today()
    return {"items": [_hit(index.snapshot, entity, found[entity], day) for entity in shown], "next": following,
            "revision": index.snapshot.revision}


def near_misses(index: SearchIndex, text: str, *, limit: int = 5, as_of: date | None = None,
                kinds: Collection[str] = ()) -> tuple[Candidate, ...]:
    """What the text may have meant: entities that hold it in part, else whose names resemble it; best first."""
    found = _found(index, text) if clean(text) else {}
    ranked = sorted(found, key=lambda entity: (-found[entity].score, -index.degree(entity), entity))
    ranked = list(dict.fromkeys([*ranked, *index.alike(text)]))
    admitted = [entity for entity in ranked if not kinds or index.snapshot.nodes[entity].kind in kinds]
    return candidates(index.snapshot, admitted[:limit], as_of or today())


def candidates(snapshot: Snapshot, entities: Iterable[str], as_of: date) -> tuple[Candidate, ...]:
    """Entities as an error offers them, with what tells namesakes apart."""
    nodes = [snapshot.nodes[entity] for entity in entities]
    return tuple(Candidate(node.id, node.kind, node.caption, detail_of(snapshot, node.id, as_of)) for node in nodes)


def kind_test(snapshot: Snapshot, kind: str | None) -> Callable[[str], bool]:
    """A test whether an entity is of a kind, group or role label; None admits all. UsageError if unknown."""
    if not kind:
        return snapshot.nodes.__contains__
    label = next((role.name for role in ROLE_LABELS if kind in (role.name, role.label_ja)), None)
    if label is not None:
        return lambda entity: label in snapshot.roles.get(entity, ())
    admitted = kinds_of(kind) or tuple(each.name for each in KIND.values() if each.label_ja == kind)
    if not admitted and kind == "組織":
        admitted = kinds_of("Organization")
    if not admitted:
        known = "、".join(dict.fromkeys([*GROUPS, *KIND, *(role.name for role in ROLE_LABELS)]))
        raise UsageError(f"種類「{kind}」はありません。次から選んでください: {known}", field="kind")
    return lambda entity: snapshot.nodes[entity].kind in admitted


def name_group(kind: str) -> NameGroup:
    """The rules by which names of this kind are compared."""
    if kind == "Person":
        return "person"
    if kind == "Municipality":
        return "municipality"
    return "organization" if is_organization(kind) else "other"


def forms_of(node: Node) -> Iterator[Form]:
    """Every form under which a node is to be found, each key once, the preferred form first."""
    seen: set[str] = set()
    for form in _all_forms(node):
        if form.key and form.key not in seen:
            seen.add(form.key)
            yield form


def _all_forms(node: Node) -> Iterator[Form]:
    group = name_group(node.kind)
    readings = list(node.texts("kana"))
    for prop, kind in (("name", FormKind.NAME), ("alias", FormKind.ALIAS)):
        for written in node.texts(prop):
            plain = fold(written)
            yield Form(plain, node.id, written, kind, plain=True)
            for key in name_keys(group, written):
                yield Form(key, node.id, written, kind, plain=False)
            readings.append(written)
    for written in node.texts("kana"):
        yield Form(fold(written), node.id, written, FormKind.KANA, plain=True)
    for written in readings:
        if any(character in _KANA for character in fold(written)):
            yield Form(romanised(written), node.id, written, FormKind.READING, plain=False)
    for code in node.texts("lgcode"):
        yield Form(fold(code), node.id, code, FormKind.IDENTIFIER, plain=True)
        yield Form(fold(code)[:5], node.id, code, FormKind.IDENTIFIER, plain=True)
    for number in node.texts("houjin_bangou"):
        yield Form(fold(number), node.id, number, FormKind.IDENTIFIER, plain=True)


def query_keys(text: str) -> list[tuple[str, bool]]:
    """The folded forms to look up for a query, with whether it is the query as such."""
    plain = fold(text)
    if not plain:
        return []
    others = [*name_keys(None, text)]
    if kana_from_romaji(text) is not None:
        others.append(romanised(text))
    return [(plain, True), *((key, False) for key in dict.fromkeys(others) if key != plain)]


def _closeness(key: str, form: Form, offset: int, *, plain: bool) -> Closeness | None:
    if len(key) == len(form.key):
        return Closeness.EXACT if plain and form.plain else Closeness.BARE
    if offset == 0:
        return Closeness.PREFIX if form.kind != FormKind.IDENTIFIER or len(key) >= _FEWEST_DIGITS else None
    fewest = {FormKind.IDENTIFIER: None, FormKind.READING: _FEWEST_LETTERS}.get(form.kind, 1)
    return Closeness.WITHIN if fewest is not None and len(key) >= fewest else None


def _score(key: str, form: Form, closeness: Closeness) -> float:
    preference = min(form.kind, FormKind.KANA) if form.kind != FormKind.IDENTIFIER else FormKind.NAME
    return _SCORE_OF[closeness] - _FORM_STEP * preference - _LENGTH_STEP * (1 - len(key) / len(form.key))


def _found(index: SearchIndex, text: str) -> dict[str, Match]:
    """Matches of the text as one name and, if it has several words, of all its words together."""
    found = index.matches(text)
    words = [word for word in clean(text).split() if fold(word)]
    if len(words) > 1:
        for entity, match in _found_by_words(index, words).items():
            found.setdefault(entity, match)
    return found


def _found_by_words(index: SearchIndex, words: list[str]) -> dict[str, Match]:
    by_word = [index.matches(word) for word in dict.fromkeys(words)]
    found: dict[str, Match] = {}
    for entity in set().union(*by_word):
        matched = [matches[entity] for matches in by_word if entity in matches]
        missing = [matches for matches in by_word if entity not in matches]
        if missing:
            around = index.surroundings(entity)
            if any(around.isdisjoint(matches) for matches in missing):
                continue
        score = (sum(match.score for match in matched) + _SCORE_BY_SURROUNDINGS * len(missing)) / len(by_word)
        best = max(matched, key=lambda match: (match.score, match.written))
        found[entity] = Match(score, Closeness.WITHIN, best.written)
    return found


def _hit(snapshot: Snapshot, entity: str, match: Match, as_of: date) -> SearchHit:
    node = snapshot.nodes[entity]
    return {"id": node.id, "kind": node.kind, "roles": list(snapshot.roles.get(entity, ())), "caption": node.caption,
            "detail": detail_of(snapshot, entity, as_of), "score": round(match.score, 4), "matched": match.written}


_UPWARD: Final = ("PART_OF", "LOCATED_IN", "POST_IN", "HOLDS", "MEMBER_OF", "SOUGHT", "COVERS")
_OWNERS: Final = ("OFFERS", "HAS_ISSUE", "JOINED", "TOOK_PART", "OPERATES", "RAISED")
_CLIMBED: Final = ("PART_OF", "POST_IN", "LOCATED_IN")
_HIGHEST: Final = 5


def _surroundings(snapshot: Snapshot, entity: str) -> Iterator[str]:
    level = {tie.target for tie in snapshot.outgoing(entity, *_UPWARD)}
    level |= {tie.source for tie in snapshot.incoming(entity, *_OWNERS)}
    seen = {entity}
    for _ in range(_HIGHEST):
        level -= seen
        yield from sorted(level)
        seen |= level
        level = {tie.target for each in level for tie in snapshot.outgoing(each, *_CLIMBED)}

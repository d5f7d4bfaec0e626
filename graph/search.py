"""Search: any written form finds the entity, and the hit says which form matched.

One normalisation (`graph.values.text.fold`) for names, aliases, readings and identifiers, and one index that
is held with the snapshot, so that every store gives the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.asof import today
from graph.bodies import SearchBody, SearchHit
from graph.detail import detail_of
from graph.errors import Candidate, UsageError
from graph.forms import Form, FormKind, forms_of, query_keys
from graph.grams import GramTable, Numbers
from graph.ontology.roles import ROLE_LABELS
from graph.ontology.vocabulary import GROUPS, KIND, ORGANIZATION, kinds_of
from graph.paging import page_of
from graph.snapshot import Snapshot
from graph.surroundings import Surroundings
from graph.values.text import clean, excerpt, fold, romanised

MOST_HITS: Final = 200
LONGEST_QUERY: Final = 300
_HELD: Final = "search_index"
_FEWEST_DIGITS: Final = 3  # of an identifier that is not yet written in full
_FEWEST_LETTERS: Final = 3  # of a reading in Latin letters that may begin anywhere: "to" is in every second one
_NEAR_ENOUGH: Final = 0.3  # Dice over grams: 黒田区 has .6 of 墨田区, 伊達市 .2 of 塩尻市

Mask = npt.NDArray[np.bool_]


class Closeness(IntEnum):
    """How a query matches a form, best first; BARE: equal once legal form, office or honorific is left out."""

    EXACT = 0
    BARE = 1
    PREFIX = 2
    WITHIN = 3


# A hit's score: closeness decides, then the kind of form, then how much of the form was asked for.
_SCORE_OF: Final = np.array([1.0, 0.8, 0.6, 0.4])
_FORM_STEP: Final = 0.03
_PREFERENCE: Final = np.array([0, 1, 2, 2, 0])  # by FormKind
_LENGTH_STEP: Final = 0.029
_SCORE_BY_SURROUNDINGS: Final = 0.15


@dataclass(frozen=True, slots=True)
class Matches:
    """Entities (by number) that answer to a text, each with its best form, in the order of their numbers."""

    entities: Numbers
    scores: npt.NDArray[np.float64]
    forms: Numbers
    closeness: Numbers

    def taken(self, places: Numbers | Mask) -> Matches:
        """Those at these places, in this order."""
        return Matches(self.entities[places], self.scores[places], self.forms[places], self.closeness[places])

    def followed_by(self, other: Matches) -> Matches:
        """These, then the others."""
        return Matches(np.concatenate((self.entities, other.entities)), np.concatenate((self.scores, other.scores)),
                       np.concatenate((self.forms, other.forms)), np.concatenate((self.closeness, other.closeness)))


class SearchIndex:
    """Forms of all entities of a snapshot, with the table that finds them. Entities are numbered by id."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.ids = tuple(snapshot.nodes)
        self.forms = tuple(form for node in snapshot.nodes.values() for form in forms_of(node))
        self._grams = GramTable([form.key for form in self.forms])
        self.number_of = {entity: number for number, entity in enumerate(self.ids)}
        self._entity_of: Numbers = np.array([self.number_of[form.entity] for form in self.forms], dtype=np.int64)
        self._kind_of: Numbers = np.array([form.kind for form in self.forms], dtype=np.int64)
        self._plain = np.array([form.plain for form in self.forms], dtype=bool)

    @classmethod
    def build(cls, snapshot: Snapshot) -> SearchIndex:
        """Index every name, alias, reading and identifier of the snapshot."""
        return cls(snapshot)

    @cached_property
    def exact(self) -> Mapping[str, tuple[Form, ...]]:
        """Forms by their key."""
        found: dict[str, list[Form]] = defaultdict(list)
        for form in self.forms:
            found[form.key].append(form)
        return {key: tuple(forms) for key, forms in found.items()}

    @cached_property
    def degrees(self) -> Numbers:
        """How many ties touch each entity, by number."""
        ties_of = self.snapshot.ties_of
        return np.array([len(ties_of.get(entity, ())) for entity in self.ids], dtype=np.int64)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What tells entities from their namesakes."""
        return Surroundings(self.snapshot)

    def matches(self, text: str) -> Matches:
        """The best match of the text, taken as one name, for every entity that holds it in a written form."""
        none = np.empty(0, dtype=np.int64)
        found = Matches(none, none.astype(np.float64), none, none)
        for key, plain in query_keys(text):
            found = found.followed_by(self._matches_of_key(key, plain=plain))
        sorted_by_entity = found.taken(np.lexsort((found.forms, -found.scores, found.entities)))
        _, best = np.unique(sorted_by_entity.entities, return_index=True)
        return sorted_by_entity.taken(best)

    def matching(self, text: str, *, worst: Closeness = Closeness.WITHIN) -> list[str]:
        """The ids of the entities that the text matches at least so closely, in their order."""
        found = self.matches(text)
        return [self.ids[number] for number in found.entities[found.closeness <= worst]]

    def around(self, entities: Collection[str]) -> list[str]:
        """The ids of the entities in whose surroundings any of these are."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[[self.number_of[entity] for entity in entities]] = True
        return [self.ids[number] for number in np.flatnonzero(self.surroundings.of_any(mask))]

    def alike(self, text: str) -> list[str]:
        """Entities whose names resemble the text, best first, each once."""
        found: dict[int, float] = {}
        for key in dict.fromkeys((fold(text), romanised(text))):
            for number, likeness in self._grams.alike(key, _NEAR_ENOUGH):
                if self.forms[number].kind != FormKind.IDENTIFIER:
                    entity = int(self._entity_of[number])
                    found[entity] = max(found.get(entity, 0.0), likeness)
        ranked = sorted(found, key=lambda entity: (-found[entity], -int(self.degrees[entity]), entity))
        return [self.ids[entity] for entity in ranked]

    def found(self, text: str) -> Matches:
        """Matches of the text as one name and, if it has several words, of all its words together, best first.

        Of equal scores the better connected comes first, then the lower id.
        """
        whole = self.matches(text)
        words = [word for word in dict.fromkeys(clean(text).split()) if fold(word)]
        if len(words) > 1:
            together = self._matches_of_words([self.matches(word) for word in words])
            whole = whole.followed_by(together.taken(~np.isin(together.entities, whole.entities)))
        return whole.taken(np.lexsort((whole.entities, -self.degrees[whole.entities], -whole.scores)))

    def _matches_of_key(self, key: str, *, plain: bool) -> Matches:
        """A match for every form that holds the key and may be found by it."""
        forms, offsets = self._grams.holding(key)
        kinds, lengths = self._kind_of[forms], self._grams.lengths[forms]
        closeness = np.full(len(forms), Closeness.WITHIN, dtype=np.int64)
        closeness[offsets == 0] = Closeness.PREFIX
        full = lengths == len(key)
        closeness[full] = np.where(self._plain[forms[full]] & plain, Closeness.EXACT, Closeness.BARE)
        found = full | (kinds < FormKind.READING)
        found |= (kinds == FormKind.READING) & ((offsets == 0) | (len(key) >= _FEWEST_LETTERS))
        found |= (kinds == FormKind.IDENTIFIER) & (offsets == 0) & (len(key) >= _FEWEST_DIGITS)
        scores = _SCORE_OF[closeness] - _FORM_STEP * _PREFERENCE[kinds] - _LENGTH_STEP * (1 - len(key) / lengths)
        return Matches(self._entity_of[forms], scores, forms, closeness).taken(found)

    def _matches_of_words(self, by_word: Sequence[Matches]) -> Matches:
        """Entities that answer to every word in a form or in their surroundings, to one at least in a form."""
        size = len(self.ids)
        total, held = np.zeros(size), np.ones(size, dtype=bool)
        best, form = np.zeros(size), np.full(size, -1, dtype=np.int64)
        for matches in by_word:
            named = np.zeros(size, dtype=bool)
            named[matches.entities] = True
            total[matches.entities] += matches.scores
            better = matches.scores > best[matches.entities]
            best[matches.entities[better]] = matches.scores[better]
            form[matches.entities[better]] = matches.forms[better]
            around = self.surroundings.of_any(named) & ~named
            total[around] += _SCORE_BY_SURROUNDINGS
            held &= named | around
        entities = np.flatnonzero(held & (form >= 0)).astype(np.int64)
        closeness = np.full(len(entities), Closeness.WITHIN, dtype=np.int64)
        return Matches(entities, total[entities] / len(by_word), form[entities], closeness)


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

    Raises UsageError for a text that is empty or longer than 300 characters, an unknown kind, a limit outside 1
    to 200 and a foreign cursor.
    """
    if not clean(text):
        raise UsageError("探す言葉が空です。名前や課題を1文字以上入れてください。", field="q")
    if len(text) > LONGEST_QUERY:
        raise UsageError(f"探す言葉が長すぎます（{len(text)}文字）。{LONGEST_QUERY}文字までにしてください。", field="q")
    admitted = kind_test(index.snapshot, kind)
    found = index.found(text)
    ranked = [place for place, number in enumerate(found.entities.tolist()) if admitted(index.ids[number])]
    shown, following = page_of(ranked, limit, cursor, most=MOST_HITS)
    day = as_of or today()
    return {"items": [_hit(index, found, place, day) for place in shown], "next": following,
            "revision": index.snapshot.revision}


def near_misses(index: SearchIndex, text: str, *, limit: int = 5, as_of: date | None = None,
                kinds: Collection[str] = ()) -> tuple[Candidate, ...]:
    """What the text may have meant: entities that hold it in part, else whose names resemble it; best first."""
    written = excerpt(text, LONGEST_QUERY)
    near = _of_kinds(index, (index.ids[number] for number in index.found(written).entities), kinds)
    if len(near) < limit:
        near = list(dict.fromkeys([*near, *_of_kinds(index, index.alike(written), kinds)]))
    return candidates(index.snapshot, near[:limit], as_of or today())


def _of_kinds(index: SearchIndex, entities: Iterable[str], kinds: Collection[str]) -> list[str]:
    return [entity for entity in entities if not kinds or index.snapshot.nodes[entity].kind in kinds]


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
        admitted = kinds_of(ORGANIZATION)
    if not admitted:
        known = "、".join(dict.fromkeys([*GROUPS, *KIND, *(role.name for role in ROLE_LABELS)]))
        raise UsageError(f"種類「{excerpt(kind)}」はありません。次から選んでください: {known}", field="kind")
    return lambda entity: snapshot.nodes[entity].kind in admitted


def _hit(index: SearchIndex, found: Matches, place: int, as_of: date) -> SearchHit:
    snapshot = index.snapshot
    node = snapshot.nodes[index.ids[found.entities[place]]]
    return {"id": node.id, "kind": node.kind, "roles": list(snapshot.roles.get(node.id, ())), "caption": node.caption,
            "detail": detail_of(snapshot, node.id, as_of), "score": round(float(found.scores[place]), 4),
            "matched": index.forms[found.forms[place]].written}

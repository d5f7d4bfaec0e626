"""Who answered whom about what, read from the minutes of 桐生市議会.

In the general questions each member has the floor once and goes through the items of the notice, mostly one after
the other; the heads of departments answer. Which item an answer belongs to is told by the words alone: those of the
answer and of the question before it are compared with those of the items, and of all ways through the items the one
is taken that fits best and jumps least (Viterbi, IEEE Trans. Inf. Theory 13(2), 1967, pp. 260–269).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.kiryu_files import Item, Sitting, Speech

GENERAL_QUESTIONS: Final = "一般質問"
CHAIR, HEADING, QUESTION, ANSWER = "議長", "議題", "質問", "答弁"
_FLOOR: Final = re.compile(r"△(?P<member>\S+?)議員")
_FLOOR_ENDS: Final = "一般質問を終結"
_BILL: Final = re.compile(r"(?P<bill>(?:議案|報告|諮問|認定|請願)第\s*\d+号|議第\s*\d+号議案)")
_OPENED: Final = re.compile(rf"{_BILL.pattern}[^。]{{0,30}}質疑に入ります")
_NEXT_ON_AGENDA: Final = "△日程"
_BEGINNING: Final = 60
_LONGEST_NUMBER: Final = 20

# The item comes last in a long question, after thanks for the answer before.
_END_OF_QUESTION: Final = 400
# What a step to the next item and any other jump cost; set by reading all 597 answers of 2023 against their items.
_STEP, _JUMP = 0.3, 1.5
# How much better an answer must fit its item than any other for a tie to be stated. Below lie two wrong ones of the
# 184 pairs of 2023 (辻正男, 総務部長 on バーベキュー: 0.3; 園田基博, 共創企画部長 on 子育て支援: 1.5) and one right
# one (渡辺恒, 総務部長 on 生活保護: 0.1); the next right ones reach 1.7.
_CLEAR: Final = 1.6


@dataclass(frozen=True, slots=True)
class Exchange:
    """A member's question, or several on one matter, with the answers given by word of mouth."""

    asker: str
    question: Speech
    answers: tuple[Speech, ...]
    bill: str = ""


def floors(sitting: Sitting) -> Iterator[tuple[str, tuple[Speech, ...]]]:
    """Each member who had the floor in the general questions of a day, with the questions and answers."""
    member, speeches = "", list[Speech]()
    for speech in sitting.speeches if GENERAL_QUESTIONS in sitting.label else ():
        opened = _FLOOR.fullmatch(speech.body.strip()) if speech.kind == HEADING else None
        if opened or (speech.kind == CHAIR and _FLOOR_ENDS in speech.body):
            if member:
                yield member, tuple(speeches)
            member, speeches = ("".join(opened["member"].split()) if opened else ""), []
        elif member and speech.kind in (QUESTION, ANSWER):
            speeches.append(speech)
    if member:
        yield member, tuple(speeches)


def deliberations(sitting: Sitting) -> Iterator[Exchange]:
    """Questions about bills that were answered: one exchange for each member and bill."""
    bill = ""
    asked: Speech | None = None
    answers: list[Speech] = []
    for speech in () if GENERAL_QUESTIONS in sitting.label else sitting.speeches:
        if speech.kind == ANSWER and asked:
            answers.append(speech)
        elif speech.kind == HEADING or (speech.kind == QUESTION and (not asked or asked.speaker != speech.speaker)):
            if asked and answers:
                yield _exchange(asked, answers, bill)
            asked, answers = (speech if speech.kind == QUESTION else None), []
        if speech.kind in (CHAIR, HEADING):
            found = _OPENED.search(unicodedata.normalize("NFKC", speech.body))
            bill = found["bill"] if found else "" if speech.body.strip().startswith(_NEXT_ON_AGENDA) else bill
    if asked and answers:
        yield _exchange(asked, answers, bill)


def _exchange(asked: Speech, answers: Iterable[Speech], bill: str) -> Exchange:
    named = _BILL.search(unicodedata.normalize("NFKC", asked.body[:_BEGINNING]))
    number = bill or (named["bill"] if named else "")
    return Exchange(asked.speaker, asked, tuple(answers), "".join(number.split())[:_LONGEST_NUMBER])


class Words:
    """How much a pair of characters tells: the rarer it is in the speeches, the more."""

    def __init__(self, bodies: Iterable[str]) -> None:
        self._speeches = 0
        self._seen: Counter[str] = Counter()
        for body in bodies:
            self._speeches += 1
            self._seen.update(pairs_of(body))

    def weight(self, pair: str) -> float:
        """The logarithm of how many speeches there are for each that has the pair."""
        return math.log((self._speeches + 1) / (self._seen[pair] + 1))

    def themes(self, texts: Sequence[str]) -> list[Theme]:
        """What sets each of the texts apart: a pair that several share counts the less."""
        pairs = [pairs_of(text) for text in texts]
        sharing = Counter(pair for each in pairs for pair in each)
        return [Theme({pair: self.weight(pair) / sharing[pair] for pair in each}) for each in pairs]


class Theme:
    """The weighted pairs of characters of one item."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._norm = math.sqrt(sum(weights.values())) or 1.0

    def fit(self, pairs: frozenset[str]) -> float:
        """How well a text with these pairs fits; 0 where they have none in common."""
        return sum(weight for pair, weight in self._weights.items() if pair in pairs) / self._norm


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters or digits of a text, without those of hiragana alone."""
    written = unicodedata.normalize("NFKC", text)
    return frozenset(
        one + other
        for one, other in pairwise(written)
        if one.isalnum() and other.isalnum() and not (_is_hiragana(one) and _is_hiragana(other))
    )


def _is_hiragana(character: str) -> bool:
    return "ぁ" <= character <= "ゖ"


def answered_items(items: Sequence[Item], speeches: Iterable[Speech], words: Words) -> Mapping[int, tuple[Speech, ...]]:
    """Index of an item → the answers that are clearly to it, the clearest one of each person and post.

    An item that nobody clearly answered is absent.
    """
    answers: list[Speech] = []
    fits: list[list[float]] = []
    themes = words.themes([" ".join((item.title, *item.details)) for item in items])
    question = frozenset[str]()
    for speech in speeches:
        if speech.kind == QUESTION:
            question = pairs_of(speech.body[-_END_OF_QUESTION:])
        else:
            own = pairs_of(speech.body)
            answers.append(speech)
            fits.append([theme.fit(own) + theme.fit(question) for theme in themes])
    best: dict[tuple[int, str, str], tuple[float, Speech]] = {}
    for answer, fit, at in zip(answers, fits, _way(fits), strict=True):
        others = [value for other, value in enumerate(fit) if other != at]
        lead = fit[at] - max(others) if others else _CLEAR
        key = (at, answer.speaker, answer.role)
        if lead >= _CLEAR and (key not in best or lead > best[key][0]):
            best[key] = (lead, answer)
    found: dict[int, list[Speech]] = defaultdict(list)
    for (at, _, _), (_, answer) in best.items():
        found[at].append(answer)
    return {at: tuple(sorted(found[at], key=lambda answer: answer.id)) for at in sorted(found)}


def _way(fits: Sequence[Sequence[float]]) -> list[int]:
    """The item of each answer on the best way through them, which begins at the first item."""
    if not fits:
        return []
    scores = [fit - (_JUMP if at else 0.0) for at, fit in enumerate(fits[0])]
    steps: list[list[int]] = []
    for fit in fits[1:]:
        came = [_before(scores, at) for at in range(len(fit))]
        scores = [scores[one] - _cost(one, at) + fit[at] for at, one in enumerate(came)]
        steps.append(came)
    way = [max(range(len(scores)), key=scores.__getitem__)]
    for came in reversed(steps):
        way.append(came[way[-1]])
    return way[::-1]


def _before(scores: Sequence[float], at: int) -> int:
    """The item from which the best way leads to this one."""
    return max(range(len(scores)), key=lambda one: scores[one] - _cost(one, at))


def _cost(one: int, other: int) -> float:
    return 0.0 if one == other else _STEP if other == one + 1 else _JUMP

"""A table of one- and two-character grams over many short texts: which of them hold a given text, and where.

Postings are sorted 64-bit keys (first character, second character), so that one table serves queries of one
character (a range of keys) and of more (the rarest pair of the query, then an exact check).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_END = "\n"
_SHIFT = 32


class GramTable:
    """Texts by number. They must not be empty nor hold a line break."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "".join(text + _END for text in texts)
        self._codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ends = np.flatnonzero(self._codes == ord(_END))
        self._starts: Numbers = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)[: len(texts)]
        self.lengths: Numbers = (ends - self._starts).astype(np.int64)
        following = np.append(self._codes[1:], np.uint32(0)).astype(np.uint64)
        keys = (self._codes.astype(np.uint64) << np.uint64(_SHIFT)) | following
        within = np.flatnonzero(self._codes != ord(_END))
        order = within[np.argsort(keys[within], kind="stable")]
        self._positions: Numbers = order.astype(np.int64)
        self._keys = keys[order]
        self._text_of: Numbers = np.searchsorted(self._starts, self._positions, side="right") - 1

    def holding(self, query: str) -> tuple[Numbers, Numbers]:
        """(numbers of texts, offsets in them) of every occurrence of a query that is not empty."""
        if len(query) == 1:
            low, high, at = *self._range(query), 0
        else:
            pairs = [(*self._range(first + second), at) for at, (first, second) in enumerate(pairwise(query))]
            low, high, at = min(pairs, key=lambda pair: (pair[1] - pair[0], pair[2]))
        numbers = self._text_of[low:high]
        begins = self._positions[low:high] - at
        offsets = begins - self._starts[numbers]
        fits = (offsets >= 0) & (offsets + len(query) <= self.lengths[numbers])
        numbers, begins, offsets = numbers[fits], begins[fits], offsets[fits]
        equal = np.ones(len(begins), dtype=bool)
        for place, character in enumerate(query):
            equal &= self._codes[begins + place] == ord(character)
        return numbers[equal], offsets[equal]

    def alike(self, query: str, at_least: float) -> list[tuple[int, float]]:
        """Texts by the Dice coefficient of their grams of one and two characters with the query's, best first."""
        grams = {*query, *(first + second for first, second in pairwise(query))}
        if not grams:
            return []
        shared = np.zeros(len(self._starts), dtype=np.int64)
        for gram in grams:
            low, high = self._range(gram)
            shared[np.unique(self._text_of[low:high])] += 1
        likeness = 2 * shared / (len(grams) + 2 * self.lengths - 1)
        found = np.flatnonzero(likeness >= at_least)
        rated = [(int(number), float(likeness[number])) for number in found]
        return sorted(rated, key=lambda pair: (-pair[1], pair[0]))

    def _range(self, gram: str) -> tuple[int, int]:
        low = ord(gram[0]) << _SHIFT
        high = low + (1 << _SHIFT)
        if len(gram) > 1:
            low, high = low | ord(gram[1]), (low | ord(gram[1])) + 1
        bounds = np.searchsorted(self._keys, np.array([low, high], dtype=np.uint64))
        return int(bounds[0]), int(bounds[1])

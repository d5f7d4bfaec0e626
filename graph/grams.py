"""A table of one- and two-character grams over many short texts: which of them hold a given text, and where.

Postings are sorted 64-bit keys (first character, second character), so that one table serves queries of one
character (a range of keys) and of more (the rarest pair of the query, then an exact check).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

_END = "\n"
_SHIFT = 32


class GramTable:
    """Texts by number. They must not be empty nor hold a line break."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._joined = "".join(text + _END for text in texts)
        codes = np.frombuffer(self._joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        ends = np.flatnonzero(codes == ord(_END))
        self._starts: npt.NDArray[np.int64] = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)
        self._lengths: npt.NDArray[np.int64] = (ends - self._starts).astype(np.int64)
        following = np.append(codes[1:], np.uint32(0)).astype(np.uint64)
        keys = (codes.astype(np.uint64) << np.uint64(_SHIFT)) | following
        within = np.flatnonzero(codes != ord(_END))
        order = within[np.argsort(keys[within], kind="stable")]
        self._positions: npt.NDArray[np.int64] = order.astype(np.int64)
        self._keys: npt.NDArray[np.uint64] = keys[order]
        self._text_of: npt.NDArray[np.int64] = np.searchsorted(self._starts, self._positions, side="right") - 1

    def holding(self, query: str) -> Iterator[tuple[int, int]]:
        """(number of the text, offset in it) of every occurrence of a query that is not empty."""
        if len(query) == 1:
            low, high = self._range(query)
            offsets = self._positions[low:high] - self._starts[self._text_of[low:high]]
            yield from zip(self._text_of[low:high].tolist(), offsets.tolist(), strict=True)
            return
        ranges = [(*self._range(first + second), at) for at, (first, second) in enumerate(pairwise(query))]
        low, high, at = min(ranges, key=lambda found: (found[1] - found[0], found[2]))
        for position, number in zip(self._positions[low:high].tolist(), self._text_of[low:high].tolist(), strict=True):
            offset = position - at - int(self._starts[number])
            if offset >= 0 and self._joined.startswith(query, position - at):
                yield number, offset

    def alike(self, query: str, at_least: float) -> list[tuple[int, float]]:
        """Texts by the Dice coefficient of their grams of one and two characters with the query's, best first."""
        grams = {*query, *(first + second for first, second in pairwise(query))}
        if not grams or not len(self._starts):
            return []
        shared = np.zeros(len(self._starts), dtype=np.int64)
        for gram in grams:
            low, high = self._range(gram)
            shared[np.unique(self._text_of[low:high])] += 1
        likeness = 2 * shared / (len(grams) + np.maximum(2 * self._lengths - 1, 1))
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

"""What tells an entity from its namesakes: what it belongs to, where it lies, whose it is, at any height."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from graph.snapshot import Snapshot

_UPWARD: Final = frozenset({"PART_OF", "LOCATED_IN", "POST_IN", "HOLDS", "MEMBER_OF", "SOUGHT", "COVERS"})
_OWNERS: Final = frozenset({"OFFERS", "HAS_ISSUE", "JOINED", "TOOK_PART", "OPERATES", "RAISED"})
_CLIMBED: Final = frozenset({"PART_OF", "POST_IN", "LOCATED_IN"})
_HIGHEST: Final = 5

Mask = npt.NDArray[np.bool_]
_Edges = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


class Surroundings:
    """The surroundings of all entities of a snapshot; entities are numbered in the order of ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        number_of = {entity: number for number, entity in enumerate(snapshot.nodes)}
        near: list[tuple[int, int]] = []
        above: list[tuple[int, int]] = []
        for tie in snapshot.ties.values():
            ends = number_of[tie.source], number_of[tie.target]
            if tie.kind in _UPWARD:
                near.append(ends)
            elif tie.kind in _OWNERS:
                near.append((ends[1], ends[0]))
            if tie.kind in _CLIMBED:
                above.append(ends)
        self._near, self._above = _edges(near), _edges(above)

    def of_any(self, entities: Mask) -> Mask:
        """The entities whose surroundings hold any of these."""
        reached = entities.copy()
        for _ in range(_HIGHEST):
            reached |= _onto(self._above, reached)
        return _onto(self._near, reached)


def _edges(pairs: list[tuple[int, int]]) -> _Edges:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _onto(edges: _Edges, targets: Mask) -> Mask:
    """The sources of the edges that end in the targets."""
    sources = np.zeros_like(targets)
    sources[edges[0][targets[edges[1]]]] = True
    return sources

"""Where entities stand in an ego view: a radial tree, then labels pushed apart until they can be read.

Deterministic: the same view gives the same picture, so that two people on the phone see the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.view.labels import label_size, wrapped

_RINGS: Final = (0.0, 190.0, 370.0)
# Screens and sheets are wider than high, and labels are wider than high too.
_STRETCH: Final = 1.35
_SIGN: Final = 46.0
_GAP: Final = 12.0
_ROUNDS: Final = 300


def radial_layout(order: Sequence[str], parents: Mapping[str, str], captions: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Positions of a focus (the first of `order`), its neighbours and theirs, in pixels.

    `parents` names for every entity but the focus the one through which it is reached: the focus itself or a
    neighbour. Children stand outside their parent, in its sector.
    """
    focus = order[0]
    children: dict[str, list[str]] = {}
    for entity in order[1:]:
        children.setdefault(parents[entity], []).append(entity)
    inner = children.get(focus, [])
    weights = [1.0 + 0.6 * len(children.get(entity, ())) for entity in inner]
    total = sum(weights)
    placed: dict[str, tuple[float, float]] = {focus: (0.0, 0.0)}
    angle = -math.pi / 2
    for entity, weight in zip(inner, weights, strict=True):
        sector = 2 * math.pi * weight / total
        placed[entity] = _on_ring(1, angle + sector / 2)
        outer = children.get(entity, ())
        for place, child in enumerate(outer):
            placed[child] = _on_ring(2, angle + sector * (place + 0.5) / len(outer))
        angle += sector
    return _apart(order, placed, captions)


def _on_ring(hop: int, angle: float) -> tuple[float, float]:
    return _RINGS[hop] * _STRETCH * math.cos(angle), _RINGS[hop] * math.sin(angle)


def _apart(order: Sequence[str], placed: Mapping[str, tuple[float, float]], captions: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Push overlapping boxes (sign and label) apart along the shorter way; the focus stays where it is."""
    sizes = [label_size(wrapped(captions[entity])) for entity in order]
    half: npt.NDArray[np.float64] = np.array(
        [[max(width, _SIGN) / 2 + _GAP / 2, (_SIGN + height + _GAP) / 2] for width, height in sizes])
    # The label stands below the sign, so the middle of the box lies below the position.
    drop: npt.NDArray[np.float64] = np.array([[0.0, height / 2] for _, height in sizes])
    middle: npt.NDArray[np.float64] = np.array([placed[entity] for entity in order]) + drop
    reach = half[:, None, :] + half[None, :, :]
    for _ in range(_ROUNDS):
        apart = middle[:, None, :] - middle[None, :, :]
        overlap = reach - np.abs(apart)
        np.einsum("iij->ij", overlap)[:] = 0
        touching = (overlap > 0).all(axis=2)
        if not touching.any():
            break
        # Two boxes on one spot have no direction between them: their order gives one.
        index = np.arange(len(order))
        order_sign = np.where(index[:, None] > index[None, :], 1.0, -1.0)
        direction = np.where(apart == 0, order_sign[:, :, None], np.sign(apart))
        sideways = overlap[:, :, 0] <= overlap[:, :, 1]
        push = np.zeros_like(apart)
        push[:, :, 0] = np.where(touching & sideways, overlap[:, :, 0] * direction[:, :, 0], 0)
        push[:, :, 1] = np.where(touching & ~sideways, overlap[:, :, 1] * direction[:, :, 1], 0)
        step = push.sum(axis=1) * 0.35
        step[0] = 0
        middle += step
    position = middle - drop
    return {entity: (float(position[place, 0]), float(position[place, 1])) for place, entity in enumerate(order)}

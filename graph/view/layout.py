"""Where entities stand in an ego view: near what they are tied to, labels pushed apart until they can be read.

Deterministic: the same view gives the same picture, so that two people on the phone see the same. Distances in the
picture follow the number of ties between two entities (stress majorisation: Gansner, Koren, North, "Graph Drawing
by Stress Majorization", GD 2004), beginning from a radial tree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from typing import Final

import numpy as np
import numpy.typing as npt

from graph.view.labels import label_size, wrapped

Points = npt.NDArray[np.float64]

STEP: Final = 128.0
"""Wanted distance of two entities that are tied, in pixels."""
FOCUS_SCALE: Final = 1.25
_SIGN: Final = 46.0
_GAP: Final = 12.0
_WIDENING: Final = 1.15
_STRESS_ROUNDS: Final = 80
_APART_ROUNDS: Final = 400


def placed(
    order: Sequence[str], adjacent: Mapping[str, Set[str]], captions: Mapping[str, str]
) -> dict[str, tuple[float, float]]:
    """Positions in pixels; the first of `order` is the focus and stands at (0, 0).

    `adjacent` holds the lines of the picture, both ways; everything is reached from the focus.
    """
    if len(order) == 1:
        return {order[0]: (0.0, 0.0)}
    wanted = _distances(order, adjacent) * STEP
    points = _least_stress(_radial(order, adjacent), wanted)
    points = _apart(
        _lying(points - points[0]) * (_WIDENING, 1.0), [label_size(wrapped(captions[entity])) for entity in order]
    )
    return {entity: (float(x), float(y)) for entity, (x, y) in zip(order, points, strict=True)}


def _distances(order: Sequence[str], adjacent: Mapping[str, Set[str]]) -> Points:
    """Numbers of ties between any two, by breadth-first search."""
    place = {entity: number for number, entity in enumerate(order)}
    found: Points = np.full((len(order), len(order)), float(len(order)))
    for entity, start in place.items():
        seen, edge, steps = {entity}, [entity], 0.0
        while edge:
            for each in edge:
                found[start, place[each]] = steps
            following = {other for each in edge for other in adjacent[each] if other in place} - seen
            seen |= following
            edge, steps = sorted(following), steps + 1
    return found


def _radial(order: Sequence[str], adjacent: Mapping[str, Set[str]]) -> Points:
    """A start: neighbours around the focus, the others outside the first neighbour that they are tied to."""
    focus = order[0]
    inner = [entity for entity in order[1:] if entity in adjacent[focus]]
    angle = {entity: 2 * math.pi * number / max(len(inner), 1) for number, entity in enumerate(inner)}
    points: Points = np.zeros((len(order), 2))
    for number, entity in enumerate(order[1:], start=1):
        turn, reach = angle.get(entity), STEP
        if turn is None:
            # A little apart from each other, or stress could never part two that start on one spot.
            parent = next(other for other in inner if other in adjacent[entity])
            turn, reach = angle[parent] + 0.02 * number, 2 * STEP
        points[number] = reach * math.cos(turn), reach * math.sin(turn)
    return points


def _least_stress(points: Points, wanted: Points) -> Points:
    """Majorise Σ d⁻² (|xᵢ − xⱼ| − d)²: every round solves for the points that the last round's directions ask for."""
    count = len(points)
    weights = np.zeros_like(wanted)
    np.divide(1.0, wanted**2, out=weights, where=wanted > 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    solver = np.linalg.pinv(laplacian + np.full((count, count), 1.0 / count)) - np.full((count, count), 1.0 / count)
    for _ in range(_STRESS_ROUNDS):
        apart = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
        pull = np.zeros_like(wanted)
        np.divide(weights * wanted, apart, out=pull, where=apart > 1e-9)
        points = solver @ ((np.diag(pull.sum(axis=1)) - pull) @ points)
    return points


def _lying(points: Points) -> Points:
    """Turned so that the longer side lies: screens and sheets are wider than high, and so are labels."""
    _, axes = np.linalg.eigh(points.T @ points)
    turned: Points = points @ axes[:, ::-1]
    # The axes come with either sign: the first neighbour stands to the right and not above.
    return turned * np.where(turned[1] < 0, -1.0, 1.0)


def _apart(points: Points, sizes: Sequence[tuple[float, float]]) -> Points:
    """Push overlapping boxes (sign and label) apart along the shorter way; the focus stays where it is."""
    # The focus is drawn larger than the others.
    sizes = [(sizes[0][0] * FOCUS_SCALE, sizes[0][1] * FOCUS_SCALE + _SIGN * (FOCUS_SCALE - 1)), *sizes[1:]]
    half: Points = np.array(
        [[max(width, _SIGN) / 2 + _GAP / 2, (_SIGN + height + _GAP) / 2] for width, height in sizes]
    )
    # The label stands below the sign, so the middle of the box lies below the position.
    drop: Points = np.array([[0.0, height / 2] for _, height in sizes])
    middle = points + drop
    reach = half[:, None, :] + half[None, :, :]
    number = np.arange(len(points))
    later = np.where(number[:, None] > number[None, :], 1.0, -1.0)[:, :, None]
    for _ in range(_APART_ROUNDS):
        apart = middle[:, None, :] - middle[None, :, :]
        overlap = reach - np.abs(apart)
        overlap[number, number] = 0
        touching = (overlap > 0.5).all(axis=2)
        if not touching.any():
            break
        # Two boxes on one spot have no direction between them: their order gives one.
        direction = np.where(apart == 0, later, np.sign(apart))
        sideways = overlap[:, :, 0] <= overlap[:, :, 1]
        push = np.stack(
            [
                np.where(touching & sideways, overlap[:, :, 0] * direction[:, :, 0], 0),
                np.where(touching & ~sideways, overlap[:, :, 1] * direction[:, :, 1], 0),
            ],
            axis=2,
        )
        step = push.sum(axis=1) * 0.35
        step[0] = 0
        middle = middle + step
    return middle - drop

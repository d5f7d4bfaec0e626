"""The ladder of ties (つながりの階段): what admits a level, how much it weighs, how fast it ages.

Weights and half-lives are the starting values of the model (section 2); the levels come from the third
source article, which says that hearing a talk or exchanging cards is not yet being connected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Level:
    """One step: `weight` in 0–1 when fresh, `half_life` in years."""

    number: int
    label_ja: str
    label_en: str
    weight: float
    half_life: float


LADDER: Final[tuple[Level, ...]] = (
    Level(0, "名前が並んだ", "listed together", 0.02, 1.0),
    Level(1, "聞いた", "heard", 0.05, 1.0),
    Level(2, "名刺を交わした", "exchanged cards", 0.15, 1.5),
    Level(3, "話した", "talked", 0.35, 2.0),
    Level(4, "やりとりが続いた", "kept in touch", 0.60, 3.0),
    Level(5, "一緒に取り組んだ", "worked together", 0.80, 5.0),
    Level(6, "関係を更新した", "renewed", 0.95, 7.0),
)

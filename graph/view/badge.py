"""The sign of a kind: its shape in its hue with its initial, the same on pages, in pictures and in print."""

from __future__ import annotations

import math
from html import escape
from typing import Final
from urllib.parse import quote

SIZE: Final = 44
_MIDDLE: Final = SIZE / 2
_CORNERS: Final = {"diamond": (4, 0.0, 21.5), "hexagon": (6, math.pi / 6, 21.0)}


def _polygon(corners: int, turn: float, radius: float) -> str:
    angles = (turn - math.pi / 2 + 2 * math.pi * corner / corners for corner in range(corners))
    return " ".join(
        f"{_MIDDLE + radius * math.cos(angle):.1f},{_MIDDLE + radius * math.sin(angle):.1f}" for angle in angles
    )


def _star() -> str:
    points = []
    for corner in range(16):
        radius = 21.5 if corner % 2 == 0 else 17.5
        angle = -math.pi / 2 + math.pi * corner / 8
        points.append(f"{_MIDDLE + radius * math.cos(angle):.1f},{_MIDDLE + radius * math.sin(angle):.1f}")
    return " ".join(points)


def badge_shape(shape: str, initial: str, colour: str) -> str:
    """SVG elements of a sign in a box of 44 × 44."""
    fill = f'fill="{colour}"'
    lift = 0
    match shape:
        case "dot":
            body = f'<circle cx="22" cy="22" r="20" {fill}/>'
        case "ellipse":
            body = f'<ellipse cx="22" cy="22" rx="21" ry="17" {fill}/>'
        case "square":
            body = f'<rect x="4" y="4" width="36" height="36" {fill}/>'
        case "box":
            body = f'<rect x="3" y="5" width="38" height="34" rx="9" {fill}/>'
        case "triangle":
            body, lift = f'<polygon points="22,1 43,39 1,39" stroke-linejoin="round" {fill}/>', 5
        case "triangleDown":
            body, lift = f'<polygon points="22,43 43,5 1,5" stroke-linejoin="round" {fill}/>', -5
        case "star":
            body = f'<polygon points="{_star()}" {fill}/>'
        case _:
            corners, turn, radius = _CORNERS[shape]
            body = f'<polygon points="{_polygon(corners, turn, radius)}" {fill}/>'
    size = 15 if shape in ("triangle", "triangleDown", "diamond") else 19
    baseline = 22 + lift + size * 0.36
    return (
        f'{body}<text x="22" y="{baseline:.1f}" text-anchor="middle" font-size="{size}" font-weight="700" '
        f"font-family=\"'Noto Sans JP','Noto Sans CJK JP',sans-serif\" fill=\"#ffffff\">{escape(initial)}</text>"
    )


def badge_svg(shape: str, initial: str, colour: str, *, size: int = SIZE) -> str:
    """A whole SVG image of a sign; decorative, since the kind's name stands beside it in words."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="badge" width="{size}" height="{size}" viewBox="0 0 44 44" '
        f'aria-hidden="true" focusable="false">{badge_shape(shape, initial, colour)}</svg>'
    )


def badge_uri(shape: str, initial: str, colour: str) -> str:
    """The sign as a data address, drawn large so that it stays sharp when somebody zooms in."""
    return "data:image/svg+xml," + quote(badge_svg(shape, initial, colour, size=SIZE * 3), safe="")

"""The bundled sample: a workbook folder written from five articles on co-creation between governments and companies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def sample_folder() -> Path:
    """Where the sample's sheets lie in this installation."""
    return Path(str(files(__name__)))

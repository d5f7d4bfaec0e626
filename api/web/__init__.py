"""The web app: pages drawn on the server that read without scripts; small scripts add suggestions and the picture."""

from pathlib import Path
from typing import Final

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC_FILES: Final = Path(__file__).parent / "static"

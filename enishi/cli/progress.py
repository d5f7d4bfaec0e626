"""Progress of long work on stderr: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Final, TextIO

from enishi.cli.rendering.layout import bar, width_of

_BAR_COLUMNS: Final = 24
_REDRAW_SECONDS: Final = 0.1
_LINE_SECONDS: Final = 5.0


class Progress:
    """Called with (done, total or None, what is done). Use it in a `with` block, so that the bar is wiped."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._bar = self._stream.isatty()
        self._label = ""
        self._last = 0.0
        self._columns = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._wipe()

    def __call__(self, done: int, total: int | None, label: str) -> None:
        """Show how far the work is, unless it was shown a moment ago."""
        if self._quiet:
            return
        now = time.monotonic()
        pause = _REDRAW_SECONDS if self._bar else _LINE_SECONDS
        finished = self._bar and done == total
        if label == self._label and not finished and now - self._last < pause:
            return
        self._label, self._last = label, now
        amount = f"{done:,}" if total is None else f"{done:,} / {total:,}"
        if self._bar:
            drawn = "" if not total else f"{bar(done / total, _BAR_COLUMNS)} "
            self._draw(f"{drawn}{label} {amount}")
        else:
            print(f"{label}: {amount}", file=self._stream, flush=True)

    def say(self, line: str) -> None:
        """A line of its own, above the bar."""
        if not self._quiet:
            self._wipe()
            print(line, file=self._stream, flush=True)

    def _draw(self, line: str) -> None:
        columns = width_of(line)
        self._stream.write(f"\r{line}{' ' * max(0, self._columns - columns)}")
        self._stream.flush()
        self._columns = columns

    def _wipe(self) -> None:
        if self._columns:
            self._stream.write(f"\r{' ' * self._columns}\r")
            self._stream.flush()
            self._columns = 0

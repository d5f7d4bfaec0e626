"""Get the files of a public source, at the version that is pinned, into a folder that `enishi ingest` takes.

Every file is first completed beside its place, under a name that ends in `.part`. Only when all of them are complete
and right do they take their places, so that the folder is as before or whole; the moments between are marked in
SOURCE.md, and ingest refuses a folder with that mark.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from graph.errors import UsageError
from ingest.download import Patience, Pinned, disk_errors, download
from ingest.manifest import Manifest, PinnedFile, manifest_of
from ingest.origin import NOTE, UNFINISHED, Origin, origins

ENVIRONMENT: Final = "ENISHI_FETCH_BASE"
PUBLIC_BASE: Final = "https://raw.githubusercontent.com"
PART: Final = ".part"
Progress = Callable[[int, int | None, str], None]
_LABEL: Final = "取得（kB）"


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a call did: `files` and `bytes` of the whole source, of these files `fetched` now and `skipped` as there."""

    source: str
    licence: str
    folder: str
    files: int
    bytes: int
    fetched: int
    skipped: int
    seconds: float

    def to_row(self) -> dict[str, Any]:
        """The report as JSON."""
        return {**asdict(self), "seconds": round(self.seconds, 3)}


def default_folder(name: str) -> Path:
    """Where the files of a source lie when no folder is named: in the user's data directory."""
    from platformdirs import user_data_path

    return user_data_path("enishi") / "sources" / name


def fetch(
    name: str,
    folder: Path,
    *,
    base: str | None = None,
    patience: Patience | None = None,
    progress: Progress | None = None,
) -> FetchReport:
    """Bring a folder to the pinned version of a source, a name of `manifest_names`; see `fetch_pinned`.

    Raises UsageError for a source that has nothing to fetch, and what `fetch_pinned` raises.
    """
    return fetch_pinned(manifest_of(name), folder, base=base, patience=patience, progress=progress)


def fetch_pinned(
    manifest: Manifest,
    folder: Path,
    *,
    base: str | None = None,
    patience: Patience | None = None,
    progress: Progress | None = None,
) -> FetchReport:
    """Bring a folder to what a manifest pins; files that are there and right are left alone.

    Parameters
    ----------
    manifest
        Which files, from where.
    folder
        Where the files go; it is made if need be.
    base
        Address under which OWNER/NAME/COMMIT/PATH lie; None takes $ENISHI_FETCH_BASE, else GitHub's raw files.
    patience
        How long to wait and how often to try again; None is fit for the internet.
    progress
        Told (kilobytes done, kilobytes in all, what is being done).

    Raises UsageError for a folder with other files of these names and one that can't be written, FetchFailed as
    `download` does. Then nothing incomplete has taken its place, and what arrived is kept for the next call.
    """
    started = time.monotonic()
    root = _checked_base(base or os.environ.get(ENVIRONMENT) or PUBLIC_BASE)
    target = folder.resolve()
    missing = [file for file in manifest.files if not _pinned(file).holds(_place(target, file))]
    if missing or not _is_noted(manifest, target):
        _refuse_other_files(manifest, target, missing)
        sign = _Sign(sum(file.size for file in missing), progress)
        for file in missing:
            part = _part(_place(target, file))
            with disk_errors(part.parent):
                part.parent.mkdir(parents=True, exist_ok=True)
            download(
                _address(root, file),
                part,
                _pinned(file),
                patience=patience or Patience(),
                progress=sign.within_file,
            )
            sign.finished(file.size)
        _publish(manifest, target, missing)
    return FetchReport(
        source=manifest.source,
        licence=manifest.licence,
        folder=str(target),
        files=len(manifest.files),
        bytes=manifest.size,
        fetched=len(missing),
        skipped=len(manifest.files) - len(missing),
        seconds=time.monotonic() - started,
    )


class _Sign:
    """Signs of life over all files together."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._before = 0

    def within_file(self, held: int) -> None:
        if self._progress is not None:
            self._progress((self._before + held) // 1000, self._total // 1000, _LABEL)

    def finished(self, size: int) -> None:
        self._before += size


def _checked_base(base: str) -> str:
    if urlsplit(base).scheme not in ("http", "https"):
        raise UsageError(f"取得元のアドレス「{base}」を使えません。http:// か https:// で始めてください。")
    return base.rstrip("/")


def _address(root: str, file: PinnedFile) -> str:
    return f"{root}/{file.place.repository}/{file.place.commit}/{quote(file.path)}"


def _pinned(file: PinnedFile) -> Pinned:
    return Pinned(file.size, file.sha256)


def _place(folder: Path, file: PinnedFile) -> Path:
    return folder.joinpath(*file.here.split("/"))


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}{PART}")


def _refuse_other_files(manifest: Manifest, folder: Path, missing: Sequence[PinnedFile]) -> None:
    """Never write over what a user keeps there: files are replaced only where SOURCE.md names our places."""
    note = folder / NOTE
    with disk_errors(folder):
        told = note.read_text(encoding="utf-8", errors="replace") if note.is_file() else ""
        if any(place.url in told for place in manifest.places):
            return
        others = [path for path in (note, *(_place(folder, file) for file in missing)) if path.exists()]
    if others:
        raise UsageError(
            f"{others[0]} という別のファイルがあります。上書きしないよう、--to で空のフォルダーを指定してください。",
            field="to",
        )


def _is_noted(manifest: Manifest, folder: Path) -> bool:
    """Whether SOURCE.md already tells these versions."""
    with disk_errors(folder):
        if not (folder / NOTE).is_file() or UNFINISHED in (folder / NOTE).read_text(encoding="utf-8", errors="replace"):
            return False
        return set(origins(folder)) == {Origin(place.url, place.date) for place in manifest.places}


def _publish(manifest: Manifest, folder: Path, complete: Sequence[PinnedFile]) -> None:
    """Let the completed files take their places, all in one go, and tell in SOURCE.md what lies here."""
    day = datetime.now().astimezone().date().isoformat()
    note = folder / NOTE
    _write_whole(note, f"{UNFINISHED}\n{manifest.note('取得の途中です')}")
    for file in complete:
        place = _place(folder, file)
        with disk_errors(place):
            _part(place).replace(place)
    _write_whole(note, manifest.note(f"enishi fetch {manifest.source} on {day}, every file checked by its SHA-256"))


def _write_whole(path: Path, text: str) -> None:
    part = _part(path)
    with disk_errors(path):
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

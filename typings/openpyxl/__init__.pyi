from collections.abc import Iterator
from pathlib import Path

class Worksheet:
    title: str
    def iter_rows(self, *, values_only: bool) -> Iterator[tuple[object, ...]]: ...

class Workbook:
    worksheets: list[Worksheet]
    def close(self) -> None: ...

def load_workbook(filename: Path, *, read_only: bool, data_only: bool) -> Workbook: ...

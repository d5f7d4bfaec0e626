"""Request parameters, each named once; every route takes them by these types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request

from api.state import Loaded, SnapshotHolder
from graph.asof import as_of_day
from graph.resolve import resolve
from graph.search import SearchIndex
from graph.snapshot import Snapshot

LONGEST_TEXT = 200

EntityPath = Annotated[str, Path(alias="entity", max_length=LONGEST_TEXT, description="ID または名前")]
FromText = Annotated[
    str, Query(alias="from", min_length=1, max_length=LONGEST_TEXT, description="起点の ID または名前")
]
ToText = Annotated[str, Query(alias="to", min_length=1, max_length=LONGEST_TEXT, description="相手の ID または名前")]
ForText = Annotated[
    str, Query(alias="for", min_length=1, max_length=LONGEST_TEXT, description="誰のためかの ID または名前")
]
AboutText = Annotated[str | None, Query(max_length=LONGEST_TEXT, description="課題の言葉")]
SearchText = Annotated[
    str, Query(alias="q", max_length=LONGEST_TEXT, description="名前、かな、ローマ字、団体コード、法人番号の一部")
]
KindText = Annotated[
    str | None, Query(max_length=40, description="種類（Person、Organization など）または役割（Councillor など）")
]
Limit = Annotated[int, Query(ge=1, le=100, description="件数")]
TieKindText = Annotated[str | None, Query(max_length=40, description="つながりの種類（HOLDS など）")]
TieLimit = Annotated[int, Query(ge=1, le=500, description="件数")]
ViewLimit = Annotated[int, Query(ge=2, le=300, description="図に出す件数")]
Cursor = Annotated[str | None, Query(max_length=40, description="前の答えの next")]
PathCount = Annotated[int, Query(ge=1, le=50, description="道すじの数")]
AvoidTexts = Annotated[
    list[str], Query(default_factory=list, max_length=50, description="通らない相手の ID または名前")
]
ViaText = Annotated[str | None, Query(max_length=LONGEST_TEXT, description="経由する相手の ID または名前")]
SinceText = Annotated[str | None, Query(max_length=20, description="これより新しいつながりだけを使う日付")]
MinLevel = Annotated[int, Query(ge=0, le=6, description="つながりの段階の下限")]
TieKinds = Annotated[
    list[str], Query(default_factory=list, max_length=50, description="使うつながりの種類（TOOK_PART など）")
]
AsOfText = Annotated[str | None, Query(alias="as_of", max_length=40, description="時点（YYYY-MM-DD）。省くと今日")]
Language = Annotated[Literal["ja", "en"], Query(description="人が読む文の言語（いまは日本語のみ）")]


def accepted_language(lang: Language = "ja") -> str:
    """The language asked for. Machine output is the same in both; the texts for people are Japanese so far."""
    return lang


@dataclass(frozen=True, slots=True)
class Question:
    """What every question rests on: the snapshot that the request began with, and the day."""

    loaded: Loaded
    as_of: date

    @property
    def snapshot(self) -> Snapshot:
        """The graph."""
        return self.loaded.snapshot

    @property
    def index(self) -> SearchIndex:
        """Its search index."""
        return self.loaded.index

    def entity(self, text: str) -> str:
        """The id behind an id or name. Raises NotFound and Ambiguous with candidates."""
        return resolve(self.snapshot, text, index=self.index)

    def entities(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The same for several; blank ones, as an empty form field sends them, are left out."""
        return tuple(self.entity(text) for text in texts if text.strip())


def snapshot_holder(request: Request) -> SnapshotHolder:
    """The app's own holder."""
    holder: SnapshotHolder = request.app.state.holder
    return holder


Holder = Annotated[SnapshotHolder, Depends(snapshot_holder)]


def question(holder: Holder, as_of: AsOfText = None) -> Question:
    """The snapshot and the day of a request. Raises StoreError while there is no snapshot, UsageError for a bad day."""
    return Question(holder.current(), as_of_day(as_of))


Asked = Annotated[Question, Depends(question)]


@dataclass(frozen=True, slots=True)
class PathFilters:
    """What narrows paths, as written; names are not resolved yet."""

    k: int
    avoid: tuple[str, ...]
    via: str
    since: str
    min_level: int
    tie: tuple[str, ...]

    @property
    def narrow(self) -> bool:
        """Whether any of them narrows the answer."""
        return bool(self.avoid or self.via or self.since or self.min_level or self.tie)


def path_filters(
    avoid: AvoidTexts,
    tie: TieKinds,
    via: ViaText = None,
    since: SinceText = None,
    min_level: MinLevel = 0,
    k: PathCount = 5,
) -> PathFilters:
    """The filters of a request; blank ones count as not given."""
    return PathFilters(
        k,
        tuple(text for text in avoid if text.strip()),
        (via or "").strip(),
        (since or "").strip(),
        min_level,
        tuple(kind for kind in tie if kind.strip()),
    )


Filters = Annotated[PathFilters, Depends(path_filters)]

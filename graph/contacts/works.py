"""Works: projects that several joined. A renamed or divided project is one work with those it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import networkx as nx

from graph.contacts.carriers import Part, Shared, evidence_of, parts_of
from graph.lens import Lens, overlap
from graph.strength import MAX_LEVEL, Evidence, project_level

_JOINT_WORK: Final = 5


class Work(Shared):
    """One joint work of one or more projects. A pair's evidence is the strongest of its projects."""

    def __init__(self, lens: Lens, name: str, parts: Iterable[Part]) -> None:
        parts = list(parts)
        handed_over = _handed_over(lens, parts)
        super().__init__(replace(part, handed_over=part.entity in handed_over) for part in parts)
        self._lens = lens
        self.work = name

    def without(self, avoid: frozenset[str]) -> Work:
        """The work without these projects."""
        left = [part for part in self._stated if part.carrier not in avoid]
        return self if len(left) == len(self._stated) else Work(self._lens, self.work, left)

    def _pairs(self, mine: Sequence[Part], theirs: Sequence[Part]) -> Iterator[tuple[int, int]]:
        for i, own in enumerate(mine):
            yield from ((i, j) for j, their in enumerate(theirs) if own.carrier == their.carrier)

    def _read(self, mine: Part, theirs: Part) -> Evidence | None:
        """Two parts in one project; parts that never met in time are only listed together."""
        level = project_level(mine.role, theirs.role)
        if level is None:
            return None
        if not overlap(mine.spans, theirs.spans):
            level = 0
        elif level == _JOINT_WORK and (mine.handed_over or theirs.handed_over):
            level = MAX_LEVEL
        return evidence_of(
            level,
            last=mine.last.shared_with(theirs.last),
            as_of=self._lens.as_of,
            ties=(mine.tie, theirs.tie),
            carrier=mine.carrier,
            former=mine.former or theirs.former,
        )


def _handed_over(lens: Lens, parts: Iterable[Part]) -> set[str]:
    """The posts with one seat that went on in this work with another holder."""
    actors: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        if part.unit != part.entity and lens.kind(part.entity) == "Person":
            actors[part.unit].add(part.entity)
    return {post for post, people in actors.items() if len(people) > 1}


def works(lens: Lens) -> Iterator[Work]:
    """All works in which something happened."""
    names = _names(lens)
    grouped: dict[str, list[Part]] = defaultdict(list)
    for tie in lens.snapshot.ties.values():
        if tie.kind == "JOINED":
            grouped[names.get(tie.target, tie.target)].extend(parts_of(lens, tie))
    for name, parts in sorted(grouped.items()):
        yield Work(lens, name, parts)


def _names(lens: Lens) -> dict[str, str]:
    """Project → the lowest id among the projects that it succeeded, is part of, or the other way round."""
    linked: nx.Graph[str] = nx.Graph(
        (tie.source, tie.target)
        for tie in lens.snapshot.ties.values()
        if tie.kind in ("SUCCEEDED", "PART_OF") and lens.kind(tie.source) == lens.kind(tie.target) == "Project"
    )
    return {project: min(group) for group in nx.connected_components(linked) for project in group}

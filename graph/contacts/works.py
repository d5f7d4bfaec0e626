"""Works: projects that several joined. A renamed or divided project is one work with those it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import networkx as nx

from graph.contacts.carriers import Part, by_entity, evidence_of, parts_of
from graph.lens import Lens, overlap
from graph.strength import MAX_LEVEL, Evidence, project_level

_JOINT_WORK = 5


class Work:
    """One joint work of one or more projects. A pair's evidence is the strongest of its projects."""

    def __init__(self, lens: Lens, name: str, parts: Iterable[Part]) -> None:
        self._lens = lens
        self._parts = by_entity(parts)
        self.work = name
        self.members = self._parts.keys()

    def evidence(self, one: str, other: str) -> Iterator[Evidence]:
        """One reading for each pair of parts in one project; parts that never met in time are listed together."""
        for mine in self._parts[one]:
            for theirs in self._parts[other]:
                if mine.carrier != theirs.carrier or mine.unit == theirs.unit:
                    continue
                level = project_level(mine.role, theirs.role)
                if level is None:
                    continue
                if not overlap(mine.spans, theirs.spans):
                    level = 0
                elif level == _JOINT_WORK and (self._was_handed_over(one) or self._was_handed_over(other)):
                    level = MAX_LEVEL
                yield evidence_of(level, last=mine.last.shared_with(theirs.last), as_of=self._lens.as_of,
                                  ties=(mine.tie, theirs.tie), carrier=mine.carrier,
                                  former=mine.former or theirs.former)

    def _was_handed_over(self, post: str) -> bool:
        """Whether a post with one seat went on in this work with another holder."""
        if not self._lens.has_one_seat(post):
            return False
        units = {part.unit for part in self._parts[post]}
        acted = {part.entity for parts in self._parts.values() for part in parts
                 if part.unit in units and self._lens.kind(part.entity) == "Person"}
        return len(acted) > 1


def works(lens: Lens, avoid: frozenset[str]) -> Iterator[Work]:
    """All works in which something happened; avoided projects are left out."""
    names = _names(lens)
    grouped: dict[str, list[Part]] = defaultdict(list)
    for tie in lens.snapshot.ties.values():
        if tie.kind == "JOINED" and tie.target not in avoid:
            grouped[names.get(tie.target, tie.target)].extend(parts_of(lens, tie))
    for name, parts in sorted(grouped.items()):
        yield Work(lens, name, parts)


def _names(lens: Lens) -> dict[str, str]:
    """Project → the lowest id among the projects that it succeeded, is part of, or the other way round."""
    linked: nx.Graph[str] = nx.Graph(
        (tie.source, tie.target) for tie in lens.snapshot.ties.values()
        if tie.kind in ("SUCCEEDED", "PART_OF") and lens.kind(tie.source) == lens.kind(tie.target) == "Project")
    return {project: min(group) for group in nx.connected_components(linked) for project in group}

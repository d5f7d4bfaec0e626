"""Which records are one entity: strong identifiers and judgements (model 1.3).

Here live only the deterministic means: equal identifiers join, judgements join and part. A person's judgement
beats a rule's; `different` beats transitivity: a join that would put two records judged different into one
entity is not made, and since the strongest joins come first, it is the weakest one that gives way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from graph.facts import Judgement

RULE_PREFIX: Final = "rule:"


def cluster(
    records: Collection[str], identifiers: Iterable[tuple[str, str]], judgements: Iterable[Judgement]
) -> Mapping[str, str]:
    """The entity of each record: the lowest record id of its cluster.

    Parameters
    ----------
    records
        Ids of the records to cluster; judgements and identifiers about others are ignored.
    identifiers
        (identifier, record): records that share an identifier are joined.
    judgements
        Said by people (`by` a name) or by rules (`by` starting with ``rule:``).
    """
    decided = _latest_by_authority(judgements)
    apart: dict[str, set[str]] = defaultdict(set)
    for (a, b), judgement in decided.items():
        if judgement.verdict == "different":
            apart[a].add(b)
            apart[b].add(a)
    members: dict[str, set[str]] = {record: {record} for record in records}
    root: dict[str, str] = {record: record for record in records}

    def join(a: str, b: str) -> None:
        if a not in root or b not in root or root[a] == root[b]:
            return
        ours, theirs = members[root[a]], members[root[b]]
        if any(apart[record] & theirs for record in ours if record in apart):
            return
        keep, gone = min(root[a], root[b]), max(root[a], root[b])
        members[keep] |= members.pop(gone)
        for record in members[keep]:
            root[record] = keep

    for by_rule in (False, True):
        for (a, b), judgement in sorted(decided.items()):
            if judgement.verdict == "same" and judgement.by.startswith(RULE_PREFIX) == by_rule:
                join(a, b)
        if not by_rule:
            for group in _groups(identifiers):
                for record in group[1:]:
                    join(group[0], record)
    return root


def _groups(identifiers: Iterable[tuple[str, str]]) -> list[list[str]]:
    sharing: dict[str, set[str]] = defaultdict(set)
    for identifier, record in identifiers:
        sharing[identifier].add(record)
    return [sorted(records) for _, records in sorted(sharing.items()) if len(records) > 1]


def _latest_by_authority(judgements: Iterable[Judgement]) -> dict[tuple[str, str], Judgement]:
    """One judgement per pair: a person's before a rule's, then the latest, then by name."""
    decided: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        pair = (judgement.a, judgement.b)
        if pair not in decided or _authority(judgement) > _authority(decided[pair]):
            decided[pair] = judgement
    return decided


def _authority(judgement: Judgement) -> tuple[bool, str, str]:
    return (not judgement.by.startswith(RULE_PREFIX), judgement.at, judgement.by)

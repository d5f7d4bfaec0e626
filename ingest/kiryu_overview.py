"""What only all files of 桐生市議会 together tell: when sessions were, who was a member when, how names are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from graph.values.dates import PartialDate
from ingest.kiryu_answers import ANSWER, CHAIR, GENERAL_QUESTIONS, QUESTION, Words, floors
from ingest.kiryu_files import Council, Item, Page, Sitting, Slug, Speech
from ingest.kiryu_telling import People
from ingest.kiryu_votes import Roll, Vote
from ingest.tables import Refusal


@dataclass(frozen=True)
class Overview:
    """What only all files together tell."""

    days: Mapping[Slug, tuple[str, ...]]  # of each session, as far as known
    decided: Mapping[Slug, str]  # when its bills were decided: a day, month or year
    names: Mapping[Slug, tuple[str, ...]]  # as its own file names it, then as others do
    asked: Mapping[tuple[Slug, str], str]  # the day on which a member had the floor
    items: Mapping[tuple[Slug, str], tuple[Item, ...]]
    bills: frozenset[tuple[Slug, str]]
    votes: Mapping[str, tuple[Vote, ...]]  # by file and place of the ballot
    people: People
    words: Words
    refused: tuple[Refusal, ...]

    @classmethod
    def of(cls, council: Council) -> Self:
        """Walk everything once."""
        days: dict[Slug, set[str]] = defaultdict(set)
        names: dict[Slug, dict[str, None]] = defaultdict(dict)
        asked: dict[tuple[Slug, str], str] = {}
        items: dict[tuple[Slug, str], list[Item]] = defaultdict(list)
        for page in _pages(council):
            names[page.slug][page.session] = None
            days[page.slug].update(())
        for session in council.sessions:
            days[session.page.slug].update(session.days)
        decided = {slug: _when(slug, found) for slug, found in days.items()}
        for sitting in council.sittings:
            days[sitting.page.slug].add(sitting.day)
            asked |= {(sitting.page.slug, member): sitting.day for member, _ in floors(sitting)}
        for notice in council.notices:
            for item in notice.items:
                items[notice.page.slug, item.asker].append(item)
        refused: list[Refusal] = []
        roll = Roll(_named_members(council), council.polls)
        votes = {
            f"{poll.page.file}/{ballot.place}": tuple(roll.votes(ballot, refused))
            for poll in council.polls
            for ballot in poll.ballots
        }
        return cls(
            {slug: tuple(sorted(found)) for slug, found in days.items()},
            decided,
            {slug: tuple(found) for slug, found in names.items()},
            asked,
            {key: tuple(found) for key, found in items.items()},
            frozenset((session.page.slug, bill.number) for session in council.sessions for bill in session.bills),
            votes,
            _people(council, decided, votes),
            Words(speech.body for sitting in council.sittings for speech in _general(sitting)),
            tuple(refused),
        )


def _pages(council: Council) -> Iterable[Page]:
    """The pages of all sessions, those with the decisions first: they name a session as it is named."""
    yield from (session.page for session in council.sessions)
    yield from (sitting.page for sitting in council.sittings)
    yield from (notice.page for notice in council.notices)
    yield from (poll.page for poll in council.polls)


def _general(sitting: Sitting) -> Iterable[Speech]:
    if GENERAL_QUESTIONS not in sitting.label:
        return ()
    return (speech for speech in sitting.speeches if speech.kind in (QUESTION, ANSWER))


def _named_members(council: Council) -> set[str]:
    """The members whom the files without votes name: the list, those who gave notice, those who spoke."""
    listed = {"".join(member.name.split()) for member in council.members}
    askers = {item.asker for notice in council.notices for item in notice.items}
    speeches = (speech for sitting in council.sittings for speech in sitting.speeches)
    return listed | askers | {speech.speaker for speech in speeches if speech.kind in (QUESTION, CHAIR)} - {""}


def _people(council: Council, decided: Mapping[Slug, str], votes: Mapping[str, tuple[Vote, ...]]) -> People:
    """How people's names are written, and when they were first and last seen as members."""
    spelling = {"".join(member.name.split()): member.name for member in council.members}
    listed = frozenset(spelling)
    seen: dict[str, set[str]] = defaultdict(set)
    for notice in council.notices:
        for item in notice.items:
            seen[item.asker].add(decided[notice.page.slug])
    for poll in council.polls:
        for vote in (vote for ballot in poll.ballots for vote in votes[f"{poll.page.file}/{ballot.place}"]):
            seen[vote.voter].add(decided[poll.page.slug])
            if "".join(vote.written.split()) == vote.voter:
                spelling.setdefault(vote.voter, vote.written)
    for sitting in council.sittings:
        for speech in sitting.speeches:
            if speech.kind in (QUESTION, CHAIR) and speech.speaker:
                seen[speech.speaker].add(sitting.day)
    dates = {name: sorted(map(PartialDate.parse, found)) for name, found in seen.items()}
    return People(spelling, listed, {name: (found[0].text, found[-1].text) for name, found in dates.items()})


def _when(slug: Slug, days: Iterable[str]) -> str:
    """The day, else the month, else the year in which all these days lie: what is known of one of them."""
    known = set(days)
    for length in (len("2023-12-21"), len("2023-12")):
        common = {day[:length] for day in known}
        if len(common) == 1:
            return common.pop()
    return str(slug.year)

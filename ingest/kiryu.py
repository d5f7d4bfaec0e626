"""群馬県桐生市議会 (hsmch/kiryu-public-log): members, sessions, notices of questions, bills, votes, minutes of 2023.

Every file is a document, of the minutes every day. Only the list of members is complete for its day, everything else
is a log. People are known by their names without spaces: the files write them now with a space and now without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from graph.facts import MAX_QUOTE, Document
from graph.values.dates import PartialDate
from graph.values.text import clean, excerpt
from ingest.extract import Extract, Facts, Journal, Reading
from ingest.kiryu_answers import (
    ANSWER,
    CHAIR,
    GENERAL_QUESTIONS,
    QUESTION,
    answered_items,
    deliberations,
    floors,
)
from ingest.kiryu_files import (
    MEMBERS_FILE,
    Council,
    Item,
    Member,
    Notice,
    Page,
    Poll,
    Session,
    Sitting,
    Slug,
    Speech,
    read_council,
)
from ingest.kiryu_overview import Overview
from ingest.kiryu_telling import COUNCIL, COUNCILLOR, Telling, event_key, post_key
from ingest.stating import Stating

DATASET: Final = "kiryu"
ORIGIN: Final = "https://github.com/hsmch/kiryu-public-log"
LICENCE: Final = "MIT（hsmch、元データ: 桐生市）"
PUBLISHER: Final = "桐生市"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    MEMBERS_FILE: ("name", "nameReading", "faction", "committee", "committeeRole", "role"),
    "sessions/*.json": ("session", "dates", "number", "title", "result", "category"),
    "questions/*.json": ("session", "memberName", "order", "title", "details"),
    "voting/*.json": ("session", "billNumber", "billTitle", "memberName", "vote"),
    "minutes/*.json": ("session", "name", "id", "type", "speaker", "role", "body"),
}
_ROSTERS: Final = (("HOLDS", "list"), ("MEMBER_OF", "list"))
_NO_FACTION: Final = "無会派"
_LOST: Final = "(不明)"
_TITLE_SHOWN: Final = 60
_SCHEDULE: Final = re.compile(r"schedule_id=\d+")
_POLITE_BEGINNING: Final = re.compile(
    r"(?:それでは、?)?(?:順次)?(?:御|お)答(?:弁|え)(?:を)?(?:申し上げ|いたし)ます。\s*"
)


class Kiryu(Extract):
    """The folder with the list of members and the four folders of sessions, notices, votes and minutes."""

    dataset = DATASET
    version = "kiryu-1"
    complete = False

    def __init__(self, council: Council) -> None:
        self._council = council

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the files. Raises SourceRefused when there is no such folder or nothing in it can be used."""
        return cls(read_council(folder.resolve()))

    def read(self, journal: Journal) -> Reading:
        overview = self._overview
        journal.rows_read = self._council.entries
        journal.refused += [*self._council.refused, *overview.refused]
        journal.dropped.update(self._council.dropped)
        documents: dict[str, Document] = {}
        return Reading(documents, self._facts(documents))

    @cached_property
    def _overview(self) -> Overview:
        return Overview.of(self._council)

    def _facts(self, documents: dict[str, Document]) -> Iterator[Facts]:
        mapping = _Mapping(self._council, self._overview, documents)
        decided = self._overview.decided
        pages: list[tuple[str, Iterator[Facts]]] = [
            *((decided[session.page.slug], mapping.session(session)) for session in self._council.sessions),
            *((decided[notice.page.slug], mapping.notice(notice)) for notice in self._council.notices),
            *((decided[poll.page.slug], mapping.poll(poll)) for poll in self._council.polls),
            *((sitting.day, mapping.sitting(sitting)) for sitting in self._council.sittings),
        ]
        for _, facts in sorted(pages, key=lambda page: PartialDate.parse(page[0])):
            yield from facts
        yield from mapping.members()


@dataclass(frozen=True)
class _Mapping:
    """What each file states. `documents` is filled on the way."""

    council: Council
    overview: Overview
    documents: dict[str, Document]
    introduced: set[str] = field(default_factory=set)

    def _telling(self, key: str, title: str, date: str, url: str, retrieved: str, *, roster: bool = False) -> Telling:
        document = Document(
            DATASET,
            key,
            f"{COUNCIL} {title}",
            publisher=PUBLISHER,
            date=date,
            url=clean(url),
            retrieved=retrieved,
            licence=LICENCE,
            series=MEMBERS_FILE if roster else "",
            rosters=_ROSTERS if roster else (),
        )
        self.documents[document.id] = document
        introduced = set[str]() if roster else self.introduced
        return Telling(Stating(DATASET, document.id), self.overview.people, date, roster, introduced)

    def _page(self, page: Page, title: str, date: str) -> Telling:
        return self._telling(page.file, f"{page.session} {title}", date, page.url, page.retrieved)

    # -- council-members.json

    def members(self) -> Iterator[Facts]:
        if not self.council.members:
            return
        day = self.council.members_day
        tell = self._telling(f"{MEMBERS_FILE}@{day}", "議員名簿", day, self.council.members_url, day, roster=True)
        for member in self.council.members:
            yield from tell.councillor(member.name, member.place, kana=member.kana)
            yield from self._groups(tell, member)

    def _groups(self, tell: Telling, member: Member) -> Iterator[Facts]:
        """Faction, committee and office of a member; who has a title in a committee holds a post of it."""
        person, place = tell.person(member.name), member.place
        if member.faction and member.faction != _NO_FACTION:
            key = f"会派/{member.faction}"
            yield from tell.group(member.faction, key, place, full_name=member.faction)
            yield tell.state.tie(person, "MEMBER_OF", tell.state.record(key), place=place)
        if member.committee:
            name, key = COUNCIL + member.committee, f"委員会/{member.committee}"
            yield from tell.group(member.committee, key, place, full_name=name)
            if member.committee_role:
                yield from tell.office(member.name, member.committee_role, place, body=name, within=key)
            else:
                yield tell.state.tie(person, "MEMBER_OF", tell.state.record(key), place=place)
        if member.role:
            yield from tell.chair(member.name, member.role, place)

    # -- sessions/*.json

    def session(self, session: Session) -> Iterator[Facts]:
        slug = session.page.slug
        tell = self._page(session.page, "議案議決結果", self.overview.decided[slug])
        yield from self._event(tell, session.page)
        for bill in session.bills:
            yield tell.state.entity(
                tell.state.record(_bill_key(slug, bill.number)),
                "Motion",
                place=bill.place,
                name=bill.title,
                number=f"{session.page.session} {bill.number}",
                date=self.overview.decided[slug],
                result=bill.result,
                description=bill.category,
            )

    def _event(self, tell: Telling, page: Page) -> Iterator[Facts]:
        """The session itself, told by the first file of it."""
        session = tell.state.record(event_key(page.slug))
        if not tell.is_new(session.key):
            return
        days = self.overview.days[page.slug] or (str(page.slug.year),)
        names, place = self.overview.names[page.slug], "session"
        yield from tell.council(place)
        yield tell.state.entity(
            session,
            "Event",
            place=place,
            name=f"{COUNCIL} {names[0]}",
            alias=names,
            since=days[0],
            until=days[-1],
            format="議会の会議",
        )
        yield tell.state.tie(tell.state.record(COUNCIL), "TOOK_PART", session, place=place, role="organizer")

    # -- questions/*.json

    def notice(self, notice: Notice) -> Iterator[Facts]:
        slug = notice.page.slug
        tell = self._page(notice.page, "一般質問通告", self.overview.decided[slug])
        yield from self._event(tell, notice.page)
        for item in notice.items:
            yield from tell.councillor(item.asker, item.place)
            issue = tell.state.record(_issue_key(slug, item))
            title, told = _wording(item)
            yield tell.state.entity(issue, "Issue", place=item.place, name=title, description=told)
            asked = self.overview.asked.get((slug, item.asker)) or self.overview.decided[slug]
            yield tell.state.tie(
                tell.person(item.asker),
                "RAISED",
                issue,
                place=item.place,
                since=asked,
                until=asked,
                setting=f"{self.overview.names[slug][0]} {GENERAL_QUESTIONS}",
            )

    # -- voting/*.json

    def poll(self, poll: Poll) -> Iterator[Facts]:
        slug = poll.page.slug
        decided = self.overview.decided[slug]
        tell = self._page(poll.page, "賛否一覧", decided)
        yield from self._event(tell, poll.page)
        for ballot in poll.ballots:
            motion = tell.state.record(_bill_key(slug, ballot.number))
            if (slug, ballot.number) not in self.overview.bills:
                number = f"{poll.page.session} {ballot.number}"
                yield tell.state.entity(
                    motion,
                    "Motion",
                    place=ballot.place,
                    name=ballot.title or number,
                    number=number,
                    date=decided,
                    result=ballot.result,
                )
            for vote in self.overview.votes[f"{poll.page.file}/{ballot.place}"]:
                yield from tell.councillor(vote.voter, vote.place)
                yield tell.state.tie(
                    tell.person(vote.voter),
                    "VOTED",
                    motion,
                    place=vote.place,
                    role=vote.option,
                    since=decided,
                    until=decided,
                )

    # -- minutes/*.json

    def sitting(self, sitting: Sitting) -> Iterator[Facts]:
        url = _SCHEDULE.sub(f"schedule_id={sitting.number}", sitting.page.url)
        title = f"{sitting.page.session} 会議録 {sitting.label}"
        tell = self._telling(f"{sitting.page.file}/{sitting.number}", title, sitting.day, url, sitting.page.retrieved)
        yield from self._event(tell, sitting.page)
        for speech in sitting.speeches:
            if speech.kind == ANSWER and speech.speaker and speech.role:
                yield from tell.official(speech.speaker, speech.role, speech.place)
            elif speech.kind == CHAIR and speech.speaker:
                yield from tell.chair(speech.speaker, speech.role, speech.place)
            elif speech.kind == QUESTION and speech.speaker:
                yield from tell.councillor(speech.speaker, speech.place)
        yield from self._answers(tell, sitting)
        for exchange in deliberations(sitting):
            key = f"質疑/{sitting.page.slug.key}/{sitting.number}/{exchange.question.id}"
            name = f"質疑 {exchange.bill}（{exchange.asker}）".replace(" （", "（")
            yield from self._exchange(tell, sitting, key, name, exchange.asker, exchange.question, exchange.answers)

    def _answers(self, tell: Telling, sitting: Sitting) -> Iterator[Facts]:
        """The items of a day that were clearly answered: each one small event about its issue."""
        slug = sitting.page.slug
        for asker, speeches in floors(sitting):
            items = self.overview.items.get((slug, asker), ())
            asked = next((speech for speech in speeches if speech.kind == QUESTION), None)
            if asked is None or not items:
                continue
            for at, answers in answered_items(items, speeches, self.overview.words).items():
                item = items[at]
                key = f"質疑/{slug.key}/{item.order}/{item.number}"
                name = f"{GENERAL_QUESTIONS}「{excerpt(_wording(item)[0], _TITLE_SHOWN)}」（{asker}）"
                yield from self._exchange(tell, sitting, key, name, asker, asked, answers)
                issue = tell.state.record(_issue_key(slug, item))
                yield tell.state.tie(tell.state.record(key), "ABOUT", issue, place=answers[0].place)

    def _exchange(
        self,
        tell: Telling,
        sitting: Sitting,
        key: str,
        name: str,
        asker: str,
        question: Speech,
        answers: Iterable[Speech],
    ) -> Iterator[Facts]:
        """A question answered by word of mouth: a small event of the session with who asked and who answered."""
        event = tell.state.record(key)
        form = GENERAL_QUESTIONS if GENERAL_QUESTIONS in sitting.label else "議案質疑"
        yield tell.state.entity(
            event, "Event", place=question.place, name=name, since=sitting.day, until=sitting.day, format=form
        )
        yield tell.state.tie(event, "PART_OF", tell.state.record(event_key(sitting.page.slug)), place=question.place)
        yield from tell.councillor(asker, question.place)
        yield tell.state.tie(
            tell.person(asker),
            "TOOK_PART",
            event,
            place=question.place,
            role="asker",
            in_post=tell.state.record(post_key(COUNCILLOR, COUNCIL)).id,
        )
        for answer in (each for each in answers if each.speaker and each.role):
            post = tell.state.record(post_key(answer.role))
            quote = clean(_POLITE_BEGINNING.sub("", clean(answer.body), count=1))[:MAX_QUOTE]
            told = {"place": answer.place, "quote": quote, "role": "answerer"}
            yield tell.state.tie(post, "TOOK_PART", event, **told)
            yield tell.state.tie(tell.person(answer.speaker), "TOOK_PART", event, in_post=post.id, **told)


def _bill_key(slug: Slug, number: str) -> str:
    return f"議案/{slug.key}/{number}"


def _issue_key(slug: Slug, item: Item) -> str:
    return f"質問/{slug.key}/{item.order}/{item.number}"


def _wording(item: Item) -> tuple[str, str]:
    """Name and description of an item. Where its title was lost on the page, its first detail stands for it."""
    details = "／".join(item.details)
    if not item.title.startswith(_LOST) or not item.details:
        return item.title, details
    first = item.details[0].removeprefix("1") or item.title
    return excerpt(first, 2 * _TITLE_SHOWN), f"件名（読み取れた部分）: {item.title}／{details}"

"""What connects two, as sentences: from the very ties that are the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.contacts import Contact
from graph.entities import Span, Tie
from graph.lens import Lens
from graph.strength import MAX_LEVEL, Evidence
from graph.structure import StructuralHop, Structure
from graph.validity import carrier_span
from graph.wording import listed, name_words, period_words, quoted, was_words

_MORE_NAMED: Final = 3


class Sentences:
    """Sentences about the hops of one answer."""

    def __init__(self, lens: Lens, structure: Structure) -> None:
        self._lens = lens
        self._snapshot = lens.snapshot
        self._structure = structure

    def name(self, entity: str) -> str:
        """An entity as it stands in a sentence."""
        return name_words(self._snapshot.nodes[entity])

    def ties(self, ids: tuple[str, ...]) -> list[Tie]:
        """Ties by their ids."""
        return [self._snapshot.ties[tie] for tie in ids]

    def contact(self, contact: Contact) -> str:
        """All evidence of a contact: the strongest in a sentence of its own, the others named."""
        first, *others = contact.evidence
        sentence = self.evidence(first, contact.a, contact.b)
        if not others:
            return sentence
        named = list(dict.fromkeys(self.occasion(each) for each in others))
        more = "など" if len(named) > _MORE_NAMED else ""
        return f"{sentence}ほかに、{listed(named[:_MORE_NAMED])}{more}でも接点があります。"

    def occasion(self, evidence: Evidence) -> str:
        """What carries an evidence, as a noun with its date: 「E」（2024年1月25日）, 契約, 所属."""
        if evidence.carrier is None:
            kinds = {tie.kind for tie in self.ties(evidence.ties)}
            return {"HOLDS": "役職", "MEMBER_OF": "所属", "CONTRACTED": "契約"}.get(min(kinds), "面識")
        return self.dated(evidence.carrier)

    def dated(self, carrier: str) -> str:
        """An event or project with its dates behind it."""
        span = carrier_span(self._snapshot, carrier)
        return self._with_period(carrier, [span])

    def _joined(self, *ties: Tie) -> str:
        """The event or project of these ties with the dates of the first that has any, else with its own."""
        spans = (self._lens.happened(tie) for tie in ties)
        dated = next((each for each in spans if any(span.since or span.until for span in each)), ())
        return self._with_period(ties[0].target, dated)

    def _with_period(self, carrier: str, spans: Sequence[Span]) -> str:
        periods = dict.fromkeys(words for span in spans if (words := period_words(span.since, span.until)))
        return self._placed(carrier) + (f"（{listed(periods)}）" if periods else "")

    def _placed(self, carrier: str) -> str:
        """The name of an event; a session whose name does not tell stands behind the event that it is part of."""
        whole = carrier
        seen = {carrier}
        while larger := [tie.target for tie in self._snapshot.outgoing(whole, "PART_OF") if tie.target not in seen]:
            whole = larger[0]
            seen.add(whole)
        own = self._snapshot.nodes[carrier].caption
        if whole == carrier or any(word in own for word in self._snapshot.nodes[whole].caption.split()):
            return self.name(carrier)
        return f"{self.name(whole)}の{self.name(carrier)}"

    def evidence(self, evidence: Evidence, one: str, other: str) -> str:
        """One evidence in a sentence, told from `one`."""
        ties = self.ties(evidence.ties)
        kinds = {tie.kind for tie in ties}
        if evidence.level == MAX_LEVEL and kinds <= {"JOINED", "CONTRACTED"}:
            return self._renewed(ties, one, other)
        if kinds == {"TOOK_PART"}:
            return self._gathering(ties, one, other)
        if kinds == {"JOINED"}:
            return self._work(ties, one, other)
        if kinds <= {"INTRODUCED", "INTRODUCED_BY"} and evidence.carrier is not None:
            return self._introduction(evidence.carrier, one, other)
        if evidence.carrier is not None:
            verb = "です" if evidence.ongoing else "でした"
            return f"{self.name(one)}と{self.name(other)}は、ともに{self.name(evidence.carrier)}の一員{verb}。"
        return self._bond(ties[0], evidence)

    def _renewed(self, ties: list[Tie], one: str, other: str) -> str:
        works = sorted({tie.target for tie in ties if tie.kind == "JOINED"})
        contracts = ["契約"] if any(tie.kind == "CONTRACTED" for tie in ties) else []
        named = [*(self.dated(work) for work in works), *contracts]
        if len(named) == 1:
            return f"{self.name(one)}と{self.name(other)}は、担当者が替わった後も{named[0]}に一緒に取り組みました。"
        return f"{self.name(one)}と{self.name(other)}は、{listed(named)}と、続けて一緒に取り組みました。"

    def _gathering(self, ties: list[Tie], one: str, other: str) -> str:
        mine, theirs = self.own_tie(ties, one), self.own_tie(ties, other)
        if mine.target != theirs.target:
            return (
                f"{self._acting(mine, one)}は{self._joined(mine)}の{was_words(mine)}、"
                f"{self._acting(theirs, other)}は{self._joined(theirs)}の{was_words(theirs)}でした。"
            )
        event, table = self._joined(mine), mine.first("table")
        first, second = self._acting(mine, one), self._acting(theirs, other)
        if table and table == theirs.first("table"):
            place = "同じ卓" if table in self.name(mine.target) else f"同じ卓（{quoted(table)}）"
            return f"{first}と{second}は、{event}で{place}にいました。"
        if mine.role == theirs.role:
            return f"{first}と{second}は、ともに{event}の{was_words(mine)}でした。"
        return f"{first}は{event}の{was_words(mine)}、{second}は{was_words(theirs)}でした。"

    def _work(self, ties: list[Tie], one: str, other: str) -> str:
        mine, theirs = self.own_tie(ties, one), self.own_tie(ties, other)
        verb = "です" if self._lens.is_current(mine) and self._lens.is_current(theirs) else "でした"
        work = self._joined(mine, theirs)
        first, second = self._acting(mine, one), self._acting(theirs, other)
        if mine.role == theirs.role:
            return f"{first}と{second}は、ともに{work}の{was_words(mine)}{verb}。"
        return f"{work}で、{first}は{was_words(mine)}、{second}は{was_words(theirs)}{verb}。"

    def own_tie(self, ties: list[Tie], entity: str) -> Tie:
        """Which of the ties is that of an entity: its own, that of its post, or that of who acted in it."""
        for tie in ties:
            if tie.source == entity or tie.first("in_post") == entity:
                return tie
        held = {post.target for post in self._snapshot.outgoing(entity, "HOLDS")}
        return next((tie for tie in ties if tie.source in held), ties[0])

    def _acting(self, tie: Tie, entity: str) -> str:
        """Who took part: a person with the post in which they did, a post with the person who did."""
        post = tie.first("in_post")
        beside = post if tie.source == entity else tie.source
        name = self.name(entity)
        return f"{name}（{self.name(beside)}）" if beside in self._snapshot.nodes else name

    def _introduction(self, introduction: str, one: str, other: str) -> str:
        made_by = [tie.target for tie in self._snapshot.outgoing(introduction, "INTRODUCED_BY")]
        introduced = [tie.target for tie in self._snapshot.outgoing(introduction, "INTRODUCED")]
        day = period_words(self._snapshot.nodes[introduction].first("date"), "")
        when = f"（{day.removesuffix('から')}）" if day else ""
        if one in made_by or other in made_by:
            maker, guest = (one, other) if one in made_by else (other, one)
            met = [self.name(each) for each in sorted(introduced) if each != guest]
            whom = f"{self.name(guest)}を{listed(met)}に" if met else f"{self.name(guest)}を"
            return f"{self.name(maker)}は{whom}紹介しました{when}。"
        by = listed(self.name(each) for each in sorted(made_by))
        return f"{self.name(one)}と{self.name(other)}は、{f'{by}の' if by else ''}紹介で知り合いました{when}。"

    def _bond(self, tie: Tie, evidence: Evidence) -> str:
        source, target = self.name(tie.source), self.name(tie.target)
        spans = self._lens.happened(tie)
        period = listed(words for span in spans if (words := period_words(span.since, span.until)))
        details = [tie.first("title"), tie.first("term"), period]
        remark = listed(detail for detail in details if detail)
        when = f"（{remark}）" if remark else ""
        if tie.kind == "HOLDS":
            does = f"{target}を務めています" if evidence.ongoing else f"以前、{target}を務めていました"
            return f"{source}は{does}{when}。"
        if tie.kind == "MEMBER_OF":
            belongs = f"{target}に所属しています" if evidence.ongoing else f"以前、{target}に所属していました"
            return f"{source}は{belongs}{when}。"
        if tie.kind == "CONTRACTED":
            return f"{source}が発注し、{target}が受注した契約があります{when}。"
        channel = tie.first("channel")
        return f"{source}と{target}は{f'{channel}で' if channel else ''}知り合いです{when}。"

    def structural(self, hop: StructuralHop) -> str:
        """A hop through the structure of organisations."""
        one, other = self.name(hop.a), self.name(hop.b)
        top, other_top = self._structure.top(hop.a), self._structure.top(hop.b)
        if hop.official_door:
            seat = "" if top == hop.a else f"{self.name(top)}は"
            desk = "" if other_top == hop.b else f"{other}は{self.name(other_top)}の中にあります。"
            whose = self.name(other_top)
            return f"正式な窓口です。{seat}{whose}の議会で、{one}から{whose}へ公に話を通せます。{desk}"
        mine, theirs = self._structure.line(hop.a), self._structure.line(hop.b)
        if hop.b in mine:
            return f"所属による道すじです。{one}は{other}の中にあります。"
        if hop.a in theirs:
            return f"所属による道すじです。{other}は{one}の中にあります。"
        common = next(entity for entity in mine if entity in theirs)
        return f"所属による道すじです。{one}と{other}は、どちらも{self.name(common)}の中にあります。"

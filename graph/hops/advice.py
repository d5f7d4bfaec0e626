"""How to use a hop in an introduction, and what to mind: from the hop's own facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from graph.contacts import Contact
from graph.hops.sentences import Sentences
from graph.lens import Lens
from graph.ontology.roles import COUNCILLOR
from graph.ontology.vocabulary import TIE
from graph.strength import Evidence
from graph.structure import StructuralHop, Structure
from graph.validity import OCCURRENCES, last_day, status_at
from graph.values.dates import age_years
from graph.wording import acted_words, age_words, date_caption, listed

_TOPICS_NAMED: Final = 2
_OLD_FROM_YEARS: Final = 1.0
_FEW: Final = 5
_JOINT_WORK: Final = 5
_ROTATING: Final = frozenset({"Municipality", "Department", "Agency", "PublicBody", "Post", "Assembly"})
_LEVEL_CAUTION: Final = {
    0: "名前が並んでいるだけで、話したという記載はありません。",
    1: "話を聞いたというだけの関係です。",
    2: "名刺を交わした程度の関係とみられます。",
}


class Advice:
    """Advice on the hops of one answer."""

    def __init__(self, lens: Lens, structure: Structure, sentences: Sentences) -> None:
        self._lens = lens
        self._snapshot = lens.snapshot
        self._structure = structure
        self._say = sentences

    def how(self, hop: Contact | StructuralHop, *, first: bool) -> str:
        """What to say: for the first hop by the one who asks, for a later one by who introduces."""
        if isinstance(hop, StructuralHop):
            return self._through_structure(hop)
        evidence = hop.evidence[0]
        carrier = evidence.carrier
        kinds = {tie.kind for tie in self._say.ties(evidence.ties)}
        if carrier is not None and kinds <= {"HOLDS", "MEMBER_OF"}:
            return self._among_colleagues(hop, carrier, first=first)
        if carrier is None or not kinds & {"TOOK_PART", "JOINED"}:
            return self._by_bond(hop, "INTRODUCED" if "INTRODUCED_BY" in kinds else min(kinds), first=first)
        shared = self._shared_past(hop, evidence, carrier)
        topics = self._topics(carrier)
        planned = self._planned(hop)
        if first:
            ask = f"{'や'.join(topics)}のその後を尋ねる形で" if topics else "続きを話したいと"
            sentence = f"{shared}、{ask}声をかけられます。"
        else:
            subject = f"話題は{'や'.join(topics)}が自然です。" if topics else ""
            asked = f"{self._say.name(hop.b)}へ取り次いでもらえないか頼みます。"
            sentence = f"{self._say.name(hop.a)}に、{shared}{asked}{subject}"
        return sentence + (f"計画中の{listed(planned)}も話題になります。" if planned else "")

    def _shared_past(self, hop: Contact, evidence: Evidence, carrier: str) -> str:
        """The past that the first of the two may appeal to: 「E」の事務局を務めた縁で."""
        ties = self._say.ties(evidence.ties)
        mine, theirs = self._say.own_tie(ties, hop.a), self._say.own_tie(ties, hop.b)
        if mine.kind == "JOINED" and evidence.level >= _JOINT_WORK:
            return f"{self._say.name(carrier)}に一緒に取り組んだ縁で"
        together = "ともに" if mine.role == theirs.role and mine.target == theirs.target else ""
        return f"{together}{acted_words(mine, self._say.name(mine.target), 'た')}縁で"

    def _among_colleagues(self, hop: Contact, group: str, *, first: bool) -> str:
        """Two of one roster."""
        if first:
            return f"{self._say.name(group)}の一員どうしとして声をかけられます。"
        return f"{self._say.name(hop.a)}に、{self._say.name(group)}の仲間として取り次いでもらえないか頼みます。"

    def _by_bond(self, hop: Contact, kind: str, *, first: bool) -> str:
        """A post or a membership, told by its direction; else the general help of the kind of tie."""
        one, other = self._say.name(hop.a), self._say.name(hop.b)
        if kind == "HOLDS":
            if self._lens.kind(hop.a) == "Person":
                return f"{one}が{other}の立場で動けます。"
            return f"{one}に宛てて連絡し、{other}との面会を頼みます。"
        if kind == "MEMBER_OF":
            if any(tie.source == hop.a for tie in self._say.ties(hop.evidence[0].ties)):
                if hop.evidence[0].former:
                    return f"以前{other}に所属した縁で、今の担当者に声をかけられます。"
                if first:
                    return f"{other}の一員として、中で話を通せる人を探せます。"
                return f"{one}に、{other}の中で話を通せる人を尋ねます。"
            return f"{one}に、{other}への取り次ぎを頼みます。"
        return TIE[kind].how_ja

    def _topics(self, carrier: str) -> list[str]:
        """What an event or project is about; a session without a topic has that of the event it is part of."""
        line = [carrier]
        while line and line[-1] not in line[:-1]:
            issues = sorted(
                {
                    tie.target
                    for tie in self._snapshot.outgoing(line[-1], "ABOUT", "ADDRESSES")
                    if status_at(tie, self._snapshot, self._lens.as_of) in ("actual", "former")
                },
                key=self._breadth,
            )
            if issues:
                return [self._say.name(issue) for issue in issues[:_TOPICS_NAMED]]
            line += [tie.target for tie in self._snapshot.outgoing(line[-1], "PART_OF")][:1] or [line[-1]]
        return []

    def _breadth(self, issue: str) -> tuple[bool, int, str]:
        """Problems before fields, narrow ones before wide ones: they give more to talk about."""
        is_field = self._snapshot.nodes[issue].first("nature") == "topic"
        return (is_field, len(self._snapshot.ties_of.get(issue, ())), issue)

    def _planned(self, hop: Contact) -> list[str]:
        """What the two plan together and have not done."""
        plans = [
            {
                tie.target
                for tie in self._snapshot.outgoing(end, "TOOK_PART", "JOINED")
                if status_at(tie, self._snapshot, self._lens.as_of) == "planned"
            }
            for end in (hop.a, hop.b)
        ]
        return [self._say.name(plan) for plan in sorted(plans[0] & plans[1])]

    def _through_structure(self, hop: StructuralHop) -> str:
        top = self._say.name(self._structure.top(hop.b))
        in_charge = listed(self._say.name(tie.target) for tie in self._snapshot.outgoing(hop.b, "IN_CHARGE"))
        desk = f"{self._say.name(hop.b)}は{in_charge}の担当です。" if in_charge else ""
        if not hop.official_door:
            one, other = self._say.name(hop.a), self._say.name(hop.b)
            if hop.b in self._structure.line(hop.a):
                return f"{one}から、{other}の中で話を通してもらいます。"
            place = f"{one}の窓口で" if hop.a in self._structure.line(hop.b) else f"{top}の中で"
            return f"{desk}{place}、{other}に取り次いでもらえるか尋ねます。"
        return f"{desk}議会での質問や相談として、{top}の担当課に話を通してもらいます。"

    def mind(self, hop: Contact | StructuralHop) -> str:
        """What to watch, the most telling first."""
        if isinstance(hop, StructuralHop):
            return "組織の仕組みによる道すじで、面識があるという記載ではありません。"
        return "".join(dict.fromkeys((*self._depth(hop), *self._age(hop), *self._standing(hop))))

    def _depth(self, hop: Contact) -> Iterator[str]:
        evidence = hop.evidence[0]
        if hop.level in _LEVEL_CAUTION:
            yield _LEVEL_CAUTION[hop.level]
        crowd = evidence.room if evidence.carrier and evidence.room and evidence.room > _FEW else None
        if crowd is not None:
            stated = self._snapshot.nodes[evidence.carrier or ""].first("size")
            many = f"{crowd}人規模の" if stated == str(crowd) else f"{crowd}者が集まった"
            yield f"{many}場での縁なので、互いに覚えていないこともあります。"
        if any(span.certainty == "inferred" for tie in self._say.ties(evidence.ties) for span in tie.spans):
            yield "出典からの推定を含みます。"

    def _age(self, hop: Contact) -> Iterator[str]:
        if hop.evidence[0].ongoing:
            yield from self._age_of_ongoing(last_day(hop.evidence[0].last))
            return
        newest = max(hop.evidence, key=lambda each: (not each.undated, last_day(each.last) or self._lens.as_of.min))
        last = last_day(newest.last)
        if last is None:
            yield "時期の記載がないため、強さを半分に見積もっています。"
            return
        if newest.undated:
            yield f"時期の記載がなく、出典の日付（{date_caption(newest.last)}）で数えています。"
        if age_years(last, self._lens.as_of) >= _OLD_FROM_YEARS:
            ties = self._say.ties(newest.ties)
            goes_on = all(tie.kind not in OCCURRENCES and self._lens.is_current(tie) for tie in ties)
            what = "続いていると最後に確かめられたのは" if goes_on else "最後の接点は"
            rotating = any(self._lens.kind(end) in _ROTATING for end in (hop.a, hop.b))
            check = "担当者が異動していないか確かめてください。" if rotating else ""
            yield f"{what}{age_words(last, self._lens.as_of)}です。{check}"

    def _age_of_ongoing(self, last: date | None) -> Iterator[str]:
        """What holds as far as is known is only as fresh as its source."""
        if last is None:
            yield "出典に日付がないので、今もそうか確かめてください。"
        elif age_years(last, self._lens.as_of) >= _OLD_FROM_YEARS:
            yield f"出典は{age_words(last, self._lens.as_of)}のものです。今もそうか確かめてください。"

    def _standing(self, hop: Contact) -> Iterator[str]:
        evidence = hop.evidence[0]
        kinds = {tie.kind for tie in self._say.ties(evidence.ties)}
        if evidence.former and kinds & {"HOLDS", "MEMBER_OF"}:
            yield "今はその役職・所属を離れています。"
        elif evidence.former:
            yield "当時の役職を離れた人を通じた縁です。"
        elif evidence.carrier is None and not evidence.ongoing and (caution := TIE[min(kinds)].mind_ja):
            yield caution
        if self._lens.kind(hop.b) == "Person":
            name = self._say.name(hop.b)
            if COUNCILLOR.name in self._snapshot.roles.get(hop.b, ()):
                yield f"{name}は議員です。特定の議員や会派に偏らない進め方にしてください。"
            sought = [self._say.name(tie.target) for tie in self._snapshot.outgoing(hop.b, "SOUGHT")]
            if sought:
                yield f"{name}は{listed(sought)}への立候補を表明した人です。選挙との関わりに気をつけてください。"

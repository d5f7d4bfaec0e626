"""Facts in Japanese words: dates, ages, levels, strengths, and one line for every tie.

Sentences are composed from the facts themselves. Names of happenings and things stand in 「」, those of people,
posts and organisations bare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from graph.entities import Node, Span, Tie
from graph.ontology.ladder import LADDER
from graph.ontology.vocabulary import STATUS_LABELS, TIE
from graph.snapshot import Snapshot
from graph.validity import OCCURRENCES, moment, shown_spans, status_at
from graph.values.dates import PartialDate

# From half on, two have worked together within the half-life of such a contact (.8 × ½^(3.4 / 5)); .15 is a fresh
# exchange of cards, one to one. Below that, a name is all there is to go by.
THICK_FROM: Final = 0.5
USUAL_FROM: Final = 0.15

_UNQUOTED: Final = frozenset({
    "Person", "Post", "Municipality", "Department", "Assembly", "Faction", "Company", "Agency", "PublicBody",
    "Association", "Group", "Place",
})
UNDATED_WORDS: Final = "時期の記載なし"

# What somebody did, by tie kind and role: {b} is the event, project or motion.
_DID: Final[Mapping[tuple[str, str], str]] = {
    ("TOOK_PART", "organizer"): "{b}を主催",
    ("TOOK_PART", "host"): "{b}に会場を提供",
    ("TOOK_PART", "secretariat"): "{b}の事務局",
    ("TOOK_PART", "speaker"): "{b}に登壇",
    ("TOOK_PART", "moderator"): "{b}の進行役",
    ("TOOK_PART", "asker"): "{b}で質問",
    ("TOOK_PART", "answerer"): "{b}で答弁",
    ("TOOK_PART", "participant"): "{b}に参加",
    ("JOINED", "owner"): "{b}の実施主体",
    ("JOINED", "operator"): "{b}を運営",
    ("JOINED", "pitcher"): "{b}で課題を発表",
    ("JOINED", "supporter"): "{b}を支援",
    ("JOINED", "advocate"): "{b}を推進",
    ("JOINED", "contractor"): "{b}を受注",
    ("JOINED", "payee"): "{b}の支出先",
    ("VOTED", "yes"): "{b}に賛成",
    ("VOTED", "no"): "{b}に反対",
    ("VOTED", "abstain"): "{b}の採決を棄権",
    ("VOTED", "absent"): "{b}の採決を欠席",
}
# What somebody was, by the same: a noun that です and でした can follow.
_WAS: Final[Mapping[tuple[str, str], str]] = {
    ("TOOK_PART", "organizer"): "主催者",
    ("TOOK_PART", "host"): "会場の提供者",
    ("TOOK_PART", "secretariat"): "事務局",
    ("TOOK_PART", "speaker"): "登壇者",
    ("TOOK_PART", "moderator"): "進行役",
    ("TOOK_PART", "asker"): "質問者",
    ("TOOK_PART", "answerer"): "答弁者",
    ("TOOK_PART", "participant"): "参加者",
    ("JOINED", "owner"): "実施主体",
    ("JOINED", "operator"): "運営者",
    ("JOINED", "pitcher"): "課題の発表者",
    ("JOINED", "supporter"): "支援者",
    ("JOINED", "advocate"): "推進役",
    ("JOINED", "contractor"): "受注者",
    ("JOINED", "payee"): "支出先",
}


# The same as a verb: particle behind the name, and a stem for た, ました, ます.
_ACTED: Final[Mapping[tuple[str, str], str]] = {
    ("TOOK_PART", "organizer"): "{b}を主催し",
    ("TOOK_PART", "host"): "{b}に会場を提供し",
    ("TOOK_PART", "secretariat"): "{b}の事務局を務め",
    ("TOOK_PART", "speaker"): "{b}に登壇し",
    ("TOOK_PART", "moderator"): "{b}の進行役を務め",
    ("TOOK_PART", "asker"): "{b}で質問し",
    ("TOOK_PART", "answerer"): "{b}で答弁し",
    ("TOOK_PART", "participant"): "{b}に参加し",
    ("JOINED", "owner"): "{b}の実施主体を務め",
    ("JOINED", "operator"): "{b}を運営し",
    ("JOINED", "pitcher"): "{b}で課題を発表し",
    ("JOINED", "supporter"): "{b}を支援し",
    ("JOINED", "advocate"): "{b}を推進し",
    ("JOINED", "contractor"): "{b}を受注し",
    ("JOINED", "payee"): "{b}から支出を受け",
}


def strength_words(strength: float) -> str:
    """A strength (0–1) in a word: 太い from .5, ふつう from .15, else 細い."""
    return "太い" if strength >= THICK_FROM else "ふつう" if strength >= USUAL_FROM else "細い"


def level_words(level: int | None) -> str:
    """A step of the ladder in words; None is a hop through the structure of organisations."""
    return "組織の仕組み" if level is None else LADDER[level].label_ja


def name_words(node: Node) -> str:
    """An entity as it stands in a sentence: a happening or thing in 「」 (brackets in its name become 『』)."""
    return node.caption if node.kind in _UNQUOTED else quoted(node.caption)


def quoted(text: str) -> str:
    """A text in 「」, with 『』 inside."""
    return f"「{text.replace('「', '『').replace('」', '』')}」"


def listed(words: Iterable[str]) -> str:
    """Several names in a row: A、B、C."""
    return "、".join(words)


def date_caption(text: str) -> str:
    """A canonical partial date in Japanese; 時期の記載なし where it is empty."""
    read = moment(text)
    return read.caption if read else UNDATED_WORDS


def age_words(last: date, as_of: date) -> str:
    """How long ago, in whole years and months: 2年10か月前, 5か月前, 12日前, 今日."""
    months = (as_of.year - last.year) * 12 + as_of.month - last.month - (as_of.day < last.day)
    if months < 1:
        days = (as_of - last).days
        return f"{days}日前" if days > 0 else "今日"
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}か月" if rest else "") + "前"


def period_words(since: str, until: str) -> str:
    """Two canonical dates as a period: 2024年1月25日〜26日, 2003年から, 2020年まで; empty where none is known."""
    start, end = moment(since), moment(until)
    if start is None or end is None:
        return f"{start.caption}から" if start else f"{end.caption}まで" if end else ""
    return start.caption if start == end else f"{start.caption}〜{_end_words(start, end)}"


def _end_words(start: PartialDate, end: PartialDate) -> str:
    """The end of a period without what its start has said already."""
    if (start.precision, end.precision) == ("day", "day") and start.year == end.year:
        return f"{end.day}日" if start.month == end.month else f"{end.month}月{end.day}日"
    if (start.precision, end.precision) == ("month", "month") and start.year == end.year:
        return f"{end.month}月"
    return end.caption


def span_caption(span: Span) -> str:
    """An interval with what it is: 2022年4月〜2024年3月、以前 · 2月7日、予定 · 時期の記載なし."""
    words = [period_words(span.since, span.until)]
    if span.status != "actual":
        words.append(STATUS_LABELS[span.status])
    if span.certainty == "inferred":
        words.append("推定")
    return listed(word for word in words if word) or UNDATED_WORDS


def did_words(tie: Tie, target: str) -> str:
    """What the source of a tie with a role did, `target` being the name of what it did it in: 「E」に登壇."""
    return _DID[tie.kind, tie.role].format(b=target)


def acted_words(tie: Tie, target: str, ending: str) -> str:
    """The same as a verb with た, ました or ます: 「E」に登壇した."""
    return _ACTED[tie.kind, tie.role].format(b=target) + ending


def was_words(tie: Tie) -> str:
    """What the source of a tie with a role was: 登壇者, 実施主体."""
    return _WAS[tie.kind, tie.role]


def tie_text(snapshot: Snapshot, tie: Tie, as_of: date) -> str:
    """One line for a tie as of a day: おおこし勝広は墨田区議会議員を務める（6期目、2003年から）."""
    source, target = (name_words(snapshot.nodes[end]) for end in (tie.source, tie.target))
    post = snapshot.nodes.get(tie.first("in_post"))
    if (tie.kind, tie.role) in _DID:
        acting = f"{post.caption}として" if post else ""
        sentence = f"{source}は{acting}{did_words(tie, target)}"
    elif tie.kind == "LOCATED_IN" and snapshot.nodes[tie.source].kind == "Person":
        sentence = f"{source}は{target}にいる"
    else:
        sentence = TIE[tie.kind].text_ja.format(a=source, b=target, role=tie.role)
    remarks = listed(remark for remark in _remarks(snapshot, tie, as_of) if remark)
    return f"{sentence}（{remarks}）" if remarks else sentence


def _remarks(snapshot: Snapshot, tie: Tie, as_of: date) -> list[str]:
    """What stands in brackets behind a tie: its own details, then when, then what it is."""
    table = tie.first("table")
    details = [*(tie.first(name) for name in ("title", "term", "constituency", "session", "setting", "stage")),
               f"班は{quoted(table)}" if table else ""]
    spans = shown_spans(tie, snapshot, as_of)
    if status_at(tie, snapshot, as_of) == "unknown" and any(span.status == "planned" for span in spans):
        return [*details, *(period_words(span.since, span.until) for span in spans), "予定だったが、その後は不明"]
    captions = [_span_words(tie, span) for span in spans]
    return [*details, *(caption for caption in captions if caption)]


def _span_words(tie: Tie, span: Span) -> str:
    """An interval of a tie: a start alone dates what happened; a lasting tie without dates needs no word on it."""
    if tie.kind in OCCURRENCES and span.since and not span.until:
        span = replace(span, until=span.since)
    caption = span_caption(span)
    return "" if caption == UNDATED_WORDS and tie.kind not in ("TOOK_PART", "CONTRACTED", "JOINED") else caption

"""The kinds of tie. Every declaration is preceded by a drawing of it."""

from __future__ import annotations

from typing import Final

from graph.ontology.declaration import Property, Role, TieKind, ValueType
from graph.ontology.ladder import LADDER

ORGANIZER: Final = Role("organizer", "主催", "organizer", ("主催者",))
HOST: Final = Role("host", "会場提供", "host", ("受入",))
SECRETARIAT: Final = Role("secretariat", "事務局", "secretariat")
SPEAKER: Final = Role("speaker", "登壇", "speaker", ("講師", "発表"))
MODERATOR: Final = Role("moderator", "進行", "moderator", ("モデレーター", "司会", "ファシリテーター"))
ASKER: Final = Role("asker", "質問", "asker", ("質問者",))
ANSWERER: Final = Role("answerer", "答弁", "answerer", ("答弁者",))
PARTICIPANT: Final = Role("participant", "参加", "participant", ("参加者",))

OWNER: Final = Role("owner", "主体", "owner", ("事業主体", "実施主体"))
OPERATOR: Final = Role("operator", "運営", "operator", ("受託運営",))
PITCHER: Final = Role("pitcher", "課題発表", "pitcher")
SUPPORTER: Final = Role("supporter", "支援", "supporter")
ADVOCATE: Final = Role("advocate", "推進", "advocate", ("働きかけ",))
CONTRACTOR: Final = Role("contractor", "受注", "contractor")
PAYEE: Final = Role("payee", "支出先", "payee")

_IN_POST: Final = Property("in_post", "立場の役職", "In post", ValueType.REFERENCE, headers=("役職として",))
_AMOUNT: Final = Property("amount", "金額", "Amount (yen)", ValueType.YEN, many=True)
_TITLE: Final = Property("title", "件名・肩書", "Title", many=True, headers=("肩書", "契約件名"))
_PLACE_OR_PEOPLE: Final = ("Person", "Organization")

TIES: Final[tuple[TieKind, ...]] = (
    # (:Person)-[:HOLDS]->(:Post)
    TieKind(
        "HOLDS",
        "務める",
        "holds",
        (("Person",), ("Post",)),
        "役職",
        "{a}は{b}を務める",
        how_ja="役職に宛てて連絡し、公の窓口から面会を頼めます。",
        mind_ja="異動で担当が替わることがあります。",
        properties=(Property("term", "期", "Term"), Property("constituency", "選挙区", "Constituency")),
        headers=("就任", "在任"),
    ),
    # (:Post)-[:POST_IN]->(:Organization)
    TieKind("POST_IN", "置かれる組織", "is a post in", (("Post",), ("Organization",)), "所属", "{a}は{b}の役職"),
    # (:Post)-[:REPORTS_TO]->(:Post)
    TieKind("REPORTS_TO", "上司", "reports to", (("Post",), ("Post",)), "所属", "{a}の上司は{b}"),
    # (:Person|Organization)-[:MEMBER_OF]->(:Organization)
    TieKind(
        "MEMBER_OF",
        "所属",
        "is a member of",
        (_PLACE_OR_PEOPLE, ("Organization",)),
        "所属",
        "{a}は{b}に所属",
        how_ja="同じ組織の一員として紹介を頼めます。",
        mind_ja="大きな組織では面識がないことがあります。",
        properties=(_TITLE,),
    ),
    # (:Person)-[:SOUGHT]->(:Post)
    TieKind("SOUGHT", "立候補", "sought", (("Person",), ("Post",)), "役職", "{a}は{b}に立候補"),
    # (:Organization)-[:PART_OF]->(:Organization), Event → Event|Project, Project → Project, Issue → Issue
    TieKind(
        "PART_OF",
        "一部",
        "is part of",
        (("Organization", "Event", "Project", "Issue"), ("Organization", "Event", "Project", "Issue")),
        "構成",
        "{a}は{b}の一部",
    ),
    # (:Organization|Project)-[:SUCCEEDED]->(:Organization|Project)
    TieKind(
        "SUCCEEDED",
        "後継",
        "succeeded",
        (("Organization", "Project"), ("Organization", "Project")),
        "構成",
        "{a}は{b}の後継",
    ),
    # (:Organization|Person|Place)-[:LOCATED_IN]->(:Municipality)
    TieKind(
        "LOCATED_IN",
        "所在地",
        "is located in",
        (("Organization", "Person", "Place"), ("Municipality",)),
        "地域",
        "{a}は{b}にある",
    ),
    # (:Solution)-[:COVERS]->(:Municipality)
    TieKind("COVERS", "対象地域", "covers", (("Solution",), ("Municipality",)), "地域", "{a}は{b}を対象とする"),
    # (:Person|Post|Organization)-[:TOOK_PART {role}]->(:Event)
    TieKind(
        "TOOK_PART",
        "参加",
        "took part in",
        (("Person", "Post", "Organization"), ("Event",)),
        "場",
        "{a}は{b}に{role}",
        how_ja="その場の話題に触れて、続きを話したいと切り出せます。",
        mind_ja="同じ場にいただけでは、つながったことになりません。",
        roles=(ORGANIZER, HOST, SECRETARIAT, SPEAKER, MODERATOR, ASKER, ANSWERER, PARTICIPANT),
        role_required=True,
        properties=(
            Property("session", "回・部", "Session", headers=("セッション",)),
            Property("table", "卓・班", "Table", headers=("テーブル", "班", "グループワーク")),
            _IN_POST,
        ),
    ),
    # (:Event)-[:HELD_AT]->(:Place|Organization)
    TieKind("HELD_AT", "会場", "was held at", (("Event",), ("Place", "Organization")), "場", "{a}の会場は{b}"),
    # (:Organization)-[:OPERATES]->(:Place)
    TieKind("OPERATES", "施設運営", "operates", (("Organization",), ("Place",)), "場", "{a}は{b}を運営"),
    # (:Event|Motion)-[:ABOUT]->(:Issue)
    TieKind("ABOUT", "主題", "is about", (("Event", "Motion"), ("Issue",)), "課題", "{a}の主題は{b}"),
    # (:Person|Organization)-[:RAISED]->(:Issue)
    TieKind(
        "RAISED",
        "取り上げた課題",
        "raised",
        (_PLACE_OR_PEOPLE, ("Issue",)),
        "課題",
        "{a}は{b}を取り上げた",
        properties=(Property("setting", "場面", "Setting", many=True),),
    ),
    # (:Person|Post)-[:ANSWERED]->(:Issue)
    TieKind(
        "ANSWERED",
        "答えた課題",
        "answered",
        (("Person", "Post"), ("Issue",)),
        "課題",
        "{a}は{b}に答えた",
        properties=(Property("occasion_name", "機会", "Occasion", many=True),),
    ),
    # (:Organization)-[:HAS_ISSUE]->(:Issue)
    TieKind("HAS_ISSUE", "抱える課題", "has the issue", (("Organization",), ("Issue",)), "課題", "{a}は{b}を抱える"),
    # (:Department|Post)-[:IN_CHARGE]->(:Issue|Project)
    TieKind(
        "IN_CHARGE", "担当", "is in charge of", (("Department", "Post"), ("Issue", "Project")), "課題", "{a}は{b}を担当"
    ),
    # (:Person)-[:EXPERT_IN]->(:Issue)
    TieKind("EXPERT_IN", "専門", "is an expert in", (("Person",), ("Issue",)), "課題", "{a}は{b}を専門とする"),
    # (:Organization)-[:OFFERS]->(:Solution)
    TieKind("OFFERS", "提供", "offers", (("Organization",), ("Solution",)), "解決策", "{a}は{b}を提供"),
    # (:Solution|Project|Organization|Event)-[:ADDRESSES]->(:Issue)
    TieKind(
        "ADDRESSES",
        "取り組む課題",
        "addresses",
        (("Solution", "Project", "Organization", "Event"), ("Issue",)),
        "課題",
        "{a}は{b}に取り組む",
    ),
    # (:Person|Post|Organization)-[:JOINED {role}]->(:Project)
    TieKind(
        "JOINED",
        "取組に参画",
        "joined",
        (("Person", "Post", "Organization"), ("Project",)),
        "取組",
        "{a}は{b}に{role}として参画",
        how_ja="その取組の経験を聞きたいと切り出せます。",
        mind_ja="取組が終わっている場合は、今の担当を確かめてください。",
        roles=(OWNER, OPERATOR, PITCHER, SUPPORTER, ADVOCATE, CONTRACTOR, PAYEE),
        role_required=True,
        properties=(_AMOUNT, Property("fiscal_year", "年度", "Fiscal year", ValueType.DATE), _IN_POST),
    ),
    # (:Project|Organization)-[:USES]->(:Solution)
    TieKind(
        "USES",
        "利用",
        "uses",
        (("Project", "Organization"), ("Solution",)),
        "解決策",
        "{a}は{b}を利用",
        properties=(Property("stage", "段階", "Stage", many=True),),
    ),
    # (:Organization)-[:CONTRACTED]->(:Organization), buyer to supplier
    TieKind(
        "CONTRACTED",
        "契約",
        "contracted",
        (("Organization",), ("Organization",)),
        "取組",
        "{a}は{b}と契約",
        how_ja="契約の実績を手がかりに話を始められます。",
        mind_ja="入札中の案件がないか確かめてください。",
        properties=(_AMOUNT, _TITLE),
    ),
    # (:Person|Organization)-[:SPONSORED]->(:Motion)
    TieKind("SPONSORED", "提出", "sponsored", (_PLACE_OR_PEOPLE, ("Motion",)), "議案", "{a}は{b}を提出"),
    # (:Person)-[:VOTED {option}]->(:Motion)
    TieKind(
        "VOTED",
        "採決",
        "voted on",
        (("Person",), ("Motion",)),
        "議案",
        "{a}は{b}に{role}",
        roles=(
            Role("yes", "賛成", "yes"),
            Role("no", "反対", "no"),
            Role("abstain", "棄権", "abstain"),
            Role("absent", "欠席", "absent"),
        ),
        role_required=True,
    ),
    # (:Motion)-[:REFERRED_TO]->(:Organization)
    TieKind("REFERRED_TO", "付託", "was referred to", (("Motion",), ("Organization",)), "議案", "{a}は{b}に付託"),
    # (:Introduction)-[:INTRODUCED_BY]->(:Person|Organization)
    TieKind(
        "INTRODUCED_BY", "紹介者", "was made by", (("Introduction",), _PLACE_OR_PEOPLE), "紹介", "{a}の紹介者は{b}"
    ),
    # (:Introduction)-[:INTRODUCED]->(:Person|Organization)
    TieKind(
        "INTRODUCED",
        "紹介された人",
        "introduced",
        (("Introduction",), _PLACE_OR_PEOPLE),
        "紹介",
        "{a}で紹介されたのは{b}",
        how_ja="紹介してくれた人の名前を添えて連絡できます。",
        mind_ja="その後の様子を紹介者に確かめてください。",
    ),
    # (:Person)-[:KNOWS {level}]-(:Person)
    TieKind(
        "KNOWS",
        "知り合い",
        "knows",
        (("Person",), ("Person",)),
        "人",
        "{a}と{b}は知り合い",
        how_ja="直接、紹介を頼めます。",
        mind_ja="最後に会った時期を確かめてください。",
        properties=(
            Property(
                "level",
                "段階",
                "Level",
                ValueType.CHOICE,
                choices=tuple(str(level.number) for level in LADDER),
                choice_labels=tuple(level.label_ja for level in LADDER),
            ),
            Property("channel", "機会", "Channel", many=True),
        ),
        symmetric=True,
    ),
)

"""The columns of the four files of 参議院 and what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.ontology.declaration import Property, ValueType
from graph.ontology.kinds import ALIAS, DESCRIPTION, KANA, NAME, URL
from graph.ontology.vocabulary import KIND
from ingest.csv_folder import CsvFile

ORIGIN: Final = "https://github.com/smartnews-smri/house-of-councillors"
FACTIONS_FILE, MEMBERS_FILE, QUESTIONS_FILE, BILLS_FILE = "kaiha.csv", "giin.csv", "syuisyo.csv", "gian.csv"
HOUSE, OTHER_HOUSE = "参議院", "衆議院"

SIZE: Final = next(prop for prop in KIND["Faction"].properties if prop.name == "size")
AS_OF: Final = Property("as_of", "時点", "As of", ValueType.DATE)
FACTION: Final = Property("faction", "会派", "Faction", ValueType.NAME)
CONSTITUENCY: Final = Property("constituency", "選挙区", "Constituency")
TERM_END: Final = Property("term_end", "任期満了", "End of term", ValueType.DATE)
ELECTED: Final = Property("elected", "当選年", "Years of election")
TIMES: Final = Property("times", "当選回数", "Times elected", ValueType.COUNT)
SEATS: Final = Property("seats", "役職等", "Seats in committees")
SESSION: Final = Property("session", "提出回次", "Session of the Diet", ValueType.COUNT)
NUMBER: Final = Property("number", "提出番号", "Number", ValueType.COUNT)
ASKER: Final = Property("asker", "提出者", "Asker", ValueType.NAME)
ASKERS: Final = Property("askers", "提出人数", "Number of askers", ValueType.COUNT)
RAISED: Final = Property("raised", "提出日", "Raised on", ValueType.DATE)
ANSWERED: Final = Property("answered", "答弁書受領日", "Answered on", ValueType.DATE)
HANDLED: Final = Property("handled", "審議回次", "Session that handled it", ValueType.COUNT)
TYPE: Final = Property("type", "種類", "Type", ValueType.NAME)
PROMULGATED: Final = Property("promulgated", "公布年月日", "Promulgated on", ValueType.DATE)
LAW: Final = Property("law", "法律番号", "Number of the law", ValueType.COUNT)
REFERRED: Final = {
    house: (
        Property(f"referred_{name}", "本付託日", "Referred on", ValueType.DATE),
        Property(f"committee_{name}", "付託委員会等", "Committee", ValueType.NAME),
    )
    for house, name in ((HOUSE, "upper"), (OTHER_HOUSE, "lower"))
}
# The plenary decides after the committee: its word comes first.
OUTCOMES: Final = {
    column: Property(f"outcome_{name}", column, "Outcome", ValueType.NAME)
    for column, name in (
        ("参議院本会議経過情報 - 議決", "upper"),
        ("衆議院本会議経過情報 - 議決", "lower"),
        ("参議院委員会等経過情報 - 議決・継続結果", "upper_committee"),
        ("衆議院委員会等経過情報 - 議決・継続結果", "lower_committee"),
    )
}
FILES: Final = (
    CsvFile(
        FACTIONS_FILE,
        "参議院 会派別所属議員数",
        ORIGIN,
        {"会派名": NAME, "略称": ALIAS, "議員数": SIZE, "議員数の時点": AS_OF},
    ),
    CsvFile(
        MEMBERS_FILE,
        "参議院 議員一覧",
        ORIGIN,
        {
            "議員氏名": NAME,
            "通称名使用議員の本名": ALIAS,
            "議員個人の紹介ページ": URL,
            "読み方": KANA,
            "会派": FACTION,
            "選挙区": CONSTITUENCY,
            "任期満了": TERM_END,
            "当選年": ELECTED,
            "当選回数": TIMES,
            "役職等": SEATS,
            "役職等の時点": AS_OF,
        },
        rosters=(("HOLDS", "list"), ("MEMBER_OF", "list")),
    ),
    CsvFile(
        QUESTIONS_FILE,
        "参議院 質問主意書一覧",
        ORIGIN,
        {
            "提出回次": SESSION,
            "提出番号": NUMBER,
            "件名": NAME,
            "提出者": ASKER,
            "提出人数": ASKERS,
            "明細URL": URL,
            "提出日": RAISED,
            "答弁書受領日": ANSWERED,
            "備考": DESCRIPTION,
        },
    ),
    CsvFile(
        BILLS_FILE,
        "参議院 議案一覧",
        ORIGIN,
        {
            "審議回次": HANDLED,
            "種類": TYPE,
            "提出回次": SESSION,
            "提出番号": NUMBER,
            "件名": NAME,
            "議案URL": URL,
            "議案審議情報一覧 - 提出日": RAISED,
            **{
                f"{house}委員会等経過情報 - {prop.label_ja}": prop
                for house, referral in REFERRED.items()
                for prop in referral
            },
            **OUTCOMES,
            "その他の情報 - 公布年月日": PROMULGATED,
            "その他の情報 - 法律番号": LAW,
        },
    ),
)
AS_OF_COLUMN: Final[Mapping[str, str]] = {FACTIONS_FILE: "議員数の時点", MEMBERS_FILE: "役職等の時点"}

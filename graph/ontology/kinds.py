"""The kinds of node. Colours are primitives of デジタル庁デザインシステム (design-tokens 1.1.9), levels 700–900."""

from __future__ import annotations

from typing import Final

from graph.ontology.declaration import Kind, Property, ValueType

NAME: Final = Property("name", "名称", "Name", ValueType.NAME, headers=("名前", "氏名", "件名", "title"))
ALIAS: Final = Property(
    "alias", "別名", "Other name", ValueType.NAME, many=True, headers=("別表記", "通称", "略称", "aliases")
)
KANA: Final = Property(
    "kana", "かな", "Reading", ValueType.KANA, headers=("ふりがな", "フリガナ", "カナ", "よみ", "読み", "reading")
)
DESCRIPTION: Final = Property("description", "説明", "Description", headers=("概要", "備考"))
URL: Final = Property(
    "url", "URL", "Web page", ValueType.URL, many=True, headers=("ウェブサイト", "ホームページ", "website")
)

LGCODE: Final = Property(
    "lgcode",
    "団体コード",
    "Local government code",
    ValueType.MUNICIPALITY_CODE,
    identifying=True,
    headers=("全国地方公共団体コード", "自治体コード", "市区町村コード"),
    help_ja="6桁（検査数字つき）または5桁",
)
FULL_NAME: Final = Property(
    "full_name",
    "都道府県からの名称",
    "Name with prefecture",
    ValueType.NAME,
    identifying=True,
    help_ja="福島県伊達市のように都道府県から書いた名称（全国で一つに決まる）",
)
HOUJIN_BANGOU: Final = Property(
    "houjin_bangou",
    "法人番号",
    "Corporate number",
    ValueType.CORPORATE_NUMBER,
    identifying=True,
    headers=("corporate_number",),
    help_ja="13桁",
)

ADDRESS: Final = Property("address", "住所", "Address", headers=("所在地",))
INDUSTRY: Final = Property("industry", "業種", "Industry", many=True, headers=("産業分類",), help_ja="日本標準産業分類")

_COMMON: Final = (NAME, ALIAS, KANA, DESCRIPTION, URL)
_ORGANIZATION: Final = (
    *_COMMON,
    HOUJIN_BANGOU,
    Property(
        "activity",
        "活動",
        "Activity",
        ValueType.CHOICE,
        many=True,
        choices=("intermediary",),
        choice_labels=("中間支援",),
        headers=("活動内容",),
        help_ja="官民をつなぐ中間支援を行うと出典にある組織",
    ),
    Property("size", "人数", "Members", ValueType.COUNT, headers=("会員数", "構成員数")),
    Property(
        "complete_roster",
        "名簿",
        "Roster",
        ValueType.CHOICE,
        choices=("complete",),
        choice_labels=("全員",),
        help_ja="全員の名簿がある部署・会派など（20人以下なら同僚のつながりになる）",
    ),
    ADDRESS,
    INDUSTRY,
)
_MUNICIPALITY_LEVELS: Final = Property(
    "level",
    "区分",
    "Level",
    ValueType.CHOICE,
    choices=("prefecture", "city", "special_ward", "ward", "town", "village"),
    choice_labels=("都道府県", "市", "特別区", "行政区", "町", "村"),
)
_DATE: Final = Property("date", "日付", "Date", ValueType.DATE, headers=("日", "開催日", "期日"))
_START: Final = Property("since", "開始", "From", ValueType.DATE, headers=("開始日", "から"))
_END: Final = Property("until", "終了", "To", ValueType.DATE, headers=("終了日", "まで"))
_PLANNED: Final = Property(
    "state",
    "状態",
    "State",
    ValueType.CHOICE,
    choices=("actual", "planned", "former", "unknown"),
    choice_labels=("実施", "予定", "終了", "不明"),
    headers=("状況",),
)

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "Person",
        "人物",
        "Person",
        "Person",
        "人",
        "#0017c1",
        "dot",
        "個人。議員・職員であることは人物の種類ではなく、ある期間の役職。公の立場だけを載せる。",
        (
            *_COMMON,
            Property("consent", "掲載同意", "Consent", ValueType.CHOICE, choices=("given",), choice_labels=("あり",)),
        ),
    ),
    Kind(
        "Post",
        "役職",
        "Post",
        "Post",
        "役",
        "#4979f5",
        "diamond",
        "組織の中の席（墨田区議会議員、デジタル政策課長）。人が替わっても残る。",
        (
            *_COMMON,
            Property("title", "職名", "Title", ValueType.NAME),
            Property(
                "seats",
                "席数",
                "Seats",
                ValueType.CHOICE,
                choices=("one", "many"),
                choice_labels=("1席", "複数"),
                headers=("席",),
            ),
            Property(
                "tenure",
                "任用",
                "Tenure",
                ValueType.CHOICE,
                choices=("regular", "commissioned"),
                choice_labels=("本務", "委嘱"),
                help_ja="委嘱の役職（専門家、委員など）に就いていても、職員や議員とは数えない",
            ),
            Property("seat_count", "定数", "Number of seats", ValueType.COUNT),
        ),
    ),
    Kind(
        "Municipality",
        "自治体",
        "Municipality",
        "Organization",
        "自",
        "#197a4b",
        "square",
        "都道府県・市区町村（区役所・市役所・役場を含む）。議会は別。",
        (
            *_ORGANIZATION,
            LGCODE,
            FULL_NAME,
            _MUNICIPALITY_LEVELS,
            Property("latitude", "緯度", "Latitude", ValueType.DECIMAL),
            Property("longitude", "経度", "Longitude", ValueType.DECIMAL),
            Property("population", "人口", "Population", ValueType.COUNT),
        ),
    ),
    Kind(
        "Department",
        "部署",
        "Department",
        "Organization",
        "課",
        "#1d8b56",
        "square",
        "組織の中の部・課・局・所。組織とそこまでの道順で一つに決まる。",
        _ORGANIZATION,
    ),
    Kind(
        "Assembly",
        "議会",
        "Assembly",
        "Organization",
        "議",
        "#6f23d0",
        "hexagon",
        "自治体の議会・国会の院。",
        _ORGANIZATION,
    ),
    Kind(
        "Faction",
        "会派・政党・委員会",
        "Faction",
        "Organization",
        "派",
        "#5109ad",
        "hexagon",
        "会派、政党、議会の委員会。",
        _ORGANIZATION,
    ),
    Kind("Company", "企業", "Company", "Organization", "企", "#c74700", "box", "会社。", _ORGANIZATION),
    Kind(
        "Agency",
        "国・県の機関",
        "Agency",
        "Organization",
        "国",
        "#0066be",
        "square",
        "府省庁、地方支分部局、県の出先機関。",
        _ORGANIZATION,
    ),
    Kind(
        "PublicBody",
        "公的団体",
        "Public body",
        "Organization",
        "公",
        "#0055ad",
        "square",
        "一部事務組合、裁判所、法律で設立された機関。",
        _ORGANIZATION,
    ),
    Kind(
        "Association",
        "団体",
        "Association",
        "Organization",
        "団",
        "#008299",
        "box",
        "NPO、大学、社団・財団、協議会。",
        _ORGANIZATION,
    ),
    Kind(
        "Group",
        "有志・研究会・実行委員会",
        "Group",
        "Organization",
        "有",
        "#006f83",
        "box",
        "有志の会、研究会、実行委員会。",
        _ORGANIZATION,
    ),
    Kind(
        "Event",
        "場",
        "Event",
        "Event",
        "場",
        "#aa00aa",
        "star",
        "催し、会議、研修、見学、議会の質疑。開始・終了、前提、つながる瞬間を持つ。",
        (
            *_COMMON,
            _START,
            _END,
            Property("premise", "前提", "Premise", headers=("集まりの前提",)),
            Property("spark", "つながる瞬間", "Spark"),
            Property("audience", "つながる人", "Audience", headers=("対象", "参加者層")),
            Property("wish", "参加者の希望", "Wishes", many=True, headers=("要望",)),
            Property("format", "形式", "Format", headers=("方法",)),
            Property("size", "人数", "Size", ValueType.COUNT, headers=("参加人数", "規模")),
            Property("lesson", "学び", "Lessons", many=True, headers=("ポイント", "教訓")),
            Property("outcome", "成果", "Outcome", many=True),
            _PLANNED,
        ),
    ),
    Kind(
        "Place",
        "会場",
        "Place",
        "Place",
        "所",
        "#8b008b",
        "triangle",
        "催しの会場、拠点。",
        (*_COMMON, ADDRESS),
    ),
    Kind(
        "Issue",
        "課題",
        "Issue",
        "Issue",
        "題",
        "#ce0000",
        "triangleDown",
        "地域や行政の困りごと（問題）または分野（話題）。",
        (
            *_COMMON,
            Property(
                "nature",
                "性質",
                "Nature",
                ValueType.CHOICE,
                choices=("problem", "topic"),
                choice_labels=("問題", "分野"),
            ),
        ),
    ),
    Kind("Solution", "解決策", "Solution", "Solution", "解", "#a58000", "triangle", "製品、サービス、手法。", _COMMON),
    Kind(
        "Project",
        "取組・事例",
        "Project",
        "Project",
        "取",
        "#927200",
        "star",
        "協定、実証、導入、行政事業など、複数の関係者の取組。",
        (
            *_COMMON,
            _START,
            _END,
            Property("stage", "段階", "Stage", many=True, help_ja="「2025年度 導入決定」のように時期と段階"),
            Property("effect", "効果", "Effect", many=True),
            Property("hardship", "苦労", "Hardship", many=True),
            Property("lesson", "学び", "Lessons", many=True, headers=("ポイント", "教訓")),
            _PLANNED,
        ),
    ),
    Kind(
        "Motion",
        "議案",
        "Motion",
        "Motion",
        "案",
        "#5c10be",
        "ellipse",
        "法律案、条例案、決議。",
        (*_COMMON, _DATE, Property("number", "番号", "Number"), Property("result", "結果", "Result")),
    ),
    Kind(
        "Introduction",
        "紹介",
        "Introduction",
        "Introduction",
        "縁",
        "#ac3e00",
        "ellipse",
        "誰が誰を誰に、いつ紹介し、どうなったか。",
        (
            *_COMMON,
            _DATE,
            Property(
                "outcome",
                "結果",
                "Outcome",
                ValueType.CHOICE,
                choices=("unknown", "continued", "ended"),
                choice_labels=("不明", "続いた", "続かなかった"),
            ),
        ),
    ),
)

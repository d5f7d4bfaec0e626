"""The bodies of the state that sources call by their full official name alone, with their 法人番号.

Each of these names is borne by one body of the state only (a test holds the list to set 02, 国の機関の法人番号), so
that the name identifies it. Courts, prosecutors' offices and committees of inquest below the highest are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ingest.organizations import Organization

# 国税庁法人番号公表サイト (through gBizINFO, 2026-08-21).
_NUMBERS: Final = """
5000011000001 衆議院
4000011000002 参議院
3000011000003 裁判官弾劾裁判所
2000011000004 裁判官訴追委員会
1000011000005 国立国会図書館
3000012010001 内閣官房
2000012010002 人事院
1000012010003 内閣法制局
9000012010004 国家安全保障会議
8000012010005 高度情報通信ネットワーク社会推進戦略本部
7000012010006 都市再生本部
6000012010007 構造改革特別区域推進本部
5000012010008 知的財産戦略本部
4000012010009 地球温暖化対策推進本部
2000012010010 地域再生本部
1000012010011 郵政民営化推進本部
9000012010012 中心市街地活性化本部
8000012010013 道州制特別区域推進本部
7000012010014 総合海洋政策本部
6000012010015 宇宙開発戦略本部
5000012010016 総合特別区域推進本部
4000012010017 復興庁
3000012010018 原子力防災会議
2000012010019 内閣府
9000012010020 宮内庁
8000012010021 公正取引委員会
7000012010022 国家公安委員会
6000012010023 金融庁
5000012010024 消費者庁
4000012010025 個人情報保護委員会
1000012010028 国土強靱化推進本部
9000012010029 社会保障制度改革推進本部
7000012010030 社会保障制度改革推進会議
6000012010031 健康・医療戦略推進本部
5000012010032 水循環政策本部
4000012010033 まち・ひと・しごと創生本部
3000012010034 東京オリンピック競技大会・東京パラリンピック競技大会推進本部
2000012010035 サイバーセキュリティ戦略本部
1000012010036 特定複合観光施設区域整備推進本部
9000012010037 カジノ管理委員会
8000012010038 デジタル庁
2000012020001 総務省
1000012020002 公害等調整委員会
9000012020003 消防庁
1000012030001 法務省
9000012030002 公安審査委員会
8000012030003 公安調査庁
7000012030004 出入国在留管理庁
9000012040001 外務省
8000012050001 財務省
7000012050002 国税庁
7000012060001 文部科学省
6000012060002 文化庁
5000012060003 スポーツ庁
6000012070001 厚生労働省
5000012070002 中央労働委員会
5000012080001 農林水産省
4000012080002 林野庁
3000012080003 水産庁
4000012090001 経済産業省
3000012090002 資源エネルギー庁
2000012090003 特許庁
1000012090004 中小企業庁
2000012100001 国土交通省
1000012100002 運輸安全委員会
9000012100003 観光庁
8000012100004 気象庁
7000012100005 海上保安庁
1000012110001 環境省
9000012110002 原子力規制委員会
9000012120001 防衛省
8000012120002 防衛装備庁
8000012130001 警察庁
7000012140001 最高検察庁
6000012150001 会計検査院
3000013000001 最高裁判所
"""
_HOUSES: Final = ("衆議院", "参議院")
# Digits 2 to 7 of a number: organs of the legislature, of the administration, of the judiciary.
_COURTS: Final = "000013"


def kind_of_national_body(name: str, number: str) -> str:
    """Assembly for the two houses, PublicBody for courts, Agency for everything else of the state."""
    if name in _HOUSES:
        return "Assembly"
    return "PublicBody" if number[1:7] == _COURTS else "Agency"


def _read() -> Mapping[str, Organization]:
    pairs = [(name, number) for number, name in (line.split(" ") for line in _NUMBERS.split("\n") if line)]
    return MappingProxyType({name: Organization(kind_of_national_body(name, number), number) for name, number in pairs})


NATIONAL_BODIES: Final = _read()

"""Variant characters (異体字) met in Japanese names, folded to the form in everyday use.

Sources: the traditional forms that 常用漢字表 (平成22年内閣告示第2号) gives in brackets; the pairs of
戸籍法施行規則 別表第二 (人名用漢字, 法務省); the 簡易慣用字体 of 表外漢字字体表 (国語審議会, 2000);
popular forms in family registers (俗字: 髙 﨑 𠮷 濵 桒 …, 平成2年民二第5200号通達); JIS X 0213's
separate code points of the same characters (內 靑 彥 …), and radicals that PDF readers put in a
character's place. Compatibility ideographs are absent: Unicode normalisation resolves them.

Left out on purpose, because families and places tell them apart: 斉/斎, 坂/阪, 穐/秋, 埜/野, 邨/村,
薗/園, 碕/崎, 埼/崎, 洲/州, 脩/修, 喆/哲, 畠/畑, 苅/刈.
"""

from __future__ import annotations

# Groups of one everyday form followed by its variants.
_TRADITIONAL = """
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 欧歐 殴毆 桜櫻 奥奧
横橫 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞 懐懷 概槪 拡擴 殻殼 覚覺 学學斈 岳嶽 楽樂 渇渴 缶罐 巻卷 陥陷
勧勸 寛寬 関關 歓歡 観觀 気氣 帰歸 亀龜 偽僞 戯戲 犠犧 旧舊 拠據 挙擧舉 虚虛 峡峽 挟挾 狭狹 郷鄕 暁曉 区區
駆驅 勲勳 薫薰 径徑 茎莖 恵惠 掲揭 渓溪 経經 蛍螢 軽輕 継繼 鶏鷄 芸藝 撃擊 欠缺 研硏 県縣 倹儉 剣劍 険險
圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 広廣 効效 恒恆 黄黃 鉱鑛 号號 国國囯 黒黑 砕碎 済濟 斎齋 剤劑 雑雜 参參
桟棧 蚕蠶 惨慘 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽 収收 従從 渋澁 獣獸 縦縱 粛肅 処處
緒緖 叙敍敘 将將 称稱 渉涉 焼燒 証證 奨奬獎 条條 状狀 乗乘 浄淨 剰剩 畳疊 縄繩 壌壤 嬢孃 譲讓 醸釀 触觸
嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊 静靜 窃竊 摂攝 専專 浅淺
戦戰 践踐 銭錢 潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 曽曾 痩瘦 装裝 総總 騒騷 増增 蔵藏 臓臟
即卽 属屬 続續 堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔 単單 胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲
昼晝 鋳鑄 庁廳廰 徴徵 聴聽 勅敕 鎮鎭 逓遞 鉄鐵鐡銕 点點 転轉 伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬭鬪 徳德
独獨 読讀 届屆 弐貳貮 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻 秘祕 浜濱濵 瓶甁 払拂
仏佛 併倂 並竝 餅餠 辺邊邉 変變 弁辨瓣辯 歩步 宝寶寳 豊豐 褒襃 翻飜 毎每 万萬 満滿 麺麵麪 黙默 弥彌 訳譯
薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵 戻戾
霊靈 齢齡 暦曆 歴歷 恋戀 錬鍊 炉爐 労勞 郎郞 楼樓 録錄 湾灣
"""

_PERSONAL_NAMES = """
亘亙 凛凜 尭堯 巌巖 晃晄 桧檜 槙槇 禄祿 禰祢 遥遙 瑶瑤 穣穰 萌萠 晋晉 聡聰 島嶋嶌 峰峯 富冨 館舘 淵渕渊
飲飮 隣鄰 迪廸 涼凉 熙煕熈 皐皋 昂昻 尚尙 彦彥 悦悅 戸戶户 強强 姫姬 呉吳 内內 産產 清淸 青靑 教敎
既旣 歳歲 税稅 脱脫 説說 絶絕 群羣 舗舖 鋭銳 閲閱 顔顏 啓啟 宮宫 間閒 娯娛 翠翆 雁鴈 蘇蘓 蓑簑 籔藪薮
"""

_PRINTED_FORMS = """
芦蘆 頴穎 鴎鷗 麹麴 蒋蔣 醤醬 祷禱 屏屛 繋繫 籠篭 竈竃 莱萊 騨驒 蝉蟬 頬頰 頸頚 諫諌 焔焰 侠俠 砺礪 壺壷
蛎蠣 鯵鰺 鶯鴬 靭靱 檪櫟 濤涛 灌潅 迩邇 箪簞 剥剝 叱𠮟 枡桝 栃杤 函凾 準凖 湊凑 船舩
"""

_POPULAR_FORMS = """
高髙 崎﨑嵜㟢 吉𠮷 土圡𡈽 丈𠀋 橋槗𣘺 桑桒 柳栁桺 松枩柗 喜㐂 鶴靏靍 昇曻 券劵 嵯嵳
"""

_RADICALS = """
角⻆ 長⻑ 西⻄ 青⻘ 食⻝ 鬼⻤ 麦⻨ 黄⻩ 斉⻫ 歯⻭ 竜⻯ 虎⻁ 亀⻱
"""


def _folding() -> dict[str, str]:
    groups = " ".join((_TRADITIONAL, _PERSONAL_NAMES, _PRINTED_FORMS, _POPULAR_FORMS, _RADICALS)).split()
    return {variant: group[0] for group in groups for variant in group[1:]}


# Variant character → everyday form; no everyday form is itself a key.
VARIANTS = _folding()

"""Written text: `clean` makes it fit to be kept and shown, `fold` and `romanised` make spellings comparable.

`fold` is the one normalisation behind comparing names and searching: whatever two people may write
for the same name folds to the same string where that is safe without knowing the name; `romanised` does
so for Latin spellings (hiruta, ひるた).

>>> clean("  \\u200b塩尻市　　役所\\x00 ")
'塩尻市 役所'
>>> fold("ＫＤＤＩ"), fold("髙橋　ﾕｳｼﾞ"), fold("佐々木"), fold("龍ケ崎市") == fold("竜ヶ崎市")
('kddi', '高橋ゆうじ', '佐佐木', True)
>>> romanised("ひるた こういちろう"), romanised("HIRUTA Kōichirō"), romanised("KDDI")
('hirutakoichiro', 'hirutakoichiro', 'kddi')
>>> kana_from_romaji("Syun'iti Namba"), kana_from_romaji("issues")
('しゅんいち なんば', None)
"""

from __future__ import annotations

import re
import unicodedata

from graph.values.kanji import VARIANTS

# Letters (Lo, Mn) that show nothing and only serve to disguise a text.
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_BLANK_LETTER = re.compile(f"[{_BLANK_LETTERS}]")
# Control, format (zero width, bidi marks, byte order mark) and surrogate code points.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

_VOICING = "\u3099\u309a"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\u301c~\u30fc"
_NOT_LETTERS = re.compile(rf"[^\w{_VOICING}{re.escape(_HYPHENS)}]|_")
_LONG_VOWEL = re.compile(rf"(?<=[\u3041-\u3096\u309d{_VOICING}])[{re.escape(_HYPHENS)}]+")
_LONG_VOWEL_HELD = "\uf8ff"
_OTHER_HYPHENS = re.compile(f"[{re.escape(_HYPHENS)}]")
_REPEATED_KANJI = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff])(々+)")
_REPEATED_KANA = re.compile(rf"([\u3041-\u3096])([{_VOICING}]*)((?:ゝ[{_VOICING}]*)+)")

_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD)}
# ヶ and ヵ stand for ケ and カ in place names (龍ケ崎, 竜ヶ崎); ゐ and ゑ sound い and え (ヱビス, エビス).
_SPELLINGS = {
    ord("ヶ"): "け", ord("ゖ"): "け", ord("ヵ"): "か", ord("ゕ"): "か",
    ord("ヰ"): "い", ord("ゐ"): "い", ord("ヱ"): "え", ord("ゑ"): "え",
}  # fmt: skip
_KANA_ONLY = re.compile("[\u3041-\u309fー]+")
_LARGE_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_FOLDING: dict[int, int | str | None] = {
    **dict.fromkeys(map(ord, _BLANK_LETTERS)),
    **_KATAKANA_TO_HIRAGANA,
    **{ord(variant): form for variant, form in VARIANTS.items()},
    **_SPELLINGS,
}


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and character not in _BLANK_LETTERS


def clean(text: str) -> str:
    """`text` as it is kept and shown: NFC, one space where white space was, nothing invisible.

    Width and variant characters stay as written (ＫＤＤＩ, 髙): they are how somebody writes a name.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = " ".join(text.split())
    if spaced.isprintable() and not _BLANK_LETTER.search(spaced):
        return unicodedata.normalize("NFC", spaced)
    seen = "".join(character for character in spaced if _is_seen(character))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def excerpt(text: str, length: int = 40) -> str:
    """`text` cleaned and cut to `length` characters, for a message that quotes what somebody wrote."""
    cleaned = clean(text)
    return cleaned if len(cleaned) <= length else f"{cleaned[:length]}…"


def fold(text: str) -> str:
    """The comparing and searching form of `text`: letters and digits only, one spelling for each.

    Width, case, accents, katakana, variant characters (`graph.values.kanji`), repetition marks and the
    many long-vowel marks are unified; spaces, dots and punctuation go. A hyphen counts as a long vowel
    after kana and as punctuation elsewhere. A text without any letter or digit (★) keeps its symbols, so
    that no visible name folds to nothing. Folding twice changes nothing; NFC and NFD fold alike.
    """
    # The two rounds are Unicode's own recipe for a caseless form that is stable (UAX 15, NFKC_Casefold).
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed)
    letters = _NOT_LETTERS.sub("", decomposed.translate(_FOLDING))
    letters = _LONG_VOWEL.sub(_LONG_VOWEL_HELD, letters)
    letters = _OTHER_HYPHENS.sub("", letters).replace(_LONG_VOWEL_HELD, "ー")
    letters = _REPEATED_KANJI.sub(lambda found: found[1] * (1 + len(found[2])), letters)
    letters = _REPEATED_KANA.sub(lambda found: found[1] + found[2] + found[3].replace("ゝ", found[1]), letters)
    if letters:
        return unicodedata.normalize("NFC", letters)
    return clean(decomposed).replace(" ", "")


def is_kana(text: str) -> bool:
    """Whether `text` is a reading: hiragana or katakana of any width, apart from spaces and punctuation."""
    return _KANA_ONLY.fullmatch(fold(text)) is not None


def large_kana(folded: str) -> str:
    """A folded text with small kana written large, as registers do (キヤノン, 富士フイルム)."""
    return unicodedata.normalize("NFC", folded.translate(_LARGE_KANA))


# Kana, then Hepburn.
_SYLLABARY = """
あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so
た ta ち chi つ tsu て te と to な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho
ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro わ wa を o ん n
が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do
ば ba び bi ぶ bu べ be ぼ bo ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu
きゃ kya きゅ kyu きょ kyo しゃ sha しゅ shu しょ sho しぇ she ちゃ cha ちゅ chu ちょ cho ちぇ che
にゃ nya にゅ nyu にょ nyo ひゃ hya ひゅ hyu ひょ hyo みゃ mya みゅ myu みょ myo
りゃ rya りゅ ryu りょ ryo ぎゃ gya ぎゅ gyu ぎょ gyo じゃ ja じゅ ju じょ jo じぇ je
ぢゃ ja ぢゅ ju ぢょ jo びゃ bya びゅ byu びょ byo ぴゃ pya ぴゅ pyu ぴょ pyo
ふぁ fa ふぃ fi ふぇ fe ふぉ fo てぃ ti でぃ di でゅ dyu うぃ wi うぇ we うぉ wo
ゔぁ va ゔぃ vi ゔぇ ve ゔぉ vo とぅ tu どぅ du つぁ tsa くぁ kwa
ぁ a ぃ i ぅ u ぇ e ぉ o ゃ ya ゅ yu ょ yo ゎ wa
"""
# Spellings of other systems that are read beside Hepburn.
_OTHER_SPELLINGS = """
し si ち ti つ tu ふ hu じ zi しゃ sya しゅ syu しょ syo ちゃ tya ちゅ tyu ちょ tyo
じゃ zya じゅ zyu じょ zyo じゃ jya じゅ jyu じょ jyo
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    cells = table.split()
    return list(zip(cells[::2], cells[1::2], strict=True))


_TO_LATIN = dict(_pairs(_SYLLABARY))
# Of several kana the first in the table wins (ji is じ, o is お), then the other systems' (ti is ち).
_TO_KANA = {latin: kana for kana, latin in (*reversed(_pairs(_SYLLABARY)), *_pairs(_OTHER_SPELLINGS))}

_KANA_UNIT = re.compile("|".join(sorted(map(re.escape, _TO_LATIN), key=len, reverse=True)))
_LATIN_UNIT = re.compile(
    "|".join(
        (
            r"(?P<double>([ksptgzjdbcfh])(?=\2)|t(?=ch))",
            r"(?P<long>(?<=o)h(?![aeiouy]))",
            rf"(?P<syllable>{'|'.join(sorted((s for s in _TO_KANA if s != 'n'), key=len, reverse=True))})",
            r"(?P<nasal>(?<=[aeiou])(n'?|m(?=[bpm])))",
        )
    )
)
_SHORTENED = (("ou", "o"), ("oo", "o"), ("uu", "u"))


def _latin_from_kana(folded: str) -> str:
    spelled = _KANA_UNIT.sub(lambda found: _TO_LATIN[found[0]], folded).replace("ー", "")
    spelled = re.sub(r"っ(?=ch)", "t", spelled)
    spelled = re.sub(r"っ+([b-df-hj-np-tv-z])", r"\1\1", spelled).replace("っ", "")
    for long, short in _SHORTENED:
        while long in spelled:
            spelled = spelled.replace(long, short)
    return spelled


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _kana_word(word: str) -> str | None:
    kana: list[str] = []
    at = 0
    while at < len(word):
        found = _LATIN_UNIT.match(word, at)
        if found is None:
            return None
        match found.lastgroup:
            case "double":
                kana.append("っ")
            case "long":
                kana.append("う")
            case "nasal":
                kana.append("ん")
            case _:
                kana.append(_TO_KANA[found[0]])
        at = found.end()
    return "".join(kana)


def kana_from_romaji(text: str) -> str | None:
    """Hiragana for a text in Latin letters, words kept apart by a space; None if it is no romaji.

    Vowels are taken as written, so "Koichiro" gives こいちろ: to compare, use `romanised`.
    """
    words = [word for word in re.split(r"[\s\-・.,]+", _without_accents(text)) if word]
    read = [_kana_word(word) for word in words]
    known = [word for word in read if word is not None]
    return " ".join(known) if known and len(known) == len(read) else None


def romanised(text: str) -> str:
    """The comparing form of a reading in Latin letters: Hepburn, long vowels short, no spaces.

    Kana are spelled, Latin text that reads as romaji is respelled the same way, everything else is left
    as `fold` leaves it, but for its long o and u. Applied to its own result it changes no reading.
    """
    kana = kana_from_romaji(text)
    if kana is None:
        return _latin_from_kana(fold(text))
    return "".join(_latin_from_kana(word) for word in kana.split())

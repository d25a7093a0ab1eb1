"""Which encoding some bytes are in: the one in which their characters spell a language."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

MOST_BYTES = 16384
"""Bytes around those beyond ASCII that are tried: enough for every frequent letter, and quick."""
_SAMPLE = 2**20
"""Bytes in which those are looked for."""
_FRAGMENT = re.compile(rb"[^\s<>\x80-\xff]{0,40}[\x80-\xff][^<>\n\r\x00]{0,4000}")
_SINGLE = (
    "cp1252", "cp1250", "iso8859-2", "cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic",
    "cp855", "cp1253", "iso8859-7", "cp1254", "cp1255", "iso8859-8", "cp1256", "iso8859-6", "cp1257",
    "iso8859-4", "iso8859-13", "cp874", "mac-roman", "mac-latin2", "mac-greek", "cp437", "cp850", "cp852",
    "cp737", "cp862", "cp864", "cp1258", "iso8859-3", "iso8859-10", "iso8859-14", "iso8859-15", "iso8859-16",
)  # fmt: skip
"""Encodings of one byte a character, the likelier first: of two that fit alike, the first is taken."""
_DOUBLE = ("gb18030", "big5hkscs", "cp932", "euc-jp", "cp949", "johab", "euc-jis-2004")
"""Encodings of two bytes and more."""
_LANGUAGES = {
    "French": "éèàêçùâîôûïëœÉÀÊÈÇæ",
    "German": "üäößÜÄÖ",
    "Spanish": "óíáñéúü¿¡Áº",
    "Portuguese": "ãçáéíóõêâúàôÁÉÓ",
    "Italian": "àèìòùéÈ",
    "Nordic": "äöåøæéüÅÖØ",
    "Icelandic": "áíþæöúéýðóÞÁÍÚÆÖÓ",
    "Dutch": "ëïéüöèà",
    "Catalan": "àèéíóòçïúü·",
    "Polish": "łąężśóćńźŁŚŻÓĆ",
    "Czech": "íáéěřšžýčůúťďňóŠŘČŽÚÍÁ",
    "Slovak": "íáčéýžšúľťňďôäóĺŕŠČŽÚ",
    "Hungarian": "áéöóőíüúűÁÉÖÓÜÍŐÚŰ",
    "Romanian": "ăîâşţșțŞŢÎȘȚ",
    "Slavic of the Balkans": "čšžćđČŠŽĆĐ",
    "Turkish": "ıiğşüöçİŞÜÖÇâ",
    "Lithuanian": "ėųįšąęžūčŠŽČĖ",
    "Latvian": "āīēšķļņžūģčĀŠŽ",
    "Estonian": "äõüöšžÄÕÜÖ",
    "Vietnamese": "đàáảãạâêôơưăéèíìóòúùýĐ\u0300\u0301\u0303\u0309\u0323",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёПСВНОКМАТРИГДБУЭЕЛФЯЗЧХШ",
    "Bulgarian": "аиоетнрсвлкдпмзягъубчцжщхйшюфьПСВНОКМАТРИГДБ",
    "Ukrainian": "оанивіртеслкдумпзяьбгйчхцїжєшющфґПСВНОКМАТРІГДБУ",
    "Serbian": "аоиенртсјвукдпмлзбгчшцжљњћђфхџПСВНОКМАТРИГДБЈ",
    "Greek": "αοιετσνηυρπκμλςωγδίόάέθχήύώφβξζψϊΐΑΟΕΤΣΝΗΠΚΜΓΔΈΌΆΊ",
    "Hebrew": "יוהלאמרבתשנעםחדקפגטסכןזצךףץ",
    "Arabic": "اليمنوترهبسعدفحةقكجشأصطىخضذغزظثئإآءؤپچگی،؟",
    "Thai": "านรอกเงมยลวดทสต่ะปบคหแจพช้ขใไีัิ์็ึืุูโำผซถณศธภษญฐฟฝฎฉฬฏฮๆฆ",
}
"""The letters beyond ASCII of a language, the more frequent first."""
_SIGNS = "“”‘’„‚–—…•·«»‹›€£§©®™°\xa0´`¨½¼¾²³±×"
"""What stands in texts of every language."""
_RARE = 0.25
"""Worth of a letter that a language has not, where it might stand in a name."""
_SURE = 0.45
"""Worth of a character, at the mean, below which no language is believed."""
_DOUBT = 0.06
"""Two encodings that differ by less are told both."""
_ASKED = 0.08
"""What an encoding is ahead that charset-normalizer takes for the likeliest."""
_LAST_LATIN = "\u036f"
"""Of Latin letters charset-normalizer knows less than the letters of languages below."""
_SURE_OF_TWO = 0.3
"""The same for encodings of two bytes: their texts hold rare signs and drawings, and strict rules."""
_USUAL = 0.04
"""What the encoding is ahead that most Western texts without a mark are in."""
_MANY = 60
"""Letters whose frequencies tell something."""
_WHOLE_ALPHABET = 27
"""So many letters beyond ASCII are a script of their own."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an encoding fits some bytes."""

    encoding: str
    worth: float
    """At the mean of the characters beyond ASCII: 1 is a language's most frequent letters, 0 is noise."""
    text: str
    """The sample as it reads."""


def fits(data: bytes) -> list[Fit]:
    """The encodings that fit the bytes, the best first and none that reads the sample like a better one.

    ``data`` is no UTF-8, UTF-16 or UTF-32. Empty when nothing makes sense of it.
    """
    sample = fragments(data)
    asked = _asked(sample)
    found = [fit for name in (*_SINGLE, *_DOUBLE) if (fit := _fit(sample, name, asked)).worth >= _least(name)]
    if not found and asked:
        found = [Fit(asked, 0.0, "")]
    found.sort(key=lambda fit: -fit.worth)
    texts: set[str] = set()
    best: list[Fit] = []
    for fit in found:
        if fit.text not in texts:
            texts.add(fit.text)
            best.append(fit)
    return best


def _least(encoding: str) -> float:
    return _SURE_OF_TWO if encoding in _DOUBLE else _SURE


def doubtful(found: list[Fit]) -> str:
    """The second choice, when the first is hardly better; else empty."""
    return found[1].encoding if len(found) > 1 and found[0].worth - found[1].worth < _DOUBT else ""


def fragments(data: bytes) -> bytes:
    """The stretches of text that hold bytes beyond ASCII, without the markup around them."""
    parts: list[bytes] = []
    size = 0
    for hit in _FRAGMENT.finditer(data, 0, _SAMPLE):
        parts.append(hit[0])
        size += len(hit[0])
        if size > MOST_BYTES:
            break
    return b"\n".join(parts)


def _asked(sample: bytes) -> str:
    """What charset-normalizer takes for the likeliest; empty when it knows nothing."""
    from charset_normalizer import from_bytes  # heavy, and rarely needed

    best = from_bytes(sample).best()
    return codecs.lookup(best.encoding).name if best is not None else ""


def _fit(sample: bytes, encoding: str, asked: str) -> Fit:
    text = sample.decode(encoding, "replace")
    high = [char for char in text if char > "\x7f"]
    if not high:
        return Fit(encoding, 0.0, text)
    worth = _double_worth(high, text, encoding) if encoding in _DOUBLE else _single_worth(high, text)
    ahead = codecs.lookup(encoding).name == asked and any(char > _LAST_LATIN for char in high)
    return Fit(encoding, worth + _ASKED * ahead + _USUAL * (encoding == "cp1252"), text)


def _single_worth(high: list[str], text: str) -> float:
    """Mean worth of the characters beyond ASCII in the language that they fit best, less what is odd."""
    counts: dict[str, int] = {}
    for char in high:
        counts[char] = counts.get(char, 0) + 1
    odd = len(_ODD.findall(text))
    return max(_in_language(counts, len(high), worths) for worths in _worths().values()) - odd / len(high)


def _in_language(counts: dict[str, int], total: int, worths: dict[str, float]) -> float:
    """Mean worth in one language; of many letters also how like their frequencies are to the language's."""
    mean = sum(_letter(worths, char) * n for char, n in counts.items()) / total
    letters = sum(n for char, n in counts.items() if char in worths)
    if letters < _MANY or len(worths) < _WHOLE_ALPHABET:
        return mean
    scale = sum(1 / (rank + 4) for rank in range(len(worths)))
    alike = sum(
        min(counts.get(char, 0) / letters, 1 / (rank + 4) / scale) for rank, char in enumerate(reversed(worths))
    )
    return mean + 0.6 * (alike - 0.7)


def _letter(worths: dict[str, float], char: str) -> float:
    if char in worths:
        return worths[char]
    if char in _SIGNS:
        return 0.6
    if unicodedata.category(char) in ("Lu", "Ll", "Lo", "Lt"):
        return _RARE if char in _LATIN else -0.2
    return -1.0 if not char.isprintable() or char == "\ufffd" else -0.3


@cache
def _worths() -> dict[str, dict[str, float]]:
    """Language -> letter -> worth, from 1 for the most frequent down: steeply where all letters are listed."""
    return {
        name: {
            char: 1 - _slope(letters) * rank / len(letters) for rank, char in reversed([*enumerate(letters)])
        }
        for name, letters in _LANGUAGES.items()
    }


def _slope(letters: str) -> float:
    return 0.8 if letters[0] > _LAST_LATIN else 0.45


_LATIN = "".join(set("".join(list(_LANGUAGES.values())[:20])) - set("\u0300\u0301\u0303\u0309\u0323i"))
_ODD = re.compile(
    r"(?<=[a-zß-öø-ÿа-яёα-ωā-ž])[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω](?=[a-zß-öø-ÿа-яёα-ω])"  # a capital inside of a word
    r"|(?<=[a-zß-öø-ÿа-яёα-ω])[А-ЯЁΑ-ΩÀ-ÖØ-Þ]{2}"
    r"|(?<=[a-zA-Z])[Ѐ-ӿͰ-Ͽ\u0590-\u06ff\u0e00-\u0e7f]|[Ѐ-ӿͰ-Ͽ\u0590-\u06ff\u0e00-\u0e7f](?=[a-zA-Z])"
    r"|(?<=\w)[“”„£§©«»¡¿¢¤¥¦¬±¶¸¹²³¼½¾×÷·°®™†‡‰‹›€](?=[^\W\d_])"  # a sign inside of a word
    r"|[\x80-\x9f\ufffd]"
)


def _double_worth(high: list[str], text: str, encoding: str) -> float:
    """The share of characters that are common where such texts are written."""
    bad = text.count("\ufffd") * 4 + len(_LATIN_IN_DOUBLE.findall(text))
    if sum(char >= "\u1100" for char in high) < 0.5 * len(high):
        return 0.0
    return (sum(map(_wide_worth, high)) - bad) / len(high) + _NATURAL * (encoding in _NATIVE)


_LATIN_IN_DOUBLE = re.compile("[\u00c0-\u024f\uff61-\uff9f\ue000-\uf8ff]")


def _wide_worth(char: str) -> float:
    """Kana, frequent ideographs and syllables count for most, what only the large sets have for nothing."""
    if char in _FREQUENT:
        return 1.0
    if "\u3040" <= char <= "\u30ff":
        return 0.9
    if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff60" or char in "“”‘’…—·":
        return 0.7
    if "\uac00" <= char <= "\ud7a3":
        return 0.65 if _row(char, "euc-kr") else 0.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.5 if _is_first_level(char) else 0.1
    return 0.4 if "\u2000" <= char <= "\u26ff" else 0.0


@cache
def _is_first_level(char: str) -> bool:
    """Whether a national standard has the ideograph among those in daily use."""
    return (
        0xB0 <= _row(char, "gb2312") <= 0xD7
        or 0xA4 <= _row(char, "big5") <= 0xC6
        or 0xB0 <= _row(char, "euc-jp") <= 0xCF
    )


_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "這個們來為國說時會對於著過發後裡經麼學現當沒動還進樣開從實新日月者報市公司明年與及"
    "日本人年大会国上中出者行生前時事業部長政自社分間手合同立内党方東京米選民"
    "이다에는을가의고하지은로한기사도를있대서자들어나리인시일그과정부아수만해것전제라"
)
"""Frequent ideographs of Chinese, in both forms, and of Japanese, and syllables of Korean."""
_NATIVE = frozenset({"cp932", "cp949", "euc-jp", "gb18030"})
_NATURAL = 0.02
"""What sets in daily use are ahead of their rarer kin."""


@cache
def _row(char: str, encoding: str) -> int:
    try:
        raw = char.encode(encoding)
    except UnicodeEncodeError:
        return 0
    return raw[0] if len(raw) == 2 else 0

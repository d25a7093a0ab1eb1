"""Which language a text is in: by its script, and by its most frequent small words where several share one.

Small words are what tells languages apart soonest (Grefenstette, "Comparing two language identification
schemes", JADT 1995). No model is needed, and a text that is too short or mixed is of no language.
"""

from __future__ import annotations

import re
from collections import Counter

from search.scripts import WORD
from search.text import words

SAMPLE = 4000
"""Characters looked at."""
FEWEST_LETTERS = 20
"""Letters of a script below which nothing is told from it."""
SHARE = 0.1
"""Small words among all words from which a language is believed."""
LEAD = 1.15
"""By how much it must be ahead of the next one."""
FEWEST_WORDS = 2.5
"""What small words and letters must come to."""
ENGLISH_SAMPLE, ENGLISH_SHARE = 800, 0.2
"""Characters in which so many small English words tell it at once: others have less than half of that."""

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "\u3040-\u30ff\uff66-\uff9f"),
    ("ko", "\uac00-\ud7af"),
    ("zh", "\u3400-\u9fff"),
    ("th", "\u0e01-\u0e5b"),
    ("lo", "\u0e81-\u0edf"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hi", "\u0900-\u097f"),
    ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("am", "\u1200-\u139f"),
    ("bo", "\u0f00-\u0fff"),
    ("ar", "\u0600-\u06ff"),
    ("ru", "\u0400-\u04ff"),
    ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
)
"""The language that most texts in a script are of."""
_IN_SCRIPT = {language: re.compile(f"[{characters}]") for language, characters in _SCRIPTS}

_LETTERS = {
    "ar": (("ur", "ٹڈڑںےہ"), ("fa", "پچژگکی")),
    "ru": (("be", "ў"), ("uk", "іїєґ"), ("sr", "ђћџјљњ"), ("kk", "әғқңөұүһ"), ("mk", "ѓќѕ")),
}
"""Letters that only some languages of a script have."""

_SMALL: dict[str, frozenset[str]] = {
    "en": words("""
        the of and to in a for on with that is was by as at from his her its their be are has have had will
        not an or this who which were it he she they we you but after been would there
    """),
    "de": words("""
        der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden
        aus er hat dass sie nach wird bei einer um am sind noch wie einem über war wurde ich
    """),
    "fr": words("""
        le la les de des et à en un une du dans que qui est pour pas sur au plus par avec ce il elle son sa
        ses ont été aux cette mais nous vous sont se ne leur
    """),
    "es": words("""
        el la los las de y en que un una del por con no para se es su al lo como más pero sus le ha fue era
        entre está son desde este esta hay también
    """),
    "pt": words("""
        o a os as de e em que um uma do da dos das no na nos nas por com não para se é ao mais como mas foi
        ele ela seu sua são pela pelo à
    """),
    "it": words("""
        il lo la i gli le di e che in un una del della dei delle nel nella per con non si è al alla da dal
        come più ma ha sono anche questo era su loro
    """),
    "nl": words("""
        de het een en van in is dat op te zijn met voor niet aan er om ook als dan bij nog uit maar worden
        door naar heeft hij zij was werd deze
    """),
    "sv": words("""
        och i att det som en på är av för med den till inte om ett han men var jag sig från har hon de så
        kan när efter under ska
    """),
    "da": words("""
        og i at det er en til på som med for den af de der ikke et har han var jeg fra men vi også om kan
        hun efter blev nu ved
    """),
    "no": words("""
        og i det er en til på som med for den av de ikke et har han var jeg fra men vi også om kan hun etter
        ble nå ved å hun
    """),
    "fi": words("""
        ja on ei se että oli hän mutta ovat kun myös joka niin tai mukaan jo sekä kuin ole tämä vain sitä he
        vuoden sen
    """),
    "is": words("""
        og í að er á sem til við um af en var ekki það hann fyrir með hún frá þegar eru hefur þá
    """),
    "pl": words("""
        w i na z się nie do to że jest o jak po co przez ale za od był dla które przy są jego oraz tego tak
        być tym
    """),
    "cs": words("""
        a v se na je že o do s z to i k pro ve by za od ale po jako jsou byl který které při také jeho však
        než už
    """),
    "sk": words("""
        a v sa na je že o do s z to aj k pre vo by za od ale po ako sú bol ktorý ktoré pri tiež jeho však
        než už
    """),
    "hu": words("""
        a az és hogy nem is egy volt meg ez de mint csak már van még ki el azt aki szerint lehet vagy sem
    """),
    "ro": words("""
        și în de la a cu pe nu o un care din este ce mai că pentru să au fost sau al lui dar fi ca sunt prin
    """),
    "tr": words("""
        ve bir bu da de için ile olarak çok daha olan gibi ne kadar sonra o en var ama değil ki her göre
    """),
    "vi": words("""
        và của là có được cho không trong một những với các này đã người để từ khi về như đến tại ra
    """),
    "id": words("""
        yang dan di dari untuk dengan ini itu pada tidak dalam akan ke adalah juga oleh telah mereka atau
        karena
    """),
    "ca": words("""
        el la els les de i en que un una del per amb no és al com més però va ser han seva seu aquest dels
        als
    """),
    "hr": words("""
        i u je na se da su za od s a ne o što kako to koji će koje ali po iz bi kao bio nije te samo
    """),
    "et": words("""
        ja on ei et see oli ka kui aga ning mis oma või ta nii seda siis välja veel olid kes üks
    """),
    "lt": words("""
        ir į yra kad iš su tai ne kaip apie buvo bet po jau taip ar už savo nuo
    """),
    "lv": words("""
        un ir ka no uz ar par tas kas arī bija lai pie vai nav bet pēc viņš savu tika
    """),
    "sq": words("""
        dhe në të e i një për me nga që është më se ka nuk u ai kjo si por janë
    """),
    "mr": words("""
        आहे आणि या ते तो ही हे होते नाही मी
    """),
    "bg": words("""
        и на за в се от с да не че по са е до как ще като при това беше
    """),
}  # fmt: skip
"""The most frequent small words."""
_SIGNS = {
    "de": "ßäöü",
    "es": "ñ¿¡",
    "pt": "ãõç",
    "pl": "łąęśżźćń",
    "cs": "řěůčšž",
    "hu": "őűóö",
    "ro": "țșăâ",
    "tr": "ğışç",
    "vi": "ơưạảấầẩậắằặẹẻẽềếểễệịỉọỏốồổỗộớờởợụủứừửữựỳỷỹ",
    "is": "þðæö",
    "da": "æøå",
    "no": "æøå",
    "sv": "äöå",
    "fi": "äö",
    "fr": "çèêœà",
    "it": "àìòè",
    "et": "õäöü",
    "lt": "ėųįšž",
    "lv": "āēīūķļņ",
    "sk": "ľĺŕôäť",
    "hr": "đčćšž",
}
"""Letters with which a language is written, beside those of all."""
_LATIN = tuple(language for language in _SMALL if language not in ("mr", "bg"))
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "portuguese": "pt",
    "russian": "ru",
    "arabic": "ar",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "hindi": "hi",
    "dutch": "nl",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "rus": "ru",
    "ara": "ar",
    "zho": "zh",
    "chi": "zh",
    "jpn": "ja",
    "kor": "ko",
    "hin": "hi",
    "nld": "nl",
    "dut": "nl",
    "nb": "no",
    "nn": "no",
}
_WORD = re.compile(WORD)
_ENGLISH = _SMALL["en"].__contains__
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*\Z")


def code(given: str) -> str:
    """The code of a language that somebody named: ``en-US`` and ``English`` are ``en``; else what was given."""
    name = given.strip().casefold()
    tag = _TAG.match(name)
    return _NAMES.get(name) or (_NAMES.get(tag[1], tag[1]) if tag else given.strip())


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of a text; empty when it cannot be told."""
    beginning = text[:ENGLISH_SAMPLE].lower().split()
    if sum(map(_ENGLISH, beginning)) >= max(FEWEST_WORDS, ENGLISH_SHARE * len(beginning)):
        return "en"  # most texts; nothing else need be looked at
    sample = text[:SAMPLE]
    if sample.isascii():
        return _by_words(sample, _LATIN)
    counts = {language: len(pattern.findall(sample)) for language, pattern in _IN_SCRIPT.items()}
    script = max(counts, key=counts.__getitem__)
    if script == "zh" and counts["ja"] * 8 > counts["zh"]:
        script = "ja"  # kana stand in every Japanese sentence
    if script == "latin":
        return _by_words(sample, _LATIN)
    if not counts[script] or (counts[script] < FEWEST_LETTERS and counts[script] * 2 < sum(counts.values())):
        return ""
    return _in_script(script, sample, counts[script])


def _in_script(script: str, sample: str, letters: int) -> str:
    """The language of a text in a script that is not Latin."""
    if script == "hi":
        return _by_words(sample, ("mr",)) or "hi"
    for language, own in _LETTERS.get(script, ()):
        if sum(map(sample.count, own)) * 100 > letters:
            return language
    if script == "ru" and "ы" not in sample and "э" not in sample:
        return _by_words(sample, ("bg",)) or "ru"
    return script


def _by_words(sample: str, languages: tuple[str, ...]) -> str:
    """The language whose small words and letters the text has, well ahead of every other."""
    lowered = sample.lower()
    found = Counter(_WORD.findall(lowered))
    total = sum(found.values())
    shares = sorted((_weight(language, found, lowered), language) for language in languages)
    (most, language), second = shares[-1], shares[-2][0] if len(shares) > 1 else 0
    believed = most >= FEWEST_WORDS and most >= SHARE * total and most >= LEAD * second
    return language if believed else ""


def _weight(language: str, found: Counter[str], sample: str) -> float:
    """How many of a text's words are small ones of a language; its letters count about as much."""
    small = _SMALL[language]
    counted = sum(count for word, count in found.items() if word in small)
    own = sum(map(sample.count, _SIGNS.get(language, "")))
    return counted + min(own / 2, counted + 2)

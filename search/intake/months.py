"""Names of months in the languages in which most dates are printed, and what else dates are made of."""

from __future__ import annotations

import unicodedata
from functools import cache

from search.article.languages import candidates, detect
from search.text import words

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "en short": "jan feb mar apr may jun jul aug sept oct nov dec",
    "en three": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de short": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "de austria": "jänner feber mrz april mai juni juli august sept oktober nov dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr short": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es short": "ene feb mar abr may jun jul ago set oct nov dic",
    "es america": "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt short": "jan fev mar abr mai jun jul ago set out nov dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru name": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru short": "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου "
    "οκτωβρίου νοεμβρίου δεκεμβρίου",
}  # fmt: skip
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""Era -> the year before its first."""
_DAY_FIRST = words(
    "de fr es it pt nl ru uk pl tr el da nb no fi cs sk hr sr bg ro id vi ar he hi ur ca gl eu et lv sl"
)
"""Languages in whose countries a numeric date begins with the day. English is written in both."""


@cache
def months() -> dict[str, int]:
    """Name of a month without accents, in lower case -> 1 to 12."""
    return {plain(name): at for names in _NAMES.values() for at, name in enumerate(names.split(), 1)}


def plain(word: str) -> str:
    """A word in lower case without its accents, as names of months are compared."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char)).rstrip(".")


def order_of(language: str) -> str:
    """In which order a language writes numeric dates: ``dmy``, ``mdy``, or empty when it does not tell."""
    tag = language.lower().replace("_", "-")
    if tag in ("en-us", "en-ph"):
        return "mdy"
    if tag in ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za"):
        return "dmy"
    return "dmy" if tag.partition("-")[0] in _DAY_FIRST else ""


def order_of_text(text: str) -> str:
    """The order of day and month by the language of a text, or by all that it may be in."""
    language = detect(text)
    orders = {order_of(one) for one in ((language,) if language else candidates(text))}
    return orders.pop() if len(orders) == 1 else ""

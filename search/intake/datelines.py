"""The place before the dash at the start of a story."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DASH = r"[–—―‒-]{1,2}"
_CAPITALS = r"[A-Z][A-Z0-9.'’&/-]*(?:[ ]+(?:[A-Z0-9&][A-Z0-9.'’&/-]*|of|the|de|and))*"
_STATE = r"(?:,[ ]+(?:[A-Z][A-Za-z.]{0,14})(?:[ ][A-Z][A-Za-z.]{1,14}){0,2}){0,2}"
_ASIDE = r"(?:[ ]*\([^()]{2,30}\))?"
_DATELINE = re.compile(rf"(?P<dateline>(?P<place>{_CAPITALS}{_STATE}){_ASIDE}[ ]*{_DASH})(?=\s|\Z)")
_AGENCY = (
    r"(?i:ots|dpa(?:-\w{2,6})?|ap|afp|reuters|ani|xinhua|tass|efe|ansa|kyodo|apa|sda|ats|upi|pti|ians|belga|anp"
    r"|tt|ntb|ritzau|pap|epd|kna|sid|bloomberg|cnn|cp|aap|yonhap|interfax|agencies|news agency|business ?wire"
    r"|marketwired|marketwire|globe ?newswire|pr ?newswire|accesswire|newsfile corp\.?|cision|ein presswire)"
)
_ON_DAY = r"(?:,[ ]+[A-Z][a-z]{2,8}\.?[ ]\d{1,2}(?:,[ ]\d{4})?)?"
_WIRED = re.compile(
    r"(?P<dateline>(?P<place>[A-Z][\w.'’-]{1,24}(?:[ /][A-Z][\w.'’-]{0,24}){0,4}"
    r"(?:,[ ]+(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z][A-Za-z. ]{1,24}){0,2})"
    rf"{_ON_DAY}[ ]?(?:--[ ]?)?(?:\({_AGENCY}\)|/{_AGENCY}/)[ ]?{_DASH})"
)
"""``Hamburg (ots) -``, ``SALT BAY, Ore.--(BUSINESS WIRE)--``, ``OSLO, May 3, 2016 /PRNewswire/ --``."""
_ALONE = re.compile(rf"{_CAPITALS}(?:,[ ]+[A-Z][A-Za-z. ]{{1,30}}){{1,3}}\Z")
_LONGEST = 90
_SMALL = frozenset({"of", "the", "de", "and", "on", "in"})


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a story says that it was filed."""

    text: str
    """As printed, dash included."""
    place: str
    """In reading case: ``Offutt Air Force Base, Neb.``"""


def find_dateline(paragraph: str) -> Dateline | None:
    """The dateline at the start of a paragraph, if there is one."""
    hit = _WIRED.match(paragraph[: _LONGEST + 5]) or _DATELINE.match(paragraph[: _LONGEST + 5])
    if not hit or len(hit["dateline"]) > _LONGEST or len(hit["place"]) < 3:
        return None
    return Dateline(hit["dateline"], reading_case(hit["place"]))


def place_alone(line: str) -> str:
    """The place, when the whole line is one in capitals with commas: ``PORTSMOUTH, VA, UNITED STATES``."""
    if len(line) > _LONGEST or not _ALONE.match(line) or line.upper() != line:
        return ""
    return reading_case(line)


def reading_case(place: str) -> str:
    """A place in capitals as one reads it; postal codes and initials stay capitals."""
    return re.sub(r"[A-Za-z0-9.'’]+", lambda word: _word(word[0], word.start() > 0), place)


def _word(word: str, inside: bool) -> str:
    if word.lower() in _SMALL and inside:
        return word.lower()
    if "." in word[:-1] or (inside and len(word) == 2) or not word.isupper():
        return word
    return word[0] + word[1:].lower()

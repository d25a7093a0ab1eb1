"""Lines that say who wrote a text: the names in them, without what stands before and behind."""

from __future__ import annotations

import re

from search.intake.dates import all_dates
from search.text import words

_LEAD_WORDS = (
    r"(?:story |text |photos? |report |words |interview )?by|written by|posted by|published by|submitted by"
    r"|view all posts by|articles? by|more by|all articles by|authors?|reported by|reporting by"
    r"|(?:ein (?:beitrag|artikel|gastbeitrag|kommentar|interview|bericht) )?von|verfasst von|geschrieben von"
    r"|veröffentlicht von|eingestellt von|gespeichert von|erstellt von|gepostet von"
    r"|(?:zeige )?alle[s]? (?:artikel |beiträge )?von|artikel von"
    r"|autor(?:en|in|innen|:in)?|redaktion|text(?: und fotos?)?|interview|bericht|beitrag"
    r"|par|écrit par|publié par|rédigé par|propos recueillis par|auteure?s?"
    r"|por|escrito por|publicado por|redacción de|autora?s?|texto"
    r"|di|scritto da|a cura di|pubblicato da|autor[ei]"
    r"|door|geschreven door|auteur|af|av|skrevet af|skriven av|text|autorzy?|napisał|автор|текст|от"
    r"|文|記者|作者|글|기자"
)
_LEAD = re.compile(rf"(?P<lead>{_LEAD_WORDS})(?P<colon>\s{{0,2}}[:：]|(?=\s))\s{{0,3}}", re.IGNORECASE)
_MOST_LEADS = 3
_SAYS_WHO = words("by von par por di door af av от")
"""Leads that need no colon after them; the others are words of any heading."""
_TAIL = re.compile(
    r"\s{0,3}(?:[|•·–—→»]|\s-\s|\s/\s|,\s(?=\d)|\bam(?:\s|\Z)|(?:\bon|\ble|\bel|\bil)\s(?=\d)|\bTwitter\b|\bFollow\b|\bUpdated\b"
    r"|\bPublished\b|\bPosted\b|\bVeröffentlicht\b|\bKommentare?\b|\bComments?\b|\bRedakt(?:eur|ion)\b"
    r"|\bStaff (?:Writer|Reporter)\b|\(|<|@|https?:|\d{1,2}[:.]\d\d\b).*\Z",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"[|•·–—]|\s-\s")
_TIMES = re.compile(
    r"\A(?:um\s|at\s|às\s|à\s|kl\.?\s)?\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|[A-Z]{2,4})\b)?",
    re.IGNORECASE,
)
_AGENCY = re.compile(r",\s?[a-z]{2,5}\Z")
"""``Ada Boje, dpa``"""
_PREPOSITION = re.compile(r"(?:,|\s)\s?(?:le|on|am|il|el|den|vom|the|op|em)\s{0,3}\Z", re.IGNORECASE)
_FEW_WORDS = 4
_NOBODY = re.compile(
    r"(?:no author|unknown|admin(?:istrator)?|webmaster|anonym(?:ous|us)?|n/?a|none|null|default|root|user"
    r"|author|autor(?:in|en)?|auteur|undefined|editor|super ?user|guest|gast|log ?in|log ?out|sign ?(?:up|in)"
    r"|my .{1,20}"
    r"|search .*|passwor[dt].*|youtube|facebook|twitter|instagram|linkedin|home|text|foto|interview"
    r"|bericht)\Z",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\bgmbh\b|\bag\b|\binc\b|\bllc\b|\bltd\b|\be\.\s?v\b|www\.|\.(?:com|de|org|net|ch|at|fr|it|es|uk|eu)\b|\bmagazin",
    re.IGNORECASE,
)
_PARTICLES = words("""
    of the and for de la le du von der den des di da del della dos van ten ter zu zum und y e et al bin ibn with
    in at to el los las af av och og und & a
""")
_SHORTEST, _LONGEST = 3, 90
_MOST_WORDS = 10


def name_of(text: str) -> str:
    """Who is named in a text that should name an author: without lead, date, and what follows; or empty."""
    line = " ".join(text.split()).strip(" \"'“”-–—|:,•·")
    for _ in range(_MOST_LEADS):
        hit = _LEAD.match(line)
        if not hit or hit.end() >= len(line):
            break
        line = line[hit.end() :].lstrip(" :-–")
    if dates := all_dates(line, "dmy"):
        line = line[: dates[0][0]] if dates[0][0] else line[dates[0][1] :]
    line = (
        (line[:_SHORTEST] + _TAIL.sub("", line[_SHORTEST:], count=1)).strip(" ,;:-–—|•·.\"'“”") if line else ""
    )
    if (
        not _SHORTEST <= len(line) <= _LONGEST
        or _NOBODY.match(line)
        or not any(char.isalpha() for char in line)
    ):
        return ""
    return line if len(line.split()) <= _MOST_WORDS else ""


def said_name(line: str) -> str:
    """The name in a line that is a byline by its words: ``Von Ada Boje``, ``7.3.2016 - Autor: Ada Boje``."""
    if len(line) > _LONGEST + 60:
        return ""
    for part in _parts(line):
        hit = _LEAD.match(part)
        if hit and (hit["colon"] or _says_who(hit["lead"])):
            found = name_of(part)
            if found and (is_name(found) or is_name(_AGENCY.sub("", found))):
                return found
    return ""


def beside_date(line: str) -> str:
    """The name in a line of a date and a name and nothing else: ``25.10.2022 - Ada Boje``; or empty."""
    parts = _parts(line)
    bare = len(parts) == 1 and bool(all_dates(line, "dmy")) and 2 <= len(parts[0].split()) <= _FEW_WORDS
    return parts[0] if bare and is_name(parts[0]) and not _LEAD.match(parts[0]) else ""


def _parts(line: str) -> list[str]:
    """A line cut at bars, bullets and dates; times of day are nothing."""
    cuts: list[str] = []
    at = 0
    for start, end, _ in all_dates(line, "dmy"):
        cuts.append(_PREPOSITION.sub("", line[at:start]))
        at = end
    cuts.append(line[at:])
    parts = (part for cut in cuts for part in _BETWEEN.split(cut))
    return [kept for part in parts if (kept := _TIMES.sub("", part.strip(" ,;-–—()")).strip(" ,;-–—()"))]


def _says_who(lead: str) -> bool:
    return lead.lower().split()[-1] in _SAYS_WHO


def is_name(text: str) -> bool:
    """Whether all words of a text but small ones between them are capitalised, as those of names are."""
    parts = text.split()
    if not parts or len(parts) > _MOST_WORDS or text[-1:] in "!?:" or parts[-1].lower() in _PARTICLES:
        return False
    capital = (word[0].isupper() or not word[0].isalpha() or word.lower() in _PARTICLES for word in parts)
    return all(capital) and any(word[0].isupper() for word in parts) and not any(c.isdigit() for c in text)


def is_site(text: str) -> bool:
    """Whether a name is that of a company, a club or a site."""
    return _SITE.search(text) is not None

"""Rank or title and name: where a title begins and ends, and which tokens behind it are the name."""

from __future__ import annotations

from search.entities.lexicon import (
    CAP,
    CITY,
    COUNTRY,
    EVENT_TAIL,
    GIVEN,
    INITIAL,
    MONTH,
    NATIONALITY,
    NOT_NAME,
    NOT_ORG,
    NUMBER,
    ORDINAL,
    ORG_HEAD,
    ORG_TAIL,
    PARTICLE,
    PLACE_TAIL,
    RANK,
    RANK_MODIFIER,
    STATE,
    STOP,
    SUFFIX,
    TITLE,
    TITLE_MODIFIER,
    UPPER,
)
from search.entities.scan import Scan
from search.entities.wordlists import words

CORE = RANK | TITLE
_TITLEISH = CORE | RANK_MODIFIER | TITLE_MODIFIER
_NO_NAME = STOP | MONTH | NOT_NAME | ORG_HEAD | NATIONALITY
_NO_SURNAME = _NO_NAME | COUNTRY | STATE | PLACE_TAIL | ORG_TAIL | EVENT_TAIL
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "(": ")"}
MAX_NAME = 6
"""Tokens that a name may have, particles and nickname included."""
_MAX_TITLE = 9
_OFFICES = {tuple(name.split()) for name in words()["title-of"]}


def namelike(view: Scan, i: int) -> bool:
    """Whether token ``i`` may stand inside a person's name."""
    if i >= len(view.words):
        return False
    bits, word = view.bits[i], view.words[i]
    if not bits & CAP or bits & (_NO_NAME | NOT_ORG) or (bits & RANK and word[-1] == "."):
        return False
    if bits & INITIAL:
        return word not in {"U.S.", "U.K.", "D.C.", "U.N.", "I."} and not bits & STATE
    return not bits & UPPER or len(word) <= 2 or view.loud or bool(bits & SUFFIX)


def name_end(view: Scan, i: int) -> int:
    """The token behind the name that starts at token ``i``; ``i`` itself when none does.

    A name: initials, capitalised words, particles between them, one quoted nickname, one suffix.
    """
    start, real = i, 0
    n = len(view.words)
    while i < n and i - start < MAX_NAME:
        bits, word = view.bits[i], view.words[i]
        if i > start and view.gap(i - 1):
            break
        if real and bits & SUFFIX:
            i += 1
            break
        if word in _QUOTES and i > start and i + 2 < n and view.words[i + 2] == _QUOTES[word]:
            if not view.bits[i + 1] & CAP or view.adjacent(i) or not namelike(view, i + 3):
                break
            i += 3
            continue
        if bits & PARTICLE and not bits & CAP:
            if i > start and i + 1 < n and (namelike(view, i + 1) or view.bits[i + 1] & PARTICLE):
                i += 1
                continue
            break
        if not namelike(view, i):
            break
        if real and bits & _NO_SURNAME and not bits & GIVEN:
            break
        real += not bits & INITIAL
        i += 1
    return _with_suffix(view, start, i) if real else start


def _with_suffix(view: Scan, start: int, i: int) -> int:
    """Step over ``, Jr.`` behind a name; step back over a trailing initial."""
    if i + 1 < len(view.words) and view.words[i] == "," and view.words[i + 1] in {"Jr.", "Sr.", "III", "II"}:
        return i + 2
    while i > start and view.words[i - 1][-1] == "." and not view.bits[i - 1] & SUFFIX:
        i -= 1
    return i


def title_end(view: Scan, i: int, limit: int) -> int:
    """The token behind the title that starts at token ``i``; ``i`` when there is none.

    A title is a run of title words with a rank or an office among them: ``Maj. Gen.``, ``Petty Officer 1st
    Class``, ``Acting Assistant Attorney General``, ``Secretary of State``. ``limit``: the end of the run.
    """
    start, core = i, False
    if view.words[i] in {"U.S.", "United", "U.S"}:
        i += 2 if view.words[i] == "United" else 1
        if i >= limit or view.words[i] not in _FEDERAL:
            return start
    while i < len(view.words) and i - start < _MAX_TITLE:
        bits, word = view.bits[i], view.words[i]
        if not bits & _TITLEISH or (i >= limit and word != "in"):
            break
        if word == "in" and view.words[i + 1 : i + 2] != ["Charge"]:
            break
        if core and bits & GIVEN and name_end(view, i) > i + 1:
            break  # "Judge Chief Justice Earl Warren": a word that is also a given name starts the name
        core = core or bool(bits & CORE) or view.words[i : i + 2] in _PAIRS
        i += 1
        if word == "in":
            limit = i + 1
        if i < len(view.words) and view.words[i] == "of" and bits & CORE:
            i = _office_end(view, i)
            limit = max(limit, i + 1)
    return i if core else start


_PAIRS = [pair.split() for pair in words()["rank-core-pair"]]
_FEDERAL = frozenset(
    {"Attorney", "Attorneys", "District", "Magistrate", "Ambassador", "Senator", "Senators", "Sen.", "Rep."}
    | {"Representative", "Marshal", "Circuit", "Secretary", "President", "Vice", "Bankruptcy", "Trade"}
)


def _office_end(view: Scan, of: int) -> int:
    """Behind ``of State``, ``of the Navy`` ... when ``of`` begins one; else ``of`` itself."""
    i = of + 1
    if i < len(view.words) and view.words[i] == "the":
        i += 1
    for length in (5, 4, 2, 1):
        if tuple(view.words[i : i + length]) in _OFFICES:
            return i + length
    return of


def bare_name_end(view: Scan, i: int, limit: int) -> tuple[int, str]:
    """A name without a title at token ``i``: (token behind it, evidence); (i, "") when it is none.

    ``limit``: the end of the run of capitals. Two shapes are trusted: a middle initial between two
    capitalised words, and a known given name before a word that is nothing else.
    """
    behind = name_end(view, i)
    if behind - i < 2 or behind > limit + 4 or not namelike(view, i):
        return i, ""
    first, inside = view.bits[i], view.bits[i + 1 : behind]
    last = view.bits[behind - 1]
    if last & (NUMBER | ORDINAL):
        return i, ""
    if not first & (INITIAL | UPPER) and any(bit & INITIAL for bit in inside[:2]) and len(inside) >= 2:
        return behind, "first name, initial, surname"
    if first & INITIAL and (len(inside) >= 2 or len(view.words[i]) > 2):
        return behind, "initials and surname"
    if first & GIVEN and not (first & (CITY | STATE | COUNTRY) and behind - i == 2 and last & (CITY | STATE)):
        return behind, "given name and surname"
    if _age(view, behind) and behind - i <= 4 and not first & (CITY | STATE | COUNTRY):
        return behind, "name and age"
    return i, ""


def _age(view: Scan, i: int) -> bool:
    """Whether ``, 47,`` stands at token ``i``."""
    if i + 2 >= len(view.words) or view.words[i] != "," or view.words[i + 2] not in {",", "of"}:
        return False
    return view.words[i + 1].isdigit() and 10 <= int(view.words[i + 1][:4]) <= 99

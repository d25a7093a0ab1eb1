"""Norms of names: what is compared when two names are held to be the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KEPT = 50_000
"""Names whose norms are kept: the same few organisations are named in most articles."""
_EDGES = ' \t\n,;:"“”()/<>[]|*-–—'
_POSSESSIVE = re.compile(r"['’]s?\Z")
_ARTICLE = re.compile(r"\A[Tt]he\s+")
_LEGAL = re.compile(r"\b(?:inc|corp|co|ltd|plc|llc|llp|lp|corporation|company|incorporated|limited)\b\.?")
_US = re.compile(r"\A(?:u\.s\.|us|u\.s|united states) ")
_SYMBOL = re.compile(r"[^\w ]+")
SUFFIXES = frozenset({"jr.", "sr.", "jr", "sr", "ii", "iii", "iv", "m.d.", "ph.d.", "esq."})
_NICKNAME = re.compile(r"[“\"‘'(][^”\"’')]{1,20}[”\"’')]")


@lru_cache(_KEPT)
def clean(surface: str) -> str:
    """A surface on one line without article, possessive, and punctuation at its edges."""
    name = " ".join(surface.split()).strip(_EDGES)
    return _ARTICLE.sub("", _POSSESSIVE.sub("", name))


def fold(text: str) -> str:
    """Lower case without accents and with one kind of apostrophe."""
    if text.isascii():
        return text.lower()
    # Decomposed first: a letter of mathematics may turn out to be a capital.
    lower = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(char for char in plain if not unicodedata.combining(char))


def person_parts(name: str) -> list[str]:
    """The parts of a person's name without nickname and suffix."""
    bare = _NICKNAME.sub(" ", name) if any(quote in name for quote in '“"‘(') else name
    parts = bare.replace(",", " ").split()
    return [part for part in parts if part.lower() not in SUFFIXES] or parts


def person_suffix(name: str) -> str:
    """``jr``, ``iv`` ... in small letters without a full stop; empty for most people."""
    last = name.rpartition(" ")[2].lower()
    return last.rstrip(".") if last in SUFFIXES else ""


@lru_cache(_KEPT)
def org_key(name: str) -> str:
    """``The U.S. Department of State`` and ``US Department of State`` alike; legal forms dropped."""
    key = _US.sub("us ", fold(clean(name)).replace("'s ", " "))
    key = _SYMBOL.sub(" ", _LEGAL.sub("", key))
    return " ".join(key.split())


_ALONE = re.compile(r" \((?:surname|given name) only\)\Z")


def bare_norm(name: str, article: str) -> str:
    """The norm of a person of one name, who is somebody else in each article."""
    return f"{fold(_ALONE.sub('', clean(name)))} @{article}"


def bare_name(name: str) -> str:
    """The one name of a person that is called ``Johnson (surname only)``; empty for any other name."""
    return _ALONE.sub("", name) if _ALONE.search(name) else ""

"""When are two texts the same article? Keys, normalised text, ids, and how much of one text is in another."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from search.article.model import Article
from search.scripts import WORD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ID_LENGTH = 12
"""Characters of an id: 60 bits. Among a million articles two collide once in two million libraries."""

SHINGLE = 4
"""Words in a shingle: long enough that two articles on one subject share few by chance."""

SKETCH = 64
"""Shingles kept in a sketch (512 bytes): an overlap of .9 is estimated within about .04."""

SAME_TEXT = 0.9
"""With the same title and date, texts that overlap this much are one article in two forms."""

_QUOTES = dict.fromkeys(map(ord, "‘’‚‛′`´"), "'") | dict.fromkeys(map(ord, "“”„‟″«»"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_UNIFIED = str.maketrans({**_QUOTES, **_DASHES})
_WORD = re.compile(WORD)
_MIX = 0x9E3779B97F4A7C15
"""An odd multiplier, 2**64 over the golden ratio, which spreads bits well (Knuth, volume 3, 6.4)."""


def normalise(text: str) -> str:
    """Text as far as identity goes: NFC, case folded, blanks folded, quotes and dashes unified."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.translate(_UNIFIED).split())


def text_hash(article: Article) -> str:
    """32 hex digits that stand for the article's normalised text."""
    return hashlib.sha256(normalise(article.text).encode("utf-8", "replace")).hexdigest()[:32]


def article_id(source_key: str, hash_of_text: str, length: int = ID_LENGTH) -> str:
    """The stable id: from the source key, or without one from the text's hash.

    ``length`` is more than 12 only when another article has the shorter id already.
    """
    identity = f"key\0{source_key}" if source_key else f"text\0{hash_of_text}"
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).digest()
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")[:length]


def identify(article: Article) -> Article:
    """The article with its id and text hash set."""
    hashed = text_hash(article)
    return replace(article, id=article_id(article.source_key, hashed), text_hash=hashed)


GUID = "guid:"
"""Begins the key of a feed's entry that the feed names by itself, whatever page it links to."""
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_\w+|ref|src|cmpid)\Z", re.IGNORECASE)
_HOME = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^/?#]{1,300}/?(?:#(?![!/]).{0,300})?\Z", re.IGNORECASE)


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site: it names no article."""
    return _HOME.match(url) is not None


def route_of(url: str) -> str:
    """The fragment of an address where it names a page, as in ``#!/news/1``; a place on a page is none."""
    fragment = url.partition("#")[2]
    return fragment if fragment.startswith(("!", "/")) and len(fragment) > 2 else ""


def address_key(url: str) -> str:
    """An address without scheme, ``www.`` and what only tells how one came to it; empty for a whole site's."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if not host:
        return ""
    query = urlencode([pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])])
    route = f"#{route}" if (route := route_of(url)) else ""
    path = parts.path.rstrip("/")
    return f"{host}{path}{'?' if query else ''}{query}{route}" if path or query or route else ""


def keys_of(article: Article) -> tuple[str, ...]:
    """The names under which an article may be found again: its source key, and its address."""
    url = "" if is_home(article.url) else article.url
    page = address_key(url) if article.source_key.startswith(GUID) else ""
    return tuple(dict.fromkeys(filter(None, (article.source_key, url, page))))


def another_under(article: Article) -> Article:
    """An article whose key is another's too: the key and its text together name it."""
    key = f"{article.source_key or article.url}#{article.text_hash[:12]}"
    return replace(article, source_key=key, id=article_id(key, article.text_hash))


def key_kind(source_key: str) -> str:
    """What sort of name a source key is: ``address``, ``message``, ``name``, ``guid``, or empty without one."""
    if not source_key:
        return ""
    if source_key.startswith(GUID):
        return "guid"
    if "://" in source_key or "/" in source_key:
        return "address"
    return "message" if "@" in source_key else "name"


def told_apart(one: str, other: str) -> bool:
    """Whether two source keys say that these are different articles, whatever their texts.

    A source that numbers two articles differently means two, even when it printed the same words twice.
    Keys of different kinds (a number here, an address there) say nothing about each other.
    """
    return bool(one) and one != other and key_kind(one) == key_kind(other)


def title_day(article: Article) -> bytes | None:
    """Digest of normalised title and date; None when either is missing, since nothing follows then."""
    if not article.title or not article.date:
        return None
    return hashlib.sha256(f"{article.date}\0{normalise(article.title)}".encode("utf-8", "replace")).digest()[:8]


@lru_cache(maxsize=2**16)
def _word_number(word: str) -> int:
    """A 64-bit number for a word; frequent words are worked out once."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def shingles(text: str) -> NDArray[np.uint64]:
    """The distinct runs of four words, ascending, each as a 64-bit number; a shorter text is one run."""
    import numpy as np

    words = _WORD.findall(normalise(text))
    words += [""] * (SHINGLE - len(words))
    numbers = np.fromiter(map(_word_number, words), np.uint64, len(words))
    runs = np.zeros(len(words) - SHINGLE + 1, np.uint64)
    # A polynomial in an odd number keeps the order of the words (Karp and Rabin 1987); overflow is meant.
    for place in range(SHINGLE):
        runs = runs * np.uint64(_MIX) + numbers[place : place + len(runs)]
    # Low bits of a product depend on low bits alone, so fold the high ones in before sampling by size.
    runs = (runs ^ (runs >> np.uint64(32))) * np.uint64(_MIX)
    return np.unique(runs)


def shingle_sketch(text: str) -> bytes:
    """The 64 smallest shingles, ascending, big-endian, 8 bytes each (bottom-k sketch; Cohen 1997)."""
    return bytes(shingles(text)[:SKETCH].astype(">u8").tobytes())


def _unpack(sketch: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(sketch) // 8}Q", sketch)


def estimated_containment(one: bytes, other: bytes) -> float:
    """How much of the shorter text is in the longer, 0 to 1, estimated from two sketches.

    Below the smaller of the two largest values, both sketches are complete samples of their texts. A
    sketch that is not full holds every shingle, so it sets no bound.
    """
    first, second = set(_unpack(one)), set(_unpack(other))
    bounds = [max(s) for s in (first, second) if len(s) == SKETCH]
    if bounds:
        first = {x for x in first if x <= min(bounds)}
        second = {x for x in second if x <= min(bounds)}
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def containment(one: str, other: str) -> float:
    """How much of the shorter text is in the longer, 0 to 1, exactly: shared shingles over the fewer."""
    import numpy as np

    first, second = shingles(one), shingles(other)
    shared = np.intersect1d(first, second, assume_unique=True)
    return len(shared) / min(len(first), len(second))

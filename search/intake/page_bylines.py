"""Who wrote a page's article: what it tells machines and what it shows, weighed against each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from search.intake.bylines import beside_date, is_name, is_site, name_of, said_name
from search.intake.elements import line_of
from search.intake.surroundings import Place, Short
from search.text import printable, words

_METAS = {
    "author": 2.0,
    "article:author": 2.0,
    "og:article:author": 2.0,
    "article:author_name": 2.0,
    "parsely-author": 2.0,
    "sailthru.author": 2.0,
    "byl": 2.0,
    "cxenseparse:author": 2.0,
    "citation_author": 2.5,
    "dc.creator": 1.5,
    "dcterms.creator": 1.5,
    "shareaholic:article_author_name": 1.5,
}
"""Names of meta tags, and how sure an author's name in one is."""
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|écrit par|escrito por|scritto da|geschreven door|autor", re.IGNORECASE
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autore?n?|autori|profile?|people|team|redaktion|auteurs?|by|users?|members?)/[^/?#]{2,}"
)
_NAMES = words("""
    author authors byline bylines autor autoren autore autori auteur auteurs writer creator verfasser redakteur
    username fn
""")
_ABOUT = words("""
    bio description avatar image img box posts latest more related comment commenter date time desc about link
    links
""")
_LONGEST = 120
_HERE = {Place.HEAD: 1.0, Place.ABOVE: 0.8, Place.FOOT: 0.7, Place.ELSEWHERE: 0.3}
_ENOUGH, _OF_SITE, _AGREED = 0.6, 0.25, 1.3
"""Weight below which there is no author; what the name of a site counts, and a second credit of one name."""
_INNER = words("em strong b i font small")
_MOST = 30


@dataclass(frozen=True, slots=True)
class Credit:
    """A name that some evidence gives for the author's."""

    name: str
    rule: str
    weight: float


def of_data(objects: Iterable[Mapping[str, Any]]) -> Iterator[Credit]:
    """What JSON-LD says: the author of an article, told there or as a person of its own."""
    every = list(objects)
    people = {str(item.get("@id")): item.get("name") for item in every if "name" in item and "@id" in item}
    for item in every:
        if name := _names(item.get("author"), people):
            yield Credit(name, "JSON-LD author", 3.0)
            return


def _names(value: Any, people: Mapping[str, Any]) -> str:
    if isinstance(value, list):
        return "; ".join(dict.fromkeys(filter(None, (_names(one, people) for one in value[:_MOST]))))
    if isinstance(value, dict):
        return _names(value.get("name") or people.get(str(value.get("@id"))), people)
    return name_of(line_of(value)) if isinstance(value, str) and "//" not in value else ""


def of_metas(metas: Iterable[tuple[str, str]]) -> Iterator[Credit]:
    """What meta tags say: (name in lower case, content)."""
    every = list(metas)
    said = dict(reversed(every))
    for tag, weight in _METAS.items():
        values = [value for name, value in every if name == tag and "//" not in value][:_MOST]
        if found := "; ".join(dict.fromkeys(filter(None, map(name_of, values)))):
            yield Credit(found, f"meta {tag}", weight * (_OF_SITE if any(map(is_site, values)) else 1.0))
    if _WRITTEN_BY.match(said.get("twitter:label1", "")) and (name := name_of(said.get("twitter:data1", ""))):
        yield Credit(name, "meta twitter:data1", 2.0)


def of_shown(shorts: Iterable[Short]) -> Iterator[Credit]:
    """What stands around the story: elements that are called so, links to authors, lines that say by whom."""
    for short in shorts:
        here = _HERE.get(short.place, 0.0)
        element = short.element
        if not here or element.length > _LONGEST or element.length < 3:
            continue
        attributes = element.node.attributes
        named = _by_element(element.names, element.tag, attributes)
        if named:
            text = line_of(element.text)
            if (name := name_of(text)) and (is_name(name) or named > 2 or " " not in name):
                yield Credit(name, f"{_where(short.place)}: {printable(text, 50)}", named * here)
        elif element.tag not in ("a", "h1"):
            text = line_of(element.text)
            name, weight = (said_name(text), 2.0) if element.tag not in _INNER else ("", 0.0)
            if not name and here >= _HERE[Place.ABOVE]:
                name, weight = beside_date(text), 1.0
            if name:
                yield Credit(name, f"{_where(short.place)}: {printable(text, 50)}", weight * here)


def _by_element(names: frozenset[str], tag: str, attributes: Mapping[str, str | None]) -> float:
    """How sure an element is that its text is an author's name."""
    if (attributes.get("rel") or "").lower() == "author":
        return 2.5
    if (attributes.get("itemprop") or "").lower() in ("author", "creator"):
        return 2.5
    if tag == "a" and _AUTHOR_PATH.search((attributes.get("href") or "")[:300]):
        return 2.0
    if names & _NAMES and not names & _ABOUT:
        return 2.0
    return 0.0


def _where(place: Place) -> str:
    return {Place.HEAD: "under the title", Place.ABOVE: "over the title", Place.FOOT: "below the text"}.get(
        place, "elsewhere on the page"
    )


def choose_credit(credits: Iterable[Credit], site: Iterable[str]) -> Credit | None:
    """The name for which most speaks; that of the site or a company counts for little."""
    sites = {key for name in site if (key := _key(name))}
    totals: dict[str, float] = {}
    best: dict[str, Credit] = {}
    for credit in credits:
        key = _key(credit.name)
        weight = credit.weight * (_OF_SITE if key in sites or is_site(credit.name) else 1.0)
        totals[key] = _AGREED * totals[key] if key in totals else weight
        if key not in best or credit.weight > best[key].weight:
            best[key] = credit
    first = max(totals, key=lambda key: totals[key], default="")
    return best[first] if first and totals[first] >= _ENOUGH else None


def _key(name: str) -> str:
    """A name as names are compared: letters and digits, in lower case, without accents."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(char for char in letters if char.isalnum())

"""What is in a bundle: articles as lines of JSON, originals as files, decisions and notes as text.

Everything that is read from a bundle is checked as if it came from an enemy: texts must be safe as they are,
offsets must lie inside of their texts, and nothing is kept of what is not known.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.article.fields import Type, columns
from search.article.model import Article, Rendition
from search.bundle.bagit import Bag, BundleError
from search.store.packing import as_record, from_record
from search.text import printable, sanitise

FORMAT = "1"
"""Of bundles; others are refused."""
CHUNK = 4 * 2**20
"""Bytes of a file of articles: small media take whole files, and a damaged one is told by its name."""
LONGEST_LINE = 128 * 2**20
"""Bytes of one article with its older texts."""
MOST_RENDITIONS = 10_000
MOST_REVISIONS = 10_000
DECISIONS, NOTES = "data/decisions.jsonl", "data/notes.jsonl"
_ARTICLES = re.compile(r"data/articles/[0-9]{6}\.jsonl\Z")
_ORIGINAL = re.compile(r"data/originals/[0-9a-f]{2}/([0-9a-f]{64})\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_TEXT_NAMES = tuple(one.name for one in columns() if one.type is Type.TEXT)
_LIST_NAMES = tuple(one.name for one in columns() if one.type is Type.LIST)
_NUMBER_NAMES = tuple(one.name for one in columns() if one.type is Type.NUMBER)
_DIGEST_NAMES = tuple(one.name for one in columns() if one.type is Type.DIGEST)


@dataclass(frozen=True, slots=True)
class Form:
    """A rendition on its way: the file and the part of it, and the digest of the original if it comes along."""

    source: str
    member: str
    rendition: Rendition
    original: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """An article with all that a bundle carries of it."""

    article: Article
    forms: tuple[Form, ...]
    revisions: tuple[tuple[str, Article], ...] = ()
    """Older texts with the time at which each was replaced, oldest first."""


def original_name(digest: str) -> str:
    """Where an original stands in a bundle."""
    return f"data/originals/{digest[:2]}/{digest}"


def line_of(carried: Carried, entities: Sequence[tuple[str, str, int]]) -> bytes:
    """An article as a line. ``entities``: kind, name and mentions, for those who read the file themselves."""
    record = {
        "article": as_record(carried.article),
        "renditions": [_form_record(one) for one in carried.forms],
        "revisions": [{"replaced_at": time, "article": as_record(old)} for time, old in carried.revisions],
        "entities": [list(one) for one in entities],
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace") + b"\n"


def _form_record(form: Form) -> dict[str, str]:
    one = form.rendition
    record = {
        "source": form.source, "member": form.member, "sha256": one.sha256, "format": one.format,
        "encoding": one.encoding, "importer": one.importer,
    }  # fmt: skip
    return record | ({"original": form.original} if form.original else {})


def line_digest(line: bytes) -> str:
    """What tells two states of an article apart."""
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def lines(bags: Sequence[Bag]) -> Iterator[bytes]:
    """Every line of articles, in the order in which they were packed. Raises BundleError."""
    files = sorted((name, bag) for bag in bags for name in bag.files if _ARTICLES.match(name))
    for name, bag in sorted(files, key=lambda pair: pair[0]):
        for line in bag.read(name).split(b"\n"):
            if line:
                yield line


def strange(bags: Sequence[Bag]) -> str:
    """A file that has no place in a bundle; empty when there is none."""
    known = (_ARTICLES, _ORIGINAL)
    names = (name for bag in bags for name in bag.files)
    others = (name for name in names if not any(one.match(name) for one in known))
    return next((name for name in others if name not in (DECISIONS, NOTES)), "")


def parse(line: bytes) -> Carried:
    """The article on a line. Raises BundleError when it is not as we would have written it."""
    try:
        if len(line) > LONGEST_LINE:
            raise ValueError("it is too long")
        record = json.loads(line)
        article = _article(record["article"])
        forms = tuple(_form(one) for one in _list(record["renditions"], MOST_RENDITIONS))
        if not forms:
            raise ValueError("it says not where it came from")
        old = _list(record.get("revisions", []), MOST_REVISIONS)
        revisions = tuple((_safe(one["replaced_at"], 40), _article(one["article"])) for one in old)
        return Carried(article, forms, revisions)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        shown = printable(line[:60].decode("utf-8", "replace"))
        raise BundleError(
            f"An article of the bundle cannot be believed ({printable(str(error), 80)}): {shown}…",
            "Nothing was taken from it. Ask for another copy.",
        ) from error


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("a list is none, or too long")
    return value


def _safe(value: Any, most: int = 2**20) -> str:
    """A text that is as :func:`search.text.sanitise` leaves it. Raises ValueError."""
    if not isinstance(value, str) or len(value) > most or sanitise(value) != value:
        raise ValueError("a text is not as it would have been stored")
    return value


def _article(record: Mapping[str, Any]) -> Article:
    known = {*_TEXT_NAMES, *_LIST_NAMES, *_NUMBER_NAMES, *_DIGEST_NAMES}
    fields: dict[str, Any] = {name: value for name, value in record.items() if name in known}
    for name in _TEXT_NAMES:
        _safe(fields.get(name, ""))
    for name in _LIST_NAMES:
        for one in _list(fields.get(name, []), 10_000):
            _safe(one)
    for name in _NUMBER_NAMES:
        if type(fields.get(name, 0)) is not int or not 0 <= fields.get(name, 0) < 2**31:
            raise ValueError(f"{name} is no number")
    for name in _DIGEST_NAMES:
        if not re.fullmatch(r"[0-9a-f]{0,64}", _safe(fields.get(name, ""), 64)):
            raise ValueError(f"{name} is no digest")
    article = from_record({**fields, "blocks": _list(record["blocks"], 1_000_000)})
    _check_blocks(article)
    return article


def _check_blocks(article: Article) -> None:
    """Whether texts are safe and offsets lie inside of them. Raises ValueError."""
    for block in article.blocks:
        _safe(block.text, 2**28)
        _safe(block.rule, 200)
        if type(block.level) is not int or not 0 <= block.level <= 100:
            raise ValueError("a block has no such level")
        for span in block.spans:
            _safe(span.target, 2**16)
            if type(span.start) is not int or type(span.end) is not int:
                raise ValueError("a span has no place")
            if not 0 <= span.start <= span.end <= len(block.text):
                raise ValueError("a span lies outside of its text")


def _form(record: Mapping[str, Any]) -> Form:
    names = ("source", "member", "sha256", "format", "encoding", "importer")
    texts = {name: _safe(record[name], 2**16) for name in names}
    if not texts["source"] or any(printable(text) != text for text in texts.values()):
        raise ValueError("a source is not printable")
    original = record.get("original", "")
    if original and not _DIGEST.match(_safe(original, 64)):
        raise ValueError("an original is not named by its digest")
    path = texts["source"] + texts["member"]
    rendition = Rendition(path, texts["sha256"], texts["format"], texts["encoding"], texts["importer"])
    return Form(texts["source"], texts["member"], rendition, original)

"""Subtitles (SubRip, WebVTT) as a transcript: what is said, without numbers and times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle
from search.intake.decode import decode
from search.intake.formats.text import title_of
from search.intake.model import Content, Draft, Evidence, rendition
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_TIME = re.compile(r"\s*(?:\d{1,3}:)?\d\d?:\d\d(?:[.,]\d{1,3})?\s*(?:-->|,)\s*(?:\d{1,3}:)?\d\d?:\d\d")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,60})?\s+([^<>]{1,100})>")
_PART = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\Z")
_LONGEST = 600
"""Characters after which a paragraph ends with its sentence."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article, a transcript. Raises NotAnArticle when nothing is said."""
    data = content.read()
    decoded = decode(data)
    said, notes, cut = _captions(decoded.text)
    blocks = [*_paragraphs(said), *(Block(BlockKind.BOILERPLATE, note, rule="note or style") for note in notes)]
    if not said:
        raise NotAnArticle("The subtitles hold no text.", "Leave them out.")
    head = re.match(r"WEBVTT[ \t]*-?[ \t]*(\S.*)?", decoded.text)
    given = " ".join((head[1] or "").split()) if head else ""
    title = given or title_of(re.sub(r"\.(?:[a-z]{2}|[a-z]{2}-[A-Za-z]{2,4})(?=\.\w+\Z)", "", content.name))
    article = Article(
        id="",
        title=title,
        blocks=tuple(blocks),
        kind="transcript",
        warnings=decoded.warnings,
        renditions=(rendition(content.label, data, "subtitles", VERSION, decoded.encoding),),
    )
    evidence = (Evidence("title", "head" if given else "file name", title),)
    yield Draft(article, data, evidence, html.unescape(decoded.text), tuple(cut))


def _captions(text: str) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """What is said, a caption an entry; what belongs to the file; and what was cut from it, by which rule."""
    said: list[str] = []
    notes: list[str] = []
    cut: list[tuple[str, str]] = []
    for number, stretch in enumerate(re.split(r"\n[ \t]*\n", text.strip("\n"))):
        lines = [line for line in stretch.split("\n") if line.strip()]
        at = next((i for i, line in enumerate(lines) if _TIME.match(line)), None)
        if at is None:
            loose = _plain(" ".join(lines))
            kept = (
                said
                if loose and not (_PART.match(loose) or (loose.startswith("WEBVTT") and not number))
                else notes
            )
            kept.append(loose)
            continue
        cut.append(("number of a caption", " ".join(lines[:at])))
        while at is not None:  # captions may follow one another without an empty line
            following = next((i for i in range(at + 1, len(lines)) if _TIME.match(lines[i])), None)
            end = len(lines) if following is None else following - lines[following - 1].strip().isdigit()
            source = " ".join(lines[at + 1 : end])
            caption = _plain(source)
            cut += [("time", lines[at]), ("markup", " ".join(_TAG.findall(source)))]
            if following is not None:
                cut.append(("number of a caption", " ".join(lines[end:following])))
            if caption and (not said or caption != said[-1]):
                said.append(caption)
            else:
                cut.append(("caption that is repeated", caption))
            at = following
    return said, [note for note in notes if note], cut


def _plain(text: str) -> str:
    """A caption without its markup; a named voice stays as ``Name:``."""
    voiced = _VOICE.sub(r"\1: ", text)
    return " ".join(sanitise(html.unescape(_TAG.sub("", voiced))).split())


def _paragraphs(said: list[str]) -> Iterator[Block]:
    """Captions joined to paragraphs, which end with a sentence, or where another one speaks."""
    lines: list[str] = []
    size = 0
    for caption in said:
        speaks = re.match(r"(?:[-–—] |>> ?|[A-Z][\w.' -]{1,40}: )", caption)
        if lines and (speaks or (size > _LONGEST and _ENDS.search(lines[-1]))):
            yield Block(BlockKind.PARAGRAPH, " ".join(lines))
            lines, size = [], 0
        lines.append(caption)
        size += len(caption)
    if lines:
        yield Block(BlockKind.PARAGRAPH, " ".join(lines))

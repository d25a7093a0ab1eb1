"""One step of intake: whatever some content is, its articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from search.article.days import day_of
from search.article.model import Article
from search.errors import NotAnArticle, TooLarge
from search.intake.archives import MAX_DEPTH, Member
from search.intake.compression import unpacked
from search.intake.detect import detect
from search.intake.ledger import balanced
from search.intake.model import Content, Draft
from search.intake.records import guarded
from search.intake.registry import importer
from search.work.progress import Failure


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles in some content, whatever its format. Raises IntakeError when all of it is refused."""
    if content.size == 0:
        raise NotAnArticle("The file is empty.", "Leave it out, or save the page again.")
    content = unpacked(content)
    found = 0
    for item in importer(detect(content)).read(content):
        found += 1
        if isinstance(item, Failure):
            yield item
        elif _has_words(item.article):
            yield dated(balanced(item))
        else:
            yield _wordless(item, content)
    if not found:
        raise NotAnArticle("The file holds no articles.", "Check that it is the file you meant.")


def dated(draft: Draft) -> Draft:
    """A draft with a warning when its date lies after today: two zones may be a day apart."""
    article = draft.article
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    if day_of(article.date) <= day_of(tomorrow):
        return draft
    told = f"The date {article.date} lies after the day of the import."
    return replace(draft, article=replace(article, warnings=(*article.warnings, told)))


def _has_words(article: Article) -> bool:
    """Whether there is a letter or a digit in it: bytes of no known encoding can look like a text of none."""
    parts = (article.title, article.subtitle, *(block.text for _, block in article.visible()))
    return any(char.isalnum() for part in parts for char in part)


def _wordless(draft: Draft, content: Content) -> Failure:
    """A record without words has failed; content that is nothing else is refused, which raises NotAnArticle."""
    refused = NotAnArticle("The text holds no words.", "Check that it is the file you meant.")
    where = draft.article.renditions[0].path
    if where == content.label:
        raise refused
    return Failure(where, str(refused))


def read_members(members: Iterable[Member], depth: int) -> Iterator[Draft | Failure]:
    """The articles of a container's members; a member that is refused is a Failure, and the next follows.

    ``depth`` is how many containers are around this one. Raises TooLarge when there are too many.
    """
    if depth >= MAX_DEPTH:
        raise TooLarge(f"More than {MAX_DEPTH} archives are inside of one another.", "Unpack the outer ones.")
    for member in members:
        if member.refused:
            yield Failure(member.content.label, str(member.refused))
        else:
            yield from guarded(member.content.label, lambda content=member.content: read(content))  # type: ignore[misc]

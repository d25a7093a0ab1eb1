"""Mail: single messages, mailboxes, and web pages that browsers save as messages (MHTML)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle, TooLarge
from search.intake.archives import MAX_DEPTH, is_resource
from search.intake.decode import Decoded
from search.intake.formats import html
from search.intake.ledger import seen_in
from search.intake.mail import boxes, people
from search.intake.mail.parts import Attachment, Parts, Piece, decoded_text, parsed, parts_of
from search.intake.mail.people import header
from search.intake.mail.plain import to_blocks as plain_blocks
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft, Evidence, rendition
from search.intake.page import host_of
from search.intake.reading import read as read_any
from search.intake.records import guarded
from search.text import printable
from search.work.progress import Failure

VERSION = 2
_EMLX = re.compile(rb"(\d{1,10})[ \t]*\r?\n")
_LONGEST_TITLE = 80
_SUBJECT = re.compile(r"(?:(?:re|aw|sv|antw|wg|fwd?|tr|rv|vs|odp)(?:\[\d{1,3}\])?\s*:\s*)+", re.IGNORECASE)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a message, and one for each file attached that can be read.

    A message that is refused is a Failure, unless it is the only one.
    """
    if not boxes.is_mailbox(content.head(2**16)):
        data = content.read(boxes.MAX_MESSAGE)
        yield from _mail(_without_count(data), content.label, content)
        return
    with content.opener() as stream:
        for number, message in enumerate(boxes.messages(stream), 1):
            label = f"{content.label}#{number}"
            yield from guarded(label, lambda m=message, at=label: _mail(m, at, content))  # type: ignore[misc]


def _without_count(data: bytes) -> bytes:
    """The message in a file of Apple Mail (emlx), whose first line counts its bytes; a list follows it."""
    counted = _EMLX.match(data)
    return data[counted.end() : counted.end() + int(counted[1])] if counted else data


def _mail(data: bytes, label: str, content: Content) -> Iterator[Draft | Failure]:
    if len(data) > boxes.MAX_MESSAGE:
        raise TooLarge(
            f"The message is larger than {boxes.MAX_MESSAGE // 2**20} MB.", "Remove its attachments."
        )
    message = parsed(data)
    if page := _web_page(message, data, label, content.name):
        yield page
        return
    parts = parts_of(message)
    key = people.message_id(message)
    found: list[Draft | Failure] = []
    told: list[str] = []
    for number, file in enumerate(parts.attachments, 1):
        items = list(_attached(file, f"{label}!{number}-{printable(file.name, 120)}", content, key, message))
        found += items
        told.append(_told(file, items))
    yield _draft(message, data, parts, label, told, readable=any(isinstance(item, Draft) for item in found))
    yield from found
    for number, inner in enumerate(parts.messages, 1):
        where = f"{label}!{number}"
        yield from guarded(where, lambda m=inner, at=where: _mail(m, at, content))  # type: ignore[misc]


def _draft(
    message: EmailMessage, data: bytes, parts: Parts, label: str, attached: list[str], *, readable: bool
) -> Draft:
    blocks = [block for piece in parts.pieces for block in _blocks(piece)]
    shown = any(not block.hidden for block in blocks)
    if not shown and not readable and not parts.messages:
        why = next(iter(parts.warnings), "The message holds no text.")
        raise NotAnArticle(why, "Save its attachments instead." if attached else "")
    if attached:
        blocks.append(Block(BlockKind.NOTE, "\n".join(("Attachments:", *attached))))
    subject = header(message, "subject")
    title = subject or _opening(blocks)
    date, evidence = people.day(message)
    sender = people.sender(message)
    encoding = next((piece.encoding for piece in parts.pieces if piece.text), "utf-8")
    article = Article(
        id="",
        title=title,
        blocks=tuple(blocks),
        source_key=people.message_id(message),
        date=date,
        date_source=evidence,
        byline=people.name_of(sender),
        category="Mail",
        warnings=tuple(dict.fromkeys(parts.warnings)),
        renditions=(rendition(label, data, "mail", VERSION, encoding),),
        sender=sender,
        recipients=people.recipients(message),
        thread=people.references(message),
    )
    origins = (Evidence("title", "subject", title), Evidence("byline", "from", sender))
    seen = "\n".join((subject, *map(_visible, parts.pieces), *(text for _, text in parts.others)))
    return Draft(article, data, origins, seen, tuple(parts.others))


def _visible(piece: Piece) -> str:
    """What a person would see of a part of the text."""
    if piece.kind != "html":
        return piece.text
    root = parse(piece.text).body
    return seen_in(root) if root else ""


def _opening(blocks: list[Block]) -> str:
    """The first line of a text as the title of a message without a subject."""
    first = next((block.text for block in blocks if not block.hidden), "No subject")
    return first.split("\n")[0][:_LONGEST_TITLE]


def _blocks(piece: Piece) -> tuple[Block, ...]:
    """A part of the text as blocks."""
    if piece.message is not None:
        return _forwarded_head(piece.message)
    if piece.kind == "html":
        root = parse(piece.text).body
        return to_blocks(root) if root else ()
    return plain_blocks(piece.text, flowed=piece.flowed, delete_space=piece.delete_space)


def _forwarded_head(message: object) -> tuple[Block, ...]:
    """What stands over a message inside of a message: its subject, and who sent it when to whom."""
    lines = [f"{name}: {value}" for name in ("From", "To", "Date") if (value := header(message, name))]
    subject = header(message, "subject") or "Forwarded message"
    heading = Block(BlockKind.HEADING, subject, 2)
    return (heading, Block(BlockKind.NOTE, "\n".join(lines))) if lines else (heading,)


def _attached(
    file: Attachment, label: str, content: Content, key: str, message: EmailMessage
) -> Iterator[Draft | Failure]:
    """The articles in an attachment, related to the mail that it came with."""
    if file.kind.startswith(("image/", "audio/", "video/", "font/")) or is_resource(file.name):
        return
    if content.depth > MAX_DEPTH:
        yield Failure(label, "Too many containers are inside of one another. Save the attachment.")
        return
    inside = Content.of_bytes(file.data, label, file.name, content.depth + 1)
    for item in guarded(label, lambda: read_any(inside)):
        yield item if isinstance(item, Failure) else _related(item, key, message)


def _related(draft: Draft, key: str, message: EmailMessage) -> Draft:
    """An attachment's article, with what it takes from its mail."""
    article = replace(draft.article, thread=(key,) if key else ())
    if not article.date and (found := people.day(message)[0]):
        article = replace(article, date=found, date_source="date of the mail")
    return replace(draft, article=article)


def _told(file: Attachment, items: list[Draft | Failure]) -> str:
    """A line of the list of attachments."""
    name = printable(file.name, 200)
    titles = [item.article.title for item in items if isinstance(item, Draft)]
    if len(titles) == 1 and titles[0] != name:
        return f"{name} ({titles[0]})"
    if titles:
        return name
    return f"{name} (not read)"


def _web_page(message: EmailMessage, data: bytes, label: str, name: str) -> Draft | None:
    """The page in an MHTML file: its first HTML part."""
    saved = header(message, "snapshot-content-location")
    if message.get_content_type() not in ("multipart/related", "text/html") and not saved:
        return None
    page = next(
        (part for part in message.walk() if part.get_content_type() == "text/html" and not part.is_multipart()),
        None,
    )
    url = header(page, "content-location") if page is not None else ""
    if page is None or not (host_of(url) or saved):
        return None
    text = decoded_text(page)
    content = Content.of_bytes(data, label, name)
    return next(
        html.from_html(Decoded(text.text, text.encoding), content, data, url=url or saved, format="mhtml")
    )

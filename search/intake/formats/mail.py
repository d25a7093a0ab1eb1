"""Mail: single messages, mailboxes, and web pages that browsers save as messages (MHTML)."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import BinaryIO, cast

from search.article.blocks import from_plain
from search.article.model import Article, Block
from search.errors import IntakeError, NotAnArticle, TooLarge, Unreadable
from search.intake.dates import find_date
from search.intake.decode import Decoded, decode, decode_as
from search.intake.formats import html
from search.intake.markup import parse, to_blocks
from search.intake.model import Content, Draft, Evidence, rendition
from search.intake.page import host_of
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
MAX_MESSAGE = 32 * 2**20
"""Bytes of one message, attachments included: mail servers take 25 to 50 MB."""
MAX_PARTS = 1000
"""Parts of one message; nesting is counted in."""
_FROM_LINE = re.compile(rb"From \S+.*\d{4}\s*\r?\n\Z")
_REPLY = re.compile(r"(?:>.*\n?)+\Z")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a message; one that is refused is a Failure, unless it is the only one."""
    if not content.head(5).startswith(b"From "):
        yield _draft(content.read(MAX_MESSAGE), content.label, content.name)
        return
    with content.opener() as stream:
        for number, message in enumerate(_messages(stream), 1):
            label = f"{content.label}#{number}"
            try:
                yield _draft(message, label, content.name)
            except IntakeError as error:
                yield Failure(label, str(error))


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of a mailbox (RFC 4155): each begins with a line ``From `` after an empty one."""
    lines: list[bytes] = []
    size = 0
    after_empty = True
    for line in iter(lambda: stream.readline(2**20), b""):
        if after_empty and _FROM_LINE.match(line):
            if lines:
                yield b"".join(lines)
            lines, size = [], 0
        elif size <= MAX_MESSAGE:  # the rest of a message that is too large is passed over
            lines.append(line[1:] if line.startswith((b">From ", b">>From ")) else line)
            size += len(line)
        after_empty = not line.strip()
    if lines:
        yield b"".join(lines)


def _draft(data: bytes, label: str, name: str) -> Draft:
    if len(data) > MAX_MESSAGE:
        raise TooLarge(f"The message is larger than {MAX_MESSAGE // 2**20} MB.", "Remove its attachments.")
    message = _parsed(data)
    parts = _parts(message)
    if message.get_content_type() == "multipart/related" and (
        page := _web_page(message, parts, data, label, name)
    ):
        return page
    blocks, encoding = _body(parts)
    title = _header(message, "subject")
    if not blocks:
        raise NotAnArticle("The message holds no text.", "Save its attachments instead.")
    date, evidence = _date(message)
    sender = _header(message, "from")
    article = Article(
        id="",
        title=title or blocks[0].text.split("\n")[0][:80],
        blocks=blocks,
        source_key=_header(message, "message-id").strip("<> "),
        date=date,
        date_source=evidence,
        byline=re.sub(r"\s*<[^<>]*>", "", sender).strip('" ') or sender,
        category="Mail",
        renditions=(rendition(label, data, "mail", VERSION, encoding),),
    )
    return Draft(article, data, (Evidence("title", "subject", title), Evidence("byline", "from", sender)))


def _parsed(data: bytes) -> EmailMessage:
    try:
        return email.message_from_bytes(data, policy=email.policy.default)
    except (ValueError, LookupError, RecursionError, AttributeError, IndexError, TypeError) as error:
        raise Unreadable("The message is damaged.", "Save it again.") from error


def _parts(message: EmailMessage) -> list[EmailMessage]:
    """The leaves of a message that are text and no attachments."""
    parts: list[EmailMessage] = []
    for seen, part in enumerate(message.walk()):
        if seen >= MAX_PARTS:
            raise TooLarge(f"The message has more than {MAX_PARTS} parts.", "Save it as text.")
        attached = _header(part, "content-disposition").lower().startswith("attachment")
        if part.get_content_maintype() == "text" and not part.is_multipart() and not attached:
            parts.append(part)
    return parts


def _payload(part: EmailMessage) -> tuple[str, str]:
    """The text of a part, and its encoding."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable("A part of the message is damaged.", "Save it again.") from error
    data = raw if isinstance(raw, bytes) else str(raw or "").encode("utf-8", "replace")
    label = _charset(part)
    decoded = decode_as(data, label) if label else decode(data)
    return decoded.text, decoded.encoding


def _charset(part: EmailMessage) -> str:
    try:
        return part.get_content_charset("") or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""  # a broken header: the bytes are asked


def _body(parts: list[EmailMessage]) -> tuple[tuple[Block, ...], str]:
    """Blocks of the best part: HTML has more structure, plain text is what there always is."""
    texts = [(part.get_content_subtype(), *_payload(part)) for part in parts]
    for subtype, text, encoding in texts:
        if subtype == "html" and (root := parse(text).body) and (blocks := to_blocks(root)):
            return blocks, encoding
    for subtype, text, encoding in texts:
        if subtype != "html" and (blocks := from_plain(_REPLY.sub("", text.replace("\r\n", "\n")))):
            return blocks, encoding
    return (), "utf-8"


def _web_page(
    message: EmailMessage, parts: list[EmailMessage], data: bytes, label: str, name: str
) -> Draft | None:
    """The page in an MHTML file: its first HTML part."""
    page = next((part for part in parts if part.get_content_subtype() == "html"), None)
    url = _header(page, "content-location") if page is not None else ""
    if page is None or not (host_of(url) or message.get("snapshot-content-location")):
        return None
    text, encoding = _payload(page)
    decoded = Decoded(text, encoding)
    content = Content.of_bytes(data, label, name)
    return next(html.from_html(decoded, content, data, url=url, format="mhtml"))


def _header(message: object, name: str) -> str:
    """A header on one line; empty when it is missing or broken."""
    try:
        value = cast(EmailMessage, message).get(name, "")
        return " ".join(sanitise(str(value)).split())[:1000]
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""  # the header's own syntax is broken: it is as if it were missing


def _date(message: EmailMessage) -> tuple[str, str]:
    raw = _header(message, "date")
    try:
        return parsedate_to_datetime(raw).date().isoformat(), "date header"
    except (ValueError, TypeError, IndexError, OverflowError):
        found = find_date(raw)
        return found, "date header" if found else ""

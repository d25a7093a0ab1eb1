"""The parts of a mail: what is its text, in the order of reading, and what is attached to it."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import quopri
import re
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import Any

from search.errors import TooLarge, Unreadable
from search.intake.decode import Decoded, decode, decode_as
from search.intake.mail.people import header

MAX_PARTS = 1000
"""Parts of one message; nesting is counted in."""
MAX_NESTING = 40
"""Parts inside of one another."""
_ENOUGH = 0.7
"""Of the words of a plain text, when its HTML holds so many it is the same text with more structure."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\s*\Z")
"""A line of base64."""
_PROSE = frozenset(
    {"plain", "html", "enriched", "richtext", "x-markdown", "rfc822-headers", "x-patch", "x-diff"}
)
"""Kinds of text that are read in place; others are files, such as a calendar or a table."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that is text to be read in place, or the head of a message inside of the message."""

    kind: str
    """``plain``, ``html`` ..., or ``message``."""
    text: str
    encoding: str = "utf-8"
    flowed: bool = False
    delete_space: bool = False
    message: Message[str, str] | None = None
    """The message that begins here, for ``message``."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message."""

    name: str
    kind: str
    """Its media type."""
    data: bytes
    inline: bool = False
    """Whether the text shows it, as it does pictures."""


@dataclass(slots=True)
class Parts:
    """What a message holds."""

    pieces: list[Piece] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    """The messages of a digest, each a mail of its own."""
    others: list[tuple[str, str]] = field(default_factory=list)
    """(rule, text): another form of a text that is among the pieces."""
    warnings: list[str] = field(default_factory=list)

    def add(self, other: Parts) -> None:
        """Append what another part holds."""
        self.pieces += other.pieces
        self.attachments += other.attachments
        self.messages += other.messages
        self.others += other.others
        self.warnings += other.warnings


def parsed(data: bytes) -> EmailMessage:
    """A message. Raises Unreadable for one that nothing can be made of."""
    try:
        return email.message_from_bytes(data, policy=email.policy.default)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError) as error:
        raise Unreadable("The message is damaged.", "Save it again.") from error


def parts_of(message: Message[str, str]) -> Parts:
    """The parts of a message. Raises TooLarge for too many, Unreadable for damage."""
    return _Walk().walk(message, 0)


class _Walk:
    def __init__(self) -> None:
        self._seen = 0

    def walk(self, part: Message[str, str], depth: int) -> Parts:
        self._seen += 1
        if self._seen > MAX_PARTS or depth > MAX_NESTING:
            raise TooLarge(f"The message has more than {MAX_PARTS} parts, or too many inside of one another.",
                           "Save it as text.")  # fmt: skip
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            return self._alternative(part, depth)
        if kind in ("message/rfc822", "message/global", "message/news"):
            return self._forwarded(part, depth, digest=False)
        if part.is_multipart():
            return self._children(part, depth, digest=kind == "multipart/digest")
        return _leaf(part)

    def _children(self, part: Message[str, str], depth: int, *, digest: bool) -> Parts:
        found = Parts()
        for child in _payload_list(part):
            if digest and child.get_content_type() == "message/rfc822":
                found.add(self._forwarded(child, depth + 1, digest=True))
            else:
                found.add(self.walk(child, depth + 1))
        if part.get_content_type() == "multipart/encrypted":
            found.warnings.append("The message is encrypted; its text cannot be read without the key.")
        return found

    def _alternative(self, part: Message[str, str], depth: int) -> Parts:
        """The form of a text that holds most of it; what is attached to any form is attached to the mail."""
        forms = [self.walk(child, depth + 1) for child in _payload_list(part)]
        best = _best(forms)
        found = Parts()
        for form in forms:
            if form is best:
                found.add(form)
            else:
                found.attachments += [file for file in form.attachments if file.kind != "text/calendar"]
                found.messages += form.messages
                found.others += [("other form of the text", _shown(piece)) for piece in form.pieces]
        return found

    def _forwarded(self, part: Message[str, str], depth: int, *, digest: bool) -> Parts:
        inner = _inside(part)
        if inner is None:
            return Parts()
        if digest:
            return Parts(messages=[_bytes_of(inner)])
        found = Parts(pieces=[Piece("message", "", message=inner)])
        found.add(self.walk(inner, depth + 1))
        return found


def _best(forms: list[Parts]) -> Parts | None:
    """HTML where it holds about as many words as the plain text, else the form with most words."""
    counted = [(form, _words(form)) for form in forms if form.pieces]
    if not counted:
        return forms[-1] if forms else None
    most = max(words.total() for _, words in counted)
    for form, words in reversed(counted):  # the richest comes last (RFC 2046, 5.1.4)
        if not _is_plain(form) and words.total() and words.total() >= _ENOUGH * most:
            return form
    return next(form for form, words in counted if words.total() == most)


def _is_plain(form: Parts) -> bool:
    return all(piece.kind == "plain" for piece in form.pieces)


def _words(form: Parts) -> Counter[str]:
    return Counter(word for piece in form.pieces for word in _WORD.findall(_shown(piece).lower()))


def _shown(piece: Piece) -> str:
    """The text of a piece without its markup, roughly."""
    if piece.kind != "html":
        return piece.text
    from search.intake.markup import parse, to_blocks

    root = parse(piece.text).body
    return "\n".join(block.text for block in to_blocks(root)) if root else ""


def _payload_list(part: Message[str, str]) -> list[Message[str, str]]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _inside(part: Message[str, str]) -> Message[str, str] | None:
    """The message that a part holds, whatever encoding it was put into."""
    inner = next(iter(_payload_list(part)), None)
    encoding = header(part, "content-transfer-encoding").lower()
    raw: Any = inner.get_payload() if inner is not None else part.get_payload()
    if encoding == "base64" and isinstance(raw, str):
        text = raw if inner is None or not inner.keys() else _bytes_of(inner).decode("ascii", "replace")
        try:
            return parsed(base64.b64decode("".join(text.split()), validate=False))
        except (binascii.Error, ValueError):
            return inner
    if encoding == "quoted-printable" and inner is not None:
        return parsed(quopri.decodestring(_bytes_of(inner)))
    return inner


def _bytes_of(message: Message[str, str]) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, AttributeError, TypeError, KeyError):
        return b""  # what cannot be written again is told as empty


def _leaf(part: Message[str, str]) -> Parts:
    kind, name = part.get_content_type(), _file_name(part)
    main, _, sub = kind.partition("/")
    disposition = header(part, "content-disposition").lower()
    attached = disposition.startswith("attachment")
    in_place = main == "text" and sub in _PROSE and not attached and (not name or sub in ("plain", "html"))
    if in_place or kind == "message/delivery-status":
        decoded, (_, footer) = decoded_text(part), _base64(part)
        piece = Piece(
            "html" if sub == "html" else "plain" if main == "text" else "status",
            decoded.text,
            decoded.encoding,
            str(part.get_param("format", "")).lower() == "flowed",
            str(part.get_param("delsp", "")).lower() == "yes",
        )
        more = [Piece("plain", footer)] if footer else []
        return Parts(pieces=[piece, *more], warnings=list(decoded.warnings))
    data = _data(part)
    encrypted = kind in ("application/pkcs7-mime", "application/x-pkcs7-mime")
    if kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
                "application/pgp-encrypted"):  # fmt: skip
        return Parts()  # it proves who wrote the text, and is none
    if encrypted:
        return Parts(warnings=["The message is encrypted or signed (S/MIME); its text cannot be read here."])
    if not data:
        return Parts()
    return Parts(attachments=[Attachment(name or _name_for(kind), kind, data, not attached)])


def decoded_text(part: Message[str, str]) -> Decoded:
    """The text of a part by the encoding that it declares, or by its bytes."""
    data = _data(part)
    try:
        label = part.get_content_charset("") or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        label = ""  # a broken header: the bytes are asked
    decoded = decode_as(data, label) if label else decode(data)
    if part.get_content_subtype() in ("enriched", "richtext"):
        return Decoded(_TAG.sub("", decoded.text.replace("<<", "\0")).replace("\0", "<"), decoded.encoding)
    return decoded


def _base64(part: Message[str, str]) -> tuple[str, str]:
    """A body in base64, and what a mailing list has put behind it as it stands; both empty without such."""
    raw = part.get_payload()
    if header(part, "content-transfer-encoding").lower() != "base64" or not isinstance(raw, str):
        return "", ""
    lines = raw.strip().split("\n")
    end = next((n for n, line in enumerate(lines) if not _BASE64.match(line)), len(lines))
    behind = "\n".join(lines[end:])
    if not end or all(_BASE64.match(line) or not line.strip() for line in lines[end:]):
        return "", ""  # all of it is, or nothing
    return "".join(lines[:end]), decode(behind.encode("utf-8", "surrogateescape")).text.strip()


def _data(part: Message[str, str]) -> bytes:
    try:
        body, behind = _base64(part)
        if behind:
            return base64.b64decode(body + "=" * (-len(body) % 4))
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable("A part of the message is damaged.", "Save it again.") from error
    return raw if isinstance(raw, bytes) else str(raw or "").encode("utf-8", "replace")


def _file_name(part: Message[str, str]) -> str:
    try:
        return str(part.get_filename() or "")[:200]
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _name_for(kind: str) -> str:
    """A name for an attachment that has none: its kind, as an ending tells it."""
    import mimetypes

    return f"attachment{mimetypes.guess_extension(kind) or ''}"

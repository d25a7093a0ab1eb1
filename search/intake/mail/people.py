"""Who wrote a mail and to whom, when, and in which thread: its headers as plain values."""

from __future__ import annotations

import email.header
import email.utils
import re
from email.message import EmailMessage
from typing import cast

from search.intake.dates import find_date
from search.intake.decode import decode
from search.text import sanitise

_MOST_PEOPLE = 200
"""Recipients that are kept: more are a mailing."""
_MOST_REFERENCES = 200
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
_LONGEST = 1000
_COMMENTED = re.compile(r"([^\s<>()\"]+(?: at [^\s<>()\"]+)?) \(([^()]{1,200})\)")
"""``ada@p.example (Ada Quimby)``, as it was written before and archives of lists write it still."""


def header(message: object, name: str, longest: int = _LONGEST) -> str:
    """A header on one line; empty when it is missing or broken."""
    try:
        value = str(cast(EmailMessage, message).get(name, ""))
        if "\ufffd" in value:
            value = _by_bytes(cast(EmailMessage, message), name) or value
        return " ".join(sanitise(value).split())[:longest]
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""  # the header's own syntax is broken: it is as if it were missing


def _by_bytes(message: EmailMessage, name: str) -> str:
    """A header that was written in bytes beyond ASCII, by the encoding that they fit; empty for any other."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    if not any("\udc80" <= char <= "\udcff" for char in raw):
        return ""
    return decode(raw.encode("ascii", "surrogateescape")).text


def sender(message: EmailMessage) -> str:
    """Who wrote a message: ``Name <address>``, however the name was put beside the address."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == "from"), "")
    if found := _COMMENTED.fullmatch(" ".join(raw.split())):
        name = sanitise(str(email.header.make_header(email.header.decode_header(found[2]))))
        return f"{name.strip()} <{sanitise(found[1])}>"
    return header(message, "from") or header(message, "sender")


def name_of(sender: str) -> str:
    """The name in front of an address, or the address where there is none."""
    return re.sub(r"\s*<[^<>]*>", "", sender).strip("\" '") or sender.strip("<> ")


def recipients(message: object) -> tuple[str, ...]:
    """Everyone to whom a message went, ``Name <address>`` or the address alone, each once."""
    found: dict[str, None] = {}
    for field in ("to", "cc", "bcc", "resent-to", "newsgroups"):
        line = header(message, field, 20_000)
        pairs = [("", line)] if field == "newsgroups" and line else email.utils.getaddresses([line])
        for name, address in pairs:
            if name or address:
                found[f"{name} <{address}>" if name and address else name or address] = None
    return tuple(found)[:_MOST_PEOPLE]


def message_id(message: object) -> str:
    """The Message-ID without its brackets; empty without one."""
    raw = header(message, "message-id")
    hit = _MESSAGE_ID.search(raw)
    return hit[1] if hit else raw.strip("<> ").replace(" ", "")


def references(message: object) -> tuple[str, ...]:
    """The messages that this one goes back to, the first of the thread first."""
    raw = f"{header(message, 'references', 50_000)} {header(message, 'in-reply-to')}"
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(raw)))[:_MOST_REFERENCES]


def day(message: object) -> tuple[str, str]:
    """The day on which a message was written, as its writer's clock had it, and what tells so."""
    for field in ("date", "resent-date", "delivery-date"):
        raw = header(message, field)
        try:
            return email.utils.parsedate_to_datetime(raw).date().isoformat(), f"{field} header"
        except (ValueError, TypeError, IndexError, OverflowError):
            if found := find_date(raw):
                return found, f"{field} header"
    received = header(message, "received").rpartition(";")[2]
    try:
        return email.utils.parsedate_to_datetime(received).date().isoformat(), "received header"
    except (ValueError, TypeError, IndexError, OverflowError):
        return "", ""

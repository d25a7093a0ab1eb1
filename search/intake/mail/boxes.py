"""Where a mailbox is split: at lines that begin a message, and at no line of a text that only looks so."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

MAX_MESSAGE = 32 * 2**20
"""Bytes of one message, attachments included: mail servers take 25 to 50 MB."""
_LINE = 2**20
"""Bytes of a line that are looked at; the rest of a longer one is read as lines that begin nothing."""
_AHEAD = 200
"""Lines of a head that are looked at to see whether it is one."""
_ASCTIME = re.compile(
    rb"From .{0,300}?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .{0,12}?\d{1,2}:\d\d.{0,40}\d{4}\s*\Z", re.DOTALL
)
_DATED = re.compile(rb"From (?=.{0,300}\d{1,2}:\d\d).{0,300}\b(?:19|20)\d\d\b.{0,80}\Z", re.DOTALL)
_BARE = re.compile(rb"From (?:-|[^\s@]{0,100}@\S{0,200}|MAILER\S{0,40}|nobody)?\s*\Z")
_FIELD = re.compile(rb"[!-9;-~]{1,76}:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|content-type"
    rb"|in-reply-to|references|reply-to|sender|status|x-[\w-]{1,60}):",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"content-length:\s{0,9}(\d{1,9})\s*\Z", re.IGNORECASE)
_ESCAPED = re.compile(rb">+From ")
_MMDF = b"\x01\x01\x01\x01"


def is_mailbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox."""
    lines = head.splitlines(keepends=True)[: _AHEAD + 1]
    if not lines:
        return False
    return lines[0].startswith(_MMDF) or (lines[0].startswith(b"From ") and begins(lines[0], lines[1:], True))


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of a mailbox: mboxo, mboxrd, mboxcl, Thunderbird's and MMDF.

    What is over :data:`MAX_MESSAGE` of one is passed over; the message that is given is over it too.
    """
    one = _Message()
    for line, begun in _marked(stream):
        if begun and not one.holds(line):
            yield from one.whole()
            one = _Message()
        else:
            one.add(line, begun=begun)
    yield from one.whole()


class _Message:
    """A message in the course of being read, which may say itself how long it is (mboxcl)."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0
        self._in_head = True
        self._told = self._body = 0
        """Bytes of the body by ``Content-Length``, 0 when it does not say; and those that have come."""
        self._splits: list[int] = []
        """Lines at which it ends if its length is not true."""

    def holds(self, line: bytes) -> bool:
        """Whether a line that looks like the beginning of another message stands in the text of this one."""
        return not self._in_head and self._body + len(line) <= self._told <= MAX_MESSAGE

    def add(self, line: bytes, *, begun: bool) -> None:
        """The next line; ``begun`` when it looks like the beginning of a message."""
        if begun:
            self._splits.append(len(self._lines))
        if self._in_head and (length := _LENGTH.match(line)):
            self._told = int(length[1])
        if not self._in_head:
            self._body += len(line)
        self._in_head = self._in_head and bool(line.strip())
        if self._size <= MAX_MESSAGE:
            self._lines.append(line if begun else line[1:] if _ESCAPED.match(line) else line)
            self._size += len(line)

    def whole(self) -> Iterator[bytes]:
        """The message; several where it was not as long as it said."""
        true = self._told <= self._body <= self._told + 2  # an empty line parts it from the next
        start = 0
        for end in (*(() if true else self._splits), len(self._lines)):
            if any(map(bytes.strip, lines := self._lines[start:end])) or (start == 0 and lines):
                yield b"".join(lines)
            start = end + 1


def _marked(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Every line, and whether it parts messages."""
    ahead: deque[bytes] = deque()
    after_empty = whole = True
    while True:
        line = ahead.popleft() if ahead else stream.readline(_LINE)
        if not line:
            return
        parts = whole and line.startswith(_MMDF)
        if whole and line.startswith(b"From "):
            while len(ahead) < _AHEAD and (not ahead or ahead[-1].strip()) and (more := stream.readline(_LINE)):
                ahead.append(more)
            parts = begins(line, ahead, after_empty)
        yield line, parts
        after_empty, whole = not line.strip(), line.endswith((b"\n", b"\r")) or len(line) < _LINE


def begins(line: bytes, following: deque[bytes] | list[bytes], after_empty: bool) -> bool:
    """Whether a line that begins with ``From `` begins a message: fields of a mail stand under it.

    The more the line looks like the one that mail programs write, the fewer fields are asked for.
    """
    fields = 0
    for number, text in enumerate(following):
        if not text.strip() or number >= _AHEAD:
            break
        if _FIELD.match(text):
            fields += _KNOWN.match(text) is not None
        elif number == 0 or not text[:1].isspace():
            break  # no head of a message goes on so
    if _ASCTIME.match(line[:600]):
        return fields >= (1 if after_empty else 2)
    return fields >= 2 and (_DATED.match(line[:600]) is not None or _BARE.match(line[:600]) is not None)

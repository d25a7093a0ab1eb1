"""Making text safe and plain. Offsets into sanitised text are what everything else refers to."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PLAIN = re.compile(r"[\t\n -~]*\Z")
"""Nearly all English text needs no second look."""
_JOINER = "\u200d"
_VARIATION = "\ufe0f"


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char == _VARIATION


def _keep(text: str) -> str:
    """Drop what a terminal must not get; the text is in NFC and has only newlines as breaks."""
    out: list[str] = []
    for i, char in enumerate(text):
        category = unicodedata.category(char)
        if category == "Zs":
            out.append(" ")
        elif category in ("Cc", "Cs", "Cn"):
            if char in "\n\t":
                out.append(char)
        elif category == "Cf":
            between = 0 < i < len(text) - 1
            if char == _JOINER and between and _is_pictograph(text[i - 1]) and _is_pictograph(text[i + 1]):
                out.append(char)
        else:
            out.append(char)
    return "".join(out)


def sanitise(text: str) -> str:
    """Text from outside, as it may be stored and shown: lines, tabs and printable characters only.

    NFC; every kind of line break becomes a newline and every kind of space a space; controls, format
    characters (but a joiner between pictographs) and lone surrogates are dropped. Idempotent.
    """
    if _PLAIN.match(text):
        return text
    text = _BREAKS.sub("\n", text)
    kept = _keep(unicodedata.normalize("NFC", text))
    # Dropping a character can bring two together that compose, so normalise once more.
    return unicodedata.normalize("NFC", kept)


def printable(text: str, limit: int = 0) -> str:
    """A foreign string (a file name, an exception, a query) on one safe line.

    Controls become U+FFFD, so that a name which hides something shows that it does. ``limit`` cuts the
    result to that many characters, the last one an ellipsis; 0 means whole.
    """
    shown = "".join(
        char if char.isprintable() else " " if char in "\n\t\u00a0\u3000" else "\ufffd" for char in text
    )
    if limit and len(shown) > limit:
        return shown[: limit - 1] + "…"
    return shown

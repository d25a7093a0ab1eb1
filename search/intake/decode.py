"""From bytes of unknown encoding to safe text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from search.errors import Unreadable
from search.text import sanitise

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65536
"""Bytes looked at when the encoding is guessed."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOJIBAKE = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was got from the bytes."""

    text: str
    """Sanitised."""
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Bytes as safe text: byte order mark, pattern of NULs, strict UTF-8, cp1252, Latin-1.

    A better guess is asked for only when the outcome looks wrong. Raises Unreadable for binary data.
    """
    encoding = _marked(data) or _by_nuls(data)
    if encoding:
        text, warnings = _tolerant(data, encoding)
    else:
        _refuse_binary(data)
        text, encoding, warnings = _unmarked(data)
    text = sanitise(text)
    if _MOJIBAKE.search(text):
        text, mended = _mended(text)
        warnings += mended
    return Decoded(text, encoding, warnings)


def _marked(data: bytes) -> str:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")


def _by_nuls(data: bytes) -> str:
    """UTF-16 without a mark shows by its NULs: English has one in every second byte."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) > 0.1 * len(sample):
        raise Unreadable("The file is binary, not text.", "Convert it to text first.")


def _tolerant(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return text, (f"Some bytes are not {encoding.upper()} and were replaced.",)


def _unmarked(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass  # not UTF-8, so one of the encodings of a byte a character
    try:
        return data.decode("cp1252"), "cp1252", ()
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", ()


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Text decoded wrongly before it came to us, set right where that is certain."""
    import ftfy  # heavy, and rarely needed

    mended = sanitise(ftfy.fix_text(text, uncurl_quotes=False, unescape_html=False, fix_latin_ligatures=False))
    if mended == text:
        return text, ()
    return mended, ("The text had been decoded wrongly before; it was mended.",)

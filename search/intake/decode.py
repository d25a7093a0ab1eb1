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
"""Bytes or characters looked at when the encoding is guessed."""
_CONTROLS = re.compile(rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.05
_FEW_CONTROLS = 8
"""So many controls prove nothing in a short text."""
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MENDABLE = 4 * 2**20
"""Characters; the mending of longer texts would take more than seconds."""
_MOJIBAKE = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_LOWER = "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿßœ"
_UPPER = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ"
_SIGNS = "“”–—…•·£€§©®™°½¼¾«»¡¿ªº"
_ODD = re.compile(
    rf"[^\x00-\x7f‘’\xa0{_LOWER}{_UPPER}{_SIGNS}]"
    rf"|(?<=[a-z])[{_UPPER}]"
    r"|(?<=\w)[“”£§©«»¡¿](?=[a-z])"
)
"""What is odd in a Western text: a strange character, a capital or a sign inside of a word."""
_WESTERN = ("cp1252", "mac_roman", "cp437")
_ODDEST = 0.1
"""Odd characters for one beyond ASCII, above which an encoding is not believed."""
_DENSEST = 0.25
"""Characters beyond ASCII for one of all: more are no Western text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was got from the bytes."""

    text: str
    """Sanitised."""
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Bytes as safe text: byte order mark, pattern of NULs, strict UTF-8, cp1252, Latin-1.

    Other encodings are considered only when the outcome looks wrong. Raises Unreadable for binary data.
    """
    encoding = _marked(data) or _by_nuls(data)
    if encoding:
        text, warnings = _tolerant(data, encoding)
    else:
        _refuse_binary(data)
        text, encoding, warnings = _unmarked(data)
    if len(text) <= _MENDABLE and _MOJIBAKE.search(text):
        text, mended = _mended(text)
        warnings += mended
    return Decoded(sanitise(text), encoding, warnings)


def decode_as(data: bytes, label: str) -> Decoded:
    """Bytes whose encoding is declared; the declaration is believed when it fits them."""
    try:
        name = codecs.lookup(label.strip()).name if label and not _marked(data) else ""
        if name and name not in ("utf-8", "ascii", "iso8859-1"):
            return Decoded(sanitise(data.decode(name)), name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data)  # the declaration lies: the bytes themselves are asked
    return decode(data)


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
    if len(_CONTROLS.findall(sample)) > max(_FEW_CONTROLS, _MOST_CONTROLS * len(sample)):
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
        pass  # not all of it: a mixture, or an encoding of one byte a character
    sample = data[:_SAMPLE]
    sequences = _UTF8_SEQUENCE.findall(sample)
    stray = len(_HIGH.findall(sample)) - sum(map(len, sequences))
    if 2 * len(sequences) > stray or not stray:
        text = data.decode("utf-8", "dossier.cp1252")
        return text, "utf-8", ("Some bytes are not UTF-8; they were read as Windows-1252.",)
    for encoding in _WESTERN:
        text = data.decode(encoding, "replace")
        if _plausible(text[:_SAMPLE]):
            return text, encoding, ()
    return _guessed(data)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Error handler: one byte that is not UTF-8, as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error("dossier.cp1252", _stray)


def _plausible(text: str) -> bool:
    """Whether a text reads like one in a Western language."""
    high = sum(char > "\x7f" for char in text)
    return high <= _DENSEST * len(text) and len(_ODD.findall(text)) <= _ODDEST * high


def _guessed(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The encoding that makes the most sense of the beginning."""
    from charset_normalizer import from_bytes  # heavy, and rarely needed

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None and len(_HIGH.findall(data[:_SAMPLE])) > _DENSEST * len(data[:_SAMPLE]):
        raise Unreadable("The file is binary, or text in an unknown encoding.", "Convert it to UTF-8.")
    if best is None:
        return data.decode("latin-1"), "latin-1", ("The encoding is not known; some characters may be wrong.",)
    text, warnings = _tolerant(data, best.encoding)
    return text, best.encoding.replace("_", "-"), (f"The encoding was guessed: {best.encoding}.", *warnings)


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Text decoded wrongly before it came to us, set right where that is certain."""
    from ftfy import TextFixerConfig, fix_text  # heavy, and rarely needed

    config = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )
    mended = fix_text(text, config)
    if mended == text:
        return text, ()
    return mended, ("The text had been decoded wrongly before; it was mended.",)

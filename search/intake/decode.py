"""From bytes of unknown encoding to safe text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from search.errors import Unreadable
from search.intake.encodings import doubtful, fits
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
_CONTROLS = re.compile(rb"[\x00-\x07\x10-\x1a\x1c-\x1f]")
_MOST_CONTROLS = 0.05
_FEW_CONTROLS = 8
"""So many controls prove nothing in a short text."""
_DENSEST = 0.25
"""Bytes beyond ASCII for one of all: more, and of no known encoding, are no text."""
_MOST_WRONG = 0.002
"""Characters that a declared encoding may fail to read, for one of all."""
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_MENDABLE = 4 * 2**20
"""Characters; the mending of longer texts would take more than seconds."""
_MOJIBAKE = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_TYPOGRAPHIC = re.compile(rb"[\x85\x91-\x97\xa0]*\Z")
"""Bytes by which Windows writes quotes and dashes, in whatever language."""
_ESCAPED = (
    ("iso2022-jp-2", re.compile(rb"\x1b\$[@AB]|\x1b\$\(D|\x1b\([IJ]")),
    ("iso2022-kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{[!-w][!-~]")),
)
"""Encodings of seven bits, which switch alphabets by a sign."""
_DECLARED = re.compile(
    rb"\s{0,40}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w:.-]{2,40})[\"']"
    rb"|[^\n]{0,200}\n?[^\n]{0,200}?-\*-[^\n]{0,80}?coding:\s{0,9}([\w:.-]{2,40})"
)
_LATIN_NAMES = frozenset({"utf-8", "ascii", "iso8859-1"})
"""What programs declare without looking; it says no more than that ASCII is part of it."""
_FEWEST = 24
"""Bytes of a text whose encoding is told by the pattern of its NULs."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and how it was got from the bytes."""

    text: str
    """Sanitised."""
    encoding: str
    warnings: tuple[str, ...] = ()


_forced: ContextVar[str] = ContextVar("encoding", default="")


@contextmanager
def reading_as(encoding: str) -> Iterator[None]:
    """Within it, bytes without a mark are read in this encoding; an empty one changes nothing."""
    token = _forced.set(encoding)
    try:
        yield
    finally:
        _forced.reset(token)


def decode(data: bytes) -> Decoded:
    """Bytes as safe text: what the user said, byte order mark, pattern of NULs, strict UTF-8, best fit.

    Raises Unreadable for binary data.
    """
    encoding = _marked(data) or _forced.get() or _by_nuls(data)
    if encoding:
        text, warnings = _tolerant(data, encoding)
    else:
        _refuse_binary(data)
        text, encoding, warnings = _unmarked(data)
    if len(text) <= _MENDABLE and _MOJIBAKE.search(text):
        text, mended = _mended(text)
        warnings += mended
    return Decoded(sanitise(text), encoding, warnings)


def encoding_of(start: bytes) -> tuple[str, tuple[str, ...]]:
    """The encoding of a long text by its beginning, with warnings; ``utf-8-sig`` for UTF-8, marked or not.

    Raises Unreadable for binary data.
    """
    if known := wide(start) or _forced.get():
        return known, ()
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)  # a character may be cut at its end
    except UnicodeDecodeError:
        decoded = decode(start)
        return decoded.encoding, decoded.warnings
    return "utf-8-sig", ()


def wide(start: bytes) -> str:
    """UTF-16 or UTF-32, by its mark or by where its NULs stand; empty for any other encoding."""
    marked = _marked(start)
    return ("" if marked == "utf-8-sig" else marked) or _by_nuls(start)


def decode_as(data: bytes, label: str) -> Decoded:
    """Bytes whose encoding is declared; the declaration is believed when it fits them."""
    if _marked(data) or _forced.get() or not (name := _known(label)):
        return decode(data)
    try:
        return Decoded(sanitise(data.decode(name)), name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(data)  # the declaration lies: the bytes themselves are asked


def _known(label: str) -> str:
    """The codec of a declared encoding; empty for none, and for what says nothing."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    return "" if name in _LATIN_NAMES else name


def _marked(data: bytes) -> str:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")


def _by_nuls(data: bytes) -> str:
    """UTF-16 and UTF-32 without a mark show by their NULs: in which of each four bytes they stand.

    Text of other scripts has fewer: it must also decode, into letters and not into gaps.
    """
    sample = data[: _SAMPLE & ~3]
    if len(sample) < 4 or not sample.count(0):
        return ""
    quarter = len(sample) / 4
    nuls = [sample[at::4].count(0) / quarter for at in range(4)]
    if len(sample) >= 8 and min(nuls[:2]) > 0.9 and nuls[3] < 0.1 and _reads(sample, "utf-32-be"):
        return "utf-32-be"
    if len(sample) >= 8 and nuls[3] > 0.9 and nuls[2] > 0.5 and nuls[0] < 0.1 and _reads(sample, "utf-32-le"):
        return "utf-32-le"
    even, odd = (nuls[0] + nuls[2]) / 2, (nuls[1] + nuls[3]) / 2
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    if len(sample) >= _FEWEST and max(even, odd) > 0.02:  # spaces and line ends at least
        first, second = ("utf-16-le", "utf-16-be") if odd > even else ("utf-16-be", "utf-16-le")
        return next((name for name in (first, second) if _reads(sample, name)), "")
    return ""


def _reads(sample: bytes, encoding: str) -> bool:
    """Whether bytes decode into a text: few gaps, few controls, words parted by space."""
    text = sample.decode(encoding, "replace")[:-1]  # the last character may be cut
    good = sum(char.isprintable() or char in "\t\n\r" for char in text)
    blocks = {ord(char) >> 8 for char in text if char.isalpha()}
    return good > 0.98 * len(text) and len(blocks) <= max(4, 0.1 * len(text)) and text.count("\ufffd") <= 1


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
    if escaped := _escaped(data):
        return escaped
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        pass  # not all of it: a mixture, or an encoding of one byte a character
    sample = data[:_SAMPLE]
    sequences = _UTF8_SEQUENCE.findall(sample)
    high = _HIGH.findall(sample)
    stray = len(high) - sum(map(len, sequences))
    if 2 * len(sequences) > stray or not stray:
        text = data.decode("utf-8", "dossier.cp1252")
        return text, "utf-8", ("Some bytes are not UTF-8; they were read as Windows-1252.",)
    if _TYPOGRAPHIC.match(b"".join(high)):
        return data.decode("cp1252", "replace"), "cp1252", ()
    return _declared(data) or _guessed(data)


def _escaped(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """Seven-bit encodings, told by the signs with which they switch alphabets."""
    for name, sign in _ESCAPED:
        if sign.search(data[:_SAMPLE]):
            try:
                return data.decode(name), name, ()
            except UnicodeDecodeError:
                continue
    return None


def _declared(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """What the text's first lines say of its encoding, when it is so but for a few bytes."""
    found = _DECLARED.match(data[:1024])
    name = _known((found[1] or found[2]).decode("ascii")) if found else ""
    if not name:
        return None
    text, warnings = _tolerant(data, name)
    return (text, name, warnings) if text.count("\ufffd") <= _MOST_WRONG * len(text) else None


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Error handler: one byte that is not UTF-8, as Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


codecs.register_error("dossier.cp1252", _stray)


def _guessed(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The encoding that fits best; where another fits nearly as well, that is told."""
    found = fits(data)
    if not found and len(_HIGH.findall(data[:_SAMPLE])) > _DENSEST * len(data[:_SAMPLE]):
        raise Unreadable("The file is binary, or text in an unknown encoding.", "Convert it to UTF-8.")
    if not found:
        return data.decode("latin-1"), "latin-1", ("The encoding is not known; some characters may be wrong.",)
    best = found[0].encoding
    text, warnings = _tolerant(data, best)
    if second := doubtful(found):
        told = (
            f"The encoding was guessed: {best}. It may be {second}: then add the file with --encoding {second}."
        )
        return text, best, (told, *warnings)
    if best == "cp1252":
        return text, best, warnings
    return text, best, (f"The encoding was guessed: {best}.", *warnings)


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

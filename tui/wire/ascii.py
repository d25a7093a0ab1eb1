"""The same screen in ASCII, for terminals whose locale is not UTF-8."""

from __future__ import annotations

import unicodedata

# Glyphs of the interface and of typography, by what reads best in one cell.
GLYPHS = {
    **dict.fromkeys("─━┄┅┈┉╌╍═╴╶╸╺▔▁‐‑‒–—―−", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻▏▕▌▐▎▍▊▉▋", "|"),
    **dict.fromkeys("▂▃", "_"),
    **dict.fromkeys("▄▅", "="),
    **dict.fromkeys("▆▇█▀■▪", "#"),
    **dict.fromkeys("▸▶►→⇒›»❯", ">"),
    **dict.fromkeys("◂◀◄←⇐‹«❮", "<"),
    **dict.fromkeys("▴▲↑", "^"),
    **dict.fromkeys("▾▼↓", "v"),
    **dict.fromkeys("•●∙★☆✦✱✶◆◇", "*"),
    **dict.fromkeys("○◯◦", "o"),
    **dict.fromkeys("·…․", "."),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("✓✔", "+"),
    **dict.fromkeys("✗✘×", "x"),
    **dict.fromkeys("øØ", "o"),
    "ß": "s",
    "æ": "a",
    "Æ": "A",
    "œ": "o",
    "Œ": "O",
    "đ": "d",
    "ð": "d",
    "þ": "t",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "§": "S",
    "¶": "P",
    "©": "c",
    "®": "r",
    "°": "o",
    "±": "+",
    "÷": "/",
    "€": "E",
    "£": "L",
    "¥": "Y",
    "\ufffd": "?",
}
# What may take more room when columns don't matter, as in the output of commands.
SPELLINGS = {
    "…": "...",
    "—": "--",
    "―": "--",
    "→": "->",
    "←": "<-",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "©": "(c)",
    "®": "(r)",
    "™": "(tm)",
    "€": "EUR",
    "£": "GBP",
    "×": "x",
}
# Box drawing from corners to crosses, single, double and rounded.
CORNERS = range(0x250C, 0x2580)


def one_cell(character: str) -> str:
    """The ASCII character that stands for one character in a single cell; ``?`` when there is none."""
    if character.isascii():
        return character
    if (glyph := GLYPHS.get(character)) is not None:
        return glyph
    if ord(character) in CORNERS:
        return "+"
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain.isascii() and plain.isprintable() else "?"


def transliterate(text: str) -> str:
    """A text in ASCII, where it may become longer: accents fall off, typography is spelled out."""
    if text.isascii():
        return text
    return "".join(
        SPELLINGS.get(character) or one_cell(character)
        for character in unicodedata.normalize("NFC", text)
        if not unicodedata.combining(character)
    )

"""Keyboards of other scripts: which Latin key stands where a letter of them stands.

The letters are those of the usual layouts (JCUKEN for Russian and Ukrainian, the standard ones for Bulgarian,
Greek and Hebrew), written row by row beside the keys of a US keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping

_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'

_ROWS = {
    "russian": ("ёйцукенгшщзхъфывапролджэячсмитьбю.", "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"),
    "ukrainian": ("'йцукенгшщзхїфівапролджєячсмитьбю.", "₴ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ,"),
    "bulgarian": ("(,уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб", ")ыУЕИШЩКСДЗЦ§ѝЯАОЖГТНВМЧЮЙЪЭФХПРЛБ"),
    "greek": ("`;ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./", '~:΅ΕΡΤΥΘΙΟΠ{}ΑΣΔΦΓΗΞΚΛ¨"ΖΧΨΩΒΝΜ<>?'),
    "hebrew": (";/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.", '~QWERTYUIOP}{ASDFGHJKL:"ZXCVBNM><?'),
}
LAYOUTS = tuple(_ROWS)


def table(layout: str) -> Mapping[str, str]:
    """The letters of a layout, each with the Latin key at its place. ``auto``: of the first with it.

    Only letters outside ASCII are taken: others are typed with the same keys on every keyboard.
    """
    names = LAYOUTS if layout == "auto" else (layout,) if layout in _ROWS else ()
    found: dict[str, str] = {}
    for name in names:
        for letters, keys in zip(_ROWS[name], (_KEYS, _SHIFTED), strict=True):
            for letter, key in zip(letters, keys, strict=True):
                if not letter.isascii():
                    found.setdefault(letter, key)
    return found

"""Pens: a style reduced to what this terminal can show, and the shortest SGR from one to the next."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

from tui.wire.terminal import Depth

# Attribute of a Rich style, the SGR code that starts it and the one that ends it; the position is its bit.
ATTRIBUTES = (
    ("bold", "1", "22"),
    ("dim", "2", "22"),
    ("italic", "3", "23"),
    ("underline", "4", "24"),
    ("reverse", "7", "27"),
    ("conceal", "8", "28"),
    ("strike", "9", "29"),
    ("underline2", "21", "24"),
    ("overline", "53", "55"),
)
# The attributes that can be seen on a space; the others and the foreground leave it as it is.
SEEN_ON_SPACE = sum(
    1 << bit
    for bit, (name, _, _) in enumerate(ATTRIBUTES)
    if name in ("underline", "reverse", "strike", "underline2", "overline")
)
SYSTEMS = {
    Depth.SIXTEEN: ColorSystem.STANDARD,
    Depth.EIGHT_BIT: ColorSystem.EIGHT_BIT,
    Depth.TRUE: ColorSystem.TRUECOLOR,
}
# Styles remembered by a palette, which is emptied when full: selectable text makes a style for every line.
PALETTE_SIZE = 4096


class Pen(NamedTuple):
    """How a cell looks, in the terminal's own terms."""

    foreground: str = ""
    """SGR parameters of the text colour; empty for the terminal's own."""
    background: str = ""
    """SGR parameters of the background; empty for the terminal's own."""
    attributes: int = 0
    """Bits by the position in ATTRIBUTES."""

    @property
    def decorated(self) -> bool:
        """Whether even a space shows more than its background."""
        return bool(self.attributes & SEEN_ON_SPACE)

    def on_space(self) -> Pen:
        """The plainest pen with which a space looks the same."""
        return self if self.decorated else Pen("", self.background, 0)

    def shows_space(self, space: Pen) -> bool:
        """Whether a space written with this pen looks as one written with `space`."""
        return self == space or (
            not self.decorated and not space.decorated and self.background == space.background
        )


PLAIN = Pen()


class Palette:
    """Turns Rich styles into pens for one colour depth."""

    def __init__(self, depth: Depth) -> None:
        self.depth = depth
        self._pens: dict[Style, Pen] = {}

    def pen(self, style: Style | None) -> Pen:
        """The pen for a style; links and blinking are left out, so that nothing but SGR is ever sent."""
        if style is None:
            return PLAIN
        pen = self._pens.get(style)
        if pen is None:
            if len(self._pens) >= PALETTE_SIZE:
                self._pens.clear()
            pen = self._pens[style] = make_pen(style, self.depth)
        return pen


def make_pen(style: Style, depth: Depth) -> Pen:
    """Reduce a style to a colour depth."""
    attributes = sum(1 << bit for bit, (name, _, _) in enumerate(ATTRIBUTES) if getattr(style, name))
    if depth is Depth.NONE:
        return Pen("", "", attributes)
    foreground = colour_code(style.color, depth, foreground=True)
    background = colour_code(style.bgcolor, depth, foreground=False)
    if depth is Depth.SIXTEEN and style.color and style.bgcolor and _same_colour(foreground, background):
        foreground = foreground if style.color == style.bgcolor else _readable_on(style.bgcolor)
    return Pen(foreground, background, attributes)


def colour_code(colour: Color | None, depth: Depth, *, foreground: bool) -> str:
    """SGR parameters of a colour reduced to a depth; empty for the terminal's own colour."""
    if colour is None or colour.is_default:
        return ""
    return ";".join(colour.downgrade(SYSTEMS[depth]).get_ansi_codes(foreground=foreground))


def _same_colour(foreground: str, background: str) -> bool:
    """Whether two of the sixteen colours are the same one (a background's code is ten more)."""
    return bool(foreground and background) and int(foreground) + 10 == int(background)


def _readable_on(background: Color) -> str:
    """Black or white, whichever can be read where sixteen colours made text and background one."""
    red, green, blue = background.get_truecolor(foreground=False)
    # Rec. 601 luma, 0 to 255.
    return "30" if 0.299 * red + 0.587 * green + 0.114 * blue > 127 else "97"


@lru_cache(maxsize=4096)
def transition(old: Pen | None, new: Pen, selective: bool) -> str:
    """The shortest SGR that changes the pen; None is a pen that nobody knows."""
    if old == new:
        return ""
    started = [code for bit, (_, code, _) in enumerate(ATTRIBUTES) if new.attributes >> bit & 1]
    reset = sgr(["0", *started, *filter(None, (new.foreground, new.background))])
    if reset == "\x1b[0m":
        reset = "\x1b[m"
    if old is None or (not selective and (old != PLAIN)):
        return reset
    return min(sgr(_changes(old, new)), reset, key=len)


def sgr(parameters: list[str]) -> str:
    """One SGR sequence."""
    return f"\x1b[{';'.join(parameters)}m"


def _changes(old: Pen, new: Pen) -> list[str]:
    """SGR parameters for what differs between two pens."""
    ended: list[str] = []
    for bit, (_, _, end) in enumerate(ATTRIBUTES):
        if old.attributes >> bit & 1 and not new.attributes >> bit & 1 and end not in ended:
            ended.append(end)
    started = [
        code
        for bit, (_, code, end) in enumerate(ATTRIBUTES)
        # Bold and dim end together, so the one that stays is started again.
        if new.attributes >> bit & 1 and (not old.attributes >> bit & 1 or end in ended)
    ]
    colours = [
        new_code or default
        for old_code, new_code, default in (
            (old.foreground, new.foreground, "39"),
            (old.background, new.background, "49"),
        )
        if old_code != new_code
    ]
    return ended + started + colours

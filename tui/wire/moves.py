"""The shortest way to move the cursor."""

from __future__ import annotations

from functools import lru_cache

# A line feed may become two bytes on its way through the tty, so more than this never win over an address.
MOST_LINE_FEEDS = 2


def csi(count: int, final: str) -> str:
    """A control sequence with one count, which is left out when it is 1 (the default of every movement)."""
    return f"\x1b[{count if count != 1 else ''}{final}"


def address(x: int, y: int) -> str:
    """The cursor to a column and row (from 0) of the screen."""
    if x == 0:
        return csi(y + 1, "H")
    return f"\x1b[{y + 1 if y else ''};{x + 1}H"


def move(x: int | None, y: int | None, to_x: int, to_y: int, addressing: bool = True) -> str:
    """The shortest sequence from one place to another, rows and columns from 0.

    None stands for a column or row that is not known, as after the last column of a line or after
    a character of disputed width. `addressing` allows CHA and VPA. A line feed is only used after a
    carriage return, since the tty may add one, and only downwards inside the screen, where it cannot scroll.
    """
    if y == to_y and x is not None and x < to_x:
        # Nothing is shorter: every other way names a larger number.
        return csi(to_x - x, "C")
    if y is None:
        return address(to_x, to_y)
    way = _down(x, to_x, to_y - y, addressing) if y <= to_y else _up(x, y, to_x, to_y, addressing)
    place = address(to_x, to_y)
    return way if len(way) < len(place) else place


@lru_cache(maxsize=4096)
def _down(x: int | None, to_x: int, lines: int, addressing: bool) -> str:
    """The shortest way to a column some lines below (or none) that does not depend on which line that is.

    VPA is never shorter there: its number is larger.
    """
    below = csi(lines, "B") if lines else ""
    ways = [below + across for across in _horizontal(x, to_x, addressing)]
    if 0 < lines <= MOST_LINE_FEEDS:
        ways.append("\r" + "\n" * lines + (csi(to_x, "C") if to_x else ""))
    return min(ways, key=len)


def _up(x: int | None, y: int, to_x: int, to_y: int, addressing: bool) -> str:
    above = [csi(y - to_y, "A")]
    if addressing:
        above.append(csi(to_y + 1, "d"))
    return min(above, key=len) + min(_horizontal(x, to_x, addressing), key=len)


def _horizontal(x: int | None, to_x: int, addressing: bool) -> list[str]:
    ways = ["\r" + (csi(to_x, "C") if to_x else "")]
    if addressing:
        ways.append(csi(to_x + 1, "G"))
    if x == to_x:
        ways.append("")
    elif x is not None and x < to_x:
        ways.append(csi(to_x - x, "C"))
    elif x is not None:
        ways += ["\b" * (x - to_x), csi(x - to_x, "D")]
    return ways

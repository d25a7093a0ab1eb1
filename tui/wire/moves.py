"""The shortest way to move the cursor."""

from __future__ import annotations

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


def move(x: int | None, y: int | None, to_x: int, to_y: int, *, addressing: bool = True) -> str:
    """The shortest sequence from one place to another, rows and columns from 0.

    None stands for a column or row that is not known, as after the last column of a line or after
    a character of disputed width. `addressing` allows CHA and VPA. A line feed is only used after a
    carriage return, since the tty may add one, and only downwards inside the screen, where it cannot scroll.
    """
    if (x, y) == (to_x, to_y):
        return ""
    ways = [address(to_x, to_y)]
    if y is None:
        return ways[0]
    vertical = _vertical(y, to_y, addressing)
    for down in vertical:
        ways.extend(down + across for across in _horizontal(x, to_x, addressing))
    if 0 < to_y - y <= MOST_LINE_FEEDS:
        ways.append("\r" + "\n" * (to_y - y) + (csi(to_x, "C") if to_x else ""))
    return min(ways, key=len)


def _vertical(y: int, to_y: int, addressing: bool) -> list[str]:
    if y == to_y:
        return [""]
    ways = [csi(to_y - y, "B") if to_y > y else csi(y - to_y, "A")]
    if addressing:
        ways.append(csi(to_y + 1, "d"))
    return ways


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

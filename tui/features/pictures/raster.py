"""A decoded picture, and how it is drawn with half blocks: two pixels, one above the other, in each cell."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from search.errors import DossierError
from tui.features.pictures.decode import HEADER
from tui.painting import Row

SECONDS = 20
"""Wall-clock time that decoding may take."""
RAMP = " .:-=+*#%@"
"""From dark to light, where there are no colours."""
MISSING, FAILED = 3, 1


class PictureUnreadable(DossierError):
    """A picture cannot be decoded."""

    title = "Picture"


@dataclass(frozen=True, slots=True)
class Raster:
    """Pixels, row by row, three bytes each."""

    width: int
    height: int
    pixels: bytes

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """A pixel; below the last row the one above it."""
        start = (min(y, self.height - 1) * self.width + x) * 3
        red, green, blue = self.pixels[start : start + 3]
        return red, green, blue


def decode(data: bytes, width: int, height: int) -> Raster:
    """A picture made to fit in so many pixels, by a process with limits. Raises PictureUnreadable."""
    command = [sys.executable, "-m", "tui.features.pictures.decode", str(width), str(height)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PictureUnreadable(f"The picture took more than {SECONDS} s to decode.") from error
    if done.returncode == MISSING:
        raise PictureUnreadable(
            "Pictures need Pillow, which is not installed.", "python3 -m pip install 'dossier[pictures]'"
        )
    if done.returncode or len(done.stdout) < HEADER.size:
        raise PictureUnreadable("This picture cannot be decoded: its format is not known, or it is damaged.")
    columns, rows = HEADER.unpack_from(done.stdout)
    return Raster(columns, rows, done.stdout[HEADER.size :])


def drawn(picture: Raster, *, colours: bool = True, unicode: bool = True) -> list[Row]:
    """The rows of cells."""
    if colours and unicode:
        return [_blocks(picture, y) for y in range(0, picture.height, 2)]
    return [_letters(picture, y) for y in range(0, picture.height, 2)]


def _blocks(picture: Raster, y: int) -> Row:
    """A row of half blocks: the upper pixel in the foreground, the lower one in the background."""
    pairs = ((picture.at(x, y), picture.at(x, y + 1)) for x in range(picture.width))
    return [Segment("▀" * sum(1 for _ in run), _style(*pair)) for pair, run in groupby(pairs)]


def _letters(picture: Raster, y: int) -> Row:
    """A row of signs from dark to light."""
    lights = (sum(picture.at(x, y)) + sum(picture.at(x, y + 1)) for x in range(picture.width))
    return [Segment("".join(RAMP[light * (len(RAMP) - 1) // 1530] for light in lights))]


@lru_cache(4096)
def _style(upper: tuple[int, int, int], lower: tuple[int, int, int]) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))

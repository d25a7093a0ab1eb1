"""Decodes one picture in a process of its own: ``python -m tui.features.pictures.decode WIDTH HEIGHT``.

Reads the picture from standard input and writes its size in pixels and then the pixels, a byte each of red,
green and blue. Whoever wrote an article made its pictures: what a decoder does with one ends with this process.
"""

from __future__ import annotations

import resource
import struct
import sys

SECONDS = 10
"""CPU that a picture may cost."""
MEMORY = 1 << 30
"""Bytes of address space."""
PIXELS = 64_000_000
"""More are no illustration."""
HEADER = struct.Struct("!II")


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def decoded(data: bytes, width: int, height: int) -> bytes:
    """The picture made to fit in so many pixels. Raises whatever Pillow does."""
    import io

    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (width, height))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((width, height))
        whole = upright.convert("RGBA")
    ground = Image.new("RGBA", whole.size, (255, 255, 255, 255))
    ground.alpha_composite(whole)
    return HEADER.pack(*whole.size) + ground.convert("RGB").tobytes()


def main() -> int:
    """Decode; returns 1 when this is no picture that can be decoded, 3 when Pillow is missing."""
    import importlib.util
    import warnings

    if importlib.util.find_spec("PIL") is None:
        return 3
    _limit(resource.RLIMIT_CPU, SECONDS)
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    warnings.simplefilter("error")
    try:
        made = decoded(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    except Exception:  # noqa: BLE001 - whatever a decoder raises at a hostile picture means that it is none
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

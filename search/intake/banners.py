"""Lines that sites put over and under every page, each known by a rule that is named where it is dropped."""

from __future__ import annotations

import re

_I = re.IGNORECASE
_BANNERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern, _I))
    for rule, pattern in (
        ("banner: government site", r"an official website of the (?:united states|u\.?s\.?) government\b"),
        ("banner: how you know", r"here.?s how you know\b"),
        ("banner: domain", r"an? ?\.?(?:mil|gov) website belongs to an official\b"),
        ("banner: official sites", r"official websites use \.(?:mil|gov)\b"),
        ("banner: lock", r"(?:secure \.(?:mil|gov) websites use|a lock \(.{0,12}\) or) https"),
        ("banner: lock", r"share sensitive information only on official\b"),
        ("banner: content notice", r"content change notice\Z"),
        ("banner: content notice", r"content on this site has been reviewed and (?:removed|modified)\b"),
        ("banner: page template", r"articlecs - article view\Z"),
        ("banner: skip link", r"skip to (?:main )?content\b"),
        ("banner: share links", r"(?:print|share|e-?mail|download|hi-res|view image page)(?: \||\Z)"),
        ("banner: comments", r"leave a comment\Z"),
        ("banner: image data", r"image info\Z|(?:date (?:taken|posted)|photo id|virin|location):\s"),
        ("banner: image data", r"(?:resolution|size|web views|downloads):\s|public domain\Z"),
    )
)
_ANY_BANNER = re.compile("|".join(pattern.pattern for _, pattern in _BANNERS), _I)
"""Nearly all lines are none, and one look tells."""
_LONGEST_BANNER = 260


def banner(text: str) -> str:
    """The rule by which a line belongs to the site, or empty."""
    if len(text) > _LONGEST_BANNER or not _ANY_BANNER.match(text):
        return ""
    return next((rule for rule, pattern in _BANNERS if pattern.match(text)), "")

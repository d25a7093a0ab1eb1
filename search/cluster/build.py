"""Which build of the program this is: the same everywhere, or a cluster would give other results."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from search.entities import EXTRACTOR_VERSION
from search.intake import registry
from search.intake.profiles import profiles
from search.places import settings

PACKAGES = (
    "charset-normalizer",
    "citeproc-py",
    "feedparser",
    "ftfy",
    "libzim",
    "lxml",
    "lz4",
    "markdown-it-py",
    "mwparserfromhell",
    "numpy",
    "pypdf",
    "PyStemmer",
    "selectolax",
    "striprtf",
    "trafilatura",
    "warcio",
    "zstandard",
)
"""Packages on which it depends what becomes of a file."""


@cache
def build() -> dict[str, str]:
    """What results depend on, by name: versions of the program, its importers, its tagger, and of packages."""
    sites = hashlib.sha256(repr(profiles(settings() / "sites")).encode()).hexdigest()
    told = {"dossier": _version("dossier"), "tagger": str(EXTRACTOR_VERSION), "site profiles": sites[:12]}
    told |= {f"importer of {name}": str(import_module(home).VERSION) for name, home in registry.FORMATS.items()}
    told |= {f"importer of {name}": entry.value for name, entry in registry.plugins().items()}
    return told | {name: _version(name) for name in PACKAGES}


@cache
def stamp() -> bytes:
    """The same as bytes, to be compared."""
    return json.dumps(build(), sort_keys=True).encode()


def difference(theirs: dict[str, str]) -> str:
    """What is different there: ``pypdf is 5.1 here and missing there``; empty when nothing is."""
    ours = build()
    for name in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(name, ""), theirs.get(name, "")
        if here != there:
            return f"{name} is {here or 'missing'} here and {there or 'missing'} there"
    return ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

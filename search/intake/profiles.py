"""What is known about sites: where their pages keep title, date and text. Profiles are TOML files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from search.article.fields import profiled
from search.errors import SettingsError
from search.text import printable

FIELDS = profiled()
"""Fields of an article that a profile may find."""
_KEYS = frozenset({"name", "hosts", "marks", "body", "drop", "key", "kind", "header", "fields", "patterns"})
GENERAL = "general"
"""Name of the profile for pages of no known site."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Where the pages of a site keep what."""

    name: str
    hosts: tuple[str, ...] = ()
    """Host names; what ends in one is meant too: ``mil`` stands for all military sites."""
    marks: tuple[str, ...] = ()
    """Selectors, any of which tells a page of the site when the page does not tell its address."""
    body: tuple[str, ...] = ()
    """Selectors of the element that holds the text, the best first."""
    drop: tuple[str, ...] = ()
    """Selectors of what is inside of the body and is not text."""
    key: str = ""
    """Pattern over the page's address: the host and what it captures identify the article."""
    kind: str = ""
    header: bool = False
    """Whether kicker, byline and date stand in the body and are to be found by the rules for text."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field of an article -> selectors, the best first; ``selector@name`` takes an attribute."""
    patterns: Mapping[str, str] = field(default_factory=dict)
    """Field of an article -> pattern; its first group is the value, and what it fails is no value."""

    def has_host(self, host: str) -> bool:
        """Whether a host name belongs to the site."""
        return any(host == name or host.endswith(f".{name}") for name in self.hosts)


@cache
def bundled() -> tuple[Profile, ...]:
    """The profiles that come with the program; the general one is last."""
    folder = files("search.intake") / "profiles"
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name
    )
    found = [read_profile(entry.read_text("utf-8"), entry.name) for entry in entries]
    return tuple(sorted(found, key=lambda profile: profile.name == GENERAL))


@cache
def profiles(folder: Path | None = None) -> tuple[Profile, ...]:
    """All profiles: those in the user's ``folder`` first. Raises SettingsError for a file with a mistake."""
    own: tuple[Path, ...] = tuple(sorted(folder.glob("*.toml"))) if folder and folder.is_dir() else ()
    try:
        texts = [(path.name, path.read_text("utf-8")) for path in own]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The site profiles cannot be read: {error}.", "Check the folder.") from error
    return (*(read_profile(text, name) for name, text in texts), *bundled())


def read_profile(text: str, name: str) -> Profile:
    """A profile from TOML. Raises SettingsError with the line or the key that is wrong."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"The site profile {name} is not TOML: {error}.", "Mend that line.") from error
    _check(data, name)
    fields = {key: _texts(value) for key, value in data.get("fields", {}).items()}
    lists = {key: _texts(data[key]) for key in ("hosts", "marks", "body", "drop") if key in data}
    return Profile(
        name=str(data.get("name", name.removesuffix(".toml"))),
        key=str(data.get("key", "")),
        kind=str(data.get("kind", "")),
        header=bool(data.get("header", False)),
        fields=fields,
        patterns=dict(data.get("patterns", {})),
        **lists,
    )


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(map(str, value))


def _check(data: Mapping[str, Any], name: str) -> None:
    """Raise SettingsError for what means nothing: a key, a value, a selector or a pattern."""
    tables = {key: data.get(key, {}) for key in ("fields", "patterns")}
    for key, table in tables.items():
        if not isinstance(table, dict):
            raise _mistake(name, f"{key} is not a table.", f"Write [{key}] on a line of its own.")
    for key in (*(set(data) - _KEYS), *((set(tables["fields"]) | set(tables["patterns"])) - set(FIELDS))):
        raise _mistake(name, f"the key {key} is unknown.", "Remove it or mend its name.")
    for key in {"name", "key", "kind"} & set(data):
        if not isinstance(data[key], str):
            raise _mistake(name, f"{key} is not a text.", "Put it in quotes.")
    if not isinstance(data.get("header", False), bool):
        raise _mistake(name, "header is neither true nor false.", "Write one of them, without quotes.")
    for key, value in ((key, data[key]) for key in ("hosts", "marks", "body", "drop") if key in data):
        _check_texts(name, key, value, selectors=key != "hosts")
    for key, value in tables["fields"].items():
        _check_texts(name, key, value, selectors=True)
    for key, pattern in (*tables["patterns"].items(), ("key", data.get("key", ""))):
        try:
            groups = re.compile(pattern).groups
        except (re.error, TypeError) as error:
            raise _mistake(name, f"the pattern {key} cannot be used: {error}.", "Mend it.") from error
        if pattern and not groups:
            raise _mistake(name, f"the pattern {key} has no group.", "Put what is to be taken in parentheses.")


def _check_texts(name: str, key: str, value: Any, *, selectors: bool) -> None:
    """Raise SettingsError unless ``value`` is a text or a list of texts and, if it must, selects something."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _mistake(name, f"{key} is neither a text nor a list of texts.", "Put each in quotes.")
    for text in texts if selectors else ():
        try:
            LexborHTMLParser("").css(text.partition("@")[0])
        except (SelectolaxError, ValueError) as error:
            told = f'"{printable(text, 60)}" under {key} is no CSS selector.'
            raise _mistake(name, told, "Mend it.") from error


def _mistake(name: str, what: str, remedy: str) -> SettingsError:
    return SettingsError(f"In the site profile {printable(name)}, {what}", remedy)

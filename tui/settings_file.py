"""The settings file: TOML that is checked line by line, with defaults for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from search.errors import SettingsError
from search.text import printable
from tui.choices import CHOICES, toml
from tui.features.table import BY_ID, build
from tui.keymap import PRESETS, unknown_key
from tui.settings import Loaded, Settings, default_path

THEMES = ("dark", "light", "contrast", "terminal")
MAX_BYTES = 1 << 20
"""A larger settings file is something else by mistake."""


def load(path: Path | None = None) -> Loaded:
    """Read the settings. What is wrong becomes a problem, and its default is used; never raises."""
    path = path or default_path()
    try:
        there = path.exists()
    except OSError as error:
        problem = SettingsError(f"The settings cannot be read: {error}.", "Defaults are used.")
        return Loaded(Settings(), (problem,))
    return read(path) if there else Loaded(Settings())


def read(path: Path) -> Loaded:
    """Read a file. What is wrong becomes a problem, and its default is used; never raises."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = SettingsError(f"{printable(str(path))}: {printable(str(error))}.", "Defaults are used.")
        return Loaded(Settings(), (problem,))
    if len(text) > MAX_BYTES:
        problem = SettingsError(f"{printable(str(path))} is too large.", "Defaults are used.")
        return Loaded(Settings(), (problem,))
    return parse(text, path.name)


def parse(text: str, name: str = "settings.toml") -> Loaded:
    """Settings from the text of a file called ``name``."""
    import tomllib  # a tenth of the start, and most people have no settings file

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = at[1] if at else str(text.count("\n") + 1)
        why = str(error).partition(" (at ")[0]
        problem = SettingsError(f"{printable(name)}:{line}: {printable(why)}.", "Defaults are used.")
        return Loaded(Settings(), (problem,))
    return _Reading(text, name).settings(table)


class _Reading:
    """Checks a parsed file, with its text at hand to say in which line something stands."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = printable(name)
        self._problems: list[SettingsError] = []

    def settings(self, table: dict[str, Any]) -> Loaded:
        """The settings, with defaults for what is wrong."""
        settings = Settings()
        for key, value in table.items():
            if key == "keys":
                continue
            choice = CHOICES.get(key)
            if choice is None:
                self._say("", key, f'there is no setting "{printable(key, 40)}"', "It is ignored.")
                continue
            try:
                settings = replace(settings, **{key: choice.check(value)})
            except ValueError as error:
                self._say("", key, f'"{key}" {error}', "The default is used.")
        settings = replace(settings, keys=self._keys(table.get("keys", {})))
        keymap = build(PRESETS[settings.preset], settings.keys)
        for problem in keymap.problems:
            self._say("keys", _named_last(problem), problem.rstrip("."), "The one named last gets the key.")
        problems, self._problems = self._problems, []
        for taken in keymap.taken:
            self._say("keys", _named_last(taken), taken.rstrip("."), "Give it another key, if you use it.")
        return Loaded(settings, tuple(problems), tuple(self._problems))

    def _keys(self, table: object) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self._say("", "keys", '"keys" must be a table', "It is ignored.")
            return {}
        keys: dict[str, tuple[str, ...]] = {}
        for id, value in _flat(table):
            bound = [value] if isinstance(value, str) else value
            if id not in BY_ID:
                self._say("keys", id, f'there is no action "{printable(id, 40)}"', "It is ignored.")
            elif not isinstance(bound, list) or not all(isinstance(k, str) and k for k in bound):
                self._say("keys", id, f'"{id}" must be a key or a list of keys', "It is ignored.")
            elif wrong := next(filter(None, map(unknown_key, bound)), ""):
                said = f'there is no key "{printable(wrong, 40)}"'
                self._say("keys", id, said, 'Keys are j, G, ctrl+d, pagedown, or "g g" for two.')
            else:
                keys[id] = tuple(bound)
        return keys

    def _say(self, section: str, key: str, what: str, remedy: str) -> None:
        line = self._line_of(section, key)
        self._problems.append(SettingsError(f"{self._name}:{line}: {what}.", remedy))

    def _line_of(self, section: str, key: str) -> int:
        """The line in which a key of a section is given; 1 when it is written in an unusual way."""
        pattern = re.compile(rf"""\s*(\[\s*)?["']?{re.escape(key)}["']?\s*(=|\])""")
        here = ""
        for number, line in enumerate(self._lines, 1):
            heading = re.match(r"\s*\[([^\[\]]*)\]", line)
            here = heading[1].strip() if heading else here
            if pattern.match(line) and (here == section or heading):
                return number
        return 1


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Ids have dots, which TOML reads as tables within tables unless they are quoted."""
    out: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            out += _flat(value, f"{prefix}{key}.")
        else:
            out.append((prefix + key, value))
    return out


def _named_last(problem: str) -> str:
    """The last action that a problem of the keymap names."""
    named: list[str] = re.findall(r'"([^"]+)"', problem)
    return named[-1] if named else ""


def as_toml(settings: Settings | None = None) -> str:
    """A settings file with every choice explained: what ``dossier config --write`` writes."""
    settings = settings or Settings()
    lines = ["# Settings of Dossier. A line that is taken out has its default."]
    for name, choice in CHOICES.items():
        lines += ["", f"# {choice.meaning}", f"{name} = {toml(getattr(settings, name))}"]
    lines += ["", "# Keys by action, on top of the preset. The names of the actions and their keys:", "[keys]"]
    for id, action in BY_ID.items():
        keys = settings.keys.get(id)
        sign = "" if keys else "# "
        lines.append(f"{sign}{toml(id)} = {toml(list(keys or action.keys))}")
    return "\n".join(lines) + "\n"

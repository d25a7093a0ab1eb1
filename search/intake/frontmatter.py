"""The fields at the head of a Markdown file: TOML, or the part of YAML that people use there."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_YAML = re.compile(r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"[A-Za-z][\w -]{0,80}\Z")


def split(text: str) -> tuple[dict[str, Any], str]:
    """Fields and the rest of the text; no fields when the head is not understood."""
    if found := _TOML.match(text):
        try:
            fields = tomllib.loads(found["fields"])
            groups = [
                group
                for name in ("taxonomies", "extra", "params")
                if isinstance(group := fields.get(name), dict)
            ]
            for group in groups:
                fields = {**group, **fields}
            return {name: _plain(value) for name, value in fields.items()}, text[found.end() :]
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, text
    if (found := _YAML.match(text)) and (fields := _yaml(found["fields"])):
        return fields, text[found.end() :]
    return {}, text


def _yaml(text: str) -> dict[str, Any]:
    """``name: value``, ``name: [a, b]``, names with ``- item`` lines or with names of their own below.

    Anchors and tags stay text. Every line is looked at once, from its beginning.
    """
    fields: dict[str, Any] = {}
    name = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if name and stripped.startswith("- "):
            values = fields[name] if isinstance(fields[name], list) else []
            inner = _pair(stripped[2:])
            values.append({inner[0]: _value(inner[1])} if inner else _scalar(stripped[2:]))
            fields[name] = values
        elif not line[0].isspace() and (pair := _pair(line)):
            name = pair[0]
            fields[name] = _value(pair[1].strip())
        elif name and line[0].isspace():
            _go_on(fields, name, stripped)
    return fields


def _go_on(fields: dict[str, Any], name: str, line: str) -> None:
    """An indented line: a name within the field, or more of its text."""
    value, pair = fields[name], _pair(line)
    if pair and value in ("", {}):
        fields[name] = {pair[0]: _value(pair[1].strip())}
    elif pair and isinstance(value, dict):
        value[pair[0]] = _value(pair[1].strip())
    elif isinstance(value, list) and value and isinstance(value[-1], dict) and pair:
        value[-1][pair[0]] = _value(pair[1].strip())
    elif isinstance(value, str):
        fields[name] = f"{value.strip('|>-+ ')} {line}".strip()


def _pair(line: str) -> tuple[str, str] | None:
    """Name and value of a line such as ``name: value``; the colon ends the line or a space follows it."""
    name, colon, value = line.strip().partition(":")
    if not colon or (value and not value[0].isspace()):
        return None
    return (name.strip(), value.strip()) if _NAME.match(name.strip()) else None


def _value(text: str) -> str | list[str]:
    if text.startswith("[") and text.endswith("]"):
        return [
            _scalar(item)
            for item in re.findall(r"(\"[^\"]*\"|'[^']*'|[^,\s\"'][^,]*)", text[1:-1])
            if item.strip()
        ]
    return _scalar(text)


def _scalar(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    place = text.find(" #")
    return text if place < 0 else text[:place].rstrip()


def _plain(value: Any) -> Any:
    """A value of TOML as JSON has it: days and times as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value

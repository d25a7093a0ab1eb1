"""The fields at the head of a Markdown file: TOML, or the part of YAML that people use there."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_YAML = re.compile(r"---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<fields>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"(?P<name>[A-Za-z][\w -]{0,80}?)[ \t]{0,9}:(?:[ \t]+(?P<value>.*))?\Z")
_REMARK = re.compile(r"\s#")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)\Z")


def split(text: str) -> tuple[dict[str, Any], str]:
    """Fields and the rest of the text; no fields when the head is not understood."""
    if found := _TOML.match(text):
        try:
            return tomllib.loads(found["fields"]), text[found.end() :]
        except tomllib.TOMLDecodeError:
            return {}, text
    if (found := _YAML.match(text)) and (fields := _yaml(found["fields"])):
        return fields, text[found.end() :]
    return {}, text


def _yaml(text: str) -> dict[str, Any]:
    """``name: value``, ``name: [a, b]``, and names with ``- item`` lines below; anchors and tags stay text."""
    fields: dict[str, Any] = {}
    name = ""
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if name and (item := _ITEM.match(line)):
            values = fields[name] if isinstance(fields[name], list) else []
            fields[name] = [*values, _scalar(item["value"])]
        elif field := _FIELD.match(line):
            name = field["name"]
            fields[name] = _value((field["value"] or "").strip())
        elif name and isinstance(fields[name], str) and line[0].isspace():
            fields[name] = f"{fields[name].strip('|> ')} {line.strip()}".strip()
    return fields


def _value(text: str) -> str | list[str]:
    if text.startswith("[") and text.endswith("]"):
        return [
            _scalar(item) for item in re.findall(r"\s*(\"[^\"]*\"|'[^']*'|[^,]+)", text[1:-1]) if item.strip()
        ]
    return _scalar(text)


def _scalar(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return _REMARK.split(text, maxsplit=1)[0].rstrip()

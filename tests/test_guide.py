"""The bundled guide and the README say what is true: their queries parse, their commands exist."""

import re
import shlex
from pathlib import Path

import pytest

from search import Library
from search.query.grammar import parse
from tui.cli.commands import COMMANDS, with_command
from tui.cli.main import build_parser

ROOT = Path(__file__).parent.parent
GUIDE = sorted((ROOT / "seeds").glob("*.md"))
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def lines(language: str) -> list[tuple[str, str]]:
    return [
        (document.name, line)
        for document in [*GUIDE, ROOT / "README.md"]
        for found, text in FENCE.findall(document.read_text("utf-8"))
        if found == language
        for line in text.splitlines()
    ]


@pytest.mark.parametrize(("where", "query"), lines("query"))
def test_every_query_can_be_asked(where: str, query: str) -> None:
    parse(query)


@pytest.mark.parametrize(("where", "command"), lines("console"))
def test_every_command_exists(where: str, command: str) -> None:
    words = shlex.split(command)
    if words[0] == "dossier":
        assert build_parser().parse_args(with_command(words[1:])).command in COMMANDS


def test_there_are_enough_articles() -> None:
    assert len(GUIDE) >= 15


def test_the_collection_imports_without_a_failure(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        report = library.add([ROOT / "seeds"])
        assert report.failures == ()
        assert report.new == len(GUIDE) + 1
        rows = library.rows(0, 100)
    assert {row.category for row in rows.hits} == {"Guide", "News"}
    assert all(row.date for row in rows.hits)
    assert rows.hits[0].title == "Welcome to Dossier"

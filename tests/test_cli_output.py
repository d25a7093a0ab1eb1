"""What the commands print is safe for terminals and readable by scripts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Progress
from search.work.progress import duration
from tui.cli import output
from tui.cli.commands import COMMANDS, with_command
from tui.cli.main import build_parser


@given(st.dictionaries(st.text(), st.text()))
def test_a_record_is_one_printable_line_that_reads_back(fields: dict[str, str]) -> None:
    text = output.json_line(fields)
    assert text.isprintable()
    assert json.loads(text) == fields


@pytest.mark.parametrize(("seconds", "said"), [(0.2, "1 s"), (59, "59 s"), (61, "1 min"), (4800, "1 h 20 min")])
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_progress_says_what_is_known() -> None:
    assert Progress("reading", 5).in_words() == "reading 5 articles"
    full = Progress("reading", 1200, 12694, "articles", 812.4, 14.2, 3)
    assert full.in_words() == "reading 1,200 of 12,694 articles, 812/s, 14 s left, 3 failed"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], ["open"]),
        (["news/"], ["open", "news/"]),
        (["--library", "x"], ["open", "--library", "x"]),
        (["search", "space"], ["search", "space"]),
        (["./search"], ["open", "./search"]),
        (["--help"], ["--help"]),
    ],
)
def test_a_command_is_recognised_only_in_first_place(typed: list[str], meant: list[str]) -> None:
    assert with_command(typed) == meant


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        build_parser().parse_args([command, "--help"])
    assert exit_.value.code == 0
    assert f"dossier {command}" in capsys.readouterr().out


def test_marked_text_is_plain_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert output.marked("a hit here", [(2, 5)]) == "a hit here"

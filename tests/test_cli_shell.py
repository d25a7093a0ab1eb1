"""What shells expect of a command: options before it, help, standard input, completions, one style of error."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from search import Library
from tests import shell_files
from tui.cli.commands import COMMANDS, meant, with_command
from tui.cli.doctor import EXTRAS
from tui.cli.guide import named, topics
from tui.cli.main import build_parser, run

ROOT = Path(__file__).parent.parent


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "library"
    source = tmp_path / "a.jsonl"
    record = {
        "id": "k1",
        "title": "Crane moved",
        "date": "2016-03-07",
        "text": "The crane was moved.",
        "url": "https://example.org/1",
        "tags": ["cranes"],
    }
    source.write_text(json.dumps(record) + "\n", "utf-8")
    with Library.open(folder, create=True) as opened:
        opened.add([source])
    monkeypatch.setenv("DOSSIER_LIBRARY", str(folder))
    return folder


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("--library L search tax", "search --library L tax"),
        ("--library=L -q search tax", "search --library=L -q tax"),
        ("-q --color always", "open -q --color always"),
        ("--color never news", "open --color never news"),
        ("help search", "search --help"),
        ("help", "--help"),
        ("-V", "-V"),
        ("--library", "open --library"),
        ("--plain search", "open --plain search"),
    ],
)
def test_options_may_stand_before_the_command(typed: str, meaning: str) -> None:
    assert with_command(typed.split()) == meaning.split()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("serach tax", "Did you mean: dossier search?"),
        ("help serach", "Did you mean: dossier help search?"),
        ("help qqqq", "The commands: dossier --help."),
        ("search --lmit 3 x", "Did you mean --limit?"),
        ("search --limit x y", "Options are listed by: dossier search --help."),
        ("search --sort up y", "Options are listed by: dossier search --help."),
        ("show", "Options are listed by: dossier show --help."),
        ("guide setings", "Did you mean: dossier guide settings?"),
        ("add -", "Standard input holds nothing."),
    ],
)
def test_every_error_is_one_sentence_and_what_to_do(
    typed: str, said: str, library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    try:
        code = run(typed.split())
    except SystemExit as ended:
        code = int(ended.code or 0)
    told = capsys.readouterr().err
    assert code == 2
    assert said in told
    assert told.startswith("dossier: ")
    assert "usage" not in told
    assert len(told.splitlines()) == 1


def test_words_far_from_any_command_are_not_guessed_at() -> None:
    assert meant("serach") == "search"
    assert meant("/home/ada/news") == ""


def test_version_and_help_load_the_standard_library_alone() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from tui.cli.main import run\n"
        "try: run(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names) - {'tui'}), file=sys.stderr)"
    )
    for option in ("--version", "--help", "-V", "help"):
        done = subprocess.run(
            [sys.executable, "-c", code, option], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert done.stderr.strip() == "[]", option
        assert done.stdout.startswith(("dossier ", "usage: dossier"))


def test_standard_input_is_added_and_kept(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = json.dumps({"id": "k2", "title": "Lock shut", "text": "The lock is shut."}).encode()
    for content in (record + b"\n", b"Quay reopened\n\nThe quay was opened again on Monday.\n"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert run(["add", "-"]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(record)))
    assert run(["add", "--dry-run", "-"]) == 0
    assert capsys.readouterr().out.startswith("1 new")
    with Library.open(library) as opened:
        assert {hit.title for hit in opened.rows(0, 9).hits} == {"Crane moved", "Lock shut", "Quay reopened"}
        found = next(hit for hit in opened.rows(0, 9).hits if hit.title == "Lock shut")
        assert opened.original(found.id).strip() == record


def test_queries_come_from_standard_input(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("q1\tcrane\n"))
    assert run(["search", "--batch", "-"]) == 0
    assert capsys.readouterr().out.startswith("q1 Q0 k1 1 ")


def test_colour_quiet_and_paths(
    library: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["--color", "always", "search", "crane"]) == 0
    assert b"\x1b[1mcrane\x1b[22m" in capsysbinary.readouterr().out
    assert run(["search", "crane"]) == 0
    assert b"\x1b" not in capsysbinary.readouterr().out
    assert run(["search", "--paths", "-0", "crane"]) == 0
    out = capsysbinary.readouterr().out
    assert out.endswith(b"a.jsonl\0")
    assert run(["-q", "add", str(library.parent / "a.jsonl")]) == 0
    assert capsysbinary.readouterr() == (b"", b"")


def test_the_guide_is_found_by_topic(capsys: pytest.CaptureFixture[str]) -> None:
    known = topics()
    assert run(["guide"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(known)
    for topic in known:
        assert named(topic.name, known) == topic
        assert topic.text.startswith(topic.title)


def test_the_doctor_names_every_extra_and_how_it_is_installed(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(EXTRAS) <= set(extras)
    assert set(extras) - set(EXTRAS) <= {"all", "test", "bench", "lint"}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run(["doctor"]) == 0
    told = capsys.readouterr().out
    assert all(f"-m pip install 'dossier[{extra}]'" in told for extra in EXTRAS)
    assert "Crane" not in told


# What is drawn from the parser


def test_man_page_and_completions_know_every_command_and_option() -> None:
    parsers = build_parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for name, text in {path.name: path.read_text("utf-8") for path in shell_files.FOLDER.iterdir()}.items():
        plain = text.replace("\\-", "-")
        for command in COMMANDS:
            assert command in plain, (name, command)
            for option in parsers[command]._option_string_actions:  # type: ignore[index]
                assert option in plain or option.lstrip("-") in plain, (name, command, option)


# What is printed as JSON is what the guide says


def promised() -> list[tuple[str, list[str]]]:
    text = (ROOT / "seeds" / "24-json-output.md").read_text("utf-8")
    found = re.findall(r"^- `dossier (.*?)`: .*?Fields: (.*)\.$", text, re.MULTILINE)
    return [(command, re.findall(r"`(\w+)`", fields)) for command, fields in found]


@pytest.mark.parametrize(("command", "fields"), promised())
def test_json_has_the_fields_that_the_guide_promises(
    command: str, fields: list[str], library: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with Library.open(library) as opened:
        opened.add([ROOT / "seeds"])
        id = opened.rows(0, 1).hits[0].id
    words = [{"ID": id, "news": str(tmp_path / "a.jsonl")}.get(word, word) for word in shlex.split(command)]
    assert run(words) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all([*json.loads(line)] == fields for line in lines)

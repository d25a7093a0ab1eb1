"""``dossier config``: shown, written once, checked line by line."""

import tomllib
from pathlib import Path

import pytest

from tui.cli.main import run
from tui.settings import Settings
from tui.settings_file import load


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("search.places.settings", lambda: tmp_path / "config")
    return tmp_path / "config" / "settings.toml"


Captured = pytest.CaptureFixture[str]


def test_without_a_file_the_defaults_are_shown(file: Path, capsys: Captured) -> None:
    assert run(["config"]) == 0
    said = capsys.readouterr().out
    assert f"{file} does not exist" in said
    assert tomllib.loads(said)["theme"] == Settings().theme


def test_what_is_in_force_is_shown_as_a_file(file: Path, capsys: Captured) -> None:
    file.parent.mkdir()
    file.write_text('theme = "light"\nmouse = "never"\n[keys]\n"quit" = "X"\n', "utf-8")
    assert run(["config"]) == 0
    out, err = capsys.readouterr()
    table = tomllib.loads(out)
    assert (table["theme"], table["mouse"]) == ("light", "auto")
    assert table["keys"] == {"quit": ["X"]}
    assert "settings.toml:2" in err


def test_the_file_that_is_written_is_the_defaults_and_never_written_over(file: Path, capsys: Captured) -> None:
    assert run(["config", "--write"]) == 0
    assert load(file).settings == Settings()
    assert not load(file).problems
    file.write_text('theme = "light"\n', "utf-8")
    assert run(["config", "--write"]) == 2
    assert "exists and is kept" in capsys.readouterr().err
    assert file.read_text("utf-8") == 'theme = "light"\n'


def test_checking_names_file_and_line(file: Path, capsys: Captured) -> None:
    assert run(["config", "--check"]) == 0
    file.parent.mkdir()
    file.write_text('theme = "light"\n', "utf-8")
    assert run(["config", "--check"]) == 0
    capsys.readouterr()
    file.write_text('theme = "light"\nglyphs = 3\n[keys]\n"fly" = "x"\n', "utf-8")
    assert run(["config", "--check"]) == 1
    out = capsys.readouterr().out
    assert "settings.toml:2" in out
    assert "settings.toml:4" in out
    file.write_text("theme = \n", "utf-8")
    assert run(["config", "--check"]) == 1
    assert "settings.toml:1" in capsys.readouterr().out


def test_one_thing_at_a_time(file: Path) -> None:
    with pytest.raises(SystemExit):
        run(["config", "--check", "--write"])
    assert not file.exists()

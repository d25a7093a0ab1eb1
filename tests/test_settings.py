"""Settings: every error has its line, the rest is used, and what is written can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_library import FakeLibrary, made
from tui import layouts
from tui.app import DossierApp
from tui.choices import THEMES
from tui.features.table import ACTIONS, build
from tui.keymap import PRESETS, unknown_key
from tui.reader.state import Pane
from tui.settings import Settings
from tui.settings_file import as_toml, load, parse
from tui.themes import themes


def complaint(text: str) -> str:
    (problem,) = parse(text).problems
    return str(problem)


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    loaded = load(tmp_path / "none.toml")
    assert loaded.settings == Settings()
    assert not loaded.problems


def test_settings_are_read() -> None:
    loaded = parse('theme = "light"\nbreakpoints = [50, 90, 150]\n[keys]\nquit = "x"\n"go.top" = ["g g", "<"]')
    assert not loaded.problems
    assert loaded.settings.theme == "light"
    assert loaded.settings.breakpoints == (50, 90, 150)
    assert loaded.settings.keys == {"quit": ("x",), "go.top": ("g g", "<")}


def test_ids_need_no_quotes() -> None:
    assert parse('[keys]\ngo.top = "t"').settings.keys == {"go.top": ("t",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('theme = "dark"\ntheme =\n', "settings.toml:2:"),
        ('# colours\ntheme = "pink"', 'settings.toml:2: "theme" must be one of: dark'),
        ("text_width = 5", "settings.toml:1:"),
        ("text_width = true", "settings.toml:1:"),
        ("breakpoints = [100, 60, 160]", "ascending"),
        ('search_as_you_type = "no"', "true or false"),
        ("\n\ncolour = 1", 'settings.toml:3: there is no setting "colour"'),
        ('[keys]\nquit = "x"\nfly = "y"', 'settings.toml:3: there is no action "fly"'),
        ("[keys]\nquit = 3", "settings.toml:2:"),
        ('keys = "q"', 'settings.toml:1: "keys" must be a table'),
        ('[keys]\nquit = "w"\nzoom = "w"', "settings.toml:3: The key w is given to both"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, said: str) -> None:
    assert said in complaint(text)


def test_one_bad_line_leaves_the_others() -> None:
    loaded = parse('theme = "pink"\ntext_width = 60')
    assert loaded.settings == Settings(text_width=60)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe")
    loaded = load(path)
    assert loaded.settings == Settings()
    assert len(loaded.problems) == 1


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    parse(text)


def test_what_is_written_can_be_read() -> None:
    settings = Settings(theme="contrast", text_width=72, keys={"quit": ("\\", '"')})
    loaded = parse(as_toml(settings))
    assert not loaded.problems
    assert loaded.settings == settings


@pytest.mark.parametrize("key", ["ctr+h", "Esc", "f25", "slash", "ctrl+", "g  g", " "])
def test_keys_that_no_keyboard_has_are_told(key: str) -> None:
    loaded = parse(f'[keys]\n"help" = ["{key}"]\n')
    assert "settings.toml:2: there is no key" in str(loaded.problems[0])
    assert not loaded.settings.keys


def test_every_key_of_the_table_and_of_the_presets_exists() -> None:
    keys = [
        *(action.keys for action in ACTIONS),
        *(bound for own in PRESETS.values() for bound in own.values()),
    ]
    assert not any(unknown_key(key) for bound in keys for key in bound)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_leave_every_action_a_key(preset: str) -> None:
    keymap = build(PRESETS[preset])
    assert not keymap.problems
    assert not [id for id, keys in keymap.keys.items() if not keys]
    for pane, table in keymap.table.items():
        for keys in table:
            assert not any(keymap.find(pane, keys[:n]) for n in range(1, len(keys))), (pane, keys)


def test_every_theme_of_the_settings_exists() -> None:
    assert set(themes()) == set(THEMES)


@pytest.mark.parametrize("theme", THEMES)
async def test_the_reader_opens_in_every_theme(theme: str) -> None:
    app = DossierApp(FakeLibrary([made(1)]), settings=Settings(theme=theme))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.reader.state.total == 1


async def test_own_keys_work_and_a_problem_is_told() -> None:
    settings = Settings(keys={"focus.article": ("w",)})
    app = DossierApp(FakeLibrary([made(1)]), settings=settings, notice="settings.toml:1: wrong.")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "settings.toml:1" in app.reader.status.message
        await pilot.press("w")
        assert app.reader.state.pane is Pane.ARTICLE


def test_a_key_that_an_own_binding_takes_away_is_told() -> None:
    loaded = parse('[keys]\n"read.on" = ["space", "z"]\n"quit" = ["g"]\n')
    assert loaded.problems == ()
    told = [str(remark) for remark in loaded.remarks]
    assert any('The key z is taken from "zoom" by "read.on"' in one for one in told)
    assert any('The key gg is taken from "go.top" by "quit"' in one for one in told)
    assert told[0].startswith("settings.toml:2:") or "settings.toml:2:" in told[0]
    assert parse('[keys]\n"zoom" = ["Z"]\n"read.on" = ["space", "z"]\n').remarks == ()


def test_letters_of_other_scripts_are_the_keys_at_their_places() -> None:
    assert layouts.table("auto")["о"] == "j"
    assert layouts.table("greek")["η"] == "h"
    assert layouts.table("none") == {}
    for layout in layouts.LAYOUTS:
        table = layouts.table(layout)
        assert not any(letter.isascii() for letter in table)
        assert len(set(table.values())) >= len(table) - 2

"""``dossier config``: where the settings are, what is in force, and a file to begin with."""

from __future__ import annotations

import argparse

from search.errors import SettingsError
from tui.cli import output
from tui.files import write_private
from tui.settings import default_path
from tui.settings_file import load

DESCRIPTION = "Tell where the settings file is and what is in force; write one with every choice explained."


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--write", action="store_true", help="write a commented file with all defaults")
    instead.add_argument("--check", action="store_true", help="tell what is wrong in the file, line by line")


def run(args: argparse.Namespace) -> int:
    """Show, write or check. With ``--check``, exit code 1 tells that something is wrong."""
    if args.write:
        return _write()
    return _check() if args.check else _show()


def _write() -> int:
    """Write the file. Raises SettingsError when there is one, and OSError."""
    from tui.settings_file import as_toml

    path = default_path()
    if path.exists() or path.is_symlink():
        raise SettingsError(f"{path} exists and is kept.", "Move it away to begin anew.")
    write_private(path, as_toml())  # all of it or nothing: a full disk must leave no empty file to be kept
    output.line(f"Written: {path}")
    return output.FOUND


def _check() -> int:
    """A line for everything that is wrong."""
    path = default_path()
    loaded = load(path)
    for problem in (*loaded.problems, *loaded.remarks):
        output.line(str(problem))
    if loaded.problems or loaded.remarks:
        return output.NONE
    output.line(f"{path}: nothing is wrong." if path.exists() else f"{path}: there is no such file.")
    return output.FOUND


def _show() -> int:
    """The settings in force, in the form of the file; what is wrong in it goes to standard error."""
    from tui.choices import in_force

    path = default_path()
    loaded = load(path)
    if path.exists():
        output.line(f"# {path}")
    else:
        output.line(f"# {path} does not exist: defaults are in force. dossier config --write makes it.")
    for line in in_force(loaded.settings):
        output.line(line)
    for problem in loaded.problems:
        output.complain(problem.title, problem.sentence, problem.remedy)
    return output.FOUND

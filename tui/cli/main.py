"""The ``dossier`` command: which subcommand is meant, and how errors end."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

from search.errors import Cancelled, DossierError, QueryError
from search.text import printable
from tui.cli import output

COMMANDS = (
    "open",
    "add",
    "search",
    "show",
    "related",
    "entities",
    "entity",
    "status",
    "reindex",
    "forget",
    "purge",
    "watch",
    "check",
    "marks",
    "dossiers",
    "report",
    "export",
    "searches",
    "digest",
    "pack",
    "verify",
    "unpack",
    "config",
    "kit",
)
"""Names of commands; each is a module beside this one. ``open`` is what runs when none is named."""

_BY_SIGNAL = 128
"""What shells report for a program that was ended by a signal: this, and its number."""


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """The parser of all commands, or, with ``only``, of one: what the others import is then not loaded."""
    parser = argparse.ArgumentParser(
        prog="dossier",
        description="Read and search an archive of articles in the terminal, offline.",
        epilog="dossier [PATH...] opens the reader; with paths, it adds them first.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in (only,) if only else COMMANDS:
        module = importlib.import_module(f"tui.cli.{name}")
        command = commands.add_parser(name, help=module.SUMMARY, description=module.DESCRIPTION)
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


class _Version(argparse.Action):
    """Shows the version, which is only looked up then: reading the metadata would be a tenth of a start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        from importlib.metadata import version

        print(f"dossier {version('dossier')}")
        parser.exit()


def with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments with ``open`` before them when they name no command.

    A file that is called like a command is named with its folder: ``./add``.
    """
    first = next((a for a in arguments if not a.startswith("-")), None)
    if first in COMMANDS and arguments[0] == first:
        return list(arguments)
    if arguments and arguments[0] in ("-h", "--help", "--version"):
        return list(arguments)
    return ["open", *arguments]


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. Never raises what a user can cause."""
    output.prepare_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has them ignored
            signal.signal(number, _end)
    words = with_command(arguments)
    only = words[0] if words[0] in COMMANDS else ""  # else it is --help or --version
    args, unknown = build_parser(only).parse_known_args(words)
    if unknown:
        return _unknown(args.command, unknown[0])
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except QueryError as error:
        _point_at(args.query, error)
        return output.ERROR
    except (Cancelled, KeyboardInterrupt) as ended:
        with suppress(OSError):  # after a hang-up there is nobody to tell
            output.complain("", "Interrupted; what was committed is kept.")
        return _BY_SIGNAL + (ended.number if isinstance(ended, _Ended) else signal.SIGINT)
    except DossierError as error:
        title = "" if type(error) is DossierError else error.title  # the sentence says all
        output.complain(title, error.sentence, error.remedy)
        return output.ERROR
    except BrokenPipeError:
        # The reader of our output has gone, as `| head` does: end quietly, also at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return output.FOUND
    except OSError as error:
        output.complain("System", f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".")
        return output.ERROR
    return code


def _unknown(command: str, argument: str) -> int:
    """Tell of an argument that the command does not have: a wrong option, or a query that was not quoted."""
    remedy = f"Options are listed by: dossier {command} --help."
    if command in ("search", "entities"):
        remedy += " A query with a minus goes into quotation marks: 'japan -nasa'."
    output.complain("", f"{argument} is not an option of {command}.", remedy)
    return output.ERROR


class _Ended(KeyboardInterrupt):
    """A signal that asks the program to end, which it does as after Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise _Ended(number)


def _point_at(query: str | None, error: QueryError) -> None:
    """Show the query with a caret under the column at which the error stands."""
    output.complain(error.title, error.sentence, error.remedy)
    if query:
        print(f"  {printable(query)}", file=sys.stderr)
        print(f"  {' ' * error.column}^", file=sys.stderr)

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
from typing import TYPE_CHECKING, Any, NoReturn

from tui.cli.commands import ABOUT, COMMANDS, meant, with_command

if TYPE_CHECKING:
    from search.errors import QueryError

_BY_SIGNAL = 128
"""What shells report for a program that was ended by a signal: this, and its number."""


class Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong as everything else here does: one sentence, and what to do."""

    def error(self, message: str) -> NoReturn:
        """Say it, and end with the code for errors."""
        from tui.cli import output

        sentence = f"{message[:1].upper()}{message[1:]}".rstrip(".")
        output.complain("", f"{sentence}.", f"Options are listed by: {self.prog} --help.")
        self.exit(2)


def build_parser(only: str = "", *, loaded: bool = True) -> argparse.ArgumentParser:
    """The parser of all commands or, with ``only``, of one: what the others import is then not loaded.

    ``loaded``: whether the commands' own options are wanted; else they are only named.
    """
    parser = Parser(
        prog="dossier",
        description="Read and search an archive of articles in the terminal, offline.",
        epilog="dossier [PATH...] opens the reader; with paths, it adds them first. "
        "dossier help COMMAND tells the options of a command; they may stand before it, too.",
    )
    parser.add_argument("-V", "--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name in (only,) if only else COMMANDS:
        if not loaded:
            commands.add_parser(name, help=COMMANDS[name])
            continue
        module = importlib.import_module(f"tui.cli.{name}")
        command = commands.add_parser(name, help=COMMANDS[name], description=module.DESCRIPTION)
        module.configure(command)
        _add_common(command)
        command.set_defaults(run=module.run)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    """Options of every command."""
    common = parser.add_argument_group("options of every command")
    common.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="whether hits are marked: auto marks them on a terminal",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="print results and errors, no remarks")


class _Version(argparse.Action):
    """Shows the version, which is only looked up then: reading the metadata would be a tenth of a start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any, **__: Any) -> None:
        from importlib.metadata import version

        print(f"dossier {version('dossier')}")
        parser.exit()


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. Never raises what a user can cause."""
    words = with_command(arguments)
    if words[0] in ABOUT:  # answered by the standard library alone
        build_parser(loaded=False).parse_args(words[:1])
    from tui.cli import output

    output.prepare_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # nohup has them ignored
            signal.signal(number, _end)
    if words[0] not in COMMANDS:
        return _unknown_command(words[0])
    parser = build_parser(words[0])
    args, unknown = parser.parse_known_args(words)
    if unknown:
        return _unknown_option(args.command, unknown[0], parser)
    output.use(args.color, quiet=args.quiet)
    return _guarded(args)


def _guarded(args: argparse.Namespace) -> int:
    """Run the command; what goes wrong becomes a sentence and an exit code."""
    from search.errors import Cancelled, DossierError, QueryError
    from tui.cli import output

    try:
        code = _ran(args)
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
        output.complain("System", *output.of_system(error))
        return output.ERROR
    return code


def _ran(args: argparse.Namespace) -> int:
    """The command's exit code; what it found damaged of people's notes is told behind it."""
    try:
        code: int = args.run(args)
    finally:
        if (libraries := sys.modules.get("tui.cli.libraries")) is not None:
            libraries.tell_damage()
    return code


def _unknown_command(name: str) -> int:
    """Help was asked for about something that is no command."""
    from tui.cli import output

    near = meant(name)
    remedy = f"Did you mean: dossier help {near}?" if near else "The commands: dossier --help."
    output.complain("", f"{name} is not a command.", remedy)
    return output.ERROR


def _unknown_option(command: str, argument: str, parser: argparse.ArgumentParser) -> int:
    """Tell of an argument that the command does not have: a wrong option, or a query that was not quoted."""
    from tui.cli import output

    remedy = f"Options are listed by: dossier {command} --help."
    if argument.startswith("--") and (near := meant(argument.partition("=")[0], _options(parser, command))):
        remedy = f"Did you mean {near}? {remedy}"
    elif command in ("search", "entities"):
        remedy += " A query with a minus goes into quotation marks: 'japan -nasa'."
    output.complain("", f"{argument} is not an option of {command}.", remedy)
    return output.ERROR


def _options(parser: argparse.ArgumentParser, command: str) -> list[str]:
    """The long options of a command."""
    choices = next(a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    found = choices[command]._option_string_actions if choices else {}
    return [name for name in found if name.startswith("--")]


class _Ended(KeyboardInterrupt):
    """A signal that asks the program to end, which it does as after Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise _Ended(number)


def _point_at(query: str | None, error: QueryError) -> None:
    """Show the query with a caret under the column at which the error stands."""
    from search.text import printable
    from tui.cli import output

    output.complain(error.title, error.sentence, error.remedy)
    if query:
        print(f"  {printable(query)}", file=sys.stderr)
        print(f"  {' ' * error.column}^", file=sys.stderr)

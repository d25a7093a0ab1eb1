"""The commands, and what each is for: known before any of them is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

COMMANDS = {
    "open": "open the reader (what runs when no command is named)",
    "add": "import files and folders",
    "search": "ranked hits with snippets",
    "show": "one article",
    "related": "articles on the same subject as one, or the mails of its thread",
    "versions": "the older texts of an article",
    "entities": "who and what is named in the results of a query",
    "entity": "one person, organisation, place or event, and what you decide about it",
    "values": "addresses, numbers, amounts and laws in the results of a query",
    "status": "what is in the library",
    "reindex": "rebuild what is derived",
    "forget": "count files as gone from now on",
    "purge": "delete the articles of files that are gone",
    "watch": "keep the library in step with folders",
    "check": "is the library as it was written?",
    "marks": "what was read, starred, tagged and noted, as text",
    "dossiers": "make dossiers, and put articles, passages, queries and notes into them",
    "report": "a dossier as one document: Markdown, HTML, EPUB or DOCX",
    "export": "articles as a file: CSV, JSON lines, BibTeX, RIS, CSL-JSON, HTML, EPUB",
    "searches": "saved searches with counts of all and of what is new",
    "digest": "what is new for each saved search, as text or HTML",
    "pack": "seal articles, originals, decisions, notes in a bundle",
    "verify": "check every byte of a bundle, and who signed it",
    "unpack": "take in a bundle, all of it or nothing",
    "config": "the settings: where they are, what is in force",
    "kit": "make or check a folder that installs the program without a network",
    "guide": "the guide, by topic",
    "doctor": "what this terminal and this installation can do",
}
"""Each is a module beside this one. ``open`` is what runs when none is named."""

VALUED = ("--library", "--color")
FLAGS = ("--quiet", "-q")
"""Options that may stand before the command, with and without a value."""
ABOUT = ("-h", "--help", "-V", "--version")


def with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments with the command in front: options of all commands may stand before it.

    Without a command it is ``open``. A file that is called like a command is named with its folder: ``./add``.
    ``help COMMAND`` is ``COMMAND --help``.
    """
    rest, before = list(arguments), list[str]()
    while rest and (taken := _option(rest)):
        before += rest[:taken]
        del rest[:taken]
    if not rest:
        return ["open", *before]
    first = rest[0]
    if first == "help":
        return [rest[1], "--help"] if rest[1:] else ["--help"]
    if first in COMMANDS:
        return [first, *before, *rest[1:]]
    return rest if first in ABOUT else ["open", *before, *rest]


def _option(arguments: Sequence[str]) -> int:
    """How many arguments the option takes that stands first; 0 when it is none of all commands."""
    name, equals, _ = arguments[0].partition("=")
    if name in VALUED:
        return 1 if equals else min(2, len(arguments))
    return int(arguments[0] in FLAGS)


def meant(typed: str, known: Iterable[str] = COMMANDS) -> str:
    """The known word that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(typed, [*known], 1, 0.6)), "")

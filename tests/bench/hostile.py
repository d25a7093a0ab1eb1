"""Hostile texts in every pane and printed by every command: what reaches the terminal, byte for byte.

    python tests/bench/hostile.py --source FILE.tar.xz [--quick]

The files are added to a library; each article is printed in every format, on a terminal and into a pipe, and
shown in the reader with its entities, its provenance and its links. Hostile text is pasted into every line that
takes text. Whatever the programs send is then taken apart: printable characters and the sequences that
this program makes itself may be there, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

OWN = re.compile(
    rb"\x08|\x1b\[[0-9;]*[ABCDGHJKXbdfmr]"  # colours, moves, erasing, repeating, margins
    rb"|\x1b[DM]|\x1b\[6n"  # scrolling; the pacer's request
    rb"|\x1b\[\?(?:25|1049|1004|2004|2026|7|1000|1002|1003|1006|1015|1016|2048)[hl]|\x1b\[\?(?:2026|2048)\$p"
    rb"|\x1b\[[<>=][0-9;]*u|\x1b\[\?u"  # the keyboard protocol, asked for and given back
    rb"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # copies
)
"""Every sequence that the reader sends."""
OF_COMMANDS = re.compile(rb"\x1b\[(?:K|1m|22m)")
"""What commands send to a terminal: progress is erased, matches are bold."""
PASTED = "\x1b[200~a\x1b]0;owned\x07b\x1b[31m\x00\u202ec\x9b2J\x1b]52;c;b3duZWQ=\x07\x1b[201~"
"""A paste that holds sequences of its own."""
FORMATS = ("text", "md", "json", "html", "original")
WALK = ("enter", "pagedown", "i", "escape", ";", "escape", "escape", "]")
"""Keys for each article: open it, its second page, its provenance, its links, the next one."""

PROMPTS = (("/",), (":",), ("2", "/"), ("t",), ("a",), ("s",), ("|",), ("A",), ("3", "/"), ("?", "/"))
"""Keys that lead to each line that takes text."""


def foreign(sent: bytes, own: re.Pattern[bytes]) -> list[str]:
    """What is neither printable nor our own: each with what stands around it."""
    rest = own.sub(b"", sent).decode("utf-8", "replace")
    found = []
    for at, char in enumerate(rest):
        if not (char.isprintable() or char in "\r\n\t\u00a0\u3000\u00ad\u200d"):
            found.append(repr(rest[max(0, at - 20) : at + 20]))
    return found


class Check:
    """A library of hostile articles, and what leaked from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = folder / "library"
        self.leaks: dict[str, list[str]] = {}
        self.checked = 0
        names = ("CONFIG", "DATA", "STATE", "CACHE")
        self.environ = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in names}
        self.environ |= {
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of one of the program's commands."""
        return [sys.executable, "-m", "tui", *arguments]

    def note(self, what: str, sent: bytes, own: re.Pattern[bytes]) -> None:
        """Look through what was sent."""
        self.checked += len(sent)
        if found := foreign(sent, own):
            self.leaks.setdefault(what, []).extend(found)

    def pipe(self, *arguments: str) -> bytes:
        """Run a command into pipes; returns its output."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environ | {"PATH": "/usr/bin:/bin"},
            capture_output=True,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        if "original" not in arguments:  # which is the source file as it came, when it goes to a file
            self.note(f"{arguments[0]} into a pipe", done.stdout + done.stderr, re.compile(rb"(?!)"))
        return done.stdout

    def show(self, *arguments: str) -> None:
        """Run a command on a terminal."""
        with Terminal(self.command(*arguments), environ=self.environ, folder=ROOT) as terminal:
            terminal.wait_end(60)
            self.note(f"{arguments[0]} on a terminal", terminal.raw, OF_COMMANDS)

    def commands(self, ids: Sequence[str]) -> None:
        """Every command that prints."""
        at = ("--library", str(self.library))
        for words in everywhere():
            self.pipe(*words, *at)
            self.show(*words, *at)
        for id in ids:
            for form in FORMATS:
                self.pipe("show", "--format", form, id, *at)
            self.show("show", id, *at)
            self.show("show", "--format", "original", id, *at)

    def read(self, count: int, columns: int, rows: int) -> None:
        """Walk through all articles in the reader, and paste into every line."""
        command = self.command("open", "--library", str(self.library))
        with Terminal(command, columns, rows, environ=self.environ, folder=ROOT) as terminal:
            terminal.wait_for(lambda text: len(text.split()) > 8, 60)
            terminal.quiet(1.0)
            for _ in range(count):
                for key in WALK:
                    terminal.press(key, quiet=0.08)
            for keys in (
                ("/",),
                (":",),
                ("2", "/"),
                ("t",),
                ("a",),
                ("s",),
                ("|",),
                ("A",),
                ("3", "/"),
                ("?", "/"),
            ):
                terminal.press("1", *keys, quiet=0.3)
                terminal.send(PASTED)
                terminal.quiet(0.5)
                terminal.press("escape", quiet=0.3)
                terminal.press("escape", quiet=0.3)
            for key in ("e", "j", "j", "T", "escape", "F", "escape", "y", "t", "y", "c", "y", "p", "Q"):
                terminal.press(key, quiet=0.2)
            ended = terminal.wait_end(30)
            self.note(f"the reader at {columns}x{rows}", terminal.raw, OWN)
            if ended:
                self.leaks.setdefault("the reader", []).append(f"ended with {ended}")


def everywhere() -> Iterator[tuple[str, ...]]:
    """Commands that print something of the whole library, and queries that are hostile themselves."""
    yield from (("status",), ("check",), ("entities",), ("marks", "export"), ("config",), ("search", "a"))
    yield ("search", "\x1b]0;owned\x07 \x1b[31mred\x9b2J")
    yield ("search", "the OR a", "--limit", "500")
    yield ("search", "the OR a", "--facets")
    yield ("search", "\x1b[31mred the", "--explain")
    yield ("show", "\x1b[2Jnone")
    yield ("entity", "\x1b[2Jnone")


def unpacked(source: Path, folder: Path) -> Path:
    """The files of an archive, or the folder that was given."""
    if source.is_dir():
        return source
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
    return folder


def main() -> int:
    """Run everything; returns 1 if anything leaked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="a folder or tar archive of hostile files")
    parser.add_argument("--quick", action="store_true", help="forty articles, one size of the terminal")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        check = Check(Path(temporary))
        files = unpacked(args.source, check.folder / "files")
        check.show("add", "--library", str(check.library), str(files))
        listed = check.pipe(
            "search", "--json", "--limit", "2000", "NOT zyzzyva", "--library", str(check.library)
        )
        ids = [json.loads(line)["id"] for line in listed.splitlines()]
        print(f"{len(ids)} articles")
        chosen = ids[:40] if args.quick else ids
        check.commands(chosen)
        for columns, rows in ((80, 24),) if args.quick else ((80, 24), (200, 60), (30, 10)):
            check.read(len(chosen), columns, rows)
    for what, found in check.leaks.items():
        print(f"{what}: {len(found)} leaks, such as {'; '.join(found[:5])}")
    print(f"{check.checked:,} bytes looked through, {sum(map(len, check.leaks.values()))} leaks")
    return 1 if check.leaks else 0


if __name__ == "__main__":
    raise SystemExit(main())

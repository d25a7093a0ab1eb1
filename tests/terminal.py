"""A terminal for tests: runs a program in a pty, reads its screen with pyte, presses keys, counts bytes.

Nothing here sleeps for a fixed time: `wait_for` ends when the screen shows something, `quiet` when the
program has said nothing for a moment. The terminal answers what programs ask of a modern one, unless
`answers` is false. A slow link can be laid in between: `rate` in bytes a second, `rtt` in seconds.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyte

from tests import processes
from tests.screens import Screen

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "space": " ",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
    "backspace": "\x7f",
    **{f"ctrl+{chr(code + 96)}": chr(code) for code in range(1, 27)},
}
# What a program may ask of the terminal, and what pyte cannot read, so that it is kept from it.
QUERIES = re.compile(rb"\x1b\[0?c|\x1b\[\?(?P<mode>\d+)\$p|\x1b\[6n|\x1b\]1(?P<colour>[01]);\?(?:\x07|\x1b\\)")
UNREADABLE = re.compile(
    rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?[0-9;]*u|\x1bP.*?\x1b\\|\x1b_.*?\x1b\\", re.DOTALL
)
# A program that says nothing for so long (seconds) has finished what a key started.
QUIET = 0.25
PATIENCE = 120.0
# On a slow link bytes travel in pieces of this size.
PIECE = 64


@dataclass(frozen=True)
class Effect:
    """What one or more keys did."""

    size: int
    """Bytes that the program sent."""
    first: float | None
    """Seconds until the first of them arrived; None if there were none."""
    last: float | None
    """Seconds until the last of them arrived."""
    cpu: float
    """Seconds of CPU of the whole process tree."""
    raw: bytes


class Terminal:
    """A program in a pty; use it as a context manager, which ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        *,
        environ: Mapping[str, str] | None = None,
        term: str = "xterm-256color",
        answers: bool = True,
        rate: float = 0.0,
        rtt: float = 0.0,
        folder: Path | None = None,
    ) -> None:
        """Start the command.

        The environment is a clean one with UTF-8 and without colour wishes; `environ` adds to it.
        `rate` of 0 is a link of any speed.
        """
        self.screen = Screen(columns, rows)
        self.answers, self.rate, self.rtt = answers, rate, rtt
        self.log: list[tuple[float, bytes]] = []
        """What arrived at the screen, with the time."""
        self.total = 0
        self.ended = False
        self.status: int | None = None
        """The exit code once the program has ended; negative for a signal."""
        self._stream = pyte.ByteStream(self.screen)
        self._unparsed = b""
        self._asked = b""
        self._down: deque[tuple[float, bytes]] = deque()
        self._up: deque[tuple[float, bytes]] = deque()
        self._link_free = 0.0
        self.started = time.monotonic()
        self.pid, self._fd = self._spawn(command, columns, rows, _environment(term, environ), folder)

    @staticmethod
    def _spawn(
        command: Sequence[str], columns: int, rows: int, environ: Mapping[str, str], folder: Path | None
    ) -> tuple[int, int]:
        pid, fd = pty.fork()
        if pid == 0:  # pragma: no cover - the child
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
                    signal.signal(number, signal.SIG_DFL)
                if folder is not None:
                    os.chdir(folder)
                os.execvpe(command[0], list(command), dict(environ))
            finally:
                os._exit(127)
        return pid, fd

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Reading.

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    @property
    def raw(self) -> bytes:
        """Every byte that the program has sent."""
        return b"".join(data for _, data in self.log)

    def wait_for(self, wanted: str | Callable[[str], bool], limit: float = PATIENCE) -> float:
        """Wait until the screen shows a text or satisfies a test; returns seconds since the start.

        Raises AssertionError, with the screen, if that does not happen within `limit` seconds.
        """
        test = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        end = time.monotonic() + limit
        while not test(self.text):
            if time.monotonic() > end or (self.ended and not self._down):
                raise AssertionError(f"waited in vain for {wanted!r}; the screen shows:\n{self.text}")
            self._pump(0.05)
        return time.monotonic() - self.started

    def quiet(self, seconds: float = QUIET, limit: float = PATIENCE) -> None:
        """Wait until nothing has arrived for some time, and nothing is on its way."""
        end = time.monotonic() + limit
        last = time.monotonic()
        while time.monotonic() < end and not (self.ended and not self._down):
            if self._pump(min(0.02, seconds)) or self._down or self._up:
                last = time.monotonic()
            elif time.monotonic() - last >= seconds:
                return

    def listen(self, seconds: float) -> int:
        """Listen for some time; returns the number of bytes that arrived. For idle screens and slow links."""
        before, end = self.total, time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._pump(min(0.02, left))
            if self.ended:
                break
        return self.total - before

    def wait_end(self, limit: float = PATIENCE) -> int:
        """Wait until the program has ended; returns its exit code, negative for a signal."""
        end = time.monotonic() + limit
        while self.alive() and time.monotonic() < end:
            self._pump(0.02)
        assert self.status is not None, f"still running; the screen shows:\n{self.text}"
        return self.status

    # Acting.

    def send(self, data: str | bytes) -> None:
        """Send bytes to the program as if typed."""
        data = data.encode() if isinstance(data, str) else data
        if self.rtt:
            self._up.append((time.monotonic() + self.rtt / 2, data))
        else:
            self._write(data)

    def press(self, *keys: str, quiet: float = QUIET, until: str = "", limit: float = PATIENCE) -> Effect:
        """Press keys by name or character, wait until a text is seen (if given) and then for quiet."""
        before, entries, cpu, start = self.total, len(self.log), self.cpu(), time.monotonic()
        self.send("".join(KEYS.get(key, key) for key in keys))
        if until:
            self.wait_for(until, limit)
        self.quiet(quiet, limit)
        new = self.log[entries:]
        return Effect(
            size=self.total - before,
            first=new[0][0] - start if new else None,
            last=new[-1][0] - start if new else None,
            cpu=self.cpu() - cpu,
            raw=b"".join(data for _, data in new),
        )

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal, as a window manager would."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Drop the connection: the program gets SIGHUP and its terminal is gone."""
        os.close(self._fd)
        self._fd = -1
        self.ended = True

    def alive(self) -> bool:
        """Whether the program still runs."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def close(self) -> None:
        """End the program, by force if need be."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    # Measuring.

    def cpu(self) -> float:
        """Seconds of CPU that the process tree has used (Linux; 0 elsewhere)."""
        return sum(processes.cpu(pid) for pid in processes.tree(self.pid))

    def memory(self) -> float:
        """Resident megabytes of the program (Linux; 0 elsewhere)."""
        return processes.memory(self.pid)

    # The link.

    def _write(self, data: bytes) -> None:
        try:
            os.write(self._fd, data)
        except OSError:
            self.ended = True

    def _pump(self, timeout: float) -> bool:
        """One step of both directions, waiting at most `timeout` seconds; says whether something arrived."""
        now = time.monotonic()
        while self._up and self._up[0][0] <= now:
            self._write(self._up.popleft()[1])
        arrived = False
        while self._down and self._down[0][0] <= now:
            due, data = self._down.popleft()
            self._deliver(data, due)
            arrived = True
        if arrived:
            return True
        due = min([now + timeout, *(queue[0][0] for queue in (self._up, self._down) if queue)])
        # The link takes the next piece when it is done with the last; what lies before that stays in the pty.
        readable = not self.ended and self._fd >= 0 and now >= self._link_free
        if not readable and self._link_free > now:
            due = min(due, self._link_free)
        ready, _, _ = select.select([self._fd] if readable else [], [], [], max(0.0, due - now))
        return bool(ready) and self._read()

    def _read(self) -> bool:
        """Read what the program sent, and deliver it or put it on the link; says whether it was delivered."""
        try:
            data = os.read(self._fd, PIECE if self.rate else 65536)
        except OSError:  # Linux says EIO when the program has closed its end
            data = b""
        if not data:
            self.ended = True
            return False
        now = time.monotonic()
        if self.rate:
            self._link_free = max(self._link_free, now) + len(data) / self.rate
            self._down.append((self._link_free + self.rtt / 2, data))
        elif self.rtt:
            self._down.append((now + self.rtt / 2, data))
        else:
            self._deliver(data, now)
            return True
        return False

    def _deliver(self, data: bytes, now: float) -> None:
        self.total += len(data)
        self.log.append((now, data))
        self._feed(data)
        if self.answers:
            self._answer(data)

    def _feed(self, data: bytes) -> None:
        """Show data on the screen; a sequence cut in two waits for its other half."""
        data = self._unparsed + data
        start = data.rfind(b"\x1b")
        cut = start >= 0 and not re.match(rb"\x1b(\[[<>=?]?[0-9;]*[$]?[@-~]|[^\[P_])", data[start:])
        self._unparsed = data[start:] if cut else b""
        self._stream.feed(UNREADABLE.sub(b"", data[:start] if cut else data))

    def _answer(self, data: bytes) -> None:
        """Answer as a modern terminal does: its kind, its modes, its cursor, its colours."""
        text = self._asked + data
        end = 0
        for query in QUERIES.finditer(text):
            end = query.end()
            if mode := query["mode"]:
                self.send(b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))
            elif colour := query["colour"]:
                self.send(b"\x1b]1%s;rgb:0000/0000/0000\x1b\\" % colour)
            elif query[0] == b"\x1b[6n":
                x = min(self.screen.cursor.x + 1, self.screen.columns)
                self.send(b"\x1b[%d;%dR" % (self.screen.cursor.y + 1, x))
            else:
                self.send(b"\x1b[?62;22c")
        self._asked = text[end:][-16:]


def _environment(term: str, more: Mapping[str, str] | None) -> dict[str, str]:
    """The program's environment: this one without what changes how it draws, and with UTF-8."""
    unwanted = (
        "COLUMNS",
        "LINES",
        "TMUX",
        "STY",
        "COLORTERM",
        "NO_COLOR",
        "LC_ALL",
        "SSH_TTY",
        "SSH_CONNECTION",
    )
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith(("TEXTUAL_", "SSH_"))
    }
    return {**kept, "TERM": term, "LANG": "C.UTF-8", **(more or {})}

"""The program and its terminal: drawing anew, the mouse, suspending, quitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.actions import EVERYWHERE
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane

if TYPE_CHECKING:
    from textual import events

    from tui.messages import Told


class Program(Feature):
    """What is true of any program in a terminal."""

    _interrupted = False
    """Whether the last key was one that interrupts."""

    @hears
    def tell(self, message: Told) -> None:
        """Something was done."""
        self.ports.status.show_message(message.text)

    @action("redraw", ("ctrl+l",), "draw the screen anew", "Program", EVERYWHERE, synonyms="refresh repaint")
    def redraw(self) -> None:
        """Draw everything anew."""
        self.ports.screens.redraw()

    @action(
        "mouse",
        ("M",),
        "mouse on or off: off, the terminal selects text",
        "Program",
        synonyms="select with the mouse clipboard",
    )
    def switch_mouse(self) -> None:
        """Turn the mouse on or off, and say what it is good for now."""
        said = {
            True: "The mouse is on: it selects and scrolls here.",
            False: "The mouse is off: the terminal selects text with it.",
            None: "The mouse cannot be turned on or off here.",
        }
        self.ports.status.show_message(said[self.ports.screens.switch_mouse()])

    @action("suspend", ("ctrl+z",), "suspend; fg comes back", "Program", EVERYWHERE)
    def suspend(self) -> None:
        """Stop, and give the terminal to the shell; where nobody could go on, stay."""
        if not self.ports.screens.suspend():
            self.ports.status.show_message("No shell runs below that could go on with the reader.")

    def typed(self, event: events.Key) -> bool:
        """Another key than the one that interrupts: the next one of these is the first again."""
        self._interrupted = self._interrupted and event.key in self.ports.keys.keys["interrupt"]
        return False

    @action(
        "interrupt",
        ("ctrl+c",),
        "cancel what is typed; twice, quit",
        "Program",
        EVERYWHERE,
        synonyms="exit leave cancel",
    )
    def interrupt(self) -> None:
        """In the query line: give up what is typed. Elsewhere the second time in a row quits."""
        if self.ports.view.state.pane is Pane.QUERY:
            self.ports.first(lambda feature: feature.leave())
        elif self._interrupted:
            self.ports.screens.quit()
        else:
            self._interrupted = True
            keys = self.ports.keys
            quits = f", and so does {key}" if (key := keys.shown("quit")) else ""
            self.ports.status.show_message(f"{keys.shown('interrupt')} once more quits{quits}.")

    @action("quit", ("Q",), "quit", "Program", synonyms="exit leave close")
    def quit(self) -> None:
        """Leave the program."""
        self.ports.screens.quit()

"""The program and its terminal: drawing anew, the mouse, suspending, quitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.actions import EVERYWHERE
from tui.reader.feature import Feature, action, hears

if TYPE_CHECKING:
    from tui.messages import Told


class Program(Feature):
    """What is true of any program in a terminal."""

    @hears
    def tell(self, message: Told) -> None:
        """Something was done."""
        self.ports.status.show_message(message.text)

    @action("redraw", ("ctrl+l",), "draw the screen anew", "Program", EVERYWHERE)
    def redraw(self) -> None:
        """Draw everything anew."""
        self.ports.screens.redraw()

    @action("mouse", ("M",), "mouse on or off: off, the terminal selects text", "Program")
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

    @action("quit", ("Q", "ctrl+c"), "quit", "Program", EVERYWHERE)
    def quit(self) -> None:
        """Leave the program."""
        self.ports.screens.quit()

"""The guide beside one's own library, and what can be set: reachable at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search import Library, open_bundled
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

if TYPE_CHECKING:
    from tui.reader.state import ViewState

THEMES = {
    "dark": "light on dark",
    "light": "dark on light, white day",
    "contrast": "black and white, high contrast",
    "terminal": "the terminal's own colours",
}


class Guide(Feature):
    """The guide is another library: going to it and back is opening it and one's own."""

    _own: tuple[Library, ViewState] | None = None
    """What was left for the guide."""

    @action(
        "guide",
        ("g h",),
        "the guide; again: back to your library",
        "Program",
        label="guide",
        synonyms="manual help handbook documentation",
    )
    def toggle(self) -> None:
        """Go to the guide, or back from it to where one was."""
        view = self.ports.view
        if self._own is None:
            self.ports.jobs.run("guide", lambda _: open_bundled(), self._show)
            self.ports.status.show_message("Opening the guide.")
            return
        (library, state), self._own = self._own, None
        guide = view.library
        view.open(library)
        guide.close()
        view.change(state, remember=False)

    def _show(self, guide: Library) -> None:
        view = self.ports.view
        if guide.path == view.library.path:
            guide.close()
            self.ports.status.show_message("This is the guide.")
            return
        self._own = (view.library, view.state.focused(Pane.LIST))
        view.open(guide)
        key = self.ports.keys.shown("guide")
        self.ports.status.show_message(f"The guide. {key} goes back to your library.")

    @action(
        "theme",
        ("g t",),
        "choose the colours",
        "Program",
        label="theme",
        synonyms="theme colour color dark light contrast settings",
    )
    def theme(self) -> None:
        """Choose a set of colours for this session."""
        from tui.screens.picker import Offer

        offers = [Offer(name, f"{name}: {what}") for name, what in THEMES.items()]
        self.ports.screens.pick(offers, self._set_theme, "Colours: ")

    def _set_theme(self, name: str) -> None:
        from tui.settings import default_path

        self.ports.screens.set_theme(name)
        self.ports.status.show_message(f'For this session. To keep it: theme = "{name}" in {default_path()}')

    @action(
        "settings",
        ("g s",),
        "what is set, and where",
        "Program",
        label="settings",
        synonyms="settings preferences options configuration config theme keys",
    )
    def settings(self) -> None:
        """The settings in force, on a page."""
        from tui.features.help.settings_page import SettingsScreen

        self.ports.screens.push(SettingsScreen(self.ports.settings))

"""Help by keys: all keys on a page, and the palette to choose an action by name."""

from __future__ import annotations

from tui.actions import Action, shown
from tui.reader.feature import Feature, action


class Help(Feature):
    """What can be done."""

    @action("palette", (":",), "choose an action by name", "Program")
    def palette(self) -> None:
        """Choose an action by name; what cannot be done now or here says so when it is chosen."""
        from tui.screens.picker import Offer

        keys = self.ports.keys
        offers = [
            Offer(id, row.tooltip, " ".join(map(shown, keys.keys[id])), f"{row.synonyms} {row.group}")
            for id, row in sorted(keys.actions.items(), key=lambda entry: self._rank(entry[1]))
            if id != "palette"
        ]
        self.ports.screens.pick(offers, self._choose)

    def _rank(self, row: Action) -> int:
        """What only works in the pane that has the focus comes first, what does not work there last."""
        pane = self.ports.view.state.pane
        return 0 if row.where == {pane} else 1 if pane in row.where else 2

    def _choose(self, id: str) -> None:
        where = self.ports.keys.actions[id].where
        if self.ports.view.state.pane in where:
            self.ports.act(id)
        else:
            self.ports.status.show_message(f"This works in the {' and '.join(sorted(where))}: go there.")

    @action("help", ("?", "f1"), "all keys", "Program")
    def show(self) -> None:
        """All keys, on a page of their own."""
        from tui.features.help.help_page import HelpScreen

        page = self.ports.screens.page("help", lambda: HelpScreen(self.ports.keys))
        page.open_from(self.ports.view.state.pane)
        self.ports.screens.push(page)

"""The table of actions, and what is made from it."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.message import Message

import tui.widgets.entity_sidebar  # noqa: F401 (says a message of its own)
from search.query.grammar import parse
from tui.actions import shown
from tui.features.help.help_page import LANGUAGE, key_lines
from tui.features.table import ACTIONS, BY_ID, FEATURES, HINTS, build, markdown_table
from tui.keymap import PRESETS
from tui.messages import PaneMessage
from tui.reader.state import Pane, ViewState

KEYMAP = build()


def test_every_action_is_done_by_one_feature() -> None:
    ids = [row.id for feature in FEATURES for row in feature.actions]
    assert sorted(ids) == sorted(BY_ID)
    assert all(row.run in vars(feature).values() for feature in FEATURES for row in feature.actions)


def test_what_features_hear_is_said_by_panes() -> None:
    def kinds(base: type[Message]) -> set[str]:
        return {base.__qualname__}.union(*(kinds(kind) for kind in base.__subclasses__()))

    said = kinds(PaneMessage)
    heard = {name for feature in FEATURES for name in feature.hearers}
    assert heard <= said
    assert said - heard == {"PaneMessage"}


def test_ids_are_unique_and_every_action_explains_itself() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert all(action.keys and action.tooltip and action.where for action in ACTIONS)


def test_no_key_means_two_things_in_one_pane() -> None:
    for one, other in combinations(ACTIONS, 2):
        if one.where & other.where:
            assert not set(one.keys) & set(other.keys), (one.id, other.id)


def test_no_key_begins_the_sequence_of_another() -> None:
    for pane, table in KEYMAP.table.items():
        for keys in table:
            assert not any(KEYMAP.find(pane, keys[:n]) for n in range(1, len(keys)))


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+q", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "f2"])
def test_keys_that_terminals_keep_are_not_used(key: str) -> None:
    assert all(key not in action.keys for action in ACTIONS)


@pytest.mark.parametrize("key", ["ctrl+b", "ctrl+a"])
def test_prefixes_of_multiplexers_are_never_the_only_key(key: str) -> None:
    assert all(action.keys != (key,) for action in ACTIONS)


def test_keys_are_shown_as_people_write_them() -> None:
    assert [shown(k) for k in ("ctrl+d", "g g", "space", "f1", "?")] == ["^D", "gg", "Space", "F1", "?"]


def test_the_footer_names_real_actions_and_five_to_seven_keys() -> None:
    for pane, hints in HINTS.items():
        assert all(id in BY_ID for ids, _ in hints for id in ids)
        assert all(pane in BY_ID[id].where or pane is Pane.QUERY for ids, _ in hints for id in ids)
        assert len(hints) <= 7
        if pane is not Pane.QUERY:
            assert sum(len(ids) for ids, _ in hints) >= 5


def test_own_keys_replace_the_table() -> None:
    keymap = build(own={"quit": ("x",)})
    assert keymap.find(Pane.LIST, ("x",)) == "quit"
    assert keymap.find(Pane.LIST, ("Q",)) is None
    assert keymap.shown("quit") == "x"


def test_a_key_that_is_taken_away_is_no_longer_shown() -> None:
    keymap = build(own={"quit": ("q",)})
    assert keymap.find(Pane.LIST, ("q",)) == "quit"
    assert keymap.keys["back"] == ("escape",)
    assert not keymap.problems


def test_unknown_ids_and_clashes_are_reported() -> None:
    keymap = build(own={"fly": ("x",), "quit": ("w",), "zoom": ("w",)})
    assert 'There is no action "fly".' in keymap.problems
    assert any("quit" in problem and "zoom" in problem for problem in keymap.problems)


def test_sequences_have_prefixes() -> None:
    assert KEYMAP.is_prefix(Pane.LIST, ("g",))
    assert KEYMAP.find(Pane.LIST, ("g", "g")) == "go.top"
    assert not KEYMAP.is_prefix(Pane.LIST, ("j",))


def test_what_cannot_be_done_says_why() -> None:
    nothing = ViewState()
    for action in ACTIONS:
        reason = action.reason(nothing)
        assert reason == "" or reason.endswith(".")
    assert BY_ID["match.next"].reason(nothing)
    assert not BY_ID["match.next"].reason(nothing.asked("harbour"))


def test_the_markdown_table_has_a_row_an_action() -> None:
    table = markdown_table()
    assert len(table.splitlines()) == len(ACTIONS) + 2
    assert all(row.count("|") - row.count("\\|") == 3 for row in table.splitlines())


def test_the_key_page_can_be_searched() -> None:
    everything = key_lines(KEYMAP)
    found = key_lines(KEYMAP, "next match")
    assert any("next match" in text for text, _ in found)
    assert len(found) < len(everything)
    assert key_lines(KEYMAP, "zebra")[0][0].startswith("No key")


def test_what_works_in_the_pane_alone_stands_first() -> None:
    plain, here = key_lines(KEYMAP), key_lines(KEYMAP, pane=Pane.ENTITIES)
    assert here[0] == ("In the entities", "heading")
    assert any("merge" in text for text, _ in here[:15])
    assert not any("(entities)" in text for text, _ in here)
    keys = [{text[:22].strip() for text, role in lines if role == "text"} for lines in (plain, here)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(("example", "meaning"), LANGUAGE)
def test_the_examples_of_the_query_language_are_queries(example: str, meaning: str) -> None:
    assert parse(example) is not None
    assert meaning


def test_the_footer_names_a_sequence_whole_unless_it_leads_to_several_actions() -> None:
    vim = {label: keys for keys, label in build(PRESETS["vim"]).hints(Pane.LIST)}
    assert vim["quit"] == "ZZ"
    assert vim["copy"] == "y"

"""What all tests share: how many processes run them, which are fast, and that Hypothesis asserts no time."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

WORTH_WORKERS = 4
"""Files from which on worker processes pay for their start of two seconds each."""
SLOW = {
    "test_adding",
    "test_article_list",
    "test_carrying",
    "test_catching_up",
    "test_cli",
    "test_damage",
    "test_end_to_end",
    "test_engine_oracle",
    "test_engine_sets",
    "test_entities_counts",
    "test_entities_damage",
    "test_entities_decisions",
    "test_entities_hard",
    "test_guide_commands",
    "test_index_files",
    "test_index_lexicon",
    "test_intake_frames",
    "test_intake_hostile",
    "test_intake_light",
    "test_intake_pool",
    "test_kit",
    "test_library",
    "test_marks",
    "test_reader",
    "test_reader_damage",
    "test_reader_entities",
    "test_reader_keys",
    "test_reader_marks",
    "test_resolving",
    "test_showing",
    "test_snippets",
    "test_store",
    "test_tagger_pool",
    "test_upkeep",
    "test_versions",
    "test_vocabulary",
    "test_wire_cells",
    "test_wire_diff",
    "test_wire_hook",
    "test_wire_pty",
    "test_wire_reader",
}
"""Files that run the program with a screen, in processes of its own, or on many random inputs."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Every core for the whole suite, this process alone for a few files."""
    named = [argument for argument in config.args if argument.partition("::")[0].endswith(".py")]
    if named and len(named) == len(config.args) and len(named) < WORTH_WORKERS:
        return 0
    return os.cpu_count() or 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is fast, for ``pytest -m fast``."""
    for item in items:
        if item.path.stem not in SLOW:
            item.add_marker(pytest.mark.fast)

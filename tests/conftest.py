"""What all tests share: processes, byte code, the bundled collection, which are fast, no limits of time."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import Phase, settings

settings.register_profile("quick", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.register_profile(
    "mutants", deadline=None, max_examples=50, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

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


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder (``XDG_DATA_HOME``) that has the bundled collection; to be copied, not written to."""
    from search.library.bundled import open_bundled

    data = tmp_path_factory.mktemp("bundled")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(data))
        open_bundled().close()
    return data


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--without-bytecode``: as with installers that leave none and on read-only file systems."""
    parser.addoption("--without-bytecode", action="store_true", help="let no process write byte code")


def pytest_configure(config: pytest.Config) -> None:
    """Share byte code among all processes of the run, and with the next run.

    Some 300 processes are started by the whole suite; compiling the project is half of what each of them does
    where nothing keeps its byte code. Workers inherit the environment.
    """
    cache = getattr(config, "cache", None)  # there is none with ``-p no:cacheprovider``
    if config.getoption("--without-bytecode"):
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
    elif cache is not None and not hasattr(config, "workerinput"):
        folder = str(Path(cache.mkdir("bytecode")).absolute())
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Three workers on two cores, since screens and processes are waited for; none for a few files."""
    named = [argument for argument in config.args if argument.partition("::")[0].endswith(".py")]
    if named and len(named) == len(config.args) and len(named) < WORTH_WORKERS:
        return 0
    return (os.cpu_count() or 1) * 3 // 2 or 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is fast, for ``pytest -m fast``."""
    for item in items:
        if item.path.stem not in SLOW:
            item.add_marker(pytest.mark.fast)

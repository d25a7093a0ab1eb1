"""The ARCHITECTURE documents are true: their tables are drawn from the source."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", HERE / "house.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("package", ["search", "tui"])
def test_the_tables_are_those_of_the_source(package: str) -> None:
    drawn = house()
    assert drawn.document(package).read_text("utf-8") == drawn.redrawn(package), "run: python tests/house.py"


@pytest.mark.parametrize("package", ["search", "tui"])
def test_every_file_says_what_it_is_for(package: str) -> None:
    drawn = house()
    silent = [p for p in (drawn.ROOT / package).rglob("*.py") if not drawn.sentence(p)]
    assert silent == []


def test_the_table_of_keys_is_that_of_the_actions() -> None:
    drawn = house()
    assert drawn.README.read_text("utf-8") == drawn.with_keys(), "run: python tests/house.py"

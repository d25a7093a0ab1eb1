"""The table of languages: every cell is right, but inflection where there is no stemmer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.index.stemming import ALGORITHMS
from tests.bench.languages import Dossier, cells
from tests.test_scripts import SAMPLES, Sample


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    engine = Dossier(tmp_path_factory.mktemp("table"))
    yield engine
    engine.close()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_every_cell_of_a_language_is_right(sample: Sample, engine: Dossier) -> None:
    row = cells(engine, sample)
    assert [column for column, right in row.items() if right is False] == []
    assert (row["inflected"] is not None) == (sample.language in ALGORITHMS)

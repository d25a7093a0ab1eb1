"""How much more often a result names an entity than the library does: what the sidebar is sorted by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def surprise(here: Array, results: int, everywhere: Array, library: int) -> Array:
    """The signed log-likelihood ratio of each entity, float64.

    Of ``results`` articles ``here`` name it, of ``library`` articles ``everywhere``. T. Dunning, Accurate
    methods for the statistics of surprise and coincidence, Computational Linguistics 19(1), 1993: it weighs
    counts as well as proportions, and so is right for rare names too. Negative for what the results name
    more seldom than the rest of the library.
    """
    a = here.astype(np.float64)
    b = everywhere - a
    c, d = results - a, (library - results) - b
    found = 2 * (_terms(a) + _terms(b) + _terms(c) + _terms(d) + _terms(np.float64(library)))
    found -= 2 * (
        _terms(a + b) + _terms(c + d) + _terms(np.float64(results)) + _terms(a * 0 + library - results)
    )
    signed: Array = np.where(a * library >= everywhere * np.float64(results), found, -found)
    return signed


def _terms(counts: Any) -> Any:
    """``x log x``, 0 for 0."""
    return counts * np.log(np.maximum(counts, 1))

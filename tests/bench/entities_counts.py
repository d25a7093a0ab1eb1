"""Counting entities over a million articles and ten million pairs: ``python tests/bench/entities_counts.py``.

The library is synthetic: entity frequencies follow Zipf's law. Prints the time of the sidebar's question
(cards of every kind, an article being read) by number of hits, and of looking up an entity.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

# A folder with a search.py of its own must not come before the package.
sys.path[0] = str(Path(__file__).parents[2])

from search.entities.counts import EntityCounts  # noqa: E402
from search.entities.dictionary import key_hash  # noqa: E402
from search.entities.forms import Uses, detail_arrays, form_arrays  # noqa: E402
from search.entities.manifest import CountsManifest, write_manifest  # noqa: E402
from search.entities.model import EntityKind  # noqa: E402
from search.entities.recorder import EntityWriter  # noqa: E402
from search.entities.tables import pair_arrays  # noqa: E402


def build(folder: Path, articles: int, pairs: int, entities: int) -> None:
    """A library of one segment: rows of equal length without doubles, Zipf-distributed entities."""
    random = np.random.default_rng(1)
    weights = 1.0 / np.arange(1, entities + 1)
    drawn = random.choice(entities, size=int(pairs * 1.1), p=weights / weights.sum())
    rows = np.arange(len(drawn)) % articles
    unique = np.unique(rows * entities + drawn)[:]
    rows, ids = unique // entities, (unique % entities).astype("<i4")
    lengths = np.bincount(rows, minlength=articles)
    tally = random.integers(1, 5, len(ids)).astype("<u2")
    kinds = tuple(EntityKind)
    names = [f"Entity {i}" for i in range(entities)]
    arrays = {
        **pair_arrays(np.arange(1, articles + 1), lengths, ids, tally),
        **form_arrays(np.arange(entities), names, Uses(ids, rows, tally, tally)),
        **detail_arrays([]),
        "new_hash": np.array([key_hash(kinds[i % 4], f"entity {i}") for i in range(entities)], "<i8"),
        "new_kind": (np.arange(entities) % 4).astype("|u1"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    writer = EntityWriter(folder)
    write_manifest(folder, CountsManifest((writer._write(arrays),), 1, 0))
    print(f"{articles:,} articles, {len(ids):,} pairs, {entities:,} entities")


def p95(times: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return float(np.percentile(times, 95)) * 1000


def measure(folder: Path) -> None:
    """Print the times."""
    start = time.perf_counter()
    counts = EntityCounts.open(folder)
    print(f"open {1000 * (time.perf_counter() - start):.1f} ms")
    start = time.perf_counter()
    counts.cards(None)
    print(f"all articles, first time {1000 * (time.perf_counter() - start):.1f} ms")
    random = np.random.default_rng(2)
    for hits in (50, 1000, 10_000, 100_000, 300_000, 500_000, 900_000, None):
        times = []
        for _ in range(12):
            pks = None if hits is None else np.sort(random.choice(1_000_000, hits, replace=False)) + 1
            start = time.process_time()
            counts.cards(pks, limit=100, reading_pk=77)
            times.append(time.process_time() - start)
        print(
            f"{hits or 'all':>9} hits: p95 {p95(times):6.1f} ms,"
            f" median {1000 * float(np.median(times)):6.1f} ms"
        )
    for text, exact in (("Entity 5", True), ("entity 400000", False)):
        start = time.perf_counter()
        found = counts.matching(EntityKind.ORG, text, exact)
        print(f"matching {text!r} exact={exact}: {len(found)} in {1000 * (time.perf_counter() - start):.1f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--pairs", type=int, default=10_000_000)
    parser.add_argument("--entities", type=int, default=500_000)
    parser.add_argument("--keep", type=Path, help="a folder to build in once and measure again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        target = chosen.keep or Path(temporary)
        if not (target / "manifest.json").exists():
            build(target, chosen.articles, chosen.pairs, chosen.entities)
        measure(target)

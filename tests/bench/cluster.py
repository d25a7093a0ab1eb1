"""An import by two workers of a local Dask cluster, beside one by two processes of this machine.

    python tests/bench/cluster.py FILE-OR-FOLDER...

Prints seconds of wall time for each, best of three in turns, their ratio, and what an article costs the parent
in processor time; then whether the libraries are the same. Two processors are needed, and a machine that does
nothing else: the parent shares them in both cases.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from distributed import LocalCluster

from search import Cluster, Library, Query

ROUNDS = 3


def seconds(folder: Path, sources: list[Path], cluster: Cluster | None) -> tuple[float, float]:
    """Wall time of an import into a new library, with entities; and the parent's processor time an article."""
    shutil.rmtree(folder, ignore_errors=True)
    before, used = time.perf_counter(), time.process_time()
    with Library.open(folder, create=True) as library:
        report = library.add(sources, executor=cluster)
    return time.perf_counter() - before, (time.process_time() - used) / max(report.new, 1)


def contents(folder: Path) -> object:
    """What is compared: all ids, and the counts of the entities."""
    with Library.open(folder) as library:
        ids = [hit.id for hit in library.rows(0, 10**7).hits]
        return ids, library.entities(limit=10_000), library.search(Query("the", limit=1)).total


def main(sources: list[Path]) -> None:
    """Measure, and print."""
    with (
        tempfile.TemporaryDirectory() as place,
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as local,
        Cluster.connect(local.scheduler_address) as cluster,
    ):
        alone, together = Path(place) / "alone", Path(place) / "together"
        times = [(seconds(alone, sources, None), seconds(together, sources, cluster)) for _ in range(ROUNDS)]
        (apart, _), (helped, used) = (min(column) for column in zip(*times, strict=True))
        print(f"two processes {apart:.1f} s, two workers {helped:.1f} s, ratio {helped / apart:.2f}")
        print(f"{1000 * used:.2f} ms of the parent's processor for an article")
        print("the same" if contents(alone) == contents(together) else "NOT THE SAME")


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]])

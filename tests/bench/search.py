"""How fast the engine is beside its peers, in one run on one corpus.

    python tests/bench/search.py --articles 20000 --source ARTICLES.jsonl.gz [--json]

Recombines the sentences of the source into a corpus, builds an index with each engine, and runs the same
queries against each, 20 best hits and the exact count of all. Each engine has a process of its own.
Prints medians of CPU and wall time; with --json ends on one line that holds an object.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import corpus
from tests.bench.engines import ENGINES
from tests.bench.xapian_peer import installed

ROUNDS = 7
"""Runs of each query, after one that warms up."""
SLOW = 0.5
"""Seconds; a query that takes longer is run once more only."""


def build(engine: str, folder: Path, corpus_file: Path) -> dict[str, float]:
    """Build an index; CPU seconds over all threads and processes, and bytes."""
    ENGINES[engine]().build(folder, corpus.articles(corpus_file))
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(use.ru_utime + use.ru_stime for use in usage) - _reading(corpus_file)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"cpu": cpu, "size": size}


def _reading(corpus_file: Path) -> float:
    """CPU seconds for reading the corpus alone, which no engine shall pay for."""
    start = time.process_time()
    for _ in corpus.articles(corpus_file):
        pass
    return time.process_time() - start


def search(engine: str, folder: Path, corpus_file: Path) -> dict[str, Any]:
    """Run every query; times in milliseconds by form, megabytes of memory, milliseconds to open."""
    subject = ENGINES[engine]()
    subject.open(folder)
    start = time.perf_counter()
    subject.open(folder)
    opened = (time.perf_counter() - start) * 1e3
    forms: dict[str, dict[str, list[float]]] = {}
    counts: dict[str, list[int]] = {}
    for ask in corpus.load_asks(corpus_file.with_suffix(".asks")):
        answer = subject.prepare(ask)
        if answer is None:
            continue
        start = time.perf_counter()
        counts.setdefault(ask.form, []).append(answer())
        rounds = ROUNDS if time.perf_counter() - start < SLOW else 1
        times = forms.setdefault(ask.form, {"cpu": [], "wall": []})
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            answer()
            times["cpu"].append((time.process_time() - cpu) * 1e3)
            times["wall"].append((time.perf_counter() - wall) * 1e3)
    return {"forms": forms, "counts": counts, "memory_mb": peak_memory(), "open_ms": opened}


def peak_memory() -> float:
    """The most memory that this process has had, mapped files included, in megabytes.

    From the kernel's status file where there is one: resource usage begins with what the parent had.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def phase(arguments: list[str]) -> dict[str, Any]:
    """Run one phase of one engine in a process of its own."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(results: dict[str, dict[str, Any]], articles: int, text_size: int) -> dict[str, Any]:
    """The figures by which this engine is judged."""
    ours = results["ours"]
    medians = {name: _medians(result) for name, result in results.items()}
    geomean: dict[str, float] = {}
    worst: dict[str, dict[str, Any]] = {}
    rates: dict[str, float] = {}
    for peer in results.keys() - {"ours"}:
        ratios = {form: medians["ours"][form] / cpu for form, cpu in medians[peer].items()}
        geomean[peer] = round(math.exp(statistics.fmean(math.log(r) for r in ratios.values())), 3)
        form = max(ratios, key=ratios.__getitem__)
        worst[peer] = {"form": form, "ratio": round(ratios[form], 2)}
        rates[peer] = round(ours["cpu"] / results[peer]["cpu"], 3)
    return {
        "articles": articles,
        "geomean": geomean,
        "worst": worst,
        "build": rates,
        "size_ratio": round(ours["size"] / text_size, 3),
        "memory_mb": round(ours["memory_mb"], 1),
        "open_ms": round(ours["open_ms"], 2),
    }


def _medians(result: dict[str, Any]) -> dict[str, float]:
    return {form: statistics.median(times["cpu"]) for form, times in result["forms"].items()}


def table(results: dict[str, dict[str, Any]], articles: int) -> str:
    """Medians of CPU and the 95th percentile of wall time in milliseconds, form by form."""
    lines = [f"{articles:,} articles; milliseconds: CPU median / wall p95"]
    lines.append(f"{'':28}" + "".join(f"{name:>18}" for name in results))
    for form in results["ours"]["forms"]:
        cells = []
        for result in results.values():
            times = result["forms"].get(form)
            tail = sorted(times["wall"])[int(len(times["wall"]) * 0.95)] if times else 0
            cells.append(f"{statistics.median(times['cpu']):.3f} / {tail:.2f}" if times else "-")
        lines.append(f"{form:28}" + "".join(f"{cell:>18}" for cell in cells))
    for label, figure in (
        ("articles a CPU second", lambda r: f"{articles / r['cpu']:,.0f}"),
        ("index, MB", lambda r: f"{r['size'] / 1e6:,.1f}"),
        ("memory while searching, MB", lambda r: f"{r['memory_mb']:,.0f}"),
        ("open, ms", lambda r: f"{r['open_ms']:.2f}"),
    ):
        lines.append(f"{label:28}" + "".join(f"{figure(result):>18}" for result in results.values()))
    return "\n".join(lines)


def disagreements(results: dict[str, dict[str, Any]]) -> list[str]:
    """Queries whose counts differ from ours by more than a tenth: the analyses differ a little."""
    out = []
    for form, ours in results["ours"]["counts"].items():
        for name, result in results.items():
            theirs = result["counts"].get(form, ours)
            off = sum(abs(a - b) > max(a, b) / 10 + 2 for a, b in zip(ours, theirs, strict=True))
            if off:
                out.append(f"{name}: {off} of {len(ours)} counts differ for {form}")
    return out


def run(args: argparse.Namespace, folder: Path) -> None:
    """Make the corpus, run every engine, print."""
    corpus_file = folder / "corpus.jsonl"
    corpus.make(corpus_file, args.source, args.articles, args.seed)
    corpus.save_asks(corpus_file.with_suffix(".asks"), corpus.asks(corpus_file, args.seed))
    _texts(folder, corpus_file)
    text_size = sum(len(a["title"].encode()) + len(a["body"].encode()) for a in corpus.articles(corpus_file))
    results: dict[str, dict[str, Any]] = {}
    for name in ["ours", *_peers(args.peers)]:
        common = ["--engine", name, "--folder", str(folder)]
        results[name] = phase([*common, "--phase", "build"]) | phase([*common, "--phase", "search"])
    print(table(results, args.articles))
    print(f"text {text_size / 1e6:,.1f} MB")
    print("\n".join(disagreements(results)))
    if args.json:
        print(json.dumps(compare(results, args.articles, text_size)))


def _peers(names: str) -> list[str]:
    """The peers that were asked for and are installed."""
    chosen = names.split(",")
    if "xapian" in chosen and not installed():
        print("xapian is not installed, and left out")
        chosen.remove("xapian")
    return chosen


def _texts(folder: Path, corpus_file: Path) -> None:
    """The articles' texts in SQLite, from which this engine's snippets are made."""
    import sqlite3

    base = sqlite3.connect(folder / "texts.sqlite")
    base.execute("CREATE TABLE texts (pk INTEGER PRIMARY KEY, title TEXT, body TEXT)")
    rows = ((pk, a["title"], a["body"]) for pk, a in enumerate(corpus.articles(corpus_file), 1))
    base.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)
    base.commit()
    base.close()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--source", type=Path, help="JSONL, plain or gzipped, with title, body and topics")
    parser.add_argument(
        "--peers", default="tantivy,fts5,xapian", help="comma-separated: tantivy, fts5, xapian, whoosh"
    )
    parser.add_argument("--json", action="store_true", help="end on one line with an object")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="an empty folder for corpus and indexes, to be kept")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--phase", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        place, corpus_file = args.folder / args.engine, args.folder / "corpus.jsonl"
        if args.phase == "build":
            print(json.dumps(build(args.engine, place, corpus_file)))
        else:
            print(json.dumps(search(args.engine, place, corpus_file)))
        return
    if not args.source:
        parser.error("--source is needed")
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
        run(args, args.keep)
        return
    folder = Path(tempfile.mkdtemp(prefix="search-bench-"))
    try:
        run(args, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

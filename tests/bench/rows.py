"""A list of a million rows steps like one of a thousand: what moving in the list costs by its length.

    python tests/bench/rows.py [--rows 1000,100000,1000000] [--steps 200]

The list alone, at 200x60, on answers that are made up as they are asked for: CPU for its start, a step, a page,
a jump to the end, a change of size, and how much memory the process gained.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from textual.app import App, ComposeResult  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from search import Hit, Page, Query  # noqa: E402
from tests.processes import memory  # noqa: E402
from tui.messages import RowsWanted  # noqa: E402
from tui.widgets.article_list import CHUNK, ArticleList  # noqa: E402

TITLE = "Minutes of the harbour board on dredging, cranes and the new light at the northern mole"
MOST_GROWTH = 1.5
"""A step in the longest list may cost so many times that in the shortest: the rest is noise."""


def window(offset: int, total: int) -> Page:
    """A window of an answer with so many rows."""
    numbers = range(offset, min(total, offset + CHUNK))
    hits = tuple(Hit(f"{number:012}", "", f"{TITLE} {number}", "2016-03-07") for number in numbers)
    return Page(Query(offset=offset), total, hits)


class Rows(App[None]):
    """A list, and rows for it as they are wanted."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self.list = ArticleList()
        self.total = total

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self.list

    def on_rows_wanted(self, message: RowsWanted) -> None:
        """Answer at once."""
        self.list.add(window(message.offset, self.total))


@dataclass
class Measured:
    """Milliseconds of CPU, and megabytes."""

    rows: int
    start: float
    step: float
    page: float
    end: float
    resize: float
    memory: float


async def cost(pilot: Pilot[None], act: Callable[[], object], times: int = 1) -> float:
    """The median CPU of doing something and drawing what comes of it, in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        await pilot.pause()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


async def measure(total: int, steps: int) -> Measured:
    """Move about in a list of so many rows."""
    app = Rows(total)
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        before = memory_now()
        rows = app.list
        start = await cost(pilot, lambda: rows.show(window(0, total)))
        step = await cost(pilot, lambda: rows.move(1), steps)
        page = await cost(pilot, lambda: rows.page(1), max(1, steps // 10))
        ends = [rows.go_end, rows.go_top]
        end = await cost(pilot, lambda: ends[rows.cursor == total - 1](), 10)
        start_of_resize = time.process_time()
        await pilot.resize_terminal(120, 40)
        resize = (time.process_time() - start_of_resize) * 1000
        return Measured(total, start, step, page, end, resize, memory_now() - before)


def memory_now() -> float:
    """Resident megabytes of this process."""
    return memory(os.getpid())


def main() -> int:
    """Run the benchmark; returns 1 if the longest list steps slower than the shortest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1000,100000,1000000", help="lengths of the list")
    parser.add_argument("--steps", type=int, default=200)
    args = parser.parse_args()
    lengths = [int(length) for length in args.rows.split(",")]
    asyncio.run(measure(lengths[0], 10))  # what is made once, for all lists
    results = [asyncio.run(measure(length, args.steps)) for length in lengths]
    print(f"{'rows':>10}{'start':>9}{'step':>9}{'page':>9}{'end':>9}{'resize':>9} ms{'MB':>9}")
    for one in results:
        print(
            f"{one.rows:>10,}{one.start:>9.2f}{one.step:>9.2f}{one.page:>9.2f}{one.end:>9.2f}{one.resize:>9.2f}"
            f"   {one.memory:>9.1f}"
        )
    return int(results[-1].step > MOST_GROWTH * results[0].step)


if __name__ == "__main__":
    raise SystemExit(main())

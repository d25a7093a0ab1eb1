"""What hostile pages and texts cost: twice the input may take about twice the steps, whatever its shape.

Steps are calls of functions, which are the same on every machine; no time is measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from search.errors import IntakeError
from search.intake.model import Content
from search.intake.reading import read

PROSE = "The ferry stayed in the harbour, because the wind was too strong for it. "
END = f"<p>{PROSE * 5}</p>"
SMALL = 60


def nested(opening: str, closing: str, inner: str = PROSE * 5) -> Callable[[int], str]:
    return lambda count: f"<body><h1>Ferries</h1>{opening * count}{inner}{closing * count}"


SHAPES: dict[str, Callable[[int], str]] = {
    "comments": nested("<div class=comment>x", "</div>"),
    "prose": nested(f"<div><p>{PROSE * 2}</p>", "</div>"),
    "own text": nested(f"<div>{PROSE}", "</div>"),
    "articles": nested(f"<article><p>{PROSE * 2}</p>", "</article>"),
    "sidebars": nested(f"<div class='sidebar related'><p>{PROSE}</p>", "</div>"),
    "bodies": nested("<div itemprop=articleBody>", "</div>"),
    "alike": nested(f"<section><div class=text><p>{PROSE * 2}</p></div>", "</section>"),
    "inline": lambda count: f"<body><h1>x</h1><p>{'<b>' * count}May 3, 2016</p>{END}",
    "quotes": lambda count: f"<body><h1>x</h1>{'<blockquote><footer>x</footer>' * count}{END}",
    "headings": lambda count: f"<body><h1>x</h1>{'<h2>Hi</h2><nav><a href=a>b</a></nav>' * count}{END}",
    "times": lambda count: f"<body><h1>x</h1>{'<time datetime=2016-05-01>May 1</time>' * count}{END}",
    "breaks": lambda count: f"<body><h1>x</h1>{END}<p>{'1 May 2016<br>' * count}</p>",
    "authors": lambda count: f"{'<meta name=author content=Boje>' * count}<body>{END}",
    "titles": lambda count: f"<title>{'a - ' * count}</title><body>{END}",
}
TEXTS: dict[str, Callable[[int], str]] = {
    "short lines": lambda count: "Harbour\n" * count + PROSE,
    "dates": lambda count: "7 March 2016\n" * count + PROSE,
    "names": lambda count: "Council of the Bay\nPress release\n" * count + PROSE,
    "labels": lambda count: "From:\n" * count + PROSE,
    "one line": lambda count: "Press release No 1/16 of the 7 March 2016 | " * count,
    "digits": lambda count: "1.2." * count,
}


def steps(data: bytes, name: str) -> int:
    """Calls of functions, those of C included, while the content is read."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        list(read(Content.of_bytes(data, name, name)))
    except IntakeError:
        pass
    finally:
        sys.setprofile(None)
    return count


@pytest.fixture(autouse=True)
def _without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("trafilatura", "htmldate"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize(("shape", "name"), [*((s, "a.html") for s in SHAPES), *((t, "a.txt") for t in TEXTS)])
def test_twice_the_input_takes_about_twice_the_steps(shape: str, name: str) -> None:
    make = (SHAPES if name == "a.html" else TEXTS)[shape]
    steps(make(SMALL).encode(), name)  # what is imported and cached is no growth
    once, twice = (steps(make(SMALL * times).encode(), name) for times in (2, 4))
    assert twice < 2.6 * once

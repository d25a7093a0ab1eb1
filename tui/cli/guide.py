"""``dossier guide``: the guide by topic, without opening the reader."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search import places
from search.errors import DossierError
from tui.cli import output
from tui.cli.commands import meant

DESCRIPTION = (
    "Print what the guide says about a topic; without one, list the topics. A topic is named by a word of its "
    "title. The reader shows the same articles: dossier --guide."
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the guide."""

    name: str
    """As it is typed: ``fields-and-dates``."""
    title: str
    text: str


def topics() -> tuple[Topic, ...]:
    """The pages of the guide, in its order."""
    return tuple(_topic(path) for path in places.bundled_articles() if path.suffix == ".md")


def _topic(path: Path) -> Topic:
    """A page from its file: its title stands in the lines before the text."""
    head, _, text = path.read_text("utf-8").removeprefix("---\n").partition("\n---\n")
    title = next((line[7:] for line in head.splitlines() if line.startswith("title: ")), path.stem)
    return Topic(path.stem.lstrip("0123456789-"), title, f"{title}\n\n{text.strip()}")


def named(topic: str, known: Sequence[Topic]) -> Topic:
    """The page that a word means. Raises DossierError when none or several may be meant."""
    wanted = topic.casefold()
    exact = [one for one in known if wanted in (one.name, one.title.casefold())]
    found = exact or [one for one in known if wanted in f"{one.name} {one.title}".casefold()]
    if not found and (near := meant(wanted, [one.name for one in known])):
        raise DossierError(f"The guide has no topic {topic}.", f"Did you mean: dossier guide {near}?")
    if not found:
        raise DossierError(f"The guide has no topic {topic}.", "The topics are listed by: dossier guide")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise DossierError(f"{topic} may mean several topics: {names}.", "Name one of them.")
    return found[0]


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("topic", nargs="*", metavar="TOPIC")


def run(args: argparse.Namespace) -> int:
    """Print a page, or the list of them."""
    known = topics()
    if args.topic:
        output.block(named(" ".join(args.topic), known).text)
        return output.FOUND
    widest = max(len(topic.name) for topic in known)
    for topic in known:
        output.line(f"{topic.name:<{widest}}  {topic.title}")
    return output.FOUND

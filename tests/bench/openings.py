"""Where articles open: in the densest passage for the query, or in the lead when the title has its words.

    python tests/bench/openings.py NEWS QUERIES [ARTICLES]

``NEWS`` has press releases as JSON lines, ``QUERIES`` queries with the ids of the articles that they look for.
Fifty of these are asked, and each article is opened. The densest passage is found by brute force: of all
stretches of a screen that begin at a word of the query, the one whose different words are rarest; an opening
counts as right when its own stretch has at least nine tenths of that. ``ARTICLES`` (1000) are those by which
the rarity of words is judged.
"""

from __future__ import annotations

import itertools
import math
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # before this folder, which has a search.py of its own

from search.article.blocks import from_plain
from search.article.model import Article
from search.index.analysis import fold, stem
from search.query.grammar import parse
from search.query.kinds.base import Node
from search.query.snippets import SCREEN, best_offset
from search.query.terms import is_stopped, terms_of
from tests.bench.quality import read_lines

ASKED = 50
NEARLY = 0.9
"""Share of the densest passage's worth that an opening must have."""


def words(text: str) -> list[tuple[int, str]]:
    """Each word's place and stem."""
    return [(found.start(), stem(fold(found[0]))) for found in re.finditer(r"\w+", text)]


def opens_well(article: Article, query: str, worth: dict[str, float], node: Node, rarity: Any) -> bool:
    """Whether the article opens at the densest passage, or in the lead when the title has the words."""
    asked = {stem(fold(word)) for word in re.findall(r"\w+", query) if not is_stopped(word)}
    offset = best_offset(node, article, rarity)
    body = article.text.find(article.body)
    if asked <= {term for _, term in words(article.title)}:
        return offset < body + SCREEN
    hits = [(at, term) for at, term in words(article.text) if at >= body and term in asked]

    def dense(start: int) -> float:
        return sum(worth[term] for term in {term for at, term in hits if start <= at < start + SCREEN})

    return not hits or dense(offset) >= NEARLY * max(dense(at) for at, _ in hits)


def main() -> int:
    """Ask, open, count."""
    news, queries = Path(sys.argv[1]), Path(sys.argv[2])
    asked = [q for q in read_lines(queries) if q["kind"] in ("known_title_drop1", "known_body_terms")]
    asked = random.Random(1).sample(asked, ASKED)
    wanted = {id for query in asked for id in query["rel"]}
    sample = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    rows = list(itertools.islice(read_lines(news), sample))
    frequency = Counter(term for row in rows for term in {term for _, term in words(row["body"])})
    opened = {row["id"]: row for row in read_lines(news) if row["id"] in wanted}

    def worth(term: str) -> float:
        return math.log(1 + (len(rows) - frequency[term] + 0.5) / (frequency[term] + 0.5))

    def rarity(clause: Node) -> float:
        return max(
            (worth(term) for text, quoted in clause.parts() for term in terms_of(text, quoted)), default=0.0
        )

    right = 0
    for query in asked:
        row = opened[query["rel"][0]]
        article = Article(row["id"], row["title"], from_plain(row["body"]), subtitle=row["subtitle"])
        every = {stem(fold(word)): worth(stem(fold(word))) for word in re.findall(r"\w+", query["text"])}
        well = opens_well(article, query["text"], every, parse(query["text"]), rarity)
        right += well
        if not well and "-v" in sys.argv:
            print(row["id"], query["text"])
    print(f"{right} of {len(asked)} articles open in their densest passage, or in the lead")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How well and how fast names are found: ``python tests/bench/entities.py --news FILE --corpora FOLDER``.

Exact spans and types (precision, recall, F1) on the project's 30 test releases, on press releases of other
sources (no blind test any more: they were looked at while rules were written), and on parts of WikiGold and
GMB that the tagger was not trained on; the time to load and to tag.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

# A folder with a search.py of its own must not come before the package.
sys.path[0] = str(Path(__file__).parents[2])

from search.entities.acronyms import definitions  # noqa: E402
from search.entities.extract import extract_many, find  # noqa: E402
from search.entities.features import sequence  # noqa: E402
from search.entities.model import EntityKind  # noqa: E402
from search.entities.reading import rule_spans  # noqa: E402
from search.entities.tagger import KINDS, default, spans_of  # noqa: E402
from search.entities.training import corpora  # noqa: E402
from search.entities.training.standoff import LABELS  # noqa: E402
from search.entities.training.train import SEED, WIKIGOLD_TRAINED  # noqa: E402

ROOT = Path(__file__).parents[2]
Spans = Sequence[corpora.TokenSpan]
HELD_OUT = 150
"""Documents of GMB that are measured on: the last ones in the order of the training."""


def ruled(examples: list[corpora.Example]) -> list[Spans]:
    """What rules alone find."""
    spans = (rule_spans(e.view, definitions(e.view.tokens.text)) for e in examples)
    return [[(s.first, s.behind, s.kind) for s in found] for found in spans]


def tagged(examples: list[corpora.Example]) -> list[Spans]:
    """What the tagger reads, before rules are joined to it."""
    model = default()
    types = model.ready()
    sequences = [sequence(e.view, rule_spans(e.view, definitions(e.view.tokens.text)), types) for e in examples]
    return [spans_of(labels) for labels in model.tag(sequences)]


def whole(examples: list[corpora.Example]) -> list[Spans]:
    """What the whole pipeline finds."""
    found = find([e.view for e in examples], [definitions(e.view.tokens.text) for e in examples])
    return [[(s.first, s.behind, s.kind) for s in spans] for spans in found]


def scores(examples: list[corpora.Example], answers: Iterable[Spans]) -> str:
    """One line: F1 of each kind, and precision, recall and F1 over all."""
    gold: Counter[EntityKind] = Counter()
    given: Counter[EntityKind] = Counter()
    both: Counter[EntityKind] = Counter()
    for example, spans in zip(examples, answers, strict=True):
        gold.update(kind for _, _, kind in example.spans)
        given.update(kind for _, _, kind in spans)
        both.update(kind for _, _, kind in set(spans) & set(example.spans))
    parts = [
        f"{kind.value} {200 * both[kind] / (gold[kind] + given[kind]):5.1f}"
        for kind in KINDS
        if gold[kind] + given[kind]
    ]
    hits, known, said = both.total(), gold.total(), given.total()
    total = (
        f"P {100 * hits / max(1, said):5.1f} R {100 * hits / known:5.1f} F1 {200 * hits / (known + said):5.1f}"
    )
    return f"{total} of {known:5} | " + ", ".join(parts)


def quality(news: Path, folder: Path) -> None:
    """Print the scores."""
    gmb = corpora.gmb(folder / "gmb.csv.zip")
    random.Random(SEED).shuffle(gmb)
    sets = {
        "30 releases": corpora.releases(news, LABELS / "test.jsonl"),
        "other press": corpora.press(folder / "press-gold.json"),
        "WikiGold": corpora.wikigold(folder / "wikigold")[WIKIGOLD_TRAINED:],
        "GMB": gmb[-HELD_OUT:],
    }
    for name, examples in sets.items():
        for way, answer in (("rules", ruled), ("tagger", tagged), ("all", whole)):
            print(f"{name:11} {way:6} {scores(examples, answer(examples))}", flush=True)


def speed(news: Path) -> None:
    """Print CPU time: loading, tagging alone, the whole way from article to mentions."""
    load = (
        "import time, numpy; a = time.process_time(); from search.entities.tagger import default; default(); "
    )
    load += "print(time.process_time() - a)"
    runs = [
        subprocess.run([sys.executable, "-c", load], cwd=ROOT, capture_output=True, check=True) for _ in "123"
    ]
    print(f"load {1000 * min(float(run.stdout) for run in runs):.0f} ms CPU behind numpy")
    data = ROOT / "search" / "entities" / "data"
    print(f"data {sum(path.stat().st_size for path in data.iterdir()) / 1000:.0f} kB")
    examples = corpora.releases(news, LABELS / "train.jsonl")
    model = default()
    types = model.ready()
    sequences = [sequence(e.view, rule_spans(e.view, definitions(e.view.tokens.text)), types) for e in examples]
    for state in ("cold", "warm"):
        start = time.process_time()
        for at in range(0, len(sequences), 24):
            model.tag(sequences[at : at + 24])
        took = time.process_time() - start
        print(f"tagger, {state}: {sum(len(s.types) for s in sequences) / took:,.0f} tokens a second")
    articles = corpora.articles(news, 3000)[2000:]
    words = sum(len(article.text.split()) for article in articles)
    for state in ("cold", "warm"):
        start = time.process_time()
        count = sum(len(mentions) for mentions in extract_many(articles))
        took = time.process_time() - start
        print(
            f"article to mentions, {state}: {len(articles) / took:,.0f} articles of "
            f"{words / len(articles):.0f} words a second, {count / len(articles):.1f} mentions each"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True, help="doj.jsonl.gz")
    parser.add_argument("--corpora", type=Path, help="folder with gmb.csv.zip, wikigold, press-gold.json")
    chosen = parser.parse_args()
    speed(chosen.news)
    if chosen.corpora:
        quality(chosen.news, chosen.corpora)

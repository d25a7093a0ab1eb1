"""How good the answers are: judged queries over public collections and over press releases.

    python tests/bench/quality.py --queries DIR --ir DIR --news FILE

prints, for queries that look for one known article, how often it comes first and among the first ten and the
mean of 1 / rank, by kind of query; and for each collection of sentences with judgements the mean average
precision, beside two baselines in the same run: BM25 as Lucene has it (one field) and as stock Whoosh has it
(each field scored by itself). The last column is the mean over collections. ``--folds`` chooses the weights
of the ranking on all collections but one and reports what they give on that one.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))  # before this folder, which has a search.py of its own

from search.index.analysis import analyze
from search.index.catalog import Index
from search.index.document import IndexDocument, day_number
from search.index.snapshot import Snapshot
from search.query import ranking
from search.query.attempts import as_asked, corrected
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.interface import Query
from search.query.kinds.base import Clause, Node, Pks
from search.query.kinds.boolean import AllOf, NoneOf

DEPTH = 1000
"""Ranks that count into average precision."""

Run = Callable[[str], Sequence[str]]
"""The text of a query -> ids in order."""


@dataclass(frozen=True)
class Collection:
    """Documents, queries, and which documents each query should find."""

    name: str
    ids: list[str]
    documents: list[IndexDocument]
    queries: list[dict[str, Any]]
    relevant: Mapping[str, set[str]]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file, gzipped or not."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield from (json.loads(line) for line in file)


def judgements(path: Path) -> dict[str, set[str]]:
    """Query -> relevant documents, from TREC qrels."""
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text("utf-8").splitlines():
        query, _, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].add(document)
    return relevant


def sentences(folder: Path) -> Collection:
    """A collection of abstracts and sentence queries."""
    rows = list(read_lines(folder / "docs.jsonl"))
    documents = [
        IndexDocument(pk, texts={"title": row["title"], "body": row["body"]}) for pk, row in enumerate(rows)
    ]
    relevant = judgements(folder / "qrels.tsv")
    queries = [query for query in read_lines(folder / "queries.jsonl") if query["id"] in relevant]
    return Collection(folder.name, [row["id"] for row in rows], documents, queries, relevant)


def releases(news: Path, folder: Path) -> Collection:
    """The press releases and the queries that look for known ones."""
    rows = list(read_lines(news))
    documents = []
    for pk, row in enumerate(rows):
        texts = {name: row[name] for name in ("title", "subtitle", "dateline", "body")}
        texts["organisation"] = "; ".join(row["orgs"])
        keywords = {"tag": tuple(row["topics"]), "org_name": tuple(row["orgs"]), "number": (row["number"],)}
        present = {name: values for name, values in keywords.items() if any(values)}
        documents.append(IndexDocument(pk, day_number(row["date"]), texts, present))
    queries = list(read_lines(folder / "queries.jsonl"))
    relevant = {query["id"]: set(query["rel"]) for query in queries}
    return Collection("news", [row["id"] for row in rows], documents, queries, relevant)


def plain(text: str) -> str:
    """A sentence without what the query language would take for an operator."""
    return re.sub(r"[^\w\s.'-]|(?<!\w)-|\b(?:AND|OR|NOT)\b", " ", text)


def nobody(kind: str, text: str, exact: bool) -> Pks:
    """No entities here."""
    return np.zeros(0, np.int64)


def ours(collection: Collection, snapshot: Snapshot, *, any_term: bool) -> Run:
    """The program as it answers."""

    def part(node: Node, clause: Clause) -> list[str]:
        ranker = ranking.Ranker(snapshot, node)
        answer = evaluate(snapshot, clause, limit=DEPTH, adjust=ranker.adjust)
        return [collection.ids[pk] for pk in answer.pks.tolist()]

    def run(text: str) -> list[str]:
        query = Query(plain(text), any_term=any_term)
        attempt = as_asked(query, snapshot)
        first = compile_query(attempt.node, nobody)
        found = part(attempt.node, first)
        if not found and (better := corrected(query, snapshot)) is not None and better[0].sure:
            attempt = better[1]
            first = compile_query(attempt.node, nobody)
            found = part(attempt.node, first)
        loose = attempt.tiers.some
        if loose is not None and len(found) < DEPTH:
            found += part(loose, AllOf((compile_query(loose, nobody), NoneOf(first))))
        return found[:DEPTH]

    return run


@dataclass(frozen=True)
class Baseline:
    """BM25 in a few lines: fields to score, each by itself."""

    collection: Collection
    fields: Sequence[Sequence[str]]
    """Each a list of sections that are one field: one list of all is Lucene's way, several Whoosh's."""
    whoosh_idf: bool
    k1: float = 1.2
    b: float = 0.75

    def run(self) -> Run:
        """Index and return the search."""
        indexes = [self._index(field) for field in self.fields]
        ids = self.collection.ids

        def search(text: str) -> list[str]:
            scores = np.zeros(len(ids))
            for token in analyze(plain(text), "query"):
                if not token.stop:
                    for postings in indexes:
                        for document, score in postings.get(token.text, ()):
                            scores[document] += score
            order = np.argsort(-scores, kind="stable")[:DEPTH]
            return [ids[i] for i in order.tolist() if scores[i] > 0]

        return search

    def _index(self, field: Sequence[str]) -> dict[str, list[tuple[int, float]]]:
        """Term -> (document, score)."""
        counts = [Counter(self._terms(document, field)) for document in self.collection.documents]
        lengths = [sum(count.values()) for count in counts]
        average = mean(lengths) or 1.0
        frequency = Counter(itertools.chain.from_iterable(counts))
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for document, count in enumerate(counts):
            norm = self.k1 * (1 - self.b + self.b * lengths[document] / average)
            for term, tf in count.items():
                weight = self._idf(frequency[term], len(counts)) * tf * (self.k1 + 1) / (tf + norm)
                postings[term].append((document, weight))
        return postings

    def _terms(self, document: IndexDocument, field: Sequence[str]) -> Iterator[str]:
        for section in field:
            text = document.texts.get(section) or " ".join(document.keywords.get(section, ()))
            yield from (token.text for token in analyze(text) if not token.stop)

    def _idf(self, frequency: int, total: int) -> float:
        if self.whoosh_idf:
            return math.log(total / (frequency + 1)) + 1
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def average_precision(ranked: Sequence[str], relevant: set[str]) -> float:
    """Mean of the precision at each relevant document, 0 for those not found."""
    found = 0
    total = 0.0
    for rank, document in enumerate(ranked, 1):
        if document in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def mean_average_precision(collection: Collection, run: Run) -> float:
    """Over all judged queries of a collection."""
    return mean(
        average_precision(run(query["text"]), collection.relevant[query["id"]]) for query in collection.queries
    )


def known_items(collection: Collection, run: Run) -> dict[str, tuple[int, float, float, float]]:
    """Kind of query -> how many there are, success at 1, at 10, mean reciprocal rank."""
    ranks: dict[str, list[float]] = defaultdict(list)
    for query in collection.queries:
        relevant = collection.relevant[query["id"]]
        hits = [rank for rank, document in enumerate(run(query["text"]), 1) if document in relevant]
        ranks[query["kind"]].append(hits[0] if hits else math.inf)
    return {
        kind: (len(some), mean(r == 1 for r in some), mean(r <= 10 for r in some), mean(1 / r for r in some))
        for kind, some in ranks.items()
    }


def snapshot_of(collection: Collection, folder: Path) -> Snapshot:
    """Index a collection."""
    index = Index.create(folder / collection.name)
    with index.writer() as writer:
        for document in collection.documents:
            writer.add(document)
    return index.snapshot()


def runs_of(collection: Collection, folder: Path, *, any_term: bool) -> dict[str, Run]:
    """The program and the baselines over one collection."""
    snapshot = snapshot_of(collection, folder)

    everything = ("title", "subtitle", "organisation", "tag", "number", "dateline", "body")
    return {
        "dossier": ours(collection, snapshot, any_term=any_term),
        "BM25, one field (Lucene)": Baseline(collection, [everything], whoosh_idf=False).run(),
        "BM25F (stock Whoosh)": Baseline(collection, [["title"], ["body"]], whoosh_idf=True).run(),
    }


def print_precision(collections: Sequence[Collection], folder: Path) -> None:
    """Mean average precision, a row for each run."""
    table: dict[str, list[float]] = defaultdict(list)
    for collection in collections:
        for name, run in runs_of(collection, folder, any_term=True).items():
            table[name].append(mean_average_precision(collection, run))
    print(f"{'mean average precision':28}", *(f"{c.name:>10}" for c in collections), f"{'mean':>10}")
    for name, values in table.items():
        print(f"{name:28}", *(f"{value:10.4f}" for value in (*values, mean(values))))


def print_known_items(collection: Collection, folder: Path) -> None:
    """Success by kind of query, a block for each run."""
    print(f"\n{'known articles':28} {'queries':>8} {'first':>8} {'in ten':>8} {'1/rank':>8} {'ms':>8}")
    for name, run in runs_of(collection, folder, any_term=False).items():
        before = time.process_time()
        results = known_items(collection, run)
        spent = (time.process_time() - before) * 1000 / len(collection.queries)
        for kind, (count, first, ten, reciprocal) in results.items():
            print(f"{kind:28} {count:8} {first:8.3f} {ten:8.3f} {reciprocal:8.3f}")
        print(f"  ^ {name:24} {'':>8} {'':>8} {'':>8} {'':>8} {spent:8.1f}\n")


def print_folds(collections: Sequence[Collection], folder: Path) -> None:
    """Weights chosen on the other collections, and what they give on the one left out."""
    settings = list(itertools.product((0.0, 0.1, 0.2, 0.4), (0.0, 0.5, 1.0, 2.0)))
    runs = {c.name: ours(c, snapshot_of(c, folder), any_term=True) for c in collections}
    chosen = ranking.ADJACENT, ranking.TITLE
    gained: dict[tuple[float, float], dict[str, float]] = {}
    for adjacent, title in settings:
        ranking.ADJACENT, ranking.TITLE = adjacent, title
        gained[adjacent, title] = {c.name: mean_average_precision(c, runs[c.name]) for c in collections}
    ranking.ADJACENT, ranking.TITLE = chosen
    print("\nleft out      chosen on the others     on it   nothing")
    for collection in collections:
        others = [c.name for c in collections if c is not collection]
        best = max(settings, key=lambda setting: mean(gained[setting][name] for name in others))
        shown = f"adjacent {best[0]}, title {best[1]}"
        reached, without = gained[best][collection.name], gained[0.0, 0.0][collection.name]
        print(f"{collection.name:12}  {shown:22} {reached:8.4f} {without:9.4f}")


def main() -> int:
    """Read what was asked for and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ir", type=Path, help="folder of collections: docs.jsonl, queries.jsonl, qrels.tsv")
    parser.add_argument("--queries", type=Path, help="folder with queries.jsonl for the news")
    parser.add_argument("--news", type=Path, help="press releases, JSONL")
    parser.add_argument("--folds", action="store_true", help="choose weights leaving each collection out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if asked.ir:
            collections = [sentences(path) for path in sorted(asked.ir.iterdir()) if path.is_dir()]
            print_precision(collections, folder)
            if asked.folds:
                print_folds(collections, folder)
        if asked.queries and asked.news:
            print_known_items(releases(asked.news, asked.queries), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

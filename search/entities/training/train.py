"""Train the tagger.

``python -m search.entities.training.train --news doj.jsonl.gz --more FOLDER --corpora FOLDER``.

An averaged structured perceptron (Collins 2002) over the features of :mod:`search.entities.features`. Two
rounds: the first shows which features matter, the second trains those alone, so that nothing is lost by
cutting. The seed is fixed and sums are exact: the same data gives the same file.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.acronyms import definitions
from search.entities.features import OFFSETS, Types, layout, sequence, type_features
from search.entities.reading import rule_spans
from search.entities.tagger import KINDS, LABELS, transitions_allowed
from search.entities.training import corpora
from search.entities.training.standoff import LABELS as OWN

Array = NDArray[Any]
SEED = 20160307
OWN_COPIES = 3
"""How often the project's own releases are seen in one epoch."""
DOMAIN_COPIES = 3
"""How often its texts of other domains are."""
WIKIGOLD_TRAINED = 123
"""Articles of WikiGold to train on; the others are measured with."""
MIN_COUNT = 2
"""Occurrences below which a feature is not learnt."""
_IMPOSSIBLE = np.where(transitions_allowed(), 0, -1e6)
_BEGIN = np.array([-1e6 if label[0] == "I" else 0.0 for label in LABELS])


@dataclass(slots=True)
class Data:
    """All sentences end to end."""

    features: Array
    """[n, F] rows of the weights; 0 is no feature."""
    labels: Array
    starts: Array
    hashes: Array
    """The hash of each row but row 0."""


def label_row(example: corpora.Example) -> Array:
    """The label of each token."""
    row = np.zeros(len(example.view.words), dtype=np.int8)
    for first, behind, kind in example.spans:
        row[first] = 1 + 2 * KINDS.index(kind)
        row[first + 1 : behind] = 2 + 2 * KINDS.index(kind)
    return row


def prepare(examples: list[corpora.Example], keep: Array | None = None) -> Data:
    """Features of every token; only those of ``keep`` (ascending hashes), else all that are frequent enough."""
    types = Types()
    examples = [e for e in examples if e.view.words]
    laid = layout(
        [sequence(e.view, rule_spans(e.view, definitions(e.view.tokens.text)), types) for e in examples], types
    )
    listed = [type_features(word) if word else ((),) * len(OFFSETS) for word in types.words]
    blocks = []
    for place, offset in enumerate(OFFSETS):
        table = np.zeros((len(listed), max(len(f[place]) for f in listed)), dtype=np.uint32)
        for number, features in enumerate(listed):
            table[number, : len(features[place])] = features[place]
        blocks.append(table[laid.types[laid.at + offset]])
    hashed = np.concatenate((*blocks, laid.dynamic), axis=1)
    if keep is None:
        found, counts = np.unique(hashed, return_counts=True)
        keep = found[(counts >= MIN_COUNT) & (found > 0)]
    at = np.minimum(np.searchsorted(keep, hashed), len(keep) - 1)
    rows = np.where(keep[at] == hashed, at + 1, 0).astype(np.int32)
    return Data(rows, np.concatenate([label_row(e) for e in examples]), laid.starts, keep)


def perceptron(data: Data, epochs: int) -> tuple[Array, Array]:
    """Averaged weights [features + 1, L] and transitions [L, L]."""
    size = len(LABELS)
    weights, sums = (np.zeros((len(data.hashes) + 1, size), dtype=np.float32) for _ in range(2))
    moves, move_sums = np.zeros((size, size)), np.zeros((size, size))
    order = list(range(len(data.starts) - 1))
    shuffled, clock = random.Random(SEED), 1
    for epoch in range(epochs):
        shuffled.shuffle(order)
        wrong, began = 0, time.process_time()
        for k in order:
            a, b = int(data.starts[k]), int(data.starts[k + 1])
            features, gold = data.features[a:b], data.labels[a:b]
            guess = best_labels(weights[features].sum(axis=1), moves + _IMPOSSIBLE)
            missed = np.flatnonzero(guess != gold)
            if len(missed):
                wrong += len(missed)
                _learn(weights, sums, features[missed], gold[missed], guess[missed], clock)
                _learn_moves(moves, move_sums, gold, guess, clock)
            clock += 1
        share = 100 * wrong / len(data.labels)
        print(
            f"epoch {epoch + 1}: {share:.2f} % of tokens wrong, {time.process_time() - began:.0f} s", flush=True
        )
    return weights - sums / clock, moves - move_sums / clock


def best_labels(emissions: Array, moves: Array) -> Array:
    """Viterbi for one sentence: int8 [n]."""
    n, size = emissions.shape
    best = emissions[0] + _BEGIN
    back = np.zeros((n, size), dtype=np.int8)
    for i in range(1, n):
        reached = best[:, None] + moves
        back[i] = reached.argmax(axis=0)
        best = reached.max(axis=0) + emissions[i]
    labels = np.zeros(n, dtype=np.int8)
    labels[-1] = best.argmax()
    for i in range(n - 1, 0, -1):
        labels[i - 1] = back[i, labels[i]]
    return labels


def _learn(weights: Array, sums: Array, features: Array, gold: Array, guess: Array, clock: int) -> None:
    for row, right, wrong in zip(features, gold, guess, strict=True):
        weights[row, right] += 1
        weights[row, wrong] -= 1
        sums[row, right] += clock
        sums[row, wrong] -= clock
    weights[0] = 0
    sums[0] = 0


def _learn_moves(moves: Array, sums: Array, gold: Array, guess: Array, clock: int) -> None:
    changed = np.flatnonzero((gold[1:] != guess[1:]) | (gold[:-1] != guess[:-1]))
    for i in changed:
        moves[gold[i], gold[i + 1]] += 1
        moves[guess[i], guess[i + 1]] -= 1
        sums[gold[i], gold[i + 1]] += clock
        sums[guess[i], guess[i + 1]] -= clock


def export(path: Path, hashes: Array, weights: Array, moves: Array) -> None:
    """Write the weights: one byte each, features ascending as differences."""
    scale = 127 / np.abs(weights).max()
    scale = min(scale, 24.0)
    whole = np.clip(np.round(weights[1:] * scale), -127, 127).astype(np.int8)
    used = whole.any(axis=1)
    gaps = np.diff(hashes[used].astype(np.int64), prepend=0).astype(np.uint32)
    np.savez_compressed(
        path, gaps=gaps, weights=whole[used], transitions=np.round(moves * scale).astype(np.int32)
    )
    print(f"{path}: {used.sum():,} features, {path.stat().st_size:,} bytes")


def strongest(hashes: Array, weights: Array, limit: int) -> Array:
    """The hashes, ascending, of the features with the largest weights."""
    strength = np.abs(weights[1:]).max(axis=1)
    order = np.argsort(-strength, kind="stable")[:limit]
    return np.sort(hashes[order])


def gather(options: argparse.Namespace) -> list[corpora.Example]:
    """The training documents in a fixed order."""
    folder: Path = options.corpora
    own = corpora.releases(options.news, OWN / "train.jsonl")
    gmb = corpora.gmb(folder / "gmb.csv.zip")
    random.Random(SEED).shuffle(gmb)
    parts = {
        "own": own * OWN_COPIES,
        "domains": corpora.domains(options.more, OWN / "domains-train.jsonl") * options.domain_copies,
        "gmb": gmb[: int(len(gmb) * options.gmb)],
        "wikigold": corpora.wikigold(folder / "wikigold")[:WIKIGOLD_TRAINED],
        "uner": corpora.uner(folder / "uner-en.tar.xz"),
        "wnut": corpora.wnut(folder / "wnut17"),
    }
    for name, examples in parts.items():
        print(name, len(examples), "documents,", sum(len(e.view.words) for e in examples), "tokens", flush=True)
    return [example for examples in parts.values() for example in examples]


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--news", type=Path, required=True, help="doj.jsonl.gz, which the labels stand off from"
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder with gmb.csv.zip, wikigold, ...")
    parser.add_argument("--more", type=Path, required=True, help="folder with wikinews.jsonl.xz and others")
    parser.add_argument("--domain-copies", type=int, default=DOMAIN_COPIES)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "tagger.npz")
    parser.add_argument("--gmb", type=float, default=0.15, help="share of GMB to train on")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--features", type=int, default=45_000, help="features kept after the first round")
    options = parser.parse_args()
    examples = gather(options)
    first = prepare(examples)
    weights, _ = perceptron(first, max(3, options.epochs // 2))
    keep = strongest(first.hashes, weights, options.features)
    second = prepare(examples, keep)
    weights, moves = perceptron(second, options.epochs)
    export(options.out, second.hashes, weights, moves)


if __name__ == "__main__":
    main()

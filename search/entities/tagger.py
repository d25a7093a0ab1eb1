"""The tagger at work: scores of features summed, the best labels found for many sentences at once.

A linear model over labels O, B-x, I-x, decoded with Viterbi's algorithm; trained as an averaged structured
perceptron (M. Collins, Discriminative training methods for hidden Markov models, EMNLP 2002). All arithmetic
is in whole numbers, so every machine gives the same answer.
"""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.features import OFFSETS, Layout, Sequence, Types, layout, type_features
from search.entities.model import EntityKind

Array = NDArray[Any]
KINDS = tuple(EntityKind)
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
IMPOSSIBLE = -(1 << 24)
MAX_TYPES = 200_000
"""Token types whose scores are kept: some 40 MB; then everything is forgotten."""
_TABLE_BITS = 19
"""Features are looked up by the first bits of their hash, this many, and then one by one."""


LOCK = threading.Lock()
"""Held while the default tagger works: it learns token types as it goes."""


def transitions_allowed() -> Array:
    """[L, L] of bool: whether the column's label may follow the row's. An I needs its own kind before it."""
    return np.array([[b[0] != "I" or (a[1:] == b[1:] and a != "O") for b in LABELS] for a in LABELS])


class Tagger:
    """Weights, and the scores of the token types that were seen so far. One thread at a time."""

    def __init__(self, hashes: Array, weights: Array, transitions: Array) -> None:
        """``hashes``: uint32 ascending; ``weights``: int8 [features, L]; ``transitions``: int32 [L, L]."""
        self._hashes = hashes
        self._weights = np.concatenate((weights, np.zeros((1, len(LABELS)), dtype=weights.dtype)))
        self._wide = self._weights.astype(np.int16)
        self._transitions = np.where(transitions_allowed(), transitions, IMPOSSIBLE).astype(np.int32)
        buckets = np.arange((1 << _TABLE_BITS) + 1, dtype=np.int64) << (32 - _TABLE_BITS)
        bounds = np.searchsorted(hashes.astype(np.int64), buckets)
        self._bucket = bounds[:-1].astype(np.int32)
        self._deepest = int(np.diff(bounds).max())
        self._padded = np.append(hashes, np.zeros(self._deepest + 1, dtype=np.uint32))
        self._forget()

    @classmethod
    def load(cls, path: Path) -> Tagger:
        """Read the weights that the training wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            hashes = np.cumsum(arrays["gaps"], dtype=np.uint64).astype(np.uint32)
            return cls(hashes, arrays["weights"], arrays["transitions"])

    def _forget(self) -> None:
        self.types = Types()
        self._scored = 0
        self._scores = np.zeros((len(OFFSETS), 1024, len(LABELS)), dtype=np.int16)

    def ready(self) -> Types:
        """The types to number tokens with, for the next call of :meth:`tag`."""
        if len(self.types.words) > MAX_TYPES:
            self._forget()
        return self.types

    def rows(self, features: Array) -> Array:
        """The row of each feature in the weights; unknown ones get the row of zeros at the end."""
        first = self._bucket[features >> np.uint32(32 - _TABLE_BITS)]
        rows = np.full(features.shape, len(self._hashes), dtype=np.int32)
        for step in range(self._deepest):
            at = first + step
            np.copyto(rows, at, where=self._padded[at] == features)
        return np.minimum(rows, len(self._hashes))

    def _score_types(self) -> None:
        """Sum up the scores of types that came since the last call."""
        new = range(self._scored, len(self.types.words))
        if not new:
            return
        if new.stop > self._scores.shape[1]:
            more = max(new.stop, 2 * self._scores.shape[1])
            grown = np.zeros((len(OFFSETS), more, len(LABELS)), dtype=np.int16)
            grown[:, : self._scores.shape[1]] = self._scores
            self._scores = grown
        listed = [type_features(self.types.words[number]) if number else ((),) * len(OFFSETS) for number in new]
        for place in range(len(OFFSETS)):
            lengths = np.array([len(features[place]) for features in listed])
            flat = np.array([h for features in listed for h in features[place]], dtype=np.uint32)
            sums = np.zeros((len(flat) + 1, len(LABELS)), dtype=np.int32)
            np.cumsum(self._weights[self.rows(flat)], axis=0, out=sums[1:])
            ends = np.cumsum(lengths)
            self._scores[place, new.start : new.stop] = sums[ends] - sums[ends - lengths]
        self._scored = new.stop

    def tag(self, sequences: list[Sequence]) -> list[Array]:
        """The label of each token of each article, as its place in :data:`LABELS`."""
        if not sum(len(s.types) for s in sequences):
            return [np.zeros(0, dtype=np.int8) for _ in sequences]
        self._score_types()
        laid = layout(sequences, self.types)
        labels = viterbi(self._emissions(laid), laid.starts, self._transitions)
        return np.split(labels, np.cumsum([len(s.types) for s in sequences])[:-1])

    def _emissions(self, laid: Layout) -> Array:
        """The score of each label for each token by its features alone: int32 [n, L]."""
        scores = np.zeros((len(laid.at), len(LABELS)), dtype=np.int32)
        for place, offset in enumerate(OFFSETS):
            scores += self._scores[place][laid.types[laid.at + offset]]
        changing = np.zeros(scores.shape, dtype=np.int16)  # 14 weights of a byte each
        for column in np.ascontiguousarray(self.rows(laid.dynamic).T):
            changing += self._wide.take(column, axis=0)
        return scores + changing


def viterbi(emissions: Array, starts: Array, transitions: Array) -> Array:
    """The best labels of sentences that stand end to end: int8 [n]. ``starts``: as in :class:`Layout`.

    All sentences go forward together, a token a step, the longest first, so that those that have ended
    drop off the end of the arrays. Scores carry the label that they come from in their lowest bits, the
    first label highest, so that one maximum finds both.
    """
    lengths = np.diff(starts)
    order = np.argsort(-lengths, kind="stable")
    first, lengths = starts[:-1][order], lengths[order]
    longest = int(lengths[0]) if len(lengths) else 0
    going = np.searchsorted(-lengths, -np.arange(longest + 1)).tolist()
    size = emissions.shape[1]
    coded = ((transitions.astype(np.int64) << _LABEL_BITS) + _FIRST - np.arange(size)[:, None])[:, :, None]
    beginning = np.array([IMPOSSIBLE if label[0] == "I" else 0 for label in LABELS], dtype=np.int64)
    scores = np.ascontiguousarray(emissions.T).astype(np.int64)
    back = np.zeros((size, len(emissions)), dtype=np.int8)
    best = scores[:, first] + beginning[:, None]
    last = np.empty_like(best)
    active = len(first)
    for step in range(1, longest):
        last[:, going[step] : active] = best[:, going[step] : active]
        active = going[step]
        reached = ((best[:, None, :active] << _LABEL_BITS) + coded).max(axis=0)
        at = first[:active] + step
        back[:, at] = _FIRST - (reached & _FIRST)
        best = (reached >> _LABEL_BITS) + scores[:, at]
    last[:, :active] = best[:, :active]
    return _backwards(last.argmax(axis=0), back, first, going)


_LABEL_BITS = 4
_FIRST = (1 << _LABEL_BITS) - 1


def _backwards(label: Array, back: Array, first: Array, going: list[int]) -> Array:
    """The labels, from the last one of each sentence. ``going``: sentences that are longer than each step."""
    labels = np.zeros(back.shape[1], dtype=np.int8)
    for step in range(len(going) - 2, -1, -1):
        at = first[: going[step]] + step
        labels[at] = label[: going[step]]
        label[: going[step]] = back[label[: going[step]], at]
    return labels


def spans_of(labels: Array) -> list[tuple[int, int, EntityKind]]:
    """(first token, behind, kind) of the names that labels mark."""
    found: list[tuple[int, int, EntityKind]] = []
    marked = np.flatnonzero(labels).tolist()
    for i in marked:
        label = int(labels[i])
        kind = KINDS[(label - 1) // 2]
        if label % 2 == 0 and found and found[-1][1] == i and found[-1][2] is kind:
            found[-1] = (found[-1][0], i + 1, kind)
        else:
            found.append((i, i + 1, kind))
    return found


@cache
def default() -> Tagger:
    """The tagger with the weights of the package."""
    with as_file(files("search.entities") / "data" / "tagger.npz") as path:
        return Tagger.load(path)

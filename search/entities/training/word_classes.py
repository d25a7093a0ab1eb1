"""Word classes from raw text: words that stand between the same neighbours are of one class.

``python -m search.entities.training.word_classes TEXTS... --out FILE``. Positive pointwise mutual information
of each frequent word with the frequent words right before and behind it, reduced by a singular value
decomposition (O. Levy and Y. Goldberg, Neural word embedding as implicit matrix factorization, NIPS 2014),
then grouped by k-means on the unit sphere. Case counts: ``May`` and ``may`` are two words. Seeded: the same
texts give the same file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.entities.tokens import tokenise

Array = NDArray[Any]
SEED = 20160307
CONTEXTS = 1500
"""Frequent words that count as neighbours, on either side."""
DIMENSIONS = 80
CLASSES = 256
MIN_COUNT = 8
"""Occurrences below which a word is not put into a class."""
MIN_SMALL = 60
"""The same for words in small letters, which matter less to names."""
ROUNDS = 25
_NUMBER = re.compile(r"\d")


def texts(path: Path) -> Iterator[str]:
    """The texts of a file of JSON lines (``body`` or ``text``), or of GMB's table of tokens."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            lines = archive.read(archive.namelist()[0]).decode("latin-1").splitlines()
        yield " ".join(parts[1] for line in lines if len(parts := line.split(",")) > 3)
        return
    data = path.read_bytes()
    plain = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix, bytes)(data)
    for line in plain.decode("utf-8").split("\n"):
        if line:
            record = json.loads(line)
            yield record.get("title", "") + "\n\n" + (record.get("body") or record.get("text") or "")


def _words(text: str) -> list[str]:
    return [_NUMBER.sub("0", word.replace("’", "'")) for word in tokenise(text).words]


def counts(paths: Iterable[Path]) -> tuple[list[str], Array]:
    """The frequent words, and how often each context stands before and behind each: [words, 2 * CONTEXTS]."""
    sentences = [_words(text) for path in paths for text in texts(path)]
    often = Counter(word for sentence in sentences for word in sentence)
    vocabulary = sorted(
        word
        for word, count in often.items()
        if count >= (MIN_COUNT if word[0].isupper() else MIN_SMALL) and (word[0].isalpha())
    )
    contexts = {word: k for k, (word, _) in enumerate(often.most_common(CONTEXTS))}
    at = {word: k for k, word in enumerate(vocabulary)}
    table = np.zeros((len(vocabulary), 2 * CONTEXTS), dtype=np.float32)
    for sentence in sentences:
        rows = np.array([at.get(word, -1) for word in sentence], dtype=np.int64)
        columns = np.array([contexts.get(word, -1) for word in sentence], dtype=np.int64)
        for row, column, shift in ((rows[1:], columns[:-1], 0), (rows[:-1], columns[1:], CONTEXTS)):
            both = (row >= 0) & (column >= 0)
            np.add.at(table, (row[both], column[both] + shift), 1)
    return vocabulary, table


def vectors(table: Array) -> Array:
    """Unit vectors of words: float32 [words, DIMENSIONS]."""
    total = table.sum()
    rows, columns = table.sum(axis=1, keepdims=True) + 1, table.sum(axis=0, keepdims=True) ** 0.75
    columns *= total / columns.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.log(table * total / (rows * columns))
    information[~np.isfinite(information)] = 0
    np.maximum(information, 0, out=information)
    values, directions = np.linalg.eigh(information.T @ information)
    best = directions[:, np.argsort(values)[-DIMENSIONS:]]
    found = information @ best
    found /= np.sqrt(np.maximum(np.abs(values[np.argsort(values)[-DIMENSIONS:]]), 1e-6)) ** 0.5
    length = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Array = (found / np.maximum(length, 1e-9)).astype(np.float32)
    return unit


def grouped(unit: Array, classes: int) -> Array:
    """The class of each word: spherical k-means."""
    random = np.random.default_rng(SEED)
    centres = unit[random.choice(len(unit), classes, replace=False)]
    chosen = np.zeros(len(unit), dtype=np.int64)
    for _ in range(ROUNDS):
        chosen = (unit @ centres.T).argmax(axis=1)
        for k in range(classes):
            members = unit[chosen == k]
            if len(members):
                centre = members.sum(axis=0)
                centres[k] = centre / max(float(np.linalg.norm(centre)), 1e-9)
    return chosen


def write(path: Path, words: list[str], chosen: Array) -> None:
    """One class a line, its words separated by spaces, in an archive of one text."""
    members: list[list[str]] = [[] for _ in range(CLASSES)]
    for word, number in zip(words, chosen.tolist(), strict=True):
        members[number].append(word)
    lines = [" ".join(row) for row in members]
    path.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))
    print(f"{path}: {len(words):,} words in {CLASSES} classes, {path.stat().st_size:,} bytes")


def main() -> None:
    """Read texts, write word classes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, nargs="+", help="JSON lines (.gz, .xz), or gmb.csv.zip")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    words, table = counts(options.texts)
    print(f"{len(words):,} words", flush=True)
    write(options.out, words, grouped(vectors(table), CLASSES))


if __name__ == "__main__":
    main()

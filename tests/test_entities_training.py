"""Training: the same data gives the same file, byte for byte, and the file is one that the tagger reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from search.article.model import Article, Block, BlockKind
from search.entities import features
from search.entities.model import EntityKind
from search.entities.tagger import KINDS, LABELS, Tagger, spans_of
from search.entities.training.corpora import Example, example
from search.entities.training.train import best_labels, export, perceptron, prepare, strongest

PERSON, ORG = EntityKind.PERSON, EntityKind.ORG
WRITERS = ("Zorvan", "Quillit", "Brassow", "Temmick")
FIRMS = ("Ombrex", "Valcora", "Drennit", "Solvanta")


def examples() -> list[Example]:
    """Sentences in which the word before a made-up name tells what it is."""
    found = []
    for writer in WRITERS:
        for firm in FIRMS:
            text = f"Yesterday the poet {writer} sued the firm {firm} over a debt, and nobody was surprised."
            article = Article("", "", (Block(BlockKind.PARAGRAPH, text),))
            spans = [
                (text.index(name), text.index(name) + len(name), kind)
                for name, kind in ((writer, PERSON), (firm, ORG))
            ]
            found.append(example(article, spans))
    return found


def train(path: Path) -> bytes:
    first = prepare(examples())
    weights, _ = perceptron(first, 2)
    second = prepare(examples(), strongest(first.hashes, weights, 300))
    weights, moves = perceptron(second, 4)
    export(path, second.hashes, weights, moves)
    return path.read_bytes()


def test_the_same_data_gives_the_same_file(tmp_path: Path) -> None:
    assert train(tmp_path / "one.npz") == train(tmp_path / "two.npz")


def test_what_was_learnt_is_read_and_used(tmp_path: Path) -> None:
    train(tmp_path / "made.npz")
    tagger = Tagger.load(tmp_path / "made.npz")
    types = tagger.ready()
    taught = examples()
    labels = tagger.tag([features.sequence(one.view, [], types) for one in taught])
    assert [tuple(spans_of(row)) for row in labels] == [one.spans for one in taught]


def test_training_and_tagging_decode_alike() -> None:
    random = np.random.default_rng(4)
    from search.entities.tagger import transitions_allowed, viterbi
    from search.entities.training.train import _IMPOSSIBLE

    moves = random.integers(-40, 40, (len(LABELS), len(LABELS)))
    for length in (1, 2, 7, 60):
        emissions = random.integers(-300, 300, (length, len(LABELS))).astype(np.int32)
        allowed = np.where(transitions_allowed(), moves, -(1 << 24)).astype(np.int32)
        one = viterbi(emissions, np.array([0, length]), allowed)
        assert one.tolist() == best_labels(emissions.astype(float), moves + _IMPOSSIBLE).tolist()
    assert len(LABELS) == 1 + 2 * len(KINDS)

"""The tagger: exact decoding, features that depend on what they say, files without code; and suggestions."""

import subprocess
import sys
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.model import Article, Block, BlockKind
from search.entities.features import Types, layout, sequence
from search.entities.language import known_language
from search.entities.model import EntityCard, EntityKind
from search.entities.reading import read, rule_spans
from search.entities.suggestions import suggestions
from search.entities.tagger import IMPOSSIBLE, LABELS, Tagger, default, spans_of, transitions_allowed, viterbi
from search.entities.tokens import sentences, tokenise

ROOT = Path(__file__).parent.parent
PERSON, ORG, PLACE, _ = EntityKind
DATA = ROOT / "search" / "entities" / "data"


def view(text: str):
    return read(Article("", "", (Block(BlockKind.PARAGRAPH, text),)))


def test_weights_and_lists_are_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) <= 900_000


def test_the_tagger_loads_without_pickle():
    with np.load(DATA / "tagger.npz", allow_pickle=False) as arrays:
        assert {name: arrays[name].dtype.kind for name in arrays.files} == {
            "gaps": "u",
            "weights": "i",
            "transitions": "i",
        }


@settings(deadline=None, max_examples=60)
@given(lengths=st.lists(st.integers(1, 4), min_size=1, max_size=5), seed=st.integers(0, 10_000))
def test_viterbi_finds_the_best_of_all_ways(lengths, seed):
    random = np.random.default_rng(seed)
    size = len(LABELS)
    emissions = random.integers(-50, 50, (sum(lengths), size)).astype(np.int32)
    allowed = transitions_allowed()
    moves = np.where(allowed, random.integers(-50, 50, (size, size)), IMPOSSIBLE).astype(np.int32)
    starts = np.cumsum([0, *lengths])
    found = viterbi(emissions, starts, moves)
    begin = [0 if label[0] != "I" else IMPOSSIBLE for label in LABELS]

    def score(path, at):
        steps = sum(int(moves[a, b]) for a, b in pairwise(path))
        return begin[path[0]] + steps + sum(int(emissions[at + i, label]) for i, label in enumerate(path))

    for at, length in zip(starts, lengths, strict=False):
        way = tuple(found[at : at + length].tolist())
        if length <= 2:
            best = max(score(path, at) for path in product(range(size), repeat=length))
            assert score(way, at) == best
        assert all(allowed[a, b] for a, b in pairwise(way))
        assert LABELS[way[0]][0] != "I"


def test_articles_tagged_together_are_as_tagged_alone():
    texts = ["Ann M. Carr of Ohio sued Acme Corp. in Texas.", "A.", "The FBI said so. Mr. Smith did not."]
    together, alone = default(), Tagger.load(DATA / "tagger.npz")

    def sequences(model):
        return [sequence(one, rule_spans(one, []), model.ready()) for one in map(view, texts)]

    batch = together.tag(sequences(together))
    single = [alone.tag([one])[0] for one in sequences(alone)]
    assert [row.tolist() for row in batch] == [row.tolist() for row in single]


def test_sentences_do_not_see_each_other():
    types = Types()
    one = layout([sequence(view("Acme won."), [], types)], types).dynamic
    both = layout(
        [sequence(view("Acme won."), [], types), sequence(view("Beta lost."), [], types)], types
    ).dynamic
    assert (both[: len(one)] == one).all()


def test_labels_become_spans():
    row = [LABELS.index(label) for label in ("B-org", "I-org", "O", "B-person", "B-person", "I-place")]
    assert spans_of(np.array(row, dtype=np.int8)) == [
        (0, 2, ORG),
        (3, 4, PERSON),
        (4, 5, PERSON),
        (5, 6, PLACE),
    ]


@given(st.text(max_size=200))
def test_tokens_cover_the_text(text):
    tokens = tokenise(text)
    assert all(text[a : a + len(w)] == w and w for a, w in zip(tokens.starts, tokens.words, strict=True))
    assert "".join("".join(tokens.words).split()) == "".join(text.split())
    spans = sentences(tokens)
    assert [i for a, b in spans for i in range(a, b)] == list(range(len(tokens.words)))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The court said that the company had not paid its taxes for the last three years.", True),
        ("Der Minister hat gestern mit den Vertretern der Firma gesprochen und auch die Lage erörtert.", False),
        ("Le ministre a rencontré hier les représentants de la société pour évoquer la situation.", False),
        ("Министр встретился вчера с представителями компании и обсудил с ними положение.", False),
        ("Justice Department", True),
        ("Nguyễn Phú Trọng met the press in Hanoi.", True),
        ("Volodymyr Zelensky (Володимир Зеленський) visited Paris.", True),
        ("The café of José Núñez was closed.", True),
        ("Chloé Zhao wins the prize for a film on naïve nomads.", True),
        ("Smith lives in Paris", True),
        ("Man hit by train", True),
        ("Visite présidentielle à Rome", False),
        ("Papež přijel do Prahy", False),
        ("El alcalde habló en Madrid", False),
        ("Merkel reist nach Paris und Rom", False),
        ("Владимир приехал", False),
        ("東京の新しい橋", False),
    ],
)  # fmt: skip
def test_the_language_is_told_by_function_words(text, known):
    assert known_language(view(text)) is known


def test_importing_loads_no_numpy():
    code = "import sys, search.entities, search.entities.counts, search.entities.decisions; "
    code += "print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"


def card(name: str, kind: EntityKind = PERSON, articles: int = 3, aliases: tuple[str, ...] = ()) -> EntityCard:
    return EntityCard(name, kind, articles, articles, aliases)


def pairs(*cards: EntityCard) -> set[tuple[str, str]]:
    return {(s.one.name, s.other.name) for s in suggestions(cards)}


def test_suggestions_for_people():
    assert pairs(card("Clinton Crosier"), card("Clinton E. Crosier"), card("Crosier")) == {
        ("Clinton Crosier", "Clinton E. Crosier")
    }
    assert pairs(card("C. E. Crosier"), card("Clinton E. Crosier")) == {("C. E. Crosier", "Clinton E. Crosier")}
    assert pairs(card("Crosier"), card("Clinton E. Crosier")) == {("Crosier", "Clinton E. Crosier")}
    assert pairs(card("John A. Smith"), card("John B. Smith"), card("Mary Smith")) == set()


def test_suggestions_for_organisations():
    assert pairs(card("Joint Staff", ORG), card("U.S. Joint Staff", ORG)) == {
        ("Joint Staff", "U.S. Joint Staff")
    }
    assert pairs(card("FCI", ORG), card("Florist Concierge Inc.", ORG, aliases=("FCI",))) == {
        ("FCI", "Florist Concierge Inc.")
    }

"""The labelled texts that the tagger learns from, in one form: tokens with a label each.

GMB (public-domain texts), WikiGold and WNUT-17 (CC BY 4.0), UNER English (CC BY-SA 4.0) and the project's
own releases. The corpora are not part of the project: their folder is given on the command line.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from search.article.model import Article, Block, BlockKind
from search.entities.lexicon import RANK, RANK_MODIFIER, TITLE, TITLE_MODIFIER, bits, countries
from search.entities.model import EntityKind
from search.entities.reading import read
from search.entities.scan import Scan
from search.entities.training.standoff import Labelled
from search.entities.training.standoff import read as read_labels

PERSON, ORG, PLACE, EVENT = EntityKind.PERSON, EntityKind.ORG, EntityKind.PLACE, EntityKind.EVENT
CharSpan = tuple[int, int, EntityKind]
TokenSpan = tuple[int, int, EntityKind]
_PSEUDO = 12
"""Sentences of a corpus without documents that are taken as one."""
_KINDS = {
    **dict.fromkeys(("PER", "per", "person"), PERSON),
    **dict.fromkeys(("ORG", "org", "corporation", "group"), ORG),
    **dict.fromkeys(("LOC", "geo", "location"), PLACE),
    "eve": EVENT,
}
_TIGHT = frozenset(",.;:!?)%]’'") | {"'s", "’s", "n't", "''"}
_OPENING = frozenset("($[#“‘")
_PLAIN = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}

Sentence = list[tuple[str, str]]
"""Tokens with their IOB label."""


@dataclass(frozen=True, slots=True)
class Example:
    """One document as the rules see it, and the names in it: (first token, behind, kind), ascending."""

    view: Scan
    spans: tuple[TokenSpan, ...]


def example(article: Article, spans: Iterable[CharSpan]) -> Example:
    """Character spans of ``article.text`` as token spans; a span inside a token takes the whole token."""
    view = read(article)
    found: list[TokenSpan] = []
    for start, end, kind in spans:
        first = view.tokens.at(start + 1) - 1
        behind = view.tokens.at(end)
        if behind > first and (not found or first >= found[-1][1]):
            found.append((first, behind, kind))
    return Example(view, tuple(found))


def releases(news: Path, labels: Path) -> list[Example]:
    """The project's own labelled releases. Raises ValueError when a text is not the one that was labelled."""
    wanted = read_labels(labels)
    examples = []
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["id"] in wanted:
                examples.append(_release(record["title"], record["body"], wanted[record["id"]]))
    return examples


def domains(folder: Path, labels: Path) -> list[Example]:
    """Labelled texts of several domains, from the JSON lines in ``folder`` (``*.jsonl.xz``; id, title, text).

    Raises ValueError when a text is missing or is not the one that was labelled.
    """
    wanted = read_labels(labels)
    found: dict[str, Example] = {}
    for path in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["id"] in wanted:
                    found[record["id"]] = _domain(record["title"], record["text"], wanted[record["id"]])
    if missing := wanted.keys() - found.keys():
        raise ValueError(f"{folder} has no text {min(missing)}")
    return [found[id] for id in wanted]


def _domain(title: str, body: str, labelled: Labelled) -> Example:
    text = labelled.text(title, body)
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, part) for part in text[len(title) :].split("\n\n") if part.strip()
    )
    article = Article(labelled.id, title, blocks)
    place = _aligned(text, article.text)
    return example(article, [(place[s.start], place[s.end - 1] + 1, s.kind) for s in labelled.spans])


def articles(news: Path, limit: int) -> list[Article]:
    """The first releases, as articles of title and paragraphs."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        records = (json.loads(line) for line in islice(lines, limit))
        return [_article(record["id"], record["title"], record["body"]) for record in records]


def _article(id: str, title: str, body: str) -> Article:
    parts = (part.strip() for part in body.split("\n\n"))
    return Article(id, title, tuple(Block(BlockKind.PARAGRAPH, part) for part in parts if part))


def _release(title: str, body: str, labelled: Labelled) -> Example:
    text = labelled.text(title, body)
    article = _article(labelled.id, title, body)
    place = _aligned(text, article.text)
    return example(article, [(place[s.start], place[s.end - 1] + 1, s.kind) for s in labelled.spans])


def _aligned(one: str, other: str) -> dict[int, int]:
    """Offsets in ``one`` to offsets in ``other``: both have the same characters but for white space."""
    positions = (j for j, char in enumerate(other) if not char.isspace())
    return {
        i: j
        for (i, char), j in zip(((i, c) for i, c in enumerate(one) if not c.isspace()), positions, strict=True)
    }


def document(sentences: Iterable[Sentence], *, titles: bool = False) -> Example:
    """A document of tokenised sentences, put together as running text. ``titles``: spans of persons begin
    with their titles, which are cut off.
    """
    text, spans = "", []
    for sentence in sentences:
        open_span: tuple[int, str] | None = None
        quoted = False
        for word, label in [*sentence, ("", "O")]:
            word = _PLAIN.get(word, word)
            if open_span and label != f"I-{open_span[1]}":
                spans.append((open_span[0], len(text), open_span[1]))
                open_span = None
            closing = word == '"' and quoted
            if text and text[-1] not in " \n" and not (word in _TIGHT or closing or text[-1] in _OPENING):
                text += " "
            if word == '"':
                quoted = not quoted
            if label != "O" and open_span is None:
                open_span = (len(text), label[2:])
            text += word
        text += " "
    kinds = ((start, end, _kind(text[start:end], label)) for start, end, label in spans)
    article = Article("", "", (Block(BlockKind.PARAGRAPH, text.strip()),))
    found = example(article, [(start, end, kind) for start, end, kind in kinds if kind])
    return _without_titles(found) if titles else found


def _kind(surface: str, label: str) -> EntityKind | None:
    """Our kind for a corpus's label; GMB's ``gpe`` is a place for countries and else a nationality."""
    if label == "gpe":
        return PLACE if surface.strip().lower() in countries() else None
    return _KINDS.get(label)


def _without_titles(found: Example) -> Example:
    table, words = bits(), found.view.words
    titleish = RANK | RANK_MODIFIER | TITLE | TITLE_MODIFIER
    spans = []
    for first, behind, kind in found.spans:
        if kind is PERSON:
            while first < behind - 1 and table[words[first]] & titleish:
                first += 1
            if first == behind - 1 and table[words[first]] & (RANK | TITLE):
                continue
        spans.append((first, behind, kind))
    return Example(found.view, tuple(spans))


def gmb(path: Path) -> list[Example]:
    """The Groningen Meaning Bank's sentences, without doubles, twelve to a document."""
    seen: set[tuple[str, ...]] = set()
    unique: list[Sentence] = []
    with zipfile.ZipFile(path) as archive:
        name = next(member for member in archive.namelist() if member.endswith(".csv"))
        rows = csv.reader(io.TextIOWrapper(archive.open(name), "latin-1"))
        next(rows)
        for sentence in _split(rows):
            words = tuple(word for word, _ in sentence)
            if words not in seen:
                seen.add(words)
                unique.append(sentence)
    return [document(unique[i : i + _PSEUDO], titles=True) for i in range(0, len(unique), _PSEUDO)]


def _split(rows: Iterable[list[str]]) -> Iterator[Sentence]:
    sentence: Sentence = []
    for row in rows:
        if row[0] and sentence:
            yield sentence
            sentence = []
        sentence.append((row[1], row[3]))
    if sentence:
        yield sentence


def conll(
    lines: Iterable[str], *, word: int = 0, label: int = -1, separator: str | None = None
) -> list[Example]:
    """Documents of a file with a token a line; without document marks, twelve sentences to a document."""
    documents: list[list[Sentence]] = [[]]
    sentence: Sentence = []
    for line in lines:
        if not line.strip() or line.startswith(("-DOCSTART-", "# newdoc")):
            if sentence:
                documents[-1].append(_iob2(sentence))
                sentence = []
            if line.startswith(("-DOCSTART-", "# newdoc")) and documents[-1]:
                documents.append([])
        elif not line.startswith("# "):
            parts = line.rstrip("\n").split(separator)
            if len(parts) > 1:
                sentence.append((parts[word], parts[label]))
    if sentence:
        documents[-1].append(_iob2(sentence))
    if len(documents) < _PSEUDO:
        flat = [s for doc in documents for s in doc]
        documents = [flat[i : i + _PSEUDO] for i in range(0, len(flat), _PSEUDO)]
    return [document(sentences) for sentences in documents if sentences]


def _iob2(sentence: Sentence) -> Sentence:
    """IOB1 (a name begins with I- unless it touches another) as IOB2."""
    out: Sentence = []
    before = "O"
    for word, label in sentence:
        if label.startswith("I-") and before[2:] != label[2:]:
            label = "B-" + label[2:]
        out.append((word, label))
        before = label
    return out


def wikigold(folder: Path) -> list[Example]:
    """WikiGold's articles."""
    path = folder / "CONLL-format" / "data" / "wikigold.conll.txt"
    return conll(path.read_text("utf-8").split("\n"))


def wnut(folder: Path, part: str = "train/wnut17train.conll") -> list[Example]:
    """WNUT-17: noisy user texts."""
    return conll((folder / "CONLL-format" / "data" / part).read_text("utf-8").split("\n"), separator="\t")


def uner(path: Path, part: str = "dev.iob2") -> list[Example]:
    """UNER's English web texts."""
    with tarfile.open(path) as archive:
        member = next(name for name in archive.getnames() if name.endswith(part))
        file = archive.extractfile(member)
        if file is None:
            raise ValueError(f"{path} has no {part}")
        lines = file.read().decode("utf-8").split("\n")
    return conll(lines, word=1, label=2, separator="\t")


def press(path: Path) -> list[Example]:
    """Press releases of several sources that are only measured with."""
    gold = json.loads(path.read_text("utf-8"))
    return [document([list(zip(s["tokens"], s["tags"], strict=True)) for s in release]) for release in gold]

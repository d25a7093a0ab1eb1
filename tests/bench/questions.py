"""Questions as people ask them: how often the article that answers comes first, and among the first three.

    python tests/bench/questions.py DIR

``DIR`` has collections of articles as JSON lines, packed with xz: id, title, date, text. The questions are in
``questions.jsonl`` beside this file, with the ids and the title of what answers them. Dossier is asked as it
answers in the list, and beside it, over the same texts, BM25 as Lucene has it and tantivy with its own parser.
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # before this folder, which has a search.py of its own

from search.article.days import day_of
from search.index.document import IndexDocument
from tests.bench.quality import Baseline, Collection, Run, ours, snapshot_of

QUESTIONS = Path(__file__).with_name("questions.jsonl")


def articles(folder: Path) -> Iterator[dict[str, Any]]:
    """The rows of all collections in a folder."""
    for path in sorted(folder.glob("*.jsonl.xz")):
        with lzma.open(path) as file:
            yield from (json.loads(line) for line in file)


def collection(folder: Path) -> Collection:
    """Everything in a folder, and the questions."""
    rows = list(articles(folder))
    documents = [
        IndexDocument(pk, day_of(row["date"]), {"title": row["title"], "body": row["text"]})
        for pk, row in enumerate(rows)
    ]
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    known = {row["id"] for row in rows}
    asked = [{**one, "id": str(i)} for i, one in enumerate(questions) if known.intersection(one["rel"])]
    relevant = {one["id"]: set(one["rel"]) for one in asked}
    return Collection("more", [row["id"] for row in rows], documents, asked, relevant)


def tantivy_run(texts: Collection) -> Run:
    """Tantivy, English stems, any of the words."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pk", stored=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(64_000_000, 1)
    for one in texts.documents:
        writer.add_document(tantivy.Document(pk=one.pk, title=one.texts["title"], body=one.texts["body"]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def run(text: str) -> Sequence[str]:
        query, _ = index.parse_query_lenient(text, ["title", "body"])
        hits = searcher.search(query, 10).hits
        return [texts.ids[searcher.doc(address)["pk"][0]] for _, address in hits]

    return run


def main() -> int:
    """Ask everybody everything."""
    texts = collection(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as scratch:
        runs: dict[str, Run] = {
            "dossier": ours(texts, snapshot_of(texts, Path(scratch)), any_term=False),
            "BM25, one field (Lucene)": Baseline(texts, [("title", "body")], whoosh_idf=False).run(),
            "tantivy": tantivy_run(texts),
        }
        print(f"{len(texts.queries)} questions over {len(texts.ids):,} articles")
        print(f"{'':28} {'first':>8} {'in three':>8} {'in ten':>8}")
        for name, run in runs.items():
            ranks = []
            for question in texts.queries:
                found = list(run(question["text"]))[:10]
                hits = [i for i, id in enumerate(found, 1) if id in texts.relevant[question["id"]]]
                ranks.append(hits[0] if hits else 99)
                if name == "dossier" and "-v" in sys.argv:
                    print(f"{ranks[-1]:3} {question['text']:70} {found[0]}")
            shares = [sum(rank <= top for rank in ranks) / len(ranks) for top in (1, 3, 10)]
            print(f"{name:28}", *(f"{share:8.3f}" for share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())

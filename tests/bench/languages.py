"""Words of many languages, beside tantivy's and Xapian's defaults: what each engine finds, marks and shows.

    python -m tests.bench.languages [--markdown]

Each language has a sentence, in one index with all others. A cell is right when the words of a column find the
sentence of its language; those of highlight, snippet and screen when what is marked or shown is whole. Engines
that are not installed are left out; Xapian is the binding that :mod:`tests.bench.xapian_peer` tells of.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from search import Library, Query
from search.scripts import has_unspaced
from search.text import sanitise
from tests.test_inflections import BY_LANGUAGE as INFLECTED
from tests.test_scripts import SAMPLES, Sample
from tests.twins import Picture
from tui.wire.cells import blank_rows, cells_of, put_cells
from tui.wire.diff import State, encode
from tui.wire.pens import PLAIN
from tui.wire.terminal import Terminal

FOUND = ("as written", "plain", "other case", "inflected", "inside", "phrase", "beginning")
SEEN = ("highlight", "snippet", "screen")


class Asked(NamedTuple):
    """What is asked for a cell."""

    text: str
    kind: str = "word"
    """``word``, ``phrase`` or ``prefix``."""
    sentence: str = ""
    """The id of the sentence that it is to find."""


class Engine(Protocol):
    """What the table needs of an engine."""

    def find(self, asked: Asked) -> set[str]:
        """The ids of the sentences that are found."""

    def marked(self, asked: Asked) -> list[str]:
        """What is marked in the sentence that a word belongs to."""

    def snippet(self, asked: Asked) -> str:
        """The passage that is shown of it."""


def sentences() -> dict[str, str]:
    """Id -> text: of each language, one for all columns, and one with an inflected word."""
    return {sample.language: sample.text for sample in SAMPLES} | {
        f"{one.language}-inflected": one.text for one in INFLECTED.values()
    }


def asked(sample: Sample) -> Iterator[tuple[str, list[Asked]]]:
    """The questions of each column; none where a language has no such thing."""
    here = sample.language
    yield "as written", [Asked(sample.word, "word", here)]
    yield "plain", [Asked(sample.plain, "word", here)]
    yield "other case", [Asked(sample.word.upper(), "word", here), Asked(sample.word.title(), "word", here)]
    one = INFLECTED.get(here)
    yield "inflected", [Asked(other, "word", f"{here}-inflected") for other in one.others] if one else []
    runs = re.findall(r"[^\s,.।。'’]+", sample.text)
    middle = max(runs[1:-1] or runs, key=len)
    whole = not has_unspaced(middle)
    yield "inside", [Asked(middle if whole else middle[2:6], "word" if whole else "phrase", here)]
    yield "phrase", [Asked(sample.phrase, "phrase", here)]
    yield "beginning", [Asked(sample.begun, "prefix", here)]


class Dossier:
    """This project."""

    def __init__(self, folder: Path) -> None:
        lines = [
            json.dumps({"id": id, "title": str(number), "body": text})
            for number, (id, text) in enumerate(sentences().items())
        ]
        (folder / "texts.jsonl").write_text("\n".join(lines), "utf-8")
        self._library = Library.open(folder / "library", create=True)
        self._library.add([folder / "texts.jsonl"])
        hits = self._library.search(Query("", limit=1000)).hits
        articles = ((hit.id, self._library.article(hit.id)) for hit in hits)
        self._ids = {id: article.source_key for id, article in articles if article is not None}

    def close(self) -> None:
        """Close the library."""
        self._library.close()

    def _query(self, asked: Asked) -> Query:
        forms = {"word": "{}", "phrase": '"{}"', "prefix": "{}*"}
        return Query(forms[asked.kind].format(asked.text), strict=True, limit=1000)

    def find(self, asked: Asked) -> set[str]:
        """By the library's own search."""
        return {self._ids[hit.id] for hit in self._library.search(self._query(asked)).hits}

    def _own(self, asked: Asked) -> str:
        return next((id for id, key in self._ids.items() if key == asked.sentence), "")

    def marked(self, asked: Asked) -> list[str]:
        """As the reader marks it."""
        article = self._library.article(self._own(asked))
        spans = self._library.highlights(self._query(asked), article) if article else ()
        return [article.text[start:end] for start, end in spans] if article else []

    def snippet(self, asked: Asked) -> str:
        """As a row shows it."""
        (hit,) = self._library.snippets(self._query(asked), [self._own(asked)])
        return hit.snippet.text if hit.snippet else ""


class Tantivy:
    """Tantivy's default analysis."""

    def __init__(self) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("body", stored=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer()
        for id, text in sentences().items():
            writer.add_document(tantivy.Document(id=id, body=text))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _query(self, asked: Asked) -> Any:
        import tantivy

        if asked.kind == "prefix":
            pattern = f"{re.escape(asked.text.lower())}.*"
            return tantivy.Query.regex_query(self._schema, "body", pattern)
        text = re.sub(r"[^\w\s]", " ", asked.text) if asked.kind == "word" else f'"{asked.text}"'
        return self._index.parse_query(text, ["body"])

    def _hits(self, asked: Asked) -> dict[str, Any]:
        try:
            found = self._searcher.search(self._query(asked), 1000).hits
        except ValueError:
            return {}
        documents = [self._searcher.doc(address) for _, address in found]
        return {str(document["id"][0]): document for document in documents}

    def find(self, asked: Asked) -> set[str]:
        """By its query parser."""
        return set(self._hits(asked))

    def _fragment(self, asked: Asked) -> Any:
        import tantivy

        document = self._hits(asked).get(asked.sentence)
        if document is None:
            return None
        made = tantivy.SnippetGenerator.create(self._searcher, self._query(asked), self._schema, "body")
        return made.snippet_from_doc(document)

    def marked(self, asked: Asked) -> list[str]:
        """By its snippet generator."""
        found = self._fragment(asked)
        text = found.fragment().encode() if found else b""
        return (
            [text[one.start : one.end].decode(errors="replace") for one in found.highlighted()] if found else []
        )

    def snippet(self, asked: Asked) -> str:
        """By its snippet generator."""
        found = self._fragment(asked)
        return str(found.fragment()) if found else ""


class Xapian:
    """Xapian's default analysis, with no stemmer as it has none by default."""

    def __init__(self) -> None:
        import xapian

        self._base = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
        terms = xapian.TermGenerator()
        for id, text in sentences().items():
            document = xapian.Document()
            terms.set_document(document)
            terms.index_text(text)
            document.set_data(json.dumps({"id": id, "text": text}))
            self._base.add_document(document)

    def _query(self, asked: Asked) -> Any:
        import xapian

        parser = xapian.QueryParser()
        parser.set_database(self._base)
        parser.set_default_op(xapian.Query.OP_AND)
        forms = {"word": "{}", "phrase": '"{}"', "prefix": "{}*"}
        flags = parser.FLAG_DEFAULT | parser.FLAG_WILDCARD
        return parser.parse_query(forms[asked.kind].format(asked.text), flags)

    def _hits(self, asked: Asked) -> tuple[Any, dict[str, str]]:
        import xapian

        enquire = xapian.Enquire(self._base)
        enquire.set_query(self._query(asked))
        found = enquire.get_mset(0, 1000)
        records = [json.loads(match.document.get_data()) for match in found]
        return found, {record["id"]: record["text"] for record in records}

    def find(self, asked: Asked) -> set[str]:
        """By its query parser."""
        return set(self._hits(asked)[1])

    def marked(self, asked: Asked) -> list[str]:
        """By its snippets."""
        return re.findall("\x02(.*?)\x03", self._marked_text(asked))

    def _marked_text(self, asked: Asked) -> str:
        import xapian

        found, texts = self._hits(asked)
        if asked.sentence not in texts:
            return ""
        flags = found.SNIPPET_BACKGROUND_MODEL | found.SNIPPET_EXHAUSTIVE
        text: bytes = found.snippet(
            texts[asked.sentence], 500, xapian.Stem("none"), flags, "\x02", "\x03", "..."
        )
        return text.decode(errors="replace")

    def snippet(self, asked: Asked) -> str:
        """By its snippets."""
        return re.sub("[\x02\x03]", "", self._marked_text(asked))


def on_screen(text: str) -> bool:
    """Whether the wire leaves all signs of a text on a terminal's screen, in their order."""
    width = 120
    rows = blank_rows(width, 1)
    put_cells(rows[0], 0, cells_of(text, PLAIN), width)
    picture = Picture(width, 1)
    picture.feed(encode(None, rows, State(), Terminal())[0])
    line = picture.screen.buffer[0]
    return "".join(line[x].data for x in range(width)).rstrip() == text


def cells(engine: Engine, sample: Sample) -> dict[str, bool | None]:
    """Column -> whether it is right; None where there is nothing to ask."""
    found: dict[str, bool | None] = {}
    for column, questions in asked(sample):
        right = [one.sentence in engine.find(one) for one in questions]
        found[column] = all(right) if right else None
    word = Asked(sample.word, "word", sample.language)
    there = bool(found["as written"])
    found["highlight"] = there and engine.marked(word) == [sanitise(sample.word)]
    found["snippet"] = there and sanitise(sample.word) in engine.snippet(word)
    found["screen"] = on_screen(sanitise(sample.text)) if isinstance(engine, Dossier) else None
    return found


def engines(folder: Path) -> Mapping[str, Any]:
    """Name -> how to make it, of those that are installed."""
    made: dict[str, Any] = {"Dossier": partial(Dossier, folder)}
    if find_spec("tantivy"):
        made["tantivy"] = Tantivy
    if find_spec("xapian"):
        made["Xapian"] = Xapian
    return made


def main() -> None:
    """Print a row a language and an engine, and how many cells of each column are right."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--markdown", action="store_true", help="a table in Markdown")
    bar = " | " if options.parse_args().markdown else "  "
    columns = (*FOUND, *SEEN)
    with tempfile.TemporaryDirectory() as folder:
        for name, make in engines(Path(folder)).items():
            engine = make()
            print(bar.join(("", f"{name:<10}", *(f"{column:>10}" for column in columns), "")).strip(" "))
            if bar == " | ":
                print("| --- " * (len(columns) + 1) + "|")
            rows = {sample.language: cells(engine, sample) for sample in SAMPLES}
            for language, row in rows.items():
                signs = ({True: "yes", False: "no", None: "-"}[row[column]] for column in columns)
                print(bar.join(("", f"{language:<10}", *(f"{sign:>10}" for sign in signs), "")).strip(" "))
            sums = [[row[column] for row in rows.values() if row[column] is not None] for column in columns]
            told = [f"{sum(map(bool, some))}/{len(some)}" for some in sums]
            print(bar.join(("", f"{'right':<10}", *(f"{one:>10}" for one in told), "")).strip(" "))
            if isinstance(engine, Dossier):
                engine.close()


if __name__ == "__main__":
    main()

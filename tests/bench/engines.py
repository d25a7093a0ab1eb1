"""The engines that the search benchmark compares: each builds, opens and answers the same questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.query.kinds.boolean import AllOf, AnyOf, NoneOf
from search.query.kinds.fuzzy import FuzzyTerm
from search.query.kinds.pattern import TermPrefix
from search.query.kinds.term import Term, TermSequence
from tests.bench.corpus import Ask, full_text
from tests.bench.peers import FACETS, SNIPPET, TOP, Answer, Engine, Fts5, StockWhoosh
from tests.bench.xapian_peer import Xapian


class Ours:
    """This project's index and evaluator; texts for snippets in SQLite, as its store keeps them."""

    def __init__(self) -> None:
        self._texts: sqlite3.Connection | None = None

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        from search.index.catalog import Index
        from search.index.document import IndexDocument, day_number

        with Index.create(folder / "index").writer() as writer:
            for pk, a in enumerate(articles, 1):
                texts = {"title": a["title"], "body": a["body"]}
                writer.add(IndexDocument(pk, day_number(a["date"]), texts, {"tag": tuple(a["tags"])}))

    def open(self, folder: Path) -> None:
        from search.index.catalog import Index

        self.snapshot = Index.open(folder / "index").snapshot()
        self._folder = folder

    def prepare(self, ask: Ask) -> Answer | None:
        from search.index.analysis import fold, keyword, stem
        from search.index.document import day_number
        from search.query import facets
        from search.query.evaluate import evaluate
        from search.query.interface import Sort
        from search.query.kinds.dates import DateRange

        terms = [Term("text", stem(word)) for word in ask.words]
        query = {
            "AND of two": lambda: AllOf(tuple(terms)),
            "OR of three": lambda: AnyOf(tuple(terms)),
            "NOT": lambda: AllOf((terms[0], NoneOf(terms[1]))),
            "phrase of two": lambda: TermSequence("text", tuple(term.text for term in terms)),
            "phrase of three": lambda: TermSequence("text", tuple(term.text for term in terms)),
            "prefix of three letters": lambda: TermPrefix("text", fold(ask.words[0])),
            "fuzzy, one edit": lambda: FuzzyTerm("text", stem(ask.words[0])),
            "field and date range": lambda: AllOf(
                (terms[0], Term("tag", keyword(ask.tag)), DateRange(*map(day_number, ask.days)))
            ),
        }.get(ask.form, lambda: terms[0])()
        sort = Sort.DATE if ask.form == "sorted by date" else Sort.SCORE
        if ask.form == "20 snippets":
            return self._snippets(ask, query)
        if ask.form == "facet counts over all hits":

            def count() -> int:
                facets.counts(self.snapshot, query, "tag", limit=FACETS)
                return evaluate(self.snapshot, query, limit=TOP).total

            return count
        return lambda: evaluate(self.snapshot, query, sort=sort, limit=TOP).total

    def _snippets(self, ask: Ask, query: Any) -> Answer:
        from search.article.model import Article, Block, BlockKind
        from search.query.evaluate import evaluate
        from search.query.grammar import parse
        from search.query.occurrences import Finder
        from search.query.snippets import best_snippet

        node = parse(" ".join(ask.words))
        texts = sqlite3.connect(self._folder.parent / "texts.sqlite")

        def answer() -> int:
            found = evaluate(self.snapshot, query, limit=TOP)
            finder = Finder(node)
            for pk in found.pks.tolist():
                title, body = texts.execute("SELECT title, body FROM texts WHERE pk = ?", (pk,)).fetchone()
                article = Article("", title, (Block(BlockKind.PARAGRAPH, body),))
                best_snippet(node, article, SNIPPET, finder)
            return found.total

        return answer


class Tantivy:
    """tantivy through its own Python binding."""

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem", index_option="position")
        builder.add_text_field("tag", tokenizer_name="raw", fast=True)
        builder.add_date_field("date", indexed=True, fast=True)
        builder.add_unsigned_field("id", fast=True)
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(builder.build(), str(folder))
        writer = index.writer(256 << 20, 1)
        for pk, a in enumerate(articles, 1):
            day = datetime.fromisoformat(a["date"]).replace(tzinfo=UTC)
            document = tantivy.Document(text=full_text(a), date=day)
            document.add_unsigned("id", pk)
            for tag in a["tags"]:
                document.add_text("tag", tag)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def prepare(self, ask: Ask) -> Answer | None:
        import tantivy

        tq, schema, searcher = tantivy.Query, self.index.schema, self.searcher
        must, should, never = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
        words: list[Any] = [_stemmed(word) for word in ask.words]
        terms = [tq.term_query(schema, "text", word) for word in words]

        def dates() -> Any:
            low, high = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in ask.days)
            return tq.range_query(schema, "date", tantivy.FieldType.Date, low, high)

        query = {
            "AND of two": lambda: tq.boolean_query([(must, term) for term in terms]),
            "OR of three": lambda: tq.boolean_query([(should, term) for term in terms]),
            "NOT": lambda: tq.boolean_query([(must, terms[0]), (never, terms[1])]),
            "phrase of two": lambda: tq.phrase_query(schema, "text", words),
            "phrase of three": lambda: tq.phrase_query(schema, "text", words),
            "prefix of three letters": lambda: tq.regex_query(schema, "text", f"{ask.words[0]}.*"),
            "fuzzy, one edit": lambda: tq.fuzzy_term_query(schema, "text", words[0], 1, True, False),
            "field and date range": lambda: tq.boolean_query(
                [(must, terms[0]), (must, tq.term_query(schema, "tag", ask.tag)), (must, dates())]
            ),
        }.get(ask.form, lambda: terms[0])()
        if ask.form == "sorted by date":
            return lambda: _count(searcher.search(query, TOP, order_by_field="date"))
        if ask.form == "facet counts over all hits":
            request = {"tags": {"terms": {"field": "tag", "size": FACETS}}}

            def facets() -> int:
                searcher.aggregate(query, request)
                return self._hits(query)

            return facets
        if ask.form == "20 snippets":
            return lambda: self._snippets(query)
        return lambda: self._hits(query)

    def _hits(self, query: Any) -> int:
        found = self.searcher.search(query, TOP)
        self.searcher.fast_field_values("id", [address for _, address in found.hits])
        return _count(found)

    def _snippets(self, query: Any) -> int:
        import tantivy

        generator = tantivy.SnippetGenerator.create(self.searcher, query, self.index.schema, "text")
        generator.set_max_num_chars(SNIPPET)
        found = self.searcher.search(query, TOP)
        for _, address in found.hits:
            generator.snippet_from_doc(self.searcher.doc(address)).fragment()
        return _count(found)


def _count(found: Any) -> int:
    """The exact count, which the binding's types don't know of."""
    return int(found.count)


def _stemmed(word: str) -> str:
    """tantivy's en_stem is Snowball English too."""
    import Stemmer

    stemmed: str = Stemmer.Stemmer("english").stemWord(word)
    return stemmed


ENGINES: dict[str, type[Engine]] = {
    "ours": Ours,
    "tantivy": Tantivy,
    "fts5": Fts5,
    "xapian": Xapian,
    "whoosh": StockWhoosh,
}

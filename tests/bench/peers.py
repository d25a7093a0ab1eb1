"""What the search benchmark asks of an engine, and the slower engines that it is asked of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from tests.bench.corpus import Ask, full_text

TOP = 20
"""Hits that every query asks for, beside the exact count."""
FACETS = 10
SNIPPET = 150
"""Characters."""
Answer = Callable[[], int]
"""Runs one query; returns the count of hits. Whatever can be prepared is prepared before."""


class Engine(Protocol):
    """What the benchmark needs of an engine."""

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        """Index the articles, numbered from 1, and leave nothing to do."""

    def open(self, folder: Path) -> None:
        """Be ready for the first query."""

    def prepare(self, ask: Ask) -> Answer | None:
        """A query, parsed; None when the engine has no such form."""


class Fts5:
    """SQLite's full-text index."""

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(folder / "fts5.sqlite")
        base.executescript(
            "CREATE VIRTUAL TABLE t USING fts5(text, tokenize='porter unicode61');"
            "CREATE TABLE meta (pk INTEGER PRIMARY KEY, date TEXT);"
            "CREATE TABLE tags (pk INTEGER, tag TEXT);"
        )
        for pk, a in enumerate(articles, 1):
            base.execute("INSERT INTO t (rowid, text) VALUES (?, ?)", (pk, full_text(a)))
            base.execute("INSERT INTO meta VALUES (?, ?)", (pk, a["date"]))
            base.executemany("INSERT INTO tags VALUES (?, ?)", [(pk, tag) for tag in set(a["tags"])])
        base.executescript("CREATE INDEX tags_pk ON tags (pk); CREATE INDEX meta_date ON meta (date);")
        base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        self.base = sqlite3.connect(folder / "fts5.sqlite")

    def prepare(self, ask: Ask) -> Answer | None:
        words = [f'"{word}"' for word in ask.words]
        match = {
            "OR of three": " OR ".join(words),
            "NOT": " NOT ".join(words),
            "phrase of two": f'"{" ".join(ask.words)}"',
            "phrase of three": f'"{" ".join(ask.words)}"',
            "prefix of three letters": f"{ask.words[0]}*",
            "fuzzy, one edit": "",
        }.get(ask.form, " AND ".join(words))
        if not match:
            return None
        count, hits = "SELECT count(*) FROM t WHERE t MATCH ?", "SELECT rowid FROM t WHERE t MATCH ?"
        order = f" ORDER BY rank LIMIT {TOP}"
        extra: tuple[str, ...] = ()
        if ask.form == "field and date range":
            narrow = (
                " AND EXISTS (SELECT 1 FROM tags WHERE pk = t.rowid AND tag = ?)"
                " AND EXISTS (SELECT 1 FROM meta WHERE pk = t.rowid AND date BETWEEN ? AND ?)"
            )
            count, hits, extra = count + narrow, hits + narrow, (ask.tag, *ask.days)
        if ask.form == "sorted by date":
            hits = "SELECT pk FROM t JOIN meta ON pk = t.rowid WHERE t MATCH ?"
            order = f" ORDER BY date DESC LIMIT {TOP}"
        if ask.form == "20 snippets":
            hits = "SELECT snippet(t, 0, '<', '>', '...', 25) FROM t WHERE t MATCH ?"
        statements = [count, hits + order]
        if ask.form == "facet counts over all hits":
            statements.append(
                "SELECT tag, count(*) FROM tags WHERE pk IN (SELECT rowid FROM t WHERE t MATCH ?)"
                f" GROUP BY tag ORDER BY 2 DESC LIMIT {FACETS}"
            )
        return lambda: self._run(statements, (match, *extra))

    def _run(self, statements: list[str], values: tuple[str, ...]) -> int:
        """Run all statements; the first counts the hits."""
        rows = [self.base.execute(statement, values).fetchall() for statement in statements]
        return int(rows[0][0][0])


class StockWhoosh:
    """Whoosh as it comes, storage and all. Slow to build: for small corpora."""

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        from whoosh import analysis, fields, index

        folder.mkdir(parents=True, exist_ok=True)
        text = fields.TEXT(stored=True, analyzer=analysis.StemmingAnalyzer(stoplist=None, minsize=1))
        schema = fields.Schema(text=text, tag=fields.KEYWORD(commas=True), date=fields.DATETIME(sortable=True))
        writer = index.create_in(folder, schema).writer(limitmb=256)
        for a in articles:
            day = datetime.fromisoformat(a["date"])
            writer.add_document(text=full_text(a), tag=",".join(a["tags"]), date=day)
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index

        self.searcher = index.open_dir(folder).searcher()

    def prepare(self, ask: Ask) -> Answer | None:
        from whoosh import query as wq

        stems = self.searcher.schema["text"].analyzer
        words = [next(token.text for token in stems(word)) for word in ask.words]
        terms = [wq.Term("text", word) for word in words]

        def narrowed() -> Any:
            first, last = (datetime.fromisoformat(day) for day in ask.days)
            return wq.And([terms[0], wq.Term("tag", ask.tag), wq.DateRange("date", first, last)])

        query = {
            "AND of two": lambda: wq.And(terms),
            "OR of three": lambda: wq.Or(terms),
            "NOT": lambda: wq.And([terms[0], wq.Not(terms[1])]),
            "phrase of two": lambda: wq.Phrase("text", words),
            "phrase of three": lambda: wq.Phrase("text", words),
            "prefix of three letters": lambda: wq.Prefix("text", ask.words[0]),
            "fuzzy, one edit": lambda: wq.FuzzyTerm("text", words[0], prefixlength=0),
            "field and date range": narrowed,
        }.get(ask.form, lambda: terms[0])()
        options: dict[str, Any] = {"limit": TOP}
        if ask.form == "sorted by date":
            options |= {"sortedby": "date", "reverse": True}
        if ask.form == "facet counts over all hits":
            options["groupedby"] = "tag"
        if ask.form == "20 snippets":
            return lambda: self._snippets(query)
        return lambda: len(self.searcher.search(query, **options))

    def _snippets(self, query: Any) -> int:
        found = self.searcher.search(query, limit=TOP)
        for hit in found:
            hit.highlights("text", top=1)
        return len(found)

"""Xapian for the search benchmark, where its Python binding is installed.

Debian's python3-xapian serves a virtual environment of the same Python when its folder is in PYTHONPATH.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from search.index.analysis import stem
from tests.bench.corpus import Ask, full_text
from tests.bench.peers import FACETS, SNIPPET, TOP, Answer

DATE, TAG = 0, 1
"""Slots of values: the date, and the first tag, since a spy counts one value an article."""
COMMIT = 50_000
"""Articles between two commits: fewer make building slower, more use more memory."""


def installed() -> bool:
    """Whether this Python finds the binding."""
    return find_spec("xapian") is not None


class Xapian:
    """Xapian with Snowball English, every term stemmed and with positions."""

    def build(self, folder: Path, articles: Iterable[dict[str, Any]]) -> None:
        import xapian

        folder.mkdir(parents=True, exist_ok=True)
        base = xapian.WritableDatabase(str(folder / "xapian"), xapian.DB_CREATE_OR_OPEN)
        terms = xapian.TermGenerator()
        terms.set_stemmer(xapian.Stem("english"))
        terms.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        for pk, a in enumerate(articles, 1):
            document = xapian.Document()
            terms.set_document(document)
            terms.index_text(full_text(a))
            document.set_data(full_text(a))
            document.add_value(DATE, a["date"])
            for tag in a["tags"]:
                document.add_boolean_term(f"XT{tag}")
            if a["tags"]:
                document.add_value(TAG, a["tags"][0])
            base.replace_document(pk, document)
            if pk % COMMIT == 0:
                base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        import xapian

        self.base = xapian.Database(str(folder / "xapian"))

    def prepare(self, ask: Ask) -> Answer | None:
        import xapian

        q = xapian.Query
        words = [stem(word) for word in ask.words]
        terms = [q(word) for word in words]

        def narrowed() -> Any:
            days = q(q.OP_VALUE_RANGE, DATE, *ask.days)
            return q(q.OP_FILTER, terms[0], q(q.OP_AND, q(f"XT{ask.tag}"), days))

        make = {
            "AND of two": lambda: q(q.OP_AND, terms),
            "OR of three": lambda: q(q.OP_OR, terms),
            "NOT": lambda: q(q.OP_AND_NOT, terms[0], terms[1]),
            "phrase of two": lambda: q(q.OP_PHRASE, words),
            "phrase of three": lambda: q(q.OP_PHRASE, words),
            "prefix of three letters": lambda: q(q.OP_WILDCARD, ask.words[0], 0, q.WILDCARD_LIMIT_ERROR),
            "fuzzy, one edit": None,
            "field and date range": narrowed,
        }.get(ask.form, lambda: terms[0])
        return (lambda: self._run(ask.form, make())) if make else None

    def _run(self, form: str, query: Any) -> int:
        """The best hits and the exact count: so many articles are looked at as there are."""
        import xapian

        enquire = xapian.Enquire(self.base)
        enquire.set_query(query)
        if form == "sorted by date":
            enquire.set_sort_by_value(DATE, True)
        spy = xapian.ValueCountMatchSpy(TAG)
        if form == "facet counts over all hits":
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, TOP, self.base.get_doccount())
        hits = [match.docid for match in found]
        if form == "facet counts over all hits":
            list(spy.top_values(FACETS))
        if form == "20 snippets":
            for pk in hits:
                found.snippet(self.base.get_document(pk).get_data(), SNIPPET, xapian.Stem("english"))
        return int(found.get_matches_estimated())

"""The words of a query as the analysis sees them."""

from __future__ import annotations

from functools import lru_cache

from search.index.analysis import analyze


@lru_cache(maxsize=1 << 12)
def terms_of(text: str, quoted: bool = False) -> tuple[str, ...]:
    """The terms that a written word (or, ``quoted``, a phrase) is looked up by; several stand side by side."""
    return tuple(term for term, _ in written(text, quoted))


@lru_cache(maxsize=1 << 12)
def written(text: str, quoted: bool = False) -> tuple[tuple[str, str], ...]:
    """The same terms with how each is written."""
    tokens = analyze(text, "phrase" if quoted else "query")
    if not quoted and len(tokens) > 1:
        tokens = analyze(text, "phrase")
    return tuple((token.text, text[token.start : token.end]) for token in tokens)


@lru_cache(maxsize=1 << 12)
def is_stopped(text: str) -> bool:
    """Whether a word is one that stands in nearly every article."""
    tokens = analyze(text, "query")
    return len(tokens) == 1 and tokens[0].stop

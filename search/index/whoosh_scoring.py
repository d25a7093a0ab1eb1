"""How Whoosh's searcher scores array postings: impact times inverse frequency, like the fast path."""

from __future__ import annotations

from typing import Any

from whoosh.scoring import BaseScorer, WeightingModel

from search.index.schema import KEYWORD_FIELDS, KEYWORD_SCORE
from search.index.snapshot import Snapshot


class ImpactScorer(BaseScorer):  # type: ignore[misc]  # Whoosh is untyped
    """Scores of one term."""

    def __init__(self, factor: float) -> None:
        self.factor = factor

    def score(self, matcher: Any) -> float:
        """The score of the current posting."""
        return float(matcher.weight()) * self.factor


class ImpactWeighting(WeightingModel):  # type: ignore[misc]  # Whoosh is untyped
    """BM25 whose saturated, normalised frequencies were computed when the segments were built."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:  # noqa: ARG002 (Whoosh's signature)
        """The score of a full impact of this term."""
        encoded = text if isinstance(text, bytes) else text.encode()
        return self.snapshot.inverse_frequency(self.snapshot.document_frequency(fieldname, encoded))

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> BaseScorer:  # noqa: ARG002 (Whoosh's signature)
        """The scorer of a term."""
        if fieldname in KEYWORD_FIELDS:
            return ImpactScorer(KEYWORD_SCORE)
        return ImpactScorer(searcher.idf(fieldname, text))

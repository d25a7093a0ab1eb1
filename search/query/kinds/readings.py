"""What a word stands for: itself, its other spellings, and how each language of the archive reads it.

The readings of a word are one clause. It scores as the best of them does, and all are as rare as the most
frequent one: synonyms that are rare by themselves would else be worth more than the word that was typed
(Lucene's ``SynonymQuery`` and ``DisjunctionMaxQuery`` are made for the same reasons).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from search.index.snapshot import Snapshot
from search.index.stemming import sequences_in
from search.query.fields import DEFAULT_FIELD
from search.query.kinds.base import Clause, Scorer
from search.query.kinds.term import Term, TermSequence, term_clause
from search.query.terms import terms_of, written

if TYPE_CHECKING:
    from search.index.matches import Matches

STRANGER = 4
"""A word that no article of a language has is not read in that language where others have it so many times as
often: English "date" is not for what Spanish calls "datos"."""


@dataclass(frozen=True, slots=True)
class BestOf(Clause):
    """Articles that any part matches; each scores what its best part gives."""

    parts: tuple[Clause, ...]

    def below(self) -> Sequence[Clause]:
        """The parts."""
        return self.parts

    def matches(self, scorer: Scorer) -> Matches:
        """Scores do not add up."""
        return scorer.best_of([part.matches(scorer).settled() for part in self.parts])


def readings(
    texts: Sequence[str], name: str, snapshot: Snapshot | None, *, quoted: bool = False, slop: int = 0
) -> Clause | None:
    """The clause of a word or phrase (``quoted``) that may be spelt in several ways, in all languages."""
    if len(texts) < 2 and (snapshot is None or not snapshot.languages):
        return term_clause(terms_of(texts[0], quoted), name, slop)
    plain = [clause for text in texts if (clause := term_clause(terms_of(text, quoted), name, slop))]
    found = list(dict.fromkeys(plain))
    if snapshot is not None:
        for language in snapshot.languages:
            for text in texts:
                for terms in sequences_in(language, written(text, quoted)):
                    if _is_meant(terms_of(text, quoted), terms, name or DEFAULT_FIELD, snapshot):
                        clause = term_clause(terms, name, slop)
                        found += [clause] if clause is not None and clause not in found else []
    if len(found) < 2:
        return found[0] if found else None
    return BestOf(tuple(found if snapshot is None else _as_rare(found, snapshot)))


def _is_meant(plain: tuple[str, ...], read: tuple[str, ...], field: str, snapshot: Snapshot) -> bool:
    """Whether articles have this reading, and it is not that of a word which is at home elsewhere."""
    frequencies = [snapshot.document_frequency(field, term.encode()) for term in read]
    if not all(frequencies):
        return False
    if len(read) > 1 or len(plain) > 1 or field != DEFAULT_FIELD:
        return True
    key = (plain[0], read[0])
    if key not in snapshot.readings:
        often = snapshot.document_frequency("text", plain[0].encode())
        known = often < STRANGER * frequencies[0] or _together(*key, snapshot)
        snapshot.readings[key] = known
    return snapshot.readings[key]


def _together(one: str, other: str, snapshot: Snapshot) -> bool:
    """Whether an article has both terms."""
    terms = [snapshot.term("text", term.encode()) for term in (one, other)]
    for view in snapshot.views:
        numbers = [term.numbers[view.ordinal] for term in terms]
        if min(numbers) >= 0:
            docs = [view.postings("text", number)[0] for number in numbers]
            if np.isin(docs[0], docs[1]).any():
                return True
    return False


def _as_rare(clauses: Sequence[Clause], snapshot: Snapshot) -> list[Clause]:
    """The clauses with weights by which all are worth as much as the most frequent of them.

    Terms side by side are as rare as the rarest of them, as far as is known.
    """
    worths = [_worths(clause, snapshot) for clause in clauses]
    worth = min((max(some) for some in worths if some), default=0.0)
    return [
        replace(clause, boost=worth / sum(some))
        if isinstance(clause, (Term, TermSequence)) and some
        else clause
        for clause, some in zip(clauses, worths, strict=True)
    ]


def _worths(clause: Clause, snapshot: Snapshot) -> list[float]:
    """What each term of a clause is worth; empty where no article has them all."""
    if not isinstance(clause, (Term, TermSequence)):
        return []
    texts = (clause.text,) if isinstance(clause, Term) else clause.terms
    terms = [snapshot.term(clause.name, text.encode()) for text in texts]
    return [term.worth for term in terms] if all(term.frequency for term in terms) else []

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
from search.query.kinds.base import Clause, Scorer
from search.query.kinds.term import Term, term_clause
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
                    if _is_meant(terms_of(text, quoted), terms, snapshot):
                        clause = term_clause(terms, name, slop)
                        found += [clause] if clause is not None and clause not in found else []
    if len(found) < 2:
        return found[0] if found else None
    return BestOf(tuple(found if snapshot is None else _as_rare(found, snapshot)))


def _is_meant(plain: tuple[str, ...], read: tuple[str, ...], snapshot: Snapshot) -> bool:
    """Whether articles have this reading, and it is not that of a word which is at home elsewhere."""
    frequencies = [snapshot.document_frequency("text", term.encode()) for term in read]
    if not all(frequencies):
        return False
    if len(read) > 1 or len(plain) > 1:
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
    """Terms with weights by which all are worth as much as the most frequent of them."""
    terms = {
        clause: snapshot.term("text", clause.text.encode()) for clause in clauses if isinstance(clause, Term)
    }
    worth = min((term.worth for term in terms.values() if term.frequency), default=0.0)
    return [
        replace(clause, boost=worth / terms[clause].worth)
        if isinstance(clause, Term) and terms[clause].frequency
        else clause
        for clause in clauses
    ]

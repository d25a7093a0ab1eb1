"""What may be done inside one write transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from search.store import journal, listing, mentions
from search.store.database import Database
from search.store.journal import Source
from search.work.progress import Failure

if TYPE_CHECKING:
    from search.article.model import Article
    from search.store.admission import Admitted, Arrival, Outcome
    from search.store.carrying import SourceForm


class Batch:
    """What may be done inside one write transaction. Its generation numbers the transaction."""

    def __init__(self, database: Database, generation: int, now: str) -> None:
        self._connection = database.connection()
        self._now = now
        self.generation = generation

    def admit(self, arrival: Arrival) -> Admitted:
        """Store an article as what it is: new, a revision, a rendition, or nothing new."""
        from search.store import admission  # who only reads starts without it

        return admission.admit(self._connection, arrival, admission.Moment(self.generation, self._now))

    def restore(
        self,
        article: Article,
        forms: Sequence[SourceForm],
        revisions: Sequence[tuple[str, Article]],
        numbers: Sequence[int],
    ) -> Outcome:
        """Store an article of another library with its forms and older texts, as what it is here."""
        from search.store import admission, carrying

        came = carrying.arrival(article, forms[0], numbers[0])
        outcome = self.admit(came).outcome
        if outcome is not admission.Outcome.UNCHANGED:
            older = revisions if outcome is admission.Outcome.NEW else ()
            others = list(zip(numbers[1:], forms[1:], strict=True))
            moment = admission.Moment(self.generation, self._now)
            carrying.complete(self._connection, came, others, older, moment)
        return outcome

    def begin(self, path: str) -> int:
        """Note that a file is being read; returns the journal's number for it."""
        return journal.begin(self._connection, path, self._now)

    def finish(self, state: Source, failures: Sequence[Failure]) -> None:
        """Note what became of a file."""
        journal.finish(self._connection, state, failures, self._now)

    def restamp(self, state: Source) -> None:
        """Note that a file has a new time stamp but the content that it had."""
        journal.restamp(self._connection, state)

    def mark_missing(self, paths: Sequence[str]) -> None:
        """Note that files are gone; the articles that they gave stay."""
        journal.mark_missing(self._connection, paths)

    def purge(self, pks: Sequence[int]) -> None:
        """Delete missing files from the journal, and these articles, which came from nowhere else."""
        journal.purge(self._connection, pks)

    def put_packed(self, pk: int, packed: bytes, count: int, extractor: int, seen: int) -> bool:
        """Store packed mentions, unless the article is gone or was changed after the generation ``seen``."""
        unchanged = listing.changed(self._connection, pk, seen) is False
        if unchanged:
            mentions.put_packed(self._connection, pk, (extractor, self.generation, count, packed))
        return unchanged

    def note_entities(self, count: int) -> None:
        """Keep the number of distinct entities, so that telling it needs no counting."""
        self._connection.execute("UPDATE counters SET value = ? WHERE name = 'entities'", (count,))

    def forget_mentions(self) -> None:
        """Delete every mention."""
        self._connection.execute("DELETE FROM mentions")

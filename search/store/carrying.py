"""An article with all that the store knows of it, out of one store and into another."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.article.identity import identify
from search.article.model import Article, Rendition
from search.store import articles, renditions
from search.store.admission import Arrival, Moment
from search.store.packing import pack_bytes
from search.store.parcel import Parcel


@dataclass(frozen=True, slots=True)
class SourceForm:
    """A form in which an article came: a part of a file."""

    source: str
    member: str
    rendition: Rendition
    original: bytes | None


def places(connection: sqlite3.Connection, pk: int) -> list[SourceForm]:
    """Every form of an article with its original, in the order of paths. Raises ArticleDamaged."""
    found = connection.execute(
        """SELECT path, member, r.sha256, format, encoding, importer
        FROM renditions r JOIN sources USING (source) WHERE pk = ? ORDER BY path, member""",
        (pk,),
    )
    return [
        SourceForm(
            path, member, Rendition(path + member, *rest), renditions.original(connection, pk, path + member)
        )
        for path, member, *rest in found.fetchall()
    ]


def older(connection: sqlite3.Connection, pk: int) -> list[tuple[str, Article]]:
    """The older texts of an article with the time at which each was replaced, oldest first.

    Raises ArticleDamaged.
    """
    times = connection.execute("SELECT replaced_at FROM revisions WHERE pk = ? ORDER BY revision", (pk,))
    return list(zip([time for (time,) in times], articles.revisions(connection, pk), strict=True))


def arrival(article: Article, first: SourceForm, number: int) -> Arrival:
    """An article of another library as it comes from its first place; ``number``: of the file there."""
    parcel = Parcel.of(replace(article, renditions=(first.rendition,)), first.original)
    return Arrival(parcel, number, first.member)


def complete(
    connection: sqlite3.Connection,
    came: Arrival,
    forms: Sequence[tuple[int, SourceForm]],
    older: Sequence[tuple[str, Article]],
    moment: Moment,
) -> None:
    """Note further forms of an article that was admitted, and older texts of one that is new here.

    ``forms``: each with the journal's number of its file.
    """
    known = renditions.known(connection, came.source, came.member)
    if known is None:
        return
    for number, form in forms:
        if renditions.known(connection, number, form.member) is None:
            stamped = replace(form.rendition, imported_at=moment.now)
            packed = None if form.original is None else pack_bytes(form.original)
            renditions.record(
                connection, number, form.member, known.pk, stamped, came.head.text_hash, b"", packed
            )
    for time, old in older:
        articles.shelve(connection, known.pk, identify(old), time)

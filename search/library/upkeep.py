"""Upkeep on command: what was read is forgotten or purged, all of it is checked, and what there is is told."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from search.errors import DossierError, Unreadable
from search.index.catalog import Index
from search.library.derived import Derived
from search.library.importing import as_text
from search.library.indexing import READY
from search.store import schema
from search.store.store import Store
from search.text import printable
from search.work import journal
from search.work.clock import now
from search.work.progress import Status

LISTED = 20
"""Damaged lines that are told one by one."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What purging deletes, or has deleted."""

    files: int
    """Missing files, of which nothing is remembered afterwards."""
    articles: int
    """Those of their articles that came from nowhere else."""


def forget(store: Store, path: Path) -> int:
    """Mark the files at or below ``path`` as missing, wherever they are; gives how many those were.

    Call it with the lock held. Raises Unreadable when nothing was read from there.
    """
    # Not resolve(), as imports do: a link goes by its own name.
    whole = as_text(Path(os.path.abspath(path)))  # noqa: PTH100
    files = store.sources_below(whole)
    if not files:
        raise Unreadable(f"Nothing was imported from {printable(whole)}.", "Check the path.")
    with store.batch(now()) as batch:
        batch.mark_missing(files)
    return len(files)


def to_purge(store: Store) -> Purge:
    """What :func:`purge` would delete."""
    files, pks = store.missing()
    return Purge(len(files), len(pks))


def purge(store: Store, derived: Derived) -> Purge:
    """Delete missing files and the articles that came from them alone, everywhere.

    Call it with the lock held. Cut short, it leaves an index or counts that are noticed to be stale.
    """
    files, pks = store.missing()
    if not files:
        return Purge(0, 0)
    derived.indexing.catch_up()
    derived.tagging.forget()  # counts know no article by itself, so they are made anew
    with store.batch(now()) as batch:
        batch.purge(pks)
        batch.note_entities(0)
    derived.indexing.drop(pks)
    derived.tagging.count()
    return Purge(len(files), len(pks))


def check(store: Store, derived: Derived, marks: Path | None = None) -> tuple[str, ...]:
    """A sentence for everything that is wrong with a library; reads all of it."""
    found: list[str] = []
    try:
        found += store.problems()
    except DossierError as error:
        found.append(error.sentence)
    try:
        state = derived.indexing.state()
    except DossierError as error:
        return (*found, error.sentence)
    if state != READY:
        found.append(f"The index is {state}.")
    elif (derived.indexing.folder / "manifest.json").exists():
        try:
            Index(derived.indexing.folder).verify()
        except DossierError as error:
            found.append(error.sentence)
    found += _decisions(store)
    if marks is not None:
        from search.marks import soundness

        found += soundness.problems(marks)
    if not _counted(derived):
        found.append("The counts of the entities are missing, damaged or behind the articles.")
    return tuple(found)


def _counted(derived: Derived) -> bool:
    """Whether the counts are sound and have seen everything."""
    try:
        return derived.tagging.ready()
    except DossierError:
        return False


def _decisions(store: Store) -> list[str]:
    """What is wrong with the lines that people wrote, which nothing can be derived from again."""
    told: list[str] = []
    for path in sorted((store.folder / "curation").glob("*.jsonl")):
        try:
            damaged = journal.read(path).damaged
        except DossierError as error:
            told.append(error.sentence)
            continue
        told += (f"Line {one.line} of {printable(path.name)} is damaged: {one.why}." for one in damaged)
    return [*told[:LISTED], *([f"So are {len(told) - LISTED:,} more."] if len(told) > LISTED else [])]


def status(store: Store, derived: Derived) -> Status:
    """What is in a library."""
    counts = store.counts()
    return Status(
        path=str(store.folder),
        articles=counts.articles,
        renditions=counts.renditions,
        entities=derived.tagging.total(),
        mentions=counts.mentions,
        index=derived.indexing.state(),
        untagged=counts.articles - counts.tagged,
        schema=len(schema.MIGRATIONS),
        read_only=store.read_only,
        failures=counts.failures,
        oldest=counts.oldest,
        newest=counts.newest,
    )

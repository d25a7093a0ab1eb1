"""The tables, and the numbered steps that bring an older library up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from search.article.days import UNDATED
from search.article.fields import FIELDS, Field, Type
from search.errors import LibraryNewer
from search.store import checksums, threads
from search.work import row_sum

APPLICATION_ID = 0x446F7373
"""``Doss`` in ASCII: tells a library from any other SQLite file."""

_FIRST = (
    # Counted by triggers, since count(*) walks a whole index.
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO counters VALUES ('articles', 0), ('renditions', 0), ('tagged', 0), ('mentions', 0),"
    " ('entities', 0),"
    " ('generation', 0)",
    # Tells this library from any other, so that an index that was made for another is not believed.
    "INSERT INTO counters VALUES ('library', abs(random() / 2))",
    # AUTOINCREMENT: a pk is never used again, so what is derived can't point at a stranger.
    f"""CREATE TABLE articles (
        pk INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        source_key TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        subtitle TEXT NOT NULL,
        date TEXT NOT NULL,
        date_source TEXT NOT NULL,
        category TEXT NOT NULL,
        byline TEXT NOT NULL,
        organisation TEXT NOT NULL,
        dateline TEXT NOT NULL,
        place TEXT NOT NULL,
        language TEXT NOT NULL,
        tags TEXT NOT NULL,      -- a JSON list
        number TEXT NOT NULL,
        kind TEXT NOT NULL,
        text_hash BLOB NOT NULL,
        sketch BLOB NOT NULL,
        revision INTEGER NOT NULL,
        warnings TEXT NOT NULL,  -- a JSON list
        format TEXT NOT NULL,    -- of the rendition that is shown
        day INTEGER NOT NULL,    -- since 1970-01-01; {UNDATED} without a date
        sort_title BLOB NOT NULL,
        title_day BLOB,          -- digest of normalised title and date; NULL when either is missing
        changed INTEGER NOT NULL -- the generation that wrote this row last
    ) STRICT""",
    "CREATE INDEX articles_newest ON articles (day DESC)",
    f"CREATE INDEX articles_oldest ON articles ((day = {UNDATED}), day)",
    "CREATE INDEX articles_title ON articles (sort_title, day DESC)",
    "CREATE INDEX articles_changed ON articles (changed)",
    "CREATE INDEX articles_title_day ON articles (title_day) WHERE title_day IS NOT NULL",
    # One compressed row an article: blocks are only ever read and written together.
    """CREATE TABLE blocks (
        pk INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        packed BLOB NOT NULL
    ) STRICT""",
    # Every name under which sources know an article: source keys and addresses.
    """CREATE TABLE keys (
        key TEXT PRIMARY KEY,
        pk INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX keys_pk ON keys (pk)",
    # Ids that an article had before a better identity was learned; they go on working.
    """CREATE TABLE former_ids (
        id TEXT PRIMARY KEY,
        pk INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX former_ids_pk ON former_ids (pk)",
    # The journal: which files were read, and what became of them.
    """CREATE TABLE sources (
        source INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        outcome TEXT NOT NULL,     -- reading, done, refused
        reason TEXT NOT NULL,
        articles INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE failures (
        source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
        path TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX failures_source ON failures (source)",
    """CREATE TABLE renditions (
        source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
        member TEXT NOT NULL,      -- what follows the path: #line, !member, or nothing
        pk INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        format TEXT NOT NULL,
        encoding TEXT NOT NULL,
        importer TEXT NOT NULL,
        imported_at TEXT NOT NULL,
        text_hash BLOB NOT NULL,
        digest BLOB NOT NULL,      -- of everything that was read: fields and blocks
        PRIMARY KEY (source, member)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX renditions_pk ON renditions (pk)",
    "CREATE INDEX renditions_text ON renditions (text_hash)",
    """CREATE TABLE originals (
        source INTEGER NOT NULL,
        member TEXT NOT NULL,
        packed BLOB NOT NULL,
        PRIMARY KEY (source, member),
        FOREIGN KEY (source, member) REFERENCES renditions ON DELETE CASCADE
    ) STRICT""",
    """CREATE TABLE revisions (
        pk INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        revision INTEGER NOT NULL,
        text_hash BLOB NOT NULL,
        replaced_at TEXT NOT NULL,
        packed BLOB NOT NULL,      -- the whole older article
        PRIMARY KEY (pk, revision)
    ) STRICT""",
    "CREATE INDEX revisions_text ON revisions (text_hash)",
    # Derived: may be deleted and made again.
    """CREATE TABLE mentions (
        pk INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
        extractor INTEGER NOT NULL,
        generation INTEGER NOT NULL, -- that tagged the article
        count INTEGER NOT NULL,
        packed BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX mentions_generation ON mentions (generation)",
    "CREATE INDEX mentions_extractor ON mentions (extractor)",
    """CREATE TRIGGER articles_in AFTER INSERT ON articles BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'articles'; END""",
    """CREATE TRIGGER articles_out AFTER DELETE ON articles BEGIN
        UPDATE counters SET value = value - 1 WHERE name = 'articles'; END""",
    """CREATE TRIGGER renditions_in AFTER INSERT ON renditions BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'renditions'; END""",
    """CREATE TRIGGER renditions_out AFTER DELETE ON renditions BEGIN
        UPDATE counters SET value = value - 1 WHERE name = 'renditions'; END""",
    """CREATE TRIGGER mentions_in AFTER INSERT ON mentions BEGIN
        UPDATE counters SET value = value + 1 WHERE name = 'tagged';
        UPDATE counters SET value = value + NEW.count WHERE name = 'mentions'; END""",
    """CREATE TRIGGER mentions_out AFTER DELETE ON mentions BEGIN
        UPDATE counters SET value = value - 1 WHERE name = 'tagged';
        UPDATE counters SET value = value - OLD.count WHERE name = 'mentions'; END""",
)

_SECONDS = "CAST(strftime('%s', {}) AS INTEGER)"
_THIRD = (
    *(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0" for table in checksums.COLUMNS),
    "ALTER TABLE articles ADD COLUMN listed INTEGER NOT NULL DEFAULT 0",
    *(f"UPDATE {table} SET checksum = {checksums.sum_of(table, schema=3)}" for table in checksums.COLUMNS),
    f"UPDATE articles SET listed = row_sum({checksums.LISTED})",
    # What triggers write is there twice, once negated, since they can work out no checksum.
    "ALTER TABLE counters ADD COLUMN twin INTEGER NOT NULL DEFAULT 0",
    "UPDATE counters SET twin = -value",
    """CREATE TRIGGER counters_twin AFTER UPDATE OF value ON counters BEGIN
        UPDATE counters SET twin = -NEW.value WHERE name = NEW.name; END""",
    "ALTER TABLE arrivals ADD COLUMN twin INTEGER NOT NULL DEFAULT 0",
    "UPDATE arrivals SET twin = -at",
    "DROP TRIGGER arrivals_in",
    f"""CREATE TRIGGER arrivals_in AFTER INSERT ON articles BEGIN
        INSERT INTO arrivals VALUES (NEW.pk, {_SECONDS.format("'now'")}, -{_SECONDS.format("'now'")}); END""",
)
_COUNT = "UPDATE arrivals SET {0} = (SELECT count(*) FROM {1} WHERE pk = {2}.pk) WHERE pk = {2}.pk"


def _follow(column: str, table: str) -> tuple[str, ...]:
    """Triggers that keep the number of an article's rows of a table."""
    new, old = _COUNT.format(column, table, "NEW"), _COUNT.format(column, table, "OLD")
    return (
        f"CREATE TRIGGER {table}_more AFTER INSERT ON {table} BEGIN {new}; END",
        f"CREATE TRIGGER {table}_less AFTER DELETE ON {table} BEGIN {old}; END",
        f"CREATE TRIGGER {table}_moved AFTER UPDATE OF pk ON {table} WHEN OLD.pk != NEW.pk "
        f"BEGIN {new}; {old}; END",
    )


_FIFTH = (
    # How many rows an article should have elsewhere: an index that lost one of them is noticed.
    "ALTER TABLE arrivals ADD COLUMN forms INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE arrivals ADD COLUMN older INTEGER NOT NULL DEFAULT 0",
    "UPDATE arrivals SET forms = (SELECT count(*) FROM renditions r WHERE r.pk = arrivals.pk)",
    "UPDATE arrivals SET older = (SELECT count(*) FROM revisions r WHERE r.pk = arrivals.pk)",
    "DROP TRIGGER arrivals_in",
    f"""CREATE TRIGGER arrivals_in AFTER INSERT ON articles BEGIN INSERT INTO arrivals (pk, at, twin)
        VALUES (NEW.pk, {_SECONDS.format("'now'")}, -{_SECONDS.format("'now'")}); END""",
    f"UPDATE articles SET listed = row_sum({checksums.LISTED})",
    # The table is as quick to look through, and no index of it can be damaged.
    "DROP INDEX arrivals_at",
    *_follow("forms", "renditions"),
    *_follow("older", "revisions"),
)
_FURTHER: dict[int, tuple[str, ...]] = {
    2: (
        # When each article first came: renditions are stamped anew whenever they are read again.
        """CREATE TABLE arrivals (
            pk INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
            at INTEGER NOT NULL -- seconds since 1970
        ) STRICT""",
        f"""INSERT INTO arrivals SELECT pk, ifnull({_SECONDS.format("min(imported_at)")}, 0)
            FROM articles LEFT JOIN renditions USING (pk) GROUP BY pk""",
        "CREATE INDEX arrivals_at ON arrivals (at)",
        f"""CREATE TRIGGER arrivals_in AFTER INSERT ON articles BEGIN
            INSERT INTO arrivals VALUES (NEW.pk, {_SECONDS.format("'now'")}); END""",
    ),
    3: _THIRD,
    4: threads.STEPS,
    5: _FIFTH,
}
"""Schema -> what makes it out of the one before, beside the columns of new fields."""
_COLUMN = {
    Type.TEXT: "TEXT NOT NULL DEFAULT ''",
    Type.LIST: "TEXT NOT NULL DEFAULT '[]'",
    Type.NUMBER: "INTEGER NOT NULL DEFAULT 0",
    Type.DIGEST: "BLOB NOT NULL DEFAULT x''",
}


def steps(fields: Iterable[Field] = FIELDS) -> tuple[tuple[str, ...], ...]:
    """Step n (counted from 1) makes schema n out of n - 1. Steps are added, never changed.

    A field that the table says to be of a later schema than 1 becomes a column in the step of its schema.
    """
    added = {field: field.schema for field in fields if field.type is not Type.BLOCKS and field.schema > 1}
    newest = max((1, *_FURTHER, *added.values()))
    return (_FIRST, *(_step(number, added) for number in range(2, newest + 1)))


def _step(number: int, added: Mapping[Field, int]) -> tuple[str, ...]:
    new = (field for field, schema in added.items() if schema == number)
    altered = (f"ALTER TABLE articles ADD COLUMN {field.name} {_COLUMN[field.type]}" for field in new)
    return (*altered, *_FURTHER.get(number, ()))


MIGRATIONS = steps()


def version(connection: sqlite3.Connection) -> int:
    """The schema version of a database; 0 when it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring the database to the newest schema, each step in a transaction of its own.

    Two processes may try at once: the second waits for the first and finds nothing left to do.
    Raises LibraryNewer when the database is ahead of this program.
    """
    row_sum.install(connection)
    if version(connection) > len(steps):
        raise newer(version(connection), len(steps))
    for number, statements in enumerate(steps, 1):
        if version(connection) >= number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if version(connection) < number:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def newer(found: int, known: int) -> LibraryNewer:
    """The error for a library that a later version of the program made."""
    return LibraryNewer(
        f"The library has schema {found}, and this version knows schemas up to {known}.",
        "Open it with a newer version of Dossier.",
    )

"""What can go wrong, as a tree; every leaf says what happened and what to do.

::

    DossierError
    ├── QueryError          the query cannot be understood (carries the column)
    ├── LibraryError        the library as a whole
    │   ├── LibraryMissing      there is none at this path
    │   ├── LibraryLocked       another process is writing
    │   ├── LibraryNewer        made by a later version
    │   ├── LibraryDamaged      the database cannot be read
    │   └── LibraryReadOnly     a change was asked for on read-only media
    ├── IndexUnusable       missing, old or damaged; the library rebuilds it
    │   └── MentionsDamaged     what was found in one article; it is found again
    ├── ArticleMissing      no article has this id
    │   └── ArticleDamaged      there is one, but what the disk has of it is not what was stored
    ├── EntityError         a name means no entity, or several; or a decision cannot hold
    ├── IntakeError         one file cannot become an article (the batch goes on)
    │   ├── Unreadable          the file cannot be opened or decoded
    │   ├── NotAnArticle        a listing, an error page, an empty text
    │   ├── TooLarge            over a limit
    │   └── Unsupported         no importer knows the format
    ├── SettingsError       a line of a settings file
    ├── MarksError          what the reader marked cannot be read or written
    ├── KitError            an installation kit cannot be made, or is not as it was made
    └── Cancelled           the caller asked to stop; nothing is wrong

An error is shown as ``title: sentence remedy``. Texts may hold names of files and words of queries:
whoever shows them passes them through :func:`search.text.printable`.
"""

from __future__ import annotations

import struct

NONSENSE = (
    ArithmeticError, AttributeError, BufferError, LookupError, MemoryError, RecursionError, struct.error,
    TypeError, ValueError,
)  # fmt: skip
"""What sound code raises of stored bytes that make no sense; whoever reads them raises an error below."""


class DossierError(Exception):
    """Base of everything that this program raises on purpose."""

    title = "Something went wrong"

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".rstrip()


class QueryError(DossierError):
    """The query cannot be understood."""

    title = "Query"

    def __init__(self, sentence: str, remedy: str = "", *, column: int = 0) -> None:
        super().__init__(sentence, remedy)
        self.column = column
        """0-based offset into the query text at which the error stands."""


class LibraryError(DossierError):
    """The library as a whole cannot be used as asked."""

    title = "Library"


class LibraryMissing(LibraryError):
    """There is no library at this path."""


class LibraryLocked(LibraryError):
    """Another process is writing to the library."""


class LibraryNewer(LibraryError):
    """The library was made by a later version of the program."""


class LibraryDamaged(LibraryError):
    """The library's database cannot be read."""


class LibraryReadOnly(LibraryError):
    """A change was asked for, but the library cannot be written to."""


class IndexUnusable(DossierError):
    """The index is missing, old or damaged; it is rebuilt from the store, never interpreted."""

    title = "Index"


class MentionsDamaged(IndexUnusable):
    """What was found in an article is damaged; it is found again from the text."""


class ArticleMissing(DossierError):
    """No article has this id."""

    title = "Article"


class ArticleDamaged(ArticleMissing):
    """What the disk has of an article is not what was stored; all others can be read."""


class EntityError(DossierError):
    """A name means no entity, or several; or what was decided about one cannot hold."""

    title = "Entity"


class IntakeError(DossierError):
    """One file cannot become an article; the rest of the batch goes on."""

    title = "Import"


class Unreadable(IntakeError):
    """The file cannot be opened or decoded."""


class NotAnArticle(IntakeError):
    """The file was read, but it is a listing, an error page or holds no text."""


class TooLarge(IntakeError):
    """The file is over a limit."""


class Unsupported(IntakeError):
    """No importer knows the format."""


class SettingsError(DossierError):
    """A line of a settings file cannot be used."""

    title = "Settings"


class MarksError(DossierError):
    """What the reader marked cannot be read, written or understood."""

    title = "Marks"


class KitError(DossierError):
    """A kit for machines without a network cannot be made, or is not as it was made."""

    title = "Kit"


class ClusterError(DossierError):
    """A cluster cannot help: it is not there, has gone, or runs another build of the program."""

    title = "Cluster"


class Cancelled(DossierError):
    """The caller asked to stop; nothing is wrong and nothing is lost."""

    title = "Cancelled"

"""Loading Whoosh without what newer Pythons say of its source: a reader can do nothing about it."""

from __future__ import annotations

import warnings


def load_whoosh() -> None:
    """Load the parts of Whoosh that are used here and by those who take the library as a Whoosh index.

    Whoosh 2.7 has invalid escape sequences in its texts. Python warns of them (from 3.12 on, to everybody) each
    time that it compiles the source, which is every time where no byte code is kept.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        import whoosh.highlight
        import whoosh.index
        import whoosh.qparser
        import whoosh.query
        import whoosh.searching
        import whoosh.sorting  # noqa: F401 (all are loaded for the sake of it)

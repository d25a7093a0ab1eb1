"""Keyword fields: each value's documents and each document's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.analysis import keyword
from search.index.lexicon import Lexicon, lexicon_arrays
from search.index.segment import Segment

Array = NDArray[Any]


def keyword_arrays(name: str, values: Sequence[tuple[str, ...]]) -> dict[str, Array]:
    """The arrays of a keyword field; ``values``: those of each document as written."""
    shown: dict[bytes, bytes] = {}
    docs: dict[bytes, list[int]] = {}
    for number, several in enumerate(values if any(values) else ()):
        for key, value in {keyword(value).encode(): value for value in several}.items():
            if key:
                shown.setdefault(key, value.encode())
                docs.setdefault(key, []).append(number)
    keys = sorted(docs)
    starts = np.zeros(len(keys) + 1, np.int64)
    np.cumsum([len(docs[key]) for key in keys], out=starts[1:])
    flat = np.array([number for key in keys for number in docs[key]], np.uint16)
    return pack_keywords(name, keys, [shown[key] for key in keys], starts, flat, len(values))


def pack_keywords(
    name: str, keys: Sequence[bytes], shown: Sequence[bytes], starts: Array, docs: Array, articles: int
) -> dict[str, Array]:
    """Name the arrays as they stand in a segment, with the way back from documents to values."""
    value_of = np.repeat(np.arange(len(keys)), np.diff(starts))
    order = np.argsort(docs, kind="stable")
    ends = np.zeros(len(shown) + 1, np.uint32)
    np.cumsum([len(value) for value in shown], out=ends[1:])
    arrays = {
        **lexicon_arrays(keys),
        "shown_ends": ends,
        "shown_blob": np.frombuffer(b"".join(shown), np.uint8),
        "starts": starts.astype(np.uint32),
        "docs": docs,
        "values": value_of[order].astype(np.uint32),
        "doc_starts": (
            np.searchsorted(docs[order], np.arange(articles + 1)).astype(np.uint32)
            if keys
            else np.zeros(0, np.uint32)
        ),
    }
    return {f"{name}/{key}": value for key, value in arrays.items()}


class KeywordField:
    """A keyword field of one segment.

    ``docs[starts[k]:starts[k + 1]]`` are the documents of value ``k``, ascending;
    ``values[doc_starts[d]:doc_starts[d + 1]]`` the values of document ``d``; a field without any value has
    no ``doc_starts``.
    """

    def __init__(self, segment: Segment, name: str) -> None:
        def get(key: str) -> Array:
            return segment.array(f"{name}/{key}")

        self.lexicon = Lexicon(get("ends"), get("blob"), get("backwards"))
        self.starts, self.docs = get("starts"), get("docs")
        self._starts = self.starts.data
        self.values, self.doc_starts = get("values"), get("doc_starts")
        self._shown_ends, self._shown = get("shown_ends"), get("shown_blob")

    def sizes(self) -> Array:
        """How many documents each term has; int64."""
        starts = self.starts.astype(np.int64)
        found: Array = starts[1:] - starts[:-1]
        return found

    def span(self, term: int) -> tuple[int, int]:
        """The first and one past the last entry of a value in ``docs``."""
        return self._starts[term], self._starts[term + 1]

    def shown(self, term: int) -> str:
        """A value as it was first written."""
        return self._shown[self._shown_ends[term] : self._shown_ends[term + 1]].tobytes().decode()

"""What reads bytes that anybody may have made: one function each, which raises nothing but what it promises.

``tests/test_fuzzing.py`` tries each for a moment with Hypothesis; ``tests/fuzz/atheris_run.py`` for as long as
one likes, led by which branches were taken.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.bundle import payload
from search.bundle.bagit import BundleError, verify
from search.entities import decisions
from search.entities import manifest as counts_manifest
from search.errors import (
    ArticleDamaged,
    IndexUnusable,
    IntakeError,
    MarksError,
    QueryError,
    SettingsError,
)
from search.index import manifest as index_manifest
from search.index.segment import MAGIC, Segment, _aligned
from search.intake import pipeline, profiles
from search.intake.model import Content
from search.marks import exchange, mirror, record
from search.query import grammar
from search.store import articles, packing, safety
from search.text import sanitise
from search.work import journal
from tui import memory, settings_file, widths_file
from tui.memory import MemoryUnreadable
from tui.wire.escapes import KeyParser


@dataclass(frozen=True)
class Target:
    """Something that reads bytes."""

    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    """Sound inputs, from which others are made."""
    promised: tuple[type[Exception], ...] = ()
    """What it may raise."""

    def __call__(self, data: bytes) -> None:
        """Try it."""
        with suppress(*self.promised):
            self.read(data)


FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
"""For what is read from files."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _file(name: str, data: bytes) -> Path:
    path = FOLDER / name
    path.write_bytes(data)
    return path


def _query(data: bytes) -> None:
    node = grammar.parse(data.decode("utf-8", "replace"))
    grammar.parse(node.unparse())


def _imported(name: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> None:
        for item in pipeline.read(Content.of_bytes(data, name, name)):
            if isinstance(item, pipeline.Draft):
                for block in item.article.blocks:
                    assert sanitise(block.text) == block.text

    return read


_PREFIX = struct.Struct("<8sII")


def _segment(data: bytes) -> None:
    """A header and what follows, with a checksum and a size that are right."""
    header, _, body = data.partition(b"\n")
    checksum = zlib.crc32(header)
    start = _aligned(_PREFIX.size + len(header))
    path = _file("a.segment", (_PREFIX.pack(MAGIC, len(header), checksum) + header).ljust(start, b"\0") + body)
    size = path.stat().st_size
    found = Segment(path, index_manifest.SegmentFile(path.name, size, checksum, 3))
    for name in found.names():
        with suppress(IndexUnusable):
            found.array(name)
    found.verify()


def _index_manifest(data: bytes) -> None:
    content = json.loads(data)
    with suppress(TypeError):
        content["checksum"] = zlib.crc32(index_manifest._canonical(content))
    _file("manifest.json", json.dumps(content).encode())
    index_manifest.read_manifest(FOLDER)


def _counts_manifest(data: bytes) -> None:
    content = json.loads(data)
    with suppress(TypeError):
        content["checksum"] = counts_manifest._checksum(content)
    _file("manifest.json", json.dumps(content).encode())
    counts_manifest.read_manifest(FOLDER)


def _row(unpack: Callable[[bytes], Any], safe: Callable[[Any], object]) -> Callable[[bytes], object]:
    """A packed value of a row, whose checksum is right."""

    def read(data: bytes) -> None:
        articles._believed("x", True, lambda: safe(unpack(zlib.compress(data))))  # type: ignore[arg-type, return-value]

    return read


def _bag(data: bytes) -> None:
    """The files of a bag, of which one may be anything."""
    parts = data.split(b"\0", 3)
    folder = FOLDER / "bag"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    names = ("bagit.txt", "manifest-sha256.txt", "bag-info.txt", "data/x")
    for name, part in zip(names, parts, strict=False):
        (folder / name).write_bytes(part)
    verify(folder)


def _keys(data: bytes) -> None:
    parser = KeyParser()
    text = _text(data)
    for start in range(0, len(text), 7):
        list(parser.feed(text[start : start + 7]))
    list(parser.feed(""))


def _journal(data: bytes) -> None:
    for entry in journal.parse(data).entries:
        with suppress(ValueError):
            record.parse(entry.record)
        with suppress(ValueError):
            mirror.as_edit(entry.record)


HTML = b"<html><head><title>A title</title></head><body><h1>A title</h1><p>Some text.</p></body></html>"
MAIL = b"From: a@b.org\nSubject: A title\nDate: Mon, 2 Mar 2015 10:00:00 +0000\n\nSome text.\n"
FEED = b"<rss version='2.0'><channel><item><title>A</title><description>b</description></item></channel></rss>"
SEEDS: dict[str, bytes] = {
    "a.txt": b"A TITLE\n\nSome text of it.\n\nMore text.\n",
    "a.md": b"---\ntitle: A\ntags: [a, b]\n---\n# A title\n\nSome *text*.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "b.md": b"+++\ntitle = 'A'\ntags = ['a', 'b']\n+++\nSome text.\n",
    "a.html": HTML,
    "a.eml": MAIL,
    "a.mbox": b"From a@b.org Mon Mar  2 10:00:00 2015\n" + MAIL,
    "a.json": b'{"title": "A title", "body": "Some text.", "date": "2015-03-02"}',
    "a.jsonl": b'{"title": "A", "body": "b"}\n{"title": "C", "body": "d"}\n',
    "a.csv": b"title,date,body\nA,2015-03-02,Some text\n",
    "a.xml": FEED,
    "a.rst": b"A title\n=======\n\nSome *text*.\n\n.. note:: x\n",
    "a.adoc": b"= A title\n\nSome *text*.\n\n|===\n|a |b\n|===\n",
    "a.org": b"#+TITLE: A title\n\n* One\n\nSome /text/.\n",
    "a.srt": b"1\n00:00:01,000 --> 00:00:02,000\nSome text.\n",
    "a.rtf": rb"{\rtf1\ansi A title\par Some text.\par}",
    "a.fb2": b"<FictionBook><body><section><title><p>A</p></title><p>b</p></section></body></FictionBook>",
    "a.sgm": b"<REUTERS NEWID='1'><DATE>2-MAR-1987</DATE><TEXT><TITLE>A</TITLE><BODY>b</BODY></TEXT></REUTERS>",
    "a.wiki": b"<mediawiki><page><title>A</title><revision><text>b [[c]]</text></revision></page></mediawiki>",
}
_BLOCK = b'[["paragraph", "Some text", 0, [], []]]'

TARGETS: dict[str, Target] = {
    "query": Target(_query, [b'fraud AND (title:"a b"~2 OR date:2015..2016) -x* ^2 NEAR/3 y'], (QueryError,)),
    "segment": Target(
        _segment,
        [b'{"articles": 3, "meta": {}, "arrays": {"pks": ["<i8", 1, 0, 0]}}\n' + bytes(64)],
        (IndexUnusable,),
    ),
    "index manifest": Target(
        _index_manifest,
        [b'{"format": 1, "schema": 5, "analysis": 1, "generation": 1, "segments": [], "marks": {}}'],
        (IndexUnusable, ValueError, RecursionError),
    ),
    "counts manifest": Target(
        _counts_manifest,
        [b'{"format": 4, "segments": [], "next_segment": 0, "mark": 0}'],
        (IndexUnusable, ValueError, RecursionError),
    ),
    "blocks": Target(
        _row(packing.unpack_blocks, lambda found: tuple(map(safety.safe_block, found))),
        [_BLOCK],
        (ArticleDamaged,),
    ),
    "revision": Target(
        _row(packing.unpack_article, lambda found: found), [b'{"title": "A"}'], (ArticleDamaged,)
    ),
    "mentions": Target(
        _row(packing.unpack_mentions, safety.safe_mentions),
        [b'[[0, 3, "person", "Ada", "Ada", "rule", "", {}]]'],
        (ArticleDamaged,),
    ),
    "bundle line": Target(payload.parse, [b'{"article": {"title": "A"}, "renditions": []}'], (BundleError,)),
    "bag": Target(_bag, [b"BagIt-Version: 1.0\n\0" + b"0" * 64 + b"  data/x\n\0a: b\n\0x"], (BundleError,)),
    "settings": Target(
        lambda data: settings_file.parse(_text(data)), [b'[reader]\ntheme = "dark"\n[keys]\nquit = ["q"]\n']
    ),
    "site profile": Target(
        lambda data: profiles.read_profile(_text(data), "x.toml"),
        [b'[site]\nhost = "a.org"\n[date]\npattern = "(\\\\d+)"\n'],
        (SettingsError,),
    ),
    "marks": Target(
        lambda data: exchange.read_lines(_text(data).split("\n")),
        [b'{"id": "aaaa", "starred": true, "tags": ["x"], "notes": ["y"]}'],
        (MarksError,),
    ),
    "journal": Target(_journal, [journal.as_line({"fact": "tag", "value": "x", "id": "a"}, 1) + b"\n"]),
    "decision": Target(
        lambda data: decisions.parse(_text(data)),
        [b'{"do": "hide", "kind": "person", "norm": "x", "at": "2015-03-02", "id": "a"}'],
        (ValueError,),
    ),
    "memory": Target(
        lambda data: memory.load(_file("memory.json", data)),
        [b'{"places": {"a": 3}, "queries": ["x"], "left": {}}'],
        (MemoryUnreadable,),
    ),
    "widths": Target(
        lambda data: widths_file.load(_file("w.json", data), "xterm"), [b'{"xterm": {"emoji": 2}}']
    ),
    "terminal": Target(_keys, [b"\x1b[A\x1b[200~a\x1bb\x1b[201~\x1b[<0;3;4M\x1b[?1;2c\x1bOP\x1b[I"]),
    **{f"import {name}": Target(_imported(name), [seed], (IntakeError,)) for name, seed in SEEDS.items()},
}

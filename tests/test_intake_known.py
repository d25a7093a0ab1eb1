"""Formats that are known: told with what to do, or read; never taken for text."""
# ruff: noqa: E501 - samples are written as they are

import gzip
import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from search.article.model import Article
from search.errors import Unreadable, Unsupported
from search.intake import known
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, plan, read


def items(data: bytes, name: str) -> list[Draft | Failure]:
    return list(read(Content.of_bytes(data, name, name)))


def articles(data: bytes, name: str) -> list[Article]:
    return [item.article for item in items(data, name) if isinstance(item, Draft)]


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(("offset", "magic", "kind"), known.SIGNATURES)
def test_every_signature_is_told_with_a_next_step(offset: int, magic: bytes, kind: known.Known) -> None:
    with pytest.raises(Unsupported) as told:
        items(b"\x01" * offset + magic + b"\x00\x01words" * 20, "a.bin")
    assert told.value.remedy.endswith(".")
    assert str(told.value).startswith("This is ")


TEXTS = {
    "a.opml": b'<?xml version="1.0"?><opml version="1.0"><body><outline text="x"/></body></opml>',
    "b.html": b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>B</TITLE><DL><DT><A HREF='https://e.org'>x</A></DL>",
    "c.tex": b"% a remark\n\\documentclass[12pt]{report}\n\\begin{document}Salt\\end{document}\n",
    "d.7": b'.\\" a remark\n.TH SALT 7\n.SH NAME\nsalt\n',
    "e.sql": b"-- dump\n\nCREATE TABLE salt (a INT);\nINSERT INTO salt VALUES (1);\n",
    "f.bib": b"% x\n@book{a, title={Salt}}\n",
    "g.ris": b"TY  - JOUR\nTI  - Salt\nER  - \n",
    "h.ics": b"BEGIN:VCALENDAR\nSUMMARY:Salt\nEND:VCALENDAR\n",
    "i.asc": b"-----BEGIN PGP MESSAGE-----\n\nabc\n",
    "j.ass": b"[Script Info]\nTitle: Salt\n",
    "k.zimab": b"\x00\x12 rest",
    "l.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "m.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><text>Salt</text></svg>",
    "n.odp": packed(mimetype="application/vnd.oasis.opendocument.presentation", content="<x/>"),
    "o.ipynb": b'{"cells": [], "nbformat": 4}',
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_known_kinds_are_no_articles(name: str) -> None:
    with pytest.raises(Unsupported, match="This is"):
        items(TEXTS[name], name)


SRT = b"1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>Salt</i> is dear.\n"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
READ: dict[str, tuple[bytes, str, str]] = {
    "talk.srt": (SRT, "talk", "Good morning. Salt is dear."),
    "talk.vtt": (
        b"WEBVTT - Salt talk\n\nNOTE by me\n\n00:01.000 --> 00:02.000\n<v Ada>Good morning.\n",
        "Salt talk",
        "Ada: Good morning.",
    ),
    "a.rtf": (
        rb"{\rtf1\ansi{\info{\title On salt}}Salt is dear.{\footnote Very dear.}\par}",
        "On salt",
        "Salt is dear.\n\nVery dear.",
    ),
    "a.rst": (
        b"On salt\n=======\n\n:Author: Ada\n\nSalt is **dear**, says `Bo <https://e.org>`_.\n\nMore\n----\n\n* a\n* b\n",
        "On salt",
        "Salt is dear, says Bo.\n\nMore\n\na\nb",
    ),
    "a.adoc": (
        b"= On salt\nAda Quill\n\nSalt is *dear*.\n\n== More\n\n* a\n",
        "On salt",
        "Salt is dear.\n\nMore\n\na",
    ),
    "a.org": (b"#+TITLE: On salt\n* More\nSalt is /dear/.\n", "On salt", "More\n\nSalt is dear."),
    "a.pptx": (
        packed(
            ppt__presentation=f"<p xmlns='{P}'/>",
            **{
                "ppt__presentation.xml": "<p/>",
                "ppt__slides__slide1.xml": "<s><sp><txBody><p><r><t>Salt</t></r></p></txBody></sp></s>",
            },
        ),
        "a",
        "Salt",
    ),
    "a.enex": (
        b'<?xml version="1.0"?><en-export><note><title>On salt</title><content><![CDATA[<en-note><div>Dear.</div>'
        b"</en-note>]]></content><created>20160307T100000Z</created></note></en-export>",
        "On salt",
        "Dear.",
    ),
    "a.fb2": (
        b'<?xml version="1.0"?><FictionBook><description><title-info><book-title>On salt</book-title></title-info>'
        b"</description><body><section><p>Dear.</p></section></body></FictionBook>",
        "On salt",
        "Dear.",
    ),
    "wiki.xml": (
        b"<mediawiki><siteinfo><sitename>W</sitename></siteinfo><page><title>Salt</title><ns>0</ns><revision><text>"
        b"'''Salt''' is [[cost|dear]].\n\n== Use ==\n* food</text></revision></page></mediawiki>",
        "Salt",
        "Salt is dear.\n\nUse\n\nfood",
    ),
    "book.txt": (
        b"The Project Gutenberg eBook of Salt\n\nTitle: Salt\nAuthor: Ada\n\n*** START OF THE PROJECT GUTENBERG EBOOK "
        b"SALT ***\n\nIt was dear.\n\n*** END OF THE PROJECT GUTENBERG EBOOK SALT ***\nLicence.\n",
        "Salt",
        "It was dear.",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_costs_little_is_read(name: str) -> None:
    data, title, body = READ[name]
    (found,) = articles(data, name)
    assert (found.title, found.body) == (title, body)


def test_compressed_pages() -> None:
    import lz4.frame
    import zstandard

    text = b"Salt is dear.\n\nIt was dearer once.\n"
    for pack in (gzip.compress, lz4.frame.compress, zstandard.ZstdCompressor().compress):
        (found,) = articles(pack(text), "a.txt.x")
        assert found.body.endswith("It was dearer once.")
    with pytest.raises(Unreadable, match="damaged"):
        items(b"\x04\x22\x4d\x18" + b"a" * 30, "a.lz4")


def test_extracted_text_of_web_archives() -> None:
    page = b"On salt\nSalt is dear.\n"
    head = b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://e.org/1\r\nWARC-Date: 2016-03-07T10:00:00Z\r\n"
    record = head + b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(page) + page + b"\r\n\r\n"
    (found,) = articles(record, "a.warc.wet")
    assert (found.title, found.url, found.body) == ("On salt", "https://e.org/1", "Salt is dear.")


RECORDS: tuple[tuple[object, tuple[str, str, str, str]], ...] = (
    ({"title": "T", "created_utc": 1457341200, "selftext": "Dear."}, ("T", "2016-03-07", "", "Dear.")),
    ({"title": "T", "publishedAt": "2016-03-07T10:00:00Z", "body": "<p>A &amp; b</p><p>c</p>"}, ("T", "2016-03-07", "", "A & b\n\nc")),
    ({"_id": "1", "_source": {"title": "T", "content": {"text": "Dear."}, "author": {"name": "Ada"}}}, ("T", "", "Ada", "Dear.")),
    ({"response": {"results": [{"webTitle": "T", "fields": {"body": "<p>Dear.</p>", "byline": "Ada"}}]}}, ("T", "", "Ada", "Dear.")),
    ({"list": {"7": {"resolved_title": "T", "excerpt": "Dear.", "time_added": "1457341200"}}}, ("T", "2016-03-07", "", "Dear.")),
    ({"title": {"rendered": "T"}, "content": {"rendered": "<p>Dear.</p>"}, "date": "2016-03-07"}, ("T", "2016-03-07", "", "Dear.")),
    ({"data": {"children": [{"kind": "t3", "data": {"title": "T", "selftext": "Dear."}}]}}, ("T", "", "", "Dear.")),
    ([{"title": "T", "abstract": "Dear.", "issued": {"date-parts": [[2016, 3]]}, "author": [{"family": "Quill", "given": "Ada"}]}], ("T", "2016-03", "Ada Quill", "Dear.")),
    ([{"title": "T", "url": "https://e.org/1", "tags": [{"tag": "x"}]}], ("T", "", "", "https://e.org/1")),
    ([{"href": "https://e.org", "description": "T", "extended": "Dear.", "time": "2016-03-07T10:00:00Z", "tags": "a b"}], ("T", "2016-03-07", "", "Dear.")),
    ([{"title": "T", "body": "a < b and c > d", "note": "mine"}], ("T", "", "", "a < b and c > d\n\nmine")),
)  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), RECORDS)
def test_exports_become_articles_with_what_they_hold(document: object, expected: tuple[str, ...]) -> None:
    (found,) = articles(json.dumps(document).encode(), "a.json")
    assert (found.title, found.date, found.byline, found.body) == expected


def test_deep_folders_are_read_and_what_is_passed_over_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "a.txt").write_bytes(b"Salt.")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1200):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    told: list[tuple[str, str]] = []
    found = [source.path.name for source in plan([tmp_path], lambda path, kind: told.append((path.name, kind)))]
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)  # what pytest tidies up with is recursive
    assert found == ["a.txt"]
    assert {("a.png", "pictures"), (".hidden", "hidden files")} <= set(told)


def test_one_bad_record_leaves_the_others(tmp_path: Path) -> None:
    good = "From a@e.org Mon Mar  7 10:00:00 2016\nFrom: a@e.org\nSubject: {0}\nDate: Mon, 7 Mar 2016 10:00:00 +0000\n\n{0}.\n\n"
    empty = "From a@e.org Mon Mar  7 10:00:00 2016\nFrom: a@e.org\nSubject: none\n\n\n"
    found = items((good.format("One") + empty + good.format("Two")).encode(), "a.mbox")
    assert [item.article.title if isinstance(item, Draft) else item.path for item in found] == [
        "One",
        "a.mbox#2",
        "Two",
    ]

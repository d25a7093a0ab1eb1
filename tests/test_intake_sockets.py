"""No importer reaches for the network: each format reads a sample full of addresses, sockets denied."""

from __future__ import annotations

import io
import json
import socket
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from search.intake.detect import detect
from search.intake.model import Content, Draft
from search.intake.pipeline import parse, plan
from search.intake.registry import FORMATS
from tests.samples import make_pdf, make_zim, packed, warc

URL = "http://127.0.0.1:9/x"
WORDS = "The harbour was closed for three days while the crew searched the bay. " * 5
PAGE = (
    f"<!DOCTYPE html SYSTEM '{URL}'><html><head><title>T</title><base href='{URL}'>"
    f"<link rel=stylesheet href='{URL}'><script src='{URL}'></script></head>"
    f"<body><article><img src='{URL}'><iframe src='{URL}'></iframe>"
    f"<p>{WORDS}</p></article></body></html>"
)
DOCTYPE = f"<?xml version='1.0'?><?xml-stylesheet href='{URL}'?><!DOCTYPE {{}} SYSTEM '{URL}'>"
RECORD = {"title": "T", "body": WORDS, "url": URL, "image": URL}


def message() -> EmailMessage:
    """A letter whose page asks for a picture."""
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "a@e.org", "T", "Mon, 4 May 2020 10:00:00 -0000"
    mail.set_content(PAGE, subtype="html")
    mail["Content-Location"] = URL
    return mail


def saved_page() -> bytes:
    """A page as a browser saves it in one message."""
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Date"] = "<Saved>", "T", "Mon, 4 May 2020 10:00:00 -0000"
    outer["Snapshot-Content-Location"] = URL
    outer["MIME-Version"] = "1.0"
    outer["Content-Type"] = 'multipart/related; type="text/html"; boundary="b"'
    outer.set_payload([message()])
    return outer.as_bytes()


def docx() -> bytes:
    w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    text = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
    relation = f"<Relationship Id='r1' Target='{URL}' TargetMode='External' Type='attachedTemplate'/>"
    return packed(
        {
            "word/document.xml": f"<w:document {w}><w:body>{text}</w:body></w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>",
        }
    )


def odt() -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = f"xmlns:o='{space}:office:1.0' xmlns:t='{space}:text:1.0'"
    linked = f"<t:p>{WORDS}<t:a xmlns:x='http://www.w3.org/1999/xlink' x:href='{URL}'>T</t:a></t:p>"
    content = f"<o:document-content {names}><o:body><o:text>{linked}</o:text></o:body></o:document-content>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def epub() -> bytes:
    container = "<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>"
    package = (
        "<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='a' href='a.xhtml' media-type="
        f"'application/xhtml+xml'/><item id='b' href='{URL}' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='a'/><itemref idref='b'/></spine></package>"
    )
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "p.opf": package,
            "a.xhtml": PAGE,
        }
    )


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = len(PAGE)
        archive.addfile(info, io.BytesIO(PAGE.encode()))
    return out.getvalue()


def workbook() -> bytes:
    """A sheet of one row, and a relation to another place."""
    sheet = (
        f"<worksheet><sheetData><row><c t='inlineStr'><is><t>{WORDS}</t></is></c></row></sheetData></worksheet>"
    )
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f"<workbook xmlns:r='{space}'><sheets><sheet name='T' r:id='r1'/></sheets></workbook>"
    relations = (
        "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml' Type='worksheet'/>"
        f"<Relationship Id='r2' Target='{URL}' TargetMode='External' Type='externalLink'/></Relationships>"
    )
    members: dict[str, str | bytes] = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed(members)


def slides() -> bytes:
    """A slide whose picture lies elsewhere."""
    slide = f"<s><sp><txBody><p><r><t>{WORDS}</t></r></p></txBody></sp></s>"
    relation = f"<Relationship Id='r1' Target='{URL}' TargetMode='External' Type='image'/>"
    relations = f"<Relationships>{relation}</Relationships>"
    rels = "ppt/slides/_rels/slide1.xml.rels"
    return packed({"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": slide, rels: relations})


NOTE = (
    "<en-export><note><title>T</title><content>"
    f"<![CDATA[<en-note><img src='{URL}'/>{WORDS}</en-note>]]></content>"
)
BOOK = (
    "<FictionBook><description><title-info><book-title>T</book-title></title-info></description>"
    f"<body><section><p>{WORDS}</p><image href='{URL}'/></section></body></FictionBook>"
)
DUMP = (
    "<mediawiki><siteinfo><sitename>W</sitename></siteinfo><page><title>T</title><ns>0</ns><revision>"
    f"<text>{WORDS} [{URL} x]</text></revision></page></mediawiki>"
)
ELSEWHERE = (
    "From: a\nSubject: b\nDate: c\nContent-Type: message/external-body; access-type=URL;"
    f' URL="{URL}"\n\nContent-Type: text/plain\n\n{WORDS}'
)
ARCHIVE = warc((URL, "text/html", 200, PAGE))
RSS = (
    f"<rss version='2.0'><channel><title>C</title><item><title>T</title><link>{URL}</link>"
    f"<description>{WORDS}</description><enclosure url='{URL}'/></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>C</title><entry><title>T</title><id>1</id>"
    f"<link href='{URL}'/><content src='{URL}'>{WORDS}</content></entry></feed>"
)
NITF = (
    f"<nitf><body><body.content><p>{WORDS}</p><media><media-reference source='{URL}'/></media>"
    "</body.content></body></nitf>"
)
NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='1'>"
    f"<contentMeta><headline>T</headline></contentMeta><contentSet><remoteContent href='{URL}'/>"
    f"<inlineXML><html xmlns='http://www.w3.org/1999/xhtml'><body><p>{WORDS}</p></body></html></inlineXML></contentSet></newsItem>"
)
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "next_url": URL,
    "items": [{"id": "1", "url": URL, "title": "T", "content_html": PAGE}],
}

SAMPLES: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "a.txt": ("text", lambda: f"T\n\n{WORDS}\n{URL}\n"),
    "a.md": ("markdown", lambda: f"# T\n\n![x]({URL}) {WORDS}\n\n[x]: {URL}\n"),
    "a.jsonl": ("jsonl", lambda: json.dumps(RECORD) + "\n"),
    "a.json": ("json", lambda: json.dumps([RECORD])),
    "a.csv": ("csv", lambda: f"title,body,url\nT,{WORDS},{URL}\n"),
    "a.html": ("html", lambda: PAGE),
    "rss.xml": ("feed", lambda: DOCTYPE.format("rss") + RSS),
    "atom.xml": ("feed", lambda: ATOM),
    "feed.json": ("feed", lambda: json.dumps(JSON_FEED)),
    "a.eml": ("mail", lambda: message().as_bytes()),
    "a.mbox": ("mail", lambda: b"From a@e.org Mon May  4 10:00:00 2020\n" + message().as_bytes()),
    "elsewhere.eml": ("mail", lambda: ELSEWHERE),
    "a.mhtml": ("mail", saved_page),
    "a.docx": ("docx", docx),
    "a.odt": ("odt", odt),
    "a.epub": ("epub", epub),
    "a.pdf": ("pdf", lambda: make_pdf([[WORDS, URL]])),
    "a.warc": ("warc", lambda: ARCHIVE),
    "a.wacz": ("wacz", lambda: packed({"datapackage.json": "{}", "archive/a.warc": ARCHIVE})),
    "a.zip": ("zip", lambda: packed({"a.html": PAGE})),
    "a.tar": ("tar", tar),
    "a.sgm": (
        "reuters",
        lambda: (
            f"<!DOCTYPE lewis SYSTEM '{URL}'>\n<REUTERS NEWID='1'><TEXT><BODY>{WORDS}</BODY></TEXT></REUTERS>"
        ),
    ),
    "nitf.xml": ("newsml", lambda: DOCTYPE.format("nitf") + NITF),
    "newsml.xml": ("newsml", lambda: NEWSML),
    "a.xlsx": ("xlsx", workbook),
    "a.pptx": ("pptx", slides),
    "a.enex": ("enex", lambda: f"<?xml version='1.0'?>{NOTE}</note></en-export>"),
    "a.fb2": ("fb2", lambda: f"<?xml version='1.0'?>{BOOK}"),
    "wiki.xml": ("mediawiki", lambda: DUMP),
    "a.rtf": ("rtf", lambda: f"{{\\rtf1\\ansi {WORDS} {URL}\\par}}"),
    "a.srt": ("subtitles", lambda: f"1\n00:00:01,000 --> 00:00:02,500\n{WORDS} {URL}\n"),
    "a.rst": ("rst", lambda: f"Title\n=====\n\n{WORDS}\n\n.. image:: {URL}\n.. include:: {URL}\n"),
    "a.adoc": ("asciidoc", lambda: f"= Title\n\n{WORDS}\n\ninclude::{URL}[]\n"),
    "a.org": ("org", lambda: f"#+TITLE: T\n* More\n{WORDS}\n[[{URL}]]\n#+INCLUDE: {URL}\n"),
    "book.txt": (
        "gutenberg",
        lambda: (
            "The Project Gutenberg eBook of Salt\n\nTitle: Salt\n\n"
            "*** START OF THE PROJECT GUTENBERG EBOOK SALT ***"
            f"\n\n{WORDS} {URL}\n\n*** END OF THE PROJECT GUTENBERG EBOOK SALT ***\n"
        ),
    ),
    "a.zim": ("zim", lambda: b""),
}
"""File name -> its format and what makes it; a ZIM file is written by its library."""


class _Watch:
    """Counts and denies what reaches for the network. An audit hook sees all that Python does, and stays."""

    def __init__(self) -> None:
        self.events: list[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.events is not None and event.startswith(("socket.", "urllib.", "http.", "ftplib.")):
            self.events.append(event)
            raise PermissionError(f"an importer tried {event}")

    @contextmanager
    def on(self) -> Iterator[list[str]]:
        """What was tried, while the block runs."""
        tried: list[str] = []
        self.events = tried
        try:
            yield tried
        finally:
            self.events = None


WATCH = _Watch()


@pytest.mark.parametrize("name", SAMPLES)
def test_no_importer_opens_a_socket(name: str, tmp_path: Path) -> None:
    format, make = SAMPLES[name]
    path = tmp_path / name
    if format == "zim":
        pytest.importorskip("libzim.writer")
        make_zim(path, ("T", "text/html", PAGE))
    else:
        made = make()
        path.write_bytes(made.encode() if isinstance(made, str) else made)
    assert detect(Content.of_file(path)) == format
    (source,) = plan([path])
    with WATCH.on() as tried:
        found = list(parse(source))
    assert tried == []
    assert any(isinstance(item, Draft) for item in found), found


def test_every_registered_format_has_a_sample() -> None:
    assert {format for format, _ in SAMPLES.values()} == set(FORMATS)


@pytest.mark.parametrize("reach", [socket.socket, lambda: socket.getaddrinfo("localhost", 9)])
def test_a_socket_would_be_noticed(reach: Callable[[], object]) -> None:
    with WATCH.on() as tried, pytest.raises(PermissionError):
        reach()
    assert tried

"""Texts written in every format: the same paragraphs, as each program would store them."""
# ruff: noqa: E501 - formats are written as they are

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from tests.samples import make_pdf, make_zim, packed, warc

Writer = Callable[[list[str]], bytes]
TITLE = "Ledger"
"""The title of every text, where the format has a place for one."""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_P = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _each(form: str, texts: list[str], between: str = "") -> str:
    """Every text, escaped for XML, in a form such as ``<p>{}</p>``."""
    return between.join(form.format(escape(text)) for text in texts)


def _page(texts: list[str]) -> str:
    return f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{_each('<p>{}</p>', texts)}</article></body></html>"


def _record(texts: list[str]) -> dict[str, str]:
    return {"id": "1", "title": TITLE, "body": "\n\n".join(texts)}


def _csv(texts: list[str]) -> bytes:
    body = "\n\n".join(texts).replace('"', '""')
    return f'id,title,body\n1,{TITLE},"{body}"\n'.encode()


def _tar(texts: list[str]) -> bytes:
    out, data = io.BytesIO(), _page(texts).encode()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.html")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _feed(texts: list[str]) -> bytes:
    body = escape(_each("<p>{}</p>", texts))
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>F</title><item><title>{TITLE}</title><guid>1</guid><content:encoded>{body}</content:encoded></item></channel></rss>'.encode()


def _mail(texts: list[str]) -> bytes:
    head = f"From: Ada <ada@p.example>\nTo: Bob <bob@p.example>\nSubject: {TITLE}\nMessage-ID: <1@p.example>\nDate: Tue, 05 Mar 2019 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    return (head + "\n\n".join(texts) + "\n").encode()


def _docx(texts: list[str]) -> bytes:
    body = _each('<w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p>', texts)
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
    )


def _odt(texts: list[str]) -> bytes:
    body = _each("<text:p>{}</text:p>", texts)
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_OFFICE}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        }
    )


def _epub(texts: list[str]) -> bytes:
    opf = f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{TITLE}</dc:title></metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>',
            "p.opf": opf,
            "c.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{_each("<p>{}</p>", texts)}</body></html>',
        }
    )


def _pdf(texts: list[str]) -> bytes:
    return make_pdf([[text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for text in texts]])


def _wacz(texts: list[str]) -> bytes:
    return packed({"datapackage.json": "{}", "archive/data.warc": _warc(texts)})


def _warc(texts: list[str]) -> bytes:
    return warc(("https://p.example/a", "text/html; charset=utf-8", 200, _page(texts)))


def _reuters(texts: list[str]) -> bytes:
    body = _each("    {}\n", texts)
    return f'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS NEWID="1">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>cocoa</D></TOPICS>\n<UNKNOWN>C T f1</UNKNOWN>\n<TEXT><TITLE>{TITLE}</TITLE><DATELINE>    OSLO, Feb 26 - </DATELINE><BODY>{body} Reuter\n</BODY></TEXT>\n</REUTERS>\n'.encode()


def _newsml(texts: list[str]) -> bytes:
    return f'<?xml version="1.0"?><nitf><head><title>{TITLE}</title></head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head><body.content><block>{_each("<p>{}</p>", texts)}</block></body.content></body></nitf>'.encode()


def _markdown(texts: list[str]) -> bytes:
    return f"---\ntitle: {TITLE}\nlayout: post\n---\n{_each('{}', texts, chr(10) * 2)}\n".encode()


def _pptx(texts: list[str]) -> bytes:
    body = _each("<a:p><a:r><a:t>{}</a:t></a:r></a:p>", texts)
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "ppt/presentation.xml": f'<p:presentation {_P} {_R}><p:sldIdLst><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/slide" Target="slides/slide1.xml"/></Relationships>',
            "ppt/slides/slide1.xml": f"<p:sld {_P}><p:cSld><p:spTree><p:sp><p:txBody>{body}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
        }
    )


def _xlsx(texts: list[str]) -> bytes:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{escape(text)}</t></is></c></row>'
        for n, text in enumerate(texts, 1)
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook {_S} {_R}><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{rows}</sheetData></worksheet>",
        }
    )


def _rtf(texts: list[str]) -> bytes:
    def said(text: str) -> str:
        escaped = "".join(f"\\{c}" if c in "\\{}" else c for c in text)
        return "".join(c if ord(c) < 128 else "".join(_units(c)) for c in escaped)

    body = "\\par ".join(map(said, texts))
    return f"{{\\rtf1\\ansi\\uc1{{\\info{{\\title {TITLE}}}}}{{\\header Page head}}{body}\\par}}".encode()


def _units(char: str) -> list[str]:
    """A character as RTF writes it: signed numbers of UTF-16."""
    raw = char.encode("utf-16-le")
    numbers = [int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2)]
    return [f"\\u{number}?" for number in numbers]


def _mediawiki(texts: list[str]) -> bytes:
    source = escape("\n\n".join(("{{Infobox|a=b}}", *texts, "[[Category:Salt]]")))
    return f'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="en"><siteinfo><sitename>W</sitename></siteinfo><page><title>{TITLE}</title><ns>0</ns><id>1</id><revision><id>2</id><timestamp>2020-01-01T00:00:00Z</timestamp><text>{source}</text></revision></page></mediawiki>'.encode()


def _enex(texts: list[str]) -> bytes:
    body = f'<?xml version="1.0"?><en-note>{_each("<div>{}</div>", texts)}</en-note>'
    return f'<?xml version="1.0"?><en-export><note><title>{TITLE}</title><content><![CDATA[{body}]]></content><created>20200101T000000Z</created></note></en-export>'.encode()


def _fb2(texts: list[str]) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><book-title>{TITLE}</book-title></title-info></description><body><section>{_each("<p>{}</p>", texts)}</section></body></FictionBook>'.encode()


def _subtitles(texts: list[str]) -> bytes:
    return "\n".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n<i>{escape(text)}</i>\n"
        for n, text in enumerate(texts, 1)
    ).encode()


def _gutenberg(texts: list[str]) -> bytes:
    return (
        f"The Project Gutenberg eBook of {TITLE}\n\nTitle: {TITLE}\n\n*** START OF THE PROJECT GUTENBERG EBOOK {TITLE} ***\n\n"
        + "\n\n".join(texts)
        + "\n\n*** END OF THE PROJECT GUTENBERG EBOOK ***\n\nThe licence.\n"
    ).encode()


def _rst(texts: list[str]) -> bytes:
    return (
        f"{'=' * 20}\n{TITLE}\n{'=' * 20}\n\n:Author: Ada\n\n"
        + "\n\n".join(texts)
        + "\n\n.. code-block:: sh\n   :linenos:\n\n   ls -l\n\n1. one `two <https://p.example>`_\n"
    ).encode()


def _asciidoc(texts: list[str]) -> bytes:
    return (
        f"= {TITLE}\nAda Quimby <a@p.example>\nv1.0, 2020-01-01: first\n:toc:\n\n"
        + "\n\n".join(texts)
        + "\n\n== More\n\n----\nls -l\n----\n\nlink:https://p.example[two]\n"
    ).encode()


def _org(texts: list[str]) -> bytes:
    return (
        f"#+TITLE: {TITLE}\n#+STARTUP: overview\n\n"
        + "\n\n".join(texts)
        + "\n\n* TODO More :tag:\n#+BEGIN_SRC sh\nls -l\n#+END_SRC\n[[https://p.example][two]]\n"
    ).encode()


def _wet(texts: list[str]) -> bytes:
    body = f"{TITLE}\n{chr(10).join(texts)}\n".encode()
    head = f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://p.example/a\r\nWARC-Date: 2020-05-04T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


WRITERS: dict[str, tuple[str, Writer]] = {
    "text": ("a.txt", lambda texts: (f"{TITLE}\n\n" + "\n\n".join(texts) + "\n").encode()),
    "jsonl": ("a.jsonl", lambda texts: (json.dumps(_record(texts)) + "\n").encode()),
    "json": ("a.json", lambda texts: json.dumps({"articles": [_record(texts)]}).encode()),
    "csv": ("a.csv", _csv),
    "zip": ("a.zip", lambda texts: packed({"a.html": _page(texts)})),
    "tar": ("a.tar", _tar),
    "feed": ("a.xml", _feed),
    "mail": ("a.eml", _mail),
    "docx": ("a.docx", _docx),
    "odt": ("a.odt", _odt),
    "epub": ("a.epub", _epub),
    "pdf": ("a.pdf", _pdf),
    "warc": ("a.warc", _warc),
    "wet": ("a.warc.wet", _wet),
    "wacz": ("a.wacz", _wacz),
    "reuters": ("a.sgm", _reuters),
    "newsml": ("a.xml", _newsml),
    "html": ("a.html", lambda texts: _page(texts).encode()),
    "markdown": ("a.md", _markdown),
    "pptx": ("a.pptx", _pptx),
    "xlsx": ("a.xlsx", _xlsx),
    "rtf": ("a.rtf", _rtf),
    "mediawiki": ("a.xml", _mediawiki),
    "enex": ("a.enex", _enex),
    "fb2": ("a.fb2", _fb2),
    "subtitles": ("a.srt", _subtitles),
    "gutenberg": ("a.txt", _gutenberg),
    "rst": ("a.rst", _rst),
    "asciidoc": ("a.adoc", _asciidoc),
    "org": ("a.org", _org),
}
"""Format -> the name of a file, and the bytes that hold some paragraphs. ZIM is :func:`write_zim`'s."""
LIGHT = frozenset({"text", "markdown", "mediawiki", "gutenberg", "rst", "asciidoc", "org", "reuters", "wet"})
"""Formats in which punctuation is markup, or the look of a line tells what it is."""


def write_zim(path: Path, texts: list[str]) -> None:
    """The same as a ZIM file. Needs libzim."""
    make_zim(path, ("a", "text/html", _page(texts)))

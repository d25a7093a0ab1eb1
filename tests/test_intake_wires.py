"""Agency wires and web archives: Reuters SGML, NITF, NewsML-G2, WARC, WACZ."""

import io
import zipfile
from pathlib import Path

import pytest

from search.article.model import Article, BlockKind
from search.errors import IntakeError, NotAnArticle, Unreadable
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, parse, plan, read
from tests.samples import PAGE, make_zim, warc

REUTERS = """<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" LEWISSPLIT="TRAIN" OLDID="5544" NEWID="1">
<DATE>26-FEB-1987 15:01:01.79</DATE>
<TOPICS><D>cocoa</D></TOPICS>
<PLACES><D>el-salvador</D><D>usa</D></PLACES>
<UNKNOWN>&#5;&#5;&#5;C T</UNKNOWN>
<TEXT>&#2;
<TITLE>HARBOUR &lt;HBR> TO CLOSE</TITLE>
<AUTHOR>    By A. Person, Reuters</AUTHOR>
<DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>The harbour will close for
three days, the port said.
    It will open again after that,
a spokesman said.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="2"><DATE>bad</DATE><TEXT TYPE="UNPROC">&#2;
unstructured &amp; short</TEXT></REUTERS>
<REUTERS NEWID="3"><TEXT></TEXT></REUTERS>
"""

NITF = """<?xml version="1.0"?><nitf><head><title>In short</title><docdata><doc-id id-string="n-1"/>
<date.issue norm="20200504T100000Z"/><key-list><keyword key="harbour"/></key-list></docdata></head>
<body><body.head><hedline><hl1>Harbour closed</hl1><hl2>For three days</hl2></hedline>
<byline>By A. Person</byline><dateline><location>OSLO</location></dateline></body.head>
<body.content><block><p>First <em>paragraph</em>.</p><ul><li>one</li><li>two</li></ul>
<media><media-reference source="x"/><media-caption>A boat.</media-caption></media><p>Last.</p></block>
</body.content></body></nitf>"""

NEWSML = """<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:e.org:1" xml:lang="en-US"><itemMeta><firstCreated>2020-05-04T10:00:00Z</firstCreated>
<provider><name>The Agency</name></provider></itemMeta><contentMeta><headline>Harbour closed</headline>
<by>A. Person</by><subject><name>harbour</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>no</title></head><body><p>One.</p><p>Two <a href="https://e.org">link</a>.</p></body></html></inlineXML>
</contentSet></newsItem>
<newsItem guid="urn:2"><contentMeta><headline>Picture</headline></contentMeta></newsItem>
</itemSet></newsMessage>"""


def items(data: bytes | str, name: str) -> list[Draft | Failure]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read(Content.of_bytes(raw, name, name)))


def articles(data: bytes | str, name: str) -> list[Article]:
    return [item.article for item in items(data, name) if isinstance(item, Draft)]


def test_reuters() -> None:
    first, second = articles(REUTERS, "a.sgm")
    assert (first.title, first.date, first.byline) == ("HARBOUR <HBR> TO CLOSE", "1987-02-26", "A. Person")
    assert (first.dateline, first.place) == ("SALVADOR, Feb 26", "Salvador")
    assert (first.tags, first.source_key) == (("cocoa", "el-salvador", "usa"), "reuters-1")
    assert [block.text for block in first.blocks] == [
        "The harbour will close for three days, the port said.",
        "It will open again after that, a spokesman said.",
    ]
    assert second.body == "unstructured & short"
    assert [item.path for item in items(REUTERS, "a.sgm") if isinstance(item, Failure)] == ["a.sgm#3"]


def test_nitf() -> None:
    (found,) = articles(NITF, "a.xml")
    assert (found.title, found.subtitle, found.date) == ("Harbour closed", "For three days", "2020-05-04")
    assert (found.source_key, found.place, found.tags) == ("n-1", "Oslo", ("harbour",))
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "First paragraph."),
        (BlockKind.LIST, "one\ntwo"),
        (BlockKind.CAPTION, "A boat."),
        (BlockKind.PARAGRAPH, "Last."),
    ]


def test_newsml() -> None:
    found = items(NEWSML, "a.xml")
    assert [type(item) for item in found] == [Draft, Failure]
    (item,) = articles(NEWSML, "a.xml")
    assert (item.title, item.byline, item.organisation) == ("Harbour closed", "A. Person", "The Agency")
    assert (item.date, item.language, item.tags) == ("2020-05-04", "en", ("harbour",))
    assert item.body == "One.\n\nTwo link."


def test_an_item_without_text_is_refused() -> None:
    with pytest.raises(NotAnArticle):
        items("<nitf><head/><body><body.content/></body></nitf>", "a.xml")


def test_broken_xml_is_refused() -> None:
    with pytest.raises(Unreadable, match="XML is damaged"):
        items(NITF[:300], "a.xml")


ARCHIVE = warc(
    ("https://e.org/one", "text/html; charset=utf-8", 200, PAGE.format("One")),
    ("https://e.org/missing", "text/html", 404, PAGE.format("Missing")),
    ("https://e.org/a.png", "image/png", 200, "not a picture"),
    ("https://e.org/empty", "text/html", 200, "<html></html>"),
    ("https://e.org/two", "text/html", 200, PAGE.format("Two")),
)


def test_a_web_archive() -> None:
    found = items(ARCHIVE, "a.warc")
    assert [item.article.title for item in found if isinstance(item, Draft)] == ["One", "Two"]
    first = articles(ARCHIVE, "a.warc")[0]
    assert (first.url, first.source_key) == ("https://e.org/one", "e.org/one")
    assert first.renditions[0].path == "a.warc!https://e.org/one"
    assert [item.path for item in found if isinstance(item, Failure)] == ["a.warc!https://e.org/empty"]


def test_a_packed_web_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", '{"title": "no article"}')
        archive.writestr("archive/data.warc", ARCHIVE)
    assert [found.title for found in articles(out.getvalue(), "a.wacz")] == ["One", "Two"]


def test_what_is_whole_in_a_cut_web_archive_is_read() -> None:
    found = items(ARCHIVE[: ARCHIVE.index(b"https://e.org/missing") - 60], "a.warc")
    assert [item.article.title for item in found if isinstance(item, Draft)] == ["One"]


def test_library_remarks_stay_off_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    items(ARCHIVE[:-3].replace(b"https://e.org/two", b"https://e.org/t o"), "a.warc")
    assert capsys.readouterr() == ("", "")


def test_a_zim_file(tmp_path: Path) -> None:
    pytest.importorskip("libzim.writer")
    path = tmp_path / "a.zim"
    make_zim(
        path,
        ("One", "text/html", PAGE.format("One")),
        ("Two", "text/html", PAGE.format("Two")),
        ("style", "text/css", "p {}"),
    )
    (source,) = plan([path])
    found = [item.article for item in parse(source) if isinstance(item, Draft)]
    assert sorted(item.title for item in found) == ["One", "Two"]
    assert found[0].renditions[0].format == "zim"


def test_a_damaged_zim_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zim"
    path.write_bytes(b"ZIM\x04" + bytes(200))
    (source,) = plan([path])
    with pytest.raises(IntakeError):
        list(parse(source))

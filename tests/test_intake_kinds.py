"""What other programs write: the same kinds of mail, documents, records, feeds and containers in unusual forms."""
# ruff: noqa: E501 - samples are written as they are

import base64
import csv
import io
import json
import tarfile
from collections.abc import Callable

import pytest

from search.article.model import Article, BlockKind
from search.errors import Unreadable
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, read
from tests.samples import packed

TEXT = "The harbour board has put off the crane until March, said the director on Monday."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def items(data: bytes | str, name: str) -> list[Draft | Failure]:
    raw = data.encode() if isinstance(data, str) else data
    return list(read(Content.of_bytes(raw, name, name)))


def articles(data: bytes | str, name: str) -> list[Article]:
    return [item.article for item in items(data, name) if isinstance(item, Draft)]


def one(data: bytes | str, name: str) -> Article:
    (found,) = articles(data, name)
    assert not any("neither in the article" in warning for warning in found.warnings)
    return found


# Mail


def mail(
    subject: str = "Crane", extra: str = "", body: str = "Body.\n", sender: str = "Ada <ada@p.example>"
) -> str:
    return f"From: {sender}\nSubject: {subject}\nMessage-ID: <{subject}@p>\nMIME-Version: 1.0\n{extra}\n{body}"


def test_a_list_puts_its_footer_behind_base64() -> None:
    body = base64.encodebytes((TEXT * 3).encode()).decode()
    found = one(
        mail(extra="Content-Transfer-Encoding: base64\n", body=f"{body}\n_____\nlist footer words\n"), "a.eml"
    )
    assert [block.text for block in found.blocks] == [TEXT * 3, "_____\nlist footer words"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_a_header_in_bytes(encoding: str) -> None:
    assert one(mail("Café Zürich reopens").encode(encoding), "a.eml").title == "Café Zürich reopens"


@pytest.mark.parametrize("sender", ["ada@p.example (Ada Quimby)", "ada at p.example (=?utf-8?q?Ada_Quimby?=)"])
def test_a_name_beside_the_address(sender: str) -> None:
    assert one(mail(sender=sender), "a.eml").byline == "Ada Quimby"


def test_a_mailbox_that_counts_its_bytes() -> None:
    body = "First.\n\nFrom x@y Tue Mar  5 10:00:00 2019\nSubject: none\n\nStill the first.\n"
    first = f"From a@b Tue Mar  5 10:00:00 2019\n{mail('One', f'Content-Length: {len(body)}' + chr(10), body)}"
    second = f"\nFrom a@b Tue Mar  5 10:00:00 2019\n{mail('Two')}"
    assert [found.title for found in articles(first + second, "a.mbox")] == ["One", "Two"]
    assert "Still the first." in articles(first + second, "a.mbox")[0].body
    wrong = first.replace(f"Length: {len(body)}", "Length: 9")
    assert [found.title for found in articles(wrong + second, "a.mbox")] == ["One", "none", "Two"]


# Documents


def word(body: str, space: str = W, main: str = "word/document.xml", **more: str) -> bytes:
    parts = {f"word/{name}.xml": text for name, text in more.items()}
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            main: f"<w:document {space}><w:body>{body}</w:body></w:document>",
            **parts,
        }
    )


def para(*texts: str) -> str:
    return f"<w:p>{''.join(text if text.startswith('<') else f'<w:r><w:t>{text}</w:t></w:r>' for text in texts)}</w:p>"


def test_remarks_page_heads_formulas_and_readings_of_a_document() -> None:
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>kan</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    formula = "<m:oMathPara><m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath></m:oMathPara>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>"
    found = one(
        word(
            para(TEXT) + formula + para(ruby, "字", hidden),
            comments=f'<w:comments {W}><w:comment w:author="Bob">{para("Is it true?")}</w:comment></w:comments>',
            header1=f"<w:hdr {W}>{para('Harbour Board')}</w:hdr>",
            footer2=f"<w:ftr {W}>{para('Page 1')}</w:ftr>",
        ),
        "a.docx",
    )
    assert [block.text for block in found.blocks if not block.hidden] == [
        TEXT,
        "E=mc",
        "漢字",
        "Bob: Is it true?",
    ]
    assert [block.text for block in found.blocks if block.hidden] == ["Page 1", "Harbour Board"]


def test_documents_of_the_strict_kind_and_with_another_main_part() -> None:
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Head</w:t></w:r></w:p>{para(TEXT)}'
    assert one(word(body, strict), "a.docx").title == "Head"
    relations = (
        '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    moved = packed(
        {
            "_rels/.rels": relations,
            "word/document2.xml": f"<w:document {W}><w:body>{para(TEXT)}</w:body></w:document>",
        }
    )
    assert one(moved, "a.docx").body == TEXT


def test_remarks_of_an_opendocument_text() -> None:
    spaces = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    body = f"<text:p>{TEXT}<office:annotation><dc:creator>Bob</dc:creator><text:p>Is it true?</text:p></office:annotation></text:p>"
    data = packed({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<x {spaces} xmlns:s='urn:s'><s:header><text:p>Harbour Board</text:p></s:header></x>",
    })  # fmt: skip
    found = one(data, "a.odt")
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, TEXT), (BlockKind.NOTE, "Bob\nIs it true?"), (BlockKind.BOILERPLATE, "Harbour Board"),
    ]  # fmt: skip


def test_notes_boxes_heads_and_pictographs_of_rtf() -> None:
    pytest.importorskip("striprtf")
    rtf = (
        r"{\rtf1\ansi{\header Harbour Board}Salt \u-10179?\u-8704? is dear.{\footnote Very {\i dear}.}"
        r"{\shp{\*\shpinst{\shptxt Boxed words here.}}}\par}"
    )
    found = one(rtf, "a.rtf")
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "Salt \U0001f600 is dear."),
        (BlockKind.BOILERPLATE, "Harbour Board"),
        (BlockKind.NOTE, "Very dear."),
        (BlockKind.PARAGRAPH, "Boxed words here."),
    ]


def test_front_matter_of_a_book_is_apart_from_its_chapters() -> None:
    def page(body: str) -> str:
        return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'

    pages = {
        "title": page("<p>The Lock by Ada</p>"),
        "rights": page("<p>All rights reserved.</p>"),
        "toc": page('<nav><h1>Contents</h1><ol><li><a href="two.xhtml">Gates</a></li></ol></nav>'),
        "two": page(f"<p>{TEXT}</p>"),
        "three": page(f"<h1>Water</h1><p>{TEXT}</p>"),
        "four": page(f"<p>More. {TEXT}</p>"),
    }
    manifest = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml" properties="{"nav" if name == "toc" else ""}"/>'
        for name in pages
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    data = packed({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>',
        "p.opf": f'<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The Lock</dc:title></metadata><manifest>{manifest}</manifest><spine>{spine}</spine></package>',
        **{f"{name}.xhtml": text for name, text in pages.items()},
    })  # fmt: skip
    front = "The Lock: front matter"
    assert [found.title for found in articles(data, "a.epub")] == [
        front,
        front,
        "The Lock: Gates",
        "The Lock: Water",
        "The Lock",
    ]


# Records

RECORDS: list[tuple[object, dict[str, object]]] = [
    (
        {
            "response": {
                "docs": [
                    {
                        "headline": {"main": "Crane", "print_headline": "CRANE"},
                        "abstract": "Short.",
                        "lead_paragraph": TEXT,
                        "byline": {"original": "By Ada Quimby"},
                        "pub_date": "2019-03-05T10:00:00+0000",
                    }
                ]
            }
        },
        {"title": "Crane", "body": TEXT, "byline": "Ada Quimby", "date": "2019-03-05"},
    ),
    (
        [{"objectID": "1", "title": "Crane", "story_text": TEXT, "created_at_i": 1551780000}],
        {"body": TEXT, "date": "2019-03-05"},
    ),
    (
        [{"id_str": "99", "full_text": TEXT, "user": {"screen_name": "ada"}}],
        {"source_key": "99", "byline": "ada", "body": TEXT},
    ),
    ([{"title": "Crane", "story_markup": TEXT}], {"title": "Crane", "body": TEXT}),
    (
        [
            {
                "id": 5,
                "title": {"rendered": "Crane &amp; lock"},
                "content": {"rendered": f"<p>{TEXT}</p>"},
                "author": 3,
                "tags": [1, 2],
            }
        ],
        {"title": "Crane & lock", "byline": "", "tags": ()},
    ),
    (
        [{"Titel": "Kran", "Inhalt": TEXT, "Datum": "5.3.2019", "Autor": "Ada"}],
        {"title": "Kran", "body": TEXT, "date": "2019-03-05", "byline": "Ada"},
    ),
    (
        {
            "title": "Crane",
            "body": [
                {"type": "heading", "text": "First"},
                {"type": "paragraph", "text": TEXT},
                {"type": "image", "caption": "At night", "src": "x.png"},
                {"type": "list", "items": ["one", "two"]},
            ],
        },
        {"title": "Crane", "body": f"First\n\n{TEXT}\n\nAt night\n\none\ntwo"},
    ),
    (
        {
            "title": "Crane",
            "content": {
                "type": "doc",
                "content": [
                    {
                        "type": "paragraph",
                        "content": [
                            {"type": "text", "text": "The harbour "},
                            {"type": "text", "marks": [{"type": "bold"}], "text": "board"},
                        ],
                    },
                    {"type": "paragraph", "content": [{"type": "text", "text": "a < b"}]},
                ],
            },
        },
        {"title": "Crane", "body": "The harbour board\n\na < b"},
    ),
    (
        [
            {
                "title": "Crane",
                "body": [
                    {"children": [{"text": "One "}, {"text": "two", "bold": True}]},
                    {"children": [{"text": "Three"}]},
                ],
            }
        ],
        {"body": "One two\n\nThree"},
    ),
]


@pytest.mark.parametrize(("document", "wanted"), RECORDS)
def test_records_as_programs_export_them(document: object, wanted: dict[str, object]) -> None:
    found = one(json.dumps(document), "a.json")
    assert {name: getattr(found, name) for name in wanted} == wanted


@pytest.mark.parametrize("between", ["\n", "\n\x1e", "", ",\n"])
def test_documents_after_one_another(between: str) -> None:
    texts = [json.dumps({"title": title, "body": TEXT}, indent=2) for title in "AB"]
    assert [found.title for found in articles(between.join(texts), "a.json")] == ["A", "B"]


def test_a_comma_too_many() -> None:
    assert [found.title for found in articles(f'[{{"title": "A", "body": "{TEXT}"}},\n]\n', "a.json")] == ["A"]


def test_a_table_of_a_spreadsheet_in_german() -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(
        [["ID", "Titel", "Text", "Datum"], ["1", "Kran", TEXT, "05.03.2019"]]
    )
    found = one(out.getvalue().encode("utf-16"), "a.csv")
    assert (found.title, found.body, found.date) == ("Kran", TEXT, "2019-03-05")


# Feeds


def test_links_of_an_entry_lead_where_the_feed_means_them_to() -> None:
    pytest.importorskip("feedparser")
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://p.example/blog/"><title>F</title><entry><id>tag:1</id><title>A</title><content type="html">&lt;p&gt;{TEXT} &lt;a href="two.html"&gt;more&lt;/a&gt;&lt;/p&gt;</content></entry></feed>'
    found = one(feed, "a.xml")
    assert (found.url, found.source_key) == ("", "guid:tag:1")
    assert [span.target for block in found.blocks for span in block.spans] == [
        "https://p.example/blog/two.html"
    ]


def test_an_export_of_wordpress() -> None:
    pytest.importorskip("feedparser")
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    post = f"<item><title>Crane</title><wp:post_type>post</wp:post_type><wp:post_date>2019-03-05 10:00:00</wp:post_date><content:encoded><![CDATA[<p>{TEXT}</p>\n\n[caption id=1]A crane[/caption]\n\nThe end.]]></content:encoded></item>"
    empty = "<item><title>Draft</title><wp:post_type>post</wp:post_type></item>"
    found, failed = items(
        f"<rss version='2.0' {spaces}><channel><title>F</title>{post}{empty}</channel></rss>", "a.xml"
    )
    assert isinstance(found, Draft)
    assert isinstance(failed, Failure)
    assert (found.article.date, [block.text for block in found.article.blocks]) == (
        "2019-03-05",
        [TEXT, "A crane", "The end."],
    )


def test_a_feed_that_breaks_off_is_told() -> None:
    pytest.importorskip("feedparser")
    feed = f"<rss version='2.0'><channel><title>F</title><item><title>A</title><description>{TEXT}</description></item><item><title>B</ti"
    assert any("not well-formed" in warning for warning in articles(feed, "a.xml")[0].warnings)


# Containers


def tar(*names: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in names:
            data = f"Title {name}\n\n{TEXT}\n".encode()
            entry = tarfile.TarInfo(f"{name}.txt")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize(("damaged", "kept"), [
    (lambda data: data[:1024] + b"X" * 512 + data[1536:], ["Title A", "Title C"]),
    (lambda data: data[: 1024 + 300], ["Title A"]),
    (lambda data: data[: 1024 + 520], ["Title A"]),
    (lambda data: data[:3072] + tar("D"), ["Title A", "Title B", "Title C", "Title D"]),
])  # fmt: skip
def test_a_damaged_archive_gives_what_is_good(damaged: Callable[[bytes], bytes], kept: list[str]) -> None:
    found: list[str] = []
    told = ""
    try:
        members = read(Content.of_bytes(damaged(tar("A", "B", "C")), "a.tar", "a.tar"))
        found.extend(item.article.title if isinstance(item, Draft) else item.reason for item in members)
    except Unreadable as error:
        told = str(error)
    assert found == kept
    assert bool(told) is (len(kept) < 3)

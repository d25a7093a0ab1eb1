"""Office documents, books, PDF: structure, properties, damage."""

from contextlib import suppress

import pytest

from search.article.model import Article, BlockKind, SpanKind
from search.errors import IntakeError, NotAnArticle, Unreadable
from search.intake.formats import pdf
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, read
from tests.samples import make_pdf, packed

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>{title}</dc:title><dc:creator>A. Person</dc:creator><cp:keywords>one, two</cp:keywords>
<dcterms:created>2020-05-04T10:00:00Z</dcterms:created></cp:coreProperties>"""


def items(data: bytes, name: str) -> list[Draft | Failure]:
    return list(read(Content.of_bytes(data, name, name)))


def article(data: bytes, name: str) -> Article:
    (found,) = items(data, name)
    assert isinstance(found, Draft)
    return found.article


def shown(found: Article) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for _, block in found.visible()]


def docx(body: str, title: str = "", **more: str) -> bytes:
    return packed(
        {
            "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
            "docProps/core.xml": CORE.format(title=title),
            **more,
        }
    )


def para(text: str, style: str = "", extra: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>' if style or extra else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_document() -> None:
    bold = "<w:p><w:r><w:t>A </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>"
    link = '<w:hyperlink r:id="r1"><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>'
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    rows = [f"<w:tr>{cell.format(a)}{cell.format(b)}</w:tr>" for a, b in ("ab", "12")]
    table = "<w:tbl>" + "".join(rows)
    body = "".join(
        [
            para("The document", "Title"),
            para("Part", "berschrift1"),
            bold + link,
            para("one", "ListParagraph", "<w:numPr/>"),
            para("two", "ListParagraph", "<w:numPr/>"),
            para("Said so", "Quote"),
            table + "</w:tbl>",
        ]
    )
    styles = f'<w:styles {W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'
    rels = '<Relationships><Relationship Id="r1" Target="https://e.org/"/></Relationships>'
    found = article(docx(body, **{"word/styles.xml": styles, "word/_rels/document.xml.rels": rels}), "a.docx")
    assert (found.title, found.byline, found.date) == ("The document", "A. Person", "2020-05-04")
    assert found.tags == ("one", "two")
    assert shown(found) == [
        ("heading", "Part"),
        ("paragraph", "A boldlink"),
        ("list", "one\ntwo"),
        ("quote", "Said so"),
        ("table", "a\tb\n1\t2"),
    ]
    marks = [(span.kind, span.target) for span in found.blocks[1].spans]
    assert marks == [(SpanKind.STRONG, ""), (SpanKind.LINK, "https://e.org/")]


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="no text"):
        items(docx(""), "a.docx")


def test_deleted_text_is_not_read() -> None:
    gone = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
    body = f"<w:p>{gone}<w:ins><w:r><w:t>here</w:t></w:r></w:ins></w:p>"
    assert article(docx(body, "T"), "a.docx").body == "here"


ODT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles><style:style style:name="T1">
<style:text-properties fo:font-weight="bold"/></style:style>
</office:automatic-styles><office:body><office:text>
<text:h text:outline-level="2">A heading</text:h>
<text:p>Some <text:span text:style-name="T1">bold</text:span> and
 <text:a xlink:href="javascript:x">a link</text:a>.<text:note><text:p>A footnote</text:p></text:note></text:p>
<text:list><text:list-item><text:p>one</text:p></text:list-item>
<text:list-item><text:p>two</text:p></text:list-item>
</text:list><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>
<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def test_an_opendocument_text() -> None:
    data = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT})
    found = article(data, "a.odt")
    assert found.title == "A heading"
    assert shown(found) == [("paragraph", "Some bold and a link."), ("list", "one\ntwo"), ("table", "a\tb")]
    assert found.blocks[1].spans[0].kind is SpanKind.STRONG


CONTAINER = '<container><rootfiles><rootfile full-path="{}"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The book</dc:title><dc:creator>A. Person</dc:creator><dc:identifier>urn:isbn:1</dc:identifier>
<dc:language>en</dc:language><dc:date>2019</dc:date></metadata><manifest>
<item id="c1" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="c2" href="{}" media-type="application/xhtml+xml"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="a.css" media-type="text/css"/></manifest>
<spine><itemref idref="cover"/><itemref idref="c1"/><itemref idref="c2"/><itemref idref="css"/></spine>
</package>"""


def epub(second: str = "two.xhtml", path: str = "OEBPS/p.opf") -> bytes:
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER.format(path),
            "OEBPS/p.opf": PACKAGE.format(second),
            "OEBPS/cover.xhtml": "<html><body><img src='x'/></body></html>",
            "OEBPS/one.xhtml": "<html><body><h1>Beginning</h1><p>It <i>was</i> so.</p></body></html>",
            "OEBPS/two.xhtml": "<html><body><p>No heading here.</p></body></html>",
        }
    )


def test_a_book_is_an_article_a_chapter() -> None:
    first, second = (item.article for item in items(epub(), "a.epub") if isinstance(item, Draft))
    assert (first.title, second.title) == ("The book: Beginning", "The book")
    assert (first.byline, first.date, first.language) == ("A. Person", "2019", "en")
    assert first.source_key == "urn:isbn:1#OEBPS/one.xhtml"
    assert first.body.endswith("It was so.")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "%2e%2e/%2e%2e/x"])
def test_a_book_that_names_files_outside_is_refused_there(name: str) -> None:
    failures = [item.reason for item in items(epub(second=name), "a.epub") if isinstance(item, Failure)]
    assert len(failures) == 1
    with pytest.raises(Unreadable):
        items(epub(path=name), "a.epub")


def test_entities_in_a_book_are_refused() -> None:
    xxe = '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><container>&x;</container>'
    with pytest.raises(Unreadable, match="entities"):
        items(packed({"META-INF/container.xml": xxe}), "a.epub")


def test_a_pdf() -> None:
    pages = [["Annual report", f"Page {n} of the text is here.", str(n)] for n in range(1, 5)]
    found = article(make_pdf(pages), "my_report.pdf")
    assert found.title == "Annual report"
    assert "Page 3 of the text is here." in found.body
    hidden = [block for block in found.blocks if block.kind is BlockKind.BOILERPLATE]
    assert {block.rule for block in hidden} == {"running head"}
    assert {block.text for block in hidden} == {"Annual report", "1", "2", "3", "4"}


def test_lines_of_a_pdf_become_paragraphs() -> None:
    lines = [
        "The first paragraph of the text is set in lines that are of a like",
        "width, and the last is short.",
        "A second para-",
        "graph follows.",
    ]
    assert [block.text for block in pdf.to_blocks([lines])] == [
        "The first paragraph of the text is set in lines that are of a like width, and the last is short.",
        "A second paragraph follows.",
    ]


def test_a_scanned_pdf_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="pictures of text"):
        items(make_pdf([[], []]), "a.pdf")


def test_a_damaged_pdf_is_refused_or_read() -> None:
    whole = make_pdf([["Some text is here."]])
    for cut in range(0, len(whole), 37):
        with suppress(IntakeError):  # any other error fails the test
            items(whole[:cut] or b"x", "a.pdf")

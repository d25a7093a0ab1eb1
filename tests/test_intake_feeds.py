"""Feeds: RSS, Atom, JSON Feed; JSON documents."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.model import Article
from search.errors import IntakeError, Unreadable
from search.intake.detect import detect
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, read

LONG = "A whole text with &lt;b&gt;bold&lt;/b&gt; words. " * 20

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Bay</title><language>en-us</language>
<item><title>First &amp;amp; only</title><link>https://e.org/1?utm_source=feed</link><guid>tag:1</guid>
<pubDate>Mon, 04 May 2020 23:30:00 -0700</pubDate><dc:creator>A. Person</dc:creator>
<category>harbour</category><category>search</category>
<description>Short.</description><content:encoded><![CDATA[<p>One.</p><ul><li>a</li><li>b</li></ul>]]></content:encoded>
</item><item><title>Second</title><link>https://e.org/2</link><description>{LONG}</description></item>
<item><link>https://e.org/3</link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Bay</title>
<entry><id>urn:1</id><title type="html">An &lt;i&gt;entry&lt;/i&gt;</title>
<updated>2020-05-04T10:00:00Z</updated>
<author><name>A. Person</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Text &#x202e;here.</p></div></content></entry></feed>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Bay",
    "items": [
        {
            "id": "1",
            "url": "https://e.org/1",
            "title": "T",
            "content_html": "<p>x</p>",
            "authors": [{"name": "A"}],
            "date_published": "2020-05-04T10:00:00Z",
            "tags": ["a", 1],
        },
        "not an item",
        {"id": "2", "content_text": "plain"},
    ],
}


def items(text: str, name: str = "feed.xml") -> list[Draft | Failure]:
    return list(read(Content.of_bytes(text.encode(), name, name)))


def articles(text: str, name: str = "feed.xml") -> list[Article]:
    return [item.article for item in items(text, name) if isinstance(item, Draft)]


def test_rss() -> None:
    first, second = articles(RSS)
    assert (first.title, first.byline, first.date) == ("First & only", "A. Person", "2020-05-04")
    assert (first.url, first.source_key) == ("https://e.org/1?utm_source=feed", "guid:tag:1")
    assert (first.tags, first.organisation, first.language) == (("harbour", "search"), "The Bay", "en")
    assert [block.text for block in first.blocks] == ["One.", "a\nb"]
    assert first.warnings == ()
    assert second.warnings == ("The feed gives a summary only.",)
    assert (first.renditions[0].format, second.renditions[0].format) == ("feed-text", "feed")
    assert "bold" in second.body
    assert "<b>" not in second.body


def test_an_empty_entry_is_a_failure() -> None:
    assert [item.path for item in items(RSS) if isinstance(item, Failure)] == ["feed.xml#3"]


def test_atom() -> None:
    (entry,) = articles(ATOM)
    assert (entry.title, entry.body, entry.source_key) == ("An entry", "Text here.", "guid:urn:1")


def test_json_feed() -> None:
    first, second = articles(json.dumps(JSON_FEED), "feed.json")
    assert (first.title, first.byline, first.date, first.tags) == ("T", "A", "2020-05-04", ("a",))
    assert second.title == "plain"


def test_entities_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>'
    with pytest.raises(Unreadable, match="entities of its own"):
        items(bomb)


def test_a_broken_feed_gives_what_it_can() -> None:
    assert [entry.title for entry in articles(RSS[: RSS.index("<title>Second")])] == ["First & only"]


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/item title&;#x1b\"'=!\n[]"), max_size=100))
def test_any_feed_is_safe_text(text: str) -> None:
    try:
        found = articles(f"<rss version='2.0'><channel><item><title>{text}</title><description>{text}")
    except IntakeError:
        return
    assert all(char.isprintable() or char in "\n\t" for entry in found for char in entry.text)


def test_json_documents() -> None:
    record = {"title": "T", "body": "B"}
    for document in ([record, record], {"articles": [record, record]}, {"a": [1], "data": [record, record]}):
        assert len(articles(json.dumps(document, indent=1), "a.json")) == 2
    assert len(articles(json.dumps(record, indent=1), "a.json")) == 1
    lines = json.dumps(record) + "\n" + json.dumps(record)
    assert len(articles(lines, "a.json")) == 2


def test_json_without_records_is_refused() -> None:
    with pytest.raises(Unreadable, match="no records"):
        items('{"a": {"b": [1, 2]}}', "a.json")


@pytest.mark.parametrize(
    ("head", "name", "format"),
    [
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"<!DOCTYPE html><p>", "a.txt", "html"),
        (b"\xef\xbb\xbf  <html>", "a", "html"),
        (b"<!-- a --><!-- b --><HTML>", "a", "html"),
        (b"<?xml version='1.0'?><rss>", "a.html", "feed"),
        (b"<?xml version='1.0'?><nitf>", "a", "newsml"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html>", "a", "html"),
        (b"WARC/1.0\r\n", "a", "warc"),
        (b'{"title": "x"}\n', "a.txt", "jsonl"),
        (b'{\n "title": "x"\n}\n', "a.json", "json"),
        (b"From a@b Mon May  4 10:00:00 2020\nSubject: x\n", "a", "mail"),
        (b"From: a\nTo: b\nSubject: c\n\nText", "a.txt", "mail"),
        (b"Date: today\nWeather: fine\nMood: good\n", "a.txt", "text"),
        (b"---\ntitle: x\n---\n", "a", "markdown"),
        (b"title,body\n", "a.csv", "csv"),
        (b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n<REUTERS", "a.sgm", "reuters"),
        (b"A title\n\nText", "a.pdf", "text"),
        (b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", "a", "html"),
    ],
)
def test_the_content_tells_the_format(head: bytes, name: str, format: str) -> None:
    assert detect(Content.of_bytes(head, name, name)) == format


def test_many_comments_cost_no_time() -> None:
    assert detect(Content.of_bytes(b"<!-- a -->" * 800 + b"text", "a.txt", "a.txt")) == "text"

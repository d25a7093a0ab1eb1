"""Saved web pages: site profiles, what pages say of themselves, structure, and pages that are no articles."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.model import Article, Block, BlockKind, SpanKind
from search.errors import IntakeError, NotAnArticle, SettingsError
from search.intake.markup import MAX_DEPTH, parse, safe_link, tame, to_blocks
from search.intake.model import Content
from search.intake.original import cut_out, provenance
from search.intake.page import host_of, source_key
from search.intake.pipeline import Draft, plan, read
from search.intake.profiles import Profile, bundled, profiles, read_profile

PROSE = (
    "The harbour was closed for three days while the crew of the cutter searched the bay for survivors. " * 3
)


def draft(html: str, name: str = "page.html") -> Draft:
    (found,) = read(Content.of_bytes(html.encode(), name, name))
    assert isinstance(found, Draft)
    return found


def article(html: str, name: str = "page.html") -> Article:
    return draft(html, name).article


def blocks(html: str) -> tuple[Block, ...]:
    body = parse(html).body
    assert body is not None
    return to_blocks(body)


def kinds(html: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks(html)]


JUSTICE = f"""<!DOCTYPE html><html lang="en"><head>
<title>A Man Was Sentenced | OPA | Department of Justice</title>
<link rel="canonical" href="https://www.justice.gov/opa/pr/man-was-sentenced?utm_source=x" /></head><body>
<nav><a href="/">Home</a></nav><h1>Justice News</h1><article>
<div class="field--name-field-pr-date">
<span content="2014-11-21T00:00:00-05:00">Friday, November 21, 2014</span></div>
<h1 id="node-title">A Man Was Sentenced</h1>
<div class="field--name-field-pr-subtitle"><div class="field__item">To a long time</div></div>
<div class="field--name-field-pr-body"><div class="field__item">
<p>{PROSE}</p><p>WASHINGTON – {PROSE}</p></div></div>
<div class="field--name-field-pr-component"><div class="field__label">Component(s):</div>
<div class="field__item">Criminal Division</div><div class="field__item">Tax Division</div></div>
<div class="field--name-field-pr-number"><div class="field__label">Number:</div>
<div class="field__item">14-1292</div>
</div></article><footer>950 Pennsylvania Avenue</footer></body></html>"""


def test_a_page_of_a_known_site() -> None:
    found = article(JUSTICE)
    assert (found.title, found.subtitle) == ("A Man Was Sentenced", "To a long time")
    assert (found.date, found.number) == ("2014-11-21", "14-1292")
    assert found.organisation == "Criminal Division; Tax Division"
    assert found.source_key == "justice.gov/opa/pr/man-was-sentenced"
    assert len(found.blocks) == 2
    assert found.renditions[0].format == "html"
    assert "Pennsylvania" not in found.text


def test_every_field_names_its_rule() -> None:
    rules = {item.field: item.rule for item in draft(JUSTICE).evidence}
    assert rules["title"] == "justice.gov: h1#node-title"
    assert rules["date"].startswith("justice.gov: ")
    assert rules["language"] == "html lang"
    assert rules["body"] == "justice.gov: div.field--name-field-pr-body"


MIL = f"""<html><head><title>Exercise Begins > U.S. Strategic Command > News</title>
<meta property="og:url" content="https://www.stratcom.mil/Media/News/Article/983701/exercise-begins/"></head><body>
<div>An official website of the United States government</div>
<div class="article-view"><h1 class="maintitle">Exercise Begins</h1>
<div>NEWS | April 29, 2016</div><div>By U.S. Strategic Command Public Affairs</div>
<div class="body"><p>OFFUTT AIR FORCE BASE, Neb. &mdash;</p><p>{PROSE}</p>
<figure><img src="x.jpg"><figcaption>Airmen at work. (U.S. Air Force photo by A. Person)</figcaption></figure>
<p>Second &nbsp;paragraph.</p></div><ul class="share"><li>Share</li></ul></div></body></html>"""


def test_a_military_page() -> None:
    found = article(MIL)
    assert found.title == "Exercise Begins"
    assert found.source_key == "stratcom.mil/983701"
    assert (found.date, found.category) == ("2016-04-29", "News")
    assert found.byline == "U.S. Strategic Command Public Affairs"
    assert found.dateline == "OFFUTT AIR FORCE BASE, Neb. —"
    assert found.place == "Offutt Air Force Base, Neb."
    shown = [(block.kind, block.text[:20]) for _, block in found.visible()]
    assert shown == [
        (BlockKind.PARAGRAPH, "OFFUTT AIR FORCE BAS"),
        (BlockKind.CAPTION, "Airmen at work. (U.S"),
        (BlockKind.PARAGRAPH, "Second paragraph."),
    ]


def test_kicker_and_byline_may_stand_in_the_container() -> None:
    html = MIL.replace('<div class="body">', "").replace("</p></div><ul", "</p><ul")
    found = article(html)
    assert (found.date, found.category) == ("2016-04-29", "News")
    assert found.byline == "U.S. Strategic Command Public Affairs"
    assert "NEWS |" not in found.body


def test_an_unknown_page_by_what_it_says_of_itself() -> None:
    data = {
        "@graph": [
            {"@type": "WebSite", "name": "The Bay"},
            {
                "@type": "NewsArticle",
                "headline": "Harbour closed",
                "datePublished": "2020-05-04T22:00:00Z",
                "author": [{"@type": "Person", "name": "A. Person"}],
                "keywords": ["harbour", "search"],
                "publisher": {"name": "The Bay"},
            },
        ]
    }
    html = f"""<html lang="en-GB"><head><title>Harbour closed - The Bay</title>
    <script type="application/ld+json">{json.dumps(data)}</script></head>
    <body><header><nav>Menu</nav></header>
    <main><p>{PROSE}</p><div class="related">Read more</div></main></body></html>"""
    found = article(html)
    assert (found.title, found.date, found.byline) == ("Harbour closed", "2020-05-04", "A. Person")
    assert (found.tags, found.organisation) == (("harbour", "search"), "The Bay")
    assert found.language == "en"
    assert found.body == PROSE.strip()


def test_a_page_without_any_structure() -> None:
    found = article("<html><title>A note</title><body>One line.<br><br>Another line.</body></html>")
    assert found.title == "A note"
    assert [block.text for block in found.blocks] == ["One line.", "Another line."]


def test_the_densest_element_is_the_text() -> None:
    menu = "".join(f'<div><a href="/{n}">Entry {n}</a></div>' for n in range(5))
    html = f"<html><body><div>{menu}</div><div class='x'><p>{PROSE}</p><p>{PROSE}</p></div></body></html>"
    found = article(html)
    assert found.body.startswith("The harbour")
    assert "Entry" not in found.body


@pytest.mark.parametrize(
    "html",
    [
        "<html><title>404 Not Found</title><p>Nothing here.</p></html>",
        "<html><title>ArticleCS - Article View is currently unavailable</title><p>x</p></html>",
        "<html><title>News Search</title><p>x</p></html>",
        "<html><title>T</title><body><script>var x;</script></body></html>",
        "<html><body><ul>" + "".join(f"<li><a href='/{n}'>Story {n}</a></li>" for n in range(30)) + "</ul>",
    ],
)  # fmt: skip
def test_pages_that_are_no_articles(html: str) -> None:
    with pytest.raises(NotAnArticle):
        draft(html)


def test_structure_is_kept() -> None:
    html = """<h2>Head <em>line</em></h2>
    <p>A <b>bold</b> <a href="https://e.org/x">link</a> and <code>code</code>.</p>
    <ul><li>one</li><li><p>two</p><p>more</p></li><li>three<ul><li>inner</li></ul></li></ul>
    <ol><li>first</li></ol><blockquote><p>Said</p><p>so</p></blockquote>
    <pre>  keep
      this</pre>
    <table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 <br>3</td></tr></table>
    <figure><figcaption>Cap</figcaption></figure>Loose<div>text</div>"""
    assert kinds(html) == [
        ("heading", "Head line"),
        ("paragraph", "A bold link and code."),
        ("list", "one\ntwo more\nthree\ninner"),
        ("list", "first"),
        ("quote", "Said\nso"),
        ("preformatted", "  keep\n      this"),
        ("table", "a\tb\n1\t2 3"),
        ("caption", "Cap"),
        ("paragraph", "Loose"),
        ("paragraph", "text"),
    ]
    heading, paragraph, _, ordered = blocks(html)[:4]
    assert (heading.level, ordered.level) == (2, 1)
    assert [(span.kind, paragraph.text[span.start : span.end], span.target) for span in paragraph.spans] == [
        (SpanKind.STRONG, "bold", ""),
        (SpanKind.LINK, "link", "https://e.org/x"),
        (SpanKind.CODE, "code", ""),
    ]


def test_a_table_for_layout_flows() -> None:
    html = "<table><tr><td><p>one</p><p>two</p></td><td><h2>three</h2></td></tr></table>"
    assert kinds(html) == [("paragraph", "one"), ("paragraph", "two"), ("heading", "three")]


def test_a_mark_over_several_paragraphs() -> None:
    assert [block.spans[0].kind for block in blocks("<b><p>one</p><p>two</p></b>")] == [SpanKind.STRONG] * 2


def test_what_is_not_shown_is_not_read() -> None:
    hidden = "<p hidden>a</p><p style='display: none'>b</p><script>c</script><template>d</template>"
    html = hidden + "<p>e</p><!-- f -->"
    assert kinds(html) == [("paragraph", "e")]


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("javascript:alert(1)", ""),
        (" JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("/local/page", "/local/page"),
        ("https://e.org/", "https://e.org/"),
        (None, ""),
    ],
)
def test_links_lead_to_pages_only(href: str | None, target: str) -> None:
    assert safe_link(href) == target


def test_a_title_that_is_never_closed() -> None:
    assert [block.text for block in article("<html><title>T<body><p>one<p>two").blocks] == ["one", "two"]


def test_a_declared_encoding() -> None:
    html = "<html><head><meta charset='koi8-r'><title>Т</title></head><p>Привет</p></html>".encode("koi8-r")
    (found,) = read(Content.of_bytes(html, "a.html", "a.html"))
    assert isinstance(found, Draft)
    assert found.article.body == "Привет"


def test_deep_nesting_loses_tags_but_no_text() -> None:
    html = (
        "<html><body>" + "<div>" * (3 * MAX_DEPTH) + "<p>deep</p>" + "</div>" * (3 * MAX_DEPTH) + "<p>after</p>"
    )
    assert [block.text for block in article(html).blocks] == ["deep", "after"]


def test_a_flood_of_attributes_is_cut() -> None:
    html = "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">text</p>"
    assert tame(html) == "<p>text</p>"


def test_pictures_inside_of_the_page_are_passed_over() -> None:
    html = f"<html><p>text</p><img src='data:image/png;base64,{'A' * 10_000_000}'></html>"
    assert article(html).body == "text"


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/abp \"'=&#;\n-!divtableulli0\x1b"), max_size=120))
def test_any_markup_is_safe_text(html: str) -> None:
    try:
        found = article("<html>" + html)
    except IntakeError:
        return
    assert all(char.isprintable() or char in "\n\t" for char in found.text)
    for block in found.blocks:
        assert block.text.strip()
        assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)


def test_character_references_cannot_bring_controls_in() -> None:
    found = article(
        "<html><title>a&#27;[31mb&#x9b;</title><p title='&#7;'>c&#27;]52;c;x&#7;d &#8238;e</p></html>"
    )
    assert (found.title, found.body) == ("a[31mb›", "c]52;c;xd e")


def test_addresses() -> None:
    assert host_of("https://www.Example.org:8080/x") == "example.org"
    assert host_of("https://[bad/") == ""
    assert source_key("https://www.e.org/a/?utm_source=x&id=2#part", None) == "e.org/a?id=2"
    assert source_key("", None) == ""


def test_the_page_that_a_browser_saved() -> None:
    html = f"<!-- saved from url=(0021)https://e.org/story/1 --><html><p>{PROSE}</p></html>"
    assert article(html).url == "https://e.org/story/1"


def test_the_folder_of_a_saved_page_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "frame.html").write_text("<html></html>")
    (tmp_path / "page.html").write_text("<html></html>")
    (tmp_path / "style.css").write_text("p {}")
    assert [source.path.name for source in plan([tmp_path])] == ["page.html"]
    assert len(list(plan([tmp_path / "style.css"]))) == 1


def test_the_bundled_profiles_are_sound() -> None:
    names = [profile.name for profile in bundled()]
    assert names[-1] == "general"
    assert {"justice.gov", "mil-articlecs", "dvids"} < set(names)
    page = parse("<html></html>")
    for profile in bundled():
        for selector in (*profile.body, *profile.drop, *profile.marks, *sum(profile.fields.values(), ())):
            page.css(selector.partition("@")[0])


def test_a_user_s_own_profile_comes_first(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\nhosts = ["justice.gov"]\nbody = ["main"]\n')
    assert profiles(tmp_path)[0] == Profile("mine", ("justice.gov",), body=("main",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = ", "is not TOML"),
        ("nmae = 'x'", "the key nmae is unknown"),
        ("[fields]\ntitel = 'h1'", "the key titel is unknown"),
        ("[patterns]\nbody = '(x)'", "the key body is unknown"),
        ("drop = 5", "drop is neither a text nor a list of texts"),
        ("drop = [1]", "drop is neither a text nor a list of texts"),
        ("body = 'div..['", "under body is no CSS selector"),
        ("[fields]\ntitle = ['h1', 'h2[']", "under title is no CSS selector"),
        ("fields = 'h1'", "fields is not a table"),
        ("name = 3", "name is not a text"),
        ("header = 'yes'", "header is neither true nor false"),
        ("key = '/story/[0-9]+'", "pattern key has no group"),
        ("key = '('", "pattern key"),
        ("[patterns]\ntitle = '['", "pattern title"),
    ],
)
def test_a_mistake_in_a_profile_is_told(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_profile(text, "mine.toml")


def test_what_a_profile_cuts_out_is_named_with_its_selector() -> None:
    html = f"<html><p>Menu</p><article><h1>T</h1><p>{PROSE}</p><p class='ad'>Buy a boat</p></article></html>"
    found = draft(html)
    article = found.article
    lines = provenance(article, article.renditions[0], found.original or b"")
    assert {line.text: line.became for line in lines}["Buy a boat"] == "advertisement"
    told = dict(cut_out(article, article.renditions[0], found.original or b""))
    assert told["Buy a boat"] == "advertisement"
    assert "Menu" not in told


def test_the_original_of_a_page_beside_the_article() -> None:
    found = draft(MIL)
    article = found.article
    lines = provenance(article, article.renditions[0], found.original or b"")
    fates = {line.text: (line.kept, line.became) for line in lines if line.text}
    assert fates["Exercise Begins"] == (True, "title")
    assert fates["NEWS | April 29, 2016"] == (False, "not in the article")
    assert fates["Share"] == (False, "mil-articlecs: .share")
    assert fates["Second paragraph."] == (True, "paragraph")
    assert fates["Airmen at work. (U.S. Air Force photo by A. Person)"] == (True, "caption")


UNKNOWN = (
    f"<html><head><title>T</title></head><body><div><div><p>{PROSE}</p></div></div><p>Foot</p></body></html>"
)


@pytest.mark.parametrize("installed", [True, False])
def test_unknown_pages_with_and_without_trafilatura(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not installed:
        monkeypatch.setitem(sys.modules, "trafilatura", None)
    found = draft(UNKNOWN)
    assert PROSE.strip() in found.article.body
    assert {item.field: item.rule for item in found.evidence}["body"] == "scored"


def test_the_address_of_a_page_overrules_its_looks() -> None:
    html = MIL.replace("www.stratcom.mil", "example.org")
    assert article(html).source_key.startswith("example.org/Media/News")
    assert "mil-articlecs" not in str(draft(html).evidence)
    without = MIL.replace('property="og:url"', 'property="x"')
    assert "mil-articlecs" in str(draft(without).evidence)

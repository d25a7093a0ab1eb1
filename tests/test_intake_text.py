"""Plain text: saved press pages in every layout, and text that has no header at all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.blocks import classify, from_plain
from search.article.model import Article, BlockKind
from search.article.provenance import letters, trace
from search.errors import IntakeError, NotAnArticle, Unreadable, Unsupported
from search.intake.datelines import find_dateline, reading_case
from search.intake.dates import find_date, is_date, read_date
from search.intake.explain import explain_file
from search.intake.model import Content
from search.intake.pipeline import Draft, read
from search.text import sanitise
from search.work.progress import Failure

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "000_bc5277d4b9ff88ba.txt"
MIL = Path(__file__).parent / "data" / "mil"


def draft(data: bytes | str, name: str = "page.txt") -> Draft:
    raw = data.encode() if isinstance(data, str) else data
    found = list(read(Content.of_bytes(raw, name, name)))
    assert len(found) == 1
    assert isinstance(found[0], Draft)
    return found[0]


def article(data: bytes | str, name: str = "page.txt") -> Article:
    return draft(data, name).article


def mil(name: str) -> Article:
    (path,) = MIL.glob(f"{name}*.txt")
    return article(path.read_bytes(), path.name)


def bodies(found: Article) -> list[str]:
    return [block.text for _, block in found.visible()]


def test_the_seed() -> None:
    seed = article(SEED.read_bytes(), SEED.name)
    assert seed.title == "U.S. and Japan Strengthen Space Collaboration through Dialogues"
    assert (seed.date, seed.date_precision, seed.date_source) == ("2016-03-07", "day", "kicker")
    assert (seed.category, seed.byline) == ("News", "U.S. Strategic Command Public Affairs")
    assert (seed.dateline, seed.place) == ("JAPAN –", "Japan")
    assert [block.kind for _, block in seed.visible()] == [BlockKind.PARAGRAPH] * 6
    assert bodies(seed)[0].startswith("JAPAN – U.S. Air Force Maj. Gen.")
    assert "official" not in seed.text.split("Crosier")[0]
    assert seed.renditions[0].format == "text"
    assert seed.renditions[0].encoding == "utf-8"


def test_every_field_of_the_seed_has_its_evidence() -> None:
    rules = {item.field: item.rule for item in draft(SEED.read_bytes()).evidence}
    assert rules == {
        "category": "kicker",
        "date": "kicker",
        "title": "first line",
        "byline": "byline of an office",
        "dateline": "dateline",
        "place": "dateline",
    }


@pytest.mark.parametrize(
    ("name", "title", "date", "byline", "dateline"),
    [
        ("A_", "Secretary Esper visits USSTRATCOM", "2020-02-20", "United States Strategic Command", ""),
        ("B_stratcom_1323859", "USSTRATCOM Celebrates 15", "2017-09-25", "USSTRATCOM Public Affairs", ""),
        ("B_stratcom_983675", "Air Force Secretary Visits", "2015-10-08", "U.S. Strategic Command", "–"),
        ("B_stratcom_983679", "U.S. Strategic Command to", "2015-10-30", "U.S. Strategic Command", "–"),
        ("B_stratcom_983697", "U.S. Strategic Command to", "2016-04-22", "U.S. Strategic Command", "–"),
        ("B_stratcom_983701", "USSTRATCOM, Allies and", "2016-04-29", "U.S. Strategic Command", "-"),
        ("C_", "U.S. Strategic Command to", "2017-02-07", "USSTRATCOM Public Affairs", "—"),
    ],
)  # fmt: skip
def test_press_layouts(name: str, title: str, date: str, byline: str, dateline: str) -> None:
    found = mil(name)
    assert found.title.startswith(title)
    assert found.date == date
    assert found.byline.startswith(byline)
    assert found.dateline == (f"OFFUTT AIR FORCE BASE, Neb. {dateline}" if dateline else "")
    assert found.place == ("Offutt Air Force Base, Neb." if dateline else "")
    first, second = bodies(found)
    assert first.removeprefix(found.dateline).strip().startswith("Body paragraph one")
    assert second.startswith("“A quoted second paragraph")
    assert not any("official" in text.lower() for text in bodies(found))


def test_doubled_quotes_inside_a_word_are_an_apostrophe() -> None:
    assert "the command’s article" in mil("B_stratcom_983701").body


def test_a_speech() -> None:
    speech = mil("D_")
    assert (speech.kind, speech.category, speech.title) == ("speech", "Speech", "Media Day")
    assert next(speech.visible())[1].kind is BlockKind.NOTE


def test_an_image_page_is_a_caption() -> None:
    image = mil("F_")
    assert image.kind == "caption"
    assert image.title.startswith("Norfolk Naval Shipyard breaks ground")
    assert (image.date, image.place) == ("2023-02-15", "Portsmouth, VA, United States")
    assert (image.byline, image.organisation) == ("Shelby West", "Norfolk Naval Shipyard")
    assert len(bodies(image)) == 1


@pytest.mark.parametrize("name", ["E_dover", "E_edwards", "E_stratcom", "G_"])
def test_listings_are_refused(name: str) -> None:
    with pytest.raises(NotAnArticle, match=r"not an article\. Save the articles"):
        mil(name)


def test_an_error_page_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="error page"):
        article("Skip to main content\n\nArticleCS - Article View is currently unavailable.\n")


@pytest.mark.parametrize(
    "data", [b"", b"\n \n", b"None", b"NoneNone\nNone", b"null\n", b"\xef\xbb\xbf", b"\x1b\x07\n\n"]
)
def test_empty_texts_are_refused(data: bytes) -> None:
    with pytest.raises(NotAnArticle):
        article(data)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\xfe\xff\xd8", b"\xff\xfe\x00", b"!?!\n\n***\n"])
def test_texts_without_words_are_refused(data: bytes) -> None:
    with pytest.raises(NotAnArticle):
        article(data)


def test_records_without_words_fail_alone() -> None:
    lines = b'{"title": "T", "body": "A text."}\n{"title": "!", "body": "?"}\n'
    good, bad = read(Content.of_bytes(lines, "a.jsonl", "a.jsonl"))
    assert isinstance(good, Draft)
    assert bad == Failure("a.jsonl#2", "The text holds no words. Check that it is the file you meant.")


def test_nothing_but_a_banner_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="site's own lines"):
        article("An official website of the United States government\nHere's how you know\n")


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(400)])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises((Unreadable, Unsupported)):
        article(data)


def test_text_without_a_header() -> None:
    found = article("Notes on the harbour\n\nThe first paragraph.\n\nThe second paragraph.\n")
    assert found.title == "Notes on the harbour"
    assert bodies(found) == ["The first paragraph.", "The second paragraph."]
    assert found.date == found.byline == ""


def test_a_clear_date_line_is_taken() -> None:
    assert article("A title\n7 March 2016\n\nThe text of it.").date == "2016-03-07"


def test_one_line_is_title_and_body() -> None:
    found = article("Only one line here")
    assert found.title == "Only one line here"
    assert bodies(found) == ["Only one line here"]


def test_long_prose_takes_its_title_from_the_file_name() -> None:
    found = article("This is prose. " * 30, "my_notes-2016.txt")
    assert found.title == "my notes 2016"
    assert len(bodies(found)) == 1


def test_a_list_in_an_article_is_no_listing() -> None:
    text = (
        "NEWS | March 7, 2016\nA title\n\nThree things were said:\n• one\n• two\n• three\n\nThen they left.\n"
    )
    kinds = [block.kind for _, block in article(text).visible()]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.PARAGRAPH]


def test_captions_and_contacts() -> None:
    caption = "An Airman salutes. (U.S. Air Force photo by Senior Airman A. Person)"
    assert classify(caption).kind is BlockKind.CAPTION
    assert classify("Media contact: press desk, 402-555-0100").kind is BlockKind.CONTACT
    assert classify("He said (in a photo session) that it was over.").kind is BlockKind.PARAGRAPH


def test_every_line_of_the_original_is_kept_or_dropped_with_its_rule() -> None:
    for path in [SEED, *MIL.glob("[ABCDF]*.txt")]:
        found = draft(path.read_bytes(), path.name)
        original = sanitise((found.original or b"").decode())
        lines = trace(original, found.article)
        assert "\n".join(line.text for line in lines) == original
        assert all(line.became for line in lines if line.text.strip())
        banners = [line for line in lines if line.became.startswith("banner")]
        assert all(not line.kept for line in banners)
        assert not any(line.became == "not in the article" for line in lines)


PIECES = st.sampled_from(
    ["NEWS | March 7, 2016", "By Staff", "JAPAN –", "A title line", "• item", "Here's how you know", "",
     "Some prose that is long enough to be a paragraph and that ends as a sentence does, with a stop.",
     "An official website of the United States government", "Date Taken: 02.15.2023", "(As prepared)"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12))
def test_kept_and_dropped_give_the_original_back(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    try:
        found = article(text)
    except IntakeError:
        return
    together = "".join(letters(block.text) for block in found.blocks)
    assert together == letters(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("March 7, 2016", "2016-03-07"),
        ("Sept. 25, 2017", "2017-09-25"),
        ("Monday, 7 March 2016", "2016-03-07"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("02.15.2023", "2023-02-15"),
        ("2016-03-07T12:00:00Z", "2016-03-07"),
        ("11/27/2016", "2016-11-27"),
        ("27.11.2016", "2016-11-27"),
        ("20160307", "2016-03-07"),
        ("Feb. 30, 2016", ""),
        ("May the force", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert find_date(text) == date
    assert is_date(text) is bool(date)


def test_partial_dates() -> None:
    assert read_date("March 2016") == "2016-03"
    assert read_date("2016-03") == "2016-03"
    assert read_date("2016") == "2016"
    assert read_date("2016-13") == ""


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_may_be_asked_for_a_date(text: str) -> None:
    assert len(read_date(text)) in (0, 4, 7, 10)


def test_datelines() -> None:
    found = find_dateline("WASHINGTON, D.C. (AFNS) -- The general spoke.")
    assert found is not None
    assert (found.text, found.place) == ("WASHINGTON, D.C. (AFNS) --", "Washington, D.C.")
    assert find_dateline("He said – and meant it – so.") is None
    assert find_dateline("USSTRATCOM’s Joint Space Operations – all of it.") is None
    assert reading_case("JOINT BASE PEARL HARBOR-HICKAM, HI") == "Joint Base Pearl Harbor-Hickam, HI"


def test_lists_that_follow_one_another_are_one() -> None:
    assert [block.text for block in from_plain("• one\n• two")] == ["one\ntwo"]


def test_an_explanation_names_fields_and_dropped_lines() -> None:
    (told,) = explain_file(SEED)
    assert (told.format, told.encoding) == ("text", "utf-8")
    assert {item.field for item in told.fields} >= {"title", "date", "category", "byline", "place"}
    assert ("ArticleCS - Article View", "banner: page template") in told.dropped
    assert not any(rule.startswith("field") for _, rule in told.dropped)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By the time he arrived, it was late.", ""),
        ("By then the crew had left the harbour", ""),
        ("By John Q. Public Jr.", "John Q. Public Jr."),
        ("Story by Petty Officer 2nd Class A. Person", "Petty Officer 2nd Class A. Person"),
        ("By U.S. Strategic Command Public Affairs", "U.S. Strategic Command Public Affairs"),
    ],
)
def test_a_byline_is_a_name(line: str, byline: str) -> None:
    assert article(f"A title\n\n{line}\n\nThe text of it.\n").byline == byline

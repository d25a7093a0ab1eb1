"""Sanitising, sentences, unwrapping: what every text goes through."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.text import printable, sanitise, sentences, unwrap

JOINER = "\u200d"
ANY_TEXT = st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, categories=None), max_size=60)
NASTY = st.text(
    st.sampled_from(
        "a é\u0301\u0300ﷺ☺️\u200d\u202e\x1b[\x9b\r\n\t\x85\u2028\u00a0\u3000\ud800\ue000\ufffe\u00ad👩‍🔬"
    )
)


@settings(deadline=None)
@given(ANY_TEXT | NASTY)
def test_only_printable_newline_and_tab_come_out(text: str) -> None:
    assert all(char.isprintable() or char in "\n\t" + JOINER for char in sanitise(text))


@settings(deadline=None)
@given(ANY_TEXT | NASTY)
def test_sanitising_twice_is_sanitising_once(text: str) -> None:
    once = sanitise(text)
    assert sanitise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;cm0=\x07t\x9b31m", "]52;c;cm0=t31m"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("\u202eevil\u202c \u2066isolated", "evil isolated"),
        ("cafe\u0301", "café"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("private \ue000 and \ufffe none", "private \ufffd and \ufffd none"),
        ("👩\u200d🔬 and \u200dloose\u200d", "👩\u200d🔬 and loose"),
        ("x\u200dy a\u200cb", "xy ab"),
        ("می\u200cخواهم \u200cکتاب\u200c", "می\u200cخواهم کتاب"),
        ("کتاب\u200c\u200d\u200cها", "کتاب\u200cها"),
        ("ශ්\u200dරී අවන්\u200d", "ශ්\u200dරී අවන්\u200d"),
        ("অর\u200d্যান ক\u200dখ", "অর\u200d্যান কখ"),
        ("١٤٤٠ ه\u200d", "١٤٤٠ ه\u200d"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_what_becomes_of_it(raw: str, safe: str) -> None:
    assert sanitise(raw) == safe


def test_marks_do_not_pile_up() -> None:
    assert len(sanitise("z" + "\u0335" * 500 + "y")) == 32


def test_a_foreign_name_shows_that_it_hides_something() -> None:
    assert printable("name\x1b[31mred\nnew") == "name\ufffd[31mred new"
    assert printable("abcdef", 4) == "abc…"


@settings(deadline=None)
@given(st.text(st.sampled_from('ab .!?\n"”’()AUS1…'), max_size=80))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    covered = "".join(text[start:end] for start, end in spans)
    assert re.sub(r"\s", "", covered) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "parts",
    [
        ["U.S. Air Force Maj. Gen. Clinton E. Crosier spoke.", "He left."],
        ["The exercise began on Sept. 25 in Omaha, Neb., with 30 people.", "It ended on Oct. 3."],
        ["He lives in the U.S.", "The house is red."],
        ["“It is done,” he said.", "“We are proud.”", "Then he left."],
        ["Was it so?", "It was!", "Indeed…", "Yes."],
        ["Acme Inc. announced it.", "It was bought by Acme Inc.", "The price is unknown."],
        ["A paragraph without an end", "Another one"],
        ["Prices rose by 3.5 percent.", "No. 5 fell."],
        ["Mr. J. R. Smith Jr. and Dr. Jones of the D.C. office met at 5 p.m. with them.", "All agreed."],
        ["Is he an A.", "This is."],
    ],
)  # fmt: skip
def test_where_sentences_end(parts: list[str]) -> None:
    between = "\n\n" if "end" in parts[0][-4:] else " "
    text = between.join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


WRAPPED = """The commander said that the exercise had been planned for
more than a year and that every one of the units had been pre-
pared for what was to come, whatever the weather might bring
to the coast in those weeks.

A second paragraph follows after an empty line and it is also
as wide as the first one was, so that the rule finds enough of
its lines to be sure."""


def test_hard_wrapped_text_is_joined() -> None:
    first, second = unwrap(WRAPPED)
    assert "been prepared for" in first
    assert first.endswith("in those weeks.")
    assert second.startswith("A second paragraph")
    assert "\n" not in second


def test_lines_that_are_not_wrapped_stay_paragraphs() -> None:
    text = "Title\n\nA first paragraph.\nA second one.\n  A third.  \n\n\n"
    assert unwrap(text) == ["Title", "A first paragraph.", "A second one.", "A third."]


def test_short_lines_in_wrapped_text_are_not_joined() -> None:
    assert unwrap("NEWS | March 7, 2016\nA title\n\n" + WRAPPED)[:2] == ["NEWS | March 7, 2016", "A title"]


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("ab cd-"), max_size=90), max_size=20))
def test_unwrapping_keeps_every_letter(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert re.sub(r"[\s-]", "", "".join(unwrap(text))) == re.sub(r"[\s-]", "", text)
    assert all(paragraph == paragraph.strip() != "" for paragraph in unwrap(text))

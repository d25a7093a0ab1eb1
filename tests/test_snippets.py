"""Highlights and passages: what is marked is what matched, and it fits on one line."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article.blocks import from_plain
from search.article.model import Article, Block, BlockKind
from search.index.analysis import analyze
from search.index.distance import distance
from search.query.grammar import parse
from search.query.occurrences import Finder
from search.query.snippets import best_offset, best_snippet, highlights
from search.query.tree import And, Phrase, Welcome, Word

FILLER = "The committee met again on Tuesday and went through its papers in the usual order. " * 12


def article(*paragraphs: str, title: str = "A title", byline: str = "") -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return Article(id="x", title=title, byline=byline, blocks=blocks)


def marked(query: str, text: str) -> str:
    for start, end in reversed(highlights(parse(query), text)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("crosier", "Gen. [Crosier] of the U.S. met [Crosier]'s aides"),
        ("meeting", "Gen. Crosier of the U.S. met Crosier's aides"),
        ('"crosier of"', "Gen. [Crosier of] the U.S. met Crosier's aides"),
        ('"crosier the"~1', "Gen. [Crosier of the] U.S. met Crosier's aides"),
        ('"the crosier"~1', "Gen. Crosier of the U.S. met Crosier's aides"),
        ("cros*", "Gen. [Crosier] of the U.S. met [Crosier]'s aides"),
        ("c?osier", "Gen. [Crosier] of the U.S. met [Crosier]'s aides"),
        ("croser~", "Gen. [Crosier] of the U.S. met [Crosier]'s aides"),
        ("us", "Gen. Crosier of the [U.S]. met Crosier's aides"),
        ("aide -crosier", "Gen. Crosier of the U.S. met Crosier's [aides]"),
        ("the aides", "Gen. Crosier of the U.S. met Crosier's [aides]"),
        ("the of", "Gen. Crosier [of] [the] U.S. met Crosier's aides"),
        ("(gen OR x) met", "[Gen]. Crosier of the U.S. [met] Crosier's aides"),
        ("tag:crosier date:2016", "Gen. Crosier of the U.S. met Crosier's aides"),
        ('person:"Gen. Crosier"', "[Gen. Crosier] of the U.S. met Crosier's aides"),
        ("", "Gen. Crosier of the U.S. met Crosier's aides"),
    ],
)
def test_marks_what_matched(query: str, shown: str) -> None:
    assert marked(query, shown.replace("[", "").replace("]", "")) == shown


def test_phrases_match_across_lines_and_inside_compounds() -> None:
    assert marked('"space\nsecurity" co-owner', "space\n  security, its co-owners") == (
        "[space\n  security], its [co-owners]"
    )


def test_overlapping_matches_are_one_stretch() -> None:
    assert marked('"a b" "b c" d*c de*', "a b c dec") == "[a b c] [dec]"


def test_a_field_marks_in_its_own_section_only() -> None:
    subject = article("Space is in the body.", title="Space", byline="Space Affairs")
    sections = subject.sections()
    found = highlights(parse("title:space"), subject.text, sections)
    assert found == ((0, 5),)
    assert len(highlights(parse("body:space OR byline:space"), subject.text, sections)) == 2
    assert highlights(parse("organisation:space"), subject.text, sections) == ()


words = st.sampled_from(["tax", "Taxes", "fraud", "the", "co-owner", "owner", "U.S.", "x", "\n"])
phrases = st.lists(st.sampled_from(["tax", "fraud", "owner", "co", "x"]), min_size=2, max_size=3)


@given(st.lists(words, max_size=20).map(" ".join), phrases, st.integers(0, 2))
def test_phrases_equal_the_slow_way(text: str, phrase: list[str], slop: int) -> None:
    tokens = analyze(text)
    rows = [[t for t in tokens if t.text == word] for word in phrase]
    ends = {
        chain[-1].end
        for chain in product(*rows)
        if all(0 < b.position - a.position <= slop + 1 for a, b in pairwise(chain))
    }
    found = Finder(Phrase(" ".join(phrase), slop=slop)).occurrences(text)
    assert {occurrence.end for occurrence in found} == ends


@given(
    st.text(st.sampled_from("abc"), max_size=5), st.text(st.sampled_from("abc"), max_size=5), st.integers(0, 3)
)
def test_edit_distance_is_symmetric_and_zero_for_equal(left: str, right: str, limit: int) -> None:
    one, other = (min(distance(*pair, limit), limit + 1) for pair in ((left, right), (right, left)))
    assert one == other
    assert (one == 0) == (left == right)


@given(st.text(st.sampled_from("abc"), max_size=7), st.text(st.sampled_from("abc"), max_size=7))
def test_edit_distance_equals_the_whole_table(left: str, right: str) -> None:
    table: dict[tuple[int, int], int] = {}
    for i, j in product(range(len(left) + 1), range(len(right) + 1)):
        ways = [0 if i == j == 0 else 99]
        ways += [table[i - 1, j] + 1] if i else []
        ways += [table[i, j - 1] + 1] if j else []
        ways += [table[i - 1, j - 1] + (left[i - 1] != right[j - 1])] if i and j else []
        if i > 1 and j > 1 and left[i - 2 : i] == right[j - 2 : j][::-1]:
            ways.append(table[i - 2, j - 2] + 1)
        table[i, j] = min(ways)
    assert distance(left, right, 9) == table[len(left), len(right)]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [("croser", "crosier", 1), ("ab", "ba", 1), ("abc", "ca", 3), ("kitten", "sitting", 3), ("", "ab", 2)],
)
def test_edit_distance(left: str, right: str, edits: int) -> None:
    assert distance(left, right, 5) == edits
    assert distance(left, right, edits - 1) >= edits


def test_the_snippet_is_the_passage_with_the_hits_close_together() -> None:
    subject = article(f"Space. {FILLER}", f"{FILLER}Space security was agreed on. {FILLER}", "Security.")
    snippet = best_snippet(parse("space security"), subject, 80)
    assert snippet.text.startswith("Space security was agreed on.")
    assert snippet.spans == ((0, 5), (6, 14))
    assert subject.text[snippet.offset :].startswith("Space security")
    assert best_offset(parse("space security"), subject) == snippet.offset


def test_the_snippet_leads_up_to_a_hit_deep_in_a_sentence() -> None:
    subject = article("word " * 60 + "needle in it" + " word" * 60)
    snippet = best_snippet(parse("needle"), subject, 80)
    assert snippet.text.startswith("…word")
    assert snippet.text.endswith("word…")
    assert [snippet.text[a:b] for a, b in snippet.spans] == ["needle"]


def test_without_hits_the_snippet_is_the_beginning_of_the_body() -> None:
    subject = article("It begins\n\there, on two lines.", "And goes on.")
    assert best_snippet(parse("title"), subject, 40).text == "It begins here, on two lines. And goes…"
    assert best_offset(parse("title"), subject) == 0


def test_an_article_without_body_has_an_empty_snippet() -> None:
    assert best_snippet(parse("title"), article(), 40).text == ""


bodies = st.lists(st.text(st.sampled_from("ab .\n…Ä"), min_size=1, max_size=200), max_size=3)


@given(bodies, st.integers(8, 100), st.sampled_from(["a", "ab", '"a b"', "ab*", "-a", ""]))
def test_snippets_fit_and_spans_hold_the_matches(paragraphs: list[str], width: int, query: str) -> None:
    subject = article(*paragraphs)
    snippet = best_snippet(parse(query), subject, width)
    assert len(snippet.text) <= width
    assert "\n" not in snippet.text
    end = 0
    for start, stop in snippet.spans:
        assert end <= start < stop <= len(snippet.text)
        end = stop
        whole = {" ".join(subject.text[a:b].split()) for a, b in highlights(parse(query), subject.text)}
        assert any(match.startswith(snippet.text[start:stop]) for match in whole)


TRICKY = """die dying tied U.S. us F-16 f16 f.b.i FBI AT&T att O'Neil oneil o’neil 1,234 1234 1,2 a A c é cafe
café CAFÉ co-owner co_owner owner 中国 中us use using Miami-based ǅ ﬁne fine K ſo so x.y/z ' - “us”"""
WRITTEN = st.sampled_from(TRICKY.split())
GAPS = st.sampled_from([" ", "\n\n", "  ", "/", "—", "(", ").", "..", "'", "-", "_", "&", ","])


@given(
    st.lists(st.tuples(WRITTEN, GAPS), max_size=12),
    st.lists(st.sampled_from(["{}", "{}", "{}*", '"{} x"', "{}~"]), min_size=1, max_size=2),
    st.data(),
)
def test_words_that_are_passed_over_mean_nothing(
    pieces: list[tuple[str, str]], forms: list[str], data: st.DataObject
) -> None:
    plain = WRITTEN.filter(lambda word: len(word) > 2 and word.isalnum())
    query = " ".join(form.format(data.draw(plain)) for form in forms)
    text = "".join(word + gap for word, gap in pieces)
    slow = Finder(parse(query))
    slow._worth_a_look = slow._worth_a_look_in_ascii = None
    assert Finder(parse(query)).occurrences(text) == slow.occurrences(text)


def test_the_words_of_a_question_need_not_be_in_the_title() -> None:
    """An article on what is asked opens at its lead, though its title has no "when" and no "begin"."""
    others = "Other matters were spoken of. " * 60
    body = f"Harbour works began here.\n\n{others}\n\nharbour harbour tolls begin"
    article = Article("1", "Harbour tolls", from_plain(body))
    question = And((Welcome(Word("begin")), Word("harbour"), Word("tolls")))
    assert best_offset(question, article) < article.text.find("Other matters")
    assert best_offset(And((Word("begin"), Word("harbour"), Word("tolls"))), article) > 600

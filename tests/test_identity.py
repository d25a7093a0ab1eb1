"""Identity: normalised text, ids, shingles, and how much of one text is in another."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article.days import UNDATED, day_of
from search.article.identity import (
    ID_LENGTH,
    SKETCH,
    article_id,
    containment,
    estimated_containment,
    identify,
    key_kind,
    normalise,
    route_of,
    shingle_sketch,
    text_hash,
    title_day,
    told_apart,
)
from search.article.model import Article, Block, BlockKind


def article(text: str, title: str = "A title", **fields: str) -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in text.split("\n\n"))
    return Article(id="", title=title, blocks=blocks, **fields)  # type: ignore[arg-type]


def words(count: int, seed: int) -> list[str]:
    chosen = random.Random(seed)
    return ["".join(chosen.choices("abcdefghij", k=6)) for _ in range(count)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Navy’s “role”", 'the navy\'s "ROLE"'),
        ("JAPAN – today", "Japan - TODAY"),
        ("two  blanks\nand\ta tab", "two blanks and a tab"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_readers_take_for_the_same_is_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_different_words_stay_different() -> None:
    assert normalise("the Navy") != normalise("the Army")


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_normal_text_has_single_blanks_only(text: str) -> None:
    assert normalise(text) == " ".join(normalise(text).split())


def test_ids_are_fixed_for_all_time() -> None:
    """A change here would orphan every saved id: it must never happen by accident."""
    assert article_id("www.example.mil/Article/983", "") == "z5hwkghqgsp6"
    assert article_id("", "0" * 32) == "pldk7or2xwka"


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=1))
def test_ids_are_short_and_plain(key: str, hashed: str) -> None:
    made = article_id(key, hashed)
    assert len(made) == ID_LENGTH
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert article_id(key, hashed, 24).startswith(made)


def test_a_key_decides_the_id_and_the_text_does_without() -> None:
    keyed = identify(article("One text.", source_key="k1"))
    assert keyed.id == identify(article("Another text.", source_key="k1")).id
    assert keyed.id != identify(article("One text.", source_key="k2")).id
    plain = identify(article("One text."))
    assert plain.id == identify(article("ONE  text.")).id
    assert plain.id != identify(article("Another text.")).id
    assert plain.text_hash == keyed.text_hash


def test_a_key_is_never_taken_for_a_text_hash() -> None:
    plain = identify(article("One text."))
    assert article_id(plain.text_hash, "") != plain.id


@pytest.mark.parametrize(
    ("url", "route"),
    [
        ("http://a.b/#!/news/1", "!/news/1"),
        ("http://a.b/#/n", ""),
        ("http://a.b/#/n1", "/n1"),
        ("http://a.b/#top", ""),
    ],
)
def test_a_fragment_names_a_page_when_it_is_a_route(url: str, route: str) -> None:
    assert route_of(url) == route


def test_hidden_blocks_are_no_part_of_the_text() -> None:
    plain = article("One text.")
    banner = Block(BlockKind.BOILERPLATE, "An official website", rule="banner")
    assert text_hash(replace(plain, blocks=(banner, *plain.blocks))) == text_hash(plain)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("", ""),
        ("doj-00017", "name"),
        ("<123@mail.example>", "message"),
        ("https://example.org/a", "address"),
        ("www.example.mil/Article/983", "address"),
    ],
)
def test_kinds_of_keys(key: str, kind: str) -> None:
    assert key_kind(key) == kind


def test_only_keys_of_one_kind_tell_articles_apart() -> None:
    assert told_apart("doj-1", "doj-2")
    assert not told_apart("doj-1", "doj-1")
    assert not told_apart("doj-1", "https://example.org/a")
    assert not told_apart("", "")
    assert not told_apart("doj-1", "")
    assert not told_apart("https://example.org/a", "doj-1")


def test_title_and_date_are_both_needed() -> None:
    dated = article("x", date="2016-03-07")
    assert title_day(dated) == title_day(replace(dated, title="a  TITLE"))
    assert title_day(dated) != title_day(replace(dated, date="2016-03-08"))
    assert title_day(replace(dated, date="")) is None
    assert title_day(replace(dated, title="")) is None


@given(st.text(max_size=300))
def test_every_text_contains_itself(text: str) -> None:
    assert containment(text, text) == 1.0
    assert estimated_containment(shingle_sketch(text), shingle_sketch(text)) == 1.0


def test_a_part_is_contained_whole_and_a_stranger_not_at_all() -> None:
    whole, stranger = words(400, 1), words(400, 2)
    assert containment(" ".join(whole), " ".join(whole[100:200])) == 1.0
    assert containment(" ".join(whole), " ".join(stranger)) == 0.0


def test_four_words_in_a_row_count() -> None:
    # Six words make three runs of four; one changed at the end costs one of them.
    assert containment("a b c d e f", "a b c d e x") == pytest.approx(2 / 3)
    assert containment("a b", "a b") == 1.0
    assert containment("a b", "b a") == 0.0


def test_a_sketch_is_small_sorted_and_does_not_depend_on_anything_but_the_words() -> None:
    text = " ".join(words(1000, 3))
    sketch = shingle_sketch(text)
    numbers = [sketch[i : i + 8] for i in range(0, len(sketch), 8)]
    assert len(numbers) == SKETCH
    assert numbers == sorted(set(numbers))
    assert shingle_sketch(text.upper().replace(" ", "\n")) == sketch


@pytest.mark.parametrize("shared", [0, 300, 600, 900, 1000])
def test_the_estimate_is_near_the_truth(shared: int) -> None:
    """The standard error is at most sqrt(.25 / 64) = .06; four of them never happen by chance."""
    common = words(shared, 4)
    one = " ".join([*common, *words(1000 - shared, 5)])
    other = " ".join([*common, *words(1000 - shared, 6)])
    estimated = estimated_containment(shingle_sketch(one), shingle_sketch(other))
    assert abs(estimated - containment(one, other)) < 0.25


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1970-01-01", 0),
        ("1970-01", 0),
        ("1970", 0),
        ("2016-03-07", 16867),
        ("1969-12-31", -1),
        ("", UNDATED),
        ("2016-13-01", UNDATED),
        ("2016-02-30", UNDATED),
        ("yesterday", UNDATED),
        ("0000", UNDATED),
        ("99999999999999999999", UNDATED),
    ],
)
def test_days(text: str, day: int) -> None:
    assert day_of(text) == day


@given(st.text())
def test_any_text_has_a_day_or_none(text: str) -> None:
    assert isinstance(day_of(text), int)

"""From an article to lines: nothing is lost, nothing is too wide, offsets are true."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from search.article.model import Article, Block, BlockKind
from search.text import sanitise
from tui.typeset import TextLine, Typeset, wrap

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=120).map(sanitise)
PARAGRAPHS = TEXTS.map(lambda text: " ".join(text.split()))


def lines_of(article: Article, width: int = 40) -> list[TextLine]:
    made = Typeset(article, width)
    return [line for n in range(made.count()) if (line := made.line(n)) is not None]


@given(PARAGRAPHS, st.integers(2, 60))
def test_wrapping_keeps_every_character_but_spaces(text: str, width: int) -> None:
    stretches = list(wrap(text, width))
    assert "".join(text[a:b] for a, b in stretches).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(text[a:b]) <= width or b - a == 1 for a, b in stretches)


@given(st.lists(PARAGRAPHS.filter(bool), min_size=1, max_size=4), st.integers(8, 60))
def test_lines_are_stretches_of_the_text(paragraphs: list[str], width: int) -> None:
    article = Article("x", "A title", tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs))
    for line in lines_of(article, width):
        if line.own:
            assert article.text[line.start : line.end] == line.text


def test_words_stay_whole_and_long_ones_are_cut() -> None:
    text = "the harbourmaster came"
    assert [text[a:b] for a, b in wrap(text, 10)] == ["the", "harbourmas", "ter came"]


def test_combining_marks_stay_with_their_letter() -> None:
    text = "e\u0301" * 8
    assert all(text[a] == "e" for a, _ in wrap(text, 3))


def test_wide_characters_count_twice() -> None:
    text = "日本語の見出し"
    assert [text[a:b] for a, b in wrap(text, 6)] == ["日本語", "の見出", "し"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("2016年 春、漁師は港へ戻った。", 12, ["2016年 春、", "漁師は港へ", "戻った。"]),
        ("起重机坏了。渔夫回家。", 10, ["起重机坏", "了。渔夫回", "家。"]),
        ("彼は「海へ」と言った", 6, ["彼は", "「海", "へ」と", "言った"]),
        ("เด็กเล่นน้ำในทะเล", 7, ["เด็กเล่น", "น้ำในทะ", "เล"]),
        ("the 港 of 東京湾 at dawn", 11, ["the 港 of", "東京湾 at", "dawn"]),
        ("항구로 돌아왔다", 10, ["항구로", "돌아왔다"]),
        ("plain old words", 8, ["plain", "old", "words"]),
    ],
)
def test_lines_end_between_signs_of_scripts_without_spaces(text: str, width: int, lines: list[str]) -> None:
    assert [text[a:b] for a, b in wrap(text, width)] == lines


def test_title_facts_and_body_come_in_order() -> None:
    blocks = (Block(BlockKind.BOILERPLATE, "banner"), Block(BlockKind.PARAGRAPH, "Body."))
    article = Article("x", "Title", blocks, date="2016-03-07", category="News", byline="Public Affairs")
    shown = [(line.role, line.text) for line in lines_of(article)]
    assert shown == [
        ("title", "Title"),
        ("byline", "Public Affairs"),
        ("meta", "2016-03-07  News"),
        ("blank", ""),
        ("body", "Body."),
    ]


@pytest.mark.parametrize(
    ("block", "leads"),
    [
        (Block(BlockKind.LIST, "one\ntwo"), ["  • ", "  • "]),
        (Block(BlockKind.LIST, "one\ntwo", level=1), ["  1. ", "  2. "]),
        (Block(BlockKind.QUOTE, "said so"), ["▏ "]),
        (Block(BlockKind.PREFORMATTED, "a  b\n\nc"), ["", "", ""]),
    ],
)
def test_structure_is_shown(block: Block, leads: list[str]) -> None:
    lines = lines_of(Article("x", "T", (block,)))
    assert [line.lead for line in lines[2:]] == leads or [line.lead for line in lines[3:]] == leads


def test_preformatted_text_keeps_its_spaces() -> None:
    article = Article("x", "T", (Block(BlockKind.PREFORMATTED, "a    b"),))
    assert lines_of(article)[-1].text == "a    b"


def test_a_long_article_is_not_made_whole() -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, "word " * 50) for _ in range(1000))
    made = Typeset(Article("x", "T", blocks), 40)
    assert made.line(10) is not None
    assert len(made._lines) < 20
    assert made.progress(10) < 2


def test_offsets_find_their_line() -> None:
    article = Article("x", "T", tuple(Block(BlockKind.PARAGRAPH, f"Paragraph {n}.") for n in range(50)))
    made = Typeset(article, 40)
    line = made.line(made.line_at(article.text.index("Paragraph 37")))
    assert line is not None
    assert line.text == "Paragraph 37."

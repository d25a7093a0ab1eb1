"""A second opinion on a page's text: what only the first has is left out where both agree on the rest."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from search.article.model import Block, BlockKind, Span, SpanKind
from search.intake.model import Content, Draft
from search.intake.pipeline import read
from search.intake.second_opinion import RULE, agreed

STORY = tuple(
    Block(
        BlockKind.PARAGRAPH,
        f"The ferry number {n} stayed in the harbour because the wind of day {n} was strong.",
    )
    for n in range(8)
)
CREDIT = Block(BlockKind.PARAGRAPH, "Somebody stands on a quay and looks at water. Photo: The Bay")
TABLE = Block(BlockKind.TABLE, "Monday | 3 ferries | Tuesday | no ferry at all")
LONG = Block(BlockKind.PARAGRAPH, "Nobody else wrote about the lamp of the old harbour and its keeper. " * 6)


def hidden(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if block.hidden]


def test_short_blocks_that_only_one_has_are_hidden_with_their_rule() -> None:
    found = agreed((*STORY[:4], CREDIT, *STORY[4:]), STORY)
    assert hidden(found) == [CREDIT.text]
    assert found[4].rule == RULE


def linked(kind: BlockKind, text: str) -> Block:
    return Block(kind, text, spans=(Span(0, len(text), SpanKind.LINK, "https://a.example"),))


def test_lists_and_headings_of_the_story_stay() -> None:
    listed = Block(BlockKind.LIST, "a crane\na barge\na pilot")
    headings = Block(BlockKind.HEADING, "What comes next", 2), Block(BlockKind.HEADING, "In spring", 3)
    assert hidden(agreed((*STORY[:4], listed, *headings, *STORY[4:]), STORY)) == []


@pytest.mark.parametrize("text", ["The board meets on 2 April at 14:30.", "“Who asked?”", "他们在桥上见面。"])
def test_whole_sentences_stay(text: str) -> None:
    assert hidden(agreed((*STORY[:4], Block(BlockKind.PARAGRAPH, text), *STORY[4:]), STORY)) == []


def test_lists_of_links_and_headings_of_nothing_are_hidden() -> None:
    furniture = (
        linked(BlockKind.LIST, "Ferries are late\nNew lamps for the bridge"),
        linked(BlockKind.HEADING, "Read on about ferries"),
        Block(BlockKind.HEADING, "Related", 2),
    )
    assert hidden(agreed((*STORY, *furniture), STORY)) == [block.text for block in furniture]


def test_tables_and_long_blocks_stay() -> None:
    assert hidden(agreed((*STORY, TABLE, LONG), STORY)) == []


@pytest.mark.parametrize(
    "opinion", [(), (CREDIT,), STORY[:2], (*STORY[:4], LONG, Block(BlockKind.PARAGRAPH, LONG.text.upper()))]
)
def test_no_opinion_and_another_opinion_change_nothing(opinion: tuple[Block, ...]) -> None:
    blocks = (*STORY, CREDIT)
    assert agreed(blocks, opinion) == blocks


def test_what_is_left_out_of_a_page_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = "".join(f"<p>{block.text}</p>" for block in STORY)
    opinion = SimpleNamespace(extract=lambda *_args, **_kwargs: f"<html><body>{paragraphs}</body></html>")
    monkeypatch.setitem(sys.modules, "trafilatura", opinion)
    html = f"<html><body><h1>Ferries</h1><div>{paragraphs}<p>{CREDIT.text}</p></div></body></html>"
    (found,) = read(Content.of_bytes(html.encode(), "a.html", "a.html"))
    assert isinstance(found, Draft)
    assert CREDIT.text not in found.article.body
    assert hidden(found.article.blocks) == [CREDIT.text]
    assert not found.article.warnings

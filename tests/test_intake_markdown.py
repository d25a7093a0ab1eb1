"""Markdown: front matter, structure, and HTML that stays text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.model import Article, BlockKind, SpanKind
from search.errors import IntakeError
from search.intake.frontmatter import split
from search.intake.model import Content
from search.intake.pipeline import Draft, read


def article(text: str, name: str = "note.md") -> Article:
    (found,) = read(Content.of_bytes(text.encode(), name, name))
    assert isinstance(found, Draft)
    return found.article


TEXT = """---
title: "The title: a part"
date: 2020-05-04
tags: [one, 'two, too']
author:
  - A. Person
  - B. Person
# a remark
unknown: x
---

# The title: a part

A *soft*
line with [a link](https://e.org) and `code`.\\
After a break.

## Part

1. first
2. second
   - inner

> quoted
> text

| a | b |
|---|---|
| 1 | *2* |

```python
x = 1

y = 2
```

<script>alert(1)</script>
"""


def test_front_matter_and_structure() -> None:
    found = article(TEXT)
    assert (found.title, found.date, found.tags) == ("The title: a part", "2020-05-04", ("one", "two, too"))
    assert found.byline == "A. Person; B. Person"
    shown = [(block.kind, block.text) for _, block in found.visible()]
    assert shown == [
        (BlockKind.PARAGRAPH, "A soft line with a link and code.\nAfter a break."),
        (BlockKind.HEADING, "Part"),
        (BlockKind.LIST, "first\nsecond\ninner"),
        (BlockKind.QUOTE, "quoted text"),
        (BlockKind.TABLE, "a\tb\n1\t2"),
        (BlockKind.PREFORMATTED, "x = 1\n\ny = 2"),
        (BlockKind.PARAGRAPH, "<script>alert(1)</script>"),
    ]
    spans = next(block.spans for _, block in found.visible())
    assert [span.kind for span in spans] == [SpanKind.EMPHASIS, SpanKind.LINK, SpanKind.CODE]


def test_the_first_heading_is_the_title() -> None:
    found = article("# A title\n\nText.\n")
    assert found.title == "A title"
    assert found.body == "Text."


def test_without_a_heading_the_name_is_the_title() -> None:
    assert article("Text.\n", "my_note.md").title == "my note"


def test_toml_front_matter() -> None:
    assert article("+++\ntitle = 'T'\ndate = 2020-05-04\n+++\nText.\n", "note").title == "T"


@pytest.mark.parametrize("text", ["---\n", "---\nno fields here\n---\nText.", "+++\nbroken = \n+++\nText."])
def test_front_matter_that_is_none(text: str) -> None:
    assert split(text) == ({}, text)


@settings(deadline=None)
@given(st.text(st.sampled_from("#*_`[]()<>|-+>1. \n\tabc\\!&\x1b"), max_size=120))
def test_any_markdown_is_safe_text(text: str) -> None:
    try:
        found = article(text)
    except IntakeError:
        return
    assert all(char.isprintable() or char in "\n\t" for char in found.text)
    assert all(block.text.strip() for block in found.blocks)

"""An article as text, Markdown or HTML: pure functions from article to string.

What is exported is opened by other programs. Nothing in it can run: texts are escaped, and links lead to the
net or to a mail address, whatever an article says.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Iterator

from search.article.fields import facts as exported
from search.article.fields import values_of
from search.article.model import Article, Block, BlockKind, Span, SpanKind

FORMATS = ("text", "md", "html")
"""What :func:`render` can make."""

_MARKDOWN_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|~&!$"})
_LINE_START = re.compile(r"(?m)^([0-9]{0,9})([-+=:.)])")
"""What would make a list, a rule or a heading of a line."""
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\\x00-\x20\x7f]+\Z", re.IGNORECASE)
"""Where exported links may lead."""
_ARTICLE_WIDTH = 80
"""Lines longer than this are hard to read; terminals wider than it do not widen the text."""


def render(article: Article, format: str, *, width: int = 0) -> str:
    """The article in one of :data:`FORMATS`; ``width`` wraps plain text, 0 leaves paragraphs whole.

    Raises KeyError for an unknown format.
    """
    makers: dict[str, Callable[[], str]] = {
        "text": lambda: as_text(article, width=width),
        "md": lambda: as_markdown(article),
        "html": lambda: as_html(article),
    }
    return makers[format]()


def facts(article: Article) -> Iterator[tuple[str, str]]:
    """What is known about the article beside its text: label and value, empty ones left out."""
    known = ((field.fact, "; ".join(values_of(article, field))) for field in exported())
    return ((label, value) for label, value in known if value)


def as_text(article: Article, *, width: int = 0) -> str:
    """Title, facts and body as plain text, wrapped at ``width`` but at most 80 columns wide."""
    wrap_at = min(width, _ARTICLE_WIDTH) if width else 0
    head = [article.title, *([article.subtitle] if article.subtitle else [])]
    lines = [_wrapped(text, wrap_at) for text in head]
    lines += ["", *(f"{label}: {value}" for label, value in facts(article)), ""]
    lines.append("\n\n".join(_block_text(block, wrap_at) for _, block in article.visible()))
    return "\n".join(lines).rstrip()


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> str:
    if not width:
        return first + text
    return "\n".join(
        textwrap.wrap(text, max(width, 20), initial_indent=first, subsequent_indent=rest) or [first]
    )


def _block_text(block: Block, width: int) -> str:
    if block.kind in (BlockKind.PREFORMATTED, BlockKind.TABLE):
        return block.text
    if block.kind is BlockKind.LIST:
        return "\n".join(_wrapped(item, width, mark, " " * len(mark)) for mark, item in list_items(block))
    if block.kind is BlockKind.QUOTE:
        return "\n".join(_wrapped(line, width, "> ", "> ") for line in block.text.split("\n"))
    return "\n".join(_wrapped(line, width) for line in block.text.split("\n"))


def list_items(block: Block) -> Iterator[tuple[str, str]]:
    """The marker and the text of each item of a list block."""
    for number, item in enumerate(block.text.split("\n"), 1):
        yield (f"{number}. " if block.level else "- "), item


def as_markdown(article: Article) -> str:
    """The article as CommonMark with its facts as a list under the title; texts are escaped."""
    parts = [f"# {markdown_text(article.title)}"]
    if article.subtitle:
        parts.append(f"*{markdown_text(article.subtitle)}*")
    parts.append("\n".join(f"- {label}: {markdown_text(value)}" for label, value in facts(article)))
    parts += [_block_markdown(block) for _, block in article.visible()]
    return "\n\n".join(part for part in parts if part)


def markdown_text(text: str) -> str:
    """A text that Markdown shows as it is: no markup, no HTML, no list or heading at the start of a line."""
    safe = "\n".join(line.strip() for line in text.translate(_MARKDOWN_SPECIAL).split("\n"))
    return _LINE_START.sub(r"\1\\\2", safe)


def safe_link(target: str) -> str:
    """An address that may stand behind a link; empty for ``javascript:``, ``data:``, files and what is none."""
    return target if _SAFE_LINK.match(target) else ""


def _block_markdown(block: Block) -> str:
    text = _with_spans(block, markdown_text, _span_markdown)
    if block.kind is BlockKind.HEADING:
        return f"{'#' * min(6, max(2, block.level + 1))} {text}"
    if block.kind is BlockKind.LIST:
        return "\n".join(f"{i}. {t}" if block.level else f"- {t}" for i, t in enumerate(text.split("\n"), 1))
    if block.kind is BlockKind.QUOTE:
        return "\n".join(f"> {line}" for line in text.split("\n"))
    if block.kind is BlockKind.PREFORMATTED:
        return "\n".join(f"    {line}" for line in block.text.split("\n"))
    if block.kind is BlockKind.TABLE:
        return _table_markdown(block)
    if block.kind is BlockKind.CAPTION:
        return f"*{text}*"
    return text


def _table_markdown(block: Block) -> str:
    rows = [[markdown_text(cell) for cell in row.split("\t")] for row in block.text.split("\n")]
    columns = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (columns - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])


def _span_markdown(span: Span, text: str) -> str:
    if span.kind is SpanKind.LINK:
        return f"[{text}](<{target}>)" if (target := safe_link(span.target)) else text
    mark = {SpanKind.EMPHASIS: "*", SpanKind.STRONG: "**", SpanKind.CODE: "`"}[span.kind]
    return f"{mark}{text}{mark}"


def _with_spans(block: Block, escape: Callable[[str], str], mark: Callable[[Span, str], str]) -> str:
    """The block's text escaped, with its outermost spans marked up; overlapping ones are left out."""
    parts: list[str] = []
    done = 0
    for span in sorted(block.spans, key=lambda s: (s.start, -s.end)):
        if span.start < done or span.end > len(block.text):
            continue
        parts += [escape(block.text[done : span.start]), mark(span, escape(block.text[span.start : span.end]))]
        done = span.end
    return "".join([*parts, escape(block.text[done:])])


def as_html(article: Article) -> str:
    """The article as one self-contained HTML page without scripts; every text is escaped."""
    rows = "".join(f"<dt>{label}</dt><dd>{html.escape(value)}</dd>" for label, value in facts(article))
    subtitle = f"<p><em>{html.escape(article.subtitle)}</em></p>\n" if article.subtitle else ""
    body = "\n".join(block_html(block) for _, block in article.visible())
    title = html.escape(article.title)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n<h1>{title}</h1>\n{subtitle}<dl>{rows}</dl>\n{body}\n</article></body></html>"
    )


def block_html(block: Block) -> str:
    """One block as HTML that is XML too."""
    text = _with_spans(block, html.escape, _span_html)
    if block.kind is BlockKind.HEADING:
        level = min(6, max(2, block.level + 1))
        return f"<h{level}>{text}</h{level}>"
    if block.kind is BlockKind.LIST:
        items = "".join(f"<li>{item}</li>" for item in text.split("\n"))
        return f"<ol>{items}</ol>" if block.level else f"<ul>{items}</ul>"
    if block.kind is BlockKind.QUOTE:
        return f"<blockquote>{text}</blockquote>"
    if block.kind is BlockKind.PREFORMATTED:
        return f"<pre>{html.escape(block.text)}</pre>"
    if block.kind is BlockKind.TABLE:
        rows = (
            "".join(f"<td>{html.escape(cell)}</td>" for cell in row.split("\t"))
            for row in block.text.split("\n")
        )
        return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    return f"<p>{text}</p>"


def _span_html(span: Span, text: str) -> str:
    if span.kind is SpanKind.LINK:
        target = safe_link(span.target)
        return f'<a href="{html.escape(target)}" rel="noreferrer">{text}</a>' if target else text
    tag = {SpanKind.EMPHASIS: "em", SpanKind.STRONG: "strong", SpanKind.CODE: "code"}[span.kind]
    return f"<{tag}>{text}</{tag}>"

"""An article as text, Markdown or HTML, and as a citation: pure functions from article to string."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator

from search.article.fields import facts as exported
from search.article.fields import values_of
from search.article.model import Article, Block, BlockKind, Span, SpanKind

FORMATS = ("text", "md", "html")
"""What :func:`render` can make."""

CITATIONS = ("plain", "apa", "bibtex", "wiki")
"""Styles of :func:`cite`."""

_MARKDOWN_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|"})
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
    parts = [f"# {_escape(article.title)}"]
    if article.subtitle:
        parts.append(f"*{_escape(article.subtitle)}*")
    parts.append("\n".join(f"- {label}: {_escape(value)}" for label, value in facts(article)))
    parts += [_block_markdown(block) for _, block in article.visible()]
    return "\n\n".join(part for part in parts if part)


def _escape(text: str) -> str:
    return text.translate(_MARKDOWN_SPECIAL)


def _block_markdown(block: Block) -> str:
    text = _with_spans(block, _escape, _span_markdown)
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
    rows = [[_escape(cell) for cell in row.split("\t")] for row in block.text.split("\n")]
    columns = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (columns - len(row)))} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])


def _span_markdown(span: Span, text: str) -> str:
    if span.kind is SpanKind.LINK:
        return f"[{text}](<{span.target.replace('>', '%3E')}>)"
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
    body = "\n".join(_block_html(block) for _, block in article.visible())
    title = html.escape(article.title)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article>\n<h1>{title}</h1>\n{subtitle}<dl>{rows}</dl>\n{body}\n</article></body></html>"
    )


def _block_html(block: Block) -> str:
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
        if not span.target.startswith(("http://", "https://", "mailto:")):
            return text
        return f'<a href="{html.escape(span.target)}">{text}</a>'
    tag = {SpanKind.EMPHASIS: "em", SpanKind.STRONG: "strong", SpanKind.CODE: "code"}[span.kind]
    return f"<{tag}>{text}</{tag}>"


def cite(article: Article, style: str = "plain") -> str:
    """A citation in one of :data:`CITATIONS`. Raises KeyError for an unknown style."""
    author = article.byline or article.organisation
    makers: dict[str, Callable[[], str]] = {
        "plain": lambda: _cite_plain(article, author),
        "apa": lambda: _cite_apa(article, author),
        "bibtex": lambda: _cite_bibtex(article, author),
        "wiki": lambda: _cite_wiki(article, author),
    }
    return makers[style]()


def _cite_plain(article: Article, author: str) -> str:
    parts = [author, f"“{article.title}”", article.date, article.url or article.source_key]
    return ", ".join(part for part in parts if part) + "."


def _cite_apa(article: Article, author: str) -> str:
    date = f"({article.date or 'n.d.'})."
    head = f"{author.rstrip('.')}. {date} {article.title}." if author else f"{article.title}. {date}"
    return f"{head} {article.url}".rstrip()


def _cite_bibtex(article: Article, author: str) -> str:
    safe = str.maketrans({"{": "(", "}": ")", "\\": "/"})
    fields = (("author", author), ("title", article.title), ("date", article.date), ("url", article.url))
    lines = [f"  {name} = {{{value.translate(safe)}}}" for name, value in fields if value]
    return "\n".join([f"@misc{{{article.id or 'article'},", ",\n".join(lines), "}"])


def _cite_wiki(article: Article, author: str) -> str:
    fields = (("title", article.title), ("author", author), ("date", article.date), ("url", article.url))
    body = "".join(f" |{name}={value.replace('|', '{{!}}')}" for name, value in fields if value)
    return f"{{{{cite press release{body}}}}}"

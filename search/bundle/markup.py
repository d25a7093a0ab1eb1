"""Reports as HTML that is XML too, for one page and for the chapters of a book; every text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from search.article.export import safe_link
from search.bundle.report import IndexEntry, Part, Quote, Report, Source
from search.marks.dossiers import What

CSS = """
body{font:16px/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1,h2,h3{line-height:1.25;font-family:Helvetica,Arial,sans-serif}h3{font-size:1.05em;margin:1.6em 0 .4em}
blockquote{margin:.6em 0;padding:.1em 0 .1em 1em;border-left:3px solid #999;white-space:pre-line}
.note{white-space:pre-line;margin:.6em 0 .6em 1em;font-style:italic}.small{font-size:.85em;color:#444}
.digest{font-family:monospace;font-size:.75em;word-break:break-all;color:#444}.lost{color:#803000}
ol.sources li{margin-bottom:.7em}.names{columns:2}.names p{margin:0 0 .2em;break-inside:avoid}
svg{width:100%;height:auto}a{color:#103080}
@media print{body{font-size:11pt;margin:0;max-width:none}h2{break-after:avoid}blockquote,li{break-inside:avoid}}
"""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may do with the page: show it. No script, no request."""


def allowed(value: str) -> str:
    """Text without the characters that XML does not allow (https://www.w3.org/TR/xml/#charsets)."""
    return _FORBIDDEN.sub("", value)


def text(value: str) -> str:
    """Text as it stands between tags, without the characters that XML does not allow."""
    return html.escape(allowed(value))


def paragraphs(texts: Iterable[str], kind: str = "") -> str:
    """Each part between empty lines as a paragraph; single line ends stay."""
    attribute = f' class="{kind}"' if kind else ""
    parts = (part.strip() for one in texts for part in one.split("\n\n"))
    return "".join(f"<p{attribute}>{text(part)}</p>\n" for part in parts if part)


def _reference(number: int, target: str) -> str:
    return f'<a href="{target}#s{number}">[{number}]</a>'


def quotation(quote: Quote, target: str) -> str:
    """The words with the number of their source."""
    lost = (
        '<br/><span class="small lost">As marked; the article reads otherwise now.</span>' if quote.lost else ""
    )
    opening, closing = ("", "") if quote.lead else ("“", "”")
    words = f"{opening}{text(quote.text)}{closing} {_reference(quote.source, target)}"
    return f"<blockquote>{words}{lost}</blockquote>\n"


def part(one: Part, target: str) -> str:
    """An item. ``target``: the file in which the sources are, empty for this one."""
    if one.kind is What.TEXT:
        return paragraphs(one.notes)
    heads = {What.QUERY: "Search: ", What.ENTITY: ""}
    number = f" {_reference(one.source, target)}" if one.source else ""
    out = [f"<h3>{heads.get(one.kind, '')}{text(one.title)}{number}</h3>\n"]
    out += [quotation(quote, target) for quote in one.quotes]
    out.append(f'<p class="small">{text(one.remark)}</p>\n' if one.remark else "")
    if one.rows:
        out.append(f"<p>{' '.join(_reference(number, target) for number in one.rows)}</p>\n")
    out.append(paragraphs(one.notes, "note"))
    out.append(f'<p class="small">Tags: {text(", ".join(one.tags))}</p>\n' if one.tags else "")
    return "".join(out)


def sources(every: Iterable[Source]) -> str:
    """The list of sources, each with what it takes to look it up and to check it."""
    items = []
    for one in every:
        link = safe_link(one.origin)
        where = f'<a href="{text(link)}" rel="noreferrer">{text(link)}</a>' if link else text(one.origin)
        facts = [f"id {text(one.id)}"]
        facts += [f"SHA-256 {text(one.sha256)}"] if one.sha256 else []
        facts += [f"text {text(one.text_hash)}"] if one.text_hash else []
        gone = ' <span class="lost">Not in the library any more.</span>' if one.missing else ""
        items.append(
            f'<li id="s{one.number}" value="{one.number}">{text(one.citation)}{gone}'
            f'<br/><span class="small">{where}</span>'
            f'<br/><span class="digest">{" · ".join(facts)}</span></li>\n'
        )
    return f'<ol class="sources">\n{"".join(items)}</ol>\n' if items else ""


def names(entries: Iterable[IndexEntry], target: str) -> str:
    """People and organisations with the numbers of the sources that name them."""
    lines = (
        f"<p>{text(one.name)} {' '.join(_reference(number, target) for number in one.sources)}</p>\n"
        for one in entries
    )
    return f'<div class="names">\n{"".join(lines)}</div>\n'


def timeline(report: Report) -> str:
    """The sources along time as a picture in the page: a bar a year or a month, with its count for pointers."""
    bars = report.timeline
    if not bars:
        return ""
    width, height, most = 800, 120, max(count for _, count in bars)
    step = width / len(bars)
    parts = []
    for i, (label, count) in enumerate(bars):
        tall = round(height * count / most, 1) if most else 0
        parts.append(
            f'<rect x="{i * step:.1f}" y="{height - tall}" width="{max(1.0, step * 0.8):.1f}" height="{tall}" '
            f'fill="#4a6a9a"><title>{text(label)}: {count}</title></rect>'
        )
    every = max(1, -(-len(bars) // 10))
    labels = "".join(
        f'<text x="{i * step:.1f}" y="{height + 16}" font-size="12">{text(label)}</text>'
        for i, (label, _) in enumerate(bars)
        if i % every == 0
    )
    undated = f'<p class="small">{report.undated} without a date.</p>\n' if report.undated else ""
    said = f"Sources from {text(bars[0][0])} to {text(bars[-1][0])}; the highest bar is {most}."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 24}" role="img">'
        f'<title>{said}</title>{"".join(parts)}{labels}</svg>\n<p class="small">{said}</p>\n{undated}'
    )


def page(report: Report) -> str:
    """The whole report as one page that needs nothing else and can be printed."""
    title = text(report.title)
    remarks = paragraphs(report.remarks, "small lost")
    body = [f"<h1>{title}</h1>\n", f'<p class="small">{text(report.made)}</p>\n', remarks]
    body += [paragraphs(report.introduction), timeline(report)]
    body += [part(one, "") for one in report.parts]
    body += ["<h2>Sources</h2>\n", sources(report.sources)] if report.sources else []
    for kind, head in (("person", "People"), ("org", "Organisations")):
        entries = [one for one in report.index if one.kind == kind]
        body += [f"<h2>{head}</h2>\n", names(entries, "")] if entries else []
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>\n'
        '<meta name="viewport" content="width=device-width"/>\n'
        f"<title>{title}</title>\n<style>{CSS}</style></head>\n<body>\n{''.join(body)}</body></html>\n"
    )

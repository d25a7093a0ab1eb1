"""Reports as Markdown and as Word documents, and the choice of a form by its name."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from search.article.export import markdown_text, safe_link
from search.bundle import epub, markup
from search.bundle.report import Part, Report
from search.errors import DossierError
from search.marks.dossiers import What


class ExportError(DossierError):
    """A document cannot be written in this form, or there."""

    title = "Export"


def as_markdown(report: Report) -> bytes:
    """The report as CommonMark; what people and articles wrote is text in it, never markup."""
    lines = [
        f"# {markdown_text(report.title)}",
        report.made,
        *(f"*{markdown_text(one)}*" for one in report.remarks),
    ]
    lines += [_paragraph(one) for one in report.introduction]
    if report.timeline:
        lines.append(
            "\n".join(f"    {label} {'#' * _bar(report, count)} {count}" for label, count in report.timeline)
        )
    for one in report.parts:
        lines += _part(one)
    if report.sources:
        lines += ["## Sources", "\n".join(_sources(report))]
    for kind, head in (("person", "People"), ("org", "Organisations")):
        entries = [one for one in report.index if one.kind == kind]
        if entries:
            lines.append(f"## {head}")
            lines.append("\n".join(f"- {markdown_text(one.name)}: {_numbers(one.sources)}" for one in entries))
    return ("\n\n".join(line for line in lines if line) + "\n").encode("utf-8", "replace")


def _bar(report: Report, count: int) -> int:
    most = max(number for _, number in report.timeline) or 1
    return -(-40 * count // most)


def _numbers(numbers: tuple[int, ...]) -> str:
    return " ".join(f"\\[{number}\\]" for number in numbers)


def _paragraph(text: str) -> str:
    return "\n\n".join(
        "\\\n".join(line for line in markdown_text(part).split("\n") if line) for part in text.split("\n\n")
    )


def _part(one: Part) -> Iterator[str]:
    if one.kind is What.TEXT:
        yield from (_paragraph(note) for note in one.notes)
        return
    number = f" {_numbers((one.source,))}" if one.source else ""
    yield f"### {'Search: ' if one.kind is What.QUERY else ''}{markdown_text(one.title)}{number}"
    for quote in one.quotes:
        words = quote.text if quote.lead else f"“{quote.text}”"
        body = _paragraph(words).replace("\n", "\n> ")
        lost = "\n>\n> *As marked; the article reads otherwise now.*" if quote.lost else ""
        yield f"> {body} {_numbers((quote.source,))}{lost}"
    yield markdown_text(one.remark)
    yield _numbers(one.rows)
    yield from (_paragraph(note) for note in one.notes)
    yield f"Tags: {markdown_text(', '.join(one.tags))}" if one.tags else ""


def _sources(report: Report) -> Iterator[str]:
    for one in report.sources:
        link = safe_link(one.origin)
        where = f"<{link}>" if link else markdown_text(one.origin)
        gone = " *Not in the library any more.*" if one.missing else ""
        digests = [f"SHA-256 `{one.sha256}`"] if one.sha256 else []
        digests += [f"text `{one.text_hash}`"] if one.text_hash else []
        facts = ", ".join([part for part in (where, f"id `{one.id}`") if part] + digests)
        yield f"- \\[{one.number}\\] {markdown_text(one.citation)}{gone}\n  {facts}"


def as_html(report: Report) -> bytes:
    """One page that needs nothing else."""
    return markup.page(report).encode("utf-8", "replace")


def as_epub(report: Report) -> bytes:
    """A book."""
    file = io.BytesIO()
    epub.write_book(file, report.title, epub.report_chapters(report), report.made or "1980-01-01")
    return file.getvalue()


def as_docx(report: Report) -> bytes:
    """A Word document. Raises ExportError when the library for it is not installed."""
    try:
        from docx import Document
    except ImportError as error:
        raise ExportError(
            "Word documents need a library that is not installed.", "Install dossier[cite], or write .html."
        ) from error
    document = Document()
    document.core_properties.title = report.title[:255]
    document.core_properties.author = ""
    document.add_heading(markup.allowed(report.title), 0)
    _say(document, report.made)
    for one in (*report.remarks, *report.introduction):
        _say(document, one)
    _timeline(document, report)
    for part in report.parts:
        _add_part(document, part)
    _add_sources(document, report)
    for kind, head in (("person", "People"), ("org", "Organisations")):
        entries = [one for one in report.index if one.kind == kind]
        if entries:
            document.add_heading(head, 1)
        for entry in entries:
            _say(document, f"{entry.name} {' '.join(f'[{number}]' for number in entry.sources)}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _say(document: Any, text: str, style: str | None = None) -> None:
    for part in markup.allowed(text).split("\n\n"):
        if part.strip():
            document.add_paragraph(part.strip(), style=style)


def _timeline(document: Any, report: Report) -> None:
    bars = [(label, count) for label, count in report.timeline if count]
    if bars:
        table = document.add_table(rows=0, cols=2)
        for label, count in bars:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, f"{'█' * _bar(report, count)} {count}"


def _add_part(document: Any, one: Part) -> None:
    if one.kind is What.TEXT:
        for note in one.notes:
            _say(document, note)
        return
    number = f" [{one.source}]" if one.source else ""
    document.add_heading(
        markup.allowed(f"{'Search: ' if one.kind is What.QUERY else ''}{one.title}{number}"), 2
    )
    for quote in one.quotes:
        words = quote.text if quote.lead else f"“{quote.text}”"
        document.add_paragraph(markup.allowed(f"{words} [{quote.source}]"), style="Quote")
        if quote.lost:
            _say(document, "As marked; the article reads otherwise now.")
    _say(document, one.remark)
    _say(document, " ".join(f"[{row}]" for row in one.rows))
    for note in one.notes:
        _say(document, note)
    _say(document, f"Tags: {', '.join(one.tags)}" if one.tags else "")


def _add_sources(document: Any, report: Report) -> None:
    if report.sources:
        document.add_heading("Sources", 1)
    for one in report.sources:
        gone = " Not in the library any more." if one.missing else ""
        digests = "".join(
            f"\n{label} {value}" for label, value in (("SHA-256", one.sha256), ("text", one.text_hash)) if value
        )
        _say(document, f"[{one.number}] {one.citation}{gone}\n{one.origin}\nid {one.id}{digests}")


REPORT_FORMATS: dict[str, Callable[[Report], bytes]] = {
    "md": as_markdown,
    "html": as_html,
    "epub": as_epub,
    "docx": as_docx,
}
"""Forms in which a report can be written, by their suffix."""

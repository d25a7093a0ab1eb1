"""Dumps of MediaWiki: one article a page, its wikitext as blocks; read as a stream, however large."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle, Unreadable, Unsupported
from search.intake.model import Content, Draft, rendition
from search.intake.records import guarded
from search.intake.xmltree import local, refuse_entities
from search.text import printable, sanitise
from search.work.progress import Failure

VERSION = 1
_NAMESPACES = frozenset({"", "0", "4", "12", "14", "100", "102", "104"})
"""Articles, project pages, help, categories, portals; not talk, users, templates or files."""
_HEADING = re.compile(r"(={1,6})(.+)\1\Z")
_ITEM = re.compile(r"([*#:;]+)\s*(.*)\Z")
_FILE = re.compile(r"\[\[(?:File|Image|Datei|Fichier|Archivo|Bild):", re.IGNORECASE)
_CATEGORY = re.compile(r"\[\[(?:Category|Kategorie):", re.IGNORECASE)
_TAGS = frozenset({"ref", "gallery", "math", "timeline", "table"})
"""Elements that are left out."""
_MAGIC = re.compile(r"__[A-Z]{3,20}__")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a page that is none of talk, user, template or redirect. Raises Unreadable for damage."""
    try:
        import mwparserfromhell  # noqa: F401 - told here, once, and not for every page
        from lxml import etree
    except ImportError as error:
        raise Unsupported("Wiki dumps cannot be read here.", "Install dossier with the extra wiki.") from error
    refuse_entities(content.head(65536))
    with content.opener() as stream:
        try:
            yield from _pages(stream, content, etree)
        except etree.XMLSyntaxError as error:
            told = printable(str(error), 100)
            raise Unreadable(f"The dump breaks off or is damaged: {told}.", "Copy it again.") from error


def _pages(stream: BinaryIO, content: Content, etree: Any) -> Iterator[Draft | Failure]:
    site = language = ""
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for event, element in events:
        name = local(element)
        if event == "start":
            if name == "mediawiki":
                language = str(element.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2]
            continue
        if name == "sitename":
            site = sanitise(element.text or "")
        elif name == "page":
            fields = _fields(element)
            label = f"{content.label}!{printable(fields['title'], 200)}"
            if fields["ns"] in _NAMESPACES and not fields["redirect"]:
                yield from guarded(label, partial(_page, fields, label, site, language))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _fields(page: Any) -> dict[str, str]:
    """What is read of a page: of its revisions, the last."""
    fields = dict.fromkeys(("title", "ns", "id", "redirect", "timestamp", "text"), "")
    for node in page.iter():
        name = local(node)
        if name == "redirect":
            fields["redirect"] = str(node.get("title") or "yes")
        elif name == "id":
            fields["id"] = fields["id"] or (node.text or "")
        elif name in fields:
            fields[name] = node.text or ""
    return fields


def _page(fields: dict[str, str], label: str, site: str, language: str) -> Iterator[Draft]:
    import mwparserfromhell

    source = fields["text"]
    code = mwparserfromhell.parse(source)
    cut = tuple(_left_out(code))
    blocks = tuple(_blocks(code))
    if not blocks:
        raise NotAnArticle("The page holds no text.")
    data = source.encode("utf-8", "surrogatepass")
    title = " ".join(sanitise(fields["title"]).split())
    yield Draft(
        Article(
            id="",
            title=title,
            blocks=blocks,
            source_key=f"{site}/{title}" if site else "",
            date=fields["timestamp"][:10],
            date_source="last revision" if fields["timestamp"] else "",
            organisation=site,
            language=language,
            tags=tuple(dict.fromkeys(re.findall(r"\[\[(?:Category|Kategorie):([^\[\]|]{1,200})", source))),
            renditions=(rendition(label, data, "mediawiki", VERSION),),
        ),
        data,
        seen=source,
        cut=cut,
    )


def _left_out(code: Any) -> Iterator[tuple[str, str]]:
    """Rule and source of what is in no block of a page."""
    from mwparserfromhell.nodes import Comment, ExternalLink, HTMLEntity, Tag, Template, Wikilink

    apart = code.RECURSE_OTHERS
    yield from (("template", str(node)) for node in code.ifilter(recursive=apart, forcetype=Template))
    yield from (("comment", str(node)) for node in code.ifilter(recursive=apart, forcetype=Comment))
    yield from (("markup", str(node.value)) for node in code.ifilter(recursive=apart, forcetype=HTMLEntity))
    for link in code.ifilter(recursive=True, forcetype=ExternalLink):
        if link.title is not None:
            yield "link", str(link.url)
    for link in code.ifilter(recursive=True, forcetype=Wikilink):
        if _FILE.match(str(link)) or _CATEGORY.match(str(link)):
            yield "picture or category", str(link)
        elif link.text is not None:
            yield "link", str(link.title)
    for tag in code.ifilter(recursive=True, forcetype=Tag):
        if str(tag.tag).lower() in _TAGS:
            yield f"element {str(tag.tag).lower()}", str(tag)
        elif not tag.wiki_markup:
            yield "markup", f"{tag.tag} {' '.join(map(str, tag.attributes))} {tag.closing_tag or ''}"


def _blocks(code: Any) -> Iterator[Block]:
    """Wikitext as blocks: headings, lists, paragraphs; templates, tables and files are left out."""
    for link in code.filter_wikilinks(recursive=False):
        if _FILE.match(str(link)) or _CATEGORY.match(str(link)):
            code.remove(link)
    text = sanitise(_MAGIC.sub("", _stripped(code)))
    for stretch in re.split(r"\n[ \t]*\n", text):
        paragraph: list[str] = []
        for line in stretch.split("\n"):
            heading, item = _HEADING.match(line.strip()), _ITEM.match(line)
            if (heading or item) and paragraph:
                yield Block(BlockKind.PARAGRAPH, " ".join(paragraph))
                paragraph = []
            if heading:
                yield Block(BlockKind.HEADING, heading[2].strip(), len(heading[1]))
            elif item and item[2].strip():
                yield Block(BlockKind.LIST, " ".join(item[2].split()), int("#" in item[1]))
            elif line.strip():
                paragraph.append(" ".join(line.split()))
        if paragraph:
            yield Block(BlockKind.PARAGRAPH, " ".join(paragraph))


def _stripped(code: Any) -> str:
    """The words of wikitext; headings keep their marks, by which they are told."""
    parts: list[str] = []
    for node in code.nodes:
        kind = type(node).__name__
        if kind == "Heading":
            parts.append(f"\n\n{'=' * node.level} {node.title.strip_code().strip()} {'=' * node.level}\n\n")
        elif kind == "Tag" and node.wiki_markup in ("*", "#", ":", ";"):
            parts.append(str(node.wiki_markup))
        elif kind == "Tag" and str(node.tag).lower() in _TAGS:
            continue
        else:
            parts.append(str(node.__strip__(normalize=True, collapse=True, keep_template_params=False) or ""))
    return "".join(parts)

"""What format some bytes are in: magic numbers first, then the look of the text; the name is a hint."""

from __future__ import annotations

import codecs
import re
import zipfile

from search.errors import Unreadable, Unsupported
from search.intake.archives import open_zip
from search.intake.decode import wide
from search.intake.known import MEMBERS, MIMETYPES, refuse, refuse_text
from search.intake.mail.boxes import is_mailbox
from search.intake.model import Content
from search.intake.registry import importer, plugins
from search.text import printable

HEAD = 8192
"""Bytes that detection looks at."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"WARC/", "warc"),
    (b"filedesc://", "warc"),
    (b"ZIM\x04", "zim"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"{\\rtf", "rtf"),
)
_WORD_PART = re.compile(r"word/document\d{0,3}\.xml")
_ZIPPED = (
    ("META-INF/container.xml", "epub"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.xml", "xlsx"),
    ("datapackage.json", "wacz"),
    ("content.xml", "odt"),
)
"""A member that tells what a zip archive is."""

_COMMENT = rb"<!--(?:(?!-->).)*-->\s*"  # one way to match only, or many comments would take forever
_XML = re.compile(
    rb"(?:<\?[^>]*>\s*|" + _COMMENT + rb"|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<(?P<root>[A-Za-z_][\w:.-]*)",
    re.DOTALL,
)
_ROOTS = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"nitf": "newsml",
    b"newsitem": "newsml",
    b"newsmessage": "newsml",
    b"newsml": "newsml",
    b"html": "html",
    b"mediawiki": "mediawiki",
    b"en-export": "enex",
    b"fictionbook": "fb2",
}
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:" + _COMMENT + rb")*"
    rb"<(?:!doctype\s+html|html|head|body|title|div|p|h1|article|table|meta|script|style)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_REUTERS = re.compile(rb"<!DOCTYPE\s+lewis|<REUTERS\s", re.IGNORECASE)
_SUBTITLES = re.compile(
    rb"WEBVTT(?:[ \t\r\n]|\Z)|(?:\d{1,6}\s*\r?\n)?\d{1,3}:\d\d:\d\d[.,]\d{1,3}\s*(?:-->|,)\s*\d{1,3}:\d\d:\d\d"
)
_GUTENBERG = re.compile(
    rb"(?:The )?Project Gutenberg(?:'s|\xe2\x80\x99s| EBook| eBook| Etext)?|\*\*\* ?START OF TH"
)
_OUTLINE = re.compile(rb"(?:#\+[A-Za-z_]{2,20}:|\* |# -\*- mode: org)")
_RST = re.compile(
    rb"(?:\.\. [^\n]{0,300}\n(?: [^\n]{0,300}\n|\r?\n){0,50}){0,20}"
    rb"(?:([=\-~^\"#*+]{4,200})\r?\n[^\n]{1,200}\r?\n\1|[^\n]{3,200}\r?\n[=\-~^\"#*+]{4,200}\r?\n)"
)
_ASCIIDOC = re.compile(rb"(?:(?://[^\r\n]{0,300}|:[\w-]{1,40}:[^\r\n]{0,300})\r?\n){0,50}= \S[^\n]{0,300}\n")
_JSON_LINE = re.compile(rb"\s*\{\s*(?:\"|\})")
_JSON_LIST = re.compile(rb"\[\s*\{\s*(?:\"|\})")
_JSON_FEED = re.compile(rb"\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org")
_MAIL = re.compile(rb"(?:[\w-]{2,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}")
_MAIL_FIELD = re.compile(
    rb"^(?:from|subject|date|message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE
)
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(?:#.*\n)*[A-Za-z][\w -]*:|\+\+\+[ \t]*\r?\n[A-Za-z][\w-]*[ \t]*=")
_SUFFIXES = {
    "csv": "csv",
    "tsv": "csv",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "json": "json",
    "eml": "mail",
    "mht": "mail",
    "mhtml": "mail",
    "mbox": "mail",
    "emlx": "mail",
    "srt": "subtitles",
    "vtt": "subtitles",
}
"""What a name decides where the content leaves it open."""


def detect(content: Content) -> str:
    """The name of the content's format. Raises Unsupported for what is known not to be read."""
    head = content.head(HEAD)
    if plugin := _by_plugins(head, content.name):
        return plugin
    binary = next((format for magic, format in _MAGIC if head.startswith(magic)), "")
    if binary == "zip":
        return _zipped(content)
    if binary:
        return binary
    if head[257:262] == b"ustar":
        return "tar"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    refuse(content.head(0x8010) if len(head) == HEAD else head, content.name)
    return _text(_without_mark(head), content.name)


def _by_plugins(head: bytes, name: str) -> str:
    """The format of a third party that claims the content; its importer may offer ``sniff(head, name)``.

    Raises Unreadable for one that fails: passing it over, we might read what it alone understands.
    """
    for format, entry in plugins().items():
        try:
            sniff = getattr(importer(format), "sniff", None)
            claimed = sniff is not None and sniff(head, name)
        except Exception as fault:
            told = printable(f"{type(fault).__name__}: {fault}", 160)
            raise Unreadable(
                f"The importer {printable(entry.value)}, installed for {printable(format)}, failed ({told}).",
                "Mend or uninstall it, then use --retry-failed.",
            ) from fault
        if claimed:
            return format
    return ""


def _without_mark(head: bytes) -> bytes:
    """The beginning of a text as ASCII-compatible bytes."""
    if encoding := wide(head):
        return head[: len(head) & ~3].decode(encoding, "replace").encode()
    return head.removeprefix(codecs.BOM_UTF8)


def _zipped(content: Content) -> str:
    with open_zip(content) as archive:
        names = set(archive.namelist())
        kind = _mimetype(archive) if "mimetype" in names else b""
        if kind.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        for known in (k for beginning, k in MIMETYPES.items() if kind.startswith(beginning)):
            raise known.refusal()
        for known in (k for member, k in MEMBERS if member in names):
            raise known.refusal()
        if any(_WORD_PART.fullmatch(name) for name in names):
            return "docx"
        return next((format for member, format in _ZIPPED if member in names), "zip")


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("mimetype") as stream:
            return stream.read(100)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
        return b""  # a damaged member tells nothing; the others may


def _text(head: bytes, name: str) -> str:
    """The format of a text: by what it looks like, then by its name."""
    suffix = name.rpartition(".")[2].lower()
    head = head.lstrip()
    if _REUTERS.match(head):
        return "reuters"
    root = xml["root"].rpartition(b":")[2].lower() if (xml := _XML.match(head)) else b""
    refuse_text(head, root)
    if format := _ROOTS.get(root):
        return format
    if _HTML.match(head):
        return "html"
    if suffix == "xml" or (xml and head.startswith(b"<?xml")):
        raise Unsupported("This is XML of a kind that is not known.", "Convert it to HTML, RSS or JSONL.")
    if _JSON_LINE.match(head) or _JSON_LIST.match(head) or (head.startswith(b"[") and suffix == "json"):
        return _json(head, suffix)
    if _is_mail(head):
        return "mail"
    if _SUBTITLES.match(head):
        return "subtitles"
    if _FRONT_MATTER.match(head):
        return "markdown"
    if _GUTENBERG.match(head):
        return "gutenberg"
    return _light_markup(head, suffix) or _SUFFIXES.get(suffix, "text")


def _is_mail(head: bytes) -> bool:
    """Whether a text begins like a message, a mailbox, or a file of Apple Mail."""
    if head.startswith((b"From ", b"\x01\x01\x01\x01")) and is_mailbox(head):
        return True
    fields = _MAIL.match(re.sub(rb"\A\d{1,10}[ \t]*\r?\n", b"", head))
    return fields is not None and len(_MAIL_FIELD.findall(fields[0])) >= 2


def _light_markup(head: bytes, suffix: str) -> str:
    """A text with markup that people write by hand: only where its name or its first lines say so."""
    if suffix in ("rst", "rest") or (suffix == "txt" and head.startswith(b".. ") and _RST.match(head)):
        return "rst"
    if suffix in ("adoc", "asciidoc", "asc") and (suffix != "asc" or _ASCIIDOC.match(head)):
        return "asciidoc"
    if suffix == "org" and _OUTLINE.search(head):
        return "org"
    return ""


def _json(head: bytes, suffix: str) -> str:
    if _JSON_FEED.search(head):
        return "feed"
    if head.startswith(b"["):
        return "json"
    spread = head.lstrip().partition(b"\n")[0].strip() == b"{"  # a record over several lines is no line
    lines = not spread and re.search(rb"\}[ \t\r]*\n\s*\{", head) is not None
    return "json" if spread or (suffix == "json" and not lines) else "jsonl"

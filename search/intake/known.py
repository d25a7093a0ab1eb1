"""Formats that are known and not read: what each is, and how its text can be had all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.errors import Unsupported


@dataclass(frozen=True, slots=True)
class Known:
    """A format that is known by its first bytes, and is not read."""

    what: str
    """Completes ``This is ...``."""
    remedy: str
    """What to do, as a sentence."""

    def refusal(self) -> Unsupported:
        """The error that tells so."""
        return Unsupported(f"This is {self.what}.", self.remedy)


_TEXT = "Convert it to text, HTML or PDF."
_OFFICE = "Convert it: soffice --headless --convert-to {} FILE."
_PICTURE = Known("a picture", "Recognise its text first, if it shows any.")
_SOUND = Known("sound or video", "Add its transcript or subtitles (SRT, VTT) instead.")
_PROGRAM = Known("a program or a part of one", "Leave it out.")
_DATA = Known("a table of data in a binary format", "Export it as CSV or JSON lines.")
_FONT = Known("a font", "Leave it out.")
_BOOKS = "Convert it: ebook-convert FILE FILE.epub."

SIGNATURES: tuple[tuple[int, bytes, Known], ...] = (
    (0, b"\x89PNG\r\n", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"II*\x00", _PICTURE),
    (0, b"MM\x00*", _PICTURE),
    (0, b"8BPS\x00", _PICTURE),
    (0, b"\x00\x00\x01\x00", _PICTURE),
    (0, b"\x00\x00\x00\x0cjP  ", _PICTURE),
    (4, b"ftypheic", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (4, b"ftypmif1", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (0, b"\xff\x0a", _PICTURE),
    (4, b"ftyp", _SOUND),
    (0, b"ID3\x03", _SOUND),
    (0, b"ID3\x04", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"OggS\x00", _SOUND),
    (0, b"fLaC\x00", _SOUND),
    (0, b"\x1aE\xdf\xa3", _SOUND),
    (8, b"WAVE", _SOUND),
    (8, b"AVI ", _SOUND),
    (0, b"MThd\x00", _SOUND),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"MZ\x90", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\x00asm", _PROGRAM),
    (0, b"wOFF", _FONT),
    (0, b"wOF2", _FONT),
    (0, b"OTTO\x00", _FONT),
    (0, b"\x00\x01\x00\x00\x00", _FONT),
    (0, b"SQLite format 3\x00",
     Known("a SQLite database", 'Export the table: sqlite3 -csv -header FILE "SELECT * FROM t" > t.csv.')),
    (0, b"\x00\x01\x00\x00Standard ", Known("an Access database", "Export its tables as CSV.")),
    (0, b"PAR1", _DATA),
    (0, b"ARROW1\x00", _DATA),
    (0, b"Obj\x01", _DATA),
    (0, b"\x89HDF\r\n", _DATA),
    (0, b"\x93NUMPY", _DATA),
    (0, b"7z\xbc\xaf\x27\x1c", Known("a 7z archive", "Unpack it (7z x FILE) and add the folder.")),
    (0, b"Rar!\x1a\x07", Known("a RAR archive", "Unpack it (unrar x FILE) and add the folder.")),
    (0, b"MSCF\x00\x00", Known("a cabinet archive", "Unpack it (cabextract FILE) and add the folder.")),
    (0, b"!<arch>\n", Known("an ar archive or a package", "Unpack it and add the folder.")),
    (0, b"\xed\xab\xee\xdb", Known("an RPM package", "Unpack it and add the folder.")),
    (0, b"070701", Known("a cpio archive", "Unpack it (cpio -id < FILE) and add the folder.")),
    (0, b"LZIP\x01", Known("compressed with lzip", "Unpack it (lzip -d FILE).")),
    (0, b"\x1f\x9d", Known("compressed with compress", "Unpack it (gzip -d FILE).")),
    (0, b"\x5d\x00\x00", Known("compressed as LZMA", "Unpack it (xz --format=lzma -d FILE).")),
    (0, b"PK\x07\x08", Known("a part of a split zip", "Join its parts (zip -s 0 FILE --out whole.zip).")),
    (0x8001, b"CD001", Known("the image of a disc", "Mount or unpack it and add the folder.")),
    (0, b"!BDN", Known("an Outlook mail store (PST, OST)", "Convert it: readpst -o FOLDER FILE.")),
    (0, b"\x78\x9f\x3e\x22", Known("a mail as Outlook packs it (TNEF)", "Unpack it: tnef FILE.")),
    (0, b"\xcf\xad\x12\xfe", Known("a mailbox of Outlook Express (DBX)", "Convert it: readdbx FILE.")),
    (60, b"BOOKMOBI", Known("a Kindle book (MOBI, AZW)", _BOOKS)),
    (60, b"TEXtREAd", Known("a PalmDoc book", _BOOKS)),
    (0, b"ITOLITLS", Known("a Microsoft Reader book (LIT)", _BOOKS)),
    (0, b"ITSF\x03", Known("a help file (CHM)", "Unpack it (extract_chmLib FILE FOLDER) and add the folder.")),
    (0, b"AT&TFORM", Known("a DjVu document", "Take its text: djvutxt FILE FILE.txt.")),
    (0, b"%!PS", Known("PostScript", "Convert it: ps2pdf FILE.")),
    (0, b"\xffWPC", Known("a WordPerfect document", _OFFICE.format("docx"))),
    (0, b"\xdb\xa5-\x00", Known("an old Word document", _OFFICE.format("docx"))),
    (0, b"bplist00", Known("a property list of macOS", "Convert it: plutil -convert json FILE.")),
    (0, b"d8:announce", Known("a torrent", "Add what it leads to.")),
)  # fmt: skip
"""(offset, bytes there, what it is), the first that fits tells."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS: tuple[tuple[str, str, Known], ...] = (
    ("__substg1.0", "msg", Known("a message of Outlook (MSG)", "Convert it to EML: msgconvert FILE.")),
    ("EncryptedPackage", "", Known("an Office document with a password", "Save it without one.")),
    ("WordDocument", "doc", Known("an old Word document (DOC)", _OFFICE.format("docx"))),
    ("Workbook", "xls", Known("an old Excel table (XLS)", _OFFICE.format("xlsx"))),
    ("PowerPoint", "ppt", Known("an old PowerPoint presentation (PPT)", _OFFICE.format("pptx"))),
)
_OLE_OTHER = Known("a document of an old Office program", _OFFICE.format("docx"))

MIMETYPES: dict[bytes, Known] = {
    b"application/vnd.oasis.opendocument.presentation": Known(
        "an OpenDocument presentation (ODP)", _OFFICE.format("pptx")
    ),
    b"application/vnd.oasis.opendocument.spreadsheet": Known(
        "an OpenDocument table (ODS)", _OFFICE.format("xlsx")
    ),
    b"application/vnd.oasis.opendocument": Known("an OpenDocument drawing", _OFFICE.format("pdf")),
    b"image/openraster": _PICTURE,
    b"application/x-krita": _PICTURE,
}
"""The beginning of a zip archive's member ``mimetype`` -> what the archive is."""
MEMBERS: tuple[tuple[str, Known], ...] = (
    ("Index/Document.iwa", Known("a document of Pages, Numbers or Keynote", "Export it as DOCX or PDF.")),
    ("Index.zip", Known("a document of Pages, Numbers or Keynote", "Export it as DOCX or PDF.")),
    ("FixedDocSeq.fdseq", Known("an XPS document", "Convert it: xpstopdf FILE.")),
    ("FixedDocumentSequence.fdseq", Known("an XPS document", "Convert it: xpstopdf FILE.")),
    ("AndroidManifest.xml", _PROGRAM),
    ("META-INF/MANIFEST.MF", _PROGRAM),
    ("doc.kml", Known("a map (KMZ)", _TEXT)),
)

_LISTS = Known("a list of feeds (OPML)", "Save the feeds that it lists and add those.")
_BOOKMARKS = Known("a list of bookmarks", "Save the pages that it lists and add those.")
_XML = {
    b"opml": _LISTS,
    b"xbel": _BOOKMARKS,
    b"svg": _PICTURE,
    b"plist": Known("a property list of macOS", "Convert it: plutil -convert json FILE."),
    b"urlset": Known("a list of the pages of a site (sitemap)", "Save the pages and add those."),
    b"sitemapindex": Known("a list of the pages of a site (sitemap)", "Save the pages and add those."),
    b"gpx": Known("a track on a map (GPX)", "Leave it out."),
    b"kml": Known("a map (KML)", _TEXT),
    b"tei": Known("a TEI document", "Convert it: pandoc does not read it, teitohtml FILE does."),
    b"tei.2": Known("a TEI document", "Convert it: pandoc does not read it, teitohtml FILE does."),
    b"book": Known("a DocBook document", "Convert it: pandoc -f docbook FILE -o FILE.html."),
    b"stylesheet": Known("a style sheet (XSLT)", "Leave it out."),
    b"schema": Known("a schema of XML", "Leave it out."),
    b"score-partwise": Known("music (MusicXML)", "Leave it out."),
    b"pubmedarticleset": Known("an export of PubMed", "Export it as CSV, or as RIS into a reference manager."),
    b"xml": Known("an export of a reference manager as XML", "Export it as CSL JSON."),
}
"""Name of the root element, in lower case -> what the document is."""
_TEXTS: tuple[tuple[re.Pattern[bytes], Known], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), known)
    for pattern, known in (
        (rb"<!DOCTYPE NETSCAPE-Bookmark", _BOOKMARKS),
        (rb"(?:%[^\n]{0,500}\n\s{0,99}){0,99}\\(?:documentclass|documentstyle|begin\{|input\{?|usepackage|section\{)",
         Known("TeX", "Convert it: pandoc FILE -o FILE.html.")),
        (rb"(?:[.']\\\"[^\n]{0,500}\n|'\\\"[^\n]{0,500}\n){0,200}\.(?:TH|Dd|SH|so)\s",
         Known("a manual page in troff", "Convert it: man -l FILE | col -b > FILE.txt.")),
        (rb"(?:--[^\n]{0,500}\n|/\*[^\n]{0,500}\n|\s{1,99}|SET [^\n]{0,200}\n|BEGIN[^\n]{0,30}\n){0,200}"
         rb"(?:PRAGMA foreign_keys|CREATE (?:TEMP |TEMPORARY )?(?:TABLE|DATABASE|SCHEMA|EXTENSION)|INSERT INTO"
         rb"|DROP TABLE)\b",
         Known("a dump of a database (SQL)", "Load it into a database and export the table as CSV.")),
        (rb"(?:%[^\n]{0,500}\n|\s{1,99}|@comment[^\n]{0,500}\n){0,200}"
         rb"@(?:article|book|inbook|incollection|inproceedings|proceedings|misc|online|report|techreport|thesis"
         rb"|phdthesis|mastersthesis|unpublished|manual|string|preamble|conference|electronic)\s{0,9}[{(]",
         Known("a list of references (BibTeX)", "Convert it: pandoc FILE -t csljson -o FILE.json.")),
        (rb"TY  ?- ", Known("a list of references (RIS)", "Export it as CSL JSON.")),
        (rb"%0 [A-Z][a-z]+ ?[A-Za-z]{0,20}\r?\n%", Known("references of EndNote", "Export it as CSL JSON.")),
        (rb"BEGIN:VCALENDAR", Known("a calendar (iCalendar)", "Leave it out, or copy its text.")),
        (rb"BEGIN:VCARD", Known("an address book (vCard)", "Leave it out.")),
        (rb"-----BEGIN PGP MESSAGE-----", Known("a message encrypted with PGP", "Decrypt it: gpg -d FILE.")),
        (rb"-----BEGIN [A-Z0-9 ]{0,40}(?:KEY|CERTIFICATE|KEY BLOCK)[A-Z ]{0,20}-----",
         Known("a key or a certificate", "Leave it out.")),
        (rb"\[Script Info\]", Known("subtitles in ASS or SSA", "Convert them: ffmpeg -i FILE FILE.srt.")),
        (rb"\{\s{0,99}\"cells\"\s{0,9}:|\{\s{0,99}\"(?:metadata|nbformat)\"\s{0,9}:[^\n]{0,200}\"kernel",
         Known("a Jupyter notebook", "Convert it: jupyter nbconvert --to html FILE.")),
        (rb"\{\s{0,99}\"log\"\s{0,9}:\s{0,9}\{\s{0,99}\"version\"",
         Known("a recording of a browser (HAR)", "Save the pages, or convert it to WARC.")),
        (rb"\{\s{0,99}\"type\"\s{0,9}:\s{0,9}\"(?:FeatureCollection|Topology)\"",
         Known("a map (GeoJSON)", "Leave it out.")),
        (rb"%YAML 1|%TAG ", Known("YAML data", "Convert it to JSON.")),
        (rb"\$ORIGIN|\$TTL", Known("a zone of DNS", "Leave it out.")),
    )
)  # fmt: skip
_NAMES: tuple[tuple[re.Pattern[str], Known], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), known)
    for pattern, known in (
        (r"\.zim[a-z]{2}\Z", Known("a part of a split ZIM file", "Join its parts: cat NAME.zim?? > NAME.zim.")),
        (
            r"\.(?:7z|zip|rar)\.\d{3}\Z|\.[rz]\d\d\Z",
            Known("a part of a split archive", "Unpack the first part."),
        ),
        (r"\.br\Z", Known("compressed with Brotli", "Unpack it (brotli -d FILE).")),
        (r"\.(?:lock|pyc|o|so|dll|exe|class)\Z", _PROGRAM),
    )
)


def refuse(head: bytes, name: str) -> None:
    """Raise Unsupported for binary content of a kind that is known and not read."""
    for offset, magic, known in SIGNATURES:
        if head.startswith(magic, offset):
            raise known.refusal()
    if head.startswith(_OLE):
        raise _ole(head, name).refusal()
    for pattern, known in _NAMES:
        if pattern.search(name):
            raise known.refusal()


def refuse_text(head: bytes, root: bytes) -> None:
    """Raise Unsupported for a text of a kind that is known and not read. ``root``: of XML, in lower case."""
    if known := _XML.get(root):
        raise known.refusal()
    for pattern, kind in _TEXTS:
        if pattern.match(head):
            raise kind.refusal()


def _ole(head: bytes, name: str) -> Known:
    """Which program a compound document is of: by the streams that it names, else by its ending."""
    suffix = name.rpartition(".")[2].lower()
    for stream, _, known in _OLE_KINDS:
        if stream.encode("utf-16-le") in head:
            return known
    return next((known for _, ending, known in _OLE_KINDS if ending and ending == suffix), _OLE_OTHER)

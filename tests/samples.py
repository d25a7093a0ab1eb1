"""Small files of every kind, made from nothing: what the tests of importers read."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

PAGE = (
    "<html><head><title>{}</title></head><body><article><p>"
    + "A text that is long enough. " * 12
    + "</p></article>"
)


def warc(*pages: tuple[str, str, int, str]) -> bytes:
    """A web archive of pages: address, media type, status, text."""
    out = b""
    for url, kind, status, text in pages:
        body = text.encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        fields = [
            "WARC/1.0",
            "WARC-Type: response",
            f"WARC-Target-URI: {url}",
            "WARC-Date: 2020-05-04T10:00:00Z",
            "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(head) + len(body)}",
        ]
        out += "\r\n".join(fields).encode() + b"\r\n\r\n" + head + body + b"\r\n\r\n"
    return out


def packed(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def make_pdf(pages: list[list[str]], compress: bool = True) -> bytes:
    """A minimal PDF: one stream of text lines a page."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td {shown} ET".encode()
        kind = b"/Filter /FlateDecode " if compress else b""
        data = zlib.compress(stream) if compress else stream
        page = (
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(page.encode())
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(data), data))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, item in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def make_zim(path: Path, *pages: tuple[str, str, str]) -> None:
    """Write a ZIM file of pages: name, media type, text. Needs libzim."""
    from libzim import writer

    class Page(writer.Item):  # type: ignore[misc]
        def __init__(self, name: str, kind: str, text: str) -> None:
            super().__init__()
            self._name, self._kind, self._text = name, kind, text

        def get_path(self) -> str:
            return self._name

        def get_title(self) -> str:
            return self._name

        def get_mimetype(self) -> str:
            return self._kind

        def get_contentprovider(self) -> object:
            return writer.StringProvider(self._text)

        def get_hints(self) -> dict[object, int]:
            return {writer.Hint.FRONT_ARTICLE: 1}

    with writer.Creator(str(path)) as creator:
        creator.set_mainpath(pages[0][0])
        for page in pages:
            creator.add_item(Page(*page))

"""Hostile input: bombs, traversal, links, nesting. Everything is read or refused with a reason."""

import bz2
import gzip
import io
import lzma
import stat
import sys
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import IntakeError, TooLarge, Unreadable, Unsupported
from search.intake import archives, compression
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, read
from search.intake.registry import FORMATS

TEXT = b"A title\n\nSome text of the article.\n"


def items(data: bytes, name: str = "a.bin") -> list[Draft | Failure]:
    return list(read(Content.of_bytes(data, name, name)))


def titles(data: bytes, name: str = "a.bin") -> list[str]:
    return [item.article.title for item in items(data, name) if isinstance(item, Draft)]


def reasons(data: bytes, name: str = "a.bin") -> dict[str, str]:
    return {item.path: item.reason for item in items(data, name) if isinstance(item, Failure)}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[tarfile.TarInfo | str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for member, data in members:
            info = tarfile.TarInfo(member) if isinstance(member, str) else member
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_archives_are_read_in_place() -> None:
    members = [("a.txt", TEXT), ("folder/b.md", b"# Other\n\nText."), ("folder/style.css", b"p {}")]
    assert titles(zipped(*members)) == ["A title", "Other"]
    assert titles(tarred(*members)) == ["A title", "Other"]
    (first, _) = items(zipped(*members), "in.zip")
    assert isinstance(first, Draft)
    assert first.article.renditions[0].path == "in.zip!a.txt"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_archives(pack: Callable[[bytes], bytes]) -> None:
    assert titles(pack(tarred(("a.txt", TEXT)))) == ["A title"]
    assert titles(pack(TEXT), "a.txt.x") == ["A title"]


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/passwd", "a/../../b.txt", "C:\\windows\\a.txt", "..\\a.txt"]
)
def test_names_that_lead_outside_are_refused(name: str) -> None:
    for data in (zipped((name, TEXT), ("b.txt", TEXT)), tarred((name, TEXT), ("b.txt", TEXT))):
        assert titles(data) == ["A title"]
        assert ["outside" in reason for reason in reasons(data).values()] == [True]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_members_are_refused() -> None:
    data = zipped(("a.txt", TEXT), ("a.txt", b"Another title\n\nText."))
    assert titles(data) == ["A title"]
    assert "another member" in reasons(data)["a.bin!a.txt"]


def test_links_and_devices_are_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "link or a device" in reasons(zipped((link, b"/etc/passwd")))["a.bin!link.txt"]
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        info = tarfile.TarInfo("x.txt")
        info.type = kind
        info.linkname = "/etc/passwd"
        assert "link or a device" in reasons(tarred((info, b"")))["a.bin!x.txt"]


def test_encrypted_members_are_refused() -> None:
    data = bytearray(zipped(("a.txt", TEXT)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in reasons(bytes(data))["a.bin!a.txt"]


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(TooLarge, match="swells"):
        items(zipped(("a.txt", bytes(50 * 2**20))))


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "FREE", 2**16)
    data = bytearray(zipped(("a.txt", b"a" * 2**22)))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(mark) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    assert reasons(bytes(data)) or titles(bytes(data)) == []


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 10)
    members = [(f"{n}.txt", TEXT) for n in range(11)]
    with pytest.raises(TooLarge, match="members"):
        items(zipped(*members))
    with pytest.raises(TooLarge, match="members"):
        items(tarred(*members))


def test_archives_in_archives_end() -> None:
    data = TEXT
    for _ in range(2):
        data = zipped(("inner.zip", data))
    assert titles(data) == ["A title"]
    deeper = zipped(("inner.zip", zipped(("inner.zip", zipped(("a.txt", TEXT))))))
    assert "inside of one another" in next(iter(reasons(deeper).values()))


def test_compression_in_compression_ends() -> None:
    data = TEXT
    for _ in range(5):
        data = gzip.compress(data)
    with pytest.raises(IntakeError):
        items(data)


@pytest.mark.parametrize("make", [zipped, tarred])
def test_damaged_archives_are_refused_or_read(make: Callable[..., bytes]) -> None:
    whole = make(("a.txt", TEXT), ("b.txt", TEXT))
    for cut in range(0, len(whole), 41):
        for data in (whole[:cut], whole[:cut] + b"\xff" * 7 + whole[cut + 7 :]):
            with suppress(IntakeError):  # any other error fails the test
                items(data)


@settings(deadline=None)  # the first of a kind loads its importer
@given(
    st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.json", "a.csv", "a.eml", "a.md", "a.xml"])
)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    found: list[Draft | Failure] = []
    with suppress(IntakeError):  # any other error fails the test
        found = items(data, name)
    for item in found:
        if isinstance(item, Draft):
            assert all(char.isprintable() or char in "\n\t\u200d" for char in item.article.text)


MAGIC = [
    b"%PDF-1.4\n", b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"<REUTERS>",
    b"<?xml version='1.0'?><nitf>",
    b"<?xml version='1.0'?><rss>", b"From a 2020\nA: b\n", b"BZh9", b"\xfd7zXZ\x00", b"ZIM\x04", b"<html>",
]  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=200))
def test_any_bytes_behind_any_magic_are_read_or_refused(magic: bytes, data: bytes) -> None:
    with suppress(IntakeError):  # any other error fails the test
        items(magic + data)


def test_xml_bombs_and_spies_are_refused() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for entity in (lol, '<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY % x SYSTEM "http://e.org/">'):
        for root in ("rss", "nitf", "feed"):
            data = f"<?xml version='1.0'?><!DOCTYPE {root} [{entity}]><{root}>&l9;&x;</{root}>"
            with pytest.raises(Unreadable, match="entities"):
                items(data.encode())


def test_deep_xml_is_refused_or_read() -> None:
    for root in ("nitf", "rss"):
        data = f"<?xml version='1.0'?><{root}>" + "<a>" * 100_000
        with pytest.raises(IntakeError):
            items(data.encode())


def test_every_importer_has_a_module() -> None:
    assert set(FORMATS) >= {"text", "html", "pdf", "epub", "docx", "odt", "warc", "zim", "mail", "feed"}


@pytest.mark.parametrize(
    ("module", "data", "extra"),
    [
        ("pypdf", b"%PDF-1.4\n", "pdf"),
        ("feedparser", b"<?xml version='1.0'?><rss></rss>", "feeds"),
        ("warcio.archiveiterator", b"WARC/1.0\r\n", "warc"),
        ("libzim.reader", b"ZIM\x04xxxx", "zim"),
        ("lxml", b"<?xml version='1.0'?><nitf></nitf>", "office"),
    ],
)
def test_a_missing_extra_is_named(
    module: str, data: bytes, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Unsupported, match=f"extra {extra}"):
        items(data)

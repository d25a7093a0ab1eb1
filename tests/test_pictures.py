"""Pictures of articles: found in what was brought along, decoded apart, drawn with half blocks."""

from __future__ import annotations

import base64
import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from search.intake.pictures import LARGEST, PictureMissing, pictures_of
from tests.fake_library import FakeLibrary, made
from tests.piloting import until
from tui.app import DossierApp
from tui.features.pictures.pictures_page import PictureScreen
from tui.features.pictures.raster import PictureUnreadable, Raster, decode, drawn


def png(width: int = 8, height: int = 6) -> bytes:
    """Red above, blue below."""
    picture = Image.new("RGB", (width, height), (255, 0, 0))
    picture.paste((0, 0, 255), (0, height // 2, width, height))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def test_archives_have_their_pictures_with_what_is_said_of_them() -> None:
    xml = b'<w:document><wp:docPr id="1" descr="The quay at noon"/></w:document>'
    data = zipped(word__document_dot_xml=xml, word__media__image1_dot_png=png(), word__styles_dot_xml=b"")
    (found,) = pictures_of(data, "a.docx", "docx")
    assert (found.name, found.alt, found.load()) == ("image1.png", "The quay at noon", png())
    assert pictures_of(b"PK\x03\x04 damaged", "a.docx", "docx") == ()


def test_messages_have_their_pictures() -> None:
    message = EmailMessage()
    message.set_content("See the quay.")
    message.add_attachment(png(), maintype="image", subtype="png", filename="quay.png")
    (found,) = pictures_of(message.as_bytes(), "a.eml", "mail")
    assert (found.name, found.load()) == ("quay.png", png())


def test_saved_pages_have_those_in_their_folder_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "page_files"
    folder.mkdir()
    (folder / "quay one.png").write_bytes(png())
    (tmp_path.parent / "secret.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path.parent / "secret.png")
    inline = base64.b64encode(png()).decode()
    sources = [
        "page_files/quay%20one.png",
        f"data:image/png;base64,{inline}",
        "https://example.org/far.png",
        "//example.org/far.png",
        "/etc/passwd",
        "../secret.png",
        "page_files/link.png",
        "page_files/gone.png",
        "data:image/png;base64,!!!",
    ]
    html = "".join(f'<img src="{source}" alt="picture {n}">' for n, source in enumerate(sources))
    found = pictures_of(html.encode(), str(tmp_path / "page.html"), "html")
    assert [picture.alt for picture in found] == [f"picture {n}" for n in (0, 1, 6, 7, 8)]
    assert found[0].load() == found[1].load() == png()
    for picture in found[2:]:
        with pytest.raises(PictureMissing):
            picture.load()


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.png").open("wb") as file:
        os.truncate(file.fileno(), LARGEST + 1)
    (found,) = pictures_of(b'<img src="large.png">', str(tmp_path / "a.html"), "html")
    with pytest.raises(PictureMissing, match="large"):
        found.load()
    assert pictures_of(b"text", "a.txt", "text") == ()


def test_a_picture_is_made_to_fit_and_drawn_two_pixels_to_a_cell() -> None:
    raster = decode(png(80, 60), 8, 6)
    assert (raster.width, raster.height) == (8, 6)
    rows = drawn(raster)
    assert len(rows) == 3
    assert all(sum(len(part.text) for part in row) == 8 for row in rows)
    (first,) = rows[0]
    assert first.style is not None
    assert str(first.style) == "#ff0000 on #ff0000"
    letters = drawn(Raster(2, 2, bytes([0, 0, 0, 255, 255, 255] * 2)), colours=False)
    assert letters[0][0].text == " @"


@pytest.mark.parametrize("data", [b"", b"no picture", png()[:40], b"GIF89a\xff\xff\xff\xff" + b"\0" * 20])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        decode(data, 8, 8)


async def test_a_key_shows_them_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary([made(1), made(2)], [])
    coded = {n: base64.b64encode(png(n, n)).decode() for n in (4, 8)}
    html = "".join(f'<img src="data:image/png;base64,{code}" alt="Quay {n}\x1b">' for n, code in coded.items())
    monkeypatch.setattr(library, "original", lambda *_: html.encode())
    for article in library._articles:
        object.__setattr__(article.renditions[0], "format", "html")
    app = DossierApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.article.article is not None)
        await pilot.press("I")
        await until(pilot, lambda: isinstance(app.screen, PictureScreen))
        page = app.screen
        assert isinstance(page, PictureScreen)
        await until(pilot, lambda: bool(page.pane._rows))
        assert page.status.message.startswith("1 of 2  Quay 4")
        assert "\x1b" not in page.status.message
        await pilot.press("n")
        await until(pilot, lambda: page.pane._columns == 8)
        await pilot.press("escape")
        assert app.screen is app.reader


async def test_an_article_without_pictures_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary([made(1)], [])
    monkeypatch.setattr(library, "original", lambda *_: b"text")
    app = DossierApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.article.article is not None)
        await pilot.press("I")
        await until(pilot, lambda: "no pictures" in app.reader.status.message)

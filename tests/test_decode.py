"""Encodings: labelled, unlabelled, mixed and wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import Unreadable
from search.intake.decode import decode, decode_as, reading_as
from search.text import sanitise

PRESS = "News | March 7, 2016\n\nGeneral Müller’s “visit” to the café — £5 and naïve coöperation…\n"
PLAIN = PRESS.translate({0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2014: "-", 0x2026: "..."})


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_press_text_in_many_encodings(encoding: str) -> None:
    assert decode(PRESS.encode(encoding)).text == PRESS


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859_15", "cp437"])
def test_encodings_without_curly_quotes(encoding: str) -> None:
    assert decode(PLAIN.encode(encoding)).text == PLAIN


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Генерал прибыл в столицу страны и встретился с президентом. Они говорили о мире. " * 4),
        ("cp1253", "Ο στρατηγός έφτασε στην πρωτεύουσα της χώρας και συναντήθηκε με τον πρόεδρο. " * 4),
        ("big5", "將軍抵達首都並會見總統。他們談論和平與安全合作的未來,並訪問了基地。" * 6),
    ],
)
def test_other_scripts_are_guessed(encoding: str, text: str) -> None:
    found = decode(text.encode(encoding))
    assert found.text == text
    assert "guessed" in found.warnings[0]


def test_stray_bytes_in_utf_8() -> None:
    data = "café — then ".encode() + b"caf\xe9 \x93quoted\x94 " + "“ok”".encode()
    found = decode(data)
    assert found.text == "café — then café “quoted” “ok”"
    assert "Windows-1252" in found.warnings[0]


def test_mojibake_is_mended_and_curly_quotes_stay() -> None:
    wrong = "“quoted” café — end".encode().decode("cp1252", "replace")
    raw = wrong.replace("\ufffd", "\x9d").encode()
    found = decode(raw)
    assert found.text == "“quoted” café — end"
    assert "mended" in found.warnings[0]


def test_half_a_character_at_the_end() -> None:
    assert decode(b"\xff\xfea\x00b").text == "a\ufffd"


@pytest.mark.parametrize("label", ["utf-8", "no-such-encoding", "", "ascii", "idna", "zlib_codec"])
def test_a_label_that_lies_does_no_harm(label: str) -> None:
    assert decode_as(PRESS.encode(), label).text == PRESS


def test_a_label_that_fits_is_believed() -> None:
    assert decode_as("Привет, мир".encode("koi8-r"), "KOI8-R").text == "Привет, мир"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except Unreadable:
        return
    assert sanitise(text) == text


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_utf_8_is_read_as_it_is(text: str) -> None:
    found = decode(b"\xef\xbb\xbf" + text.encode())
    if not found.warnings:
        assert found.text == sanitise(text.removeprefix("\ufeff"))


def test_what_the_user_says_of_an_encoding_is_believed() -> None:
    data = "Zażółć gęślą jaźń".encode("cp1250")
    with reading_as("iso8859-2"):
        assert decode(data).encoding == "iso8859-2"
    assert decode(data).text == "Zażółć gęślą jaźń"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_in_other_scripts(encoding: str) -> None:
    text = "Гавань снова открыта. Корабли вышли в море на рассвете, сказал смотритель маяка.\n" * 3
    assert decode(text.encode(encoding)).text == text


def test_encodings_of_seven_bits() -> None:
    text = "灯台の灯がふたたび点りました。\n"
    assert decode(text.encode("iso2022_jp")).text == text
    korean = "등대의 불이 다시 켜졌습니다.\n"
    assert decode(korean.encode("iso2022_kr")).text == korean


def test_a_few_foreign_words_among_english_ones() -> None:
    text = "The manual is in the harbour office.\nСмотритель маяка сказал это сегодня утром.\nRead it.\n"
    assert decode(text.encode("cp1251")).text == text
    text = "The manual is in the office.\nΟ φάρος άναψε πάλι σήμερα το πρωί στο λιμάνι.\nRead it.\n"
    assert decode(text.encode("cp1253")).text == text

"""Mail: messages, mailboxes, pages saved as messages."""
# ruff: noqa: E501 - samples are written as they are

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import Library, Query
from search.article.model import Article
from search.errors import IntakeError, NotAnArticle
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, read


def message(subject: str = "A subject", text: str = "A first line.\n\nA second.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = '"A. Person" <a@e.org>'
    mail["Subject"] = subject
    mail["Date"] = "Mon, 04 May 2020 23:30:00 -0700"
    mail["Message-ID"] = f"<{subject.replace(' ', '.')}@e.org>"
    mail.set_content(text)
    return mail


def items(data: bytes, name: str = "a.eml") -> list[Draft | Failure]:
    return list(read(Content.of_bytes(data, name, name)))


def article(data: bytes, name: str = "a.eml") -> Article:
    (found,) = items(data, name)
    assert isinstance(found, Draft)
    return found.article


def test_a_message() -> None:
    found = article(message().as_bytes())
    assert (found.title, found.byline, found.date) == ("A subject", "A. Person", "2020-05-04")
    assert found.source_key == "A.subject@e.org"
    assert [block.text for block in found.blocks] == ["A first line.", "A second."]


def test_html_is_preferred_and_attachments_are_articles_of_their_own() -> None:
    mail = message()
    mail.add_alternative("<p>Rich <b>text</b></p><ul><li>a</li><li>b</li></ul>", subtype="html")
    mail.add_attachment("The minutes of the meeting.", filename="x.txt")
    found, attached = (item.article for item in items(mail.as_bytes()) if isinstance(item, Draft))
    assert [block.text for block in found.blocks] == [
        "Rich text",
        "a\nb",
        "Attachments:\nx.txt (The minutes of the meeting.)",
    ]
    assert attached.body == "The minutes of the meeting."
    assert attached.renditions[0].path == "a.eml!1-x.txt"


def test_encoded_headers_are_made_safe() -> None:
    raw = (
        b"From: =?utf-8?q?M=C3=BCller_=1B[31m?= <m@e.org>\nSubject: =?utf-8?b?w6kbXTA7dAc=?=\nTo: b\n\nText.\n"
    )
    found = article(raw)
    assert found.title == "é]0;t"
    assert found.byline == "Müller [31m"


def test_another_encoding() -> None:
    raw = b"From: a@e.org\nSubject: x\nContent-Type: text/plain; charset=koi8-r\n\n" + "Привет".encode("koi8-r")
    assert article(raw).body == "Привет"


def test_a_mailbox() -> None:
    head = b"From a@e.org Mon May  4 10:00:00 2020\n"
    first = message("First", "From here it goes on.\n\n>From there too.\n").as_bytes()
    empty = message("Empty", "").as_bytes()
    data = b"\n".join(head + part for part in (first, empty, message("Last").as_bytes()))
    found = items(data, "a.mbox")
    assert [item.article.title for item in found if isinstance(item, Draft)] == ["First", "Last"]
    assert [item.path for item in found if isinstance(item, Failure)] == ["a.mbox#2"]


def test_a_page_saved_as_a_message() -> None:
    prose = "The harbour was closed for three days while the crew searched the bay for survivors. " * 5
    page = (
        f"<html><head><title>Harbour closed</title></head><body><article><p>{prose}</p></article></body></html>"
    )
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://e.org/harbour"
    mail["Subject"] = "Harbour closed"
    mail.set_content(page, subtype="html")
    mail["Content-Location"] = "https://e.org/harbour"
    related = EmailMessage()
    related["From"] = "<Saved by Blink>"
    related["Subject"] = "Harbour closed"
    related["Date"] = "Mon, 4 May 2020 10:00:00 -0000"
    related["MIME-Version"] = "1.0"
    related["Content-Type"] = 'multipart/related; type="text/html"; boundary="b"'
    related.set_payload([mail])
    found = article(related.as_bytes(), "a.mhtml")
    assert (found.title, found.url) == ("Harbour closed", "https://e.org/harbour")
    assert found.renditions[0].format == "mhtml"
    assert found.body == prose.strip()


def test_a_message_without_text_is_refused() -> None:
    mail = message(text="")
    mail.add_attachment(b"\x00\x01", maintype="image", subtype="png", filename="x.png")
    with pytest.raises(NotAnArticle, match="no text"):
        items(mail.as_bytes())


@settings(deadline=None)
@given(st.binary(max_size=150))
def test_any_message_is_safe_text(data: bytes) -> None:
    try:
        found = items(b"From: a\nSubject: b\nDate: c\n" + data)
    except IntakeError:
        return
    for item in found:
        if isinstance(item, Draft):
            assert all(char.isprintable() or char in "\n\t\u200d" for char in item.article.text)


BOUNDED = b"From: a@e.org\nSubject: S\nDate: Mon, 4 May 2020 10:00:00 +0000\nMessage-ID: <s@e.org>\n%b\n\n%b"


def parts(*pieces: tuple[str, str], kind: str = "mixed") -> bytes:
    body = "".join(f"--b\nContent-Type: {type}\n\n{text}\n" for type, text in pieces) + "--b--\n"
    return BOUNDED % (f'Content-Type: multipart/{kind}; boundary="b"'.encode(), body.encode())


def test_every_text_part_counts() -> None:
    footer = ("text/html", "<p>Sent through a list.</p>")
    assert article(parts(("text/plain", "The message."), footer)).body == "The message.\n\nSent through a list."
    long = "Salt was dear in the town and dearer in the hills, and all knew it."
    assert (
        article(parts(("text/plain", long), ("text/html", "<p>Read me.</p>"), kind="alternative")).body == long
    )


def test_lines_are_joined_and_quotes_told_apart() -> None:
    wrapped = "Salt was dear in the town that year, and dearer still in the hills\nabove it.\n\n> Was it?\n> > So?\n\nif a > b\n-- \nAda"
    found = article(BOUNDED % (b"Content-Type: text/plain", wrapped.encode()))
    assert [(block.kind.value, block.text) for block in found.blocks] == [
        ("paragraph", "Salt was dear in the town that year, and dearer still in the hills above it."),
        ("quote", "Was it?\n> So?"),
        ("paragraph", "if a > b"),
        ("note", "--\nAda"),
    ]
    flowed = article(BOUNDED % (b"Content-Type: text/plain; format=flowed", b"Salt \nwas \ndear.\nYes.\n"))
    assert flowed.body == "Salt was dear.\nYes."


def test_forwarded_messages_are_kept_whatever_they_are_encoded_in() -> None:
    inner = b"From: bo@e.org\nSubject: Inner\n\nThe inner words.\n"
    for encoding, text in (("8bit", inner), ("base64", base64.encodebytes(inner))):
        body = b"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: %b\n\n%b\n--b--\n" % (
            encoding.encode(),
            text,
        )
        found = article(BOUNDED % (b'Content-Type: multipart/mixed; boundary="b"', body))
        assert "The inner words." in found.body
        assert "bo@e.org" in found.body


def test_people_and_threads_are_kept() -> None:
    head = b"To: Bo <bo@e.org>, cy@e.org\nCc: dee@e.org\nIn-Reply-To: <r2@e.org>\nReferences: <r1@e.org>\n <r2@e.org>"
    found = article(BOUNDED % (head, b"Yes.\n"))
    assert found.recipients == ("Bo <bo@e.org>", "cy@e.org", "dee@e.org")
    assert (found.sender, found.thread) == ("a@e.org", ("r1@e.org", "r2@e.org"))


def test_a_thread_is_listed_in_the_order_of_reading(tmp_path: Path) -> None:
    head = "From: {0}@e.org\nTo: list@e.org\nSubject: {0}\nMessage-ID: <{0}@e.org>\nDate: {1} May 2020 10:00:00 +0000\n{2}\n\nText of {0}.\n"
    (tmp_path / "3.eml").write_text(head.format("last", 5, "References: <root@e.org> <next@e.org>"))
    (tmp_path / "1.eml").write_text(head.format("root", 4, "X-A: b"))
    (tmp_path / "2.eml").write_text(head.format("next", 4, "In-Reply-To: <root@e.org>"))
    (tmp_path / "4.eml").write_text(head.format("other", 4, "X-A: b"))
    with Library.open(tmp_path / "lib", create=True) as library:
        library.add([tmp_path])
        start = library.search(Query("from:last")).hits[0].id
        assert [hit.title for hit in library.thread(start)] == ["root", "next", "last"]
        assert library.search(Query(f"thread:{start}")).total == 3
        assert library.search(Query("to:list")).total == 4


def test_mailboxes_are_split_at_real_separators_and_at_all() -> None:
    mail = "From: {0}@e.org\nSubject: {0}\n\nText.\n\nFrom here on we walked, in 2016 at 10:00.\n\nMore.\n\n"
    begins = (
        "From - Mon May 04 10:00:00 2020",
        "From ",
        "From b@e.org Mon May  4 10:00 +0000 2020",
        "From MAILER-DAEMON Mon May  4 10:00:00 2020",
    )
    data = "".join(f"{line}\n{mail.format(name)}" for line, name in zip(begins, "abcd", strict=True))
    found = [item.article for item in items(data.encode(), "a.mbox") if isinstance(item, Draft)]
    assert [(one.title, "we walked" in one.body and "More." in one.body) for one in found] == [
        (x, True) for x in "abcd"
    ]

"""The ledger of text: no importer loses a word, and one that does is told of."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from search import Library
from search.article.provenance import LOSS
from search.intake.decode import decode
from search.intake.formats import jsonl
from search.intake.ledger import balance
from search.intake.model import Content, Draft
from search.intake.pipeline import parse, plan, read
from search.intake.registry import FORMATS
from search.library import importing
from search.text import sanitise, words
from tests.written import LIGHT, WRITERS, write_zim
from tui.cli.main import run

_LETTERS = st.text(st.characters(codec="utf-8", categories=["Ll"]), min_size=2, max_size=9)
WORDS = _LETTERS | st.sampled_from(
    sorted(words("salt harbour Straße łódź гавань λιμάνι ナトリウム 港口 ميناء 1.5 don't e-mail co-operate"))
)
MARKS = st.sampled_from(sorted(words("a<b a>b & &amp; </p> ]]> * _x_ [y] (z) `q` {v} \\w # == | ~ -- 50%")))
ASCII = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=2, max_size=9)


def paragraphs(words: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    """Paragraphs as people write them: words, a full stop at the end."""
    line = st.lists(words, min_size=3, max_size=12).map(lambda found: f"Yes {' '.join(found)}.")
    return st.lists(line, min_size=1, max_size=5, unique=True)


def drafts(name: str, data: bytes) -> list[Draft]:
    found = list(read(Content.of_bytes(data, name, name)))
    assert all(isinstance(item, Draft) for item in found), found
    return [item for item in found if isinstance(item, Draft)]


def counted(text: str) -> Counter[str]:
    return Counter(word for word in sanitise(text).split() if any(map(str.isalnum, word)))


def whole(draft: Draft, texts: list[str]) -> None:
    """Nothing is lost by the ledger, nor by looking for each word in the whole article, dropped lines too."""
    assert draft.seen is not None
    ledger = balance(draft)
    assert ledger.lost == 0, (ledger, draft)
    assert ledger.visible == ledger.kept + sum(ledger.dropped.values())
    kept = " ".join(
        (draft.article.title, draft.article.dateline, *(block.text for block in draft.article.blocks))
    )
    assert not (missing := counted(" ".join(texts)) - counted(kept)), missing


EVERY = sorted(WRITERS)


def test_every_format_is_written() -> None:
    assert {*WRITERS, "zim"} == {*FORMATS, "wet"}


@pytest.mark.parametrize("format", EVERY)
@settings(max_examples=15)
@given(data=st.data())
def test_no_word_is_lost(format: str, data: st.DataObject) -> None:
    name, write = WRITERS[format]
    alphabet = ASCII if format == "pdf" else WORDS if format in LIGHT else WORDS | MARKS
    if format in ("jsonl", "json", "csv"):  # what looks like HTML in a field is HTML
        alphabet = alphabet.filter(lambda word: word not in ("&amp;", "</p>"))
    texts = data.draw(paragraphs(alphabet))
    assume(not decode(" ".join(texts).encode()).warnings)  # what reads as decoded wrongly is mended, and told
    (draft,) = drafts(name, write(texts))
    whole(draft, texts)


def test_an_archive_for_reading_offline(tmp_path: Path) -> None:
    pytest.importorskip("libzim")
    texts = ["Yes the harbour a<b is closed & quiet.", "Nobody knows until when, says the board."]
    write_zim(tmp_path / "a.zim", texts)
    for source in plan([tmp_path / "a.zim"]):
        for draft in parse(source):
            assert isinstance(draft, Draft)
            whole(draft, texts)


def test_lost_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(jsonl, "seen_in", lambda _: ("The page that nobody kept. " * 4, ()))
    path, place = tmp_path / "a.jsonl", tmp_path / "library"
    path.write_text('{"title": "Harbour", "body": "The harbour is closed."}\n')
    with Library.open(place, create=True) as library:
        report = library.add([path])
        (told,) = report.losses
        assert (report.lossy, report.failed, told.path) == (1, 0, f"{path}#1")
        assert told.reason == f"19 of 20 {LOSS}."
        assert library.losses() == (told,)
    assert run(["add", "--library", str(place), "--again", str(path)]) == 0
    out = capsys.readouterr()
    assert "1 with words lost" in out.out + out.err
    assert told.reason in out.out


def test_of_a_file_of_failures_the_first_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FAILURES_LISTED", 3)
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "Harbour", "body": "The harbour is closed."}\n' + "bad\n" * 10)
    with Library.open(tmp_path / "library", create=True) as library:
        report = library.add([path])
        assert (report.new, report.failed, len(report.failures)) == (1, 10, 3)
        told = library.failures()
        assert (told[0].reason, len(told)) == ("7 more records of it failed; these are the first.", 4)

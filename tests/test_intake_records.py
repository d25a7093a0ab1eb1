"""Records: JSON lines and tables, compressed or not, whole or broken."""

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article.model import Article
from search.errors import IntakeError, TooLarge, Unreadable
from search.intake import compression
from search.intake.formats import jsonl
from search.intake.model import Content
from search.intake.pipeline import Draft, Failure, parse, plan, read

RECORD = {
    "id": "doc-1",
    "headline": "A title",
    "published": "2018-04-13T10:00:00Z",
    "orgs": ["Tax Division", "Civil Division"],
    "topics": ["Tax", "Fraud", "Tax"],
    "number": "18-484",
    "link": "https://example.org/1",
    "author": {"name": "The Press Office"},
    "section": "News",
    "places": ["Miami"],
    "language": "en-US",
    "body": "A first paragraph.\n\nA second one.",
    "unknown": {"deep": []},
}


def items(data: bytes, name: str) -> list[Draft | Failure]:
    return list(read(Content.of_bytes(data, name, name)))


def articles(data: bytes, name: str) -> list[Article]:
    return [item.article for item in items(data, name) if isinstance(item, Draft)]


def jsonl_of(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_fields_are_mapped_by_name() -> None:
    (found,) = articles(jsonl_of(RECORD), "a.jsonl")
    assert (found.source_key, found.title, found.date) == ("doc-1", "A title", "2018-04-13")
    assert found.organisation == "Tax Division; Civil Division"
    assert found.tags == ("Tax", "Fraud")
    assert (found.number, found.url) == ("18-484", "https://example.org/1")
    assert (found.byline, found.category, found.place) == ("The Press Office", "News", "Miami")
    assert found.language == "en"
    assert [block.text for block in found.blocks] == ["A first paragraph.", "A second one."]
    assert found.renditions[0].path == "a.jsonl#1"


def test_an_empty_field_hides_no_other() -> None:
    (found,) = articles(jsonl_of({"title": "", "headline": "T", "body": "", "text": "B"}), "a")
    assert (found.title, found.body) == ("T", "B")


def test_a_bad_line_is_a_failure_and_the_next_follows() -> None:
    data = jsonl_of(RECORD) + b"{broken\n[1]\n\n\xff\xfe\n{}\n" + jsonl_of({**RECORD, "id": "doc-2"})
    found = items(data, "a.jsonl")
    assert [item.path for item in found if isinstance(item, Failure)] == [f"a.jsonl#{n}" for n in (2, 3, 5, 6)]
    last = found[-1]
    assert isinstance(last, Draft)
    assert last.article.source_key == "doc-2"


def test_only_newlines_part_records() -> None:
    data = json.dumps({"id": "1", "title": "T", "body": "a\u2028b\x0bc"}, ensure_ascii=False).encode()
    (found,) = articles(data + b"\n", "a.jsonl")
    assert found.body == "a\n\nb\n\nc"


def test_a_line_over_the_limit_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 100)
    long = b'{"title": "' + b"x" * 1000 + b'"}\n'
    found = items(b'{"title": "one"}\n' + long + b'{"title": "two"}\n', "a.jsonl")
    assert [type(item) for item in found] == [Draft, Failure, Draft]


def test_nesting_without_end_is_a_failure() -> None:
    (failure,) = items(b'{"a":' + b"[" * 200_000, "a.jsonl")
    assert isinstance(failure, Failure)


def test_hostile_values_are_made_safe() -> None:
    line = (
        b'{"id":"\\u001b[31m1","title":"\\u001b]52;c;cm0=\\u0007t","body":"a\\u009b31m b\\u0000c \\ud800 lone"}'
    )
    (found,) = articles(line, "a.jsonl")
    assert (found.source_key, found.title, found.body) == ("[31m1", "]52;c;cm0=t", "a31m bc  lone")


CSV = 'id,title,date,body,tags\n1,"One, two",2016-03-07,"Line one\nLine two","a;b"\n\n2,Three,2017,Text,\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables(delimiter: str) -> None:
    text = CSV if delimiter == "," else f"id{delimiter}title{delimiter}body\n1{delimiter}One, two{delimiter}B\n"
    first = articles(text.encode(), "a.csv")[0]
    assert (first.source_key, first.title) == ("1", "One, two")


def test_cells_may_hold_lines() -> None:
    first, second = articles(CSV.encode(), "a.csv")
    assert [block.text for block in first.blocks] == ["Line one", "Line two"]
    assert first.tags == ("a", "b")
    assert second.date == "2017"


def test_a_table_in_another_encoding() -> None:
    (found,) = articles("title,body\nCafé,Müller’s\n".encode("cp1252"), "a.csv")
    assert (found.title, found.body) == ("Café", "Müller’s")


def test_a_row_with_too_many_cells_is_a_failure() -> None:
    found = items(b"title,body\na,b,c\nd,e\n", "a.csv")
    assert [type(item) for item in found] == [Failure, Draft]


def test_a_table_without_names_is_refused() -> None:
    with pytest.raises(Unreadable, match="does not name the columns"):
        items(b"1,2,3\n4,5,6\n", "a.csv")


@settings(deadline=None)
@given(st.text(max_size=20), st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_title_and_body_come_back_safe(title: str, body: str) -> None:
    for item in items(json.dumps({"title": title, "body": body}).encode(), "a.jsonl"):
        if isinstance(item, Draft):
            assert all(char.isprintable() or char in "\n\t\u200d" for char in item.article.text)


def test_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl_of(*({"id": str(n), "title": f"T{n}"} for n in range(500)))))
    (source,) = plan([path])
    found = list(parse(source))
    assert len(found) == 500
    assert all(isinstance(item, Draft) for item in found)


def test_a_truncated_gzip_gives_what_is_whole_and_then_refuses() -> None:
    data = gzip.compress(jsonl_of(*({"id": str(n), "title": f"{n * 7919:x}"} for n in range(5000))))
    reader = read(Content.of_bytes(data[: len(data) // 2], "a.gz", "a.gz"))
    assert isinstance(next(reader), Draft)
    with pytest.raises(Unreadable, match="ends too early"):
        list(reader)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "FREE", 2**16)
    with pytest.raises(TooLarge, match="swells"):
        items(gzip.compress(b"a" * 2**22), "a.txt.gz")


def test_garbage_after_gzip_is_refused() -> None:
    with pytest.raises(IntakeError, match="damaged"):
        items(gzip.compress(b"A title\n\nText") + b"garbage", "a.txt.gz")


def test_the_plan_is_sorted_and_skips_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden/x.txt", "b/.x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "same.txt").hardlink_to(tmp_path / "a.txt")
    names = [source.path.relative_to(tmp_path).as_posix() for source in plan([tmp_path])]
    assert names == ["a.txt", "b/1.txt", "b/2.txt"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        list(plan([tmp_path / "nowhere"]))


def test_a_library_is_no_source(tmp_path: Path) -> None:
    library = tmp_path / "library"
    (library / "index").mkdir(parents=True)
    for name in ("articles.sqlite", "index/manifest.json"):
        (library / name).write_text("{}")
    (tmp_path / "a.txt").write_text("A title\n\nA text.\n")
    assert [source.path.name for source in plan([tmp_path])] == ["a.txt"]


def test_a_pipe_that_is_named_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="neither a file nor a folder"):
        list(plan([pipe]))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "utf-8-sig"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_records_of_any_encoding(name: str, encoding: str) -> None:
    body = "Порт закрыт до конца месяца, сообщил директор порта. "
    texts = {
        "a.jsonl": json.dumps({"title": "Гавань", "body": body}, ensure_ascii=False) + "\n",
        "a.json": json.dumps([{"title": "Гавань", "body": body}], ensure_ascii=False),
        "a.csv": f"title\tbody\nГавань\t{body}\n",
    }
    (found,) = articles(texts[name].encode(encoding), name)
    assert (found.title, found.body) == ("Гавань", body.strip())


def test_a_comparison_is_no_markup() -> None:
    text = "Yes a<b aa a>b, and i<p == q>r, but <file> x</file> too."
    (found,) = articles(jsonl_of({"title": "On a<b and c>d", "body": text}), "a.jsonl")
    assert (found.title, found.body) == ("On a<b and c>d", text)

"""Asking where an article came from, in which language it is, when it came: against a look at the articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from search import Library, Query
from search.errors import QueryError
from search.query.grammar import parse
from search.query.tree import in_words
from search.store import origins

GERMAN = (
    "Der Rat der Stadt hat gestern über den Hafen und die Brücke gesprochen, und das war nicht das erste Mal."
)
ENGLISH = (
    "The council of the town spoke about the harbour and the bridge yesterday, and it was not the first time."
)


@dataclass(frozen=True)
class Made:
    """An article as it was given, to be looked at by rules."""

    key: str
    path: str
    url: str = ""
    publisher: str = ""
    german: bool = False
    sender: str = ""
    recipients: str = ""


MADE = (
    Made("a", "wires/2016/reuters.jsonl#1", "https://www.reuters.com/world/harbour_1?id=7", "Reuters"),
    Made("b", "wires/2016/reuters.jsonl#2", "https://news.example.org/reuters/bridge", "The Harbour Post"),
    Made("c", "wires/2017/Straße 7.jsonl#1", "http://example.org/wires/100%25", "Post", german=True),
    Made("d", "notes/harbour.md"),
    Made("e", "notes/2016-plan.txt"),
    Made(
        "f",
        "mail/ada.eml",
        sender="Ada Quill ada@quill.example",
        recipients="bob@post.example carol@post.example",
    ),
    Made("g", "mail/bob.eml", sender="Bob Post bob@post.example", recipients="ada@quill.example"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("came")
    for made in MADE:
        path = folder / made.path.partition("#")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        text = GERMAN if made.german else ENGLISH
        if path.suffix == ".jsonl":
            record = {
                "title": f"Title {made.key}",
                "url": made.url,
                "source": made.publisher,
                "body": f"{text} {made.key}.",
            }
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")
        elif path.suffix == ".eml":
            name, address = made.sender.rsplit(" ", 1)
            to = ", ".join(made.recipients.split())
            path.write_text(
                f"From: {name} <{address}>\nTo: {to}\nSubject: Title {made.key}\n\n{text} {made.key}.\n"
            )
        else:
            path.write_text(f"{'# ' * (path.suffix == '.md')}Title {made.key}\n\n{text} {made.key}.\n", "utf-8")
    with Library.open(folder / "library", create=True) as opened:
        assert opened.add([folder / name for name in ("wires", "notes", "mail")]).new == len(MADE)
        yield opened


Rule = Callable[[Made], bool]


def path(text: str) -> Rule:
    return lambda made: text.casefold() in made.path.casefold()


def of(*keys: str) -> Rule:
    return lambda made: made.key in keys


FOUND: list[tuple[str, Rule]] = [
    ("path:wires", path("wires/")),
    ("path:WIRES/2016", path("wires/2016")),
    ("path:reuters.jsonl", path("reuters.jsonl")),
    ("path:2016", path("2016")),
    ('path:"2016"', of("a", "b")),  # a whole part: not 2016-plan.txt
    ("path:*.md", lambda made: made.path.endswith(".md")),
    ("path:*.jsonl", lambda made: ".jsonl" in made.path),
    ("path:wires/*/reuters.jsonl", of("a", "b")),
    ("path:ada.???", of("f")),
    ('path:"straße 7.jsonl"', of("c")),
    ("path:STRASSE", of("c")),
    ("path:~/mail", of("f", "g")),
    ("path:100%", of()),
    ("path:w_res", of()),
    ("-path:wires", lambda made: "wires" not in made.path),
    ("path:wires OR path:notes", lambda made: not made.path.startswith("mail")),
    ("path:(wires reuters)", of("a", "b")),
    ("harbour path:notes", path("notes/")),
    ("folder:mail", path("mail/")),
    ("filename:harbour.md", of("d")),
    ("url:reuters.com", of("a")),
    ("url:reuters", of("a", "b")),
    ("url:example.org", of("b", "c")),
    ('url:"example.org"', of("c")),  # the whole host
    ("url:*.example.org", of("b")),
    ("url:https://www.reuters.com/world/harbour_1?id=7", of("a")),
    ("url:http://news.example.org/reuters/bridge", of("b")),
    ("site:example.org", of("b", "c")),
    ("url:harbour_1?id=7", of("a")),
    ("source:reuters", of("a", "b")),  # a publisher and a host; a file
    ('source:"Reuters"', of("a")),
    ("source:post", of("b", "c")),
    ('source:"post"', of("c")),
    ("source:harbour", of("b", "d")),
    ("source:bridge", of()),  # of a path, not of a host
    ("publisher:post", of("b", "c")),
    ("lang:de", lambda made: made.german),
    ("lang:german", lambda made: made.german),
    ("language:German", lambda made: made.german),
    ("lang:en", lambda made: not made.german),
    ("-lang:en", lambda made: made.german),
    ("from:quill", of("f")),
    ("from:ada@quill.example", of("f")),
    ("sender:bob", of("g")),
    ("to:carol", of("f")),
    ('to:"post.example"', of("f")),
    ("to:ada -from:ada", of("g")),
    ("from:bob OR to:bob", of("f", "g")),
    ("subject:f", of("f")),
    ("added:today", lambda made: True),
    (f"added:{date.today()}", lambda made: True),
    ("added:last week", lambda made: True),
    ("added:>=2020", lambda made: True),
    ("added:[2020 TO *]", lambda made: True),
    (f"added:..{date.today() - timedelta(1)}", of()),
    ("-added:today", of()),
    ("added:yesterday", of()),
]  # fmt: skip


@pytest.mark.parametrize(("query", "rule"), FOUND, ids=[query for query, _ in FOUND])
def test_finds_what_a_look_at_the_articles_finds(query: str, rule: Rule, library: Library) -> None:
    page = library.search(Query(query, literal=True))
    assert sorted(hit.title[-1] for hit in page.hits) == [made.key for made in MADE if rule(made)]
    assert parse(parse(query).unparse()) == parse(query)


@pytest.mark.parametrize(
    ("query", "column", "said"),
    [
        ("path:", 0, "path:word"),
        ("url: reuters", 0, "directly behind"),
        ("path:[a TO b]", 5, "date:2015..2016"),
        ("added:soon", 6, "date:2016"),
        ("filetype:pdf", 0, "path:*.pdf"),
        ("tax cc:ada", 4, "to:"),
        ("scource:reuters", 0, "source:"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_way_to_ask_it(query: str, column: int, said: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert (refused.value.column, said in refused.value.sentence + refused.value.remedy) == (column, True)


def test_is_said_in_plain_words() -> None:
    assert in_words(parse("path:*.md")) == "articles from a file or folder like “*.md”"
    assert in_words(parse('source:"Reuters"')) == "articles from a source “Reuters”"
    assert in_words(parse("added:2016")) == "articles added 2016"


def test_values_are_compared_composed_and_without_case() -> None:
    assert origins.folded("STRA\u00dfE") == origins.folded("strasse")
    assert origins.folded("e\u0301") == "é"

"""The library as a Whoosh index, read-only; and the first answer, which loads nothing of Whoosh."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Library, Query
from search.errors import QueryError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import sorting
    from whoosh.index import Index
    from whoosh.qparser import MultifieldParser, QueryParser
    from whoosh.query import Term
    from whoosh.query.spans import SpanNear

ROOT = Path(__file__).parent.parent
BODIES = {
    "Harbour": "The harbour board met by the quay, and the harbour was closed.",
    "Board": "A board of seven met. Nothing was said of the quay or of boats.",
    "Mill": "An old mill by the river was sold to the board of the harbour.",
    "River": "The river rose; boats were moved to the quay by the mill.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whoosh") / "library"


@pytest.fixture(scope="module")
def library(folder: Path) -> Iterator[Library]:
    source = folder.parent / "a.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for number, (title, body) in enumerate(BODIES.items()):
            record = {"id": title, "title": title, "date": f"201{number}-01-02", "body": body}
            file.write(json.dumps({**record, "tags": ["Civil Rights" if number % 2 else "Ports"]}) + "\n")
    with Library.open(folder, create=True) as made:
        made.add([source])
        made.prepare()
        yield made


def test_whooshs_own_parser_and_searcher_give_the_programs_order(library: Library) -> None:
    index = library.whoosh()
    assert isinstance(index, Index)
    assert index.doc_count() == 4
    with index.searcher() as searcher:
        for asked in ("harbour", "board", "quay"):
            found = searcher.search(QueryParser("text", index.schema).parse(asked))
            page = library.search(Query(asked))
            assert {hit["title"] for hit in found} == {hit.title for hit in page.hits}
            assert len(found) == page.total
        both = MultifieldParser(["title", "body"], index.schema).parse("board NOT seven")
        assert {hit["title"] for hit in searcher.search(both)} == {"Harbour", "Mill"}


def test_spans_facets_highlights_and_likeness_work(library: Library) -> None:
    index = library.whoosh()
    with index.searcher() as searcher:
        near = SpanNear(Term("text", "harbour"), Term("text", "board"), slop=1, ordered=True)
        assert [hit["title"] for hit in searcher.search(near)] == ["Harbour"]
        term = QueryParser("text", index.schema).parse("quay")
        dated = searcher.search(term, sortedby=sorting.FieldFacet("date", reverse=True))
        assert [hit["title"] for hit in dated] == ["River", "Board", "Harbour"]
        tagged = searcher.search(term, groupedby="tag")
        assert {name: len(docs) for name, docs in tagged.groups("tag").items()} == {
            "ports": 1,
            "civil rights": 2,
        }
        assert "<b" in tagged[0].highlights("text")
        like = searcher.more_like(tagged[0].docnum, "text")
        assert tagged[0].docnum not in {hit.docnum for hit in like}
        assert len(like)


def test_it_cannot_be_written_to(library: Library) -> None:
    with pytest.raises(Exception, match="follows the library"):
        library.whoosh().writer()


def test_a_regular_expression_is_answered_from_the_typed_query_to_the_rows(library: Library) -> None:
    page = library.search(Query("tag:/civil.*/ quay"))
    assert {hit.title for hit in page.hits if hit.tier == 1} == {"Board", "River"}
    assert page.total == 2
    assert library.search(Query("-tag:/ci[a-z]+ r.*/")).total == 2
    with pytest.raises(QueryError):
        library.search(Query("tag:/(a+)+$/"))


def test_the_ten_lines_of_the_guide_run(
    library: Library, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (ROOT / "seeds" / "25-whoosh.md").read_text("utf-8")
    code = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)[0]
    assert len(code.strip().splitlines()) <= 10
    exec(code.replace("news-library", str(folder)), {})
    assert "Harbour" in capsys.readouterr().out


def test_the_first_answer_loads_no_whoosh(library: Library, folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from search import Library, Query\n"
        f"library = Library.open(Path({str(folder)!r}))\n"
        "page = library.search(Query('harbour -mill \"harbour board\"'))\n"
        "library.snippets(page.query, [hit.id for hit in page.hits])\n"
        "print(page.total, 'whoosh' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["1", "False"]


def test_nothing_is_said_of_the_source_of_whoosh(library: Library, tmp_path: Path) -> None:
    """Where no byte code is kept, Python compiles it each time, and warns of its escapes."""
    code = (
        "import sys; from search import Library, Query\n"
        "with Library.open(sys.argv[1]) as library:\n"
        "    library.search(Query('kind:/art.*/')); library.whoosh()\n"
        "    assert 'whoosh.query' in sys.modules\n"
    )
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    command = [sys.executable, "-W", "always", "-c", code, str(library.path)]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    assert "whoosh" not in done.stderr

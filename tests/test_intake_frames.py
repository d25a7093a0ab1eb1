"""What parsers tell their parent, as bytes: everything comes back, and nonsense is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import errors
from search.article.identity import identify
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind
from search.intake.frames import pack_result, pack_source, unpack_result, unpack_source
from search.intake.model import Draft, Evidence, Ready, Result, SourceFile
from search.store.parcel import ORIGINAL_LIMIT, Parcel
from search.work.progress import Failure

HERE = SourceFile(Path("/in/a.html"), 3, 4)
LINE = st.text(max_size=20)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(BlockKind),
        LINE,
        st.integers(0, 6),
        st.lists(st.builds(Span, st.integers(0, 9), st.integers(0, 9), st.sampled_from(SpanKind), LINE)).map(
            tuple
        ),
        LINE,
    ),
    max_size=4,
).map(tuple)
DRAFTS = st.builds(
    Draft,
    st.builds(
        Article,
        id=st.just(""),
        title=LINE,
        blocks=BLOCKS,
        source_key=LINE,
        tags=st.lists(LINE, max_size=3).map(tuple),
        warnings=st.lists(LINE, max_size=3).map(tuple),
        renditions=st.builds(Rendition, LINE, LINE, LINE, LINE, LINE).map(lambda one: (one,)),
    ),
    st.none() | st.binary(max_size=40),
    st.lists(st.builds(Evidence, LINE, LINE, LINE), max_size=3).map(tuple),
)

PLAIN = Draft(Article("", "T", (), renditions=(Rendition("/in/a.html", "", "html"),)), b"")


@given(st.lists(DRAFTS | st.builds(Failure, LINE, LINE), max_size=4).map(tuple), st.booleans())
def test_results_come_back(items: tuple[Draft | Failure, ...], ended: bool) -> None:
    ready = tuple(item if isinstance(item, Failure) else Ready.of(item) for item in items)
    result = Result(HERE, ready, ended)
    assert unpack_result(pack_result(result), HERE) == result


@pytest.mark.parametrize("kind", [errors.Unreadable, errors.NotAnArticle, errors.TooLarge, errors.Unsupported])
def test_reasons_come_back(kind: type[errors.IntakeError]) -> None:
    found = unpack_result(pack_result(Result(HERE, ended=True, error=kind("What.", "Do."))), HERE).error
    assert type(found) is kind
    assert str(found) == "What. Do."


@given(st.binary(min_size=1, max_size=30).filter(lambda name: not set(name) & {0, 47}))
def test_names_of_any_bytes_come_back(name: bytes) -> None:
    source = SourceFile(Path("/in") / name.decode("utf-8", "surrogateescape"), 1, 2)
    assert unpack_source(pack_source(source)) == source


@given(DRAFTS)
def test_an_article_made_ready_is_whole_again_when_it_is_asked_for(draft: Draft) -> None:
    parcel = Parcel.of(draft.article, draft.original)
    assert parcel.article == identify(draft.article)
    assert parcel.characters == sum(len(block.text) for block in draft.article.blocks)
    assert (parcel.original is None) == (draft.original is None)


def test_originals_that_are_too_large_to_keep_stay_behind() -> None:
    assert Parcel.of(PLAIN.article, b"x" * (ORIGINAL_LIMIT + 1)).original is None


@pytest.mark.parametrize("field", ["title", "tags", "revision", "url"])
def test_fields_of_another_type_are_refused(field: str) -> None:
    header = json.loads(pack_result(Result(HERE, (Ready.of(PLAIN),))).partition(b"\n")[0])
    header["items"][0]["head"][field] = [[1]] if field == "tags" else {}
    with pytest.raises(ValueError, match="not a result"):
        unpack_result(json.dumps(header).encode(), HERE)


JSON = st.recursive(
    st.none() | st.integers() | LINE,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["items", "ended", "error", "head", "failure"]), inner)
    ),
)


@given(JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=50))
def test_nonsense_is_refused(frame: bytes) -> None:
    try:
        unpack_result(frame, HERE)
    except ValueError:
        return
    assert set(json.loads(frame.partition(b"\n")[0])) >= {"items", "ended", "error"}

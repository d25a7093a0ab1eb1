"""The table of fields: everything about a field derives from its row."""

from __future__ import annotations

import dataclasses
import importlib
import sqlite3
import sys
from collections.abc import Iterator

import pytest

from search.article import fields
from search.article.fields import FIELDS, Field, Section, Type
from search.article.model import Article, Block, BlockKind
from search.store import schema

STRAND = Field(
    "strand",
    schema=len(schema.MIGRATIONS) + 1,
    names=("strand", "thread"),
    profiled=True,
    section=Section(20, 1.0, 4.0),
    keyword="strand",
    asked="strand",
    label="Strand",
    fact="Strand",
    rich=True,
)


def test_the_table_and_the_type_say_the_same() -> None:
    declared = {f.name: f.default for f in dataclasses.fields(Article)} | {"body": ""}
    assert set(declared) - {"blocks", "renditions"} == {field.name for field in FIELDS}
    kinds = {Type.TEXT: str, Type.LIST: tuple, Type.NUMBER: int, Type.DIGEST: str, Type.BLOCKS: str}
    for field in FIELDS:
        if declared[field.name] is not dataclasses.MISSING:
            assert isinstance(declared[field.name], kinds[field.type]), field.name


def test_names_and_places_are_taken_once() -> None:
    for names in (
        [field.name for field in FIELDS],
        [name for field in FIELDS for name in field.names],
        [field.section.order for field in FIELDS if field.section],
        [field.keyword for field in FIELDS if field.keyword],
        [field.asked for field in FIELDS if field.asked],
    ):
        assert len(names) == len(set(names))


def test_the_store_has_a_column_for_each() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    found = {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
    connection.close()
    assert {field.name for field in fields.columns()} <= found


@pytest.fixture
def with_a_field(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Article]]:
    """The program as it would be with one more row in the table, and the attribute that goes with it."""
    saved = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "search"}
    for name in saved:
        del sys.modules[name]
    try:
        model = importlib.import_module("search.article.model")
        table = importlib.import_module("search.article.fields")
        more = table.Field(**{f.name: getattr(STRAND, f.name) for f in dataclasses.fields(Field)})
        more = dataclasses.replace(more, type=table.Type.TEXT, section=table.Section(20, 1.0, 4.0))
        monkeypatch.setattr(table, "FIELDS", (*table.FIELDS, more))
        monkeypatch.setattr(table, "BY_NAME", {field.name: field for field in table.FIELDS})
        wider = dataclasses.make_dataclass("A", [("strand", str, "")], bases=(model.Article,), frozen=True)
        monkeypatch.setattr(model, "Article", wider)
        yield wider
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "search"]:
            del sys.modules[name]
        sys.modules.update(saved)


def test_a_row_is_all_that_a_new_field_needs(with_a_field: type[Article]) -> None:
    """From a record through importer, store and index to an export: nothing else knows its name."""
    records = importlib.import_module("search.intake.fields")
    model = importlib.import_module("search.article.model")
    rendition = model.Rendition("a.jsonl", "0" * 64, "jsonl")
    found = records.from_record({"title": "Salt", "body": "Lorem ipsum.", "thread": "harbour"}, rendition)
    assert found.strand == "harbour"

    admission = importlib.import_module("search.store.admission")
    parcel = importlib.import_module("search.store.parcel").Parcel.of(found, None)
    articles = importlib.import_module("search.store.articles")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    importlib.import_module("search.store.schema").migrate(connection)
    source = importlib.import_module("search.store.journal").begin(connection, "a.jsonl", "")
    moment = admission.Moment(1, "2016-03-07T00:00:00Z")
    admission.admit(connection, admission.Arrival(parcel, source, ""), moment)
    kept = articles.load(connection, 1)
    connection.close()
    assert kept.strand == "harbour"

    frames = importlib.import_module("search.intake.frames")
    intake = importlib.import_module("search.intake.model")
    file = intake.SourceFile("a.jsonl", 1, 1)
    sent = frames.pack_result(intake.Result(file, (intake.Ready(parcel, ()),), True))
    assert frames.unpack_result(sent, file).items[0].parcel.head.strand == "harbour"

    indexed = importlib.import_module("search.library.indexing").document(1, kept)
    assert indexed.texts["strand"] == "harbour"
    assert indexed.keywords["strand"] == ("harbour",)
    assert "strand" in importlib.import_module("search.index.schema").TEXT_FIELDS
    assert "strand" in importlib.import_module("search.intake.profiles").FIELDS
    assert ("Strand", "harbour") in importlib.import_module("search.article.export").facts(kept)


def test_a_library_from_before_a_field_gets_its_column() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    schema.migrate(connection, schema.steps((*FIELDS, STRAND)))
    assert schema.version(connection) == STRAND.schema
    assert "strand" in {row[1] for row in connection.execute("PRAGMA table_info(articles)")}
    connection.close()


def test_blocks_are_words_and_no_column() -> None:
    article = Article("a", "Salt", (Block(BlockKind.PARAGRAPH, "Lorem."),), place="Lyon", dateline="LYON –")
    texts = {field.section_name: fields.words_of(article, field) for field in fields.worded()}
    assert texts["body"] == "Lorem."
    assert texts["dateline"] == "LYON – Lyon"
    assert "body" not in {field.name for field in fields.columns()}


def test_the_schema_is_known_without_making_one() -> None:
    """When this fails after a change of the schema: put the digest that is shown into DIGESTS."""
    from search.store.boundary import DIGESTS, digest, expected

    assert digest(expected(len(schema.MIGRATIONS))) in DIGESTS

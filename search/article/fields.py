"""The one table of an article's fields: what each is, who may set it, how it is kept, indexed, asked and shown.

A new field is a row here and an attribute of :class:`search.article.model.Article`; the columns of the store
and their migration, the sections and keywords of the index, the field names of the query language, the names
that records and site profiles may give, and what is exported all derive from the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    """What the value of a field is."""

    TEXT = "text"
    """A line of text, empty when unknown."""
    LIST = "list"
    """A tuple of lines."""
    NUMBER = "number"
    DIGEST = "digest"
    """Hexadecimal digits; the store keeps the bytes."""
    BLOCKS = "blocks"
    """The text of the visible blocks; kept with the blocks, not as a column."""


@dataclass(frozen=True, slots=True)
class Section:
    """How the words of a field count among all words of an article."""

    order: int
    """Sections stand in this order in the index's field ``text``; the body is the last."""
    weight: float
    """What one occurrence counts; body is 1. A multiple of :data:`search.index.schema.WEIGHT_UNIT`."""
    length: float = 0.0
    """Words that count as a typical length, when the field has postings of its own; 0 when it has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an article."""

    name: str
    """The attribute of Article, the column of the store, the key in JSON."""
    type: Type = Type.TEXT
    schema: int = 1
    """The version of the store's schema that has the column; a later one than 1 makes a migration."""
    names: tuple[str, ...] = ()
    """Names that records give it, the better one first; with none, only importers' own code sets it."""
    profiled: bool = False
    """Whether site profiles may say where it stands on a page."""
    section: Section | None = None
    """Its words can be searched."""
    keyword: str = ""
    """The index's name for its whole values, which can be counted and filtered by."""
    asked: str = ""
    """Its name in the query language; empty: it can't be asked for."""
    joined: tuple[str, ...] = ()
    """Further fields whose words count as this one's."""
    label: str = ""
    """How pages about an article call it; empty: not shown there."""
    fact: str = ""
    """How exports call it; empty: not exported as a fact."""
    rich: bool = False
    """Whether a form of an article is richer for having it, when the one to show is chosen."""

    @property
    def section_name(self) -> str:
        """What the index calls its section: as it is asked for."""
        return self.asked or self.name


FIELDS: tuple[Field, ...] = (
    Field("id", label="Id", fact="Id"),
    Field(
        "source_key", label="Source key",
        names=("id", "source_key", "key", "guid", "uuid", "identifier", "docid", "doc_id", "id_str", "@id"),
    ),
    Field(
        "url", label="Address", fact="URL", profiled=True, rich=True,
        names=(
            "url", "link", "href", "canonical_url", "source_url", "web_url", "original_url", "given_url",
            "resolved_url", "permalink", "article_url", "page_url", "source_page",
        ),
    ),
    Field(
        "title", label="Title", profiled=True, asked="title",
        names=(
            "title", "headline", "web_title", "resolved_title", "given_title", "post_title", "document_title",
            "name", "subject", "titel", "titre", "título", "titulo", "titolo", "überschrift", "betreff",
        ), section=Section(0, 4.0, 10.0),
    ),
    Field(
        "subtitle", label="Subtitle", profiled=True, asked="subtitle", rich=True,
        names=("subtitle", "subheadline", "deck", "dek", "standfirst", "trail_text"),
        section=Section(1, 2.0, 12.0),
    ),
    Field(
        "date", label="Date", fact="Date", profiled=True, asked="date", rich=True,
        names=(
            "date", "published", "publication_date", "date_published", "pubdate", "pub_date", "published_at",
            "publish_date", "published_date", "published_on", "web_publication_date", "first_published",
            "first_publication_date", "release_date", "issued", "posted", "posted_at", "post_date",
            "created_utc",
            "created", "created_at", "date_created", "datetime", "timestamp", "time", "publication_year",
            "time_added", "saved_at", "added_at", "date_added", "created_on", "bookmarked_at", "updated_at",
            "updated", "modified", "datum", "fecha", "data_publicação", "erscheinungsdatum",
        ),
    ),
    Field("date_source"),
    Field(
        "category", label="Category", fact="Category", profiled=True, asked="category", rich=True,
        names=("category", "section", "kicker", "type"), section=Section(5, 1.5), keyword="category",
    ),
    Field(
        "byline", label="Byline", fact="By", profiled=True, asked="byline", rich=True,
        names=(
            "byline", "author", "authors", "creator", "creators", "written_by", "published_by", "by",
            "author_name", "contributor", "contributors", "book_author", "account", "user", "autor", "auteur",
            "autore", "verfasser",
        ), section=Section(2, 1.0, 4.0),
    ),
    Field(
        "organisation", label="Organisation", fact="Organisation", profiled=True, asked="organisation",
        rich=True,
        names=(
            "organisation", "organization", "orgs", "organisations", "organizations", "component", "components",
            "publisher", "source", "source_name", "site_name", "publication", "publication_title",
            "container_title", "journal", "newspaper", "agency", "domain_name", "domain",
        ),
        section=Section(3, 1.5, 5.0), keyword="org_name",
    ),
    Field(
        "dateline", label="Dateline", profiled=True, asked="dateline", rich=True,
        names=("dateline",), section=Section(7, 1.0, 3.0), joined=("place",),
    ),
    Field("place", label="Place", profiled=True, names=("place", "places", "location")),
    Field(
        "language", label="Language", fact="Language", profiled=True, asked="lang", keyword="lang",
        names=("language", "lang", "language_code"),
    ),
    Field(
        "tags", Type.LIST, label="Tags", fact="Tags", profiled=True, asked="tag", rich=True,
        names=(
            "tags", "topics", "keywords", "topic", "categories", "labels", "manual_tags", "subjects",
            "hashtags", "schlagworte", "schlagwörter", "etiquetas",
            "folder", "collection",
        ), section=Section(4, 2.0), keyword="tag",
    ),
    Field(
        "number", label="Number", fact="Number", profiled=True, asked="number", rich=True,
        names=("number", "release_number", "press_release_number"), section=Section(6, 2.0), keyword="number",
    ),
    Field("sender", schema=4, label="From", fact="From", asked="from", section=Section(8, 0.5, 4.0)),
    Field("recipients", Type.LIST, schema=4, label="To", fact="To", asked="to", section=Section(9, 0.5, 10.0)),
    Field("thread", Type.LIST, schema=4),
    Field("kind", label="Kind", asked="kind", names=("kind",), keyword="kind"),
    Field("text_hash", Type.DIGEST, label="Text hash"),
    Field("revision", Type.NUMBER, label="Revision"),
    Field("warnings", Type.LIST),
    Field(
        "body", Type.BLOCKS, asked="body", section=Section(10, 1.0),
        names=(
            "body", "text", "content", "contents", "article", "body_text", "full_text", "content_text",
            "text_content", "plain_text", "article_text", "article_body", "full_content", "main_text",
            "maintext",
            "selftext", "post_content", "body_html", "content_html", "html", "raw_content", "transcript",
            "message", "markdown", "abstract", "abstract_note", "description", "summary", "excerpt",
            "selection",
            "texte", "texto", "testo", "inhalt", "contenu", "contenido",
            "highlight", "snippet", "lead", "lead_paragraph", "extract", "quote", "note", "notes",
            "annotations", "highlights",
        ),
    ),
)  # fmt: skip

BY_NAME = {field.name: field for field in FIELDS}
FACT_ORDER = ("date", "category", "byline", "organisation", "number", "tags", "url")
"""Facts that exports tell first; the others follow in the order of the table, and the id is last."""


def columns() -> tuple[Field, ...]:
    """The fields that are columns of the store's table of articles."""
    return tuple(field for field in FIELDS if field.type is not Type.BLOCKS)


def record_names() -> dict[str, tuple[str, ...]]:
    """Field -> the names that records give it, the better one first."""
    return {field.name: field.names for field in FIELDS if field.names}


def profiled() -> tuple[str, ...]:
    """The fields that a site profile may find."""
    return tuple(field.name for field in FIELDS if field.profiled)


def facts() -> tuple[Field, ...]:
    """The fields that exports tell beside the text, in their order."""
    places = {name: place for place, name in enumerate(FACT_ORDER, -len(FACT_ORDER))}
    return tuple(sorted((f for f in FIELDS if f.fact), key=lambda f: (places.get(f.name, 0), f.name == "id")))


def shown() -> tuple[Field, ...]:
    """The fields that pages about an article show, in the order of the table."""
    return tuple(field for field in FIELDS if field.label)


def sections() -> dict[str, float]:
    """Section of the index's field ``text`` -> its weight, in order."""
    return {field.section_name: section.weight for field, section in _by_section()}


def text_fields() -> dict[str, float]:
    """Field with postings of its own -> its typical length in words, in the order of sections."""
    return {field.section_name: section.length for field, section in _by_section() if section.length}


def worded() -> tuple[Field, ...]:
    """The fields whose words the index is told of; those of keyword fields it takes from their values."""
    return tuple(f for f, section in _by_section() if section.length or f.type is Type.BLOCKS)


def keyword_sections() -> dict[str, str]:
    """Section whose words are those of a keyword field -> that keyword field."""
    return {
        field.section_name: field.keyword
        for field, section in _by_section()
        if field.keyword and not section.length
    }


def _by_section() -> list[tuple[Field, Section]]:
    """The fields whose words can be searched, in the order of sections."""
    found = [(field, field.section) for field in FIELDS if field.section is not None]
    return sorted(found, key=lambda pair: pair[1].order)


def keyword_fields() -> tuple[str, ...]:
    """The index's names of the fields whose whole values can be counted and filtered by."""
    return tuple(field.keyword for field in FIELDS if field.keyword)


def asked_words() -> tuple[str, ...]:
    """Names in the query language of fields of words."""
    return (*text_fields(), *(f.asked for f in FIELDS if f.asked and f.type is Type.BLOCKS))


def asked_values() -> tuple[str, ...]:
    """Names in the query language of fields of whole values alone; a field of words is asked for as such."""
    words = asked_words()
    return tuple(field.asked for field in FIELDS if field.keyword and field.asked and field.asked not in words)


def keyword_of(asked: str) -> str:
    """The index's keyword field for a name in the query language; the name itself when there is none."""
    return next((field.keyword for field in FIELDS if field.keyword and field.asked == asked), asked)


def values_of(article: Any, field: Field) -> tuple[str, ...]:
    """The values of a field of an article as texts, without empty ones."""
    value = getattr(article, field.name)
    if field.type is Type.LIST:
        return tuple(filter(None, value))
    return (str(value),) if value != "" else ()


def words_of(article: Any, field: Field) -> str:
    """The words of a section of an article for the index."""
    if field.type is Type.LIST:
        return " ".join(values_of(article, field))
    return " ".join(filter(None, (getattr(article, name) for name in (field.name, *field.joined))))

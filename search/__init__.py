"""Everything that is true without a screen. Importing this package loads neither Whoosh nor numpy.

``Library`` is the one door; the other names are the types that pass through it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.article.citation import CITATIONS, cite
    from search.article.export import FORMATS, render
    from search.article.model import Article, Block, BlockKind, Part, Rendition, Section, Span, SpanKind
    from search.article.provenance import Line
    from search.bundle import lists
    from search.bundle.documents import REPORT_FORMATS
    from search.bundle.lists import LIST_FORMATS
    from search.cluster.cluster import Cluster
    from search.entities import silence
    from search.entities.beside import Beside
    from search.entities.counts import Companion
    from search.entities.decisions import Decision
    from search.entities.dossier import Dossier
    from search.entities.dossier_text import DOSSIER_FORMATS
    from search.entities.model import EntityCard, EntityKind, Mention
    from search.entities.replay import Conflict
    from search.entities.suggestions import Suggestion
    from search.intake.explain import FileExplanation, explain_file
    from search.intake.original import provenance
    from search.intake.pictures import Picture, pictures_of
    from search.kit.layout import Kit, KitRequest
    from search.kit.make import make as make_kit
    from search.kit.verify import verify as verify_kit
    from search.library import bundles
    from search.library.bundled import open_bundled
    from search.library.curation import Changed, Curation
    from search.library.documents import Documents, SearchCount, article_item, entity_item, passage_item
    from search.library.entity_pages import Candidate
    from search.library.library import Library
    from search.library.upkeep import Purge
    from search.marks import dossiers, entity_notes, homes, passages, searches
    from search.marks.facts import Mark, MarkChange, Subject
    from search.marks.marks import Marks
    from search.marks.notebook import NotebookChange
    from search.query.completion import Completion
    from search.query.explain import ClauseCount, Contribution, Explanation
    from search.query.interface import FacetValue, Filter, Hit, Page, Query, Snippet, Sort
    from search.values.value import ValueKind
    from search.work.progress import Failure, ImportReport, Progress, Report, Status, Stop
    from search.work.ticker import Ticker

_HOMES = {
    "search.article.citation": ("CITATIONS", "cite"),
    "search.article.export": ("FORMATS", "render"),
    "search.article.model": (
        "Article",
        "Block",
        "BlockKind",
        "Part",
        "Rendition",
        "Section",
        "Span",
        "SpanKind",
    ),
    "search.article.provenance": ("Line",),
    "search.cluster.cluster": ("Cluster",),
    "search.library.bundled": ("open_bundled",),
    "search.library.curation": ("Changed", "Curation"),
    "search.entities": ("silence",),
    "search.entities.beside": ("Beside",),
    "search.entities.decisions": ("Decision",),
    "search.entities.dossier": ("Dossier",),
    "search.entities.dossier_text": ("DOSSIER_FORMATS",),
    "search.entities.counts": ("Companion",),
    "search.entities.suggestions": ("Suggestion",),
    "search.entities.model": ("EntityCard", "EntityKind", "Mention"),
    "search.entities.replay": ("Conflict",),
    "search.intake.explain": ("FileExplanation", "explain_file"),
    "search.intake.original": ("provenance",),
    "search.intake.pictures": ("Picture", "pictures_of"),
    "search.kit.layout": ("Kit", "KitRequest"),
    "search.library.entity_pages": ("Candidate",),
    "search.library.documents": ("Documents", "SearchCount", "article_item", "entity_item", "passage_item"),
    "search.library.library": ("Library",),
    "search.bundle.documents": ("REPORT_FORMATS",),
    "search.bundle.lists": ("LIST_FORMATS",),
    "search.marks.marks": ("Marks",),
    "search.marks.facts": ("Mark", "MarkChange", "Subject"),
    "search.marks.notebook": ("NotebookChange",),
    "search.values.value": ("ValueKind",),
    "search.work.progress": ("Failure", "ImportReport", "Progress", "Report", "Status", "Stop"),
    "search.work.ticker": ("Ticker",),
    "search.query.completion": ("Completion",),
    "search.query.explain": ("ClauseCount", "Contribution", "Explanation"),
    "search.query.interface": ("FacetValue", "Filter", "Hit", "Page", "Query", "Snippet", "Sort"),
    "search.library.upkeep": ("Purge",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

_RENAMED = {"make_kit": ("search.kit.make", "make"), "verify_kit": ("search.kit.verify", "verify")}
"""Functions whose name is short where they live and says more here."""

_MODULES = {
    "bundles": "search.library.bundles",
    "dossiers": "search.marks.dossiers",
    "entity_notes": "search.marks.entity_notes",
    "homes": "search.marks.homes",
    "lists": "search.bundle.lists",
    "passages": "search.marks.passages",
    "searches": "search.marks.searches",
}
"""Modules of functions that are asked for by the module's name."""

__all__ = [
    "CITATIONS",
    "DOSSIER_FORMATS",
    "FORMATS",
    "LIST_FORMATS",
    "REPORT_FORMATS",
    "Article",
    "Beside",
    "Block",
    "BlockKind",
    "Candidate",
    "Changed",
    "ClauseCount",
    "Cluster",
    "Companion",
    "Completion",
    "Conflict",
    "Contribution",
    "Curation",
    "Decision",
    "Documents",
    "Dossier",
    "EntityCard",
    "EntityKind",
    "Explanation",
    "FacetValue",
    "Failure",
    "FileExplanation",
    "Filter",
    "Hit",
    "ImportReport",
    "Kit",
    "KitRequest",
    "Library",
    "Line",
    "Mark",
    "MarkChange",
    "Marks",
    "Mention",
    "NotebookChange",
    "Page",
    "Part",
    "Picture",
    "Progress",
    "Purge",
    "Query",
    "Rendition",
    "Report",
    "SearchCount",
    "Section",
    "Snippet",
    "Sort",
    "Span",
    "SpanKind",
    "Status",
    "Stop",
    "Subject",
    "Suggestion",
    "Ticker",
    "ValueKind",
    "article_item",
    "bundles",
    "cite",
    "dossiers",
    "entity_item",
    "entity_notes",
    "explain_file",
    "homes",
    "lists",
    "make_kit",
    "open_bundled",
    "passage_item",
    "passages",
    "pictures_of",
    "provenance",
    "render",
    "searches",
    "silence",
    "verify_kit",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name not in _HOME_OF and name not in _RENAMED:
        raise AttributeError(f"module 'search' has no attribute {name!r}")
    home, own = _RENAMED.get(name) or (_HOME_OF[name], name)
    return getattr(importlib.import_module(home), own)

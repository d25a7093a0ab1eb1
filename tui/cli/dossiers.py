"""``dossier dossiers``: collections of articles, passages, queries, entities and text of your own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from search import (
    Documents,
    EntityKind,
    Library,
    Query,
    article_item,
    dossiers,
    entity_item,
    passage_item,
    passages,
)
from search.errors import DossierError
from tui.cli import libraries, output

DESCRIPTION = (
    "Without an action, every dossier is listed; with `show`, one of them. Things go to the end; `move` and "
    "`remove` take the numbers that `show` prints."
)
ACTIONS = ("list", "show", "new", "use", "add", "move", "remove", "rename", "text", "share", "delete")


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("action", nargs="?", default="list", choices=ACTIONS)
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="of the dossier")
    parser.add_argument(
        "rest", nargs="*", metavar="MORE", help="ids to add, numbers to move or remove, a new name"
    )
    parser.add_argument(
        "--quote", metavar="TEXT", help="add: mark these words in the article, and add the passage"
    )
    parser.add_argument("--note", metavar="TEXT", default="", help="add: what is to be said of it")
    parser.add_argument(
        "--query", metavar="QUERY", help="add: a query; its results are looked up for each report"
    )
    parser.add_argument("--found", metavar="QUERY", help="add: every article that a query finds now")
    parser.add_argument("--entity", nargs=2, metavar=("KIND", "NAME"), help="add: person, org, place or event")
    parser.add_argument("--text", metavar="TEXT", help="add: a text of your own; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    with libraries.open_chosen(args) as library:
        if args.action == "list":
            return _list(library, as_json=args.json)
        if not args.name:
            raise DossierError(f"Which dossier is to be dealt with by {args.action}?", "Write its name behind.")
        if args.action == "new":
            library.marks.write("made a dossier", dossiers.new(library.marks.notebook.book, args.name))
            output.line(f"Made the dossier {' '.join(args.name.split())}.")
            return output.FOUND
        dossier = dossiers.named(library.marks.notebook.book, args.name)
        if args.action == "show":
            return _show(library, dossier, as_json=args.json)
        if args.action == "add":
            return _add(library, dossier, args)
        return _change(library, dossier, args)


def _list(library: Library, *, as_json: bool) -> int:
    book = library.marks.notebook.book
    current, every = dossiers.current(book), dossiers.dossiers(book)
    for one in every:
        if as_json:
            fields = {"name": one.name, "key": one.key, "items": len(one.items), "shared": one.shared}
            output.record({**fields, "current": one == current})
        else:
            shared = ", shared" if one.shared else ""
            output.line(f"{'*' if one == current else ' '} {one.name} ({len(one.items):,} items{shared})")
    return output.FOUND if every else output.NONE


def _show(library: Library, dossier: dossiers.Dossier, *, as_json: bool) -> int:
    book = library.marks.notebook.book
    if dossier.text and not as_json:
        output.block(dossier.text)
    for number, item in enumerate(dossier.items, 1):
        held = passages.passage_of(book, item.passage) if item.passage else None
        words = held.quote if held else item.title or item.query or item.name
        notes = [*item.texts, *(held.notes if held else ())]
        if as_json:
            fields = {"number": number, "what": item.what.value, "words": words, "notes": notes}
            output.record({**fields, "article": item.subject.id, "by": item.by})
        else:
            output.line(f"{number:>4} {item.what.value:8} {' '.join(words.split())[:200]}")
            for note in notes:
                output.block("\n".join(f"              {line}" for line in note.split("\n")))
    for versions in book.conflicts():
        if any(one.key in {dossier.key, *(item.key for item in dossier.items)} for one in versions):
            said = " | ".join(f"{one.by or 'somebody'}: {dict(one.fields)}" for one in versions)
            output.hint(f"Versions that contradict each other, all kept: {said}")
    return output.FOUND if dossier.items else output.NONE


def _add(library: Library, dossier: dossiers.Dossier, args: argparse.Namespace) -> int:
    items = list(_items(library, args))
    if not items:
        raise DossierError("Nothing was named that could be added.", "Name ids, or --query, --entity, --text.")
    extent = Documents(library).put(dossier, items)
    output.line(f"Put {extent} into {dossier.name}." if extent else f"{dossier.name} had it all.")
    return output.FOUND


def _items(library: Library, args: argparse.Namespace) -> Iterator[dossiers.Item]:
    texts = (args.note,) if args.note else ()
    documents = Documents(library)
    for id in args.rest:
        article = library.article(id)
        if args.quote:
            made = library.marks.write("marked a passage", [documents.mark_quote(article, args.quote)]).after[0]
            held = passages.passage_of(library.marks.notebook.book, made.key)
            assert held is not None
            yield dossiers.with_texts(passage_item(held), texts)
        else:
            yield dossiers.with_texts(article_item(article), texts)
    if args.query is not None or args.found is not None:
        libraries.prepare(library)
    if args.query is not None:
        library.search(Query(args.query, limit=1))  # a query that cannot be understood is not kept
        yield dossiers.Item("", dossiers.What.QUERY, 0.0, query=args.query, texts=texts)
    if args.found is not None:
        found = documents.ids(Query(args.found))
        yield from (dossiers.with_texts(article_item(library.article(id)), texts) for id in found)
    if args.entity:
        kind, name = args.entity
        if kind not in set(EntityKind):
            raise DossierError(f"{kind} is no kind of entity.", "Write person, org, place or event.")
        yield dossiers.with_texts(entity_item(EntityKind(kind), name), texts)
    if args.text is not None:
        text = sys.stdin.read(1 << 20) if args.text == "-" else args.text
        yield dossiers.Item("", dossiers.What.TEXT, 0.0, texts=(text,))


def _change(library: Library, dossier: dossiers.Dossier, args: argparse.Namespace) -> int:
    marks, book = library.marks, library.marks.notebook.book
    if args.action == "use":
        marks.write("chose a dossier", [dossiers.choose(dossier.key)])
    elif args.action == "rename":
        marks.write("renamed a dossier", [dossiers.rename(book, dossier, " ".join(args.rest))])
    elif args.action == "text":
        text = sys.stdin.read(1 << 20) if args.rest in ([], ["-"]) else " ".join(args.rest)
        marks.write("wrote an introduction", [dossiers.write(book, dossier, text)])
    elif args.action == "delete":
        marks.write("deleted a dossier", dossiers.drop(dossier))
    elif args.action == "share":
        keys = [one.key for one in dossier.items] + [one.passage for one in dossier.items if one.passage]
        marks.notebook.share([dossier.key, *keys])
        marks.write("shared a dossier", [dossiers.as_shared(book, dossier)])
        output.line(f"Everybody who opens this library sees {dossier.name} ({_where(library)}).")
    elif args.action == "remove":
        items = [_numbered(dossier, word) for word in args.rest]
        marks.write("removed from a dossier", [dossiers.take_out(one.key) for one in items])
    else:
        if len(args.rest) != 2:
            raise DossierError("Move takes two numbers: which item, and where to.", "List them with show.")
        item, other = (_numbered(dossier, word) for word in args.rest)
        steps = dossier.items.index(other) - dossier.items.index(item)
        marks.write("moved", dossiers.move(dossier, item.key, steps))
    return output.FOUND


def _where(library: Library) -> Path:
    return library.path / "curation" / "dossiers.jsonl"


def _numbered(dossier: dossiers.Dossier, word: str) -> dossiers.Item:
    if not word.isdecimal() or not 1 <= int(word) <= len(dossier.items):
        raise DossierError(
            f"{dossier.name} has no item {word!r}.",
            f"List its {len(dossier.items)} items: dossier dossiers show",
        )
    return dossier.items[int(word) - 1]

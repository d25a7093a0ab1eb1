"""``dossier entity``: the page of a person, organisation, place or event, and what you decide about it."""

from __future__ import annotations

import argparse
import html
import json
import sys
from pathlib import Path

from search import DOSSIER_FORMATS, Curation, Decision, Dossier, EntityKind, Library, entity_notes
from search.text import printable
from tui.cli import libraries, output

DESCRIPTION = (
    "Print the page of a person, organisation, place or event: names, ranks, dates, company, sentences. Or "
    "decide something about it, which holds at once, everywhere and after every rebuild, until --undo."
)
_KINDS = [kind.value for kind in EntityKind]


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument(
        "name", nargs="*", metavar="NAME", help="a name, an alias, or a part that fits only one"
    )
    parser.add_argument("--kind", choices=_KINDS, default=None)
    parser.add_argument("--format", choices=list(DOSSIER_FORMATS), default="text")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="--format json")
    parser.add_argument("--here", metavar="ID", default="", help="decide for this article only")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--merge", metavar="INTO", help="NAME is INTO")
    one.add_argument("--split", metavar="OTHER", help="NAME is not OTHER; with --here, NAME is OTHER there")
    one.add_argument("--rename", metavar="NEW", help="call it NEW")
    one.add_argument(
        "--retype", metavar="KIND", choices=_KINDS, help="it is a person, an org, a place, an event"
    )
    one.add_argument(
        "--note", metavar="TEXT", help="write a note on it over the one there; empty takes it away"
    )
    one.add_argument("--hide", action="store_true", help="show it no more")
    one.add_argument("--undo", action="store_true", help="take the latest decision back")
    one.add_argument("--redo", action="store_true", help="put it in force again")
    one.add_argument("--decisions", action="store_true", help="list the decisions in force")
    one.add_argument("--suggestions", action="store_true", help="list entities that may be one")
    one.add_argument("--export", action="store_true", help="print every decision, for --import")
    one.add_argument("--import", metavar="FILE", type=Path, dest="taken", help="add the decisions of an export")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    name = " ".join(args.name)
    without = _without_name(args)
    if bool(name) == without:
        output.complain(
            "", "This takes no name." if name else "Which entity?", "Look at: dossier entity --help"
        )
        return output.ERROR
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        curation = library.curation
        if without:
            return _on_decisions(curation, args)
        return _noted(library, name, args) if args.note is not None else _on_entity(library, name, args)


def _without_name(args: argparse.Namespace) -> bool:
    return bool(
        args.undo or args.redo or args.decisions or args.suggestions or args.export or args.taken is not None
    )


def _noted(library: Library, name: str, args: argparse.Namespace) -> int:
    """Write a note."""
    page = library.curation.dossier(EntityKind(args.kind) if args.kind else None, name)
    drafts = entity_notes.write(library.marks.notebook.book, page.kind.value, names_of(page), args.note)
    made = library.marks.write("noted", drafts)
    output.line(f"Noted: {printable(page.name)}." if made.edits else "The note is as it was.")
    return output.FOUND


def names_of(page: Dossier) -> list[str]:
    """The names under which notes on an entity may stand, its own first."""
    return [page.name, *(form for form, _ in page.aliases)]


def _page(library: Library, kind: EntityKind | None, name: str, format: str) -> str:
    """The page, and what was noted."""
    page = library.curation.dossier(kind, name)
    text = DOSSIER_FORMATS[format](page).rstrip("\n")
    notes = entity_notes.notes_on(library.marks.notebook.book, page.kind.value, names_of(page))
    if format == "json":
        return json.dumps({**json.loads(text), "notes": list(notes)}, ensure_ascii=False, indent=2)
    said = [f"Note: {note}" for note in notes]
    if format == "md":  # what a note holds is no markup of the page
        said = [html.escape(note, quote=False).replace("[", "\\[").replace("]", "\\]") for note in said]
    return "\n\n".join([text, *said])


def _on_entity(library: Library, name: str, args: argparse.Namespace) -> int:
    """Decide, or print the page."""
    curation, kind = library.curation, EntityKind(args.kind) if args.kind else None
    if args.merge is not None:
        changed = curation.merge_entities(kind, name, args.merge, here=args.here)
    elif args.split is not None:
        changed = curation.split_entity(kind, name, args.split, here=args.here)
    elif args.rename is not None:
        changed = curation.rename_entity(kind, name, args.rename, here=args.here)
    elif args.retype is not None:
        changed = curation.retype_entity(kind, name, EntityKind(args.retype), here=args.here)
    elif args.hide:
        changed = curation.hide_entity(kind, name, here=args.here)
    else:
        output.block(_page(library, kind, name, args.format))
        return output.FOUND
    output.line(changed.sentence)
    output.hint("dossier entity --undo takes it back.")
    return output.FOUND


def _on_decisions(curation: Curation, args: argparse.Namespace) -> int:
    """Undo, redo, list, import or export."""
    if args.undo or args.redo:
        changed = curation.undo_decision() if args.undo else curation.redo_decision()
        output.line(changed.sentence if changed else f"There is nothing to {'undo' if args.undo else 'redo'}.")
        return output.FOUND if changed else output.NONE
    if args.decisions:
        return _listed([described(decision) for decision in curation.decisions()])
    if args.suggestions:
        pairs = curation.suggestions()
        return _listed([f"{s.one.name} = {s.other.name} ({s.one.kind.value})? {s.reason}" for s in pairs])
    if args.export:
        text = curation.export_decisions()
        sys.stdout.write(text)
        return output.FOUND if text else output.NONE
    conflicts = curation.import_decisions(args.taken)
    for conflict in conflicts:
        output.line(conflict.sentence)
    many = len(conflicts)
    output.line(f"Added; {many} contradict{'s' if many == 1 else ''} another decision: the above holds.")
    return output.FOUND


def _listed(lines: list[str]) -> int:
    for each in lines:
        output.line(each)
    return output.FOUND if lines else output.NONE


def described(decision: Decision) -> str:
    """A decision in force, on one line."""
    kind, norm = decision.key
    line = f"{decision.at[:10]}  {decision.action.value}: {norm} ({kind.value})"
    if decision.kind:
        line += f" → {decision.kind.value}"
    elif decision.other and decision.other != decision.key:
        line += f" {'≠' if decision.action == 'different' else '='} {decision.other[1]}"
    elif decision.action == "rename":
        line += f" → {decision.name}"
    return f"{line}, in {decision.here}" if decision.here else line

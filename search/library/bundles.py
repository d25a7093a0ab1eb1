"""Bundles joined with the library: packing what was chosen, and taking in by the rules of identity."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.bundle import payload, signing
from search.bundle.bagit import Bag, BagWriter, BundleError, group, verify
from search.bundle.payload import DECISIONS, NOTES, Carried, Form
from search.entities.decisions import Decision
from search.entities.decisions import parse as parse_decision
from search.entities.replay import Conflict, merged
from search.errors import Cancelled, MarksError
from search.library import unfinished
from search.library.library import Library
from search.library.unfinished import Beside
from search.marks.exchange import read_lines
from search.marks.marks import Marks
from search.store.admission import Outcome
from search.store.batch import Batch
from search.store.carrying import SourceForm
from search.store.journal import DONE, Source
from search.text import printable
from search.work.clock import now
from search.work.progress import Report as Progress
from search.work.progress import Stop
from search.work.ticker import Ticker

LINE_OVERHEAD = 260
"""Bytes that the manifests need for a file."""
SMALLEST_PART = 2**20
"""Bytes: a part must hold a file, and parts of less than a floppy disk are no use to anybody."""
FOREIGN = "bundle:"
"""Before the paths of another machine, so that they are not taken for files of this one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes into a bundle."""

    ids: Sequence[str]
    """Articles, in the order in which they are to come."""
    notes: Sequence[str] = ()
    """Lines of ``dossier marks export``."""
    originals: bool = True
    decisions: bool = True


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed."""

    paths: tuple[Path, ...]
    articles: int
    left_out: int = 0
    """Articles that the older bundle has in the same state."""
    size: int = 0
    """Bytes."""


@dataclass(slots=True)
class Taken:
    """What was taken in, or would be."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    decisions: int = 0
    notes: int = 0
    conflicts: list[str] = field(default_factory=list)
    """What contradicts what is here: both are kept."""

    @property
    def articles(self) -> int:
        """All of them."""
        return sum(self.outcomes.values())


class _Parts:
    """Files put into one bag, or into as many as their size asks for."""

    def __init__(self, path: Path, limit: int) -> None:
        self._path, self._limit = path, limit
        self.bags: list[BagWriter] = []
        self._held: set[str] = set()

    def add(self, name: str, content: bytes) -> None:
        if name in self._held:
            return
        self._held.add(name)
        needed = len(content) + LINE_OVERHEAD
        if self._limit and needed > self._limit:
            raise BundleError(
                f"{name} has {len(content):,} bytes, which is more than a part may have.", "Allow larger parts."
            )
        last = self.bags[-1] if self.bags else None
        if last is None or (self._limit and last.size + LINE_OVERHEAD * len(last.files) + needed > self._limit):
            number = f"-{len(self.bags) + 1}" if self._limit else ""
            last = BagWriter(self._path.with_name(f"{self._path.name}{number}"))
            self.bags.append(last)
        last.add(name, content)

    def seal(self, sign: Callable[[Path], None] | None) -> None:
        every = sorted((name, one.digests[0]) for bag in self.bags for name, one in bag.files.items())
        digest = hashlib.sha256(json.dumps(every).encode()).hexdigest()[:32]
        for number, bag in enumerate(self.bags, 1):
            info = {
                "Bag-Software-Agent": "Dossier", "External-Description": "Articles with their sources",
                "Bundle-Format": payload.FORMAT, "Bag-Group-Identifier": digest,
                "Bag-Count": f"{number} of {len(self.bags)}",
            }  # fmt: skip
            bag.seal(info, sign)

    def discard(self) -> None:
        for bag in self.bags:
            bag.discard()


def pack(
    library: Library,
    path: Path,
    choice: Choice,
    *,
    limit: int = 0,
    beyond: Sequence[Path] = (),
    key: Path | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Packed:
    """Write a bundle; the same choice of the same library gives the same bytes.

    ``limit``: bytes of a part; 0 makes one. ``beyond``: the parts of an older bundle, of which articles in the
    same state are left out. ``key``: of ssh, to sign with. Raises BundleError, OSError, Cancelled; then nothing
    is left behind.
    """
    if limit and limit < SMALLEST_PART:
        raise BundleError("Parts cannot be as small as that.", f"Allow {SMALLEST_PART:,} bytes at least.")
    known = {payload.line_digest(line) for line in payload.lines(_verified(beyond))} if beyond else set()
    ticker = Ticker(progress, "packing", len(choice.ids))
    parts = _Parts(path, limit)
    chunk = min(payload.CHUNK, limit // 4) if limit else payload.CHUNK
    packed = left_out = 0
    try:
        held: list[bytes] = []
        files = 0
        for id in choice.ids:
            if stop is not None and stop():
                raise Cancelled("The bundle was not written.")
            line, originals = _line(library, id, originals=choice.originals)
            ticker.step(1)
            if payload.line_digest(line) in known:
                left_out += 1
                continue
            packed += 1
            for digest, content in originals.items():
                parts.add(payload.original_name(digest), content)
            if held and sum(map(len, held)) + len(line) > chunk:
                files += 1
                parts.add(f"data/articles/{files:06}.jsonl", b"".join(held))
                held = []
            held.append(line)
        parts.add(f"data/articles/{files + 1:06}.jsonl", b"".join(held))
        if choice.decisions and (decisions := library.curation.export_decisions()):
            parts.add(DECISIONS, decisions.encode("utf-8", "replace"))
        if choice.notes:
            parts.add(NOTES, "".join(f"{line}\n" for line in choice.notes).encode("utf-8", "replace"))
        parts.seal((lambda file: signing.sign(key, file)) if key is not None else None)
    except BaseException:
        parts.discard()
        raise
    ticker.flush()
    return Packed(tuple(bag.path for bag in parts.bags), packed, left_out, sum(bag.size for bag in parts.bags))


def _line(library: Library, id: str, *, originals: bool) -> tuple[bytes, dict[str, bytes]]:
    """An article as a line, and the bytes that it was read from by their digests."""
    article, places, older = library._store.carried(id)
    contents: dict[str, bytes] = {}
    forms = []
    for place in places:
        digest = ""
        if originals and place.original is not None:
            digest = hashlib.sha256(place.original).hexdigest()
            contents[digest] = place.original
        forms.append(Form(place.source, place.member, place.rendition, digest))
    counted: dict[tuple[str, str], int] = {}
    for one in library.mentions(id):
        counted[one.kind.value, one.name] = counted.get((one.kind.value, one.name), 0) + 1
    entities = [(kind, name, number) for (kind, name), number in sorted(counted.items())]
    return payload.line_of(Carried(article, tuple(forms), tuple(older)), entities), contents


def _verified(paths: Sequence[Path], progress: Progress | None = None) -> tuple[Bag, ...]:
    ticker = Ticker(progress, "checking")
    return group([verify(path, lambda _: ticker.step(1)) for path in paths])


def check(
    paths: Sequence[Path], *, signers: Path | None = None, signer: str = "", progress: Progress | None = None
) -> tuple[tuple[Bag, ...], str]:
    """Check every byte of the parts of a bundle, all of its articles, and its signature.

    Returns the parts, and what the signature says in words. Raises BundleError with the first thing wrong.
    """
    bags = _verified(paths, progress)
    if bags[0].info.get("Bundle-Format") != payload.FORMAT:
        raise BundleError(
            "This is a bag, but no bundle of a form that is known.", "Use a newer version of Dossier."
        )
    if odd := payload.strange(bags):
        raise BundleError(f"{odd} has no place in a bundle.", "Nothing was taken from it.")
    for line in payload.lines(bags):
        payload.parse(line)
    _notes(bags)
    _decisions(bags)
    if any(bag.signed for bag in bags) and signing.available():
        return bags, "; ".join(sorted({signing.check(bag.path, signers, signer) for bag in bags if bag.signed}))
    if signers is not None:
        raise BundleError("The bundle is not signed.", "Ask for a signed one, or leave out --signers.")
    return bags, "signed, which cannot be checked without ssh-keygen" if any(
        b.signed for b in bags
    ) else "not signed"


def _notes(bags: Sequence[Bag]) -> list[str]:
    """The lines of notes. Raises BundleError when one of them cannot be believed."""
    lines = [
        line
        for bag in bags
        if NOTES in bag.files
        for line in bag.read(NOTES).decode("utf-8", "replace").split("\n")
    ]
    try:
        read_lines(lines)
    except MarksError as error:
        raise BundleError(
            f"Its notes cannot be believed: {error.sentence}", "Nothing was taken from it."
        ) from error
    return lines


def unpack(
    library: Library,
    bags: Sequence[Bag],
    *,
    marks: Marks | None = None,
    rehearse: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Taken:
    """Take in what :func:`check` gave: articles, decisions and notes, all of it or, killed, nothing.

    ``rehearse``: nothing stays of it. Raises LibraryLocked, LibraryReadOnly, BundleError, Cancelled.
    """
    taken = Taken()
    ticker = Ticker(progress, "taking in")
    store = library._store
    marks = marks or library.marks
    ours, theirs, lines = library.curation.decisions(), _decisions(bags), _notes(bags)
    taken.decisions = len({one.id for one in theirs} - {one.id for one in ours})
    if rehearse:
        with store.rehearsal(now()) as batch:
            _count(batch, bags, taken, ticker, stop)
        taken.conflicts += _said_of(merged(ours, theirs)[1])
        with Marks() as alone:  # what of it is new to these marks, and what would contradict
            alone.take_in(marks.exported())
            taken.notes = alone.take_in(lines)
            taken.conflicts += _conflicts(alone)
        return taken
    with store.lock():
        beside = Beside([one.as_line() for one in theirs], lines)
        try:
            with store.batch(now()) as batch:
                _count(batch, bags, taken, ticker, stop)
                unfinished.keep(store, marks, beside, batch.generation)
        except BaseException:
            unfinished.drop(marks)
            raise
        done = unfinished.take_in(library.curation, marks, beside)
        taken.notes = done.notes
        taken.conflicts += [*_said_of(done.conflicts), *_conflicts(marks)]
        library._derived.catch_up(progress=progress, stop=stop)
        library._derived.tagging.tag(progress=progress, stop=stop)
    return taken


def _count(batch: Batch, bags: Sequence[Bag], taken: Taken, ticker: Ticker, stop: Stop | None) -> None:
    """Store all articles, and count what became of them."""
    for outcome in _admitted(batch, bags, stop):
        taken.outcomes[outcome] += 1
        ticker.step(1)
    ticker.flush()


def _said_of(conflicts: Iterable[Conflict]) -> list[str]:
    return [f"decision: {one.sentence}" for one in conflicts]


def _conflicts(marks: Marks) -> list[str]:
    """Notes and dossiers of which several versions stand beside each other, in words."""
    return [
        f"{one[0].kind.value.replace('-', ' ')}: "
        + " | ".join(f"{version.by or 'somebody'}: {_said(dict(version.fields))}" for version in one)
        for one in marks.notebook.book.conflicts()
    ]


def _said(fields: dict[str, object]) -> str:
    words = fields.get("note") or fields.get("text") or fields.get("name") or fields.get("query") or fields
    return printable(str(words), 80)


def _admitted(batch: Batch, bags: Sequence[Bag], stop: Stop | None) -> Iterator[Outcome]:
    """Store every article; inside the transaction of the batch."""
    counts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    originals = {name: bag for bag in bags for name in bag.files}
    for line in payload.lines(bags):
        if stop is not None and stop():
            raise Cancelled("Nothing was taken in.")
        carried = payload.parse(line)
        forms = [_place(form, originals) for form in carried.forms]
        for form in forms:
            if form.source not in numbers:
                numbers[form.source] = batch.begin(form.source)
            counts[form.source] = counts.get(form.source, 0) + 1
        yield batch.restore(carried.article, forms, carried.revisions, [numbers[one.source] for one in forms])
    for source, number in numbers.items():
        batch.finish(Source(number, 0, 0, "", DONE, "", counts[source]), ())


def _place(form: Form, files: dict[str, Bag]) -> SourceForm:
    source = form.source if form.source.startswith(FOREIGN) else f"{FOREIGN}{form.source}"
    name = payload.original_name(form.original) if form.original else ""
    content = files[name].read(name) if name in files else None
    return SourceForm(source, form.member, form.rendition, content)


def _decisions(bags: Sequence[Bag]) -> list[Decision]:
    """The decisions about entities that come along. Raises BundleError when one of them is none."""
    found: list[Decision] = []
    for bag in bags:
        if DECISIONS not in bag.files:
            continue
        for line in bag.read(DECISIONS).decode("utf-8", "replace").split("\n"):
            try:
                found += [parse_decision(line)] if line.strip() else []
            except ValueError as error:
                raise BundleError(
                    "A decision about an entity cannot be believed.", "Nothing was taken from the bundle."
                ) from error
    return found


def differences(older: Iterable[Bag], newer: Iterable[Bag]) -> tuple[list[str], list[str], list[str]]:
    """Ids of articles that the newer bundle has and the older one lacks; that changed; that are gone."""
    old, new = (_states(list(bags)) for bags in (older, newer))
    added = [id for id in new if id not in old]
    changed = [id for id in new if id in old and new[id] != old[id]]
    return added, changed, [id for id in old if id not in new]


def _states(bags: list[Bag]) -> dict[str, str]:
    return {payload.parse(line).article.id: payload.line_digest(line) for line in payload.lines(bags)}

"""Bundles: what is carried arrives as it was, what was changed on the way is found, nothing is half taken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import EntityKind, Library, Query
from search.bundle import payload, signing
from search.bundle.bagit import BagWriter, BundleError, verify
from search.library import bundles, unfinished
from search.library.bundles import Choice
from search.library.curation import Curation
from search.library.documents import Documents, article_item
from search.marks import dossiers, passages, searches
from search.marks.marks import Marks
from tui.cli.main import run

TITLES = ("Valves", "Harbour", "Bridge")
WORDS = (
    "faulty valves were sold to the Navy",
    "the harbour was closed",
    "John Smith opened the bridge in Oslo",
)


def filled(folder: Path, texts: dict[str, str]) -> Library:
    sources = folder / "texts"
    sources.mkdir(parents=True, exist_ok=True)
    for title, words in texts.items():
        (sources / f"{title}.md").write_text(f"# {title}\n\nIt is said that {words} in May.\n", "utf-8")
    library = Library.open(folder / "library", create=True)
    library.marks = Marks()
    library.add([sources])
    return library


def all_ids(library: Library) -> list[str]:
    return list(Documents(library).ids(Query("")))


def made(folder: Path) -> Library:
    """A library with notes, a passage, a dossier, a search and a decision."""
    library = filled(folder, dict(zip(TITLES, WORDS, strict=True)))
    documents, marks = Documents(library), library.marks
    (valves,) = library.search(Query("valves")).hits
    marks.toggle_star([valves])
    marks.note([valves], "two\nlines")
    marks.write("mark", [documents.mark_quote(library.article(valves.id), "faulty valves")])
    marks.write("new", dossiers.new(marks.notebook.book, "The case"))
    documents.put(dossiers.named(marks.notebook.book, "the case"), [article_item(valves)])
    documents.save_search("Ports", "harbour")
    library.curation.rename_entity(EntityKind.PERSON, "John Smith", "J. Smith")
    return library


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    with made(folder) as library:
        bundles.pack(library, folder / "bundle", Choice(all_ids(library), library.marks.exported()))
    return folder / "bundle"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_carried_arrives_as_it_was(bundle: Path, tmp_path: Path) -> None:
    with made(tmp_path / "here") as here, Library.open(tmp_path / "there", create=True) as there:
        there.marks = Marks()
        bags, said = bundles.check([bundle])
        assert said == "not signed"
        rehearsed = bundles.unpack(there, bags, rehearse=True)
        assert there.status().articles == 0
        taken = bundles.unpack(there, bags)
        assert (taken.outcomes, taken.decisions, taken.notes) == (
            rehearsed.outcomes,
            rehearsed.decisions,
            rehearsed.notes,
        )
        assert taken.articles == 3
        for query in (
            "",
            "valves",
            "is:starred",
            "note:lines",
            "has:passage",
            'dossier:"the case"',
            "person:smith",
        ):
            answers = [
                [(h.id, h.title, h.date) for h in one.search(Query(query)).hits] for one in (here, there)
            ]
            assert answers[0] == answers[1], query
        for id in all_ids(here):
            assert here.article(id).blocks == there.article(id).blocks
            assert here.mentions(id) == there.mentions(id)
            assert here.original(id) == there.original(id)
        assert [(c.name, c.articles) for c in here.entities()] == [
            (c.name, c.articles) for c in there.entities()
        ]
        assert len(there.curation.decisions()) == 1
        assert [s.name for s in searches.searches(there.marks.notebook.book)] == ["Ports"]
        again = bundles.unpack(there, bags)
        assert again.notes == again.decisions == 0
        assert there.status().articles == 3
        bundles.pack(there, tmp_path / "second", Choice(all_ids(there), there.marks.exported()))
        second, _ = bundles.check([tmp_path / "second"])
        added, _, gone = bundles.differences(bags, second)
        assert not added
        assert not gone


def test_two_packs_have_the_same_bytes_and_no_index(bundle: Path, tmp_path: Path) -> None:
    with Library.open(bundle.parent / "library") as library:
        library.marks = Marks()
        for name in ("a", "b"):
            bundles.pack(library, tmp_path / name, Choice(all_ids(library)))
    assert everything(tmp_path / "a") == everything(tmp_path / "b")
    assert not any("index" in name or "sqlite" in name for name in everything(tmp_path / "a"))


def test_every_flipped_byte_is_found(bundle: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    for name, content in everything(bundle).items():
        step = max(1, len(content) // 25)
        for number, at in enumerate((*range(0, len(content), step), len(content) - 1)):
            changed = bytearray(content)
            changed[at] ^= (0x01, 0x20, 0x80)[number % 3]
            (copy / name).write_bytes(bytes(changed))
            with pytest.raises(BundleError):
                verify(copy)
        (copy / name).write_bytes(content)
    verify(copy)


def _extra(bundle: Path) -> None:
    (bundle / "data" / "articles" / "000009.jsonl").write_text("{}\n")


def _missing(bundle: Path) -> None:
    next((bundle / "data" / "originals").rglob("*/*")).unlink()


def _fetch(bundle: Path) -> None:
    (bundle / "fetch.txt").write_text("http://example.org/ 1 data/x\n")


def _link(bundle: Path) -> None:
    victim = bundle / "data" / "articles" / "000001.jsonl"
    outside = bundle.parent / "outside"
    shutil.move(victim, outside)
    victim.symlink_to(outside)


def _folder_link(bundle: Path) -> None:
    shutil.move(bundle / "data", bundle.parent / "elsewhere")
    (bundle / "data").symlink_to(bundle.parent / "elsewhere")


def _pipe(bundle: Path) -> None:
    os.mkfifo(bundle / "data" / "articles" / "pipe")


def _traversal(bundle: Path) -> None:
    for name in ("manifest-sha256.txt", "manifest-sha512.txt"):
        path = bundle / name
        path.write_text(path.read_text().replace("data/articles/", "data/../../articles/"))
    _reseal(bundle)


def _reseal(bundle: Path) -> None:
    import hashlib

    for algorithm in ("sha256", "sha512"):
        names = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
        lines = [
            f"{hashlib.new(algorithm, (bundle / name).read_bytes()).hexdigest()}  {name}\n" for name in names
        ]
        (bundle / f"tagmanifest-{algorithm}.txt").write_text("".join(lines))


def _no_manifest(bundle: Path) -> None:
    (bundle / "manifest-sha512.txt").unlink()


def _bomb(bundle: Path) -> None:
    with (bundle / "data" / "articles" / "000001.jsonl").open("r+b") as file:
        file.truncate(2**40)


def _note(bundle: Path) -> None:
    (bundle / "README.txt").write_text("run me")


@pytest.mark.parametrize(
    "harm", [_extra, _missing, _fetch, _link, _folder_link, _pipe, _traversal, _no_manifest, _bomb, _note]
)
def test_a_bundle_that_was_tampered_with_is_refused(
    harm: Callable[[Path], None], bundle: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    harm(copy)
    with pytest.raises(BundleError):
        bundles.check([copy])
    assert run(["unpack", str(copy), "--library", str(tmp_path / "new")]) == 2
    assert not (tmp_path / "new").exists(), "refused before anything is written"


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r.update(renditions=[]),
        lambda r: r["article"].update(title="\x1b[2J"),
        lambda r: r["article"].update(title=7),
        lambda r: r["article"].update(tags="x"),
        lambda r: r["article"].update(revision=-1),
        lambda r: r["article"]["blocks"].append(["script", "x"]),
        lambda r: r["article"]["blocks"].append(["paragraph", "x", 0, [[0, 9, "link", "y"]]]),
        lambda r: r["article"].update(blocks={"a": 1}),
        lambda r: r["renditions"][0].update(source=""),
        lambda r: r["renditions"][0].update(original="../../x"),
        lambda r: r.update(revisions=[{"replaced_at": "x", "article": {}}]),
    ],
)
def test_an_article_that_lies_is_refused_although_its_checksums_hold(
    change: Callable[[dict[str, object]], None], bundle: Path, tmp_path: Path
) -> None:
    lines = (bundle / "data" / "articles" / "000001.jsonl").read_bytes().splitlines()
    record = json.loads(lines[0])
    change(record)
    writer = BagWriter(tmp_path / "lie")
    writer.add(
        "data/articles/000001.jsonl", json.dumps(record).encode() + b"\n" + b"\n".join(lines[1:]) + b"\n"
    )
    writer.seal({"Bundle-Format": payload.FORMAT, "Bag-Group-Identifier": "x", "Bag-Count": "1 of 1"})
    with pytest.raises(BundleError):
        bundles.check([tmp_path / "lie"])


def test_parts_go_onto_small_media_and_all_of_them_are_wanted(tmp_path: Path) -> None:
    many = {f"Text {i}": f"number {i} " + f"word{i} " * 60_000 for i in range(6)}
    with filled(tmp_path / "a", many) as library:
        packed = bundles.pack(library, tmp_path / "b", Choice(all_ids(library)), limit=2**20)
    assert len(packed.paths) > 1
    for path in packed.paths:
        assert sum(map(len, everything(path).values())) <= 2**20 + 2**12
    with pytest.raises(BundleError, match="part"):
        bundles.check(packed.paths[:-1])
    bags, _ = bundles.check(tuple(reversed(packed.paths)))
    with Library.open(tmp_path / "there", create=True) as there:
        there.marks = Marks()
        assert bundles.unpack(there, bags).articles == 6


def test_only_what_is_new_crosses(bundle: Path, tmp_path: Path) -> None:
    with made(tmp_path / "x") as library:
        bundles.pack(library, tmp_path / "first", Choice(all_ids(library)))
        (tmp_path / "x" / "texts" / "More.md").write_text(
            "# More\n\nThere is more to be said about it.\n", "utf-8"
        )
        library.add([tmp_path / "x" / "texts"])
        packed = bundles.pack(library, tmp_path / "next", Choice(all_ids(library)), beyond=[tmp_path / "first"])
    assert (packed.articles, packed.left_out) == (1, 3)


def test_notes_of_both_sides_are_kept_and_shown(tmp_path: Path) -> None:
    with made(tmp_path / "x") as here, Library.open(tmp_path / "y", create=True) as there:
        there.marks = Marks()
        bundles.pack(here, tmp_path / "first", Choice(all_ids(here), here.marks.exported()))
        bundles.unpack(there, bundles.check([tmp_path / "first"])[0])
        for marks, text in ((here.marks, "mine"), (there.marks, "yours")):
            (held,) = passages.passages(marks.notebook.book)
            marks.write("note", [passages.note(marks.notebook.book, held.key, text)])
        bundles.pack(here, tmp_path / "next", Choice(all_ids(here), here.marks.exported()))
        taken = bundles.unpack(there, bundles.check([tmp_path / "next"])[0])
        assert any("mine" in line and "yours" in line for line in taken.conflicts)
        assert set(passages.passages(there.marks.notebook.book)[0].notes) == {"mine", "yours"}


@pytest.mark.skipif(not signing.available(), reason="there is no ssh-keygen")
def test_a_signature_says_who_sealed_it(tmp_path: Path) -> None:
    for name in ("ada", "eve"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    public = (tmp_path / "ada.pub").read_text().split()
    (tmp_path / "signers").write_text(f"ada@example.org {public[0]} {public[1]}\n")
    with made(tmp_path / "x") as library:
        for name in ("ada", "eve"):
            bundles.pack(library, tmp_path / f"by-{name}", Choice(all_ids(library)), key=tmp_path / name)
        bundles.pack(library, tmp_path / "unsigned", Choice(all_ids(library)))
    assert bundles.check([tmp_path / "by-ada"], signers=tmp_path / "signers")[1] == "signed by ada@example.org"
    assert "nobody vouches" in bundles.check([tmp_path / "by-eve"])[1]
    for name in ("by-eve", "unsigned"):
        with pytest.raises(BundleError):
            bundles.check([tmp_path / name], signers=tmp_path / "signers")
    signature = tmp_path / "by-ada" / "tagmanifest-sha512.txt.sig"
    signature.write_text(signature.read_text().replace("A", "B", 5))
    with pytest.raises(BundleError):
        bundles.check([tmp_path / "by-ada"])


def test_bundles_by_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path).close()
    monkeypatch.setenv("DOSSIER_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    assert run(["dossiers", "new", "Case"]) == 0
    assert run(["dossiers", "add", "Case", "--found", "bridge"]) == 0
    assert run(["pack", "case.bundle", "--dossier", "case"]) == 0
    assert run(["pack", "case.bundle"]) == 2
    assert run(["pack", "all.bundle", "--notes"]) == 0
    assert run(["verify", "case.bundle"]) == 0
    assert run(["verify", "all.bundle", "--against", "case.bundle"]) == 0
    assert "2 articles more" in capsys.readouterr().out
    assert run(["unpack", "case.bundle", "--library", "new", "--dry-run"]) == 0
    assert "Would take in 1 articles (1 new)" in capsys.readouterr().out
    assert not Path("new").exists(), "a rehearsal makes no library"
    assert run(["unpack", "case.bundle", "--library", "new"]) == 0
    assert run(["unpack", "all.bundle", "--library", "new", "--dry-run"]) == 0
    assert "Would take in 3 articles (2 new, 1 unchanged)" in capsys.readouterr().out
    assert run(["dossiers", "show", "case", "--library", "new"]) == 0


texts = st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(WORDS), min_size=1, max_size=4)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts, st.lists(st.sampled_from(["star", "note", "passage", "search"]), max_size=4))
def test_any_library_comes_through_the_same(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, str], todo: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with filled(folder, content) as here, Library.open(folder / "there", create=True) as there:
        there.marks = Marks()
        hits = here.search(Query("")).hits
        for at, what in enumerate(todo):
            hit = hits[at % len(hits)]
            if what == "star":
                here.marks.toggle_star([hit])
            elif what == "note":
                here.marks.note([hit], f"note {at}")
            elif what == "passage":
                here.marks.write("mark", [passages.mark(here.article(hit.id), 0, 30)])
            else:
                Documents(here).save_search(f"s{at}", "valves")
        bundles.pack(here, folder / "bundle", Choice(all_ids(here), here.marks.exported()))
        bundles.unpack(there, bundles.check([folder / "bundle"])[0])
        assert here.marks.exported() == there.marks.exported()
        for query in ("", "valves", "harbour OR bridge", "is:noted", "person:smith"):
            asked = Query(query, literal=True)
            assert [h.id for h in here.search(asked).hits] == [h.id for h in there.search(asked).hits]
        assert here.entities() == there.entities()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", ["take_in", "commit", "decisions", "notes"])
def test_a_process_that_is_killed_leaves_all_of_a_bundle_or_nothing(
    moment: str, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    def there() -> Library:
        library = Library.open(tmp_path / "there", create=True)
        library.marks = Marks(tmp_path / "marks.sqlite")
        return library

    places = {
        "take_in": (unfinished, "take_in"),
        "commit": (unfinished, "drop"),
        "decisions": (Curation, "take_in"),
        "notes": (Marks, "take_in"),
    }
    with there() as library, monkeypatch.context() as patch:
        patch.setattr(*places[moment], killed)
        if moment == "commit":  # it is written down, the transaction is not committed, nothing is tidied up
            keep = unfinished.keep

            def kept(*given: Any) -> None:
                keep(*given)
                raise Killed

            patch.setattr(unfinished, "keep", kept)
        with pytest.raises(Killed):
            bundles.unpack(library, bundles.check([bundle])[0])
    with there() as library:
        whole = moment != "commit"
        assert library.status().articles == (3 if whole else 0)
        assert bool(library.marks.exported()) == whole
        assert bool(library.curation.decisions()) == whole
        assert not unfinished_file(tmp_path).exists()
        bundles.unpack(library, bundles.check([bundle])[0])
        assert library.status().articles == 3
        assert len(library.curation.decisions()) == 1
        assert library.marks.having("is", "starred")


def unfinished_file(folder: Path) -> Path:
    found = unfinished.place(Marks(folder / "marks.sqlite"))
    assert found is not None
    return found

"""Files of the index: any damage is noticed and named, nothing half-done is ever seen."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.errors import IndexUnusable, LibraryLocked
from search.index import manifest
from search.index.catalog import Index
from search.index.document import IndexDocument, day_number
from search.index.manifest import NAME, read_manifest
from search.query.evaluate import evaluate, matching
from search.query.kinds.boolean import Every
from search.query.kinds.term import Term

ROOT = Path(__file__).parent.parent


def article(pk: int, words: str = "oak") -> IndexDocument:
    return IndexDocument(
        pk, day_number("2016-03-07"), {"title": f"Number {pk}", "body": words}, {"tag": ("T",)}
    )


def filled(folder: Path, *batches: list[int]) -> Index:
    index = Index.create(folder)
    for batch in batches:
        with index.writer() as writer:
            for pk in batch:
                writer.add(article(pk))
    return index


def pks(index: Index) -> list[int]:
    found: list[int] = matching(index.snapshot(), Every()).tolist()
    return found


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Index:
    index = filled(tmp_path_factory.mktemp("good"), [1, 2, 3], [4, 5])
    with index.writer() as writer:
        writer.delete(2)
    return index


def test_a_committed_state_is_seen_and_no_other(tmp_path: Path) -> None:
    index = filled(tmp_path, [1, 2])
    before = index.snapshot()
    writer = index.writer()
    writer.add(article(3))
    writer.delete(1)
    assert pks(index) == [1, 2]
    writer.mark(store=7)
    writer.commit()
    assert pks(index) == [2, 3]
    assert index.manifest().marks == {"store": 7}
    assert matching(before, Every()).tolist() == [1, 2]


def test_an_aborted_change_leaves_no_trace(tmp_path: Path) -> None:
    index = filled(tmp_path, [1])
    files = sorted(tmp_path.iterdir())
    writer = index.writer()
    writer.add(article(2))
    writer.add(article(2))  # forces a segment out
    assert len(list(tmp_path.iterdir())) > len(files)
    writer.abort()
    assert pks(index) == [1]
    assert sorted(tmp_path.iterdir()) == files


def test_the_last_of_several_versions_wins(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        writer.add(article(1, "oak"))
        writer.add(article(1, "elm"))
        writer.add(article(2, "fir"))
        writer.delete(2)
    assert matching(index.snapshot(), Term("text", "elm")).tolist() == [1]
    assert matching(index.snapshot(), Term("text", "oak")).tolist() == []
    assert pks(index) == [1]


def test_there_is_one_writer_at_a_time(tmp_path: Path) -> None:
    index = filled(tmp_path, [1])
    writer = index.writer()
    with pytest.raises(LibraryLocked):
        index.writer()
    with pytest.raises(LibraryLocked):
        index.merge()
    writer.abort()
    index.writer().abort()


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="no index"):
        Index.open(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 99}', "[" * 100_000, "null"])
def test_a_foreign_manifest_is_refused(tmp_path: Path, content: str) -> None:
    filled(tmp_path, [1])
    (tmp_path / NAME).write_text(content)
    with pytest.raises(IndexUnusable, match=NAME):
        Index.open(tmp_path)


def test_a_manifest_that_was_edited_is_refused(tmp_path: Path) -> None:
    filled(tmp_path, [1])
    content = json.loads((tmp_path / NAME).read_text())
    content["segments"][0]["file"]["articles"] = 2
    (tmp_path / NAME).write_text(json.dumps(content))
    with pytest.raises(IndexUnusable, match="damaged"):
        Index.open(tmp_path)


def test_a_missing_segment_is_named(tmp_path: Path) -> None:
    index = filled(tmp_path, [1])
    name = index.manifest().segments[0].file.name
    (tmp_path / name).unlink()
    with pytest.raises(IndexUnusable, match=name):
        index.snapshot()


def copied(good: Index, folder: Path) -> Index:
    for path in good.folder.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return Index(folder)


def damage(index: Index) -> str:
    """What is wrong with an index; empty when nothing is."""
    try:
        index.verify()
    except IndexUnusable as error:
        return error.sentence
    return ""


files = st.sampled_from(["segments", "deletions", "manifest"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files, st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_any_changed_byte_is_noticed(good: Index, tmp_path: Path, kind: str, place: float, change: int) -> None:
    index = copied(good, tmp_path)
    entry = good.manifest().segments[0]
    assert entry.deletions is not None
    name = {"segments": entry.file.name, "deletions": entry.deletions.name, "manifest": NAME}[kind]
    content = bytearray((tmp_path / name).read_bytes())
    content[int(place * len(content))] ^= change
    (tmp_path / name).write_bytes(content)
    complaint = damage(index)
    if kind == "manifest" and not complaint:
        # White space and letter case of escapes are no content of JSON.
        assert read_manifest(tmp_path) == read_manifest(good.folder)
    else:
        assert name in complaint


@pytest.mark.parametrize("kept", [0, 7, 100, -1])
def test_a_truncated_segment_is_noticed_when_opened(good: Index, tmp_path: Path, kept: int) -> None:
    index = copied(good, tmp_path)
    path = tmp_path / good.manifest().segments[0].file.name
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexUnusable, match=path.name):
        index.snapshot()


def test_merging_leaves_one_segment_and_no_litter(tmp_path: Path) -> None:
    index = filled(tmp_path, *[[i] for i in range(1, 12)])
    assert len(index.manifest().segments) < 11  # a commit merges when many small segments have gathered
    while index.merge(everything=True):
        pass
    assert pks(index) == list(range(1, 12))
    assert len(list(tmp_path.glob("*.segment"))) == len(index.manifest().segments) == 1


def test_readers_go_on_during_commits_and_merges(tmp_path: Path) -> None:
    """Every article of a commit is there or none is: each commit adds three."""
    index = Index.create(tmp_path)
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                answer = evaluate(index.snapshot(), Term("text", "oak"), limit=10_000)
                if answer.total % 3 or len(set(answer.pks.tolist())) != answer.total:
                    wrong.append(answer)
            except Exception as error:  # noqa: BLE001 (shown by the assertion)
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for start in range(1, 61, 3):
            with index.writer() as writer:
                for pk in range(start, start + 3):
                    writer.add(article(pk))
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    assert len(pks(index)) == 60


COMMITS = """
import sys
from pathlib import Path
from search.index.catalog import Index
from search.index.document import IndexDocument

index = Index.open(Path(sys.argv[1]))
print("ready", flush=True)
for commit in range(1, 1000):
    with index.writer() as writer:
        for pk in range(commit * 3, commit * 3 + 3):
            writer.add(IndexDocument(pk, 0, {"body": "oak " * 20}))
        writer.delete((commit - 1) * 3)
    print(commit, flush=True)
"""


def killed(folder: Path, after: int, delay: float) -> int:
    """Run commits until ``after`` were reported and a moment more, kill -9, return how many were."""
    command = [sys.executable, "-c", COMMITS, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        reported = 0
        for line in process.stdout:
            reported = 0 if line.startswith("ready") else int(line)
            if reported >= after:
                break
        threading.Event().wait(delay)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    return max([reported, *(int(line) for line in rest[:-1] if line)])


def moments() -> Iterator[tuple[int, float]]:
    rng = random.Random(11)
    for _ in range(8):
        yield rng.randrange(12), rng.random() * 0.02


def test_killed_at_any_moment_every_committed_article_is_found(tmp_path: Path) -> None:
    for after, delay in moments():
        index = Index.create(tmp_path)
        reported = killed(tmp_path, after, delay)
        index.verify()
        found = pks(index)
        done = index.manifest().generation
        # Each commit adds three articles and deletes the first of those before it.
        commits = max((pk // 3 for pk in found), default=0)
        assert commits >= reported
        assert len(found) == 2 * commits + bool(commits)
        assert done >= commits
        with index.writer() as writer:
            writer.add(article(100_000))
        assert pks(index)[-1] == 100_000
        assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("marks", None),
        ("marks", {"library": "1"}),
        ("marks", {"library": True}),
        ("pivots", 3),
        ("pivots", {"body": -1.0}),
        ("pivots", {"body": "long"}),
        ("pivots", {"body": float("inf")}),
        ("generation", "now"),
        ("generation", -1),
        ("next_segment", None),
        ("next_segment", 2**60),
        ("segments", 7),
    ],
)
def test_a_manifest_of_other_types_is_refused_whatever_its_checksum(
    tmp_path: Path, field: str, value: object
) -> None:
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(IndexDocument(1, texts={"title": "Crane", "body": "The crane was moved."}))
    path = tmp_path / "index" / NAME
    content = json.loads(path.read_text("utf-8")) | {field: value}
    del content["checksum"]
    content["checksum"] = zlib.crc32(manifest._canonical(content))
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(IndexUnusable, match="makes no sense"):
        read_manifest(tmp_path / "index")


def test_worker_processes_build_the_same_index(tmp_path: Path) -> None:
    alone, together = Index.create(tmp_path / "alone"), Index.create(tmp_path / "together")
    for index, processes in ((alone, 1), (together, 2)):
        with index.writer(processes) as writer:
            for pk in range(1, 40):
                writer.add(article(pk, "oak " * (pk % 7)))
            writer.add(article(3, "elm"))
            writer.delete(4)
    for query in (Every(), Term("text", "oak"), Term("text", "elm")):
        one, other = (evaluate(index.snapshot(), query, limit=99) for index in (alone, together))
        assert one.pks.tolist() == other.pks.tolist()
        assert one.scores.tolist() == pytest.approx(other.scores.tolist())

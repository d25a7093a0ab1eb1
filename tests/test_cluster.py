"""Imports by a cluster's workers: equal to the bit to those of one machine, and nothing lost when it fails."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Cluster, Library, Query
from search.cluster import build, connection, framing, parsing, tasks
from search.errors import ClusterError
from search.intake.frames import pack_source, unpack_source
from search.intake.model import SourceFile
from search.work.progress import ImportReport
from tui.cli.main import run

distributed = pytest.importorskip("distributed")

BODY = (
    "Maj. Gen. Clinton E. Crosier met Adm. Katsutoshi Kawano in Japan, number {}.\n\nThey spoke for {} hours."
)
TABLES = {
    name: f"SELECT * FROM {name}" + (" JOIN sources USING (source)" if of_source else "")
    for of_source, names in (
        (False, ("articles", "blocks", "keys", "sources", "revisions", "mentions")),
        (True, ("failures", "renditions", "originals")),
    )
    for name in names
}
EVER_DIFFERENT = {"imported_at", "read_at", "replaced_at", "generation", "changed", "checksum", "source"}
"""Columns with times, with numbers of commits, of which a slower import has more, and of files as they came."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A scheduler with two workers in this process: no socket is opened."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
    ) as local:
        yield local.scheduler_address


@pytest.fixture
def cluster(address: str) -> Iterator[Cluster]:
    with Cluster.connect(address) as connected:
        yield connected


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several formats: articles, two texts under one key, and what cannot be read."""
    folder = tmp_path_factory.mktemp("sources")
    for i in range(40):
        (folder / f"note {i:02}.txt").write_text(f"Visit {i}\n\n{BODY.format(i, i + 2)}\n", "utf-8")
    records = [{"id": f"r-{i % 25}", "title": f"Talk {i}", "body": BODY.format(i, i)} for i in range(30)]
    (folder / "talks.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    page = "<html><title>Bridge</title><body><article><p>{}</p></article></body></html>"
    (folder / "page.html").write_text(page.format(BODY.format(7, 8) * 30), "utf-8")
    with zipfile.ZipFile(folder / "box.zip", "w") as box:
        box.writestr("a.txt", "Within a box\n\n" + BODY.format(1, 2))
    (folder / "broken.zip").write_bytes((folder / "box.zip").read_bytes()[:60])
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    return folder


@pytest.fixture(scope="module")
def alone(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[ImportReport, Any]:
    """What one machine makes of them."""
    return filled(tmp_path_factory.mktemp("alone") / "library", sources, None)


def filled(folder: Path, sources: Path, executor: Cluster | None) -> tuple[ImportReport, Any]:
    with Library.open(folder, create=True) as library:
        report = library.add([sources], executor=executor)
        return report, state(library)


def state(library: Library) -> Any:
    """All that an import made: rows, answers, mentions, counts; but for times."""
    rows = []
    base = sqlite3.connect(library.path / "articles.sqlite")
    base.row_factory = sqlite3.Row
    for table, asked in TABLES.items():
        for row in base.execute(asked):
            kept = set(row.keys()) - EVER_DIFFERENT
            rows.append((table, *(row[name] for name in sorted(kept))))
    base.close()
    found = [
        library.search(Query("talk OR visit OR bridge", limit=100)),
        library.search(Query("person:Crosier")),
    ]
    answers = [[(hit.id, hit.score) for hit in page.hits] for page in found]
    mentions = {hit.id: library.mentions(hit.id) for hit in library.rows(0, 100).hits}
    return sorted(rows, key=repr), answers, mentions, library.entities(limit=1000)


def test_the_library_is_the_one_that_one_machine_makes(
    cluster: Cluster, sources: Path, alone: tuple[ImportReport, Any], tmp_path: Path
) -> None:
    report, made = filled(tmp_path / "library", sources, cluster)
    assert report == alone[0]
    assert report.new > 60
    assert report.failed == 2
    assert made == alone[1]


def test_files_that_workers_do_not_see_are_sent(
    cluster: Cluster,
    sources: Path,
    alone: tuple[ImportReport, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = tasks._file
    sent = []

    def elsewhere(source: bytes, data: bytes = b"", *, folder: Path) -> SourceFile | None:
        file = unpack_source(source)
        if file.copy is None:
            return None
        sent.append(file.path.name)
        return whole(source, data, folder=folder)

    monkeypatch.setattr(tasks, "_file", elsewhere)
    monkeypatch.setattr(parsing, "SENT_BYTES", 2000)  # the JSON lines are more: they are parsed here
    assert filled(tmp_path / "library", sources, cluster) == alone
    assert len(sent) == len(list(sources.iterdir())) - 2
    assert "talks.jsonl" not in sent


def test_answers_that_are_too_large_or_make_no_sense_are_made_here(
    cluster: Cluster,
    sources: Path,
    alone: tuple[ImportReport, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as small:
        small.setattr(tasks, "MOST_ANSWER", 10_000)
        assert filled(tmp_path / "small", sources, cluster) == alone
    with monkeypatch.context() as odd:
        odd.setattr(tasks, "parse", lambda order: b"nonsense")
        odd.setattr(tasks, "tag", lambda order: b"")
        assert filled(tmp_path / "odd", sources, cluster) == alone


def test_tasks_that_fail_are_tried_again_and_then_done_here(
    cluster: Cluster,
    sources: Path,
    alone: tuple[ImportReport, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def dies(order: bytes) -> bytes:
        tried.append(order)
        raise MemoryError

    monkeypatch.setattr(tasks, "parse", dies)
    monkeypatch.setattr(tasks, "tag", dies)
    assert filled(tmp_path / "library", sources, cluster) == alone
    assert len(tried) == (connection.RETRIES + 1) * len(set(tried))


def test_a_scheduler_that_goes_leaves_what_was_committed(
    sources: Path, alone: tuple[ImportReport, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.library.importing.BATCH_ARTICLES", 10)
    monkeypatch.setattr(parsing, "PORTION_FILES", 4)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 2.0)  # how long it is hoped for
    gone = threading.Event()
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
        ) as local,
        Cluster.connect(local.scheduler_address) as connected,
        Library.open(tmp_path / "library", create=True) as library,
    ):

        def reported(_: object) -> None:
            if not gone.is_set() and library.status().articles >= 10:
                gone.set()
                local.close()

        with pytest.raises(ClusterError, match="is gone") as told:
            library.add([sources], executor=connected, progress=reported)
        assert "goes on" in told.value.remedy
        assert gone.is_set()
        assert library.status().articles >= 10
        again = library.add([sources])
        assert again.new + again.unchanged >= alone[0].new
        _, found, mentions, named = state(library)
        assert [{id for id, _ in hits} for hits in found] == [{id for id, _ in hits} for hits in alone[1][1]]
        assert (mentions, named) == alone[1][2:]


def test_another_build_is_told(
    address: str, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = dict(build.build()) | {"pypdf": "1.0"}
    with monkeypatch.context() as there:
        there.setattr(tasks, "greet", lambda: json.dumps(other).encode())
        with pytest.raises(ClusterError, match=r"another build: pypdf is \S+ here and 1.0 there"):
            Cluster.connect(address)
    with Cluster.connect(address) as connected, monkeypatch.context() as later:  # a worker that came later
        later.setattr(tasks, "stamp", lambda: b"another")
        with pytest.raises(ClusterError, match="another build"):
            filled(tmp_path / "library", sources, connected)


def test_workers_that_cannot_run_it_are_told() -> None:
    with pytest.raises(ClusterError, match="cannot run Dossier") as told:
        connection._check_build("tcp://w:1", ModuleNotFoundError("No module named 'search'"))
    assert connection.INSTALL in told.value.remedy


def test_a_scheduler_that_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    monkeypatch.setenv("DOSSIER_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "a.txt").write_text("Title\n\nText.", "utf-8")
    for address in ("inproc://0/1/2", "nonsense", ""):
        code = run(["add", "--cluster", address or "tcp://", str(tmp_path / "a.txt")])
        printed = capsys.readouterr()
        assert (code, printed.out) == (2, "")
        assert printed.err.count("No Dask scheduler answers") == 1
        assert "Traceback" not in printed.err


def test_without_the_option_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Title\n\nText.", "utf-8")
    code = (
        "import sys; from tui.cli.main import run; "
        f"run(['add', {str(tmp_path / 'a.txt')!r}, '--library', {str(tmp_path / 'library')!r}]); "
        "assert not {'distributed', 'dask', 'search.cluster'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@given(st.lists(st.binary(max_size=50), max_size=8), st.data())
def test_frames_come_as_they_went_or_are_refused(parts: list[bytes], data: st.DataObject) -> None:
    packed = framing.pack(parts)
    assert framing.unpack(packed) == parts
    cut = data.draw(st.integers(0, len(packed)))
    try:
        assert framing.unpack(packed[:cut]) == parts[: len(framing.unpack(packed[:cut]))]
    except ValueError:
        assert cut < len(packed)


@given(st.builds(SourceFile, st.just(Path("/a b/ç")), st.integers(0, 9), st.integers(0, 9)), st.booleans())
def test_a_file_keeps_its_name_beside_its_copy(file: SourceFile, copied: bool) -> None:
    file = replace(file, copy=Path("/tmp/other name")) if copied else file
    assert unpack_source(pack_source(file)) == file

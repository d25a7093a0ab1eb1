"""Every command that README and guide show is run as it is written, in a folder that has what they name."""

import gzip
import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search import Library, Query, Sort
from tui.cli.commands import COMMANDS, with_command
from tui.cli.main import run

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*sorted((ROOT / "seeds").glob("*.md")), ROOT / "README.md"]
FENCE = re.compile(r"^```(console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGE = "<html><head><title>Quay reopens</title></head><body><h1>Quay reopens</h1>{}</body></html>"
PROSE = "<p>The harbour was closed for three days while divers searched the bay below the old quay.</p>"


def commands(document: Path) -> list[str]:
    """The lines of a document that begin with ``dossier``; kits are made with pip, and tested in test_kit."""
    lines = [line for _, text in FENCE.findall(document.read_text("utf-8")) for line in text.splitlines()]
    return [line for line in lines if line.startswith("dossier ") and not line.startswith("dossier kit")]


WITH_COMMANDS = [document for document in DOCUMENTS if commands(document)]


@pytest.fixture
def place(tmp_path: Path, bundled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the documents name, and a library that is the chosen one."""
    guide = next((bundled / "dossier" / "guide").iterdir())
    shutil.copytree(guide, tmp_path / "library")
    news = tmp_path / "news"
    (news / "old").mkdir(parents=True)
    (news / "page.html").write_text(PAGE.format(PROSE * 4), "utf-8")
    (news / "old" / "page.html").write_text(PAGE.format(PROSE * 3).replace("Quay", "Lock"), "utf-8")
    record = {"id": "1", "title": "Crane moved", "date": "2016-03-07", "text": "The crane was moved."}
    (tmp_path / "releases.jsonl.gz").write_bytes(gzip.compress(json.dumps(record).encode() + b"\n"))
    (tmp_path / "archive.csv").write_text("title,date,text\nLock shut,2016-03-08,The lock is shut.\n", "utf-8")
    shutil.copy(news / "page.html", tmp_path)
    (tmp_path / "queries.tsv").write_text("1\tjapan space\n2\tquay\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER_LIBRARY", str(tmp_path / "library"))
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    monkeypatch.setattr("watchfiles.watch", lambda *_, **__: iter(()))
    with Library.open(tmp_path / "library") as library:
        library.add([news / "old"])
    return tmp_path


def japan(library: Path) -> str:
    with Library.open(library) as opened:
        return opened.search(Query("japan space", sort=Sort.SCORE)).hits[0].id


@contextmanager
def running_cluster(document: Path, place: Path) -> Iterator[None]:
    """A scheduler with its file and a worker, for a document that imports by one."""
    if "--cluster" not in " ".join(commands(document)):
        yield
        return
    distributed = pytest.importorskip("distributed")
    how = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(**how) as cluster:
        (place / "scheduler.json").write_text(json.dumps({"address": cluster.scheduler_address}), "utf-8")
        yield


@pytest.mark.parametrize("document", WITH_COMMANDS, ids=lambda path: path.name)
def test_every_command_runs_as_written(
    document: Path, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_cluster(document, place):
        run_commands(document, place, capsys, monkeypatch)


def run_commands(
    document: Path, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in commands(document):
        words = [japan(place / "library") if word == "ID" else word for word in shlex.split(line)[1:]]
        if with_command(words)[0] == "open":  # the reader's own screen has tests of its own
            words.append("--plain")
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        code = run(words)
        assert code in (0, 1), f"{line}: {capsys.readouterr().err}"  # 1: nothing was found, as grep has it
        assert "Traceback" not in capsys.readouterr().err


def test_the_documents_show_most_commands() -> None:
    shown = {with_command(shlex.split(line)[1:])[0] for path in WITH_COMMANDS for line in commands(path)}
    assert set(COMMANDS) - shown <= {"kit"}  # it runs pip, and has tests of its own

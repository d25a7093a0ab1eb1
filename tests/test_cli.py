"""The commands, run in this process on real libraries: what they print and how they end."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search.text import sanitise
from tui.cli.main import run

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DOSSIER = [sys.executable, "-m", "tui"]


class Commands:
    """Runs commands on one library and keeps what they printed."""

    def __init__(self, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.library, self._capsys = library, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = run([*words, "--library", str(self.library)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def objects(self, *words: str) -> list[dict[str, Any]]:
        self(*words)
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path / "library", capsys)


@pytest.fixture
def seeded(dossier: Commands) -> Commands:
    assert dossier("add", str(SEEDS)) == 0
    return dossier


def test_adding_twice_changes_nothing(dossier: Commands) -> None:
    first = dossier.objects("add", "--json", str(SEEDS))[0]
    again = dossier.objects("add", "--json", str(SEEDS))[0]
    assert first["new"] == again["unchanged"] > 15
    assert first["failed"] == again["new"] == again["updated"] == 0
    assert set(first) >= {"new", "updated", "unchanged", "renditions", "skipped", "failed", "failures"}


def test_search_prints_objects(seeded: Commands) -> None:
    hits = seeded.objects("search", "--json", "crosier space")
    assert hits[0]["title"] == "U.S. and Japan Strengthen Space Collaboration through Dialogues"
    assert hits[0]["date"] == "2016-03-07"
    assert set(hits[0]) >= {"id", "source_key", "title", "date", "score", "snippet"}
    assert "Crosier" in hits[0]["snippet"]


def test_exit_codes_are_greps(seeded: Commands) -> None:
    assert seeded("search", "crosier") == 0
    assert seeded("search", "--literal", "xyzzyq") == 1
    assert seeded("search", "title:") == 2
    assert seeded("show", "nosuchid") == 2


def test_a_query_error_points_at_its_column(seeded: Commands) -> None:
    assert seeded("search", "space date:2020-13") == 2
    lines = seeded.err.splitlines()
    caret = lines[-1].index("^") - 2
    assert lines[-2].strip() == "space date:2020-13"
    assert caret >= len("space ")


def test_show_gives_mentions_at_their_offsets(seeded: Commands) -> None:
    identifier = seeded.objects("search", "--json", "crosier space")[0]["id"]
    article = seeded.objects("show", identifier, "--format", "json")[0]
    assert article["byline"] == "U.S. Strategic Command Public Affairs"
    people = {m["name"] for m in article["mentions"] if m["kind"] == "person"}
    assert people == {"Clinton E. Crosier", "Katsutoshi Kawano", "Takayuki Onozuka"}
    for mention in article["mentions"]:
        surface = article["text"][mention["start"] : mention["end"]]
        assert " ".join(surface.split()) == mention["surface"]


def test_show_prints_every_format(seeded: Commands) -> None:
    identifier = seeded.objects("search", "--json", "crosier space")[0]["id"]
    for form, part in (("text", "JAPAN –"), ("md", "# U.S. and Japan"), ("html", "<h1>U.S. and Japan")):
        assert seeded("show", identifier[:8], "--format", form) == 0
        assert part in seeded.out


def test_the_original_comes_back_byte_for_byte(seeded: Commands) -> None:
    identifier = seeded.objects("search", "--json", "crosier space")[0]["id"]
    done = subprocess.run(
        [*DOSSIER, "show", identifier, "--format", "original", "--library", str(seeded.library)],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout == (SEEDS / "000_bc5277d4b9ff88ba.txt").read_bytes()


def test_entities_inside_a_query(seeded: Commands) -> None:
    cards = seeded.objects("entities", "--json", "crosier space", "--kind", "person")
    assert "Clinton E. Crosier" in {card["name"] for card in cards}
    assert set(cards[0]) >= {"name", "kind", "articles", "mentions", "aliases"}


def test_who_asks_for_no_entity_pays_for_none(seeded: Commands) -> None:
    code = (
        "import sys; from tui.cli.main import run; "
        "run(['search', sys.argv[1], '--library', sys.argv[2]]); "
        "print('counts' if 'search.entities.counts' in sys.modules else 'none', "
        "'marks' if 'search.marks.marks' in sys.modules else 'none')"
    )
    for query, loaded in (
        ("crosier space", "none none"),
        ("person:crosier", "counts none"),
        ("is:read", "none marks"),
    ):
        asked = [sys.executable, "-c", code, query, str(seeded.library)]
        done = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT)
        assert done.stdout.splitlines()[-1] == loaded, query


def test_counts_of_entities_that_are_damaged_are_mended_where_a_query_needs_them(seeded: Commands) -> None:
    found = seeded.objects("search", "--json", "person:crosier")
    damaged = next((seeded.library / "entities").glob("*.seg"))
    damaged.write_bytes(damaged.read_bytes()[:-9])
    assert seeded.objects("search", "--json", "crosier space")
    assert seeded.objects("search", "--json", "person:crosier") == found


def test_counts_and_facets(seeded: Commands) -> None:
    assert seeded("search", "category:Guide", "--count") == 0
    count = int(seeded.out)
    facets = {f["facet"]: f["values"] for f in seeded.objects("search", "--facets", "--json", "")}
    assert {"value": "Guide", "count": count} in facets["category"]


def test_status_and_reindex_agree(seeded: Commands) -> None:
    before = seeded.objects("status", "--json")[0]
    hits = seeded.objects("search", "--json", "japan OR guide")
    assert seeded("reindex") == 0
    after = seeded.objects("status", "--json")[0]
    assert before == after
    assert seeded.objects("search", "--json", "japan OR guide") == hits


def test_a_batch_is_a_trec_run_by_source_key(dossier: Commands, tmp_path: Path) -> None:
    source = tmp_path / "s.jsonl.gz"
    with gzip.open(source, "wt", encoding="utf-8") as file:
        for number, word in enumerate(("harbour", "harbour ferry", "ferry")):
            file.write(json.dumps({"id": f"k{number}", "title": f"T{number}", "body": f"A {word}."}) + "\n")
    assert dossier("add", str(source)) == 0
    queries = tmp_path / "q.tsv"
    queries.write_text("q1\tharbour ferry?\nq2\tnothing of this kind\n", "utf-8")
    assert dossier("search", "--batch", str(queries), "--format", "trec") == 0
    rows = [line.split() for line in dossier.out.splitlines()]
    assert rows[0][:4] == ["q1", "Q0", "k1", "1"]
    assert {row[2] for row in rows if row[0] == "q1"} == {"k0", "k1", "k2"}
    assert [float(row[4]) for row in rows] == sorted((float(row[4]) for row in rows), reverse=True)


def test_a_batch_line_without_a_tab_is_named(seeded: Commands, tmp_path: Path) -> None:
    queries = tmp_path / "q.tsv"
    queries.write_text("q1\tspace\nq2 space\n", "utf-8")
    assert seeded("search", "--batch", str(queries)) == 2
    assert "Line 2" in seeded.err


@pytest.mark.parametrize("name", ["empty.txt", "binary.bin", "listing.txt"])
def test_what_is_no_article_is_refused_with_a_reason(dossier: Commands, tmp_path: Path, name: str) -> None:
    contents = {
        "empty.txt": b"",
        "binary.bin": bytes(range(256)) * 20,
        "listing.txt": b"News Search\n\n  * One thing\n\n  * Another\n\n  * A third\n",
    }
    path = tmp_path / name
    path.write_bytes(contents[name])
    summary = dossier.objects("add", "--json", str(path))[0]
    assert summary["new"] == 0
    assert summary["failures"][0]["path"].endswith(name)
    assert summary["failures"][0]["reason"]


def test_a_path_that_does_not_exist(dossier: Commands, tmp_path: Path) -> None:
    assert dossier("add", str(tmp_path / "nowhere")) == 2
    assert "nowhere" in dossier.err


@pytest.mark.parametrize("words", [["add", ""], [""], ["status", "--library", ""]])
def test_an_empty_path_is_not_this_folder(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(words)
    assert "the path is empty" in capsys.readouterr().err


def test_a_query_that_was_not_quoted(seeded: Commands) -> None:
    assert seeded("search", "japan", "-nasa") == 2
    assert "-nasa is not an option of search." in seeded.err
    assert "quotation marks" in seeded.err
    assert seeded("search", "japan -nasa") in (0, 1)


@pytest.mark.parametrize("number", ["-3", "many", "1.5"])
def test_limits_are_numbers(seeded: Commands, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("search", "entities"):
        with pytest.raises(SystemExit, match="2"):
            seeded(command, "japan", f"--limit={number}")
        assert number in capsys.readouterr().err


def test_what_is_neither_a_path_nor_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serach"]) == 2
    assert capsys.readouterr().err == (
        "dossier: Import: serach is neither a path nor a command. "
        "Did you mean: dossier search? The commands: dossier --help\n"
    )


def test_a_library_that_does_not_exist(dossier: Commands) -> None:
    for words in (["search", "x"], ["status"], ["entities"], ["show", "x"], ["reindex"]):
        assert dossier(*words) == 2
        assert dossier.err.count("\n") == 1


def test_a_damaged_library_says_so(seeded: Commands) -> None:
    (seeded.library / "articles.sqlite").write_bytes(b"This is no database. " * 500)
    assert seeded("status") == 2
    assert seeded.err.startswith("dossier: Library: ")


def test_hostile_names_reach_no_terminal(dossier: Commands, tmp_path: Path) -> None:
    path = tmp_path / "\x1b]0;owned\x07\x1b[2J.txt"
    path.write_bytes(b"\0\0\0")
    assert dossier("add", str(path)) == 1
    assert dossier("search", "\x1b[31mred") in (1, 2)
    for text in (dossier.out, dossier.err):
        assert sanitise(text) == text

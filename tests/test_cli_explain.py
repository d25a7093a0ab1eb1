"""The commands that tell why: what each part of a query counts, why an article ranks so, what is like it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tui.cli import output
from tui.cli.main import run

RELEASES = [
    ("a", "Harbour ferry back", "2010-05-01", "The harbour ferry was repaired on the quay. Harbour work."),
    ("b", "Harbour ferry again", "2018-05-01", "The harbour ferry was repaired."),
    ("c", "Tax on ferries", "2018-06-01", "A tax on every ferry was refunded by the office on the quay."),
    ("d", "Tax refunds", "2018-07-01", "The tax office refunded a tax."),
    ("e", "Weather", "2018-08-01", "It rained on the office."),
]
LONG = " ".join(f"clause{number} of the treaty" for number in range(60))


class Commands:
    """Runs commands on one library and keeps what they printed."""

    def __init__(self, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._library, self._capsys = library, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = run([*words, "--library", str(self._library)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def objects(self, *words: str) -> list[dict[str, Any]]:
        self(*words, "--json")
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    treaties = [(f"t{n}", f"Treaty {n}", f"2015-01-0{n}", f"{LONG} version {n}") for n in (1, 2, 3)]
    source = tmp_path / "releases.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for key, title, date, body in [*RELEASES, *treaties]:
            file.write(json.dumps({"id": key, "title": title, "date": date, "body": body}) + "\n")
    commands = Commands(tmp_path / "library", capsys)
    assert commands("add", str(source)) == 0
    return commands


def count(dossier: Commands, query: str) -> int:
    dossier("search", "--literal", "--count", query)
    return int(dossier.out)


def test_explaining_counts_what_searching_finds(dossier: Commands) -> None:
    found = dossier.objects("search", "--explain", "ferry quay -tax")[0]
    assert found["total"] == count(dossier, "ferry quay -tax") == 1
    assert {term["text"]: term["articles"] for term in found["terms"]} == {
        word: count(dossier, word) for word in ("ferry", "quay", "tax")
    }
    without = {clause["text"]: clause["without"] for clause in found["clauses"]}
    assert without == {
        "ferry": count(dossier, "quay -tax"),
        "quay": count(dossier, "ferry -tax"),
        "-tax": count(dossier, "ferry quay"),
    }


def test_an_explanation_in_plain_words(dossier: Commands) -> None:
    assert dossier("search", "--explain", "ferry", "quay") == 0
    assert dossier.out.splitlines() == [
        "2 articles fit: articles with “ferry” and “quay”.",
        "ferry: 3",
        "quay: 2",
        "without ferry: 2",
        "without quay: 3",
        "1 more has some of the words.",
    ]


def test_explaining_what_was_answered_says_that_it_is_not_what_was_asked(dossier: Commands) -> None:
    assert dossier("search", "--explain", "habrour", "ferry") == 0
    assert dossier.out.startswith("Showing results for harbour")
    assert dossier("search", "--explain", "--literal", "harbor") == 1
    assert dossier.out.startswith("0 articles fit")


def test_why_adds_up_to_the_score_of_the_row(dossier: Commands) -> None:
    for options in ((), ("--recent",)):
        for place, hit in enumerate(dossier.objects("search", "harbour ferry", *options), 1):
            reasons = dossier.objects("search", "harbour ferry", "--why", hit["id"], *options)[0]
            assert (reasons["place"], reasons["total"]) == (place, 2)
            assert reasons["score"] == pytest.approx(hit["score"], rel=1e-3)
            assert sum(p["score"] for p in reasons["parts"]) == pytest.approx(reasons["score"], abs=1e-3)


def test_why_in_plain_words(dossier: Commands) -> None:
    assert dossier("search", "harbour", "--why", "b") == 0
    lines = dossier.out.splitlines()
    assert lines[0] == "Harbour ferry again: number 2 of 2"
    assert lines[1].endswith("harbour (2 times, in the title)")


def test_there_is_no_reason_for_what_was_not_found(dossier: Commands) -> None:
    assert dossier("search", "harbour", "--why", "e") == 1
    assert dossier.out == "Weather: not among the first 2 of 2\n"
    assert dossier("search", "harbour", "--why", "nosuch") == 2


def test_a_filter_finds_without_giving_a_score(dossier: Commands) -> None:
    found = dossier.objects("search", "date:2010", "--why", "a")[0]
    assert (found["place"], found["parts"]) == (1, [])


def test_newer_articles_first_when_asked(dossier: Commands) -> None:
    plain = [hit["source_key"] for hit in dossier.objects("search", "harbour")]
    recent = [hit["source_key"] for hit in dossier.objects("search", "harbour", "--recent")]
    assert (plain, recent) == (["a", "b"], ["b", "a"])


def test_related_articles_leave_out_the_one_they_are_like(dossier: Commands) -> None:
    found = [hit["source_key"] for hit in dossier.objects("related", "d")]
    assert found[0] == "c"
    assert "d" not in found
    assert len(dossier.objects("related", "t1", "--limit", "1")) == 1
    assert dossier("related", "nosuch") == 2


def test_related_articles_for_people(dossier: Commands) -> None:
    assert dossier("related", "d", "--limit", "1") == 0
    assert dossier.out.rstrip().endswith("2018-06-01  Tax on ferries")


def test_versions_share_a_row_when_asked(dossier: Commands) -> None:
    assert len(dossier.objects("search", "treaty")) == 3
    rows = dossier.objects("search", "treaty", "--group")
    assert [row["versions"] for row in rows] == [3]
    assert dossier("search", "treaty", "--group") == 0
    assert dossier.out.splitlines()[0].endswith("(3 versions)")
    dossier("search", "treaty", "--group", "--count")
    assert dossier.out == "3\n"


def test_when_nothing_is_found_people_learn_what_stands_in_the_way(
    dossier: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert dossier("search", "ferry date:2001") == 1
    assert (dossier.out, dossier.err) == ("", "")
    monkeypatch.setattr(output, "for_people", lambda: True)
    assert dossier("search", "ferry quay date:2015") == 1
    assert dossier.out == ""
    lines = [line.strip() for line in dossier.err.splitlines()]
    assert lines[0].startswith("No article matches: ")
    assert {"ferry: 3", "quay: 2", "without ferry: 0", "without date:2015-01-01..2015-12-31: 2"} <= set(lines)


def test_one_word_that_is_not_there_needs_no_counts(dossier: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "for_people", lambda: True)
    assert dossier("search", "--literal", "xyzzyq") == 1
    assert len(dossier.err.splitlines()) == 1


def test_nothing_to_explain_in_an_empty_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    commands = Commands(tmp_path / "empty", capsys)
    commands("add", str(tmp_path / "bad.txt"))
    assert commands("search", "--explain", "harbour ferry") == 1
    assert commands.out.startswith("0 articles fit")


@pytest.mark.parametrize("pair", [("--explain", "--count"), ("--facets", "--explain")])
def test_two_answers_at_once_are_refused(dossier: Commands, pair: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dossier("search", "x", *pair)
    assert ended.value.code == 2

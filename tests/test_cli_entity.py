"""``dossier entity``: the page, and every decision with its exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from tui.cli.main import run

SEEDS = Path(__file__).parent.parent / "seeds"
CROSIER = "Clinton E. Crosier"


class Commands:
    """Runs commands on one library and keeps what they printed."""

    def __init__(self, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.library, self._capsys = library, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = run([*words, "--library", str(self.library)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def cards(self, *words: str) -> dict[str, dict[str, Any]]:
        self("entities", "--json", "--limit", "500", *words)
        return {card["name"]: card for card in map(json.loads, self.out.splitlines())}


@pytest.fixture
def dossier(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    made = Commands(tmp_path / "library", capsys)
    assert made("add", str(SEEDS / "000_bc5277d4b9ff88ba.txt")) == 0
    return made


def test_what_was_damaged_and_made_anew_is_told(dossier: Commands) -> None:
    segment = next((dossier.library / "entities").glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1])
    assert dossier("entity", CROSIER) == 0
    assert dossier.out.startswith(CROSIER)
    assert "counted anew" in dossier.err
    assert dossier.err.count("\n") == 1
    assert dossier("entity", CROSIER) == 0
    assert not dossier.err


def test_the_page_in_every_format(dossier: Commands) -> None:
    assert dossier("entity", "Clinton", "E.", "Crosier") == 0
    assert dossier.out.startswith(f"{CROSIER}\nperson, 1 article")
    assert "Maj. Gen." in dossier.out
    assert dossier("entity", "USSTRATCOM", "--kind", "org", "--format", "md") == 0
    assert dossier.out.startswith("# U.S. Strategic Command")
    assert dossier("entity", CROSIER, "--json") == 0
    assert json.loads(dossier.out)["name"] == CROSIER


def test_a_decision_holds_until_it_is_undone(dossier: Commands) -> None:
    before = dossier.cards()
    for words in (
        ("Takayuki Onozuka", "--merge", CROSIER),
        (CROSIER, "--rename", "C. Crosier"),
        (CROSIER, "--hide"),
        (CROSIER, "--kind", "person", "--retype", "org"),
        ("Takayuki Onozuka", "--split", CROSIER),
    ):
        assert dossier("entity", *words) == 0
        assert "(1 article)" in dossier.out
        assert dossier.cards() != before or "--split" in words
        assert dossier("entity", "--undo") == 0
        assert dossier.cards() == before
    assert dossier("entity", "--undo") == 1
    assert dossier("entity", "--redo") == 0
    assert dossier("entity", "--decisions") == 0
    assert "different: takayuki onozuka (person) ≠ clinton e. crosier" in dossier.out


def test_decisions_go_from_library_to_library(dossier: Commands, tmp_path: Path) -> None:
    assert dossier("entity", "--decisions") == 1
    assert dossier("entity", "--export") == 1
    dossier("entity", CROSIER, "--rename", "C. Crosier")
    assert dossier("entity", "--export") == 0
    file = tmp_path / "decisions.jsonl"
    file.write_text(dossier.out, "utf-8")
    dossier("entity", "--undo")
    assert CROSIER in dossier.cards()
    dossier("entity", CROSIER, "--rename", "General Crosier")
    assert dossier("entity", "--import", str(file)) == 0
    assert "General Crosier" in dossier.cards()
    assert dossier("entity", "--import", str(tmp_path / "nosuch")) == 2


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("Nobody Atall", "--hide"),
        ("Nobody Atall",),
        ("x", "--undo"),
        (CROSIER, "--rename", " "),
        ("--hide",),
    ],
)
def test_what_cannot_be_done_is_told(dossier: Commands, words: tuple[str, ...]) -> None:
    assert dossier("entity", *words) == 2
    assert dossier.err.startswith("dossier: ")


def test_a_note_stands_on_the_page_and_goes_with_the_marks(dossier: Commands) -> None:
    assert dossier("entity", CROSIER, "--note", "ask him\n[x](javascript:alert(1)) <b>") == 0
    assert "Noted" in dossier.out
    assert dossier("entity", "Crosier") == 0
    assert "Note: ask him" in dossier.out
    assert dossier("entity", CROSIER, "--format", "md") == 0
    assert "<b>" not in dossier.out
    assert "[x](" not in dossier.out
    assert dossier("entity", CROSIER, "--json") == 0
    assert json.loads(dossier.out)["notes"] == ["ask him\n[x](javascript:alert(1)) <b>"]
    assert dossier("marks", "export") == 0
    assert "entity-note" in dossier.out
    assert dossier("entity", CROSIER, "--note", "") == 0
    assert dossier("entity", CROSIER) == 0
    assert "Note:" not in dossier.out

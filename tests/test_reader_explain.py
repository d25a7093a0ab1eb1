"""The page that tells why the results are what they are."""

from pathlib import Path

from search import ClauseCount, Contribution, Explanation, Library, Sort
from tests.piloting import until
from tui.app import DossierApp
from tui.features.reasons import Reasons, ReasonsScreen, reason_lines

COUNTED = Explanation(
    "articles with “harbour” and “quay”",
    3,
    (ClauseCount("harbour", 0, 7, 12, 40), ClauseCount("quay", 8, 12, 40, 12)),
    (("harbour", 12), ("quay", 40)),
)


def text(reasons: Reasons, width: int = 78) -> str:
    return "\n".join(line for line, _ in reason_lines(reasons, width))


def test_every_count_is_told() -> None:
    parts = (Contribution("harbour", 1.5, "twice, in the title"), Contribution("quay", 0.25))
    told = text(Reasons(COUNTED, "", Sort.SCORE, "On walls", 4, parts))
    for line in (
        "3 articles fit: articles with “harbour” and “quay”.",
        "        12  harbour",
        "        40  without harbour",
        "Row 5, with a score of 1.75:",
        "      1.50  harbour (twice, in the title)",
    ):
        assert line in told.splitlines()


def test_in_another_order_the_score_is_what_it_would_be() -> None:
    parts = (Contribution("harbour", 1.5),)
    assert "in the order of titles. Ranked, its score" in text(Reasons(COUNTED, "", Sort.TITLE, "T", 0, parts))
    assert "the order is that of dates" in text(Reasons(COUNTED, "", Sort.SCORE, "T", 0))
    assert "SELECTED" not in text(Reasons(COUNTED, "", Sort.SCORE))


def test_narrow_and_hostile_lines_stay_inside() -> None:
    nasty = Explanation("articles \x1b[31m" + "x" * 200, 1, (), (("\u202eabc" * 30, 1),))
    told = text(Reasons(nasty, "n" * 90, Sort.SCORE, "\x07title" * 20, 0), 30)
    assert max(map(len, told.splitlines())) <= 30
    assert "\x1b" not in told
    assert "\u202e" not in told


async def test_the_page_behind_the_key(tmp_path: Path) -> None:
    for number in range(3):
        words = "harbour " * number + "quay"
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: T{number}\n---\n\nOn the {words}.\n")
    library = Library.open(tmp_path / "library", create=True)
    library.add(sorted(tmp_path.glob("*.md")))
    app = DossierApp(library, query="harbour quay")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.reader.ready and app.reader.state.total == 2)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, ReasonsScreen))
        page = app.screen
        assert isinstance(page, ReasonsScreen)
        await until(pilot, lambda: bool(page.pane.lines))
        lines = [line for line, _ in page.pane.lines]
        assert lines[0] == "2 articles fit: articles with “harbour” and “quay”."
        assert "         3  without harbour" in lines
        assert any(line.endswith("quay (once)") for line in lines)
        await pilot.press("escape")
        assert not isinstance(app.screen, ReasonsScreen)
    library.close()

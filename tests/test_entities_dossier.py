"""The page of an entity: ranks with dates, timeline, companions, sentences; as text, Markdown and JSON."""

import json
from pathlib import Path

import numpy as np
import pytest

from search.article.model import Article, Block, BlockKind
from search.entities import extract
from search.entities.counts import EntityCounts
from search.entities.dossier import Dossier, compile_dossier
from search.entities.dossier_text import as_json, as_markdown, as_text
from search.entities.model import EntityKind, Mention

PERSON, ORG, PLACE, _ = EntityKind


def article(id: str, date: str, body: str) -> Article:
    return Article(id, f"Report {id}", (Block(BlockKind.PARAGRAPH, body),), date=date)


ARTICLES = (
    article(
        "a", "2014-05-01", "The order came from Brig. Gen. Clinton E. Crosier, a deputy director. Others left."
    ),
    article(
        "b",
        "2016-03-07",
        "It rained. “We agree,” said Maj. Gen. Clinton E. Crosier, director of plans, in Omaha.",
    ),
    article("c", "", "On that day Maj. Gen. Clinton E. Crosier of U.S. Strategic Command (USSTRATCOM) spoke."),
)


@pytest.fixture(scope="module")
def page() -> Dossier:
    named = [(one, extract(one)) for one in ARTICLES]
    return compile_dossier(
        "Clinton E. Crosier", PERSON, named, dates=[one.date for one in ARTICLES], mentions=3
    )


def test_ranks_have_dates(page: Dossier) -> None:
    ranks = [(row.value, row.first, row.last, row.count) for row in page.said if row.what == "rank"]
    assert (
        ranks
        == [("Maj. Gen.", "2016-03-07", "2016-03-07", 2), ("Brig. Gen.", "2014-05-01", "2014-05-01", 1)][::-1]
    )
    assert {row.value for row in page.said if row.what == "role"} == {"deputy director", "director of plans"}


def test_timeline_and_first_and_last(page: Dossier) -> None:
    assert page.months == (("2014-05", 1), ("2016-03", 1))
    assert page.years == (("2014", 1), ("2016", 1))
    assert page.undated == 1
    assert page.first == ("a", "Report a", "2014-05-01")
    assert page.last == ("b", "Report b", "2016-03-07")


def test_sentences_hold_the_name(page: Dossier) -> None:
    assert len(page.quotations) == 3
    for quotation in page.quotations:
        assert quotation.text[quotation.start : quotation.end] == "Clinton E. Crosier"
        assert "\n" not in quotation.text
        article = next(one for one in ARTICLES if one.id == quotation.article)
        assert article.text[quotation.offset :].startswith("Clinton E. Crosier")
    assert page.quotations[0].text.startswith("The order came")
    assert "Others left" not in page.quotations[0].text
    assert "It rained" not in page.quotations[1].text


def test_an_organisation_has_its_acronym() -> None:
    named = [(ARTICLES[2], extract(ARTICLES[2]))]
    page = compile_dossier("U.S. Strategic Command", ORG, named, dates=[""], mentions=2)
    assert page.acronym == "USSTRATCOM"
    assert "U.S. Strategic Command (USSTRATCOM)" in as_text(page)


def test_renderings_tell_the_same(page: Dossier) -> None:
    text, markdown, data = as_text(page), as_markdown(page), json.loads(as_json(page))
    for rendering in (text, markdown):
        assert rendering.startswith(("Clinton E. Crosier", "# Clinton E. Crosier"))
        assert "Brig. Gen.  2014-05-01" in rendering
        assert "2016  █" in rendering
    assert data["name"] == "Clinton E. Crosier"
    assert data["months"] == [["2014-05", 1], ["2016-03", 1]]


def test_markdown_is_never_markup_of_the_text() -> None:
    hostile = Article("x", "<b>*", (Block(BlockKind.PARAGRAPH, "The [Acme](x) *Corp* spoke <script>."),))
    mention = Mention(11, 15, ORG, "Acme", "Acme *Corp*")
    page = compile_dossier("Acme *Corp*", ORG, [(hostile, [mention])], dates=["2016"], mentions=1)
    assert "<script>" not in as_markdown(page)
    assert "Acme \\*Corp\\*" in as_markdown(page)


def test_companions_are_told_by_more_than_counts(tmp_path: Path) -> None:
    writer = EntityCounts.create(tmp_path).writer()

    def names(*found: str) -> list[Mention]:
        return [Mention(0, 1, ORG, name, name) for name in found]

    for pk in range(1, 41):
        rare = ("Acme", "Beta Works") if pk <= 4 else ()
        writer.add(pk, names("Everywhere Inc.", *rare))
    writer.commit()
    counts = EntityCounts.open(tmp_path)
    found = counts.companions(counts.matching(ORG, "Acme", True))
    assert [one.name for one in found if one.name != "Acme"] == ["Beta Works"]
    beta = next(one for one in found if one.name == "Beta Works")
    assert (beta.together, beta.articles) == (4, 4)
    assert beta.bits == pytest.approx(np.log2(10))
    assert counts.companions(np.zeros(0, dtype=np.int64)) == ()

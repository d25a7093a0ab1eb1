"""The language of a text is told by its script and its small words, kept, and asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search import Library, Query
from search.article.languages import code, detect
from tests.test_scripts import SAMPLES

UNTOLD = {"it", "sv", "da", "no", "tr"}
"""One short sentence of these has too few small words to be sure of."""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.language)
def test_a_sentence_is_of_its_language_or_of_none(sample: tuple[str, str]) -> None:
    assert detect(sample[1]) == ("" if sample[0] in UNTOLD else sample[0])


LONGER = {
    "it": "Il sindaco di città ha detto che il ponte non è ancora pronto, ma che i lavori sono quasi finiti.",
    "sv": "Det var en gång en man som inte ville gå hem, och han stod kvar på bron till det blev mörkt.",
    "da": "Der var engang en mand som ikke ville gå hjem, og han blev stående på broen til det var mørkt.",
    "tr": "Köprü bu yıl açılacak, ama yol için daha çok para gerekiyor ve ne zaman biteceği belli değil.",
    "id": "Jembatan itu akan dibuka pada bulan ini, tetapi jalan yang menuju ke desa tidak dalam keadaan baik.",
    "en": "A bridge.\n\nThe old bridge was closed for the winter, and nobody knows when it will be opened.",
    "bg": "Мостът ще бъде отворен през пролетта и това е добре за селото, но пътят не е готов до края на юни.",
}


@pytest.mark.parametrize("language", LONGER)
def test_two_lines_are_enough(language: str) -> None:
    assert detect(LONGER[language]) == language


@pytest.mark.parametrize("text", ["", "42", "Ada Quimby", "x" * 5000, "☁️ 1️⃣", "\n"])
def test_what_has_no_language_is_of_none(text: str) -> None:
    assert detect(text) == ""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("en-US", "en"),
        ("English", "en"),
        ("deu", "de"),
        ("zh_Hant", "zh"),
        ("Old speech", "Old speech"),
    ],
)
def test_a_language_that_is_named_is_kept_as_a_code(given: str, told: str) -> None:
    assert code(given) == told


def test_articles_are_asked_for_and_counted_by_language(tmp_path: Path) -> None:
    records = [{"id": key, "title": key, "body": text} for key, text in LONGER.items()]
    records.append({"id": "named", "title": "named", "body": "Bridge.", "language": "de-AT"})
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(one) for one in records), "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([tmp_path / "a.jsonl"])
        assert [hit.title for hit in library.search(Query("lang:sv")).hits] == ["sv"]
        assert [hit.title for hit in library.search(Query("lang:de bridge")).hits] == ["named"]
        assert {value.value: value.count for value in library.facets(Query(), "lang")} == dict.fromkeys(
            [*LONGER, "de"], 1
        )

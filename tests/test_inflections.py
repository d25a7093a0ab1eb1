"""Inflected words are found in every language that Snowball knows, and marked; English pays nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from search import Library, Query
from search.article.languages import candidates, detect
from search.index.analysis import RAW_TOKEN, analyze
from search.index.chunks import ChunkTerms, marked
from search.index.stemming import ALGORITHMS, MARK, analyse_in, stems_in


class Inflected(NamedTuple):
    """A sentence, a word of it, and other forms of that word."""

    language: str
    text: str
    word: str
    others: tuple[str, ...]
    phrase: str = ""
    """Two words that stand side by side, both in other forms."""


TEXTS = [
    Inflected(
        "de",
        "Am Ufer liegen die alten Schiffe, und in den Gärten blühen schon die Rosen.",
        "Gärten",
        ("Garten", "Gartens", "GÄRTEN", "garten"),
        "altes Schiff",
    ),
    Inflected(
        "fr",
        "Les chevaux blancs traversent la rivière pendant que le berger répare les barrières.",
        "chevaux",
        ("cheval", "CHEVAL"),
        "cheval blanc",
    ),
    Inflected(
        "es",
        "Las lavanderas cantaban junto a los molinos viejos y el agua era clara.",
        "molinos",
        ("molino",),
        "molino viejo",
    ),
    Inflected(
        "it",
        "I pescatori non sono partiti perché il vento era forte e le reti erano rotte.",
        "pescatori",
        ("pescatore",),
    ),
    Inflected(
        "pt",
        "Os padeiros não abriram as portas, mas o forno já estava quente e a massa crescia.",
        "padeiros",
        ("padeiro",),
    ),
    Inflected("nl", "De vissers zijn nog niet terug en het licht in de huizen is al uit.", "huizen", ("huis",)),
    Inflected(
        "sv", "Båtarna låg kvar i hamnen och det var redan mörkt när fiskaren kom.", "Båtarna", ("båt", "båtar")
    ),
    Inflected(
        "da", "Fiskerne er ikke kommet hjem endnu, og der er ikke lys i husene.", "husene", ("hus", "huset")
    ),
    Inflected("no", "Det er ikke lys i husene, og båtene ble borte etter det.", "båtene", ("båt", "båten")),
    Inflected(
        "fi", "Kalastajat eivät ole vielä palanneet, mutta taloissa on jo valot.", "taloissa", ("talo", "talon")
    ),
    Inflected(
        "hu", "A halászok még nem jöttek meg, de a házakban már ég a lámpa.", "házakban", ("ház", "házak")
    ),
    Inflected(
        "pl", "Rybacy jeszcze nie wrócili, ale w oknach domów już się świeci.", "domów", ("dom", "domu", "domy")
    ),
    Inflected(
        "cs", "Rybáři se ještě nevrátili, ale v domech už se svítí a je ticho.", "domech", ("domy", "domu")
    ),
    Inflected(
        "ro", "Pescarii nu au venit încă, dar în casele din sat este lumină.", "casele", ("casa", "case")
    ),
    Inflected(
        "tr",
        "Balıkçılar henüz dönmedi ama evlerde ışık var ve çok sessiz bir gece.",
        "evlerde",
        ("ev", "evler", "EVLER"),
    ),
    Inflected(
        "ca", "Els pescadors no han tornat però als vaixells hi ha llum i és tard.", "vaixells", ("vaixell",)
    ),
    Inflected(
        "id",
        "Nelayan itu tidak membaca surat yang dikirim oleh ibunya dari kota.",
        "membaca",
        ("baca", "dibaca"),
    ),
    Inflected(
        "et", "Kalurid ei ole veel tagasi, aga majades on juba tuled ja see on hea.", "majades", ("maja",)
    ),
    Inflected(
        "lt", "Žvejai dar negrįžo, bet namuose jau dega šviesa ir yra tylu.", "namuose", ("namas", "namai")
    ),
    Inflected(
        "ru",
        "Рыбаки ещё не вернулись, но в старых домах уже горит свет.",
        "домах",
        ("дом", "дома", "ДОМОВ"),
        "старый дом",
    ),
    Inflected(
        "el", "Οι ψαράδες δεν γύρισαν, αλλά στους δρόμους ανάβουν φώτα.", "δρόμους", ("δρόμος", "δρομος")
    ),
    Inflected("ar", "لم يرجع الصيادون بعد ولكن المكتبة مفتوحة حتى الليل.", "المكتبة", ("مكتبة", "مَكْتَبَة")),
    Inflected("hi", "मछुआरे अभी नहीं लौटे पर किताबें मेज पर रखी हैं।", "किताबें", ("किताब",)),
    Inflected("fa", "ماهیگیران هنوز نیامده اند اما کتابهای او روی میز است.", "کتابهای", ("کتاب",)),
    Inflected("ta", "மீனவர்கள் திரும்பவில்லை ஆனால் புத்தகங்கள் மேசையில் உள்ளன.", "புத்தகங்கள்", ("புத்தகம்",)),
    Inflected("sr", "Рибари се још нису вратили, али у градовима већ гори светло.", "градовима", ("градови",)),
]
BY_LANGUAGE = {one.language: one for one in TEXTS}
ENGLISH = "The fishermen were not back, and there was a light in the old houses by the harbour."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("inflected")
    records = [{"id": one.language, "title": one.language, "body": one.text} for one in TEXTS]
    records.append({"id": "en", "title": "en", "body": ENGLISH})
    (folder / "texts.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    with Library.open(folder / "library", create=True) as library:
        library.add([folder / "texts.jsonl"])
        yield library


def found(library: Library, query: str) -> list[str]:
    return [hit.title for hit in library.search(Query(query, strict=True)).hits]


@pytest.mark.parametrize("one", TEXTS, ids=lambda one: one.language)
def test_every_form_finds_the_word_and_marks_it_as_it_stands(one: Inflected, library: Library) -> None:
    assert detect(one.text) == one.language or one.language in candidates(one.text)
    for query in (one.word, *one.others, *([f'"{one.phrase}"'] if one.phrase else [])):
        page = library.search(Query(query))
        own = [hit.id for hit in page.hits if hit.title == one.language]
        assert len(own) == 1, (query, [hit.title for hit in page.hits])
        assert not page.notice, page.notice
        article = library.article(own[0])
        assert article is not None
        marked_words = [article.text[start:end] for start, end in library.highlights(Query(query), article)]
        (hit,) = library.snippets(Query(query), own)
        assert hit.snippet is not None
        assert marked_words == [hit.snippet.text[start:end] for start, end in hit.snippet.spans], query
        assert marked_words, query
        if query != f'"{one.phrase}"':
            assert one.word in marked_words


def test_words_near_one_another_are_found_in_their_forms(library: Library) -> None:
    assert found(library, "Garten NEAR/3 Rose") == ["de"]
    assert found(library, "Garten NEAR/1 Rose") == []


def test_stop_words_of_a_language_are_not_demanded(library: Library) -> None:
    assert found(library, "das Schiff und der Garten") == ["de"]
    assert found(library, "une rivière avec les chevaux") == ["fr"]
    assert found(library, '"das Schiff"') == []


def test_an_english_word_is_not_read_in_languages_that_lack_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("stranger")
    body = "It was the date of the fair and all of them were there with their dogs."
    records = [{"id": f"en{i}", "title": f"en{i}", "body": f"{body} {i}"} for i in range(9)]
    text = "Los datos de la oficina son para el alcalde y no para los vecinos."
    records.append({"id": "es", "title": "es", "body": text})
    (folder / "texts.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    with Library.open(folder / "library", create=True) as library:
        library.add([folder / "texts.jsonl"])
        assert library.search(Query("date")).total == 9
        assert found(library, "dato") == ["es"]


def test_the_same_word_of_two_languages_is_found_in_both(library: Library) -> None:
    assert set(found(library, "hus")) == {"da", "no"}
    assert found(library, "hus lang:da") == ["da"]


def test_an_index_of_english_has_terms_of_no_language() -> None:
    chunks = ENGLISH.split()
    table = ChunkTerms(chunks)
    assert not [term for term in table.lexicon if term.startswith(MARK.encode())]
    mixed = ChunkTerms([*chunks, *(marked(chunk, ("de",)) for chunk in ["Die", "alten", "Häuser"])])
    assert {term.decode() for term in mixed.lexicon if term.startswith(MARK.encode())} == {
        f"{MARK}de{MARK}{stem}" for stem in ("die", "alt", "haus")
    }


def test_terms_of_a_language_stand_where_the_word_stands() -> None:
    text = "l'école à demi-tarif, 1995"
    for raw in RAW_TOKEN.findall(text):
        plain = [(piece.text, piece.delta) for piece in analyse_in(raw, ()).pieces]
        both = analyse_in(raw, ("fr", "it"))
        assert [(piece.text, piece.delta) for piece in both.pieces if piece.text[0] != MARK] == plain
        places = {delta for _, delta in plain}
        assert {piece.delta for piece in both.pieces} == places
        assert both.advance == analyse_in(raw, ()).advance
    assert len(analyze(text)) == 6


@pytest.mark.parametrize("language", sorted(ALGORITHMS))
def test_every_algorithm_is_there(language: str) -> None:
    assert stems_in(language, "kitap") or stems_in(language, "дом")


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("The old bridge", ()),
        ("Ada Quimby", ()),
        ("Une barque part demain.", ("fr",)),
        ("Husene ligger ved vannet", ("da", "no")),
    ],
)
def test_a_short_text_may_be_in_several_languages(text: str, likely: tuple[str, ...]) -> None:
    assert candidates(text) == likely

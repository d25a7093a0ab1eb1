"""The cases on which name finders stumble, one by one; and texts that are made to hurt."""

from itertools import pairwise

import pytest

from search.article.model import Article, Block, BlockKind, Span, SpanKind
from search.entities import extract, extract_many, silence
from search.entities.model import EntityKind, Mention

PERSON, ORG, PLACE, EVENT = EntityKind


def article(body: str, title: str = "", kind: BlockKind = BlockKind.PARAGRAPH) -> Article:
    return Article("", title, tuple(Block(kind, part) for part in body.split("\n\n")))


def found(body: str, title: str = "") -> list[Mention]:
    return list(extract(article(body, title)))


def surfaces(mentions: list[Mention], kind: EntityKind) -> list[str]:
    return [mention.surface for mention in mentions if mention.kind is kind]


@pytest.mark.parametrize(
    ("sentence", "name", "rank"),
    [
        ("On Monday Maj. Gen. Clinton E. Crosier spoke to the press.", "Clinton E. Crosier", "Maj. Gen."),
        ('“We were there,” said Col. John "J.D." Dorrian, a spokesman.', 'John "J.D." Dorrian', "Col."),
        (
            "The family of Special Warfare Operator 1st Class Charles H. Keating IV was told on Tuesday.",
            "Charles H. Keating IV",
            "Special Warfare Operator 1st Class",
        ),
        ("Friends said that Petty Officer Keating had been there before.", "Keating", "Petty Officer"),
        ("It was announced by Acting Assistant Attorney General John P. Cronan today.", "John P. Cronan",
         "Acting Assistant Attorney General"),
        ("He was sent away by Judge Max O. Cogburn Jr. of the district.", "Max O. Cogburn Jr.", "Judge"),
        ("They were met by Secretary of State John Kerry at the airport.", "John Kerry", "Secretary of State"),
        ("The letter was signed by Sen. Lindsey Graham on the same day.", "Lindsey Graham", "Sen."),
    ],
)  # fmt: skip
def test_rank_and_name(sentence: str, name: str, rank: str) -> None:
    person = next(mention for mention in found(sentence) if mention.kind is PERSON)
    assert person.surface == name
    assert dict(person.attributes)["rank"] == rank


def test_lists_of_names_behind_one_title() -> None:
    names = surfaces(
        found("Assistant U.S. Attorneys Matthew R. Belz, Charles S. Kleinberg and Alex S. Weinberg tried it."),
        PERSON,
    )
    assert names == ["Matthew R. Belz", "Charles S. Kleinberg", "Alex S. Weinberg"]


def test_definitions_beside_a_stroke_and_behind_a_possessive() -> None:
    mentions = found(
        "He took part in Department of State (DoS) /Ministry of Foreign Affairs (MOFA) talks. He also toured "
        "the Japan Aerospace Exploration Agency’s (JAXA) facilities. Both MOFA and JAXA were pleased."
    )
    stands_for = {m.surface: m.name for m in mentions if m.source == "acronym" and len(m.surface) < 6}
    assert stands_for["DoS"] == "Department of State"
    assert stands_for["MOFA"] == "Ministry of Foreign Affairs"
    assert stands_for["JAXA"] == "Japan Aerospace Exploration Agency"


def test_the_longest_definition_and_compounds_of_an_acronym() -> None:
    mentions = found(
        "The Islamic State of Iraq and the Levant (ISIL) held the town. The counter-ISIL campaign went on, and "
        "the U.S.-Iraq talks went on too."
    )
    assert "Islamic State of Iraq and the Levant" in surfaces(mentions, ORG)
    assert surfaces(mentions, ORG).count("ISIL") == 2
    assert {"U.S.", "Iraq"} <= set(surfaces(mentions, PLACE))


def test_places_are_no_people() -> None:
    mentions = found(
        "Near Palmyra the road was closed. Soldiers from Fort Campbell, Kentucky, arrived on Monday."
    )
    assert surfaces(mentions, PERSON) == []
    assert {"Palmyra", "Fort Campbell", "Kentucky"} <= set(surfaces(mentions, PLACE))


def test_equipment_is_no_organisation() -> None:
    mentions = found(
        "The strike destroyed a vehicle-borne improvised explosive device (VBIED), two UAV systems and an IED "
        "factory. The VBIED was parked near the road."
    )
    assert not {"VBIED", "UAV", "IED"} & {mention.surface for mention in mentions}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("JAPAN – The general visited the base and met with its leaders this week.", ["JAPAN"]),
        (
            "OFFUTT AIR FORCE BASE, Neb. — The exercise began on Monday and will go on for a week.",
            ["OFFUTT AIR FORCE BASE", "Neb."],
        ),
    ],
)
def test_datelines(body: str, places: list[str]) -> None:
    assert surfaces(found(body), PLACE)[: len(places)] == places
    assert surfaces(found(body), ORG) == []


def test_names_of_datelines_are_in_reading_case() -> None:
    names = {
        mention.surface: mention.name for mention in found("OFFUTT AIR FORCE BASE, Neb. — It began today.")
    }
    assert names["OFFUTT AIR FORCE BASE"] == "Offutt Air Force Base"
    assert names["Neb."] == "Nebraska"


@pytest.mark.parametrize(
    "title",
    ["GENERAL CROSIER VISITS JAPAN AND PRAISES PARTNERSHIP", "Crosier Visits Japan and Praises Partnership"],
)
def test_headlines_name_whom_the_body_names(title: str) -> None:
    mentions = found("Maj. Gen. Clinton E. Crosier visited Japan this week. He praised the partnership.", title)
    head = {mention.name for mention in mentions if mention.end <= len(title)}
    assert head <= {"Clinton E. Crosier", "Japan"}


def test_a_joint_staff_has_a_country() -> None:
    from search.entities.dictionary import key_of

    mentions = found(
        "The chief of Japan’s Joint Staff was received by officers of the U.S. Joint Staff in Washington."
    )
    staffs = {key_of(m) for m in mentions if "Joint Staff" in m.surface}
    assert staffs == {(ORG, "japan joint staff"), (ORG, "us joint staff")}


def test_two_smiths_stay_two() -> None:
    mentions = found(
        "Attorney General John A. Smith thanked Judge Mary B. Smith for it. Smith said that it was fair."
    )
    names = [mention.name for mention in mentions if mention.kind is PERSON]
    assert names == ["John A. Smith", "Mary B. Smith", "Smith (surname only)"]


def test_one_person_with_a_later_rank_is_one() -> None:
    from search.entities.dictionary import key_of

    earlier = found("The order was given by Brig. Gen. Clinton E. Crosier on Monday.")
    later = found("The order was given by Maj. Gen. Clinton E. Crosier on Monday.")
    assert key_of(earlier[0]) == key_of(later[0])
    assert earlier[0].attributes != later[0].attributes


def test_nationalities_are_hidden() -> None:
    assert not {m.surface for m in found("Japanese and American officers praised the British food.")}


def test_units() -> None:
    mentions = found(
        "Soldiers of the 3rd Battalion, 321st Field Artillery Regiment, fired the first rounds in May."
    )
    assert any("321st Field Artillery Regiment" in surface for surface in surfaces(mentions, ORG))


def test_every_mention_says_what_found_it() -> None:
    for mention in found("Maj. Gen. Clinton E. Crosier of U.S. Strategic Command (USSTRATCOM) visited Offutt."):
        assert mention.source in {"rule", "acronym", "gazetteer", "model", "document"}
        assert mention.evidence


def test_other_languages_show_only_acronyms_and_known_names() -> None:
    mentions = found(
        "Der Bundesminister Karl Heinz Schneider hat sich gestern in Berlin mit Vertretern der Firma Siemens "
        "getroffen und dabei auch über die NATO und Japan gesprochen. Das Treffen dauerte bis zum Abend."
    )
    assert {m.source for m in mentions} <= {"gazetteer", "acronym"}
    assert {m.surface for m in mentions} <= {"Berlin", "NATO", "Japan"}


def test_bodies_in_capitals_do_not_become_one_long_name() -> None:
    mentions = found(
        "THE GENERAL ARRIVED IN JAPAN ON MONDAY AND MET WITH LEADERS OF THE MINISTRY OF DEFENSE. " * 5
    )
    assert all(len(mention.surface.split()) <= 6 for mention in mentions)


HOSTILE = {
    "tables of names": "John Smith\tMary Jones\tACME Corp.\n" * 4000,
    "one endless line": "Alpha Beta Gamma Delta " * 9000,
    "brackets": "(ABC) " * 20000,
    "definitions": "".join(f"Alpha Beta Gamma {i} (ABG{i}) " for i in range(4000)),
    "initials": "J. R. R. " * 15000,
    "capitals": "A" * 150_000,
    "stops": "." * 150_000,
    "other scripts": "Владимир 東京 القاهرة " * 6000,
    "quotes": "\"'“”’ " * 20000,
    "ranks": "Maj. Gen. " * 12000,
    "of of of": "Department of the Office of the " * 4000,
    "digits": "1st 2nd 3rd 44,444 " * 8000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_neither_crash_nor_blow_up(name: str) -> None:
    text = HOSTILE[name]
    mentions = extract(article(text, kind=BlockKind.TABLE if "table" in name else BlockKind.PARAGRAPH))
    assert all(0 <= a.start < a.end <= len(text) for a in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_nothing_in_nothing() -> None:
    assert extract(Article("", "", ())) == ()
    assert extract(article(" ")) == ()


def test_many_are_as_one_by_one() -> None:
    articles = [article(f"Judge Ann M. Carr of Ohio met Gen. Number{i} Smith of the FBI.") for i in range(60)]
    assert list(extract_many(articles)) == [extract(one) for one in articles]


def test_keys_and_program_text_name_nobody() -> None:
    code = Span(6, 11, SpanKind.CODE)
    article = Article(
        id="a",
        title="How to go on",
        blocks=(
            Block(
                BlockKind.PARAGRAPH,
                "Press Enter, then see Lt. Col. Maria Lopez of the U.S. Army.",
                spans=(code,),
            ),
            Block(BlockKind.PREFORMATTED, "Gen. John Smith commands the U.S. Navy"),
        ),
    )
    names = {mention.name for mention in extract(article)}
    assert "Maria Lopez" in names
    assert not names & {"Enter", "John Smith", "U.S. Navy"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("The general spoke to the press about the plans of the command for the year.", ""),
        (
            "Der Minister sprach am Montag in Berlin mit der NATO über die neuen Pläne der Regierung.",
            "language",
        ),
        (
            "THE GENERAL SPOKE TO THE PRESS IN OMAHA ABOUT THE PLANS OF THE COMMAND FOR A YEAR.",
            "capitals",
        ),
        ("Владимир приехал в Москву утром, и там его ждали друзья и новые заботы о доме и семье.", "language"),
        ("", ""),
    ],
)
def test_what_the_tagger_cannot_read_is_said(body: str, why: str) -> None:
    assert why in silence(article(body))
    assert bool(silence(article(body))) == bool(why)

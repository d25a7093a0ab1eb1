"""Norms: what is one entity across articles, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.entities.dictionary import entity_key, key_hash
from search.entities.keys import clean, fold
from search.entities.model import EntityKind

PERSON, ORG, PLACE, EVENT = EntityKind


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (ORG, ("Justice Department", "Department of Justice", "U.S. Department of Justice", "DOJ")),
        (ORG, ("the Justice Departments", "Department of Justice")),
        (ORG, ("FBI", "Federal Bureau of Investigation", "the FBI’s", "U.S. Federal Bureau of Investigation")),
        (ORG, ("Criminal Division", "Criminal Divisions")),
        (ORG, ("ISIL", "Islamic State of Iraq and the Levant", "Daesh", "ISIS")),
        (ORG, ("Acme Inc.", "Acme, Inc.", "ACME")),
        (ORG, ("Japan’s Joint Staff", "Japanese Joint Staff")),
        (PLACE, ("U.S.", "United States", "America")),
        (PLACE, ("Burma", "Myanmar")),
        (PERSON, ("Clinton E. Crosier", "CLINTON E. CROSIER", "Clinton E. Crosier’s")),
        (PERSON, ('John "J.D." Dorrian', "John Dorrian")),
        (PERSON, ("Charles H. Keating, Jr.", "Charles H. Keating Jr.")),
    ],
)
def test_one_entity(kind: EntityKind, names: tuple[str, ...]) -> None:
    assert len({entity_key(kind, name) for name in names}) == 1


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (PERSON, ("Crosier", "Clinton E. Crosier", "Clinton Crosier")),
        (PERSON, ("Charles H. Keating", "Charles H. Keating Jr.", "Charles H. Keating IV")),
        (ORG, ("Japan’s Joint Staff", "U.S. Joint Staff", "Joint Staff")),
        (ORG, ("Iraqi Ministry of Defense", "Japan Ministry of Defense", "Ministry of Defense")),
        (ORG, ("American Airlines", "U.S. Airlines")),
        (PLACE, ("Georgia", "South Georgia")),
    ],
)
def test_not_one_entity(kind: EntityKind, names: tuple[str, ...]) -> None:
    assert len({entity_key(kind, name) for name in names}) == len(names)


@given(st.sampled_from(EntityKind), st.text(max_size=40))
def test_norms_are_short_and_hash_to_64_bits(kind: EntityKind, name: str) -> None:
    key = entity_key(kind, name)
    assert len(key) <= 200
    assert -(2**63) <= key_hash(kind, key) < 2**63


@given(st.text(max_size=40))
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_clean() -> None:
    assert clean(" the\nU.S.  Navy’s, ") == "U.S. Navy"

"""The seed document against its gold: people with rank, service and role, organisations, acronyms, places."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from search.article.model import Article, Block, BlockKind
from search.entities import extract
from search.entities.model import EntityKind, Mention

ROOT = Path(__file__).parent.parent
GOLD = json.loads((Path(__file__).parent / "data" / "seed-gold.json").read_text("utf-8"))
SECTIONS = {"PER": EntityKind.PERSON, "ORG": EntityKind.ORG, "LOC": EntityKind.PLACE, "EVENT": EntityKind.EVENT}


@pytest.fixture(scope="module")
def article() -> Article:
    text = (ROOT / "seeds" / "000_bc5277d4b9ff88ba.txt").read_text("utf-8")
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    first = next(i for i, part in enumerate(paragraphs) if part.startswith("JAPAN"))
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in paragraphs[first:])
    return Article("", GOLD["title"], blocks, byline=GOLD["byline"], date=GOLD["published"])


@pytest.fixture(scope="module")
def mentions(article: Article) -> tuple[Mention, ...]:
    return extract(article)


def flat(name: str) -> str:
    return name.replace("’s ", " ").replace("'s ", " ")


def forms(entity: dict[str, Any]) -> set[str]:
    names = [entity["name"], entity.get("surface", ""), entity.get("acronym", ""), *entity.get("aliases", ())]
    return {flat(name) for name in names if name}


def test_precision_and_recall(mentions: tuple[Mention, ...], capsys: pytest.CaptureFixture[str]) -> None:
    gold = [(SECTIONS[section], entity) for section in SECTIONS for entity in GOLD[section]]
    found: dict[tuple[EntityKind, str], set[str]] = {}
    for mention in mentions:
        found.setdefault((mention.kind, mention.name), set()).update(
            {flat(mention.surface), flat(mention.name)}
        )
    hits = [
        (kind, e) for kind, e in gold if any(k is kind and forms(e) & seen for (k, _), seen in found.items())
    ]
    true = [key for key, seen in found.items() if any(k is key[0] and forms(e) & seen for k, e in gold)]
    with capsys.disabled():
        print(f"\nseed: precision {len(true)}/{len(found)}, recall {len(hits)}/{len(gold)}")
    assert len(true) == len(found), set(found) - set(true)
    assert len(hits) >= len(gold) - 2


def test_mentions_are_counted_as_in_the_gold(mentions: tuple[Mention, ...]) -> None:
    for section, kind in SECTIONS.items():
        for entity in GOLD[section]:
            wanted = forms(entity)
            names = {m.name for m in mentions if m.kind is kind and {flat(m.name), flat(m.surface)} & wanted}
            count = sum(m.kind is kind and m.name in names for m in mentions)
            assert count == entity["mentions"], entity["name"]


@pytest.mark.parametrize("person", GOLD["PER"], ids=lambda person: person["name"])
def test_people_with_rank_service_and_role(person: dict[str, Any], mentions: tuple[Mention, ...]) -> None:
    said = dict(next(m for m in mentions if m.name == person["name"] and m.attributes).attributes)
    assert said["rank"] == person["rank"]
    assert said["service"] == person["service"]
    assert said["role"] == person["role"]
    assert said["office"] == person["role_org"].replace("'", "’")


def test_acronyms_stand_for_their_long_forms(mentions: tuple[Mention, ...]) -> None:
    stands_for = {m.surface: m.evidence for m in mentions if m.source == "acronym"}
    for short, long in GOLD["ACRONYMS"].items():
        assert stands_for[short] == f"short for {long}"


def test_nothing_that_must_not_be_there(mentions: tuple[Mention, ...]) -> None:
    named = {name for m in mentions for name in (m.name, m.surface)}
    assert not named & (set(GOLD["MUST_NOT"]) | {"Japanese"})
    assert {m.name for m in mentions if m.kind is EntityKind.PERSON} == {p["name"] for p in GOLD["PER"]}


def test_offsets_are_the_surfaces(article: Article, mentions: tuple[Mention, ...]) -> None:
    for mention in mentions:
        assert " ".join(article.text[mention.start : mention.end].split()) == mention.surface
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))

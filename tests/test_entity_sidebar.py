"""The sidebar's lines: groups, order, caps, and searching in them."""

from __future__ import annotations

from search.entities.model import EntityCard, EntityKind
from search.query.interface import FacetValue, Filter
from tui.widgets.entity_sidebar import Item, capped, fitting, items_of

CARDS = (
    EntityCard("Ada Crosier", EntityKind.PERSON, 2, aliases=("Crosier",), here=3),
    EntityCard("Bo Lind", EntityKind.PERSON, 9),
    EntityCard("Harbour Board", EntityKind.ORG, 4),
)


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items]


def test_kinds_have_headings_and_what_is_in_the_article_comes_first() -> None:
    assert labels(items_of(CARDS)) == ["PEOPLE", "Ada Crosier", "Bo Lind", "ORGS", "Harbour Board"]


def test_the_order_of_relevance_is_kept() -> None:
    rare = EntityCard("Zoe Quist", EntityKind.PERSON, 1)
    assert labels(items_of((rare, *CARDS))) == [
        "PEOPLE",
        "Ada Crosier",
        "Zoe Quist",
        "Bo Lind",
        "ORGS",
        "Harbour Board",
    ]


def test_facets_follow_and_years_narrow_by_date() -> None:
    items = items_of(
        (), (("tag", (FacetValue("Tax", 3),)), ("year", (FacetValue("2016", 2),)), ("category", ()))
    )
    assert labels(items) == ["TAGS", "Tax", "YEARS", "2016"]
    assert [item.filter for item in items if item.field] == [Filter("tag", "Tax"), Filter("date", "2016")]


def test_searching_goes_by_aliases_too_and_keeps_headings() -> None:
    items = items_of(CARDS)
    assert labels(fitting(items, "crosier")) == ["PEOPLE", "Ada Crosier"]
    assert labels(fitting(items, "board harbour")) == ["ORGS", "Harbour Board"]
    assert fitting(items, "zebra") == ()


def test_what_is_not_loaded_is_counted_and_opens() -> None:
    items = items_of(CARDS, (), {EntityKind.PERSON: 61, EntityKind.ORG: 1})
    assert labels(items) == ["PEOPLE", "Ada Crosier", "Bo Lind", "  59 more", "ORGS", "Harbour Board"]
    assert [item.more for item in items if item.more] == ["person"]
    cut = capped(items, 1)
    assert labels(cut) == ["PEOPLE", "Ada Crosier", "  60 more", "ORGS", "Harbour Board"]
    assert cut[2].more == "person"


def test_long_groups_are_cut_and_say_so() -> None:
    items = (
        Item("PEOPLE"),
        *(Item(str(n), "person", str(n)) for n in range(5)),
        Item("ORGS"),
        Item("x", "org", "x"),
    )
    assert labels(capped(items, 2)) == ["PEOPLE", "0", "1", "  3 more", "ORGS", "x"]
    assert capped(items, 9) == items

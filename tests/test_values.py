"""Values in texts: exact patterns with their checks, kept where a library is told to, asked for and counted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Filter, Library, Query, ValueKind
from search.errors import IndexUnusable, QueryError
from search.values.checks import is_base58check, is_bech32, is_iban, is_imo
from search.values.money import asked
from search.values.patterns import find_values
from search.values.table import ValueTable
from search.values.value import Value

FOUND = [
    ("Write to Jo.Doe@harbour.gov. Or a@b", "email", ["jo.doe@harbour.gov"]),
    ("(202) 555-2007, 1-800-555-7688, +44 20 7946 0958", "phone",
     ["202-555-2007", "800-555-7688", "+44 20 7946 0958"]),
    ("No. 1202-555-2007 and $202-555-2007 and 555-2007", "phone", []),
    ("see http://www.ada.gov/aids (www.quay.gov/crt) or data.gov.", "web",
     ["ada.gov/aids", "quay.gov/crt", "data.gov"]),
    ("a $1-million deal, U.S. $6.8 Million, $9.5 and $25 million", "money",
     ["USD 1,000,000", "USD 6,800,000", "USD 9,500,000", "USD 25,000,000"]),
    ("A$5m, £3bn, €1,200.50, 12 million dollars, 300 EUR", "money",
     ["AUD 5,000,000", "GBP 3,000,000,000", "EUR 1,200.50", "USD 12,000,000", "EUR 300"]),
    ("Case No. 3:11-cv-464J-32, Civil No. 07-461, 1:16-cr-00123-ABC", "case",
     ["3:11-cv-464J-32", "07-461", "1:16-cr-00123-ABC"]),
    ("18 U.S.C. § 1343, Title 18, United States Code, Section 924(c)", "law", ["18 USC 1343", "18 USC 924(c)"]),
    ("45 CFR Part 160; Pub. L. No. 111-321; Executive Order 13,526; H.R. 39", "law",
     ["45 CFR 160", "Public Law 111-321", "Executive Order 13526", "H.R. 39"]),
    ("36 U.S.C. § 22050612345", "law", []),
    ("IMO 9074729 and IMO 9074728", "vessel", ["IMO 9074729"]),
    ("cve-2021-44228, CVE-1989-1234", "cve", ["CVE-2021-44228"]),
    ("192.168.10.1, 2001:db8::1, version 1.2.3.4, 300.1.1.1, at 10:30:15", "ip",
     ["192.168.10.1", "2001:db8::1"]),
    ("38.8977, -77.0365; 38°53′52″N 77°02′11″W; 33 00 N, 65 00 E; 38 72 S, 77 53 E", "coord",
     ["38.8977, -77.0365", "38.8978, -77.0364", "33.0000, 65.0000"]),
    ("GB82 WEST 1234 5698 7654 32, DE89370400440532013001", "iban", ["GB82WEST12345698765432"]),
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "crypto",
     ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "wanted"), FOUND)
def test_values_are_found_by_exact_patterns(text: str, kind: str, wanted: list[str]) -> None:
    assert [value.shown for value in find_values(text) if value.kind == kind] == wanted


def test_checks_refuse_one_wrong_sign() -> None:
    assert is_iban("DE89370400440532013000")
    assert not is_iban("DE88370400440532013000")
    assert not is_iban("ZZ89370400440532013000")
    assert is_imo("9074729")
    address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    assert is_bech32(address)
    assert not any(is_bech32(address[:k] + "q" + address[k + 1 :]) for k in range(5, 40) if address[k] != "q")
    assert not is_base58check("0OIl")


@given(st.text(alphabet="$£€1234567890,.- @:/()°NSEW'cvCR§USMmillionwbhtp\n", max_size=200))
def test_values_lie_in_the_text_without_overlap(text: str) -> None:
    end = 0
    for value in find_values(text):
        assert end <= value.start < value.end <= len(text)
        assert value.norm
        assert value.shown
        end = value.end


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [(">1m", 2e6, 1e6), (">=1m", 1e6, 999_999), ("<=500k", 5e5, 500_001), ("1m..5m", 5e6, 6e6),
     ("1,000,000", 1e6, 999_999),
     ("eur>2bn", 3e9, 2e9), ("..5k", 0, 6000)],
)  # fmt: skip
def test_amounts_are_asked_for_with_bounds(text: str, inside: float, outside: float) -> None:
    bounds = asked(text)
    assert bounds is not None
    low, high, code = bounds
    assert low <= inside <= high
    assert not low <= outside <= high
    assert code == ("EUR" if text.startswith("eur") else "")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "library", create=True)
    bodies = (
        "The harbour paid $2.5 million in Case No. 1:16-cr-00123. Write to jo@harbour.gov for more about it.",
        "The quay paid $400,000 under 18 U.S.C. § 1343. Write to jo@harbour.gov or call (202) 555-2007 today.",
        "Nothing was paid. It rained on the harbour and on the quay, and nobody wrote to anybody about it.",
    )
    for number, body in enumerate(bodies):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: Day {number}\n---\n\n{body}\n", "utf-8")
    library.add(sorted(tmp_path.glob("*.md")))
    return library


def found(library: Library, text: str) -> list[str]:
    return sorted(hit.title for hit in library.search(Query(text)).hits)


def test_values_are_off_until_they_are_turned_on(library: Library) -> None:
    library.prepare()
    assert not library.values.on
    assert not (library.path / "values.sqlite").exists()
    with pytest.raises(QueryError, match="does not keep"):
        library.search(Query("email:jo@harbour.gov"))
    library.values.turn_on()
    assert found(library, "email:jo@harbour.gov") == ["Day 0", "Day 1"]
    assert found(library, "money:>1m") == ["Day 0"]
    assert found(library, "money:usd<1m") == ["Day 1"]
    assert found(library, "money:300k..500k") == ["Day 1"]
    assert found(library, 'case:"1:16-cr-00123"') == ["Day 0"]
    assert found(library, "law:1343 -phone:5552007") == []
    with pytest.raises(QueryError, match="amount"):
        library.search(Query("money:lots"))
    library.values.turn_off()
    assert not (library.path / "values.sqlite").exists()
    library.close()


def test_counts_follow_the_query_and_the_articles(library: Library, tmp_path: Path) -> None:
    library.values.turn_on()
    library.prepare()
    counts = library.values.counts
    assert [(v.value, v.count) for v in counts(None, ValueKind.EMAIL)] == [("jo@harbour.gov", 2)]
    assert [(v.value, v.count) for v in counts(Query("quay rained"), ValueKind.EMAIL)] == []
    (value,) = counts(Query("million"), ValueKind.MONEY)
    narrowed = Filter("money", value.value)
    assert [hit.title for hit in library.search(Query(filters=(narrowed,))).hits] == ["Day 0"]
    (tmp_path / "9.md").write_text(
        "---\ntitle: Day 9\n---\n\nWrite to jo@harbour.gov about the harbour.\n", "utf-8"
    )
    library.add([tmp_path / "9.md"])
    assert counts(None, ValueKind.EMAIL)[0].count == 3
    library.reindex()
    assert counts(None, ValueKind.EMAIL)[0].count == 3
    (tmp_path / "9.md").unlink()
    library.forget(tmp_path / "9.md")
    library.purge()
    assert counts(Query(), ValueKind.EMAIL)[0].count == 2
    library.values.turn_on()
    assert counts(None, ValueKind.EMAIL)[0].count == 2
    library.close()


def test_a_damaged_file_is_made_anew(library: Library) -> None:
    library.values.turn_on()
    library.close()
    path = library.path / "values.sqlite"
    path.write_bytes(b"no database at all" * 100)
    again = Library.open(library.path)
    again.prepare()
    with pytest.raises(IndexUnusable, match="no sense"):
        again.values.counts(None, ValueKind.EMAIL)
    again.values.turn_on()
    assert again.values.counts(None, ValueKind.EMAIL)[0].count == 2
    again.close()


def test_the_table_keeps_what_it_is_given(tmp_path: Path) -> None:
    table = ValueTable(tmp_path / "values.sqlite")
    table.create()
    one = Value(ValueKind.WEB, 0, 1, "quay.gov", "quay.gov")
    table.write([(1, [one, one]), (2, [one])], (7, 3, 2))
    assert table.mark() == (7, 3, 2)
    assert table.lookup("web", "quay", exact=False) == [1, 2]
    assert table.lookup("web", "quay", exact=True) == []
    table.write([(1, [])], (7, 4, 2))
    assert table.lookup("web", "quay.gov", exact=True) == [2]
    assert table.counts(ValueKind.WEB, [1], 5) == []
    assert table.kinds() == {ValueKind.WEB: 1}
    table.close()

"""The labels that the tagger learns from and is measured with: well-formed, apart, and compared rightly."""

import json
from pathlib import Path

import pytest

from search.entities.model import EntityKind
from search.entities.training.agreement import OVERALL, Agreement, agreement, main, report
from search.entities.training.standoff import LABELS, Labelled, Span, fingerprint, parse, read, text_of

FILES = sorted(LABELS.glob("*.jsonl"))


def labelled(
    *spans: tuple[int, int, EntityKind], release: str = "doj-1", digits: str = "0" * 16
) -> dict[str, Labelled]:
    return {release: Labelled(release, digits, tuple(Span(*span) for span in spans))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_is_well_formed(path: Path) -> None:
    for release in read(path).values():  # parse holds spans to their order and types
        assert release.id.startswith("doj-") != path.name.startswith("domains-")
        assert len(release.fingerprint) == 16
        assert release.spans or path.name.startswith("domains-")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_labels_hold_no_text(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        assert record.keys() - {"chars"} == {"id", "sha256", "entities"}
        assert all(
            {type(part) for part in entity[:2]} == {int} and len(entity) == 3 for entity in record["entities"]
        )


def test_training_and_test_sets_are_apart() -> None:
    train, test = read(LABELS / "train.jsonl"), read(LABELS / "test.jsonl")
    assert len(train) >= 150
    assert len(test) == 30
    assert not train.keys() & test.keys()
    assert not {r.fingerprint for r in train.values()} & {r.fingerprint for r in test.values()}


def test_the_texts_of_other_domains_are_apart_too() -> None:
    train, test = read(LABELS / "domains-train.jsonl"), read(LABELS / "domains-test.jsonl")
    assert len(train) >= 400
    assert len(test) >= 100
    assert not train.keys() & test.keys()
    assert not {r.fingerprint for r in train.values()} & {r.fingerprint for r in test.values()}


def test_every_type_is_learnt_and_measured() -> None:
    for name in ("train.jsonl", "test.jsonl"):
        kinds = {span.kind for release in read(LABELS / name).values() for span in release.spans}
        assert kinds == set(EntityKind)


def test_a_line_comes_back_as_spans() -> None:
    digits = fingerprint(text_of("Title", "Body of Ohio"))
    line = json.dumps({"id": "doj-7", "sha256": digits, "entities": [[15, 19, "place"]]})
    release = parse(line)
    assert release == Labelled("doj-7", digits, (Span(15, 19, EntityKind.PLACE),))
    span = release.spans[0]
    assert text_of("Title", "Body of Ohio")[span.start : span.end] == "Ohio"


@pytest.mark.parametrize(
    "entities",
    [
        [[5, 9, "place"], [8, 12, "org"]],
        [[5, 9, "place"], [1, 3, "org"]],
        [[5, 5, "org"]],
        [[-1, 3, "org"]],
        [[1, 3, "colour"]],
    ],
    ids=["overlap", "descending", "empty", "negative", "unknown type"],
)
def test_malformed_labels_are_refused(entities: list[list[object]]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the enumeration words its own message
        parse(json.dumps({"id": "doj-1", "sha256": "0" * 16, "entities": entities}))


def test_an_id_may_occur_once(tmp_path: Path) -> None:
    path = tmp_path / "twice.jsonl"
    path.write_text(2 * '{"id": "doj-1", "sha256": "", "entities": []}\n', "utf-8")
    with pytest.raises(ValueError, match="twice"):
        read(path)


def test_agreement_asks_for_start_end_and_type() -> None:
    person, org = EntityKind.PERSON, EntityKind.ORG
    first = labelled((0, 4, person), (10, 14, org), (20, 24, org))
    second = labelled((0, 4, person), (10, 15, org), (20, 24, person))
    results = agreement(first, second)
    assert results["person"] == Agreement(both=1, first=1, second=2)
    assert results["org"] == Agreement(both=0, first=2, second=1)
    assert results[OVERALL] == Agreement(both=1, first=3, second=3)
    assert results["person"].f1 == pytest.approx(2 / 3)
    assert results["event"].f1 == 1
    assert "66.7" in report(results)


def test_agreement_compares_only_what_both_hold() -> None:
    org = EntityKind.ORG
    first = labelled((0, 4, org)) | labelled((0, 4, org), release="doj-2")
    results = agreement(first, labelled((0, 4, org)))
    assert results[OVERALL] == Agreement(both=1, first=1, second=1)


def test_agreement_refuses_two_texts_of_one_release() -> None:
    org = EntityKind.ORG
    with pytest.raises(ValueError, match="two different texts"):
        agreement(labelled((0, 4, org)), labelled((0, 4, org), digits="f" * 16))


def test_a_file_agrees_with_itself(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(LABELS / "test.jsonl")
    main([path, path])
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) == 5
    assert all(row.endswith("100.0 |") for row in rows)

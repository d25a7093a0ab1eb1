"""Decisions: what they do to counts and mentions, undone and redone, replayed, merged from two people."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.entities.counts import EntityCounts
from search.entities.decisions import Action, Decision, in_force, next_redo, parse
from search.entities.dictionary import entity_key
from search.entities.log import DecisionLog
from search.entities.model import EntityKind, Mention
from search.entities.overlay import Key
from search.entities.replay import merged, overlay

PERSON, ORG, PLACE, _ = EntityKind
START = datetime(2016, 3, 7, tzinfo=UTC)


def key(name: str, kind: EntityKind = ORG) -> Key:
    return kind, entity_key(kind, name)


def same(one: str, two: str, here: str = "") -> Decision:
    return Decision(Action.SAME, key(one), key(two), here=here)


def different(one: str, two: str) -> Decision:
    return Decision(Action.DIFFERENT, key(one), key(two), name=one)


def stamp(decisions: list[Decision]) -> list[Decision]:
    return [decision.stamped(START + timedelta(seconds=i)) for i, decision in enumerate(decisions)]


def library(folder: Path, *articles: list[str]) -> EntityCounts:
    writer = EntityCounts.create(folder).writer()
    for pk, names in enumerate(articles, 1):
        writer.add(pk, [Mention(0, len(name), ORG, name, name) for name in names])
    writer.commit()
    return EntityCounts.open(folder)


def shown(counts: EntityCounts) -> dict[str, int]:
    return {card.name: card.articles for card in counts.cards(None)}


def article_number(id: str) -> int | None:
    return int(id) if id.isdigit() else None


@pytest.fixture
def counts(tmp_path: Path) -> EntityCounts:
    return library(tmp_path / "entities", ["Acme", "Acme Works"], ["Acme Works"], ["Acme", "Beta"], ["Beta"])


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    return DecisionLog(tmp_path / "curation")


def through(counts: EntityCounts, log: DecisionLog) -> dict[str, int]:
    return shown(counts.seen_through(log.overlay(article_number)))


def test_a_merge_counts_each_article_once(counts: EntityCounts, log: DecisionLog) -> None:
    log.record(same("Acme", "Acme Works"))
    assert through(counts, log) == {"Acme": 3, "Beta": 2}
    log.record(Decision(Action.RENAME, key("Acme"), name="ACME Inc."))
    assert through(counts, log) == {"ACME Inc.": 3, "Beta": 2}


def test_hide_rename_retype_and_undo_restore_every_count(counts: EntityCounts, log: DecisionLog) -> None:
    before = shown(counts)
    log.record(Decision(Action.HIDE, key("Beta")))
    assert "Beta" not in through(counts, log)
    log.record(Decision(Action.RETYPE, key("Acme"), kind=PERSON, name="Acme"))
    seen = counts.seen_through(log.overlay(article_number))
    assert [card.kind for card in seen.cards(None) if card.name == "Acme"] == [PERSON]
    assert len(seen.matching(PERSON, "Acme", True)) == 2
    assert len(seen.matching(ORG, "Acme", True)) == 0
    assert log.undo() is not None
    assert log.undo() is not None
    assert log.undo() is None
    assert through(counts, log) == before
    assert log.redo() is not None
    assert "Beta" not in through(counts, log)


def test_decisions_survive_a_rebuild_under_other_numbers(tmp_path: Path, log: DecisionLog) -> None:
    log.record(same("Acme", "Acme Works"))
    log.record(Decision(Action.HIDE, key("Beta")))
    one = library(tmp_path / "one", ["Acme"], ["Acme Works"], ["Beta"])
    two = library(tmp_path / "two", ["Beta"], ["Gamma"], ["Acme Works"], ["Acme"])
    again = DecisionLog(log.path.parent)
    assert {card.articles for card in one.seen_through(again.overlay(article_number)).cards(None)} == {2}
    assert "Beta" not in through(two, again)


def test_different_vetoes_same_in_any_order(counts: EntityCounts, log: DecisionLog) -> None:
    log.record(same("Acme", "Acme Works"))
    log.record(different("Acme", "Acme Works"))
    assert through(counts, log) == shown(counts)
    log.record(same("Acme Works", "Beta"))
    log.record(same("Acme", "Beta"))
    assert through(counts, log)["Acme"] == 2, "Acme Works is Beta, so Acme stays apart"


def test_decisions_for_one_article(counts: EntityCounts, log: DecisionLog) -> None:
    log.record(Decision(Action.HIDE, key("Acme"), here="1"))
    assert through(counts, log)["Acme"] == 1
    log.record(same("Beta", "Acme", here="4"))
    assert through(counts, log) == {"Acme": 2, "Acme Works": 2, "Beta": 1}
    log.record(Decision(Action.DIFFERENT, key("Acme"), key("Acme"), name="Acme of Ohio", here="3"))
    assert through(counts, log) == {"Acme": 1, "Acme Works": 2, "Beta": 1, "Acme of Ohio": 1}
    log.record(Decision(Action.HIDE, key("Beta"), here="no such article"))
    assert through(counts, log)["Beta"] == 1


def test_mentions_follow_the_decisions(counts: EntityCounts, log: DecisionLog) -> None:
    mentions = [Mention(0, 4, ORG, "Acme", "Acme"), Mention(9, 13, ORG, "Beta", "Beta")]
    log.record(Decision(Action.RENAME, key("Acme"), name="ACME Inc."))
    log.record(Decision(Action.HIDE, key("Beta"), here="3"))
    seen = counts.seen_through(log.overlay(article_number))
    assert [m.name for m in seen.curated(3, mentions)] == ["ACME Inc."]
    assert [m.name for m in seen.curated(4, mentions)] == ["ACME Inc.", "Beta"]
    assert seen.matching(ORG, "ACME Inc.", True).tolist() == [1, 3]
    assert seen.matching(ORG, "Acme", True).tolist() == [1, 3]


def test_two_files_become_one_and_conflicts_are_told(log: DecisionLog, tmp_path: Path) -> None:
    ours = stamp([same("Acme", "Acme Works"), Decision(Action.RENAME, key("Beta"), name="Beta Inc.")])
    theirs = stamp([different("Acme Works", "Acme"), Decision(Action.RENAME, key("Beta"), name="Beta Ltd.")])
    together, conflicts = merged(ours, theirs)
    assert len(together) == 4
    assert {conflict.holds.action for conflict in conflicts} == {Action.DIFFERENT, Action.RENAME}
    assert all(conflict.sentence for conflict in conflicts)
    assert {decision.id for decision in merged(theirs, ours)[0]} == {decision.id for decision in together}
    assert merged(ours, ours) == (tuple(ours), ())
    for decision in ours:
        log.record(decision, START)
    assert len(log.take_in(theirs)) == 2
    assert [parse(line).id for line in log.export().splitlines()] == [decision.id for decision in log]
    assert len(DecisionLog(log.path.parent)) == 4


def test_a_torn_or_foreign_line_is_passed_over_and_kept(log: DecisionLog) -> None:
    log.record(Decision(Action.HIDE, key("Beta")))
    with log.path.open("a") as file:
        file.write('{"do": "hide", "kind": "org"}\n[]\nnonsense\n{"id": "1", "at": "2')
    again = DecisionLog(log.path.parent)
    assert (len(again), again.unreadable) == (1, 4)
    again.record(Decision(Action.HIDE, key("Acme")))
    assert len(DecisionLog(log.path.parent)) == 2
    assert "nonsense" in log.path.read_text()


names = st.sampled_from(["Acme", "Acme Works", "Beta", "Gamma"])
made = st.one_of(
    st.builds(same, names, names),
    st.builds(different, names, names),
    st.builds(
        lambda name, new: Decision(Action.RENAME, key(name), name=new), names, st.text(min_size=1, max_size=9)
    ),
    st.builds(lambda name: Decision(Action.HIDE, key(name)), names),
)


@given(st.lists(made, max_size=8))
def test_lines_round_trip(decisions: list[Decision]) -> None:
    for decision in stamp(decisions):
        line = decision.as_line()
        assert "\n" not in line
        assert parse(line) == decision


@settings(deadline=None)
@given(st.lists(made, max_size=8))
def test_different_is_never_merged(decisions: list[Decision]) -> None:
    seen = overlay(stamp(decisions), lambda _: None)
    for decision in decisions:
        if decision.action is Action.DIFFERENT and decision.other and decision.key != decision.other:
            roots = {seen.same.get(k, k) for k in (decision.key, decision.other)}
            assert len(roots) == 2
    assert all(root not in seen.same for root in seen.same.values())


@given(st.lists(made, min_size=1, max_size=6))
def test_undoing_everything_leaves_nothing(decisions: list[Decision]) -> None:
    lines = stamp(decisions)
    undone = [Decision(Action.UNDO, of=decision.id) for decision in reversed(lines)]
    assert in_force([*lines, *undone]) == ()
    assert next_redo([*lines, *undone]) == lines[0]
    redone = [Decision(Action.REDO, of=decision.id) for decision in lines]
    assert in_force([*lines, *undone, *redone]) == tuple(lines)


@given(st.lists(st.tuples(st.sampled_from("shdrtu"), st.integers(0, 4), st.integers(0, 4)), max_size=12))
@settings(deadline=None)
def test_one_more_decision_gives_what_all_of_them_give(steps: list[tuple[str, int, int]]) -> None:
    actions = {
        "s": lambda a, b: Decision(Action.SAME, key(f"n{a}"), key(f"n{b}"), name=f"n{b}"),
        "d": lambda a, b: different(f"n{a}", f"n{b}"),
        "h": lambda a, _: Decision(Action.HIDE, key(f"n{a}")),
        "r": lambda a, b: Decision(Action.RENAME, key(f"n{a}"), name=f"x{b}"),
        "t": lambda a, b: Decision(Action.RETYPE, key(f"n{a}"), kind=list(EntityKind)[b % 4]),
    }
    log = DecisionLog(Path("nowhere"))
    for number, (what, a, b) in enumerate(steps):
        if what == "u":
            if target := next(reversed(in_force(log)), None):
                log._decisions.append(stamp([Decision(Action.UNDO, of=target.id)])[0])
        else:
            made = actions[what](a, b).stamped(START + timedelta(seconds=number))
            log._decisions.append(made)
        assert log.overlay(article_number) == overlay(log, article_number)

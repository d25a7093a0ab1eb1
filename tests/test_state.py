"""The view as a value: questions, answers, moving about, history."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from search.query.interface import Filter, Page, Query, Sort
from tui.reader.state import HISTORY, History, Pane, ViewState

ADA = Filter("person", "Ada Crosier")
QUAY = Filter("place", "Quay")


def test_asking_keeps_filters_and_starts_at_the_first_row() -> None:
    state = ViewState().narrowed(ADA).chose(7, "x", "X").asked("harbour")
    assert state.query.text == "harbour"
    assert state.query.filters == (ADA,)
    assert (state.row, state.chosen) == (0, "")


def test_narrowing_twice_by_the_same_says_it_once() -> None:
    assert ViewState().narrowed(ADA).narrowed(QUAY).narrowed(ADA).query.filters == (QUAY, ADA)


def test_excluding_replaces_narrowing_to_the_same() -> None:
    excluded = Filter("person", "Ada Crosier", exclude=True)
    assert ViewState().narrowed(ADA).narrowed(excluded).query.filters == (excluded,)


def test_widening_undoes_the_last_narrowing_then_the_text() -> None:
    state = ViewState().asked("harbour").narrowed(ADA).narrowed(QUAY)
    state = state.widened()
    assert state.query.filters == (ADA,)
    state = state.widened()
    assert (state.query.filters, state.query.text) == ((), "harbour")
    assert not state.widened().narrowed_or_asked


def test_everything_is_sorted_by_date_and_words_by_score() -> None:
    assert ViewState().sort is Sort.DATE
    assert ViewState().asked("harbour").sort is Sort.SCORE


def test_sorts_go_around_and_score_needs_words() -> None:
    state, seen = ViewState(), []
    for _ in range(3):
        state = state.next_sort()
        seen.append(state.sort)
    assert seen == [Sort.OLDEST, Sort.TITLE, Sort.DATE]
    asked = ViewState().asked("harbour")
    assert asked.next_sort().query.recent
    assert asked.next_sort().order == "newer"
    assert asked.next_sort().next_sort().order == "date"
    assert not asked.next_sort().next_sort().query.recent
    assert asked.next_sort(-1).sort is Sort.TITLE


def test_the_collection_is_counted_when_everything_is_shown() -> None:
    state = ViewState().found(Page(Query(), 3000, ()))
    state = state.asked("harbour").found(Page(Query("harbour"), 12, ()))
    assert (state.total, state.collection) == (12, 3000)


def test_zooming_stays_while_the_focus_goes_about() -> None:
    zoomed = ViewState().zoom()
    assert zoomed.focused(Pane.ARTICLE).zoomed
    assert not zoomed.zoom().zoomed


def test_leaving_the_drawer_closes_it() -> None:
    drawn = replace(ViewState().focused(Pane.ENTITIES), drawer=True)
    assert not drawn.focused(Pane.LIST).drawer


def test_history_goes_back_and_forward() -> None:
    first, second = ViewState(), ViewState().asked("harbour")
    history = History().visited(first, second)
    state, history = history.back(second)
    assert state == first
    state, history = history.forward(state)
    assert state == second
    assert history.forward(second) == (second, history)


def test_the_same_question_is_no_step() -> None:
    state = ViewState().asked("harbour")
    assert not History().visited(state, state.chose(4, "x")).past


@given(st.lists(st.text("ab", min_size=1, max_size=3), max_size=30))
def test_back_as_often_as_one_went_ends_where_one_began(texts: list[str]) -> None:
    state, history = ViewState(), History()
    for text in texts:
        new = state.asked(text)
        history = history.visited(state, new)
        state = new
    while history.past:
        state, history = history.back(state)
    assert state.query == Query()


def test_history_is_bounded() -> None:
    state, history = ViewState(), History()
    for number in range(HISTORY + 50):
        new = state.asked(str(number))
        history = history.visited(state, new)
        state = new
    assert len(history.past) == HISTORY


def test_all_words_alone_stays_whatever_is_asked_next() -> None:
    """The setting ``some_words`` holds for every question, not for the first one."""
    state = ViewState(query=Query("a")).demanding(True)
    for after in (
        state.asked("b"),
        state.narrowed(Filter("tag", "x")),
        state.only(Filter("tag", "x")),
        state.likened("1f"),
        state.literally(),
    ):
        assert after.query.strict
    assert not state.demanding(False).query.strict

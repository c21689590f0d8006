"""Events one after the other, as a server or a session gives them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.adapters import clearml_events
from labbook.adapters.clearml_events import EventReader, Events


def plot(name: str, step: int | None = 1, text: str = "{}") -> dict[str, Any]:
    return {"type": "plot", "metric": name, "variant": "s", "iter": step, "plot_str": text}


def read(*events: dict[str, Any]) -> Events:
    reader = EventReader()
    reader.read_all(events)
    return reader.result("task 1")


def said(events: Events) -> list[str]:
    return [lack.what for lack in events.missing]


def test_of_more_plots_than_are_kept_the_last_is_the_last() -> None:
    found = read(*(plot("roc", step, str(step)) for step in range(2000)), plot("loss"))
    assert [(one.title, one.step, one.plotly) for one in found.plots] == [
        ("roc", 1999, "1999"),
        ("loss", 1, "{}"),
    ]
    assert said(found) == ["1999 earlier plots"]


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=9))
def test_the_greatest_step_is_kept_and_of_equals_the_last_that_came(
    steps: list[int | None],
) -> None:
    found = read(*(plot("roc", step, str(n)) for n, step in enumerate(steps)))
    last = max(range(len(steps)), key=lambda n: (steps[n] or 0, n))
    assert [one.plotly for one in found.plots] == [str(last)]
    assert said(found) == ([f"{len(steps) - 1} earlier plots"] if steps[1:] else [])


def test_plots_are_bounded_one_by_one_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearml_events, "MOST_PLOT", 10)
    monkeypatch.setattr(clearml_events, "MOST_PLOTTED", 25)
    found = read(*(plot(name, 1, "x" * 10) for name in "abc"), plot("d", 1, "x" * 5))
    assert [one.title for one in found.plots] == ["a", "b", "d"]
    assert said(found) == ["1 plots of task 1"]
    # What makes room by a later and shorter one can be used again.
    found = read(plot("a", 1, "x" * 10), plot("a", 2, "x"), *(plot(n, 1, "x" * 10) for n in "bc"))
    assert [len(one.plotly) for one in found.plots] == [1, 10, 10]


def test_a_last_plot_that_is_too_large_is_not_replaced_by_an_earlier_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clearml_events, "MOST_PLOT", 10)
    found = read(plot("a", 1), plot("a", 2, "x" * 11))
    assert found.plots == ()
    assert said(found) == ["1 plots of task 1", "1 earlier plots"]

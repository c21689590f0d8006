"""What is taken from a run record, whatever it holds."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.history import History, read_past_run, unusual
from labbook.formats.record import write_record
from labbook.model.metric import MetricSummary
from labbook.model.run import RunState
from tests.formats.history.lab import CONFIG, config
from tests.formats.report.runs import record

BASE = {"schema": 1, "state": "finished", "run": "2026-01-01-old/1"}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


point = st.lists(anything, max_size=3) | st.tuples(st.integers(), st.floats()).map(list)
nearly_a_summary = st.fixed_dictionaries(
    {"non_finite": anything | st.just(2)},
    optional={
        "count": anything,
        "last": point | anything,
        "first": point,
        "first_non_finite": st.integers() | anything,
    },
)


def read(**fields: Any):  # type: ignore[no-untyped-def]
    return read_past_run(json.dumps({**BASE, **fields}), experiment="2026-01-01-old")


def test_a_record_tells_values_classes_and_end() -> None:
    whole = record(1, parameters={"lr": 0.1, "x": [1]}, classes={"model": "a.B"})
    past = read_past_run(write_record(whole), experiment="2026-01-01-renamed")
    assert past is not None
    assert (past.experiment, past.state) == ("2026-01-01-renamed", RunState.FINISHED)
    assert (past.parameters, past.classes) == ({"lr": 0.1, "x": [1]}, {"model": "a.B"})
    assert past.well


@pytest.mark.parametrize(
    ("last", "first_non_finite", "diverged"),
    [((9, 0.1), 5, False), ((4, 0.1), 5, True), (None, 0, True), ((4, 0.1), None, True)],
)
def test_a_run_diverged_where_nothing_finite_follows(
    last: Any, first_non_finite: int | None, diverged: bool
) -> None:
    loss = MetricSummary(10, None, last, None, None, 1, first_non_finite)
    text = write_record(replace(record(1), metrics={"train/loss": loss}))
    past = read_past_run(text, experiment="x")
    assert past is not None
    assert past.diverged is diverged
    assert past.well is not diverged


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", "{}", "null", "[" * 100_000, '{"schema": 3, "state": "finished"}', "\x00"],
)
def test_what_is_no_record_is_passed_over(text: str) -> None:
    assert read_past_run(text, experiment="x") is None


@pytest.mark.parametrize("name", ["parameters", "classes", "metrics", "state"])
@given(value=anything)
def test_a_broken_record_raises_nothing(name: str, value: object) -> None:
    read(**{name: value})


@given(nearly_a_summary)
def test_a_broken_metric_raises_nothing(summary: dict[str, object]) -> None:
    read(metrics={"train/loss": summary})


def test_a_record_with_a_broken_metric_is_passed_over() -> None:
    assert read(metrics={"train/loss": {"non_finite": 2, "last": []}}) is None


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["lr", "optimizer.lr", "encoder.channels"]), anything),
        min_size=5,
        max_size=9,
    ),
    anything,
)
def test_no_history_keeps_a_config_from_being_judged(
    parameters: list[dict[str, object]], classes: object
) -> None:
    runs = [read(parameters=values, classes={"encoder": classes}) for values in parameters]
    history = History(run for run in runs if run)
    for one in unusual(history, config(CONFIG), experiment="2026-11-23-new").values():
        assert one.message.isprintable()


def test_numbers_that_no_float_holds_are_no_history() -> None:
    text = json.dumps({**BASE, "parameters": {"lr": 0}}).replace('"lr": 0', f'"lr": {10**400}')
    runs = [read_past_run(text, experiment=f"2026-01-0{n}-old") for n in range(1, 9)]
    assert unusual(History(run for run in runs if run), config(CONFIG), experiment="x") == {}

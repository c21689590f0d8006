"""Which runs are averaged: those that were given the same but for their seed."""

from typing import Any

import pytest

from labbook.formats.report.alike import alike, differing, without_seed
from tests.formats.report.runs import record


def groups(*given: dict[str, Any]) -> list[list[int]]:
    runs = [record(number, **fields) for number, fields in enumerate(given, 1)]
    return [[run.run.number for run in group] for group in alike(runs)]


def data(**fields: str) -> dict[str, Any]:
    return {"data": ({"name": "corpus", "source": "/data/corpus", "digest": None, **fields},)}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("results/net/1", "results/net/<seed>"),
        ("results/seed1/net", "results/seed<seed>/net"),
        ("results/seed_1.ckpt", "results/seed_<seed>.ckpt"),
        ("net-1", "net-<seed>"),
    ],
)
def test_a_part_of_a_name_that_is_the_seed_follows_from_it(value: str, shown: str) -> None:
    assert without_seed(value, 1) == shown


@pytest.mark.parametrize(
    "value", ["net-v1", "v1.5", "1", "0.1", "1e-1", "[1, 5]", "x1", "1x", "{'lr': 1}", "a/1.5", 1]
)
def test_what_only_holds_its_digits_is_left(value: object) -> None:
    assert without_seed(value, 1) == value


@pytest.mark.parametrize("value", ["net-v{}", "1e-{}", "{}", "[{}, 8]", "{} layers"])
def test_runs_of_unlike_texts_are_not_alike(value: str) -> None:
    given = [{"parameters": {"seed": seed, "model": value.format(seed)}} for seed in (1, 2)]
    assert groups(*given) == [[1], [2]]


def test_runs_on_other_data_are_not_alike() -> None:
    assert groups(data(digest="sha256:1"), data(digest="sha256:2")) == [[1], [2]]
    assert groups(data(), data(source="/data/other")) == [[1], [2]]
    assert groups(data(), {}) == [[1], [2]]
    assert differing([record(1, **data()), record(2)]) == ["data corpus"]


def test_the_same_data_in_two_places_are_the_same() -> None:
    here, there = (data(source=place, digest="sha256:1") for place in ("/a", "/b"))
    assert groups(here, there) == [[1, 2]]


def test_a_config_counts_as_a_whole_where_its_parameters_are_not_known() -> None:
    one, other = ({"config_digest": f"sha256:{digest}"} for digest in "ab")
    assert groups(one, other, one) == [[1, 3], [2]]
    assert groups(*({**run, "parameters": {"lr": 1}} for run in (one, other))) == [[1, 2]]
    assert groups(*({**one, "overrides": {"seed": seed}} for seed in (1, 2))) == [[1, 2]]

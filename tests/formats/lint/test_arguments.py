"""Arguments of a config against signatures, with their places."""

import pytest

from labbook.formats.config import read_config
from labbook.formats.lint.arguments import check_arguments
from labbook.model.problem import Problem
from tests.formats.lint.environment import callables

LAB = """
class Net:
    def __init__(self, width, depth=2, *, bias=True): pass
class Open:
    def __init__(self, first, *rest, **options): pass
def train(net, epochs): pass
def seed(value): pass
"""
UNKNOWN, MISSING = "config-unknown-argument", "config-missing-argument"
TAKES = "it takes width, depth, bias"


def problems(text: str) -> list[Problem]:
    config = read_config(text, name="c.yaml")
    assert not config.problems
    return list(check_arguments(config, callables(lab=LAB).signature))


@pytest.mark.parametrize(
    "text",
    [
        "net: !new:lab.Net\n  width: 1\n  bias: false\n",
        "net: !new:lab.Net [1, 2]\n",
        "net: !new:lab.Open\n  first: 1\n  anything: 2\n",
        "net: !new:lab.Open [1, 2, 3, 4]\n",
        "train: !name:lab.train\n  epochs: 3\n",
        "train: !name:lab.train\n",
        "__seed: !apply:lab.seed [3]\n",
        "net: !new:elsewhere.Net\n  anything: 1\n",
        "net: !new:lab.Net\n  width: {deep: {er: 1}}\n",
        "net: !new:lab.Net\n  width: !new:lab.Net\n    width: 1\n",
        "text: '!new:lab.Net'\nmore: {x: 1}\n",
        "net: !new:lab.Net\n  width: 1\nnet.x: 2\nnetwork: {x: 1}\n",
    ],
)
def test_what_fits_is_no_problem(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("net: !new:lab.Net\n  width: 1\n  dept: 2\n", (3, 9, UNKNOWN, "did you mean depth?")),
        ("a:\n  - !new:lab.Net\n    width: 1\n    x: 2\n", (4, 8, UNKNOWN, TAKES)),
        ("net: !new:lab.Net [1, 2, 3]\n", (1, 26, UNKNOWN, "it takes width, depth")),
        ("net: !new:lab.Net\n  width: 1\n  \"a.b\": 2\n", (3, 10, UNKNOWN, TAKES)),
        ("o: !name:lab.train\n  epoch: 1\n", (2, 10, UNKNOWN, "did you mean epochs?")),
        ("__s: !apply:lab.seed {seed: 1}\n", (1, 29, UNKNOWN, "it takes value")),
        ("net: !new:lab.Net\n  x: {y: 1}\n", (2, 10, UNKNOWN, TAKES)),
        ("net: !new:lab.Net\n  depth: 2\n", (1, 6, MISSING, "without it the object can't be made")),
        ("net: !new:lab.Nte\n  x: 2\n", (1, 6, "config-unknown-class", "did you mean Net?")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_where_it_stands(
    text: str, expected: tuple[int, int, str, str]
) -> None:
    assert [(p.line, p.column, p.code, p.hint) for p in problems(text)] == [expected]


def test_an_object_is_looked_at_once_where_it_is_written() -> None:
    text = "a: !new:lab.Net\n  dept: 1\nb: !ref <a>\nc: !copy <a>\nd: {e: !ref <a>}\n"
    assert [p.line for p in problems(text)] == [2]


def test_objects_of_an_include_are_looked_at_in_their_file() -> None:
    config = read_config(
        "all: !include:net.yaml\n",
        name="experiments/one/config.yaml",
        read_include=lambda _: "net: !new:lab.Net\n  wdith: 1\n",
    )
    (problem,) = check_arguments(config, callables(lab=LAB).signature)
    assert (problem.path, problem.line) == ("experiments/one/net.yaml", 2)


def test_a_key_of_many_digits_is_no_place() -> None:
    (problem,) = problems(f"net: !new:lab.Net\n  width: 1\n  ? '{'9' * 5_000}'\n  : 1\n")
    assert "takes no" in problem.message


def test_a_message_is_short_whatever_the_names_are() -> None:
    text = f"net: !new:lab.Net\n  {'x' * 900}: 1\n"
    (problem,) = problems(text)
    assert len(problem.message) < 200

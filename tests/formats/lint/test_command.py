"""The words of a manifest's commands, with the places at which they stand."""

from collections.abc import Iterator

import pytest

from labbook.formats.config.model import Config
from labbook.formats.config.reader import read_config
from labbook.formats.lint.command import MAX_NESTED, Program, check_command, check_config_file
from labbook.model.problem import Problem
from tests.formats.lint.test_launching import read


def overrides(*words: str) -> Iterator[Problem]:
    lines = "".join(f"  - {word!r}\n" for word in words)
    manifest, places = read(f"command:\n{lines}")
    program = Program("train.py", {"debug", "device"}, ("lr", "epochs", "loader"), resolve)
    return check_command(manifest, program, places, "launch.yaml")


def resolve(overrides: str) -> Config:
    text = "lr: 1\nepochs: 2\nloader: {batch_size: 8}\n"
    return read_config(text, name="config.yaml", overrides=overrides)


@pytest.mark.parametrize(
    "words",
    [
        ("python", "train.py", "config.yaml", "--lr", "0.1", "--epochs=3"),
        ("python", "train.py", "config.yaml", "--debug", "--dev", "cuda:0"),
        ("torchrun", "--nproc_per_node=4", "train.py", "config.yaml"),
        ("python", "train.py", "config.yaml", "-v", "--"),
        ("python", "train.py", "--loader", "{batch_size: 1}", "--loader={}", "--lr", "{a: 1}"),
        ("python", "other.py", "--lrr", "1"),
    ],
)
def test_overrides_that_fit(words: tuple[str, ...]) -> None:
    assert list(overrides(*words)) == []


def test_overrides_that_match_nothing_are_named_where_they_stand() -> None:
    problems = overrides("python", "train.py", "--epoch=3", "config.yaml", "--lrr", "0.1", "--x")
    assert [(p.line, p.hint) for p in problems] == [
        (4, "did you mean epochs?"),
        (6, "did you mean lr?"),
        (8, None),
    ]


@pytest.mark.parametrize("words", [("--loader", "{batch_sise: 1}"), ("--loader={batch_sise: 1}",)])
def test_overrides_further_down_are_looked_at(words: tuple[str, ...]) -> None:
    (problem,) = overrides("python", "train.py", "config.yaml", *words)
    assert (problem.code, problem.line) == ("manifest-unknown-override", 5)
    assert problem.message == (
        "the override loader.batch_sise matches no key and is added as a new one"
    )
    assert problem.hint == "did you mean batch_size?"


def test_no_more_overrides_are_resolved_than_a_person_writes() -> None:
    words = ["--loader={x: 1}"] * (MAX_NESTED + 1)
    assert len(list(overrides("python", "train.py", *words))) == MAX_NESTED


def test_the_smoke_command_is_looked_at_too() -> None:
    manifest, places = read("command: [python, train.py]\nsmoke: [python, train.py, --lrr, '1']\n")
    program = Program("train.py", (), ["lr"], resolve)
    (problem,) = check_command(manifest, program, places, "launch.yaml")
    assert (problem.code, problem.line) == ("manifest-unknown-override", 2)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("[python, train.py, config.yaml, --lr, '1']", False),
        ("[python, train.py, conf.yaml]", True),
        ("[python, train.py, conf.yml]", True),
        ("[python, train.py, --config, conf.yaml]", False),
        ("[python, train.py]", False),
        ("[sh, run.sh, conf.yaml]", False),
    ],
)
def test_the_config_of_a_command_has_to_be_there(command: str, found: bool) -> None:
    manifest, places = read(f"command: {command}\n")
    problems = check_config_file(manifest, "config.yaml".__eq__, places, "launch.yaml")
    assert [(p.code, p.line) for p in problems] == [("manifest-no-config", 1)] * found

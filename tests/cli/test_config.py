"""`labbook config` as a person runs it."""

import json
from pathlib import Path

import pytest

from labbook.formats.record import write_record
from labbook.model.reference import RunRef
from tests.adapters.git_journal import EXPERIMENT, make_journal
from tests.cli.running import labbook
from tests.commands.filled_journal import record

NAME = f"experiments/{EXPERIMENT}/config.yaml"
CONFIG = """lr: 1e-3
half: !ref <lr> / 2
day: 2026-11-23
nothing: .nan
encoder: !new:torch.nn.Linear {size: 3}
__seed: !apply:torch.manual_seed [1]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "journal"
    root.mkdir()
    make_journal(root)
    (root / NAME).write_text(CONFIG)
    return root


def test_every_value_stands_with_its_line_and_its_text(root: Path) -> None:
    done = labbook(root, "config", "8khz")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        """\
line  key           value                 written as
   1  lr            0.001                 1e-3
   2  half          0.0005                !ref <lr> / 2
   3  day           2026-11-23
   4  nothing       nan                   .nan
   5  encoder       !new:torch.nn.Linear
   5  encoder.size  3
   6  __seed        !apply:torch.manual_seed
   6  __seed.0      1
"""
    )


def test_json_has_what_the_program_gets_and_what_is_hidden_from_it(root: Path) -> None:
    found = json.loads(labbook(root, "config", NAME, "--json").stdout)
    assert found["schema"] == 1
    assert found["leaves"][1] == {
        "key": "half",
        "raw": "!ref <lr> / 2",
        "value": 0.0005,
        "line": 2,
        "column": 7,
        "symbolic": False,
        "path": NAME,
    }
    values = [(leaf["key"], leaf["value"]) for leaf in found["leaves"][2:]]
    assert values == [
        ("day", "2026-11-23"),
        ("nothing", "nan"),
        ("encoder", "!new:torch.nn.Linear"),
        ("encoder.size", 3),
    ]
    assert [leaf["key"] for leaf in found["hidden"]] == ["__seed", "__seed.0"]
    assert found["problems"] == []


def test_overrides_are_applied_as_the_library_applies_them(root: Path) -> None:
    settings = ("--set", "lr=4", "--set", "encoder={size: 5}")
    done = labbook(root, "config", "8khz", "--json", *settings)
    values = {leaf["key"]: leaf["value"] for leaf in json.loads(done.stdout)["leaves"]}
    assert (values["lr"], values["half"], values["encoder.size"]) == (4, 2, 5)


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ("lr=1,2", 2, "a config has one value of each key"),
        ("lr", 2, "'lr' sets nothing"),
        ("lrr=1", 1, "did you mean lr?"),
        ("encoder.size=1", 1, "set by a mapping: encoder={size: …}"),
    ],
)
def test_an_override_that_does_not_fit_is_told(
    root: Path, setting: str, code: int, said: str
) -> None:
    done = labbook(root, "config", "8khz", "--set", setting)
    assert done.returncode == code
    assert said in done.stderr


def test_a_config_with_errors_is_shown_and_exits_with_1(root: Path) -> None:
    (root / NAME).write_text("a: 1\nb: !PLACEHOLDER\n")
    done = labbook(root, "config", NAME, "--json")
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"{NAME}:2:4: error: a placeholder has no value yet [config-placeholder]\n"
    )
    found = json.loads(done.stdout)
    assert found["leaves"][0]["value"] == 1
    assert [problem["code"] for problem in found["problems"]] == ["config-placeholder"]


def test_a_file_alone_needs_no_journal(tmp_path: Path) -> None:
    (tmp_path / "train.yaml").write_text("a: !include:more.yaml\nb: !include:../more.yaml\n")
    (tmp_path / "more.yaml").write_text("x: 1\n")
    done = labbook(tmp_path, "config", "train.yaml", "--json")
    assert done.returncode == 1
    assert [leaf["key"] for leaf in json.loads(done.stdout)["leaves"]] == ["a.x", "b"]
    assert "'../more.yaml' is not a file inside" in done.stderr
    assert labbook(tmp_path, "config", "8khz").returncode == 3


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, root: Path) -> None:
    for folder in (tmp_path, root):
        done = labbook(folder, "config", "nope.yaml")
        assert (done.returncode, done.stderr) == (2, "error: nope.yaml: there is no such file\n")
    done = labbook(root, "diff", "8khz", "nope.yaml")
    assert (done.returncode, done.stderr) == (2, "error: nope.yaml: there is no such file\n")


def test_of_a_run_whose_commit_is_not_here_no_text_and_no_place_is_invented(root: Path) -> None:
    path = root / f"experiments/{EXPERIMENT}/runs/1/run.json"
    path.parent.mkdir(parents=True)
    known = record(1, 12.0, run=RunRef(EXPERIMENT, 1), parameters={"old": 2})
    path.write_text(write_record(known))
    done = labbook(root, "config", f"{EXPERIMENT}/1")
    assert done.stdout == "line  key  value  written as\n      old  2\n"
    assert done.stderr == (
        "shown are the values and classes that the run record keeps; its commit is not here\n"
    )
    leaf = json.loads(labbook(root, "config", f"{EXPERIMENT}/1", "--json").stdout)["leaves"][0]
    assert (leaf["value"], leaf["raw"], leaf["path"], leaf["line"]) == (2, None, None, None)
    changed = json.loads(labbook(root, "diff", f"{EXPERIMENT}/1", "8khz", "--json").stdout)
    [gone] = [one for one in changed["causes"] if one["kind"] == "removed"]
    assert (gone["key"], gone["before_raw"], gone["path"], gone["line"]) == (
        "old",
        None,
        None,
        None,
    )


def test_what_differs_by_its_quotes_only_is_not_told_twice(root: Path) -> None:
    (root / NAME).write_text("a: '5'\nb: 0x5\n")
    lines = labbook(root, "config", NAME).stdout.splitlines()
    assert [line.split() for line in lines[1:]] == [["1", "a", "'5'"], ["2", "b", "5", "0x5"]]

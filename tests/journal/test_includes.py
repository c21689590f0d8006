"""Includes of a config on disk: whatever they name, they end soon and stay in the journal."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.formats.config import Config
from labbook.journal.find import find_journal
from labbook.journal.launchable import resolve_config

SECRET = "do-not-tell: 1\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "journal"
    (root / "experiments" / "one").mkdir(parents=True)
    (root / "labbook.toml").touch()
    (tmp_path / "secret.yaml").write_text(SECRET)
    return root


def read(root: Path, text: str) -> Config:
    return resolve_config(find_journal(root), text, "experiments/one/config.yaml")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40 * 1024**3)


def loop(path: Path) -> None:
    path.symlink_to("other.yaml")
    path.with_name("other.yaml").symlink_to(path.name)


MADE: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "this is no file"),
    "folder": (Path.mkdir, "this is no file"),
    "endless": (lambda path: path.symlink_to("/dev/zero"), "leads out of the journal"),
    "outside": (lambda path: path.symlink_to("../../../secret.yaml"), "leads out of the journal"),
    "circle": (loop, "can't be read"),
    "nowhere": (lambda path: path.symlink_to("gone.yaml"), "missing"),
    "huge": (sparse, "larger than 16 MiB"),
    "utf-16": (lambda path: path.write_text("a: 1\n", encoding="utf-16"), "not UTF-8"),
    "nothing": (lambda path: None, "missing"),
}


@pytest.mark.parametrize("what", MADE)
def test_an_include_that_is_no_readable_file_is_a_problem(root: Path, what: str) -> None:
    make, told = MADE[what]
    make(root / "experiments" / "one" / "base.yaml")
    config = read(root, "base: !include:base.yaml\nlr: 1\n")
    (problem,) = config.problems
    assert problem.code == "config-include-missing"
    assert told in problem.message
    assert config.parameters() == {"lr": 1}


def test_a_folder_that_leads_out_is_not_followed(root: Path) -> None:
    (root / "experiments" / "one" / "up").symlink_to(root.parent)
    config = read(root, "base: !include:up/secret.yaml\n")
    assert [problem.code for problem in config.problems] == ["config-include-missing"]
    assert "do-not-tell" not in str(config)


def test_a_link_within_the_journal_is_followed(root: Path) -> None:
    (root / "shared.yaml").write_text("lr: 1e-3\n")
    (root / "experiments" / "one" / "base.yaml").symlink_to("../../shared.yaml")
    config = read(root, "base: !include:base.yaml\n")
    assert (config.problems, config.parameters()) == ((), {"base.lr": 0.001})


def test_an_include_is_read_once_so_that_it_can_not_change_in_between(root: Path) -> None:
    (root / "experiments" / "one" / "base.yaml").write_text("lr: !ref <size> * 2\nsize: 1\n")
    config = read(root, "a: !include:base.yaml\nb: !include:base.yaml {size: 4}\n")
    assert config.parameters() == {"a.lr": 2, "a.size": 1, "b.lr": 8, "b.size": 4}
    assert config.includes == ("experiments/one/base.yaml",)

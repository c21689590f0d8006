"""An experiment as it is now, as it was at a commit, and as it was for a run."""

import subprocess
from pathlib import Path

import pytest

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.config import config_digest
from labbook.formats.record import write_record
from labbook.journal.find import Journal, find_journal
from labbook.journal.states import ExperimentState, state_at, state_now, state_of_run
from labbook.model.reference import RunRef
from labbook.model.run import Code
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal
from tests.commands.filled_journal import record

FOLDER = f"experiments/{EXPERIMENT}"
CONFIG = "seed: 1\nlr: 0.1\nhalf: !ref <lr> / 2\nsizes: [16, 8]\nbase: !include:../base.yaml\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A journal that is a folder of a repository."""
    root = tmp_path / "repository" / "journals" / "speech"
    root.mkdir(parents=True)
    git(root.parent.parent, "init", "--quiet")
    make_journal(root)
    (root / ".git").rename(tmp_path / "unused")
    (root / "experiments" / "base.yaml").write_text("width: 4\n")
    (root / FOLDER / "config.yaml").write_text(CONFIG)
    commit_all(root)
    return root


@pytest.fixture
def journal(root: Path) -> Journal:
    return find_journal(root)


def value(state: ExperimentState, key: str) -> object:
    return state.config.parameters()[key]


def claim(root: Path, number: int, overrides: str) -> RunRef:
    """The tag that a launch would make."""
    ref = RunRef(EXPERIMENT, number)
    message = (
        f'{{"created": "2026-11-23T09:00:00Z", "launcher": "local", "overrides": {overrides}}}'
    )
    git(root, "tag", "--annotate", "--message", message, ref.tag)
    return ref


def test_a_commit_is_read_from_git_with_its_includes(root: Path, journal: Journal) -> None:
    commit = git(root, "rev-parse", "HEAD")
    now = state_now(journal, journal.layout.experiment(EXPERIMENT))
    (root / "experiments" / "base.yaml").write_text("width: 8\n")
    (root / FOLDER / "launch.yaml").write_text("command: [python, other.py]\n")
    then = state_at(journal, commit, FOLDER)
    assert (then.config, then.manifest, then.problems) == (now.config, now.manifest, ())
    assert (then.experiment, then.commit, now.commit) == (EXPERIMENT, commit, None)
    changed = state_now(journal, journal.layout.experiment(EXPERIMENT))
    assert value(changed, "base.width") == 8
    assert changed.manifest
    assert changed.manifest.command == ("python", "other.py")


def test_overrides_are_applied_at_a_commit(root: Path, journal: Journal) -> None:
    state = state_at(journal, git(root, "rev-parse", "HEAD"), FOLDER, "lr: 4")
    assert value(state, "half") == 2


def test_a_link_is_followed_within_the_journal_only(root: Path, journal: Journal) -> None:
    (root / "shared.yaml").write_text("width: 5\n")
    base = root / "experiments" / "base.yaml"
    base.unlink()
    base.symlink_to("../shared.yaml")
    inside = commit_all(root)
    assert value(state_at(journal, inside, FOLDER), "base.width") == 5
    (root.parent / "secret.yaml").write_text("width: 6\n")
    base.unlink()
    base.symlink_to("../../secret.yaml")
    outside = commit_all(root.parent)
    for state in (
        state_at(journal, outside, FOLDER),
        state_now(journal, journal.layout.experiment(EXPERIMENT)),
    ):
        [problem] = state.problems
        assert (problem.code, problem.line) == ("config-include-missing", 5)
        assert "out of the journal" in problem.message


def test_a_link_that_leads_in_circles_is_a_problem(root: Path, journal: Journal) -> None:
    base = root / "experiments" / "base.yaml"
    base.unlink()
    base.symlink_to("base.yaml")
    commit = commit_all(root)
    layout = journal.layout.experiment(EXPERIMENT)
    for state in (state_at(journal, commit, FOLDER), state_now(journal, layout)):
        assert [problem.code for problem in state.problems] == ["config-include-missing"]


def test_a_text_that_is_not_utf_8_is_never_patched_up(root: Path, journal: Journal) -> None:
    (root / FOLDER / "config.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(LabbookError, match="not UTF-8"):
        state_at(journal, commit_all(root), FOLDER)


def test_a_manifest_that_cannot_be_read_is_none_and_a_problem(root: Path, journal: Journal) -> None:
    (root / FOLDER / "launch.yaml").unlink()
    state = state_at(journal, commit_all(root), FOLDER)
    assert state.manifest is None
    assert [problem.code for problem in state.problems] == ["launch-unreadable"]


def test_an_experiment_that_the_commit_lacks_is_an_error(root: Path, journal: Journal) -> None:
    commit = git(root, "rev-parse", "HEAD")
    with pytest.raises(LabbookError, match="missing"):
        state_at(journal, commit, "experiments/2026-01-01-none")


@pytest.mark.parametrize("commit", ["", "HEAD", "--all", "0" * 39])
def test_what_is_no_commits_name_never_reaches_git(journal: Journal, commit: str) -> None:
    with pytest.raises(OutsideError, match="not known"):
        state_at(journal, commit, FOLDER)


def test_a_run_has_its_commit_and_its_overrides(root: Path, journal: Journal) -> None:
    ref = claim(root, 1, '{"lr": 0.4, "sizes": "[1, 2, 3]", "seed": "7"}')
    (root / FOLDER / "config.yaml").write_text("lr: 9\n")
    commit_all(root)
    state = state_of_run(journal, ref)
    assert state.label == f"{EXPERIMENT}/1"
    assert (value(state, "half"), value(state, "sizes.2"), value(state, "seed")) == (0.2, 3, "7")
    assert value(state_of_run(journal, ref, {"lr": "0.8"}), "half") == 0.4


def test_a_run_is_known_by_its_tag_where_its_experiment_is_on_another_branch(
    root: Path, journal: Journal
) -> None:
    ref = claim(root, 1, "{}")
    git(root, "rm", "-rq", FOLDER)
    commit_all(root)
    assert value(state_of_run(journal, ref), "lr") == 0.1


def test_a_run_that_is_none_is_an_error(journal: Journal) -> None:
    with pytest.raises(UsageError, match="there is no run"):
        state_of_run(journal, RunRef(EXPERIMENT, 3))


@pytest.fixture
def shallow(root: Path, tmp_path: Path) -> Path:
    """A clone of the last commit, without the one that a run has a record of."""
    ran = git(root, "rev-parse", "HEAD")
    run = root / FOLDER / "runs" / "1" / "run.json"
    run.parent.mkdir(parents=True)
    known = record(1, 12.0, run=RunRef(EXPERIMENT, 1), code=Code(None, ran, False, "train.py"))
    run.write_text(write_record(known))
    commit_all(root)
    target = tmp_path / "shallow"
    source = f"file://{root.parent.parent}"
    subprocess.run(["git", "clone", "-q", "--depth=1", source, str(target)], check=True)
    return target / "journals" / "speech"


def test_where_the_commit_is_not_here_the_record_tells(shallow: Path) -> None:
    state = state_of_run(find_journal(shallow), RunRef(EXPERIMENT, 1))
    assert state.label == f"{EXPERIMENT}/1 (from its record)"
    assert state.recorded
    assert state.manifest is None
    assert state.config.parameters() == {"seed": 1, "lr": 0.001}


def test_a_commit_that_a_shallow_clone_lacks_can_be_fetched_as_the_hint_says(
    shallow: Path, root: Path
) -> None:
    journal, commit = find_journal(shallow), git(root, "rev-parse", "HEAD~1")
    with pytest.raises(OutsideError, match="shallow clone") as caught:
        state_at(journal, commit, FOLDER)
    assert caught.value.hint
    git(shallow, *caught.value.hint.split()[1:])
    assert config_digest(state_at(journal, commit, FOLDER).config)

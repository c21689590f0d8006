"""`labbook diff` as a person runs it."""

import json
from pathlib import Path

import pytest

from labbook.formats.record import write_record
from labbook.model.reference import RunRef
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal
from tests.cli.running import labbook
from tests.commands.filled_journal import record

FOLDER = f"experiments/{EXPERIMENT}"
BASELINE = "2026-10-01-before"
CONFIG = "lr: {}\nlr_adapt: !ref <lr> / 2\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """`lr` was 0.002 in the commit, and is 0.004."""
    root = tmp_path / "journal"
    root.mkdir()
    make_journal(root)
    (root / FOLDER / "config.yaml").write_text(CONFIG.format(0.002))
    commit_all(root)
    (root / FOLDER / "config.yaml").write_text(CONFIG.format("4e-3"))
    return root


def test_from_a_revision_to_what_lies_on_disk(root: Path) -> None:
    done = labbook(root, "diff", "HEAD:8khz", "8khz")
    heading, _, *rest = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert heading == f"{EXPERIMENT} at HEAD ({git(root, 'rev-parse', 'HEAD')[:7]}) → {EXPERIMENT}"
    assert "\n".join(rest) == (
        "config\n  lr  0.002 → 0.004  config.yaml:1\n\n"
        "what follows\n  lr_adapt  0.001 → 0.002  follows <lr> / 2"
    )


def test_one_argument_is_compared_with_its_baseline(root: Path) -> None:
    before = root / "experiments" / BASELINE
    before.mkdir()
    (before / "report.md").write_text("---\ntitle: Before\n---\n")
    (before / "config.yaml").write_text(CONFIG.format(0.001))
    (root / FOLDER / "report.md").write_text(f"---\ntitle: T\nbaseline: {BASELINE}\n---\n")
    done = labbook(root, "diff", "8khz", "--json")
    found = json.loads(done.stdout)
    assert (found["from"], found["to"]) == (BASELINE, EXPERIMENT)
    assert [(c["key"], c["before"], c["after"]) for c in found["causes"]] == [("lr", 0.001, 0.004)]
    assert found["notes"] == [f"the manifests are not compared: that of {BASELINE} isn't known"]
    assert f"{BASELINE}: experiments/{BASELINE}/launch.yaml:1:1: error: this file is" in done.stderr


def test_without_a_baseline_the_usage_is_wrong(root: Path) -> None:
    done = labbook(root, "diff", "8khz")
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {EXPERIMENT} names no baseline\nhint: name what to compare: labbook diff A B\n"
    )


def test_runs_are_compared_with_their_overrides(root: Path) -> None:
    for number, lr in ((1, 0.1), (2, 0.3)):
        claim = {"created": "2026-11-23T09:00:00Z", "launcher": "local", "overrides": {"lr": lr}}
        git(root, "tag", "-a", "-m", json.dumps(claim), f"run/{EXPERIMENT}/{number}")
    done = labbook(root, "diff", f"{EXPERIMENT}/2", f"run/{EXPERIMENT}/1", "--md")
    assert done.stdout.startswith(f"### `{EXPERIMENT}/2` → `{EXPERIMENT}/1`\n\n| parameter |")
    assert "| `lr` | `0.3` | `0.1` |" in done.stdout


def test_a_changed_value_is_compared_with_the_labs_runs(root: Path) -> None:
    other = root / "experiments" / BASELINE
    for number in range(1, 7):
        path = other / "runs" / str(number) / "run.json"
        path.parent.mkdir(parents=True)
        values = {"lr": 0.00001 * number, "lr_adapt": 0.000005 * number}
        known = record(number, 12.0, run=RunRef(BASELINE, number), parameters=values)
        path.write_text(write_record(known))
    found = json.loads(labbook(root, "diff", "HEAD:8khz", "8khz", "--json").stdout)
    [cause] = found["causes"]
    assert "median" in cause["unusual"]
    assert cause["unusual"] in " ".join(labbook(root, "diff", "HEAD:8khz", "8khz").stdout.split())


def test_errors_are_told_and_do_not_hide_the_rest(root: Path) -> None:
    (root / FOLDER / "config.yaml").write_text(CONFIG.format(1) + "bad: !ref <nothing>\n")
    done = labbook(root, "diff", "HEAD:8khz", "8khz")
    assert done.returncode == 0
    assert f"{EXPERIMENT}: {FOLDER}/config.yaml:3:6: error: there is no <nothing>" in done.stderr
    assert "lr   0.002 → 1" in done.stdout


def test_a_config_of_which_nothing_can_be_read_is_an_error(root: Path) -> None:
    (root / FOLDER / "config.yaml").write_text("a: [1\n")
    done = labbook(root, "diff", "HEAD:8khz", "8khz")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"error: {FOLDER}/config.yaml:")


def test_a_text_that_looks_like_an_option_stays_a_text(root: Path) -> None:
    done = labbook(root, "diff", "--", "--output=stolen:8khz", "8khz")
    assert done.returncode == 2
    assert "names no commit" in done.stderr
    assert not (root / "stolen").exists()


def test_one_form_is_asked_for(root: Path) -> None:
    done = labbook(root, "diff", "HEAD:8khz", "8khz", "--md", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--md and --json exclude each other" in done.stderr

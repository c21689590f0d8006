"""From a refusal to an approval to a run, as two people type it."""

import json
from pathlib import Path

import pytest

from tests.adapters.git_journal import EXPERIMENT, git
from tests.cli.running import labbook
from tests.journal.review.lab import CONFIG, FIRST, FOLDER, MANIFEST, Lab, change, share

QUICK = MANIFEST.replace("python, train.py", "sh, -c, exit").replace(
    "python, smoke.py", "sh, -c, exit"
)
FAILS = QUICK.replace("smoke: [sh, -c, exit]", "smoke: [sh, -c, exit 1]")
UNTRIED = f"warning: no smoke run of this state has finished: labbook launch {EXPERIMENT} --smoke"


@pytest.fixture
def lab(lab: Lab) -> Lab:
    change(lab.ada, {f"{FOLDER}/launch.yaml": QUICK})
    share(lab)
    return lab


def test_a_long_run_is_launched_once_it_is_approved(lab: Lab) -> None:
    refused = labbook(lab.ada, "launch", "keywords", "--detach")
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "error: a run of 2d needs a review: no approval of this state" in refused.stderr
    assert git(lab.ada, "tag", "--list") == ""

    approved = labbook(lab.bob, "approve", "keywords", "--comment", "fine")
    assert (approved.returncode, approved.stdout) == (0, f"{FIRST}\n")
    assert f"{EXPERIMENT} at " in approved.stderr
    assert ", written by Ada Lovelace <ada@example.org>\nsha256:" in approved.stderr
    assert "the tag is not signed" in approved.stderr

    launched = labbook(lab.ada, "launch", "keywords")
    assert launched.returncode == 0, launched.stderr
    assert UNTRIED in launched.stderr
    assert labbook(lab.ada, "fill", "keywords").returncode == 0
    record = json.loads((lab.ada / FOLDER / "runs/1/run.json").read_text())
    assert record["review"] == str(FIRST)

    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.004")})
    void = labbook(lab.ada, "launch", "keywords", "--detach")
    assert void.returncode == 5
    assert "    lr  0.002 → 0.004  config.yaml:2\n" in void.stderr
    assert "hint: labbook approve " in void.stderr


def test_what_a_refused_launch_has_committed_is_told(lab: Lab) -> None:
    (lab.ada / FOLDER / "train.py").write_text("print(1)\n")
    refused = labbook(lab.ada, "launch", "keywords", "--commit")
    assert refused.returncode == 5
    assert f"committed: {FOLDER}/train.py\nerror: a run of 2d needs a review" in refused.stderr


def test_a_dry_run_says_what_would_be_refused(lab: Lab) -> None:
    done = labbook(lab.ada, "launch", "keywords", "--dry-run")
    assert done.returncode == 0
    assert f"tag:         run/{EXPERIMENT}/1" in done.stdout
    said = "warning: this would be refused: a run of 2d needs a review: no approval of this state"
    assert said in done.stderr


def test_the_last_author_is_refused(lab: Lab) -> None:
    done = labbook(lab.ada, "approve", "keywords")
    assert (done.returncode, done.stdout) == (5, "")
    assert "Ada Lovelace <ada@example.org> wrote this" in done.stderr


def test_an_override_that_matches_nothing_further_down_is_told(lab: Lab) -> None:
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG + "opt:\n    beta: 1\n"})
    share(lab)
    said = (
        "config.yaml:6:5: warning: the override opt.betta matches no key and is added as a new one"
        " [config-unknown-override]\n    did you mean beta?"
    )
    for command in (("launch", "--dry-run"), ("approve",)):
        done = labbook(lab.bob, *command, "keywords", "--set", "opt={betta: 2}")
        assert (done.returncode, done.stderr.count(said)) == (0, 1), done.stderr


def test_as_json(lab: Lab) -> None:
    done = labbook(lab.bob, "approve", "keywords", "--set", "lr=0.1,0.2", "--json")
    told = json.loads(done.stdout)
    digests = [one.pop("digest") for one in told["approved"]]
    assert len(set(digests)) == 2
    assert told == {
        "schema": 1,
        "experiment": EXPERIMENT,
        "review": str(FIRST),
        "commit": git(lab.bob, "rev-parse", "HEAD"),
        "approved": [{"overrides": {"lr": "0.1"}}, {"overrides": {"lr": "0.2"}}],
        "approved_by": None,
        "signed": False,
        "unpushed": None,
    }


def test_what_could_not_be_pushed_is_said_with_what_to_do(lab: Lab, tmp_path: Path) -> None:
    git(lab.bob, "remote", "set-url", "origin", str(tmp_path / "nowhere"))
    done = labbook(lab.bob, "approve", "keywords")
    assert done.returncode == 0
    assert f"hint: git push origin refs/tags/{FIRST}" in done.stderr


def test_a_smoke_run_needs_no_approval_and_quiets_the_warning(lab: Lab) -> None:
    labbook(lab.bob, "approve", "keywords", "--set", "lr=0.1,0.2")
    runs = ("launch", "keywords", "--dry-run", "--set", "lr=0.1,0.2")
    assert UNTRIED in labbook(lab.ada, *runs).stderr
    assert labbook(lab.ada, "launch", "keywords", "--smoke").returncode == 0
    assert UNTRIED in labbook(lab.ada, *runs).stderr
    assert labbook(lab.ada, "launch", "keywords", "--smoke", "--set", "lr=0.1").returncode == 0
    assert UNTRIED not in labbook(lab.ada, *runs).stderr
    change(lab.ada, {f"{FOLDER}/train.py": "print(1)\n"})
    assert UNTRIED in labbook(lab.ada, *runs).stderr


def test_a_smoke_run_that_fails_does_not_count(lab: Lab) -> None:
    change(lab.ada, {f"{FOLDER}/launch.yaml": FAILS})
    assert labbook(lab.ada, "launch", "keywords", "--smoke").returncode == 1
    assert UNTRIED in labbook(lab.ada, "launch", "keywords", "--dry-run").stderr


def test_a_short_run_needs_neither(lab: Lab) -> None:
    change(lab.ada, {f"{FOLDER}/launch.yaml": QUICK.replace("2d", "2h")})
    done = labbook(lab.ada, "launch", "keywords")
    assert done.returncode == 0
    assert "warning" not in done.stderr


def test_control_characters_of_a_stranger_do_not_reach_the_terminal(lab: Lab) -> None:
    change(lab.bob, {f"{FOLDER}/train.py": "print('\x1b]0;owned\x07\x1b[2J')\n"})
    git(lab.bob, "config", "user.name", "B\x1b[31mob")
    change(lab.bob, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", '"\x1b[31m3"')})
    done = labbook(lab.bob, "launch", "keywords")
    assert done.returncode in {1, 5}
    assert "\x1b" not in done.stdout + done.stderr

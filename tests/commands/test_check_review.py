"""What `check` says of reviews, by what a clone has."""

from dataclasses import replace
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.journal.claiming import claim_run
from labbook.journal.find import find_journal
from labbook.model.problem import Problem
from tests.adapters.git_journal import EXPERIMENT, git
from tests.journal.review.lab import (
    CONFIG,
    FIRST,
    FOLDER,
    MANIFEST,
    Lab,
    approve_in,
    be,
    change,
    share,
    write,
)
from tests.journal.test_claims import wanted

REPORT = f"{FOLDER}/report.md"
LAUNCH = f"{FOLDER}/launch.yaml"
FETCH = "refs/tags/review/*:refs/tags/review/*"


def problems(root: Path) -> list[Problem]:
    found = check(find_journal(root), []).problems
    return [problem for problem in found if problem.code.startswith("review-")]


def told(root: Path) -> list[tuple[str, int, str, str]]:
    return [(p.path, p.line, p.code, str(p.severity)) for p in problems(root)]


def claim(root: Path, review: str) -> None:
    journal = find_journal(root)
    claim_run(journal, replace(wanted(journal), review=review))


def test_a_long_run_that_nobody_has_approved(lab: Lab) -> None:
    assert told(lab.ada) == [(LAUNCH, 3, "review-needed", "hint")]
    approve_in(lab.bob)
    assert told(lab.bob) == []
    assert told(lab.ada) == [(LAUNCH, 3, "review-needed", "hint")]
    git(lab.ada, "fetch", "--quiet", "origin", FETCH)
    assert told(lab.ada) == []


@pytest.mark.parametrize(
    "files",
    [
        {LAUNCH: MANIFEST.replace("2d", "2h")},
        {LAUNCH: "command: ["},
        {REPORT: "---\ntitle: T\nverdict: abandoned\ncause: bug\n---\n"},
    ],
)
def test_where_nobody_has_to(lab: Lab, files: dict[str, str]) -> None:
    change(lab.ada, files)
    assert told(lab.ada) == []


def test_after_a_run_nobody_is_asked_for_a_first_review(lab: Lab) -> None:
    claim(lab.ada, "")
    assert told(lab.ada) == []


def test_an_experiment_that_is_not_committed(lab: Lab) -> None:
    name = "experiments/2026-11-26-new"
    write(lab.ada, {f"{name}/report.md": "---\ntitle: T\n---\n", f"{name}/launch.yaml": MANIFEST})
    assert (f"{name}/launch.yaml", 3, "review-needed", "hint") in told(lab.ada)


def test_what_was_changed_since_is_named(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.bob, {
        f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.02"),
        LAUNCH: "# long\n" + MANIFEST.replace("2d", "3d"),
        f"{FOLDER}/train.py": "1\n",
    })  # fmt: skip
    (problem,) = problems(lab.bob)
    assert (problem.path, problem.line, problem.code) == (LAUNCH, 4, "review-void")
    assert problem.message == (
        f"{FIRST} by Bob <bob@example.org> approved another state; changed since: "
        "lr 0.002 → 0.02, duration 2d → 3d, ./train.py"
    )


def test_approved_variants_are_approved(lab: Lab) -> None:
    approve_in(lab.bob, "lr=0.1")
    assert told(lab.bob) == []


def test_their_own_work(lab: Lab) -> None:
    be(lab.ada, "Eve", "eve@example.org")
    approve_in(lab.ada)
    be(lab.ada, "Ada", "ada@example.org")
    text = git(lab.ada, "tag", "--list", "--format=%(contents)", str(FIRST))
    git(lab.ada, "tag", "--delete", str(FIRST))
    mine = text.replace("Eve", "Ada").replace("eve@", "ada@")
    git(lab.ada, "tag", "--annotate", "--message", mine, str(FIRST))
    (problem,) = problems(lab.ada)
    assert problem.code == "review-needed"
    assert "approved their own work" in problem.message


def test_tags_that_were_tampered_with(lab: Lab) -> None:
    approve_in(lab.bob)
    git(lab.bob, "update-ref", f"refs/tags/review/{EXPERIMENT}/2", f"refs/tags/{FIRST}")
    (problem,) = problems(lab.bob)
    assert (problem.path, problem.code, problem.severity) == (REPORT, "review-tampered", "error")
    assert f"the tag calls itself '{FIRST}'" in problem.message


def test_a_signature_that_is_asked_for(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.ada, {"labbook.toml": f'review.signers = ["bob@example.org gpg {"A" * 40}"]\n'})
    share(lab)
    needed, tampered = sorted(problems(lab.bob), key=lambda problem: problem.code)
    assert (needed.code, tampered.code) == ("review-needed", "review-tampered")
    assert tampered.message == f"{FIRST} does not count: it is not signed"


def test_a_review_that_is_gone(lab: Lab) -> None:
    approve_in(lab.bob)
    claim(lab.bob, str(FIRST))
    assert told(lab.bob) == []
    git(lab.bob, "tag", "--delete", str(FIRST))
    (problem,) = problems(lab.bob)
    assert (problem.path, problem.code, problem.severity) == (REPORT, "review-missing", "warning")
    assert problem.message == f"run 1 names {FIRST}, which is not here"
    approve_in(lab.bob)
    git(lab.bob, "tag", "--delete", str(FIRST))
    claim(lab.bob, str(FIRST))
    (problem,) = problems(lab.bob)
    assert problem.message == f"runs 1, 2 name {FIRST}, which is not here"


def test_a_gap_between_reviews(lab: Lab) -> None:
    for _ in range(3):
        approve_in(lab.bob)
    git(lab.bob, "tag", "--delete", f"review/{EXPERIMENT}/2")
    (problem,) = problems(lab.bob)
    assert problem.code == "review-missing"
    assert f"review/{EXPERIMENT}/2" in problem.message


def test_a_gap_is_told_once_however_wide(lab: Lab) -> None:
    approve_in(lab.bob)
    text = git(lab.bob, "tag", "--list", "--format=%(contents)", str(FIRST))
    git(lab.bob, "tag", "--annotate", "--message", text, f"review/{EXPERIMENT}/999999")
    (problem,) = problems(lab.bob)
    assert (
        problem.message
        == f"there are reviews after review/{EXPERIMENT}/2 to 999998, which are not here"
    )


def test_a_tag_that_is_no_review_leaves_no_gap(lab: Lab) -> None:
    approve_in(lab.bob)
    git(lab.bob, "tag", f"review/{EXPERIMENT}/999999")
    (problem,) = problems(lab.bob)
    assert problem.code == "review-tampered"


def test_a_clone_that_was_told_to_leave_tags_out(lab: Lab, tmp_path: Path) -> None:
    approve_in(lab.bob)
    claim(lab.bob, str(FIRST))
    url = f"file://{lab.origin}"
    git(tmp_path, "clone", "--quiet", "--no-tags", url, "bare")
    assert [p.code for p in problems(tmp_path / "bare")] == ["review-needed"]
    git(tmp_path, "clone", "--quiet", "--depth=1", url, "shallow")
    git(tmp_path / "shallow", "fetch", "--quiet", "origin", "refs/tags/run/*:refs/tags/run/*")
    assert "review-missing" not in [p.code for p in problems(tmp_path / "shallow")]


def test_a_shallow_clone_says_that_it_can_not_tell(lab: Lab, tmp_path: Path) -> None:
    approve_in(lab.bob)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{lab.origin}", "ci")
    git(tmp_path / "ci", "fetch", "--quiet", "origin", FETCH)
    (problem,) = problems(tmp_path / "ci")
    assert (problem.code, problem.hint) == ("review-needed", "git fetch --unshallow origin")
    assert "this clone ends before that" in problem.message


def test_a_clone_that_does_not_know_the_target_branch_says_nothing_of_need(lab: Lab) -> None:
    git(lab.ada, "remote", "set-head", "origin", "--delete")
    assert told(lab.ada) == []

"""Long runs start with an approval of what they are, given by somebody else."""

from pathlib import Path

import pytest

from labbook.errors import Refused
from tests.adapters.git_journal import EXPERIMENT, commit_all, git
from tests.journal.review.lab import (
    CONFIG,
    FIRST,
    FOLDER,
    MANIFEST,
    Lab,
    approve_in,
    change,
    make_lab,
    pass_in,
)


def refusal(root: Path, *overrides: dict[str, str]) -> str:
    with pytest.raises(Refused) as caught:
        pass_in(root, overrides or ({},))
    return f"{caught.value.sentence}\nhint: {caught.value.hint}"


def test_nobody_has_approved(lab: Lab) -> None:
    assert refusal(lab.ada) == (
        "a run of 2d needs a review: no approval of this state\n"
        f"hint: labbook approve {EXPERIMENT}, by somebody else than "
        "Ada Lovelace <ada@example.org>"
    )


def test_an_approval_by_somebody_else_is_fetched_and_named(lab: Lab) -> None:
    assert approve_in(lab.bob).ref == FIRST
    passed = pass_in(lab.ada)
    assert passed.reviews == (str(FIRST),)
    assert passed.notes == ()


@pytest.mark.parametrize(
    ("manifest", "needed"),
    [
        (f"{MANIFEST}# twice the usual\n", True),
        (MANIFEST.replace("2d", "1d"), True),
        (MANIFEST.replace("2d", "23h59m"), False),
        (MANIFEST.replace("duration: 2d", "deadline: 1d"), True),
        (MANIFEST.replace("2d", "5m") + "deadline: 2d\n", True),
        (MANIFEST.replace("2d", "5m") + "deadline: 47h\n", False),
        (MANIFEST.replace("duration: 2d\n", ""), False),
    ],
)
def test_how_long_a_run_takes_decides(lab: Lab, manifest: str, needed: bool) -> None:
    change(lab.ada, {f"{FOLDER}/launch.yaml": manifest})
    if needed:
        assert "needs a review" in refusal(lab.ada)
    else:
        assert pass_in(lab.ada).reviews == (None,)


def test_every_run_can_be_asked_for_a_review(tmp_path: Path) -> None:
    lab = make_lab(tmp_path, required_from='"0d"')
    change(lab.ada, {f"{FOLDER}/launch.yaml": MANIFEST.replace("duration: 2d\n", "")})
    assert refusal(lab.ada).startswith("a run needs a review: no approval of this state")


VOIDING = {
    "a value": {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.004")},
    "a value of the manifest": {f"{FOLDER}/launch.yaml": MANIFEST + "nodes: 2\n"},
    "a byte of code": {f"{FOLDER}/train.py": "print('training!')\n"},
    "a space in code": {f"{FOLDER}/train.py": "print('training') \n"},
    "new code": {f"{FOLDER}/tracking.py": ""},
    "what the command names": {"recipes/train.py": "print('recipe')\n# more\n"},
    "what the smoke command names": {f"{FOLDER}/smoke.py": "print('smok')\n"},
    "an included value": {"shared/model.yaml": "layers: 4\n"},
    "an included comment": {"shared/model.yaml": "layers: 3  # deep\n"},
}


@pytest.mark.parametrize("files", VOIDING.values(), ids=VOIDING)
def test_what_voids_an_approval(lab: Lab, files: dict[str, str]) -> None:
    approve_in(lab.bob)
    change(lab.ada, files)
    said = refusal(lab.ada)
    assert f"last approval: {FIRST}, by Bob <bob@example.org>, " in said
    assert "since then:" in said


HARMLESS = {
    "a comment in the config": {f"{FOLDER}/config.yaml": f"# why\n{CONFIG}"},
    "white space in the config": {f"{FOLDER}/config.yaml": CONFIG.replace(": ", ":   ")},
    "another spelling": {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "2e-3")},
    "another order of the manifest": {
        f"{FOLDER}/launch.yaml": "".join(sorted(MANIFEST.splitlines(True)))
    },
    "a comment in the manifest": {f"{FOLDER}/launch.yaml": f"{MANIFEST}# why\n"},
    "48h for 2d": {f"{FOLDER}/launch.yaml": MANIFEST.replace("2d", "48h")},
    "the report": {f"{FOLDER}/report.md": "---\ntitle: Other\n---\n"},
    "a run that was filled": {f"{FOLDER}/runs/1/series.csv": "step\n"},
    "another experiment": {"experiments/2026-11-24-other/train.py": "print()\n"},
    "line ends of Windows": {
        f"{FOLDER}/train.py": b"print('training')\r\n",
        f"{FOLDER}/config.yaml": CONFIG.replace("\n", "\r\n").encode(),
        f"{FOLDER}/launch.yaml": MANIFEST.replace("\n", "\r\n").encode(),
        "shared/model.yaml": b"layers: 3\r\n",
    },
}


@pytest.mark.parametrize("files", HARMLESS.values(), ids=HARMLESS)
def test_what_does_not(lab: Lab, files: dict[str, str]) -> None:
    approve_in(lab.bob)
    change(lab.ada, files)
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_a_deleted_file_voids_an_approval(lab: Lab) -> None:
    approve_in(lab.bob)
    (lab.ada / FOLDER / "smoke.py").unlink()
    commit_all(lab.ada)
    assert "./smoke.py: removed" in refusal(lab.ada)


def test_a_file_that_becomes_executable_voids_an_approval(lab: Lab) -> None:
    approve_in(lab.bob)
    git(lab.ada, "update-index", "--chmod=+x", f"{FOLDER}/train.py")
    git(lab.ada, "commit", "--quiet", "--message", "Let it be run")
    assert "./train.py: its mode changed" in refusal(lab.ada)


def test_the_refusal_shows_what_was_changed(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.ada, {
        f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.02"),
        f"{FOLDER}/launch.yaml": MANIFEST.replace("2d", "3d"),
        f"{FOLDER}/train.py": "print('training')\nprint('more')\n",
    })  # fmt: skip
    lines = [" ".join(line.split()) for line in refusal(lab.ada).splitlines()]
    assert lines[0] == "a run of 3d needs a review: no approval of this state"
    assert lines[2:-1] == [
        "since then:",
        "config",
        "lr 0.002 → 0.02 config.yaml:2",
        "what follows",
        "lr_adapt 0.001 → 0.01 follows <lr> / 2",
        "manifest",
        "duration 2d → 3d",
        "deadline 4d → 6d follows 2 × duration",
        "./train.py: changed",
        "@@ -1 +1,2 @@",
        "print('training')",
        "+print('more')",
    ]


def test_another_order_of_what_a_config_makes_voids_an_approval(lab: Lab) -> None:
    """Layers run in the order in which they stand, and draw their first weights in it."""
    layers = ["  act: !name:torch.nn.ReLU\n", "  drop: !name:torch.nn.Dropout\n"]
    head = "seed: 1\nnet: !new:speechbrain.nnet.containers.Sequential\n  input_shape: [1, 2]\n"
    change(lab.bob, {f"{FOLDER}/config.yaml": head + "".join(layers)})
    git(lab.bob, "push", "--quiet", "origin", "main")
    git(lab.ada, "pull", "--quiet", "--ff-only", "origin", "main")
    approve_in(lab.ada)
    change(lab.bob, {f"{FOLDER}/config.yaml": head + "".join(reversed(layers))})
    (line,) = [line for line in refusal(lab.bob).splitlines() if "order" in line]
    assert line.startswith("  the order of keys in config.yaml changed: net.")


def test_a_refusal_has_an_end(lab: Lab) -> None:
    approve_in(lab.bob)
    many = "".join(f"key_{number}: {number}\n" for number in range(300))
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG + many, f"{FOLDER}/train.py": many})
    said = refusal(lab.ada).splitlines()
    assert len(said) < 200
    assert "  … 201 more lines: labbook diff" in said


def test_code_elsewhere_is_named_and_voids_only_when_all_code_counts(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.ada, {
        "recipes/other.py": "print('else')\n",
        "README.md": "Words\n",
        "experiments/2026-11-24-other/model.py": "",
        "experiments/2026-11-24-other/config.yaml": "",
        ".gitlab/x.py": "",
        f"{FOLDER}/runs/own.py": "",
        "journal/page.py": "",
    })  # fmt: skip
    passed = pass_in(lab.ada)
    assert passed.reviews == (str(FIRST),)
    elsewhere = (
        f".gitlab/x.py, {FOLDER}/runs/own.py, experiments/2026-11-24-other/model.py,"
        " recipes/other.py"
    )
    assert passed.notes == (f"changed since {FIRST}, and not covered by it: {elsewhere}",)


def test_all_code_counts_where_the_settings_say_so(tmp_path: Path) -> None:
    lab = make_lab(tmp_path, code='"all"')
    approve_in(lab.bob)
    change(lab.ada, {"journal/page.md": "Words\n", f"{FOLDER}/runs/1/run.json": "{}"})
    assert pass_in(lab.ada).reviews == (str(FIRST),)
    change(lab.ada, {"recipes/other.py": "print('else')\n"})
    assert "recipes/other.py: changed" in refusal(lab.ada)


def test_overrides_are_approved_by_their_values(lab: Lab) -> None:
    approve_in(lab.bob, "lr=0.1,0.2")
    both = [{"lr": "0.1"}, {"lr": "2e-1"}]
    assert pass_in(lab.ada, both).reviews == (str(FIRST),) * 2
    said = refusal(lab.ada, {"lr": "0.1"}, {"lr": "0.3"})
    assert "no approval of 1 of 2 runs (--set lr=0.3)" in said
    assert "no approval of this state\n" in refusal(lab.ada)
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.1")})
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_seeds_are_approved_together(lab: Lab) -> None:
    approve_in(lab.bob, seeds=3)
    seeds = [{"seed": str(seed)} for seed in (1986, 1987, 1988)]
    assert pass_in(lab.ada, seeds).reviews == (str(FIRST),) * 3
    assert "(--set seed=1989)" in refusal(lab.ada, {"seed": "1989"})


def test_the_newest_of_several_approvals_is_named(lab: Lab) -> None:
    approve_in(lab.bob)
    approve_in(lab.bob)
    assert pass_in(lab.ada).reviews == (f"review/{EXPERIMENT}/2",)


def test_an_approval_of_an_earlier_state_holds_when_the_change_is_taken_back(lab: Lab) -> None:
    approve_in(lab.bob)
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG.replace("0.002", "0.004")})
    assert "0.002 → 0.004" in refusal(lab.ada)
    change(lab.ada, {f"{FOLDER}/config.yaml": CONFIG})
    assert pass_in(lab.ada).reviews == (str(FIRST),)


def test_a_renamed_experiment_keeps_its_approval(lab: Lab) -> None:
    approve_in(lab.bob)
    folder = "experiments/2026-11-25-keywords"
    git(lab.ada, "mv", FOLDER, folder)
    report = f"---\ntitle: Keywords\nformerly: [{EXPERIMENT}]\n---\n"
    change(lab.ada, {f"{folder}/report.md": report})
    assert pass_in(lab.ada, experiment="2026-11-25-keywords").reviews == (str(FIRST),)


def test_a_smaller_change_by_the_approver_is_no_matter(lab: Lab) -> None:
    """Bob approves, then writes a comment: he is the last author now, but not of what counts."""
    approve_in(lab.bob)
    change(lab.bob, {f"{FOLDER}/config.yaml": f"# read\n{CONFIG}"})
    git(lab.bob, "push", "--quiet", "origin", "main")
    git(lab.ada, "pull", "--quiet", "--ff-only", "origin", "main")
    assert pass_in(lab.ada).reviews == (str(FIRST),)

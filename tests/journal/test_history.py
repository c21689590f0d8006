"""What check and launch say of a config against the run records of a journal in git."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labbook.commands.check import check
from labbook.formats.record import write_record
from labbook.journal.find import find_journal
from labbook.model.metric import MetricSummary
from labbook.model.problem import Problem, Severity
from labbook.model.reference import RunRef
from labbook.model.run import RunState
from tests.adapters.git_journal import EXPERIMENT, commit_all, make_journal
from tests.cli.running import labbook
from tests.formats.report.runs import record

ECAPA = "speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN"
CONFIG = f"""\
seed: 1986
lr: 0.02
half: !ref <lr> / 2
model: !new:{ECAPA}
optimizer: !name:torch.optim.Adam
  lr: !ref <lr>
"""
NAN = MetricSummary(9, (0, 1.0), (3, 0.9), (3, 0.9), (0, 1.0), 5, 4)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A journal whose one experiment has not run yet."""
    root = tmp_path / "journal"
    root.mkdir()
    layout = make_journal(root)
    layout.experiment(EXPERIMENT).config.write_text(CONFIG)
    commit_all(root)
    return root


def add_run(root: Path, experiment: str, number: int, lr: float, **fields: Any) -> Path:
    """A run's record as fill writes it."""
    folder = root / "experiments" / experiment
    path = folder / "runs" / str(number) / "run.json"
    path.parent.mkdir(parents=True)
    if not (folder / "report.md").exists():
        (folder / "report.md").write_text("---\ntitle: Old\n---\n")
    parameters = {"seed": number, "lr": lr, "half": lr / 2, "optimizer.lr": lr}
    classes = {"model": ECAPA, "optimizer": "torch.optim.Adam"}
    given = {"run": RunRef(experiment, number), "parameters": parameters, "classes": classes}
    path.write_text(write_record(replace(record(number), **{**given, **fields})))
    return path


def add_history(root: Path, *, lr: float = 0.002) -> None:
    """Eight runs in four experiments."""
    for number in range(8):
        add_run(root, f"2026-01-0{number // 2 + 1}-old", number % 2 + 1, lr)


def remarks(root: Path) -> list[Problem]:
    problems = check(find_journal(root), [EXPERIMENT]).problems
    return [problem for problem in problems if problem.code.startswith("history-")]


def test_check_names_a_learning_rate_ten_times_the_history(root: Path) -> None:
    add_history(root)
    commit_all(root)
    done = labbook(root, "check", EXPERIMENT)
    assert (
        f"experiments/{EXPERIMENT}/config.yaml:2:5: warning: lr 0.02 is 10 × the median of 8 runs"
        " of ECAPA_TDNN with Adam (0.002, in 4 experiments); none went above 0.002"
        " [history-outlier]\n"
        "    the value used most is 0.002, in 8 of 8 runs; if yours is meant, say why\n"
    ) in done.stdout
    assert done.stdout.count("history-") == 1
    assert done.returncode == 0
    assert labbook(root, "check", EXPERIMENT, "--strict").returncode == 1


def test_five_records_by_hand_are_a_history_and_four_are_none(root: Path) -> None:
    for number in range(1, 6):
        assert remarks(root) == []
        path = root / "experiments" / "2026-01-01-old" / "runs" / str(number) / "run.json"
        path.parent.mkdir(parents=True)
        given = {"run": f"2026-01-01-old/{number}", "parameters": {"lr": 0.002}}
        path.write_text(json.dumps({"schema": 1, "state": "finished", **given}))
    [remark] = remarks(root)
    assert "10 × the median of 5 runs that name no class (0.002, all in one" in remark.message


def test_what_became_of_runs_beyond_comes_from_their_metrics(root: Path) -> None:
    add_history(root)
    add_run(root, "2026-01-05-old", 1, 0.05, metrics={"train/loss": NAN})
    add_run(root, "2026-01-05-old", 2, 0.02, state=RunState.FAILED)
    [remark] = remarks(root)
    assert remark.message.endswith("; of the 2 runs above 0.002 1 diverged, 1 failed")


@pytest.mark.parametrize(
    ("metrics", "fate"), [({}, "both diverged"), ({"train/loss": NAN}, "1 diverged, 1 finished")]
)
def test_a_verdict_tells_of_runs_whose_metrics_don_t(
    root: Path, metrics: dict[str, MetricSummary], fate: str
) -> None:
    add_history(root)
    add_run(root, "2026-01-05-old", 1, 0.03, metrics=metrics)
    add_run(root, "2026-01-05-old", 2, 0.05)
    report = root / "experiments/2026-01-05-old/report.md"
    report.write_text("---\ntitle: Old\nverdict: refuted\ncause: diverged\n---\n")
    [remark] = remarks(root)
    assert remark.message.endswith(fate)
    assert remark.severity is (Severity.HINT if metrics else Severity.WARNING)


def test_nothing_is_said_of_an_experiment_that_is_over(root: Path) -> None:
    add_history(root)
    report = root / "experiments" / EXPERIMENT / "report.md"
    report.write_text("---\ntitle: Keywords\nverdict: inconclusive\n---\n")
    assert remarks(root) == []


def test_a_value_with_which_its_own_run_finished_is_past_warning(root: Path) -> None:
    add_history(root)
    add_run(root, EXPERIMENT, 1, 0.02, state=RunState.FAILED)
    assert len(remarks(root)) == 1
    add_run(root, EXPERIMENT, 2, 0.02)
    assert remarks(root) == []


def test_broken_records_are_passed_over(root: Path) -> None:
    add_history(root)
    for number, content in enumerate([b"\xff", b"[" * 100_000, b'{"schema": 9}', b""], 1):
        add_run(root, "2026-01-05-old", number, 0.02).write_bytes(content)
    [remark] = remarks(root)
    assert "8 runs" in remark.message


def test_nothing_is_said_of_a_config_that_can_t_be_read(root: Path) -> None:
    add_history(root)
    config = root / "experiments" / EXPERIMENT / "config.yaml"
    config.write_text(CONFIG + "broken: !ref <nowhere>\n")
    assert remarks(root) == []
    config.unlink()
    assert remarks(root) == []


def test_a_remark_can_be_allowed_where_it_stands(root: Path) -> None:
    add_history(root)
    config = root / "experiments" / EXPERIMENT / "config.yaml"
    allowed = "lr: 0.02  # labbook: allow history-outlier: the question is whether it diverges"
    config.write_text(CONFIG.replace("lr: 0.02", allowed, 1))
    assert remarks(root) == []


def test_a_remark_that_is_allowed_without_need_is_named_until_the_first_run(root: Path) -> None:
    add_history(root)
    config = root / "experiments" / EXPERIMENT / "config.yaml"
    allowed = "lr: 0.002  # labbook: allow history-outlier: the question is whether it diverges"
    config.write_text(config.read_text().replace("lr: 0.02", allowed, 1))
    said = labbook(root, "check", EXPERIMENT).stdout
    assert "[allow-unneeded]" in said
    add_run(root, EXPERIMENT, 1, 0.002)
    assert "[allow-unneeded]" not in labbook(root, "check", EXPERIMENT).stdout


def test_launch_judges_what_it_overrides(root: Path) -> None:
    add_history(root)
    config = root / "experiments" / EXPERIMENT / "config.yaml"
    config.write_text(CONFIG.replace("0.02", "0.002"))
    commit_all(root)
    plain = labbook(root, "launch", EXPERIMENT, "--dry-run")
    assert (plain.returncode, plain.stderr) == (0, "")
    swept = labbook(root, "launch", EXPERIMENT, "--dry-run", "--set", "lr=0.002,0.02")
    place = f"experiments/{EXPERIMENT}/config.yaml:2"
    assert swept.returncode == 0
    assert f"{place}:5: warning: lr 0.02 is 10 × the median of 8 runs of" in swept.stderr
    assert swept.stderr.count("warning: ") == 1

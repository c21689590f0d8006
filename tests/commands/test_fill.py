"""Results come home, and nothing that a person wrote is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from labbook.model.run import RunFigure, RunState
from tests.commands.program import labbook as program
from tests.formats.record.valid import valid_record
from tests.templates.laid_out import copy_tracking

TRAIN = """
import json, math, os, sys
from pathlib import Path
output = Path(os.environ["LABBOOK_OUTPUT"])
points = [{"metric": "valid/loss", "step": n, "value": 2 / n} for n in range(1, 9)]
points += [{"metric": "test/error_rate", "value": 12.345678901234567}]
points += json.loads(Path("extra.json").read_text())
(output / "metrics.jsonl").write_text("".join(json.dumps(p) + "\\n" for p in points))
print("trained")
sys.exit(int(Path("exit").read_text()))
"""
REPORT = """---
title: Keywords
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 2}
prediction: test/error_rate < 20
---

# Keywords

<!-- labbook:begin summary -->
<!-- labbook:end summary -->

We measured 0.0<!-- =test/error_rate --> %.

## Results

<!-- labbook:begin results -->
<!-- labbook:end results -->

<!-- labbook:begin provenance -->
<!-- labbook:end provenance -->
"""
METRICS = "metrics:\n  - {name: valid/loss, goal: min}  # loss\n"
ID = "2026-11-23-keywords"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal with one experiment that needs no framework."""
    folder = tmp_path / "лаборатория 1"
    labbook("init", str(folder), cwd=tmp_path)
    write(folder)
    return folder


def labbook(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = program(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    return done


def write(folder: Path, *, extra: object = (), exit_code: int = 0, report: str = REPORT) -> Path:
    experiment = folder / "experiments" / ID
    experiment.mkdir(parents=True, exist_ok=True)
    (experiment / "report.md").write_text(report)
    (experiment / "config.yaml").write_text("seed: 1\nlr: 1e-3\n")
    (experiment / "launch.yaml").write_text("command: [python, train.py]\n")
    (experiment / "train.py").write_text(TRAIN)
    (experiment / "extra.json").write_text(json.dumps(extra))
    (experiment / "exit").write_text(str(exit_code))
    return experiment


def filled(journal: Path) -> str:
    labbook("launch", ID, "--commit", "-m", "first", cwd=journal)
    labbook("fill", ID, cwd=journal)
    return report(journal)


def report(journal: Path) -> str:
    return (journal / "experiments" / ID / "report.md").read_text()


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts and ".labbook" not in path.parts
    }


def test_a_run_comes_home(journal: Path) -> None:
    text = filled(journal)
    record_path = journal / "experiments" / ID / "runs" / "1" / "run.json"
    record = valid_record(record_path.read_text())
    assert record.state is RunState.FINISHED
    assert record.metrics["test/error_rate"].last == (None, 12.345678901234567)
    loss = record.metrics["valid/loss"]
    assert (loss.count, loss.first, loss.min) == (8, (1, 2.0), (8, 0.25))
    assert (record.parameters, record.why) == ({"seed": 1, "lr": 0.001}, "first")
    assert "12.35 %" in text
    assert "We measured 12.3<!-- =test/error_rate --> %." in text
    assert "runs/figures/valid-loss.svg" in text
    assert (journal / "experiments" / ID / "runs/figures/valid-loss.svg").is_file()


def test_filling_twice_changes_nothing(journal: Path) -> None:
    filled(journal)
    before = files(journal)
    assert labbook("fill", ID, cwd=journal).stderr == "nothing changed\n"
    labbook("fill", f"{ID}/1", cwd=journal)
    assert files(journal) == before


def test_what_was_filled_can_be_committed_later(journal: Path) -> None:
    filled(journal)
    labbook("fill", ID, "--commit", cwd=journal)
    show = ["git", "-C", journal, "show", "--name-only", "--format=%s", "HEAD"]
    shown = subprocess.run(show, capture_output=True, text=True, check=True).stdout
    assert shown.startswith(f"Fill {ID}\n")
    assert f"experiments/{ID}/runs/1/run.json" in shown
    labbook("fill", ID, "--commit", cwd=journal)


def test_a_draft_shows_the_change_and_writes_nothing(journal: Path) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    before = files(journal)
    draft = labbook("fill", ID, "--draft", cwd=journal)
    assert "+We measured 12.3<!-- =test/error_rate --> %." in draft.stdout
    assert files(journal) == before


def test_what_stands_around_the_regions_is_kept(journal: Path) -> None:
    text = filled(journal)
    mine = "\t<b>моё</b>  \n\n\n```\n<!-- labbook:begin results -->\n```\n"
    edited = text.replace("## Results\n", f"## Results\n{mine}") + "no newline at the end"
    (journal / "experiments" / ID / "report.md").write_text(edited.replace("12.3<", "99.9<"))
    labbook("fill", ID, cwd=journal)
    assert report(journal) == edited


def test_an_edit_inside_a_region_is_refused_and_shown(journal: Path) -> None:
    edited = filled(journal).replace("12.35 %", "1.35 %")
    path = journal / "experiments" / ID / "report.md"
    path.write_text(edited)
    refused = labbook("fill", ID, cwd=journal, code=5)
    assert "12.35 %" in refused.stdout
    assert "edited by hand" in refused.stderr
    quiet = labbook("fill", f"{ID}/1", "--json", cwd=journal, code=5)
    assert (quiet.stdout, "+" in quiet.stderr) == ("", True)
    assert report(journal) == edited
    labbook("fill", ID, "--force", cwd=journal)
    assert "1.35 %" not in report(journal).replace("12.35 %", "")


def test_a_failed_run_is_described(journal: Path) -> None:
    write(journal, exit_code=3)
    labbook("launch", ID, "--commit", cwd=journal, code=1)
    labbook("fill", ID, cwd=journal)
    assert "exit code 3" in report(journal)
    assert "trained" in report(journal)
    assert "We measured 0.0<!-- =test/error_rate --> %." in report(journal)


def test_hostile_results_reach_no_other_file_and_no_markup(journal: Path) -> None:
    names = [
        "<script>alert(1)</script>/x",
        "../../../../escape/x",
        "a|b`c`/[x](javascript:alert(1))",
        "<!-- labbook:end results -->/x",
        "x\n<!-- labbook:begin results -->\n/y",
        "\x1b[2J\x00/nul",
        "/etc/passwd",
        "CON/" + "ж" * 500,
    ]
    extra = [{"metric": name, "step": n, "value": n} for name in names for n in (1, 2)]
    write(journal, extra=extra)
    outside = files(journal.parent)
    text = filled(journal)
    new = set(files(journal.parent)) - set(outside)
    assert all(f"experiments/{ID}/runs/" in name for name in new)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "\x1b" not in text
    labbook("fill", ID, cwd=journal)
    assert "1 error" not in labbook("check", ID, cwd=journal).stderr


def test_a_fill_that_is_killed_leaves_old_or_new(journal: Path) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    old = report(journal)
    labbook("fill", ID, cwd=journal)
    new = files(journal)
    runs = journal / "experiments" / ID / "runs"
    for delay in (0.15, 0.25, 0.3, 0.35, 0.4, 0.5):
        subprocess.run(["rm", "-r", runs], check=True)
        (journal / "experiments" / ID / "report.md").write_text(old)
        child = subprocess.Popen(
            [sys.executable, "-m", "labbook", "fill", ID],
            cwd=journal,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(delay)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        left = {n: b for n, b in files(journal).items() if not Path(n).name.startswith(".run")}
        assert all(new[name] == content for name, content in left.items() if name in new) or (
            report(journal) == old
        )
        labbook("fill", ID, cwd=journal)
        after = files(journal)
        assert {name: after[name] for name in new} == new


def test_two_fills_at_once_do_not_mix(journal: Path) -> None:
    labbook("launch", ID, "--commit", cwd=journal)
    command = [sys.executable, "-m", "labbook", "fill", ID]
    both = [
        subprocess.Popen(command, cwd=journal, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    codes = sorted(child.wait() for child in both)
    for child in both:
        assert child.stderr is not None
        child.stderr.close()
    assert codes == [0, 0]
    assert labbook("fill", ID, cwd=journal).stderr == "nothing changed\n"


def test_a_renamed_experiment_keeps_its_curves(journal: Path) -> None:
    filled(journal)
    renamed = journal / "experiments" / "2026-11-23-words"
    (journal / "experiments" / ID).rename(renamed)
    path = renamed / "report.md"
    before = path.read_text().replace("title:", f"formerly: [{ID}]\ntitle:", 1)
    path.write_text(before)
    labbook("fill", "words/1", cwd=journal)
    assert path.read_text() == before


@pytest.mark.parametrize("deleted", ["", f"runs/{ID}/1/output"])
def test_a_record_outlives_what_the_machine_kept_of_the_run(journal: Path, deleted: str) -> None:
    filled(journal)
    before = files(journal)
    subprocess.run(["rm", "-r", journal / ".labbook" / deleted], check=True)
    failed = labbook("fill", f"{ID}/1", cwd=journal, code=4)
    assert "so the record stays as it is" in failed.stderr
    assert files(journal) == before


def test_runs_that_ended_before_select_was_changed_are_filled_again(journal: Path) -> None:
    write(journal, report=REPORT.replace("metrics:\n", METRICS))
    filled(journal)
    path = journal / "experiments" / ID / "report.md"
    assert "0.25" in path.read_text()
    path.write_text(path.read_text().replace("title:", "select: valid/loss\ntitle:", 1))
    again = labbook("fill", ID, cwd=journal)
    assert f"{ID}/1 finished" in again.stderr
    assert "Values at the best step of `valid/loss`" in report(journal)
    assert labbook("fill", ID, cwd=journal).stderr == "nothing changed\n"
    path.write_text(path.read_text().replace("goal: min}  # loss", "goal: max}", 1))
    subprocess.run(["rm", "-r", journal / ".labbook"], check=True)
    gone = labbook("fill", ID, cwd=journal, code=4)
    assert f"{ID}/1:" in gone.stderr
    assert "record stays" in gone.stderr
    assert "no value at the selected step" in report(journal)
    assert "12.35 %" in report(journal)


def test_a_lost_result_file_takes_nothing_from_the_record(journal: Path) -> None:
    experiment = write(journal)
    copy_tracking(experiment)
    (experiment / "train.py").write_text(PICTURES)
    filled(journal)
    before = files(journal)
    (journal / f".labbook/runs/{ID}/1/output/result.json").unlink()
    assert "less is left" in labbook("fill", f"{ID}/1", cwd=journal, code=4).stderr
    assert files(journal) == before


def test_a_record_that_was_deleted_is_not_made_up(journal: Path) -> None:
    filled(journal)
    subprocess.run(["rm", "-r", journal / ".labbook"], check=True)
    (journal / "experiments" / ID / "runs/1/run.json").unlink()
    before = files(journal)
    failed = labbook("fill", ID, cwd=journal, code=4)
    assert f"git checkout -- experiments/{ID}/runs/1/run.json" in failed.stderr
    assert files(journal) == before


def test_parameters_come_from_includes_of_the_run_s_commit(journal: Path) -> None:
    config = journal / "experiments" / ID / "config.yaml"
    config.write_text("seed: 1\nshared: !include:../shared.yaml\n")
    shared = journal / "experiments" / "shared.yaml"
    shared.write_text("lr: 0.5\n")
    labbook("launch", ID, "--commit", cwd=journal)
    shared.write_text("lr: 0.7\n")
    labbook("fill", ID, cwd=journal)
    record = (config.parent / "runs" / "1" / "run.json").read_text()
    assert valid_record(record).parameters == {"seed": 1, "shared.lr": 0.5}


PICTURES = """
import numpy
import tracking
from clearml import Task
with tracking.Run("config.yaml") as run:
    for step in range(5):
        run.log("valid/loss", 1 / (step + 1), step)
    run.log("test/error_rate", 12.5)
    run.log("test/error_rate", 5.0)
    logger = Task.current_task().get_logger()
    picture = numpy.zeros((60, 60, 3), "uint8")
    logger.report_image("confusion", "test", iteration=4, image=picture)
    logger.report_histogram("lengths", "train", values=[1, 2, 3], iteration=1)
"""


def test_pictures_and_plots_of_clearml_come_home(journal: Path) -> None:
    experiment = write(journal)
    copy_tracking(experiment)
    (experiment / "train.py").write_text(PICTURES)
    text = filled(journal)
    record = valid_record((experiment / "runs/1/run.json").read_text())
    assert record.figures == (
        RunFigure("figures/lengths-train.svg", "lengths/train", "plot", 1),
        RunFigure("figures/confusion-test.jpg", "confusion/test", "picture", 4),
    )
    for figure in record.figures:
        assert (experiment / "runs/1" / figure.path).is_file()
        assert f"](runs/1/{figure.path})" in text
    assert labbook("check", ID, cwd=journal).stderr == "no problems\n"

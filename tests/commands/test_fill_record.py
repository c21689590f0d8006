"""What a fill leaves in a run's folder: the real SDK's samples and plots, within the rules."""

import json
import subprocess
from pathlib import Path

import pytest

from labbook.model.run import RunFigure, RunRecord
from tests.commands.program import labbook as program
from tests.formats.record.valid import valid_record
from tests.templates.laid_out import copy_tracking

ID = "2026-11-23-calls"
SECRET = "ada-called-charles"
REPORT = """---
title: Calls
metrics:
  - {name: test/error_rate, goal: min}
---

# Calls

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""
MANIFEST = "command: [python, train.py]\n"
DATA = "data:\n  - {{name: calls, source: calls, sensitive: {}}}\n"
TRAIN = f"""
import os
from pathlib import Path
import numpy as np
import soundfile
import tracking
from clearml import Task
output = Path(os.environ["LABBOOK_OUTPUT"])
with tracking.Run("config.yaml") as run:
    run.log("valid/loss", 0.1 + 0.2, 1)
    run.log("test/error_rate", 12.5)
    soundfile.write(output / "a.flac", np.zeros(800, "float32"), 16_000)
    run.add_sample("{SECRET}", output / "a.flac", step=3, rank="worst")
    logger = Task.current_task().get_logger()
    picture = np.zeros((20, 20, 3), "uint8")
    logger.report_image("spectrogram", "утро", iteration=4, image=picture)
    logger.report_scatter2d("roc", "test", iteration=1, scatter=[[0, 0], [1, 1]])
    # What report_matplotlib_figure(report_interactive=False) does.
    reporter = Task.current_task()._reporter
    reporter.report_image_plot_and_upload(
        "matplotlib", "m", 2, matrix=picture, upload_uri=logger.get_default_upload_destination()
    )
    (output / "wer.txt").write_text(
        "%WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]\\n%SER 100.00 [ 1 / 1 ]\\n"
        "Scored 1 sentences, 0 not present in hyp.\\n"
        + "=" * 80 + "\\nALIGNMENTS\\n\\nFormat:\\n<utterance-id>, WER DETAILS\\n"
        + "=" * 80 + "\\nutt-1, %WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]\\n"
        + "{SECRET} ; called\\n{"S":^18} ;   =\\n{"bob":^18} ; called\\n"
    )
    run.add_artifact("wer", output / "wer.txt")
"""

PLAIN = """
import os
from pathlib import Path
line = '{"metric": "test/error_rate", "value": 0.30000000000000004}'
(Path(os.environ["LABBOOK_OUTPUT"]) / "metrics.jsonl").write_text(line)
"""


def labbook(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = program(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    labbook("init", "lab", cwd=tmp_path)
    folder = tmp_path / "lab" / "experiments" / ID
    folder.mkdir(parents=True)
    copy_tracking(folder)
    (folder / "train.py").write_text(TRAIN)
    (folder / "report.md").write_text(REPORT)
    (folder / "config.yaml").write_text("seed: 1\n")
    (folder / "launch.yaml").write_text(MANIFEST)
    (tmp_path / "lab" / "calls").mkdir()
    return tmp_path / "lab"


def run_folder(journal: Path) -> Path:
    return journal / "experiments" / ID / "runs" / "1"


def record_of(journal: Path) -> RunRecord:
    return valid_record((run_folder(journal) / "run.json").read_text(encoding="utf-8"))


def texts(folder: Path) -> str:
    found = [path for path in folder.rglob("*") if path.is_file()]
    return "".join(f"{path}\n{path.read_bytes().decode(errors='replace')}" for path in found)


def test_samples_plots_and_errors_come_home_and_leave_when_the_data_is_marked(
    journal: Path,
) -> None:
    labbook("launch", ID, "--commit", "-m", "first", cwd=journal)
    labbook("fill", ID, "--commit", cwd=journal)
    record, folder = record_of(journal), run_folder(journal)
    assert record.figures == (
        RunFigure("figures/roc-test.svg", "roc/test", "plot", 1),
        RunFigure(f"figures/worst-{SECRET}.flac", f"worst/{SECRET}", "audio", 3, "worst"),
        RunFigure("figures/matplotlib-m.jpg", "matplotlib/m", "picture", 2),
        RunFigure("figures/spectrogram-utro.jpg", "spectrogram/утро", "picture", 4),
    )
    assert all((folder / figure.path).stat().st_size for figure in record.figures)
    (analysis,) = record.error_analyses
    assert (analysis.artifact, analysis.worst[0].id) == ("wer", "utt-1")
    assert record.metrics["valid/loss"].last == (1, 0.1 + 0.2)

    (folder / "figures" / "mine.png").write_bytes(b"a person's own")
    manifest = folder.parents[1] / "launch.yaml"
    manifest.write_text(MANIFEST + DATA.format("true"))
    said = program("check", ID, cwd=journal).stdout
    assert said.count("sensitive-file") == 6
    manifest.write_text(MANIFEST + DATA.format("true") + "durationn: 3h\n")
    labbook("fill", f"{ID}/1", cwd=journal)
    record = record_of(journal)
    assert (record.figures, record.error_analyses) == ((), ())
    assert "launch.yaml has errors; all counts as marked" in {lack.why for lack in record.missing}
    manifest.write_text(MANIFEST + DATA.format("true"))
    labbook("fill", f"{ID}/1", cwd=journal)
    assert not any("marks" in lack.what for lack in record_of(journal).missing)
    assert [path.name for path in (folder / "figures").iterdir()] == ["mine.png"]
    assert record.metrics["valid/loss"].last == (1, 0.1 + 0.2)
    (folder / "figures" / "mine.png").unlink()
    assert "sensitive-file" not in program("check", ID, cwd=journal).stdout


def test_nothing_but_numbers_is_kept_of_a_run_on_sensitive_data(journal: Path) -> None:
    folder = journal / "experiments" / ID
    (folder / "launch.yaml").write_text(MANIFEST + DATA.format("true"))
    lost = '    (output / "a.flac").unlink()\n'  # so that its sample is missing by name
    failing = f"    raise KeyError('no label for {SECRET}')\n"
    (folder / "train.py").write_text(TRAIN + lost + failing)
    program("launch", ID, "--commit", "-m", "first", cwd=journal)
    labbook("fill", ID, cwd=journal)
    record = record_of(journal)
    assert record.state == "failed"
    assert record.metrics["valid/loss"].last == (1, 0.1 + 0.2)
    assert [data["sensitive"] for data in record.data] == [True]
    assert sorted(path.name for path in run_folder(journal).rglob("*")) == [
        "run.json",
        "series.csv",
    ]
    assert SECRET not in texts(run_folder(journal))
    assert SECRET not in (folder / "report.md").read_text(encoding="utf-8")


def test_a_record_of_schema_1_becomes_the_same_bytes_as_a_new_one(journal: Path) -> None:
    (journal / "experiments" / ID / "train.py").write_text(PLAIN)
    labbook("launch", ID, "--commit", "-m", "first", cwd=journal)
    labbook("fill", ID, cwd=journal)
    path = run_folder(journal) / "run.json"
    written = path.read_bytes()
    older = {**json.loads(written), "schema": 1}
    for key in ("figures", "error_analyses", "task_updated"):
        del older[key]
    path.write_text(json.dumps(older, indent=1, sort_keys=True) + "\n")
    assert "record-broken" not in program("check", ID, cwd=journal).stdout
    labbook("fill", f"{ID}/1", cwd=journal)
    assert path.read_bytes() == written

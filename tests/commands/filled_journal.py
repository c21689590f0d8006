"""A journal in git with one experiment whose run has been filled in."""

import subprocess
from pathlib import Path

from labbook.formats.record import write_record
from labbook.formats.report.front_matter import read_front_matter
from labbook.formats.report.refill import refill
from labbook.formats.report.report_data import ReportData
from labbook.journal.find import Journal, find_journal
from labbook.model.metric import MetricSummary
from labbook.model.reference import RunRef
from labbook.model.run import (
    Attempt,
    Code,
    Environment,
    Image,
    RunRecord,
    RunState,
)

ID = "2026-11-23-keywords"
REPORT = """---
title: Keywords
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 1}
prediction: test/error_rate < 13
---

# Keywords

<!-- labbook:begin summary -->
<!-- labbook:end summary -->

## Analysis

We measured 0.0<!-- =test/error_rate --> %.

## Results

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""


def record(number: int, error_rate: float, **changes: object) -> RunRecord:
    summary = MetricSummary(1, *[(None, error_rate)] * 4)
    fields = {
        "run": RunRef(ID, number),
        "state": RunState.FINISHED,
        "reason": None,
        "why": "first",
        "launcher": "local",
        "tracker": "clearml-offline",
        "task": None,
        "task_url": None,
        "created": "2026-11-23T09:00:00Z",
        "started": "2026-11-23T09:00:01Z",
        "finished": "2026-11-23T09:01:00Z",
        "attempts": (Attempt(RunState.FINISHED),),
        "code": Code(None, None, False, "train.py"),
        "image": Image(None, None),
        "config_digest": None,
        "review": None,
        "overrides": {"seed": number},
        "parameters": {"seed": number, "lr": 0.001},
        "classes": {},
        "metrics": {"test/error_rate": summary},
        "selected": None,
        "artifacts": (),
        "models": (),
        "weights_digest": None,
        "data": (),
        "environment": Environment("laptop", "3.11.7", {}, 1, number),
        "resources": {},
        "log": (),
        "missing": (),
        "labbook": "0.1.0",
    }
    return RunRecord(**{**fields, **changes})  # type: ignore[arg-type]


def make_journal(root: Path, *records: RunRecord, report: str = REPORT) -> Journal:
    """A journal whose report is filled from the records, and committed."""
    folder = root / "experiments" / ID
    folder.mkdir(parents=True)
    (root / "labbook.toml").touch()
    (folder / "config.yaml").write_text("seed: 1\nlr: 1e-3\n")
    (folder / "launch.yaml").write_text("command: [python, train.py]\n")
    for one in records:
        path = folder / "runs" / str(one.run.number) / "run.json"
        path.parent.mkdir(parents=True)
        path.write_text(write_record(one))
    data = ReportData(ID, read_front_matter(report, name="report.md"), records)
    (folder / "report.md").write_text(refill(report, data, name="report.md"))
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Write"]):
        subprocess.run(["git", "-C", root, *command], check=True)
    return find_journal(root)

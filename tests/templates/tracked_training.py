"""A training that reports through the template's tracking code, in a process of its own."""

from pathlib import Path

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.model.layout import LocalRunLayout
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from tests.templates.laid_out import python

BASE = Path(__file__).parents[2] / "templates" / "experiment" / "base"
RUN = RunRef("2026-11-23-commands", 1)
TRAINING = """
import os, sys, tracking
tracking.PATIENCE = float(os.environ.get("PATIENCE_TO_START", 60))
with tracking.Run(config="config.yaml") as run:
    tracking.PATIENCE = run._patience = float(os.environ.get("PATIENCE", 60))
    run.describe({"lr": 0.5, "epochs": 2, "debug": False, "model": object(),
                  "save": f"{run.output}/save"}, seed=7)
    logger = tracking.TrainLogger()
    for epoch, loss in enumerate([0.75, float("nan"), 0.1 + 0.2], start=1):
        logger.log_stats({"epoch": epoch, "lr": 0.5}, {"loss": loss}, {"loss": 2 * loss})
    logger.log_stats({"split": "test_phone"}, test_stats={"error_rate": 12.5})
    (run.output / "errors.txt").write_text("none")
    run.add_artifact("errors", run.output / "errors.txt")
"""


def train(run: LocalRunLayout, more: str = "", *, ended: int | None = None, **env: str) -> str:
    """Run the training, with more lines at its end, and return what it said on stderr."""
    folder = run.folder.parent
    (folder / "train.py").write_text(TRAINING + more)
    given = {"LABBOOK_RUN": str(RUN), "LABBOOK_OUTPUT": run.output, "LABBOOK_PROJECT": "speech"}
    child = python(folder, "train.py", env={**given, **env})
    expected = ended if ended is not None else int("raise" in more)
    assert child.returncode == expected, child.stderr
    return child.stderr


def offline(run: LocalRunLayout) -> dict[str, str]:
    return dict(OfflineTracker(Settings()).prepare(run.folder, name=str(RUN), project="speech"))


def fetched(run: LocalRunLayout) -> TrackedRun:
    """What the offline tracker, or the run's own files, say of it."""
    return OfflineTracker(Settings()).fetch(RUN, run.folder)

"""What comes home of metrics with odd names, and of a run that was started again."""

import pytest

from tests.templates.laid_out import python
from tests.templates.tracked_training import RUN, fetched, offline, train

NAMES = ["/lead", "trail/", "a//b", "loss", "a/b/c", 'q"uo/te', "back\\slash/x", "tab\tname/x"]
NAMES += ["Ж" * 150 + "/" + "y" * 150, "z" * 300, "s/" * 120 + "end"]
ODD = f"""
    for name in {NAMES!r}:
        for step in (1, 2):
            run.log(name, step / 2, step=step)
        run.log("final " + name, 3.0)
    run.log("both", 1.0, step=1)
    run.log("both", 3.0)
"""
RESTARTED = """
import sys, tracking
first = sys.argv[1] == "1"
with tracking.Run() as run:
    for step in range(0, 11) if first else (8, 9):
        run.log("train/loss", step + (0.0 if first else 5.0), step=step)
    if first:
        raise ValueError("the first attempt dies")
"""


def test_a_metric_of_any_name_comes_home_once(run):
    before = len(fetched_names(run, ""))
    (run.output / "metrics.jsonl").unlink()
    assert "failed" not in train(run, ODD, **offline(run))
    tracked = fetched(run)
    told = [lack for lack in tracked.missing if "agreement" in lack.what or "lacks" in lack.what]
    assert told == []
    names = [one.metric for one in tracked.series if not one.metric.startswith(":")]
    assert len(names) == before + 2 * len(NAMES) + 2
    points = {one.metric: one.points() for one in tracked.series}
    assert (points["both/both"], points["both"]) == ([(1, 1.0)], [(None, 3.0)])
    assert points['"/lead"/lead'] == [(1, 0.5), (2, 1.0)]


def fetched_names(run, more: str) -> list[str]:
    train(run, more)
    (run.output / "result.json").unlink()
    return [one.metric for one in fetched(run).series]


@pytest.mark.parametrize("tracker", ["none", "offline"])
def test_a_restarted_run_is_what_its_last_attempt_went_on_with(run, tracker):
    folder = run.folder.parent
    (folder / "train.py").write_text(RESTARTED)
    given = {"LABBOOK_RUN": str(RUN), "LABBOOK_OUTPUT": run.output}
    given |= offline(run) if tracker == "offline" else {}
    codes = [python(folder, "train.py", attempt, env=given).returncode for attempt in ("1", "2")]
    assert codes == [1, 0]
    tracked = fetched(run)
    (loss,) = (one for one in tracked.series if one.metric == "train/loss")
    assert loss.points() == [*((step, float(step)) for step in range(8)), (8, 13.0), (9, 14.0)]
    lacks = {lack.what for lack in tracked.missing}
    assert "3 points of abandoned attempts" in lacks
    assert not [what for what in lacks if "agreement" in what or "lacks" in what]

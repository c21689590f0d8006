"""The values of a recorded run at the best step of another metric than when it was filled.

git keeps the points of a run's series thinned, so that not every step can be read later.
"""

from collections.abc import Sequence
from dataclasses import replace

from labbook.formats.metrics import select_values
from labbook.model.experiment import Goal
from labbook.model.metric import Series
from labbook.model.run import RunRecord, Selected


def select_kept(run: RunRecord, series: Sequence[Series], by: str, goal: Goal) -> Selected | None:
    """What `select_values` gives of all points, from those that are kept; None where they don't
    hold the best one.

    A metric that was thinned is left out unless it has a point at that very step.
    """
    found = select_values(series, by, goal)
    summary = run.metrics.get(by)
    if found is None or summary is None:
        return None
    whole = {one.metric for one in series if _is_whole(run, one)}
    if by not in whole and found.values[by] != (summary.min if goal == "min" else summary.max):
        return None
    told = {
        metric: point
        for metric, point in found.values.items()
        if metric in whole or point[0] == found.step
    }
    return replace(found, values=told)


def _is_whole(run: RunRecord, series: Series) -> bool:
    summary = run.metrics.get(series.metric)
    return summary is not None and summary.count == len(series.values)

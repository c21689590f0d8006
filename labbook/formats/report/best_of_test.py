"""Best values that a test split has picked itself, which is how numbers lie."""

import re
from collections.abc import Sequence

from labbook.model.experiment import FrontMatter
from labbook.model.run import RunRecord

_TEST = re.compile(r"(?:^|[\W_])(?i:test)(?![a-z])")


def selects_by_test(front_matter: FrontMatter, runs: Sequence[RunRecord]) -> bool:
    """Whether `select` picks the step by the test itself; without a run, whether it would."""
    select = front_matter.select
    if select is None:
        return False
    measured = any(select in run.metrics for run in runs)
    return picked_by_test(select, runs) if measured else is_test_metric(select)


def picked_by_test(metric: str, runs: Sequence[RunRecord]) -> bool:
    """Whether its best value is the best of several looks at a test split.

    That is better than what a model gives whose step was picked without the test.
    """
    found = (run.metrics.get(metric) for run in runs)
    return is_test_metric(metric) and any(one is not None and one.count > 1 for one in found)


def is_test_metric(metric: str) -> bool:
    """Whether `test` is a word of a metric's name, as in `test-clean/WER` and `WER/test`."""
    return _TEST.search(metric) is not None

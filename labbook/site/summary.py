"""The few words that stand for an experiment in the list and at the head of its page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labbook.formats.report.quantity import amount
from labbook.model.experiment import PromisedMetric
from labbook.site.view import View


@dataclass(frozen=True)
class Summary:
    """Texts in the journal's language, empty where there is nothing to say.

    `verdict` is the English word, as it is written; `prediction` says what became of it.
    """

    metric: str
    value: str
    state: str
    verdict: str
    verdict_text: str
    cause: str
    prediction: str


def summarise(view: View, words: Mapping[str, Any]) -> Summary:
    """The experiment's key metric, the state of its runs and its verdict."""
    front_matter = view.front_matter
    verdict, cause = front_matter.verdict, front_matter.cause
    promised = front_matter.metrics[0] if front_matter.metrics else None
    return Summary(
        metric=promised.name if promised else "",
        value=metric_value(view, promised) if promised else "",
        state=_state(view, words),
        verdict=str(verdict or ""),
        verdict_text=words["verdicts"][verdict] if verdict else "",
        cause=words["causes"][cause] if cause else "",
        prediction=_prediction(view, words),
    )


def metric_value(view: View, metric: PromisedMetric) -> str:
    """`12.3 ± 0.4 % (n = 3)`, empty where nothing was measured."""
    measured = view.results.measured(metric.name)
    if measured.mean is None:
        return ""
    text = amount(measured.mean, measured.std, metric)
    return f"{text} (n = {measured.n})" if measured.n > 1 else text


def _prediction(view: View, words: Mapping[str, Any]) -> str:
    outcome = view.results.outcome()
    if outcome is None or outcome.held is None:
        return ""
    return str(words["held"] if outcome.held else words["not_held"])


def _state(view: View, words: Mapping[str, Any]) -> str:
    """`finished`, or `finished: 3, failed: 1`."""
    states = Counter(record.state for record in view.records)
    if not states:
        return str(words["no_runs"])
    if len(view.records) == 1:
        return str(words["states"][next(iter(states))])
    names = words["counted"]
    return ", ".join(f"{names[state]}: {count}" for state, count in states.most_common())

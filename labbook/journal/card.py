"""The card of one experiment, made from its files."""

from labbook.errors import LabbookError
from labbook.formats.report.quantity import amount
from labbook.formats.report.results import Results, derive_results
from labbook.journal.cards import Card, Metric
from labbook.journal.experiments import load_experiment
from labbook.journal.find import Journal
from labbook.journal.records import load_records
from labbook.model.layout import ExperimentLayout
from labbook.model.run import RunRecord


def make_card(journal: Journal, layout: ExperimentLayout) -> Card:
    """Read the report's head and the run records; what is broken becomes the card's problem."""
    experiment = load_experiment(journal, layout)
    front_matter, problem = experiment.front_matter, experiment.broken
    records: list[RunRecord] = []
    metric = None
    try:
        records = load_records(layout)
        results = derive_results(front_matter, records)
        problem = problem or results.problem
        metric = _metric(results)
    except LabbookError as error:
        problem = problem or error
    return Card(
        id=layout.id,
        title=front_matter.title,
        authors=list(front_matter.authors),
        tags=list(front_matter.tags),
        formerly=list(front_matter.formerly),
        baseline=front_matter.baseline,
        verdict=front_matter.verdict,
        cause=front_matter.cause,
        metric=metric,
        runs={str(record.run.number): str(record.state) for record in records},
        problem=None if problem is None else str(problem),
    )


def _metric(results: Results) -> Metric | None:
    """The first promised metric over the result's runs."""
    promised = next(iter(results.front_matter.metrics), None)
    if promised is None:
        return None
    measured = results.measured(promised.name)
    mean, std = measured.mean, measured.std
    text = "" if mean is None else amount(mean, std, promised)
    return Metric(name=promised.name, mean=mean, std=std, n=measured.n, text=text)

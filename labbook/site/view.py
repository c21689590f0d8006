"""What the site shows of one experiment, taken together from its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labbook.errors import LabbookError
from labbook.formats.report.front_matter import find_head
from labbook.formats.report.results import Results, derive_results
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import Experiment, list_experiments, read_text
from labbook.journal.find import Journal
from labbook.journal.records import load_records
from labbook.model.experiment import FrontMatter
from labbook.model.run import RunRecord

LARGEST_REPORT = 500_000
"""Characters of Markdown that are rendered."""


@dataclass(frozen=True)
class View:
    """An experiment as a page shows it.

    `body` is the report's Markdown behind its front matter. `problems` say what could not be
    read; what could is there all the same. `superseded_by` holds ids.
    """

    experiment: Experiment
    body: str
    records: tuple[RunRecord, ...]
    results: Results
    problems: tuple[LabbookError, ...] = ()
    superseded_by: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.experiment.id

    @property
    def date(self) -> str:
        return self.id[:10]

    @property
    def front_matter(self) -> FrontMatter:
        return self.experiment.front_matter

    @property
    def title(self) -> str:
        return self.front_matter.title or self.id


@dataclass
class _Collected:
    problems: list[LabbookError] = field(default_factory=list)
    records: tuple[RunRecord, ...] = ()


def load_views(journal: Journal) -> list[View]:
    """All experiments, newest first. What is broken is shown as a problem, never raised."""
    experiments = list_experiments(journal)
    successors = _successors(experiments)
    views = [_view(journal, experiment, successors) for experiment in experiments]
    return sorted(views, key=lambda view: view.id, reverse=True)


def _successors(experiments: Sequence[Experiment]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for experiment in experiments:
        for old in experiment.front_matter.supersedes:
            found[old] = (*found.get(old, ()), experiment.id)
    return found


def _view(
    journal: Journal, experiment: Experiment, successors: Mapping[str, tuple[str, ...]]
) -> View:
    collected = _Collected()
    if experiment.broken is not None:
        collected.problems.append(experiment.broken)
    body = _body(journal, experiment, collected.problems)
    try:
        collected.records = tuple(load_records(experiment.layout))
    except LabbookError as error:
        collected.problems.append(error)
    front_matter = experiment.front_matter
    try:
        baseline = load_baseline(journal, experiment)
    except LabbookError as error:
        collected.problems.append(error)
        baseline = None
    return View(
        experiment,
        body,
        collected.records,
        derive_results(front_matter, collected.records, baseline),
        tuple(collected.problems),
        successors.get(experiment.id, ()),
    )


def _body(journal: Journal, experiment: Experiment, problems: list[LabbookError]) -> str:
    report = experiment.layout.report
    name = report.relative_to(journal.layout.root).as_posix()
    if report.is_symlink():
        problems.append(LabbookError("the report is a link to another file", path=name))
        return ""
    try:
        text = read_text(report, name=name)
    except LabbookError:
        return ""
    if len(text) > LARGEST_REPORT:
        problems.append(LabbookError("the report is too large to be shown", path=name))
        return ""
    head = find_head(text)
    return text[head.body :] if head else text

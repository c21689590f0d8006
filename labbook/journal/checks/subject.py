"""What is looked at: an experiment with all that its checks read, loaded once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from labbook.errors import LabbookError
from labbook.formats.config.model import Config
from labbook.formats.history import History
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.prose.account import Account
from labbook.formats.report.report_data import ReportData
from labbook.formats.report.results import Baseline, Results
from labbook.formats.structured import KeyPath, Place, read_structured
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import Experiment, read_text
from labbook.journal.find import Journal
from labbook.journal.launchable import resolve_config
from labbook.journal.report_data import gather
from labbook.journal.review.known import KnownReviews
from labbook.journal.runs import Run, experiment_runs
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity
from labbook.model.run import Claim, RunRecord


@dataclass(frozen=True)
class Subject:
    """An experiment under check. `problems` are those that were met while loading it.

    `history` gives what the runs of the journal have used and `reviews` what this clone knows of
    reviews; each is read when it is first asked for.
    """

    journal: Journal
    experiment: Experiment
    report: str
    runs: tuple[Run, ...]
    baseline: Baseline | None
    problems: tuple[Problem, ...]
    history: Callable[[], History]
    reviews: Callable[[], KnownReviews]

    @property
    def report_name(self) -> str:
        return self._name(self.experiment.layout.report)

    @property
    def config_name(self) -> str:
        return self._name(self.experiment.layout.config)

    @property
    def manifest_name(self) -> str:
        return self._name(self.experiment.layout.manifest)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.journal.layout.root).as_posix()

    @property
    def records(self) -> tuple[RunRecord, ...]:
        return tuple(run.record for run in self.runs if run.record is not None)

    @property
    def results(self) -> Results:
        return self.data.results

    @cached_property
    def account(self) -> Account:
        """The report read with its results at hand."""
        return Account(self.report, self.results)

    @cached_property
    def config(self) -> Config:
        """The resolved config, problems and all. Raises LabbookError where it can't be read."""
        text = read_text(self.experiment.layout.config, name=self.config_name)
        return resolve_config(self.journal, text, self.config_name)

    @cached_property
    def manifest(self) -> tuple[Manifest | None, tuple[Problem, ...]]:
        """The manifest, None where a problem is an error; and its problems.

        Raises LabbookError where the file can't be read.
        """
        text = read_text(self.experiment.layout.manifest, name=self.manifest_name)
        return read_manifest(text, name=self.manifest_name)

    @cached_property
    def manifest_places(self) -> Mapping[KeyPath, Place]:
        """Where the manifest's keys stand. Raises LabbookError where the file can't be read."""
        text = read_text(self.experiment.layout.manifest, name=self.manifest_name)
        return read_structured(text.removeprefix("\ufeff"), name=self.manifest_name).positions

    @cached_property
    def data(self) -> ReportData:
        """What the report's regions would be rendered from now."""
        return gather(self.journal, self.experiment, self.records, self.baseline, {}).data


def load_subject(
    journal: Journal,
    experiment: Experiment,
    claims: Sequence[Claim] | None,
    history: Callable[[], History],
    reviews: Callable[[], KnownReviews],
) -> Subject:
    """Load an experiment, noting what is broken instead of raising.

    `claims` are those of the whole journal where they are known already.
    """
    name = experiment.layout.report.relative_to(journal.layout.root).as_posix()
    problems: list[Problem] = []

    def noted(error: LabbookError, code: str) -> None:
        problems.append(problem_of(error, code, name))

    report, baseline = "", None
    runs: tuple[Run, ...] = ()
    try:
        report = read_text(experiment.layout.report, name=name)
    except LabbookError as error:
        noted(error, "report-unreadable")
    try:
        runs = tuple(experiment_runs(journal, experiment, claims))
    except LabbookError as error:
        noted(error, "record-broken")
    try:
        baseline = load_baseline(journal, experiment)
    except LabbookError as error:
        noted(error, "baseline-unknown")
    return Subject(journal, experiment, report, runs, baseline, tuple(problems), history, reviews)


def problem_of(error: LabbookError, code: str, name: str) -> Problem:
    """An error as a problem, at its own place or else at the beginning of the file `name`."""
    own = error.path is not None and not Path(error.path).is_absolute()
    path = str(error.path) if own else name
    return Problem(path, error.line or 1, code, Severity.ERROR, error.sentence, error.hint)

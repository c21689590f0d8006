"""`labbook close`: end an experiment with a verdict."""

from dataclasses import dataclass
from pathlib import Path

from labbook.errors import Refused, UsageError
from labbook.formats.report.front_matter import set_front_matter
from labbook.formats.report.regions import find_regions
from labbook.formats.report.sections import add_to_section, find_sections
from labbook.journal.experiments import load_experiment, read_text, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.runs import experiment_runs
from labbook.journal.write import write_atomically
from labbook.model.experiment import Cause, Verdict

CONCLUSIONS = {"en": "Conclusions", "ru": "Выводы"}
NEGATIVE = frozenset({Verdict.REFUTED, Verdict.INCONCLUSIVE, Verdict.ABANDONED})


@dataclass(frozen=True)
class Closed:
    experiment: str
    verdict: Verdict
    report: Path


def close(
    journal: Journal, reference: str, verdict: Verdict, *, cause: Cause | None, text: str
) -> Closed:
    """Write the verdict into the front matter and the text into the conclusions.

    Raises UsageError for a cause beside a positive verdict, Refused while a run is still open,
    LabbookError where the report, or the text, has a broken region's marker.
    """
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    if experiment.broken is not None:
        raise experiment.broken
    if cause is not None and verdict not in NEGATIVE:
        raise UsageError(
            f"a verdict '{verdict}' has no cause",
            hint=f"--cause goes with {', '.join(sorted(NEGATIVE))}",
        )
    runs = [run for run in experiment_runs(journal, experiment) if run.open]
    if runs:
        numbers = ", ".join(str(run.ref.number) for run in runs)
        raise Refused(
            f"run {numbers} of {experiment.id} has no final record",
            hint=f"labbook stop {runs[0].ref}, or labbook fill {experiment.id} once it has ended",
        )
    report = experiment.layout.report
    name = report.relative_to(journal.layout.root).as_posix()
    before = read_text(report, name=name)
    values = {"verdict": str(verdict), "cause": str(cause) if cause else None}
    after = set_front_matter(before, values)
    heading = CONCLUSIONS[journal.settings.language]
    after = add_to_section(after, tuple(CONCLUSIONS.values()), heading, text)
    _require_whole(before, after, heading, name)
    write_atomically(report, after)
    return Closed(experiment.id, verdict, report)


def _require_whole(before: str, after: str, heading: str, name: str) -> None:
    """Raises LabbookError where the text hides or breaks what stands behind it."""
    find_regions(after, name=name)
    old, new = ([s.heading for s in find_sections(text)] for text in (before, after))
    if new not in (old, [*old, heading]):
        raise UsageError(
            "the text would swallow or add sections of the report",
            hint="close its code block or comment, and put no heading in it",
        )

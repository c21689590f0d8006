"""What the files of an experiment and the journal's settings allow."""

from collections.abc import Iterable

from labbook.errors import LabbookError
from labbook.formats.allow.apply import is_allowed
from labbook.formats.allow.texts import allowed_in_report, allowed_in_yaml
from labbook.formats.history import History
from labbook.formats.report.head import read_head
from labbook.formats.structured import Place
from labbook.formats.toml import line_of
from labbook.journal.experiments import Experiment, read_text
from labbook.journal.find import Journal, journal_file
from labbook.journal.history import unusual_values
from labbook.journal.launchable import Launchable
from labbook.model.allowance import Allowance
from labbook.model.problem import Problem


def experiment_allowances(journal: Journal, experiment: Experiment) -> tuple[Allowance, ...]:
    """What report, config and manifest allow, that of a single line first.

    A file that can't be read allows nothing.
    """
    layout = experiment.layout
    found: list[Allowance] = []
    for path in (layout.config, layout.manifest):
        found += _in_yaml(journal, path.relative_to(journal.layout.root).as_posix())
    name = layout.report.relative_to(journal.layout.root).as_posix()
    try:
        text = read_text(layout.report, name=name)
        found += allowed_in_report(text, name)
        if experiment.front_matter.allow:
            places = read_head(text, name).positions
            for code, reason in experiment.front_matter.allow.items():
                place = places.get(("allow", code), Place(2, 1))
                found.append(Allowance(code, reason, name, place.line, place.column))
    except LabbookError:
        pass
    return tuple(found)


def included_allowances(journal: Journal, includes: Iterable[str]) -> tuple[Allowance, ...]:
    """What the files that a config includes allow; paths from the journal's root."""
    return tuple(allowance for path in includes for allowance in _in_yaml(journal, path))


def journal_allowances(journal: Journal) -> tuple[Allowance, ...]:
    """What the settings allow in the whole journal."""
    allow = journal.settings.allow
    file = journal_file(journal.layout.root) if allow else None
    if file is None:
        return ()
    lines = {code: line_of(file.text, *file.within, "allow", code) or 1 for code in allow}
    return tuple(Allowance(c, reason, file.path.name, lines[c]) for c, reason in allow.items())


def left_at_launch(
    launchable: Launchable, history: History, problems: Iterable[Problem]
) -> tuple[Problem, ...]:
    """Those of a launch's warnings that nobody has allowed.

    What is allowed for a line is the value that is written there, not one that overrides it.
    """
    journal, experiment = launchable.journal, launchable.experiment
    allowances = (
        *experiment_allowances(journal, experiment),
        *included_allowances(journal, launchable.config.includes),
        *journal_allowances(journal),
    )
    if not allowances:
        return tuple(problems)
    unusual = unusual_values(history, experiment, [launchable.config])
    written = {*launchable.warnings, *unusual}
    wide = [allowance for allowance in allowances if allowance.covers is None]
    return tuple(p for p in problems if not is_allowed(p, allowances if p in written else wide))


def _in_yaml(journal: Journal, name: str) -> list[Allowance]:
    try:
        return allowed_in_yaml(read_text(journal.layout.root / name, name=name), name)
    except LabbookError:
        return []

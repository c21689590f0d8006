"""`labbook diff`: what was changed between two states of an experiment, or of two."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from labbook.errors import ProblemsFound
from labbook.formats.diffs.difference import Difference
from labbook.formats.history import unusual
from labbook.journal.comparing import compare_states
from labbook.journal.find import Journal
from labbook.journal.history import load_history
from labbook.journal.states import ExperimentState
from labbook.journal.states_meant import baseline_state, find_state
from labbook.model.problem import Problem, Severity


@dataclass(frozen=True)
class Diff:
    """What differs, and by the label of each side the errors that its config or manifest has."""

    difference: Difference
    errors: Mapping[str, tuple[Problem, ...]]


def diff(journal: Journal, named: str, other: str | None = None) -> Diff:
    """Compare from `named` to `other`; without one, from the baseline of `named` to it.

    Raises UsageError for what means nothing and where there is no baseline, ProblemsFound for a
    config of which nothing can be read, OutsideError for a commit that isn't here.
    """
    state = find_state(journal, named)
    before = baseline_state(journal, state) if other is None else state
    after = state if other is None else find_state(journal, other)
    errors = {side.label: _errors(side) for side in (before, after)}
    difference = compare_states(before, after)
    return Diff(replace(difference, unusual=_unusual(journal, after, difference)), errors)


def _errors(state: ExperimentState) -> tuple[Problem, ...]:
    errors = tuple(p for p in state.problems if p.severity is Severity.ERROR)
    if errors and not (state.config.leaves or state.config.hidden):
        first = errors[0]
        raise ProblemsFound(first.message, path=first.path, line=first.line, hint=first.hint)
    return errors


def _unusual(journal: Journal, state: ExperimentState, difference: Difference) -> Mapping[str, str]:
    """What is to be said of changed values against the lab's runs, by the key of the change."""
    causes = [one for cause in difference.config.causes for one in (cause, *cause.parts)]
    if not causes or state.experiment is None:
        return {}
    keys = {cause.key for cause in causes}
    found = unusual(load_history(journal), state.config, experiment=state.experiment)
    # A list is one change, and it is an item that is unusual.
    said = {key if key in keys else key.rpartition(".")[0]: p.message for key, p in found.items()}
    return {key: message for key, message in said.items() if key in keys}

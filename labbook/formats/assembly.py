"""A run record out of its sources: the claim, the launcher's word, the tracker, the config."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from labbook import __version__
from labbook.formats.end_of_log import end_of_log
from labbook.formats.error_analysis import read_error_analysis
from labbook.formats.figures.thin import MONITORING
from labbook.formats.metrics import select_values, summarize
from labbook.formats.numbers_only import numbers_only, own_words_only
from labbook.formats.secrets import hide_named
from labbook.model.error_analysis import ErrorAnalysis
from labbook.model.experiment import Goal
from labbook.model.manifest import Manifest
from labbook.model.metric import Series
from labbook.model.run import (
    IMPORTED,
    Attempt,
    Claim,
    Code,
    Image,
    Missing,
    RunRecord,
    RunState,
    RunStatus,
)
from labbook.model.tracked import TrackedRun

MOST_LINE = 2000
"""Characters of a line of the log."""


@dataclass(frozen=True)
class Sources:
    """What is known of one run. `log` is the end of its console output, oldest line first.

    `select` names the metric whose best step picks the values of all others, and its goal.
    `parameters` are the config's, None where the run has none: the tracker's stand for them then.
    Of a `sensitive` run numbers only may be kept.
    """

    claim: Claim
    status: RunStatus
    tracked: TrackedRun
    tracker: str
    parameters: Mapping[str, Any] | None
    classes: Mapping[str, str]
    manifest: Manifest | None
    log: Sequence[str]
    select: tuple[str, Goal] | None
    sensitive: bool
    missing: tuple[Missing, ...] = ()


def assemble(sources: Sources) -> RunRecord:
    """Join the sources. The launcher decides on state and times, the tracker on what was measured.

    Where the launcher can't be asked from here, a run that the tracker saw end has ended so.
    Of a run on sensitive data no text of the run itself is kept: no log line, no error, and no
    error analysis.
    """
    if sources.sensitive:
        sources = _without_words(sources)
    claim, tracked = sources.claim, sources.tracked
    status = _status(sources)
    series = [s for s in tracked.series if not s.metric.startswith(MONITORING)]
    failed = status.state in {RunState.FAILED, RunState.LOST}
    code = _code(sources)
    image = Image(sources.manifest.image if sources.manifest else None, None)
    return RunRecord(
        labbook=__version__,
        run=claim.run,
        state=status.state,
        reason=_reason(status, tracked),
        why=claim.why,
        launcher=claim.launcher,
        tracker=sources.tracker,
        task=tracked.task,
        task_url=tracked.task_url,
        created=claim.created,
        started=_first(*(a.started for a in status.attempts), tracked.started),
        finished=_finished(status, tracked),
        attempts=_attempts(status, tracked.attempts),
        code=code,
        image=image,
        config_digest=claim.config_digest,
        review=claim.review,
        overrides=hide_named(claim.overrides),
        parameters=_parameters(sources),
        classes=sources.classes,
        metrics={s.metric: summarize(s) for s in series},
        selected=_selected(series, sources.select),
        artifacts=tracked.artifacts,
        models=tracked.models,
        weights_digest=tracked.weights_digest,
        data=_data(sources.manifest),
        environment=_environment(sources),
        resources=status.resources,
        log=_log(sources) if failed else (),
        missing=_missing(sources, code, image),
        task_updated=tracked.updated,
        error_analyses=_error_analyses(tracked),
    )


def _without_words(sources: Sources) -> Sources:
    return replace(
        sources,
        status=own_words_only(sources.status),
        tracked=numbers_only(sources.tracked),
        log=(),
    )


def _status(sources: Sources) -> RunStatus:
    state, tracked = sources.status.state, sources.tracked.state
    imported = sources.claim.launcher == IMPORTED
    if state is RunState.LAUNCHED and tracked is not None and (tracked.ended or imported):
        return RunStatus(tracked, host=sources.status.host)
    return sources.status


def _attempts(status: RunStatus, told: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The launcher's, unless the tracker tells more of them apart.

    How the last one ended the launcher knows, if it can be asked.
    """
    known = status.attempts
    if len(told) <= len(known):
        return known
    if not known:
        return tuple(told)
    end = known[-1]
    last = replace(told[-1], state=end.state, finished=end.finished, reason=end.reason)
    return (*told[:-1], last)


def _disagreement(sources: Sources) -> Missing | None:
    """What launcher and tracker say of the state, where it isn't the same.

    A server takes a run whose process is gone for one that goes on, for two hours.
    """
    state, tracked = sources.status.state, sources.tracked.state
    if state is RunState.LAUNCHED and tracked is not None and tracked.ended:
        why = sources.status.reason or "it can't be asked from here"
        return Missing("the launcher's word on the state", f"{why}; the tracker's stands")
    if tracked is None or tracked is state or not state.ended:
        return None
    said = f"the tracker says {tracked}, the launcher {state}; the launcher's word stands"
    return Missing("agreement on the state", said)


def _reason(status: RunStatus, tracked: TrackedRun) -> str | None:
    """The launcher's reason, with what the program itself said of its failure."""
    said = tracked.error if status.state is RunState.FAILED else None
    return ": ".join(filter(None, [status.reason, said])) or None


def _parameters(sources: Sources) -> Mapping[str, Any]:
    known = sources.tracked.parameters if sources.parameters is None else sources.parameters
    return hide_named(known)


def _code(sources: Sources) -> Code:
    manifest, tracked = sources.manifest, sources.tracked.code
    source = manifest.code if manifest else None
    if sources.claim.launcher == IMPORTED:
        dirty = bool(tracked.diff) if tracked.commit else None
        return Code(tracked.repository, tracked.commit, dirty, tracked.entry_point)
    return Code(
        repository=source.repository if source else None,
        commit=source.commit if source else sources.claim.commit,
        dirty=bool(tracked.diff) if tracked.commit else False,
        entry_point=tracked.entry_point or _entry_point(manifest),
    )


def _entry_point(manifest: Manifest | None) -> str | None:
    words = manifest.command if manifest else ()
    return next((word for word in words if word.endswith((".py", ".sh"))), None)


def _finished(status: RunStatus, tracked: TrackedRun) -> str | None:
    if not status.state.ended:
        return None
    return _first(*(a.finished for a in reversed(status.attempts)), tracked.finished)


def _first(*texts: str | None) -> str | None:
    return next((text for text in texts if text is not None), None)


def _selected(series: Sequence[Series], select: tuple[str, Goal] | None) -> Any:
    return select_values(series, *select) if select else None


def _log(sources: Sources) -> tuple[str, ...]:
    """The end of the launcher's log, or of the tracker's where the launcher has none."""
    lines = end_of_log(sources.log or sources.tracked.log)
    return tuple(line if len(line) <= MOST_LINE else f"{line[:MOST_LINE]}…" for line in lines)


def _error_analyses(tracked: TrackedRun) -> tuple[ErrorAnalysis, ...]:
    read = (read_error_analysis(text) for text in tracked.error_texts)
    return tuple(analysis for analysis in read if analysis is not None)


def _data(manifest: Manifest | None) -> tuple[Mapping[str, Any], ...]:
    mounts = manifest.data if manifest else ()
    return tuple(
        {"name": m.name, "source": m.source, "digest": m.digest, "sensitive": m.sensitive}
        for m in mounts
    )


def _environment(sources: Sources) -> Any:
    environment = sources.tracked.environment
    seed = _parameters(sources).get("seed")
    known = environment.seed if environment.seed is not None else seed
    return replace(
        environment,
        host=environment.host or sources.status.host,
        seed=known if type(known) is int and abs(known) < 2**63 else None,
    )


def _missing(sources: Sources, code: Code, image: Image) -> tuple[Missing, ...]:
    found = [*sources.missing, *sources.tracked.missing]
    if image.reported is None and sources.claim.launcher == "local":
        found.append(Missing("image.reported", "a local run has no image"))
    if disagreement := _disagreement(sources):
        found.append(disagreement)
    if code.commit is None:
        found.append(Missing("code.commit", "neither the run's tag nor the tracker names it"))
    return tuple(sorted(set(found), key=lambda missing: (missing.what, missing.why)))

"""What the sessions of a run tell: a restart, or a run that was resumed, makes one of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Any

from labbook.adapters.artifact_files import FileRef, describe_file
from labbook.adapters.bounded_files import Files
from labbook.adapters.clearml_join import join_tasks
from labbook.adapters.clearml_samples import read_media
from labbook.adapters.clearml_session import Session, read_sample, read_session_events, read_task
from labbook.adapters.clearml_task import (
    artifact_refs,
    model_refs,
    read_code,
    read_environment,
    read_parameters,
)
from labbook.adapters.completed import span
from labbook.adapters.outside_text import clean_name
from labbook.model.reference import RunRef
from labbook.model.run import Artifact, Missing
from labbook.model.tracked import TrackedRun

Task = Mapping[str, Any]
MOST_SESSIONS = 1000


def read_sessions(sessions: Sequence[Session], run: RunRef) -> TrackedRun | None:
    """The run that its sessions are together, joined in the order in which they reported.

    Of very many the first ones by name are read. Where some say that they are this run's, by tag
    or name, those of another are left out. None where there is no session.
    """
    tasks = [(session, *read_task(session)) for session in sessions[:MOST_SESSIONS]]
    named = any(_is_of(run, task) for _, task, _ in tasks)
    read, left_out = [], _too_many(len(sessions) - MOST_SESSIONS)
    for session, task, broken in tasks:
        if named and task and not _is_of(run, task):
            left_out.append(_left_out(session, task))
        else:
            read.append(_read_session(session, task, broken))
    if not read:
        return None
    read.sort(key=itemgetter(0))
    joined = join_tasks([_with_its_name(one) if read[1:] else one for _, one in read])
    # How an attempt ended the launcher knows, and no session does.
    return replace(joined, attempts=(), missing=(*left_out, *joined.missing))


def _too_many(count: int) -> list[Missing]:
    why = f"a run has at most {MOST_SESSIONS} that are read"
    return [Missing(f"sessions after the first {MOST_SESSIONS} ({count})", why)] * (count > 0)


def _is_of(run: RunRef, task: Task) -> bool:
    tags = task.get("tags")
    return task.get("name") == str(run) or (isinstance(tags, list) and run.tag in tags)


def _left_out(session: Session, task: Task) -> Missing:
    why = f"its task is '{clean_name(task.get('name'))}', and another session names the run"
    return Missing(f"session {clean_name(session.name)}", why)


def _with_its_name(tracked: TrackedRun) -> TrackedRun:
    """One of several sessions: what is missing is missing of this one."""
    missing = [replace(lack, what=f"{lack.what} ({tracked.task})") for lack in tracked.missing]
    return replace(tracked, missing=tuple(missing))


def _read_session(
    session: Session, task: Task, broken_task: Iterable[Missing]
) -> tuple[int, TrackedRun]:
    """When the session first reported (milliseconds since 1970, 0 for never), and all it tells."""
    metrics, lack = read_session_events(session, "metrics.jsonl")
    log, lack_of_log = read_session_events(session, "log.jsonl")
    media = read_media(metrics, partial(read_sample, session, task))
    artifacts, lost = _files(session.copies, artifact_refs(task, session.name))
    models, lost_models = _files(session.copies, model_refs(task, session.name))
    code, cut = read_code(task)
    times = [*metrics.times, *log.times]
    started, finished = span(times)
    tracked = TrackedRun(
        source=session.source,
        task=clean_name(task.get("id") or session.name),
        started=started,
        finished=finished,
        parameters=read_parameters(task),
        series=metrics.series,
        plots=media.plots,
        samples=media.samples,
        artifacts=artifacts,
        models=models,
        log=log.log,
        code=code,
        environment=read_environment(task, log.worker),
        missing=(
            *lack,
            *lack_of_log,
            *broken_task,
            *cut,
            *media.missing,
            *lost,
            *lost_models,
        ),
    )
    return min(times, default=0), tracked


def _files(
    copies: Sequence[Files], refs: Iterable[FileRef]
) -> tuple[tuple[Artifact, ...], list[Missing]]:
    described = [describe_file(copies, ref) for ref in refs]
    return tuple(file for file, _ in described), [lack for _, lacks in described for lack in lacks]

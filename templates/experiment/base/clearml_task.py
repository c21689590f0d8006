"""ClearML's part of `tracking.py`: a run's task, and what keeps its trouble from the training."""

import atexit
import functools
import logging
import math
import os
import signal
import ssl
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

_said: set[str] = set()
_HANDLED = [
    *(signal.SIGTERM, signal.SIGQUIT, signal.SIGINT),
    *(signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE),
]


class NoAnswer(BaseException):
    """The tracker kept silent. No Exception, for the SDK catches those and asks again."""


def never_raises(method: Callable[..., Any]) -> Callable[..., Any]:
    """Say once what went wrong instead of raising it: a run must not die of its bookkeeping."""

    @functools.wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (Exception, NoAnswer) as error:
            with suppress(Exception):  # stderr may be closed or full, the error without words
                _say(f"the training goes on: {method.__name__}: {type(error).__name__}: {error}")

    return guarded


def _say(what: str) -> None:
    if what not in _said:
        _said.add(what)
        print(f"tracking failed, {what}", file=sys.stderr, flush=True)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise NoAnswer in what takes longer. Only the main thread can be interrupted.

    An alarm that the training has set itself goes off afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    limited = True

    def stop(*_: object) -> None:
        if limited:
            raise NoAnswer(f"the tracker gave no answer within {seconds:g} seconds")

    began = time.monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, 0)
    former = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # once more where the SDK swallowed it
    try:
        yield
    finally:
        limited = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former or signal.SIG_DFL)
        if left:
            left = max(left - (time.monotonic() - began), 0.001)
            signal.setitimer(signal.ITIMER_REAL, left, interval)


@contextmanager
def own_signals() -> Iterator[None]:
    """Leave each signal to whom it was: the SDK lets none of these end a training.

    A crash in native code would go on for ever, and SIGTERM only be noted.
    """
    kept = {number: signal.getsignal(number) for number in _HANDLED}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for number, handler in kept.items():
                signal.signal(number, handler or signal.SIG_DFL)


@contextmanager
def limited_at_exit(patience: Callable[[], float]) -> Iterator[None]:
    """Limit the time of what is registered here to run when the process ends.

    The SDK would wait for its server for ever then. What others have registered runs before the
    limit begins or after it is over, and the process ends by itself, with its own exit code.
    """
    limit = ExitStack()

    def begin() -> None:
        hook = sys.unraisablehook
        limit.callback(setattr, sys, "unraisablehook", hook)
        sys.unraisablehook = lambda lost: lost.exc_type is NoAnswer or hook(lost)
        limit.enter_context(time_limit(patience()))

    def end() -> None:
        with suppress(NoAnswer), limit:  # Python does this later, when nothing is limited any more
            logging.shutdown([one for one in logging._handlerList if _is_sdks(one())])

    atexit.register(end)  # what is registered last runs first
    try:
        yield
    finally:
        atexit.register(begin)


def _is_sdks(thing: object) -> bool:
    return type(thing).__module__.startswith("clearml.")


def find_clearml() -> str | None:
    """The server that runs report to, "" in offline mode, None where there is no ClearML."""
    try:
        from clearml import Task
        from clearml.backend_api import Session
    except ImportError:
        return None
    if Task.is_offline():
        return ""
    file = Path(os.environ.get("CLEARML_CONFIG_FILE", "~/clearml.conf")).expanduser()
    if "CLEARML_API_HOST" not in os.environ and not file.is_file():
        return None  # nobody named a server; the SDK has one of its own, on the internet
    return str(Session.get_api_server_host())


def start_task(config: str | Path | None) -> Any:
    """Begin the run's task, and tell it the run, its commit and its config."""
    from clearml import OutputModel, Task
    from clearml.config.cache import SessionCache

    if "CLEARML_CACHE_DIR" in os.environ:  # the SDK keeps its session in the home folder else
        SessionCache.SESSION_CACHE_FOLDER = os.environ["CLEARML_CACHE_DIR"]
    # A fork while the SDK looks at the repository loses the commit and the uncommitted changes.
    Task._report_subprocess_enabled = False
    if Task.is_offline():  # SDK 2.1.12 raises from these, so that a model ends the training
        OutputModel.published = False
        for name in ("update_weights", "update_weights_package", "publish", "set_metadata"):
            setattr(OutputModel, name, never_raises(getattr(OutputModel, name)))
    run = os.environ.get("LABBOOK_RUN")
    task: Any = Task.init(
        project_name=os.environ.get("LABBOOK_PROJECT", "labbook"),
        task_name=run or Path.cwd().name,
        tags=[f"run/{run}"] if run else None,
        reuse_last_task_id=False,
        auto_connect_arg_parser=False,
        auto_connect_frameworks=False,
    )
    origin = {key: os.environ.get(f"LABBOOK_{key.upper()}") for key in ("commit", "config_digest")}
    task.set_comment("\n".join(f"{key}: {value}" for key, value in origin.items() if value))
    if config is not None:
        task.connect_configuration(Path(config), name="config")
    return task


def tell_exit(number: int | None) -> None:
    """Tell the SDK that the program exits, failed or by a signal; it sees calls of sys.exit only.

    It would take the task for completed.
    """
    from clearml import Task

    hook = Task._Task__exit_hook
    hook.signal, hook.exit_code = number, None if number else 1


def report(task: Any, metric: str, value: float, step: int | None) -> None:
    """Put a value into the queue that the SDK sends from a thread; it can't hold NaN."""
    if not math.isfinite(value):
        return
    if step is None:
        task.get_logger().report_single_value(metric, value)
    else:
        title, _, series = metric.rpartition("/")
        task.get_logger().report_scalar(title or metric, series, value, iteration=step)


def register_model(task: Any, name: str, path: Path) -> None:
    """The SDK takes a file's name for the model's, and keeps one file of a name in a run."""
    from clearml import OutputModel

    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder, name.replace("/", "-") + path.suffix)
        link.symlink_to(path)
        OutputModel(task=task, name=name).update_weights(
            str(link),
            upload_uri=task.get_logger().get_default_upload_destination(),
            auto_delete_file=False,
            update_comment=False,
            async_enable=False,
        )


def ping(server: str) -> None:
    """Raise where the server is down: the SDK asks such a one again and again, for ever.

    No key is sent, so its certificate is left to the SDK, which has settings of its own for that.
    """
    anyone = ssl.create_default_context()
    anyone.check_hostname = False
    anyone.verify_mode = ssl.CERT_NONE
    urllib.request.urlopen(f"{server}/debug.ping", timeout=5, context=anyone).close()

"""What a run tells of itself: to plain files always, and to ClearML where it is installed.

    with tracking.Run(config="config.yaml") as run:
        run.describe(parameters, seed=1986)
        run.log("valid/error_rate", 12.4, step=3)    # a point of a curve
        run.log("test/error_rate", 11.9)             # a final value
        run.add_sample("anna-1", path, rank="worst") # a picture or a sound
        run.add_weights(model.state_dict())
        run.add_artifact("predictions", path)
        run.add_model("best", path)

The same lines work with a ClearML server, in ClearML's offline mode and without ClearML. A
tracking that fails says so on stderr and never stops the training, and a server that keeps silent
is not waited for longer than `PATIENCE`. Two files appear in `run.output`, the run's own folder
(`LABBOOK_OUTPUT`):

- `metrics.jsonl`, one JSON object a line, `{"metric": …, "step": …, "value": …, "time": …}`: every
  value as soon as it is logged, also those that ClearML can't hold (it stores NaN as 0.0);
  `{"attempt": …}`, the time, where the program begins, for a run may be started again;
- `result.json`, written at the end, also when the training raised: state, last values, digest of
  the weights, packages, threads, seed, artifacts, models, samples.

Neither this nor `clearml_task.py` imports labbook, so any image with Python runs them.
"""

import hashlib
import json
import math
import os
import platform
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

from clearml_task import (
    NoAnswer,
    find_clearml,
    limited_at_exit,
    never_raises,
    own_signals,
    ping,
    register_model,
    report,
    start_task,
    tell_exit,
    time_limit,
)

PATIENCE = 60.0
"""Seconds that the tracker gets to answer a call, and to let the process end."""
SLOWEST_UPLOAD = 1 << 20
"""Bytes a second: a file gets more time by its size."""
TEXT: Any = {"encoding": "utf-8", "errors": "backslashreplace"}  # half a character is \\ud800

Stats = Mapping[str, Any]


class Stopped(SystemExit):
    """The process was asked to end: the run was stopped, its pod evicted."""

    def __str__(self) -> str:
        return "by SIGTERM"


class Run:
    """The run that this process is. Of several processes (`torchrun`) only the first one reports.

    `config` is the path of the config file, which is kept with the run as it is.
    """

    current: "Run | None" = None

    def __init__(self, config: str | Path | None = None) -> None:
        self.output = output_folder()
        self._config = config
        self._reports = os.environ.get("RANK", "0") == "0"
        self._process = os.getpid()
        self._task: Any = None
        self._patience = PATIENCE
        self._points: TextIO | None = None
        self._seed: int | None = None
        self._parameters: dict[str, bool | int | float | str] = {}
        self._weights: str | None = None
        self._last: dict[str, float] = {}
        self._files: dict[str, dict[Any, Any]] = {"artifacts": {}, "models": {}, "samples": {}}

    def __enter__(self) -> "Run":
        Run.current = self
        if self._reports:
            self._append({"attempt": time.time()})
            self._start()
            self._end_on_sigterm()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        Run.current = None
        if os.getpid() != self._process:  # a fork of the training, which goes on
            return
        if isinstance(error, SystemExit) and not error.code:
            error = None
        with self._ending():
            if self._reports:
                self._write_result(error)
            if self._task is not None:
                self._end(error)

    @never_raises
    def describe(self, parameters: Mapping[str, Any], *, seed: int | None = None) -> None:
        """Keep the seed and those parameters that are numbers, truth values or texts.

        Paths into the run's own folder are left out: they differ from run to run.
        """
        own = str(self.output)
        plain = {k: v for k, v in parameters.items() if isinstance(v, bool | int | float | str)}
        self._parameters = {name: v for name, v in plain.items() if own not in str(v)}
        self._seed = None if seed is None else int(seed)
        if self._task is not None:
            with self._answered():
                self._task.connect(dict(self._parameters))

    @never_raises
    def log(self, metric: str, value: float, step: int | None = None) -> None:
        """Keep one value of a metric, `split/name`; without a step it is a final value.

        The value is a number of any library. One that isn't finite is kept in the file alone.
        """
        if not self._reports:
            return
        if isinstance(value, str | bytes):
            raise TypeError(f"the value of {metric} is a text")
        if not metric or (step is not None and step != int(step)):
            raise ValueError(f"'{metric}' at step {step}: a name and a whole step are needed")
        metric, value, step = str(metric), float(value), None if step is None else int(step)
        self._last[metric] = value
        point = {"metric": metric, "value": _number(value), "time": time.time()}
        self._append(point if step is None else {**point, "step": step})
        if self._task is not None:
            report(self._task, metric, value, step)

    @never_raises
    def add_weights(self, state: Mapping[str, Any]) -> None:
        """Keep the digest of a model's `state_dict()`: equal weights have an equal digest."""
        if self._reports:
            self._weights = weights_digest(state)

    @never_raises
    def add_artifact(self, name: str, path: str | Path) -> None:
        """Keep name, size and digest of a file, and give it to ClearML."""
        if not self._reports:
            return
        noted = self._note("artifacts", name, Path(path))
        if self._task is not None:
            with self._answered(noted["size"]):
                self._task.upload_artifact(name, artifact_object=Path(path), wait_on_upload=True)

    @never_raises
    def add_model(self, name: str, path: str | Path) -> None:
        """Keep name, size and digest of a file with weights, and register it as ClearML's model."""
        if not self._reports:
            return
        noted = self._note("models", name, Path(path))
        if self._task is not None:
            with self._answered(noted["size"]):
                register_model(self._task, name, Path(path).absolute())

    @never_raises
    def add_sample(
        self, name: str, path: str | Path, step: int | None = None, rank: str | None = None
    ) -> None:
        """Keep a picture or a sound; `rank` says that it is one of the "worst" or "typical"."""
        if rank not in {None, "worst", "typical"}:
            raise ValueError(f"the rank of a sample is worst or typical, not {rank}")
        if not self._reports:
            return
        step = None if step is None else int(step)
        noted = self._note("samples", (name, step, rank), Path(path))
        noted |= {"name": name, "step": step, "rank": rank}
        if self._task is not None:
            title = f"{rank}/{name}" if rank else name
            with self._answered():
                self._task.get_logger().report_media(
                    title, name, iteration=step or 0, local_path=str(path)
                )

    def _note(self, kind: str, name: Any, path: Path) -> dict[str, Any]:
        """Note a file of the run; one that lies elsewhere than in its folder has no path."""
        path = path.absolute()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        inside = path.is_relative_to(self.output)
        noted = {
            "name": name,
            "path": path.relative_to(self.output).as_posix() if inside else None,
            "size": path.stat().st_size,
            "sha256": f"sha256:{digest}",
        }
        self._files[kind][name] = noted
        return noted

    @never_raises
    def _append(self, line: Mapping[str, Any]) -> None:
        if self._points is None:
            self._points = (self.output / "metrics.jsonl").open("a", 1, **TEXT)
        self._points.write(json.dumps(line, ensure_ascii=False) + "\n")

    @never_raises
    def _write_result(self, error: BaseException | None) -> None:
        ended_by_error = "stopped" if isinstance(error, Stopped) else "failed"
        result = {
            "schema": 1,
            "state": ended_by_error if error else "finished",
            "error": " ".join(f"{type(error).__name__}: {error}".split()) if error else None,
            "metrics": {name: _number(value) for name, value in self._last.items()},
            "parameters": {name: _number(v) for name, v in self._parameters.items()},
            "weights_digest": self._weights,
            "environment": {
                "host": socket.gethostname(),
                "python": platform.python_version(),
                "packages": {str(d.name): d.version for d in metadata.distributions()},
                "threads": _threads(),
                "seed": self._seed,
            },
            **{kind: list(noted.values()) for kind, noted in self._files.items()},
        }
        text = json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"
        unfinished = self.output / "result.json.part"
        unfinished.write_text(text, **TEXT)
        unfinished.replace(self.output / "result.json")

    @never_raises
    def _start(self) -> None:
        if (server := find_clearml()) is None:
            return
        if server:
            ping(server)
        with limited_at_exit(lambda: self._patience), own_signals(), self._answered():
            self._task = start_task(self._config)

    def _end_on_sigterm(self) -> None:
        """Raise Stopped at SIGTERM, so that a result is written, unless the training handles it."""
        free = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        if free and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, _: object) -> None:
        if os.getpid() != self._process:  # a fork ends as without a run
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        raise Stopped(128 + number)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Ignore SIGTERM where it was ours: the run is about to end."""
        ours = signal.getsignal(signal.SIGTERM) == self._stop
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            yield
        finally:
            if ours:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)

    @never_raises
    def _end(self, error: BaseException | None) -> None:
        """Close the task, unless the run failed: ClearML sees the exception and says so itself."""
        if isinstance(error, SystemExit):
            tell_exit(signal.SIGTERM if isinstance(error, Stopped) else None)
        with self._answered():
            self._task.flush(wait_for_uploads=True)
            if error is None:
                self._task.close()

    @contextmanager
    def _answered(self, size: int = 0) -> Iterator[None]:
        """Give the tracker its time; less of it from when it kept silent until it answers."""
        try:
            with time_limit(self._patience + size / SLOWEST_UPLOAD):
                yield
        except NoAnswer:
            self._patience = PATIENCE / 10
            raise
        self._patience = PATIENCE


class TrainLogger:
    """A train logger for SpeechBrain: `train_logger: !new:tracking.TrainLogger`."""

    @never_raises
    def log_stats(
        self,
        stats_meta: Stats,
        train_stats: Stats | None = None,
        valid_stats: Stats | None = None,
        test_stats: Stats | None = None,
        verbose: bool = True,
    ) -> None:
        """Log points at `stats_meta["step"]`, else at `stats_meta["epoch"]`.

        What else is in `stats_meta` (the learning rate) is a metric of training, but for `split`,
        which names the test set where there are several. Statistics of a test are final values.
        What is no number is printed only.
        """
        meta = dict(stats_meta)
        epoch, split = meta.pop("epoch", None), meta.pop("split", "test")
        step = meta.pop("step", epoch)
        curves = {"train": {**(train_stats or {}), **meta}, "valid": valid_stats or {}}
        points = [(f"{s}/{name}", v, step) for s in curves for name, v in curves[s].items()]
        points += [(f"{split}/{name}", v, None) for name, v in (test_stats or {}).items()]
        for point in points:
            if Run.current is not None and hasattr(point[1], "__float__"):
                Run.current.log(*point)
        if verbose:
            said = [] if epoch is None else [f"epoch {epoch}"]
            said += [f"{metric} {_shown(value)}" for metric, value, _ in points]
            print("  ".join(said), flush=True)


def output_folder() -> Path:
    """`LABBOOK_OUTPUT`; for a run without labbook a new folder under `output/`, ignored by git.

    A folder where a run has finished is refused: its checkpoint would be taken for the result.
    """
    if "LABBOOK_OUTPUT" not in os.environ:
        root = Path("output").absolute()
        root.mkdir(exist_ok=True)
        (root / ".gitignore").write_text("*\n")
        return Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=root))
    output = Path(os.environ["LABBOOK_OUTPUT"]).absolute()
    output.mkdir(parents=True, exist_ok=True)
    if _has_finished(output / "result.json"):
        raise SystemExit(f"{output} holds a finished run: give each run a folder of its own")
    return output


@never_raises
def _has_finished(result: Path) -> bool:
    if not result.exists():
        return False
    return bool(json.loads(result.read_text(encoding="utf-8"))["state"] == "finished")


def weights_digest(state: Mapping[str, Any]) -> str:
    """SHA-256 over name, dtype, shape and bytes of each tensor, in the order of the names.

    A tensor is torch's or anything with a buffer (numpy, `array.array`).
    """
    digest = hashlib.sha256()
    for name in sorted(state):
        tensor = state[name]
        if hasattr(tensor, "detach"):
            import torch

            flat = tensor.detach().cpu().contiguous().flatten()
            view = memoryview(flat.view(torch.uint8).numpy())
            kind, shape = str(tensor.dtype), tuple(tensor.shape)
        else:
            view = memoryview(tensor)
            kind, shape = view.format, tuple(view.shape or ())
        digest.update(f"{name}\0{kind}\0{shape}\0".encode() + view.tobytes())
    return f"sha256:{digest.hexdigest()}"


def _number(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _shown(value: Any) -> str:
    try:
        return f"{value:.4g}"
    except (TypeError, ValueError):
        return str(value)


def _threads() -> int | None:
    if "torch" in sys.modules:
        return int(sys.modules["torch"].get_num_threads())
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isdecimal() else None

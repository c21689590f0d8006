"""What a run tells of itself: to ClearML where it is installed, to plain files where it isn't.

    with tracking.Run(config="config.yaml") as run:
        run.describe(parameters, seed=1986)
        run.log("valid/error_rate", 12.4, step=3)    # a point of a curve
        run.log("test/error_rate", 11.9)             # a final value
        run.add_weights(model.state_dict())
        run.add_artifact("predictions", path)

The same lines work with a ClearML server, in ClearML's offline mode and without ClearML, and a
tracking that fails never stops the training: it says so on stderr and goes on.

Two files appear in `run.output`, the run's own folder (`LABBOOK_OUTPUT`):

- `metrics.jsonl`, one JSON object a line, `{"metric": …, "step": …, "value": …, "time": …}`: every
  value when there is no ClearML, otherwise only what ClearML can't hold (it stores NaN as 0.0);
- `result.json`, written at the end, also when the training raised: state, last values, digest of
  the weights, packages, threads, seed, artifacts.

Nothing here imports labbook, so any image with Python runs it.
"""

import functools
import hashlib
import json
import math
import os
import platform
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CONNECT_TIMEOUT = 5  # seconds


def never_raises(method: Callable[..., Any]) -> Callable[..., Any]:
    """Say what went wrong instead of raising it: a run must not die of its bookkeeping."""

    @functools.wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            name = f"{type(error).__name__}: {error}"
            print(f"tracking: {method.__name__} failed, training goes on ({name})", file=sys.stderr)

    return guarded


class Run:
    """The run that this process is. Of several processes (`torchrun`) only the first one reports.

    `config` is the path of the config file, kept with the run as it is.
    """

    current: "Run | None" = None

    def __init__(self, config: str | Path | None = None) -> None:
        self.name = os.environ.get("LABBOOK_RUN", Path.cwd().name)
        self.output = output_folder()
        self._config = config
        self._reports = os.environ.get("RANK", "0") == "0"
        self._task: Any = None
        self._seed: int | None = None
        self._weights: str | None = None
        self._last: dict[str, float] = {}
        self._artifacts: list[dict[str, Any]] = []

    def __enter__(self) -> "Run":
        Run.current = self
        if self._reports:
            self._task = _start_task(self.name, self._config)
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        Run.current = None
        ended_well = error is None or (isinstance(error, SystemExit) and not error.code)
        reason = None if ended_well else f"{type(error).__name__}: {error}".splitlines()[0]
        if self._reports:
            self._write_result(reason)
        if self._task is not None:
            _end_task(self._task, failed=not ended_well)

    @never_raises
    def describe(self, parameters: Mapping[str, Any], *, seed: int | None = None) -> None:
        """Keep the parameters that are numbers, truth values or texts, and the seed.

        Paths into the run's own folder are left out: they differ from run to run.
        """
        self._seed = seed
        own = str(self.output)
        plain = {
            name: value
            for name, value in parameters.items()
            if isinstance(value, bool | int | float | str) and own not in str(value)
        }
        if self._task is not None:
            self._task.connect(plain)

    @never_raises
    def log(self, metric: str, value: float, step: int | None = None) -> None:
        """Keep one value of a metric, `split/name`; without a step it is a final value."""
        if not self._reports:
            return
        value = float(value)
        step = None if step is None else int(step)
        self._last[metric] = value
        if self._task is None or not math.isfinite(value):
            self._append(metric, value, step)
        elif not _report(self._task, metric, value, step):
            self._task = None  # it has said why; from here on the file has the values
            self._append(metric, value, step)

    @never_raises
    def add_weights(self, state: Mapping[str, Any]) -> None:
        """Keep the digest of a model's `state_dict()`: equal weights have an equal digest."""
        self._weights = weights_digest(state)

    @never_raises
    def add_artifact(self, name: str, path: str | Path, *, upload: bool = True) -> None:
        """Keep a file that the run produced in `run.output`; `upload` also gives it to ClearML."""
        path = Path(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._artifacts.append(
            {
                "name": name,
                "path": os.path.relpath(path, self.output),
                "size": path.stat().st_size,
                "sha256": f"sha256:{digest}",
            }
        )
        if upload and self._task is not None:
            self._task.upload_artifact(name, artifact_object=path, wait_on_upload=True)

    def _append(self, metric: str, value: float, step: int | None) -> None:
        point = {"metric": metric, "value": _number(value), "time": time.time()}
        if step is not None:
            point["step"] = step
        with (self.output / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(point, ensure_ascii=False) + "\n")

    @never_raises
    def _write_result(self, error: str | None) -> None:
        result = {
            "schema": 1,
            "state": "finished" if error is None else "failed",
            "error": error,
            "metrics": {name: _number(value) for name, value in self._last.items()},
            "weights_digest": self._weights,
            "environment": {
                "host": socket.gethostname(),
                "python": platform.python_version(),
                "packages": {d.name: d.version for d in metadata.distributions()},
                "threads": _threads(),
                "seed": self._seed,
            },
            "artifacts": self._artifacts,
        }
        text = json.dumps(result, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        unfinished = self.output / "result.json.part"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.output / "result.json")


class TrainLogger:
    """A train logger for SpeechBrain: `train_logger: !new:tracking.TrainLogger`.

    The step of a point is `stats_meta["step"]`, else `stats_meta["epoch"]`; other numbers there
    (a learning rate) are metrics of training. `stats_meta["split"]` names the test set when there
    are several. Test statistics are final values.
    """

    def log_stats(
        self,
        stats_meta: Mapping[str, Any],
        train_stats: Mapping[str, float] | None = None,
        valid_stats: Mapping[str, float] | None = None,
        test_stats: Mapping[str, float] | None = None,
        verbose: bool = False,  # noqa: ARG002
    ) -> None:
        meta = dict(stats_meta)
        epoch, split = meta.pop("epoch", None), meta.pop("split", "test")
        step = meta.pop("step", epoch)
        curves = {"train": {**(train_stats or {}), **meta}, "valid": valid_stats or {}}
        points = [
            (f"{s}/{name}", v, step) for s, stats in curves.items() for name, v in stats.items()
        ]
        points += [(f"{split}/{name}", value, None) for name, value in (test_stats or {}).items()]
        for metric, value, at in points:
            if Run.current is not None:
                Run.current.log(metric, value, step=at)
        head = [] if test_stats else [f"epoch {epoch}"]
        print(
            "  ".join(head + [f"{metric} {value:.4g}" for metric, value, _ in points]), flush=True
        )


def output_folder() -> Path:
    """`LABBOOK_OUTPUT`; for a run without labbook a new folder under `output/`, ignored by git."""
    given = os.environ.get("LABBOOK_OUTPUT")
    if given:
        Path(given).mkdir(parents=True, exist_ok=True)
        return Path(given)
    root = Path("output").absolute()
    root.mkdir(exist_ok=True)
    (root / ".gitignore").write_text("*\n")
    return Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=root))


def weights_digest(state: Mapping[str, Any]) -> str:
    """SHA-256 over name, dtype, shape and bytes of each tensor, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(state):
        dtype, shape, content = _tensor(state[name])
        digest.update(f"{name}\0{dtype}\0{shape}\0".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()}"


def _tensor(value: Any) -> tuple[str, tuple[int, ...], bytes]:
    """Data type, shape and bytes of a torch tensor or of an array (numpy, `array.array`)."""
    if not hasattr(value, "detach"):
        view = memoryview(value)
        return view.format, tuple(view.shape or ()), view.tobytes()
    import torch

    flat = value.detach().cpu().contiguous().flatten()
    return str(value.dtype), tuple(value.shape), flat.view(torch.uint8).numpy().tobytes()


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _threads() -> int | None:
    if "torch" in sys.modules:
        return int(sys.modules["torch"].get_num_threads())
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isdecimal() else None


@never_raises
def _start_task(name: str, config: str | Path | None) -> Any:
    try:
        from clearml import Task
        from clearml.backend_api import Session
    except ImportError:
        return None
    if not Task.is_offline():
        if not _knows_a_server():
            return None
        server = urlsplit(Session.get_api_server_host())
        port = server.port or (443 if server.scheme == "https" else 80)
        # The SDK repeats a refused connection for ever.
        socket.create_connection((server.hostname or "", port), CONNECT_TIMEOUT).close()
    task = Task.init(
        project_name=os.environ.get("LABBOOK_PROJECT", "labbook"),
        task_name=name,
        tags=[f"run/{name}"] if "LABBOOK_RUN" in os.environ else None,
        reuse_last_task_id=False,
        auto_connect_arg_parser=False,
        auto_connect_frameworks=False,
    )
    origin = {key: os.environ.get(f"LABBOOK_{key.upper()}") for key in ("commit", "config_digest")}
    task.set_comment("\n".join(f"{key}: {value}" for key, value in origin.items() if value))
    if config is not None:
        task.connect_configuration(Path(config), name="config")
    return task


def _knows_a_server() -> bool:
    """Whether somebody named a server; the SDK has one of its own, on the internet."""
    file = Path(os.environ.get("CLEARML_CONFIG_FILE", "~/clearml.conf")).expanduser()
    return "CLEARML_API_HOST" in os.environ or file.is_file()


@never_raises
def _report(task: Any, metric: str, value: float, step: int | None) -> bool:
    logger = task.get_logger()
    if step is None:
        logger.report_single_value(metric, value)
    else:
        title, _, series = metric.rpartition("/")
        logger.report_scalar(title or metric, series, value, iteration=step)
    return True


@never_raises
def _end_task(task: Any, *, failed: bool) -> None:
    """Close the task, unless the run failed: ClearML sees the exception and says so itself."""
    task.flush(wait_for_uploads=True)
    if not failed:
        task.close()

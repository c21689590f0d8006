"""What a run tells of itself: to ClearML where it is installed, to plain files where it isn't.

    with tracking.Run(config="config.yaml") as run:
        run.describe(parameters, seed=1986)
        run.log("valid/error_rate", 12.4, step=3)    # a point of a curve
        run.log("test/error_rate", 11.9)             # a final value
        run.add_weights(model.state_dict())
        run.add_artifact("predictions", path)

The same lines work with a ClearML server, in ClearML's offline mode and without ClearML, and a
tracking that fails never stops the training: it says so on stderr and goes on. Two files appear
in `run.output`, the run's own folder (`LABBOOK_OUTPUT`):

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
import ssl
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

Stats = Mapping[str, float]


def never_raises(method: Callable[..., Any]) -> Callable[..., Any]:
    """Say what went wrong instead of raising it: a run must not die of its bookkeeping."""

    @functools.wraps(method)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            what = f"{method.__name__}: {type(error).__name__}: {error}"
            print(f"tracking failed, the training goes on: {what}", file=sys.stderr)

    return guarded


class Run:
    """The run that this process is. Of several processes (`torchrun`) only the first one reports.

    `config` is the path of the config file, which is kept with the run as it is.
    """

    current: "Run | None" = None

    def __init__(self, config: str | Path | None = None) -> None:
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
            self._task = _start_task(self._config)
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        Run.current = None
        if isinstance(error, SystemExit) and not error.code:
            error = None
        if self._reports:
            self._write_result(error)
        if self._task is not None:
            _end_task(self._task, failed=error is not None)

    @never_raises
    def describe(self, parameters: Mapping[str, Any], *, seed: int | None = None) -> None:
        """Keep the seed and those parameters that are numbers, truth values or texts.

        Paths into the run's own folder are left out: they differ from run to run.
        """
        self._seed = seed
        if self._task is not None:
            plain = {k: v for k, v in parameters.items() if isinstance(v, bool | int | float | str)}
            own = str(self.output)
            self._task.connect({name: v for name, v in plain.items() if own not in str(v)})

    @never_raises
    def log(self, metric: str, value: float, step: int | None = None) -> None:
        """Keep one value of a metric, `split/name`; without a step it is a final value."""
        if not self._reports:
            return
        value = float(value)
        self._last[metric] = value
        in_clearml = self._task is not None and math.isfinite(value)
        if not (in_clearml and _report(self._task, metric, value, step)):
            self._append(metric, value, step)

    @never_raises
    def add_weights(self, state: Mapping[str, Any]) -> None:
        """Keep the digest of a model's `state_dict()`: equal weights have an equal digest."""
        self._weights = weights_digest(state)

    @never_raises
    def add_artifact(self, name: str, path: str | Path) -> None:
        """Keep name, size and digest of a file in `run.output`, and give it to ClearML."""
        path = Path(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = {"name": name, "path": path.relative_to(self.output).as_posix()}
        size = path.stat().st_size
        self._artifacts.append({**place, "size": size, "sha256": f"sha256:{digest}"})
        if self._task is not None:
            self._task.upload_artifact(name, artifact_object=path, wait_on_upload=True)

    def _append(self, metric: str, value: float, step: int | None) -> None:
        point = {"metric": metric, "value": _number(value), "time": time.time()}
        if step is not None:
            point["step"] = int(step)
        with (self.output / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(point, ensure_ascii=False) + "\n")

    @never_raises
    def _write_result(self, error: BaseException | None) -> None:
        result = {
            "schema": 1,
            "state": "failed" if error else "finished",
            "error": " ".join(f"{type(error).__name__}: {error}".split()) if error else None,
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
        """
        meta = dict(stats_meta)
        epoch, split = meta.pop("epoch", None), meta.pop("split", "test")
        step = meta.pop("step", epoch)
        curves = {"train": {**(train_stats or {}), **meta}, "valid": valid_stats or {}}
        points = [(f"{s}/{name}", v, step) for s in curves for name, v in curves[s].items()]
        points += [(f"{split}/{name}", v, None) for name, v in (test_stats or {}).items()]
        for point in points:
            if Run.current is not None:
                Run.current.log(*point)
        if verbose:
            said = [] if epoch is None else [f"epoch {epoch}"]
            said += [f"{metric} {value:.4g}" for metric, value, _ in points]
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


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _threads() -> int | None:
    if "torch" in sys.modules:
        return int(sys.modules["torch"].get_num_threads())
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isdecimal() else None


@never_raises
def _start_task(config: str | Path | None) -> Any:
    try:
        from clearml import Task
        from clearml.backend_api import Session
        from clearml.config.cache import SessionCache
    except ImportError:
        return None
    if "CLEARML_CACHE_DIR" in os.environ:  # the SDK keeps its session in the home folder else
        SessionCache.SESSION_CACHE_FOLDER = os.environ["CLEARML_CACHE_DIR"]
    file = Path(os.environ.get("CLEARML_CONFIG_FILE", "~/clearml.conf")).expanduser()
    if not Task.is_offline():
        if "CLEARML_API_HOST" not in os.environ and not file.is_file():
            return None  # nobody named a server; the SDK has one of its own, on the internet
        _ping(Session.get_api_server_host())
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


def _ping(server: str) -> None:
    """Raise where the server is down: the SDK asks such a one again and again, for ever.

    No key is sent, so its certificate is left to the SDK, which has settings of its own for that.
    """
    anyone = ssl.create_default_context()
    anyone.check_hostname = False
    anyone.verify_mode = ssl.CERT_NONE
    urllib.request.urlopen(f"{server}/debug.ping", timeout=5, context=anyone).close()


@never_raises
def _report(task: Any, metric: str, value: float, step: int | None) -> bool:
    logger = task.get_logger()
    if step is None:
        logger.report_single_value(metric, value)
    else:
        title, _, series = metric.rpartition("/")
        logger.report_scalar(title or metric, series, value, iteration=int(step))
    return True


@never_raises
def _end_task(task: Any, *, failed: bool) -> None:
    """Close the task, unless the run failed: ClearML sees the exception and says so itself."""
    task.flush(wait_for_uploads=True)
    if not failed:
        task.close()

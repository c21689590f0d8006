"""`result.json`: what the training itself says at its end, written by its tracking code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from labbook.adapters.artifact_files import FileRef, describe_file
from labbook.adapters.bounded_files import Files, Unreadable, read_json
from labbook.adapters.clearml_events import Events, Sample
from labbook.adapters.clearml_samples import read_media
from labbook.adapters.clearml_task import MOST_PARAMETERS, MOST_VALUE
from labbook.adapters.json_values import to_mapping
from labbook.adapters.metrics_file import NON_FINITE
from labbook.adapters.outside_text import clean_name, clean_text
from labbook.adapters.reported_name import reported_name
from labbook.formats.secrets import without_credentials
from labbook.model.run import Artifact, Environment, Missing, RunState
from labbook.model.tracked import MediaSample

T = TypeVar("T")
MOST_RESULT = 16 << 20
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_STATES = {str(state): state for state in (RunState.FINISHED, RunState.FAILED, RunState.STOPPED)}


@dataclass(frozen=True)
class ResultFile:
    """The result file's content; `metrics` are last values, `error` is one line.

    `parameters` are texts, named as ClearML names those that a program gives it; `reported` are
    the names that it has for points, by metric.
    """

    state: RunState | None
    error: str | None
    metrics: Mapping[str, float]
    weights_digest: str | None
    environment: Environment
    parameters: Mapping[str, str]
    artifacts: tuple[Artifact, ...]
    models: tuple[Artifact, ...]
    samples: tuple[MediaSample, ...]
    missing: tuple[Missing, ...]
    reported: Mapping[str, str]


def read_result_file(files: Files, name: str = "result.json") -> ResultFile | Missing | None:
    """Read the file; None where there is none, Missing with the reason where it is broken."""
    if files.size(name) is None:
        return None
    try:
        content = read_json(files, name, MOST_RESULT)
    except Unreadable as reason:
        return Missing(name, str(reason))
    if not isinstance(content, dict):
        return Missing(name, "is no object")
    missing: list[Missing] = []
    return ResultFile(
        state=_known("state", content, lambda state: _STATES.get(str(state)), missing),
        error=clean_name(content["error"]) if content.get("error") else None,
        metrics=_metrics(content.get("metrics"), missing),
        weights_digest=_known("weights_digest", content, _digest, missing),
        environment=_environment(to_mapping(content.get("environment")), missing),
        parameters=_parameters(content.get("parameters")),
        artifacts=tuple(_files("an artifact", content.get("artifacts"), files, missing)),
        models=tuple(_files("a model", content.get("models"), files, missing)),
        samples=tuple(_samples(content.get("samples"), files, missing)),
        missing=tuple(missing),
        reported={
            clean_name(name): reported_name(name) for name in to_mapping(content.get("metrics"))
        },
    )


def _known(
    key: str, of: Mapping[str, Any], read: Callable[[object], T | None], missing: list[Missing]
) -> T | None:
    """The value of the key, None where there is none; one that can't be read is said."""
    value = of.get(key)
    known = read(value)
    if known is None and value is not None:
        missing.append(Missing(f"{key} of result.json", "can't be read"))
    return known


def _metrics(found: object, missing: list[Missing]) -> dict[str, float]:
    metrics: dict[str, float] = {}
    for name, value in to_mapping(found).items():
        try:
            if isinstance(value, bool) or (isinstance(value, str) and value not in NON_FINITE):
                raise ValueError(value)
            metrics[clean_name(name)] = float(value)
        except (TypeError, ValueError, OverflowError):
            missing.append(Missing(f"{clean_name(name)} of result.json", "is no number"))
    return metrics


def _environment(found: Mapping[str, Any], missing: list[Missing]) -> Environment:
    packages = to_mapping(found.get("packages"))
    return Environment(
        host=_known("host", found, _name, missing),
        python=_known("python", found, _name, missing),
        packages={clean_name(k): clean_name(v) for k, v in packages.items()},
        threads=_known("threads", found, _whole, missing),
        seed=_known("seed", found, _whole, missing),
    )


def _parameters(found: object) -> dict[str, str]:
    parameters = {}
    for name, value in list(to_mapping(found).items())[:MOST_PARAMETERS]:
        if isinstance(value, str | int | float):
            parameters[f"General/{clean_name(name)}"] = clean_text(str(value))[:MOST_VALUE]
    return parameters


def _files(what: str, found: object, files: Files, missing: list[Missing]) -> list[Artifact]:
    described = []
    for entry in _entries(found):
        path, digest = entry.get("path"), _digest(entry.get("sha256"))
        if not isinstance(path, str):
            path = None
        if path is None and digest is None:
            missing.append(Missing(f"{what} of result.json", "has no path"))
            continue
        name = clean_name(entry.get("name") or path)
        uri = clean_name(without_credentials(path)) if path else name
        ref = FileRef(name, uri, path, _whole(entry.get("size")), digest)
        artifact, lack = describe_file([files], ref)
        described.append(artifact)
        missing.extend(lack)
    return described


def _samples(found: object, files: Files, missing: list[Missing]) -> tuple[MediaSample, ...]:
    """The last sample of each name, as long as its file is what it was when it was noted."""
    last: dict[str, Sample] = {}
    digests: dict[str, str | None] = {}
    for entry in _entries(found):
        path, name, rank = entry.get("path"), entry.get("name"), entry.get("rank")
        if not isinstance(path, str) or not isinstance(name, str):
            missing.append(Missing("a sample of result.json", "has no path or no name"))
            continue
        series = clean_name(name)
        title = f"{rank}/{series}" if rank in {"worst", "typical"} else series
        last[title] = Sample(title, series, _whole(entry.get("step")), path)
        digests[path] = _digest(entry.get("sha256"))

    def content(path: str, most: int) -> bytes:
        read = b"".join(files.chunks(path, most))
        if digests[path] not in {None, f"sha256:{sha256(read).hexdigest()}"}:
            raise Unreadable("the file has changed since it was noted")
        return read

    media = read_media(Events(samples=tuple(last.values())), content)
    missing.extend(media.missing)
    return media.samples


def _entries(found: object) -> list[Mapping[str, Any]]:
    return [to_mapping(entry) for entry in found] if isinstance(found, list) else []


def _digest(value: object) -> str | None:
    return value if isinstance(value, str) and _DIGEST.fullmatch(value) else None


def _name(value: object) -> str | None:
    return clean_name(value) if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None

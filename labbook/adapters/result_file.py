"""`result.json`: what the training itself says at its end, written by its tracking code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labbook.adapters.artifact_files import FileRef, describe_file
from labbook.adapters.bounded_files import Files, Unreadable, read_json
from labbook.adapters.metrics_file import NON_FINITE
from labbook.adapters.outside_text import clean_name, without_credentials
from labbook.model.run import Artifact, Environment, Missing, RunState

MOST_RESULT = 16 << 20
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_STATES = {"finished": RunState.FINISHED, "failed": RunState.FAILED}


@dataclass(frozen=True)
class ResultFile:
    """The result file's content; `metrics` are last values, `error` is one line."""

    state: RunState | None
    error: str | None
    metrics: Mapping[str, float]
    weights_digest: str | None
    environment: Environment
    artifacts: tuple[Artifact, ...]
    missing: tuple[Missing, ...]


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
        state=_STATES.get(str(content.get("state"))),
        error=clean_name(content["error"]) if content.get("error") else None,
        metrics=_metrics(content.get("metrics"), missing),
        weights_digest=_digest(content.get("weights_digest")),
        environment=_environment(_mapping(content.get("environment"))),
        artifacts=tuple(_artifacts(content.get("artifacts"), files, missing)),
        missing=tuple(missing),
    )


def _metrics(found: object, missing: list[Missing]) -> dict[str, float]:
    metrics: dict[str, float] = {}
    for name, value in _mapping(found).items():
        try:
            if isinstance(value, bool) or (isinstance(value, str) and value not in NON_FINITE):
                raise ValueError(value)
            metrics[clean_name(name)] = float(value)
        except (TypeError, ValueError, OverflowError):
            missing.append(Missing(f"{clean_name(name)} of result.json", "is no number"))
    return metrics


def _environment(found: Mapping[str, Any]) -> Environment:
    packages = _mapping(found.get("packages"))
    return Environment(
        host=_name(found.get("host")),
        python=_name(found.get("python")),
        packages={clean_name(k): clean_name(v) for k, v in packages.items()},
        threads=_whole(found.get("threads")),
        seed=_whole(found.get("seed")),
    )


def _artifacts(found: object, files: Files, missing: list[Missing]) -> list[Artifact]:
    artifacts = []
    for entry in found if isinstance(found, list) else []:
        path = _mapping(entry).get("path")
        if not isinstance(path, str):
            missing.append(Missing("an artifact of result.json", "has no path"))
            continue
        ref = FileRef(
            name=clean_name(entry.get("name") or path),
            uri=clean_name(without_credentials(path)),
            path=path,
            size=_whole(entry.get("size")),
            sha256=_digest(entry.get("sha256")),
        )
        artifact, lack = describe_file([files], ref)
        artifacts.append(artifact)
        missing.extend(lack)
    return artifacts


def _digest(value: object) -> str | None:
    return value if isinstance(value, str) and _DIGEST.fullmatch(value) else None


def _name(value: object) -> str | None:
    return clean_name(value) if isinstance(value, str) and value else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**63 else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}

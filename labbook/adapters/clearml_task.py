"""A ClearML task: parameters, code, packages, artifacts, models.

A server tells of it what stands in an offline session's `task.json`, but for the models.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from labbook.adapters.artifact_files import FileRef
from labbook.adapters.json_values import to_mapping, to_text
from labbook.adapters.outside_text import clean_address, clean_name, clean_text
from labbook.model.run import Environment, Missing
from labbook.model.tracked import TrackedCode

MOST_PARAMETERS = 10_000
MOST_VALUE = 10_000
MOST_DIFF = 1 << 20
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PYTHON = re.compile(r"^# Python (\d+\.\d+\.\d+\S*)", re.MULTILINE)
_PACKAGE = re.compile(r"^([A-Za-z0-9][\w.-]*) ?== ?([\w.!+*-]+)\s*$", re.MULTILINE)
_REMOTE = re.compile(r"(?!file:)[a-z][a-z0-9+.-]*://")


def read_parameters(task: Mapping[str, Any]) -> dict[str, str]:
    """Parameters by `section/name`, as ClearML names them."""
    found: dict[str, str] = {}
    for section, entries in _items(task.get("hyperparams")):
        for name, entry in _items(entries):
            value = entry.get("value") if isinstance(entry, dict) else entry
            if len(found) < MOST_PARAMETERS and not isinstance(value, dict | list | None):
                full = f"{clean_name(section)}/{clean_name(name)}"
                found[full] = clean_text(str(value))[:MOST_VALUE]
    return found


def read_code(task: Mapping[str, Any]) -> tuple[TrackedCode, list[Missing]]:
    """Repository, commit, uncommitted changes and entry point; whether the changes are lost.

    Without a commit ClearML keeps the whole script in the place of the changes; it is left out.
    """
    script = to_mapping(task.get("script"))
    commit = to_text(script.get("version_num")) or ""
    known = _COMMIT.fullmatch(commit) is not None
    diff = (to_text(script.get("diff")) or "") if known else ""
    repository = to_text(script.get("repository"))
    entry_point = to_text(script.get("entry_point"))
    too_long = len(diff) > MOST_DIFF
    code = TrackedCode(
        repository=clean_address(repository) if repository else None,
        commit=commit if known else None,
        diff=clean_text(diff) if diff and not too_long else None,
        entry_point=clean_name(entry_point) if entry_point else None,
    )
    lost = Missing("uncommitted changes", f"they are longer than {MOST_DIFF >> 20} MiB")
    return code, [lost] * too_long


def read_environment(task: Mapping[str, Any], host: str | None) -> Environment:
    """Python and the packages that the program imports, as ClearML found them."""
    requirements = to_mapping(to_mapping(task.get("script")).get("requirements"))
    text = (to_text(requirements.get("pip")) or "")[:MOST_DIFF]
    python = _PYTHON.search(text)
    packages = dict(_PACKAGE.findall(text))
    return Environment(host, python[1][:40] if python else None, packages)


def artifact_refs(task: Mapping[str, Any], session: str) -> list[FileRef]:
    """The artifacts of the task, `session` being the name of the session's folder."""
    artifacts = to_mapping(task.get("execution")).get("artifacts")
    refs = []
    for entry in artifacts if isinstance(artifacts, list) else []:
        uri, name = to_text(to_mapping(entry).get("uri")), to_mapping(entry).get("key")
        if uri and name:
            digest = to_text(entry.get("hash")) or ""
            size = entry.get("content_size")
            path = path_in_session(uri, task, session)
            refs.append(
                FileRef(
                    clean_name(name),
                    _uri(path, uri),
                    path,
                    size if isinstance(size, int) and size >= 0 else None,
                    f"sha256:{digest}" if _SHA256.fullmatch(digest) else None,
                )
            )
    return refs


def model_refs(task: Mapping[str, Any], session: str) -> list[FileRef]:
    """Models that an offline run registered."""
    models = task.get("offline_output_models")
    refs = []
    for entry in models if isinstance(models, list) else []:
        weights, init = (to_mapping(to_mapping(entry).get(key)) for key in ("weights", "init"))
        uri = to_text(weights.get("weights_filename")) or to_text(weights.get("register_uri"))
        if uri:
            name = clean_name(init.get("name") or uri.rpartition("/")[2])
            path = path_in_session(uri, task, session)
            refs.append(FileRef(name, _uri(path, uri), path))
    return refs


def path_in_session(uri: str, task: Mapping[str, Any], session: str) -> str | None:
    """The part of a path that is inside of the session's folder, which may have been moved."""
    if _REMOTE.match(uri):
        return None
    path = uri.removeprefix("file://")
    folder = to_text(task.get("offline_folder"))
    if folder and path.startswith(f"{folder}/"):
        return path.removeprefix(f"{folder}/")
    _, found, rest = path.partition(f"/{session}/")
    return rest if found else None


def _uri(path: str | None, uri: str) -> str:
    return clean_name(path) if path else clean_address(uri)


def _items(value: object) -> Iterator[tuple[str, Any]]:
    yield from to_mapping(value).items()

"""Where a config writes to."""

import posixpath
import re
from collections.abc import Iterator

from labbook.formats.config.following import is_reference, targets
from labbook.formats.config.model import Config, Leaf
from labbook.formats.shortened import shorten
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity

_FOLDERS = frozenset({
    "checkpoint_dir", "checkpoint_folder", "checkpoints_dir", "checkpoints_folder", "exp_dir",
    "exp_folder", "experiment_dir", "experiment_folder", "log_dir", "log_folder", "logs_folder",
    "output_dir", "output_folder", "result_dir", "result_folder", "results_dir",
    "results_folder", "save_dir", "save_folder", "tensorboard_dir", "tensorboard_logs",
})  # fmt: skip
"""Keys that name a folder to write to, by the conventions of SpeechBrain's and others' recipes."""
_HOME = re.compile(r"~|.*\$(?:HOME\b|\{HOME\})", re.DOTALL)


def check_outputs(config: Config, manifest: Manifest | None) -> Iterator[Problem]:
    """`config-output-outside`: a folder to write to that is not inside of the run's own.

    What the manifest mounts is inside; of folders that lie in one another by reference, the one
    that leads out is named.
    """
    inside = _mounted(manifest) if manifest else []
    named: set[str] = set()
    for leaf in config.leaves:
        where = _where(leaf.value) if _is_folder(leaf) and isinstance(leaf.value, str) else None
        if where is None or any(_under(str(leaf.value), folder) for folder in inside):
            continue
        follows = is_reference(leaf) and not named.isdisjoint(targets(leaf.raw))
        named.add(leaf.key)
        if follows:
            continue
        yield Problem(
            leaf.path,
            leaf.line,
            "config-output-outside",
            Severity.WARNING,
            f"'{shorten(leaf.key)}' {where}: {shorten(str(leaf.value))}",
            "a run's own folder is in LABBOOK_OUTPUT; elsewhere the next run overwrites its files",
            leaf.column,
        )


def _is_folder(leaf: Leaf) -> bool:
    return not leaf.symbolic and leaf.key.rpartition(".")[2] in _FOLDERS


def _where(path: str) -> str | None:
    if _HOME.match(path):
        return "leads to somebody's home folder"
    if path.startswith("/"):
        return "is an absolute path"
    first = posixpath.normpath(path).partition("/")[0]
    return "leads out of the run's folder" if first == ".." else None


def _mounted(manifest: Manifest) -> list[str]:
    outputs = (manifest.outputs or "").removeprefix("file://")
    folders = [data.mount or "" for data in manifest.data]
    return [folder for folder in (outputs, *folders) if folder.startswith("/")]


def _under(path: str, folder: str) -> bool:
    return (posixpath.normpath(path) + "/").startswith(posixpath.normpath(folder) + "/")

"""The labbook program as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.adapters.git_journal import EXPERIMENT, commit_all, make_journal

LABBOOK = [sys.executable, "-c", "from labbook.cli import main; main()"]


def labbook(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*LABBOOK, *arguments], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )


def start_labbook(root: Path, *arguments: str) -> "subprocess.Popen[str]":
    """In a process group of its own, as a terminal would have it."""
    return subprocess.Popen(
        [*LABBOOK, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def journal_with(root: Path, script: str, **files: str) -> Path:
    """A journal whose experiment runs the shell script; `files` lie in the experiment's folder."""
    root.mkdir(parents=True)
    layout = make_journal(root)
    folder = layout.experiment(EXPERIMENT).folder
    (folder / "run.sh").write_text(script)
    (folder / "launch.yaml").write_text("command: [sh, run.sh]\nsmoke: [sh, run.sh, smoke]\n")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    commit_all(root)
    return root


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]

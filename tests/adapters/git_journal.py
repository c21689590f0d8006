"""A git repository with one experiment, for runs that are real."""

import subprocess
from pathlib import Path

from labbook.model.layout import JournalLayout

EXPERIMENT = "2026-11-23-keywords-8khz"


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def make_journal(root: Path) -> JournalLayout:
    layout = JournalLayout(root)
    folder = layout.experiment(EXPERIMENT).folder
    folder.mkdir(parents=True)
    (root / ".gitignore").write_text(".labbook/\n")
    (root / "labbook.toml").write_text("")
    (folder / "train.py").write_text("print('training')\n")
    (folder / "report.md").write_text("---\ntitle: Keywords at 8 kHz\n---\n")
    (folder / "config.yaml").write_text("seed: 1986\nlr: 0.1\n")
    (folder / "launch.yaml").write_text("command: [python, train.py]\n")
    git(root, "init", "--quiet")
    commit_all(root, "Lay out a journal")
    return layout


def commit_all(root: Path, message: str = "Change") -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)
    return git(root, "rev-parse", "HEAD")

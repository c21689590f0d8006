"""A lab of two: Ada writes experiments, Bob approves them, each in a clone of one origin."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from labbook.commands.approve import approvable, approve
from labbook.journal.experiments import load_experiment
from labbook.journal.find import find_journal
from labbook.journal.launchable import load_launchable
from labbook.journal.review.gate import Passed, pass_gate
from labbook.journal.review.recording import Recorded
from labbook.model.review import ReviewRef
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal

FOLDER = f"experiments/{EXPERIMENT}"
FIRST = ReviewRef(EXPERIMENT, 1)
CONFIG = "seed: 1986\nlr: 0.002\nlr_adapt: !ref <lr> / 2\nmodel: !include:../../shared/model.yaml\n"
MANIFEST = (
    "command: [python, train.py, --recipe=../../recipes/train.py, config.yaml]\n"
    "smoke: [python, smoke.py]\n"
    "duration: 2d\n"
)
FILES = {
    f"{FOLDER}/config.yaml": CONFIG,
    f"{FOLDER}/launch.yaml": MANIFEST,
    f"{FOLDER}/smoke.py": "print('smoke')\n",
    "shared/model.yaml": "layers: 3\n",
    "recipes/train.py": "print('recipe')\n",
    "recipes/other.py": "print('other')\n",
}


@dataclass(frozen=True)
class Lab:
    """Clones; what each person's git says of them stands in the clone's own configuration."""

    origin: Path
    ada: Path
    bob: Path


def make_lab(folder: Path, **settings: str) -> Lab:
    """`settings` are lines of `[review]` in labbook.toml: `allow_self="true"`."""
    ada = folder / "ada"
    ada.mkdir(parents=True)
    make_journal(ada)
    lines = [f"{key} = {value}\n" for key, value in settings.items()]
    write(ada, {**FILES, "labbook.toml": "[review]\n" + "".join(lines)})
    commit_all(ada)
    origin = folder / "origin.git"
    git(folder, "clone", "--quiet", "--bare", str(ada), str(origin))
    git(ada, "remote", "add", "origin", str(origin))
    git(ada, "fetch", "--quiet")
    git(ada, "remote", "set-head", "origin", "main")
    git(folder, "clone", "--quiet", str(origin), str(folder / "bob"))
    be(folder / "bob", "Bob", "bob@example.org")
    return Lab(origin, ada, folder / "bob")


def copy_lab(template: Path, folder: Path) -> Lab:
    """A lab like another, in less time than it takes to make one."""
    shutil.copytree(template, folder, symlinks=True)
    lab = Lab(folder / "origin.git", folder / "ada", folder / "bob")
    for clone in (lab.ada, lab.bob):
        git(clone, "remote", "set-url", "origin", str(lab.origin))
    return lab


def be(root: Path, name: str, email: str) -> None:
    """Whose clone it is."""
    git(root, "config", "user.name", name)
    git(root, "config", "user.email", email)


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def change(root: Path, files: Mapping[str, str | bytes]) -> str:
    """Commit new contents of files."""
    write(root, files)
    return commit_all(root)


def share(lab: Lab) -> None:
    """What Ada has committed comes to Bob."""
    git(lab.ada, "push", "--quiet", "origin", "HEAD")
    git(lab.bob, "pull", "--quiet", "--ff-only", "origin", "main")


def approve_in(
    root: Path, *settings: str, seeds: int | None = None, comment: str | None = None
) -> Recorded:
    what = approvable(find_journal(root), EXPERIMENT, settings=settings, seeds=seeds)
    return approve(what, comment)


def pass_in(
    root: Path, overrides: Sequence[Mapping[str, str]] = ({},), experiment: str = EXPERIMENT
) -> Passed:
    """What the gate says of a launch in this clone."""
    journal = find_journal(root)
    found = load_experiment(journal, journal.layout.experiment(experiment))
    manifest = load_launchable(journal, found).manifest
    return pass_gate(journal, found, git(root, "rev-parse", "HEAD"), manifest, overrides)

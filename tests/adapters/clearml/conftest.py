"""Sessions that the real SDK writes, once for all tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.model.settings import Settings
from tests.adapters import tracker_contract
from tests.adapters.tracker_contract import Reported

TRAINING = Path(__file__).parent.parent / "reference_training.py"


def git(repository: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@lab", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(
        command, cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()


def repository_with_a_change(folder: Path) -> str:
    """Make a repository that holds the training, changed since its only commit."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "remote", "add", "origin", "https://me:s3cret-canary@git.lab/speech.git")
    script = folder / "train.py"
    shutil.copy(TRAINING, script)
    git(folder, "add", "train.py")
    git(folder, "commit", "-q", "-m", "Train")
    script.write_text(script.read_text() + "# changed\n")
    return git(folder, "rev-parse", "HEAD")


def report(root: Path, *arguments: str, ended: int) -> Reported:
    """Run the reference training offline in a child that must not touch home or network."""
    tracker = OfflineTracker(Settings())
    folder, home = root / "run", root / "home"
    folder.mkdir()
    home.mkdir()
    commit = repository_with_a_change(root / "repository")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment |= tracker.prepare(folder, name=str(tracker_contract.RUN), project="speech")
    child = subprocess.run(
        [sys.executable, "train.py", *arguments],
        cwd=root / "repository",
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == ended, child.stderr
    assert list(home.iterdir()) == []
    return Reported(tracker, folder, commit)


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """A session that was closed: a folder and a zip."""
    return report(tmp_path_factory.mktemp("closed"), ended=0)


@pytest.fixture(scope="session")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """A session whose training was killed: a folder only."""
    return report(tmp_path_factory.mktemp("killed"), "kill", ended=-9)


@pytest.fixture
def edited(closed: Reported, tmp_path: Path) -> Reported:
    """A copy of the closed session for a test to spoil."""
    folder = tmp_path / "run"
    shutil.copytree(closed.folder, folder)
    return Reported(closed.tracker, folder, closed.commit)


@pytest.fixture
def session(edited: Reported) -> Path:
    """The folder of the edited session; its zip lies beside it."""
    (folder,) = (path for path in (edited.folder / "session/offline").iterdir() if path.is_dir())
    return folder

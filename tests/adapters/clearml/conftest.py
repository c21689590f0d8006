"""Sessions that the real SDK writes, once for all tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.adapters.clearml_server import ServerTracker
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from labbook.ports import Tracker
from tests.adapters import tracker_contract
from tests.adapters.tracker_contract import Reported
from tests.fakes.clearml import ClearmlServer

VARIABLES = {
    "LABBOOK_TEST_CLEARML_HOST": "CLEARML_API_HOST",
    "LABBOOK_TEST_CLEARML_ACCESS_KEY": "CLEARML_API_ACCESS_KEY",
    "LABBOOK_TEST_CLEARML_SECRET_KEY": "CLEARML_API_SECRET_KEY",
    "LABBOOK_TEST_CLEARML_FILES_HOST": "CLEARML_FILES_HOST",
}
OPTIONAL = {"CLEARML_FILES_HOST"}
REAL_SERVER = {ours: os.environ[name] for name, ours in VARIABLES.items() if name in os.environ}
"""A real server and its keys, as the SDK wants them; without them it is not asked."""
collect_ignore = (
    [] if {*VARIABLES.values()} - OPTIONAL <= REAL_SERVER.keys() else ["test_real_server.py"]
)
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


def report(
    tracker: Tracker,
    root: Path,
    *arguments: str,
    ended: int = 0,
    keys: Mapping[str, str] | None = None,
    run: RunRef = tracker_contract.RUN,
) -> Reported:
    """Run the reference training in a child that must touch neither home nor another network."""
    folder, home = root / "run", root / "home"
    folder.mkdir()
    home.mkdir()
    commit = repository_with_a_change(root / "repository")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "OMP_NUM_THREADS": "1"}
    environment |= {**(keys or {}), "LABBOOK_RUN": str(run)}
    environment |= tracker.prepare(folder, name=str(run), project="speech")
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
    return Reported(tracker, folder, commit, run)


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """A session that was closed: a folder and a zip."""
    return report(OfflineTracker(Settings()), tmp_path_factory.mktemp("closed"))


@pytest.fixture(scope="session")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    """A session whose training was killed: a folder only."""
    return report(OfflineTracker(Settings()), tmp_path_factory.mktemp("killed"), "kill", ended=-9)


@pytest.fixture
def server() -> Iterator[ClearmlServer]:
    """A server that knows no task yet."""
    with ClearmlServer() as running:
        yield running


@pytest.fixture
def tracker(server: ClearmlServer, monkeypatch: pytest.MonkeyPatch) -> ServerTracker:
    """The tracker of a person who has keys for the server."""
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    return ServerTracker(Settings(tracker="clearml"))


@pytest.fixture(scope="session")
def busy_server() -> Iterator[ClearmlServer]:
    """The server that `online` has reported to."""
    with ClearmlServer() as running:
        yield running


@pytest.fixture(scope="session")
def online(
    busy_server: ClearmlServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reported]:
    """What the real SDK reported to the stand-in."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in busy_server.environment().items():
            patch.setenv(name, value)
        tracker = ServerTracker(Settings(tracker="clearml"))
        tracker.check()
        keys = busy_server.environment()
        yield report(tracker, tmp_path_factory.mktemp("online"), keys=keys)


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

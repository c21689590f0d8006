"""Every test has a home of its own, and nobody's real one is in reach."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from labbook.adapters.local_state import is_alive, members, send
from labbook.model.layout import LocalRunLayout

if TYPE_CHECKING:
    from tests.journal.review.lab import Lab

ALL = "LABBOOK_TEST_ALL"
OUTSIDE = ("LABBOOK_", "GIT_", "CLEARML_", "XDG_", "GITLAB_", "PYTHON_GITLAB_", "CI_")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a git identity; settings of the real one are out of sight."""
    folder = tmp_path_factory.mktemp("home")
    for name in list(os.environ):
        if name.startswith(OUTSIDE) and name != ALL:
            monkeypatch.delenv(name)
    (folder / ".gitconfig").write_text(
        "[user]\nname = Ada Lovelace\nemail = ada@example.org\n"
        '[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n'
    )
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return folder


@pytest.fixture
def lab(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> "Lab":
    """A lab of two, copied from one that is made once."""
    from tests.journal.review.lab import copy_lab, make_lab

    template = tmp_path_factory.getbasetemp() / "lab"
    if not template.exists():
        make_lab(template)
    return copy_lab(template, tmp_path / "lab")


@pytest.fixture(autouse=True)
def no_run_goes_on(tmp_path: Path) -> Iterator[None]:
    """What a test started ends with it, also where it fails or is interrupted."""
    yield
    for lock in tmp_path.rglob("alive.lock"):
        run = LocalRunLayout(lock.parent)
        if is_alive(run):
            send(members(run), signal.SIGKILL)


def pytest_configure() -> None:
    """Let SIGTERM interrupt the tests, as ^C does, so that they are cleaned up after."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With LABBOOK_TEST_ALL=1 a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get(ALL) == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the variables without which tests of real servers are left out."""
    if os.environ.get(ALL) == "1" and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line(f"{ALL}=1: a skipped test is a failure", red=True)

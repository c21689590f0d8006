"""Every test has a home of its own, and nobody's real one is in reach."""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from labbook.adapters.local_state import is_alive, members, send
from labbook.model.layout import LocalRunLayout
from tests import canaries
from tests.canaries import files_with_canaries

if TYPE_CHECKING:
    from tests.journal.review.lab import Lab

ALL = "LABBOOK_TEST_ALL"
OUTSIDE = ("LABBOOK_", "GIT_", "CLEARML_", "XDG_", "GITLAB_", "PYTHON_GITLAB_", "CI_")

# How long an example takes says more of the machine's load than of the code; see tests/growth.py.
hypothesis.settings.register_profile("labbook", deadline=None)
hypothesis.settings.load_profile("labbook")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a git identity and canaries; the real one's settings are out of sight."""
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
    for name, value in canaries.VARIABLES.items():
        monkeypatch.setenv(name, value)
    for name, content in canaries.FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
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


@pytest.fixture
def no_keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without the canaries, for tests of where keys come from."""
    for name in canaries.VARIABLES:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_key_gets_out(tmp_path: Path, home: Path) -> Iterator[None]:
    """Nothing that a test writes holds a form of a key, but for where a person keeps them."""
    yield
    kept = {str(home / name) for name in canaries.FILES}
    kept.add(os.environ.get("CLEARML_CONFIG_FILE", ""))
    found = [path for folder in (tmp_path, home) for path in files_with_canaries(folder)]
    assert [path for path in found if path not in kept] == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Nor does anything that it prints or logs."""
    report = yield
    leaking = [name for name, content in report.sections if canaries.is_in(content)]
    if report.passed and leaking:
        report.outcome = "failed"
        report.longrepr = f"a key stands in: {', '.join(leaking)}"
    return report


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

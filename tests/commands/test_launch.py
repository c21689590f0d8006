"""What is left of a launch that goes wrong between the claim and the start."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from labbook.adapters.local import LocalLauncher
from labbook.commands.launch import Advice, Wish, launch
from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.formats.config.digest import config_digest
from labbook.formats.config.reader import read_config
from labbook.journal.claims import read_claims
from labbook.journal.find import Journal, find_journal
from labbook.journal.status import run_status
from labbook.model.reference import RunRef
from labbook.model.run import RunState
from labbook.model.tracked import TrackedRun
from tests.adapters.git_journal import EXPERIMENT, git, make_journal
from tests.adapters.launcher_contract import wait_for_end


class Tracker:
    """Prepares the first `good` runs; then it fails as told."""

    name = "faulty"

    def __init__(self, good: int, error: BaseException) -> None:
        self.good = good
        self.error = error

    def check(self) -> str:
        return "nowhere"

    def reach(self) -> None:
        raise NotImplementedError

    def prepare(self, folder: Path, *, name: str, project: str) -> Mapping[str, str]:
        self.good -= 1
        if self.good < 0:
            raise self.error
        return {}

    def fetch(self, run: RunRef, folder: Path) -> TrackedRun:
        raise NotImplementedError

    def find_run(self, task: str) -> RunRef:
        raise NotImplementedError


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    root = tmp_path / "journal"
    root.mkdir()
    layout = make_journal(root)
    layout.experiment(EXPERIMENT).manifest.write_text("command: [sh, -c, sleep 60]\n")
    git(root, "commit", "--all", "--quiet", "--message", "Sleep")
    return find_journal(root)


def start(
    journal: Journal,
    tracker: Tracker,
    tell: Callable[[Advice], None] = lambda _: None,
    **wish: int,
) -> LocalLauncher:
    launcher = LocalLauncher(journal.layout, journal.settings)
    with pytest.raises(type(tracker.error)):
        launch(
            journal,
            EXPERIMENT,
            launcher=launcher,
            tracker=tracker,
            wish=Wish(**wish),
            tell=tell,
        )
    return launcher


def test_what_a_person_should_know_comes_before_a_number_is_claimed(journal: Journal) -> None:
    class Heard(Exception):
        pass

    def tell(advice: Advice) -> None:
        if advice.notes:
            said.extend(advice.notes)
            raise Heard

    said: list[str] = []
    manifest = journal.layout.experiment(EXPERIMENT).manifest
    manifest.write_text("command: [sh, -c, sleep 60]\nduration: 2d\n")
    (journal.layout.root / "labbook.toml").write_text('[review]\nrequired_from = "9d"\n')
    git(journal.layout.root, "add", "labbook.toml")
    git(journal.layout.root, "commit", "--all", "--quiet", "--message", "Two days")
    start(journal, Tracker(0, Heard()), tell)
    assert "smoke" in said[0]
    assert read_claims(journal.layout.root) == []


def test_a_claim_that_nobody_saw_is_taken_back(journal: Journal) -> None:
    start(journal, Tracker(0, OutsideError("no disk")))
    assert read_claims(journal.layout.root) == []
    assert list((journal.layout.state / "runs" / EXPERIMENT).iterdir()) == []


def test_a_claim_that_was_pushed_stays_and_is_not_alive(journal: Journal, tmp_path: Path) -> None:
    root = journal.layout.root
    git(root, "clone", "--quiet", "--bare", ".", str(tmp_path / "origin.git"))
    git(root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(root, "fetch", "--quiet")
    launcher = start(journal, Tracker(0, OutsideError("no disk")))
    [claim] = read_claims(root)
    assert run_status(journal, lambda _: launcher, claim).state == RunState.LOST


def test_runs_before_one_that_fails_are_stopped(journal: Journal) -> None:
    launcher = start(journal, Tracker(1, OutsideError("no disk")), seeds=2)
    [claim] = read_claims(journal.layout.root)
    assert wait_for_end(launcher, claim.run).state == RunState.STOPPED


def test_an_interrupt_while_starting_stops_everything(journal: Journal) -> None:
    launcher = start(journal, Tracker(1, KeyboardInterrupt()), seeds=2)
    states = {launcher.status(claim.run).state for claim in read_claims(journal.layout.root)}
    assert states == {RunState.STOPPED, RunState.LOST}


def test_no_broken_run_record_stands_in_the_way(journal: Journal) -> None:
    other = "2026-10-01-before"
    for name in (other, EXPERIMENT):
        record = journal.layout.experiment(name).run(1).record
        record.parent.mkdir(parents=True)
        record.write_text("{broken")
    name_baseline(journal, other)
    assert dry_run(journal) == [RunRef(EXPERIMENT, 2)]


def test_an_unknown_baseline_stands_in_the_way(journal: Journal) -> None:
    name_baseline(journal, "2026-10-01-nowhere")
    with pytest.raises(LabbookError, match="the baseline '2026-10-01-nowhere' can't be had"):
        dry_run(journal)


def name_baseline(journal: Journal, baseline: str) -> None:
    report = journal.layout.experiment(EXPERIMENT).report
    report.write_text(f"---\ntitle: T\nbaseline: {baseline}\n---\n")


def dry_run(journal: Journal) -> list[RunRef]:
    launcher = LocalLauncher(journal.layout, journal.settings)
    tracker = Tracker(1, OutsideError("nowhere"))
    wish = Wish(dry_run=True)
    done = launch(
        journal, EXPERIMENT, launcher=launcher, tracker=tracker, wish=wish, tell=lambda _: None
    )
    return [one.run for one in done.runs]


@pytest.mark.parametrize("hide", ["--assume-unchanged", "--skip-worktree"])
def test_a_run_is_what_its_commit_says_whatever_lies_on_disk(journal: Journal, hide: str) -> None:
    experiment = journal.layout.experiment(EXPERIMENT)
    for path, text in ((experiment.manifest, "command: [echo]\n"), (experiment.config, "lr: 9\n")):
        git(journal.layout.root, "update-index", hide, str(path))
        path.write_text(text)
    told = launch(
        journal,
        EXPERIMENT,
        launcher=LocalLauncher(journal.layout, journal.settings),
        tracker=Tracker(0, OutsideError("none")),
        wish=Wish(dry_run=True),
        tell=lambda _: None,
    )
    (run,) = told.runs
    assert run.request.command == run.request.manifest.command == ("sh", "-c", "sleep 60")
    digest = config_digest(read_config("seed: 1986\nlr: 0.1\n", name="config.yaml"))
    assert run.request.environment["LABBOOK_CONFIG_DIGEST"] == digest


@pytest.mark.parametrize(
    "wish",
    [
        Wish(("url=https://u:s3cret@h",)),
        Wish(("lr=1", "db_password=s3cret")),
        Wish(("lr=1", "--urls=[a, https://u:s3cret@h/x],b"), smoke=True),
        Wish(why="try postgres://u:s3cret@db/x", dry_run=True),
        Wish(("x=1",), why="Authorization: Bearer s3cret", commit=True),
    ],
)
def test_no_credential_gets_into_a_run_s_tag(journal: Journal, wish: Wish) -> None:
    launcher = LocalLauncher(journal.layout, journal.settings)
    with pytest.raises(UsageError, match="is kept for good") as refused:
        launch(
            journal,
            EXPERIMENT,
            launcher=launcher,
            tracker=Tracker(1, OutsideError("x")),
            wish=wish,
            tell=lambda _: None,
        )
    assert "s3cret" not in str(refused.value)
    assert refused.value.hint is not None
    assert "environment variable" in refused.value.hint
    assert not read_claims(journal.layout.root)

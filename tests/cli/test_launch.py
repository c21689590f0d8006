"""launch, status, logs, stop: the program itself, with real runs."""

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from labbook.journal.claims import read_claims
from labbook.model.layout import JournalLayout, LocalRunLayout
from labbook.model.reference import RunRef
from tests.adapters.git_journal import EXPERIMENT, commit_all, git
from tests.adapters.launcher_contract import wait_until
from tests.cli.running import LABBOOK, alive, journal_with, labbook, start_labbook

RUN = f"{EXPERIMENT}/1"
WAITS = 'echo begun; while [ ! -e "$LABBOOK_OUTPUT/go" ]; do sleep 0.05; done; echo done\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "каталог с пробелом" / "журнал"


def files(root: Path, number: int = 1) -> LocalRunLayout:
    return JournalLayout(root).local_run(RunRef(EXPERIMENT, number))


def states(root: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    done = labbook(root, "status", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return {row["run"]: row for row in json.loads(done.stdout)["runs"]}


def begun(root: Path, number: int = 1) -> None:
    log = files(root, number).log
    wait_until(lambda: log.exists() and "begun" in log.read_text())


def test_a_run_from_start_to_end(root: Path) -> None:
    journal_with(root, 'echo "$@"; pwd; echo $LABBOOK_RUN $LABBOOK_PROJECT $CLEARML_OFFLINE_MODE')
    done = labbook(root, "launch", "keywords", "-m", "why not")
    assert (done.returncode, done.stdout) == (0, f"{RUN}\n")
    assert f"{RUN} finished after 0:00:0" in done.stderr
    folder = files(root).worktree / "experiments" / EXPERIMENT
    assert labbook(root, "logs", RUN).stdout == f"\n{folder}\n{RUN} журнал 1\n"
    claim = read_claims(root)[0]
    assert (str(claim.run), claim.why, claim.by) == (RUN, "why not", "Ada Lovelace")
    assert claim.host == socket.gethostname()
    assert claim.commit == git(root, "rev-parse", "HEAD")
    assert states(root)[RUN]["state"] == "finished"


def test_uncommitted_files_are_named_and_committed(root: Path) -> None:
    journal_with(root, "cat extra.txt")
    (root / "experiments" / EXPERIMENT / "extra.txt").write_text("seen\n")
    refused = labbook(root, "launch", ".", "-m", "x")
    assert refused.returncode == 2
    refused = labbook(root, "launch", EXPERIMENT, "-m", "x")
    assert refused.returncode == 5
    assert f"experiments/{EXPERIMENT}/extra.txt" in refused.stderr
    assert "--commit" in refused.stderr
    assert read_claims(root) == []
    done = labbook(root, "launch", EXPERIMENT, "--commit", "-m", "with an extra file")
    assert done.returncode == 0
    assert git(root, "log", "-1", "--format=%s") == "with an extra file"
    assert labbook(root, "logs", EXPERIMENT).stdout == "seen\n"


def test_what_this_machine_keeps_is_ignored_without_a_gitignore(root: Path) -> None:
    journal_with(root, "true")
    git(root, "rm", "--quiet", ".gitignore")
    git(root, "commit", "--quiet", "--message", "Ignore nothing")
    for arguments in (["list"], ["fill", EXPERIMENT], ["launch", EXPERIMENT, "--smoke"]):
        assert labbook(root, *arguments).returncode == 0
        assert git(root, "status", "--porcelain") == ""
        shutil.rmtree(JournalLayout(root).state)
    assert labbook(root, "launch", EXPERIMENT).returncode == 0
    assert git(root, "status", "--porcelain") == ""


def test_of_many_committed_files_ten_are_named(root: Path) -> None:
    journal_with(root, "true")
    for number in range(12):
        (root / "experiments" / EXPERIMENT / f"{number:02}.txt").write_text("seen\n")
    done = labbook(root, "launch", EXPERIMENT, "--commit")
    assert done.returncode == 0, done.stderr
    assert "09.txt and 2 more\n" in done.stderr
    assert "10.txt" not in done.stderr


def test_without_a_git_identity_nothing_is_committed_or_claimed(root: Path, home: Path) -> None:
    journal_with(root, "true")
    (home / ".gitconfig").write_text("")
    (root / "experiments" / EXPERIMENT / "extra.txt").write_text("seen\n")
    for ignored in ("", "extra.txt\n"):
        (root / ".git" / "info" / "exclude").write_text(ignored)
        done = labbook(root, "launch", EXPERIMENT, "--commit")
        assert done.returncode == 5
        assert "hint: git config --global user.name" in done.stderr
    assert read_claims(root) == []
    assert git(root, "log", "--format=%s") == "Change\nLay out a journal"


def test_every_error_is_listed(root: Path) -> None:
    journal_with(
        root, "true", config_yaml="lr: !ref <rl>\nlr: 1\n", report_md="---\ntags: 3\n---\n"
    )
    done = labbook(root, "launch", EXPERIMENT)
    assert done.returncode == 1
    assert f"experiments/{EXPERIMENT}/config.yaml:" in done.stderr
    assert f"experiments/{EXPERIMENT}/report.md:" in done.stderr
    assert read_claims(root) == []


def test_a_failed_run_shows_the_end_of_its_log(root: Path) -> None:
    journal_with(root, "for i in $(seq 30); do echo line $i; done; exit 3")
    done = labbook(root, "launch", EXPERIMENT)
    assert done.returncode == 1
    assert "exit code 3" in done.stderr
    assert "line 30" in done.stderr
    assert "line 10\n" not in done.stderr


def test_interrupt_stops_the_run_and_its_descendants(root: Path) -> None:
    journal_with(root, "(setsid sh -c 'echo $$ > \"$LABBOOK_OUTPUT/pid\"; sleep 60' &)\n" + WAITS)
    foreground = start_labbook(root, "launch", EXPERIMENT)
    begun(root)
    wait_until((files(root).output / "pid").exists)
    os.killpg(foreground.pid, signal.SIGINT)
    _, said = foreground.communicate(timeout=30)
    assert foreground.returncode == 130
    assert f"{RUN} stopped" in said
    assert not alive(int((files(root).output / "pid").read_text()))
    assert states(root)[RUN]["state"] == "stopped"


def test_interrupts_while_a_run_is_being_stopped_are_answered(root: Path) -> None:
    deaf = "trap 'echo asked' TERM; echo begun\n"
    journal_with(root, deaf + 'while [ ! -e "$LABBOOK_OUTPUT/go" ]; do sleep 0.05; done\n')
    foreground = start_labbook(root, "launch", EXPERIMENT)
    assert foreground.stderr is not None
    begun(root)
    os.killpg(foreground.pid, signal.SIGINT)
    wait_until(lambda: "asked" in files(root).log.read_text())
    os.killpg(foreground.pid, signal.SIGINT)
    said = ""
    while "still stopping" not in said:
        said = foreground.stderr.readline()
        assert said
    assert said == f"still stopping {RUN}; ^C again leaves it to its supervisor\n"
    os.killpg(foreground.pid, signal.SIGINT)
    foreground.communicate(timeout=5)
    assert foreground.returncode == 130
    (files(root).output / "go").touch()
    wait_until(lambda: states(root)[RUN]["state"] == "stopped")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_run_outlives_a_labbook_that_is_told_to_end(root: Path, number: int) -> None:
    journal_with(root, WAITS)
    foreground = start_labbook(root, "launch", EXPERIMENT)
    begun(root)
    foreground.send_signal(number)
    _, said = foreground.communicate(timeout=30)
    assert foreground.returncode == 128 + number
    assert f"labbook logs -f {RUN}" in said
    assert states(root)[RUN]["state"] == "running"
    assert labbook(root, "stop", RUN).stdout == f"{RUN} stopped: stopped on request\n"


def test_the_run_outlives_a_killed_labbook(root: Path) -> None:
    journal_with(root, WAITS)
    foreground = start_labbook(root, "launch", EXPERIMENT)
    begun(root)
    foreground.kill()
    foreground.communicate()
    row = states(root)[RUN]
    assert (row["state"], row["last_line"]) == ("running", "begun")
    (files(root).output / "go").touch()
    assert labbook(root, "logs", "-f", RUN).stdout == "begun\ndone\n"
    wait_until(lambda: states(root)[RUN]["state"] == "finished")


def test_launches_at_once_never_share_a_number(root: Path) -> None:
    journal_with(root, "echo $LABBOOK_RUN")
    launches = [start_labbook(root, "launch", EXPERIMENT) for _ in range(6)]
    runs = {launch.communicate(timeout=60)[0].strip() for launch in launches}
    assert runs == {f"{EXPERIMENT}/{number}" for number in (1, 2, 3, 4, 5, 6)}
    for run in runs:
        assert labbook(root, "logs", run).stdout.strip() == run


def test_several_values_and_seeds_take_turns(root: Path) -> None:
    journal_with(root, 'echo "$@"; date +%s.%N; sleep 0.1; date +%s.%N')
    done = labbook(root, "launch", EXPERIMENT, "--set", "lr=1e-3,0.5", "--seeds", "2")
    assert done.returncode == 0, done.stderr
    claims = read_claims(root)
    assert [dict(claim.overrides) for claim in claims] == [
        {"lr": 1e-3, "seed": 1986},
        {"lr": 1e-3, "seed": 1987},
        {"lr": 0.5, "seed": 1986},
        {"lr": 0.5, "seed": 1987},
    ]
    logs = [labbook(root, "logs", str(claim.run)).stdout.splitlines() for claim in claims]
    assert logs[3][0] == "--lr 0.5 --seed 1987"
    times = [float(line) for log in logs for line in log[1:]]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "lrr=1"], "did you mean lr?"),
        (["--set", "lr"], "sets nothing"),
        (["--to", "moon"], "there is no launcher 'moon'"),
        (["--smoke", "--set", "lr=1,2"], "a smoke run is one run"),
    ],
)
def test_wrong_usage(root: Path, arguments: list[str], message: str) -> None:
    journal_with(root, "true")
    done = labbook(root, "launch", EXPERIMENT, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert read_claims(root) == []


def test_seeds_without_a_seed(root: Path) -> None:
    journal_with(root, "true", config_yaml="lr: 1\n")
    done = labbook(root, "launch", EXPERIMENT, "--seeds", "2")
    assert done.returncode == 2
    assert "no number 'seed'" in done.stderr


def test_detached_runs_wait_for_each_other(root: Path) -> None:
    journal_with(root, WAITS)
    done = labbook(root, "launch", EXPERIMENT, "--seeds", "2", "--detach")
    assert done.stdout == f"{RUN}\n{EXPERIMENT}/2\n"
    begun(root)
    assert {run: row["state"] for run, row in states(root).items()} == {
        RUN: "running",
        f"{EXPERIMENT}/2": "queued",
    }
    stopped = labbook(root, "stop", EXPERIMENT, "--json")
    rows = json.loads(stopped.stdout)["runs"]
    assert [row["state"] for row in rows] == ["stopped", "stopped"]
    assert rows[1]["reason"] == "stopped before it began"
    assert not files(root, 2).log.read_text()


def test_the_log_of_an_experiment_is_that_of_its_run_that_is_alive(root: Path) -> None:
    journal_with(root, 'echo begun "$@"; [ "$2" = 1 ] || exec sleep 60')
    for _ in range(2):
        assert labbook(root, "launch", EXPERIMENT, "--set", "lr=1").returncode == 0
    assert labbook(root, "launch", EXPERIMENT, "--set", "lr=2,3", "--detach").returncode == 0
    begun(root, 3)
    assert labbook(root, "logs", EXPERIMENT).stdout == "begun --lr 2\n"
    assert labbook(root, "launch", EXPERIMENT, "--set", "lr=4", "--detach").returncode == 0
    begun(root, 5)
    several = labbook(root, "logs", EXPERIMENT)
    assert several.returncode == 2
    assert f"hint: name one of {EXPERIMENT}/3, {EXPERIMENT}/5\n" in several.stderr
    assert labbook(root, "stop", EXPERIMENT).returncode == 0
    assert labbook(root, "logs", EXPERIMENT).stdout == "begun --lr 4\n"


def test_a_smoke_run_leaves_no_number(root: Path) -> None:
    journal_with(root, 'echo "$@" $LABBOOK_RUN; touch "$LABBOOK_OUTPUT/mine"')
    for _ in range(2):
        done = labbook(root, "launch", EXPERIMENT, "--smoke", "--set", "lr=3")
        assert (done.returncode, done.stdout) == (0, f"{EXPERIMENT}/smoke\n"), done.stderr
    assert (
        labbook(root, "logs", f"{EXPERIMENT}/smoke").stdout == f"smoke --lr 3 {EXPERIMENT}/smoke\n"
    )
    assert states(root) == {}
    assert git(root, "tag") == ""
    assert not files(root).folder.exists()


def test_a_smoke_run_at_a_time(root: Path) -> None:
    journal_with(root, WAITS)
    assert labbook(root, "launch", EXPERIMENT, "--smoke", "--detach").returncode == 0
    again = labbook(root, "launch", EXPERIMENT, "--smoke")
    assert again.returncode == 5
    assert f"labbook stop {EXPERIMENT}/smoke" in again.stderr
    assert "stopped" in labbook(root, "stop", f"{EXPERIMENT}/smoke").stdout


def test_without_a_smoke_command(root: Path) -> None:
    journal_with(root, "true", launch_yaml="command: [sh, run.sh]\n")
    done = labbook(root, "launch", EXPERIMENT, "--smoke")
    assert done.returncode == 2
    assert "names no smoke command" in done.stderr


def test_a_dry_run_writes_nothing(root: Path) -> None:
    journal_with(root, "true")
    (root / "experiments" / EXPERIMENT / "extra.txt").write_text("x")
    before = git(root, "for-each-ref"), git(root, "status", "--porcelain")
    arguments = ("launch", EXPERIMENT, "--dry-run", "--commit", "--seeds", "2")
    done = labbook(root, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    plans = json.loads(done.stdout)["runs"]
    assert [plan["tag"] for plan in plans] == [f"run/{EXPERIMENT}/{n}" for n in (1, 2)]
    assert plans[1]["command"] == ["sh", "run.sh", "--seed", "1987"]
    assert "extra.txt" in done.stderr
    assert "sh run.sh --seed 1987" in labbook(root, *arguments).stdout
    assert before == (git(root, "for-each-ref"), git(root, "status", "--porcelain"))
    assert not JournalLayout(root).state.exists()


def test_a_journal_without_a_commit(root: Path) -> None:
    journal_with(root, "true")
    git(root, "update-ref", "-d", "HEAD")
    done = labbook(root, "launch", EXPERIMENT)
    assert done.returncode == 3
    assert "no commit yet" in done.stderr


def test_a_detached_head(root: Path) -> None:
    journal_with(root, "true")
    git(root, "checkout", "--quiet", "--detach")
    assert labbook(root, "launch", EXPERIMENT).returncode == 0


def test_a_journal_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    journal_with(tmp_path / "repo", "true")
    root = tmp_path / "repo" / "мой журнал"
    root.mkdir()
    for name in ("experiments", "labbook.toml", ".gitignore"):
        (tmp_path / "repo" / name).rename(root / name)
    (tmp_path / "repo" / "lib.py").write_text("")
    commit_all(tmp_path / "repo")
    (root / "experiments" / EXPERIMENT / "run.sh").write_text("pwd; cat extra\n")
    (root / "experiments" / EXPERIMENT / "extra").write_text("seen\n")
    (tmp_path / "repo" / "lib.py").write_text("changed\n")
    refused = labbook(root, "launch", EXPERIMENT)
    assert "../lib.py" in refused.stderr
    done = labbook(root, "launch", EXPERIMENT, "--commit", "-m", "x")
    assert done.returncode == 0, done.stderr
    lines = labbook(root, "logs", RUN).stdout.splitlines()
    folder = files(root).worktree / "мой журнал" / "experiments" / EXPERIMENT
    assert lines == [str(folder), "seen"]


def test_a_submodule_that_is_not_there_takes_no_number(root: Path, tmp_path: Path) -> None:
    journal_with(root, "true")
    journal_with(tmp_path / "lib", "true")
    git(root, "submodule", "--quiet", "add", str(tmp_path / "lib"), "lib")
    commit_all(root)
    git(root, "submodule", "--quiet", "deinit", "--force", "lib")
    done = labbook(root, "launch", EXPERIMENT)
    assert done.returncode == 5
    assert "git submodule update --init --recursive lib" in done.stderr
    assert read_claims(root) == []


def test_an_unreachable_origin_is_said(root: Path) -> None:
    journal_with(root, "true")
    git(root, "remote", "add", "origin", str(root / "nowhere"))
    done = labbook(root, "launch", EXPERIMENT)
    assert done.returncode == 0
    assert "the claim is not pushed" in done.stderr
    assert states(root)[RUN]["unpushed"] is True


@pytest.mark.parametrize(
    ("clone", "where"),
    [(None, "on host cluster-7"), ("0123456789ab", "in another clone on host cluster-7")],
)
def test_a_run_of_another_machine(
    root: Path, tmp_path: Path, clone: str | None, where: str
) -> None:
    journal_with(root, "true")
    labbook(root, "launch", EXPERIMENT)
    message = git(root, "tag", "-l", "--format=%(contents)", f"run/{RUN}")
    claim = {**json.loads(message), "host": "cluster-7", "clone": clone}
    (tmp_path / "message").write_text(json.dumps(claim))
    git(root, "tag", "-a", "-F", str(tmp_path / "message"), f"run/{EXPERIMENT}/2")
    row = states(root)[f"{EXPERIMENT}/2"]
    assert (row["state"], row["reason"]) == ("launched", f"runs {where}")
    stopped = labbook(root, "stop", f"{EXPERIMENT}/2")
    assert stopped.returncode == 5
    assert f"runs {where}" in stopped.stderr


def test_a_run_of_another_clone_on_this_machine_is_not_lost(root: Path, tmp_path: Path) -> None:
    journal_with(root, WAITS)
    origin, other = tmp_path / "origin.git", tmp_path / "other"
    git(root, "clone", "--quiet", "--bare", ".", str(origin))
    git(root, "remote", "add", "origin", str(origin))
    git(root, "fetch", "--quiet")
    git(tmp_path, "clone", "--quiet", str(origin), str(other))
    assert labbook(root, "launch", EXPERIMENT, "--detach").returncode == 0
    begun(root)
    git(other, "fetch", "--quiet", "--tags")
    row = states(other)[RUN]
    reason = f"runs in another clone on host {socket.gethostname()}"
    assert (row["state"], row["reason"]) == ("launched", reason)
    assert labbook(other, "fill", EXPERIMENT).returncode == 4
    assert not (other / "experiments" / EXPERIMENT / "runs").exists()
    assert labbook(root, "stop", RUN).returncode == 0
    assert states(root, EXPERIMENT)[RUN]["state"] == "stopped"


def test_words_for_runs_that_are_not_there(root: Path) -> None:
    journal_with(root, "true")
    for verb in ("status", "logs", "stop"):
        done = labbook(root, verb, f"{EXPERIMENT}/7")
        assert done.returncode == 2
        assert f"there is no run {EXPERIMENT}/7" in done.stderr
    done = labbook(root, "logs", EXPERIMENT)
    assert done.returncode == 2
    assert "has no run yet" in done.stderr
    assert labbook(root, "status").stderr == "no run is open\n"


def test_a_terminal_sees_the_last_line(root: Path) -> None:
    journal_with(root, WAITS)
    ours, theirs = pty.openpty()
    launch = subprocess.Popen(
        [*LABBOOK, "launch", EXPERIMENT],
        cwd=root,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        start_new_session=True,
    )
    os.close(theirs)
    seen = b""
    while b"begun" not in seen:
        seen += os.read(ours, 4096)
    (files(root).output / "go").touch()
    while chunk := _read(ours):
        seen += chunk
    assert launch.wait(timeout=30) == 0
    os.close(ours)
    assert f"{RUN} running 0:00:0".encode() in seen
    assert f"{RUN} finished".encode() in seen


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""

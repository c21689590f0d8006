"""Real processes in real worktrees."""

import json
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from labbook.adapters import local
from labbook.adapters.local import LocalLauncher
from labbook.adapters.local_state import is_locked
from labbook.errors import OutsideError, Refused
from labbook.model.layout import JournalLayout, LocalRunLayout
from labbook.model.manifest import CodeSource, DataMount, Manifest
from labbook.model.reference import RunRef
from labbook.model.run import RunState
from labbook.model.settings import Settings
from labbook.ports import LaunchRequest
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal
from tests.adapters.launcher_contract import (
    LauncherContract,
    Start,
    wait_for_end,
    wait_for_line,
    wait_until,
)

RUN = RunRef(EXPERIMENT, 1)
SAVING = """
import os, pathlib, signal, time
def save(*_):
    time.sleep(3)
    pathlib.Path(os.environ["LABBOOK_OUTPUT"], "saved").write_text("saved")
    raise SystemExit
signal.signal(signal.SIGTERM, save)
print("trains", flush=True)
time.sleep(60)
"""


@pytest.fixture
def layout(tmp_path: Path) -> JournalLayout:
    root = tmp_path / "журнал с пробелом"
    root.mkdir()
    return make_journal(root)


@pytest.fixture
def launcher(layout: JournalLayout, monkeypatch: pytest.MonkeyPatch) -> LocalLauncher:
    monkeypatch.setattr(local, "GRACE_SECONDS", 1.0)
    return LocalLauncher(layout, Settings())


@pytest.fixture
def start(launcher: LocalLauncher, layout: JournalLayout) -> Start:
    def start(script: str, number: int = 1, **fields: object) -> RunRef:
        launcher.start(request(layout, script, number=number, **fields))
        return RunRef(EXPERIMENT, number)

    return start


def request(
    layout: JournalLayout, script: str, number: int | None = 1, **fields: object
) -> LaunchRequest:
    return LaunchRequest(
        run=RunRef(EXPERIMENT, number) if number else None,
        experiment=EXPERIMENT,
        commit=git(layout.root, "rev-parse", "HEAD"),
        command=("sh", "-c", script),
        workdir=f"experiments/{EXPERIMENT}",
        **{"manifest": Manifest(command=("sh",)), **fields},  # type: ignore[arg-type]
    )


def files(layout: JournalLayout, number: int = 1) -> LocalRunLayout:
    return layout.local_run(RunRef(EXPERIMENT, number))


def processes(layout: JournalLayout) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(files(layout).processes.read_text())
    return found


class TestLocalLauncher(LauncherContract):
    pass


def test_the_run_sees_the_commit_and_nothing_else(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    (layout.experiment(EXPERIMENT).folder / "scratch.txt").write_text("not committed")
    start("pwd; ls; git status --porcelain; git rev-parse HEAD")
    wait_for_end(launcher, RUN)
    folder = files(layout).worktree / "experiments" / EXPERIMENT
    names = ["config.yaml", "launch.yaml", "report.md", "train.py"]
    head = git(layout.root, "rev-parse", "HEAD")
    assert list(launcher.logs(RUN)) == [str(folder), *names, head]


def test_a_replaced_object_does_not_hide_what_was_committed(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    (layout.root / "other").write_text("print('other')\n")
    other = git(layout.root, "hash-object", "-w", "other")
    committed = git(layout.root, "rev-parse", f"HEAD:experiments/{EXPERIMENT}/train.py")
    git(layout.root, "replace", committed, other)
    start("cat train.py")
    wait_for_end(launcher, RUN)
    assert list(launcher.logs(RUN)) == ["print('training')"]


def test_hooks_of_the_repository_do_not_run(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    hook = layout.root / ".git" / "hooks" / "post-checkout"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    start("true")
    assert wait_for_end(launcher, RUN).state == RunState.FINISHED


def test_only_the_named_environment_passes(
    launcher: LocalLauncher,
    layout: JournalLayout,
    no_keys: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    data = tmp_path / "calls" / "v3"
    data.mkdir(parents=True)
    for name in ("AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "LD_PRELOAD", "GIT_DIR", "SSH_AUTH_SOCK"):
        monkeypatch.setenv(name, "canary" if name != "GIT_DIR" else str(layout.root / ".git"))
    for name in ("CLEARML_API_SECRET_KEY", "https_proxy", "LC_TIME", "CUDA_VISIBLE_DEVICES"):
        monkeypatch.setenv(name, f"passed {name}")
    monkeypatch.setenv("LABBOOK_RUN", "somebody's")
    manifest = Manifest(
        command=("sh",),
        env={"OMP_NUM_THREADS": "3"},
        data=(DataMount("my calls", "s3://speech/calls/v3"),),
    )
    roots = {"s3://speech": "/nowhere", "s3://speech/calls": str(tmp_path / "calls")}
    named = LocalLauncher(layout, Settings(roots=roots))
    named.start(request(layout, "env -0 > $LABBOOK_OUTPUT/env", manifest=manifest))
    assert wait_for_end(launcher, RUN).state == RunState.FINISHED
    lines = (files(layout).output / "env").read_text().split("\0")
    seen = dict(line.split("=", 1) for line in lines if line)
    assert "canary" not in seen.values()
    assert "GIT_DIR" not in seen
    assert seen["CLEARML_API_SECRET_KEY"] == "passed CLEARML_API_SECRET_KEY"
    assert seen["https_proxy"] == "passed https_proxy"
    assert seen["LC_TIME"] == "passed LC_TIME"
    assert seen["OMP_NUM_THREADS"] == "3"
    assert seen["LABBOOK_RUN"] == str(RUN)
    assert seen["LABBOOK_OUTPUT"] == str(files(layout).output)
    assert seen["LABBOOK_DATA_MY_CALLS"] == str(data)
    assert seen["PATH"].split(":")[0] == str(Path(sys.executable).parent)
    kept = files(layout).launched.read_text()
    assert "CLEARML_API_SECRET_KEY" in kept
    assert "passed" not in kept


def test_a_kill_of_the_command_names_memory(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start("kill -9 $$")
    status = wait_for_end(launcher, RUN)
    assert status.state == RunState.FAILED
    assert status.reason == "killed by SIGKILL (out of memory is the usual cause)"


def test_a_command_that_is_not_there(launcher: LocalLauncher, layout: JournalLayout) -> None:
    from dataclasses import replace

    launcher.start(replace(request(layout, ""), command=("no-such-program", "x")))
    status = wait_for_end(launcher, RUN)
    assert status.reason == "command not found: no-such-program"


def test_a_command_that_a_shell_does_not_find(launcher: LocalLauncher, start: Start) -> None:
    start("no-such-program")
    assert wait_for_end(launcher, RUN).reason == "exit code 127 (command not found)"


def test_resources_are_measured(launcher: LocalLauncher, start: Start) -> None:
    start(f"{sys.executable} -c 'x = bytearray(80_000_000); sum(range(10**6))'")
    resources = wait_for_end(launcher, RUN).resources
    assert 80_000_000 < resources["peak_memory_bytes"] < 500_000_000
    assert 0 < resources["cpu_seconds"] < 30
    assert 0 < resources["wall_seconds"] < 30


def test_a_killed_supervisor_leaves_a_run_that_goes_on_and_is_lost_in_the_end(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start('echo begun; while [ ! -e "$LABBOOK_OUTPUT/go" ]; do sleep 0.05; done; echo done')
    wait_for_line(launcher, RUN, "begun")
    os.kill(int(processes(layout)["supervisor"]["pid"]), signal.SIGKILL)
    assert launcher.status(RUN).state == RunState.RUNNING
    (files(layout).output / "go").touch()
    status = wait_for_end(launcher, RUN)
    assert status.state == RunState.LOST
    assert status.reason is not None
    assert "its supervisor was killed" in status.reason
    assert "last log line at 20" in status.reason
    assert status.last_line == "done"


def test_stop_without_a_supervisor(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start("echo begun; sleep 61 & wait")
    wait_for_line(launcher, RUN, "begun")
    os.kill(int(processes(layout)["supervisor"]["pid"]), signal.SIGKILL)
    status = launcher.stop(RUN)
    assert (status.state, status.reason) == (RunState.STOPPED, "stopped on request")
    assert not _sleeping("61")


def test_stop_reaches_every_descendant(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    """A child, an orphan in a session of its own, and one that ignores SIGTERM."""
    start(
        "sleep 62 & (setsid sh -c 'sleep 63 & sleep 64' &) ;"
        f"{sys.executable} -c 'import signal, time; signal.signal(15, signal.SIG_IGN);"
        ' print("deaf", flush=True); time.sleep(65)\' 65'
    )
    wait_for_line(launcher, RUN, "deaf")
    wait_until(lambda: bool(_sleeping("63") and _sleeping("64")))
    assert launcher.stop(RUN).state == RunState.STOPPED
    assert not [number for number in ("62", "63", "64", "65") if _sleeping(number)]


def test_a_training_behind_a_shell_has_its_time_to_end(
    launcher: LocalLauncher, layout: JournalLayout, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shell dies at once; what it started is told once, and saves for three seconds."""
    monkeypatch.setattr(local, "GRACE_SECONDS", 20.0)
    start(f"{sys.executable} -c '{SAVING}'; true")
    wait_for_line(launcher, RUN, "trains")
    assert launcher.stop(RUN).state == RunState.STOPPED
    assert (files(layout).output / "saved").read_text() == "saved"


def test_an_ended_run_leaves_no_process(launcher: LocalLauncher, start: Start) -> None:
    start("(setsid sleep 66 &); sleep 0.2")
    assert wait_for_end(launcher, RUN).state == RunState.FINISHED
    assert not _sleeping("66")


def test_a_supervisor_that_is_terminated_by_the_system(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start("echo begun; sleep 60")
    wait_for_line(launcher, RUN, "begun")
    os.kill(int(processes(layout)["supervisor"]["pid"]), signal.SIGTERM)
    status = wait_for_end(launcher, RUN)
    assert status.state == RunState.STOPPED
    assert status.reason == "its supervisor was told to end (SIGTERM)"


def test_a_number_is_started_once(launcher: LocalLauncher, start: Start) -> None:
    start("sleep 60")
    with pytest.raises(Refused, match="is running"):
        start("echo again")
    launcher.stop(RUN)
    with pytest.raises(Refused, match="started before"):
        start("echo again")


def test_worktrees_of_ended_runs_are_cleared(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start("true")
    wait_for_end(launcher, RUN)
    second = start("sleep 60", number=2)
    third = start("true", number=3)
    wait_for_end(launcher, third)
    assert not files(layout).worktree.exists()
    assert files(layout, 2).worktree.is_dir()
    assert files(layout).log.exists()
    assert len(git(layout.root, "worktree", "list").splitlines()) == 3
    launcher.stop(second)


def test_a_start_that_fails_is_a_failed_run(launcher: LocalLauncher, layout: JournalLayout) -> None:
    from dataclasses import replace

    with pytest.raises(OutsideError, match="git worktree failed"):
        launcher.start(replace(request(layout, "true"), commit="0" * 40))
    status = launcher.status(RUN)
    assert status.state == RunState.FAILED
    assert status.reason is not None
    assert status.reason.startswith("could not be started")


def test_a_supervisor_that_can_not_start(
    launcher: LocalLauncher, layout: JournalLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(OutsideError, match="supervisor ended at once"):
        launcher.start(request(layout, "true"))
    assert launcher.status(RUN).state == RunState.FAILED


def test_a_smoke_run_has_no_number(launcher: LocalLauncher, layout: JournalLayout) -> None:
    launcher.start(request(layout, "echo $LABBOOK_RUN", number=None))
    smoke = RunRef.smoke(EXPERIMENT)
    assert wait_for_end(launcher, smoke).state == RunState.FINISHED
    assert list(launcher.logs(smoke)) == [f"{EXPERIMENT}/smoke"]
    assert layout.local_run(smoke).log.exists()


def test_a_run_of_another_machine(
    launcher: LocalLauncher, layout: JournalLayout, start: Start
) -> None:
    start("true")
    wait_for_end(launcher, RUN)
    wait_until(lambda: not is_locked(files(layout).alive))
    launched = json.loads(files(layout).launched.read_text())
    files(layout).launched.write_text(json.dumps(launched | {"host": "elsewhere"}))
    assert launcher.status(RUN).state == RunState.FINISHED
    files(layout).ended.unlink()
    status = launcher.status(RUN)
    assert (status.state, status.reason) == (RunState.LAUNCHED, "runs on host elsewhere")


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"state": ["x"], "reason": 3}'])
def test_broken_files_are_no_crash(
    launcher: LocalLauncher, layout: JournalLayout, start: Start, text: str
) -> None:
    start("true")
    wait_for_end(launcher, RUN)
    wait_until(lambda: not is_locked(files(layout).alive))
    for path in (files(layout).ended, files(layout).launched, files(layout).processes):
        path.write_text(text)
    assert launcher.status(RUN).state == RunState.LOST
    assert launcher.stop(RUN).state == RunState.LOST


def test_redrawn_lines_and_colours(launcher: LocalLauncher, start: Start) -> None:
    start(r"printf ' 1%%\r50%%\r\033[32m99%%\033[0m'")
    assert wait_for_end(launcher, RUN).last_line == "99%"
    assert list(launcher.logs(RUN)) == ["\x1b[32m99%\x1b[0m"]


def test_code_of_another_repository_is_refused(
    launcher: LocalLauncher, layout: JournalLayout
) -> None:
    code = CodeSource("https://git.lab/models.git", "0" * 40)
    with pytest.raises(Refused, match="another repository"):
        launcher.check(request(layout, "", manifest=Manifest(command=("sh",), code=code)))


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("s3://speech/calls/v3", "roots"),
        ("data/absent", "bring it"),
        ("file:///absent", "bring"),
        ("file://[absent/x", "bring"),
        ("~nobody-of-this-name/x", "bring"),
        ("x" * 300, "bring"),
    ],
)
def test_data_that_is_not_here_is_refused(
    launcher: LocalLauncher, layout: JournalLayout, source: str, hint: str
) -> None:
    manifest = Manifest(command=("sh",), data=(DataMount("calls", source),))
    with pytest.raises(Refused, match="data 'calls'") as caught:
        launcher.check(request(layout, "", manifest=manifest))
    assert hint in str(caught.value.hint)


def _sleeping(number: str) -> list[psutil.Process]:
    """Processes whose last argument is this number."""
    found = []
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
        except psutil.Error:
            continue
        if command and command[-1] == number:
            found.append(process)
    return found


def test_submodule_and_lfs_are_told_before_the_start(
    launcher: LocalLauncher, layout: JournalLayout, tmp_path: Path
) -> None:
    upstream = tmp_path / "models"
    upstream.mkdir()
    git(upstream, "init", "--quiet")
    (upstream / "model.py").write_text("x = 1\n")
    commit_all(upstream)
    git(layout.root, "submodule", "--quiet", "add", str(upstream), "lib/models")
    commit_all(layout.root)
    launcher.check(request(layout, ""))
    launcher.start(request(layout, "cat ../../lib/models/model.py"))
    assert wait_for_end(launcher, RUN).state == RunState.FINISHED
    assert list(launcher.logs(RUN)) == ["x = 1"]

    git(layout.root, "submodule", "--quiet", "deinit", "--force", "lib/models")
    with pytest.raises(Refused, match="submodule lib/models is not there") as caught:
        launcher.check(request(layout, ""))
    assert caught.value.hint == "git submodule update --init --recursive lib/models"


def test_an_lfs_file_that_is_not_there(launcher: LocalLauncher, layout: JournalLayout) -> None:
    oid = "ab" * 32
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 12\n"
    (layout.root / "plain.txt").write_text(pointer)
    commit_all(layout.root)
    launcher.check(request(layout, ""))

    git(layout.root, "config", "filter.lfs.smudge", "cat")
    (layout.root / ".gitattributes").write_text("*.ckpt filter=lfs\n")
    (layout.root / "my model.ckpt").write_text(pointer)
    commit_all(layout.root)
    with pytest.raises(Refused, match=r"my model\.ckpt is kept in git LFS") as caught:
        launcher.check(request(layout, ""))
    assert "git lfs pull" in str(caught.value.hint)

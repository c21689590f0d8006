"""The program as a whole: help, completion, mistakes and bugs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from labbook import __version__
from labbook.cli.main import COMMANDS
from tests.commands.filled_journal import ID, REPORT, make_journal, record
from tests.commands.program import labbook

BUG = """
import sys
import labbook.cli.doctor
from labbook.cli import main
def command() -> None:
    "Fail."
    raise ZeroDivisionError("by \\x1b[31mnought\\udcff")
labbook.cli.doctor.command = command
sys.argv = ["labbook", "doctor"]
main()
"""

EARLY_INTERRUPT = """
import sys
from labbook.cli import main
def program():
    raise KeyboardInterrupt
sys.modules["labbook.cli.main"].program = program
main()
"""


def test_the_version_is_printed(tmp_path: Path) -> None:
    assert labbook("--version", cwd=tmp_path).stdout == f"labbook {__version__}\n"


def test_every_command_is_listed_and_has_an_example(tmp_path: Path) -> None:
    listed = labbook("--help", cwd=tmp_path).stdout
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", listed, re.MULTILINE)
        shown = labbook(name, "--help", cwd=tmp_path)
        assert shown.returncode == 0
        assert re.search(rf"Example:\n +labbook {name}\b", shown.stdout), name


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lsit"], 2, "error: there is no command 'lsit'\nhint: did you mean 'list'?\n"),
        (["list"], 3, "hint: change to your journal's folder, or make one: labbook init DIR\n"),
        (["list", "--jason"], 2, "No such option"),
        (["show"], 2, "Missing argument"),
    ],
)
def test_a_mistake_ends_in_a_sentence_and_its_code(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = labbook(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_bug_leaves_a_log_to_attach(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUG],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 70
    assert done.stderr.startswith("labbook has a bug: ZeroDivisionError: by nought\\udcff\n")
    [log] = tmp_path.glob("labbook-*.log")
    assert str(log) in done.stderr
    assert "nought\\udcff" in log.read_text()


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
def test_a_terminal_without_the_characters_is_no_bug(tmp_path: Path, arguments: list[str]) -> None:
    make_journal(tmp_path, report=REPORT.replace("title: Keywords", "title: Слова é 🙂"))
    done = subprocess.run(
        [sys.executable, "-m", "labbook", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if "--json" in arguments:
        assert json.loads(done.stdout)["experiments"][0]["title"] == "Слова é 🙂"
    else:
        assert r"\u0421\u043b\u043e\u0432\u0430 \xe9 \U0001f642" in done.stdout


@pytest.mark.parametrize("command", ["list", "search --help", "show --json keywords"])
def test_a_full_disk_at_the_end_of_the_output_is_told(tmp_path: Path, command: str) -> None:
    make_journal(tmp_path, record(1, 12.3))
    done = subprocess.run(
        f"{sys.executable} -m labbook {command} > /dev/full",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 4
    assert done.stderr == "error: the output can't be written: No space left on device\n"


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    interrupted = BUG.replace("ZeroDivisionError", "KeyboardInterrupt")
    for script in (interrupted, EARLY_INTERRUPT):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (130, "")


def test_an_experiment_and_its_runs_are_completed(tmp_path: Path) -> None:
    make_journal(tmp_path, record(1, 12.3))

    def offered(words: str) -> list[str]:
        variables = {"_LABBOOK_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
        done = subprocess.run(
            [sys.executable, "-m", "labbook"],
            cwd=tmp_path,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
        )
        return done.stdout.split()

    assert offered("labbook check keyw") == [ID]
    assert offered("labbook check nothing") == []
    subprocess.run(["git", "-C", tmp_path, "tag", f"run/{ID}/1"], check=True)
    assert offered(f"labbook logs {ID}/") == [f"{ID}/1"]


def test_output_for_a_pipe_has_no_colour_and_survives_its_end(tmp_path: Path) -> None:
    make_journal(tmp_path, record(1, 12.3))
    shown = labbook("show", ID, cwd=tmp_path).stdout
    assert ID in shown
    assert "\x1b" not in shown
    command = f"{sys.executable} -m labbook check --help | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert "Traceback" not in done.stderr

"""The bars that count points, runs and bytes."""

import os
import pty
import subprocess
import sys

PROGRAM = """
from labbook.cli.progress import bar
with bar("points") as count:
    count(10_000, 25_000)
"""


def on_a_terminal(program: str) -> bytes:
    """What the program shows there; nothing of it goes to stdout."""
    master, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=terminal, check=True
    )
    os.close(terminal)
    shown = os.read(master, 100_000)
    os.close(master)
    assert done.stdout == b""
    return shown


def test_a_terminal_shows_how_many_points_have_come() -> None:
    assert b"10000/25000" in on_a_terminal(PROGRAM)


def test_bytes_are_shown_in_a_unit_that_a_person_can_read() -> None:
    assert b"10.0/25.0 kB" in on_a_terminal(PROGRAM.replace("points", "bytes"))


def test_elsewhere_nothing_is_shown() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")

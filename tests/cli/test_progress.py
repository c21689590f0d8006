"""The bar that counts points."""

import os
import pty
import subprocess
import sys

PROGRAM = """
from labbook.cli.progress import points_bar
with points_bar() as count:
    count(10_000, 25_000)
"""


def test_a_terminal_shows_how_many_points_have_come() -> None:
    master, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=terminal, check=True
    )
    os.close(terminal)
    shown = os.read(master, 100_000)
    os.close(master)
    assert b"10000/25000" in shown
    assert done.stdout == b""


def test_elsewhere_nothing_is_shown() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")

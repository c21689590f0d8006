"""How long a user waits for a command to begin, as a ratio to `python -c pass`.

Medians of alternating runs in one environment, so that a busy machine slows both alike.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROUNDS = 25
LABBOOK = Path(sys.executable).with_name("labbook")
LIMITS = {"list": 8, "--help": 12, "--version": 7, "completion of an id": 8, "import typer": None}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = make_journal(Path(folder), experiments=10)
        completion = {
            "_LABBOOK_COMPLETE": "complete_bash",
            "COMP_WORDS": "labbook show keyw",
            "COMP_CWORD": "2",
        }
        commands: dict[str, tuple[list[str], dict[str, str]]] = {
            "python -c pass": ([sys.executable, "-c", "pass"], {}),
            "import typer": ([sys.executable, "-c", "import typer"], {}),
            "list": ([str(LABBOOK), "list"], {}),
            "--help": ([str(LABBOOK), "--help"], {}),
            "--version": ([str(LABBOOK), "--version"], {}),
            "completion of an id": ([str(LABBOOK)], completion),
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, (command, variables) in commands.items():
                taken[name].append(seconds(command, variables, journal))
    base = median(taken["python -c pass"])
    print(f"start-up, medians of {ROUNDS} alternating runs; python -c pass {base * 1000:.0f} ms")
    for name, limit in LIMITS.items():
        ratio = median(taken[name]) / base
        wanted = f"  (at most {limit})" if limit else ""
        print(f"  {name:20}{median(taken[name]) * 1000:6.0f} ms{ratio:7.1f} ×{wanted}")


def seconds(command: list[str], variables: dict[str, str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - start


def make_journal(folder: Path, *, experiments: int) -> Path:
    subprocess.run([LABBOOK, "init", folder], check=True, capture_output=True)
    for number in range(experiments):
        subprocess.run(
            [LABBOOK, "new", f"keywords {number}", "--template", "minimal"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
    return folder

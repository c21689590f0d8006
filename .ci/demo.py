"""One experiment, end to end, in a temporary folder: what `make demo` runs.

Every step is a call of the installed `labbook`, as a user would type it; the time of each is
printed at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LABBOOK = [sys.executable, "-m", "labbook"]
IDENTITY = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": "user.name",
    "GIT_CONFIG_VALUE_0": "labbook demo",
    "GIT_CONFIG_KEY_1": "user.email",
    "GIT_CONFIG_VALUE_1": "demo@example.org",
}


def main() -> int:
    environment = {**os.environ, **({} if _has_identity() else IDENTITY)}
    journal = Path(tempfile.mkdtemp(prefix="labbook-demo-")) / "journal"
    journal.mkdir()
    times: list[tuple[str, float]] = []

    def step(*arguments: str) -> str:
        words = " ".join(f'"{a}"' if " " in a else a for a in arguments)
        print(f"\n$ labbook {words}", flush=True)
        start = time.monotonic()
        done = subprocess.run(
            [*LABBOOK, *arguments], cwd=journal, env=environment, stdout=subprocess.PIPE, text=True
        )
        times.append((arguments[0], time.monotonic() - start))
        print(done.stdout, end="", flush=True)
        if done.returncode:
            sys.exit(f"labbook {arguments[0]} failed with exit code {done.returncode}")
        return done.stdout.strip()

    step("init", ".")
    experiment = Path(step("new", "keywords 8 kHz", "--template", "demo")).name
    step("launch", experiment, "--commit", "-m", "does telephone audio break keyword spotting?")
    step("fill", experiment)
    step("check")
    step("list")
    step("search", "telephone")
    site = step("build").splitlines()[-1]

    print("\nseconds")
    for name, seconds in times:
        print(f"  {name:8}{seconds:7.1f}")
    print(f"  {'total':8}{sum(seconds for _, seconds in times):7.1f}")
    print(f"report  {journal / 'experiments' / experiment / 'report.md'}")
    print(f"site    {site}")
    return 0


def _has_identity() -> bool:
    known = subprocess.run(["git", "config", "user.email"], capture_output=True)
    return known.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""The program as a person runs it."""

import subprocess
import sys
from pathlib import Path

from tests import canaries


def labbook(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "labbook", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert not canaries.is_in(done.stdout + done.stderr), "it tells a key"
    return done

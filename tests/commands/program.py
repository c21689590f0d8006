"""The program as a person runs it."""

import subprocess
import sys
from pathlib import Path


def labbook(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "labbook", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)

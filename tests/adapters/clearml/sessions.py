"""Sessions of a training that knows nothing of labbook, made by the real SDK."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from labbook.adapters.clearml_process import CONFIGURATION

TRAINING = Path(__file__).with_name("plain_training.py")
ENDS = {"close": 0, "raise": 1, "interrupt": -2, "kill": -9}


def train(
    cache: Path, *arguments: str, cwd: Path, environment: Mapping[str, str] | None = None
) -> Path:
    """Run the training in `cwd` and return its session's folder, which lies in `cache`/offline.

    A script of its own in `cwd` stands for the training.
    """
    before = set(cache.glob("offline/offline-*"))
    home = cwd / "home"
    home.mkdir(exist_ok=True, parents=True)
    # With the SDK's subprocess for reports, closing a task hangs now and then.
    (home / "clearml.conf").write_text(CONFIGURATION)
    script = cwd / "train.py"
    if not script.exists():
        shutil.copy(TRAINING, script)
    done = subprocess.run(
        [sys.executable, "train.py", *arguments],
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "CLEARML_OFFLINE_MODE": "1",
            "CLEARML_CACHE_DIR": str(cache),
            "CLEARML_CONFIG_FILE": str(home / "clearml.conf"),
            "CLEARML_LOG_LEVEL": "ERROR",
            **(environment or {}),
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == ENDS[arguments[2]], done.stderr
    (session,) = (p for p in set(cache.glob("offline/offline-*")) - before if p.is_dir())
    return session

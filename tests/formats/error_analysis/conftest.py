"""SpeechBrain itself, which writes the files that are read here."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

CHILD = Path(__file__).with_name("speechbrain_child.py")
STANDIN = Path(__file__).parents[3] / "templates" / "experiment" / "speechbrain"
Write = Callable[..., str]


@pytest.fixture(scope="session")
def speechbrain() -> Iterator[Write]:
    """Ask for a kind of file with what goes into it."""
    if importlib.util.find_spec("speechbrain") is None:
        pytest.skip("speechbrain is missing: pip install labbook[speechbrain]")
    child = subprocess.Popen(
        [sys.executable, CHILD, STANDIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def ask(kind: str, *arguments: Any, **options: Any) -> str:
        assert child.stdin
        assert child.stdout
        print(json.dumps([kind, arguments, options]), file=child.stdin, flush=True)
        text: str = json.loads(child.stdout.readline())
        return text

    with child:
        yield ask


@pytest.fixture(scope="session")
def write_error_rate(speechbrain: Write) -> Write:
    """`ErrorRateStats.write_stats` over `(id, reference, hypothesis)`."""
    return partial(speechbrain, "error_rate")


@pytest.fixture(scope="session")
def write_classification(speechbrain: Write) -> Write:
    """`ClassificationStats.write_stats` over targets, predictions and maybe categories."""
    return partial(speechbrain, "classification")

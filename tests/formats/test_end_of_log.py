"""What is kept of the log of a run that failed."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.end_of_log import GAP, MOST_LINES, MOST_READ, end_of_log, last_lines
from labbook.model.run import LOG_LINES

PROGRAM = """\
import sys

def deeper(depth):
    if depth:
        return again(depth - 1)
    raise ValueError("the learning rate is\\nnegative")

def again(depth):
    return deeper(depth)

def train(depth):
    deeper(depth)

try:
    train(int(sys.argv[1]))
except ValueError as error:
    if "from" in sys.argv:
        raise RuntimeError("training failed") from error
    if "while" in sys.argv:
        raise KeyError("checkpoint")
    raise
"""
EPOCHS = [f"epoch {n}" for n in range(50)]
NOISE = [f"W1123 [rank{n}] watchdog: some worker has gone" for n in range(50)]
LAUNCHER = [
    "Traceback (most recent call last):",
    '  File "/usr/bin/torchrun", line 8, in <module>',
    "    sys.exit(main())",
    "torch.distributed.elastic.multiprocessing.errors.ChildFailedError: ",
    "=" * 60,
    "train.py FAILED",
]


@pytest.fixture(scope="module")
def failure(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """What Python itself writes of a failure, `depth` calls deep."""
    program = tmp_path_factory.mktemp("program") / "train.py"
    program.write_text(PROGRAM)

    def written(depth: int, *how: str) -> list[str]:
        command = [sys.executable, str(program), str(depth), *how]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        return ended.stderr.replace(str(Path(program).parent), "").splitlines()

    return written


def test_a_log_without_a_traceback_is_its_last_lines() -> None:
    assert end_of_log(EPOCHS) == tuple(EPOCHS[-LOG_LINES:])
    assert end_of_log(["killed"]) == ("killed",)
    assert end_of_log([]) == ()


def test_a_short_traceback_at_the_end_stands_behind_what_came_before(failure) -> None:  # type: ignore[no-untyped-def]
    log = [*EPOCHS, *failure(0)]
    assert end_of_log(log) == tuple(log[-LOG_LINES:])


def test_a_traceback_from_further_back_stands_before_the_last_lines(failure) -> None:  # type: ignore[no-untyped-def]
    found = end_of_log([*EPOCHS, *failure(0), *NOISE])
    start = found.index("Traceback (most recent call last):")
    assert "ValueError: the learning rate is" in found
    assert "negative" in found
    assert GAP in found
    assert found[-1] == NOISE[-1]
    assert start < found.index("ValueError: the learning rate is") < found.index(GAP)
    assert len(found) <= MOST_LINES


def test_of_a_deep_traceback_the_last_frames_stay(failure) -> None:  # type: ignore[no-untyped-def]
    found = end_of_log([*EPOCHS, *failure(40)])
    assert any(line.strip() == GAP for line in found)
    assert '    raise ValueError("the learning rate is\\nnegative")' in found
    assert len(found) <= MOST_LINES


@pytest.mark.parametrize("how", ["from", "while"])
def test_of_chained_exceptions_the_cause_and_the_end_stay(failure, how: str) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(end_of_log([*EPOCHS, *failure(5, how), *NOISE]))
    wanted = (
        r"(?s)Traceback.*ValueError: the learning.*exception.*\nTraceback.*(Runtime|Key)Error: "
    )
    assert re.search(wanted, text)


def test_the_noise_of_other_processes_hides_no_cause(failure) -> None:  # type: ignore[no-untyped-def]
    worker = [f"[rank0]: {line}" for line in failure(0)]
    ignored = ["Exception ignored in: <function x>", LAUNCHER[0], *LAUNCHER[1:3], "OSError: x"]
    found = end_of_log([*EPOCHS, *worker, *NOISE, *ignored, *LAUNCHER])
    assert "[rank0]: ValueError: the learning rate is" in found
    assert found[-1] == "train.py FAILED"


def test_a_traceback_of_the_launcher_alone_is_better_than_none() -> None:
    assert LAUNCHER[3] in end_of_log([*EPOCHS, *LAUNCHER, *NOISE])


def test_a_head_within_a_line_of_a_logger_counts(failure) -> None:  # type: ignore[no-untyped-def]
    head, *rest = failure(0)
    found = end_of_log([*EPOCHS, f"speechbrain.core - ERROR - {head}", *rest, *NOISE])
    assert "ValueError: the learning rate is" in found


def test_a_log_of_nothing_but_heads_takes_no_longer_than_it_is_long() -> None:
    head = "Traceback (most recent call last):"
    started = time.process_time()
    end_of_log([f" \t{head}", f"\t {head}"] * 6000)
    assert time.process_time() - started < 2


def test_of_a_log_without_end_the_last_lines_are_read() -> None:
    found = last_lines(str(n) for n in range(3 * MOST_READ))
    assert (len(found), found[-1]) == (MOST_READ, str(3 * MOST_READ - 1))


heads = st.sampled_from(
    [
        "Traceback (most recent call last):",
        "  Traceback (most recent call last):",
        "[rank0]: Traceback (most recent call last):",
        '  File "x", line 1',
        "    raise",
        "ValueError: x",
        "During handling of the above exception, another exception occurred:",
        "torch.ChildFailedError:",
        "",
    ]
)


@given(st.lists(heads | st.text(max_size=10), max_size=120))
def test_the_end_is_bounded_in_order_and_invents_nothing(log: list[str]) -> None:
    found = end_of_log(log)
    assert len(found) <= MOST_LINES
    assert not log or found[-1] == log[-1]
    kept = iter(log)
    assert all(line.strip().endswith(GAP) or any(line == other for other in kept) for line in found)

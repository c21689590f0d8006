"""What it costs to bring a run of 200 series × 5,000 points home, beside the SDK's own calls.

The stand-in answers both in turn; each client is a process of its own, and its memory is what Linux
tells of it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.clearml import ClearmlServer

SERIES, POINTS = 200, 5000
RUN = "2026-01-01-demo/1"
LABBOOK = """
from pathlib import Path
from labbook.adapters.clearml_server import ServerTracker
from labbook.formats.figures.thin import thin_to_budget
from labbook.formats.metrics import summarize
from labbook.model.settings import Settings
from labbook.model.reference import RunRef
tracked = ServerTracker(Settings()).fetch(RunRef.parse(NAME), Path(FOLDER))
summaries = [summarize(series) for series in tracked.series]
thin_to_budget(tracked.series, (), 1 << 20)
points = sum(summary.count for summary in summaries)
peak = max(summary.max[1] for summary in summaries)
"""
SDK = """
from pathlib import Path
from clearml import Task
task = Task.get_task(TASK)
task.get_parameters()
task.get_reported_single_values()
task.get_reported_plots()
task.get_reported_console_output(200)
curves = CALL
points = sum(len(one["y"]) for found in curves.values() for one in found.values())
peak = max(max(one["y"]) for found in curves.values() for one in found.values())
"""
TELL = """
import json
# Of a process that was started by a large one, getrusage tells the large one's memory.
lines = Path("/proc/self/status").read_text().splitlines()
memory = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps({"points": points, "peak": peak, "memory": memory}))
"""
CLIENTS = {
    "labbook: fetch, summaries, series.csv": LABBOOK,
    "SDK: get_all_reported_scalars and others": SDK.replace(
        "CALL", "task.get_all_reported_scalars()"
    ),
    "SDK: get_reported_scalars and others": SDK.replace("CALL", "task.get_reported_scalars()"),
}


def main() -> None:
    with ClearmlServer() as server, tempfile.TemporaryDirectory() as folder:
        task = server.add_task(RUN, tags=[f"run/{RUN}"])
        for number in range(SERIES):
            curve = [(step, 1.0 + (step == 3333) * 99) for step in range(POINTS)]
            server.add_points(task, f"layer {number % 20}", f"norm {number}", curve)
        server.events.of(task, "training_stats_scalar")
        print(f"fill, {SERIES} series × {POINTS:,} points; the highest is 100")
        for name, program in CLIENTS.items():
            tell(server, name, f"NAME, TASK, FOLDER = {(RUN, task, folder)!r}\n{program}", folder)


def tell(server: ClearmlServer, name: str, program: str, folder: str) -> None:
    asked, sent = len(server.requests), server.sent
    start = time.perf_counter()
    found = client(program, {"PATH": os.environ["PATH"], "HOME": folder, **server.environment()})
    seconds = time.perf_counter() - start
    requests, size = len(server.requests) - asked, (server.sent - sent) / 1e6
    print(
        f"  {name:42}{requests:5} requests{size:7.1f} MB{seconds:7.1f} s"
        f"{found['memory'] / 1024:6.0f} MiB  {found['points']:9,} points, highest {found['peak']:g}"
    )


def client(program: str, environment: dict[str, str]) -> dict[str, float]:
    """Run the program, and hear how many points it had and what memory (KiB) it took at most."""
    done = subprocess.run(
        [sys.executable, "-c", program + TELL],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()

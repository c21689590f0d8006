"""A training that reports known values with the real ClearML SDK; run as a program.

A connection to any host but those that the environment names is refused, and fails the program.
"""

import os
import socket
import sys
from typing import Any
from urllib.parse import urlsplit

import numpy as np

NAMED = [os.environ.get(name) for name in ("CLEARML_API_HOST", "CLEARML_FILES_HOST")]
ALLOWED = {socket.gethostbyname(urlsplit(address).hostname or "") for address in NAMED if address}
connect = socket.socket.connect


def guarded(self: socket.socket, address: Any) -> None:
    if self.family == socket.AF_UNIX or address[0] in ALLOWED:
        return connect(self, address)
    os.write(2, f"refused a connection to {address}\n".encode())
    os._exit(99)


socket.socket.connect = guarded  # type: ignore[method-assign,assignment]

from clearml import Task  # noqa: E402
from clearml.config.cache import SessionCache  # noqa: E402

SessionCache.SESSION_CACHE_FOLDER = os.environ["CLEARML_CACHE_DIR"]


def report(task: Task) -> None:
    task.connect({"lr": 0.001, "batch_size": 16, "name": "Ж", "nested": {"depth": 2}})
    logger = task.get_logger()
    for step in range(300):
        logger.report_scalar("train", "loss", 1 / (step + 1), step)
        logger.report_scalar("valid", "error_rate", abs(step - 200) / 10 + 0.1, step)
    logger.report_scalar("test-clean/WER", "greedy", 7.25, 300)
    logger.report_scalar("train", "grad", 1.5, 0)
    logger.report_scalar("train", "grad", float("nan"), 1)
    logger.report_single_value("test/error_rate", 0.1 + 0.2)
    matrix = np.array([[3, 1], [0, 4]])
    logger.report_confusion_matrix("confusion", "test", matrix=matrix, iteration=300)
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    for step in (1, 2):
        logger.report_image("spectrogram", "../утро", iteration=step, image=picture)
    task.upload_artifact("note", "text with ü")
    task.upload_artifact("array", np.arange(10))
    print("first line of output")
    print("10%\r50%\rdone")


if __name__ == "__main__":
    task = Task.init(
        project_name="speech",
        task_name=os.environ["LABBOOK_RUN"],
        tags=[f"run/{os.environ['LABBOOK_RUN']}"],
        auto_connect_frameworks=False,
        auto_resource_monitoring=False,
    )
    report(task)
    if sys.argv[1:] == ["kill"]:
        task.flush(wait_for_uploads=True)
        os.kill(os.getpid(), 9)
    task.close()

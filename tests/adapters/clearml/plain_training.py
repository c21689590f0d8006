"""A training that knows nothing of labbook: `plain_training.py FROM TO END [NAME]`, offline.

It reports the steps from FROM up to TO, then ends as END says: close, raise, interrupt, kill.
"""

import os
import sys
from pathlib import Path

from clearml import Task
from clearml.config.cache import SessionCache

SessionCache.SESSION_CACHE_FOLDER = os.environ["CLEARML_CACHE_DIR"]

if __name__ == "__main__":
    first, last, end, *name = sys.argv[1:]
    task = Task.init(
        project_name="speech",
        task_name=name[0] if name else "plain",
        tags=os.environ.get("TAGS", "").split(),
        reuse_last_task_id=False,
        auto_connect_frameworks=False,
        auto_resource_monitoring=False,
    )
    task.connect({"lr": 0.1, f"from_{first}": True})
    logger = task.get_logger()
    for step in range(int(first), int(last)):
        logger.report_scalar("train", "loss", int(first) + 1 / (step + 1), step)
    logger.report_single_value("test/error_rate", 3.25)
    Path("wer.txt").write_text(os.environ.get("WER", "nothing to tell\n"))
    task.upload_artifact("wer.txt", Path("wer.txt"), wait_on_upload=True)
    print(f"trained from {first}")
    task.flush(wait_for_uploads=True)
    if end == "raise":
        raise ValueError("out of luck")
    if end == "interrupt":
        raise KeyboardInterrupt
    if end == "kill":
        os.kill(os.getpid(), 9)
    task.close()

"""What the process of a run is given so that the SDK reports where and how it should."""

import json
from collections.abc import Mapping
from pathlib import Path

from labbook.model.layout import LocalRunLayout

# The environment has no name for these. With a subprocess for reports or with the repository
# looked up in a thread, a fork of the training can lose the commit and the uncommitted changes.
CONFIGURATION = """\
sdk {
  development {
    report_use_subprocess: false
    vcs_repo_detect_async: false
  }
}
"""


def sdk_environment(folder: Path, *, over: Path | None = None) -> Mapping[str, str]:
    """Environment that keeps what the SDK writes in the run's `folder`, which exists.

    Its configuration there comes on top of a person's own file, `over`, that it names and doesn't
    copy, for that one holds keys. The program names its task itself: the SDK takes neither name
    nor project from outside.
    """
    configuration = folder / "clearml.conf"
    # JSON's quotes are HOCON's too.
    include = f"include {json.dumps(str(over), ensure_ascii=False)}\n" if over is not None else ""
    _write(configuration, include + CONFIGURATION)
    return {
        "CLEARML_CACHE_DIR": str(LocalRunLayout(folder).session),
        "CLEARML_CONFIG_FILE": str(configuration),
        "CLEARML_TASK_NO_REUSE": "1",
        "CLEARML_SUPPRESS_UPDATE_MESSAGE": "1",
        "CLEARML_LOG_LEVEL": "ERROR",
    }


def _write(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)

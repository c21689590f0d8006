"""Makes torchaudio importable where its compiled part isn't.

torchaudio's wheel is linked against CUDA, so beside a CPU build of torch its extension doesn't
load and `import torchaudio` fails. SpeechBrain imports torchaudio, but what is used of it here
(resampling, filter banks) is Python: an inert stand-in for the extension is enough.

Import this module before speechbrain. Where the extension loads, nothing is changed.
"""

import sys
from types import ModuleType


def _unavailable(function: object) -> object:
    """In the place of a decorator: functions that need the extension stay as they are."""
    return function


try:
    import torchaudio  # noqa: F401
except (ImportError, OSError):
    for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
        del sys.modules[name]
    extension = ModuleType("torchaudio._extension")
    extension._IS_TORCHAUDIO_EXT_AVAILABLE = False  # type: ignore[attr-defined]
    extension._IS_ALIGN_AVAILABLE = False  # type: ignore[attr-defined]
    extension.fail_if_no_align = _unavailable  # type: ignore[attr-defined]
    sys.modules["torchaudio._extension"] = extension

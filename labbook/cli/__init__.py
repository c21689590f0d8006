"""The command line."""

import atexit
import gc

from labbook.cli.main import main

__all__ = ["main"]

# As it ends, the interpreter looks for garbage in all that was imported, which is a sixth of the
# time of a short command; what is frozen is passed over.
atexit.register(gc.freeze)

"""A config's values against those that the lab's runs have used."""

from labbook.formats.history.history import History
from labbook.formats.history.past_run import PastRun, read_past_run
from labbook.formats.history.unusual import unusual

__all__ = ["History", "PastRun", "read_past_run", "unusual"]

"""Files that tell of single errors, read: which utterances are worst, what is taken for what."""

from labbook.formats.error_analysis.read import is_error_text, read_error_analysis

__all__ = ["is_error_text", "read_error_analysis"]

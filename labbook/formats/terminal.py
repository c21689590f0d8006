"""What steers a terminal, and text without it."""

import re

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
"""Escape sequences of ECMA-48: colours, movements of the cursor, titles of windows."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without characters that would steer a terminal or turn its direction.

    Of those that end a line the line feed alone is left.
    """
    return _CONTROL.sub("", ESCAPES.sub("", text))

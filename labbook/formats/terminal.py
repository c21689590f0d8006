"""What steers a terminal."""

import re

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
"""Escape sequences of ECMA-48: colours, movements of the cursor, titles of windows."""

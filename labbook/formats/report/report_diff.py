"""How a report changes, for people to read."""

import difflib


def report_diff(before: str, after: str, becoming: str) -> str:
    """A unified diff; `becoming` is what the new text is: filled, bound."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, "report.md", f"report.md, {becoming}"))

"""Where something stands in the text of a run record."""

import json


def line_in_record(text: str, section: str, name: str | None = None) -> int:
    """The line of a key of the record, or of the key `name` below it; 1 where it isn't.

    >>> line_in_record('{\\n "metrics": {\\n  "loss": {}\\n }\\n}', "metrics", "loss")
    3
    """
    lines = text.split("\n")
    key = f" {_quoted(section)}:"
    start = next((n for n, line in enumerate(lines) if line.startswith(key)), None)
    if start is None:
        return 1
    if name is not None:
        for number, line in enumerate(lines[start + 1 :], start + 1):
            if line.startswith(' "'):
                break
            if line.startswith(f"  {_quoted(name)}:"):
                return number + 1
    return start + 1


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

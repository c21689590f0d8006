"""A text in few words, for a cell of a table."""

MOST = 60


def excerpt(text: str) -> str:
    """The first line of a text, cut with an ellipsis where it is long or more follows.

    >>> excerpt("exit code 1\\nTraceback")
    'exit code 1…'
    """
    line, _, rest = text.strip().partition("\n")
    line = line.rstrip()
    if len(line) > MOST:
        return f"{line[: MOST - 1].rstrip()}…"
    return f"{line}…" if rest else line

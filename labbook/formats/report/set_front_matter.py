"""Single keys of a front matter changed, all other bytes kept."""

from collections.abc import Mapping
from typing import Any

import yaml

from labbook.errors import LabbookError
from labbook.formats.report.head import find_head, read_head


def set_front_matter(text: str, values: Mapping[str, Any], *, name: str = "report.md") -> str:
    """The report with single keys of its front matter set, every other byte as it was.

    A value is text, a number, a truth value, a list of those, or None for empty; a key that
    isn't there is added at the end. A comment behind a value stays. Raises LabbookError where
    the front matter can't be read or the key can't be set by changing its own text only.
    """
    before = read_head(text, name).value
    for key, value in values.items():
        text = _set(text, key, value, name)
    after = read_head(text, name).value
    if after != {**before, **values}:
        raise LabbookError(
            f"can't set {', '.join(values)} in the front matter",
            path=name,
            line=2,
            hint="write it by hand",
        )
    return text


def _set(text: str, key: str, value: Any, name: str) -> str:
    head = find_head(text)
    structured = read_head(text, name)
    if head is None or not isinstance(structured.value, dict | None):
        raise LabbookError("the front matter is no mapping", path=name, line=2)
    written = _written(value)
    place = structured.positions.get((key,))
    if place is None:
        newline = "\r\n" if "\r\n" in text[: head.start] else "\n"
        return f"{text[: head.end]}{key}:{written}{newline}{text[head.end :]}"
    yaml_text = text[head.start : head.end]
    colon = yaml_text.index(":", place.key_end) + 1
    start = place.start
    if not yaml_text[colon:start].isspace() or "\n" in yaml_text[colon:start] or not written:
        start = colon
    else:
        written = written.removeprefix(" ")
    end = place.start + len(yaml_text[place.start : place.end].rstrip(" \t\r\n"))
    changed = yaml_text[:start] + written + yaml_text[max(end, start) :]
    return text[: head.start] + changed + text[head.end :]


def _written(value: Any) -> str:
    """The value behind its key's colon, on one line."""
    if value is None:
        return ""
    for style in (None, '"'):
        line = yaml.safe_dump(
            [value],
            default_flow_style=True,
            default_style=style,
            allow_unicode=True,
            width=1_000_000,
        ).strip()
        if "\n" not in line and yaml.safe_load(line) == [value]:
            break
    return f" {line[1:-1]}"

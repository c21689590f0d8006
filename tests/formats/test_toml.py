import pytest

from labbook.formats.toml import line_of

TEXT = """\
# language = "no"
language = "ru"
tracker.project = "a"

[ tool . "labbook" ]
a = {b = 1}
'quoted key' = 2
[tool.labbook.roots]
"s3://x" = "/mnt"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("language",), 2),
        (("tracker",), 3),
        (("tracker", "project"), 3),
        (("tracker", "name"), None),
        (("tool",), 5),
        (("tool", "labbook", "a"), 6),
        (("tool", "labbook", "a", "b"), 6),
        (("tool", "labbook", "quoted key"), 7),
        (("tool", "labbook", "roots"), 8),
        (("tool", "labbook", "roots", "s3://x"), 9),
        (("missing",), None),
    ],
)
def test_lines_of_keys(path: tuple[str, ...], line: int | None) -> None:
    assert line_of(TEXT, *path) == line

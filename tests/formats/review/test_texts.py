"""What a person reads: refusals and changed code."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.review.code_diff import FileChange, code_diff
from labbook.formats.review.refusal import refusal


def test_a_refusal() -> None:
    said = refusal(timedelta(days=2), [{"lr": "1e-4"}, {}], 3, ["a tag: why"], ["last approval"])
    assert said.splitlines() == [
        "a run of 2d needs a review: no approval of 2 of 3 runs (--set lr=1e-4)",
        "does not count: a tag: why",
        "last approval",
    ]
    assert refusal(None, [{}], 1, [], []) == "a run needs a review: no approval of this state"


def test_overrides_are_named_as_they_are_typed_and_few_of_them() -> None:
    many = [{"name": f"a {number}"} for number in range(9)]
    said = refusal(timedelta(hours=1), many, 9, [], [])
    assert "(--set 'name=a 0', --set 'name=a 1'" in said
    assert "a 5" not in said
    assert said.endswith(", …)")


def test_changed_code() -> None:
    changes = [
        FileChange("a.py", b"one\ntwo\n", b"one\r\n2\r\n"),
        FileChange("b.py", None, b"new\n"),
        FileChange("c.py", b"old\n", None),
        FileChange("d.bin", b"\0", b"\xff"),
        FileChange("e.sh", b"run\n", b"run\n"),
    ]
    assert code_diff(changes) == [
        "a.py: changed", "  @@ -1,2 +1,2 @@", "   one", "  -two", "  +2",
        "b.py: added", "  @@ -0,0 +1 @@", "  +new",
        "c.py: removed",
        "d.bin: changed, not compared: no text",
        "e.sh: its mode changed",
    ]  # fmt: skip


def test_much_changed_code_is_cut() -> None:
    long = "".join(f"{number}\n" for number in range(100)).encode()
    huge = b"x\n" * 100_000
    lines = code_diff([FileChange("a.py", b"", long), FileChange("b.py", b"", long)], limit=10)
    assert len(lines) == 14
    assert lines[-3:] == ["  …", "b.py: changed", "  …"]
    assert code_diff([FileChange("c.txt", b"", huge)]) == [
        "c.txt: changed, not compared: 100000 lines"
    ]


def test_a_line_that_is_cut_says_so() -> None:
    (_, _, line) = code_diff([FileChange("d.py", None, b"x" * 9999)])
    assert line == f"  +{'x' * 158}…"
    (_, _, line) = code_diff([FileChange("d.py", None, b"x" * 159)])
    assert line == f"  +{'x' * 159}"


@pytest.mark.parametrize("end", ["\u2028", "\x0b", "\x0c", "\r", "\x85", ""])
def test_another_end_of_a_line_is_a_change_of_it(end: str) -> None:
    before, after = f"a = 1  # why{end}b = 2\n", "a = 1  # why\nb = 2\n"
    assert len(code_diff([FileChange("a.py", before.encode(), after.encode())])) == 5


def test_a_line_feed_at_the_end_is_a_change() -> None:
    assert code_diff([FileChange("a", b"x", b"x\n")])[2:] == ["  -x", "  +x"]


@given(st.none() | st.binary(), st.none() | st.binary())
def test_any_content_is_told(before: bytes | None, after: bytes | None) -> None:
    assert code_diff([FileChange("a", before, after)])

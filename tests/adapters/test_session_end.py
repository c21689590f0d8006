"""How a session's log ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.adapters.session_end import MOST_AFTER, last_exception

HEAD = "Traceback (most recent call last):"
TRACE = [HEAD, '  File "train.py", line 3, in <module>', "    fit()", "ValueError: out of luck"]


@pytest.mark.parametrize(
    ("log", "exception"),
    [
        ([], None),
        (["epoch 1", "done"], None),
        (["epoch 1", *TRACE], "ValueError: out of luck"),
        ([*TRACE, "", "ClearML Task: Offline session stored"], "ValueError: out of luck"),
        (
            [*TRACE, "During handling of the above exception:", HEAD, "  fit()", "OSError: full"],
            "OSError: full",
        ),
        ([*TRACE, *["epoch"] * (MOST_AFTER + 1)], None),
        (["Exception ignored in: <function __del__>", *TRACE], None),
        ([HEAD], None),
        ([HEAD, "  File"], None),
    ],
)
def test_the_traceback_that_a_log_ends_with(log: list[str], exception: str | None) -> None:
    assert last_exception(log) == exception


@given(st.lists(st.one_of(st.text(max_size=300), st.sampled_from(TRACE)), max_size=60))
def test_any_log_tells_a_line_of_its_own_or_nothing(log: list[str]) -> None:
    found = last_exception(log)
    assert found is None or HEAD in "\n".join(log)
    assert found is None or (len(found) <= 200 and "\n" not in found and "\x1b" not in found)

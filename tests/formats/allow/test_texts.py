"""What comments allow, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.allow.texts import allowed_in_report, allowed_in_yaml
from labbook.model.allowance import Allowance

NAME = "experiments/2026-11-23-keywords/config.yaml"


def in_yaml(text: str) -> list[tuple[str, str, int, int | None]]:
    return [(a.code, a.reason, a.line, a.covers) for a in allowed_in_yaml(text, NAME)]


def in_report(text: str) -> list[tuple[str, str, int, int | None]]:
    return [(a.code, a.reason, a.line, a.covers) for a in allowed_in_report(text, "report.md")]


def test_a_comment_behind_a_value_is_about_its_line() -> None:
    text = "seed: 1\nlr: 0.5  # labbook: allow unusual-value: a sweep: wide on purpose\n"
    assert allowed_in_yaml(text, NAME) == [
        Allowance("unusual-value", "a sweep: wide on purpose", NAME, 2, 10, 2)
    ]


def test_comments_alone_are_about_the_line_below() -> None:
    text = (
        "# labbook: allow a-b: one\n  # labbook:allow c-d:two\nlr: 1 # labbook: allow e: 3\nx: 1\n"
    )
    assert in_yaml(text) == [("a-b", "one", 1, 3), ("c-d", "two", 2, 3), ("e", "3", 3, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "lr: '# labbook: allow a-b: no'\n",
        'lr: "x # labbook: allow a-b: no"\n',
        "lr: |\n  # labbook: allow a-b: no\n",
        "lr: >\n  text\n  # labbook: allow a-b: no\n",
        "lr: x#labbook: 1\n",
        "# labbook allow a-b: no\n",
        "# labbook: allows a-b: no\n",
        "# our labbook: allow a-b: no\n",
    ],
)
def test_what_only_looks_like_one_allows_nothing(text: str) -> None:
    assert in_yaml(text) == []


@pytest.mark.parametrize(
    ("comment", "code", "reason"),
    [
        ("labbook: allow", "", ""),
        ("labbook: allow a-b", "a-b", ""),
        ("labbook: allow a-b:", "a-b", ""),
        ("labbook: allow a-b for a reason", "a-b", ""),
        ("labbook: allow : reason", "", "reason"),
        ("labbook:allow   a-b :  two  words ", "a-b", "two words"),
    ],
)
def test_what_is_not_complete_is_told(comment: str, code: str, reason: str) -> None:
    assert in_yaml(f"a: 1 # {comment}\n") == [(code, reason, 1, 1)]
    assert in_report(f"a <!-- {comment} -->\n") == [(code, reason, 1, 1)]


REPORT = """---
title: Keywords
prediction: wer < 3  # labbook: allow prediction: told elsewhere
---

<!-- labbook:allow region-edited: a typo -->
<!-- labbook:allow region-stale: kept as it was,
as it was shown -->
<!-- labbook:begin results -->
<!-- labbook:allow link-broken: not here -->
<!-- labbook:end results -->

We measured 3<!-- =wer --> <!-- labbook:allow number-drifted: rounded -->
`<!-- labbook:allow link-broken: code -->` and \\<!-- labbook:allow x: text -->

```yaml
lr: 1 # labbook: allow a-b: code
<!-- labbook:allow link-broken: code -->
```

    <!-- labbook:allow link-broken: code -->

> <!-- labbook:allow link-broken: quoted --> [x](y)
"""


def test_a_report_allows_in_its_head_and_in_comments_outside_of_code_and_regions() -> None:
    assert in_report(REPORT) == [
        ("prediction", "told elsewhere", 3, 3),
        ("region-edited", "a typo", 6, 9),
        ("region-stale", "kept as it was, as it was shown", 7, 9),
        ("number-drifted", "rounded", 13, 13),
        ("link-broken", "quoted", 23, 23),
    ]


def test_lines_are_counted_alike_whatever_ends_them() -> None:
    assert in_report(REPORT.replace("\n", "\r\n")) == in_report(REPORT)
    assert in_report("\ufeff" + REPORT) == in_report(REPORT)


def test_no_file_allows_more_than_a_person_writes() -> None:
    assert len(allowed_in_yaml("lr: 1 # labbook: allow z\n" * 300, "x")) == 200


def test_broken_markers_leave_nothing_to_guess() -> None:
    with pytest.raises(LabbookError):
        allowed_in_report(REPORT.replace("labbook:begin", "labbook:bein"), "report.md")


PIECES = st.sampled_from([
    "labbook:", " allow", "a-b", ": why", "#", "<!--", "-->", "`", "```\n", "---\n", "\n", "    ",
    "lr: ", "'", '"', "|\n  ", "<!-- labbook:begin results -->\n", "> ", "\\", "[", "\r", "\0",
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_any_text_is_read_without_an_unknown_error(text: str) -> None:
    for allowance in allowed_in_yaml(text, "x"):
        assert allowance.line <= len(text) + 1
    try:
        allowances = allowed_in_report(text, "x")
    except LabbookError:
        return
    for allowance in allowances:
        assert 1 <= allowance.line <= (allowance.covers or 0)


@given(st.text())
def test_any_reason_is_read_back(reason: str) -> None:
    plain = " ".join(reason.split())
    comment = "".join(c for c in plain if c.isprintable() and c not in "<>-`\\")
    found = in_yaml(f"lr: 1 # labbook: allow a-b: {comment}\n")
    assert found == [("a-b", " ".join(comment.split()), 1, 1)]
    assert in_report(f"x <!-- labbook:allow a-b: {comment} -->\n") == found

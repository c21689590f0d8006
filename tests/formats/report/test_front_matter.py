import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.report.front_matter import (
    check_front_matter,
    read_front_matter,
    read_prediction,
    set_front_matter,
)
from labbook.formats.report.head import read_head
from labbook.model.experiment import Cause, FrontMatter, Prediction, PromisedMetric, Verdict

FULL = """\
---
title: "Telephone: 8 kHz"
authors: [Ann]
tags: telephony
hypothesis: narrow-band
prediction: test/error_rate < 12 %
baseline: 2026-11-20-wide-band
metrics:
  - {name: test/error_rate, goal: min, unit: "%", digits: 1, scale: 100}
  - {name: accuracy, goal: max}
select: valid/error_rate
result: [1, 2]
verdict: refuted
cause: no-effect
related: [a, b]
draft: true
---

# Text
"""


def test_a_full_front_matter() -> None:
    assert read_front_matter(FULL, name="report.md") == FrontMatter(
        title="Telephone: 8 kHz",
        authors=("Ann",),
        tags=("telephony",),
        hypothesis="narrow-band",
        prediction="test/error_rate < 12 %",
        baseline="2026-11-20-wide-band",
        metrics=(
            PromisedMetric("test/error_rate", "min", "%", 1, 100.0),
            PromisedMetric("accuracy", "max"),
        ),
        select="valid/error_rate",
        result=(1, 2),
        verdict=Verdict.REFUTED,
        cause=Cause.NO_EFFECT,
        related=("a", "b"),
        draft=True,
    )
    assert check_front_matter(FULL, name="report.md") == ()


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    windows = "\ufeff" + FULL.replace("\n", "\r\n")
    assert read_front_matter(windows, name="r") == read_front_matter(FULL, name="r")
    assert check_front_matter(windows, name="r") == ()
    mac = FULL.replace("\n", "\r")
    assert read_front_matter(mac, name="r") == read_front_matter(FULL, name="r")


def test_a_year_as_title_and_unknown_keys_can_be_read() -> None:
    text = "---\ntitle: 2026\ntags: [1, no]\ncolour: red\n---"
    assert read_front_matter(text, name="r") == FrontMatter("2026", tags=("1", "no"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# no front matter", 1),
        ("---\ntitle: x\n", 1),
        ("---\ntitle: a: b\n---\n", 2),
        ("---\ntitle: x\nverdict: no\n---\n", 3),
        ("---\ntitle: x\nmetrics:\n  - {name: a, goal: up}\n---\n", 4),
        ("---\ntitle: x\nmetrics:\n  - {name: a, goal: min, scale: -1}\n---\n", 4),
        (f"---\ntitle: x\nmetrics:\n  - {{name: a, goal: min, scale: 1{'0' * 400}}}\n---\n", 4),
        ("---\ntitle: x\nresult: first\n---\n", 3),
        ("---\n- title\n---\n", 2),
        ("---\ntitle: {a: b}\n---\n", 2),
    ],
)
def test_what_can_not_be_read_says_its_line(text: str, line: int) -> None:
    with pytest.raises(LabbookError) as caught:
        read_front_matter(text, name="report.md")
    assert caught.value.line == line
    assert check_front_matter(text, name="report.md")[0].line == line


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            "verdict: no",
            "'verdict' must be one of confirmed, refuted, inconclusive, abandoned, empty; "
            "`no` is read as a truth value",
            None,
        ),
        (
            "tags: [8, x]",
            "'tags[0]' must be text; `8` is read as a number",
            'put it in quotes: "8"',
        ),
        ("tittle: y", "the key 'tittle' is not known", "did you mean 'title'?"),
        (
            "cause: bug",
            "a cause belongs to a verdict that is refuted, inconclusive or abandoned",
            "empty 'cause' or change 'verdict'",
        ),
        (
            "prediction: less",
            "the prediction can't be read",
            "write a metric, one of < <= > >=, and a number: test/error_rate < 12",
        ),
        (
            "metrics: [{name: a, goal: min}, {name: a, goal: max}]",
            "the metric 'a' stands twice",
            None,
        ),
    ],
)
def test_a_problem_has_its_line(line: str, message: str, hint: str | None) -> None:
    text = f"---\ntitle: x\n# comment\n{line}\n---\n"
    problems = check_front_matter(text, name="report.md")
    assert [(p.line, p.message, p.hint) for p in problems] == [(4, message, hint)]


def test_a_prediction_that_can_not_hold_is_doubted() -> None:
    text = "---\ntitle: x\nmetrics: [{name: a, goal: min}]\nprediction: a < 3 %\n---\n"
    (problem,) = check_front_matter(text, name="r")
    assert (problem.severity, problem.line) == ("warning", 4)
    assert problem.message == "the prediction is in '%', the metric in ''"


def test_predictions() -> None:
    assert read_prediction("test/error_rate < 12 %") == Prediction("test/error_rate", "<", 12, "%")
    assert read_prediction('"test-clean/WER">=−1.5e-1') == Prediction("test-clean/WER", ">=", -0.15)
    assert read_prediction('"a<b"/c ≤ 3 pp') == Prediction('"a<b"/c', "<=", 3, "pp")


@pytest.mark.parametrize("text", ["", "x", "x 3", "x = 3", "< 3", "x < 12,5", "x < 3 < 4", "x < y"])
def test_no_predictions(text: str) -> None:
    with pytest.raises(LabbookError):
        read_prediction(text)


def test_setting_keys_keeps_comments_order_and_line_ends() -> None:
    text = (
        "---\r\ntitle: x # t\r\nverdict:   # empty until the end\r\ncause: bug   # c\r\n"
        "tags:\r\n  - a # first\r\n  - b\r\n# end\r\n---\r\nverdict: no\r\n"
    )
    values = {"verdict": "confirmed", "cause": None, "tags": ["c", "d: e"], "select": "a/b"}
    assert set_front_matter(text, values) == (
        "---\r\ntitle: x # t\r\nverdict: confirmed   # empty until the end\r\ncause:   # c\r\n"
        "tags: [c, 'd: e']\r\n# end\r\nselect: a/b\r\n---\r\nverdict: no\r\n"
    )


def test_a_block_of_text_and_a_flow_mapping() -> None:
    text = "---\ntitle: |\n  one\n  two\nselect: x\n---\n"
    assert set_front_matter(text, {"title": "one"}) == "---\ntitle: one\nselect: x\n---\n"
    with pytest.raises(LabbookError):
        set_front_matter("---\n{title: x}\n---\n", {"select": "y"})


@settings(max_examples=150)
@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.lists(st.text("a:#-,[]{}'\"\n😀 ", max_size=6), max_size=3),
    key=st.sampled_from(["title", "verdict", "tags", "new", "text"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_any_value_is_set_and_nothing_else_changes(value: Any, key: str, newline: str) -> None:
    head = 'title: "😀"  # t\nverdict:\ntags: [a,\n  b]\ntext: >-\n  folded\n  text\n# end\n'
    text = f"\ufeff---\n{head}---\nbody: é\n".replace("\n", newline)
    changed = set_front_matter(text, {key: value})
    before, after = (read_head(t, "r").value for t in (text, changed))
    assert after == {**before, key: value}
    kept = [line for line in text.split(newline) if line.startswith(("#", "body", "\ufeff"))]
    assert [line for line in changed.split(newline) if line in kept] == kept
    assert set_front_matter(changed, {key: value}) == changed


@pytest.mark.parametrize("value", ["\u00a0", "\u2003x\u2003"])
def test_spaces_that_are_no_blanks_for_yaml_belong_to_a_value(value: str) -> None:
    changed = set_front_matter("---\ntitle: x\n---\n", {"title": value})
    assert set_front_matter(changed, {"title": "y"}) == "---\ntitle: y\n---\n"


def test_reading_loads_nothing_heavy() -> None:
    code = (
        "import sys, labbook.formats.report.front_matter as f\n"
        "f.read_front_matter('---\\ntitle: x\\n---', name='r')\n"
        "print(sorted(sys.modules.keys() & {'jsonschema', 'markdown_it', 'jinja2', 'rich'}))"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("reason", "allowed"),
    [("why", {"section-empty": "why"}), ("", {"section-empty": ""}), ("5", {}), ("[why]", {})],
)
def test_a_reason_is_a_text(reason: str, allowed: dict[str, str]) -> None:
    text = f"---\ntitle: T\nallow: {{section-empty: {reason}}}\n---\n"
    assert read_front_matter(text, name="report.md").allow == allowed


def test_a_conflict_is_called_one() -> None:
    text = "---\ntitle: x\n<<<<<<< HEAD\ntags: [a]\n=======\ntags: [b]\n>>>>>>> other\n---\n"
    with pytest.raises(LabbookError) as raised:
        read_front_matter(text, name="report.md")
    assert "a git conflict in the front matter" in raised.value.sentence
    assert raised.value.line == 3

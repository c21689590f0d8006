import json
from dataclasses import replace
from posixpath import normpath
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.problems.codequality import code_quality
from labbook.model.problem import Problem, Severity
from tests.formats.problems.made import ANY, SOME


def fingerprints(problems: list[Problem]) -> list[str]:
    return [issue["fingerprint"] for issue in json.loads(code_quality(problems))]


def test_a_report_as_gitlab_reads_it() -> None:
    issues: list[dict[str, Any]] = json.loads(code_quality(SOME, "lab/"))
    for issue in issues:
        assert len(issue.pop("fingerprint")) == 64
    assert issues == [
        {
            "description": "1 should be 2 (fill)",
            "check_name": "number-drifted",
            "severity": "major",
            "location": {"path": "lab/experiments/x/report.md", "lines": {"begin": 20}},
        },
        {
            "description": "LABBOOK_X is no setting",
            "check_name": "unknown-variable",
            "severity": "minor",
            "location": {"path": "lab/labbook.toml", "lines": {"begin": 1}},
        },
        {
            "description": "100 %: a, b",
            "check_name": "history",
            "severity": "info",
            "location": {"path": "lab/experiments/x/config.yaml", "lines": {"begin": 3}},
        },
    ]


def test_a_report_of_nothing_is_an_array_too() -> None:
    assert json.loads(code_quality([])) == []


def test_a_path_never_begins_with_a_point() -> None:
    [issue] = json.loads(code_quality([replace(SOME[0], path="./report.md")], "./"))
    assert issue["location"]["path"] == "report.md"


def test_a_fingerprint_stays_when_lines_move() -> None:
    twice = Problem("a", 4, "broken-yaml", Severity.ERROR, "the key 'x' stands twice, in line 3")
    moved = replace(twice, line=9, column=2, message="the key 'x' stands twice, in line 8")
    assert fingerprints([twice]) == fingerprints([moved])


def test_a_fingerprint_stays_when_more_runs_are_compared() -> None:
    said = "lr 0.02 is 20 × the median of 41 runs (1e-3, in 9 experiments)"
    outlier = Problem("a", 4, "history-outlier", Severity.WARNING, said)
    later = replace(
        outlier, message="lr 0.02 is 13.3 × the median of 108 runs (1.5e-3, in 12 experiments)"
    )
    assert fingerprints([outlier]) == fingerprints([later])


def test_a_fingerprint_tells_code_path_and_message_apart() -> None:
    first = SOME[0]
    others = [replace(first, code="x"), replace(first, path="x"), replace(first, message="x")]
    assert len(set(fingerprints([first, *others]))) == 4


@given(st.lists(ANY))
def test_any_problem_is_valid_and_its_fingerprint_its_own(problems: list[Problem]) -> None:
    text = code_quality(problems)
    text.encode("ascii")
    issues = json.loads(text)
    assert len({issue["fingerprint"] for issue in issues}) == len(problems)
    for issue in issues:
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
        issue["description"].encode("utf-8")


def without_digits(problem: Problem) -> Problem:
    return replace(problem, message="".join(c for c in problem.message if not c.isdecimal()))


@given(
    st.lists(ANY.map(without_digits), unique_by=lambda p: (p.code, normpath(p.path), p.message)),
    st.data(),
)
def test_a_fingerprint_stays_when_another_problem_comes_or_goes(
    problems: list[Problem], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(problems), unique=True)) if problems else []
    each = {p: fingerprints([p])[0] for p in problems}
    assert fingerprints(kept) == [each[p] for p in kept]

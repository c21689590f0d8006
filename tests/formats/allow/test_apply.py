"""What an allowance hides, and what it doesn't."""

from dataclasses import replace

import pytest

from labbook.formats.allow.apply import Inspected, apply_allowances, is_allowed
from labbook.model.allowance import Allowance, Allowed
from labbook.model.problem import Problem, Severity

REPORT = "experiments/2026-11-23-keywords/report.md"
DRIFTED = Problem(REPORT, 20, "number-drifted", Severity.ERROR, "1 should be 2")
EMPTY = Problem(REPORT, 30, "section-empty", Severity.WARNING, "the section 'Next' is empty")
HERE = Allowance("number-drifted", "rounded", REPORT, 20, covers=20)
EVERYWHERE = Allowance("section-empty", "we write them elsewhere", "labbook.toml", 3)
ALWAYS = ("always", "after runs")


def codes(
    *inspected: Inspected, everywhere: tuple[Allowance, ...] = (), whole: bool = True
) -> set[str]:
    return {
        problem.code
        for problem in apply_allowances(inspected, (), everywhere, whole=whole).problems
    }


def test_an_allowed_problem_is_set_aside_with_its_reason() -> None:
    found = apply_allowances(
        [Inspected((DRIFTED, EMPTY), own=(HERE,))], (), (EVERYWHERE,), whole=True
    )
    assert found.problems == frozenset()
    assert found.allowed == {
        Allowed(DRIFTED, "rounded"),
        Allowed(EMPTY, "we write them elsewhere"),
    }


@pytest.mark.parametrize("change", [{"line": 21}, {"path": "report.md"}, {"code": "link-broken"}])
def test_another_line_file_or_code_stays(change: dict[str, object]) -> None:
    other = replace(DRIFTED, **change)
    assert not is_allowed(other, [HERE])
    assert codes(Inspected((DRIFTED, other), own=(HERE,))) == {other.code}


def test_the_nearest_reason_counts() -> None:
    wide = replace(HERE, covers=None, reason="all of them", line=2)
    found = apply_allowances([Inspected((DRIFTED,), own=(HERE, wide))], (), (), whole=True)
    assert found.allowed == {Allowed(DRIFTED, "rounded")}


@pytest.mark.parametrize(
    ("allowance", "fault", "hint"),
    [
        (replace(HERE, code="number-drifed"), "allow-unknown-code", "'number-drifted'"),
        (replace(HERE, code="number-drifted,"), "allow-unknown-code", "one code a comment"),
        (replace(HERE, code=""), "allow-unknown-code", "in brackets"),
        (replace(HERE, code="\x1b[2J" * 99), "allow-unknown-code", "in brackets"),
        (replace(HERE, code="config-syntax"), "allow-forbidden", "delete"),
        (replace(HERE, code="allow-unneeded"), "allow-forbidden", "delete"),
        (replace(HERE, reason=""), "allow-without-reason", "behind a colon"),
        (replace(HERE, reason=" — "), "allow-without-reason", "behind a colon"),
    ],
)
def test_an_allowance_with_a_fault_hides_nothing(
    allowance: Allowance, fault: str, hint: str
) -> None:
    found = apply_allowances(
        [Inspected((DRIFTED,), own=(allowance,), judged=ALWAYS)], (), (), whole=True
    )
    [problem] = found.problems - {DRIFTED}
    assert (problem.code, problem.severity) == (fault, Severity.ERROR)
    assert (problem.path, problem.line) == (REPORT, 20)
    assert hint in (problem.hint or "")
    assert DRIFTED in found.problems
    assert "\x1b" not in problem.message


def test_what_is_wrong_is_found_once_however_often_it_is_read() -> None:
    wrong = replace(HERE, code="number-drifed", path="common.yaml")
    both = [Inspected((DRIFTED,), shared=(wrong,), judged=ALWAYS) for _ in range(2)]
    found = apply_allowances(both, (), (), whole=True)
    assert {problem.code for problem in found.problems} == {"number-drifted", "allow-unknown-code"}


def test_only_the_allowable_severity_of_a_code_is_hidden() -> None:
    error = Problem(REPORT, 3, "prediction", Severity.ERROR, "no prediction")
    allowance = Allowance("prediction", "told elsewhere", REPORT, 3, covers=3)
    assert not is_allowed(error, [allowance])
    assert is_allowed(replace(error, severity=Severity.WARNING), [allowance])


def test_nothing_to_allow_is_told_where_it_would_have_been_found() -> None:
    assert codes(Inspected((), own=(HERE,), judged=ALWAYS)) == {"allow-unneeded"}
    assert codes(Inspected((), own=(HERE,), judged=("always",))) == set()
    assert codes(Inspected((), own=(HERE,), judged=())) == set()


def test_what_depends_on_the_surroundings_is_never_called_unneeded() -> None:
    changed = Allowance("prediction-changed", "a typo", REPORT, 2)
    assert codes(Inspected((), own=(changed,), judged=ALWAYS)) == set()


def test_what_a_shared_file_or_the_settings_allow_is_judged_over_the_whole_journal() -> None:
    shared = replace(HERE, path="common.yaml")
    inspected = Inspected((), shared=(shared,), judged=ALWAYS)
    assert codes(inspected, everywhere=(EVERYWHERE,), whole=False) == set()
    assert codes(inspected, everywhere=(EVERYWHERE,)) == {"allow-unneeded"}
    needs = Inspected((replace(DRIFTED, path="common.yaml"),), shared=(shared,), judged=ALWAYS)
    assert codes(inspected, needs) == set()
    hindered = Inspected((), shared=(shared,), judged=())
    assert codes(inspected, hindered, everywhere=(EVERYWHERE,)) == set()


def test_what_one_experiment_allows_another_does_not() -> None:
    wide = Allowance("number-drifted", "rounded", REPORT, 2)
    problem = replace(DRIFTED, path="common.yaml")
    both = [Inspected((problem,), own=(wide,)), Inspected((problem,))]
    found = apply_allowances(both, (), (), whole=True)
    assert (found.problems, found.allowed) == ({problem}, frozenset())
    assert apply_allowances(both[:1], (), (), whole=True).allowed == {Allowed(problem, "rounded")}


def test_the_settings_allow_the_journal_s_own_problems_too() -> None:
    name = Problem("experiments/x/report.md", 1, "folder-name", Severity.WARNING, "'x' is no id")
    everywhere = [Allowance("folder-name", "old", "labbook.toml", 3)]
    assert apply_allowances([], [name], everywhere, whole=True).problems == frozenset()

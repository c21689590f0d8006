import re

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.problems.github import github_commands
from labbook.formats.terminal import clean
from labbook.model.problem import Problem, Severity
from tests.formats.problems.made import ANY, SOME

COMMAND = re.compile(r"::(?P<kind>[a-z]+) (?P<properties>[^:]*)::(?P<message>.*)")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """As GitHub's runner reads a command: ActionCommand.cs, unescaping in this order."""
    match = COMMAND.fullmatch(line)
    assert match is not None, line
    pairs = (pair.partition("=") for pair in match["properties"].split(","))
    properties = {name: unescaped(value, ":", ",") for name, _, value in pairs}
    return match["kind"], properties, unescaped(match["message"])


def unescaped(text: str, *more: str) -> str:
    for character in ("\r", "\n", *more, "%"):
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_commands_as_github_reads_them() -> None:
    assert list(github_commands(SOME, "lab/")) == [
        "::error file=lab/experiments/x/report.md,line=20,col=1,title=number-drifted::"
        "1 should be 2 (fill)",
        "::warning file=lab/labbook.toml,line=1,col=1,title=unknown-variable::"
        "LABBOOK_X is no setting",
        "::notice file=lab/experiments/x/config.yaml,line=3,col=7,title=history::100 %25: a, b",
    ]


def test_a_message_forges_no_second_command() -> None:
    forged = "x\r\n::add-mask::secret\n::error::y"
    problem = Problem("a,line=9::b", 1, "link-broken", Severity.ERROR, forged)
    [line] = github_commands([problem])
    assert line.splitlines() == [line]
    assert read(line)[1:] == (
        {"file": "a,line=9::b", "line": "1", "col": "1", "title": "link-broken"},
        forged,
    )


@given(st.lists(ANY))
def test_any_problem_is_one_line_that_reads_back(problems: list[Problem]) -> None:
    lines = list(github_commands(problems))
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert len(line.splitlines()) == 1
        assert clean(line) == line
        words = problem.message + (f" ({problem.hint})" if problem.hint else "")
        assert clean(read(line)[2]) == clean(words)

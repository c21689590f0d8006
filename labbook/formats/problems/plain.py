"""Problems for a person in front of a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator

from labbook.model.problem import Problem, Severity


def plain_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """A line `path:line:column: severity: message [code]` each, and the hint indented below."""
    for problem in problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        yield f"{place}: {problem.severity}: {problem.message} [{problem.code}]"
        if problem.hint:
            yield f"    {problem.hint}"


def counts_in_words(problems: Iterable[Problem], allowed: int) -> str:
    """`2 errors, 1 warning, 3 allowed`."""
    counts = Counter(problem.severity for problem in problems)
    said = [f"{n} {kind}{'' if n == 1 else 's'}" for kind in Severity if (n := counts[kind])]
    return ", ".join([*(said or ["no problems"]), *([f"{allowed} allowed"] if allowed else [])])

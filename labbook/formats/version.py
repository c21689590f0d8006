"""Version requirements such as `>=0.1,<2`."""

import operator
import re
from collections.abc import Callable

Release = tuple[int, ...]

_CLAUSE = re.compile(r"\s*(~=|==|!=|<=|>=|<|>)\s*(\d+(?:\.\d+)*)(\.\*)?\s*")
_RELEASE = re.compile(r"\d+(?:\.\d+)*")
_COMPARISONS: dict[str, Callable[[Release, Release], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def satisfies(version: str, requirement: str) -> bool:
    """Whether `version` meets every comma-separated clause of `requirement`.

    Clauses are those of PEP 440 over release numbers; `.*` goes with `==` and `!=`. A version's
    pre-release and development suffix doesn't count: 0.2.dev1 is taken as 0.2. Raises ValueError
    for a requirement or a version that can't be read.
    """
    release = _RELEASE.match(version)
    if release is None:
        raise ValueError(f"'{version}' is no version")
    numbers = _numbers(release[0])
    met = [_meets(numbers, clause) for clause in requirement.split(",")]
    return all(met)


def _meets(release: Release, clause: str) -> bool:
    match = _CLAUSE.fullmatch(clause)
    if match is None or (match[3] and match[1] not in {"==", "!="}):
        raise ValueError(f"'{clause.strip()}' is no version requirement")
    comparison, wanted = match[1], _numbers(match[2])
    if comparison == "~=":
        if len(wanted) < 2:
            raise ValueError(f"'{clause.strip()}' needs at least two numbers")
        return _padded(release, wanted) >= wanted and release[: len(wanted) - 1] == wanted[:-1]
    if match[3]:
        return (_padded(release, wanted)[: len(wanted)] == wanted) == (comparison == "==")
    return _COMPARISONS[comparison](_padded(release, wanted), _padded(wanted, release))


def _numbers(text: str) -> Release:
    return tuple(int(part) for part in text.split("."))


def _padded(release: Release, other: Release) -> Release:
    return release + (0,) * (len(other) - len(release))

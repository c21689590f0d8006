"""Problems as GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from labbook.formats.problems.outside import described, from_repository
from labbook.formats.terminal import clean
from labbook.model.problem import Problem, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.HINT: "info"}
_NUMBER = re.compile(r"\d[\d.e+-]*")


def code_quality(problems: Iterable[Problem], prefix: str = "") -> str:
    """A JSON array, in ASCII, of what GitLab shows in a merge request.

    `prefix` is the journal's path from the root of its repository, `` or `sub/`. A fingerprint
    is made of code, path and message without numbers, never of the line, so that GitLab knows a
    problem again that has moved or whose figures grew with the runs; those alike are counted.
    """
    seen: Counter[str] = Counter()
    issues = []
    for problem in problems:
        path = from_repository(problem.path, prefix)
        same = json.dumps([problem.code, path, _NUMBER.sub("#", problem.message)])
        seen[same] += 1
        issue = {
            "description": _text(described(problem)),
            "check_name": problem.code,
            "fingerprint": sha256(f"{same} {seen[same]}".encode()).hexdigest(),
            "severity": _SEVERITIES[problem.severity],
            "location": {"path": _text(path), "lines": {"begin": max(1, problem.line)}},
        }
        issues.append(issue)
    return json.dumps(issues, indent=2)


def _text(text: str) -> str:
    """Text as every reader of JSON takes it: halves of characters aren't written."""
    return clean(text).encode("utf-8", "replace").decode()

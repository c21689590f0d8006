"""Problems as GitHub's workflow commands, which it shows at the changed lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterable, Iterator

from labbook.formats.problems.outside import described, from_repository
from labbook.formats.terminal import clean
from labbook.model.problem import Problem, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def github_commands(problems: Iterable[Problem], prefix: str = "") -> Iterator[str]:
    """A line `::error file=…,line=…,col=…,title=code::message` each.

    `prefix` is the journal's path from the root of its repository, `` or `sub/`. Escapes as in
    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
    """
    for problem in problems:
        properties = {
            "file": from_repository(problem.path, prefix),
            "line": str(max(1, problem.line)),
            "col": str(max(1, problem.column)),
            "title": problem.code,
        }
        told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        yield f"::{_COMMANDS[problem.severity]} {told}::{_message(described(problem))}"


def _message(text: str) -> str:
    return clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")

"""What every report for a forge needs: the text and the path of a problem."""

import posixpath

from labbook.model.problem import Problem


def described(problem: Problem) -> str:
    """The message, and the hint behind it."""
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message


def from_repository(path: str, prefix: str) -> str:
    """A path from the journal's root as the forge names it: from the repository's, without `./`."""
    return posixpath.normpath(posixpath.join(prefix, path))

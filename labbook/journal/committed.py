"""Files as a commit has them."""

import re
from pathlib import Path

from labbook.errors import OutsideError
from labbook.journal.git import git

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def committed_text(root: Path, commit: str, name: str) -> str:
    """The text of a file, by its path from the journal's root.

    Raises OutsideError where the commit isn't here or has no such file. A commit comes from a
    tag or a run record, so what is no commit's name never reaches git's command line.
    """
    if COMMIT.fullmatch(commit) is None:
        raise OutsideError("the run's commit is not known", path=name)
    return git(root, "cat-file", "blob", f"{commit}:./{name}")

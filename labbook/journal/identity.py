"""Who is at work here: the person as git knows them, and the clone. What git doesn't keep."""

import os
from pathlib import Path

from labbook.errors import Refused
from labbook.journal.git import git
from labbook.model.layout import JournalLayout
from labbook.model.review import Person


def author_name(root: Path) -> str | None:
    """The name that git would put on a commit; None where nobody configured one."""
    return _ident(root, "GIT_AUTHOR_IDENT")


def require_identity(root: Path) -> Person:
    """Who git would say makes a commit or a tag.

    Raises Refused, with the commands that mend it, where git knows no name to do so with.
    """
    said = _said(root, "GIT_COMMITTER_IDENT")
    if _ident(root, "GIT_AUTHOR_IDENT") is None or _name(said) is None:
        raise Refused(
            "git doesn't know your name and e-mail address, which a commit needs",
            hint='git config --global user.name "Your Name" && '
            "git config --global user.email you@example.org",
        )
    name, _, rest = said.rpartition(" <")
    return Person(name.strip(), rest.partition(">")[0])


def clone_id(root: Path) -> str:
    """Tells this checkout of the journal from others, on this host and elsewhere.

    First 12 hexadecimal digits of SHA-256 over the host's name and where the journal lies.
    """
    from hashlib import sha256

    return sha256(os.fsencode(f"{os.uname().nodename}\0{root.resolve()}")).hexdigest()[:12]


def is_state_ignored(layout: JournalLayout) -> bool:
    """Whether git ignores `.labbook/`."""
    inside = (layout.state / "runs").relative_to(layout.root).as_posix()
    return bool(git(layout.root, "check-ignore", "--", inside, check=False))


def _ident(root: Path, variable: str) -> str | None:
    return _name(_said(root, variable))


def _name(said: str) -> str | None:
    return said.rpartition(" <")[0].strip() or None


def _said(root: Path, variable: str) -> str:
    # useConfigOnly: git must not make up a name from the login and the machine.
    return git(root, "-c", "user.useConfigOnly=true", "var", variable, check=False)

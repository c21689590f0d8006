"""What the target branch says of reviews, so that no branch can lower the bar for itself."""

from dataclasses import dataclass
from pathlib import Path

from labbook.errors import LabbookError, Refused
from labbook.formats.review.signers import Signer, parse_signer
from labbook.journal.committed import CommittedFiles, committed_files
from labbook.journal.find import (
    OWN_FILE,
    SHARED_FILE,
    Journal,
    one_of,
    shared_settings,
)
from labbook.journal.git import git
from labbook.journal.remote import REMOTE, ask_remote, has_remote
from labbook.journal.settings import journal_settings, parse_settings
from labbook.model.settings import Settings

TRACKED = f"refs/remotes/{REMOTE}/"
HEADS = "refs/heads/"


@dataclass(frozen=True)
class Target:
    """The journal's settings as its target branch has them. `remote` is whether reviews are
    shared through `origin`."""

    branch: str
    settings: Settings
    remote: bool

    @property
    def signers(self) -> tuple[Signer, ...]:
        return tuple(parse_signer(text) for text in self.settings.review_signers)


def read_target(journal: Journal, *, ask: bool = True) -> Target:
    """The settings on the target branch: on origin's default branch, or without a remote on
    `main`, else `master`, else here.

    Which branch is origin's default one is what this clone remembers (`origin/HEAD`), else what
    `origin` says when asked; `ask` says whether it may be. No file there yet means defaults.
    Raises Refused, with what to fetch, where the branch can't be told or isn't here,
    JournalError where its settings are broken.
    """
    root = journal.layout.root
    remote = has_remote(root)
    ref = (_tracked_branch(root, ask=ask) if remote else None) or _local_branch(root)
    commit = git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", check=False)
    if not commit:
        raise _not_here(root, ref)
    name = ref.removeprefix("refs/remotes/").removeprefix(HEADS)
    settings = _settings(root, commit, name)
    return Target(name, settings, remote and settings.claim == "remote")


def _local_branch(root: Path) -> str:
    known = git(root, "for-each-ref", "--format=%(refname)", f"{HEADS}main", f"{HEADS}master")
    return next((ref for ref in known.splitlines() if ref.count("/") == 2), "HEAD")


def _tracked_branch(root: Path, *, ask: bool) -> str | None:
    """The tracked ref of origin's default branch; None where nothing was ever shared."""
    remembered = git(root, "symbolic-ref", "--quiet", f"{TRACKED}HEAD", check=False)
    if remembered.startswith(TRACKED):
        return remembered
    reached, said = (
        ask_remote(root, "ls-remote", "--symref", REMOTE, "HEAD") if ask else (False, "")
    )
    told = said.partition("\t")[0].removeprefix("ref: ") if reached else ""
    if told.startswith(HEADS):
        return TRACKED + told.removeprefix(HEADS)
    if ask and not git(root, "for-each-ref", "--count=1", TRACKED):
        return None
    because = "" if reached or not ask else f": {said}"
    raise Refused(
        f"which branch of {REMOTE} is the target, and asks for reviews, isn't known here{because}",
        hint=f"git remote set-head {REMOTE} --auto, or without a network"
        f" git remote set-head {REMOTE} main",
    )


def _not_here(root: Path, ref: str) -> Refused:
    branch = ref.removeprefix(TRACKED)
    shallow = git(root, "rev-parse", "--is-shallow-repository", check=False) == "true"
    depth = "--depth=1 " if shallow else ""
    return Refused(
        f"the settings of reviews stand on {REMOTE}'s branch {branch}, which is not in this clone",
        hint=f"git fetch {depth}{REMOTE} +{HEADS}{branch}:{ref}",
    )


def _settings(root: Path, commit: str, branch: str) -> Settings:
    try:
        files = committed_files(root, commit)
    except LabbookError:
        return Settings()  # The branch has no such folder yet.
    own, shared = _content(files, OWN_FILE), _content(files, SHARED_FILE)
    file = one_of(
        None if own is None else parse_settings(Path(f"{branch}:{OWN_FILE}"), own),
        None if shared is None else shared_settings(Path(f"{branch}:{SHARED_FILE}"), shared),
    )
    return Settings() if file is None else journal_settings(file)


def _content(files: CommittedFiles, name: str) -> bytes | None:
    return files.content(name) if files.kind(name) == "file" else None

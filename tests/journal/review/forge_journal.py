"""A journal whose origin is a project of a stand-in GitLab, with an experiment in a merge request.

Ada writes and opens it, Bob is to approve; Eve is no Developer of the project.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from labbook.adapters.gitlab import GitLabForge
from labbook.journal.find import Journal, find_journal
from labbook.journal.review.forge_address import forge_address
from labbook.journal.review.forge_approval import FoundApproval, find_approval
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.target import read_target
from tests.adapters.git_journal import commit_all, git
from tests.fakes.gitlab import GitLabServer
from tests.fakes.gitlab_project import MergeRequest, Project, User

EXPERIMENT = "2026-11-23-wide"
PROJECT = "speech/journal"
MANIFEST = "command: [python, train.py]\nduration: 2d\n"


@dataclass
class ForgeJournal:
    root: Path
    server: GitLabServer
    project: Project
    ada: User
    bob: User
    eve: User
    request: MergeRequest

    @property
    def journal(self) -> Journal:
        return find_journal(self.root)

    @property
    def reader(self) -> StateReader:
        return StateReader(self.journal, "experiment")

    def write(self, **files: str) -> None:
        """Files of the experiment, `config_yaml` being `config.yaml`."""
        for name, text in files.items():
            path = self.root / "experiments" / EXPERIMENT / name.replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def push(self, *, force: bool = False, **files: str) -> str:
        """Commit the files on the branch and push it; the merge request sees it."""
        self.write(**files)
        if files:
            commit_all(self.root, "Change")
        git(self.root, "push", "--quiet", *(["--force"] if force else []), "origin", "HEAD")
        return self.request.push()

    def settle(self, **settings: str) -> None:
        """Settings of the target branch, beside those of the forge."""
        lines = [f"{name.replace('__', '.')} = {value}\n" for name, value in settings.items()]
        branch = git(self.root, "branch", "--show-current")
        git(self.root, "checkout", "--quiet", "main")
        (self.root / "labbook.toml").write_text(
            f'forge.url = "{self.server.url}"\nforge.project = "{PROJECT}"\n' + "".join(lines)
        )
        commit_all(self.root, "Settle")
        git(self.root, "push", "--quiet", "origin", "main")
        git(self.root, "checkout", "--quiet", branch)

    def merge(self) -> None:
        """The branch is merged on the server, and the clone follows."""
        git(self.root, "checkout", "--quiet", "main")
        git(self.root, "merge", "--quiet", "--no-ff", "--message", "Merge", "wide")
        git(self.root, "push", "--quiet", "origin", "main")
        self.request.merge(self.bob, git(self.root, "rev-parse", "HEAD"))

    def state(self, **overrides: str) -> ReviewedState:
        head = git(self.root, "rev-parse", "HEAD")
        return self.reader.state(EXPERIMENT, head, overrides)

    def find(self, *states: ReviewedState) -> FoundApproval:
        target = read_target(self.journal)
        forge = GitLabForge(forge_address(self.root, target.settings))
        return find_approval(self.reader, target, forge, states or (self.state(),))


@contextmanager
def forge_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ForgeJournal]:
    origin, root = folder / "origin.git", folder / "journal"
    git(folder, "init", "--quiet", "--bare", str(origin))
    git(folder, "clone", "--quiet", str(origin), str(root))
    with GitLabServer() as server:
        (root / "labbook.toml").write_text(
            f'forge.url = "{server.url}"\nforge.project = "{PROJECT}"\n'
        )
        (root / ".gitignore").write_text(".labbook/\n")
        commit_all(root, "Lay out a journal")
        git(root, "push", "--quiet", "origin", "main")
        git(root, "remote", "set-head", "origin", "main")
        git(root, "checkout", "--quiet", "-b", "wide")
        ada = server.user("ada", "Ada Lovelace", public_email="ada@example.org")
        bob = server.user("bob", "Bob Stone", public_email="bob@lab.example")
        eve = server.user("eve", "Eve")
        project = server.project(PROJECT, origin, ada, bob)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GITLAB_URL", server.url)
        monkeypatch.setenv("GITLAB_TOKEN", server.token(server.user("ci")))
        made = ForgeJournal(
            root, server, project, ada, bob, eve, MergeRequest(project, 0, ada, "", "")
        )
        made.write(
            report_md="---\ntitle: Wide\n---\n",
            config_yaml="seed: 1986\nlr: 0.1\n",
            launch_yaml=MANIFEST,
            train_py="print('training')\n",
        )
        commit_all(root, "Widen")
        git(root, "push", "--quiet", "origin", "HEAD")
        made.request = project.open(ada, "wide")
        yield made

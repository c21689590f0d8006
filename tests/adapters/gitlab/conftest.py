"""A stand-in server with a merge request on it, and a token that is configured for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.adapters.gitlab import GitLabForge
from labbook.model.forge import ForgeAddress
from tests.adapters.forge_contract import World
from tests.adapters.git_journal import git
from tests.fakes.gitlab import GitLabServer


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    origin, clone = tmp_path / "origin.git", tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", str(origin))
    git(tmp_path, "init", "--quiet", str(clone))
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    git(clone, "checkout", "--quiet", "-b", "lr")
    git(clone, "commit", "--quiet", "--allow-empty", "--message", "Change")
    git(clone, "push", "--quiet", str(origin), "main", "lr")
    with GitLabServer() as server:
        ada = server.user("ada", "Ada Lovelace")
        bob = server.user("bob", "Bob Stone")
        eve = server.user("eve")
        project = server.project("speech/journal", origin, ada, bob)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GITLAB_URL", server.url)
        monkeypatch.setenv("GITLAB_TOKEN", server.token(server.user("carol")))
        request = project.open(ada, "lr")
        yield World(server, project, request, ada, bob, eve, git(clone, "rev-parse", "lr"))


@pytest.fixture
def forge(world: World) -> GitLabForge:
    return GitLabForge(ForgeAddress(world.server.url, "speech/journal"))

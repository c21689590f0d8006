import socket

import pytest

from labbook.adapters.gitlab import GitLabForge
from labbook.model.forge import ForgeAddress
from tests.adapters.forge_contract import ForgeContract


class TestGitLab(ForgeContract):
    @pytest.fixture
    def lost_forge(self, monkeypatch: pytest.MonkeyPatch) -> GitLabForge:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GITLAB_URL", url)
        monkeypatch.setenv("GITLAB_TOKEN", "canary")
        return GitLabForge(ForgeAddress(url, "speech/journal"))

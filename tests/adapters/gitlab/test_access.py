"""A token goes to the server that stands beside it outside of git, and to no other."""

import sys
from pathlib import Path

import pytest

from labbook.adapters.gitlab import GitLabForge
from labbook.adapters.gitlab_access import find_access
from labbook.errors import JournalError, OutsideError, Refused
from labbook.model.forge import ForgeAddress
from tests.adapters.forge_contract import World

LAB = "https://git.lab"
TOKEN = "glpat-canary"


def test_a_pair_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_URL", "https://GIT.lab:443/")
    monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
    found = find_access(LAB)
    assert (found.kind, found.token, found.source) == ("private_token", TOKEN, "GITLAB_TOKEN")
    assert TOKEN not in repr(found)


def test_the_other_name_of_the_variable(no_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_URL", LAB)
    monkeypatch.setenv("GITLAB_PRIVATE_TOKEN", TOKEN)
    assert find_access(LAB).token == TOKEN


@pytest.mark.parametrize(
    "configured",
    [
        "https://git.lab.example",
        "https://git.lab:8443",
        "http://git.lab",
        "https://git.lab/other",
        "https://git.lab@evil.example",
        "https://me:secret@git.lab",
        "git.lab",
        "",
    ],
)
@pytest.mark.parametrize(
    ("server", "token"), [("GITLAB_URL", "GITLAB_TOKEN"), ("CI_SERVER_URL", "CI_JOB_TOKEN")]
)
def test_another_servers_token_stays(
    monkeypatch: pytest.MonkeyPatch, configured: str, server: str, token: str
) -> None:
    monkeypatch.setenv(server, configured)
    monkeypatch.setenv(token, TOKEN)
    with pytest.raises(Refused, match=r"no token is configured for https://git\.lab") as caught:
        find_access(LAB)
    assert "GITLAB_URL=https://git.lab" in (caught.value.hint or "")
    assert TOKEN not in f"{caught.value} {caught.value.hint}"
    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_a_token_without_a_server_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
    monkeypatch.setenv("CI_JOB_TOKEN", TOKEN)
    with pytest.raises(Refused):
        find_access(LAB)


def test_a_journal_that_names_another_host_gets_no_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_URL", LAB)
    with pytest.raises(Refused):
        GitLabForge(ForgeAddress(world.server.url, "speech/journal"))
    assert world.server.requests == []


def test_a_pipeline_has_a_pair_and_a_better_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI_SERVER_URL", LAB)
    monkeypatch.setenv("CI_JOB_TOKEN", "job")
    assert find_access(LAB).kind == "job_token"
    monkeypatch.setenv("GITLAB_URL", LAB)
    monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
    assert find_access(LAB).token == TOKEN


def test_the_section_with_the_servers_url(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".python-gitlab.cfg").write_text(
        "[global]\ndefault = other\nssl_verify = /etc/lab.pem\n"
        "[other]\nurl = https://gitlab.example\nprivate_token = wrong\n"
        f"[lab]\nurl = {LAB}/\nprivate_token = {TOKEN}\n"
    )
    monkeypatch.setenv("CI_SERVER_URL", LAB)
    monkeypatch.setenv("CI_JOB_TOKEN", "job")
    found = find_access(LAB)
    assert (found.kind, found.token, found.verify) == ("private_token", TOKEN, "/etc/lab.pem")
    assert "[lab]" in found.source


def test_the_file_that_the_environment_names(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".python-gitlab.cfg").write_text(f"[lab]\nurl = {LAB}\nprivate_token = wrong\n")
    (tmp_path / "mine.cfg").write_text(f"[lab]\nurl = {LAB}\noauth_token = {TOKEN}\n")
    monkeypatch.setenv("PYTHON_GITLAB_CFG", str(tmp_path / "mine.cfg"))
    found = find_access(LAB)
    assert (found.kind, found.token) == ("oauth_token", TOKEN)


def test_a_helper_is_asked_for_this_server_only(home: Path, tmp_path: Path) -> None:
    helper = tmp_path / "helper"
    helper.write_text(f"#!/bin/sh\necho asked >> {tmp_path}/asked\necho {TOKEN}\n")
    helper.chmod(0o755)
    (home / ".python-gitlab.cfg").write_text(
        f"[lab]\nurl = {LAB}\nprivate_token = helper: {helper}\n"
    )
    with pytest.raises(Refused):
        find_access("https://gitlab.example")
    assert not (tmp_path / "asked").exists()
    assert find_access(LAB).token == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        f"private_token = {TOKEN}\n",
        f"[lab]\nurl = {LAB}\nprivate_token = {TOKEN}%\n",
        f"[lab]\nurl = {LAB}\nprivate_token = helper: /not/there {TOKEN}\n",
        f"[lab]\nurl = {LAB}\nprivate_token = helper: false {TOKEN}\n",
        f"[lab]\nurl = {LAB}\ntimeout = {TOKEN}\n",
        f"[lab]\nurl = {LAB}\n{TOKEN}\n",
        f"[lab]\nurl = {LAB}\n[lab]\nprivate_token = {TOKEN}\n",
    ],
)
def test_a_broken_file_is_told_without_its_token(home: Path, text: str) -> None:
    (home / ".python-gitlab.cfg").write_text(text)
    with pytest.raises(JournalError, match=r"\.python-gitlab\.cfg") as caught:
        find_access(LAB)
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


def test_the_netrc_file_is_not_read(home: Path, world: World) -> None:
    (home / ".netrc").write_text(f"machine 127.0.0.1 login me password {TOKEN}\n")
    GitLabForge(ForgeAddress(world.server.url, "speech/journal")).whoami()
    assert not any("Authorization" in one.headers for one in world.server.requests)


def test_without_the_package_it_says_what_to_install(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "gitlab"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "gitlab", None)
    (home / ".python-gitlab.cfg").write_text(f"[lab]\nurl = {LAB}\nprivate_token = {TOKEN}\n")
    with pytest.raises(OutsideError, match="python-gitlab is not installed") as caught:
        find_access(LAB)
    assert caught.value.hint == "pip install 'labbook[gitlab]'"
    monkeypatch.setenv("GITLAB_URL", LAB)
    monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
    with pytest.raises(OutsideError, match="python-gitlab is not installed"):
        GitLabForge(ForgeAddress(LAB, "speech/journal")).whoami()

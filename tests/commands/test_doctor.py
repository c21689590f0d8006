import json
from pathlib import Path

import pytest

from labbook import registry
from labbook.commands.doctor import Diagnosis, Finding, State, doctor
from labbook.commands.init import init
from tests.adapters.git_journal import commit_all, git
from tests.commands.program import labbook
from tests.fakes.gitlab import GitLabServer


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "journal"
    init(root)
    monkeypatch.chdir(root)
    return root


def look(root: Path) -> Diagnosis:
    return doctor(root, launchers=["local"], tracker=registry.tracker, forges=registry.forge)


def finding(diagnosis: Diagnosis, about: str) -> Finding:
    return next(found for found in diagnosis.findings if found.about == about)


def test_a_fresh_journal_lacks_nothing(root: Path) -> None:
    diagnosis = look(root)
    missing = [found for found in diagnosis.findings if found.state is State.MISSING]
    assert missing == []
    assert diagnosis.exit_code == 0
    assert finding(diagnosis, "git identity").found == "Ada Lovelace"
    assert finding(diagnosis, "repository").state is State.NOTE
    assert "speechbrain" in finding(diagnosis, "templates").found
    assert "mkdocs" in finding(diagnosis, "extra site").found


def test_each_value_with_its_source(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABBOOK_CLAIM", "local")
    settings = {setting.name: setting for setting in look(root).settings}
    assert settings["claim"].value == '"local"'
    assert settings["claim"].origin == "LABBOOK_CLAIM"
    assert settings["launcher"].origin == "default"
    assert settings["language"].origin.startswith("labbook.toml:")
    assert finding(look(root), "repository").state is State.OK


def test_what_is_missing_has_a_mend(root: Path, home: Path) -> None:
    (root / ".gitignore").write_text("")
    (root / "labbook.toml").write_text('tracker = "paper"\nlauncher = "kubernetes"\n')
    (home / ".gitconfig").write_text("")
    own = root / "templates/experiment/mine/template.toml"
    own.parent.mkdir(parents=True)
    own.write_text('description = "x"\nextends = "mine"\n')
    diagnosis = look(root)
    assert diagnosis.exit_code == 1
    missing = {found.about: found for found in diagnosis.findings if found.state is State.MISSING}
    assert set(missing) == {"git identity", ".labbook/", "launcher", "tracker", "templates"}
    assert "/.labbook/" in (missing[".labbook/"].mend or "")
    assert missing["tracker"].mend == "known: clearml-offline, clearml"
    assert "template.toml:2" in missing["templates"].found


def test_outside_of_a_journal_it_still_looks_at_the_machine(tmp_path: Path) -> None:
    diagnosis = look(tmp_path)
    assert diagnosis.exit_code == 3
    assert "labbook init" in (finding(diagnosis, "journal").mend or "")
    assert finding(diagnosis, "git").state is State.OK


def test_a_folder_without_git(tmp_path: Path) -> None:
    (tmp_path / "labbook.toml").write_text("")
    diagnosis = look(tmp_path)
    assert diagnosis.exit_code == 1
    assert finding(diagnosis, "repository").state is State.MISSING


def test_no_secret_is_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", "hush-1")
    monkeypatch.setenv("LABBOOK_S3_SECRET", "hush-2")
    monkeypatch.setenv("LABBOOK_ROOTS", '{"https://me:hush-3@host/x" = "/mnt"}')
    done = labbook("doctor", cwd=root)
    output = done.stdout + done.stderr
    assert "hush" not in output
    assert "https://…@host/x" in output
    assert "LABBOOK_S3_SECRET" in output


def test_json(root: Path) -> None:
    result = labbook("doctor", "--json", cwd=root)
    answer = json.loads(result.stdout)
    assert result.returncode == 0
    assert answer["schema"] == 1
    assert answer["root"] == str(root)
    assert {"name": "launcher", "value": '"local"', "origin": "default"} in answer["settings"]
    assert all(found["state"] in {"ok", "note"} for found in answer["findings"])


def test_the_forge_that_the_settings_name(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(settings: str) -> None:
        (root / "labbook.toml").write_text(settings)
        git(root, "commit", "--quiet", "--allow-empty", "--all", "--message", "Settle")

    def forge_of(settings: str) -> Finding:
        settle(settings)
        return finding(look(root), "forge")

    with GitLabServer() as server:
        named = f'forge.url = "{server.url}"\nforge.project = "speech/journal"\n'
        assert forge_of(named).state is State.NOTE
        assert f"GITLAB_URL={server.url}" in (forge_of(named).mend or "")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GITLAB_URL", server.url)
        monkeypatch.setenv("GITLAB_TOKEN", server.token(server.user("bob")))
        assert forge_of(named).state is State.OK
        assert forge_of(named).found == f"{server.url}, speech/journal: bob, by GITLAB_TOKEN"
        assert forge_of(f'forge.url = "{server.url}"\n').state is State.MISSING
        server.tokens.clear()
        assert "refuses the token of GITLAB_TOKEN" in forge_of(named).found
    assert "can't be reached" in forge_of(named).found
    settle("")
    assert "forge" not in [found.about for found in look(root).findings]


def test_a_forge_that_the_target_branch_does_not_name_is_not_asked(root: Path) -> None:
    git(root, "checkout", "--quiet", "-b", "work")
    with GitLabServer() as server:
        (root / "labbook.toml").write_text(f'forge.url = "{server.url}"\n')
        commit_all(root)
        found = finding(look(root), "forge")
        assert (found.state, server.requests) == (State.NOTE, [])
    assert found.found == "the journal names no forge on its target branch"

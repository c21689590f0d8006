"""What runs `labbook check` unasked: the hooks of pre-commit, and the CI file of a journal."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pre_commit.clientlib import load_config, load_manifest

from labbook.commands.init import init
from tests.commands.filled_journal import ID, make_journal, record

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"


@pytest.fixture(autouse=True)
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The labbook under test is the one that is found."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def run(root: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def commit(root: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    run(root, "git", "add", "-A")
    return run(root, "git", "commit", "-m", "Change", *options)


def from_init(root: Path) -> None:
    init(root)


def from_this_repository(root: Path) -> None:
    """The hook as others name it, but with the labbook that is installed: without a network."""
    source = root.parent / "labbook"
    source.mkdir()
    (source / HOOKS.name).write_bytes(HOOKS.read_bytes())
    run(source, "git", "init", "-q")
    commit(source)
    revision = run(source, "git", "rev-parse", "HEAD").stdout.strip()
    hooks = [{"id": "labbook-check", "language": "system"}]
    repos = [{"repo": source.as_uri(), "rev": revision, "hooks": hooks}]
    (root / ".pre-commit-config.yaml").write_text(json.dumps({"repos": repos}))


def test_pre_commit_takes_the_hook_and_the_journal_s_file(tmp_path: Path) -> None:
    [hook] = load_manifest(HOOKS)
    init(tmp_path, "ru")
    [repo] = load_config(tmp_path / ".pre-commit-config.yaml")["repos"]
    [local] = repo["hooks"]
    same = ("id", "name", "entry", "always_run", "pass_filenames")
    assert {key: hook[key] for key in same} == {key: local[key] for key in same}


@pytest.mark.parametrize("lay_out", [from_init, from_this_repository])
def test_a_broken_config_stops_the_commit_and_a_good_one_does_not(
    tmp_path: Path, lay_out: Any
) -> None:
    root = make_journal(tmp_path / "journal", record(1, 12.3)).layout.root
    lay_out(root)
    assert run(root, "pre-commit", "install").returncode == 0
    shared, config = root / "shared.yaml", root / "experiments" / ID / "config.yaml"
    shared.write_text("size: 1\n")
    config.write_text("model: !include:../../shared.yaml\n")
    good = commit(root)
    assert good.returncode == 0, good.stdout + good.stderr
    config.write_text("model: !include:../../shared.yaml\nlr: !ref <rate>\n")
    broken = commit(root)
    assert broken.returncode == 1
    assert "[config-unresolved-reference]" in broken.stdout + broken.stderr
    run(root, "git", "checkout", "-q", "HEAD", "--", ".")
    shared.unlink()
    deleted = commit(root)
    assert deleted.returncode == 1
    assert "[config-include-missing]" in deleted.stdout + deleted.stderr
    assert commit(root, "--no-verify").returncode == 0
    (root / "notes.txt").write_text("Nothing of an experiment.\n")
    assert commit(root).returncode == 0


def test_the_ci_file_shows_problems_and_fails_all_the_same(tmp_path: Path) -> None:
    root = make_journal(tmp_path / "journal", record(1, 12.3)).layout.root
    init(root)
    text = (root / ".gitlab-ci.yml").read_text("utf-8")
    job: dict[str, Any] = yaml.safe_load(text)["check"]
    [_, report, check] = job["script"]
    assert job["artifacts"]["when"] == "always"
    name = job["artifacts"]["reports"]["codequality"]
    assert report.endswith(f"> {name} || true")
    assert job["variables"] == {"GIT_DEPTH": "0", "BASE": "$CI_MERGE_REQUEST_DIFF_BASE_SHA"}
    script = f"export BASE=HEAD; set -e; {report}; {check}"
    assert run(root, "sh", "-c", script).returncode == 0
    assert json.loads((root / name).read_text()) == []
    (root / "experiments" / ID / "config.yaml").write_text("lr: !ref <rate>\n")
    failed = run(root, "sh", "-c", script)
    assert (failed.returncode, "[config-unresolved-reference]" in failed.stdout) == (1, True)
    [issue] = json.loads((root / name).read_text())
    assert issue["location"]["path"] == f"experiments/{ID}/config.yaml"
    assert shlex.split(check)[:2] == ["labbook", "check"]
